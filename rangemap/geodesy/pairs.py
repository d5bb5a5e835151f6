"""Nearest distances of many points at once, each to targets of its own.

The search of `distance` for a source of one place, whose chords need no tree: edges of all pairs
are looked at together, so that a pair costs a few microseconds and not a call. What is found for a
pair does not hang on the others, and is what `nearest_m` finds from its point.
"""

from typing import Any

import numpy as np

from rangemap.errors import GeometryError

from . import arguments
from .bounds import chord_to_geodesic, geodesic_spread
from .distance import finite
from .ellipsoid import (
    MAX_CURVATURE_RADIUS,
    MIN_CURVATURE_RADIUS,
    Bools,
    Floats,
    Ints,
    distance,
    earth_centred,
    row_norm,
)
from .indexed import meets
from .source import share_along
from .targets import (
    SPACING_M,
    Parts,
    Targets,
    bounded,
    is_settled,
    longest,
    may_be_nearest,
    to_pieces,
)
from .trees import straight_ways


def nearest_pairs_m(
    points: Floats, targets: Targets, point: Ints, target: Ints, within_m: float = np.inf
) -> Floats:
    """Least geodesic distances in metres, (m,), of pairs of point and target; 0 where they meet.

    Parameters
    ----------
    points
        n points, lon, lat in degrees (EPSG:4326), (n, 2).
    targets
        What is measured to.
    point, target
        m numbers each, from 0: which of the points, and which member of the targets, make a pair.
    within_m
        Metres; distances that a first look shows to be greater are given as infinite.

    Returns
    -------
    numpy.ndarray
        What `nearest_m` gives from the point of each pair to its target.

    Raises
    ------
    GeometryError
        For points that are not finite or outside the world, for a number of none, and for what are
        no targets.
    InternalError
        Rather than give a distance that is no number.

    Examples
    --------
    >>> import numpy as np
    >>> import shapely
    >>> from rangemap import geodesy
    >>> targets = geodesy.Targets([shapely.box(34, 51, 35, 52), shapely.box(37, 51, 38, 52)])
    >>> points = np.array([[36.0, 51.5]])
    >>> geodesy.nearest_pairs_m(points, targets, np.array([0, 0]), np.array([0, 1])).round()
    array([69438., 69438.])

    """
    points = arguments.places(points)
    if not isinstance(targets, Targets):
        raise GeometryError("targets are made ready beforehand, as in Targets([shape, another])")
    within_m = arguments.limit(within_m, "the distance")
    point = _numbers(point, len(points), "points")
    target = _numbers(target, len(targets.members), "targets")
    if len(point) != len(target):
        raise GeometryError(f"{len(point)} points cannot be paired with {len(target)} targets")
    least = np.zeros(len(point))
    is_apart = ~meets(targets.indexed[target], points[point])
    apart = np.flatnonzero(is_apart)
    if len(apart):
        least[apart] = _least(points[point[apart]], targets, target[apart], within_m)
    return least


def _numbers(values: Any, count: int, of: str) -> Ints:
    """Numbers of so many things, (m,). Raises GeometryError for one that is of none."""
    numbers = np.asarray(values)
    if numbers.size == 0:
        return np.zeros(0, np.int64)
    if numbers.ndim != 1 or numbers.dtype.kind not in "iu":
        raise GeometryError(f"{of} are told by their numbers, whole ones from 0, (m,)")
    if numbers.min() < 0 or numbers.max() >= count:
        raise GeometryError(
            f"{of} are numbered from 0 to {count - 1}, not {numbers.min()} to {numbers.max()}"
        )
    return np.asarray(numbers, np.int64)


def chords_m(points: Floats, middles: Floats) -> Floats:
    """Straight ways in metres, (n, m), from points lon, lat (n, 2) to earth-centred ones (m, 3)."""
    return straight_ways(earth_centred(*points.T), middles)


def is_surely_within(points: Floats, centers: Floats, radius_m: Floats) -> Bools:
    """Whether each point, lon, lat (n, 2), is within a radius of its center by a rough bound.

    The way that is straight in lon, lat is no shorter than the geodesic, and no degree of it is
    longer than one of latitude at a pole, or of longitude where the circle is nearest the equator.
    """
    degree_m = np.radians(MAX_CURVATURE_RADIUS)
    least_lat = np.maximum(np.abs(centers[:, 1]) - radius_m / np.radians(MIN_CURVATURE_RADIUS), 0.0)
    east, north = np.abs(points - centers).T
    return np.asarray(degree_m * np.hypot(east * np.cos(np.radians(least_lat)), north) < radius_m)


def longest_geodesic_m(chord_m: Floats) -> Floats:
    """How long, metres (n,), the geodesic over a straight way can be at most."""
    length_m = chord_to_geodesic(chord_m)
    return np.asarray(length_m + geodesic_spread(length_m))


def _least(points: Floats, targets: Targets, target: Ints, within_m: float) -> Floats:
    """Distance from each point to the outline of its target, (m,)."""
    xyz = earth_centred(*points.T)
    parts = _near_edges(xyz, targets, target, within_m)
    if len(parts.owner) == 0:
        return np.full(len(points), np.inf)
    best = np.full(len(points), np.inf)
    while True:
        ends = earth_centred(*np.vstack([parts.start, parts.end]).T)
        chords = row_norm(ends - xyz[np.tile(parts.owner, 2)])
        least, most, sag = bounded(parts, chords, SPACING_M)
        np.minimum.at(best, parts.owner, most)
        keep = least <= longest(best)[parts.owner]
        keep &= may_be_nearest(parts, least, most, 0.0)
        parts, sag = parts.taken(keep), sag[keep]
        is_flat, is_fine = is_settled(parts, sag)
        if is_fine.all():
            break
        parts = parts.taken(is_fine).joined(parts.taken(~is_fine).quartered())
    metres = np.full(len(points), np.inf)
    for end in (parts.start, parts.end):
        np.minimum.at(metres, parts.owner, distance(points[parts.owner], end))
    sagging = parts.taken(~is_flat)
    start, end = earth_centred(*sagging.start.T), earth_centred(*sagging.end.T)
    share, _ = share_along(xyz[sagging.owner] - start, end - start)
    at = sagging.start + share[:, None] * (sagging.end - sagging.start)
    np.minimum.at(metres, sagging.owner, distance(points[sagging.owner], at))
    is_measured = np.isfinite(best)
    metres[is_measured] = finite(metres[is_measured])
    return metres


def _near_edges(xyz: Floats, targets: Targets, target: Ints, within_m: float) -> Parts:
    """Edges in blocks that may hold the nearest of each pair, owned by the pair.

    None of a pair whose blocks are all farther than within_m: geodesics are longer than chords.
    """
    start, stop = (np.searchsorted(targets.owner, target, side) for side in ("left", "right"))
    block, owner = _runs(start, stop - start)
    chord = row_norm(targets.center[block] - xyz[owner])
    best = np.full(len(xyz), np.inf)
    np.minimum.at(best, owner, chord)
    least = to_pieces(chord, SPACING_M) - targets.radius[block]
    is_near = np.zeros(len(xyz), bool)
    is_near[owner[chord - targets.radius[block] <= within_m]] = True
    keep = (least <= longest(best)[owner]) & is_near[owner]
    edge, number = _runs(targets.first[block[keep]], targets.size[block[keep]])
    return targets.edges.taken(edge)._replace(owner=owner[keep][number])


def _runs(first: Ints, count: Ints) -> tuple[Ints, Ints]:
    """All whole numbers of runs of so many from their firsts, and which run each belongs to."""
    run = np.repeat(np.arange(len(first)), count)
    begin = np.cumsum(count) - count
    return first[run] + np.arange(len(run)) - begin[run], run
