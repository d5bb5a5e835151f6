import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect
from waiting import becomes

from rangemap.analysis.reach import compute
from rangemap.export.reach import REACH
from rangemap.figures.palette import STYLES
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import parse_length

EVIL = "{{7*7}}<script>hacked=1</script><img src=x onerror=hacked=2>\"'`${hacked=3}\\"
FAR = parse_length("2000 km")
FILES = r"file:|data:|blob:"
WIDTH = "document.querySelector('.folium-map').getBoundingClientRect().width"


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
    rings = ["HIMARS 80 km (50 mi)", "ATACMS 306 km (190 mi)"]
    becomes(page, page.locator(".rm-label-ring").all_text_contents, rings)
    paths = page.locator(".leaflet-overlay-pane path")
    shown = paths.count()
    page.get_by_label("ATACMS 306 km (190 mi)").uncheck()
    becomes(page, lambda: paths.count() < shown, True)
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
    numbers = re.compile(r"Bryansk Oblast \(RU-BRY\)\s*HIMARS: –\s*ATACMS: 91 %")
    expect(popup).to_contain_text(numbers, use_inner_text=True)


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
    becomes(page, page.locator("h1").text_content, EVIL)
    for kind, text in (("origin", EVIL), ("ring", f"{EVIL} 200 km (124 mi)")):
        labels = page.locator(f".rm-label-{kind}")
        becomes(page, lambda shown=labels, text=text: text in shown.all_text_contents(), True)
    expect(page.locator(".leaflet-control-layers")).to_contain_text(EVIL)
    expect(page.locator("table.numbers")).to_contain_text(EVIL)
    marker = page.locator("path.leaflet-interactive").last
    marker.hover(force=True)
    page.locator(".leaflet-tooltip").first.wait_for()
    assert page.evaluate("typeof hacked") == "undefined"
    page.screenshot(path=artefact("exported-evil"), full_page=True)


def test_the_page_prints_and_fits_a_phone(opened, artefact):
    page = opened(
        Scenario((BorderOrigin("RU"),), language="uk"), viewport={"width": 390, "height": 844}
    )
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=artefact("exported-phone"))
    assert page.pdf(format="A4").startswith(b"%PDF")
    present = page.locator("button.rm-present")
    expect(present).to_be_visible()
    page.emulate_media(media="print")
    expect(present).to_be_hidden()


def test_a_layer_switched_off_takes_its_label_along_and_leaves_no_hole(opened):
    page = opened(Scenario((BorderOrigin("RU"),)), viewport={"width": 1280, "height": 900})
    rings = page.locator(".rm-label-ring")
    names = ["ATACMS 306 km (190 mi)", "HIMARS 80 km (50 mi)"]
    becomes(page, lambda: sorted(rings.all_text_contents()), names)
    shortest = page.locator(".leaflet-control-layers input").last
    light = STYLES["light"]

    def belgorod_is(colour):
        becomes(page, lambda: is_alike(colour_at(page, 50.95, 36.9), colour), True)

    belgorod_is(light.share_ink(0, 3))  # most of it, by HIMARS
    shortest.uncheck()
    becomes(page, rings.all_text_contents, names[:1])
    belgorod_is(light.share_ink(1, 4))  # all of it, by ATACMS
    shortest.check()
    longest = page.locator(".leaflet-control-layers input").first
    longest.uncheck()
    belgorod_is(light.share_ink(0, 3))
    longest.check()  # it comes back under HIMARS
    becomes(page, lambda: sorted(rings.all_text_contents()), names)
    belgorod_is(light.share_ink(0, 3))
    countries = page.locator(".rm-label-country").all_text_contents
    becomes(page, lambda: {"UKRAINE", "RUSSIA"} - {each.upper() for each in countries()}, set())


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
    shown = (
        "(name) => { const map = window[name], box = map.getContainer().getBoundingClientRect();"
        "const shown = map.getBounds();"
        "return [box.width, shown.contains([[44, 30], [55.7, 45]])]; }"
    )
    printed = [pytest.approx(182 / 25.4 * 96, abs=1), True]
    becomes(page, lambda: page.evaluate(shown, name), printed)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function(f"{WIDTH} > 1000")


def test_a_long_table_is_searched(opened):
    page = opened(Scenario((PointOrigin(50.45, 30.52),), weapons=(CustomRange("Far", FAR),)))
    rows = page.locator("table.numbers tbody tr")
    becomes(page, lambda: rows.count() > 40, True)
    page.get_by_role("searchbox", name="Search the table").fill("ryazan obl")
    visible = page.locator("table.numbers tbody tr:visible th")
    becomes(page, visible.all_text_contents, ["Ryazan Oblast"])
    table = "document.querySelector('table.numbers')"
    page.wait_for_function(f"{table}.parentElement.clientHeight < 600")


# no ring's name is under the heading
CLEAR = """() => {
  const { right, bottom } = document.querySelector('header').getBoundingClientRect();
  const isClear = ({ x, y }) => x > right || y > bottom;
  const rings = [...document.querySelectorAll('.rm-label-ring')];
  return rings.every((each) => isClear(each.getBoundingClientRect()));
}"""


def test_a_long_name_in_the_key_is_whole(opened):
    far = CustomRange("A drone of long range", parse_length("70 km"), parse_length("20 km"))
    page = opened(Scenario((PointOrigin(51.0, 34.7, "Sumy"),), (far,)))
    name = page.locator(".legend tbody th")
    expect(name).to_contain_text("beyond 20 km")
    assert name.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_presented_it_fills_the_screen_with_title_key_and_caveat(opened, artefact):
    page = opened(
        Scenario((PointOrigin(51.0, 34.7, "Sumy"),)), viewport={"width": 1024, "height": 768}
    )
    page.get_by_role("button", name="Present").click()
    page.wait_for_function("document.fullscreenElement")

    def shown():
        box = page.locator(".folium-map").bounding_box()
        return [round(box[each]) for each in ("x", "y", "width", "height")]

    becomes(page, shown, [0, 0, 1024, 768])
    head = page.locator("header")
    expect(head).to_contain_text("Not a prediction.", use_inner_text=True)
    expect(page.locator("figcaption.legend")).to_be_visible()
    expect(page.locator(".numbers")).to_be_hidden()
    page.wait_for_function(CLEAR)
    page.screenshot(path=artefact("exported-presented"))
    page.keyboard.press("Escape")
    page.locator(".numbers").wait_for()
    page.wait_for_function(f"{WIDTH} < 1024")
