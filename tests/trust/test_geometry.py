"""Geometry at its worst: one origin or ten thousand, poles, ±180°, slivers, the whole globe."""

import functools
import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic

from rangemap import compute, geodesy
from rangemap.errors import RangemapError
from rangemap.export.reach import REACH
from rangemap.figures.options import FigureOptions
from rangemap.scenario.origins import PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.scenario.units import parse_length

SPHERE_KM2 = 510_065_621.724  # WGS 84's whole surface: 4 pi times its authalic radius squared
HALF_ROUND_KM = 20_003.931  # from pole to pole


def ranges(*texts):
    return tuple(CustomRange(text, parse_length(text)) for text in texts)


def squares(*boxes):
    """Regions from boxes or shapes, named by their place."""
    shapes = [shapely.box(*each) if isinstance(each, tuple) else each for each in boxes]
    names = [f"r{number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"region": names, "name": names}, geometry=shapes, crs="EPSG:4326")


WORLD = squares((-180, -90, 0, 90), (0, -90, 180, 90))


def cap_km2(lat, lon, radius_km):
    """The area within a range of a point, by quadrature of the polar form along geodesics.

    dA = m12 ds dα (Karney, Algorithms for geodesics, section 2): another way than any polygon.
    """
    geod = Geodesic.WGS84
    nodes, weights = np.polynomial.legendre.leggauss(24)
    distances = 500 * radius_km * (nodes + 1)
    total = 0.0
    azimuths = np.arange(0, 360, 5.0)
    for azimuth in azimuths:
        line = geod.Line(lat, lon, azimuth, Geodesic.ALL)
        reduced = [line.Position(float(s), Geodesic.REDUCEDLENGTH)["m12"] for s in distances]
        total += float(np.dot(weights, reduced)) * 500 * radius_km
    return total * math.radians(5.0) / 1e6


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(90, 0), (-90, 77), (89.9999, 180), (0, 180), (0, -180), (-60, 179.999), (66, -179.5)],
)
@pytest.mark.parametrize("range_", ["1 km", "300 km", "4990 km"])
def test_a_point_anywhere_reaches_the_area_of_its_cap(lat, lon, range_):
    reach = compute(Scenario((PointOrigin(lat, lon),), ranges(range_)), WORLD)
    reached_km2 = reach.regions["reached_km2"].sum()
    expected = cap_km2(lat, lon, parse_length(range_).km)
    # the edge may fall a metre short: a metre's band around the cap
    slack = 2 * math.pi * parse_length(range_).km * 1e-3 + 1e-6 * expected
    assert reached_km2 == pytest.approx(expected, abs=slack)


@pytest.mark.parametrize("range_", ["99 m", "5001 km", "20000 km", "1 m"])
def test_a_range_beyond_what_is_measured_is_one_sentence(range_):
    with pytest.raises(RangemapError, match="between 100 m and 5000 km"):
        CustomRange("x", parse_length(range_))


@pytest.mark.parametrize("radius_km", [0.001, 0.1, 9_000])
def test_the_core_answers_or_says_its_limits_from_a_metre_on(radius_km):
    point = shapely.Point(34.7, 51.0)
    made = geodesy.buffer(point, 1000 * radius_km, tolerance_m=min(1.0, radius_km))
    tolerance_km2 = 2 * math.pi * radius_km * min(1.0, radius_km) / 1000 + 1e-9
    area_km2 = geodesy.area_m2(made) / 1e6
    assert area_km2 == pytest.approx(cap_km2(51.0, 34.7, radius_km), abs=tolerance_km2)


def test_antipodes_reach_two_caps_and_twins_reach_one():
    apart = (PointOrigin(51, 34.7), PointOrigin(-51, -145.3))
    one = compute(Scenario(apart[:1], ranges("1000 km")), WORLD).regions["reached_km2"].sum()
    two = compute(Scenario(apart, ranges("1000 km")), WORLD).regions["reached_km2"].sum()
    twins = Scenario((PointOrigin(51, 34.7, "a"), PointOrigin(51, 34.7, "b")), ranges("1000 km"))
    assert two == pytest.approx(2 * one, rel=1e-9)
    assert compute(twins, WORLD).regions["reached_km2"].sum() == pytest.approx(one, rel=1e-9)


def test_ten_thousand_points_reach_what_their_parts_reach():
    chance = np.random.default_rng(5)
    spots = np.column_stack([chance.uniform(30, 38, 10_000), chance.uniform(47, 52, 10_000)])
    points = ShapeOrigin(shapely.MultiPoint(spots))
    region = squares((25, 45, 45, 56))
    reach = compute(Scenario((points,), ranges("20 km")), region)
    union = reach.union("20 km")
    tries = np.column_stack([chance.uniform(29, 39, 400), chance.uniform(46, 53, 400)])
    nearest_km = geodesy.nearest_m(points.geometry, shapely.points(tries)) / 1000
    inside = shapely.contains_xy(union, tries)
    sure = np.abs(nearest_km - 20) > 0.002
    assert (inside[sure] == (nearest_km[sure] < 20)).all()
    assert reach.regions["reached_km2"].iloc[0] == pytest.approx(
        geodesy.area_m2(union) / 1e6, rel=1e-6
    )


def test_odd_regions_are_measured_right():
    sliver = shapely.Polygon([(34, 51), (36, 51), (36, 51 + 1e-9), (34, 51)])
    nested = (34.5, 50.9, 34.6, 51.0)
    outer = (34.0, 50.5, 35.0, 51.5)
    far = (-100, -50, -99, -49)
    regions = squares(sliver, nested, outer, far)
    reach = compute(Scenario((PointOrigin(51.0, 34.7),), ranges("400 km")), regions)
    rows = reach.regions.set_index("region")
    assert rows.loc["r1", "share"] == rows.loc["r2", "share"] == 1
    assert rows.loc["r3", "reached_km2"] == 0
    assert 0 <= rows.loc["r0", "share"] <= 1
    west, south, east, north = outer
    ring = Geodesic.WGS84.Polygon()
    steps = [(lat, west) for lat in np.linspace(north, south, 400)]
    steps += [(south, lon) for lon in np.linspace(west, east, 400)]
    steps += [(lat, east) for lat in np.linspace(south, north, 400)]
    steps += [(north, lon) for lon in np.linspace(east, west, 400)]
    for lat, lon in dict.fromkeys(steps):
        ring.AddPoint(float(lat), float(lon))
    area_km2 = abs(ring.Compute()[2]) / 1e6  # by geodesics so short that they are the parallel
    assert rows.loc["r2", "area_km2"] == pytest.approx(area_km2, rel=1e-6)


def test_the_whole_globe_is_a_region():
    globe = squares((-180, -90, 180, 90))
    reach = compute(Scenario((PointOrigin(51.0, 34.7),), ranges("5000 km")), globe)
    assert reach.regions["area_km2"].iloc[0] == pytest.approx(SPHERE_KM2, rel=1e-9)
    assert reach.regions["reached_km2"].iloc[0] == pytest.approx(
        cap_km2(51.0, 34.7, 5000), rel=1e-5
    )


measured = functools.cache(compute)  # far away from all regions, for one, takes a while


@pytest.mark.parametrize(
    "scenario",
    [
        Scenario((PointOrigin(90, 0),), ranges("300 km")),
        Scenario((PointOrigin(0, 180),), ranges("300 km", "100 m")),
        Scenario((PointOrigin(51, 34.7), PointOrigin(-51, -145.3)), ranges("4000 km")),
        Scenario((PointOrigin(51, 34.7),), ranges("100 m")),
        Scenario((PointOrigin(-90, 0),), ranges("5000 km")),
    ],
    ids=["pole", "antimeridian", "antipodes", "a hundred metres", "far away"],
)
@pytest.mark.parametrize("suffix", [".png", ".html", ".kml", ".geojson"])
def test_every_output_draws_the_odd(scenario, suffix):
    assert len(REACH.file(measured(scenario), suffix, FigureOptions(dpi=40))) > 500
