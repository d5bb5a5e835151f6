"""The page for everybody: axe-core, the keyboard, no eyes, in an article, on phone and paper."""

import functools
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from visit import DESKTOP, PHONE, Visit
from waiting import becomes

from rangemap.analysis.reach import compute
from rangemap.figures.palette import STYLES
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.web.html import reach_page

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
EMBEDDED = "embed=true&origin=point:51.0,34.7,Sumy&weapon=himars&weapon=atacms"
# Streamlit's own: its icon is a word in a font of icons, which axe takes for what one sees
ICON = "[data-testid=stBaseButton-headerNoPadding]"
SCROLLED = "document.querySelector('.stMain').scrollTop"
# as in Safari before 27
NO_ANCHORS = """{
  const { supports } = CSS;
  CSS.supports = (...asked) => asked[0] !== "overflow-anchor" && supports.apply(CSS, asked);
  addEventListener("DOMContentLoaded", () =>
    document.head.insertAdjacentHTML("beforeend", "<style>* { overflow-anchor: none }</style>"));
}"""
# what the map has told from now on, be it for a moment only
NOTED = """() => {
  const note = document.querySelector('.rm-map-note');
  window.noted = [];
  new MutationObserver(() => note.checkVisibility() && noted.push(note.innerText)).observe(
    note, { attributes: true, characterData: true, childList: true, subtree: true });
}"""


@pytest.fixture
def visit(context_of, server):
    return Visit(context_of(**DESKTOP), server)


def faults(page):
    """What axe-core finds in all of a page, each rule with the first place that breaks it."""
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run({ exclude: [OWN] }, { resultTypes: ['violations'] })".replace("OWN", repr(ICON))
    )
    return {each["id"]: each["nodes"][0]["html"][:200] for each in found["violations"]}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_in_an_embedded_one_and_in_the_lesson(
    context_of, server, theme
):
    visit = Visit(context_of(**DESKTOP, color_scheme=theme), server).open()
    for drawer in ("Thresholds: from which range on", "Disputed figures: what follows"):
        visit.page.get_by_text(drawer).click()
    visit.page.locator(".rm-curve").wait_for()
    visit.page.get_by_text("Permission", exact=True).click()
    visit.page.get_by_text("Only in", exact=True).wait_for()
    visit.settles()
    assert faults(visit.page) == {}
    visit.open(EMBEDDED)
    assert faults(visit.page) == {}
    visit.page.goto(f"{server}/?lesson=en")
    visit.page.get_by_role("table").wait_for()
    visit.settles()
    assert faults(visit.page) == {}


@pytest.mark.parametrize(("before", "after"), [("light", "dark"), ("dark", "light")])
def test_a_page_takes_other_colours_while_it_is_looked_at(context_of, server, before, after):
    """As when the reader's system turns dark in the evening."""
    quiet = "getComputedStyle(document.documentElement).getPropertyValue('--rm-quiet').trim()"
    visit = Visit(context_of(**DESKTOP, color_scheme=before), server).open(EMBEDDED[11:])
    visit.page.emulate_media(color_scheme=after)
    becomes(visit.page, lambda: visit.page.evaluate(quiet), STYLES[after].theme.quiet_text)
    visit.settles()
    assert faults(visit.page) == {}
    visit.page.emulate_media(color_scheme=before)
    visit.page.goto(f"{server}/?lesson=en")
    visit.page.get_by_role("table").wait_for()
    visit.page.locator(".st-key-lesson-look [data-came]").wait_for(state="attached")
    visit.settles()
    visit.page.emulate_media(color_scheme=after)
    becomes(visit.page, lambda: visit.page.evaluate(quiet), STYLES[after].theme.quiet_text)
    visit.settles()
    assert faults(visit.page) == {}


def test_axe_finds_nothing_in_an_exported_page(context_of, tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(reach_page(compute(Scenario((PointOrigin(51.0, 34.7),)))))
    page = context_of(allowed="file:|data:|blob:").new_page()
    page.goto(path.as_uri())
    page.locator(".rm-label").first.wait_for()
    assert faults(page) == {}


def test_regions_are_told_one_by_one_and_light_up_with_their_rows(look):
    visit = look()
    page = visit.page
    regions = page.locator(".rm-region[tabindex='0']")
    expect(regions).to_have_count(1)
    regions.focus()
    told = re.compile(r"^Bryansk Oblast .*91 %.*\bnorth\b.*Kursk")
    expect(regions).to_have_attribute("aria-label", told)
    row = page.locator("tr[data-region=RU-BRY]")
    is_lit = re.compile(r"\brm-lit\b")
    expect(row).to_have_class(is_lit)
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_have_attribute("aria-label", re.compile("^Oryol Oblast"))
    expect(row).not_to_have_class(is_lit)
    page.locator("tr[data-region=RU-KRS]").hover()
    lit = page.locator(".rm-region[stroke-opacity='1'][aria-label^='Kursk Oblast']")
    expect(lit).not_to_have_count(0)
    page.keyboard.press("ArrowLeft")
    expect(page.locator(":focus")).to_have_attribute("aria-label", told)


def test_points_are_added_and_taken_back_by_keys(visit):
    visit.open("origin=point:49.5,32.0,&weapon=himars")
    page = visit.page
    page.get_by_role("link", name="Skip to the map").press("Enter")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => document.querySelector('.rm-unseen').textContent.startsWith('In view')"
    )
    visit.acts(functools.partial(page.keyboard.press, "Enter"))
    assert len(visit.query["origin"]) == 2
    visit.acts(functools.partial(page.keyboard.press, "Control+z"))
    assert len(visit.query["origin"]) == 1


def test_small_targets_are_large_enough(look):
    visit = look()
    small = """() => ['.stApp button', '.rm-map a[role=button]', '.rm-origin-icon']
      .flatMap((where) => [...document.querySelectorAll(where)])
      .map((each) => [each.textContent, each.getBoundingClientRect()])
      .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
      .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
    becomes(visit.page, lambda: visit.page.evaluate(small), [])


def test_the_wheel_scrolls_the_article_and_zooms_the_map_with_ctrl(context_of, server):
    visit = Visit(context_of(viewport={"width": 640, "height": 600}), server).open(EMBEDDED)
    page = visit.page
    page.wait_for_function("document.querySelector('.stMain').scrollWidth <= 640")
    page.mouse.move(*visit.place(0.5, 0.4))
    scale = page.locator(".leaflet-control-scale-line").first
    before = scale.inner_text()
    page.evaluate(NOTED)
    page.mouse.wheel(0, 120)
    page.wait_for_function(f"() => {SCROLLED} > 50")
    page.wait_for_function(
        "window.noted.some((each) => each.includes('Ctrl + wheel zooms the map'))"
    )
    assert scale.inner_text() == before
    page.mouse.move(*visit.place(0.5, 0.7))
    page.keyboard.down("Control")
    page.mouse.wheel(0, -240)
    page.keyboard.up("Control")
    page.wait_for_function(
        "old => document.querySelector('.leaflet-control-scale-line').textContent !== old",
        arg=before,
    )


@pytest.mark.parametrize("size", [(390, 844), (844, 390)], ids=["upright", "on its side"])
def test_a_phone_shows_finding_map_and_table_and_scrolls_down_only(context_of, server, size):
    options = PHONE | {"viewport": {"width": size[0], "height": size[1]}}
    visit = Visit(context_of(**options), server).open()
    page = visit.page
    places = {"finding": ".rm-quote", "map": ".rm-map", "table": ".rm-scroll"}

    def top(name):
        return page.locator(places[name]).first.bounding_box()["y"]

    order = ["finding", "map", "table"] if size[0] < size[1] else ["map", "finding", "table"]
    becomes(page, lambda: sorted(places, key=top), order)
    page.wait_for_function(f"document.querySelector('.stMain').scrollWidth <= {size[0]}")
    expect(page.locator(".rm-map")).to_have_css("touch-action", "pan-x pan-y")


def test_the_map_is_laid_out_for_paper_before_the_page_is(look):
    """Firefox prints a copy of the page as it is then, of which the page hears no more."""
    visit = look()
    screen = visit.page.locator(".rm-map").bounding_box()
    visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    millimetres = [
        round(visit.page.locator(".rm-map").bounding_box()[side] * 25.4 / 96)
        for side in ("width", "height")
    ]
    assert millimetres == [182, 120]
    assert visit.page.evaluate(
        """() => {
          const box = document.querySelector('.rm-map').getBoundingClientRect();
          const rings = [...document.querySelectorAll('.leaflet-rings-pane path')];
          const isIn = ({ left, right, top, bottom }) =>
            left >= box.left && right <= box.right && top >= box.top && bottom <= box.bottom;
          return rings.length > 0 && rings.every((each) => isIn(each.getBoundingClientRect()));
        }"""
    )
    for media in ("print", "screen"):
        visit.page.emulate_media(media=media)
        visit.page.evaluate("dispatchEvent(new Event('afterprint'))")
    becomes(visit.page, lambda: visit.place(0, 0), (screen["x"], screen["y"]))
    assert visit.page.locator(".rm-map").bounding_box() == screen


def test_where_browsers_do_not_the_map_keeps_its_place_on_a_phone(context_of, server):
    visit = Visit(context_of(**PHONE), server)
    visit.page.add_init_script(NO_ANCHORS)
    visit.open()
    box = visit.page.locator(".rm-map")
    box.evaluate("each => each.scrollIntoView({ block: 'end' })")
    top, high = box.bounding_box()["y"], visit.quote.bounding_box()["height"]
    visit.click_map(0.3, 0.7)
    becomes(visit.page, lambda: visit.quote.bounding_box()["height"] > high, wanted=True)
    becomes(visit.page, lambda: abs(box.bounding_box()["y"] - top) <= 1, wanted=True)


def test_paper_has_map_legend_finding_whole_table_and_sources(visit):
    visit.open("origin=border:RU&weapon=himars&weapon=atacms")
    page = visit.page
    scale = "document.querySelector('.leaflet-control-scale').textContent"
    visit.zooms(visit.button("Zoom in").click)
    near = page.evaluate(scale)
    page.emulate_media(media="print")
    page.evaluate(  # as where it covers least there
        "document.querySelector('.leaflet-right').append(document.querySelector('.legend'))"
    )
    for where in (".rm-map", ".legend", ".rm-quote", ".rm-table"):
        expect(page.locator(where).first).to_be_visible()
    expect(page.get_by_text("Natural Earth", exact=False).last).to_be_visible()
    for where in (".stSidebar", ".stButton", ".rm-take", ".leaflet-control-zoom"):
        expect(page.locator(where).first).to_be_hidden()
    box = "document.querySelector('{}').getBoundingClientRect()"
    scroll, table, pictured = (box.format(each) for each in (".rm-scroll", ".rm-table", ".rm-map"))
    page.wait_for_function(f"{scroll}.height >= {table}.height")
    expect(page.locator(".rm-table tbody tr")).to_have_count(17)
    page.wait_for_function(f"{pictured}.right <= 1400")
    page.emulate_media(media="screen")
    page.wait_for_function(f"old => {scale} === old", arg=near)
