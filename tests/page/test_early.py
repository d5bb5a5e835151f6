"""What browsers are shown before Streamlit has started, and what travels compressed."""

import asyncio
import gzip
import json
import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pyarrow as pa
import pytest
from starlette.responses import PlainTextResponse
from streamlit import file_util

from rangemap.analysis.reach import compute
from rangemap.errors import DataError
from rangemap.page import cached, compression, early, links, presets, preview, streamlit_parts
from rangemap.page.compression import Compression
from rangemap.page.words import said
from rangemap.scenario.scenario import Scenario
from rangemap.web.ground import detail_data, ground_data
from rangemap.wording.reach import caption, headline
from rangemap.workers.crew import Crew, Lane

EVIL = "{{7*7}}<script>hacked=1</script>\"'`${x}\\"


def view(pairs, accepted, style, *, is_gone=False):
    """The first view of somebody who waits for it, or who has gone."""

    async def gone():
        return is_gone

    # a browser of another test may have a loop of its own in this thread
    with ThreadPoolExecutor(1) as pool:
        asked = early.view(pairs, accepted, style, "somebody", gone)
        return pool.submit(asyncio.run, asked).result()


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)

    def all(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ({}, "en-US,en;q=0.9", "en"),
        ({}, "uk-UA,uk;q=0.9,en;q=0.8", "uk"),
        ({}, "de-DE,de;q=0.9", "en"),
        ({"lang": "ru"}, "uk-UA", "ru"),
        ({"lang": EVIL}, EVIL, "en"),
    ],
)
def test_the_page_says_what_it_is_in_the_language_asked_for(query, accepted, language):
    page = Tags(early.page(query, "", accepted))
    assert page.all("html") == [{"lang": language}]
    assert said(language, "intro.title") in page.text
    assert said(language, "intro.lead") in page.text


def test_the_ready_scenarios_are_links_that_open_them():
    page = Tags(early.page({}, "", "uk"))
    opened = []
    for link in page.all("a"):
        if link["href"].startswith("./?"):
            asked = {}
            for name, value in parse_qsl(urlsplit(link["href"]).query, keep_blank_values=True):
                asked.setdefault(name, []).append(value)
            opened.append(links.read(asked))
    assert opened == [(each.scenario, each.before) for each in presets.presets("uk")]


def test_the_page_still_holds_all_that_streamlit_needs():
    own = Path(file_util.get_static_dir(), "index.html").read_text("utf-8")
    page = early.page({}, "", "en")
    [entry] = re.findall(r'<script type="module"[^>]*src="\./static/js/([^"]*)"', own)
    [starter] = [each for each in Tags(page).all("script") if "data-entry" in each]
    assert starter["data-entry"] == entry
    assert starter["data-bundle"].startswith(f".{compression.SCRIPTS}?v=")
    assert '<div id="root"></div>' in page
    for attributes in Tags(page).all("link"):
        address = attributes["href"].removeprefix("./").partition("?")[0]
        if address.startswith("static/"):
            assert Path(file_util.get_static_dir(), address).is_file()
        elif address.startswith("app/"):
            assert Path(early.__file__).parents[2].joinpath(address).is_file()


@pytest.mark.parametrize("query", [{}, {"lesson": "en"}])
def test_a_page_without_its_map_or_its_data_still_starts(query, monkeypatch):
    def damaged(*_, **__):
        raise DataError("regions.fgb", "damaged")

    monkeypatch.setattr(early, "_body", damaged)
    page = Tags(early.page(query, "", "en"))
    [starter] = [each for each in page.all("script") if "data-entry" in each]
    assert starter["data-bundle"].startswith(f".{compression.SCRIPTS}?v=")
    assert "rangemap" in page.text
    assert said("en", "intro.title") not in page.text


def test_the_lesson_has_no_map_before_it():
    assert "rm-early" not in early.page({"lesson": "en"}, "lesson=en", "en")


def test_an_embedded_page_has_no_words_around_its_map_before_it_either():
    page = Tags(early.page({"embed": "true"}, "embed=true", "en"))
    assert not page.all("h1")
    assert not page.all("nav")
    assert {"class": "rm-first-map"} in page.all("div")


def test_a_hostile_address_is_an_address_and_nothing_else():
    page = early.page({}, EVIL, "en")
    asked = [each for each in Tags(page).all("link") if each["href"].startswith("./first/")]
    assert [each["href"] for each in asked] == [
        f"./first/{style}?{EVIL}" for style in ("light", "dark")
    ]
    assert len(Tags(page).all("script")) == len(Tags(early.page({}, "", "en")).all("script"))


def test_the_first_view_is_the_map_and_the_finding_that_follow():
    scenario = presets.first("uk")
    dark = view([], "uk", "dark")
    assert dark["scene"]["serial"] == scenario.to_query()
    assert dark["scene"]["language"] == "uk"
    assert dark["heading"] == headline(compute(scenario))
    assert dark["finding"].startswith(caption(compute(scenario)))
    light = view([], "uk", "light")["scene"]
    assert light["parts"][0]["shape"] == dark["scene"]["parts"][0]["shape"]
    assert light["ground"] != dark["scene"]["ground"]


def test_a_links_own_scenario_is_shown_as_typed():
    scenario = Scenario((presets.first("en").origins[0],), weapons=("himars",), title=EVIL)
    pairs = parse_qsl(scenario.to_query(), keep_blank_values=True)
    embedded = view([*pairs, ("embed", "true")], "en", "light")
    assert embedded["heading"] == EVIL
    assert embedded["scene"]["serial"] == scenario.to_query()
    assert embedded["scene"]["height"] < view(pairs, "en", "light")["scene"]["height"]


@pytest.mark.parametrize(
    "pairs",
    [
        [("origin", "point:134,34.7,")],
        [("origin", "point:51,34.7,"), ("weapon", "excalibur")],
        [("lang", "xx")],
        [("lang", "uk"), ("lang", "ru")],
        [("lang", "uk"), ("weapon", "himars")],
    ],
)
def test_a_link_that_cannot_be_read_shows_nothing_early(pairs):
    assert view(pairs, "en", "light") == {}


def test_a_link_with_a_language_alone_opens_what_a_first_visit_sees_in_it():
    for added in ([], [("fbclid", "abc")]):
        shown = view([("lang", "uk"), *added], "en", "light")
        assert shown == view([], "uk", "light") != {}
    page = early.page({"lang": "uk"}, "lang=uk", "en")
    assert f"<title>{preview.title(presets.first('uk'))} · rangemap</title>" in page


def test_what_others_added_to_a_link_changes_nothing_early():
    plain = [("origin", "point:51,34.7,")]
    added = view([*plain, (EVIL, EVIL), ("fbclid", "abc"), ("utm_source", "mail")], "en", "light")
    assert added == view(plain, "en", "light") != {}


def test_where_nothing_can_be_measured_now_nothing_is_shown_early(monkeypatch):
    closed = Crew()
    closed.close()
    monkeypatch.setattr(cached, "CREW", closed)
    assert view([], "en", "light") == {}


def test_whoever_leaves_before_the_first_view_is_measured_is_shown_nothing(monkeypatch):
    idle = Crew((Lane(0, 1.0, 0, 0, 9, 9),))
    monkeypatch.setattr(cached, "CREW", idle)
    assert view([], "en", "light", is_gone=True) == {}


def answer(path, method="GET", accepted=b"gzip, br"):
    """What Compression answers in front of an app that says "handed on": status, headers, body."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(b"accept-encoding", accepted)],
    }
    answered = Compression(PlainTextResponse("handed on"))(scope, receive, send)
    # a browser of another test may have a loop of its own in this thread
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, answered).result()
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return headers, sent[1]["body"]


def decoded(headers, body):
    coding = headers.get("content-encoding")
    if coding == "br":
        return pa.input_stream(pa.py_buffer(body), compression="brotli").read()
    return gzip.decompress(body) if coding else body


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (b"gzip, br", "br"),
        (b"gzip, deflate", "gzip"),
        (b"br;q=0, gzip;q=0.5", "gzip"),
        (b"BR", "br"),
    ],
)
def test_streamlits_scripts_travel_compressed_and_whole(accepted, coding):
    for suffix, kind in ((".js", "javascript"), (".css", "text/css")):
        path, file = max(
            (
                (path, file)
                for path, file in streamlit_parts.files().items()
                if path.endswith(suffix) and file.stat().st_size < 1e6
            ),
            key=lambda each: each[1].stat().st_size,
        )
        headers, body = answer(path, accepted=accepted)
        assert headers["content-encoding"] == coding
        assert "immutable" in headers["cache-control"]
        assert headers["vary"] == "Accept-Encoding"
        assert kind in headers["content-type"]
        assert decoded(headers, body) == file.read_bytes()
        assert len(body) < file.stat().st_size / 2


@pytest.mark.parametrize("accepted", [b"br", b"gzip", b"identity", b"br;q=0"])
def test_ground_and_scripts_can_be_had_by_any_browser(accepted):
    for path, content in (
        (compression.GROUND, ground_data()),
        (compression.DETAILS, detail_data()),
        (compression.SCRIPTS, streamlit_parts.bundle()),
    ):
        headers, body = answer(path, accepted=accepted)
        assert headers["content-type"] == "application/json"
        assert json.loads(decoded(headers, body)) == json.loads(content)


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/static/js/none.js", {}),
        ("/static/../main.py", {}),
        ("/app/static/map.js", {}),
        ("/static/js/INDEX", {"method": "POST"}),
        ("/static/js/INDEX", {"accepted": b"identity"}),
    ],
)
def test_anything_else_is_handed_on(path, options):
    script = next(
        each for each in streamlit_parts.files() if "/index." in each and each.endswith(".js")
    )
    assert answer(path.replace("/static/js/INDEX", script), **options)[1] == b"handed on"
