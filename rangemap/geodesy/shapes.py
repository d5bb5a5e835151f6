"""Geometries taken apart into points, lines, polygons and rings, many at a time."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely
from shapely import Geometry

from .ellipsoid import Ints

LINE: Final = 1
POLYGON: Final = 3
_LAST_SIMPLE: Final = 3


def simple_parts(geometries: Sequence[Geometry] | Any) -> tuple[Any, Ints]:
    """Points, lines and polygons in geometries, at any depth, and which one each belongs to.

    Empty parts are left out. Both are arrays of shape (n,), in order.
    """
    parts, owner = shapely.get_parts(np.asarray(geometries, object), return_index=True)
    while (shapely.get_type_id(parts) > _LAST_SIMPLE).any():
        parts, outer = shapely.get_parts(parts, return_index=True)
        owner = owner[outer]
    is_there = ~shapely.is_empty(parts)
    return parts[is_there], owner[is_there]


def outlines(parts: Any) -> tuple[Any, Ints]:
    """Points and lines among parts, then the rings of their polygons; and which each belongs to."""
    is_polygon = shapely.get_type_id(parts) == POLYGON
    rings, polygon = shapely.get_rings(parts[is_polygon], return_index=True)
    owner = np.append(np.flatnonzero(~is_polygon), np.flatnonzero(is_polygon)[polygon])
    return np.append(parts[~is_polygon], rings), owner
