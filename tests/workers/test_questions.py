"""What workers are asked: the numbers of the package itself, without its shapes."""

import json
from dataclasses import replace
from inspect import getmembers, isfunction

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from rangemap.analysis.depth import depth
from rangemap.analysis.disputes import disputes
from rangemap.analysis.reach import compute
from rangemap.analysis.thresholds import thresholds
from rangemap.errors import DataError, LayerError, ScenarioError
from rangemap.figures.palette import STYLES
from rangemap.scenario.origins import BorderOrigin, PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.scenario.units import parse_length
from rangemap.web.mapdata import scene_data
from rangemap.wording.reach import caption, headline
from rangemap.wording.remarks import remarks
from rangemap.workers import parcels, questions
from rangemap.workers.questions import Own, OwnRegions
from rangemap.world.regions import UNNAMED, Regions

TWO = Scenario(
    (PointOrigin(51.0, 34.7, "Sumy"), PointOrigin(50.3, 36.9, "Vovchansk")),
    language="uk",
)


def travelled(answer):
    """An answer as it comes out of its parcel."""
    return parcels.unpacked(parcels.packed_answer(answer))


def test_a_view_has_the_numbers_and_the_scene_of_the_reach():
    reach, view = compute(TWO), travelled(questions.view(TWO, None, "dark"))
    assert view.reach.findings == reach.findings
    pd.testing.assert_frame_equal(view.reach.totals(), reach.totals())
    assert view.scene == json.loads(json.dumps(scene_data(reach, STYLES["dark"])))
    for said in (caption, headline, remarks):
        assert said(view.reach) == said(reach)


def test_no_shape_leaves_a_worker():
    for answer in (
        questions.view(TWO, None, "light"),
        questions.comparison(TWO, None, None),
        questions.disputes(TWO, None),
        questions.depth(TWO, None, "light"),
    ):
        parcel = parcels.packed_answer(answer)
        assert b"shapely" not in parcel
        assert b"geopandas" not in parcel
        assert len(parcel) < 500_000


def test_analyses_are_those_of_the_package():
    curves = travelled(questions.curves(TWO, None, "light"))
    pd.testing.assert_frame_equal(curves.thresholds.regions, thresholds(TWO).regions)
    found = travelled(questions.disputes(TWO, None))
    pd.testing.assert_frame_equal(found.totals, disputes(TWO).totals)
    counted = travelled(questions.depth(TWO, None, "light")).depth
    areas = depth(compute(TWO)).areas
    pd.testing.assert_frame_equal(counted.areas, pd.DataFrame(areas.drop(columns="geometry")))


def test_regions_of_ones_own_travel_packed_and_are_told_apart_by_their_key():
    square = gpd.GeoDataFrame(
        {"region": ["S"], "name": ["Square"]},
        geometry=[shapely.box(35, 51, 36, 52)],
        crs="EPSG:4326",
    )
    named = replace(UNNAMED, title="square.geojson")
    own = OwnRegions.of(Regions(square, named), "square")
    view = travelled(questions.view(TWO, Own(own), "light"))
    assert view.reach.findings == compute(TWO, square).findings
    assert view.reach.sources[0].title == "square.geojson"
    assert own == OwnRegions("square", b"") != OwnRegions("other", own.packed)


RANGES = tuple(CustomRange(f"R{n}", parse_length(f"{100 + n} m")) for n in range(20))
LINE = shapely.LineString([(30 + n / 1000, 50) for n in range(2_000)])


@pytest.mark.parametrize(
    ("scenario", "is_long"),
    [
        (TWO, False),
        (Scenario((BorderOrigin(),)), False),
        (Scenario((BorderOrigin("RU", 100.0, 200.0, parse_length("20 km")),)), False),
        (Scenario(tuple(PointOrigin(50, 30 + n / 99) for n in range(99)), weapons=RANGES), True),
        (Scenario((BorderOrigin(),), weapons=RANGES), True),
        (Scenario((ShapeOrigin(LINE),)), True),
        (Scenario(tuple(BorderOrigin(setback=parse_length(f"{n} km")) for n in (9, 8, 7))), True),
    ],
)
def test_what_is_likely_to_take_long_is_told_before(scenario, is_long):
    assert questions.is_long(scenario) is is_long


@pytest.mark.parametrize(
    "error",
    [
        ScenarioError("no", reason="any", count=3),
        DataError("/a/folder/of/ours.fgb", "is damaged"),
        LayerError("has two layers", ("a", "b")),
    ],
)
def test_a_refusal_travels_with_all_that_it_tells(error):
    got = travelled(error)
    assert (type(got), str(got), vars(got)) == (type(error), str(error), vars(error))


def test_every_file_is_made_by_a_worker():
    makers = dict(getmembers(questions, isfunction))
    for name, suffixes in {
        "file": (".csv", ".toml", ".geojson"),
        "thresholds_file": (".csv",),
        "disputes_file": (".csv",),
        "depth_file": (".csv", ".svg"),
    }.items():
        for suffix in suffixes:
            assert travelled(makers[name](TWO, None, suffix))
    assert travelled(questions.comparison_file(TWO, None, ".csv", None)).count(b"\n") > 3
