import geopandas as gpd
import numpy as np
import pytest
import shapely

from rangemap.analysis import uncertainty
from rangemap.analysis.reach import compute
from rangemap.analysis.thresholds import curve_errors, thresholds
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.scenario.units import from_km

SCENARIO = Scenario((PointOrigin(51.0, 34.7),), weapons=("himars", "atacms"))


@pytest.fixture(scope="module")
def reach():
    return compute(SCENARIO)


@pytest.fixture(scope="module")
def errors():
    codes = ("RU-KRS", "RU-BEL", "RU-BRY", "RU-ORL", "RU-LIP", "RU-MOW")
    return curve_errors(thresholds(SCENARIO, only=codes))


def test_the_errors_are_those_of_the_parts_that_the_exact_rings_cut(reach, errors):
    outlines = dict(zip(reach.outlines["region"], reach.outlines.geometry, strict=True))
    parts = reach.reached[reach.reached["region"].isin(errors.regions)]
    assert len(parts) == 7
    for region, range_km, part in zip(
        parts["region"], parts["range_km"], parts.geometry, strict=True
    ):
        exact = uncertainty.edges_of(part, uncertainty.vertices([outlines[region]]), 0.0).outline_km
        front = errors.meshes[region].error_km2(range_km)[0]
        told = errors.region_km2(region, range_km)[0]
        assert told - front == pytest.approx(exact, abs=20), region


def test_the_errors_grow_to_those_of_whole_outlines(reach, errors):
    outlines = dict(zip(reach.outlines["region"], reach.outlines.geometry, strict=True))
    for region in errors.regions:
        at = errors.region_km2(region, np.arange(0, 1001, 10))
        fronts = errors.meshes[region].error_km2(np.arange(0, 1001, 10))
        assert (np.diff(at - fronts) >= -1e-9).all()
        assert at[0] == 0
        whole = uncertainty.edges_of(
            outlines[region], uncertainty.vertices([outlines[region]]), 0.0
        ).outline_km
        assert at[-1] == pytest.approx(whole)


def test_what_neighbours_lose_to_each_other_is_no_error_of_their_sum(errors):
    summed = sum(errors.region_km2(region, 1000.0) for region in errors.regions)
    assert 0.2 * summed < errors.total_km2(1000.0) < 0.8 * summed
    total, regions = errors.all_km2(1000.0)
    assert total == errors.total_km2(1000.0)
    assert regions == {each: errors.region_km2(each, 1000.0) for each in errors.regions}


BOXES = {
    "at 66 north": ((63.0, 180.0), (175.0, 60.0, 180.0, 66.0)),
    "near the pole": ((84.0, 20.0), (0.0, 80.0, 40.0, 88.0)),
    "at the equator": ((0.5, 1.0), (-3.0, -3.0, 4.0, 4.0)),
    "large": ((50.0, 40.0), (20.0, 42.0, 60.0, 58.0)),
    "beside it": ((50.0, 20.0), (22.0, 48.0, 30.0, 52.0)),
}


@pytest.mark.parametrize("where", BOXES)
def test_regions_of_few_corners_are_right_to_what_is_told(where):
    """A ring inside of a region crosses none of its outline, whose error is then none."""
    (lat, lon), box = BOXES[where]
    own = gpd.GeoDataFrame({"region": ["a"], "name": ["A"]}, geometry=[shapely.box(*box)], crs=4326)
    ranges_km = [20.0, 100.0, 250.0, 480.0]
    weapons = tuple(CustomRange(f"{km:g} km", from_km(km)) for km in ranges_km)
    exact = compute(Scenario((PointOrigin(lat, lon),), weapons), own).regions["reached_km2"]
    measured = thresholds(Scenario((PointOrigin(lat, lon),)), own)
    off = np.abs(measured.curve(ranges_km)["total_km2"] - exact.to_numpy())
    front = measured.meshes["a"].error_km2(ranges_km)
    assert (off <= front + 0.01).all()
    assert (off <= 1e-5 * exact.max() + 0.1).all()
    assert (front <= 5e-3 * exact.max()).all()
    errors = curve_errors(measured)
    assert (errors.total_km2(ranges_km) == errors.region_km2("a", ranges_km)).all()
    assert (errors.total_km2(ranges_km) >= front).all()


@pytest.mark.parametrize("country", ["RU", "UA"])
def test_fronts_of_a_whole_border_are_right_to_what_is_told(country):
    ranges_km = [15.0, 18.8, 58.5, 80.0, 300.0, 700.0]
    weapons = tuple(CustomRange(f"{km:g} km", from_km(km)) for km in ranges_km)
    asked = Scenario((BorderOrigin(),), weapons, country=country)
    exact = compute(asked).regions.set_index(["range_km", "region"])
    measured = thresholds(Scenario((BorderOrigin(),), country=country))
    for km in ranges_km:
        total = 0.0
        for code, mesh in measured.meshes.items():
            off = mesh.reached_km2(km)[0] - exact.loc[(km, code), "reached_km2"]
            assert abs(off) <= mesh.error_km2(km)[0] + 0.2, (km, code)
            total += off
        assert abs(total) < 15


def test_the_curve_is_exact_at_the_ranges_of_the_scenario(reach):
    codes = ("RU-KRS", "RU-BEL")
    curve = thresholds(SCENARIO, only=codes).curve(
        [100.0, *(each.range_km for each in reach.ranges)]
    )
    rows = reach.regions.set_index(["weapon", "region"])["reached_km2"]
    for code in codes:
        exact = [rows[weapon, code] for weapon in SCENARIO.weapons]
        assert curve[code].tolist()[1:] == exact
