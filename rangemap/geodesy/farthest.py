"""How far the farthest point of an area is from a source: its one-sided Hausdorff distance.

Bound. Any place q of the source bounds the distance d(x) <= |xq|, which is convex along geodesics
(below 9,985 km), so on a triangle it is greatest at a corner; a triangle straight in lon, lat
leaves the geodesic one by the `bend` of its edges at most. So d is at most the greatest of the
distances from its three corners to one of their feet, and the bend. That is tight wherever the
corners share a foot; only across ridges, where feet jump, triangles are halved until they are
small. What lies in an area of the source is cut off first: there nothing is far.

Error. What is returned is the distance of a point of the target, by `nearest_m`, and nothing of
the target is more than the tolerance farther.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple, Self

import numpy as np
import shapely
from shapely import Geometry

from . import arguments
from .bounds import bend, edge_lengths
from .distance import nearest_m
from .ellipsoid import Bools, Floats, Ints, distance
from .gauge import Gauge
from .shapes import POLYGON, simple_parts

_SIDES: Final = ((0, 1), (1, 2), (2, 0))
_SMALL: Final = 0.5
"""Share of the tolerance: in triangles of that size the corners stand for all."""


def farthest_m(source: Any, targets: Iterable[Geometry] | Any, tolerance_m: float = 1.0) -> Floats:
    """Greatest geodesic distance in metres, (n,), from source to any point of each of n targets.

    It is the least range that reaches all of a target.

    Parameters
    ----------
    source, targets
        As for `nearest_m`; `Targets` are not taken.
    tolerance_m
        By how much the result may be too short, metres.

    Returns
    -------
    numpy.ndarray
        0 for a target that lies in the source.

    Raises
    ------
    GeometryError
        For geometry that is empty, missing, not finite, not valid or outside the world, and for a
        tolerance that is not positive.

    Examples
    --------
    >>> import shapely
    >>> from rangemap import geodesy
    >>> geodesy.farthest_m(shapely.Point(34.5, 51.5), [shapely.box(34, 51, 35, 52)]).round()
    array([65673.])

    """
    origin, members = arguments.geometry(source), arguments.geometries(targets)
    small_m = _SMALL * arguments.positive(tolerance_m, "the tolerance")
    gauge, farthest = Gauge(origin), np.zeros(len(members))
    cells = _Cells.of(shapely.difference(members, gauge.inside))
    while len(cells.owner):
        places, which = np.unique(cells.corners.reshape(-1, 2), axis=0, return_inverse=True)
        feet, metres = (values[which.reshape(-1, 3)] for values in gauge.feet(places))
        tops = _tops(cells, metres, farthest, small_m)
        top = cells.corners[tops, metres[tops].argmax(axis=1)]
        exact = nearest_m(origin, shapely.points(top))
        np.maximum.at(farthest, cells.owner[tops], exact)
        could = cells.most_m(feet, metres, farthest) > farthest[cells.owner] + 2 * small_m
        cells = cells.taken(could & (cells.sizes_m() > small_m)).halved()
    return farthest


def _tops(cells: "_Cells", metres: Floats, farthest: Floats, small_m: float) -> Ints:
    """Cells whose corners are measured exactly: the farthest of each target, and all small ones."""
    at = metres.max(axis=1)
    order = np.lexsort((-at, cells.owner))
    is_first = np.diff(cells.owner[order], prepend=-1) > 0
    is_last = (cells.sizes_m() <= small_m) & (at > farthest[cells.owner])
    return np.union1d(order[is_first], np.flatnonzero(is_last))


class _Cells(NamedTuple):
    """Triangles of targets, straight in lon, lat; of lines and points, without width."""

    corners: Floats
    """lon, lat, (n, 3, 2)."""
    owner: Ints
    """Index of the target, (n,)."""

    @classmethod
    def of(cls, targets: Any) -> Self:
        """Every target cut into triangles."""
        parts, owner = simple_parts(targets)
        is_area = shapely.get_type_id(parts) == POLYGON
        cut = shapely.constrained_delaunay_triangles(parts[is_area])
        triangles, area = shapely.get_parts(cut, return_index=True)
        corners = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3]
        vertices, line = shapely.get_coordinates(parts[~is_area], return_index=True)
        after = np.where(np.diff(line, append=-1) == 0, np.arange(1, len(line) + 1), 0)
        after = np.where(after > 0, after, np.arange(len(line)))
        edges = np.stack([vertices, vertices[after], vertices[after]], axis=1)
        return cls(
            np.concatenate([corners, edges]),
            np.concatenate([owner[is_area][area], owner[~is_area][line]]),
        )

    def taken(self, chosen: Bools | Ints) -> Self:
        return type(self)(self.corners[chosen], self.owner[chosen])

    def sides(self) -> list[tuple[Floats, Floats]]:
        """Both ends of each of the three sides."""
        return [(self.corners[:, one], self.corners[:, other]) for one, other in _SIDES]

    def lengths_m(self) -> Floats:
        """Length of each side, metres, (n, 3), at most."""
        sides = [edge_lengths(*side, is_short_way=False) for side in self.sides()]
        return np.stack(sides, axis=1)

    def sizes_m(self) -> Floats:
        """Longest side of each, metres, (n,)."""
        return np.asarray(self.lengths_m().max(axis=1))

    def most_m(self, feet: Floats, metres: Floats, farthest: Floats) -> Floats:
        """How far from the source any point of each cell can be, at most, (n,).

        feet (n, 3, 2) and metres (n, 3) belong to the corners.
        """
        lengths = self.lengths_m()
        beside = np.maximum(lengths, np.roll(lengths, 1, axis=1))
        most = np.asarray((metres + beside).min(axis=1))
        open_ = np.flatnonzero(most > farthest[self.owner])
        cell = self.taken(open_)
        bends = [bend(*side, is_short_way=False) for side in cell.sides()]
        by_foot = [
            np.max([distance(feet[open_, foot], cell.corners[:, k]) for k in range(3)], axis=0)
            for foot in range(3)
        ]
        most[open_] = np.minimum(most[open_], np.min(by_foot, axis=0) + np.max(bends, axis=0))
        return most

    def halved(self) -> Self:
        """Each cut in two across its longest side."""
        longest = self.lengths_m().argmax(axis=1)[:, None]
        a, b, c = (
            np.take_along_axis(self.corners, (longest + k)[..., None] % 3, axis=1)[:, 0]
            for k in range(3)
        )
        middle = (a + b) / 2
        halves = [np.stack([a, middle, c], axis=1), np.stack([middle, b, c], axis=1)]
        return type(self)(np.concatenate(halves), np.tile(self.owner, 2))
