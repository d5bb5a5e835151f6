"""What Python sends to the scripts of pages has the names by which these read it."""

import json
import re
from pathlib import Path

import pytest
import shapely

from rangemap import PointOrigin, Scenario, compute, depth, disputes, thresholds
from rangemap.analysis.thresholds import curve_errors
from rangemap.figures.palette import STYLES
from rangemap.page import mapview
from rangemap.scenario.origins import BorderOrigin, ShapeOrigin
from rangemap.web.bars import depth_bars, dispute_bars
from rangemap.web.depth import depth_legend, depth_parts
from rangemap.web.ground import detail_data, ground_data
from rangemap.web.legend import legend_data
from rangemap.web.mapdata import scene_data
from rangemap.web.thresholds import curve_data

STATIC = Path(__file__).parents[2] / "app/static"
STYLE = STYLES["light"]
OTHERS = (
    BorderOrigin("RU", 300.0, 310.0),
    ShapeOrigin(shapely.LineString([(34.5, 50.8), (34.8, 50.9)]), "a line"),
)


@pytest.fixture(scope="module")
def words():
    """Every word of the scripts."""
    texts = [each.read_text(encoding="utf-8") for each in STATIC.glob("*.js")]
    return {word for text in texts for word in re.findall(r"\w+", text)}


def fields(data):
    """The names of all fields of plain data, at any depth."""
    if isinstance(data, dict):
        yield from data
        data = list(data.values())
    if isinstance(data, list | tuple):
        for each in data:
            yield from fields(each)


def test_every_field_that_is_sent_is_one_that_a_script_reads(words):
    scenario = Scenario((PointOrigin(51.0, 34.7, "Sumy"), PointOrigin(50.3, 36.9, "Vovchansk")))
    reach = compute(scenario)
    counted, found, measured = depth(reach), disputes(scenario), thresholds(scenario)
    sent = [
        *(json.loads(each()) for each in (ground_data, detail_data)),
        scene_data(reach, STYLE),
        scene_data(compute(Scenario(OTHERS)), STYLE),
        legend_data(reach, STYLE),
        depth_legend(counted, STYLE),
        *depth_parts(counted, STYLE),
        *(depth_bars(counted, each, STYLE) for each in reach.ranges),
        *(dispute_bars(found, each, STYLE) for each in found.weapons),
        curve_data(measured, curve_errors(measured), STYLE),
    ]
    named = {name for data in sent for name in fields(data)}
    assert {"bands", "at", "rows", "origins"} & named
    assert {
        name for name in named if name not in words and not re.match("[A-Z]{2}(-|$)", name)
    } == set()


@pytest.mark.parametrize("embedded", [False, True])
def test_what_stands_on_every_map_has_names_that_a_script_reads(words, embedded):
    sent = mapview.furniture("uk", embedded=embedded)
    named = {*sent, *sent["words"]}
    assert {"map", "directions"} <= named
    assert named <= words
