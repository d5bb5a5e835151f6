"""By how much shares in files of disputes may be off, against each figure as a scenario."""

import csv
import io

import pytest

from rangemap.analysis.disputes import disputes
from rangemap.analysis.reach import compute
from rangemap.export.disputes import DISPUTES
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario, parse_range

SUMY = (PointOrigin(51.0, 34.7),)
FIGURES = {"least": "180 mi", "used": "190 mi", "greatest": "306 km"}


def test_errors_of_shares_are_those_of_each_figure_and_none_where_nothing_is_reached():
    found = disputes(Scenario(SUMY, ("atacms",)))
    rows = csv.DictReader(io.StringIO(DISPUTES.file(found, ".csv").decode("utf-8-sig")))
    by_region = {row["region"]: row for row in rows if row["kind"] == "region"}
    out_of_reach = 0
    for figure, length in FIGURES.items():
        reach = compute(Scenario(SUMY, (parse_range(f"x={length}"),)))
        exact = dict(zip(reach.reached["region"], reach.reached["share_error"], strict=True))
        for region, row in by_region.items():
            error = float(row[f"{figure}_share_error"])
            assert error == pytest.approx(exact.get(region, 0.0), rel=1e-6), (figure, region)
            if float(row[f"{figure}_share"]) == 0:
                assert error == 0
                out_of_reach += 1
    assert out_of_reach > 0
