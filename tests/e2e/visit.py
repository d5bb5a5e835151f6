"""A visit to the page, in words of what a person does and sees there."""

from urllib.parse import parse_qs, urlsplit


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
        """Wait until Streamlit's run is over and the address bar holds what the map shows."""
        self.page.wait_for_function(
            "() => !document.querySelector('[data-testid=stStatusWidget]')"
            " && document.querySelector('[data-testid=stApp]')?.dataset.testScriptState"
            " === 'notRunning'"
        )

    def place(self, x, y):
        """A point of the map, from fractions of its width and height to pixels of the page."""
        box = self.page.locator(".rm-map").bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def click_map(self, x, y):
        self.acts(lambda: self.page.mouse.click(*self.place(x, y)))

    def under_cursor(self, x, y):
        """The coordinates that the map tells for a place on it."""
        at = self.place(x, y)
        self.page.mouse.move(at[0] + 1, at[1])
        self.page.mouse.move(*at)
        return self.page.locator(".rm-position").inner_text()

    def labels(self, kind):
        return self.page.locator(f".rm-label-{kind}").all_text_contents()

    @property
    def quote(self):
        return self.page.locator(".rm-quote p").first.inner_text()

    @property
    def query(self):
        return parse_qs(urlsplit(self.page.url).query)

    def wait_for_query(self, part):
        self.page.wait_for_url(lambda url: part in url)

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)


def finger(page):
    """Returns what moves a finger over the screen: down at the first point, up at the last."""
    cdp = page.context.new_cdp_session(page)

    def move(*points):
        for number, (x, y) in enumerate(points):
            kind = "touchMove" if number else "touchStart"
            cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    return move
