import numpy as np
import pytest
import shapely
from pyproj import Geod

from rangemap.figures.projection import equidistant, fitted
from rangemap.wording.language import language_of

GEOD = Geod(ellps="WGS84")
BORDER = np.array([[30.8, 43.2], [46.5, 56.4], [36.0, 50.0]])


@pytest.mark.parametrize(("lon", "lat"), [(34.7, 51.0), (-175.0, 66.0), (60.0, 89.0), (179.9, 10)])
def test_distances_from_the_centre_are_true(lon, lat):
    projection = equidistant(lon, lat)
    for azimuth in range(0, 360, 30):
        for metres in (80_467.2, 305_775.0, 2_000_000.0):
            there = GEOD.fwd(lon, lat, azimuth, metres)[:2]
            assert np.hypot(*projection.point(*there)) == pytest.approx(metres, abs=1)


def test_the_name_says_the_centre():
    assert "51.000° N, 34.700° E" in equidistant(34.7, 51.0).name(language_of("en"))
    assert "51,000°\u00a0пн.\u00a0ш." in equidistant(34.7, 51.0).name(language_of("uk"))


def test_a_conic_has_its_parallels_in_the_scene_and_little_distortion():
    projection = fitted(BORDER)
    low, high = projection.at
    assert f"{low:g}° and {high:g}° N" in projection.name(language_of("en"))
    assert 43.2 < low < high < 56.4
    lon, lat = np.meshgrid(np.linspace(30.8, 46.5, 9), np.linspace(43.2, 56.4, 9))
    scales = projection.scales(lon.ravel(), lat.ravel())
    assert np.abs(scales - 1).max() < 0.01
    for parallel in (low, high):
        assert projection.scales(np.array([38.0]), np.array([parallel]))[0] == pytest.approx(1)


@pytest.mark.parametrize(
    "positions",
    [
        [[-20.0, 40.0], [100.0, 60.0]],
        [[20.0, 70.0], [60.0, 88.0]],
        [[20.0, -5.0], [40.0, 5.0]],
    ],
)
def test_what_a_cone_does_not_fit_gets_a_plane(positions):
    assert "azimuthal equal-area" in fitted(np.array(positions)).name(language_of("en"))


def test_an_equal_area_plane_keeps_areas():
    projection = fitted(np.array([[-20.0, 40.0], [100.0, 60.0]]))
    box = shapely.segmentize(shapely.box(90, 55, 95, 58), 0.01)
    true = abs(GEOD.geometry_area_perimeter(box)[0])
    assert projection.project([box])[0].area == pytest.approx(true, rel=1e-4)


def test_there_and_back():
    for projection in (fitted(BORDER), equidistant(-175, 66)):
        x, y = projection.point(-178.5, 67.25) if "66" in projection.definition else (1e5, 2e5)
        lon, lat = projection.inverse(np.array([x]), np.array([y]))[0]
        assert projection.point(lon, lat) == pytest.approx((x, y), abs=1e-3)


@pytest.mark.parametrize("lon", [-100.0, 0.0, 34.5, 100.0, 180.0])
@pytest.mark.parametrize(("south", "north"), [(80.0, 86.0), (-50.0, -20.0)])
def test_a_plane_touches_the_earth_about_the_middle_of_the_scene(lon, south, north):
    lons = (lon + np.array([-20.0, 20.0]) + 180) % 360 - 180
    corners = np.array([(x, y) for x in lons for y in (south, north)])
    projection = fitted(corners)
    lat_0, lon_0 = projection.at
    assert abs((lon_0 - lon + 180) % 360 - 180) < 5
    assert south < lat_0 < north + 2
    assert projection.point(lon_0, lat_0) == pytest.approx((0, 0), abs=1e-6)
    west, east = (projection.point(x, (south + north) / 2)[0] for x in lons)
    assert west < 0 < east
