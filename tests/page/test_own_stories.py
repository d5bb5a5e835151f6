"""Stories of one's own: scenario files, or a timeline, that a visitor sends."""

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rangemap.errors import RangemapError
from rangemap.page import own_catalog, story
from rangemap.page.own_stories import held
from rangemap.page.words import refusal, said
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.workers import limits, questions, readings
from rangemap.world.catalog import catalog_from_toml
from rangemap.world.timeline import MAX_STEPS, Timeline

PAGE = Path(__file__).parents[2] / "app" / "main.py"
TIMELINE = Path(questions.__file__).parents[1] / "world" / "timeline.toml"
CATALOGUE = """[[weapon]]
id = "mine"
name = "Mine"
[[weapon.range]]
value = "250 km"
source = { title = "t", publisher = "p", date = "2024-11" }
"""
SUMY = (PointOrigin(51.0, 34.7, "Sumy"),)


def step(title="", country="RU", origins=SUMY, weapon="himars"):
    return Scenario(origins, (weapon,), country=country, title=title).to_toml().encode()


@pytest.fixture
def page():
    test = AppTest.from_file(str(PAGE), default_timeout=300)
    test.session_state["files"] = True
    return test.run()


def sent(page, files, number=0):
    given = [(name, content, "application/toml") for name, content in files]
    page.file_uploader(key=f"story-files-{number}").set_value(given)
    make = next(each for each in page.button if each.key and "story-make" in each.key)
    return make.click().run()


def test_scenario_files_make_a_story_in_the_order_of_their_names(page):
    before = dict(page.query_params)
    sent(page, [("2.toml", step("second")), ("1.toml", step("first"))])
    assert not page.exception
    assert not page.info
    (link,) = (each.value for each in page.sidebar.markdown if "of=" in each.value)
    assert link.startswith("[Open the story of 2 steps](./?story=1&of=")
    assert dict(page.query_params) == before
    own = held(link.partition("of=")[2].partition("&")[0])
    assert own.maps == (1, 1)
    body = questions.told_body(
        own, "uk", questions.Hosting(maps="{step}-{account}-{style}", around="", page="./")
    ).decode()
    assert body.index(">first<") < body.index(">second<")
    assert 'src="2-1-light"' in body
    assert "./?origin=point" in body


def test_scenarios_may_name_ranges_of_the_visits_own_catalogue(page):
    files = [("1.toml", step(weapon="mine")), ("2.toml", step())]
    sent(page, files)
    assert "mine" in page.info[0].value
    mine = catalog_from_toml(CATALOGUE, "own.toml")
    page.session_state["own-catalog"] = own_catalog.joined("own.toml", mine)
    sent(page, files)
    (link,) = (each.value for each in page.sidebar.markdown if "of=" in each.value)
    own = held(link.partition("of=")[2].partition("&")[0])
    assert not own.is_linked
    body = questions.told_body(own, "en", questions.Hosting(maps="{step}", around="", page=""))
    assert "From Sumy, Mine reaches into" in body.decode()


def test_what_makes_no_story_stays_and_is_told(page):
    sent(page, [("a.toml", step()), ("b.toml", b"nothing")])
    assert not page.exception
    assert "b.toml" in page.info[0].value.replace("\\", "")
    sent(page, [("a.toml", step()), ("b.toml", step(weapon="atacms"))])
    assert not page.info
    assert any("of=" in each.value for each in page.sidebar.markdown)


def test_a_timeline_of_ones_own_is_a_story_too():
    told = readings.story((("mine.toml", TIMELINE.read_bytes()),))
    assert isinstance(told, Timeline)
    assert len(told.steps) == 11


def test_a_timeline_sent_where_scenarios_are_is_told_too(page):
    before = dict(page.query_params)
    given = ("mine.toml", TIMELINE.read_bytes(), "application/toml")
    page.file_uploader(key="upload-0").set_value(given)
    next(each for each in page.button if each.key and "list-add" in each.key).click().run()
    assert not page.exception
    assert not page.info
    assert any(each.value.startswith("[Open the story of 11") for each in page.sidebar.markdown)
    assert page.file_uploader(key="upload-1").value is None
    assert dict(page.query_params) == before


WRONG = {
    "one scenario": [("a.toml", step())],
    "no text": [("a.toml", b"\xff\xfe\xfa")],
    "no scenario": [("a.toml", step()), ("b.toml", b"x = 1")],
    "binary": [("a.toml", step()), ("b.toml", b"\xff\xfe\xfa")],
    "a weapon that is none": [
        ("a.toml", step()),
        ("b.toml", step().replace(b'"himars"', b'"hymars"')),
    ],
    "two countries": [("a.toml", step()), ("b.toml", step(country="UA"))],
    "a timeline among scenarios": [("a.toml", step()), ("b.toml", TIMELINE.read_bytes())],
    "a timeline that ends early": [
        ("a.toml", b'[[step]]\ndate = "2024-01-01"\ncertainty = "sure"\n')
    ],
    "too many": [(f"{n}.toml", step()) for n in range(MAX_STEPS + 1)],
}


@pytest.mark.parametrize("name", WRONG)
def test_each_wrong_file_gets_a_sentence_of_the_page_in_each_language(name):
    with pytest.raises(RangemapError) as caught:
        readings.story(tuple(WRONG[name]))
    said = {language: refusal(language, caught.value) for language in LANGUAGES}
    assert len(set(said.values())) == len(LANGUAGES)
    wrong = WRONG[name][-1][0] if len(WRONG[name]) <= 2 else str(MAX_STEPS)
    assert all(wrong in each for each in said.values())


def test_a_story_is_held_to_what_a_page_takes(monkeypatch):
    monkeypatch.setattr(limits, "MAX_ORIGINS", 3)
    two = step(origins=(*SUMY, BorderOrigin("RU")))
    with pytest.raises(RangemapError, match="4 origins are too many"):
        readings.story((("a.toml", two), ("b.toml", two)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_story_without_a_title_is_called_by_its_steps(language):
    untitled = questions.OwnStory("key", "", (1, 2), is_linked=True, packed=b"")
    assert story._title(untitled, language) == said(language, "story.own", 2)
    assert "2" in story._title(untitled, language)
    assert story._title(replace(untitled, title="Mine"), language) == "Mine"
