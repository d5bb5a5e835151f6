"""Geodesic circles as polygons.

Every vertex lies on the geodesic circle; what is bounded is how far an edge, straight in
longitude and latitude, leaves the circle between two vertices. A circle is cut into arcs, and an
arc into equal steps of azimuth, as many as its latitudes ask for (`_steps`). Only beside a pole
is that not sure: there each edge is judged (`_deviation`), and cut until it is good.

A point of the circle is a smooth periodic function of the azimuth at which the centre sees it,
on the sphere a single harmonic. On the ellipsoid the harmonics fall off a hundredfold each or
faster: sixteen give the circle to nanometres at any radius, so a few direct problems stand for all.
"""

import math
from typing import Any, Final

import numpy as np
import shapely

from . import arguments
from .assembly import Area, plain_faces, polygonal, region
from .bounds import LONGEST_EDGE_M, lengths_and_bends
from .ellipsoid import (
    INJECTIVITY_RADIUS,
    MAX_CURVATURE_RADIUS,
    MIN_CURVATURE_RADIUS,
    A,
    B,
    Bools,
    Floats,
    Ints,
    direct,
    earth_centred,
    lon_lat,
    row_dot,
)

_SAMPLES: Final = 32
_ARCS: Final = _SAMPLES // 2
_SAMPLED: Final = np.linspace(360.0, 0.0, _SAMPLES, endpoint=False)
"""Azimuths, descending: counter-clockwise. Every other one starts an arc."""
_SURE_SPREAD: Final = 1.5
"""How much longer a degree of longitude may be at one end of an edge than at the other."""
_MAX_CUTS: Final = 40
_NEGLIGIBLE_M: Final = 1e-9
_SPARE: Final = 1.05
_HALF_WAY_M: Final = 9_900_000.0
"""Up to this radius, metres, circles curve round their centres, wherever they are."""


def ring(
    center: Any, radius_m: float, *, tolerance_m: float = 1.0, min_radius_m: float | None = None
) -> Area:
    """All points within a radius of one center, along WGS 84 geodesics.

    Parameters
    ----------
    center
        A Point or a pair (lon, lat) in degrees (EPSG:4326).
    radius_m
        From 1 m to 19,970 km.
    tolerance_m
        How far an edge may leave the circle, metres: 1 mm at the least. More than an eighth of the
        radius counts as an eighth. Vertices lie on the circle.
    min_radius_m
        With it the result is the ring between the two circles.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        Valid and right-handed (RFC 7946); a MultiPolygon where it crosses +-180 degrees, closed
        over a pole that it holds.

    Raises
    ------
    GeometryError
        For a center that is no point, not finite or outside the world, and for a radius, minimum
        radius or tolerance out of range.

    Examples
    --------
    >>> from rangemap import geodesy
    >>> len(geodesy.ring((179.5, 0.0), 100_000.0).geoms)
    2

    """
    point = arguments.center(center)
    outer_m = arguments.radius(radius_m, limit_m=arguments.MAX_POINT_RADIUS_M)
    inner_m = arguments.min_radius(min_radius_m, outer_m)
    return annulus(point, outer_m, inner_m, arguments.tolerance(tolerance_m, outer_m))


def discs_union(centers: Floats, radius_m: float, tolerance_m: float) -> Area:
    """Union of the discs round centers (n, 2): sure, and slow where they are many."""
    discs = [annulus(center[None], radius_m, None, tolerance_m) for center in centers]
    return polygonal(shapely.union_all(np.array(discs, object)))


def discs(centers: Floats, radius_m: float, tolerance_m: float) -> list[Area]:
    """The disc round each of centers (n, 2), as `ring` makes it, in calls for all of them together.

    One that a pole or +-180 degrees makes no plain polygon of is made by itself.
    """
    tolerance_m = min(tolerance_m, (INJECTIVITY_RADIUS - radius_m) / 2)
    count = len(centers)
    starts = np.repeat(centers, _SAMPLES, axis=0)
    samples = direct(starts, np.tile(_SAMPLED, count), radius_m)
    harmonics = _harmonics(samples, count)
    azimuths, is_sure = [], np.zeros(count, bool)
    for number, (lat, sampled) in enumerate(
        zip(centers[:, 1].tolist(), samples.reshape(count, _SAMPLES, 2), strict=True)
    ):
        steps, is_sure[number] = _steps(lat, sampled[:, 1], radius_m, tolerance_m)
        azimuths.append(_cut(_SAMPLED[::2], steps))
    lengths = np.array([len(each) for each in azimuths])
    points = np.vstack([_at(*pair) for pair in zip(harmonics, azimuths, strict=True)])
    made = plain_faces(lon_lat(points), lengths)
    is_plain = is_sure & shapely.intersects_xy(made, *centers.T) & shapely.is_valid(made)
    for row in np.flatnonzero(~is_plain):
        made[row] = annulus(centers[row : row + 1], radius_m, None, tolerance_m)
    return list(shapely.orient_polygons(made))


def circle(center: Floats, radius_m: float, tolerance_m: float) -> Floats:
    """Vertices (n, 2), counter-clockwise and open, of the circle round center (1, 2)."""
    tolerance_m = min(tolerance_m, (INJECTIVITY_RADIUS - radius_m) / 2)
    samples = direct(np.broadcast_to(center, (_SAMPLES, 2)), _SAMPLED, radius_m)
    harmonics = _harmonics(samples)[0]
    steps, is_sure = _steps(float(center[0, 1]), samples[:, 1], radius_m, tolerance_m)
    azimuths = _cut(_SAMPLED[::2], steps)
    points = _at(harmonics, azimuths)
    vertices = lon_lat(points)
    for _ in range(0 if is_sure else _MAX_CUTS):
        share = _deviation(points, vertices, radius_m, tolerance_m) / tolerance_m
        if share.max() <= 1:
            break
        azimuths = _cut(azimuths, _whole(np.sqrt(_SPARE * share)))
        points = _at(harmonics, azimuths)
        vertices = lon_lat(points)
    return vertices


def annulus(center: Floats, outer_m: float, inner_m: float | None, tolerance_m: float) -> Area:
    """Disc, or ring between two circles, round center (1, 2)."""
    lon, lat = center[0]
    disc = region([circle(center, outer_m, tolerance_m)], (lon, lat))
    if inner_m is None:
        return disc
    hole = region([circle(center, inner_m, min(tolerance_m, inner_m / 8))], (lon, lat))
    return polygonal(shapely.difference(disc, hole))


def _harmonics(samples: Floats, count: int = 1) -> list[Floats]:
    """Cosines and sines of 0, 1, 2... times the azimuth, metres (k, 2, 3), that make each circle.

    samples (count * _SAMPLES, 2) are those of one circle after another.
    """
    placed = earth_centred(*samples.T).reshape(count, _SAMPLES, 3)
    wave = np.fft.rfft(placed, axis=1)[:, :-1] / (_SAMPLES / 2)
    wave[:, 0] /= 2
    counts = _SAMPLES // 2 - (np.abs(wave).max(axis=2) > _NEGLIGIBLE_M)[:, ::-1].argmax(axis=1)
    both = np.stack([wave.real, wave.imag], axis=2)
    return [each[:number] for each, number in zip(both, counts, strict=True)]


def _at(harmonics: Floats, azimuths: Floats) -> Floats:
    """Earth-centred points (n, 3) of the circle, seen from its centre at azimuths (n,)."""
    turn = np.exp(1j * np.radians(azimuths))
    waves = np.vander(turn, len(harmonics), increasing=True)
    return np.asarray(waves.view(float) @ harmonics.reshape(-1, 3))


def _whole(numbers: Floats) -> Ints:
    """The next whole numbers, 1 at least."""
    return np.maximum(1, np.ceil(numbers)).astype(np.int64)


def _cut(azimuths: Floats, number: Ints) -> Floats:
    """Descending azimuths with the step after each one cut into so many equal parts."""
    step = np.diff(azimuths, append=azimuths[0] - 360.0)
    first = np.cumsum(number) - number
    start, part = azimuths - first * step / number, step / number
    return np.asarray(np.repeat(start, number) + np.arange(number.sum()) * np.repeat(part, number))


def _circle_curvature(radius_m: float, tolerance_m: float) -> float:
    """Bound on the geodesic curvature, per metre, of circles within tolerance_m of radius_m.

    Comparison (Rauch): it lies between those on spheres of the greatest and least curvature.
    """
    most = 1 / (MAX_CURVATURE_RADIUS * math.tan((radius_m - tolerance_m) / MAX_CURVATURE_RADIUS))
    least = 1 / (B * math.tan((radius_m + tolerance_m) / B))
    return max(abs(most), abs(least))


def _steps(
    lat: float, sample_lats: Floats, radius_m: float, tolerance_m: float
) -> tuple[Ints, bool]:
    """In how many steps of azimuth each arc is cut, (_ARCS,), and whether that surely suffices.

    lat is the centre's, sample_lats (_SAMPLES,) the circle's. Between the ends of a step the way
    along the circle is l at most. With top the highest latitude of its arc, and a degree of
    longitude no more than spread times longer at one end than at the other, an edge bends by at
    most 1.18 spread tan(top) l^2 / 8a (`bounds.bend`: 1.01 for itself, 1.155 for the most of
    |x| hypot(x, 2 y), 1.007 from A to the least M). What of it counts, see `_deviation`: round a
    pole all edges bend outwards, for a convex circle round it runs eastwards everywhere.
    """
    around_m = 2 * math.pi * MAX_CURVATURE_RADIUS * abs(math.sin(radius_m / MAX_CURVATURE_RADIUS))
    curvature = _circle_curvature(radius_m, tolerance_m)
    longest_m = math.sqrt(8 * tolerance_m / curvature)
    high = np.abs(sample_lats)
    beyond = math.degrees(around_m / _SAMPLES / 2 / MIN_CURVATURE_RADIUS)
    top = beyond + np.maximum(np.maximum(high[:-1:2], high[1::2]), np.append(high[2::2], high[0]))
    cos = np.cos(np.radians(np.minimum(top, 90.0)))
    least_cos = longest_m / MIN_CURVATURE_RADIUS / (_SURE_SPREAD - 1)
    is_sure = bool(cos.min() >= least_cos and longest_m <= LONGEST_EDGE_M)
    cos = np.maximum(cos, min(least_cos, 1.0))
    spread = 1 + longest_m / MIN_CURVATURE_RADIUS / cos
    bending = 1.18 * spread * np.sqrt(1 - cos**2) / cos / A
    total = spread**2 * curvature + bending
    is_round_pole = math.radians(90 - abs(lat)) * MAX_CURVATURE_RADIUS < radius_m < _HALF_WAY_M
    if is_round_pole and high.min() > beyond and abs(sample_lats.sum()) == high.sum():
        least = 0.93 * (B * math.sin(radius_m / B) * 2 * math.pi / around_m) ** 2
        inwards = least / (B * math.tan(radius_m / B))
        total = np.maximum(spread**2 * curvature, bending - inwards)
    return _whole(around_m / _ARCS / np.sqrt(8 * tolerance_m / total)), is_sure


def _deviation(points: Floats, start: Floats, radius_m: float, tolerance_m: float) -> Floats:
    """Bound in metres, (n,), on how far each edge from start (n, 2) leaves the circle.

    points (n, 3) are the same vertices, earth-centred. What is more than tolerance_m is too much,
    but not bounded: up to there the circle leaves the geodesic of the ends, away from the centre,
    by at most k l^2 / 8, with l the length and k the curvature of circles as near as that. The
    edge leaves it by at most `bounds.bend`, towards the equator. The two add up, unless that is
    away from the centre too: then the edge lies between the geodesic and, on the other side of the
    circle, the bend less what the circle leaves the geodesic by at least.
    """
    end = np.roll(start, -1, axis=0)
    length, apart = lengths_and_bends(start, end)
    sag = _circle_curvature(radius_m, tolerance_m) * length**2 / 8
    together = sag + apart
    if radius_m < _HALF_WAY_M:
        beyond = np.maximum(sag, apart - _least_sag(points, radius_m))
        together = np.where(_bends_outwards(start, end), beyond, together)
    return np.asarray(np.minimum(together, length))


def _least_sag(points: Floats, radius_m: float) -> Floats:
    """How much the circle leaves the geodesic between neighbouring points (n, 3), metres, at least.

    The second derivative of the distance along it is at least cot(R / B) / B times the squared
    sine of the angle to the radius, 0.95 for 16 vertices or more; the chord is shorter than it.
    """
    chord = np.roll(points, -1, axis=0) - points
    return np.asarray(0.95 * row_dot(chord, chord) / (8 * B * np.tan(radius_m / B)))


def _bends_outwards(start: Floats, end: Floats) -> Bools:
    """Whether edges of a counter-clockwise curve leave their geodesics to its right."""
    eastwards = (end[:, 0] - start[:, 0] + 180.0) % 360.0 - 180.0
    is_one_side = start[:, 1] * end[:, 1] > 0
    return np.asarray(is_one_side & (eastwards * start[:, 1] > 0))
