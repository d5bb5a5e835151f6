"""A visit to the page, in words of what a person does and sees there."""

import time
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect
from waiting import becomes

DESKTOP = {"viewport": {"width": 1400, "height": 1000}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# presented, buttons stay that else are hidden once the pointer has rested for 2.5 seconds: a slow
# machine may take longer to press them
UNRESTING = """() => {
  const { setTimeout } = window;
  window.setTimeout = (act, ms, ...rest) => (ms === 2500 ? 0 : setTimeout(act, ms, ...rest));
}"""
# Streamlit's run is over, and in two frames after it nothing of the page is on its way or moves
STILL = """async (isWhole) => {
  const box = () => document.querySelector('.stApp .rm-map')?.getBoundingClientRect();
  const place = () => JSON.stringify(box());
  const isMoving = (each) => each.playState === 'running'
    && Number.isFinite(each.effect?.getComputedTiming().endTime);
  const isStill = () =>
    document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton], .rm-ahead')
    && (!isWhole || document.querySelector('.stSidebar .st-key-files'))
    && !document.getAnimations().some(isMoving);
  for (let frame = 0; frame < 2; frame++) {
    const before = place();
    if (!isStill()) return false;
    await new Promise(requestAnimationFrame);
    if (place() !== before) return false;
  }
  return isStill();
}"""


class Visit:
    def __init__(self, context, server):
        self.page = context.new_page()
        self.server = server

    def open(self, query=""):
        self.page.goto(f"{self.server}/?{query}", wait_until="commit")
        self.wait_for_map()
        self.settles()
        return self

    @property
    def drawn(self):
        """The scenario that the page's map shows, as a query; None before it shows any."""
        return self.page.evaluate("document.querySelector('.stApp .rm-map')?.dataset.drawn")

    def wait_for_map(self, *, other_than=None):
        self.page.wait_for_function(
            "old => (now => now !== undefined && now !== old)"
            "(document.querySelector('.stApp .rm-map')?.dataset.drawn)",
            arg=other_than,
        )

    def acts(self, act):
        """Do something, and wait until the page shows what came of it."""
        before = self.drawn
        act()
        self.wait_for_map(other_than=before)
        self.settles()

    def settles(self):
        """Wait until all that Streamlit's run sends is drawn, and nothing moves any more.

        The address bar holds what the map shows: a run sends the address before the map.
        """
        asked = self.query
        self.page.wait_for_function(STILL, arg="embed" not in asked and "lesson" not in asked)

    def place(self, x, y):
        """A point of the map, from fractions of its width and height to pixels of the page."""
        box = self.page.locator(".rm-map").bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def click_map(self, x, y):
        self.acts(lambda: self.page.mouse.click(*self.place(x, y)))

    def under_cursor(self, x, y):
        """The coordinates that the map tells for a place on it."""
        at = self.place(x, y)
        told = self.page.locator(".rm-position")
        for place in ((at[0] + 1, at[1]), at):  # each is told before the next is asked for
            told.evaluate("each => { each.firstChild.data = '' }")
            self.page.mouse.move(*place)
            expect(told).not_to_be_empty()
        return told.inner_text()

    def zooms(self, act):
        """Do something, and wait until the map has another scale and rests."""
        scale = "document.querySelector('.rm-map .leaflet-control-scale').textContent"
        before = self.page.evaluate(scale)
        act()
        self.page.wait_for_function(
            f"old => {scale} !== old && !document.querySelector('.leaflet-zoom-anim')", arg=before
        )

    def labels(self, kind):
        return self.page.locator(f".rm-label-{kind}").all_text_contents()

    def labels_are(self, kind, *texts):
        becomes(self.page, lambda: self.labels(kind), list(texts))

    def has_labels(self, kind, *texts):
        becomes(self.page, lambda: set(texts) - set(self.labels(kind)), set())

    @property
    def quote(self):
        """The finding, where it stands as a sentence to be quoted."""
        return self.page.locator(".rm-quote p").first

    @property
    def query(self):
        return parse_qs(urlsplit(self.page.evaluate("location.href")).query)

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)


def double_click(page, x, y):
    """Two clicks a tenth of a second apart for whoever makes them, however long the page takes."""
    cdp = page.context.new_cdp_session(page)
    begun_s = time.time()
    for count in (1, 2):
        for kind in ("mousePressed", "mouseReleased"):
            place = {"x": x, "y": y, "timestamp": begun_s + 0.1 * count}
            made = {"type": kind, "button": "left", "clickCount": count}
            cdp.send("Input.dispatchMouseEvent", made | place)


def finger(page):
    """Returns what moves a finger over the screen: down at the first point, up at the last."""
    cdp = page.context.new_cdp_session(page)

    def move(*points):
        for number, (x, y) in enumerate(points):
            kind = "touchMove" if number else "touchStart"
            cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    return move
