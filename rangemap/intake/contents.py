"""What a reader finds in a file, before anything is made of it."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from rangemap.intake.limits import check_columns
from rangemap.intake.phrases import Note, UnreadableError, layer_error

_LINE_BREAKS = re.compile(r"\s*[\t\n\v\f\r\x85\u2028\u2029]\s*")

TextColumns = Iterable[tuple[str, list[str]]]


def no_columns() -> TextColumns:
    """No columns besides those that were asked for."""
    return ()


@dataclass(frozen=True)
class Wanted:
    """What is asked of a file: columns by name, folded to lower case, and which layer."""

    columns: frozenset[str]
    layer: str | None = None


@dataclass(frozen=True, eq=False)
class Contents:
    """Geometries as the file has them (None where it has none), and the columns wanted as text.

    names: of all columns. crs: None where the file names none. others: the columns of text that
    were not asked for, one after another.
    """

    geometries: NDArray[np.object_]
    columns: dict[str, list[str]]
    names: tuple[str, ...]
    crs: CRS | None
    notes: tuple[Note, ...] = field(default=())
    others: Callable[[], TextColumns] = no_columns


def chosen_columns(names: Iterable[str], wanted: Wanted) -> list[str]:
    """The columns of a file that are wanted. Raises InputError where there are too many of them."""
    listed = list(names)
    check_columns(len(listed))
    return [name for name in listed if name.casefold() in wanted.columns]


def chosen_layer(layers: Sequence[str], wanted: Wanted) -> str:
    """The layer that is asked for, or the only one.

    Raises LayerError where that says nothing, InputError where there is none.
    """
    if not layers:
        raise UnreadableError("no_layers")
    if wanted.layer is not None and wanted.layer not in layers:
        raise layer_error(layers, wanted.layer)
    if wanted.layer is None and len(layers) > 1:
        raise layer_error(layers, None)
    return wanted.layer or layers[0]


def contents_of_rows(
    geometries: NDArray[np.object_],
    rows: Sequence[dict[str, Any]],
    crs: CRS | None,
    wanted: Wanted,
    *,
    notes: tuple[Note, ...] = (),
) -> Contents:
    """What stands in features that each have a row of named values."""
    names = tuple(dict.fromkeys(name for row in rows for name in row))
    chosen = chosen_columns(names, wanted)

    def others() -> Iterator[tuple[str, list[str]]]:
        for name in names:
            cells = [row.get(name) for row in rows]
            if name not in chosen and all(isinstance(cell, str | None) for cell in cells):
                yield name, texts(cells)

    columns = {name: texts(row.get(name) for row in rows) for name in chosen}
    return Contents(geometries, columns, names, crs, notes, others)


def texts(values: Iterable[Any]) -> list[str]:
    """Cells of a column as text of one line each: whole numbers without a point.

    What is missing, or no text or number, becomes nothing.
    """
    return [_text(value) for value in values]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return _LINE_BREAKS.sub(" ", value.strip().strip("\ufeff"))
    if isinstance(value, float | np.floating | Decimal):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value == int(value) else str(value)
    if isinstance(value, bool | int | np.integer):
        return str(value)
    return ""
