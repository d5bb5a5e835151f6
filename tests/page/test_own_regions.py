"""Regions of one's own on the page: uploaded, measured, given back, and nobody else's."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rangemap.intake.limits import FROM_VISITORS
from rangemap.page import own_regions

PAGE = Path(__file__).parents[2] / "app" / "main.py"
SQUARE = [[[34, 51], [36, 51], [36, 53], [34, 53], [34, 51]]]
BOW = [[[36, 51], [37, 52], [37, 51], [36, 52], [36, 51]]]


def regions(*shapes, names=("Quadrat {{7*7}}", "Bow")):
    features = [
        {
            "type": "Feature",
            "properties": {"mine": f"K{n}", "name": name},
            "geometry": {"type": "Polygon", "coordinates": shape},
        }
        for n, (shape, name) in enumerate(zip(shapes, names, strict=False))
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def visit():
    return AppTest.from_file(str(PAGE), default_timeout=300).run()


def uploaded(page, content, *, name="own.geojson", key=""):
    """The page after that file was given to the form of regions."""
    page.session_state["own-regions-box"] = True
    page.run()
    page.file_uploader(key="own-regions-file").set_value((name, content, "application/json"))
    page.text_input(key="own-regions-key").set_value(key)
    button(page, "Measure these regions").click()
    return page.run()


def button(page, label):
    return next(each for each in page.button if each.label == label)


def quote(page):
    found = [each.proto for each in page.get("bidi_component")]
    return next(
        json.loads(e.json)[0]["text"] for e in found if e.component_name == "rangemap_quote"
    )


def test_uploaded_regions_are_measured_and_told():
    page = uploaded(visit(), regions(SQUARE, BOW), key="mine")
    assert not page.exception
    assert "of two regions" in quote(page)
    assert "Quadrat {{7*7}}" in quote(page)
    said = " ".join(each.value for each in (*page.markdown, *page.caption))
    assert "2 regions of own\\.geojson" in said
    assert "1 mended" in said
    assert "cannot carry the file" in said
    sources = next(each.value for each in page.caption if "Natural Earth" in each.value)
    assert "Regions\\: own\\.geojson" in sources
    assert "nine Russian regions" in quote(
        button(page, "Back to the bundled regions").click().run()
    )


def test_another_visit_sees_nothing_of_it():
    first, second = visit(), visit()
    uploaded(first, regions(SQUARE))
    second.run()
    assert "nine Russian regions" in quote(second)
    third = visit()
    uploaded(third, regions(BOW, names=("Quadrat {{7*7}}",)))
    assert quote(third) != quote(first.run())


def test_a_language_is_changed_with_own_regions_on():
    page = uploaded(visit(), regions(SQUARE))
    page.session_state["permission-box"] = True
    page.run()
    assert not page.exception
    assert "Quadrat" in quote(page)


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"", "is none of the files"),
        (b"{", "is not GeoJSON"),
        (b"<OGRVRTDataSource></OGRVRTDataSource>", "is none of the files"),
        (regions(), "holds no regions"),
    ],
)
def test_what_cannot_be_used_is_a_notice_and_the_page_lives(content, hint):
    page = uploaded(visit(), content)
    assert not page.exception
    assert hint in " ".join(each.value.replace("\\", "") for each in page.info)
    assert "nine Russian regions" in quote(page)


def test_no_file_is_a_notice():
    page = visit()
    page.session_state["own-regions-box"] = True
    page.run()
    button(page, "Measure these regions").click().run()
    assert "Choose a file of regions first" in page.info[0].value


def test_a_layer_is_chosen_of_the_file_that_was_sent():
    content = (Path(__file__).parents[1] / "intake/cases/two_layers.gpkg").read_bytes()
    page = uploaded(visit(), content, name="gadm.gpkg")
    assert "“gadm\\.gpkg” holds several layers; choose one among the controls" in page.info[0].value
    assert "--" not in page.info[0].value
    layers = page.selectbox(key="own-regions-layer")
    assert layers.options == ["ADM_0", "ADM_1"]
    layers.set_value("ADM_1")
    button(page, "Measure these regions").click()
    page.run()
    assert "all of Курская and Сумська" in quote(page)


def test_a_column_is_chosen_again_of_the_file_that_was_sent():
    page = uploaded(visit(), regions(SQUARE, BOW), key="yours")
    assert "has no column “yours”; its columns are" in page.info[0].value
    page.text_input(key="own-regions-other-key").set_value("mine")
    button(page, "Measure these regions").click()
    page.run()
    assert "of two regions" in quote(page)


def test_another_file_is_taken_instead():
    page = uploaded(visit(), regions(SQUARE), key="yours")
    button(page, "Take another file").click()
    page.run()
    assert page.file_uploader(key="own-regions-file") is not None


def test_a_file_is_held_to_what_visitors_may_send(monkeypatch):
    monkeypatch.setattr(own_regions, "FROM_VISITORS", replace(FROM_VISITORS, vertices=9))
    page = uploaded(visit(), regions(SQUARE, BOW), key="mine")
    assert any("vertices" in each.value for each in page.info)
    assert "Quadrat" not in quote(page)
