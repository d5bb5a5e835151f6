"""Each way of drawing a range against GeographicLib, a closed form, or another library."""

import math

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from pyproj import Geod, Proj, Transformer

from rangemap.analysis.lesson import METHODS, Drawn, Undrawn, lesson, utm_zone, worst_errors_km
from rangemap.errors import LengthError, OriginError

ATACMS_KM = 305.77536
PLACES = [
    (31.0, 0.0),
    (31.0, 50.0),
    (179.5, 50.0),
    (-179.9, -45.0),
    (33.0, 66.5),
    (31.0, 84.0),
    (31.0, 88.9),
    (31.0, 89.9),
    (31.0, 90.0),
    (0.0, -90.0),
]
WGS84 = Geodesic.WGS84
A, F = WGS84.a, WGS84.f
IN_C = Geod(ellps="WGS84")  # GeographicLib too, for what takes Python seconds


def way(method, lon, lat, range_km=ATACMS_KM):
    return lesson(lon, lat, range_km).ways[METHODS.index(method)]


def cap_km2(range_km, radius_km):
    """Area of a spherical cap."""
    return 2 * math.pi * radius_km**2 * (1 - math.cos(range_km / radius_km))


@pytest.mark.parametrize(("lon", "lat"), PLACES)
def test_worst_error_is_what_geographiclib_finds_along_the_shape(lon, lat):
    """Brute force over the shape's own vertices, by a library that shares no code."""
    for drawn in lesson(lon, lat, ATACMS_KM).drawn:
        vertices = shapely.get_coordinates(drawn.shape)[::7]
        inside = np.abs(vertices[:, 0]) < 180
        if drawn.method != "degrees":  # which alone has an edge at the pole, not a closure over it
            inside &= np.abs(vertices[:, 1]) < 90
        errors = [
            WGS84.Inverse(lat, lon, *place[::-1])["s12"] / 1000 - ATACMS_KM
            for place in vertices[inside]
        ]
        found = max(map(abs, errors))
        assert found <= abs(drawn.worst_km) + 1e-6, drawn.method
        assert found == pytest.approx(abs(drawn.worst_km), abs=0.02), drawn.method


@pytest.mark.parametrize(("lon", "lat"), PLACES[1::3])
def test_areas_are_geographiclibs(lon, lat):
    """Its polygons have geodesic edges and hold poles; with so many vertices that is the same."""
    for drawn in lesson(lon, lat, ATACMS_KM).drawn:
        total = 0.0
        for part in shapely.get_parts(drawn.shape):
            vertices = shapely.get_coordinates(part.exterior)[:-1]
            total += abs(IN_C.polygon_area_perimeter(*vertices.T)[0]) / 1e6
        assert drawn.area_km2 == pytest.approx(total, rel=2e-5), drawn.method
        assert drawn.area_error_km2 == drawn.area_km2 - lesson(lon, lat, ATACMS_KM).truth.area_km2


def test_the_truth_has_no_error_and_the_area_of_a_cap():
    for lon, lat in PLACES:
        truth = lesson(lon, lat, ATACMS_KM).truth
        assert truth.worst_km == 0
        assert truth.area_error == 0
        assert truth.area_km2 == pytest.approx(cap_km2(ATACMS_KM, 6371.0088), rel=1e-4)


@pytest.mark.parametrize("lat", [0.0, 30.0, 50.0, 65.0, 80.0])
def test_mercator_shrinks_a_small_range_by_the_cosine_of_latitude(lat):
    """Web Mercator's scale is a / (N cos) across and a / (M cos) along the meridian."""
    range_km = 10.0
    phi = math.radians(lat)
    e2 = F * (2 - F)
    w2 = 1 - e2 * math.sin(phi) ** 2
    across, along = 1 / math.sqrt(w2), (1 - e2) / w2**1.5
    drawn = way("mercator", 31.0, lat, range_km)
    least = range_km * math.cos(phi) * min(across, along)
    assert range_km + drawn.worst_km == pytest.approx(least, rel=2e-3)
    share = math.cos(phi) ** 2 * across * along
    assert 1 + drawn.area_error == pytest.approx(share, rel=1e-4)


def test_mercator_is_the_plane_of_epsg_3857():
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(31.0, 50.0)
    drawn = way("mercator", 31.0, 50.0)
    ahead = Transformer.from_crs(4326, 3857, always_xy=True)
    east, north = ahead.transform(*shapely.get_coordinates(drawn.shape).T)
    assert np.hypot(east - x, north - y) == pytest.approx(1000 * ATACMS_KM, abs=1e-3)


def test_scaled_mercator_is_right_in_the_small_and_wrong_in_the_large():
    assert abs(way("mercator-scaled", 31.0, 50.0, 10.0).worst_km) < 0.05
    drawn = way("mercator-scaled", 31.0, 85.0)
    assert drawn.worst_km > 100
    assert drawn.worst_azimuth_deg == pytest.approx(180)


def test_degrees_shrink_across_the_meridian_only():
    """A degree of longitude is 111.32 km times cos(latitude), one of latitude about 111."""
    drawn = way("degrees", 31.0, 60.0, 100.0)
    half_width_deg = 100 / 111.32
    across = WGS84.Inverse(60.0, 31.0, 60.0, 31.0 + half_width_deg)["s12"] / 1000
    assert 100 + drawn.worst_km == pytest.approx(across, abs=0.05)
    assert drawn.worst_azimuth_deg % 180 == pytest.approx(90, abs=2)


def test_a_degree_on_the_equator_is_111_km_east_but_110_6_north():
    drawn = way("degrees", 31.0, 0.0)
    along = WGS84.Inverse(0.0, 31.0, ATACMS_KM / 111.32, 31.0)["s12"] / 1000
    assert drawn.worst_azimuth_deg % 180 == pytest.approx(0, abs=0.5)
    assert ATACMS_KM + drawn.worst_km == pytest.approx(along, abs=1e-6)


@pytest.mark.parametrize("lat", [0.0, 45.0, 80.0])
def test_utm_has_its_scale_of_0_9996_on_the_central_meridian(lat):
    drawn = way("utm", 33.0, lat, 10.0)
    assert drawn.worst_km == pytest.approx(10 / 0.9996 - 10, rel=2e-3)
    assert drawn.area_error == pytest.approx(1 / 0.9996**2 - 1, rel=5e-3)


def test_utm_zones_are_six_degrees_wide():
    assert [utm_zone(lon) for lon in (-180, -174.1, -174, 0, 31, 179.9, 180)] == [
        1, 1, 2, 31, 36, 60, 1,
    ]  # fmt: skip
    central = Proj("+proj=utm +zone=36")(33.0, 50.0)[0]
    assert central == pytest.approx(500_000)


@pytest.mark.parametrize("range_km", [10, ATACMS_KM, 2000])
@pytest.mark.parametrize("lat", [-90.0, -45.0, 0.0, 35.0, 60.0, 89.0, 90.0])
def test_the_sphere_is_nearly_right_everywhere_and_always_drawn(lat, range_km):
    """The lesson's sheet unrolls the errors of edges that are off by less than a hundredth."""
    sphere = way("sphere", 31.0, lat, range_km)
    assert 0 < abs(sphere.worst_km) < 0.006 * range_km


def test_the_sphere_is_a_great_circle_by_the_textbook():
    drawn = way("sphere", 31.0, 50.0)
    phi, delta = math.radians(50), ATACMS_KM / 6371.0088
    for lon, lat in shapely.get_coordinates(drawn.shape)[::300]:
        cosine = math.sin(phi) * math.sin(math.radians(lat)) + math.cos(phi) * math.cos(
            math.radians(lat)
        ) * math.cos(math.radians(lon - 31))
        assert math.acos(cosine) == pytest.approx(delta, abs=1e-9)
    assert 0.2 < drawn.worst_km < 1.5  # a sphere is off by half a per cent at most


def test_what_cannot_be_drawn_says_why():
    assert way("mercator", 31.0, 90.0) == Undrawn("mercator", "no-pole")
    assert way("mercator", 31.0, -90.0) == Undrawn("mercator", "no-pole")
    assert way("mercator-scaled", 31.0, 89.9) == Undrawn("mercator-scaled", "wider-than-map")
    assert way("utm", 31.0, 84.1) == Undrawn("utm", "no-zone")
    assert way("utm", 31.0, -80.1) == Undrawn("utm", "no-zone")
    assert isinstance(way("utm", 31.0, 84.0), Drawn)


def test_at_the_pole_the_degrees_draw_a_wedge_whose_tip_is_the_origin():
    drawn = way("degrees", 31.0, 90.0)
    assert drawn.worst_km == pytest.approx(-ATACMS_KM)
    assert drawn.area_error < -0.98


@pytest.mark.parametrize(("lon", "lat"), PLACES)
def test_every_shape_is_a_valid_area_that_holds_its_origin(lon, lat):
    for range_km in (10.0, ATACMS_KM, 2000.0):
        for drawn in lesson(lon, lat, range_km).drawn:
            assert shapely.is_valid(drawn.shape)
            assert shapely.intersects_xy(drawn.shape.buffer(1e-9), lon, lat)
            west, south, east, north = drawn.shape.bounds
            assert -180 <= west <= east <= 180
            assert -90 <= south <= north <= 90


def test_north_and_south_mirror_each_other():
    for method in METHODS:
        north, south = way(method, 31.0, 50.0), way(method, 31.0, -50.0)
        assert north.worst_km == pytest.approx(south.worst_km, abs=1e-6)
        assert north.area_km2 == pytest.approx(south.area_km2, rel=1e-9)


def test_the_curve_is_the_lessons_own_errors():
    lats = (0.0, 50.0, 84.5, 90.0)
    for method in METHODS[1:]:
        curve = worst_errors_km(method, 31.0, lats, ATACMS_KM)
        for lat, error in zip(lats, curve, strict=True):
            measured = way(method, 31.0, lat)
            if isinstance(measured, Drawn):
                assert error == abs(measured.worst_km)
            else:
                assert math.isnan(error)


@pytest.mark.parametrize(
    ("lon", "lat", "range_km", "error"),
    [
        (31.0, 90.1, 300.0, OriginError),
        (181.0, 50.0, 300.0, OriginError),
        (math.nan, 50.0, 300.0, OriginError),
        (31.0, math.nan, 300.0, OriginError),
        (31.0, 50.0, 9.9, LengthError),
        (31.0, 50.0, 2000.1, LengthError),
        (31.0, 50.0, math.nan, LengthError),
    ],
)
def test_what_is_not_on_the_earth_or_too_far_is_refused(lon, lat, range_km, error):
    with pytest.raises(error):
        lesson(lon, lat, range_km)
