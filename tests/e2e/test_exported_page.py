import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from rangemap.analysis.reach import compute
from rangemap.export.reach import REACH
from rangemap.figures.palette import STYLES
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import parse_length

EVIL = "{{7*7}}<script>hacked=1</script><img src=x onerror=hacked=2>\"'`${hacked=3}\\"
FAR = parse_length("2000 km")
FILES = r"file:|data:|blob:"


@pytest.fixture
def opened(context_of, tmp_path):
    """Writes a scenario's page and opens it from disk."""

    def open_page(scenario, **options):
        path = tmp_path / "page.html"
        path.write_bytes(REACH.file(compute(scenario), ".html"))
        page = context_of(FILES, **options).new_page()
        page.goto(path.as_uri())
        page.locator(".rm-label-ring").first.wait_for()
        return page

    return open_page


def test_the_page_works_from_disk(opened, artefact):
    page = opened(Scenario((PointOrigin(51.0, 34.7, "Sumy"),)))
    assert page.locator(".rm-label-ring").all_text_contents() == [
        "HIMARS 80 km (50 mi)",
        "ATACMS 306 km (190 mi)",
    ]
    paths = page.locator(".leaflet-overlay-pane path")
    shown = paths.count()
    page.get_by_label("ATACMS 306 km (190 mi)").uncheck()
    assert paths.count() < shown
    page.get_by_label("ATACMS 306 km (190 mi)").check()
    page.screenshot(path=artefact("exported-page"), full_page=True)


def test_each_cell_of_a_notebook_shows_its_map_by_itself(context_of, artefact):
    page = context_of(FILES).new_page()
    reach = compute(Scenario((PointOrigin(51.0, 34.7, "Sumy"),)))
    cells = [reach._repr_html_(), reach.map()._repr_html_(), reach._repr_html_()]
    page.set_content("".join(f"<div>{cell}</div>" for cell in cells))
    page.locator("div").first.evaluate("cell => cell.remove()")  # a cell that was cleared
    frames = page.locator("iframe")
    expect(frames).to_have_count(2)
    for number in (0, 1):
        inside = frames.nth(number).content_frame
        expect(inside.locator(".rm-label-ring")).to_have_text(
            ["HIMARS 80 km (50 mi)", "ATACMS 306 km (190 mi)"]
        )
        expect(inside.locator(".leaflet-ground-pane path").first).to_be_attached()
        expect(inside.locator(".leaflet-overlay-pane path").first).to_be_attached()
    expect(frames.last.content_frame.get_by_role("rowheader", name="Kursk")).to_be_visible()
    page.screenshot(path=artefact("notebook-cells"), full_page=True)


def test_a_region_tells_its_numbers(opened):
    page = opened(Scenario((PointOrigin(51.0, 34.7, "Sumy"),)))
    box = page.locator(".folium-map").bounding_box()
    label = page.locator(".rm-label-reached", has_text="Bryansk").bounding_box()
    assert box["y"] < label["y"]
    page.mouse.click(label["x"] + label["width"] / 2, label["y"] + label["height"] + 6)
    popup = page.locator(".leaflet-popup-content")
    popup.wait_for()
    assert re.search(r"Bryansk Oblast \(RU-BRY\)\s*HIMARS: –\s*ATACMS: 91 %", popup.inner_text())


def test_text_is_shown_as_typed_and_does_nothing(opened, artefact):
    page = opened(
        Scenario(
            (PointOrigin(51.0, 34.7, EVIL), BorderOrigin("RU", 300.0, 400.0, name=EVIL)),
            weapons=("himars", CustomRange(EVIL, parse_length("200 km"))),
            permission=Permission(only=("RU-KRS",)),
            title=EVIL,
        )
    )
    page.set_viewport_size(
        {"width": 2400, "height": 1800}
    )  # a ring whose name finds no room has none
    page.locator(".rm-label-ring", has_text="200 km").wait_for()
    assert page.title() == EVIL
    assert page.locator("h1").text_content() == EVIL
    assert EVIL in page.locator(".rm-label-origin").all_text_contents()
    assert f"{EVIL} 200 km (124 mi)" in page.locator(".rm-label-ring").all_text_contents()
    assert EVIL in page.locator(".leaflet-control-layers").text_content()
    assert EVIL in page.locator("table.numbers").text_content()
    marker = page.locator("path.leaflet-interactive").last
    marker.hover(force=True)
    page.locator(".leaflet-tooltip").first.wait_for()
    assert page.evaluate("typeof hacked") == "undefined"
    page.screenshot(path=artefact("exported-evil"), full_page=True)


def test_the_page_prints_and_fits_a_phone(opened, artefact):
    page = opened(
        Scenario((BorderOrigin("RU"),), language="uk"), viewport={"width": 390, "height": 844}
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=artefact("exported-phone"))
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_layer_switched_off_takes_its_label_along_and_leaves_no_hole(opened):
    page = opened(Scenario((BorderOrigin("RU"),)), viewport={"width": 1280, "height": 900})
    rings = page.locator(".rm-label-ring")
    assert sorted(rings.all_text_contents()) == ["ATACMS 306 km (190 mi)", "HIMARS 80 km (50 mi)"]
    shortest = page.locator(".leaflet-control-layers input").last
    light = STYLES["light"]
    assert is_alike(
        colour_at(page, 50.95, 36.9), light.share_ink(0, 3)
    )  # most of Belgorod, by HIMARS
    shortest.uncheck()
    assert rings.all_text_contents() == ["ATACMS 306 km (190 mi)"]
    assert is_alike(colour_at(page, 50.95, 36.9), light.share_ink(1, 4))  # all of it, by ATACMS
    shortest.check()
    page.locator(".leaflet-control-layers input").first.uncheck()
    page.locator(".leaflet-control-layers input").first.check()  # it comes back under HIMARS
    assert is_alike(colour_at(page, 50.95, 36.9), light.share_ink(0, 3))
    assert {"UKRAINE", "RUSSIA"} <= {
        each.upper() for each in page.locator(".rm-label-country").all_text_contents()
    }


def colour_at(page, lat, lon):
    """The colour of the map there, as it is on the screen."""
    name = page.locator(".folium-map").get_attribute("id")
    x, y = page.evaluate(
        "([name, at]) => { const map = window[name], box = map.getContainer();"
        "const point = map.latLngToContainerPoint(at), { left, top } = box.getBoundingClientRect();"
        "return [point.x + left, point.y + top]; }",
        [name, [lat, lon]],
    )
    shot = page.screenshot(clip={"x": round(x), "y": round(y), "width": 1, "height": 1})
    with Image.open(io.BytesIO(shot)) as pixel:
        return pixel.convert("RGB").getpixel((0, 0))


def is_alike(pixel, colour):
    """Whether a pixel has that colour, give or take what a screen rounds."""
    wanted = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return all(abs(one - other) <= 3 for one, other in zip(pixel, wanted, strict=True))


def test_paper_has_all_of_the_rings(opened):
    page = opened(Scenario((BorderOrigin("RU"),)), viewport={"width": 1280, "height": 900})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    name = page.locator(".folium-map").get_attribute("id")
    assert page.evaluate(
        "(name) => { const map = window[name], box = map.getContainer().getBoundingClientRect();"
        "const shown = map.getBounds();"
        "return [box.width, shown.contains([[44, 30], [55.7, 45]])]; }",
        name,
    ) == [pytest.approx(182 / 25.4 * 96, abs=1), True]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".folium-map").bounding_box()["width"] > 1000


def test_a_long_table_is_searched(opened):
    page = opened(Scenario((PointOrigin(50.45, 30.52),), weapons=(CustomRange("Far", FAR),)))
    rows = page.locator("table.numbers tbody tr")
    assert rows.count() > 40
    page.get_by_role("searchbox", name="Search the table").fill("ryazan obl")
    visible = [row for row in rows.all() if row.is_visible()]
    assert [row.locator("th").text_content() for row in visible] == ["Ryazan Oblast"]
    assert page.locator("table.numbers").evaluate("each => each.parentElement.clientHeight") < 600


def test_presented_it_fills_the_screen_with_title_key_and_caveat(opened, artefact):
    page = opened(
        Scenario((PointOrigin(51.0, 34.7, "Sumy"),)), viewport={"width": 1024, "height": 768}
    )
    page.get_by_role("button", name="Present").click()
    shown = page.locator(".folium-map").bounding_box()
    assert [round(shown[each]) for each in ("x", "y", "width", "height")] == [0, 0, 1024, 768]
    head = page.locator("header")
    assert "Not a prediction." in head.inner_text()
    assert page.locator("figcaption.legend").is_visible()
    assert page.locator(".numbers").is_hidden()
    top = head.bounding_box()
    for ring in page.locator(".rm-label-ring").all():  # none under the heading
        box = ring.bounding_box()
        assert box["x"] > top["x"] + top["width"] or box["y"] > top["y"] + top["height"]
    page.screenshot(path=artefact("exported-presented"))
    page.keyboard.press("Escape")
    page.locator(".numbers").wait_for()
    assert page.locator(".folium-map").bounding_box()["width"] < 1024
