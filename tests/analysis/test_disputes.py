import numpy as np
import pytest
from pyproj import Geod

from rangemap.analysis.disputes import COLUMNS, disputes, published_reaches
from rangemap.analysis.reach import compute
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.scenario.units import parse_length
from rangemap.wording.disputes import table
from rangemap.world.catalog import bundled_catalog

SUMY = PointOrigin(51.0, 34.7)


def test_shares_are_intervals_from_the_least_to_the_greatest_figure():
    found = disputes(Scenario((SUMY,)))
    assert list(found.regions.columns) == list(COLUMNS)
    assert (found.regions["least_share"] <= found.regions["used_share"]).all()
    assert (found.regions["used_share"] <= found.regions["greatest_share"]).all()
    atacms = found.regions[found.regions["weapon"] == "atacms"]
    least, greatest = bundled_catalog()["atacms"].band
    assert set(atacms["least_km"]) == {least.range_km}
    assert set(atacms["greatest_km"]) == {greatest.range_km}


def test_the_ends_of_the_interval_are_what_those_ranges_reach():
    found = disputes(Scenario((SUMY,), weapons=("atacms",))).regions.set_index("region")
    least, _ = bundled_catalog()["atacms"].band
    alone = compute(Scenario((SUMY,), weapons=(CustomRange("least", least.length),)))
    for row in alone.reached.to_dict("records"):
        assert found.loc[row["region"], "least_share"] == row["share"]


def test_a_range_of_ones_own_is_nobody_elses_dispute():
    own = CustomRange("own", parse_length("75 mi"))
    found = disputes(Scenario((SUMY,), weapons=("himars", own)))
    assert [weapon.id for weapon in found.weapons] == ["himars"]
    assert set(found.regions["weapon"]) == {"himars"}
    assert found.regions["used_km"].iloc[0] == pytest.approx(80.4672)


def test_total_areas_are_what_each_figure_reaches_by_itself():
    row = disputes(Scenario((SUMY,), weapons=("atacms",))).totals.set_index("weapon").loc["atacms"]
    weapon = bundled_catalog()["atacms"]
    least, greatest = weapon.band
    for name, figure in (("least", least), ("used", weapon.range), ("greatest", greatest)):
        alone = compute(Scenario((SUMY,), weapons=(CustomRange("alone", figure.length),))).totals()
        assert row[f"{name}_km2"] == alone["reached_km2"].iloc[0]
        assert row[f"{name}_error_km2"] == alone["reached_error_km2"].iloc[0]
    assert row["least_km2"] < row["greatest_km2"] < 2 * row["least_km2"]


def test_each_published_figure_has_what_it_reaches():
    found = disputes(Scenario((SUMY,), weapons=("himars",)))
    weapon = found.weapons[0]
    reached = published_reaches(found, weapon)
    assert list(reached["range_km"]) == sorted({f.range_km for f in weapon.comparable})
    assert [f for figures in reached["figures"] for f in figures] == sorted(
        weapon.comparable, key=lambda figure: figure.range_km
    )
    geod = Geod(ellps="WGS84")
    for km, shape in zip(reached["range_km"], reached.geometry, strict=True):
        lon, lat = np.array(shape.exterior.coords).T
        distances = geod.inv(*(np.full_like(lon, at) for at in (34.7, 51.0)), lon, lat)[2]
        assert distances == pytest.approx(1000 * km, abs=2)


def test_of_assumed_ranges_alone_the_caveat_says_that_they_are():
    far = CustomRange("Far", parse_length("500 km"))
    told = table(disputes(Scenario((PointOrigin(50.0, 36.2),), (far,))))
    assert told.endswith("Range assumed here, not a published one. Not a prediction.")
