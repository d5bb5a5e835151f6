"""Lengths on WGS 84 of lines whose edges are straight in longitude and latitude.

Along such an edge ds = sqrt((M dphi)^2 + (N cos(phi) dlambda)^2), with M and N the radii of
curvature along and across the meridian. It is integrated by Gauss and Legendre's rule with 16
nodes, over pieces of at most 2 degrees.
"""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import shapely
from shapely import Geometry

from . import arguments
from .ellipsoid import Floats, meridian_radius, normal_radius
from .shapes import simple_parts

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_PIECE_DEG: Final = 2.0
_AREA: Final = 2


def lengths_m(geometries: Iterable[Geometry] | Any) -> Floats:
    """Lengths in metres, (n,), of n lines; of a polygon all its rings, of a point 0.

    Parameters
    ----------
    geometries
        A series, frame or sequence of n geometries: lon, lat in degrees (EPSG:4326), edges straight
        in those coordinates (RFC 7946). A series in another system is brought there.

    Returns
    -------
    numpy.ndarray
        Right to a millimetre in a thousand kilometres; NaN for a geometry that is missing (None).

    Raises
    ------
    GeometryError
        For what is no geometry, not finite or outside the world.

    Examples
    --------
    >>> import shapely
    >>> from rangemap import geodesy
    >>> float(geodesy.lengths_m([shapely.LineString([(30, 0), (31, 0)])])[0].round(3))
    111319.491

    """
    members = arguments.members(geometries)
    arguments.in_the_world(shapely.get_coordinates(members))
    parts, owner = simple_parts(members)
    is_area = shapely.get_dimensions(parts) == _AREA
    rings, which = shapely.get_rings(parts[is_area], return_index=True)
    is_line = shapely.get_dimensions(parts) == 1
    lines = np.append(parts[is_line], rings)
    owner = np.append(owner[is_line], owner[is_area][which])
    xy, line = shapely.get_coordinates(lines, return_index=True)
    is_edge = line[1:] == line[:-1]
    edges_m = _edges_m(xy[:-1][is_edge], xy[1:][is_edge])
    lengths_m = np.bincount(owner[line[1:][is_edge]], edges_m, len(members))
    return np.where(shapely.is_missing(members), np.nan, lengths_m)


def _edges_m(start: Floats, end: Floats) -> Floats:
    """Lengths (n,) of edges between lon, lat (n, 2)."""
    step = end - start
    count = np.maximum(np.ceil(np.abs(step).max(axis=1, initial=0.0) / _PIECE_DEG), 1).astype(int)
    owner = np.repeat(np.arange(len(start)), count)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    part = 1 / count[owner]
    at = (number[:, None] + (1 + _NODES) / 2) * part[:, None]
    lat = start[owner, 1, None] + at * step[owner, 1, None]
    along = meridian_radius(lat) * np.radians(step[owner, 1, None])
    across = normal_radius(lat) * np.cos(np.radians(lat)) * np.radians(step[owner, 0, None])
    pieces = np.hypot(along, across) @ _WEIGHTS / 2 * part
    return np.bincount(owner, pieces, len(start)).astype(float)
