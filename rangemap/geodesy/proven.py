"""One buffer, made and proven: mesh, level curve, front, polygon, certificate."""

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely import Geometry, Polygon

from .assembly import Area, polygonal, region
from .bounds import geodesic_spread, interpolation_excess, stretched_spread
from .certificate import Reading, hidden_summits
from .circle import discs_union
from .contour import level_curves, spaced
from .ellipsoid import A, B, Floats, row_dot
from .field import DistanceField
from .front import Aim, trace
from .mesh import (
    Band,
    Mesh,
    from_lon_lat,
    refine,
    refine_near,
    slopes,
    to_lon_lat,
    unit,
)
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
_WIDEST_SHARE: Final = 0.25
"""How far apart those may be at most, as a share of the radius."""
_ALIKE: Final = 4.0
"""Radii share their nodes if none needs them more than so many times closer than another."""
_MESH_SHARE: Final = 1 / 6
"""Edge of the mesh as a share of the radius."""
_FLAT: Final = 0.5
"""Slope of the distance under which a summit or pass may be near, and the mesh is made finer."""
_MOST_TRIES: Final = 6
_FINER: Final = 4
"""How often the mesh is halved where a try failed."""
_MOST_PLACES: Final = 500
_ASTRAY_SHARE: Final = 0.25
"""How near an open place the mesh is made finer, as a share of the radius."""
_MOST_TRIANGLES: Final = 200_000
_HIDDEN_SHARE: Final = 0.04
"""Share of the tolerance that is left for holes too shallow to look for."""
_SURE_M: Final = 1e-3
_LAST_RESORT_M: Final = 10.0
_FILL: Final = 0.97
_HIGHEST_DEG: Final = 89.9


class Proven(NamedTuple):
    """A buffer and the bound that was proven for it."""

    area: Area
    bound_m: float


def proven_buffers(
    geometry: Geometry, radii_m: Sequence[float], tolerances_m: Sequence[float]
) -> list[Proven]:
    """Buffers of geometry, the boundary of each within its tolerance of its radius.

    A bound_m exceeds the tolerance only where the distance has a summit or pass within centimetres
    of the radius, so that what is a hole depends on less than can be told. Radii share nodes and
    mesh unless they differ so much that the nodes for the least would be a burden to the greatest.
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
    thinner = max(1, min(_THINNER, int(_WIDEST_SHARE * least.radius_m / spacing_m)))
    field = DistanceField(shared.thinned(thinner), least.radius_m)
    sources = [
        shared if aim.vertex_m == least.vertex_m else shared.sorted_at(aim.vertex_m) for aim in aims
    ]
    makers = [
        _Maker(source, aim, field, thinner) for source, aim in zip(sources, aims, strict=True)
    ]
    meshes = refine(field.rough, [maker.band() for maker in makers])
    made = [maker.made(mesh) for maker, mesh in zip(makers, meshes, strict=True)]
    return [
        one if np.isfinite(one.bound_m) else by_discs(geometry, *each)
        for one, each in zip(made, asked, strict=True)
    ]


def by_discs(geometry: Geometry, radius_m: float, tolerance_m: float) -> Proven:
    """Buffer of geometry as the union of discs at points along it: the last resort.

    Discs of the radius s apart reach short of it by at most s^2 / (8 radius) and their edges by
    half the bound, which is the tolerance or a hundredth of the radius, 10 metres at most.
    """
    bound_m = max(tolerance_m, min(_LAST_RESORT_M, radius_m / 100))
    source = Source(geometry, (4 * radius_m * bound_m) ** 0.5 * _FILL, 0.01 * bound_m)
    discs = discs_union(source.lon_lat, radius_m, bound_m / 2)
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
    """Makes a buffer, and makes it again on a finer mesh round the places where proof failed."""

    def __init__(self, source: Source, aim: Aim, shared: DistanceField, thinner: int) -> None:
        self._source, self._aim = source, aim
        spread_m, unseen_m = geodesic_spread(aim.radius_m), thinner**2 * aim.unseen_m
        self._rough = Reading(shared.rough, spread_m + 2 * unseen_m)
        within_m = 2 * aim.unseen_m + stretched_spread(aim.vertex_m)
        own = DistanceField(source, aim.radius_m)
        self._fuller = Reading(own.rough, spread_m + 2 * aim.unseen_m)
        self._precise = Reading(partial(own.precise, within_m=within_m), _SURE_M)

    def band(self) -> Band:
        """What the mesh must show."""
        edge_m = _MESH_SHARE * self._aim.radius_m
        excess_m = float(interpolation_excess(0.6 * edge_m, self._aim.radius_m))
        low = self._aim.radius_m - self._rough.error_m
        high = self._aim.vertex_m + excess_m
        return Band(low, high + 2 * self._rough.error_m, edge_m)

    def made(self, even: Mesh) -> Proven:
        """Return the first buffer whose bound is within the tolerance, or else the best.

        After the first try the mesh is read from all nodes: from few, a hole that is shallower than
        they are rough is not seen on any mesh.
        """
        mesh, best = self._finer_where_flat(even), Proven(Polygon(), np.inf)
        for _ in range(_MOST_TRIES):
            made, doubts = self._attempt(mesh)
            best = min(made, best, key=lambda one: one.bound_m)
            if len(doubts) == 0 or len(mesh.triangles) > _MOST_TRIANGLES:
                break
            if self._rough is not self._fuller:
                self._rough = self._fuller
                mesh = mesh._replace(values=self._fuller.field(mesh.nodes))
            doubts = doubts[:: 1 + len(doubts) // _MOST_PLACES]
            mesh = refine_near(mesh, self._rough.field, doubts, _FINER)
        return best

    def _finer_where_flat(self, mesh: Mesh) -> Mesh:
        """The mesh, finer where a summit or pass may be near."""
        flat = mesh.taken(slopes(mesh) < _FLAT).middles()
        return refine_near(mesh, self._rough.field, flat, _FINER) if len(flat) else mesh

    def _attempt(self, mesh: Mesh) -> tuple[Proven, Floats]:
        """Make a buffer, and mesh points where the mesh was too coarse to prove it."""
        curves = level_curves(self._outside(mesh))
        witness = (float(self._source.lon_lat[0, 0]), float(self._source.lon_lat[0, 1]))
        if not curves:
            return Proven(region([], witness), self._aim.tolerance_m), np.empty((0, 3))
        front = trace(self._source, _seeds(curves, self._aim), self._aim)
        area = region(front.curves(), witness)
        error_m = float(front.error_m.max())
        open_ = front.along(np.flatnonzero(front.error_m > self._aim.tolerance_m))
        if len(open_):
            return Proven(area, np.inf), self._astray(mesh, open_)
        level_m = self._aim.radius_m + error_m
        least_m = _HIDDEN_SHARE * self._aim.tolerance_m
        hidden = hidden_summits(mesh, self._rough, self._precise, level_m, least_m)
        wrong = _wrong_side(area, self._source, hidden.nodes)
        return Proven(area, np.inf if len(wrong) else error_m + hidden.height_m), wrong

    def _astray(self, mesh: Mesh, open_: Floats) -> Floats:
        """Mesh points where the mesh is too coarse: near open places where the level may be.

        A strait that the mesh does not show leaves the front open at its ends only; in a channel
        all seeds of one shore may have gone to the other.
        """
        places = from_lon_lat(open_)
        middles = mesh.middles()
        off = np.abs(mesh.values[mesh.triangles] - self._aim.vertex_m).min(axis=1)
        way, _ = cKDTree(places).query(middles)
        may = (off <= mesh.shape.radius_m) & (way <= _ASTRAY_SHARE * self._aim.radius_m / A)
        return np.vstack([places, middles[may]])

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
    lat = np.minimum(np.abs(to_lon_lat(curve)[:, 1]), _HIGHEST_DEG)
    return np.asarray(np.tan(np.radians(lat)) / A * east * np.sqrt(4 - 3 * east**2))


def _wrong_side(area: Area, source: Source, far: Floats) -> Floats:
    """Mesh points: one of each part of the source outside area, and what of far is inside."""
    near = np.array([shapely.get_coordinates(part)[0] for part in source.parts])
    shapely.prepare(area)
    missed = ~shapely.intersects_xy(area, near[:, 0], near[:, 1])
    filled = shapely.intersects_xy(area, *to_lon_lat(far).T)
    return np.vstack([from_lon_lat(near[missed]), far[filled]])
