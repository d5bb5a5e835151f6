"""What the page's curve, bars and map layer are told to draw, against what was measured."""

import re
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from rangemap import geodesy
from rangemap.analysis.depth import depth
from rangemap.analysis.disputes import disputes
from rangemap.analysis.reach import compute
from rangemap.analysis.thresholds import curve_errors, thresholds
from rangemap.figures.palette import STYLES
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.scenario.units import parse_length
from rangemap.web.bars import depth_bars, dispute_bars
from rangemap.web.depth import depth_legend, depth_parts
from rangemap.web.mapdata import SCENE_DECIMALS
from rangemap.web.thresholds import _numbers, curve_data
from rangemap.wording.depth import count_class
from rangemap.wording.disputes import share_span
from rangemap.wording.language import language_of
from rangemap.wording.quantities import area_span, area_text, distance_text, share_text
from rangemap.wording.thresholds import sentence
from rangemap.world import boundaries
from rangemap.world.catalog import bundled_catalog

SUMY, KHARKIV = PointOrigin(51.0, 34.7, "Sumy"), PointOrigin(49.99, 36.23, "Kharkiv")
LIGHT = STYLES["light"]
FEW = ("RU-KRS", "RU-BEL", "RU-MOW")


@pytest.fixture(scope="module")
def reach():
    return compute(Scenario((SUMY, KHARKIV)))


@pytest.fixture(scope="module")
def measured():
    long = CustomRange("Long", parse_length("1200 km"))
    return thresholds(Scenario((SUMY,), weapons=("atacms", "himars", long)), only=FEW)


@pytest.fixture(scope="module")
def told(measured):
    errors = curve_errors(measured)
    return curve_data(measured, errors, LIGHT)


def unpacked(curve, length):
    steps = np.zeros(length)
    steps[curve["start"] : curve["start"] + len(curve["steps"])] = curve["steps"]
    return curve["unit"] * np.cumsum(steps)


def test_a_curve_unpacks_to_what_was_measured(measured, told):
    at = np.array(told["at"])
    for each, km in zip(told["marks"], (80.4672, 305.77536), strict=True):
        at[each["index"]] = km  # which the page has to ten centimetres
    exact = measured.curve(at)
    series = {each["key"]: each for each in told["series"]}
    assert list(series) == ["total", "towns", "people", *(f"region {code}" for code in FEW)]
    for key, each in series.items():
        column = {"total": "total_km2"}.get(key, key.removeprefix("region "))
        assert unpacked(each, len(at)) == pytest.approx(exact[column].to_numpy(), abs=0.06)
    whole = {key: each["area"] for key, each in series.items() if "area" in each}
    for key, area in whole.items():
        assert unpacked(series[key], len(at))[-1] == area


def test_published_ranges_are_marked_where_they_are_and_longer_ones_are_not(told):
    marks = [(told["at"][each["index"]], each["label"]) for each in told["marks"]]
    assert marks == [(80.4672, "HIMARS 80 km (50 mi)"), (305.7754, "ATACMS 306 km (190 mi)")]
    assert [each["ink"] for each in told["marks"]] == [LIGHT.text_ink(0), LIGHT.text_ink(1)]


def test_at_a_mark_the_curve_says_what_reach_says(told):
    scenario = Scenario((SUMY,), weapons=("himars", "atacms"))
    reached = compute(scenario, boundaries.regions().query("region in @FEW"))
    series = {each["key"]: each for each in told["series"]}
    rows = {(row["weapon"], row["region"]): row for row in reached.findings}
    assert len(rows) == 4
    for number, weapon in enumerate(scenario.weapons):
        total = reached.total(weapon)
        area = area_text(total["reached_km2"], "en", total["reached_error_km2"])
        assert series["total"]["told"][number] == area
        for code in FEW:
            row = rows.get((weapon, code))
            said = row and (
                f"{share_text(row['share'], 'en', row['share_error'])}, "
                f"{area_text(row['reached_km2'], 'en', row['reached_error_km2'])}"
            )
            assert series[f"region {code}"]["told"][number] == (said or "")


def test_regions_of_ones_own_may_be_called_anything_and_have_no_town(measured, told):
    names = ("towns", "total", "people")
    errors = curve_errors(measured)
    own = replace(
        measured,
        towns=measured.towns.head(0),
        regions=measured.regions.assign(region=names),
        outlines=measured.outlines.assign(region=names),
        meshes=dict(zip(names, measured.meshes.values(), strict=True)),
    )
    renamed = replace(
        errors,
        regions={name: errors.regions[code] for name, code in zip(names, FEW, strict=True)},
        meshes=own.meshes,
    )
    series = curve_data(own, renamed, LIGHT)["series"]
    assert [each.pop("key") for each in series] == ["total", *(f"region {name}" for name in names)]
    bundled = [each for each in told["series"] if each["key"] not in ("towns", "people")]
    assert series == [{k: v for k, v in each.items() if k != "key"} for each in bundled]


def test_few_regions_are_told_one_by_one(measured):
    assert sentence(measured).count("to the nearest point of") == 3
    assert "first region" not in sentence(measured)
    far = thresholds(Scenario((SUMY,)), only=("RU-KL", "RU-TA"))
    told = sentence(far).split(". ")
    assert re.fullmatch(
        r"From Sumy, it is \d+ km to the nearest point of the Republic of Kalmykia; "
        r"half of it lies within 931 km, "
        r"and not all of it within 1,000 km",
        told[0],
    )
    assert re.fullmatch(
        r"From Sumy, it is \d+ km to the nearest point of the Republic of Tatarstan; "
        r"not half of it lies within 1,000 km\.",
        told[1],
    )


def test_bars_of_disputes_run_from_the_least_share_to_the_greatest():
    found = disputes(Scenario((SUMY,)))
    drawn = dispute_bars(found, bundled_catalog()["atacms"], LIGHT)
    rows = found.regions[found.regions["weapon"] == "atacms"]
    assert [each["from"] for each in drawn["rows"]] == list(rows["least_share"])
    assert [each["to"] for each in drawn["rows"]] == list(rows["greatest_share"])
    assert all(each["from"] <= each["dot"] <= each["to"] for each in drawn["rows"])
    assert drawn["rows"][0]["text"] == "83–91 %"


@pytest.mark.parametrize(
    ("least", "greatest", "shown"),
    [
        (0.0, 0.026, "0–3 %"),
        (0.008, 0.016, "0–2 %"),
        (0.0, 0.009, "under 1 %"),
        (0.412, 0.414, "41 %"),
        (0.9, 1.0, "90–100 %"),
        (1.0, 1.0, "all"),
    ],
)
def test_an_interval_of_shares_says_no_more_than_its_ends(least, greatest, shown):
    row = {"least_share": least, "greatest_share": greatest}
    assert share_span(row, language_of("en")) == shown


def test_bars_of_depth_are_its_areas(reach):
    counted = depth(reach)
    widest = reach.widest
    drawn = depth_bars(counted, widest, LIGHT)
    areas = counted.areas[counted.areas["weapon"] == widest.weapon]["area_km2"].to_numpy()
    assert [each["to"] for each in drawn["rows"]] == pytest.approx(areas / areas.max())
    assert [each["ink"] for each in drawn["rows"]] == [
        LIGHT.share_ink(1, 0),
        LIGHT.share_ink(1, 4),
    ]


@pytest.mark.parametrize(
    ("most", "classes"),
    [(1, [4]), (2, [0, 4]), (3, [0, 2, 4]), (5, [0, 1, 2, 3, 4]), (6, [0, 1, 2, 2, 3, 4])],
)
def test_counts_fall_into_classes_from_the_weakest_to_the_strongest(most, classes):
    assert [count_class(count, most) for count in range(1, most + 1)] == classes


def test_the_map_shades_what_depth_measured(reach):
    counted = depth(reach)
    parts = depth_parts(counted, LIGHT)
    areas = counted.areas[counted.areas["weapon"] == "atacms"]
    for count, area_km2 in zip(areas["origins"], areas["area_km2"], strict=True):
        fill = LIGHT.share_ink(1, count_class(count, 2))
        shapes = [shape(each["shape"]) for each in parts if each["fill"] == fill]
        shown_km2 = sum(geodesy.area_m2(each) for each in shapes) / 1e6
        assert shown_km2 == pytest.approx(area_km2, rel=0.01)
        assert gpd.GeoSeries(shapes).is_valid.all()
    assert len(depth_legend(counted, LIGHT)["rows"]) == 2


def shape(packed):
    """A polygon or polygons from nested lists of steps."""
    if isinstance(packed[0], int):
        return np.cumsum(np.array(packed).reshape(-1, 2), axis=0) / 10**SCENE_DECIMALS
    inner = [shape(each) for each in packed]
    if isinstance(inner[0], np.ndarray):
        return shapely.Polygon(inner[0], inner[1:])
    return shapely.MultiPolygon(inner)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_curve_writes_its_quantities_as_they_are_written_elsewhere(code):
    forms = _numbers(language_of(code))
    assert forms["km"].format(n="5") == distance_text(5, code)
    assert forms["km2"].format(n="5") == area_text(5, code)
    assert forms["percent"].format(n="50") == share_text(0.5, code)
    assert forms["all"] == share_text(1.0, code)
    low, high = forms["km2"].format(n=forms["span"].format(low="5", high="7")), "7"
    assert low == area_span((5.0, 0.0), (7.0, 0.0), code)
    assert high in low
