"""Geodesic circles as polygons.

Every vertex lies on the geodesic circle; what is bounded is how far an edge, straight in
longitude and latitude, leaves the circle between two vertices. The circle leaves the geodesic of
its ends by at most k l^2 / 8, with l the length and k the geodesic curvature, 1 / (rho tan(R /
rho)) on a sphere of radius rho; the edge leaves it by at most `bounds.bend`. Edges for which the
sum breaks the tolerance are halved, which is what happens near the poles; elsewhere equal steps
of azimuth do.
"""

from typing import Any, Final

import numpy as np
import shapely

from . import arguments
from .assembly import Area, polygonal, region
from .bounds import bend, edge_lengths
from .ellipsoid import MAX_CURVATURE_RADIUS, MIN_CURVATURE_RADIUS, A, Floats, direct

_HALVED_FROM_LAT: Final = 75.0
"""Latitude past which edges are halved one by one rather than all made shorter."""
_LEAST_VERTICES: Final = 16
_MOST_HALVINGS: Final = 40


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
    count = _vertex_count(float(center[0, 1]), radius_m, tolerance_m)
    azimuths = np.linspace(360.0, 0.0, count, endpoint=False)  # descending: counter-clockwise
    vertices = _walk(center, azimuths, radius_m)
    for _ in range(_MOST_HALVINGS):
        wide = np.flatnonzero(_deviation(vertices, radius_m) > tolerance_m)
        if len(wide) == 0:
            break
        step = azimuths - np.append(azimuths[1:], azimuths[0] - 360.0)
        between = azimuths[wide] - step[wide] / 2
        azimuths = np.insert(azimuths, wide + 1, between)
        vertices = np.insert(vertices, wide + 1, _walk(center, between, radius_m), axis=0)
    return vertices


def annulus(center: Floats, outer_m: float, inner_m: float | None, tolerance_m: float) -> Area:
    """Disc, or ring between two circles, round center (1, 2)."""
    lon, lat = center[0]
    disc = region([circle(center, outer_m, tolerance_m)], (lon, lat))
    if inner_m is None:
        return disc
    hole = region([circle(center, inner_m, min(tolerance_m, inner_m / 8))], (lon, lat))
    return polygonal(shapely.difference(disc, hole))


def _walk(center: Floats, azimuths: Floats, radius_m: float) -> Floats:
    return direct(np.broadcast_to(center, (len(azimuths), 2)), azimuths, radius_m)


def _circle_curvature(radius_m: float) -> float:
    """Bound on the geodesic curvature of a circle of radius_m, per metre (a sphere's, +1 %)."""
    return float(1.01 / (MIN_CURVATURE_RADIUS * abs(np.tan(radius_m / MAX_CURVATURE_RADIUS))))


def _vertex_count(lat: float, radius_m: float, tolerance_m: float) -> int:
    """Vertices with which equal steps of azimuth keep to the tolerance, poles apart."""
    around_m = 2 * np.pi * MAX_CURVATURE_RADIUS * abs(np.sin(radius_m / MAX_CURVATURE_RADIUS))
    reach = np.degrees(radius_m / MIN_CURVATURE_RADIUS)
    highest = np.minimum(abs(lat) + reach, _HALVED_FROM_LAT)
    curvature = _circle_curvature(radius_m) + 1.17 * float(np.tan(np.radians(highest))) / A
    return max(_LEAST_VERTICES, int(np.ceil(around_m * np.sqrt(curvature / (8 * tolerance_m)))))


def _deviation(vertices: Floats, radius_m: float) -> Floats:
    """Bound in metres, (n,), on how far each edge leaves the circle; see the module."""
    following = np.roll(vertices, -1, axis=0)
    length = edge_lengths(vertices, following)
    apart = _circle_curvature(radius_m) * length**2 / 8 + bend(vertices, following)
    return np.asarray(np.minimum(apart, length))
