"""What a browser shows before Streamlit's scripts have started: words, and the map itself.

The page's address decides, as it does for the page that follows: a link's own scenario, or the
first of the ready ones. What is measured here is kept for the visit that comes a second later.
"""

import contextlib
import functools
import gc
import hashlib
import json
import re
from collections.abc import Hashable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

from rangemap.errors import DataError, RangemapError
from rangemap.figures.palette import STYLES
from rangemap.page import cached, compression, links, mapview, presets, preview, streamlit_parts
from rangemap.page.elements import script_version
from rangemap.page.words import said
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.scenario import Scenario
from rangemap.web import offline, scheme
from rangemap.web.inert import inert
from rangemap.wording.provenance import caveat_text
from rangemap.wording.typography import bound
from rangemap.workers import questions

_LOOKS = ("light", "dark")
_MAX_FIELDS = 1_000  # of a query
# Streamlit asks for the font of its icons before anything else, though early.css has characters
_NO_ICON_FONT = (
    "{const all=document.fonts.load.bind(document.fonts);document.fonts.load=(font,...rest)=>"
    "font.includes('Material Symbols')?Promise.resolve([]):all(font,...rest)}"
)
_US = "the page itself"
_SCRIPTS = (
    "map.js",
    "ground.js",
    "labels.js",
    "furniture.js",
    "points.js",
    "regions.js",
    "tips.js",
    "look.js",
    "legend.js",
    "present.js",
    "table.js",
    "quote.js",
    "early.js",
)


def get_ready() -> None:
    """Prepare what every first view needs, so that the first visitor need not wait for it.

    Then what would take longest of all that a visitor can ask for with one click.
    """
    with contextlib.suppress(RangemapError):  # told of at every visit
        cached.CREW.start()
        compression.prepare()
        for style in _LOOKS:
            with cached.asked(_US, None, questions.view, presets.first("en"), style) as question:
                question.result()
        whole = presets.presets("en")[-1].scenario
        with cached.asked(_US, None, questions.curves, whole, _LOOKS[0]) as question:
            question.result()
    gc.collect()
    gc.freeze()  # what is here now stays: whoever looks for garbage need not look through it


def page(query: Mapping[str, str], asked: str, accepted: str, base: str = "./") -> str:
    """Streamlit's page, with something to see and to read before it starts.

    asked: the query as it came. accepted: the languages that the browser asks for, as in the header
    Accept-Language. base: the address of the page without its query, by which others find it.
    """
    title = "<title>rangemap</title>"
    if "lesson" in query:
        return streamlit_parts.filled(title=title, starter=_starter())
    language = query.get("lang", "")
    if language not in LANGUAGES:
        language = preferred(accepted)
    try:
        body, head = _body(language, embedded=query.get("embed") == "true"), _head()
    except DataError:  # the page that follows names the file
        return streamlit_parts.filled(title=title, starter=_starter())
    scenario = _scenario(asked, language)
    title = f"<title>{inert(preview.title(scenario))} · rangemap</title>" if asked else title
    head = f"{_view(asked)}{preview.tags(scenario, base, asked)}{head}"
    return streamlit_parts.filled(
        title=title, starter=_starter(), head=head, body=body, language=language
    )


def _scenario(asked: str, language: str) -> Scenario:
    """The scenario of a query; the first of the ready ones where there is none to be read."""
    parts, _ = links.own(parse_qs(asked, keep_blank_values=True, max_num_fields=_MAX_FIELDS))
    with contextlib.suppress(RangemapError):
        return presets.asked_for(parts, language) or links.read(parts)[0]
    return presets.first(language)


async def picture(
    pairs: Iterable[tuple[str, str]], accepted: str, visitor: Hashable, is_gone: preview.Gone
) -> bytes | None:
    """The picture of a link as others show it: see preview."""
    return await preview.picture(pairs, preferred(accepted), visitor, is_gone)


async def view(
    pairs: Iterable[tuple[str, str]],
    accepted: str,
    style: str,
    visitor: Hashable,
    is_gone: preview.Gone,
) -> dict[str, Any]:
    """What the map shows of the scenario asked for, and the finding in words; {} for none.

    A link that cannot be read or measured is told of by the page that follows. visitor: tells
    whoever asks from others. is_gone: whether nobody waits for it any more.
    """
    asked: links.Pairs = {}
    for name, value in pairs:
        asked.setdefault(name, []).append(value)
    embedded = asked.get("embed", [""])[0] == "true"
    asked, _ = links.own(asked)
    style = style if style in _LOOKS else _LOOKS[0]
    try:
        scenario = presets.asked_for(asked, preferred(accepted)) or links.read(asked)[0]
        with cached.asked(visitor, None, questions.view, scenario, style) as question:
            measured = await preview.answer(question, is_gone)
    except RangemapError:
        return {}
    if measured is None:
        return {}
    furniture = mapview.furniture(scenario.language, embedded=embedded)
    return {
        "scene": measured.scene
        | furniture
        | mapview.told(measured.reach, measured.headline, measured.caption)
        | {"serial": links.identity(scenario), "still": embedded, "snaps": True, "fit": -1},
        "heading": bound(scenario.title or measured.headline),
        "finding": bound(
            f"{measured.caption} {caveat_text(measured.reach.ranges, scenario.language)}"
        ),
    }


def preferred(accepted: str) -> str:
    """The first language asked for, where the page speaks it; else English."""
    first = re.split(r"[-,;]", accepted.strip())[0].lower()
    return first if first in LANGUAGES else "en"


def _view(asked: str) -> str:
    """Ask for the view at once, in the colours of the browser, under the address of early.js."""
    query = inert(f"?{asked}" if asked else "")
    return "".join(
        f'<link rel="preload" as="fetch" crossorigin href="./first/{style}{query}" '
        f'media="(prefers-color-scheme: {style})">'
        for style in _LOOKS
    )


@functools.cache
def _head() -> str:
    """The look of what is seen first; what is needed soon, asked for at once."""
    own = [_own(name) for name in _SCRIPTS]
    ground = f".{compression.GROUND}?v={script_version()}"
    light, dark = (
        "".join(f"--rm-{name}:{each};" for name, each in scheme.ground(STYLES[style]).items())
        for style in _LOOKS
    )
    themes = (
        f"#rm-early{{{light}--rm-page:#fff;--rm-side:#f8f8f7}}@media (prefers-color-scheme:dark)"
        f"{{#rm-early{{{dark}--rm-page:#14171b;--rm-side:#1e2329}}}}"
    )
    return "".join(
        (
            f"<style>{themes}{offline.text('early.css')}</style><script>{_NO_ICON_FONT}</script>",
            '<link rel="preload" as="script" href="./app/static/leaflet/leaflet.js">',
            '<link rel="stylesheet" href="./app/static/leaflet/leaflet.css">',
            f'<link rel="stylesheet" href="{_own("map.css")}">',
            f'<link rel="preload" as="fetch" crossorigin href="{ground}">',
            *(f'<link rel="modulepreload" crossorigin href="{each}">' for each in own),
        )
    )


@functools.cache
def _starter() -> str:
    """What starts Streamlit's scripts: see starter.js."""
    version = hashlib.sha256(streamlit_parts.bundle()).hexdigest()[:12]
    return (
        f'<script type="module" id="rm-starter" data-bundle=".{compression.SCRIPTS}?v={version}" '
        f'data-entry="{streamlit_parts.entry()}" data-namespace="{streamlit_parts.NAMESPACE}">'
        f"{offline.script('starter.js')}</script>{_lost()}"
    )


def _lost() -> str:
    """The notice that the server does not answer, sent while it still does: see lost.js."""
    names = ("title", "text", "here", "close")
    words = {each: {name: said(each, f"lost.{name}") for name in names} for each in LANGUAGES}
    given = inert(json.dumps(words, ensure_ascii=False))
    return (
        f'<script type="module" id="rm-lost" data-words="{given}">'
        f"{offline.script('lost.js')}</script>"
    )


@functools.cache
def _body(language: str, *, embedded: bool) -> str:
    def say(key: str) -> str:
        return inert(said(language, key))

    ready = "".join(
        f'<a href="./?{inert(_address(preset))}">{say(f"preset.{preset.key}")}</a>'
        for preset in presets.presets(language)
    )
    if embedded:
        opening = waiting = ""
    else:
        opening = (
            f'<h1>{say("intro.title")}</h1><p class="rm-lead">{say("intro.lead")}</p>'
            f"<nav>{ready}</nav>"
        )
        waiting = f'<p role="status" data-late="{say("early.late")}">{say("early.wait")}</p>'
    return (
        f'<div id="rm-early" lang="{language}" class="{"rm-embedded" if embedded else ""}">'
        f'<div class="rm-side"></div><main>{opening}'
        '<div class="rm-columns"><div class="rm-first-map"></div>'
        f'<div class="rm-finding"><h2></h2><p></p>{waiting}</div></div></main></div>'
        f'<script type="module" async crossorigin src="{_own("early.js")}"></script>'
    )


def _own(name: str) -> str:
    """The address of a file of app/static, as map.js and the page's elements have it."""
    return f"./app/static/{name}?v={script_version()}"


def _address(preset: presets.Preset) -> str:
    return urlencode(links.pairs(preset.scenario, preset.before), doseq=True)
