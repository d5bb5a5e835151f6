"""What is typed, pasted and uploaded, in a browser."""

import json

import pytest
from playwright.sync_api import expect
from visit import Visit
from waiting import becomes

from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario

pytestmark = pytest.mark.browser

DESKTOP = {"viewport": {"width": 1440, "height": 900}}
BOX = "Town, or latitude, longitude"


@pytest.fixture
def visit(context_of, server):
    return Visit(context_of(**DESKTOP), server)


def test_a_misspelt_town_stays_in_its_box_and_is_offered_as_a_button(visit):
    visit.open()
    page = visit.page
    box = page.get_by_label(BOX)
    box.fill("Kharkivv")
    box.press("Enter")
    near = page.get_by_role("button", name="Kharkiv, Kharkiv Oblast")
    near.wait_for()
    visit.settles()
    expect(page.get_by_text("No place here is called")).to_contain_text("Kharkivv")
    expect(page.get_by_label(BOX)).to_have_value("Kharkivv")
    last = page.locator("[class*=st-key-town-choice-] button").last
    sidebar = page.locator(".stSidebar")

    def right(locator):
        return locator.evaluate("each => each.getBoundingClientRect().right")

    becomes(page, lambda: right(last) < right(sidebar), True)
    visit.acts(near.click)
    assert visit.query["origin"][1].startswith("point:49.98")
    expect(page.get_by_label(BOX)).to_have_value("")


def test_a_position_is_typed_as_maps_print_it(visit):
    visit.open()
    box = visit.page.get_by_label(BOX)
    box.fill("51°30'N 34°6'E")
    visit.acts(lambda: box.press("Enter"))
    assert visit.query["origin"][1] == "point:51.5,34.1,"


def test_a_list_with_a_typo_stays_and_an_uploaded_list_is_taken(visit):
    visit.open()
    page = visit.page
    page.get_by_text("A list or a scenario file").click()
    lines = page.get_by_label("Paste places")
    lines.fill("51.5,34.1,Hlukhiv\nabc,34.2")
    visit.button("Add").last.click()
    page.get_by_text("The list, line 2").wait_for()
    visit.settles()
    expect(lines).to_have_value("51.5,34.1,Hlukhiv\nabc,34.2")
    lines.fill("")
    content = "sep=;\nМісто;Широта;Довгота\nСуми;50,9;34,8\n".encode("cp1251")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "points.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_text("points.csv").first.wait_for()
    visit.acts(visit.button("Add").last.click)
    assert visit.query["origin"][1] == "point:50.9,34.8,Суми"
    expect(page.get_by_text("points.csv")).to_have_count(0)


TIMELINE = """
title = "Own"

[[step]]
date = "2024-11-17"
certainty = "reported"
title = "ATACMS in Kursk Oblast"
text = "What was reported."
sources = [{ title = "A title", publisher = "A paper", date = "2024-11-17" }]

[[step.reading]]
by = "A paper"
where = "only in Kursk Oblast"
permits = { atacms = ["RU-KRS"] }
"""
DROPPED = """
async ([field, ...files]) => {
  const dataTransfer = new DataTransfer();
  for (const [name, text] of files) dataTransfer.items.add(new File([text], name));
  const tell = (where, kind) => where.dispatchEvent(
    new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  tell(document.querySelector('.stMain h1'), 'dragenter');
  while (!document.querySelector('.rm-drop')) await new Promise(requestAnimationFrame);
  tell(document.querySelectorAll('.rm-drop div')[field], 'drop');
}
"""


def test_files_dropped_anywhere_are_taken_as_points_or_as_regions(visit):
    visit.open()
    page = visit.page
    listed = "lat,lon,name\n50.3,36.9,Vovchansk\n"
    visit.acts(lambda: page.evaluate(DROPPED, [0, ["points.csv", listed]]))
    assert visit.query["origin"][1:] == ["point:50.3,36.9,Vovchansk"]
    square = [[[35, 51], [36, 51], [36, 52], [35, 52], [35, 51]]]
    region = {
        "type": "Feature",
        "properties": {"id": "one", "name": "A square"},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    page.evaluate(DROPPED, [1, ["squares.geojson", json.dumps(region)]])
    page.locator(".rm-table th", has_text="A square").wait_for()
    region["properties"]["name"] = "Another"
    page.evaluate(DROPPED, [1, ["others.geojson", json.dumps(region)]])
    page.locator(".rm-table th", has_text="Another").wait_for()


def test_scenarios_dropped_together_and_a_timeline_alone_become_stories(visit):
    visit.open()
    page, asked = visit.page, visit.query
    sumy = (PointOrigin(51.0, 34.7, "Sumy"),)
    steps = [[f"{each}.toml", Scenario(sumy, (each,)).to_toml()] for each in ("atacms", "himars")]
    page.evaluate(DROPPED, [0, *steps])
    page.get_by_role("link", name="Open the story of 2 steps").wait_for()
    page.evaluate(DROPPED, [0, ["mine.toml", TIMELINE]])
    page.get_by_role("link", name="Open the story of one step").wait_for()
    assert visit.query == asked
