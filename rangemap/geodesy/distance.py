"""Nearest distances on the ellipsoid between points, lines and areas.

The search narrows the target down: blocks of its edges, edges, quarters of edges, for as long as
one may be nearer than the best known. What is left is so short that its ends are the nearest, or
is tried from both sides. All this compares chords; those that are longer than the shortest by less
than chords under equal geodesics can differ stay in, and the geodesic decides.

Error, up to 1,000 km: the bend of the source's pieces and the sag of the target's parts, 5 and 2
millimetres; and below a millimetre because feet are taken by the chord on a piece of 300 m.
Beyond, the ends of the piece are tried as well: the nearer is within 150 m of the foot, and so
nearer to its distance than 150^2 / 2 d, which is 11 mm at 1,000 km and less further away.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple, Self

import numpy as np
import shapely
from shapely import Geometry, Point

from rangemap.errors import InternalError

from . import arguments
from .bounds import chord_to_geodesic
from .ellipsoid import Bools, Floats, Ints, distance, earth_centred, lon_lat, row_norm
from .indexed import indexed
from .source import Source, share_along
from .targets import (
    BEND_M,
    SAG_M,
    SPACING_M,
    Parts,
    Targets,
    bounded,
    drift,
    is_settled,
    longest,
    may_be_nearest,
    to_pieces,
)
from .trees import kd_tree

_FINE_SPACING_M: Final = 30.0
"""Where so many parts are nearly as near as the nearest that finer nodes pay: a line that follows
an outline at a distance."""
_MANY_PARTS: Final = 10_000
_FAR_CHORD_M: Final = 7_500_000.0
"""Past it, 8,000 km by geodesic, places are ruled out by geodesics."""
_FEW: Final = 16
"""From so many nodes of the source."""
_SHORT_CHORD_M: Final = 1_000_000.0
_SURE_M: Final = 1_000_000.0
"""Past this length not every part of a target that might hold its nearest point is tried."""
_MAX_PAIRS: Final = 4_000_000
_MAX_POINT_PAIRS: Final = 2_000
"""Of points with points: as many are solved in a millisecond."""
_NEGLIGIBLE_M: Final = 1e-3


class Foot(NamedTuple):
    """The point of a geometry that is nearest to another point."""

    lon: float
    lat: float
    distance_m: float
    """Geodesic distance, metres; 0 inside an area."""


def nearest_m(source: Any, targets: Iterable[Geometry] | Any) -> Floats:
    """Least geodesic distance in metres, (n,), from source to each of n targets; 0 where they meet.

    Parameters
    ----------
    source
        Points, lines, areas or a mixture: one geometry, or a series, frame or sequence, which
        counts as one. Lon, lat in degrees (EPSG:4326), edges straight in those coordinates
        (RFC 7946). A series in another system is brought there.
    targets
        A series, frame or sequence of n geometries, as source; `Targets` where they are measured
        to again and again.

    Returns
    -------
    numpy.ndarray
        Right to a centimetre up to 1,000 km; beyond, to what docs/geodesy.md has measured for
        points, and for lines and areas where no other part of them is nearly as near. To a point
        it is what `nearest_point` gives from the same source.

    Raises
    ------
    GeometryError
        For geometry that is empty, missing, not finite, not valid or outside the world.
    InternalError
        Rather than give a distance that is no number.

    Examples
    --------
    >>> import shapely
    >>> from rangemap import geodesy
    >>> line = shapely.LineString([(34, 51), (36, 52)])
    >>> geodesy.nearest_m(line, [shapely.Point(35, 51.5), shapely.Point(35, 51)]).round()
    array([    0., 43541.])

    """
    origin = indexed(arguments.geometry(source))
    ready = targets if isinstance(targets, Targets) else Targets(targets)
    if _are_few_points(origin, ready):
        return finite(_between_points(origin, ready.members))
    least = np.zeros(len(ready.members))
    apart = ~shapely.intersects(origin, ready.members)
    if apart.any():
        measured = _least(origin, ready, apart)
        least[apart] = measured[apart]
    return finite(least)


def nearest_point(geometry: Any, point: Any) -> Foot:
    """Foot of a point on a geometry: the place of it that is nearest, and how far that is.

    Parameters
    ----------
    geometry
        As the source of `nearest_m`.
    point
        A Point or a pair (lon, lat) in degrees (EPSG:4326).

    Returns
    -------
    Foot
        Longitude and latitude in degrees, distance in metres; inside an area the point itself,
        and 0.

    Raises
    ------
    GeometryError
        For geometry that is empty, not finite, not valid or outside the world, and for anything
        but one point.

    Examples
    --------
    >>> import shapely
    >>> from rangemap import geodesy
    >>> line = shapely.LineString([(34, 51), (36, 52)])
    >>> foot = geodesy.nearest_point(line, (35, 51))
    >>> round(foot.lon, 3), round(foot.lat, 3), round(foot.distance_m)
    (34.613, 51.307, 43541)

    """
    shape, at = arguments.geometry(geometry), arguments.point(point)
    if shapely.intersects(shape, Point(at[0])):
        return Foot(float(at[0, 0]), float(at[0, 1]), 0.0)
    source = Source(shape, SPACING_M, BEND_M)
    chord, node = source.nearest_nodes(earth_centred(*at.T))
    _, metres, foot = _pairs(source, at, chord, node)
    least = int(np.argmin(finite(metres)))
    return Foot(float(foot[least, 0]), float(foot[least, 1]), float(metres[least]))


def _are_few_points(origin: Geometry, targets: Targets) -> bool:
    """Whether every origin and target is a point, and solving all pairs is less than a search."""
    count = shapely.get_num_coordinates(origin) * len(targets.members)
    return bool(
        0 < count <= _MAX_POINT_PAIRS
        and shapely.get_dimensions(origin) == 0
        and (shapely.get_type_id(targets.members) == shapely.GeometryType.POINT).all()
    )


def _between_points(origin: Geometry, points: Any) -> Floats:
    """Distance from the nearest point of origin to each of points, (n,)."""
    ends = shapely.get_coordinates(points)
    starts = shapely.get_coordinates(origin)
    pairs = distance(np.repeat(starts, len(ends), axis=0), np.tile(ends, (len(starts), 1)))
    return np.asarray(pairs.reshape(len(starts), len(ends)).min(axis=0))


def finite(metres: Floats) -> Floats:
    """Distances (n,) as they are; one that is no number would be taken for one past every range."""
    if not np.isfinite(metres).all():
        raise InternalError(
            "rangemap could not measure a distance, which is a fault of its own; "
            "please report it, with the geometries"
        )
    return metres


def _least(origin: Geometry, targets: Targets, wanted: Bools) -> Floats:
    """Least distance to each wanted target; infinite for the others."""
    source = sieve = Source(origin, SPACING_M, BEND_M)
    best = np.full(len(targets.members), np.inf)
    parts = targets.edges.taken(_kept_blocks(source, targets, wanted))
    sure_m = _sure_m(source)
    while True:
        ends = np.vstack([parts.start, parts.end])
        chords, _ = sieve.nearest_nodes(earth_centred(*ends.T))
        least, most, sag = bounded(parts, chords, sieve.spacing_m)
        np.minimum.at(best, parts.owner, most)
        keep = least <= longest(best, sure_m)[parts.owner]
        keep &= may_be_nearest(parts, least, most, source.extent_m)
        keep[keep] = _may_from_afar(source, parts.taken(keep), best)
        parts, sag = parts.taken(keep), sag[keep]
        is_flat, is_fine = is_settled(parts, sag)
        if is_fine.all():
            return _settled(source, parts, is_flat, longest(best, sure_m))
        parts = parts.taken(is_fine).joined(parts.taken(~is_fine).quartered())
        if len(parts.owner) > _MANY_PARTS and sieve is source and len(source.xyz) > 1:
            sieve = Source(origin, _FINE_SPACING_M, BEND_M)


def _kept_blocks(source: Source, targets: Targets, wanted: Bools) -> Bools:
    """Which edges lie in blocks that may hold the nearest of a wanted target."""
    keep = wanted[targets.owner]
    owner = targets.owner[keep]
    chord, _ = source.nearest_nodes(targets.center[keep])
    best = np.full(len(targets.members), np.inf)
    np.minimum.at(best, owner, chord)
    least = to_pieces(chord, source.spacing_m) - targets.radius[keep]
    keep[keep] = least <= longest(best, _sure_m(source))[owner]
    far = np.flatnonzero(keep)
    far = far[best[targets.owner[far]] > _FAR_CHORD_M]
    if len(far):
        few = _Few.of(source)
        metres = few.distance_m(lon_lat(targets.center[far]))
        reach = _arc_m(targets.radius[far]) + few.apart_m
        keep[far] = _may_be_least(metres - reach, metres + reach, targets.owner[far])
    return np.repeat(keep, targets.size)


def _may_from_afar(source: Source, parts: Parts, best: Floats) -> Bools:
    """Whether a part of a far target may be its nearest, by geodesics from a few nodes of source.

    Past a quarter of the way round the world chords hardly tell. best (m,) are the shortest chords
    to the targets. Along a part a distance bends upwards by one over itself at most.
    """
    may = np.ones(len(parts.owner), bool)
    far = np.flatnonzero(best[parts.owner] > _FAR_CHORD_M)
    if len(far) == 0:
        return may
    some, few = parts.taken(far), _Few.of(source)
    metres = few.distance_m(np.vstack([some.start, some.end])).reshape(2, -1)
    sag = some.bend_m + some.half_m**2 / (2 * _FAR_CHORD_M)
    way = np.maximum(metres.mean(axis=0) - some.half_m, metres.min(axis=0) - sag)
    may[far] = _may_be_least(way - few.apart_m, metres.min(axis=0) + few.apart_m, some.owner)
    return may


def _may_be_least(least: Floats, most: Floats, owner: Ints) -> Bools:
    """Whether what lies between least and most, (n,), may be the least of its owner, (n,)."""
    best = np.full(owner.max() + 1, np.inf)
    np.minimum.at(best, owner, most)
    return np.asarray(least <= best[owner] + SAG_M)


class _Few(NamedTuple):
    """A few nodes of a source."""

    nodes: Floats
    """lon, lat, (k, 2)."""
    apart_m: float
    """How far any place of the source is from the nearest of them, metres, at most."""

    @classmethod
    def of(cls, source: Source) -> Self:
        """Some spaced evenly along it."""
        chosen = np.unique(np.linspace(0, len(source.xyz) - 1, _FEW).astype(np.int64))
        apart, _ = kd_tree(source.xyz[chosen]).query(source.xyz)
        most = float(_arc_m(apart.max(keepdims=True))[0])
        return cls(source.lon_lat[chosen], most + (SPACING_M if len(source.xyz) > 1 else 0.0))

    def distance_m(self, points: Floats) -> Floats:
        """To the nearest of them from points, lon, lat (n, 2)."""
        starts = np.repeat(self.nodes, len(points), axis=0)
        metres = distance(starts, np.tile(points, (len(self.nodes), 1)))
        return np.asarray(metres.reshape(len(self.nodes), -1).min(axis=0))


def _arc_m(chord_m: Floats) -> Floats:
    """Length in metres of geodesics over chords, at most."""
    return np.where(chord_m < _SHORT_CHORD_M, 1.01, 1.6) * chord_m


def _settled(source: Source, parts: Parts, is_flat: Bools, longest_m: Floats) -> Floats:
    """Least geodesic distance of each target from parts that are flat or short.

    Two straight lines that do not cross are nearest at an end of one of them. Ends of parts look
    for their feet on the source; nodes of the source look on those parts whose sag matters.
    """
    least = np.full(len(longest_m), np.inf)
    is_line = (parts.start != parts.end).any(axis=1)
    ends = np.vstack([parts.start, parts.end[is_line]])
    owner = np.append(parts.owner, parts.owner[is_line])
    chord, node = source.nearest_nodes(earth_centred(*ends.T))
    near = chord <= np.hypot(longest_m[owner], SPACING_M / 2)
    np.minimum.at(least, owner[near], _to_source(source, ends[near], chord[near], node[near]))
    sagging = parts.taken(~is_flat)
    reach = longest_m[sagging.owner] + sagging.half_m
    part, node = source.nodes_within(sagging.middle, reach)
    sagging = sagging.taken(part)
    start, end = earth_centred(*sagging.start.T), earth_centred(*sagging.end.T)
    share, _ = share_along(source.xyz[node] - start, end - start)
    at = sagging.start + share[:, None] * (sagging.end - sagging.start)
    np.minimum.at(least, sagging.owner, distance(source.lon_lat[node], at))
    return least


def _to_source(source: Source, points: Floats, chord: Floats, nearest: Ints) -> Floats:
    """Geodesic distance, (n,), of points whose nearest nodes are at the ends of chords."""
    least = np.full(len(points), np.inf)
    size = max(1, _MAX_PAIRS // len(source.xyz))
    for first in range(0, len(points), size):
        some = slice(first, first + size)
        point, metres, _ = _pairs(source, points[some], chord[some], nearest[some])
        np.minimum.at(least, first + point, metres)
    return least


def _pairs(
    source: Source, points: Floats, chord: Floats, nearest: Ints
) -> tuple[Ints, Floats, Floats]:
    """Points paired with the places of the source that may be nearest: index, distance, place.

    By how much a geodesic exceeds what its chord tells changes by no more than a drift along the
    way from the nearest node to another: so few of those whose chords could belong are tried. The
    foot by the chord is off the geodesic's by the drift along a piece; where that matters the node
    is tried too.
    """
    at = earth_centred(*points.T)
    point, node = source.nodes_within(at, np.hypot(longest(chord), SPACING_M / 2))
    longer = row_norm(at[point] - source.xyz[node])
    way = row_norm(source.xyz[nearest[point]] - source.xyz[node])
    known = chord_to_geodesic(np.hypot(chord, SPACING_M / 2))[point]
    slope = drift(known)
    could = chord_to_geodesic(longer) <= known + slope * (way + SPACING_M)
    point, node, slope = point[could], node[could], slope[could]
    foot, _ = source.foot_beside(at[point], node)
    is_drifting = slope * SPACING_M > _NEGLIGIBLE_M
    point = np.append(point, point[is_drifting])
    place = np.vstack([foot, source.lon_lat[node[is_drifting]]])
    return point, distance(place, points[point]), place


def _sure_m(source: Source) -> float:
    """Up to which distance all parts are kept that may hold the nearest: always, from one place."""
    return _SURE_M if len(source.xyz) > 1 else np.inf
