"""The drawers of analyses in a real browser: read off, taken away, on every screen."""

import csv
import functools
import io
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect
from visit import DESKTOP, PHONE, Visit
from waiting import becomes

from rangemap.analysis.depth import depth
from rangemap.analysis.disputes import disputes
from rangemap.analysis.reach import compute
from rangemap.analysis.thresholds import curve_errors, thresholds
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.wording.language import language_of
from rangemap.wording.quantities import area_text, rounded, share_text

TWO = Scenario((PointOrigin(51.0, 34.7, "Sumy"), PointOrigin(50.3, 36.9, "Vovchansk")))
QUERY = "origin=point:51.0,34.7,Sumy&origin=point:50.3,36.9,Vovchansk&weapon=himars&weapon=atacms"
MARKS = {80.4672: "HIMARS 80 km (50 mi)", 305.77536: "ATACMS 306 km (190 mi)"}


@pytest.fixture(scope="module")
def measured():
    return thresholds(TWO)


@pytest.fixture(scope="module")
def errors(measured):
    return curve_errors(measured)


@pytest.fixture
def visit(context_of, server):
    return Visit(context_of(**DESKTOP), server)


def opened(visit, key, waits_for):
    """The drawer of that key, open."""
    drawer = visit.page.locator(f".st-key-{key}")
    drawer.locator("summary").click()
    drawer.locator(waits_for).first.wait_for()
    visit.settles()
    return drawer


def closed(visit, drawer):
    """The drawer as it was before."""
    drawer.locator("summary").click()
    expect(drawer.locator("details")).not_to_have_attribute("open", "")
    visit.settles()


def put_back(visit, drawer):
    """The drawer of the curve as it was before: of all regions, at the longest range."""
    drawer.get_by_label("Show").select_option(value="total")
    curve = drawer.locator(".rm-curve")
    slider = drawer.get_by_role("slider", name="Range")
    slider.evaluate("each => { each.value = 307; each.dispatchEvent(new Event('input')) }")
    becomes(visit.page, lambda: exact_km(curve.get_attribute("data-km")), max(MARKS))
    closed(visit, drawer)


def range_text(km):
    exact = min(MARKS, key=lambda each: abs(each - km))
    return MARKS[exact] if abs(exact - km) < 1e-3 else f"{km:,.0f} km"


def total_text(measured, errors, km):
    """What is to be read off at a range, from the package alone."""
    row = measured.curve([km]).iloc[0]
    if row["total_km2"] < 0.05:
        return f"{range_text(km)}: nothing within range"
    exact = next((each for each in measured.at_ranges.ranges if each.range_km == km), None)
    error_km2 = float(errors.total_km2(km)[0])
    if exact:
        error_km2 = measured.at_ranges.total(exact.weapon)["reached_error_km2"]
    area = area_text(row["total_km2"], "en", error_km2)
    towns = int(row["towns"])
    if not towns:
        return f"{range_text(km)}: {area}"
    people = rounded(row["people"])
    return f"{range_text(km)}: {area}; {towns:,} place{'s' * (towns != 1)}, {people} people"


def share_and_area_text(measured, errors, code, km):
    area_km2 = measured.regions.set_index("region").loc[code, "area_km2"]
    reached_km2 = float(measured.meshes[code].reached_km2(km)[0])
    error_km2 = float(errors.region_km2(code, km)[0])
    share = reached_km2 / area_km2
    shown = share_text(share, "en", 2 * error_km2 * (1 - share) / area_km2)
    return f"{range_text(km)}: {shown}, {area_text(reached_km2, 'en', error_km2)}"


def exact_km(shown):
    km = float(shown)
    return next((each for each in MARKS if abs(each - km) < 1e-3), km)


def test_the_curve_is_read_off_with_the_pointer(look, measured, errors, artefact):
    visit = look(QUERY)
    drawer = opened(visit, "thresholds", ".rm-curve-reading b")
    curve, reading = drawer.locator(".rm-curve"), drawer.locator(".rm-curve-reading")
    becomes(visit.page, reading.inner_text, total_text(measured, errors, 305.77536))
    plot = curve.locator("svg")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    seen = []
    for part in (0.15, 0.3, 0.45, 0.6, 0.8, 0.98):
        before = curve.get_attribute("data-km")
        visit.page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2)
        expect(curve).not_to_have_attribute("data-km", before)  # it follows with the next frame
        km = exact_km(curve.get_attribute("data-km"))
        seen.append(km)
        becomes(visit.page, reading.inner_text, total_text(measured, errors, km))
    assert seen == sorted(seen)
    assert seen[-1] > 900
    steps = np.diff(seen) / np.diff([0.15, 0.3, 0.45, 0.6, 0.8, 0.98])
    assert steps == pytest.approx(np.full(5, steps.mean()), rel=0.03)
    curve.get_by_label("Show").select_option(label="Kursk Oblast")
    for part in (0.2, 0.25, 0.3):
        before = curve.get_attribute("data-km")
        visit.page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2)
        expect(curve).not_to_have_attribute("data-km", before)  # it follows with the next frame
        km = exact_km(curve.get_attribute("data-km"))
        told = share_and_area_text(measured, errors, "RU-KRS", km)
        becomes(visit.page, reading.inner_text, told)
    drawer.screenshot(path=artefact("thresholds"))
    put_back(visit, drawer)


LIT = """() => [...document.querySelectorAll('.rm-table tr.rm-lit')].map(
  (row) => row.dataset.region)"""
OUTLINED = """() => [...document.querySelectorAll('.leaflet-regions-pane path')]
  .filter((each) => each.getAttribute('stroke-opacity') === '1')
  .map((each) => each.getAttribute('aria-label').split('.')[0])"""


def test_curve_tables_and_map_point_at_each_other(look):
    visit = look(QUERY)
    drawer = opened(visit, "thresholds", ".rm-curve-reading b")
    page, choice = visit.page, drawer.get_by_label("Show")
    page.mouse.move(5, 5)
    choice.select_option(label="Kursk Oblast")
    drawer.get_by_role("slider", name="Range").focus()
    outlined, lit = (functools.partial(page.evaluate, each) for each in (OUTLINED, LIT))
    becomes(page, lambda: [each.split(" (")[0] for each in outlined()], ["Kursk Oblast"])
    becomes(page, lit, ["RU-KRS", "RU-KRS"])  # of what is reached, and of thresholds
    choice.select_option(label="Bryansk Oblast")
    becomes(page, lit, ["RU-BRY", "RU-BRY"])
    choice.select_option(value="total")
    becomes(page, lambda: lit() + outlined(), [])
    choice.select_option(label="Kursk Oblast")
    title = drawer.locator(".rm-curve-title").first
    for pointed in (
        page.get_by_role("img", name=re.compile("^Belgorod Oblast")),
        drawer.locator("tr[data-region='RU-BEL']"),
        page.locator(".st-key-listed tr[data-region='RU-BEL']"),
    ):
        pointed.evaluate("each => each.focus()")
        becomes(page, title.inner_html, "Belgorod Oblast: share within range, %")
        becomes(page, lambda: set(lit()), {"RU-BEL"})
        pointed.evaluate("each => each.blur()")
        becomes(page, title.inner_html, "Kursk Oblast: share within range, %")
    expect(choice).to_have_value("region RU-KRS")
    page.locator(".st-key-listed tr[data-region='RU-BRY']").hover()
    expect(choice).to_have_value("region RU-BRY")
    page.mouse.move(5, 5)
    expect(choice).to_have_value("region RU-KRS")
    first = page.get_by_role("img", name=re.compile("^Voronezh Oblast"))
    first.evaluate("each => { each.focus(); each.blur() }")  # where Tab comes to the map
    put_back(visit, drawer)


def test_the_curve_is_read_off_with_the_keyboard(look, measured, errors):
    visit = look(QUERY)
    drawer = opened(visit, "thresholds", ".rm-curve-reading b")
    slider = drawer.get_by_role("slider", name="Range")
    told = functools.partial(expect(slider).to_have_attribute, "aria-valuetext")
    told(total_text(measured, errors, 305.77536))
    slider.press("Home")
    told("0 km: nothing within range")
    slider.press("End")
    told(total_text(measured, errors, 1000.0))
    slider.evaluate("each => { each.value = 80; each.dispatchEvent(new Event('input')) }")
    for km in (80.4672, 81.0):
        slider.press("ArrowRight")
        told(total_text(measured, errors, km))
    drawer.get_by_label("Show").select_option(label="Moscow")
    slider.press("End")
    told(re.compile("^1,000 km: all, 2,"))
    put_back(visit, drawer)


def test_what_was_chosen_on_the_curve_stays_when_a_range_is_taken_away(visit):
    visit.open(QUERY)
    drawer = opened(visit, "thresholds", ".rm-curve-reading b")
    drawer.get_by_label("Show").select_option(label="Kursk Oblast")
    slider = drawer.get_by_role("slider", name="Range")
    slider.press("Home")
    visit.acts(visit.page.get_by_role("button", name="HIMARS 50 mi").first.click)
    visit.page.wait_for_function("document.querySelectorAll('.rm-curve-mark').length === 1")
    chosen = drawer.locator("select").evaluate
    becomes(visit.page, lambda: chosen("each => each.selectedOptions[0].text"), "Kursk Oblast")
    expect(drawer.locator(".rm-curve")).to_have_attribute("data-km", "0")


def test_a_finger_reads_the_curve_on_a_phone_in_the_dark(context_of, server, artefact):
    visit = Visit(context_of(**PHONE, color_scheme="dark"), server).open(f"{QUERY}&lang=uk")
    drawer = opened(visit, "thresholds", ".rm-curve-reading b")
    curve = drawer.locator(".rm-curve")
    curve.scroll_into_view_if_needed()
    before = curve.get_attribute("data-km")
    box = curve.locator("svg").bounding_box()
    visit.page.touchscreen.tap(box["x"] + 0.8 * box["width"], box["y"] + 0.5 * box["height"])
    becomes(visit.page, lambda: float(curve.get_attribute("data-km")) > float(before), True)
    places = r"населен[а-яі]+\sпункт[а-яі]*"
    told = re.compile(rf"^\d+\sкм:\s[\d\s]+\sкм²;\s[\d\s]+\s{places},\sжителів:\s[\d\s]+$")
    expect(curve.locator(".rm-curve-reading")).to_have_text(told, use_inner_text=True)
    visit.page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    expect(curve.locator(".rm-curve-line")).to_have_css("stroke", "rgb(241, 239, 234)")
    drawer.screenshot(path=artefact("thresholds-phone"))


def taken(visit, drawer):
    """The content of every file of a drawer, by suffix."""
    files = {}
    drawer.locator(".rm-take").wait_for()
    for link in drawer.locator(".rm-take a").all():
        with visit.page.expect_download() as begun:
            link.click()
        files[begun.value.path] = begun.value
    return {
        f".{each.suggested_filename.rpartition('.')[2]}": (
            each.suggested_filename,
            each.path().read_bytes(),
        )
        for each in files.values()
    }


def check_pictures(files, words):
    assert Image.open(io.BytesIO(files[".png"][1])).width >= 1600
    drawing = ET.fromstring(files[".svg"][1])
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    text = " ".join("".join(drawing.itertext()).split())
    assert words in text
    assert "Maximum published range. Not a prediction." in text


def rows_of(files):
    """Its rows but those of places."""
    rows = csv.DictReader(io.StringIO(files[".csv"][1].decode("utf-8-sig")))
    return [row for row in rows if row["kind"] != "place"]


def test_thresholds_can_be_taken_away(look, measured):
    visit = look(QUERY)
    files = taken(visit, drawer := opened(visit, "thresholds", ".rm-curve-reading b"))
    assert set(files) == {".csv", ".png", ".svg"}
    assert files[".csv"][0] == "rangemap-thresholds-sumy-himars-atacms.csv"
    rows = [row for row in rows_of(files) if row["kind"] == "range"]
    assert [float(row["range_km"]) for row in rows] == list(range(1001))
    curve = measured.curve(np.arange(1001))
    for column in ("RU-KRS", "total_km2", "people"):
        assert [float(row[column]) for row in rows] == pytest.approx(list(curve[column]))
    check_pictures(files, "Kursk Oblast")
    closed(visit, drawer)


def test_disputed_figures_show_intervals_sources_and_files(look, artefact):
    visit = look(QUERY)
    drawer = opened(visit, "disputes", ".rm-bars")
    found = disputes(TWO).regions
    table = drawer.get_by_role("table", name="ATACMS: share of each region")
    lines = table.locator("tbody tr")
    expected = found[found["weapon"] == "atacms"].to_dict("records")
    expect(lines).to_have_count(len(expected))
    shown = [line.locator("th, td").all_inner_texts() for line in lines.all()]
    assert [line[0].split("\n")[-1] for line in shown] == [row["region"] for row in expected]
    for line, row in zip(shown, expected, strict=True):
        shares = [row[f"{end}_share"] for end in ("least", "used", "greatest")]
        assert line[1:] == [share_text(each) if each else "–" for each in shares]
    bar = drawer.locator(".rm-bars").last

    def ends():
        widths = bar.evaluate(
            "each => [...each.children].slice(1, 2)"
            ".map(one => [...one.children].map(part => [part.style.left, part.style.width]))[0]"
        )
        (_, least), (start, width), (dot, _) = (
            [float(value.rstrip("%")) for value in pair] for pair in widths
        )
        return [least, start, start + width, dot]

    shares = [expected[0][f"{end}_share"] for end in ("least", "least", "greatest", "used")]
    becomes(visit.page, ends, pytest.approx([100 * share for share in shares], abs=0.01))
    link = drawer.get_by_role("link", name="The Daily Beast, citing NBC News, 2023-09-22")
    expect(link).to_have_attribute("href", re.compile("^https://www.thedailybeast.com/"))
    files = taken(visit, drawer)
    assert [len(rows_of(files)), set(files)] == [len(found), {".csv", ".png", ".svg"}]
    check_pictures(files, "only within greater figures")
    drawer.screenshot(path=artefact("disputes"))
    closed(visit, drawer)


def test_depth_shades_the_map_and_is_taken_away(look, artefact):
    visit = look(QUERY)
    drawer = opened(visit, "depth", ".rm-bars")
    areas = depth(compute(TWO)).areas
    rows = areas[areas["weapon"] == "atacms"].drop(columns="geometry").to_dict("records")
    texts = [area_text(row["area_km2"], "en", row["error_km2"]) for row in rows]
    table = drawer.get_by_role("table", name="Areas by how many launch points reach them")
    last = table.locator("tbody tr td:last-child")
    becomes(visit.page, last.all_inner_texts, texts)
    fills = (
        "[...new Set([...document.querySelectorAll('.rm-part')].map(e => e.getAttribute('fill')))]"
    )
    before = visit.page.evaluate(fills)
    drawer.get_by_text("Shade the map by how many launch points reach").click()
    legend = visit.page.get_by_text("ATACMS 306 km (190 mi): reached from so many launch points")
    legend.wait_for()
    visit.settles()
    becomes(visit.page, lambda: len(visit.page.evaluate(fills)), 2)
    assert set(visit.page.evaluate(fills)) != set(before)
    visit.page.evaluate("document.querySelector('.stMain').scrollTop = 0")
    visit.page.screenshot(path=artefact("depth-on-the-map"))
    files = taken(visit, drawer)
    assert [float(row["area_km2"]) for row in rows_of(files)] == pytest.approx(
        list(areas["area_km2"])
    )
    check_pictures(files, "reached from so many launch points")
    closed(visit, drawer)
    legend.wait_for(state="detached")


def test_a_comparison_is_taken_away_as_a_picture(look):
    visit = look(QUERY)
    files = taken(visit, drawer := opened(visit, "compare-False", ".rm-table"))
    assert set(files) == {".csv", ".geojson", ".png", ".svg"}
    check_pictures(files, "newly within range")
    closed(visit, drawer)


def test_files_are_offered_once_nothing_above_them_can_push_them_away(visit):
    """A press on a button that slips away under the pointer is lost."""
    held = []
    visit.page.route("**/curve.js*", lambda route, _request: held.append(route))
    visit.open(QUERY)
    drawer = visit.page.locator(".st-key-thresholds")
    drawer.locator("summary").click()
    offered = drawer.locator(".rm-take")
    offered.wait_for(state="attached")
    expect(drawer.locator(".rm-table")).to_be_visible()
    expect(offered).to_be_hidden()
    becomes(visit.page, lambda: len(held), 1)
    held[0].continue_()
    offered.wait_for()
    expect(drawer.locator(".rm-curve")).to_be_visible()


def test_a_press_counts_though_the_button_slips_away_under_the_pointer(look):
    visit = look(QUERY)
    link = visit.page.get_by_role("link", name="Table (CSV)")
    link.scroll_into_view_if_needed()
    box = link.bounding_box()
    visit.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    with visit.page.expect_download() as begun:
        visit.page.mouse.down()
        link.evaluate("each => each.parentElement.style.paddingTop = '400px'")
        assert link.bounding_box()["y"] > box["y"] + box["height"]
        visit.page.mouse.up()
    assert b"RU-KRS" in begun.value.path().read_bytes()
    link.evaluate("each => each.parentElement.style.removeProperty('padding-top')")


def test_a_file_can_be_taken_while_the_page_is_drawn_anew_and_after_others_have_been(
    visit, context_of, server
):
    visit.open(QUERY)
    link = visit.page.get_by_role("link", name="Table (CSV)")
    address = link.get_attribute("href")
    other = Visit(context_of(**DESKTOP), server).open(f"{QUERY}&title=other")
    # of what others do, Streamlit forgets files after the second
    other.acts(other.page.get_by_role("button", name="HIMARS 50 mi").first.click)
    visit.acts(visit.page.get_by_role("button", name="HIMARS 50 mi").first.click)
    for wanted in (address, link.get_attribute("href")):
        assert "RU-KRS" in visit.page.request.get(wanted).text()


def test_an_embedded_page_has_no_drawers(visit):
    visit.open(f"embed=true&{QUERY}")
    expect(visit.page.locator(".rm-table")).to_be_visible()
    expect(visit.page.locator("details")).to_have_count(0)


EVIL = "{{7*7}}<script>hacked=1</script><img src=x onerror=hacked=2>\"'`${hacked=3}\\**b**"


def test_hostile_names_are_shown_as_typed_in_every_drawer(visit):
    name = EVIL.replace("&", "%26").replace("#", "%23")
    visit.open(
        f"origin=point:51.0,34.7,{name}&origin=point:50.3,36.9,{name}"
        f"&weapon=atacms&range={name}=200 km"
    )
    curve = opened(visit, "thresholds", ".rm-curve-reading b")
    marks = curve.locator(".rm-curve-mark")
    named = f"{EVIL} 200 km (124 mi)"
    becomes(visit.page, lambda: named in marks.all_text_contents(), True)

    def tells(where):
        expect(where).to_contain_text(EVIL, use_inner_text=True)

    tells(curve.locator(".rm-quote p"))
    tells(opened(visit, "disputes", ".rm-bars").locator(".rm-quote p"))
    drawer = opened(visit, "depth", ".rm-bars")
    tells(drawer.locator(".rm-quote p"))
    tells(drawer.locator(".rm-table"))
    drawer.get_by_text("Shade the map by how many launch points reach").click()
    visit.page.get_by_text("reached from so many launch points").wait_for()
    assert visit.page.evaluate("typeof hacked") == "undefined"
    expect(visit.page.locator("img[src=x]")).to_have_count(0)


def test_plurals_of_the_browser_are_those_of_the_package(visit):
    """The curve counts towns with the browser's own rules, which it has without any page."""
    counts = [0, 1, 2, 4, 5, 11, 14, 21, 22, 25, 101, 111, 112, 121, 1002]
    for code in ("en", "uk", "ru"):
        found = visit.page.evaluate(
            "([code, counts]) => counts.map(each => new Intl.PluralRules(code).select(each))",
            [code, counts],
        )
        assert found == [language_of(code).category(each) for each in counts]


def test_a_drawer_opens_without_drawing_the_map_again(visit):
    visit.open()
    page = visit.page
    page.evaluate("document.querySelector('.rm-region').isOld = true")
    page.get_by_text("Permission", exact=True).click()
    page.get_by_text("Only in", exact=True).wait_for()
    visit.settles()
    assert page.evaluate("document.querySelector('.rm-region').isOld")
    visit.acts(page.get_by_role("button", name="ATACMS 190 mi").first.click)
    page.wait_for_function("!document.querySelector('.rm-region').isOld")
