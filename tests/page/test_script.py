"""The page run without a browser: what it shows for what the controls say."""

import json
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from rangemap.page.words import FOLDER
from rangemap.wording.language import messages
from rangemap.wording.typography import bound

PAGE = Path(__file__).parents[2] / "app" / "main.py"


def texts(language, group):
    named = messages(FOLDER, language)
    return {text for name, text in named.items() if name.startswith(f"{group}.")}


@pytest.fixture
def page():
    test = AppTest.from_file(str(PAGE), default_timeout=300)
    return test.run()


def elements(page, name):
    """What the page's own elements of that name are told to show."""
    found = [each.proto for each in page.get("bidi_component")]
    return [json.loads(each.json)[0] for each in found if each.component_name == f"rangemap_{name}"]


def quote(page):
    return elements(page, "quote")[0]["text"]


def opened(page, key):
    """The page after a click on the expander of that key."""
    page.session_state[key] = True
    return page.run()


def button(page, label):
    return next(each for each in page.button if each.label == label)


def test_the_first_page_runs_and_says_what_it_found(page):
    assert not page.exception
    assert "reaches about 126,000\u00a0km² of nine Russian regions" in quote(page)
    table = elements(page, "table")[0]
    assert table["rows"][0][0][0] == "Bryansk Oblast"
    reached = [[row[2][3] for row in table["rows"]], table["foot"][0][2][1]]
    assert sum(reached[0]) == pytest.approx(reached[1])


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("HIMARS from Kharkiv’s border", "From Kharkiv’s border, HIMARS"),
        ("ATACMS from Sumy’s border", "From Sumy’s border, ATACMS"),
        ("The whole border, before and after", "From Ukraine’s border with Russia, HIMARS"),
    ],
)
def test_each_ready_scenario_opens(page, label, said):
    button(page, label).click().run()
    assert not page.exception
    assert quote(page).startswith(said)
    (drawn,) = elements(page, "map")
    assert [each["led"] for each in drawn["origins"]] == [True]  # by the control along the border


def test_the_address_holds_the_scenario_after_every_change(page):
    assert page.query_params["weapon"] == ["himars", "atacms"]
    page.button_group(key="weapons").set_value(["atacms"]).run()
    assert page.query_params["weapon"] == "atacms"
    page.button_group(key="language").set_value("uk").run()
    assert page.query_params["lang"] == "uk"


@pytest.mark.parametrize(
    ("language", "heading", "ready"),
    [
        ("uk", "Точки пуску", "ATACMS від сумського кордону"),
        ("ru", "Точки пуска", "ATACMS от сумской границы"),
    ],
)
def test_the_whole_page_speaks_the_language_and_ready_scenarios_keep_it(
    page, language, heading, ready
):
    page.button_group(key="language").set_value(language).run()
    button(page, ready).click().run()
    assert not page.exception
    assert page.query_params["lang"] == language
    assert heading in [each.value for each in page.header]
    assert elements(page, "map")[0]["language"] == language
    assert elements(page, "table")[0]["lang"] == language
    assert page.text_input(key="name-0").value in texts(language, "preset")
    said = {each.label for each in (*page.button, *page.toggle, *page.expander)}
    assert not said & (texts("en", "points") | texts("en", "files"))


def test_a_first_visit_speaks_the_language_of_the_browser(monkeypatch):
    monkeypatch.setattr(ContextProxy, "locale", "uk-UA")
    test = AppTest.from_file(str(PAGE), default_timeout=300).run()
    assert test.title[0].value == messages(FOLDER, "uk")["intro.title"]
    assert test.query_params["lang"] == "uk"


def test_ranges_without_names_are_offered_by_their_lengths_in_the_language():
    test = AppTest.from_file(str(PAGE), default_timeout=300)
    test.query_params["origin"], test.query_params["lang"] = "point:50.9,34.8,", "uk"
    test.query_params["range"] = ["60km=60 km", "70 km..300 km=70 km..300 km"]
    test.run()
    pills = [
        each.replace("\N{NO-BREAK SPACE}", " ") for each in test.button_group(key="weapons").options
    ]
    assert [each for each in pills if "ваша" in each] == ["60 км · ваша", "від 70 до 300 км · ваша"]
    _, *columns = elements(test, "table")[0]["columns"]
    named = [each["name"].replace("\N{NO-BREAK SPACE}", " ") for each in columns[:2]]
    assert named == ["60 км", "від 70 до 300 км"]


@pytest.mark.parametrize(
    ("asked", "caveat"),
    [
        ({"weapon": ["himars"]}, "Maximum published range. Not a prediction."),
        ({"range": ["60 km"]}, "Range assumed here, not a published one. Not a prediction."),
    ],
)
def test_a_page_without_points_says_whose_the_chosen_ranges_are(asked, caveat):
    test = AppTest.from_file(str(PAGE), default_timeout=300)
    for name, values in ({"origin": ["point:50.9,34.8,"]} | asked).items():
        test.query_params[name] = values
    test.run()
    test.button(key="remove-all").click().run()
    assert not test.exception
    assert elements(test, "map")[0]["origins"] == []
    assert any(each.value.startswith(caveat) for each in test.caption)


def test_a_link_with_a_language_alone_is_a_first_visit_in_it():
    test = AppTest.from_file(str(PAGE), default_timeout=300)
    test.query_params["lang"] = "ru"
    test.run()
    assert test.title[0].value == messages(FOLDER, "ru")["intro.title"]
    assert not test.info
    assert test.query_params["lang"] == "ru"
    assert test.query_params["origin"] == "point:51.0,34.7,"


def test_disputed_figures_show_as_bands_where_asked_for(page):
    assert "band" not in elements(page, "map")[0]
    page.toggle(key="band").set_value(True).run()
    assert [each["weapon"] for each in elements(page, "map")[0]["band"]] == ["himars", "atacms"]
    assert any("Band:" in each.value for each in page.caption)


def test_the_map_tells_its_finding_to_who_cannot_see_it(page):
    assert bound(elements(page, "map")[0]["alt"]) in quote(page)
    button(page, "Remove all").click().run()
    assert elements(page, "map")[0]["alt"] == "No launch point is chosen."


def test_the_last_range_stays(page):
    page.button_group(key="weapons").set_value([]).run()
    assert "at least one range" in page.info[0].value
    assert page.query_params["weapon"] == ["himars", "atacms"]


def test_without_a_launch_point_the_page_says_what_to_do(page):
    button(page, "Remove all").click().run()
    assert not page.exception
    assert any("Choose a launch point" in each.value for each in page.header)
    assert not elements(page, "table")
    button(page, "Undo").click().run()
    assert "nine Russian regions" in quote(page)


def test_a_setback_that_is_impossible_is_told_and_can_be_mended(page):
    page.button_group(key="along").set_value("stretch").run()
    page.number_input(key="setback").set_value(300.0).run()
    assert not page.exception
    page.number_input(key="setback").set_value(20.0).run()
    assert not page.error
    assert "border:RU,152.0:573.0,20 km," in page.query_params["origin"]


@pytest.mark.parametrize(
    ("language", "told", "found"),
    [
        ("", "cannot be opened", "nine Russian regions"),
        ("uk", "не відкривається", "дев’яти регіонах Росії"),
    ],
)
def test_a_broken_link_opens_a_ready_scenario_with_a_notice_in_its_language(language, told, found):
    test = AppTest.from_file(str(PAGE), default_timeout=300)
    test.query_params["origin"] = "point:134,34.7,"
    if language:
        test.query_params["lang"] = language
    test.run()
    assert not test.exception
    assert told in test.info[0].value
    assert found in quote(test)


def test_a_link_with_a_slip_opens_and_tells_what_was_left_out():
    test = AppTest.from_file(str(PAGE), default_timeout=300)
    test.query_params["origin"] = "point:51.0,34.7,"
    test.query_params["weapn"] = "himars"
    test.run()
    assert not test.exception
    assert "weapn" in test.info[0].value
    assert "nine Russian regions" in quote(test)


def test_a_range_of_ones_own_needs_a_number(page):
    opened(page, "custom")
    next(each for each in page.button if each.key and "custom" in each.key).click().run()
    assert "Give the range as a number" in page.info[0].value


@pytest.mark.parametrize(
    ("unit", "label"), [("km", "120 km"), ("mi", "120 mi"), ("nmi", "120 nmi")]
)
def test_a_range_of_ones_own_is_measured_in_its_unit_and_from_its_minimum(page, unit, label):
    opened(page, "custom")
    page.text_input(key="custom-name").set_value("Ours")
    page.number_input(key="custom-range").set_value(120.0)
    page.number_input(key="custom-minimum").set_value(40.0)
    page.selectbox(key="custom-unit").set_value(unit)
    next(each for each in page.button if each.key and "custom" in each.key).click().run()
    assert not page.exception
    assert page.query_params["range"] == f"Ours=40 {unit}..{label}"
    drawn = elements(page, "map")[0]
    assert "Ours" in [each["weapon"] for each in drawn["ranges"]]


@pytest.mark.parametrize(("kind", "parameter"), [("only", "only"), ("except", "except")])
def test_use_is_limited_to_some_regions_or_withheld_from_some(page, kind, parameter):
    opened(page, "permission-box")
    assert page.button_group(key="permission").proto.required  # one of them is always chosen
    page.button_group(key="permission").set_value(kind).run()
    page.multiselect(key="regions").set_value(["RU-KRS", "RU-BEL"]).run()
    assert page.query_params[parameter] == ["RU-KRS", "RU-BEL"]
    held = {row[0][2] for row in elements(page, "table")[0]["rows"] if "withheld" in row[0][0]}
    assert ("RU-KRS" in held) == (kind == "except")
    assert ("RU-BRY" in held) == (kind == "only")
    page.button_group(key="permission").set_value("all").run()
    assert parameter not in page.query_params
