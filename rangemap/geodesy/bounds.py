"""How far apart nearby things on the ellipsoid can be: the inequalities that the bounds rest on.

Derivations and tests of each stand in docs/geodesy.md and tests/geodesy/test_bounds.py.
"""

from typing import Final, TypeVar

import numpy as np

from .ellipsoid import (
    E2,
    MAX_CURVATURE_RADIUS,
    MIN_CURVATURE_RADIUS,
    A,
    B,
    Floats,
)

Lengths = TypeVar("Lengths", float, Floats)
_SECOND_E2: Final = E2 / (1 - E2)
LONGEST_EDGE_M: Final = 1_000_000.0
"""Longest edge whose bend is known to a per cent, metres."""
_MEAN_RADIUS: Final = (2 / (MIN_CURVATURE_RADIUS**-2 + MAX_CURVATURE_RADIUS**-2)) ** 0.5


def edge_lengths(start: Floats, end: Floats, *, is_short_way: bool = True) -> Floats:
    """Lengths in metres, (n,), of edges straight in lon, lat, at most; start, end (n, 2).

    An edge of a result crosses +-180 degrees, the short way; one of a given geometry never does
    (RFC 7946) and runs all of its step of longitude: is_short_way tells them apart.
    On the edge M and N are at most those of the higher latitude, cos(lat) that of the lower.
    """
    return _length(*_extent(start, end, is_short_way))


def bend(start: Floats, end: Floats, *, is_short_way: bool = True) -> Floats:
    """How far, metres (n,), an edge straight in lon, lat leaves the geodesic of its ends, at most.

    A curve r(t), 0 <= t <= 1, leaves it by at most max |r''| / 8. With longitude and latitude
    linear in t the part of r'' along the surface that is square to the curve is at most
    sin(lat) dlon (N cos(lat) dlon, 2 M dlat), flattening and what the surface adds apart: one per
    cent, proven in docs/geodesy.md for edges up to LONGEST_EDGE_M; no edge leaves it by more than
    half its length. It falls with the square of the number of parts that an edge is cut into.
    """
    return lengths_and_bends(start, end, is_short_way=is_short_way)[1]


def lengths_and_bends(
    start: Floats, end: Floats, *, is_short_way: bool = True
) -> tuple[Floats, Floats]:
    """Both `edge_lengths` and `bend`, for the work of little more than one."""
    turn, rise, cos_low, sin_high = extent = _extent(start, end, is_short_way)
    bent = 1.01 * A / 8 * sin_high * np.abs(turn) * np.hypot(cos_low * turn, 2 * rise)
    length = _length(*extent)
    return length, np.where(length > LONGEST_EDGE_M, np.maximum(bent, length / 2), bent)


def plain_step_deg(length_m: float, bend_m: float) -> float:
    """Largest |dlon| + |dlat|, degrees, with which an edge is surely short.

    It is then at most length_m long and bends by at most bend_m, wherever it lies: a degree is
    longest at the poles, and |x| hypot(x, 2 y) is at most (|x| + |y|)^2.
    """
    steps = (length_m / MAX_CURVATURE_RADIUS, (8 * bend_m / (1.01 * A)) ** 0.5)
    return float(np.degrees(min(*steps, LONGEST_EDGE_M / MAX_CURVATURE_RADIUS)))


def _length(turn: Floats, rise: Floats, cos_low: Floats, sin_high: Floats) -> Floats:
    """Metres, at most, of edges with such an `_extent`."""
    w2 = 1 - E2 * sin_high**2
    return np.asarray(A / np.sqrt(w2) * np.hypot(cos_low * turn, (1 - E2) / w2 * rise))


def _extent(
    start: Floats, end: Floats, is_short_way: bool
) -> tuple[Floats, Floats, Floats, Floats]:
    """Steps of longitude and latitude, radians; cosine of the least, sine of the greatest |lat|."""
    (turn, rise), (start_lat, end_lat) = (end - start).T, np.radians([start[:, 1], end[:, 1]])
    if is_short_way:
        turn = turn - 360.0 * np.rint(turn / 360.0)
    high = np.maximum(np.abs(start_lat), np.abs(end_lat))
    low = np.where(start_lat * end_lat < 0, 0.0, np.minimum(np.abs(start_lat), np.abs(end_lat)))
    return np.radians(turn), np.radians(rise), np.cos(low), np.sin(high)


def sagitta(length_m: Floats, radius_m: Floats | float) -> Floats:
    """How much nearer to a point the middle of a geodesic can be than both of its ends, at most.

    With both ends at radius_m or more: length^2 / (8 (radius - length / 2)), because the Hessian
    of the distance r to a point is at most 1 / r where the Gaussian curvature is not negative.
    """
    return np.asarray(length_m**2 / (8 * np.maximum(radius_m - length_m / 2, radius_m / 4)))


def longest_of_sagitta(sagitta_m: float, radius_m: float) -> float:
    """Length of the longest geodesic with that `sagitta`, metres.

    That is an eighth of the radius at most.
    """
    return float(np.sqrt(4 * sagitta_m**2 + 8 * sagitta_m * radius_m) - 2 * sagitta_m)


def interpolation_excess(size_m: Floats | float, radius_m: float) -> Floats:
    """How much linear interpolation on a triangle can exceed a distance of radius_m, at most.

    size^2 / (2 (radius - size)) with the triangle's circumradius, metres: the error for a Hessian
    of 1 / d, which is the most that a distance has; downwards it may bend as it likes.
    """
    size = np.asarray(size_m)
    return np.asarray(size**2 / (2 * np.maximum(radius_m - size, radius_m / 4)))


def bulge(length_m: Floats, radius_m: float) -> Floats:
    """How much further apart two geodesics can be between their ends than at them, at most.

    For geodesics of at most length_m, radius_m apart at both ends. Second variation of arc length:
    the second derivative of the gap D is at least -2 length^2 tan(D / 2 B) / B, with the greatest
    curvature, 1 / B^2; and tan(z) / z is at most 1.2 for gaps of up to 9,000 km.
    """
    return np.asarray(1.2 * radius_m * length_m**2 / (8 * B * B))


def chord_to_geodesic(chord_m: Floats) -> Floats:
    """Length in metres of the geodesic over a chord, within `geodesic_spread`."""
    return np.asarray(2 * _MEAN_RADIUS * np.arcsin(np.minimum(chord_m / (2 * _MEAN_RADIUS), 1.0)))


def geodesic_spread(length_m: Lengths) -> Lengths:
    """How much geodesics of about length_m over equal chords can differ, metres, at most.

    Chords of geodesics of length s lie between 2 sin(k s / 2) / k for the greatest normal
    curvature k, along the meridian at the equator, and the least, at the poles.
    """
    return length_m**3 / 24 * (MIN_CURVATURE_RADIUS**-2 - MAX_CURVATURE_RADIUS**-2)


def polar_stretch(radius_m: float) -> float:
    """Factor on z that makes chords of about radius_m sort as their geodesics do.

    A geodesic of azimuth alpha at latitude phi has k^2 = (1 + 2 e'^2 cos(phi)^2 cos(alpha)^2) / N^2
    to first order in e'^2, so s = c + c^3 k^2 / 24 exceeds that of an eastward one by a share
    e'^2 c^2 / (12 N^2) of (cos(phi) cos(alpha))^2, and cos(phi) cos(alpha) c is the chord's z.
    Stretching z by one plus that share adds just this to the chord, at every latitude.
    """
    return 1 + _SECOND_E2 * (radius_m / A) ** 2 / 12


def stretched_spread(radius_m: Lengths) -> Lengths:
    """How much geodesics of about radius_m over equal stretched chords can differ, at most.

    Derived in docs/geodesy.md and measured again by test_bounds.py: the next terms, of order
    e'^2 s^4 and e'^4 s^3, and a micrometre for rounding.
    """
    s = radius_m / A
    return 1e-6 + A * _SECOND_E2 * s**3 * (s / 18 + _SECOND_E2 / 5)


def off_radius_spread(radius_m: float, length_m: Lengths) -> Lengths:
    """How much more that is for geodesics of about length_m, with the stretch for radius_m.

    Derived in docs/geodesy.md: the stretch takes too much or too little away of what is of order
    e'^2 s^3, and what it leaves anyway is more for longer ones.
    """
    s, best = length_m / A, radius_m / A
    unstretched = 1.2 * A * _SECOND_E2 * abs(s**2 - best**2) * s * (1 + s / 2) / 12
    return unstretched + abs(stretched_spread(length_m) - stretched_spread(radius_m))
