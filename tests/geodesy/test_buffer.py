import numpy as np
import pytest
import shapely
from shapely import LineString, Point, box

from rangemap import geodesy
from rangemap.errors import GeometryError

from .oracle import boundary_points, to_geometry_m

LINE = LineString([(33.8, 52.3), (35.2, 51.0), (36.5, 50.3), (38.0, 49.9), (40.1, 49.6)])


def worst_m(area, source, radius_m, every):
    points = boundary_points(area, parts=2)
    rng = np.random.default_rng(7)
    points = points[rng.permutation(len(points))[: len(points) // every + 1]]
    return max(abs(to_geometry_m(source, p) - radius_m) for p in points)


@pytest.mark.parametrize("source", [LINE, box(30, 48, 33, 50)])
def test_boundary_lies_at_the_radius(source):
    made = geodesy.buffers(source, [80_467.2], tolerance_m=1.0)[0]
    assert made.geometry.is_valid
    assert worst_m(made.geometry, source, 80_467.2, every=40) <= made.bound_m
    assert shapely.covers(made.geometry, source)


def test_minimum_radius_of_a_line_shorter_than_it():
    short = LineString([(34, 51), (34.1, 51.05)])
    reach = geodesy.buffer(short, 80_000, min_radius_m=30_000)
    assert not reach.contains(Point(34.05, 51.02))
    assert reach.contains(Point(34.6, 51.2))


@pytest.mark.parametrize(
    ("geometry", "words"), [(LineString(), "empty"), ("x", "expected"), ([], "empty")]
)
def test_errors(geometry, words):
    with pytest.raises(GeometryError, match=words):
        geodesy.buffer(geometry, 1000)


def test_a_radius_past_what_is_supported():
    with pytest.raises(GeometryError, match="5,000 km"):
        geodesy.buffer(LINE, 5_100_000)
