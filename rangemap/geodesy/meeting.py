"""Where two geodesic circles meet: the kinks of a front."""

from typing import Final

import numpy as np

from .ellipsoid import A, Floats, direct, inverse, meridian_radius, normal_radius

_ROUNDS: Final = 6
_DONE_M: Final = 1e-6
_MIN_SINE: Final = 1e-6
_MAX_STEP_M: Final = 50_000.0


def meeting_points(first: Floats, second: Floats, guess: Floats, radius_m: float) -> Floats:
    """Where a front leaves the circle round first for that round second: lon, lat (n, 2).

    Two circles meet twice. A front has what it surrounds on its left, so it turns to the right
    there: of the two the one is meant where second lies to the right of first, seen from it.
    Where circles do not meet, any place off guess (n, 2), or NaN.

    Newton's method in local east and north: the gradient of a distance is the unit vector away
    from its foot. A circle leaves its tangent by x^2 / 2 radius on a way of x, which is what a
    step leaves to the next.
    """
    point = _on_a_sphere(first, second, radius_m)
    point = np.where(np.isnan(point), guess, point)
    for _ in range(_ROUNDS):
        east, north, sine = _step(first, second, point, radius_m)
        length = np.hypot(east, north)
        with np.errstate(invalid="ignore"):
            scale = np.minimum(1.0, _MAX_STEP_M / np.maximum(length, 1e-300))
        point = _moved(point, east * scale, north * scale)
        if not (length**2 > _DONE_M * radius_m * np.abs(sine)).any():
            break
    return point


def _on_a_sphere(first: Floats, second: Floats, radius_m: float) -> Floats:
    """Where they would meet on a sphere, (n, 2): off the middle of the feet, to the right.

    There cos(radius) = cos(half the way between the feet) cos(way from their middle). Even where
    circles all but touch that is near the right one of their two meetings.
    """
    ahead, _, apart_m = inverse(first, second)
    middle = direct(first, ahead, apart_m / 2)
    towards, _, _ = inverse(middle, second)
    half, whole = apart_m / 2 / A, radius_m / A
    with np.errstate(invalid="ignore", divide="ignore"):
        square = np.sin((whole + half) / 2) * np.sin((whole - half) / 2) / np.cos(half)
        off_m = 2 * A * np.arcsin(np.sqrt(square))
    return direct(middle, towards + 90.0, off_m)


def _step(
    first: Floats, second: Floats, point: Floats, radius_m: float
) -> tuple[Floats, Floats, Floats]:
    """East and north, metres, to the crossing of the two circles' tangents; sine of their angle."""
    _, back, metres = inverse(np.vstack([first, second]), np.vstack([point, point]))
    to_feet = np.radians(back).reshape(2, -1)
    (e1, e2), (n1, n2) = -np.sin(to_feet), -np.cos(to_feet)
    sine = e1 * n2 - n1 * e2
    sine[np.abs(sine) < _MIN_SINE] = np.nan
    r1, r2 = radius_m - metres.reshape(2, -1)
    return (r1 * n2 - r2 * n1) / sine, (e1 * r2 - e2 * r1) / sine, sine


def _moved(point: Floats, east: Floats, north: Floats) -> Floats:
    lat = point[:, 1]
    across = normal_radius(lat) * np.maximum(np.cos(np.radians(lat)), 1e-9)
    lon = point[:, 0] + np.degrees(east / across)
    lat = np.clip(lat + np.degrees(north / meridian_radius(lat)), -90.0, 90.0)
    return np.column_stack([(lon + 180.0) % 360.0 - 180.0, lat])
