"""A story's page: by buttons, keys and a finger; whole without script and on paper."""

import pytest

from rangemap.analysis.story import story
from rangemap.export.story import STORY
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario

MEASURED_MS = 180_000  # a server that has just started measures every step
FILES = r"file:|data:|blob:"
SUMY = (PointOrigin(51.0, 34.7, "Sumy"),)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    scenarios = [
        Scenario(SUMY, (weapon,), title=weapon) for weapon in ("himars", "atacms", "himars")[:2]
    ]
    path = tmp_path_factory.mktemp("story") / "story.html"
    path.write_bytes(STORY.file(story(scenarios), ".html"))
    return path.as_uri()


def test_one_step_at_a_time_by_buttons_and_keys(context_of, address, artefact):
    page = context_of(FILES).new_page()
    page.goto(address)
    shown = page.locator(".step:visible h2")
    assert shown.all_inner_texts() == ["himars"]
    assert page.get_by_role("button", name="Back").is_disabled()
    page.get_by_role("button", name="Next").click()
    assert shown.all_inner_texts() == ["atacms"]
    assert page.url.endswith("#step-2")
    page.keyboard.press("ArrowLeft")
    assert shown.all_inner_texts() == ["himars"]
    page.keyboard.press("PageDown")
    assert shown.all_inner_texts() == ["atacms"]
    assert page.locator("nav output").inner_text() == "Step 2 of 2"
    page.reload()
    assert shown.all_inner_texts() == ["atacms"]
    page.emulate_media(media="print")
    assert shown.all_inner_texts() == ["himars", "atacms"]
    assert page.locator("nav").is_hidden()
    page.screenshot(path=artefact("story-print"), full_page=True)


def test_without_script_and_on_a_phone_everything_is_there(context_of, address, artefact):
    plain = context_of(FILES, java_script_enabled=False).new_page()
    plain.goto(address)
    assert plain.locator(".step:visible h2").all_inner_texts() == ["himars", "atacms"]
    phone = context_of(
        FILES, viewport={"width": 375, "height": 812}, has_touch=True, is_mobile=True
    ).new_page()
    phone.goto(address)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.screenshot(path=artefact("story-phone"))


def test_presented_the_map_is_as_high_as_the_screen_and_a_clicker_turns_steps(
    context_of, address, artefact
):
    page = context_of(FILES, viewport={"width": 1920, "height": 1080}).new_page()
    page.goto(address)
    page.get_by_role("button", name="Present").click()
    shown = page.locator(".step:visible h2")
    assert page.locator(".step:visible img").bounding_box()["height"] == 1080
    assert page.locator("footer .caveat").is_visible()
    assert page.locator("nav").is_hidden()
    assert page.locator(".rm-present-bar").is_hidden()
    page.keyboard.press("PageDown")
    assert shown.all_inner_texts() == ["atacms"]
    page.screenshot(path=artefact("story-presented"))
    page.mouse.move(300, 300)
    page.mouse.move(320, 300)
    page.locator(".rm-present-bar").get_by_role("button", name="Back").click()
    assert shown.all_inner_texts() == ["himars"]
    page.keyboard.press("Escape")
    page.wait_for_function("!document.fullscreenElement")
    assert page.locator("nav").is_visible()
    assert page.locator(".rm-present-bar").count() == 0


def test_the_timeline_stands_on_the_server_at_an_address_of_each_step(context_of, server, artefact):
    page = context_of(viewport={"width": 1366, "height": 768}, locale="uk-UA").new_page()
    page.goto(f"{server}/?story=2", wait_until="commit")
    page.locator("nav").wait_for(timeout=MEASURED_MS)
    assert page.locator("nav output").inner_text() == "Крок 2 з 11"
    page.keyboard.press("ArrowRight")
    assert "story=3" in page.url
    english = page.get_by_role("link", name="English").get_attribute("href")
    assert english.endswith("?story=3&lang=en")
    picture = page.locator(".step:visible img")
    page.wait_for_function(
        "image => image.complete", arg=picture.element_handle(), timeout=MEASURED_MS
    )
    assert picture.evaluate("image => image.naturalWidth") > 1000
    page.screenshot(path=artefact("story-served"))
    opened = page.locator(".step:visible figcaption li a")
    assert "weapon=himars" in opened.get_attribute("href")
