import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, Point, Polygon, box

from rangemap import geodesy
from rangemap.errors import GeometryError
from rangemap.world import boundaries

from . import compiled
from .oracle import length_m, to_geometry_m

BOX = box(40, 50, 42, 52)


def test_of_a_point_the_farthest_corner():
    corners = shapely.get_coordinates(BOX)
    expected = max(length_m((30, 45), corner) for corner in corners)
    assert geodesy.farthest_m(Point(30, 45), [BOX])[0] == pytest.approx(expected, abs=0.01)


def test_an_edge_along_a_parallel_bulges_away_from_the_pole():
    """Seen from the north the farthest point of a parallel is its middle, not an end."""
    south = length_m((10, 70), (10, 40))
    ends = length_m((10, 70), (9, 40))
    found = geodesy.farthest_m(LineString([(9.9, 70), (10.1, 70)]), [box(9, 40, 11, 41)])[0]
    assert found == pytest.approx(max(south, ends), abs=200)
    samples = [
        to_geometry_m(LineString([(9.9, 70), (10.1, 70)]), (lon, 40))
        for lon in np.linspace(9, 11, 41)
    ]
    assert max(samples) - 0.01 <= found <= max(samples) + 1


def test_half_way_between_two_origins():
    """A ridge through the region: by symmetry its top lies where the ridge leaves it."""
    origins = MultiPoint([(-1, 0), (1, 0)])
    region = box(-0.5, -0.2, 0.5, 0.2)
    expected = length_m((1, 0), (0, 0.2))
    assert geodesy.farthest_m(origins, [region])[0] == pytest.approx(expected, abs=1)


def test_a_summit_inside_an_area_that_its_origins_surround():
    origins = LineString(shapely.get_coordinates(box(30, -1, 32, 1)))
    found = geodesy.farthest_m(origins, [box(30.5, -0.9, 31.5, 0.9)], 0.1)[0]
    grid = [(lon, lat) for lon in np.linspace(30.95, 31.05, 3) for lat in np.linspace(-0.1, 0.1, 5)]
    assert max(to_geometry_m(origins, at) for at in grid) - 0.01 <= found
    assert found <= length_m((31, 0), (30, 0)) + 30


def test_within_an_area_nothing_is_far():
    assert geodesy.farthest_m(box(39, 49, 43, 53), [BOX, Point(41, 51)]).tolist() == [0, 0]


def test_points_lines_and_mixtures():
    origin, near, far = Point(30, 50), Point(31, 50), Point(33, 50)
    line = LineString([(31, 50), (33, 50)])
    mixture = shapely.GeometryCollection([near, line, MultiPoint([(32, 50)])])
    expected = length_m((30, 50), (33, 50))
    found = geodesy.farthest_m(origin, [far, line, mixture, near])
    assert found[:3] == pytest.approx(expected, abs=0.01)
    assert found[3] == pytest.approx(length_m((30, 50), (31, 50)), abs=0.01)


@pytest.mark.skipif(bool(compiled.missing()), reason=compiled.missing())
@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_nothing_of_a_random_area_is_farther(seed):
    """Against dense samples by the compiled brute force; Lipschitz tells what they may miss."""
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(-150, 150), rng.uniform(-75, 75)
    scale = np.array([1 / np.cos(np.radians(lat)), 1.0])
    hull = shapely.convex_hull(MultiPoint([lon, lat] + rng.normal(size=(6, 2)) * scale))
    hole = shapely.transform(hull, lambda xy: xy.mean(axis=0) + (xy - xy.mean(axis=0)) * 0.4)
    area = Polygon(hull.exterior, [hole.exterior])
    kinds = (Point, lambda at: MultiPoint([at, at + scale, at - 2 * scale]))
    source = kinds[seed % 2](np.array([lon, lat]) + rng.normal(size=2) * scale)
    if seed % 3 == 0:
        source = LineString(np.array([lon, lat]) + rng.normal(size=(4, 2)) * scale)
    found = geodesy.farthest_m(source, [area])[0]
    west, south, east, north = area.bounds
    x, y = np.meshgrid(np.linspace(west, east, 60), np.linspace(south, north, 60))
    inside = shapely.intersects_xy(area, x.ravel(), y.ravel())
    points = np.column_stack([x.ravel(), y.ravel()])[inside]
    points = np.vstack([points, shapely.get_coordinates(shapely.segmentize(area, 0.02))])
    sampled = compiled.distances_m(source, points).max()
    assert sampled - 1.0 <= found <= sampled + 5000


@pytest.mark.skipif(bool(compiled.missing()), reason=compiled.missing())
def test_regions_from_the_border():
    border = boundaries.border("RU").line
    outlines = boundaries.regions().set_index("region").geometry[["RU-KRS", "RU-BEL", "RU-ROS"]]
    found = geodesy.farthest_m(border, outlines)
    for outline, farthest_m in zip(outlines, found, strict=True):
        vertices = compiled.distances_m(border, shapely.get_coordinates(outline))
        assert farthest_m == pytest.approx(vertices.max(), abs=1.0)


@pytest.mark.parametrize("tolerance_m", [0, -1, np.nan])
def test_a_tolerance_that_is_none(tolerance_m):
    with pytest.raises(GeometryError):
        geodesy.farthest_m(Point(0, 0), [BOX], tolerance_m)
