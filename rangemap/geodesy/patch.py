"""Discs where a front could not be proven: only near the doubt, and to the same tolerance.

Round the doubtful places lies *ground*: small discs. What a buffer covers there is replaced by what
the discs round the nodes of the source cover, of which only the pieces that cross the ground are
drawn. Nodes are so close together that these reach short of the buffer by less than the tolerance,
and nowhere do they reach beyond it by more.

Then every edge on the ground is judged by the distances at its ends (`edge_errors`). Where one is
off by more than the tolerance, as the rim of ground that ends in the middle of a strait, ground is
added. So it does not matter how wrong the front was: where every edge is within t of the radius R,
a connected set with d > R + t is wholly inside or outside, and one with its summit on the ground is
outside, because no disc reaches there.
"""

from collections.abc import Callable
from typing import Final, NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from .assembly import Area, polygonal, region, union
from .bounds import lengths_and_bends, longest_of_sagitta, sagitta
from .circle import annulus
from .ellipsoid import (
    B,
    Bools,
    Floats,
    Ints,
    direct,
    distance,
    earth_centred,
    inverse,
    lon_lat,
    row_norm,
)
from .front import Aim
from .indexed import indexed
from .shapes import POLYGON
from .source import Source
from .trees import kd_tree

_THINNER: Final = 2
"""So many times fewer nodes than the front has: their spacing takes 0.32 of the tolerance."""
_SAG_SHARE: Final = 0.3
"""Share of the tolerance by which edges may fall short of their circles."""
_BEND_SHARE: Final = 0.3
"""Share of the tolerance by which they may bend, inwards or outwards."""
_INNER_SHARE: Final = 0.1
"""How far the inner edges of a sector may bend, as a share of the ground: they lie in the disc."""
_RIM: Final = 1.12
_RIM_SHARE: Final = 0.1
_LAP: Final = 1.02
"""The rim is a circle so many times as wide as the place, but for such a share of that."""
_ASIDE: Final = 1.2
"""How far past the ground, in its widths, the pieces of discs are drawn, inwards and aside."""
_STEP_SHARE: Final = 1 / 32
"""By how much ground may grow at a time, as a share of the radius."""
_MAX_WIDTH_SHARE: Final = 1 / 8
"""How wide a piece of ground may be, as a share of the radius."""
_LONG_SHARE: Final = 1 / 16
"""How long a piece of an edge may be on which one piece of ground begins, as a share of that."""
_ALONG: Final = 1.01
"""So much wider than on a sphere are discs along an edge: they stand evenly on its chord."""
_WIDER: Final = 1.5
_MAX_ROUNDS: Final = 100
_MANY: Final = 200
"""Places for which pieces of ground are made wider, to be fewer."""
_MAX_PIECES: Final = 3_000
_MAX_STEPS: Final = 256
"""Edges of a disc on one piece of ground, at most: more are needed only beside a pole."""
_ROOM: Final = 2.0
"""Half of it is needed where nodes are alike."""
_MIN_SHARE: Final = 1 / 16
"""No sector is narrower than that, as a share of half the widest: its edges may bend."""
_MAX_LAT_DEG: Final = 85.0
"""Past it sectors are drawn in their whole width, as their edges bend the more."""
_BESIDE_M: Final = 1.0
"""Nodes nearer than that to one another take nothing from each other."""
_SPARE_STEPS: Final = 1.02
"""So many more than a circle's length asks for: edges bend too."""
_SPLINTER_SHARE: Final = 0.02
"""Islands and holes in which no disc of such a share of the tolerance has room are left out."""
_DEGREE_M: Final = 111_700.0
"""Metres that a degree of latitude, and one of longitude on the equator, has at most."""
_SECTOR: Final = np.pi / 3
_SPARE_SHARE: Final = 0.05
_ON_RIM_DEG: Final = 1e-9
_CHORD: Final = 1.001
"""So many times as long as its chord is a geodesic of less than 600 km; and a stretched chord is
no more than that times its geodesic."""
_CUT: Final = (180.0, 90.0)


class Places(NamedTuple):
    """Discs on the ellipsoid."""

    points: Floats
    """Their middles, lon, lat, (n, 2)."""
    reach_m: Floats
    """Radius of each, metres, (n,)."""

    @classmethod
    def of_edges(cls, start: Floats, end: Floats, aim: Aim, least_m: Floats | float = 0.0) -> Self:
        """Discs along edges, (n, 2) each: one for each, but several along long ones.

        With least_m, (n,), none is less wide than that of its edge.
        """
        length, apart = lengths_and_bends(start, end)
        count = np.ceil(length / (_LONG_SHARE * aim.radius_m)).astype(int).clip(1)
        edge = np.repeat(np.arange(len(count)), count)
        share = (np.arange(len(edge)) - (np.cumsum(count) - count)[edge] + 0.5) / count[edge]
        first, last = earth_centred(*start.T), earth_centred(*end.T)
        middle = lon_lat(first[edge] + share[:, None] * (last - first)[edge])
        half = np.where(count > 1, _ALONG * B * np.tan(length / (2 * B)) / count, length / 2)
        return cls(middle, np.maximum(half + np.minimum(apart, length / 2), least_m)[edge])

    @classmethod
    def joined(cls, *places: Self) -> Self:
        """All of them."""
        return cls(*(np.concatenate(values) for values in zip(*places, strict=True)))


class _Piece(NamedTuple):
    """A piece of ground."""

    area: Area
    hole: Area
    """What is taken out for it: a little less, so that discs lap over the rim that is left."""
    point: Floats
    """Its middle, lon, lat, (2,)."""
    reach_m: float
    """How far it goes at most, metres."""

    @classmethod
    def about(cls, point: Floats, reach_m: float) -> Self:
        hole, area = (
            annulus(point[None], _RIM * wide_m, None, _RIM_SHARE * wide_m)
            for wide_m in (reach_m, _LAP * reach_m)
        )
        return cls(area, hole, point, (_RIM + _RIM_SHARE) * _LAP * reach_m)


def longest_edge(aim: Aim) -> float:
    """Metres of an edge that is off by the tolerance where nothing else is: what is not small."""
    return float(np.sqrt(8 * aim.radius_m * aim.tolerance_m))


def splinter_m(aim: Aim) -> float:
    """How far a point can lie within a splinter that is left out, metres."""
    return _SPLINTER_SHARE * aim.tolerance_m


def patched(area: Area, source: Source, aim: Aim, doubts: Places, far: Floats) -> Area | None:
    """Mend area at doubts, and round them for as far as turns out to be wrong.

    Outside the doubts every edge of area must be within the tolerance. far (n, 2), lon, lat, are
    points beyond it, none of which may be inside. None where ground grows too wide. Splinters
    are left out: see `splinter_m`.
    """
    sparse = source.thinned(_THINNER)
    areas = source.parts[shapely.get_type_id(source.parts) == POLYGON]
    widest_m = _STEP_SHARE * aim.radius_m
    step_m = least_m = min(longest_edge(aim), widest_m)
    places, count = doubts, 0
    for _ in range(_MAX_ROUNDS):
        places = _few(places, least_m, widest_m)
        count += len(places.points)
        if places.reach_m.max(initial=0.0) > _MAX_WIDTH_SHARE * aim.radius_m or count > _MAX_PIECES:
            return None
        pieces = [_Piece.about(*place) for place in zip(*places, strict=True)]
        ground = union([piece.area for piece in pieces])
        within = shapely.intersection(areas[shapely.intersects(areas, ground)], ground)
        discs = union([*(_covered(piece, sparse, aim) for piece in pieces), *within])
        holes = union([piece.hole for piece in pieces])
        area = union([polygonal(shapely.difference(area, holes)), discs])
        start, end = _edges_on(area, ground)
        is_in_disc = _is_on(discs, start, end)
        error = edge_errors(source, start, end, aim, is_in_disc=is_in_disc)
        wrong = error > aim.tolerance_m
        filled = far[shapely.intersects_xy(area, *far.T)]
        if not wrong.any() and len(filled) == 0:
            return _without_splinters(area, splinter_m(aim))
        step_m = min(_WIDER * step_m, widest_m)
        reach_m = error[wrong].clip(step_m, 2 * widest_m)
        places = Places.joined(
            Places.of_edges(start[wrong], end[wrong], aim, reach_m),
            Places(filled, np.full(len(filled), step_m)),
        )
    return None


def edge_errors(
    source: Source, start: Floats, end: Floats, aim: Aim, *, is_in_disc: Bools
) -> Floats:
    """How far from radius_m the distance can be on edges start -> end, (n,), at most.

    By what is known at their ends, wherever they are: as in `front.edge_bounds`. Nearer: less than
    at the nearer end by the sagitta. Further: not at all past what discs may reach, where an edge
    is in one, (n,); else, along the edge the distance to either end's foot is convex, so that the
    lesser is at most where the two chords of these cross. And no more than a metre a metre.
    """
    found = source.feet(np.vstack([start, end]), aim.within_m)
    (near, far), (first, second) = found.distance_m.reshape(2, -1), found.foot.reshape(2, -1, 2)
    length, apart = lengths_and_bends(start, end)
    least, most = np.minimum(near, far), np.maximum(near, far)
    within_m = np.maximum(np.minimum(aim.radius_m, least) - aim.tolerance_m, 1.0)
    sag = np.minimum(sagitta(length, within_m), length / 2)
    nearer = aim.radius_m - (least - aim.unseen_m - sag)
    ahead = np.maximum(distance(first, end) - far, 0.0)
    behind = np.maximum(distance(second, start) - near, 0.0)
    share = behind / np.maximum(ahead + behind, 1e-300)
    crossing = near + share * (far + ahead - near)
    further = np.minimum(np.maximum(most, crossing), most + length / 2) - aim.radius_m
    reached = aim.vertex_m - aim.radius_m + _BEND_SHARE * aim.tolerance_m
    further = np.where(is_in_disc, reached, further)
    return np.asarray(np.maximum(nearer, further) + np.minimum(apart, length / 2))


def _few(places: Places, least_m: float, widest_m: float) -> Places:
    """Discs that cover places, none less wide than least_m; wider ones where there are many."""
    few = _gathered(places, least_m)
    while len(few.points) > _MANY and 2 * least_m <= widest_m:
        least_m *= 2
        few = _gathered(places, least_m)
    return few


def _gathered(places: Places, least_m: float) -> Places:
    """Discs twice as wide as some of places, but not less than least_m, that cover all."""
    xyz, reach = earth_centred(*places.points.T), np.maximum(places.reach_m, least_m)
    tree, is_left, chosen = kd_tree(xyz), np.ones(len(xyz), bool), []
    for k in np.argsort(-reach, kind="stable"):
        if is_left[k]:
            near = np.array(tree.query_ball_point(xyz[k : k + 1], 2 * reach[k])[0])
            off = _CHORD * row_norm(xyz[near] - xyz[k]) + places.reach_m[near]
            is_left[near[off <= 2 * reach[k]]] = False
            chosen.append(k)
    return Places(places.points[chosen], 2 * reach[chosen])


def _covered(piece: _Piece, source: Source, aim: Aim) -> Area:
    """What of a piece of ground the discs round the nodes of source cover."""
    if source.feet(piece.point[None]).distance_m[0] < aim.vertex_m - 1.1 * piece.reach_m:
        return piece.area
    most_m, middle = aim.vertex_m + piece.reach_m, source.stretched(piece.point[None])
    _, index = source.nodes_within(middle, np.array([_CHORD * most_m]))
    nodes = source.lon_lat[index]
    towards, back, metres = inverse(nodes, np.broadcast_to(piece.point, nodes.shape))
    near = np.flatnonzero(metres <= most_m)
    near = near[_may_be_nearest(np.radians(back[near]), metres[near], piece, aim)]
    half = _half_deg(piece, aim)
    span = np.full((len(near), 2), half) * (-1, 1)
    if abs(piece.point[1]) < _MAX_LAT_DEG:
        span = _spans(source, index[near], towards[near], half, aim)
    is_any = span[:, 0] < span[:, 1]
    near, span = near[is_any], span[is_any]
    if len(near) == 0:
        return Polygon()
    size, sectors = np.ceil(np.log2(2 * half / np.diff(span)[:, 0])), []
    for each in np.unique(size):
        some = near[size == each]
        sectors += _sectors(
            nodes[some], towards[some], metres[some], piece, aim, span=span[size == each]
        ).tolist()
    return polygonal(shapely.intersection(piece.area, shapely.union_all(sectors)))


def _half_deg(piece: _Piece, aim: Aim) -> float:
    """Half the angle, degrees, at which a piece of ground is seen from vertex_m, and more."""
    return float(np.degrees(_ASIDE * piece.reach_m / (B * np.sin(aim.vertex_m / B))))


def _spans(source: Source, index: Ints, towards: Floats, half: float, aim: Aim) -> Floats:
    """Azimuths from and to which a node may be the nearest one, degrees past towards, (n, 2).

    Within half to either side. Where a neighbour s away lies at less than 90 degrees, but for an
    angle of about s / (2 distance), that is nearer. (Rough again, but with room for four times as
    much, and what would be left out by mistake is missed by `edge_errors`.)
    """
    nodes = source.lon_lat[index]
    low, high = np.full(len(index), -half), np.full(len(index), half)
    for neighbour in (source.before[index], source.after[index]):
        ahead, _, apart_m = inverse(nodes, source.lon_lat[neighbour])
        room = np.degrees(_ROOM * apart_m / (B * np.sin(aim.vertex_m / B)))
        turn = (towards - ahead + 180.0) % 360.0 - 180.0
        least = np.where(apart_m < _BESIDE_M, -half, 90.0 - room - np.abs(turn))
        low = np.where(turn > 0, np.maximum(low, least), low)
        high = np.where(turn > 0, high, np.minimum(high, -least))
    middle, wide = (low + high) / 2, np.maximum(high - low, _MIN_SHARE * half)
    is_any = low < high
    low = np.where(is_any, middle - wide / 2, low)
    return np.column_stack([low, np.where(is_any, middle + wide / 2, high)])


def _may_be_nearest(azimuth: Floats, metres: Floats, piece: _Piece, aim: Aim) -> Bools:
    """Whether nodes may be the nearest ones anywhere on a piece of ground, (n,).

    They are seen from its middle at such azimuths, radians. By how much one is further than
    another changes per metre by twice the sine of half the angle between them. (Circles bend, so
    that is rough; but what is left out by mistake is missed by `edge_errors`.)
    """
    sector = np.floor(azimuth / _SECTOR)
    order = np.lexsort((metres, sector))
    rival = order[np.unique(sector[order], return_index=True)[1]]
    turn = np.abs(2 * np.sin((azimuth[:, None] - azimuth[rival]) / 2))
    change = turn * piece.reach_m * (1 + piece.reach_m / aim.radius_m)
    spare = metres[rival] + change + _SPARE_SHARE * aim.tolerance_m - metres[:, None]
    return np.asarray((spare >= 0).all(axis=1))


def _sectors(
    nodes: Floats,
    towards: Floats,
    metres: Floats,
    piece: _Piece,
    aim: Aim,
    *,
    span: Floats | None = None,
) -> NDArray[np.object_]:
    """Of the disc round each node, (n, 2), the sector that crosses a piece of ground.

    Its middle lies towards (n,), degrees, metres (n,) away. Sectors lie within the discs, but for
    the bend of edges; there are none where that cannot be kept small, close by a pole. With span,
    (n, 2), only so much of each: see `_spans`.
    """
    if span is None:
        span = np.full((len(nodes), 2), _half_deg(piece, aim)) * (-1, 1)
    low, high = towards + span[:, 0], towards + span[:, 1]
    widths_m = np.radians(high - low) * B * np.sin(aim.vertex_m / B)
    least_m = float(widths_m.min())
    inner_m = metres[:, None] - _ASIDE * piece.reach_m

    def between(shares: Floats) -> Floats:
        return low[:, None] + (high - low)[:, None] * shares

    def rim(steps: int) -> tuple[Floats, bool]:
        turns = np.linspace(1, 0, steps + 1)  # descending: counter-clockwise
        points = _walked(nodes, between(turns), aim.vertex_m)
        length, bent = _widest(points)
        sag = sagitta(np.array([length]), aim.vertex_m)[0] / aim.tolerance_m
        return points, sag <= _SAG_SHARE and bent <= _BEND_SHARE * aim.tolerance_m

    def inwards(steps: int) -> tuple[Floats, bool]:
        shares = np.linspace(0, 1, steps + 1)
        turns = np.concatenate([np.zeros(steps), shares, np.ones(steps)])
        depths = np.concatenate([shares[:-1], np.ones(steps + 1), shares[-2::-1]])
        far = aim.vertex_m + depths * (inner_m - aim.vertex_m)
        points = _walked(nodes, between(turns), far)
        return points[:, 1:-1], _widest(points)[1] <= _INNER_SHARE * min(piece.reach_m, least_m)

    edge_m = longest_of_sagitta(_SAG_SHARE * aim.tolerance_m, aim.vertex_m)
    least = int(np.ceil(_SPARE_STEPS * widths_m.max() / edge_m))
    rims, ways = _in_steps(rim, min(least, _MAX_STEPS)), _in_steps(inwards, 1)
    if rims is None or ways is None:
        return np.array([], object)
    curves = np.concatenate([rims, ways], axis=1)
    if np.ptp(curves[..., 0]) < _CUT[0]:
        return np.asarray(shapely.polygons(curves))
    inside = _walked(nodes, between(np.full(1, 0.5)), (inner_m + aim.vertex_m) / 2)[:, 0]
    return np.array(
        [region([curve], (lon, lat)) for curve, (lon, lat) in zip(curves, inside, strict=True)],
        object,
    )


def _in_steps(made: Callable[[int], tuple[Floats, bool]], steps: int) -> Floats | None:
    """Curves (n, k, 2) made in so many steps, or more if need be; none where too many would be."""
    while True:
        curves, is_good = made(steps)
        if is_good:
            return curves
        if steps == _MAX_STEPS:
            return None
        steps = min(2 * steps, _MAX_STEPS)


def _widest(curves: Floats) -> tuple[float, float]:
    """Length and bend, metres, of the longest and the most bent edge of curves (n, k, 2)."""
    length, bent = lengths_and_bends(curves[:, :-1].reshape(-1, 2), curves[:, 1:].reshape(-1, 2))
    return float(length.max()), float(bent.max())


def _walked(nodes: Floats, azimuths: Floats, metres: Floats | float) -> Floats:
    """Points (n, k, 2) so many metres from nodes (n, 2) at azimuths (n, k), degrees."""
    starts = np.repeat(nodes, azimuths.shape[1], axis=0)
    far = np.broadcast_to(metres, azimuths.shape).ravel()
    return direct(starts, azimuths.ravel(), far).reshape(*azimuths.shape, 2)


def _without_splinters(area: Area, width_m: float) -> Area:
    """The area without islands and holes that have no room for a disc of such a radius.

    That is so where they are no larger than the disc.
    """
    parts = shapely.get_parts(area)
    rings, owner = shapely.get_rings(parts, return_index=True)
    south, north = shapely.bounds(rings)[:, 1::2].T
    least_lat = np.where(south * north < 0, 0.0, np.minimum(np.abs(south), np.abs(north)))
    degree2_m2 = _DEGREE_M**2 * np.cos(np.radians(least_lat))
    is_wide = shapely.area(shapely.polygons(rings)) * degree2_m2 > np.pi * width_m**2
    if is_wide.all():
        return area
    is_shell = np.diff(owner, prepend=-1) > 0
    wide = [
        Polygon(rings[shell], rings[(owner == part) & ~is_shell & is_wide])
        for part, shell in enumerate(np.flatnonzero(is_shell))
        if is_wide[shell]
    ]
    return polygonal(shapely.multipolygons(wide) if len(wide) > 1 else wide[0])


def _edges_on(area: Area, ground: Area) -> tuple[Floats, Floats]:
    """Edges of area, starts and ends (n, 2), of which the middle is on the ground or its rim."""
    rings = shapely.get_rings(shapely.get_parts(area))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    start, end = points[:-1], points[1:]
    is_cut = ((np.abs(start) == _CUT) & (start == end)).any(axis=1)
    is_edge = (ring[1:] == ring[:-1]) & ~is_cut
    start, end = start[is_edge], end[is_edge]
    is_on = _is_on(ground, start, end)
    return start[is_on], end[is_on]


def _is_on(area: Area, start: Floats, end: Floats) -> Bools:
    """Whether the middle of edges, (n,), is in an area or on its rim."""
    middles = shapely.points((start + end) / 2)
    return np.asarray(shapely.dwithin(indexed(area), middles, _ON_RIM_DEG))
