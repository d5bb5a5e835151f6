"""The corpus in Chromium: shown as typed, nothing runs, nobody is asked for anything."""

from urllib.parse import urlencode

import payloads
import pytest
from playwright.sync_api import expect
from waiting import OPENS_AT_ONCE, WAIT_MS, becomes, exactly

from rangemap import compute
from rangemap.export.reach import REACH
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.scenario.units import parse_length

TEXTS = payloads.INERT
SCENARIO = Scenario(
    tuple(
        PointOrigin(50.5 + number / 10, 34.0 + number / 10, text)
        for number, text in enumerate(TEXTS)
    ),
    weapons=tuple(
        CustomRange(text, parse_length(f"{90 + 30 * number} km"))
        for number, text in enumerate((TEXTS[0], TEXTS[2], TEXTS[11], TEXTS[14]))
    ),
    title=TEXTS[1],
)


@pytest.fixture
def visit(browser):
    """Opens an address, waits for an element, and tells what went wrong meanwhile."""
    context = browser.new_context()
    context.add_init_script(OPENS_AT_ONCE)

    def opened(address, selector, allowed):
        wrong = []
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda asked: asked.url.startswith(allowed) or wrong.append(asked.url[:200]),
        )
        page.goto(address)
        page.locator(selector).first.wait_for(state="attached")
        return page, wrong

    yield opened
    context.close()


def is_unharmed(page):
    return page.evaluate("typeof hacked") == "undefined" and not page.locator("img[src=x]").count()


@pytest.mark.parametrize(("suffix", "drawn"), [(".html", ".rm-label-ring"), (".svg", "text")])
def test_files_for_browsers_show_texts_as_typed(visit, suffix, drawn, tmp_path):
    path = tmp_path / f"reach{suffix}"
    path.write_bytes(REACH.file(compute(SCENARIO), suffix))
    page, wrong = visit(path.as_uri(), drawn, ("file:", "data:", "blob:"))
    assert is_unharmed(page)
    text = page.evaluate("document.documentElement.textContent")
    assert "{{7*7}}" in text
    assert wrong == []


def test_the_page_shows_texts_as_typed(visit, server):
    asked = [("origin", f"point:{one.lat},{one.lon},{one.name}") for one in SCENARIO.origins[:12]]
    asked += [("range", f"{one.name}={one.length}") for one in SCENARIO.weapons]
    asked.append(("title", SCENARIO.title))
    allowed = (server, server.replace("http", "ws"), "data:", "blob:")
    page, wrong = visit(f"{server}/?{urlencode(asked)}", ".rm-label-ring", allowed)
    assert is_unharmed(page)
    for number, text in enumerate(TEXTS[:12], 1):
        named = page.get_by_label(f"Name of launch point {number}", exact=True)
        # the field comes before what stands in it
        expect(named).to_have_value(text)
    rings = page.locator(".rm-label-ring").all_text_contents
    becomes(page, lambda: TEXTS[14] in " ".join(rings()), True)
    for key, shown in (("thresholds", ".rm-curve-mark"), ("depth", ".rm-table")):
        drawer = page.locator(f".st-key-{key}")
        drawer.locator("summary").click()
        drawer.locator(shown).first.wait_for()
        for one in SCENARIO.weapons:
            expect(drawer, key).to_contain_text(exactly(one.name))
    assert is_unharmed(page)
    assert wrong == []
