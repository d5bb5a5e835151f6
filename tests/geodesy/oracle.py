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


def to_edge_m(start, end, point):
    """Least distance to an edge straight in lon, lat: samples, then a golden-section search."""

    def at(t):
        return length_m(
            (start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])), point
        )

    samples = np.linspace(0, 1, 9)
    best = int(np.argmin([at(t) for t in samples]))
    low, high = samples[max(best - 1, 0)], samples[min(best + 1, 8)]
    ratio = (math.sqrt(5) - 1) / 2
    for _ in range(45):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if at(left) < at(right):
            high = right
        else:
            low = left
    return min(at(t) for t in (0.0, (low + high) / 2, 1.0))


def edges(geometry):
    """(start, end) of every edge; a point is an edge of no length."""
    for part in shapely.get_parts(shapely.get_parts(geometry)):
        rings = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
        for line in rings:
            c = shapely.get_coordinates(line)
            if len(c) == 1:
                yield c[0], c[0]
            yield from itertools.pairwise(c)


def to_geometry_m(geometry, point):
    """Least distance from a lon, lat point to a geometry; 0 inside an area."""
    if shapely.intersects_xy(geometry, *point):
        return 0.0
    return min(to_edge_m(a, b, point) for a, b in edges(geometry))


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
