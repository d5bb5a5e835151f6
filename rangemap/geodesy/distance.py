"""Nearest distances on the ellipsoid between points, lines and areas.

The search narrows the target down: blocks of its edges, edges, quarters of edges, for as long as
one may be nearer than the best known. A part whose every point is within r of its middle holds
nothing nearer than the distance of its middle less r. What is left is settled by feet taken in
turn on the one line and the other. All this compares chords; those that are longer than the
shortest by less than geodesics over equal chords can differ stay in, and the geodesic decides.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple, Self

import numpy as np
import shapely
from shapely import Geometry, Point

from . import arguments
from .bounds import bend, edge_lengths, geodesic_spread
from .ellipsoid import Bools, Floats, Ints, distance, earth_centred
from .shapes import outlines, simple_parts
from .source import Source, share_along

_SPACING_M: Final = 500.0
_BEND_M: Final = 0.005
_FINEST_M: Final = 50.0
_BLOCK: Final = 32
_PARTS: Final = 4
_TURNS: Final = 6
_STILL_DEG: Final = 1e-12


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
    a centimetre up to 1,000 km, and to 1e-6 of the distance beyond.
    Raises GeometryError for geometry that is empty, not finite or outside the world.
    """
    origin = arguments.geometry(source)
    ready = targets if isinstance(targets, Targets) else Targets(targets)
    shapely.prepare(origin)
    least = np.zeros(len(ready.members))
    apart = ~shapely.intersects(origin, ready.members)
    if apart.any():
        measured = _least(Source(origin, _SPACING_M, _BEND_M), ready, apart)
        least[apart] = measured[apart]
    return least


def nearest_point(geometry: Any, point: Any) -> Foot:
    """Foot of point on geometry: its nearest point (lon, lat) and the distance in metres."""
    shape, at = arguments.geometry(geometry), arguments.center(point)
    if shapely.intersects(shape, Point(at[0])):
        return Foot(float(at[0, 0]), float(at[0, 1]), 0.0)
    source = Source(shape, _SPACING_M, _BEND_M)
    chord, _ = source.nearest_nodes(source.stretched(at))
    spread = geodesic_spread(float(chord[0])) + _SPACING_M**2 / (8 * float(chord[0]) + _SPACING_M)
    feet = source.feet(at, within_m=spread)
    return Foot(float(feet.foot[0, 0]), float(feet.foot[0, 1]), float(feet.distance_m[0]))


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

    @classmethod
    def between(cls, start: Floats, end: Floats, owner: Ints) -> Self:
        """Parts from start to end, with their middles and lengths."""
        half_m = edge_lengths(start, end, is_short_way=False) / 2
        return cls(start, end, owner, earth_centred(*((start + end) / 2).T), half_m)

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
        reach = np.linalg.norm(middle - np.repeat(self.center, self.size, axis=0), axis=1) + half
        self.radius = np.maximum.reduceat(reach, first) if len(first) else reach


def _least(source: Source, targets: Targets, wanted: Bools) -> Floats:
    """Least distance to each wanted target; infinite for the others."""
    count = len(targets.members)
    parts = targets.edges.taken(_kept_blocks(source, targets, wanted))
    while True:
        chord, _ = source.nearest_nodes(parts.middle)
        keep, spread_m = _promising(chord, parts.half_m, parts.owner, count)
        parts = parts.taken(keep)
        is_coarse = parts.half_m > np.maximum(_FINEST_M, spread_m[parts.owner] / 4)
        is_coarse |= bend(parts.start, parts.end, is_short_way=False) > _BEND_M
        if not is_coarse.any():
            if len(source.lon_lat) == 1:
                parts = parts.taken(_nearest_to_place(source.lon_lat, parts, count))
            return _settled(source, parts, count)
        parts = parts.taken(~is_coarse).joined(parts.taken(is_coarse).quartered())


def _kept_blocks(source: Source, targets: Targets, wanted: Bools) -> Bools:
    """Which edges lie in blocks that may hold the nearest of a wanted target."""
    keep = wanted[targets.owner]
    chord, _ = source.nearest_nodes(targets.center[keep])
    promising, _ = _promising(chord, targets.radius[keep], targets.owner[keep], len(wanted))
    keep[keep] = promising
    return np.repeat(keep, targets.size)


def _promising(chord: Floats, radius: Floats, owner: Ints, targets: int) -> tuple[Bools, Floats]:
    """Which parts may hold the nearest of their target; by target, what geodesics may differ by."""
    best = np.full(targets, np.inf)
    np.minimum.at(best, owner, chord)
    spread = geodesic_spread(best)
    least = np.sqrt(np.maximum(chord**2 - (_SPACING_M / 2) ** 2, 0.0)) - radius
    return np.asarray(least <= (best + spread)[owner]), spread


def _nearest_to_place(place: Floats, parts: _Parts, targets: int) -> Bools:
    """Which parts may hold the nearest to one place (1, 2): its geodesics themselves decide."""
    middle = (parts.start + parts.end) / 2
    metres = distance(np.broadcast_to(place, middle.shape), middle)
    best = np.full(targets, np.inf)
    np.minimum.at(best, parts.owner, metres)
    return np.asarray(metres - parts.half_m <= best[parts.owner])


def _settled(source: Source, parts: _Parts, targets: int) -> Floats:
    """Least geodesic distance of each target from parts that are short or far."""
    start, end = earth_centred(*parts.start.T), earth_centred(*parts.end.T)
    at = (parts.start + parts.end) / 2
    for _ in range(_TURNS):
        xyz = earth_centred(*at.T)
        foot, _ = source.foot_beside(xyz, source.nearest_nodes(xyz)[1])
        share, _ = share_along(earth_centred(*foot.T), start, end)
        before, at = at, parts.start + share[:, None] * (parts.end - parts.start)
        if np.abs(at - before).max(initial=0.0) < _STILL_DEG:
            break
    least = np.full(targets, np.inf)
    np.minimum.at(least, parts.owner, distance(foot, at))
    return least
