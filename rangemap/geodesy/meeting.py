"""Where two geodesic circles meet: the kinks of a front."""

from typing import Final

import numpy as np

from .ellipsoid import Floats, inverse, meridian_radius, normal_radius

_ROUNDS: Final = 6
_DONE_M: Final = 1e-4
_LEAST_SINE: Final = 1e-6
_LONGEST_STEP_M: Final = 50_000.0


def meeting_points(first: Floats, second: Floats, guess: Floats, radius_m: float) -> Floats:
    """Points (n, 2) at radius_m from both first and second, (n, 2), near guess: lon, lat.

    Newton's method in local east and north: the gradient of a distance is the unit vector away
    from its foot. NaN where the two directions are parallel and nothing is to be found.
    """
    point = guess.copy()
    for _ in range(_ROUNDS):
        east, north = _step(first, second, point, radius_m)
        length = np.hypot(east, north)
        with np.errstate(invalid="ignore"):
            scale = np.minimum(1.0, _LONGEST_STEP_M / np.maximum(length, 1e-300))
        point = _moved(point, east * scale, north * scale)
        if not (length > _DONE_M).any():
            break
    return point


def _step(first: Floats, second: Floats, point: Floats, radius_m: float) -> tuple[Floats, Floats]:
    """East and north, metres, to the crossing of the two circles' tangents."""
    _, back1, length1 = inverse(first, point)
    _, back2, length2 = inverse(second, point)
    e1, n1 = -np.sin(np.radians(back1)), -np.cos(np.radians(back1))
    e2, n2 = -np.sin(np.radians(back2)), -np.cos(np.radians(back2))
    sine = e1 * n2 - n1 * e2
    sine[np.abs(sine) < _LEAST_SINE] = np.nan
    r1, r2 = radius_m - length1, radius_m - length2
    return (r1 * n2 - r2 * n1) / sine, (e1 * r2 - e2 * r1) / sine


def _moved(point: Floats, east: Floats, north: Floats) -> Floats:
    lat = point[:, 1]
    across = normal_radius(lat) * np.maximum(np.cos(np.radians(lat)), 1e-9)
    lon = point[:, 0] + np.degrees(east / across)
    lat = np.clip(lat + np.degrees(north / meridian_radius(lat)), -90.0, 90.0)
    return np.column_stack([(lon + 180.0) % 360.0 - 180.0, lat])
