import pytest
import shapely
from shapely import LineString, MultiPoint, Point, Polygon, box

from rangemap import geodesy

from .oracle import to_geometry_m

ZIGZAG = LineString([(30, 50), (31, 51), (32, 50), (35, 53.5), (36, 49)])
SQUARE = box(40, 50, 42, 52)


@pytest.mark.parametrize("point", [(33, 47), (30.2, 50.9), (28, 49), (44, 51), (-60, -10)])
@pytest.mark.parametrize("shape", [ZIGZAG, SQUARE, MultiPoint([(30, 40), (35, 45)])])
def test_nearest_from_a_point(shape, point):
    expected = to_geometry_m(shape, point)
    assert geodesy.nearest_m(Point(point), [shape])[0] == pytest.approx(expected, abs=0.01)
    assert geodesy.nearest_m(shape, [Point(point)])[0] == pytest.approx(expected, abs=0.01)
    foot = geodesy.nearest_point(shape, point)
    assert foot.distance_m == pytest.approx(expected, abs=0.01)
    assert to_geometry_m(shape, (foot.lon, foot.lat)) < 0.01


def test_nothing_between_things_that_meet():
    hole = Polygon(SQUARE.exterior, [box(40.5, 50.5, 41.5, 51.5).exterior])
    inside, in_the_hole = Point(40.2, 50.2), Point(41, 51)
    assert geodesy.nearest_m(inside, [hole, SQUARE]).tolist() == [0, 0]
    assert geodesy.nearest_m(in_the_hole, [hole])[0] > 30_000
    assert geodesy.nearest_point(SQUARE, inside).distance_m == 0
    assert geodesy.nearest_m(ZIGZAG, [shapely.buffer(Point(31, 51), 0.1)])[0] == 0


def test_across_180():
    assert geodesy.nearest_m(Point(179.9, 65), [Point(-179.9, 65)])[0] < 10_000
