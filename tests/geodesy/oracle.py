"""Slow answers that share no code with rangemap: pure-Python GeographicLib, point by point."""

import itertools
import math

import numpy as np
import shapely
from geographiclib.geodesic import Geodesic

WGS84 = Geodesic.WGS84


def length_m(start, end):
    """Geodesic length between two lon, lat points."""
    return WGS84.Inverse(start[1], start[0], end[1], end[0], Geodesic.DISTANCE)["s12"]


def to_edge_m(start, end, point, rounds=7):
    """Least distance to an edge straight in lon, lat: samples, finer and finer round the best."""
    low, high = 0.0, 1.0
    known = {}
    for _ in range(rounds + 1):
        shares = np.linspace(low, high, 9)
        for share in shares:
            if share not in known:
                known[share] = length_m(start + share * (end - start), point)
        lengths = [known[share] for share in shares]
        best = int(np.argmin(lengths))
        low, high = shares[max(best - 1, 0)], shares[min(best + 1, 8)]
    return min(lengths)


def edges(geometry):
    """(start, end) of every edge; a point is an edge of no length.

    Edges of more than 90 degrees are cut: both ends of one all round a pole are the same place.
    """
    for part in shapely.get_parts(shapely.get_parts(geometry)):
        rings = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
        for line in rings:
            c = shapely.get_coordinates(line)
            if len(c) == 1:
                yield c[0], c[0]
            for start, end in itertools.pairwise(c):
                cuts = 2 + int(abs(end[0] - start[0]) / 90)
                yield from itertools.pairwise(np.linspace(start, end, cuts))


def to_geometry_m(geometry, point):
    """Least distance from a lon, lat point to a geometry; 0 inside an area."""
    if shapely.intersects_xy(geometry, *point):
        return 0.0
    least = math.inf
    for a, b in edges(geometry):
        reach = 112_000 * (abs(b[1] - a[1]) + abs(b[0] - a[0]))
        if length_m(a, point) - reach < least:
            least = min(least, to_edge_m(a, b, point))
    return least


def by_circles(line, radius_m, bound_m):
    """Buffer of a line the slow way: the union of geodesic circles at dense points."""
    step = (4 * radius_m * bound_m) ** 0.5 / 112_000
    discs = [circle(c, radius_m) for c in shapely.get_coordinates(shapely.segmentize(line, step))]
    return shapely.union_all(discs)


def circle(center, radius_m, vertices=360):
    """A polygon with vertices on a geodesic circle, away from poles and +-180 degrees.

    Its western half is the mirrored eastern one, as the Earth's axis has it. vertices: even.
    """
    ends = [
        WGS84.Direct(
            center[1], center[0], azimuth, radius_m, Geodesic.LATITUDE | Geodesic.LONGITUDE
        )
        for azimuth in np.linspace(180, 0, vertices // 2 + 1)
    ]
    east = np.array([(end["lon2"], end["lat2"]) for end in ends])
    west = east[-2:0:-1] * (-1, 1) + (2 * center[0], 0)
    return shapely.Polygon(np.vstack([east, west]))


def boundary_points(area, parts=4, every=1):
    """Vertices and the points that cut each edge into equal parts, without the cuts at +-180."""
    out = []
    for polygon in shapely.get_parts(area):
        for ring in shapely.get_rings(polygon):
            c = shapely.get_coordinates(ring)
            a, b = c[:-1:every], c[1::every]
            cut = (np.abs(a[:, 0]) == 180) & (a[:, 0] == b[:, 0])
            cut |= (np.abs(a[:, 1]) == 90) & (a[:, 1] == b[:, 1])
            a, b = a[~cut], b[~cut]
            out += [a + (b - a) * k / parts for k in range(parts)]
    return np.vstack(out)
