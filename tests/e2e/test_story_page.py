"""A story's page: by buttons, keys and a finger; whole without script and on paper."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from visit import UNRESTING, Visit, finger
from waiting import TWO_FRAMES, becomes

from rangemap.analysis.story import story
from rangemap.export.story import STORY
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario

MEASURED_MS = 360_000  # a server that has just started measures every step
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


def shows(page, *titles):
    """The steps that a page shows, by their titles."""
    becomes(page, page.locator(".step:visible h2").all_inner_texts, list(titles))


def test_one_step_at_a_time_by_buttons_and_keys(context_of, address, artefact):
    page = context_of(FILES).new_page()
    page.goto(address)
    shows(page, "himars")
    page.evaluate(TWO_FRAMES)
    assert page.evaluate("scrollY") == 0  # its heading is in sight
    expect(page.get_by_role("button", name="Back")).to_be_disabled()
    page.get_by_role("button", name="Next").click()
    shows(page, "atacms")
    page.wait_for_url(re.compile("#step-2$"))
    page.keyboard.press("ArrowLeft")
    shows(page, "himars")
    page.keyboard.press("PageDown")
    shows(page, "atacms")
    becomes(page, page.locator("nav output").inner_text, "Step 2 of 2")
    page.reload()
    shows(page, "atacms")
    page.emulate_media(media="print")
    shows(page, "himars", "atacms")
    expect(page.locator("nav")).to_be_hidden()
    page.screenshot(path=artefact("story-print"), full_page=True)


def test_without_script_and_on_a_phone_everything_is_there(context_of, address, artefact):
    plain = context_of(FILES, java_script_enabled=False).new_page()
    plain.goto(address)
    expect(plain.locator(".step:visible h2")).to_have_text(["himars", "atacms"])
    phone = context_of(
        FILES, viewport={"width": 375, "height": 812}, has_touch=True, is_mobile=True
    ).new_page()
    phone.goto(address)
    phone.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    phone.screenshot(path=artefact("story-phone"))


def test_on_paper_each_step_stands_on_one_sheet(context_of, server):
    page = context_of().new_page()
    page.goto(f"{server}/?story=1")
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    assert len(sheets) <= page.locator(".step").count() + 1  # and what stands beneath all


def test_presented_the_map_is_as_high_as_the_screen_and_a_clicker_turns_steps(
    context_of, address, artefact
):
    page = context_of(FILES, viewport={"width": 1920, "height": 1080}).new_page()
    page.goto(address)
    page.evaluate(UNRESTING)
    page.get_by_role("button", name="Present").click()
    page.wait_for_function("document.fullscreenElement")
    picture = page.locator(".step:visible img")
    becomes(page, lambda: picture.bounding_box()["height"], 1080)
    expect(page.locator("footer .caveat")).to_be_visible()
    expect(page.locator("nav")).to_be_hidden()
    expect(page.locator(".rm-present-bar")).to_be_hidden()
    page.keyboard.press("PageDown")
    shows(page, "atacms")
    page.screenshot(path=artefact("story-presented"))
    page.mouse.move(300, 300)
    page.mouse.move(320, 300)
    page.locator(".rm-present-bar").get_by_role("button", name="Back").click()
    shows(page, "himars")
    page.keyboard.press("Escape")
    page.wait_for_function("!document.fullscreenElement")
    expect(page.locator("nav")).to_be_visible()
    expect(page.locator(".rm-present-bar")).to_have_count(0)


def test_presented_a_finger_turns_steps_and_a_tap_shows_the_buttons(context_of, address):
    page = context_of(FILES, viewport={"width": 1024, "height": 768}, has_touch=True).new_page()
    page.goto(address)
    move = finger(page)
    page.evaluate(UNRESTING)
    page.get_by_role("button", name="Present").tap()
    page.wait_for_function("document.fullscreenElement")
    bar = page.locator(".rm-present-bar")
    move((800, 400), (700, 410), (600, 415))
    shows(page, "atacms")
    move((300, 400), (400, 400), (500, 400))
    shows(page, "himars")
    move((1000, 300))  # a tap at the right edge
    shows(page, "atacms")
    move((1000, 300))
    page.evaluate(TWO_FRAMES)
    shows(page, "atacms")  # the last one stays
    move((20, 300))
    shows(page, "himars")
    move((500, 300), (500, 600))  # down: none of both
    page.evaluate(TWO_FRAMES)
    shows(page, "himars")
    expect(bar).to_be_hidden()
    move((500, 300))
    bar.wait_for()
    bar.get_by_role("button", name="Next").tap()
    shows(page, "atacms")
    bar.get_by_role("button", name="Leave the presentation").tap()
    page.locator("nav").wait_for()
    move((800, 400), (900, 410), (1000, 415))
    shows(page, "himars")  # as on the page


def test_scenario_files_of_ones_own_become_a_story(context_of, server, tmp_path, artefact):
    files = []
    for name, weapon in (("b", "atacms"), ("a", "himars")):
        files.append(tmp_path / f"{name}.toml")
        files[-1].write_text(Scenario(SUMY, (weapon,), title=f"Step {name}").to_toml())
    visit = Visit(context_of(viewport={"width": 1366, "height": 900}), server).open()
    page = visit.page
    page.get_by_text("A list or a scenario file").click()
    chooser = page.locator('[class*="st-key-story-files"] input[type=file]')
    chooser.set_input_files(files)
    page.get_by_text("a.toml").wait_for()
    page.get_by_text("b.toml").wait_for()
    visit.button("Make the story").click()
    link = page.get_by_role("link", name="Open the story of 2 steps")
    address = link.get_attribute("href")
    told = page.context.new_page()
    told.goto(f"{server}/{address.removeprefix('./')}", wait_until="commit")
    told.locator("nav").wait_for(timeout=MEASURED_MS)
    becomes(told, told.locator(".step h2").first.inner_text, "Step a")  # as their names go
    told.keyboard.press("ArrowRight")
    shows(told, "Step b")
    picture = told.locator(".step:visible img")
    told.wait_for_function(
        "image => image.complete && image.naturalWidth > 1000",
        arg=picture.element_handle(),
        timeout=MEASURED_MS,
    )
    assert "of=" in told.url
    told.screenshot(path=artefact("story-own"))
    gone = told.request.get(f"{server}/?story=1&of=nobody&lang=uk")
    assert (gone.status, "Цієї історії тут уже немає" in gone.text()) == (404, True)


def test_the_timeline_stands_on_the_server_at_an_address_of_each_step(context_of, server, artefact):
    page = context_of(viewport={"width": 1366, "height": 768}, locale="uk-UA").new_page()
    page.goto(f"{server}/?story=2", wait_until="commit")
    page.locator("nav").wait_for(timeout=MEASURED_MS)
    becomes(page, page.locator("nav output").inner_text, "Крок 2 з 11")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: "story=3" in url)
    english = page.get_by_role("link", name="English")
    expect(english).to_have_attribute("href", re.compile(r"\?story=3&lang=en$"))
    picture = page.locator(".step:visible img")
    page.wait_for_function(
        "image => image.complete && image.naturalWidth > 1000",
        arg=picture.element_handle(),
        timeout=MEASURED_MS,
    )
    page.screenshot(path=artefact("story-served"))
    opened = page.locator(".step:visible figcaption li a")
    expect(opened).to_have_attribute("href", re.compile("weapon=himars"))
