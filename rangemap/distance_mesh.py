"""Regions as triangles: how much of each lies nearer to a source than any range.

Method. Each region is cut into triangles in an equal-area plane of its own (Lambert azimuthal, on
the ellipsoid). The geodesic distance to the nearest origin is computed at every corner, and the
triangles are quartered until it runs straight along every edge, as measured at the midpoints of
edges. Within a triangle the distance is then taken as linear, and the area nearer than a range is
known in closed form; summed over triangles it is the area reached, as a function of the range.

Error. Distance grows by a kilometre a kilometre, so an error of e in distance moves a front by e at
most, and a front of length l then cuts off l e too much or too little. With e at half CURVE_ERROR
times the square root of the area, a front twice as long as that root is allowed for. e includes
what geodesy.Gauge is off, 8 m at most from 0.4 km to 1,000 km; nearer than that it is off by more
only where another part of the source is almost as near as the one found.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from rangemap import geodesy

TOLERANCE_KM = 0.01
CURVE_ERROR = 0.001
MOST_KM = 1000.0
_GAUGE_ERROR_KM = 0.008
_EDGE_DEGREES = 0.1  # the longest edge that is taken as straight in the plane too
_MOST_CELL_KM = 20.0
_CELLS_ACROSS = 8
_QUARTERING_GAIN = 4.0  # the error of linear interpolation goes with the square of the edge
_LEAST_EDGE_KM = 0.05  # below this a ridge between two origins is left as it is
_MOST_QUARTERINGS = 14
_STEPS = 32  # in which a range is looked for at a time
_SAME_PLACE_KM = 1e-4  # corners of neighbouring triangles this near are one

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RegionMesh:
    """A region as triangles. distances_km: (n, 3), at the corners, ascending; areas_km2: (n,)."""

    distances_km: Floats
    areas_km2: Floats

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

    def range_reaching(self, area_km2: float) -> float:
        """The range in km from which on that area is reached, to a metre."""
        low, high = float(self.distances_km.min()), float(self.distances_km.max())
        while high - low > 0.001:  # noqa: PLR2004  a metre
            steps = np.linspace(low, high, _STEPS + 1)
            after = int(np.searchsorted(self.reached_km2(steps), area_km2).clip(1, _STEPS))
            low, high = float(steps[after - 1]), float(steps[after])
        return (low + high) / 2


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
    plane = _Plane(source)
    sides_km = np.sqrt(areas_km2)
    mesh = _first_mesh(plane, regions, np.minimum(_MOST_CELL_KM, sides_km / _CELLS_ACROSS))
    coarse_km = np.maximum(TOLERANCE_KM, CURVE_ERROR / 2 * sides_km) - _GAUGE_ERROR_KM
    mesh = _refined(plane, mesh, coarse_km, lambda each: np.full(len(each.region), True))
    drafts = _measured(mesh, areas_km2)
    half_km = np.array([draft.range_reaching(draft.areas_km2.sum() / 2) for draft in drafts])
    top_km = np.array([draft.distances_km.max() for draft in drafts])

    def matters(each: _Mesh) -> NDArray[np.bool_]:
        least, most = each.distances.min(axis=1), each.distances.max(axis=1)
        half, slack = half_km[each.region], 4 * coarse_km[each.region]
        at_half = (least < half + slack) & (most > half - slack)
        matter: NDArray[np.bool_] = at_half | (most + each.edges > top_km[each.region])
        return matter

    fine_km = np.full(len(regions), TOLERANCE_KM - _GAUGE_ERROR_KM)
    return _measured(_refined(plane, mesh, fine_km, matters), areas_km2)


class _Mesh(NamedTuple):
    """Triangles in a plane: which region's, corners in km, and distances to the source there."""

    region: NDArray[np.int64]  # (n,)
    corners: Floats  # (n, 3, 2)
    distances: Floats  # (n, 3)

    @property
    def edges(self) -> Floats:
        """The longest edge of each, in km."""
        sides = self.corners - np.roll(self.corners, -1, axis=1)
        longest: Floats = np.hypot(sides[..., 0], sides[..., 1]).max(axis=1)
        return longest

    def part(self, chosen: NDArray[np.bool_]) -> "_Mesh":
        return _Mesh(self.region[chosen], self.corners[chosen], self.distances[chosen])


class _Plane:
    """An equal-area plane in km, centred on the source, and distances to the source in it."""

    def __init__(self, source: BaseGeometry) -> None:
        centre = shapely.get_coordinates(source).mean(axis=0)
        self.transform = Transformer.from_crs(
            "EPSG:4326",
            f"+proj=laea +lon_0={centre[0]} +lat_0={centre[1]} +ellps=WGS84 +units=km",
            always_xy=True,
        ).transform
        self._gauge = geodesy.Gauge(source)

    def distances_km(self, positions: Floats) -> Floats:
        """Geodesic distance to the source at each position (..., 2) of the plane."""
        flat = positions.reshape(-1, 2)
        keys = (flat / _SAME_PLACE_KM).round().astype(np.int64) @ np.array([1 << 32, 1])
        _, first, index = np.unique(keys, return_index=True, return_inverse=True)
        lon, lat = self.transform(flat[first, 0], flat[first, 1], direction="INVERSE")
        distances = self._gauge.metres(np.column_stack([lon, lat])) / 1000
        return distances[index].reshape(positions.shape[:-1])


def _first_mesh(plane: _Plane, regions: NDArray[np.object_], cells_km: Floats) -> _Mesh:
    """Each region in the plane, cut along a grid of its own and then into triangles."""
    numbers, corners = [], []
    for number, (region, cell_km) in enumerate(zip(regions, cells_km, strict=True)):
        fine = shapely.segmentize(region, _EDGE_DEGREES)
        flat = shapely.transform(fine, lambda xy: np.column_stack(plane.transform(*xy.T)))
        cells = _cells(shapely.make_valid(flat), cell_km)
        cut = shapely.get_parts(shapely.get_parts(shapely.constrained_delaunay_triangles(cells)))
        corners.append(shapely.get_coordinates(cut).reshape(-1, 4, 2)[:, :3])
        numbers.append(np.full(len(cut), number))
    every = np.concatenate(corners)
    return _Mesh(np.concatenate(numbers), every, plane.distances_km(every))


def _cells(region: BaseGeometry, cell_km: float) -> NDArray[np.object_]:
    """The region cut along a square grid, so that no triangle in it is long."""
    west, south, east, north = region.bounds
    x, y = np.meshgrid(np.arange(west, east, cell_km), np.arange(south, north, cell_km))
    boxes = shapely.box(x.ravel(), y.ravel(), x.ravel() + cell_km, y.ravel() + cell_km)
    shapely.prepare(region)
    boxes = boxes[shapely.intersects(region, boxes)]
    inside = shapely.contains_properly(region, boxes)
    cut = shapely.get_parts(shapely.intersection(region, boxes[~inside]))
    areas = cut[shapely.get_dimensions(cut) == 2]  # noqa: PLR2004  a box may touch in a line
    return np.concatenate([boxes[inside], areas])


def _measured(mesh: _Mesh, areas_km2: Floats) -> list[RegionMesh]:
    order = np.argsort(mesh.region, kind="stable")
    ends = np.searchsorted(mesh.region[order], np.arange(len(areas_km2)), side="right")
    measured = []
    for number, chosen in enumerate(np.split(order, ends[:-1])):
        areas = _triangle_areas(mesh.corners[chosen])
        scale = areas_km2[number] / areas.sum()
        measured.append(RegionMesh(np.sort(mesh.distances[chosen], axis=1), areas * scale))
    return measured


def _refined(
    plane: _Plane,
    mesh: _Mesh,
    tolerances_km: Floats,
    matters: Callable[[_Mesh], NDArray[np.bool_]],
) -> _Mesh:
    """The mesh with triangles that matter quartered until distance is linear on their edges."""
    done: list[_Mesh] = []
    for _ in range(_MOST_QUARTERINGS):
        wanted = matters(mesh) & (mesh.distances.min(axis=1) < MOST_KM + mesh.edges)
        done.append(mesh.part(~wanted))
        mesh = mesh.part(wanted)
        if not len(mesh.region):
            break
        middles = (mesh.corners + np.roll(mesh.corners, -1, axis=1)) / 2
        at_middles = plane.distances_km(middles)
        between = (mesh.distances + np.roll(mesh.distances, -1, axis=1)) / 2
        bent = np.abs(at_middles - between).max(axis=1) / tolerances_km[mesh.region]
        straight = bent <= 1
        done.append(mesh.part(straight))
        nearly = (bent <= _QUARTERING_GAIN) | (mesh.edges <= _LEAST_EDGE_KM)
        quarters = _Mesh(
            np.repeat(mesh.region, 4),
            _quartered(mesh.corners, middles),
            _quartered(mesh.distances, at_middles),
        )
        done.append(quarters.part(np.repeat(nearly & ~straight, 4)))
        mesh = quarters.part(np.repeat(~(nearly | straight), 4))
    done.append(mesh)
    return _Mesh(*(np.concatenate(each) for each in zip(*done, strict=True)))


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
