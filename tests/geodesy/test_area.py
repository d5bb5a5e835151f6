import math

import numpy as np
import pytest
import shapely
import shapely.ops
from geographiclib.geodesic import Geodesic
from shapely import LineString, MultiPolygon, Point, Polygon, box

from rangemap import geodesy
from rangemap.errors import GeometryError
from rangemap.geodesy.ellipsoid import E2, A, B


def geographiclib_area(polygon, step_deg):
    ring = shapely.get_coordinates(shapely.segmentize(polygon, step_deg))
    whole = Geodesic.WGS84.Polygon()
    for lon, lat in ring[:-1]:
        whole.AddPoint(lat, lon)
    return abs(whole.Compute()[2])


def test_the_whole_ellipsoid():
    e = math.sqrt(E2)
    closed_form = 2 * math.pi * (A * A + B * B * math.atanh(e) / e)
    assert geodesy.area_m2(box(-180, -90, 180, 90)) == pytest.approx(closed_form, rel=1e-14)


@pytest.mark.parametrize(
    "ring",
    [
        [(34, 51), (35, 51.2), (34.6, 52)],
        [(0, 0), (10, 20), (-5, 40)],
        [(20, -3), (25, 4), (19, 5)],
    ],
)
def test_edges_are_straight_in_lon_lat(ring):
    polygon = Polygon(ring)
    coarse, fine = (geographiclib_area(polygon, polygon.length / n) for n in (1500, 3000))
    assert geodesy.area_m2(polygon) == pytest.approx((4 * fine - coarse) / 3, rel=1e-9, abs=1e-5)


def test_holes_parts_orientation_and_other_geometry():
    shell, hole = box(30, 50, 40, 55), box(32, 51, 33, 52)
    holed = Polygon(shell.exterior, [hole.exterior])
    other = box(50, 50, 51, 51)
    areas = geodesy.areas_m2([shell, hole, holed, MultiPolygon([holed, other]), Point(1, 1), other])
    assert areas[2] == pytest.approx(areas[0] - areas[1], rel=1e-14)
    assert areas[3] == pytest.approx(areas[2] + areas[5], rel=1e-14)
    assert areas[4] == 0
    assert geodesy.area_m2(shapely.reverse(holed)) == pytest.approx(areas[2], rel=1e-14)
    nested = shapely.GeometryCollection([MultiPolygon([holed, other]), Point(0, 0)])
    assert geodesy.area_m2(nested) == pytest.approx(areas[3], rel=1e-14)


def test_no_geometry_no_area():
    assert geodesy.areas_m2([]).tolist() == []
    assert geodesy.area_m2(Polygon()) == 0


def test_what_is_missing_has_no_area_and_no_length_rather_than_none():
    column = [box(30, 50, 31, 51), None, Polygon()]
    for measure in (geodesy.areas_m2, geodesy.lengths_m):
        first, missing, empty = measure(column)
        assert first > 0
        assert np.isnan(missing)
        assert empty == 0
    with pytest.raises(GeometryError, match="expected a geometry, not None"):
        geodesy.area_m2(None)


def test_an_area_outside_the_world():
    with pytest.raises(GeometryError, match="latitude 91 is outside"):
        geodesy.area_m2(box(0, 0, 1, 91))


def test_a_cut_changes_nothing():
    whole = box(30, 40, 60, 70)
    pieces = [shapely.intersection(whole, box(30 + 3 * k, 0, 33 + 3 * k, 90)) for k in range(10)]
    assert np.sum(geodesy.areas_m2(pieces)) == pytest.approx(geodesy.area_m2(whole), rel=1e-13)


def test_a_square_of_a_hundred_metres():
    """Small areas keep their digits: against the plane, M N cos(lat) dlat dlon."""
    lat, step = 51.0, 0.001
    w = math.sqrt(1 - E2 * math.sin(math.radians(lat)) ** 2)
    metric = A * (1 - E2) / w**3 * A / w * math.cos(math.radians(lat))
    small = box(34 - step / 2, lat - step / 2, 34 + step / 2, lat + step / 2)
    assert geodesy.area_m2(small) == pytest.approx(metric * math.radians(step) ** 2, rel=1e-9)


OVERLAPPING = [box(0, 0, 2, 2), box(1, 1, 3, 3)]


@pytest.mark.parametrize(
    "parts",
    [
        OVERLAPPING,
        [OVERLAPPING[0], Point(1, 1), OVERLAPPING[0]],
        [box(0, 0, 9, 9), MultiPolygon([box(1, 1, 2, 2), box(3, 3, 4, 4)])],
        [shapely.GeometryCollection(OVERLAPPING[:1]), OVERLAPPING[1]],
    ],
)
def test_ground_that_a_collection_has_twice_is_not_counted_twice(parts):
    collection = shapely.GeometryCollection(parts)
    with pytest.raises(GeometryError, match=r"overlap.*shapely\.union_all\(collection\.geoms\)"):
        geodesy.areas_m2([OVERLAPPING[0], None, collection])
    assert geodesy.area_m2(shapely.union_all(collection.geoms)) > 0


def test_what_touches_or_overlaps_by_a_rounding_counts():
    whole, border = box(10, 40, 20, 50), LineString([(13.1, 30), (17.3, 60)])
    pieces = shapely.ops.split(whole, border)
    assert geodesy.area_m2(pieces) == pytest.approx(geodesy.area_m2(whole), rel=1e-12)
    frame = whole.difference(whole.buffer(-1))
    both = shapely.GeometryCollection([frame, whole.buffer(-1)])
    assert geodesy.area_m2(both) == pytest.approx(geodesy.area_m2(whole), rel=1e-12)


def test_parts_that_overlap_are_refused_with_what_keeps_their_ground():
    """shapely.make_valid would cut a hole where two parts lie."""
    overlapping = MultiPolygon(OVERLAPPING)
    with pytest.raises(GeometryError, match=r"unite them with shapely\.union_all\(shape\.geoms\)"):
        geodesy.area_m2(overlapping)
    assert shapely.union_all(overlapping.geoms).area == 7
    with pytest.raises(GeometryError, match=r"mend it with shapely\.make_valid"):
        geodesy.area_m2(Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))
