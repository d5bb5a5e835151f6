"""Figures as pages, and before and after under one slider."""

import re
from functools import cache
from html.parser import HTMLParser

import pytest
from playwright.sync_api import expect
from waiting import becomes

from rangemap import PointOrigin, Scenario, compute, depth, disputes, thresholds
from rangemap.analysis.comparison import compare
from rangemap.export.comparison import COMPARISON
from rangemap.export.depth import DEPTH
from rangemap.export.disputes import DISPUTES
from rangemap.export.thresholds import THRESHOLDS
from rangemap.web.offline import check_self_contained

EVIL = "<script>hacked=1</script>{{7*7}}"
TWO = (PointOrigin(51.0, 34.7, EVIL), PointOrigin(50.1, 36.3, "Kharkiv"))
SCENARIO = Scenario(TWO, weapons=("atacms",))
PAGES = {
    "comparison": lambda: COMPARISON.file(comparison(), ".html"),
    "depth": lambda: DEPTH.file(depth(compute(SCENARIO)), ".html"),
    "disputes": lambda: DISPUTES.file(disputes(SCENARIO), ".html"),
    "thresholds": lambda: THRESHOLDS.file(thresholds(SCENARIO, only=("RU-KRS",)), ".html"),
}


@cache
def page_of(name):
    return PAGES[name]()


def comparison():
    return compare(compute(Scenario(TWO, weapons=("himars",))), compute(SCENARIO))


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data.strip())


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_inert_and_says_its_numbers(name):
    page = page_of(name).decode()
    check_self_contained(page)
    assert "<script>hacked" not in page
    read = Tags(page)
    images = [attrs for tag, attrs in read.tags if tag == "img"]
    assert len(images) == (2 if name == "comparison" else 1)
    assert all(len(each["alt"]) > 20 for each in images)
    assert [attrs["lang"] for tag, attrs in read.tags if tag == "html"] == ["en"]
    assert any("Not a prediction." in text for text in read.texts)
    assert any(re.search(r"\d", text) for text in read.texts[-40:])
    viewport = next(attrs for tag, attrs in read.tags if attrs.get("name") == "viewport")
    assert "scalable" not in viewport["content"]


def test_one_slider_moves_the_edge_by_keys_and_by_hand(browser, tmp_path):
    file = tmp_path / "swipe.html"
    file.write_bytes(page_of("comparison"))
    shown = browser.new_page(viewport={"width": 375, "height": 700})
    shown.goto(file.as_uri())
    slider = shown.get_by_role("slider", name="Edge between before and after")
    edge = "getComputedStyle(document.querySelector('.rm-after picture')).clipPath"
    expect(slider).to_be_visible()
    first = shown.evaluate(edge)
    slider.focus()
    shown.keyboard.press("ArrowRight")
    expect(slider).to_have_value("51")
    shown.wait_for_function(f"first => {edge} !== first", arg=first)
    picture = shown.locator(".rm-after picture")

    def difference():
        return slider.bounding_box()["height"] - picture.bounding_box()["height"]

    becomes(shown, difference, pytest.approx(0, abs=1))
    box = slider.bounding_box()
    shown.mouse.click(box["x"] + 0.9 * box["width"], box["y"] + 50)
    becomes(shown, lambda: int(slider.input_value()) > 80, True)
    shown.wait_for_function("document.documentElement.scrollWidth <= 375")
    shown.close()


def test_without_script_one_stands_below_the_other(browser, tmp_path):
    file = tmp_path / "swipe.html"
    file.write_bytes(page_of("comparison"))
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto(file.as_uri())
    before, after = (
        shown.locator(f".rm-{when} picture").bounding_box() for when in ("before", "after")
    )
    assert after["y"] >= before["y"] + before["height"]
    expect(shown.locator("input")).to_be_hidden()
    context.close()
