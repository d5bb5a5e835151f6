"""Profiles of a border from rows made by hand, whose answers are known."""

import numpy as np
import pyarrow as pa
import pytest

from rangemap import BorderOrigin, Scenario, compute
from rangemap.analysis.profile import Stretch, profile
from rangemap.wording.profile import method
from rangemap.world import boundaries

AT_KM = np.array([0.0, 500.0, 1000.0, 1500.0])
ROWS = [
    # km, region, share, km², by how much it may be off
    (0.0, "RU-BRY", 0.50, 17_000.0, 100.0),
    (500.0, "RU-BRY", 0.25, 9_000.0, 100.0),
    (500.0, "RU-KRS", 0.10, 3_000.0, 50.0),
    (1500.0, "RU-BRY", 0.10, 3_500.0, 60.0),
    (1500.0, "RU-ROS", 0.20, 20_000.0, 900.0),
]


@pytest.fixture(scope="module")
def reach():
    return compute(Scenario((BorderOrigin("RU"),), ("himars",)))


def found(reach, rows=ROWS, unmeasured=()):
    km, region, share, area, error = zip(*rows, strict=True) if rows else ([],) * 5
    table = pa.table(
        {
            "border_km": pa.array(km, pa.float64()),
            "region": pa.array(region, pa.string()),
            "weapon": pa.array(["himars"] * len(rows), pa.string()),
            "share": pa.array(share, pa.float64()),
            "reached_km2": pa.array(area, pa.float64()),
            "reached_error_km2": pa.array(error, pa.float64()),
        }
    )
    return profile(table, reach, AT_KM, unmeasured)


def test_places_regions_and_stretches_are_those_of_the_rows(reach):
    length_km = boundaries.border("RU").length_km
    made = found(reach)
    assert made.counts("himars").tolist() == [1, 2, 0, 2]
    assert made.totals_km2("himars").tolist() == [17_000, 12_000, 0, 23_500]
    assert made.most("himars") == (1500.0, 23_500.0, 960.0, 2)
    assert made.least("himars") == (1000.0, 0.0, 0.0, 0)
    # by the middle of their shares: Bryansk's is at (125 + 150) / 0.85 km
    assert made.reached("himars") == ["RU-BRY", "RU-KRS", "RU-ROS"]
    assert made.edges_km.tolist() == [0, 250, 750, 1250, length_km]
    assert made.stretches("himars", "RU-BRY") == [Stretch(0, 750), Stretch(1250, length_km)]
    assert made.stretches("himars", "RU-KRS") == [Stretch(250, 750)]
    assert made.stretches("himars", "RU-MOS") == []


def test_a_place_that_could_not_be_measured_is_neither_most_nor_least(reach):
    made = found(reach, unmeasured=[1000.0])
    assert np.isnan(made.totals_km2("himars")).tolist() == [False, False, True, False]
    assert made.least("himars").km == 500.0
    assert method(made).endswith("1 of them could not be measured and is left out.")
    assert "could not be measured" not in method(found(reach))


def test_nothing_within_reach_is_no_fault(reach):
    made = found(reach, rows=[])
    assert made.reached("himars") == []
    assert made.most("himars").area_km2 == 0
