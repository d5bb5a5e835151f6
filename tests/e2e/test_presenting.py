"""Presented: words of any length beside the map, dark and light, a comparison from half to half."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect
from visit import UNRESTING, Visit, finger
from waiting import TWO_FRAMES, becomes

from rangemap.analysis.comparison import compare
from rangemap.analysis.reach import compute
from rangemap.export.comparison import COMPARISON
from rangemap.export.reach import REACH
from rangemap.figures.palette import STYLES
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import Permission, Scenario
from rangemap.wording.reach import caption, headline

pytestmark = pytest.mark.windowed

FILES = r"file:|data:|blob:"
SUMY = (PointOrigin(51.0, 34.7, "Sumy"),)
SEVEN = ("himars", "atacms", "glsdb", "tochka-u", "iskander-m", "neptune", "caesar")
SCREENS = ((1024, 768), (1366, 768), (1920, 1080), (3840, 2160))
MIN_PX = 11
# words, key and scale: none over another, all on the screen, nothing cut, all legible
LAID_OUT = """([words, others, least]) => {
  const text = document.querySelector(words), box = text.getBoundingClientRect();
  const type = (each) => parseFloat(getComputedStyle(each).fontSize);
  const sizes = [...text.querySelectorAll("*")].map(type);
  const all = [...document.querySelectorAll(others)].map((each) => each.getBoundingClientRect());
  const boxes = all.filter((each) => each.height);
  const isBeside = (a, b) => a.left >= b.right || b.left >= a.right;
  const isClear = (a, b) => isBeside(a, b) || a.top >= b.bottom || b.top >= a.bottom;
  const isIn = ({ right, bottom }) => right <= innerWidth + 1 && bottom <= innerHeight + 1;
  return boxes.length > 0 && boxes.every((each) => isClear(each, box) && isIn(each)) && isIn(box)
    && text.scrollHeight <= text.clientHeight + 1
    && Math.min(...sizes) * box.height / text.offsetHeight >= least;
}"""

# words that go on end above what is beneath them, and are legible
READ_ON = """([keys, least]) => {
  const words = document.querySelector("header"), box = words.getBoundingClientRect();
  const others = [...document.querySelectorAll(keys)].map((each) => each.getBoundingClientRect());
  const under = others.filter(({ height, left }) => height && left < box.right);
  const type = (each) => parseFloat(getComputedStyle(each).fontSize);
  const sizes = [...words.querySelectorAll("*")].map(type);
  return words.matches(".rm-more") && Math.min(...sizes) >= least
    && box.bottom <= Math.min(innerHeight, ...under.map(({ top }) => top));
}"""
UNREAD = """(({ scrollHeight, clientHeight, scrollTop }) =>
  scrollHeight - clientHeight - scrollTop)(document.querySelector("header"))"""
AGAIN = """() => {
  window.isFullAgain = false;
  const ask = Element.prototype.requestFullscreen;
  Element.prototype.requestFullscreen = async function (how) {
    await ask.call(this, how);
    // what was left and filled is told by now
    requestAnimationFrame(() => requestAnimationFrame(() => (isFullAgain = true)));
  };
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  document.querySelector("button.rm-present").click();
}"""


def longest(language):
    """Title and finding of a scenario with much to say, and of a comparison, by kind of page."""
    asked = Scenario(
        (BorderOrigin("RU"),),
        SEVEN,
        permission=Permission(only=("RU-KRS", "RU-BEL", "RU-BRY")),
        language=language,
    )
    reach, before = compute(asked), compute(replace(asked, origins=SUMY, weapons=SEVEN[:4]))
    title = headline(reach) + " and more words" * 6
    compared = COMPARISON.sentence(compare(before, reach))
    return {"reach": (title, caption(reach)), "compare": (title, compared)}


@pytest.fixture(scope="module")
def words():
    return {language: longest(language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Addresses of a scenario's page and of a comparison's."""
    folder = tmp_path_factory.mktemp("presented")
    reach = compute(Scenario(SUMY))
    before = compute(Scenario(SUMY, ("himars",)))
    after = compute(Scenario(SUMY, ("atacms",)))
    made = {"reach": REACH.file(reach, ".html"), "compare": None}
    made["compare"] = COMPARISON.file(compare(before, after), ".html")
    for name, content in made.items():
        (folder / f"{name}.html").write_bytes(content)
    return {name: (folder / f"{name}.html").as_uri() for name in made}


@pytest.mark.parametrize("kind", ["reach", "compare"])
def test_the_longest_words_leave_room_and_stay_legible(context_of, pages, words, kind, artefact):
    keys = {"reach": "figcaption.legend", "compare": ".rm-key"}[kind]
    page = context_of(FILES, viewport={"width": 1024, "height": 768}).new_page()
    page.goto(pages[kind])
    for language, by_kind in words.items():
        page.evaluate(
            "([title, finding]) => { document.querySelector('header h1').textContent = title;"
            "document.querySelector('header p').firstChild.data = finding; }",
            by_kind[kind],
        )
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            page.get_by_role("button", name="Present").click()
            page.wait_for_function(LAID_OUT, arg=["header", keys, MIN_PX])
            if width == 1024:
                page.screenshot(path=artefact(f"presented-long-{kind}-{language}"))
            page.keyboard.press("Escape")
            page.locator("section").first.wait_for()
            page.wait_for_function("!document.fullscreenElement")


@pytest.mark.parametrize("size", [(700, 1144), (1000, 600), (1920, 1080)])
def test_the_key_leaves_the_scale_in_sight(context_of, pages, size):
    width, height = size
    page = context_of(FILES, viewport={"width": width, "height": height}).new_page()
    page.goto(pages["reach"])
    page.get_by_role("button", name="Present").click()
    page.wait_for_function("document.fullscreenElement")
    key, scale = page.locator("figcaption.legend"), page.locator(".leaflet-control-scale")

    def is_clear():
        box = key.bounding_box()
        return box["y"] + box["height"] <= scale.bounding_box()["y"]

    becomes(page, is_clear, wanted=True)


def test_short_words_are_as_large_as_they_can_be(context_of, pages):
    page = context_of(FILES, viewport={"width": 1024, "height": 768}).new_page()
    page.goto(pages["reach"])
    page.get_by_role("button", name="Present").click()
    root = "getComputedStyle(document.documentElement).getPropertyValue('--rm-{}')"
    page.wait_for_function("document.fullscreenElement")
    layout = [root.format(each) for each in ("wider", "type")]
    becomes(page, lambda: [page.evaluate(each) for each in layout], ["1", "1.000"])


@pytest.mark.parametrize("kind", ["reach", "compare"])
def test_words_too_long_for_any_layout_are_read_by_keys(context_of, pages, kind, artefact):
    keys = {"reach": "figcaption.legend", "compare": ".rm-key"}[kind]
    page = context_of(FILES, viewport={"width": 1024, "height": 768}).new_page()
    page.goto(pages[kind])
    page.evaluate(
        "([title, finding]) => { document.querySelector('header h1').textContent = title;"
        "document.querySelector('header p').firstChild.data = finding; }",
        ["long title " * 18, "a finding of many words " * 300],
    )
    page.get_by_role("button", name="Present").click()
    page.wait_for_function(READ_ON, arg=[keys, MIN_PX])
    slider = page.locator(".rm-swipe input")
    before = slider.input_value() if kind == "compare" else None
    page.screenshot(path=artefact(f"presented-too-long-{kind}"))
    for _ in range(20):
        if page.evaluate(UNREAD) <= 1:
            break
        read = page.evaluate(UNREAD)
        page.keyboard.press("PageDown")
        page.wait_for_function(f"read => {UNREAD} < read", arg=read)
    expect(page.locator("header.rm-more")).to_have_count(0)
    if kind == "compare":
        expect(slider).to_have_value(before)
        page.keyboard.press("PageDown")  # all is read: on to after
        expect(slider).to_have_value("0")


@pytest.mark.parametrize("how", ["wheel", "finger"])
def test_words_too_long_for_any_layout_are_moved_by_wheel_and_finger(context_of, pages, how):
    page = context_of(FILES, viewport={"width": 1024, "height": 768}, has_touch=True).new_page()
    page.goto(pages["compare"])
    page.evaluate(
        "document.querySelector('header p').firstChild.data = 'many words to read '.repeat(380)"
    )
    page.get_by_role("button", name="Present").click()
    page.wait_for_function(READ_ON, arg=[".rm-key", MIN_PX])
    before = page.locator(".rm-swipe input").input_value()
    box = page.locator("header").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if how == "wheel":
        page.mouse.move(x, y)
        page.mouse.wheel(0, 120)
    else:
        finger(page)(*[(x, y - 20 * step) for step in range(6)])
    page.wait_for_function("document.querySelector('header').scrollTop > 20")
    page.evaluate(TWO_FRAMES)
    expect(page.locator(".rm-swipe input")).to_have_value(before)


def test_presenting_again_at_once_stays(context_of, pages):
    page = context_of(FILES, viewport={"width": 1024, "height": 768}).new_page()
    page.goto(pages["reach"])
    page.get_by_role("button", name="Present").click()
    page.wait_for_function("document.fullscreenElement")
    page.evaluate(AGAIN)
    page.wait_for_function("isFullAgain && document.fullscreenElement")
    expect(page.locator("html.rm-presenting .rm-present-bar")).to_have_count(1)


def test_who_prefers_it_gets_it_dark_and_paper_stays_light(context_of, pages, artefact):
    page = context_of(
        FILES, viewport={"width": 1920, "height": 1080}, color_scheme="dark"
    ).new_page()
    page.goto(pages["compare"])
    body = page.locator("body")
    source = "document.querySelector('.rm-after img').currentSrc"
    expect(body).to_have_css("background-color", rgb(STYLES["dark"].theme.paper))
    page.wait_for_function(source)
    dark = page.evaluate(source)
    page.get_by_role("button", name="Present").click()
    page.screenshot(path=artefact("presented-compare-dark"))
    page.keyboard.press("Escape")
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"dark => {source} !== dark", arg=dark)
    expect(body).to_have_css("background-color", rgb(STYLES["light"].theme.paper))
    page.emulate_media(color_scheme="dark", media="print")
    page.wait_for_function(f"dark => {source} !== dark", arg=dark)
    expect(body).to_have_css("background-color", rgb(STYLES["light"].theme.paper))


def test_a_scenarios_page_is_dark_in_all_that_it_draws(context_of, pages, artefact):
    page = context_of(
        FILES, color_scheme="dark", viewport={"width": 1024, "height": 768}
    ).new_page()
    page.goto(pages["reach"])
    page.locator(".rm-label-ring").first.wait_for()
    fills = (
        "[...new Set([...document.querySelectorAll('.leaflet-map-pane path')].flatMap("
        "(each) => { const { fill, stroke } = getComputedStyle(each); return [fill, stroke]; }))]"
    )
    style = STYLES["dark"]
    drawn = [style.ink(0), style.ink(1), style.share_ink(1, 4), style.theme.land, style.theme.home]
    wanted = {rgb(each) for each in drawn}
    becomes(page, lambda: wanted - set(page.evaluate(fills)), set())
    lightest = {rgb(STYLES["light"].theme.land), rgb(STYLES["light"].theme.home)}
    assert not lightest & set(page.evaluate(fills))
    page.screenshot(path=artefact("exported-dark"))


def test_on_the_page_too(context_of, server, words, artefact):
    visit = Visit(context_of(viewport={"width": 1024, "height": 768}), server)
    ranges = "&".join(f"weapon={each}" for each in SEVEN)
    visit.open(f"origin=border:RU&{ranges}&only=RU-KRS&lang=uk")
    page = visit.page
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.locator(".rm-map .rm-show").click()
        page.locator(".rm-head").wait_for()
        for place, (language, by_kind) in enumerate(words.items()):
            page.evaluate(
                "([title, finding]) => { document.querySelector('.rm-head b').textContent = title;"
                "document.querySelector('.rm-head div').textContent = finding; }",
                by_kind["reach"],
            )
            # another height each time: words are laid out anew
            page.set_viewport_size({"width": width, "height": height - 8 * (1 - place % 2)})
            keys = ".rm-map .legend, .rm-map .leaflet-control-scale"
            page.wait_for_function(LAID_OUT, arg=[".rm-head", keys, MIN_PX])
            if width == 1024:
                page.screenshot(path=artefact(f"presented-long-page-{language}"))
        page.keyboard.press("Escape")
        page.locator(".rm-head").wait_for(state="hidden")
        page.wait_for_function("!document.fullscreenElement")


COMPARED = urlencode(
    {
        "origin": "point:51.0,34.7,Sumy",
        "weapon": "atacms",
        "before": Scenario(SUMY, ("himars",)).to_query(),
    }
)


def test_on_the_page_a_finger_turns_a_comparison_and_a_tap_shows_the_buttons(
    context_of, server, artefact
):
    size = {"width": 1024, "height": 768}
    visit = Visit(context_of(viewport=size, has_touch=True, color_scheme="dark"), server)
    visit.open(COMPARED)
    page, move, asked = visit.page, finger(visit.page), visit.query
    page.locator(".rm-map .rm-show").tap()
    head, bar = page.locator(".rm-head"), page.locator(".rm-present-bar")
    expect(head).to_contain_text("more than HIMARS", use_inner_text=True)
    expect(page.locator(".rm-map .legend th", has_text="Before")).to_be_visible()
    page.wait_for_function("document.fullscreenElement")
    expect(bar).to_be_hidden()
    page.screenshot(path=artefact("page-compare-dark"))
    classes = "document.querySelector('.rm-map').className.match(/rm-only-\\w+/g) ?? []"

    def shows(*only):
        becomes(page, lambda: page.evaluate(classes), list(only))

    move((800, 400), (700, 400), (600, 400))
    shows("rm-only-after")
    move((500, 400), (600, 400), (700, 400))
    shows()
    move((10, 500))  # a tap at the left edge
    shows("rm-only-before")
    expect(page.locator(".rm-map .leaflet-popup")).to_have_count(0)
    expect(bar).to_be_hidden()
    page.evaluate(UNRESTING)
    move((600, 600))
    bar.wait_for()
    bar.get_by_role("button", name="Leave the presentation").tap()
    head.wait_for(state="hidden")
    shows()
    assert visit.query == asked


def test_on_the_page_one_finger_moves_the_map_of_a_scenario(context_of, server):
    size = {"width": 1024, "height": 768}
    visit = Visit(context_of(viewport=size, has_touch=True, color_scheme="dark"), server)
    visit.open("origin=point:51.0,34.7,Sumy")
    page, move = visit.page, finger(visit.page)
    page.locator(".rm-map .rm-show").tap()
    page.locator(".rm-head").wait_for()
    place = "document.querySelector('.rm-map .leaflet-map-pane').style.transform"
    before = page.evaluate(place)
    move((900, 600), (800, 600), (700, 600))
    page.wait_for_function(f"before => {place} !== before", arg=before)
    expect(page.locator(".rm-present-bar")).to_be_hidden()


CLEAR = """() => {
  const box = (each) => each.getBoundingClientRect();
  const cards = [...document.querySelectorAll(".rm-head, .rm-map .legend")].map(box);
  const rings = [...document.querySelectorAll(".rm-label-ring")].map(box);
  const isBeside = (a, b) => a.right <= b.left || b.right <= a.left;
  const isAbove = (a, b) => a.bottom <= b.top || b.bottom <= a.top;
  const apart = (a, b) => isBeside(a, b) || isAbove(a, b);
  return rings.length > 1 && rings.every((ring) => cards.every((card) => apart(ring, card)));
}"""


def test_on_an_upright_telephone_rings_stand_between_words_and_key(context_of, server, artefact):
    size = {"width": 390, "height": 844}
    visit = Visit(context_of(viewport=size, has_touch=True, is_mobile=True), server)
    visit.open("origin=point:51.0,34.7,Sumy")
    visit.page.locator(".rm-map .rm-show").tap()
    visit.page.locator(".rm-head").wait_for()
    visit.page.wait_for_function(CLEAR)
    visit.page.screenshot(path=artefact("presented-upright"))


def rgb(colour):
    return "rgb({}, {}, {})".format(*(int(colour[n : n + 2], 16) for n in (1, 3, 5)))


def test_a_clicker_goes_from_before_to_both_to_after(context_of, pages):
    page = context_of(FILES, viewport={"width": 1024, "height": 768}).new_page()
    page.goto(pages["compare"])
    page.get_by_role("button", name="Present").click()
    slider = page.locator(".rm-swipe input")
    page.keyboard.press("PageUp")
    expect(slider).to_have_value("100")  # the edge at the right: all that is seen is before
    page.keyboard.press("PageDown")
    expect(slider).to_have_value("50")
    page.keyboard.press("PageDown")
    expect(slider).to_have_value("0")
