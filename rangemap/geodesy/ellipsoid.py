"""The WGS 84 ellipsoid: its numbers, earth-centred coordinates, and one geodesic solver.

Sources: NGA.STND.0036 (WGS 84: a and 1/f); Karney, "Algorithms for geodesics", J. Geodesy 87
(2013), which ``pyproj.Geod`` implements and which is exact to nanometres.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

A: Final = 6_378_137.0
"""Equatorial radius, metres."""
F: Final = 1 / 298.257223563
"""Flattening."""
B: Final = A * (1 - F)
"""Polar radius, metres."""
E2: Final = F * (2 - F)
"""First eccentricity squared."""
MIN_CURVATURE_RADIUS: Final = B * B / A
"""Smallest radius of normal curvature, metres: along the meridian at the equator."""
MAX_CURVATURE_RADIUS: Final = A * A / B
"""Largest radius of normal curvature, metres: at the poles."""
INJECTIVITY_RADIUS: Final = math.pi * B
"""Up to this length, in metres, every geodesic is the one shortest path between its ends.

Klingenberg: the injectivity radius is at least the lesser of pi / sqrt(K_max) and half the
shortest closed geodesic. The Gaussian curvature is largest at the equator, 1 / B**2; half a
meridian is 20,003.9 km; so pi * B = 19,970.3 km.
"""

_GEOD: Final = Geod(ellps="WGS84")


def meridian_radius(lat: ArrayLike) -> Floats:
    """Radius of curvature along the meridian, metres, at geodetic latitude in degrees."""
    w2 = 1 - E2 * np.sin(np.radians(lat)) ** 2
    return np.asarray(A * (1 - E2) / (w2 * np.sqrt(w2)))


def normal_radius(lat: ArrayLike) -> Floats:
    """Radius of curvature across the meridian, metres, at geodetic latitude in degrees."""
    return np.asarray(A / np.sqrt(1 - E2 * np.sin(np.radians(lat)) ** 2))


def earth_centred(lon: ArrayLike, lat: ArrayLike) -> Floats:
    """Earth-centred, earth-fixed x, y, z in metres, shape (n, 3), of lon, lat in degrees."""
    lam, phi = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    sin = np.sin(phi)
    normal = A / np.sqrt(1 - E2 * sin * sin)
    across = normal * np.cos(phi)
    xyz = np.empty((*np.shape(across), 3))
    xyz[..., 0] = across * np.cos(lam)
    xyz[..., 1] = across * np.sin(lam)
    xyz[..., 2] = normal * (1 - E2) * sin
    return xyz


def lon_lat(xyz: Floats) -> Floats:
    """Return the lon, lat in degrees, shape (n, 2), of points (n, 3) on or near the surface.

    Exact on the surface, where tan(lat) = z / (p (1 - e2)); a point at depth h below is moved by
    less than e2 * h.
    """
    across = np.hypot(xyz[:, 0], xyz[:, 1]) * (1 - E2)
    lam, phi = np.arctan2(xyz[:, 1], xyz[:, 0]), np.arctan2(xyz[:, 2], across)
    return np.column_stack([np.degrees(lam), np.degrees(phi)])


def direct(start: Floats, azimuth: Floats, length_m: ArrayLike) -> Floats:
    """Walk from each start (n, 2) along azimuth (degrees) for length_m; return lon, lat (n, 2)."""
    lengths = np.broadcast_to(np.asarray(length_m, float), azimuth.shape)
    lon, lat, _ = _GEOD.fwd(start[:, 0], start[:, 1], azimuth, lengths)
    return np.column_stack([lon, lat])


def inverse(start: Floats, end: Floats) -> tuple[Floats, Floats, Floats]:
    """Solve the shortest geodesics start -> end, both (n, 2) lon, lat.

    Returns azimuths in degrees, clockwise from north: of the geodesic at its start, and, at the
    end, back towards the start; and lengths in metres; each of shape (n,).
    """
    ahead, back, length = _GEOD.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
    return np.asarray(ahead), np.asarray(back), np.asarray(length)


def distance(start: Floats, end: Floats) -> Floats:
    """Geodesic lengths in metres, (n,), between start and end, both (n, 2) lon, lat."""
    return inverse(start, end)[2]


def row_dot(left: Floats, right: Floats) -> Floats:
    """Dot products of matching rows, (n,), of two (n, k) arrays."""
    return np.asarray(np.einsum("...i,...i->...", left, right))


def row_norm(rows: Floats) -> Floats:
    """Lengths of rows, (n,), of an (n, k) array; quicker than numpy's own where k is small."""
    return np.asarray(np.sqrt(row_dot(rows, rows)))
