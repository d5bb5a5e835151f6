"""Shapes as they travel to the page's map: nested lists that end in flat lists of whole numbers.

Such a list is a line: a position in units of 10^-decimals degrees, lon before lat, then the steps
from one to the next.
"""

from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

_POINT, _POLYGON, _MULTI = 0, 3, 4  # shapely's type numbers: from 4 on, collections


def shape_data(shape: BaseGeometry, decimals: int) -> list[Any]:
    """A shape as nested lists that end in its lines or rings."""
    kind = int(shapely.get_type_id(shape))
    if kind >= _MULTI:
        return [shape_data(part, decimals) for part in shapely.get_parts(shape)]
    if kind == _POLYGON:
        return [shape_data(ring, decimals) for ring in shapely.get_rings(shape)]
    moved = steps(np.rint(shapely.get_coordinates(shape) * 10**decimals).astype(int))
    # a point is a line to itself: browsers draw a dot of that, and nothing of a lone position
    return moved if kind != _POINT else [*moved, 0, 0]


def steps(positions: ArrayLike) -> list[int]:
    """Positions in whole numbers, (n, 2), as the first of them and the steps to the others."""
    grid = np.asarray(positions)
    made = grid.copy()
    made[1:] -= grid[:-1]
    moves = np.ones(len(made), dtype=bool)
    made[1:].any(axis=1, out=moves[1:])
    moved: list[int] = made[moves].ravel().tolist()
    return moved
