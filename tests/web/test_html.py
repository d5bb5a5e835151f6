import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from rangemap.analysis.reach import compute
from rangemap.errors import OutputError
from rangemap.export.reach import REACH
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import parse_length
from rangemap.web import html
from rangemap.web.inert import inert
from rangemap.web.offline import check_self_contained
from rangemap.web.region_facts import region_facts
from rangemap.wording.language import language_of
from rangemap.wording.reach import caption

CAVEAT = "Maximum published range. Not a prediction."

EVIL = "{{7*7}}{%raw%}{#x#}<script>hacked=1</script></td>\"'`${hacked=2}\\"
FOLIUM_ID = re.compile(r"[0-9a-f]{32}")


class Reader(HTMLParser):
    """The text of a page, the cells of its tables and the languages of its parts."""

    def __init__(self, page):
        super().__init__()
        self.texts, self.languages = [], []
        self._hidden = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self._hidden = tag in ("script", "style")
        self.languages += [value for name, value in attrs if name == "lang"]

    def handle_endtag(self, _tag):
        self._hidden = False

    def handle_data(self, data):
        if not self._hidden and data.strip():
            self.texts.append(data.strip().replace("\u00a0", " "))


def page_of(scenario):
    return REACH.file(compute(scenario), ".html").decode()


@pytest.fixture(scope="module")
def kursk():
    return compute(Scenario((PointOrigin(51.0, 34.7, "Sumy"),)))


@pytest.fixture(scope="module")
def kursk_page(kursk):
    return REACH.file(kursk, ".html").decode()


def test_the_lines_of_the_legend_differ_without_their_colours():
    weapons = ("himars", "atacms", "glsdb", "neptune", "tochka-u")
    page = REACH.file(compute(Scenario((PointOrigin(51.0, 34.7),), weapons)), ".html").decode()
    lines = re.findall(r'<span class="line" style="background:([^"]*)"', page)
    assert len(lines) == len(weapons)
    assert len({re.sub(r"#[0-9A-Fa-f]{6}", "", each) for each in lines}) == len(weapons)


def test_the_default_scene_is_small_and_asks_for_nothing(kursk_page):
    assert len(kursk_page.encode()) < 600_000
    check_self_contained(kursk_page)
    assert "cdn" not in kursk_page.casefold()


@pytest.mark.parametrize(
    ("language", "near"), [("en", "nearest"), ("uk", "найближче"), ("ru", "ближайшее")]
)
def test_facts_of_regions_are_told_in_the_language_of_the_reach(kursk, language, near):
    scenario = replace(kursk.scenario, language=language)
    for facts in region_facts(replace(kursk, scenario=scenario)):
        *_, distance = facts.lines
        assert near in distance
        assert all(each.text(language) in " ".join(facts.lines) for each in facts.parts)


def test_a_long_table_has_a_search_beside_it_and_says_nothing_else(kursk, monkeypatch):
    english = language_of("en")
    (alone,) = html._numbers(kursk, english)
    monkeypatch.setattr(html, "_MAX_UNSEARCHED", 1)
    searched = "".join(html._numbers(kursk, english))
    assert Reader(searched).texts == Reader(alone).texts
    assert re.findall('<input class="find" type="search" placeholder="([^"]+)"', searched)
    assert searched.count("<script") == 1


def test_the_page_says_what_the_reach_says(kursk, kursk_page):
    said = Reader(kursk_page)
    text = " ".join(said.texts)
    assert caption(kursk) in text
    for needed in (CAVEAT, "resolution 68/262", "Natural Earth", "GeoNames", "WGS 84"):
        assert needed in text
    for facts in region_facts(kursk):
        assert facts.name in said.texts
        assert all(part.text() in said.texts for part in facts.parts)


def test_a_range_that_reaches_nothing_of_a_region_has_a_dash(kursk):
    parts = [part for facts in region_facts(kursk) for part in facts.parts]
    nothing = [part for part in parts if part.reached_km2 == 0]
    assert 0 < len(nothing) < len(parts)
    for part in nothing:
        assert {part.text("uk"), part.share_text("uk"), part.area_text("uk")} == {"–"}


def test_two_pages_of_one_reach_differ_only_in_foliums_random_names(kursk, kursk_page):
    again = REACH.file(kursk, ".html").decode()
    assert FOLIUM_ID.sub("", again) == FOLIUM_ID.sub("", kursk_page)


def test_the_page_says_its_language_and_speaks_it():
    said = Reader(page_of(Scenario((PointOrigin(51.0, 34.7),), language="uk")))
    assert set(said.languages) == {"uk"}
    for words in ("Регіони в межах", "Частка кожного регіону в межах", "Усього"):
        assert any(each.startswith(words) for each in said.texts)
    assert not any("Region" in each or "Nearest" in each for each in said.texts)


def test_text_is_inert_in_every_place_that_it_can_reach():
    page = page_of(
        Scenario(
            origins=(
                PointOrigin(51.0, 34.7, EVIL),
                BorderOrigin("RU", 300.0, 400.0, name=EVIL),
            ),
            weapons=("himars", CustomRange(EVIL, parse_length("200 km"), parse_length("70 km"))),
            permission=Permission(only=("RU-KRS",)),
            title=EVIL,
        )
    )
    said = Reader(page)
    assert EVIL in said.texts  # the title
    assert f"{EVIL} 200 km (124 mi)" in said.texts  # legend, table
    assert "<script>hacked" not in page
    assert "{{7*7}}" not in page
    assert EVIL in {each["text"] for each in _labels_of(page)}


def _labels_of(page):
    """The labels on the map, out of their string and its columns."""
    string = re.search(r"const labels = labelsOf\(JSON.parse\((.*)\)\);", page)[1]
    return [
        dict(zip(keys, values, strict=True))
        for keys, *columns in json.loads(json.loads(string))
        for values in zip(*columns, strict=True)
    ]


def test_labels_cannot_end_their_script():
    page = page_of(Scenario((PointOrigin(51.0, 34.7, "</script><b>"),)))
    assert "</script><b>" not in page
    assert "</script><b>" in {each["text"] for each in _labels_of(page)}


@pytest.mark.parametrize("character", list("{}`$\\\"'<>&"))
def test_no_live_character_is_left(character):
    assert character not in re.sub(r"&#?\w+;", "", inert(f"a{character}b"))


@pytest.mark.parametrize(
    "page",
    [
        '<script src="https://example.org/a.js"></script>',
        "<link rel=stylesheet href=//example.org/a.css>",
        "<img src='a.png'>",
        "<style>a { background: url(https://example.org/a.png) }</style>",
        "<style>@import 'https://example.org/a.css';</style>",
        '<p style="background: url(a.png)">',
        '<image xlink:href="https://example.org/a.png"/>',
    ],
)
def test_a_page_that_asks_for_anything_is_refused(page):
    with pytest.raises(OutputError, match="would ask for"):
        check_self_contained(page)


def test_links_to_follow_and_data_are_no_requests():
    check_self_contained('<a href="https://example.org">x</a><img src="data:image/png;base64,">')


def test_a_range_that_reaches_nothing_still_makes_a_page():
    page = page_of(Scenario((PointOrigin(49.0, 26.0),), weapons=("caesar",)))
    assert "CAESAR" in " ".join(Reader(page).texts)
