"""Where a hole may be that a front has missed: only in pockets, which its feet tell.

Let every edge of a front be proven, so that on it the distance d to the source S is at most R + t,
and let each vertex walk to its foot. The polygon's outline shrinks to a closed curve of steps from
foot to foot (`_Steps`), and passes only over places where d is at most R + t. (An edge with both
feet on one straight edge of S goes straight down to it; of another one both halves, to where the
distances to its two feet are equal, shrink to a triangle of that place and the feet, which discs
round the feet cover.) So an outline that winds round a far place, d > R + t, is left winding round
it when it has become steps.

A step whose feet are joined by a part of S that is no longer than 2 R may as well be that part: all
that lies between the two is nearer than R to a foot. (From the foot f go on through such a place z
to the part, at x; then |fz| + |zg| <= |fx| + |xg| <= its length.) What remains are *long* steps,
across the mouths of bays and from line to line. If the outline winds round a far place then a
closed curve does that is made of one long step and the way back along S, or a line of S that is
closed. The hulls of these are the pockets. Where there is none, no hole has been missed; else the
certificate (`certificate.py`) has to look for holes in them alone.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Final, NamedTuple, Self

import numpy as np
import shapely
from shapely import Geometry

from .assembly import Area
from .bounds import edge_lengths
from .ellipsoid import A, B, Bools, Floats, Ints
from .front import Aim, Front, is_beside
from .shapes import POLYGON
from .source import Source

_MAX_POCKETS: Final = 3_000
"""With more a mesh of all is as good."""
_ROUNDING_DEG: Final = 1e-11
"""How far rounding may move an outline, a micrometre, in degrees."""


def pockets(front: Front, area: Area, source: Source, aim: Aim) -> Geometry | None:
    """Where points of area may be that are farther from source than its edges are: hulls.

    front must be the boundary of area, away from poles and +-180 degrees. The hulls are convex in
    longitude and latitude; a place may be beside them by as much as geodesics of two radii bend
    there (`aside_m`). None where the front bounds another area, or there are very many pockets.
    """
    if not _is_boundary(front, area):
        return None
    lines = _Lines.of(source)
    steps = _Steps.of(front, lines, aim)
    is_open = np.flatnonzero(front.error_m > aim.tolerance_m)
    if steps.is_long.sum() + len(is_open) > _MAX_POCKETS:
        return None
    feet = lines.at(steps.start)[is_open], lines.at(steps.end)[is_open]
    quads = np.stack([*front.ends(is_open), *feet], axis=1)
    hulls = [_hull(corners) for corners in [*quads, *steps.ways_back(lines)]]
    return shapely.union_all(hulls + lines.rings(2 * aim.radius_m))


def aside_m(area: Geometry, radius_m: float) -> float:
    """How far geodesics of two radii leave straight edges in an area, metres, at most."""
    _, south, _, north = area.bounds
    high = max(-south, north) + 2 * np.degrees(radius_m / B)
    return float(1.2 * (2.1 * radius_m) ** 2 * np.tan(np.radians(high)) / (8 * A))


def _is_boundary(front: Front, area: Area) -> bool:
    """Whether the front's curves are the outlines of an area, which is on their left.

    But for what rounding makes of them: loops without width are taken off by `assembly.region`.
    """
    rings = shapely.get_rings(shapely.get_parts(area))
    curves = front.curves()
    if len(rings) != len(curves):
        return False
    ours = np.sort([_signed(curve) for curve in curves])
    theirs = np.sort([_signed(shapely.get_coordinates(ring)[:-1]) for ring in rings])
    return bool((np.abs(ours - theirs) <= _ROUNDING_DEG * shapely.length(rings).max()).all())


def _signed(curve: Floats) -> float:
    """Twice the area that a closed curve (n, 2) has on its left."""
    x, y = (curve - curve[0]).T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1))


class _Lines(NamedTuple):
    """The lines of a source, by `Source.place`."""

    vertices: Floats
    """lon, lat, (n, 2)."""
    place: Floats
    """Of each, (n,)."""
    walked_m: Floats
    """How far it is along the lines to each, metres, (n,), at most."""
    first: Ints
    """First vertex of each line, (k,)."""
    last: Ints
    is_closed: Bools
    is_shell: Bools
    """Whether it is the outer outline of an area."""

    @classmethod
    def of(cls, source: Source) -> Self:
        vertices, line = source.vertices, source.line
        way = edge_lengths(vertices[:-1], vertices[1:], is_short_way=False)
        way[np.diff(line) > 0] = 0.0
        first = np.flatnonzero(np.diff(line, prepend=-1))
        last = np.append(first[1:], len(line)) - 1
        closed = (vertices[first] == vertices[last]).all(axis=1) & (last - first > 1)
        walked = np.append(0.0, np.cumsum(way))
        is_area = shapely.get_type_id(source.parts) == POLYGON
        _, area = shapely.get_rings(source.parts[is_area], return_index=True)
        shell = np.append(np.zeros((~is_area).sum(), bool), np.diff(area, prepend=-1) > 0)
        return cls(vertices, np.arange(len(line)) + line, walked, first, last, closed, shell)

    def number(self, places: Floats) -> Ints:
        """Which line places are on, (n,)."""
        return np.searchsorted(self.place[self.first], places, side="right") - 1

    def metres(self, places: Floats) -> Floats:
        """How far places are along the lines, (n,)."""
        return np.asarray(np.interp(places, self.place, self.walked_m))

    def length_m(self, number: Ints) -> Floats:
        """Length of lines, (n,)."""
        return np.asarray(self.walked_m[self.last[number]] - self.walked_m[self.first[number]])

    def at(self, places: Floats) -> Floats:
        """Longitude and latitude of places, (n, 2)."""
        return np.column_stack([np.interp(places, self.place, c) for c in self.vertices.T])

    def stretch(self, start: float, end: float) -> Floats:
        """All of a line between two places on it, the shorter way round, lon, lat (n, 2)."""
        low, high = sorted((start, end))
        number = self.number(np.array([low]))[0]
        first, last = self.first[number], self.last[number]
        i, j = np.searchsorted(self.place, (low, high))
        inner = self.vertices[i:j]
        way_m = self.metres(np.array([low, high]))
        if self.is_closed[number] and 2 * (way_m[1] - way_m[0]) > self.length_m(number):
            inner = np.vstack([self.vertices[first:i], self.vertices[j : last + 1]])
        return np.vstack([self.at(np.array([low, high])), inner])

    def rings(self, longest_m: float) -> list[Geometry]:
        """Hulls of closed lines longer than that which are not the shells of areas."""
        numbers = np.flatnonzero(self.is_closed & ~self.is_shell)
        numbers = numbers[self.length_m(numbers) > longest_m]
        return [_hull(self.vertices[self.first[k] : self.last[k] + 1]) for k in numbers]


class _Steps(NamedTuple):
    """What edges and kinks of a front become when all vertices have walked to their feet."""

    start: Floats
    """Places on the source, (n,)."""
    end: Floats
    is_long: Bools
    """Whether the source between them is not known to be as good as the step, (n,)."""

    @classmethod
    def of(cls, front: Front, lines: _Lines, aim: Aim) -> Self:
        edges = np.arange(len(front.points))
        kinks = np.flatnonzero(front.places != front.next_places)
        start = np.append(front.next_places, front.places[kinks])
        end = np.append(front.places[front.following()], front.next_places[kinks])
        is_open = front.error_m > aim.tolerance_m
        is_down = np.append(is_beside(front, edges, aim) & ~is_open, np.zeros(len(kinks), bool))
        number, other = lines.number(start), lines.number(end)
        way_m = np.abs(lines.metres(end) - lines.metres(start))
        round_m = np.where(lines.is_closed[number], lines.length_m(number) - way_m, np.inf)
        is_short = (number == other) & (np.minimum(way_m, round_m) <= 2 * aim.radius_m)
        return cls(start, end, ~is_down & ~is_short)

    def ways_back(self, lines: _Lines) -> Iterator[Floats]:
        """For every long step points (n, 2) whose hull holds it and the way back along lines.

        Steps from line to line make a tree of the lines, and those that are in it need no way back.
        """
        tree: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
        for start, end in np.column_stack([self.start, self.end])[self.is_long].tolist():
            one, other = lines.number(np.array([start, end])).tolist()
            ways = _way(tree, one, other)
            if ways is None:
                tree[one].append((other, start, end))
                tree[other].append((one, end, start))
                continue
            here, stretches = start, []
            for leave, arrive in ways:
                stretches.append(lines.stretch(here, leave))
                here = arrive
            yield np.vstack([*stretches, lines.stretch(here, end)])


def _way(
    tree: dict[int, list[tuple[int, float, float]]], start: int, end: int
) -> list[tuple[float, float]] | None:
    """The steps of a tree that lead from line to line, each from place to place; or None."""
    came: dict[int, tuple[int, float, float]] = {start: (start, 0.0, 0.0)}
    queue = deque([start])
    while queue and end not in came:
        here = queue.popleft()
        for other, leave, arrive in tree[here]:
            if other not in came:
                came[other] = (here, leave, arrive)
                queue.append(other)
    if end not in came:
        return None
    ways = []
    while end != start:
        end, leave, arrive = came[end]
        ways.append((leave, arrive))
    return ways[::-1]


def _hull(points: Floats) -> Geometry:
    """Convex hull in longitude and latitude of points (n, 2)."""
    return shapely.convex_hull(shapely.multipoints(points))
