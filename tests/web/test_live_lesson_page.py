"""The lesson's page as a file: it asks nobody, is small, and without script it is the sheet."""

import json
import re
from html.parser import HTMLParser

import pytest
import shapely

from rangemap.scenario.choices import LANGUAGES
from rangemap.web.lesson import lesson_page
from rangemap.wording.lesson import handed_out
from rangemap.world.catalog import bundled_catalog

MAX_BYTES = 2_000_000


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request):
    handout = handed_out(bundled_catalog(), lat=50.0, lon=31.0, lang=request.param)
    return lesson_page(handout).decode()


class Parts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.pictures, self.controls = [], [], []

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.ids += [known["id"]] if "id" in known else []
        self.pictures += [known] if tag == "img" else []
        self.controls += [tag] if tag in {"input", "select", "button", "canvas"} else []


def test_it_is_small_and_whole(page):
    assert len(page.encode()) < MAX_BYTES
    parts = Parts()
    parts.feed(page)
    assert len(parts.ids) == len(set(parts.ids))
    assert {"globe", "flat", "third", "lat", "lon", "range", "reveal"} <= set(parts.ids)
    (sheet,) = parts.pictures
    assert sheet["src"].startswith("data:image/png;base64,")
    assert len(sheet["alt"]) > 100


def test_every_word_that_the_script_says_is_there(page):
    data = json.loads(re.search(r'id="lesson-data">(.*?)</script>', page, re.DOTALL).group(1))
    script = page[page.index("const { words, land") :]
    asked = set(re.findall(r"""(?:say\(|words\[)["'](\w+)["']""", script))
    asked |= set(re.findall(r"words\.(\w+)", script)) - {"replace"}
    assert len(asked) > 15
    assert asked <= set(data["words"])
    for n in range(1, 7):
        assert {f"q{n}", f"e{n}"} <= set(data["words"])
    assert any(each["km"] == data["start"]["km"] for each in data["ranges"])


def test_the_land_is_the_earths(page):
    data = json.loads(re.search(r'id="lesson-data">(.*?)</script>', page, re.DOTALL).group(1))
    land = shapely.from_geojson(json.dumps(data["land"]))
    assert land.is_valid
    for lon, lat in ((31, 50), (33, 68.9), (-100, 40), (135, -25), (0, -85)):
        assert land.contains(shapely.Point(lon, lat))
    for lon, lat in ((-30, 40), (80, -20), (-150, 10)):
        assert not land.contains(shapely.Point(lon, lat))
    rings = [part.exterior.is_ccw for part in shapely.get_parts(land)]
    assert not any(rings)  # as d3 reads them
