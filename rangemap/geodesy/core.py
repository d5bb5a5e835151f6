"""The core of a source: where even its farthest point is nearer than a minimum radius.

It is the intersection of the discs round all points of the source. Discs are convex (below
10,000 km), so those round the corners of the convex hull suffice.
"""

from typing import Final

import numpy as np
import shapely
from shapely import Geometry, Polygon
from shapely.geometry.base import BaseGeometry

from .assembly import region
from .circle import circle
from .ellipsoid import Floats, distance, earth_centred
from .mesh import unit
from .source import Source

_BEND_SHARE: Final = 0.1
_MIN_COSINE: Final = 0.5


def core(part: Geometry, min_radius_m: float, tolerance_m: float) -> BaseGeometry:
    """Points that are nearer than min_radius_m to every point of part, a point, line or polygon.

    The boundary is within tolerance_m: nine tenths for the discs' edges, one for the bend of the
    part's own edges between the nodes that are looked at. Empty if no point is.
    """
    source = Source(part, np.inf, _BEND_SHARE * tolerance_m)
    nodes = np.unique(source.lon_lat, axis=0)
    if _is_wider(nodes, 2 * min_radius_m):
        return Polygon()
    allowed_m = (1 - _BEND_SHARE) * tolerance_m
    discs = [
        region([circle(node[None], min_radius_m, allowed_m)], (node[0], node[1]))
        for node in _hull(nodes)
    ]
    return shapely.intersection_all(np.array(discs, object))


def _is_wider(nodes: Floats, width_m: float) -> bool:
    """Whether two of nodes are known to be more than width_m apart: a look from two of them."""
    first = distance(np.broadcast_to(nodes[0], nodes.shape), nodes)
    farthest = nodes[first.argmax()]
    return bool(distance(np.broadcast_to(farthest, nodes.shape), nodes).max() > width_m)


def _hull(nodes: Floats) -> Floats:
    """Corners of the convex hull of nodes, by the gnomonic plane, where geodesics are straight.

    All nodes where they spread too far for that plane.
    """
    directions = unit(earth_centred(nodes[:, 0], nodes[:, 1]))
    middle = unit(directions.mean(axis=0)[None])[0]
    cosine = directions @ middle
    if cosine.min() < _MIN_COSINE:
        return nodes
    across = np.linalg.svd(middle[None])[2][1:]
    plane = directions @ across.T / cosine[:, None]
    hull = shapely.get_coordinates(shapely.convex_hull(shapely.multipoints(plane)))
    is_corner = (plane[:, None, :] == np.unique(hull, axis=0)[None]).all(axis=2).any(axis=1)
    return np.asarray(nodes[is_corner])
