"""The drawers of analyses, run without a browser: what each shows, and when it shows nothing."""

import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from rangemap.analysis.comparison import compare
from rangemap.analysis.depth import depth
from rangemap.analysis.disputes import disputes
from rangemap.analysis.reach import compute
from rangemap.analysis.thresholds import thresholds
from rangemap.export.comparison import COMPARISON
from rangemap.export.depth import DEPTH
from rangemap.export.disputes import DISPUTES
from rangemap.export.thresholds import THRESHOLDS
from rangemap.page.drawers import thresholds as drawer
from rangemap.page.words import FOLDER
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.wording.language import messages
from rangemap.wording.typography import bound

PAGE = Path(__file__).parents[2] / "app" / "main.py"
DRAWERS = ("thresholds", "disputes", "depth")
SUMY, VOVCHANSK = "point:51.0,34.7,Sumy", "point:50.3,36.9,Vovchansk"
TWO = (PointOrigin(51.0, 34.7, "Sumy"), PointOrigin(50.3, 36.9, "Vovchansk"))


@pytest.fixture
def visit():
    """Opens the page at an address, with drawers open from the start."""

    def opened(query, *drawers):
        test = AppTest.from_file(str(PAGE), default_timeout=300)
        for name, values in parse_qs(query).items():
            test.query_params[name] = values
        for key in drawers:
            test.session_state[key] = True
        page = test.run()
        assert not page.exception
        return page

    return opened


def elements(page, name):
    found = [each.proto for each in page.get("bidi_component")]
    return [json.loads(each.json)[0] for each in found if each.component_name == f"rangemap_{name}"]


def quotes(page):
    return [each["text"] for each in elements(page, "quote")]


def tables(page):
    return {each["caption"]: each for each in elements(page, "table")}


def said(page):
    return " ".join(each.value for each in (*page.caption, *page.markdown))


def test_a_closed_drawer_costs_nothing(visit):
    page = visit(f"origin={SUMY}&origin={VOVCHANSK}")
    sent = {name: len(elements(page, name)) for name in ("curve", "bars", "quote", "table")}
    assert sent == {"curve": 0, "bars": 0, "quote": 1, "table": 1}


@pytest.mark.parametrize(
    ("click", "here", "there"),
    [("two", TWO[:1], TWO[1:]), ("border", TWO, (BorderOrigin("RU"),))],
)
def test_one_click_compares_two_places_to_measure_from(visit, click, here, there):
    page = visit(f"origin={SUMY}&origin={VOVCHANSK}&weapon=himars&title=Two", "compare-False")
    page.button(key=f"with-{click}").click().run()
    assert not page.exception
    # the title was that of one reach, not of what two have apart
    assert Scenario.from_query("".join(page.query_params["before"])) == Scenario(there, ("himars",))
    assert "title" not in page.query_params
    after, before = (compute(Scenario(each, ("himars",))) for each in (here, there))
    found = COMPARISON.sentence(compare(before, after))
    assert "from here" in found
    assert bound(found) in quotes(page)
    table = tables(page)["Within range from here and from there, region by region"]
    assert [each["name"] for each in table["columns"]][1:4] == ["There", "Here", "Only here"]
    (drawn,) = elements(page, "map")
    assert drawn["told"]["finding"] == bound(found)
    assert drawn["legend"]["rows"][-1]["label"] == "There"


def test_open_drawers_say_what_the_package_measures(visit):
    page = visit(f"origin={SUMY}&origin={VOVCHANSK}", *DRAWERS)
    scenario = Scenario(TWO)
    measured, found, counted = thresholds(scenario), disputes(scenario), depth(compute(scenario))
    assert quotes(page)[1:] == [
        bound(each)
        for each in (
            THRESHOLDS.sentence(measured),
            DISPUTES.sentence(found),
            DEPTH.sentence(counted),
        )
    ]
    shown = tables(page)
    rows = shown["From which range on, region by region"]["rows"]
    assert [row[0][2] for row in rows] == list(measured.regions["region"])
    assert [row[1][1] for row in rows] == pytest.approx(list(measured.regions["first_km"]))
    half = [row[2][0] for row in rows if row[0][2] == "RU-KRS"]
    assert half == ["124 km"]
    atacms = shown["ATACMS: share of each region, from the least to the greatest figure"]
    widest = found.regions[found.regions["weapon"] == "atacms"].iloc[0]
    assert [cell[1] for cell in atacms["rows"][0][1:]] == pytest.approx(
        [widest["least_share"], widest["used_share"], widest["greatest_share"]]
    )
    assert "The Daily Beast, citing NBC News, 2023\\-09\\-22" in said(page)
    areas = counted.areas[counted.areas["weapon"] == "atacms"]["area_km2"]
    table = shown["Areas by how many launch points reach them"]
    assert [row[2][1] for row in table["rows"]] == pytest.approx(list(areas))
    assert table["foot"][0][2][1] == pytest.approx(areas.sum())
    assert table["foot"][1][2][1] == pytest.approx(areas.iloc[-1])


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_the_drawers_speak_the_language_of_the_page(visit, language):
    page = visit(f"origin={SUMY}&origin={VOVCHANSK}&except=RU-KRS&lang={language}", *DRAWERS)
    own = messages(FOLDER, language)
    shown = {each["caption"] for each in elements(page, "table")}
    assert own["thresholds.caption"] in shown
    assert own["depth.caption"] in shown
    english = {
        text
        for key, text in messages(FOLDER, "en").items()
        if key.partition(".")[0] in ("thresholds", "disputes", "depth") and isinstance(text, str)
    }
    everything = {*shown, *(each.value for each in (*page.caption, *page.markdown))}
    assert not everything & english
    assert elements(page, "curve")[0]["words"]["slider"] == own["thresholds.slider"]


def test_permitted_and_withheld_areas_are_told_apart_and_make_up_the_whole(visit):
    page = visit(f"origin={SUMY}&except=RU-KRS&except=RU-BEL", *DRAWERS)
    total, permitted, withheld = tables(page)["Regions within range"]["foot"]
    for column in (1, 2):
        shares, areas = (
            [row[column][place] for row in (permitted, withheld) if len(row[column]) == 4]
            for place in (1, 3)
        )
        assert sum(shares) == pytest.approx(1)
        assert sum(areas) == pytest.approx(total[column][1])
    assert permitted[1] == ["–", 0.0]
    assert withheld[2][0] == "44 %"
    assert said(page).count(messages(FOLDER, "en")["permission.aside"]) == 2  # depth has one point


def test_depth_is_counted_from_two_launch_points_on_and_up_to_fifty(visit):
    page = visit(f"origin={SUMY}", "depth")
    assert messages(FOLDER, "en")["depth.hint"] in said(page)
    assert not elements(page, "bars")
    many = "&".join(f"origin=point:51.{n:02d},34.7,P{n}" for n in range(51))
    page = visit(f"{many}&weapon=himars", "depth")
    assert "More than 50 launch points are too many to count by." in said(page)


def test_the_map_is_shaded_by_depth_only_while_its_drawer_asks_for_it(visit):
    page = visit(f"origin={SUMY}&origin={VOVCHANSK}", "depth", "depth-shown")
    shaded = {each["fill"] for each in elements(page, "map")[0]["parts"]}
    assert shaded == {row["ink"] for row in elements(page, "bars")[0]["rows"]}
    page.session_state["depth"] = False
    page.run()
    assert {each["fill"] for each in elements(page, "map")[0]["parts"]} != shaded


def test_where_nothing_is_reached_each_drawer_says_so(visit):
    far = "point:49.8,24.0,Lviv"
    page = visit(f"origin={far}&origin=point:49.7,24.0,Other&weapon=himars", *DRAWERS)
    lines = quotes(page)[1:]
    assert (
        "HIMARS reaches no Russian region, even at the greatest of the published figures"
        in lines[1]
    )
    assert lines[2].startswith("From Lviv and Other, HIMARS at its published range")
    assert not elements(page, "bars")
    page = visit("origin=point:-40,-70,Far&weapon=himars", *DRAWERS)
    assert messages(FOLDER, "en")["thresholds.far"] in said(page)
    assert not elements(page, "curve")


def test_a_range_of_ones_own_has_no_publications_to_differ(visit):
    page = visit(f"origin={SUMY}&range=Ours=40 km..120 km&range=Far=1200 km", *DRAWERS)
    assert "No range here is a published one." in quotes(page)
    assert "Minimum ranges are left out here" in said(page)
    assert "Longer than this plot: Far." in said(page)
    marks = elements(page, "curve")[0]["marks"]
    assert [each["label"] for each in marks] == ["Ours 120 km (75 mi)"]


def test_an_embedded_page_has_no_drawers(visit, monkeypatch):
    monkeypatch.setattr(ContextProxy, "is_embedded", True)
    page = visit(f"origin={SUMY}&origin={VOVCHANSK}", *DRAWERS)
    assert not page.expander
    assert not elements(page, "curve")


def test_regions_of_ones_own_are_measured_and_have_their_own_towns(visit):
    squares = [
        {
            "type": "Feature",
            "properties": {"region": key, "name": f"{key} {{{{7*7}}}}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 51], [x + 1, 51], [x + 1, 52], [x, 52], [x, 51]]],
            },
        }
        for key, x in (("towns", 34), ("total_km2", 36))
    ]
    content = json.dumps({"type": "FeatureCollection", "features": squares}).encode()
    page = visit(f"origin={SUMY}&origin={VOVCHANSK}", "own-regions-box", *DRAWERS)
    page.file_uploader(key="own-regions-file").set_value(("o.json", content, "application/json"))
    next(each for each in page.button if each.label == "Measure these regions").click()
    page.run()
    assert not page.exception
    series = elements(page, "curve")[0]["series"]
    keys = ["total", "towns", "people", "region towns", "region total_km2"]
    assert [each["key"] for each in series] == keys
    assert 0 < sum(series[1]["steps"]) < 30  # towns in the squares, not in all of Russia
    assert [each["name"] for each in series[3:]] == ["towns {{7*7}}", "total_km2 {{7*7}}"]
    assert "it is 0\u00a0km to the nearest point of towns {{7*7}}; half" in quotes(page)[1]
    assert "of the regions" in quotes(page)[2]


def test_more_regions_than_a_page_can_measure_at_every_range_are_told(visit, monkeypatch):
    page = visit(f"origin={SUMY}", "thresholds")
    monkeypatch.setattr(drawer, "_MAX_REGIONS", 40)
    page.run()
    assert "regions are too many for this drawer" in said(page)
    assert not elements(page, "curve")
