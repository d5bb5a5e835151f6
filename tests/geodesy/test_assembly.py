import numpy as np
import pytest
import shapely

from rangemap import geodesy
from rangemap.geodesy import assembly
from rangemap.geodesy.assembly import region

WORLD_M2 = geodesy.area_m2(shapely.box(-180, -90, 180, 90))


def parallel(lat, east=True):
    lon = np.arange(-175, 185, 10.0)
    return np.column_stack([lon if east else lon[::-1], np.full(36, lat)])


def square(lon, lat, half):
    c = half * np.array([[-1.0, -1], [1, -1], [1, 1], [-1, 1]]) + np.array([lon, lat])
    c[:, 0] = (c[:, 0] + 180) % 360 - 180
    return c


def share(area):
    return geodesy.area_m2(area) / WORLD_M2


def test_no_curve_is_the_whole_world():
    assert share(region([], (0, 0))) == pytest.approx(1)


@pytest.mark.parametrize(
    ("curves", "inside", "expected"),
    [
        ([parallel(60)], (0, 80), "cap"),
        ([parallel(60)], (0, 0), "rest"),
        ([parallel(-60, east=False)], (0, -80), "cap"),
        ([parallel(60), parallel(-60)], (0, 0), "belt"),
        ([parallel(60), parallel(-60)], (0, 85), "caps"),
    ],
)
def test_over_the_poles(curves, inside, expected):
    cap = share(shapely.box(-180, 60, 180, 90))
    wanted = {"cap": cap, "rest": 1 - cap, "belt": 1 - 2 * cap, "caps": 2 * cap}[expected]
    made = region(curves, inside)
    assert made.is_valid
    assert share(made) == pytest.approx(wanted, rel=1e-9)
    assert shapely.intersects_xy(made, *inside)


def test_holes_and_islands_in_them():
    nested = [square(10, 10, h) for h in (8, 5, 2)]
    made = region(nested, (10, 10))
    assert made.is_valid
    assert made.area == pytest.approx(16**2 - 10**2 + 4**2)
    assert all(p.exterior.is_ccw for p in made.geoms)
    assert not any(h.is_ccw for p in made.geoms for h in p.interiors)


@pytest.mark.parametrize("lon", [180, -180, 178, -175])
def test_across_180_with_a_hole(lon):
    made = region([square(lon, 10, 8), square(lon, 10, 3)], ((lon + 5 + 180) % 360 - 180, 10))
    assert made.is_valid
    assert np.abs(made.bounds)[[0, 2]].max() == 180
    assert made.area == pytest.approx(16**2 - 6**2, rel=1e-9)


def test_outside_in():
    made = region([square(10, 10, 5)], (100, 0))
    assert share(made) == pytest.approx(1 - share(shapely.box(5, 5, 15, 15)), rel=1e-9)


def test_a_curve_that_overhangs_on_its_way_round_the_pole():
    lon = np.array([-170, -60, 20, 60, 30, 40, 150.0])
    lat = np.array([70, 65, 70, 72, 76, 80, 71.0])
    made = region([np.column_stack([lon, lat])], (0, 89))
    assert made.is_valid
    assert shapely.intersects_xy(made, 100, 85)
    assert not shapely.intersects_xy(made, 0, 60)


def test_curves_that_cross_by_a_hair_still_make_a_valid_area():
    made = region([square(10, 10, 5), square(20.0 - 1e-9, 10, 5)], (10, 10))
    assert made.is_valid
    assert made.area == pytest.approx(200, rel=1e-6)


@pytest.mark.parametrize("shift", [0.0, 45.0, 45.0001, -0.0001])
@pytest.mark.parametrize("pole", [1, -1])
@pytest.mark.parametrize("way", [1, -1])
def test_a_curve_round_a_pole_needs_no_cut(shift, pole, way):
    """Wherever it crosses 180 degrees, on a vertex or between two, as the cut and joined face."""
    lons = (np.arange(-180, 180, 45.0)[::way] + shift + 180) % 360 - 180
    curve = np.column_stack([lons, pole * (80 + np.arange(8) % 3)])
    cap = assembly._cap(curve)
    assert cap.is_valid
    assert cap.bounds[0] == -180
    assert cap.bounds[2] == 180
    joined = assembly.cut_at_180(assembly._face(curve))
    assert cap.symmetric_difference(joined).area < 1e-9
    assert region([curve], (0.0, pole * 90.0)).equals(shapely.orient_polygons(cap))


def test_a_curve_there_and_back_bounds_nothing():
    """A hole that closes to a line, as the campaign found one: it is none."""
    there = np.array([[10.0, 10], [11, 10.5], [12, 11], [11, 10.5]])
    made = region([square(10, 10, 8), there], (5, 5))
    assert made.area == pytest.approx(16**2)
    assert len(made.interiors) == 0
