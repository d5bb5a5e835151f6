"""A buffer that is not proven to what was asked says so wherever it goes."""

import importlib
import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace

import geopandas
import pytest
import shapely
from shapely import LineString

from rangemap.analysis.comparison import compare, shortest_and_longest
from rangemap.analysis.depth import depth
from rangemap.analysis.disputes import disputes
from rangemap.analysis.origin_geometry import _setback_line
from rangemap.analysis.reach import BUFFER_COLUMNS, UNION, compute
from rangemap.analysis.story import story
from rangemap.analysis.thresholds import thresholds
from rangemap.export.comparison import COMPARISON
from rangemap.export.depth import DEPTH
from rangemap.export.disputes import DISPUTES
from rangemap.export.reach import REACH
from rangemap.figures.options import FigureOptions
from rangemap.geodesy.proven import proven_buffers
from rangemap.scenario.origins import BorderOrigin, PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.scenario.units import parse_length
from rangemap.wording import comparison as comparison_words
from rangemap.wording import depth as depth_words
from rangemap.wording import disputes as disputes_words
from rangemap.wording import story as story_words
from rangemap.wording.figure import notes
from rangemap.wording.reach import caption_line, summary, table
from rangemap.wording.remarks import data_remarks, remarks

LINE = ShapeOrigin(LineString([(34.0, 51.9), (35.0, 51.3)]), "a line")
SAID = "The edge of the reach at 80 km (50 mi) is proven to 10 m, not to 1 m."


@pytest.fixture
def unproven(monkeypatch):
    """Fronts that are proven to 9.4 m, whatever is asked for; rings as always."""
    monkeypatch.setattr(
        importlib.import_module("rangemap.geodesy.buffer"),
        "proven_buffers",
        lambda *asked: [each._replace(bound_m=9.4) for each in proven_buffers(*asked)],
    )
    _setback_line.cache_clear()
    yield
    _setback_line.cache_clear()


def measured(*origins, weapons=("himars",), **asked):
    return compute(Scenario(origins or (LINE,), weapons=weapons, **asked))


@pytest.mark.usefixtures("unproven")
def test_the_frame_tells_the_bound_of_each_buffer():
    reach = measured(LINE, PointOrigin(51.0, 34.7, "Sumy"))
    assert "bound_m" in BUFFER_COLUMNS
    assert dict(zip(reach.buffers["origin"], reach.buffers["bound_m"], strict=True)) == {
        "a line": 9.4,
        "Sumy": 1.0,
        UNION: 9.4,
    }


@pytest.mark.usefixtures("unproven")
def test_every_output_that_names_its_sources_says_it():
    reach = measured()
    assert remarks(reach) == [SAID]
    document = summary(reach)
    assert document["remarks"] == [SAID]
    assert document["buffers"] == [
        {"weapon": "himars", "range_km": 80.4672, "origin": UNION, "bound_m": 9.4},
        {"weapon": "himars", "range_km": 80.4672, "origin": "a line", "bound_m": 9.4},
    ] or document["buffers"] == [
        {"weapon": "himars", "range_km": 80.4672, "origin": "a line", "bound_m": 9.4},
        {"weapon": "himars", "range_km": 80.4672, "origin": UNION, "bound_m": 9.4},
    ]
    geojson = json.loads(REACH.file(reach, ".geojson"))
    assert geojson["remarks"] == [SAID]
    assert {
        each["properties"]["bound_m"]
        for each in geojson["features"]
        if each["properties"]["kind"] == "buffer"
    } == {9.4}
    assert SAID in table(reach)
    for suffix in (".csv", ".kml", ".html"):
        assert SAID in REACH.file(reach, suffix).decode().replace("\u00a0", " ")
    assert SAID in notes(reach, "")[0]


@pytest.mark.usefixtures("unproven")
def test_a_geopackage_says_it(tmp_path):
    file = tmp_path / "reach.gpkg"
    file.write_bytes(REACH.file(measured(), ".gpkg"))
    with closing(sqlite3.connect(file)) as database:
        bounds = database.execute("SELECT DISTINCT bound_m FROM buffers").fetchall()
        about = database.execute("SELECT metadata FROM gpkg_metadata").fetchall()
    assert bounds == [(9.4,)]
    assert any(SAID in text for (text,) in about)


@pytest.mark.usefixtures("unproven")
@pytest.mark.parametrize(
    ("language", "said"),
    [("uk", "доведено лише до 10\u00a0м"), ("ru", "доказана лишь до 10\u00a0м")],
)
def test_pages_and_tables_say_it_in_the_language_and_data_in_english(language, said):
    reach = measured(language=language)
    assert said in table(reach)
    assert said in REACH.file(reach, ".html").decode()
    assert summary(reach)["remarks"] == [SAID]


@pytest.mark.usefixtures("unproven")
def test_what_builds_on_buffers_says_it_too():
    other = measured(PointOrigin(51.0, 34.7), weapons=("himars",))
    assert remarks(other) == []
    for change in (compare(measured(), other), compare(other, measured())):
        assert COMPARISON.summary(change)["remarks"] == [SAID]
        assert SAID in COMPARISON.table(change)
        for suffix in (".csv", ".geojson"):
            assert SAID in COMPARISON.file(change, suffix).decode()
    both = shortest_and_longest(measured(weapons=("himars", "atacms")))
    assert len(COMPARISON.summary(both)["remarks"]) == 2
    counted = depth(measured())
    assert DEPTH.summary(counted)["remarks"] == [SAID]
    assert SAID in DEPTH.table(counted)
    found = disputes(Scenario((LINE,), weapons=("himars",)))
    assert SAID in DISPUTES.summary(found)["remarks"]
    assert SAID in DISPUTES.table(found)


@pytest.mark.usefixtures("unproven")
def test_a_line_that_is_set_back_says_how_well():
    reach = measured(BorderOrigin(start_km=300.0, end_km=400.0, setback=parse_length("20 km")))
    assert list(reach.origins["bound_m"]) == [9.4]
    assert "The line set back from the border is proven to 10 m, not to 1 m." in remarks(reach)


@pytest.mark.usefixtures("unproven")
def test_a_wide_bound_widens_the_error_that_digits_follow():
    """A range of one's own has no rounding: only the bound says how far its ring may be off."""
    asked = {"weapons": (CustomRange("exact", parse_length("0.2 km")),)}
    at = PointOrigin(51.0, 34.7)
    assert measured(LINE, **asked).range_error_km("exact") == 0.0094
    assert measured(at, **asked).range_error_km("exact") == 0.001
    assert measured(at).range_error_km("himars") == pytest.approx(0.8047 + 0.001, abs=1e-4)


def test_what_is_proven_needs_no_remark():
    reach = measured(LINE, weapons=("himars", "atacms"))
    assert remarks(reach) == data_remarks(reach) == summary(reach)["remarks"] == []
    assert (reach.buffers["bound_m"] <= 1.0).all()
    assert not re.search("proven", table(reach))


@pytest.mark.parametrize(
    ("country", "boxes", "wanted"),
    [
        ("RU", None, []),
        ("UA", None, []),
        ("all", None, ["beyond these regions too", "in these regions alone"]),
        ("RU", (35, 51, 36, 52), ["all of Russia, and in no other", "in these regions alone"]),
        ("UA", (35, 51, 36, 52), ["all of Ukraine, and in no other", "in these regions alone"]),
        ("all", (20, 40, 60, 62), ["Russia, Ukraine and Belarus", "in these regions alone"]),
    ],
)
def test_reach_and_thresholds_tell_apart_which_places_they_count(country, boxes, wanted):
    """In the regions that thresholds measure; in all of the country that a reach is asked of."""
    scenario = Scenario((PointOrigin(51.9, 33.2),), ("atacms",), country=country)
    own = boxes and geopandas.GeoDataFrame(
        {"region": ["A"], "name": ["Ay"]}, geometry=[shapely.box(*boxes)], crs=4326
    )
    reach, measured = compute(scenario, own), thresholds(scenario, own)
    told = [*remarks(reach), *remarks(measured)]
    assert [any(words in each for each in told) for words in wanted] == [True] * len(wanted)
    assert len(told) == len(wanted)
    assert remarks(reach, has_places=False) == []
    counted = measured.curve([reach.widest.range_km])["towns"].iloc[0]
    assert counted == len(reach.places) or told


def test_only_what_counts_places_says_where():
    """ATACMS reaches into Belarus from there, HIMARS does not; of two places people are told."""
    near, far = (
        compute(Scenario((PointOrigin(51.9, 33.2),), (weapon,), country="all"))
        for weapon in ("himars", "atacms")
    )
    elsewhere = compute(replace(far.scenario, origins=(PointOrigin(51.0, 34.7),)))
    said = "Places are counted in Russia, Ukraine and Belarus"
    versus = compare(far, elsewhere)
    for counts in (
        table(far),
        comparison_words.table(versus),
        COMPARISON.picture(versus, FigureOptions()).alternative,
    ):
        assert said in counts
    told = story([near.scenario, far.scenario])
    change = COMPARISON.picture(compare(far, near), FigureOptions())
    for does_not in (
        caption_line(far),
        change.caption,
        change.alternative,
        change.source,
        comparison_words.table(compare(near, far)),
        depth_words.table(depth(far)),
        disputes_words.table(disputes(far.scenario)),
        *story_words.notes(told),
        story_words.caveat(told),
        *story_words.summary(told)["remarks"],
    ):
        assert "Places are counted" not in does_not
