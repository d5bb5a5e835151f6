"""What a cell of a notebook keeps: a page, packed, that needs no other cell."""

import html

import folium
import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

from rangemap.analysis.reach import compute
from rangemap.figures.layers import layers
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.web import basemap
from rangemap.web.display import at_display_resolution
from rangemap.web.frame import packed
from rangemap.web.ground import DECIMALS, land_within
from rangemap.web.seam import ANTIMERIDIAN
from rangemap.web.webmap import scene_box

MAX_BYTES = 150_000  # of a cell
EVIL = "</script><b>\"'&{{7*7}}"


@pytest.fixture(scope="module")
def sumy():
    return compute(Scenario((PointOrigin(50.91, 34.80, "Sumy"),)))


def test_a_page_comes_out_as_it_went_in(unframed):
    page = f"<!DOCTYPE html><p>Суми, Σ, 🗺, {EVIL}"
    assert unframed(f'<iframe srcdoc="{packed(page, EVIL)}">') == page


def test_a_sentence_stands_there_until_then_and_does_nothing():
    document = html.unescape(packed("<p>", EVIL))
    assert f"<p>{html.escape(EVIL)}</p>" in document
    assert document.count("<script") == document.count("</script") == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("origin", [PointOrigin(50.91, 34.80, "Sumy"), BorderOrigin("RU")])
def test_a_cell_is_light(origin, language):
    reach = compute(Scenario((origin,), language=language))
    assert len(reach._repr_html_().encode()) < MAX_BYTES
    assert len(reach.map()._repr_html_().encode()) < MAX_BYTES


@pytest.mark.parametrize("more", range(4))  # bytes past the last whole word of base 85
def test_a_browser_unpacks_it(browser, more):
    text = "Суми, Σ, 🗺" + "x" * more
    page = browser.new_page()
    try:
        page.set_content(f'<iframe srcdoc="{packed(f"<p>{text}<p>", "until then")}"></iframe>')
        expect(page.frame_locator("iframe").locator("p").first).to_have_text(text)
    finally:
        page.close()


def test_a_folium_map_is_packed_with_what_was_added_to_it(sumy, unframed):
    added = sumy.map()
    folium.Marker((51.5, 36.0), popup="my own").add_to(added)
    shown = added._repr_html_()
    assert len(shown.encode()) < MAX_BYTES
    page = unframed(shown)
    assert "my own" in page
    assert "Trust Notebook" in shown


def test_land_within_a_box_is_the_grounds(sumy):
    box = scene_box(layers(at_display_resolution(sumy)), ANTIMERIDIAN)
    land = land_within(box)
    arcs = [np.cumsum(np.reshape(each, (-1, 2)), axis=0) / 10**DECIMALS for each in land["arcs"]]

    def ring(numbers):
        lines = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
        return np.vstack(lines)

    ground = basemap.ground()
    whole = dict(zip(ground.regions["region"], ground.regions.geometry, strict=True))
    assert {"UA-59", "RU-KRS", "RU-MOS"} < {each["region"] for each in land["regions"]} < set(whole)
    for each in land["regions"]:
        parts = [
            shapely.Polygon(ring(first), list(map(ring, holes))) for first, *holes in each["shape"]
        ]
        got = sum(map(shapely.area, parts))
        expected = shapely.clip_by_rect(whole[each["region"]], *box.bounds)
        assert got == pytest.approx(shapely.area(expected), rel=1e-3, abs=1e-3)
    assert {each["country"] for each in land["countries"]} >= {"PL", "BY", "MD"}
