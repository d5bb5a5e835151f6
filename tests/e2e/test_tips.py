"""Tips and popups of a map stay whole within it, with the longest of names at the edges of maps."""

import pytest
from playwright.sync_api import expect
from visit import Visit
from waiting import TWO_FRAMES, becomes

from rangemap.analysis.reach import compute
from rangemap.export.reach import REACH
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario

CHUKOTKA = Scenario((PointOrigin(66.0, 179.0),), language="uk")
QUERY = "origin=point:66,179&lang=uk&weapon=himars&weapon=atacms"
SIZES = {320: 640, 390: 844, 1280: 900}
TAPS = [(320, (0.3, 0.4)), (390, (0.7, 0.35))]
PLACES = ((0.06, 0.5), (0.25, 0.3), (0.5, 0.12), (0.94, 0.5), (0.5, 0.3), (0.8, 0.5))
# how far each tip or popup that is seen reaches over the map's edges or under its buttons, pixels
CUT = """(() => {
  const map = document.querySelector('.stApp .rm-map, .folium-map').getBoundingClientRect();
  const boxes = (selector) => [...document.querySelectorAll(selector)]
    .filter((each) => each.checkVisibility({ checkVisibilityCSS: true }))
    .map((each) => each.getBoundingClientRect());
  return boxes('.leaflet-tooltip, .leaflet-popup-content-wrapper').map((box) => {
    const over = [map.left - box.left, box.right - map.right, map.top - box.top,
      box.bottom - map.bottom];
    const under = boxes('.leaflet-top .leaflet-control').map((each) => Math.min(
      box.right - each.left, each.right - box.left, box.bottom - each.top, each.bottom - box.top));
    return Math.max(0, ...over, ...under);
  });
})()"""


def at(sheet, x, y):
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def whole_under_the_pointer(page, sheet):
    """Move to each place, and count those that had a tip."""
    tips = 0
    for x, y in (at(sheet, *place) for place in PLACES):
        page.mouse.move(x - 1, y)
        page.mouse.move(x, y)
        page.evaluate(TWO_FRAMES)
        cut = page.evaluate(CUT)
        assert max(cut, default=0) < 1, (x, y)
        tips += len(cut)
    return tips


def is_whole_under_a_finger(page, sheet, place):
    page.touchscreen.tap(*at(sheet, *place))
    expect(page.locator(".leaflet-popup")).to_contain_text("RU-CHU")
    becomes(page, lambda: max(page.evaluate(CUT)) < 1, True)


@pytest.mark.parametrize("width", SIZES)
def test_a_tip_on_the_page_is_whole(context_of, server, width):
    size = {"width": width, "height": SIZES[width]}
    visit = Visit(context_of(viewport=size), server).open(QUERY)
    assert whole_under_the_pointer(visit.page, visit.page.locator(".rm-map")) >= 4


@pytest.mark.parametrize(("width", "place"), TAPS)
def test_a_popup_on_the_page_is_whole(context_of, server, width, place):
    size = {"width": width, "height": SIZES[width]}
    context = context_of(viewport=size, has_touch=True, is_mobile=True)
    visit = Visit(context, server).open(QUERY)
    is_whole_under_a_finger(visit.page, visit.page.locator(".rm-map"), place)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    path = tmp_path_factory.mktemp("exported") / "page.html"
    path.write_bytes(REACH.file(compute(CHUKOTKA), ".html"))
    return path.as_uri()


@pytest.mark.parametrize("width", SIZES)
def test_a_tip_on_an_exported_page_is_whole(context_of, exported, width):
    size = {"width": width, "height": SIZES[width]}
    page = context_of("file:|data:|blob:", viewport=size).new_page()
    page.goto(exported)
    expect(page.locator(".rm-label-ring").first).to_be_visible()
    assert whole_under_the_pointer(page, page.locator(".folium-map")) >= 1


@pytest.mark.parametrize(("width", "place"), TAPS)
def test_a_popup_on_an_exported_page_is_whole(context_of, exported, width, place):
    size = {"width": width, "height": SIZES[width]}
    options = {"viewport": size, "has_touch": True, "is_mobile": True}
    page = context_of("file:|data:|blob:", **options).new_page()
    page.goto(exported)
    expect(page.locator(".rm-label-ring").first).to_be_visible()
    is_whole_under_a_finger(page, page.locator(".folium-map"), place)
