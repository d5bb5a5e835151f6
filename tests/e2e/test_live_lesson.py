"""The lesson as an instrument: its numbers against the package's, mouse, finger, keys, the walk."""

import random
import re

import pytest
from playwright.sync_api import expect
from waiting import TWO_FRAMES, becomes

from rangemap.analysis.lesson import Drawn, lesson
from rangemap.web.lesson import lesson_page
from rangemap.wording.lesson import handed_out
from rangemap.world.catalog import bundled_catalog

FILES = r"file:|data:|blob:"
PLACES = 200


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("lesson") / "lesson.html"
    path.write_bytes(lesson_page(handed_out(bundled_catalog(), lat=50.0, lon=31.0)))
    return path.as_uri()


@pytest.fixture
def page(context_of, address):
    page = context_of(FILES, viewport={"width": 1366, "height": 768}).new_page()
    page.goto(address)
    page.locator("#size").get_by_text("times as wide").wait_for()
    return page


def at(page):
    return page.evaluate("[lesson.state.lon, lesson.state.lat]")


def test_its_numbers_are_the_packages_at_two_hundred_places(page):
    drawn = random.Random(11)
    places = [
        (
            drawn.uniform(-180, 180),
            drawn.choice([drawn.uniform(-90, 90), drawn.uniform(75, 90), 0.0, 84.0, 90.0]),
            drawn.choice([10, 80.4672, 305.77536, 1000, 2000]),
        )
        for _ in range(PLACES)
    ]
    found = page.evaluate(
        "places => places.map(([lon, lat, km]) =>"
        " WAYS.NAMES.slice(1).map(way => lesson.measured(way, lon, lat, km)))",
        places,
    )
    for (lon, lat, km), ways in zip(places, found, strict=True):
        for theirs, ours in zip(lesson(lon, lat, km).ways[1:], ways, strict=True):
            if not isinstance(theirs, Drawn):
                assert ours == {"reason": theirs.reason}
                continue
            where = (lon, lat, km, theirs.method)
            # three digits are shown of each, and whole metres under 100 m
            assert ours["km"] == pytest.approx(theirs.worst_km, rel=5e-4, abs=5e-4), where
            assert ours["share"] == pytest.approx(theirs.area_error, rel=2e-3, abs=1e-5), where
            assert ours["more"] == pytest.approx(
                theirs.area_error_km2, rel=2e-3, abs=1e-5 * theirs.area_km2
            ), where


def test_the_ring_is_dragged_on_either_map_and_by_keys(page, artefact):
    for view in ("#globe", "#flat"):
        box = page.locator(view).bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        before = at(page)
        page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 3, steps=4)
        west_and_north = "([lon, lat]) => lesson.state.lon < lon - 5 && lesson.state.lat > lat + 5"
        page.wait_for_function(west_and_north, arg=before)
        page.mouse.up()
    page.locator("#lat").fill("89.5")
    becomes(page, lambda: at(page)[1], 89.5)
    lon, _lat = at(page)
    page.locator("#globe").focus()
    page.keyboard.press("ArrowUp")
    # over the pole, down the other side
    page.wait_for_function("lon => Math.abs(lesson.state.lon - lon) > 90", arg=lon)
    becomes(page, lambda: at(page)[1], pytest.approx(89.5))
    page.locator("[name=way][value=degrees]").check()
    expect(page.locator("#off")).to_contain_text("in degrees:")
    page.locator("#third-choice").select_option("equidistant")
    page.locator("#third").wait_for()
    page.screenshot(path=artefact("live-lesson"), full_page=True)


def test_a_finger_on_the_ring_drags_it_and_elsewhere_scrolls(context_of, address, artefact):
    page = context_of(
        FILES, viewport={"width": 375, "height": 700}, has_touch=True, is_mobile=True
    ).new_page()
    page.goto(address)
    page.locator("#size").get_by_text("times as wide").wait_for()
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    client = page.context.new_cdp_session(page)

    def swiped(x, y, to_x, to_y):
        touch = "Input.dispatchTouchEvent"
        client.send(touch, {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for n in range(1, 6):
            spot = {"x": x + (to_x - x) * n / 5, "y": y + (to_y - y) * n / 5}
            client.send(touch, {"type": "touchMove", "touchPoints": [spot]})
        client.send(touch, {"type": "touchEnd", "touchPoints": []})

    box = page.locator("#flat").bounding_box()
    page.evaluate("y => scrollTo(0, y)", box["y"] - 100)
    page.evaluate(TWO_FRAMES)
    box = page.locator("#flat").bounding_box()
    ring = page.evaluate("[lesson.state.lon, lesson.state.lat]")
    x, y = box["x"] + box["width"] / 2, box["y"] + 0.62 * box["height"]
    swiped(x, y, x - 60, y - 30)
    becomes(page, lambda: at(page) != ring, True)
    page.screenshot(path=artefact("live-lesson-phone"))


def test_the_walk_asks_first_and_tells_then(page):
    page.get_by_role("button", name="A walk in six steps").click()
    expect(page.locator("#slider input")).to_be_visible()
    expect(page.locator("#answer")).to_be_hidden()
    expect(page.locator("#reveal")).to_be_disabled()
    page.locator("#slider input").fill("2")
    page.get_by_role("button", name="Reveal").click()
    told = page.locator("#answer-found")
    expect(told).to_have_text(re.compile(r"^You guessed 2\.00 times; measured: 2\.7"))
    for _ in range(3):
        page.get_by_role("button", name="Next").click()
        expect(page.locator("#answer")).to_be_hidden()
    page.get_by_label("north and south").check()
    page.get_by_role("button", name="Reveal").click()
    becomes(page, told.inner_text, "You guessed north and south; measured: east and west.")
    expect(page.locator("[name=way]:checked")).to_have_attribute("value", "degrees")


def test_on_paper_and_without_script_there_is_the_sheet(page, context_of, address):
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".sheet img")).to_be_visible()
    expect(page.locator("#printed li")).to_have_count(6)
    expect(page.locator("#globe")).to_be_hidden()
    plain = context_of(FILES, java_script_enabled=False).new_page()
    plain.goto(address)
    expect(plain.locator(".sheet img")).to_be_visible()
    expect(plain.locator("#globe")).to_be_hidden()
