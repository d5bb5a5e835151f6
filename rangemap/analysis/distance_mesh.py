"""Regions as triangles: how much of each lies nearer to a source than any range.

Method. Each region is cut into triangles in an equal-area plane (see triangles). The geodesic
distance to the nearest origin is computed at every corner, and the triangles are quartered until it
runs straight along every edge, as measured at the midpoints of edges. Within a triangle the
distance is then taken as linear, and the area nearer than a range is known in closed form; summed
over triangles it is the area reached, as a function of the range. Distance from a point bends up
everywhere, so linear between corners it would be too great on the whole: in each triangle it is
lowered by what a parabola through the measured midpoints is lower by, on average.

Error. Distance grows by a kilometre a kilometre, so an error of e in distance moves a front by e at
most, and a front of length l then cuts off l e too much or too little. With e at half CURVE_ERROR
times the square root of the area, a front twice as long as that root is allowed for. Bending
leaves three quarters of e at most, by which RegionMesh.error_km2 moves the front. e includes what
geodesy.Gauge is off, 8 m at most from 0.4 km to 1,000 km; nearer than that it is off by more only
where another part of the source is almost as near as the one found.
"""

import functools
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from rangemap import geodesy
from rangemap.analysis.triangles import Triangulation, same_places, triangulation

TOLERANCE_KM = 0.01
CURVE_ERROR = 0.001
MAX_KM = 1000.0
_GAUGE_ERROR_KM = 0.008
_LEFT = 0.75  # of what linear distances are off: 0.6 was seen at a border's ridges, else 0.15
_QUARTERING_GAIN = 4.0  # the error of linear interpolation goes with the square of the edge
_MIN_EDGE_KM = 0.05  # below this a ridge between two origins is left as it is
_MAX_QUARTERINGS = 14
_STEPS = 32  # in which a range is looked for at a time

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RegionMesh:
    """A region as triangles.

    distances_km: (n, 3), at the corners, ascending; areas_km2: (n,). error_km: by how much
    distances may be off.
    """

    distances_km: Floats
    areas_km2: Floats
    error_km: float = 0.0

    def reached_km2(self, ranges_km: ArrayLike) -> Floats:
        """Area of the region within each of those ranges, which ascend; in km²."""
        at = np.atleast_1d(np.asarray(ranges_km, dtype=float))
        first, last = self.distances_km[:, 0], self.distances_km[:, 2]
        ended = np.searchsorted(at, last)
        begun = np.minimum(np.searchsorted(at, first, side="right"), ended)
        whole = np.bincount(ended, weights=self.areas_km2, minlength=len(at) + 1)[:-1].cumsum()
        crossing = np.repeat(np.arange(len(begun)), ended - begun)
        order = np.arange(len(crossing)) - np.repeat(
            np.cumsum(ended - begun) - ended, ended - begun
        )
        parts = _areas_within(self.distances_km[crossing], self.areas_km2[crossing], at[order])
        reached: Floats = whole + np.bincount(order, weights=parts, minlength=len(at))
        return reached

    def error_km2(self, ranges_km: ArrayLike) -> Floats:
        """By how much the area within each of those ranges may be off, in km²."""
        at = np.atleast_1d(np.asarray(ranges_km, dtype=float))
        less, area, more = (
            self.reached_km2(at + error) for error in (-self.error_km, 0.0, self.error_km)
        )
        return np.maximum(area - less, more - area)

    def range_reaching(self, area_km2: float) -> float:
        """The range in km from which on that area is reached, to a metre."""
        low, high = float(self.distances_km.min()), float(self.distances_km.max())
        undecided = self
        while high - low > 0.001:  # noqa: PLR2004  a metre
            steps = np.linspace(low, high, _STEPS + 1)
            after = int(np.searchsorted(undecided.reached_km2(steps), area_km2).clip(1, _STEPS))
            low, high = float(steps[after - 1]), float(steps[after])
            whole = undecided.distances_km[:, 2] <= low
            area_km2 -= undecided.areas_km2[whole].sum()
            undecided = undecided._part(~whole & (undecided.distances_km[:, 0] < high))
        return (low + high) / 2

    def _part(self, chosen: NDArray[np.bool_]) -> "RegionMesh":
        return RegionMesh(self.distances_km[chosen], self.areas_km2[chosen], self.error_km)


def _areas_within(distances: Floats, areas: Floats, ranges_km: Floats) -> Floats:
    """Area of each triangle where the linear function of its corner values is below its range.

    Each range lies between the triangle's least and greatest value. Cut at the middle value, the
    triangle is two that share a side; each part grows with the square of the way into it.
    """
    a, b, c = distances.T
    rising = ranges_km < b
    near, side = np.where(rising, ranges_km - a, c - ranges_km), np.where(rising, b - a, c - b)
    with np.errstate(invalid="ignore", divide="ignore"):
        corner = np.where(near > 0, areas * (near / (c - a)) * (near / side), 0.0)
    return np.where(rising, corner, areas - corner)


def region_meshes(
    regions: NDArray[np.object_], areas_km2: Floats, source: BaseGeometry
) -> list[RegionMesh]:
    """Regions as triangles along whose edges the distance to the source runs straight.

    To TOLERANCE_KM where a region is half covered and where it is furthest; elsewhere to what
    keeps its area within CURVE_ERROR.
    """
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        measure = _Measure(list(threads.map(triangulation, regions)), geodesy.Gauge(source))
    coarse_km = np.maximum(TOLERANCE_KM, CURVE_ERROR / 2 * np.sqrt(areas_km2)) - _GAUGE_ERROR_KM
    mesh = _refined(
        measure, measure.whole(), coarse_km, lambda each: np.full(len(each.region), True)
    )
    error_km = _LEFT * coarse_km + _GAUGE_ERROR_KM
    drafts = _measured(mesh, areas_km2, error_km)
    half_km = np.array([draft.range_reaching(draft.areas_km2.sum() / 2) for draft in drafts])
    top_km = np.array([draft.distances_km.max() for draft in drafts])

    def matters(mesh: _Mesh) -> NDArray[np.bool_]:
        least, most = _least(mesh.distances), _most(mesh.distances)
        half, slack = half_km[mesh.region], 4 * coarse_km[mesh.region]
        at_half = (least < half + slack) & (most > half - slack)
        matter: NDArray[np.bool_] = at_half | (most + mesh.edges > top_km[mesh.region])
        return matter

    fine_km = np.full(len(regions), TOLERANCE_KM - _GAUGE_ERROR_KM)
    return _measured(_refined(measure, mesh, fine_km, matters), areas_km2, error_km)


class _Mesh(NamedTuple):
    """Triangles, region by region: whose, corners in km in its plane, distances to the source.

    bends: by how much distance is greater inside than linear between the corners, on average.
    """

    region: NDArray[np.int64]  # (n,), ascending
    corners: Floats  # (n, 3, 2)
    distances: Floats  # (n, 3)
    bends: Floats  # (n,)

    @property
    def edges(self) -> Floats:
        """The longest edge of each, in km."""
        sides = self.corners - np.roll(self.corners, -1, axis=1)
        return _most(np.hypot(sides[..., 0], sides[..., 1]))

    def part(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "_Mesh":
        return _Mesh(
            self.region[chosen], self.corners[chosen], self.distances[chosen], self.bends[chosen]
        )

    @classmethod
    def joined(cls, meshes: Sequence["_Mesh"]) -> "_Mesh":
        every = cls(*(np.concatenate(each) for each in zip(*meshes, strict=True)))
        return every.part(np.argsort(every.region, kind="stable"))


class _Measure(NamedTuple):
    """Regions as triangles, and what measures from the source to places in their planes."""

    regions: Sequence[Triangulation]
    gauge: geodesy.Gauge

    def whole(self) -> _Mesh:
        """The triangles as they are."""
        ends = np.cumsum([len(each.vertices) for each in self.regions])
        places = np.concatenate([each.lon_lat(each.vertices) for each in self.regions])
        distances = np.split(self.gauge.metres(places) / 1000, ends[:-1])
        counts = [len(each.corners) for each in self.regions]
        return _Mesh(
            np.repeat(np.arange(len(self.regions)), counts),
            np.concatenate([each.vertices[each.corners] for each in self.regions]),
            np.concatenate(
                [of[each.corners] for of, each in zip(distances, self.regions, strict=True)]
            ),
            np.zeros(sum(counts)),
        )

    def distances_km(self, region: NDArray[np.int64], positions: Floats) -> Floats:
        """Geodesic distance to the source at positions (n, k, 2) in the planes of regions (n,)."""
        numbers, starts = np.unique(region, return_index=True)
        places, which, count = [], [], 0
        for number, some in zip(numbers, np.split(positions, starts[1:]), strict=True):
            flat = some.reshape(-1, 2)
            first, index = same_places(flat)
            places.append(self.regions[number].lon_lat(flat[first]))
            which.append(count + index)
            count += len(first)
        distances = self.gauge.metres(np.concatenate(places)) / 1000
        return distances[np.concatenate(which)].reshape(positions.shape[:-1])


def _measured(mesh: _Mesh, areas_km2: Floats, errors_km: Floats) -> list[RegionMesh]:
    """Each region's mesh, its distances bent and yet no nearer or farther than any corner."""
    areas = _triangle_areas(mesh.corners)
    areas *= (areas_km2 / np.bincount(mesh.region, weights=areas))[mesh.region]
    starts = np.searchsorted(mesh.region, np.arange(len(areas_km2)))
    bounds = (
        np.minimum.reduceat(_least(mesh.distances), starts),
        np.maximum.reduceat(_most(mesh.distances), starts),
    )
    low, high = (each[mesh.region, np.newaxis] for each in bounds)
    bent = np.clip(mesh.distances + mesh.bends[:, np.newaxis], low, high)
    parts = (np.split(each, starts[1:]) for each in (np.sort(bent, axis=1), areas))
    return [RegionMesh(*each) for each in zip(*parts, errors_km.tolist(), strict=True)]


def _refined(
    measure: _Measure,
    mesh: _Mesh,
    tolerances_km: Floats,
    matters: Callable[[_Mesh], NDArray[np.bool_]],
) -> _Mesh:
    """The mesh with triangles that matter quartered until distance is linear on their edges."""
    done: list[_Mesh] = []
    for _ in range(_MAX_QUARTERINGS):
        wanted = matters(mesh) & (_least(mesh.distances) < MAX_KM + mesh.edges)
        done.append(mesh.part(~wanted))
        mesh = mesh.part(wanted)
        if not len(mesh.region):
            break
        middles = (mesh.corners + np.roll(mesh.corners, -1, axis=1)) / 2
        at_middles = measure.distances_km(mesh.region, middles)
        between = (mesh.distances + np.roll(mesh.distances, -1, axis=1)) / 2
        off = at_middles - between
        bends = off.mean(axis=1)  # a parabola's mean: a third of what it is off at each midpoint
        bent = _most(np.abs(off)) / tolerances_km[mesh.region]
        straight = bent <= 1
        done.append(mesh._replace(bends=bends).part(straight))
        nearly = (bent <= _QUARTERING_GAIN) | (mesh.edges <= _MIN_EDGE_KM)
        quarters = _Mesh(
            np.repeat(mesh.region, 4),
            _quartered(mesh.corners, middles),
            _quartered(mesh.distances, at_middles),
            np.repeat(bends / _QUARTERING_GAIN, 4),
        )
        done.append(quarters.part(np.repeat(nearly & ~straight, 4)))
        mesh = quarters.part(np.repeat(~(nearly | straight), 4))
    done.append(mesh)
    return _Mesh.joined(done)


def _least(values: Floats) -> Floats:
    """The least of each triangle's three values: by columns, far sooner than by rows."""
    least: Floats = functools.reduce(np.minimum, values.T)
    return least


def _most(values: Floats) -> Floats:
    most: Floats = functools.reduce(np.maximum, values.T)
    return most


def _quartered(corners: Floats, middles: Floats) -> Floats:
    """Each triangle's four quarters; works on positions (n, 3, 2) and on values (n, 3) alike."""
    a, b, c = (corners[:, n] for n in range(3))
    ab, bc, ca = (middles[:, n] for n in range(3))
    quarters = [
        np.stack(each, axis=1) for each in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))
    ]
    return np.stack(quarters, axis=1).reshape(-1, *corners.shape[1:])


def _triangle_areas(corners: Floats) -> Floats:
    one, other = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    return np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / 2
