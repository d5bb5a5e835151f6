import re
from pathlib import Path

import pytest
from waiting import OPENS_AT_ONCE, WAIT_MS

ARTEFACTS = Path(__file__).parents[2] / "artefacts"


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

    def get(windowed, allowed, options):
        key = (windowed, allowed, repr(options))
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

    def get(allowed=r"(http|ws)://127\.0\.0\.1:|data:|blob:", **options):
        used.append(contexts(windowed, allowed, options))
        return used[-1][0]

    yield get
    for context, watch in used:
        for page in context.pages:
            page.close()
        wrong, watch.wrong = watch.wrong, []
        assert wrong == []


@pytest.fixture
def newcomer(browser):
    """A browser that has nothing of the page yet, and may be refused something."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(WAIT_MS)
    context.add_init_script(OPENS_AT_ONCE)
    yield context
    context.close()


@pytest.fixture
def artefact():
    """Where a screenshot of that name is kept."""
    ARTEFACTS.mkdir(exist_ok=True)
    return lambda name: ARTEFACTS / f"{name}.png"
