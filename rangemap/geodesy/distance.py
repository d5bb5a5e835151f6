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
from .bounds import chord_to_geodesic, geodesic_spread, lengths_and_bends
from .ellipsoid import Bools, Floats, Ints, distance, earth_centred, row_norm
from .shapes import outlines, simple_parts
from .source import Source, share_along

_SPACING_M: Final = 300.0
_FINE_SPACING_M: Final = 30.0
"""Where so many parts are nearly as near as the nearest that finer nodes pay: a line that follows
an outline at a distance."""
_MANY_PARTS: Final = 10_000
_BEND_M: Final = 0.005
_SAG_M: Final = 0.002
_FINEST_M: Final = 25.0
_LEAST_GAP_M: Final = 1e-3
_BLOCK: Final = 16
_PARTS: Final = 4
_SURE_M: Final = 1_000_000.0
"""Past this length not every part of a target that might hold its nearest point is tried."""
_DRIFTING_M: Final = 15_000_000.0
_MOST_PAIRS: Final = 4_000_000
_NEGLIGIBLE_M: Final = 1e-3


class Foot(NamedTuple):
    """The point of a geometry that is nearest to another point."""

    lon: float
    lat: float
    distance_m: float
    """Geodesic distance, metres; 0 inside an area."""


def nearest_m(source: Any, targets: Iterable[Geometry] | Any) -> Floats:
    """Least geodesic distance in metres, (n,), from source to each of n targets; 0 where they meet.

    source and targets are points, lines or areas (or mixtures), lon, lat in degrees, edges straight
    in those coordinates; targets measured to again and again are best made `Targets` once. Right to
    a centimetre up to 1,000 km; beyond, to what docs/geodesy.md has measured for points, and lines
    and areas where no other part of them is nearly as near. To a point it is what `nearest_point`
    gives from the same source.

    Raises InternalError rather than give a distance that is no number, and GeometryError for
    geometry that is empty, not finite or outside the world.
    """
    origin = arguments.geometry(source)
    ready = targets if isinstance(targets, Targets) else Targets(targets)
    shapely.prepare(origin)
    least = np.zeros(len(ready.members))
    apart = ~shapely.intersects(origin, ready.members)
    if apart.any():
        measured = _least(origin, ready, apart)
        least[apart] = measured[apart]
    return _finite(least)


def nearest_point(geometry: Any, point: Any) -> Foot:
    """Foot of point on geometry: its nearest point (lon, lat) and the distance in metres."""
    shape, at = arguments.geometry(geometry), arguments.point(point)
    if shapely.intersects(shape, Point(at[0])):
        return Foot(float(at[0, 0]), float(at[0, 1]), 0.0)
    source = Source(shape, _SPACING_M, _BEND_M)
    chord, node = source.nearest_nodes(earth_centred(*at.T))
    _, metres, foot = _pairs(source, at, chord, node)
    least = int(np.argmin(_finite(metres)))
    return Foot(float(foot[least, 0]), float(foot[least, 1]), float(metres[least]))


def _finite(metres: Floats) -> Floats:
    """Distances (n,) as they are; one that is no number would be taken for one past every range."""
    if not np.isfinite(metres).all():
        raise InternalError(
            "rangemap could not measure a distance, which is a fault of its own; "
            "please report it, with the geometries"
        )
    return metres


class _Parts(NamedTuple):
    """Edges, or parts of them, of the targets; a point is an edge of no length."""

    start: Floats
    """lon, lat, (n, 2)."""
    end: Floats
    owner: Ints
    """Index of the target, (n,)."""
    middle: Floats
    """Earth-centred, (n, 3)."""
    half_m: Floats
    """Half the length, metres, (n,), at most."""
    bend_m: Floats
    """How far each leaves its chord, metres, (n,), at most."""

    @classmethod
    def between(cls, start: Floats, end: Floats, owner: Ints) -> Self:
        """Parts from start to end, with their middles and lengths."""
        length, bend = lengths_and_bends(start, end, is_short_way=False)
        return cls(start, end, owner, earth_centred(*((start + end) / 2).T), length / 2, bend)

    @classmethod
    def of(cls, targets: Any) -> Self:
        """Every edge of targets."""
        parts, owner = simple_parts(targets)
        lines, part = outlines(parts)
        vertices, line = shapely.get_coordinates(lines, return_index=True)
        is_last = np.diff(line, append=-1) != 0
        is_single = is_last & (np.diff(line, prepend=-1) != 0)
        keep = ~is_last | is_single
        end = np.where(is_last[:, None], vertices, np.roll(vertices, -1, axis=0))
        owners = owner[part[line]][keep]
        order = np.argsort(owners, kind="stable")
        return cls.between(vertices[keep][order], end[keep][order], owners[order])

    def taken(self, chosen: Ints | Bools) -> Self:
        return type(self)._make(values[chosen] for values in self)

    def joined(self, other: Self) -> Self:
        return type(self)._make(np.concatenate(pair) for pair in zip(self, other, strict=True))

    def quartered(self) -> Self:
        """Each cut into equal parts."""
        step = (self.end - self.start) / _PARTS
        starts = [self.start + k * step for k in range(_PARTS)]
        start = np.stack(starts, axis=1).reshape(-1, 2)
        owner = np.repeat(self.owner, _PARTS)
        return self.between(start, start + np.repeat(step, _PARTS, axis=0), owner)


class Targets:
    """Geometries made ready to be measured to: their edges, and blocks of neighbouring edges.

    Raises GeometryError for geometry that is empty, not finite or outside the world.
    """

    def __init__(self, geometries: Iterable[Geometry] | Any) -> None:
        """Take the geometries, as `nearest_m` takes them, apart."""
        self.members = arguments.geometries(geometries)
        self.edges = _Parts.of(self.members)
        number = np.arange(len(self.edges.owner)) // _BLOCK
        owner = self.edges.owner
        first = np.flatnonzero(np.diff(number, prepend=-1) | np.diff(owner, prepend=-1))
        self.size = np.diff(first, append=len(number))
        self.owner = owner[first]
        middle, half = self.edges.middle, self.edges.half_m
        self.center = middle[first + self.size // 2]
        """Of each block, earth-centred, (m, 3)."""
        reach = row_norm(middle - np.repeat(self.center, self.size, axis=0)) + half
        self.radius = np.maximum.reduceat(reach, first) if len(first) else reach


def _least(origin: Geometry, targets: Targets, wanted: Bools) -> Floats:
    """Least distance to each wanted target; infinite for the others."""
    source = sieve = Source(origin, _SPACING_M, _BEND_M)
    best = np.full(len(targets.members), np.inf)
    parts = targets.edges.taken(_kept_blocks(source, targets, wanted))
    sure_m = _sure_m(source)
    while True:
        least, most, sag = _bounded(sieve, parts)
        np.minimum.at(best, parts.owner, most)
        keep = least <= _longest(best, sure_m)[parts.owner]
        keep &= _may_be_nearest(parts, least, most, source.extent_m)
        parts, sag = parts.taken(keep), sag[keep]
        is_flat = sag <= _SAG_M
        is_fine = is_flat | ((parts.half_m <= _FINEST_M / 2) & (parts.bend_m <= _BEND_M))
        if is_fine.all():
            return _settled(source, parts, is_flat, _longest(best, sure_m))
        parts = parts.taken(is_fine).joined(parts.taken(~is_fine).quartered())
        if len(parts.owner) > _MANY_PARTS and sieve is source:
            sieve = Source(origin, _FINE_SPACING_M, _BEND_M)


def _kept_blocks(source: Source, targets: Targets, wanted: Bools) -> Bools:
    """Which edges lie in blocks that may hold the nearest of a wanted target."""
    keep = wanted[targets.owner]
    owner = targets.owner[keep]
    chord, _ = source.nearest_nodes(targets.center[keep])
    best = np.full(len(targets.members), np.inf)
    np.minimum.at(best, owner, chord)
    keep[keep] = (
        _to_pieces(source, chord) - targets.radius[keep] <= _longest(best, _sure_m(source))[owner]
    )
    return np.repeat(keep, targets.size)


def _bounded(source: Source, parts: _Parts) -> tuple[Floats, Floats, Floats]:
    """Least and greatest that the shortest chord to each part can be; and the part's sag.

    A chord changes by a metre a metre, and along a straight line it bends upwards by no more than
    one over its length: between its ends a part is nearer than at them by its sag at most.
    """
    ends = np.vstack([parts.start, parts.end])
    chord, _ = source.nearest_nodes(earth_centred(*ends.T))
    most = chord.reshape(2, -1)
    least = _to_pieces(source, most)
    length = 2 * parts.half_m
    gap = np.maximum((least.sum(axis=0) - length) / 2, 0.0)
    sag = parts.bend_m + length**2 / (8 * np.maximum(gap, _LEAST_GAP_M))
    return np.maximum(gap, least.min(axis=0) - sag), most.min(axis=0), sag


def _may_be_nearest(parts: _Parts, least: Floats, most: Floats, extent_m: float) -> Bools:
    """Whether a part may be the nearest of its target, for what is known of its nearest end.

    least and most (n,) bound the shortest chord to each part. By how much the geodesic from that
    end exceeds what its chord tells changes by no more than a drift along the way to the part, and
    along that from place to place of the source, which is extent_m wide.
    """
    order = np.lexsort((most, parts.owner))
    nearest = order[np.searchsorted(parts.owner[order], parts.owner)]
    way = row_norm(parts.middle - parts.middle[nearest]) + parts.half_m + parts.half_m[nearest]
    known = chord_to_geodesic(most[nearest])
    could = known + _drift(known) * (way + extent_m + _SPACING_M)
    is_nearest = nearest == np.arange(len(nearest))  # whatever rounding makes of its bounds
    return np.asarray(is_nearest | (chord_to_geodesic(least) <= could))


def _settled(source: Source, parts: _Parts, is_flat: Bools, longest: Floats) -> Floats:
    """Least geodesic distance of each target from parts that are flat or short.

    Two straight lines that do not cross are nearest at an end of one of them. Ends of parts look
    for their feet on the source; nodes of the source look on those parts whose sag matters.
    """
    least = np.full(len(longest), np.inf)
    is_line = (parts.start != parts.end).any(axis=1)
    ends = np.vstack([parts.start, parts.end[is_line]])
    owner = np.append(parts.owner, parts.owner[is_line])
    chord, node = source.nearest_nodes(earth_centred(*ends.T))
    near = chord <= np.hypot(longest[owner], _SPACING_M / 2)
    np.minimum.at(least, owner[near], _to_source(source, ends[near], chord[near], node[near]))
    sagging = parts.taken(~is_flat)
    reach = longest[sagging.owner] + sagging.half_m
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
    size = max(1, _MOST_PAIRS // len(source.xyz))
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
    point, node = source.nodes_within(at, np.hypot(_longest(chord), _SPACING_M / 2))
    longer = row_norm(at[point] - source.xyz[node])
    way = row_norm(source.xyz[nearest[point]] - source.xyz[node])
    known = chord_to_geodesic(np.hypot(chord, _SPACING_M / 2))[point]
    drift = _drift(known)
    could = chord_to_geodesic(longer) <= known + drift * (way + _SPACING_M)
    point, node, drift = point[could], node[could], drift[could]
    foot, _ = source.foot_beside(at[point], node)
    is_drifting = drift * _SPACING_M > _NEGLIGIBLE_M
    point = np.append(point, point[is_drifting])
    place = np.vstack([foot, source.lon_lat[node[is_drifting]]])
    return point, distance(place, points[point]), place


def _sure_m(source: Source) -> float:
    """Up to which distance all parts are kept that may hold the nearest: always, from one place."""
    return _SURE_M if len(source.xyz) > 1 else np.inf


def _to_pieces(source: Source, chord: Floats) -> Floats:
    """How near the source may be, whose nearest node is at the end of a chord, metres."""
    return np.asarray(np.sqrt(np.maximum(chord**2 - (source.spacing_m / 2) ** 2, 0.0)))


def _longest(chord: Floats, most_m: float = np.inf) -> Floats:
    """How long the chord of the shortest geodesic can be where the shortest chord is this long."""
    return chord + geodesic_spread(chord_to_geodesic(np.minimum(chord, most_m)))


def _drift(length_m: Floats) -> Floats:
    """Metres a metre by which a geodesic's excess over its chord changes with its end, at most.

    Measured over all latitudes and azimuths (`test_distance.py` does it again): 1.5 times the
    spread over the length, and more past a quarter of the way round the world.
    """
    spread_share = geodesic_spread(1.0) * length_m**2  # spread over length, where that is 0 too
    share = 1.5 * (1 + (length_m / 1.35e7) ** 2) * spread_share
    return np.where(length_m < _DRIFTING_M, share, np.inf)
