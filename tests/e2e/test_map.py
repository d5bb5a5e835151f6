"""The map by mouse, finger and keys: what moves, adds and takes away launch points."""

import functools
import re

import pytest
from playwright.sync_api import expect
from visit import DESKTOP, PHONE, Visit

FIRST = "point:51.0,34.7,"  # the launch point of a first visit, as a link has it


@pytest.fixture
def visit(context_of, server):
    return Visit(context_of(**DESKTOP), server)


def test_a_click_adds_a_launch_point_and_pan_and_zoom_stay(visit):
    visit.open()
    page = visit.page
    start, end = visit.place(0.5, 0.8), visit.place(0.4, 0.7)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()
    visit.zooms(page.locator(".leaflet-control-zoom-in").click)
    before = visit.under_cursor(0.3, 0.7)
    visit.click_map(0.3, 0.7)
    assert visit.under_cursor(0.3, 0.7) == before
    assert len(visit.query["origin"]) == 2
    lat, lon = (float(each) for each in re.findall(r"[\d.]+", before))
    point = visit.query["origin"][1].removeprefix("point:").split(",")
    assert [float(each) for each in point[:2]] == pytest.approx([lat, lon], abs=0.02)
    for control in (".leaflet-control-zoom-in", ".rm-map .legend"):
        page.locator(control).hover()
        page.mouse.down()
        page.mouse.move(*visit.place(0.5, 0.4), steps=4)
        page.mouse.up()
    visit.click_map(0.7, 0.3)
    assert len(visit.query["origin"]) == 3


def test_a_map_over_180_is_in_one_piece(visit):
    visit.open("origin=point:66,179&weapon=atacms")
    visit.has_labels("reached", "Chukotka Aut. Okrug")
    assert visit.under_cursor(0.2, 0.5).endswith("° E")
    assert visit.under_cursor(0.8, 0.45).endswith("° W")
    visit.click_map(0.8, 0.45)
    _, lon, _ = visit.query["origin"][1].removeprefix("point:").split(",")
    assert -180 < float(lon) < -170
    (left, top), (right, bottom) = visit.place(0, 0), visit.place(1, 1)
    points = visit.page.locator(".rm-origin")
    expect(points).to_have_count(2)
    first, second = (points.nth(number).bounding_box() for number in (0, 1))
    assert left < first["x"] < second["x"] < right
    visit.page.mouse.move(first["x"] + 5, first["y"] + 5)
    visit.page.mouse.down()
    visit.page.mouse.move(*visit.place(0.7, 0.7), steps=4)
    visit.acts(visit.page.mouse.up)
    lat, lon, _ = visit.query["origin"][0].removeprefix("point:").split(",")
    assert float(lat) < 66
    assert -180 < float(lon) < -170
    assert top < points.nth(0).bounding_box()["y"] < bottom


def test_what_mercator_cannot_show_is_said_on_the_map(visit):
    visit.open("origin=point:89,30&weapon=atacms&lang=uk")
    expect(visit.page.locator(".rm-beyond")).to_contain_text("закінчується на широті 85°")
    expect(visit.page.locator(".rm-origin")).to_have_count(0)
    visit.acts(visit.button("HIMARS від харківського кордону").click)
    expect(visit.page.locator(".rm-beyond")).to_be_hidden()
    expect(visit.page.locator(".rm-origin").first).to_be_visible()


def spot(page, x, y):
    """A place of the map from its corner, by fractions of its width and height."""
    box = page.locator(".rm-map").bounding_box()
    return {"x": x * box["width"], "y": y * box["height"]}


def test_a_tap_tells_a_regions_numbers_and_a_second_one_adds_a_point(context_of, server, artefact):
    visit = Visit(context_of(**PHONE), server).open()
    page = visit.page
    before = visit.drawn
    page.evaluate("document.querySelector('.rm-map').scrollIntoView()")
    page.locator(".rm-map").tap(position=spot(page, 0.4, 0.35))
    told = page.locator(".leaflet-popup-content")
    numbers = r"Bryansk Oblast \(RU-BRY\)\nHIMARS: –\nATACMS: 91 %, 32,100 km²"
    expect(told).to_contain_text(re.compile(numbers), use_inner_text=True)
    page.screenshot(path=artefact("tapped"))
    assert visit.drawn == before
    visit.acts(told.get_by_role("button", name="Add launch point here").tap)
    assert len(visit.query["origin"]) == 2
    page.locator(".rm-map").tap(position=spot(page, 0.2, 0.9))  # the finding above it has grown
    page.wait_for_function(
        "document.querySelector('.leaflet-popup-content')?.innerText === 'Add launch point here'"
    )


def test_a_click_falls_where_it_was_made_though_the_map_ends_below_the_screen(context_of, server):
    visit = Visit(context_of(viewport={"width": 1024, "height": 600}), server).open()
    lat, lon = (float(each) for each in re.findall(r"[\d.]+", visit.under_cursor(0.5, 0.35)))
    visit.click_map(0.5, 0.35)
    assert visit.page.evaluate("document.querySelector('.stMain').scrollTop") == 0
    point = visit.query["origin"][1].removeprefix("point:").split(",")
    assert [float(each) for each in point[:2]] == pytest.approx([lat, lon], abs=0.02)


def test_a_point_moves_with_the_arrow_keys_and_goes_with_delete(visit):
    visit.open("origin=point:49.5,32.0,Here")
    marker = visit.page.locator(".rm-origin-icon.leaflet-interactive")
    marker.focus()
    places = [(49.5, 32.0)]
    for key in ("ArrowDown", "Shift+ArrowRight"):
        visit.acts(functools.partial(visit.page.keyboard.press, key))
        lat, lon, name = visit.query["origin"][0].removeprefix("point:").split(",")
        assert name == "Here"
        expect(marker).to_be_focused()
        places.append((float(lat), float(lon)))
    (lat, lon), (south, same), (level, east) = places
    assert south < lat - 0.05
    assert level == pytest.approx(south, abs=0.01)
    assert same == pytest.approx(lon, abs=0.01)
    assert east > lon + 0.2
    visit.acts(lambda: visit.page.keyboard.press("Delete"))
    expect(visit.page.get_by_text("Choose a launch point")).to_be_visible()


def test_a_point_can_be_dragged_renamed_removed_and_had_back(visit):
    visit.open()
    page = visit.page
    marker = page.locator(".leaflet-marker-draggable").first
    box = marker.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag():
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 30, y + 40, steps=6)
        page.mouse.move(x - 60, y + 60, steps=6)
        page.mouse.up()

    visit.acts(drag)
    assert visit.query["origin"] != [FIRST]
    visit.acts(visit.button("Undo").click)
    assert visit.query["origin"] == [FIRST]
    name = page.get_by_label("Name of launch point 1")
    name.fill("Bilopillia")
    visit.acts(lambda: name.press("Enter"))
    visit.labels_are("origin", "Bilopillia")
    visit.acts(visit.button("✕ Remove Bilopillia").click)
    expect(page.get_by_text("Choose a launch point")).to_be_visible()
    visit.acts(visit.button("Undo").click)
    visit.labels_are("origin", "Bilopillia")


def test_a_click_in_russia_or_at_sea_is_allowed_but_said(visit):
    visit.open("origin=point:46.6,33.0,&weapon=atacms")
    visit.click_map(0.5, 0.75)
    expect(visit.page.get_by_text("lies outside Ukraine: at sea.")).to_be_visible()
    visit.open()
    visit.click_map(0.62, 0.2)
    expect(visit.page.get_by_text("lies outside Ukraine: Russia.")).to_be_visible()
    assert len(visit.query["origin"]) == 2


def test_a_click_near_the_border_moves_onto_it_and_says_so_unless_told_not_to(visit):
    visit.open("origin=border:RU,330.0,,&weapon=himars")
    marker = visit.page.locator(".rm-origin-icon").bounding_box()
    x, y = marker["x"] + marker["width"] / 2 + 14, marker["y"] + marker["height"] / 2
    visit.acts(lambda: visit.page.mouse.click(x, y))
    moved = re.compile(r"Moved \d\.\d km onto the border, to km 3\d\d")
    expect(visit.page.get_by_text(moved)).to_be_visible()
    assert visit.query["origin"][1].startswith("border:RU,3")
    visit.acts(visit.button("Undo").click)
    visit.page.get_by_text("Clicks within 5 km of the border move onto it").click()
    visit.settles()
    visit.acts(lambda: visit.page.mouse.click(x, y))
    assert visit.query["origin"][1].startswith("point:")


def test_the_border_control_moves_a_point_and_a_stretch(visit):
    visit.open("origin=border:RU,360.0,,&weapon=himars")
    page = visit.page
    slider = page.get_by_role("slider", name="Kilometres from where Belarus begins")
    visit.acts(lambda: slider.press("ArrowRight"))
    assert visit.query["origin"] == ["border:RU,361.0,,"]
    visit.acts(page.get_by_text("Stretch", exact=True).click)
    assert visit.query["origin"] == ["border:RU,152.0:573.0,,"]
    setback = page.get_by_role("spinbutton", name="Set back from it, km")
    setback.fill("20")
    visit.acts(lambda: setback.press("Enter"))
    assert visit.query["origin"] == ["border:RU,152.0:573.0,20 km,"]
