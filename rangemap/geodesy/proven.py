"""One buffer, made and proven: mesh, level curve, front, polygon, certificate.

Where the proof fails the polygon is mended (`patch.py`), and proven there.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import shapely
from shapely import Geometry

from .assembly import Area, polygonal, region
from .bounds import geodesic_spread, interpolation_excess, stretched_spread
from .certificate import Hidden, Reading, hidden_summits
from .circle import discs_union
from .contour import level_curves, spaced
from .ellipsoid import A, B, Bools, Floats, row_dot
from .field import DistanceField
from .front import Aim, Front, trace
from .indexed import indexed, meets
from .mesh import Band, Mesh, refine, refine_near, slopes, to_lon_lat, unit
from .offset import offset_curves
from .patch import Places, longest_edge, patched, splinter_m
from .pockets import aside_m, pockets
from .shapes import POLYGON
from .source import Source

_UNSEEN_SHARE: Final = 0.08
"""Share of the tolerance that spacing the source's nodes may use up."""
_BEND_SHARE: Final = 0.01
"""Share of the tolerance that the bend of the source's pieces may use up."""
_LIFT_SHARE: Final = 0.4
"""Share of the tolerance by which vertices are set further than the radius."""
_SPREAD_SHARE: Final = 0.1
"""Share of the tolerance past which chords alone do not choose the foot."""
_THINNER: Final = 10
"""So many times fewer nodes are enough to read the mesh from, roughly."""
_MAX_WIDTH_SHARE: Final = 0.25
"""How far apart those may be at most, as a share of the radius."""
_ALIKE: Final = 4.0
"""Largest ratio of the node spacings of radii that share one set of nodes."""
_MESH_SHARE: Final = 1 / 6
"""Edge of the mesh as a share of the radius."""
_FLAT: Final = 0.5
"""Slope of the distance under which a summit or pass may be near, and the mesh is made finer."""
_FINER: Final = 4
"""How often it is halved there."""
_HIDDEN_SHARE: Final = 0.04
"""Share of the tolerance that is left for holes too shallow to look for."""
_SURE_M: Final = 1e-3
_MAX_VERTICES: Final = 2_000_000
"""Of the discs of the last resort, about: a few seconds."""
_SLENDER: Final = 50.0
"""A source so many radii long, and one for so many vertices, is followed by offset curves, if"""
_VERTICES: Final = 50.0
_RAGGED: Final = 30.0
"""it has no more vertices for each radius. Where they cost as much as the mesh, measured."""
_DEGREE_M: Final = 110_000.0
"""Metres that a degree of latitude has at least."""
_FILL: Final = 0.97
_MAX_LAT_DEG: Final = 89.9


class Proven(NamedTuple):
    """A buffer and the bound that was proven for it."""

    area: Area
    bound_m: float


def proven_buffers(
    geometry: Geometry, radii_m: Sequence[float], tolerances_m: Sequence[float]
) -> list[Proven]:
    """Buffers of geometry, the boundary of each within its tolerance of its radius.

    Where the front or the certificate leaves a doubt its surroundings are mended. A bound_m exceeds
    the tolerance only where that fails too, because doubts are too many or too wide (the limits
    stand in `patch.py`), and the discs that are left to do are too many for it (`by_discs`). Radii
    share nodes and mesh unless they differ so much that the nodes for the least would be a burden
    to the greatest.
    """
    asked = list(zip(radii_m, tolerances_m, strict=True))
    spacings = np.array([_spacing_m(*each) for each in asked])
    made: dict[int, Proven] = {}
    while len(made) < len(asked):
        finest = min(spacing for k, spacing in enumerate(spacings) if k not in made)
        alike = np.flatnonzero((spacings >= finest) & (spacings <= _ALIKE * finest)).tolist()
        made.update(zip(alike, _made_together(geometry, [asked[k] for k in alike]), strict=True))
    return [made[k] for k in range(len(asked))]


def _spacing_m(radius_m: float, tolerance_m: float) -> float:
    """How far apart the nodes of the source may be, metres."""
    return float((8 * radius_m * _UNSEEN_SHARE * tolerance_m) ** 0.5)


def _made_together(geometry: Geometry, asked: Sequence[tuple[float, float]]) -> list[Proven]:
    """Buffers for pairs of radius and tolerance, from the nodes that the most exacting one needs.

    So does one field, with the stretch of the least radius: rough distances are as near as stated
    with any stretch from none to that of their own radius.
    """
    spacing_m = min(_spacing_m(*each) for each in asked)
    bend_m = _BEND_SHARE * min(tolerance_m for _, tolerance_m in asked)
    aims = [_aim(*each, spacing_m**2 / (8 * each[0]) + bend_m) for each in asked]
    least = min(aims)
    shared = Source(geometry, spacing_m, bend_m, least.vertex_m)
    thinner = max(1, min(_THINNER, int(_MAX_WIDTH_SHARE * least.radius_m / spacing_m)))
    field = DistanceField(shared.thinned(thinner), least.radius_m)
    sources = [
        shared if aim.vertex_m == least.vertex_m else shared.sorted_at(aim.vertex_m) for aim in aims
    ]
    makers = [
        _Maker(source, aim, field, thinner) for source, aim in zip(sources, aims, strict=True)
    ]
    made = [maker.made_beside() if maker.is_slender() else None for maker in makers]
    left = [maker for maker, one in zip(makers, made, strict=True) if one is None]
    meshes = iter(refine(field.rough, [maker.band() for maker in left]) if left else [])
    return [
        one or maker.made(next(meshes)) or by_discs(geometry, *each)
        for one, maker, each in zip(made, makers, asked, strict=True)
    ]


def by_discs(geometry: Geometry, radius_m: float, tolerance_m: float) -> Proven:
    """Buffer of geometry as the union of discs at points along it: the last resort.

    Discs of the radius s apart reach short of it by at most s^2 / (8 radius) and their edges by
    half the bound. That is the tolerance, doubled until all discs together have _MAX_VERTICES or
    less, or it is an eighth of the radius.
    """
    bound_m = tolerance_m
    while True:
        source = Source(geometry, (4 * radius_m * bound_m) ** 0.5 * _FILL, 0.01 * bound_m)
        vertices = len(source.lon_lat) * 2 * np.pi * (radius_m / (4 * bound_m)) ** 0.5
        if vertices <= _MAX_VERTICES or bound_m >= radius_m / 8:
            break
        bound_m = min(2 * bound_m, radius_m / 8)
    discs = discs_union(np.unique(source.lon_lat, axis=0), radius_m, bound_m / 2)
    areas = source.parts[shapely.get_type_id(source.parts) == POLYGON]
    return Proven(polygonal(shapely.union_all([discs, *areas])), bound_m)


def _aim(radius_m: float, tolerance_m: float, unseen_m: float) -> Aim:
    vertex_m = radius_m + _LIFT_SHARE * tolerance_m
    spread = stretched_spread(vertex_m)
    is_choosing = spread > _SPREAD_SHARE * tolerance_m
    unseen = unseen_m + (0.0 if is_choosing else spread)
    within = spread + unseen_m if is_choosing else 0.0
    return Aim(radius_m, vertex_m, (1 - _HIDDEN_SHARE) * tolerance_m, unseen, within)


class _Maker:
    """Makes a buffer from a mesh, and mends it where proof failed."""

    def __init__(self, source: Source, aim: Aim, shared: DistanceField, thinner: int) -> None:
        self._source, self._aim = source, aim
        spread_m, unseen_m = geodesic_spread(aim.radius_m), thinner**2 * aim.unseen_m
        self._rough = Reading(shared.rough, spread_m + 2 * unseen_m)
        within_m = 2 * aim.unseen_m + stretched_spread(aim.vertex_m)
        own = DistanceField(source, aim.radius_m)
        sure_m = _SURE_M + _BEND_SHARE * aim.tolerance_m
        self._precise = Reading(partial(own.precise, within_m=within_m), sure_m)

    def band(self) -> Band:
        """What the mesh must show."""
        edge_m = _MESH_SHARE * self._aim.radius_m
        excess_m = float(interpolation_excess(0.6 * edge_m, self._aim.radius_m))
        low = self._aim.radius_m - self._rough.error_m
        high = self._aim.vertex_m + excess_m
        return Band(low, high + 2 * self._rough.error_m, edge_m)

    def made(self, even: Mesh) -> Proven | None:
        """Return the buffer if it is proven to the tolerance, or can be mended until it is."""
        mesh = self._finer_where_flat(even)
        curves = level_curves(self._outside(mesh))
        front = trace(self._source, _seeds(curves, self._aim), self._aim)
        with suppress(shapely.errors.GEOSException):  # curves that went astray may cross
            area = region(front.curves(), self._witness())
            return self._proven(area, front, mesh)
        return None

    def is_slender(self) -> bool:
        """Whether the source is so long that a mesh is slow, and not too ragged for planes."""
        long, count = self._source.length_m / self._aim.radius_m, len(self._source.vertices)
        return long > _SLENDER + count / _VERTICES and count < _RAGGED * long

    def made_beside(self) -> Proven | None:
        """Return the buffer as `made` does, from offset curves and a mesh in pockets alone."""
        step_m = float(_edge_lengths(self._aim, np.zeros(1))[0])
        aim, source = self._aim, self._source
        curves = offset_curves(source, aim.vertex_m, step_m, aim.tolerance_m)
        if curves is None:
            return None
        with suppress(shapely.errors.GEOSException):
            front = trace(source, curves, aim)
            area = region(front.curves(), self._witness())
            ground = pockets(front, area, source, aim)
            if ground is not None:
                mesh = refine(self._rough.field, [self.band()], self._over(ground))[0]
                return self._proven(area, front, mesh)
        return None

    def _over(self, ground: Geometry) -> Callable[[Mesh], Bools]:
        """Which triangles of a mesh may hold a place on ground, or beside it by `aside_m`."""
        ground = indexed(ground)
        beside_m = 0.0 if ground.is_empty else aside_m(ground, self._aim.radius_m)

        def matters(mesh: Mesh) -> Bools:
            if ground.is_empty:
                return np.zeros(len(mesh.triangles), bool)
            middles, size_m = to_lon_lat(unit(mesh.middles())), mesh.shape.radius_m + beside_m
            high = np.minimum(np.abs(middles[:, 1]) + np.degrees(size_m / B), _MAX_LAT_DEG)
            reach = size_m / (_DEGREE_M * np.cos(np.radians(high)))
            return np.asarray(shapely.dwithin(ground, shapely.points(middles), reach))

        return matters

    def _finer_where_flat(self, mesh: Mesh) -> Mesh:
        """The mesh, finer where a summit or pass may be near."""
        flat = mesh.taken(slopes(mesh) < _FLAT).middles()
        return refine_near(mesh, self._rough.field, flat, _FINER) if len(flat) else mesh

    def _witness(self) -> tuple[float, float]:
        """A point of the source."""
        lon, lat = self._source.lon_lat[0]
        return float(lon), float(lat)

    def _proven(self, area: Area, front: Front, mesh: Mesh) -> Proven | None:
        """The area as it is, if every edge and the certificate are good; else mended."""
        error_m = float(front.error_m.max(initial=0.0))
        is_open = error_m > self._aim.tolerance_m
        level_m = self._aim.tolerance_m if is_open else error_m
        least_m = self._hidden_m() - splinter_m(self._aim)
        hidden = self._hidden(mesh, level_m, least_m)
        filled = _inside(area, hidden.nodes)
        if is_open or hidden.height_m > least_m or filled.any() or self._is_missing(area):
            return self._mended(area, front, hidden, filled)
        return Proven(area, error_m + hidden.height_m)

    def _mended(self, area: Area, front: Front, hidden: Hidden, filled: Bools) -> Proven | None:
        """The area mended round open edges, missed holes, and where the certificate was left."""
        is_left = hidden.height_m > self._hidden_m() - splinter_m(self._aim)
        left = hidden.left.taken(np.full(len(hidden.left.triangles), is_left))
        inside = to_lon_lat(hidden.nodes[filled])
        open_edges = front.ends(np.flatnonzero(front.error_m > self._aim.tolerance_m))
        doubts = Places.joined(
            Places.of_edges(*open_edges, self._aim),
            Places(to_lon_lat(unit(left.middles())), left.shape.radius_m),
            Places(inside, np.zeros(len(inside))),
        )
        mended = patched(area, self._source, self._aim, doubts, to_lon_lat(hidden.nodes))
        if mended is None or self._is_missing(mended):
            return None
        height_m = 0.0 if is_left else hidden.height_m
        return Proven(mended, self._aim.tolerance_m + height_m + splinter_m(self._aim))

    def _hidden_m(self) -> float:
        """How high a place may be for which nothing is done, metres."""
        return self._aim.tolerance_m * _HIDDEN_SHARE / (1 - _HIDDEN_SHARE)

    def _hidden(self, mesh: Mesh, error_m: float, least_m: float) -> Hidden:
        """What the certificate says of places more than error_m beyond the radius."""
        level_m, small_m = self._aim.radius_m + error_m, longest_edge(self._aim)
        return hidden_summits(mesh, self._rough, self._precise, level_m, least_m, small_m=small_m)

    def _is_missing(self, area: Area) -> bool:
        """Whether any part of the source is outside an area: one point of each."""
        near = np.array([shapely.get_coordinates(part)[0] for part in self._source.parts])
        return not bool(shapely.intersects_xy(area, *near.T).all())

    def _outside(self, mesh: Mesh) -> Mesh:
        """The mesh with values that are zero nowhere nearer than vertex_m, but not much further."""
        at_most = interpolation_excess(mesh.shape.radius_m, self._aim.radius_m)
        excess = np.zeros(len(mesh.nodes))
        for corner in mesh.triangles.T:
            np.maximum.at(excess, corner, at_most)
        return mesh._replace(values=mesh.values - excess - self._aim.vertex_m - self._rough.error_m)


def _seeds(curves: list[Floats], aim: Aim) -> list[Floats]:
    """Points, lon, lat (n, 2), along each level curve, as far apart as edges may be long."""
    return [to_lon_lat(spaced(curve, _edge_lengths(aim, _bending(curve)))) for curve in curves]


def _edge_lengths(aim: Aim, bending: Floats) -> Floats:
    """Metres (n,) that edges may be long by `front.edge_bounds`, between feet that are no trouble.

    bending (n,), per metre, is how much they bend.
    """
    margin = aim.vertex_m - aim.radius_m
    nearer = (aim.tolerance_m + margin - aim.unseen_m) / (1 / aim.radius_m + bending)
    further = (aim.tolerance_m - margin) / (bending + 2 * aim.radius_m / B**2)
    return np.asarray(_FILL * np.sqrt(8 * np.minimum(nearer, further)))


def _bending(curve: Floats) -> Floats:
    """How much edges along a closed curve of mesh points (n, 3) bend, per metre, (n,).

    By tan(lat) / a, as parallels do, times |x| hypot(x, 2 y) for a step x to the east and y to the
    north, of length one: see `bounds.bend`.
    """
    step = unit(np.roll(curve, -1, axis=0) - np.roll(curve, 1, axis=0))
    across = np.hypot(curve[:, 0], curve[:, 1])
    east = np.abs(row_dot(step[:, :2], curve[:, 1::-1] * (-1, 1))) / across
    lat = np.minimum(np.abs(to_lon_lat(curve)[:, 1]), _MAX_LAT_DEG)
    return np.asarray(np.tan(np.radians(lat)) / A * east * np.sqrt(4 - 3 * east**2))


def _inside(area: Area, mesh_points: Floats) -> Bools:
    """Whether mesh points (n, 3) are inside an area, (n,)."""
    return meets(indexed(area), to_lon_lat(mesh_points))
