"""What is shared: links, code for an article, pictures, and what others show of a link."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect
from visit import DESKTOP, Visit
from waiting import becomes

SUMY = "origin=point%3A51.0%2C34.7%2CSumy&weapon=himars"


@pytest.fixture
def visit(context_of, server):
    return Visit(context_of(**DESKTOP), server)


def test_link_and_code_lead_to_what_the_page_shows_and_the_frame_takes_its_height(visit):
    visit.open(SUMY)
    page = visit.page
    page.locator(".rm-share summary").click()
    fields = page.locator(".rm-share textarea")
    expect(fields).to_have_count(2)
    expect(fields.first).to_have_value(f"{visit.server}/?{SUMY}")
    assert page.url == f"{visit.server}/?{SUMY}"
    code = fields.last.input_value()
    article = page.context.new_page()
    article.set_content(f"<!DOCTYPE html><div style='width: 640px'>{code}</div>")
    frame = article.frame_locator("iframe")
    frame.locator(".stApp .rm-map[data-drawn]").wait_for()
    frame.locator(".rm-table").wait_for()
    article.wait_for_function("document.querySelector('iframe').height > 900")
    inner = article.frames[1]
    inner.wait_for_function(
        "() => document.querySelector('.stMain').scrollHeight <= innerHeight + 1"
    )
    height = "document.querySelector('.rm-map').getBoundingClientRect().height"
    becomes(article, lambda: inner.evaluate(height), 480)  # no part of the frame's


def test_others_show_title_and_picture_of_a_link(visit):
    request = visit.page.request
    text = request.get(f"{visit.server}/?{SUMY}&fbclid=abc").text()
    tags = dict(re.findall(r'<meta property="(og:\w+)" content="([^"]*)"', text))
    assert tags["og:title"] == "HIMARS 50 mi: what lies within range of Sumy"
    answer = request.get(tags["og:image"].replace("&amp;", "&"))
    assert answer.headers["content-type"] == "image/png"
    assert Image.open(BytesIO(answer.body())).size[0] >= 1200
    assert request.get(f"{visit.server}/picture.png?origin=point:134,1,").status == 404


def test_a_first_visit_needs_no_font_of_icons_and_hardly_shifts(visit):
    asked = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver((list) => {
          for (const each of list.getEntries()) {
            window.shift += each.hadRecentInput ? 0 : each.value;
          }
        }).observe({ type: 'layout-shift', buffered: true });"""
    )
    visit.open()
    assert not [each for each in asked if "MaterialSymbols" in each]
    assert visit.page.evaluate("shift") <= 0.1
