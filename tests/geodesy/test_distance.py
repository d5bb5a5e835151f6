import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, MultiPoint, Point, Polygon, box

from rangemap import geodesy
from rangemap.errors import GeometryError, InternalError
from rangemap.geodesy import distance
from rangemap.geodesy.bounds import chord_to_geodesic, geodesic_spread
from rangemap.geodesy.ellipsoid import direct, earth_centred
from rangemap.geodesy.targets import drift
from rangemap.world import boundaries

from . import oracle
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
    assert shapely.distance(shape, Point(foot.lon, foot.lat)) < 1e-9


@pytest.mark.parametrize(("lat", "width", "off"), [(89.9, 60, 0.01), (89.5, 10, -0.05), (80, 9, 1)])
def test_beside_a_pole_an_edge_bends_as_it_runs_on_the_map(lat, width, off):
    """An edge of a degree leaves its geodesic by metres there: dense points along the parallel."""
    point = Point(30 + 0.37 * width, lat + off)
    along = np.linspace(30, 30 + width, 200_001)
    from_point = (np.full_like(along, value) for value in (point.x, point.y))
    expected = Geod(ellps="WGS84").inv(*from_point, along, np.full_like(along, lat))[2].min()
    edge = LineString([(30, lat), (30 + width, lat)])
    assert geodesy.nearest_m(edge, [point])[0] == pytest.approx(expected, abs=0.006)
    assert geodesy.nearest_point(edge, point).distance_m == pytest.approx(expected, abs=0.006)


def test_nothing_between_things_that_meet():
    hole = Polygon(SQUARE.exterior, [box(40.5, 50.5, 41.5, 51.5).exterior])
    inside, in_the_hole = Point(40.2, 50.2), Point(41, 51)
    assert geodesy.nearest_m(inside, [hole, SQUARE]).tolist() == [0, 0]
    assert geodesy.nearest_m(in_the_hole, [hole])[0] > 30_000
    assert geodesy.nearest_point(SQUARE, inside).distance_m == 0
    assert geodesy.nearest_m(ZIGZAG, [shapely.buffer(Point(31, 51), 0.1)])[0] == 0


def test_across_180():
    assert geodesy.nearest_m(Point(179.9, 65), [Point(-179.9, 65)])[0] < 10_000


def test_many_targets_at_once():
    targets = [
        SQUARE,
        ZIGZAG,
        Point(34, 48),
        MultiPoint([(20, 40), (29.9, 50)]),
        box(60, 60, 61, 61),
    ]
    origin = LineString([(28, 47), (29, 48.5), (31, 48)])
    found = geodesy.nearest_m(origin, targets)
    backwards = [geodesy.nearest_m(target, [origin])[0] for target in targets]
    assert found == pytest.approx(backwards, abs=0.01)
    assert len(geodesy.nearest_m(origin, [])) == 0


@pytest.mark.parametrize("far", [(34.7, 51.0), (100.0, 60.0), (-60.0, 40.0)])
def test_long_edges_are_searched_along(far):
    """The nearest point lies in the middle of an edge, hundreds of kilometres from its ends."""
    edge = LineString([(30, 40), (50, 45)])
    assert geodesy.nearest_m(Point(far), [edge])[0] == pytest.approx(
        to_geometry_m(edge, far), abs=0.02, rel=1e-6
    )


@pytest.mark.parametrize(
    "targets", [[Point()], ["Kursk"], [Point(0, 100)], [None], SQUARE, 5, None]
)
def test_targets_that_are_none(targets):
    with pytest.raises(GeometryError):
        geodesy.nearest_m(SQUARE, targets)


def test_targets_made_ready_once_give_the_same_distances():
    rng = np.random.default_rng(4)
    targets = [shapely.box(x, y, x + 1, y + 0.5) for x, y in rng.uniform(30, 50, (20, 2))]
    targets += list(shapely.points(rng.uniform(30, 50, (20, 2))))
    ready = geodesy.Targets(targets)
    for source in (Point(40.2, 40.1), LineString([(31, 31), (49, 35)]), Point(-150, -30)):
        np.testing.assert_array_equal(
            geodesy.nearest_m(source, ready), geodesy.nearest_m(source, targets)
        )


@pytest.mark.parametrize("far_m", [50_000, 900_000, 6_000_000])
def test_a_line_that_keeps_its_distance(far_m):
    """Nearly every part of it may be the nearest: an arc round the point, but for some metres."""
    azimuths = np.linspace(20, 110, 25)
    off = np.random.default_rng(4).uniform(0, 5, len(azimuths))
    vertices = direct(np.tile([[30.0, 50.0]], (25, 1)), azimuths, far_m + off)
    arc = LineString(vertices)
    expected = to_geometry_m(arc, (30, 50))
    found = geodesy.nearest_m(Point(30, 50), [arc, SQUARE])[0]
    assert found == pytest.approx(expected, abs=max(0.01, 1e-6 * far_m))


def test_an_outline_that_follows_a_line():
    """Every part of it is nearly as near as the nearest: it is looked for among very many."""
    around = geodesy.buffer(ZIGZAG, 5000, tolerance_m=0.5).exterior
    (out,), (back,) = geodesy.nearest_m(ZIGZAG, [around]), geodesy.nearest_m(around, [ZIGZAG])
    assert out == pytest.approx(back, abs=0.01)
    corners_m = [to_geometry_m(ZIGZAG, each) for each in list(around.coords)[::20]]
    assert 4999.5 <= out <= min(corners_m) + 0.01


@pytest.mark.parametrize("length_m", [1e5, 1e6, 3e6, 5e6, 8e6, 12e6, 14.9e6])
def test_the_drift_bounds_how_geodesics_leave_their_chords(length_m):
    """Measured again: the slope of geodesic less arc over the chord, at every latitude, azimuth."""
    geod = Geod(ellps="WGS84")
    lat, azimuth = (
        g.ravel() for g in np.meshgrid(np.linspace(-90, 90, 37), np.linspace(0, 180, 37))
    )
    lon, end, _ = geod.fwd(0 * lat, lat, azimuth, 0 * lat + length_m)
    start = earth_centred(0 * lat, lat)

    def excess(ahead, step_m):
        at = geod.fwd(lon, end, 0 * lat + ahead, 0 * lat + step_m)[:2]
        chord = np.linalg.norm(earth_centred(*at) - start, axis=1)
        return geod.inv(0 * lat, lat, *at)[2] - chord_to_geodesic(chord)

    slope = np.hypot(*((excess(a, 50.0) - excess(a, -50.0)) / 100 for a in (0, 90)))
    away_from_poles = np.abs(end) < 89.9
    assert slope[away_from_poles].max() <= drift(np.array([length_m]))[0]


@pytest.mark.parametrize("length_m", [1e5, 1e6, 5e6, 1e7, 1.9e7])
def test_the_spread_bounds_chords_under_equal_geodesics(length_m):
    geod = Geod(ellps="WGS84")
    lat, azimuth = (
        g.ravel() for g in np.meshgrid(np.linspace(-90, 90, 37), np.linspace(0, 180, 37))
    )
    lon, end, _ = geod.fwd(0 * lat, lat, azimuth, 0 * lat + length_m)
    chord = np.linalg.norm(earth_centred(lon, end) - earth_centred(0 * lat, lat), axis=1)
    assert np.ptp(chord) <= geodesic_spread(length_m)


CORNER = LineString(
    [
        (49.19273557439095, 3.0429524547287334),
        (49.06045046973014, 2.850429020218798),
        (48.93575464064509, 2.6521733158751872),
    ]
)


@pytest.mark.parametrize("line", [CORNER, LineString(CORNER.coords[:2]), CORNER.reverse()])
def test_far_away_the_nearest_place_may_be_a_vertex_though_chords_point_beside_it(line):
    """By the chord alone a place on the piece beside the vertex was taken, 46 mm farther."""
    far = (10.782125097729221, 23.45377236398555)
    expected = oracle.length_m(CORNER.coords[1], far)
    foot = geodesy.nearest_point(line, far)
    assert foot.distance_m == pytest.approx(expected, abs=1e-6)
    assert (foot.lon, foot.lat) == CORNER.coords[1]
    assert geodesy.nearest_m(line, [Point(far)])[0] == foot.distance_m
    assert geodesy.nearest_m(Point(far), [line])[0] == pytest.approx(expected, abs=1e-6)


@settings(deadline=None, max_examples=40)
@given(
    azimuth=st.floats(0, 360),
    far_m=st.floats(0, 7).map(lambda log: 10**log),
    turn=st.floats(0, 360),
    length_m=st.floats(1, 7).map(lambda log: 10**log),
)
def test_both_functions_measure_the_same(azimuth, far_m, turn, length_m):
    start = np.array([[30.0, 50.0]])
    end = direct(start, np.array([turn]), length_m)
    point = direct(start, np.array([azimuth]), far_m)[0]
    line = LineString(np.vstack([start, end]))
    foot = geodesy.nearest_point(line, point)
    assert foot.distance_m == geodesy.nearest_m(line, [Point(point)])[0]
    assert foot.distance_m == pytest.approx(oracle.length_m((foot.lon, foot.lat), point), abs=1e-6)
    assert shapely.distance(line, Point(foot.lon, foot.lat)) < 1e-9
    assert foot.distance_m <= min(oracle.length_m(each, point) for each in line.coords) + 1e-6
    if far_m < 5e6:
        assert foot.distance_m <= to_geometry_m(line, point) + 0.01


@pytest.mark.parametrize(
    "plane",
    [
        "EPSG:32637",
        "EPSG:3857",
        "EPSG:3576",
        "+proj=lcc +lat_1=48 +lat_2=56 +lon_0=36",
        "+proj=aeqd +lat_0=51.1 +lon_0=36.4",
    ],
)
def test_vertices_of_regions_that_went_through_a_plane_and_back(plane):
    """An origin on a vertex, but for a rounding: once 0 by 0 was divided, and no distance left."""
    bundled = boundaries.regions().set_index("region").geometry
    regions = bundled[["RU-BRY", "RU-KRS", "RU-BEL"]]
    vertices, owner = shapely.get_coordinates(regions.to_numpy(), return_index=True)
    ready = geodesy.Targets(regions.to_crs(plane).to_crs(4326))
    for vertex, region in zip(vertices[::2], owner[::2], strict=True):
        metres = geodesy.nearest_m(Point(vertex), ready)
        assert np.isfinite(metres).all()
        assert metres[region] < 1e-3


def test_an_end_that_all_but_coincides_with_the_origin():
    for nearly in (0.0, 1e-17, 1e-16, 3e-15, 1e-14, 1e-12, 1e-9):
        square = box(40 + nearly, 50, 42, 52)
        for origin in (Point(40, 50), LineString([(39, 50), (40, 50)]), MultiPoint([(40, 50)])):
            (metres,) = geodesy.nearest_m(origin, [square])
            assert 0 <= metres < 112_000 * nearly + 1e-8


def test_a_distance_that_is_no_number_is_said_and_not_given(monkeypatch):
    monkeypatch.setattr(
        distance, "_least", lambda _origin, ready, _apart: np.full(len(ready.members), np.inf)
    )
    with pytest.raises(InternalError, match="please report it"):
        geodesy.nearest_m(Point(30, 50), [SQUARE])


@pytest.mark.parametrize("at", [(-100.0, -45.0), (-60.0, -35.0), (-145.3, -51.0)])
def test_from_the_far_side_few_geodesics_are_solved(at, monkeypatch):
    """Chords sort nothing there: outlines of 60,000 vertices took fifteen million of them once."""
    regions = list(boundaries.regions().geometry[:30])
    solved, solve = [], distance.distance

    def counted(start, end):
        solved.append(len(start))
        return solve(start, end)

    monkeypatch.setattr(distance, "distance", counted)
    found = geodesy.nearest_m(Point(at), regions)
    assert sum(solved) < 300_000
    for k in (0, 11, 29):
        ends = shapely.get_coordinates(shapely.segmentize(regions[k], 0.01))
        _, _, metres = Geod(ellps="WGS84").inv(*np.tile(at, (len(ends), 1)).T, *ends.T)
        assert found[k] <= metres.min() + 1e-6
        assert found[k] >= metres.min() - 0.05  # a kilometre between is nearer by its sagitta
