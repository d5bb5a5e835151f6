"""Geometries from well-known binary."""

import numpy as np
import shapely
from numpy.typing import NDArray

from rangemap.errors import InputError


def shapes_of_wkb(binaries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Shapes, None for None; rings left open are closed. Raises InputError with the feature."""
    try:
        made: NDArray[np.object_] = shapely.from_wkb(binaries, on_invalid="fix")
    except (shapely.GEOSException, TypeError, ValueError):
        return np.array([_shape(each, n) for n, each in enumerate(binaries, 1)], dtype=object)
    return made


def _shape(binary: bytes | None, number: int) -> object:
    try:
        return shapely.from_wkb(binary, on_invalid="fix")
    except (shapely.GEOSException, TypeError, ValueError) as error:
        raise InputError(f"feature {number}: its geometry is damaged or of a rare kind") from error
