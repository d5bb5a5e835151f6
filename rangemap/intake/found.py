"""What a reader finds in a file, before anything is made of it."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from rangemap.errors import InputError
from rangemap.intake.limits import check_columns

_MOST_NAMED = 12


@dataclass(frozen=True)
class Wanted:
    """What is asked of a file: columns by name, folded to lower case, and which layer."""

    columns: frozenset[str]
    layer: str | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """Geometries as the file has them (None where it has none), and the columns wanted as text.

    names: of all columns. crs: None where the file names none.
    """

    geometries: NDArray[np.object_]
    columns: dict[str, list[str]]
    names: tuple[str, ...]
    crs: CRS | None
    notes: tuple[str, ...] = field(default=())


def chosen_columns(names: Iterable[str], wanted: Wanted) -> list[str]:
    """The columns of a file that are wanted. Raises InputError where there are too many of them."""
    listed = list(names)
    check_columns(len(listed))
    return [name for name in listed if name.casefold() in wanted.columns]


def chosen_layer(layers: Sequence[str], wanted: Wanted) -> str:
    """The layer that is asked for, or the only one. Raises InputError where that says nothing."""
    if wanted.layer is not None and wanted.layer not in layers:
        raise InputError(f"has no layer {wanted.layer[:60]!r}, only {_listed(layers)}")
    if not layers:
        raise InputError("holds no layer of shapes")
    if wanted.layer is None and len(layers) > 1:
        raise InputError(f"holds the layers {_listed(layers)}; say which one")
    return wanted.layer or layers[0]


def texts(values: Iterable[Any]) -> list[str]:
    """Cells of a column as text: whole numbers without a point, nothing for what is missing."""
    return [_text(value) for value in values]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float | np.floating):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value == int(value) else str(value)
    if isinstance(value, bool | int | np.integer):
        return str(value)
    return ""


def _listed(layers: Collection[str]) -> str:
    shown = [repr(name[:60]) for name in list(layers)[:_MOST_NAMED]]
    return ", ".join(shown) + (" and more" if len(layers) > _MOST_NAMED else "")
