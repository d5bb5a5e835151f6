"""Where two geodesic circles meet: the kinks of a front."""

from typing import Final

import numpy as np

from .ellipsoid import (
    Floats,
    earth_centred,
    inverse,
    lon_lat,
    meridian_radius,
    normal_radius,
    row_dot,
)

_ROUNDS: Final = 6
_DONE_M: Final = 1e-6
_LEAST_SINE: Final = 1e-6
_LONGEST_STEP_M: Final = 50_000.0


def meeting_points(first: Floats, second: Floats, guess: Floats, radius_m: float) -> Floats:
    """Where a front leaves the circle round first for that round second: lon, lat (n, 2).

    Two circles meet twice. A front has what it surrounds on its left, so it turns to the right
    there: of the two the one is meant where second lies to the right of first, seen from it. guess
    (n, 2) is any point near either. NaN where nothing is to be found.
    """
    point = _near(first, second, guess, radius_m)
    other = np.flatnonzero(_sine(first, second, point) > 0)
    if len(other):
        mirrored = _mirrored(point[other], first[other], second[other])
        point[other] = _near(first[other], second[other], mirrored, radius_m)
    return point


def _mirrored(point: Floats, first: Floats, second: Floats) -> Floats:
    """Points (n, 2) on the other side of the great circles through first and second, (n, 2)."""
    xyz = earth_centred(*point.T)
    normal = np.cross(earth_centred(*first.T), earth_centred(*second.T))
    away = row_dot(xyz, normal) / row_dot(normal, normal)
    return lon_lat(xyz - 2 * away[:, None] * normal)


def _sine(first: Floats, second: Floats, point: Floats) -> Floats:
    """Sine of the turn from the direction away from first to that away from second, at point."""
    (first_back, second_back), _ = _backwards(first, second, point)
    return np.asarray(np.sin(first_back - second_back))


def _backwards(first: Floats, second: Floats, point: Floats) -> tuple[Floats, Floats]:
    """Azimuths, radians, at point back to first and second, and metres to them: both (2, n)."""
    _, back, metres = inverse(np.vstack([first, second]), np.vstack([point, point]))
    return np.radians(back).reshape(2, -1), metres.reshape(2, -1)


def _near(first: Floats, second: Floats, guess: Floats, radius_m: float) -> Floats:
    """Points (n, 2) at radius_m from both first and second, (n, 2), near guess.

    Newton's method in local east and north: the gradient of a distance is the unit vector away
    from its foot. A circle leaves its tangent by x^2 / 2 radius on a way of x, which is what a
    step leaves to the next. NaN where the two directions are parallel.
    """
    point = guess.copy()
    for _ in range(_ROUNDS):
        east, north, sine = _step(first, second, point, radius_m)
        length = np.hypot(east, north)
        with np.errstate(invalid="ignore"):
            scale = np.minimum(1.0, _LONGEST_STEP_M / np.maximum(length, 1e-300))
        point = _moved(point, east * scale, north * scale)
        if not (length**2 > _DONE_M * radius_m * np.abs(sine)).any():
            break
    return point


def _step(
    first: Floats, second: Floats, point: Floats, radius_m: float
) -> tuple[Floats, Floats, Floats]:
    """East and north, metres, to the crossing of the two circles' tangents; sine of their angle."""
    back, metres = _backwards(first, second, point)
    (e1, e2), (n1, n2) = -np.sin(back), -np.cos(back)
    sine = e1 * n2 - n1 * e2
    sine[np.abs(sine) < _LEAST_SINE] = np.nan
    r1, r2 = radius_m - metres
    return (r1 * n2 - r2 * n1) / sine, (e1 * r2 - e2 * r1) / sine, sine


def _moved(point: Floats, east: Floats, north: Floats) -> Floats:
    lat = point[:, 1]
    across = normal_radius(lat) * np.maximum(np.cos(np.radians(lat)), 1e-9)
    lon = point[:, 0] + np.degrees(east / across)
    lat = np.clip(lat + np.degrees(north / meridian_radius(lat)), -90.0, 90.0)
    return np.column_stack([(lon + 180.0) % 360.0 - 180.0, lat])
