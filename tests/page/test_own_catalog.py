"""A catalogue of one's own on the page: beside the published one, marked, and nobody else's."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rangemap.errors import CatalogError
from rangemap.page import own_catalog
from rangemap.page.words import refusal
from rangemap.scenario.choices import LANGUAGES
from rangemap.workers import readings

PAGE = Path(__file__).parents[2] / "app" / "main.py"
SOURCE = 'source = { title = "A page [x](y)", publisher = "Nobody", date = "2024-11" }'
OWN = f"""
[[weapon]]
id = "mine"
name = "Mine *{{{{7*7}}}}*"
[[weapon.range]]
value = "200 km"
{SOURCE}
[[weapon.range]]
value = "260 km"
{SOURCE}
[[weapon]]
id = "other"
name = "HIMARS"
[[weapon.range]]
value = "90 km"
{SOURCE}
"""


def visit():
    return AppTest.from_file(str(PAGE), default_timeout=300).run()


def uploaded(page, content, name="own.toml"):
    """The page after that file was given to the form of catalogues."""
    page.session_state["custom"] = True
    page.run()
    page.file_uploader(key="catalog-file").set_value((name, content.encode(), "text/plain"))
    return button(page, "catalog-take").click().run()


def button(page, key):
    return next(each for each in page.button if each.key == key)


def quote(page):
    found = [each.proto for each in page.get("bidi_component")]
    return next(
        json.loads(e.json)[0]["text"] for e in found if e.component_name == "rangemap_quote"
    )


def pills(page):
    return page.button_group(key="weapons").options


def said(page):
    return " ".join(each.value for each in (*page.markdown, *page.caption, *page.info))


def test_its_ranges_stand_among_the_others_marked_and_are_drawn_with_their_sources():
    page = uploaded(visit(), OWN)
    assert not page.exception
    assert page.session_state["state"].weapons == ("himars", "atacms", "mine")
    marked = [each for each in pills(page) if each.endswith("· yours")]
    assert marked == [
        "Mine \\*\\{\\{7\\*7\\}\\}\\* 200 km · yours",
        "HIMARS \\(own\\) 90 km · yours",
    ]
    assert "Mine *{{7*7}}* at its published range of 200\u00a0km" in quote(page)
    assert "2 ranges of own\\.toml stand among the ranges now" in said(page)
    assert "Given by you in own\\.toml" in said(page)
    assert "Nobody, 2024\\-11\\), as given in own\\.toml" in said(page)


def test_another_visit_does_not_know_it():
    uploaded(visit(), OWN)
    assert not any("yours" in each for each in pills(visit()))


def test_it_can_be_taken_away_and_what_it_drew_goes_with_it():
    page = uploaded(visit(), OWN)
    page.button_group(key="weapons").set_value(["mine"]).run()
    button(page, "catalog-drop").click().run()
    assert not page.exception
    assert page.session_state["state"].weapons == ("himars", "atacms")
    assert not any("yours" in each for each in pills(page))
    button(page, "undo").click().run()
    assert "mine" not in page.session_state["state"].weapons
    assert not page.error


def test_a_link_has_its_ranges_by_name_and_length_and_the_visit_knows_them_again():
    page = uploaded(visit(), OWN)
    (query,) = [page.query_params]
    assert "mine" not in query["weapon"]
    assert query["range"] == "Mine *{{7*7}}*=200 km"
    assert "A link cannot carry the file" in said(page).replace("\\", "")
    page.run()
    assert page.session_state["state"].weapons[-1] == "mine"


def test_analyses_and_files_know_its_ranges():
    page = uploaded(visit(), OWN)
    page.button_group(key="weapons").set_value(["mine"]).run()
    for drawer in ("disputes", "thresholds"):
        page.session_state[drawer] = True
    page.run()
    assert not page.exception
    assert not page.error
    assert "260 km" in said(page)
    assert "A page \\[x\\]\\(y\\)" in said(page)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            OWN.replace('publisher = "Nobody", ', "", 1),
            "In own.toml, weapon 1 (mine), range 1, source, publisher is missing",
        ),
        (
            OWN.replace('id = "other"', "id = other"),
            "cannot be read as a catalogue (TOML): look at line 12",
        ),
        (OWN.replace('"mine"', '"himars"'), "the id “himars” is that of a published range"),
        (OWN.replace('"90 km"', '"9,0 km"'), "write the number without a comma"),
        (OWN.replace('"90 km"', '"9000 km"'), "is outside what"),
        ("weapons = []", "holds no range"),
        (OWN + "x" * 1_000_001, "of at most 1 MB"),
        (
            "".join(OWN.replace("mine", f"m{n}").replace("other", f"o{n}") for n in range(30)),
            "has 60 ranges",
        ),
    ],
)
def test_a_bad_one_is_refused_in_one_sentence(content, told):
    with pytest.raises(CatalogError) as refused:
        own_catalog.joined("own.toml", readings.catalog(content.encode(), "own.toml"))
    said = {language: refusal(language, refused.value) for language in LANGUAGES}
    assert told in said["en"]
    assert len(set(said.values())) == len(LANGUAGES)


def test_a_refused_one_changes_nothing_and_says_why_in_the_language_of_the_page():
    page = visit()
    page.button_group(key="language").set_value("uk").run()
    page = uploaded(page, OWN.replace('publisher = "Nobody", ', "", 1))
    assert not page.exception
    (notice,) = [each.value for each in page.info]
    assert "бракує поля publisher" in notice
    assert page.session_state["state"].weapons == ("himars", "atacms")


def test_a_catalogue_sent_as_a_list_or_dropped_is_taken_as_one():
    page = visit()
    page.session_state["files"] = True
    page.run()
    page.file_uploader(key="upload-0").set_value(("own.toml", OWN.encode(), "text/plain"))
    button(page, "list-add").click().run()
    assert "mine" in page.session_state["state"].weapons
    assert "2 ranges of own\\.toml" in said(page)


def test_a_range_of_ones_own_named_like_a_published_id_is_not_mixed_up_with_it():
    page = AppTest.from_file(str(PAGE), default_timeout=300)
    page.query_params["origin"] = "point:51.0,34.7"
    page.query_params["range"] = "himars=300 km"
    page.run()
    assert page.button_group(key="weapons").value == ["=himars"]
    page.button_group(key="weapons").set_value(["=himars", "himars"]).run()
    assert "given twice" in said(page)
    assert "himars (own) at a range of 300\u00a0km" in quote(page)
