import numpy as np
import pytest

from rangemap.analysis import uncertainty
from rangemap.analysis.reach import compute
from rangemap.analysis.thresholds import curve_errors, thresholds
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario

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
        assert errors.region_km2(region, range_km) == pytest.approx(exact, abs=20), region


def test_the_errors_grow_to_those_of_whole_outlines(reach, errors):
    outlines = dict(zip(reach.outlines["region"], reach.outlines.geometry, strict=True))
    for region in errors.regions:
        at = errors.region_km2(region, np.arange(0, 1001, 10))
        assert (np.diff(at) >= 0).all()
        assert at[0] == 0
        whole = uncertainty.edges_of(
            outlines[region], uncertainty.vertices([outlines[region]]), 0.0
        ).outline_km
        assert at[-1] == pytest.approx(whole)


def test_what_neighbours_lose_to_each_other_is_no_error_of_their_sum(errors):
    summed = sum(errors.region_km2(region, 1000.0) for region in errors.regions)
    assert 0.2 * summed < errors.total_km2(1000.0) < 0.8 * summed
