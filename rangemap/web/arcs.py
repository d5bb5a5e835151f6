"""Outlines of neighbours as the lines that they are made of, each line once.

Such a line is an arc: it runs from where several meet to where several meet next, or all round.
An outline is a list of arcs' numbers, in order; ~n is arc n from its end to its start. What is but
a line, along an outline or not, is such a list too.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Arc = NDArray[np.int64]  # positions, (n, 2)
Outline = list[list[list[int]]]  # polygons, each with its rings, each with its arcs' numbers

_POLYGON = 3  # shapely's type number
_MIN_POSITIONS = 4  # of a ring that holds any area: its first is its last too


def arcs(shapes: Iterable[BaseGeometry], units: int) -> tuple[list[Arc], list[Outline]]:
    """Every arc of polygons and lines that share their vertices, and the outline of each of them.

    Positions are lon, lat in whole numbers, so many units to the degree. Rings that have no area in
    these units are left out. Each part of a line stands as if it were a polygon's only ring.
    """
    listed = list(shapes)
    parts, owners = shapely.get_parts(listed, return_index=True)
    positions, lines, part_of = _lines(parts, units)
    # a place is the number of a position, the same wherever that stands; from the west on
    _, first, places = np.unique(
        (positions[:, 0] << 32) + positions[:, 1], return_index=True, return_inverse=True
    )
    starts = np.flatnonzero(np.diff(lines, prepend=-1, append=len(part_of)))
    meets = _meetings(places, starts)
    numbers: dict[bytes, int] = {}
    outlines: list[Outline] = [[] for _ in listed]
    last = -1
    for start, end in pairwise(starts.tolist()):
        part = int(part_of[lines[start]])
        outline = outlines[owners[part]]
        if part != last:
            outline.append([])
            last = part
        outline[-1].append([_number(arc, numbers) for arc in _cut(places[start:end], meets)])
    made = [positions[first[np.frombuffer(arc, dtype=places.dtype)]] for arc in numbers]
    return made, outlines


def arc_numbers(outline: Outline) -> Iterator[int]:
    """The numbers of an outline's arcs, in whichever direction it has them."""
    for part in outline:
        for ring in part:
            yield from (max(number, ~number) for number in ring)


def _lines(
    parts: NDArray[np.object_], units: int
) -> tuple[Arc, NDArray[np.int64], NDArray[np.int64]]:
    """Positions along rings and lines, without stops; of each its line; of each line its part.

    Rings that hold no area and lines without length have no positions.
    """
    is_polygon = shapely.get_type_id(parts) == _POLYGON
    rings, of = shapely.get_rings(parts[is_polygon], return_index=True)
    drawn = np.concatenate([rings, parts[~is_polygon]])
    part_of = np.concatenate([np.flatnonzero(is_polygon)[of], np.flatnonzero(~is_polygon)])
    order = np.argsort(part_of, kind="stable")
    drawn, part_of = drawn[order], part_of[order]
    coordinates, lines = shapely.get_coordinates(drawn, return_index=True)
    grid = np.rint(coordinates * units).astype(np.int64)
    moves = np.ones(len(grid), dtype=bool)
    moves[1:] = np.diff(grid, axis=0).any(axis=1) | (np.diff(lines) > 0)
    grid, lines = grid[moves], lines[moves]
    least = np.where(is_polygon[part_of], _MIN_POSITIONS, 2)
    is_long = (np.bincount(lines, minlength=len(least)) >= least)[lines]
    return grid[is_long], lines[is_long], part_of


def _meetings(places: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """By place, whether lines end or meet there: ends, and places with other than two beside them.

    starts: where each line begins among the places of all, and where the last ends.
    """
    count = int(places.max(initial=0)) + 1
    goes_on = np.ones(len(places) + 1, dtype=bool)
    goes_on[starts] = False
    here, there = places[:-1][goes_on[1:-1]], places[1:][goes_on[1:-1]]
    beside = np.sort(np.concatenate([here * count + there, there * count + here]))
    beside = beside[np.diff(beside, prepend=-1) > 0]  # each once: far sooner than by np.unique
    meets = np.asarray(np.bincount(beside // count, minlength=count) != 2)  # noqa: PLR2004
    ends = np.column_stack([places[starts[:-1]], places[starts[1:] - 1]])
    meets[ends[ends[:, 0] != ends[:, 1]]] = True
    return meets


def _cut(line: NDArray[np.int64], meets: NDArray[np.bool_]) -> Iterator[NDArray[np.int64]]:
    """A line's arcs, in order.

    A ring that meets nothing is its own arc, from a place all agree on.
    """
    if line[0] == line[-1]:
        ring = line[:-1]
        cuts = np.flatnonzero(meets[ring])
        start = int(cuts[0] if len(cuts) else ring.argmin())
        line = np.concatenate([ring[start:], ring[: start + 1]])
        cuts = np.append(cuts - start if len(cuts) else 0, len(ring))
    else:
        cuts = np.flatnonzero(meets[line])
    for start, end in pairwise(cuts.tolist()):
        yield line[start : end + 1]


def _number(arc: NDArray[np.int64], numbers: dict[bytes, int]) -> int:
    back = numbers.get(arc[::-1].tobytes())
    return numbers.setdefault(arc.tobytes(), len(numbers)) if back is None else ~back
