import re
from pathlib import Path

import pytest
from visit import DESKTOP, Visit
from waiting import OPENS_AT_ONCE, TWO_FRAMES, WAIT_MS

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
OWN = r"(http|ws)://127\.0\.0\.1:|data:|blob:"  # what a page may ask for


class Watch:
    """Collects what a page must never do: ask elsewhere, or err."""

    def __init__(self, context, allowed):
        self.wrong = []
        self.allowed = allowed
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))

    def _request(self, request):
        if not re.match(self.allowed, request.url):
            self.wrong.append(f"request: {request.url[:200]}")

    def _console(self, message):
        if message.type == "error":
            self.wrong.append(f"console: {message.text[:300]}")


@pytest.fixture(scope="session")
def contexts(browser_of):
    """Browser contexts by their options, with what went wrong in each: kept, because fast."""
    made = {}

    def get(windowed, allowed, options, *, is_shared=False):
        key = (windowed, allowed, repr(options), is_shared)
        if key not in made:
            context = browser_of(windowed=windowed).new_context(accept_downloads=True, **options)
            context.set_default_timeout(WAIT_MS)
            context.add_init_script(OPENS_AT_ONCE)
            made[key] = (context, Watch(context, allowed))
        return made[key]

    yield get
    for context, _ in made.values():
        context.close()


@pytest.fixture
def context_of(request, contexts):
    """Gives browser contexts that fail the test on a foreign request or an error."""
    used = []
    windowed = request.node.get_closest_marker("windowed") is not None

    def get(allowed=OWN, **options):
        used.append(contexts(windowed, allowed, options))
        return used[-1][0]

    yield get
    for context, watch in used:
        for page in context.pages:
            page.close()
        wrong, watch.wrong = watch.wrong, []
        assert wrong == []


# what a page shows outside of its map, and how it shows it
SHOWN = """() => JSON.stringify([
  location.href, innerWidth, innerHeight, document.fullscreenElement?.className,
  ...[...document.querySelectorAll('.stApp :not(:has(*))')]
    .filter((each) => each.checkVisibility() && !each.closest('.rm-map'))
    .map((each) => each.value ?? each.textContent),
  ...[...document.querySelectorAll('details')].map((each) => each.open),
  ...['scale', 'zoom'].map((each) => document.querySelector(`.leaflet-control-${each}`).outerHTML),
  document.querySelector('.leaflet-map-pane').style.transform,
  ...[...document.querySelectorAll('.rm-map [tabindex="0"]')]
    .map((each) => each.ariaLabel?.split('.')[0]),
  document.querySelector('.rm-map').dataset.drawn,
  document.querySelectorAll('.rm-lit, .rm-drop, .leaflet-popup').length,
])"""
AT_REST = """() => {
  document.activeElement?.blur();
  document.querySelector('.stMain').scrollTop = 0;
}"""


@pytest.fixture(scope="session")
def looked_at():
    """Pages that tests share, by their queries, with how each was when it was opened."""
    return {}


@pytest.fixture
def look(request, contexts, server, looked_at):
    """Gives the page of a query on a desktop to tests that leave it as they found it: opened once.

    It is opened anew where a test has failed or has left something behind.
    """
    context, watch = contexts(False, OWN, DESKTOP, is_shared=True)
    failed = request.session.testsfailed

    def at(query=""):
        if query in looked_at:
            visit, before = looked_at[query]
            visit.page.mouse.move(0, 0)
            visit.page.evaluate(AT_REST)
            visit.settles()
            if visit.page.evaluate(SHOWN) == before:
                return visit
            looked_at.pop(query)[0].page.close()
        visit = Visit(context, server).open(query)
        # what is drawn last, by scripts of its own; the fields come before what stands in them
        for last in (
            visit.page.get_by_label("Town, or"),
            visit.page.get_by_text("Scenario (TOML)"),
        ):
            last.wait_for()
        visit.page.evaluate(TWO_FRAMES)
        looked_at[query] = visit, visit.page.evaluate(SHOWN)
        return visit

    yield at
    wrong, watch.wrong = watch.wrong, []
    if wrong or request.session.testsfailed > failed:
        looked_at.clear()
        for page in context.pages:
            page.close()
    assert wrong == []


@pytest.fixture
def artefact():
    """Where a screenshot of that name is kept."""
    ARTEFACTS.mkdir(exist_ok=True)
    return lambda name: ARTEFACTS / f"{name}.png"
