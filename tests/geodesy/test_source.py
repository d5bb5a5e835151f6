import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from rangemap.geodesy.bounds import geodesic_spread
from rangemap.geodesy.ellipsoid import earth_centred
from rangemap.geodesy.shapes import outlines, simple_parts
from rangemap.geodesy.source import Source, is_same_edge

from .oracle import to_geometry_m

ZIGZAG = LineString([(30, 50), (31, 51), (32, 50), (35, 53.5), (36, 49)])


def test_nodes_are_spaced_and_on_the_edges():
    source = Source(ZIGZAG, 10_000, 1.0)
    step = np.linalg.norm(source.xyz[source.after] - source.xyz, axis=1)
    assert step.max() <= 10_000
    assert shapely.distance(ZIGZAG, shapely.points(source.lon_lat)).max() < 1e-12


def test_pieces_are_short_where_edges_bend():
    source = Source(LineString([(0, 89.99), (90, 89.99)]), np.inf, 0.01)
    assert len(source.lon_lat) > 100


def test_closed_lines_are_joined():
    source = Source(box(30, 50, 31, 51), np.inf, 1e9)
    assert source.after[-1] == 1
    assert source.before[0] == 3


@settings(deadline=None, max_examples=40)
@given(lon=st.floats(20, 46), lat=st.floats(40, 60))
def test_feet_are_nearest(lon, lat):
    feet = Source(ZIGZAG, 2_000, 0.1, 300_000).feet(np.array([[lon, lat]]))
    expected = to_geometry_m(ZIGZAG, (lon, lat))
    slack = 2_000**2 / (8 * max(expected, 1_000)) + 0.2
    assert expected - 1e-3 <= feet.distance_m[0] <= expected + slack


def test_trying_every_node_within_reach_is_exact():
    points = np.array([[25.0, 20.0], [60.0, 75.0], [33.0, 5.0]])
    feet = Source(ZIGZAG, 2_000, 0.1, 5e6).feet(points, within_m=5_000)
    for point, metres in zip(points, feet.distance_m, strict=True):
        assert abs(metres - to_geometry_m(ZIGZAG, point)) < 0.2


@settings(deadline=None, max_examples=40)
@given(lon=st.floats(20, 46), lat=st.floats(40, 60))
def test_thinned_nodes_are_too_far_by_no_more_than_their_spacing_makes_them(lon, lat):
    dense = Source(ZIGZAG, 300, 0.1, 300_000)
    thin = dense.thinned(10)
    assert len(thin.lon_lat) < 0.11 * len(dense.lon_lat)
    expected = to_geometry_m(ZIGZAG, (lon, lat))
    rough = thin.rough_distance(earth_centred(np.array([lon]), np.array([lat])))[0]
    slack = min(3_000**2 / (8 * max(expected, 1)), 1_500) + geodesic_spread(max(expected, 1)) + 10
    assert expected - geodesic_spread(max(expected, 1)) <= rough <= expected + slack


def test_lines_of_short_edges_are_not_thinned():
    crowded = Source(shapely.segmentize(ZIGZAG, 0.001), 300, 0.1)
    assert crowded.thinned(10) is crowded


def test_places_tell_edges_apart():
    source = Source(GeometryCollection([ZIGZAG, LineString([(40, 40), (41, 41)])]), np.inf, 1e9)
    places = source.place
    assert is_same_edge(places[0], places[1])
    assert is_same_edge(places[0] + 0.2, places[0] + 0.9)
    assert not is_same_edge(places[0] + 0.2, places[1] + 0.1)
    assert not is_same_edge(places[4], places[5])  # the end of one line, the start of the next


def test_parts_at_any_depth():
    holed = Polygon(box(0, 0, 9, 9).exterior, [box(1, 1, 2, 2).exterior])
    nested = GeometryCollection(
        [Point(1, 1), GeometryCollection([MultiPolygon([holed]), MultiPoint([(3, 3), (4, 4)])])]
    )
    parts, owner = simple_parts([ZIGZAG, nested, Point()])
    assert owner.tolist() == [0, 1, 1, 1, 1]
    lines, part = outlines(parts)
    assert [line.geom_type for line in lines].count("LinearRing") == 2
    assert part.tolist().count(2) == 2
