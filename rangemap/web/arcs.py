"""Outlines of neighbours as the lines that they are made of, each line once.

Such a line is an arc: it runs from where several meet to where several meet next, or all round.
An outline is a list of arcs' numbers, in order; ~n is arc n from its end to its start. What is but
a line, along an outline or not, is such a list too.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

Position = tuple[int, int]
Arc = tuple[Position, ...]
Outline = list[list[list[int]]]  # polygons, each with its rings, each with its arcs' numbers

_POLYGON = 3  # shapely's type number
_MIN_POSITIONS = 4  # of a ring that holds any area: its first is its last too


def arcs(shapes: Iterable[BaseGeometry], units: int) -> tuple[list[Arc], list[Outline]]:
    """Every arc of polygons and lines that share their vertices, and the outline of each of them.

    Positions are lon, lat in whole numbers, so many units to the degree. Rings that have no area in
    these units are left out. Each part of a line stands as if it were a polygon's only ring.
    """
    polygons = [
        [rings for part in shapely.get_parts(shape) if (rings := _rings(part, units))]
        for shape in shapes
    ]
    meetings = _meetings([ring for shape in polygons for part in shape for ring in part])
    numbers: dict[Arc, int] = {}
    outlines = [
        [
            [[_number(arc, numbers) for arc in _cut(ring, meetings)] for ring in part]
            for part in shape
        ]
        for shape in polygons
    ]
    return list(numbers), outlines


def arc_numbers(outline: Outline) -> Iterator[int]:
    """The numbers of an outline's arcs, in whichever direction it has them."""
    for part in outline:
        for ring in part:
            yield from (max(number, ~number) for number in ring)


def _rings(part: BaseGeometry, units: int) -> list[list[Position]]:
    """The rings of a polygon, or a line by itself."""
    if shapely.get_type_id(part) != _POLYGON:
        return [positions] if len(positions := _positions(part, units)) > 1 else []
    return [
        positions
        for ring in shapely.get_rings(part)
        if len(positions := _positions(ring, units)) >= _MIN_POSITIONS
    ]


def _positions(line: BaseGeometry, units: int) -> list[Position]:
    """Where a line goes, without stops; of a ring first and last are alike."""
    grid = np.rint(shapely.get_coordinates(line) * units).astype(int)
    moves = np.diff(grid, axis=0).any(axis=1)
    return [(lon, lat) for lon, lat in grid[np.r_[True, moves]].tolist()]


def _meetings(lines: Sequence[list[Position]]) -> set[Position]:
    """Where lines end or meet: ends, and positions with other than two beside them."""
    beside: dict[Position, set[Position]] = {}
    for line in lines:
        for here, there in pairwise(line):
            beside.setdefault(here, set()).add(there)
            beside.setdefault(there, set()).add(here)
    ends = {end for line in lines if line[0] != line[-1] for end in (line[0], line[-1])}
    return ends | {here for here, others in beside.items() if len(others) != 2}  # noqa: PLR2004


def _cut(ring: list[Position], meetings: set[Position]) -> Iterator[Arc]:
    """A line's arcs, in order.

    A ring that meets nothing is its own arc, from a place all agree on.
    """
    if ring[0] != ring[-1]:
        cuts = [n for n, position in enumerate(ring) if position in meetings]
        yield from (tuple(ring[start : end + 1]) for start, end in pairwise(cuts))
        return
    open_ring = ring[:-1]
    cuts = [n for n, position in enumerate(open_ring) if position in meetings]
    cuts = cuts or [open_ring.index(min(open_ring))]
    turned = (*open_ring[cuts[0] :], *open_ring[: cuts[0] + 1])
    ends = [n - cuts[0] for n in cuts[1:]] + [len(open_ring)]
    start = 0
    for end in ends:
        yield turned[start : end + 1]
        start = end


def _number(arc: Arc, numbers: dict[Arc, int]) -> int:
    back = numbers.get(arc[::-1])
    return numbers.setdefault(arc, len(numbers)) if back is None else ~back
