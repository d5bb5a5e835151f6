import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import LineString, MultiPoint, Point, Polygon, box

from rangemap import geodesy
from rangemap.errors import GeometryError
from rangemap.geodesy.bounds import chord_to_geodesic, geodesic_spread
from rangemap.geodesy.distance import _drift
from rangemap.geodesy.ellipsoid import direct, earth_centred

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
    assert slope[away_from_poles].max() <= _drift(np.array([length_m]))[0]


@pytest.mark.parametrize("length_m", [1e5, 1e6, 5e6, 1e7, 1.9e7])
def test_the_spread_bounds_chords_under_equal_geodesics(length_m):
    geod = Geod(ellps="WGS84")
    lat, azimuth = (
        g.ravel() for g in np.meshgrid(np.linspace(-90, 90, 37), np.linspace(0, 180, 37))
    )
    lon, end, _ = geod.fwd(0 * lat, lat, azimuth, 0 * lat + length_m)
    chord = np.linalg.norm(earth_centred(lon, end) - earth_centred(0 * lat, lat), axis=1)
    assert np.ptp(chord) <= geodesic_spread(length_m)
