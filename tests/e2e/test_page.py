import csv
import io
import json
import re
import tomllib
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import expect
from visit import DESKTOP, UNRESTING, Visit
from waiting import becomes, exactly

from rangemap.analysis.reach import compute
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.web.region_facts import region_facts

MESSAGES = Path(__file__).parents[2] / "rangemap" / "page" / "messages"
EVIL = "{{7*7}}<script>hacked=1</script><img src=x onerror=hacked=2>\"'`${hacked=3}\\**b**"
POSITION = "51.000° N, 34.700° E"
FIRST = Scenario((PointOrigin(51.0, 34.7),))
RINGS = ("HIMARS 80 km (50 mi)", "ATACMS 306 km (190 mi)")
FINDING = exactly("reaches about 126,000\u00a0km² of nine Russian regions")


@pytest.fixture
def visit(context_of, server):
    return Visit(context_of(**DESKTOP), server)


def test_a_first_visit_shows_rings_regions_and_ready_scenarios(look, artefact):
    visit = look()
    visit.labels_are("ring", *RINGS)
    visit.has_labels("reached", "Bryansk", "Belgorod")
    for name in ("HIMARS from Kharkiv’s border", "ATACMS from Sumy’s border"):
        expect(visit.button(name)).to_be_visible()
    expect(visit.quote).to_contain_text(FINDING)
    visit.settles()
    visit.page.screenshot(path=artefact("first-visit"))


def held_before_streamlit(visit, query=""):
    """The page while Streamlit's own script is still on its way; what lets it come."""
    held = []

    def hold(route):
        held.append(route)

    visit.page.route("**/scripts?*", hold)
    visit.page.goto(f"{visit.server}/?{query}", wait_until="commit")
    visit.page.locator("#rm-early .rm-map[data-drawn]").wait_for()
    return lambda: [each.continue_() for each in held]


def test_map_and_finding_show_before_streamlit_has_started_and_stay(visit, artefact):
    let_come = held_before_streamlit(visit)
    page, early = visit.page, visit.page.locator("#rm-early")
    visit.labels_are("ring", *RINGS)
    heading = early.get_by_role("heading", level=1)
    becomes(page, heading.inner_text, "From here, how far does a published range reach?")
    expect(early).to_contain_text(FINDING, use_inner_text=True)
    expect(early.get_by_role("link", name="ATACMS from Sumy’s border")).to_be_visible()
    page.screenshot(path=artefact("before-streamlit"))
    page.evaluate("document.querySelector('.rm-map').early = true")
    page.set_viewport_size({"width": 390, "height": 700})  # a telephone's reader has gone on
    early.evaluate("each => each.scrollTop = 300")
    becomes(page, lambda: early.evaluate("each => [innerWidth, each.scrollTop]"), [390, 300])
    top = page.locator(".rm-map").bounding_box()["y"]
    let_come()
    visit.wait_for_map()
    visit.settles()
    expect(early).to_have_count(0)
    at = "document.querySelector('.rm-map').getBoundingClientRect().y"
    page.wait_for_function(f"top => Math.abs({at} - top) < 50", arg=top)
    assert page.evaluate("document.querySelector('.stApp .rm-map').early")
    expect(page.locator(".rm-map")).to_have_count(1)


def test_a_hostile_link_does_nothing_before_streamlit_has_started_either(visit):
    query = urlencode(
        [("origin", f"point:51.0,34.7,{EVIL}"), ("title", EVIL), ("weapon", "himars")]
    )
    held_before_streamlit(visit, query)
    becomes(visit.page, visit.page.locator("#rm-early h2").inner_text, EVIL)
    visit.labels_are("origin", EVIL)
    assert visit.page.evaluate("typeof hacked") == "undefined"


def shown_numbers(visit):
    """The table's cells as text, by the code of each region."""
    lines = visit.page.locator(".rm-table").first.locator("tbody tr").all()
    cells = [line.locator("th, td").all_inner_texts() for line in lines]
    return {line[0].split("\n")[-1]: [" ".join(cell.split()) for cell in line] for line in cells}


def test_the_numbers_are_those_of_the_command_line_and_sort(visit):
    visit.open()
    facts = region_facts(compute(FIRST))
    becomes(visit.page, lambda: list(shown_numbers(visit)), [each.region for each in facts])
    shown = shown_numbers(visit)
    for each in facts:
        parts = [part.text().replace(", ", " ", 1) for part in each.parts]
        assert shown[each.region][1:3] == [" ".join(part.split()) for part in parts]
    nearest = visit.page.get_by_role("button", name="Nearest")
    for sign, down in ((-1, "descending"), (1, "ascending")):
        nearest.click()
        sorted_by = visit.page.locator(f"th[aria-sort={down}]")
        becomes(visit.page, sorted_by.all_inner_texts, ["Nearest"])
        ordered = sorted(facts, key=lambda each: sign * each.nearest_km)
        becomes(visit.page, lambda: list(shown_numbers(visit)), [each.region for each in ordered])


def test_a_sentence_can_be_copied(context_of, server):
    visit = Visit(context_of(**DESKTOP, permissions=["clipboard-read", "clipboard-write"]), server)
    visit.open()
    visit.button("Copy").first.click()
    visit.button("Copied").wait_for()
    assert visit.page.evaluate("navigator.clipboard.readText()") == visit.quote.inner_text()


def test_a_town_is_found_by_name(visit):
    visit.open()
    place = visit.page.get_by_label("Town, or latitude, longitude")
    place.fill("Kharkiv")
    visit.acts(lambda: place.press("Enter"))
    assert visit.query["origin"][1].startswith("point:49.98")
    visit.has_labels("origin", "Kharkiv")


def test_ranges_are_chosen_and_added(visit):
    visit.open()
    page = visit.page
    visit.acts(page.get_by_role("button", name="HIMARS 50 mi").first.click)
    visit.labels_are("ring", "ATACMS 306 km (190 mi)")
    page.get_by_text("A range or a catalogue of your own").click()
    page.get_by_label("Name", exact=True).fill("Ours")
    page.get_by_label("Range", exact=True).fill("120")
    page.get_by_label("Minimum range, if any").fill("40")
    visit.acts(visit.button("Add").first.click)
    visit.labels_are("ring", "ATACMS 306 km (190 mi)", "Ours 120 km (75 mi)")
    assert visit.query["range"] == ["Ours=40 km..120 km"]


def test_a_key_of_long_names_is_not_cut(context_of, server):
    visit = Visit(context_of(viewport={"width": 1280, "height": 900}), server)
    names = ("A name of some length for a range", "Unendingly" * 5)
    ranges = "&".join(f"range={name}=4{number}0 km" for number, name in enumerate(names))
    visit.open(f"origin=point:51.0,34.7,&weapon=himars&{ranges}")
    legend = visit.page.locator(".rm-map-stage > .legend")
    becomes(visit.page, lambda: legend.evaluate("each => each.scrollWidth - each.clientWidth"), 0)


def test_names_change_with_the_language(visit, artefact):
    visit.open()
    visit.acts(visit.page.get_by_text("Українська").click)
    visit.has_labels("reached", "Бєлгородська")
    visit.has_labels("ring", "HIMARS 80\u00a0км (50\u00a0миль)")
    expect(visit.quote).to_contain_text("Курськ", use_inner_text=True)
    shown = visit.page.locator("[data-testid=stApp]")
    english = tomllib.loads((MESSAGES / "en.toml").read_text("utf-8"))
    texts = {text for named in english.values() for text in named.values() if isinstance(text, str)}
    words = {text for text in texts if len(text) > 4}
    becomes(visit.page, lambda: words & set(shown.inner_text().splitlines()), set())
    visit.page.screenshot(path=artefact("ukrainian"))


def test_the_whole_border_before_and_after(visit, artefact):
    visit.open()
    visit.acts(visit.button("The whole border, before and after").click)
    compared = visit.page.locator(".rm-quote p").nth(1)
    expect(compared).to_contain_text("10 Russian regions out of reach before", use_inner_text=True)
    with visit.page.expect_download() as begun:
        visit.page.get_by_role("link", name="Table (CSV)").last.click()
    rows = list(csv.DictReader(io.StringIO(begun.value.path().read_text("utf-8-sig"))))
    assert sum(row["newly_reached"] == "True" for row in rows) == 10
    expect(visit.page.get_by_text("Dotted: the reach before")).to_be_visible()
    visit.settles()
    visit.page.screenshot(path=artefact("before-and-after"), full_page=True)
    visit.button("Forget “before”").click()
    visit.page.wait_for_url(lambda url: "before=" not in url)


def test_what_was_kept_is_compared_with_what_comes_then(visit):
    visit.open("origin=point:51.0,34.7,Sumy&weapon=himars")
    visit.page.get_by_text("Compare: what became reachable").click()
    visit.button("Keep this as “before”").click()
    visit.button("Forget “before”").wait_for()
    visit.acts(visit.page.get_by_role("button", name="ATACMS 190 mi").first.click)
    told = visit.page.locator(".rm-quote p").get_by_text("From Sumy, HIMARS and ATACMS reach about")
    told.first.wait_for()


def test_a_copied_link_gives_the_same_map_in_another_browser(visit, context_of, server):
    visit.open()
    visit.click_map(0.45, 0.75)
    other = Visit(context_of(**DESKTOP, locale="uk-UA"), server)  # another browser, in effect
    other.open(visit.page.url.partition("?")[2])
    assert other.drawn == visit.drawn
    becomes(other.page, other.quote.inner_text, visit.quote.inner_text())
    other.labels_are("ring", *visit.labels("ring"))


def test_going_back_shows_what_was_there(visit):
    visit.open()
    first = visit.drawn
    visit.click_map(0.45, 0.75)
    visit.acts(visit.page.go_back)
    assert visit.drawn == first


HOSTILE = (
    "origin=point:134,34.7,",
    "origin=point:51.0,34.7,&weapon=excalibur",
    urlencode({"origin": "point:51.0,34.7,", "weapon": EVIL}),
    "origin=border:RU,99999,,",
)


def test_a_hostile_link_gives_a_notice_and_a_ready_scenario(visit):
    for query in HOSTILE:
        visit.open(query)
        expect(visit.page.get_by_text("This link cannot be opened")).to_be_visible()
        visit.labels_are("ring", *RINGS)


def test_text_from_outside_is_shown_as_typed_and_does_nothing(visit, artefact):
    query = urlencode(
        [
            ("origin", f"point:51.0,34.7,{EVIL}"),
            ("range", f"{EVIL}=200 km"),
            ("title", EVIL),
        ]
    )
    visit.open(query)
    page = visit.page
    visit.labels_are("origin", EVIL)
    visit.labels_are("ring", f"{EVIL} 200 km (124 mi)")
    expect(page.get_by_role("heading", name=EVIL, exact=True)).to_be_visible()
    expect(visit.quote).to_contain_text(EVIL, use_inner_text=True)
    expect(page.locator(".rm-table")).to_contain_text(EVIL, use_inner_text=True)
    assert page.evaluate("typeof hacked") == "undefined"
    page.screenshot(path=artefact("evil-names"), full_page=True)


DOWNLOADS = {
    "Picture (PNG)": ".png",
    "Drawing (SVG)": ".svg",
    "Page (HTML)": ".html",
    "Table (CSV)": ".csv",
    "Map data (GeoJSON)": ".geojson",
    "Scenario (TOML)": ".toml",
}


def check_download(suffix, content):
    match suffix:
        case ".png":
            assert content.startswith(b"\x89PNG")
            assert len(content) > 50_000
        case ".svg":
            assert ET.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"
        case ".html":
            assert content.startswith(b"<!DOCTYPE html>")
            assert b"Bryansk Oblast" in content
        case ".csv":
            rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
            assert {"RU-KRS", "RU-BEL", "RU-SMO"} <= {row["region"] for row in rows}
        case ".geojson":
            kinds = {each["properties"]["kind"] for each in json.loads(content)["features"]}
            assert kinds == {"origin", "buffer", "region", "place"}
        case ".toml":
            assert Scenario.from_toml(content.decode()) == FIRST


def test_each_file_can_be_taken_away(visit):
    visit.open()
    for label, suffix in DOWNLOADS.items():
        with visit.page.expect_download() as begun:
            visit.page.get_by_role("link", name=label).click()
        assert begun.value.suggested_filename == f"rangemap-point-himars-atacms{suffix}"
        check_download(suffix, begun.value.path().read_bytes())


def test_a_list_can_be_pasted(visit):
    visit.open()
    visit.page.get_by_text("A list or a scenario file").click()
    pasted = visit.page.get_by_label("Paste places, or latitude, longitude, name")
    pasted.fill("50.3,36.9,Vovchansk\n49.7,37.6,Kupiansk")
    visit.acts(visit.button("Add").last.click)
    assert visit.query["origin"][1:] == ["point:50.3,36.9,Vovchansk", "point:49.7,37.6,Kupiansk"]


POINTS = {
    "points.csv": b"lat,lon,name\n50.3,36.9,Vovchansk\n",
    "points.geojson": json.dumps(
        {
            "type": "Feature",
            "properties": {"name": "Kupiansk"},
            "geometry": {"type": "Point", "coordinates": [37.6, 49.7]},
        }
    ).encode(),
}


def test_files_of_points_can_be_uploaded_one_after_another(visit):
    visit.open()
    visit.page.get_by_text("A list or a scenario file").click()
    form = visit.page.get_by_role("region", name="Or a file")
    for name, content in POINTS.items():
        form.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        visit.page.get_by_text(name).wait_for()
        visit.acts(visit.button("Add").last.click)
    assert visit.query["origin"][1:] == ["point:50.3,36.9,Vovchansk", "point:49.7,37.6,Kupiansk"]


TILES = "https://tile.openstreetmap.org/"
WITH_TILES = rf"(http|ws)://127\.0\.0\.1:|data:|blob:|{re.escape(TILES)}"
ONE_PIXEL = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)


@pytest.mark.parametrize(
    ("served", "told"), [(ONE_PIXEL, False), (b"no picture", True)], ids=["loaded", "failed"]
)
def test_online_tiles_are_a_choice_with_credit_and_their_failure_is_told(
    context_of, server, artefact, served, told
):
    visit = Visit(context_of(WITH_TILES, **DESKTOP), server)
    page, asked = visit.page, []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(body=served, content_type="image/gif")

    page.route(f"{TILES}**", answer)
    visit.open()
    assert not asked
    page.get_by_text("More", exact=True).click()
    page.get_by_text("Online map tiles (OpenStreetMap)").click()
    page.get_by_text("© OpenStreetMap contributors, Natural Earth, GeoNames").wait_for()
    note = page.get_by_text("The online tiles cannot be loaded")
    if told:
        note.wait_for()
        page.screenshot(path=artefact("tiles-failed"))
    else:
        page.locator(".leaflet-tile-loaded").first.wait_for()
        expect(note).to_have_count(0)
    assert asked
    visit.labels_are("ring", *RINGS)


def test_presented_the_map_fills_the_screen_with_its_words_and_comes_back(visit, artefact):
    visit.open()
    page = visit.page
    head, legend = page.locator(".rm-head"), page.locator(".rm-map .legend")
    expect(head).to_be_hidden()
    expect(legend).to_be_visible()
    visit.button("Present on the whole screen").click()
    page.wait_for_function("document.fullscreenElement?.className.includes('rm-map')")
    caveat = "Maximum published range. Not a prediction."
    expect(head).to_contain_text(caveat, use_inner_text=True)
    title = page.locator(".stMain h2").first.inner_text()
    becomes(page, page.locator(".rm-head b").inner_text, title)

    def differences():
        stage, large = (page.locator(each).bounding_box() for each in (".rm-map-stage", ".rm-map"))
        return [large[side] - stage[side] for side in ("width", "height")]

    becomes(page, differences, pytest.approx([0, 0], abs=2))  # the map is scaled to the screen
    expect(page.locator(".leaflet-bar:visible")).to_have_count(0)
    page.screenshot(path=artefact("page-presented"))
    page.evaluate(UNRESTING)
    page.mouse.move(400, 300)
    page.mouse.move(420, 310)
    page.get_by_role("button", name="Leave the presentation").click()
    page.wait_for_function("!document.fullscreenElement")
    expect(head).to_be_hidden()


SHOWN = """() => {
  const box = (where) => document.querySelector(where).getBoundingClientRect();
  const map = box(".rm-map"), places = [".rm-map .leaflet-control-scale-line", ".rm-label-ring"];
  return [map.width, ...places.flatMap((where) => {
    const { left, top, width } = box(where);
    return [left - map.left, top - map.top, width];
  })].map(Math.round);
}"""


@pytest.mark.parametrize("acts", ["", ".leaflet-control-zoom-in"])
def test_left_the_presentation_shows_the_map_as_it_was(visit, acts):
    visit.open()
    page = visit.page
    page.wait_for_function("document.querySelector('.rm-map').dataset.detailed !== undefined")
    if acts:
        visit.zooms(page.locator(f".rm-map {acts}").click)
    before = page.evaluate(SHOWN)
    visit.button("Present on the whole screen").click()
    page.wait_for_function("document.fullscreenElement?.className.includes('rm-map')")
    page.keyboard.press("Escape")
    page.wait_for_function("!document.fullscreenElement")
    becomes(page, lambda: page.evaluate(SHOWN), before)


def test_scale_and_position_speak_the_language_of_the_page(visit):
    visit.open("origin=point:51.0,34.7,&lang=uk")
    scale = visit.page.locator(".leaflet-control-scale")
    miles = re.compile(r"^\d+\sкм\s\d+\s(миль|милі|миля)$")
    expect(scale).to_have_text(miles, use_inner_text=True)
    assert re.fullmatch(
        r"\d\d,\d{3}°\sпн\.\sш\., \d\d,\d{3}°\sсх\.\sд\.", visit.under_cursor(0.3, 0.3)
    )
    # a new piece of text would have all of the page laid out anew with every move of the pointer
    text = visit.page.evaluate_handle("document.querySelector('.rm-position').firstChild")
    visit.under_cursor(0.4, 0.4)
    assert text.evaluate("(text) => text.isConnected")
    expect(visit.page.locator("html")).to_have_attribute("lang", "uk")
    visit.acts(visit.page.get_by_text("English").click)
    expect(scale).to_have_text(re.compile(r"^\d+\skm\s\d+\smi$"), use_inner_text=True)


def test_the_numbers_of_a_region_show_under_the_pointer(look):
    visit = look()
    visit.page.mouse.move(*visit.place(0.6, 0.4))
    visit.page.mouse.move(*visit.place(0.62, 0.42))
    tip = visit.page.locator(".leaflet-tooltip")
    numbers = r"Oblast \(RU-...\)\nHIMARS: .+\nATACMS: .+\nnearest \d+ km"
    expect(tip).to_contain_text(re.compile(numbers), use_inner_text=True)


def test_an_embedded_page_is_map_and_numbers_only(visit, artefact):
    visit.open("embed=true&origin=point:51.0,34.7,Sumy")
    expect(visit.quote).to_contain_text("nine Russian regions", use_inner_text=True)
    expect(visit.page.locator("[data-testid=stSidebar]")).to_be_hidden()
    expect(visit.page.get_by_text("From here, how far")).to_have_count(0)
    visit.page.screenshot(path=artefact("embedded"))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("dark", {"viewport": {"width": 1400, "height": 1000}, "color_scheme": "dark"}),
        (
            "phone",
            {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
        ),
        ("projector", {"viewport": {"width": 1024, "height": 768}}),
    ],
)
def test_the_page_fits_and_keeps_its_looks(context_of, server, artefact, name, options):
    visit = Visit(context_of(**options), server).open()
    page = visit.page
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    style = "getComputedStyle(document.querySelector('.rm-map'))"
    land = "#23282F" if name == "dark" else "#FAF9F6"
    becomes(page, lambda: page.evaluate(f"{style}.getPropertyValue('--rm-land')"), land)
    page.screenshot(path=artefact(name))
    page.emulate_media(media="print")
    becomes(page, lambda: [printed(page, each) for each in PRINTED], [(True, {WHITE})] * 5)


PRINTED = ("h1", "h2", ".rm-quote p", ".rm-table tbody th", ".rm-table tfoot th")
WHITE = "rgb(255, 255, 255)"


def printed(page, where):
    """Whether words are dark, and the colours of what they stand on."""
    ink, grounds = page.locator(f".stMain {where}").first.evaluate(
        """(each) => {
          const grounds = [], ink = getComputedStyle(each).color;
          for (; each; each = each.parentElement)
            grounds.push(getComputedStyle(each).backgroundColor);
          return [ink, grounds];
        }"""
    )
    is_dark = max(map(int, re.findall(r"\d+", ink))) < 100
    return is_dark, {each for each in grounds if each.startswith("rgb(")}


def test_every_control_and_the_map_have_a_name(look):
    visit = look()
    page = visit.page
    for name in (f"Launch point 1: {POSITION}", f"✕ Remove {POSITION}"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    area = exactly("reaches about 126,000 km²")
    expect(page.locator(".rm-map")).to_have_attribute("aria-label", area)
    unnamed = (
        "[...document.querySelectorAll('.stMain button, .stMain input, .stSidebar input')]"
        ".filter(e => e.checkVisibility() && !(e.ariaLabel || e.innerText || e.title"
        " || e.labels?.length || e.getAttribute('aria-labelledby'))).map(e => e.outerHTML)"
    )
    becomes(page, lambda: page.evaluate(unnamed), [])


def test_the_keyboard_reaches_the_map_and_goes_on_to_the_table(look):
    visit = look()
    visit.button("The whole border, before and after").focus()
    reached = []
    while "Copy" not in reached[-1:] and len(reached) < 12:
        visit.page.keyboard.press("Tab")
        reached.append(
            visit.page.evaluate(
                "(each => each.ariaLabel?.split('.')[0] ?? each.innerText)(document.activeElement)"
            )
        )
    assert reached == [
        "Map",
        "Bryansk Oblast (RU-BRY)",
        f"Launch point 1: {POSITION}".partition(".")[0],
        "Zoom in",
        "Zoom out",
        "Show the whole reach",
        "Present on the whole screen",
        "Copy",
    ]


def test_a_first_visit_is_light(newcomer, server):
    """At most 1.1 MB in at most 80 requests, Streamlit's scripts in one of them."""
    visit = Visit(newcomer, server)
    session = newcomer.new_cdp_session(visit.page)
    session.send("Network.enable")
    asked, sizes = [], []
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    visit.open()
    visit.page.wait_for_load_state("networkidle")
    over_network = [each for each in asked if each.startswith("http")]
    assert [each for each in over_network if "/static/js/" in each or "/media/" in each] == []
    assert 10 < len(over_network) <= 80
    assert 5e5 < sum(sizes) <= 1.1e6
    # what only a later step needs comes then, and finds what is here already
    visit.page.get_by_text("Stretch", exact=True).click()
    visit.page.get_by_role("slider", name=re.compile("Kilometres.*end")).wait_for()
    assert [each for each in asked if re.search(r"/static/js/Slider\.", each)]
    assert [each for each in asked if re.search(r"/static/js/react-dom\.", each)] == []


def test_without_streamlits_scripts_in_one_piece_they_come_one_by_one(newcomer, server):
    newcomer.route("**/scripts?*", lambda route: route.fulfill(status=503, body="busy"))
    visit = Visit(newcomer, server).open()
    expect(visit.quote).to_contain_text(FINDING, use_inner_text=True)
    visit.click_map(0.5, 0.7)
    assert len(visit.query["origin"]) == 2
