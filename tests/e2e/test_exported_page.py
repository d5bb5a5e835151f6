import re

import pytest

from rangemap.analysis.reach import compute
from rangemap.export.reach import REACH
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import parse_length

EVIL = "{{7*7}}<script>hacked=1</script><img src=x onerror=hacked=2>\"'`${hacked=3}\\"
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
