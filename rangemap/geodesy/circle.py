"""Geodesic circles as polygons.

Every vertex lies on the geodesic circle; what is bounded is how far an edge, straight in
longitude and latitude, leaves the circle between two vertices (`_deviation`). Equal steps of
azimuth keep to the tolerance except near the poles, where edges bend; there the steps are cut.

A point of the circle is a smooth periodic function of the azimuth at which the centre sees it,
on the sphere a single harmonic. On the ellipsoid the harmonics fall off a hundredfold each or
faster: sixteen give the circle to nanometres at any radius, so a few direct problems stand for all.
"""

from typing import Any, Final

import numpy as np
import shapely

from . import arguments
from .assembly import Area, polygonal, region
from .bounds import lengths_and_bends
from .ellipsoid import (
    INJECTIVITY_RADIUS,
    MAX_CURVATURE_RADIUS,
    MIN_CURVATURE_RADIUS,
    A,
    B,
    Bools,
    Floats,
    direct,
    earth_centred,
    lon_lat,
    row_dot,
)

_TAME_TO_LAT: Final = 75.0
"""Latitude up to which equal steps of azimuth suffice, if edges are at most _TAME_EDGE_M."""
_TAME_EDGE_M: Final = 50_000.0
_LEAST_VERTICES: Final = 16
_MOST_CUTS: Final = 40
_SAMPLES: Final = 32
_NEGLIGIBLE_M: Final = 1e-9
_SPARE: Final = 1.05
_COARSER: Final = 4
"""Near the poles so many times fewer edges are tried first, and cut as each one needs."""
_HALF_WAY_M: Final = 9_900_000.0
"""Up to this radius, metres, circles curve round their centres, wherever they are."""


def ring(
    center: Any, radius_m: float, *, tolerance_m: float = 1.0, min_radius_m: float | None = None
) -> Area:
    """All points within radius_m of center along WGS 84 geodesics.

    center is a Point or a pair (lon, lat) in degrees; radius_m is from 1 m to 19,970 km. Vertices
    lie on the circle, and no point of an edge is further than tolerance_m from it. With
    min_radius_m the result is the ring between the two circles. It is right-handed (RFC 7946), a
    MultiPolygon where it crosses +-180 degrees, and closed over a pole that it holds. Raises
    GeometryError for arguments outside these limits.
    """
    point = arguments.center(center)
    outer_m = arguments.radius(radius_m, limit_m=arguments.MAX_POINT_RADIUS_M)
    inner_m = arguments.min_radius(min_radius_m, outer_m)
    return annulus(point, outer_m, inner_m, arguments.tolerance(tolerance_m, outer_m))


def discs_union(centers: Floats, radius_m: float, tolerance_m: float) -> Area:
    """Union of the discs round centers (n, 2): sure, and slow where they are many."""
    discs = [annulus(center[None], radius_m, None, tolerance_m) for center in centers]
    return polygonal(shapely.union_all(np.array(discs, object)))


def circle(center: Floats, radius_m: float, tolerance_m: float) -> Floats:
    """Vertices (n, 2), counter-clockwise and open, of the circle round center (1, 2)."""
    tolerance_m = min(tolerance_m, (INJECTIVITY_RADIUS - radius_m) / 2)
    harmonics = _harmonics(center, radius_m)
    count, is_tame = _vertex_count(float(center[0, 1]), radius_m, tolerance_m)
    if not is_tame:
        count = max(_LEAST_VERTICES, count // _COARSER)
    azimuths = np.linspace(360.0, 0.0, count, endpoint=False)  # descending: counter-clockwise
    points = _at(harmonics, azimuths)
    vertices = lon_lat(points)
    for _ in range(0 if is_tame else _MOST_CUTS):
        share = _deviation(points, vertices, radius_m, tolerance_m) / tolerance_m
        if share.max() <= 1:
            break
        azimuths = _cut(azimuths, np.ceil(np.sqrt(_SPARE * share)))
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


def _harmonics(center: Floats, radius_m: float) -> Floats:
    """Cosines and sines of 0, 1, 2... times the azimuth, metres (k, 2, 3), that make the circle."""
    azimuths = np.linspace(0.0, 360.0, _SAMPLES, endpoint=False)
    ends = direct(np.broadcast_to(center, (_SAMPLES, 2)), azimuths, radius_m)
    wave = np.fft.rfft(earth_centred(*ends.T), axis=0)[:-1] / (_SAMPLES / 2)
    wave[0] /= 2
    last = np.flatnonzero(np.abs(wave).max(axis=1) > _NEGLIGIBLE_M)[-1]
    return np.stack([wave.real, -wave.imag], axis=1)[: last + 1]


def _at(harmonics: Floats, azimuths: Floats) -> Floats:
    """Earth-centred points (n, 3) of the circle, seen from its centre at azimuths (n,)."""
    turn = np.exp(1j * np.radians(azimuths))
    waves = np.vander(turn, len(harmonics), increasing=True)
    return np.asarray(waves.view(float) @ harmonics.reshape(-1, 3))


def _cut(azimuths: Floats, parts: Floats) -> Floats:
    """Descending azimuths with the step after each one cut into so many equal parts."""
    step = np.diff(azimuths, append=azimuths[0] - 360.0)
    number = parts.astype(np.int64).clip(1)
    first = np.cumsum(number) - number
    share = (np.arange(number.sum()) - np.repeat(first, number)) / np.repeat(number, number)
    return np.asarray(np.repeat(azimuths, number) + share * np.repeat(step, number))


def _circle_curvature(radius_m: float, tolerance_m: float) -> float:
    """Bound on the geodesic curvature, per metre, of circles within tolerance_m of radius_m.

    Comparison (Rauch): it lies between those on spheres of the greatest and least curvature.
    """
    most = 1 / (MAX_CURVATURE_RADIUS * np.tan((radius_m - tolerance_m) / MAX_CURVATURE_RADIUS))
    least = 1 / (B * np.tan((radius_m + tolerance_m) / B))
    return float(max(abs(most), abs(least)))


def _vertex_count(lat: float, radius_m: float, tolerance_m: float) -> tuple[int, bool]:
    """Vertices with which equal steps of azimuth keep to the tolerance, and whether that is sure.

    An edge of length l bends by at most tan(lat) l^2 / 8a times max |x| hypot(x, 2 y) = 1.155 over
    its directions (`bounds.bend`). Flattening, and what changes along 50 km up to 75 degrees of
    latitude, add 5 %; beyond, edges are judged one by one.
    """
    around_m = 2 * np.pi * MAX_CURVATURE_RADIUS * abs(np.sin(radius_m / MAX_CURVATURE_RADIUS))
    highest = abs(lat) + np.degrees(radius_m / MIN_CURVATURE_RADIUS)
    bending = 1.22 * float(np.tan(np.radians(min(highest, _TAME_TO_LAT)))) / A
    curvature = _circle_curvature(radius_m, tolerance_m) + bending
    edge_m = np.sqrt(8 * tolerance_m / curvature)
    is_tame = highest <= _TAME_TO_LAT and edge_m <= _TAME_EDGE_M
    return max(_LEAST_VERTICES, int(np.ceil(around_m / edge_m))), bool(is_tame)


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
