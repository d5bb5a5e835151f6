"""The curve at a given distance from a source: vertices exactly on it, edges proven close.

A vertex is set by walking from a foot on the source along the geodesic to a point outside the
curve, for just the distance wanted. Its foot stays its foot: every point of a shortest path from
the source has the same nearest point. So one nearest-point search and one inverse and one direct
problem set a vertex for good, and as shortest paths do not cross, their order stays too.

Between two vertices an edge is judged by what is known at its ends (`edge_bounds`); where that
does not suffice a vertex is put in between: at the kink where the two feet's circles meet, or in
the middle.
"""

from typing import Final, NamedTuple, Self

import numpy as np

from .bounds import (
    bulge,
    edge_lengths,
    geodesic_spread,
    lengths_and_bends,
    longest_of_sagitta,
    off_radius_spread,
    sagitta,
)
from .ellipsoid import Bools, Floats, Ints, direct, distance, earth_centred, lon_lat
from .meeting import meeting_points
from .source import Source, is_same_edge

_MAX_PUSHES: Final = 8
_MAX_ROUNDS: Final = 40
_FEW: Final = 20
"""Edges that may stay open for all rounds; more after several rounds mean curves gone astray."""
_EXACT_M: Final = 1e-4
_OFF_SHARE: Final = 0.05
"""Share of the tolerance that may be lost where a seed is not quite at vertex_m."""
_KINK_M: Final = 1e-5
"""How far a kink may be from vertex_m from either of its feet."""
_SHORTEST_EDGE_M: Final = 0.01
_SPARE: Final = 1.1
_MAX_PARTS: Final = 8
"""An edge that faces one straight edge is cut in as many parts as its error asks for."""
_MAX_FEET: Final = 8
_PROBE_SHARE: Final = 0.78
"""Share of the tolerance that the sagitta may be between two places of an edge to read from."""
_EASY_SHARE: Final = 0.1
_DEEPEST_NOTCH: Final = 16.0
_NEAR: Final = 1.5
"""Up to so many lengths of an edge from its ends a kink is its own without a look at the way."""
_PLACES: Final = (3, 31)
"""At so many places at least, and at most, it is looked whether that way is open."""
_MIN_SHARE: Final = 0.02
_MAX_SPREAD: Final = 4.0


class Aim(NamedTuple):
    """What is wanted of a front, metres."""

    radius_m: float
    """The distance that is asked for."""
    vertex_m: float
    """Where vertices are set: a little further, so that edges are off to both sides alike."""
    tolerance_m: float
    """How far from radius_m an edge may be."""
    unseen_m: float
    """How much nearer than the foot found the source may be at most."""
    within_m: float
    """How far past the shortest chord feet are sought (see `Source.feet`)."""


class Front(NamedTuple):
    """Vertices of closed curves, one curve after the other."""

    points: Floats
    """lon, lat, (n, 2)."""
    feet: Floats
    """The foot of each, lon, lat, (n, 2); of a kink that of the edge that ends there."""
    places: Floats
    """Where on the source that is, (n,)."""
    next_feet: Floats
    """The foot for the edge that starts there, lon, lat, (n, 2): another one only at a kink."""
    next_places: Floats
    """Where on the source that is, (n,)."""
    short_m: Floats
    """How much nearer than vertex_m a vertex can be to the source, (n,): nearly always 0."""
    curve: Ints
    """Number of the curve, ascending, (n,)."""
    error_m: Floats
    """Proven bound on the error of the edge to the next vertex, (n,); NaN while unknown."""

    def following(self) -> Ints:
        """Index of the next vertex along each one's curve, (n,)."""
        ahead = np.arange(1, len(self.curve) + 1)
        last = np.flatnonzero(np.diff(self.curve, append=-1))
        ahead[last] = np.append(0, last[:-1] + 1)
        return ahead

    def with_inserted(self, after: Ints, new: Self) -> Self:
        """Put new vertices after the given ones; the edges on either side become unknown."""
        error = self.error_m.copy()
        error[after] = np.nan
        old = self._replace(error_m=error)
        pairs = zip(old, new, strict=True)
        return type(self)._make(np.insert(a, after + 1, b, axis=0) for a, b in pairs)

    def taken(self, chosen: Bools) -> Self:
        """Only the chosen vertices."""
        return type(self)._make(values[chosen] for values in self)

    def with_both_feet(self, index: Ints, kinks: "_Kinks", aim: Aim) -> Self:
        """Give each of those vertices that was set at its kink the kink's two feet.

        Neither need be the nearest: what an edge is judged by is how far its ends are from them.
        """
        if len(index) == 0:
            return self
        feet = np.vstack([kinks.feet, kinks.next_feet])
        off = np.abs(distance(feet, self.points[np.append(index, index)]) - aim.vertex_m)
        set_ = off.reshape(2, -1).max(axis=0) <= _KINK_M
        index, kinks = index[set_], kinks.taken(set_)
        feet, places = self.feet.copy(), self.places.copy()
        next_feet, next_places = feet.copy(), places.copy()
        feet[index], places[index] = kinks.feet, kinks.places
        next_feet[index], next_places[index] = kinks.next_feet, kinks.next_places
        return self._replace(feet=feet, places=places, next_feet=next_feet, next_places=next_places)

    def ends(self, edges: Ints) -> tuple[Floats, Floats]:
        """Ends, lon, lat (n, 2), of the edges that start at those vertices."""
        return self.points[edges], self.points[self.following()[edges]]

    def curves(self) -> list[Floats]:
        """The closed curves, each (n, 2)."""
        if len(self.curve) == 0:
            return []
        return np.split(self.points, np.flatnonzero(np.diff(self.curve)) + 1)


class _Kinks(NamedTuple):
    """Where circles about the feet of two edges meet, and those feet: see `Front`."""

    points: Floats
    feet: Floats
    places: Floats
    next_feet: Floats
    next_places: Floats

    def taken(self, chosen: Bools) -> Self:
        return type(self)._make(values[chosen] for values in self)


def trace(source: Source, seeds: list[Floats], aim: Aim) -> Front:
    """Set the vertices of closed curves of seeds (lon, lat), and refine until edges are proven."""
    curve = np.repeat(np.arange(len(seeds)), [len(seed) for seed in seeds])
    front = pushed(source, np.vstack([*seeds, np.empty((0, 2))]), curve, aim)
    for turn in range(_MAX_ROUNDS):
        front = looked_along(source, judged(front, aim), aim)
        wide = np.flatnonzero(front.error_m > aim.tolerance_m)
        if len(wide) == 0 or len(wide) > max(len(front.points), 100) * 0.5**turn + _FEW:
            break
        new, after = _between(source, front, wide, aim)
        front = front.with_inserted(after, new)
    return looked_along(source, judged(front, aim), aim)


def pushed(source: Source, points: Floats, curve: Ints, aim: Aim) -> Front:
    """Set vertices at vertex_m from the source, near points (n, 2)."""
    points, moving = points.copy(), np.arange(len(points))
    feet, places, short = np.empty_like(points), np.empty(len(points)), np.zeros(len(points))
    for _ in range(_MAX_PUSHES):
        found = source.feet(points[moving], aim.within_m)
        feet[moving], places[moving] = found.foot, found.place
        points[moving] = direct(found.foot, found.azimuth, aim.vertex_m)
        inwards = np.maximum(aim.vertex_m - found.distance_m, 0.0)
        unsorted = off_radius_spread(aim.vertex_m, found.distance_m)
        short[moving] = inwards + unsorted
        # pushed outwards, or from where chords sort badly: another foot may be nearer
        moving = moving[(inwards > _EXACT_M) | (unsorted > _OFF_SHARE * aim.tolerance_m)]
        if len(moving) == 0:
            break
    unknown = np.full(len(points), np.nan)
    return Front(points, feet, places, feet, places, short, curve, unknown)


def judged(front: Front, aim: Aim) -> Front:
    """Bound the error of every edge whose bound is not known."""
    edge = np.flatnonzero(np.isnan(front.error_m))
    error = front.error_m.copy()
    error[edge] = edge_bounds(front, edge, front.following()[edge], aim)
    return front._replace(error_m=error)


def looked_along(source: Source, front: Front, aim: Aim) -> Front:
    """Bound the error of edges that face a straight edge of source, and may be long, once more.

    They are nowhere too far; too near they may be taken for because of their length alone. So
    their distance from the nodes of source is read every so often, and between two such places
    the `sagitta` is small.
    """
    wide = np.flatnonzero(front.error_m > aim.tolerance_m)
    wide = wide[is_beside(front, wide, aim)]
    if len(wide) == 0:
        return front
    p, q = front.ends(wide)
    length, apart = lengths_and_bends(p, q)
    parts = np.ceil(length / longest_of_sagitta(_PROBE_SHARE * aim.tolerance_m, aim.radius_m))
    which, share = _cuts(parts.astype(np.int64))
    probes = p[which] + share[:, None] * _short_way(q - p)[which]
    metres = source.rough_distance(earth_centred(*probes.T))
    least = np.full(len(wide), aim.vertex_m)
    np.minimum.at(least, which, metres - geodesic_spread(aim.radius_m))
    least -= np.maximum(front.short_m[wide], front.short_m[front.following()[wide]])
    nearer = aim.radius_m + aim.unseen_m + sagitta(length / parts, aim.radius_m) - least
    nearer += apart / parts**2
    error = front.error_m.copy()
    margin = aim.vertex_m - aim.radius_m
    further = _gap_excess(front, wide, front.following()[wide], aim, length) + apart + margin
    error[wide] = np.where(nearer <= aim.tolerance_m, np.maximum(nearer, further), error[wide])
    return front._replace(error_m=error)


def is_beside(front: Front, edges: Ints, aim: Aim) -> Bools:
    """Whether both feet of edges are on one straight edge, and they nowhere too far from it."""
    start, end = edges, front.following()[edges]
    p, q = front.points[start], front.points[end]
    length, apart = lengths_and_bends(p, q)
    further = _gap_excess(front, start, end, aim, length) + apart + aim.vertex_m - aim.radius_m
    same = is_same_edge(front.next_places[start], front.places[end])
    return np.asarray(same & (further <= aim.tolerance_m))


def edge_bounds(front: Front, start: Ints, end: Ints, aim: Aim) -> Floats:
    """How far from radius_m the distance can be on edges start -> end, metres, (n,), at most.

    Nearer: both ends are at least (vertex - short - unseen) from every point of the source, so
    between them the distance is less by no more than the sagitta. Further: `_excess`. Both hold on
    the geodesic between the ends, from which the edge departs by `bend`; distance
    changes by no more than the way.
    """
    p, q = front.points[start], front.points[end]
    length, apart = lengths_and_bends(p, q)
    apart = np.minimum(apart, length / 2)
    margin = aim.vertex_m - aim.radius_m
    short = np.maximum(front.short_m[start], front.short_m[end]) + aim.unseen_m
    nearer = sagitta(length, aim.radius_m) + short + apart - margin
    further = _excess(front, start, end, aim, length) + apart + margin
    return np.maximum(nearer, further)


def _excess(front: Front, start: Ints, end: Ints, aim: Aim, length: Floats) -> Floats:
    """How much further than vertex_m the geodesic between two vertices can be, at most.

    Let d12 be how much further the second end is from the first foot. Along the geodesic the
    distance to a foot is convex (below 9,985 km), so at the share t it is at most t d12 by the one
    and (1 - t) d21 by the other, and the lesser of the two is at most d12 d21 / (d12 + d21). With
    both feet on one straight edge of the source there is another bound: the shares between the
    ends face the shares of that edge, and the gap can only `bulge`.
    """
    same = is_same_edge(front.next_places[start], front.places[end])
    excess = np.where(same, _gap_excess(front, start, end, aim, length), np.inf)
    hard = np.flatnonzero(excess > _EASY_SHARE * aim.tolerance_m)
    start, end = start[hard], end[hard]
    feet = np.vstack([front.next_feet[start], front.feet[end]])
    beyond = distance(feet, front.points[np.append(end, start)]) - aim.vertex_m
    one, other = np.maximum(beyond, 0.0).reshape(2, -1)
    crossing = one * other / np.maximum(one + other, 1e-300)
    excess[hard] = np.minimum(excess[hard], crossing + _KINK_M)
    return excess


def _gap_excess(front: Front, start: Ints, end: Ints, aim: Aim, length: Floats) -> Floats:
    """How much an edge and a straight edge of the source that it faces can part, at most."""
    f, g = front.next_feet[start], front.feet[end]
    span, bent = lengths_and_bends(f, g, is_short_way=False)
    return bent + bulge(np.maximum(span, length), aim.radius_m)


def _between(source: Source, front: Front, wide: Ints, aim: Aim) -> tuple[Front, Ints]:
    """New vertices within edges that are too wide, and the vertices they come after."""
    ahead = front.following()[wide]
    is_facing = _is_facing(front, wide, ahead)
    parts = np.ceil(np.sqrt(_SPARE * front.error_m[wide] / aim.tolerance_m)).clip(2, _MAX_PARTS)
    which, share = _cuts(np.where(is_facing, parts, 2.0).astype(np.int64))
    edge, ahead, bent = wide[which], ahead[which], np.flatnonzero(~is_facing[which])
    p, q = front.points[edge], front.points[ahead]
    target = _on_chord(p, q, share[:, None])
    kinks = _kinks(source, front, (edge[bent], ahead[bent]), target[bent], aim)
    good = _is_between(source, kinks.points, (p[bent], q[bent]), target[bent], aim)
    bent, kinks = bent[good], kinks.taken(good)
    target[bent] = kinks.points
    new = pushed(source, target, front.curve[edge], aim).with_both_feet(bent, kinks, aim)
    apart = np.minimum(edge_lengths(new.points, p), edge_lengths(new.points, q))
    useful = apart > _SHORTEST_EDGE_M
    return new.taken(useful), edge[useful]


def _kinks(
    source: Source, front: Front, ends: tuple[Ints, Ints], guess: Floats, aim: Aim
) -> "_Kinks":
    """Where the circles of the feet of two ends meet; NaN where the curve has no such kink.

    Another foot may be nearer to that point. If it lies on the same straight edge as one of the
    two, that foot slides there; else the curve leaves the first circle earlier, for that of the
    other foot. Then the kink is looked for again: until its edges are good whatever hides it, and
    on while it is hidden ten times less each time, until it has both feet.
    """
    first, second = front.next_feet[ends[0]], front.feet[ends[1]]
    place, other = front.next_places[ends[0]], front.places[ends[1]]
    point, hidden = guess.copy(), np.full(len(first), np.inf)
    open_, margin = np.arange(len(first)), aim.vertex_m - aim.radius_m
    for _ in range(_MAX_FEET):
        if len(open_) == 0:
            break
        point[open_] = meeting_points(first[open_], second[open_], point[open_], aim.vertex_m)
        open_ = open_[np.isfinite(point[open_, 0])]
        found = source.feet(point[open_], aim.within_m)
        point[open_[found.distance_m > aim.vertex_m + aim.tolerance_m]] = np.nan  # not found at all
        before, hidden[open_] = hidden[open_], aim.vertex_m - found.distance_m
        is_nearing = (hidden[open_] > _KINK_M) & (hidden[open_] < before / 10)
        is_hidden = is_nearing | (hidden[open_] > margin)
        open_, foot, at = open_[is_hidden], found.foot[is_hidden], found.place[is_hidden]
        is_nearer = np.abs(place[open_] - at) < np.abs(other[open_] - at)
        slides = is_same_edge(place[open_], at) & (is_nearer | ~is_same_edge(other[open_], at))
        first[open_[slides]], place[open_[slides]] = foot[slides], at[slides]
        second[open_[~slides]], other[open_[~slides]] = foot[~slides], at[~slides]
    point[hidden > margin] = np.nan
    return _Kinks(point, first, place, second, other)


def _is_facing(front: Front, start: Ints, end: Ints) -> Bools:
    """Whether the feet of two vertices are on one straight edge, and about as far apart as they.

    Near a pole an edge can bend so much that the curve has a kink between two of its feet.
    """
    apart = edge_lengths(front.next_feet[start], front.feet[end], is_short_way=False)
    is_near = apart < _MAX_SPREAD * edge_lengths(front.points[start], front.points[end])
    return is_same_edge(front.next_places[start], front.places[end]) & is_near


def _cuts(parts: Ints) -> tuple[Ints, Floats]:
    """Where edges are cut in so many parts: for each cut the index of the edge, and the share."""
    number = parts - 1
    which = np.repeat(np.arange(len(parts)), number)
    nth = np.arange(1, len(which) + 1) - (np.cumsum(number) - number)[which]
    return which, nth / parts[which]


def _short_way(step: Floats) -> Floats:
    """Steps of longitude and latitude, (n, 2), the short way round."""
    return np.asarray(step - 360.0 * np.rint(step / 360.0))


def _on_chord(start: Floats, end: Floats, share: Floats | float) -> Floats:
    """Points at a share of the way from start to end, by the chord."""
    a, b = earth_centred(*start.T), earth_centred(*end.T)
    return lon_lat(a + share * (b - a))


def _is_between(
    source: Source, kink: Floats, ends: tuple[Floats, Floats], middle: Floats, aim: Aim
) -> Bools:
    """Whether kinks (n, 2) are well between the ends, and not so far off that they are others'.

    Two circles meet twice; from the middle of an edge there is an open way to the kink behind it.
    """
    one, other = (edge_lengths(kink, end) for end in ends)
    length, far = edge_lengths(*ends), np.maximum(one, other)
    good = (far < _DEEPEST_NOTCH * length) & (np.minimum(one, other) > _MIN_SHARE * length)
    is_across = edge_lengths(kink, middle) > aim.radius_m / 2  # of a straight source, perhaps
    asked = np.flatnonzero(good & ((far > _NEAR * length) | is_across))
    if len(asked):
        good[asked] = _is_way_open(source, middle[asked], kink[asked], aim)
    return good


def _is_way_open(source: Source, start: Floats, end: Floats, aim: Aim) -> Bools:
    """Whether the way from start to end, (n, 2), keeps out of reach, at three places or more."""
    longest = edge_lengths(start, end).max() / aim.radius_m
    count = int(np.clip(np.ceil(2 * longest), *_PLACES))
    shares = np.linspace(0, 1, count + 2)[1:-1]
    between = np.vstack([_on_chord(start, end, share) for share in shares])
    metres = source.feet(between, aim.within_m).distance_m.reshape(count, -1)
    return np.asarray((metres > aim.radius_m - aim.tolerance_m).all(axis=0))
