"""A story's page: by buttons, keys and a finger; whole without script and on paper."""

import pytest

from rangemap.analysis.story import story
from rangemap.export.story import STORY
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario

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
