r"""Areas on the ellipsoid of polygons whose edges are straight in longitude and latitude.

The area between the equator and latitude phi, per radian of longitude, is

    Q(phi) = a^2/2 * q(phi),
    q(phi) = (1 - e^2) (sin phi / (1 - e^2 sin^2 phi) + artanh(e sin phi) / e)

(Snyder, *Map Projections: A Working Manual*, USGS 1987, eq. 3-12). By Green's theorem a
counter-clockwise ring encloses the sum over its edges of -dlambda * mean of Q along the edge,
and along an edge that is straight in lon, lat the latitude is a linear function, so that mean is
a one-dimensional integral of a smooth function: Gauss-Legendre nodes give it to rounding, with
no densifying.

Error. n nodes over a latitude step H leave H^(2n) (n!)^4 / ((2n+1) ((2n)!)^3) * max |Q^(2n)|,
with |Q^(2n)| <= 1.1 a^2. Three nodes on edges of at most 2 degrees: 1e-15 of a^2; sixteen on
longer ones (180 degrees at most): 1e-16. What is left is rounding.
"""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import shapely
from shapely import Geometry

from rangemap.errors import GeometryError, told

from . import arguments
from .ellipsoid import E2, A, Floats
from .shapes import simple_parts

_E: Final = E2**0.5
_SHORT_DEG: Final = 2.0
_SHORT_NODES: Final = 3
_LONG_NODES: Final = 16
_RULES: Final = {n: np.polynomial.legendre.leggauss(n) for n in (_SHORT_NODES, _LONG_NODES)}
"""Nodes and weights by number of nodes."""


def area_m2(geometry: Geometry) -> float:
    """Area of a polygon or multipolygon on WGS 84, in square metres; lines and points have 0.

    Parameters
    ----------
    geometry
        Lon, lat in degrees (EPSG:4326), edges straight in those coordinates (RFC 7946), in either
        orientation, cut at +-180 degrees where it crosses.

    Returns
    -------
    float
        Exact to rounding: the formula is Snyder's (1987, eq. 3-12), integrated along each edge.
        0 for an empty geometry.

    Raises
    ------
    GeometryError
        For what is no geometry, not finite, not valid or outside the world, and where polygons of
        one collection overlap.

    Examples
    --------
    >>> import shapely
    >>> from rangemap import geodesy
    >>> round(geodesy.area_m2(shapely.box(34, 51, 35, 52)) / 1e6, 1)
    7725.7

    """
    if not isinstance(geometry, Geometry):
        raise GeometryError(f"expected a geometry, not {told(geometry)}")
    return float(areas_m2([geometry])[0])


def areas_m2(geometries: Iterable[Geometry] | Any) -> Floats:
    """Areas in square metres, (n,), of n geometries.

    Parameters
    ----------
    geometries
        A series, frame or sequence of n geometries, each as for `area_m2`. A series in another
        system is brought to EPSG:4326.

    Returns
    -------
    numpy.ndarray
        NaN for a geometry that is missing (None).

    Raises
    ------
    GeometryError
        As for `area_m2`.

    Examples
    --------
    >>> import shapely
    >>> from rangemap import geodesy
    >>> (geodesy.areas_m2([shapely.box(34, 51, 35, 52), None]) / 1e6).round(1)
    array([7725.7,    nan])

    """
    members = arguments.members(geometries)
    arguments.in_the_world(shapely.get_coordinates(members))
    arguments.apart(members)
    return np.where(shapely.is_missing(members), np.nan, valid_areas_m2(members))


def valid_areas_m2(members: Any) -> Floats:
    """Areas in square metres, (n,), of an array of n geometries known to be valid, and not checked.

    They are lon, lat in degrees; see `area_m2`.
    """
    parts, owner = simple_parts(members)
    rings, polygon = shapely.get_rings(parts, return_index=True)
    enclosed = np.abs(ring_integrals(rings))
    is_shell = np.diff(polygon, prepend=-1) > 0
    signed = np.where(is_shell, enclosed, -enclosed)
    return np.bincount(owner[polygon], signed, len(members)).astype(float)


def ring_integrals(rings: Any) -> Floats:
    """Signed areas in square metres, (n,), of n LinearRings; counter-clockwise is positive."""
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    if len(coordinates) == 0:
        return np.zeros(len(rings))
    lam, phi = np.radians(coordinates[:, 0]), np.radians(coordinates[:, 1])
    dlam = np.where(ring[1:] == ring[:-1], np.diff(lam), 0.0)
    strips = -dlam * _mean_strip(phi[:-1], phi[1:])
    return np.bincount(ring[:-1], strips, len(rings)).astype(float)


def strip_area(phi: Floats) -> Floats:
    """Q: square metres between the equator and latitude phi (radians), per radian of longitude."""
    sin = np.sin(phi)
    q = (1 - E2) * (sin / (1 - E2 * sin * sin) + np.arctanh(_E * sin) / _E)
    return np.asarray(A * A / 2 * q)


def _mean_strip(start: Floats, end: Floats) -> Floats:
    """Mean of Q along edges whose latitude runs evenly from start to end, radians."""
    is_short = np.abs(end - start) <= np.radians(_SHORT_DEG)
    mean = np.empty(len(start))
    for chosen, nodes in ((is_short, _SHORT_NODES), (~is_short, _LONG_NODES)):
        mean[chosen] = _gauss_mean(start[chosen], end[chosen], nodes)
    return mean


def _gauss_mean(start: Floats, end: Floats, nodes: int) -> Floats:
    at, weight = _RULES[nodes]
    middle, half = (start + end) / 2, (end - start) / 2
    mean = np.zeros(len(start))
    for x, w in zip(at, weight / 2, strict=True):
        mean += w * strip_area(middle + half * x)
    return mean
