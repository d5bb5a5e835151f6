"""The lesson in a browser: the slider redraws the pictures, the sheet can be taken away."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from visit import DESKTOP
from waiting import exactly


@pytest.fixture
def page(context_of, server):
    page = context_of(**DESKTOP).new_page()
    page.goto(f"{server}/?lesson=en&lat=50")
    page.get_by_alt_text("at latitude 50°\u00a0N: Mercator: 1.55 × as wide").wait_for()
    return page


def test_the_slider_moves_the_rings_from_the_equator_to_the_pole(page, artefact):
    slider = page.get_by_role("slider", name="Latitude")
    table = page.locator("table.numbers")
    expect(table).to_contain_text(exactly("113\u00a0km too near"), use_inner_text=True)
    page.screenshot(path=artefact("lesson"), full_page=True)
    slider.press("ArrowRight")
    page.get_by_alt_text("at latitude 51°\u00a0N: Mercator").wait_for()
    slider.press("End")
    page.get_by_alt_text("The pole is infinitely far off this map").wait_for()
    table.get_by_text("impossible: this map has no pole").first.wait_for()
    page.wait_for_url(re.compile("lesson=en&lat=90&range=atacms$"))
    slider.press("Home")
    page.get_by_alt_text("at latitude 0°: Mercator: 1.00 × as wide").wait_for()


def test_the_sheet_is_taken_away_in_ukrainian(page, artefact):
    page.get_by_text("Українська").click()
    page.get_by_role("heading", name="Чому це не коло?").wait_for()
    with page.expect_download() as begun:
        page.get_by_role("button", name="Аркуш A4").click()
    assert begun.value.suggested_filename == "rangemap-lesson-50-uk.pdf"
    document = PdfReader(io.BytesIO(begun.value.path().read_bytes()))
    assert len(document.pages) == 1
    assert "Запитання для класу" in document.pages[0].extract_text()
    page.screenshot(path=artefact("lesson-uk"), full_page=True)


def test_the_ring_is_dragged_on_the_page_too(page, artefact):
    page.get_by_text("Drag the ring yourself").click()
    frame = page.frame_locator("iframe[title='Why is it not a circle? Try it'], iframe").first
    frame.locator("#size").get_by_text("times as wide").wait_for()
    frame.locator("#globe").focus()
    page.keyboard.press("Shift+ArrowUp")
    frame.locator("#size").get_by_text("2.00 times as wide").wait_for()
    page.screenshot(path=artefact("lesson-instrument"), full_page=True)
