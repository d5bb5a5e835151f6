"""One page, whole in one file: the map, what it says in words, and every number as a table."""

import json
import re
from html import escape

from rangemap.analysis.reach import Reach
from rangemap.web import html_parts, offline
from rangemap.web.frame import packed
from rangemap.web.inert import inert
from rangemap.web.offline_map import OfflineMap, Screen, document_of
from rangemap.web.scheme import NAMED
from rangemap.web.webmap import web_map
from rangemap.wording.language import Language, language_of
from rangemap.wording.origins import whereabouts
from rangemap.wording.provenance import caveat_text, data_names, source_line
from rangemap.wording.reach import caption, headline
from rangemap.wording.remarks import remarks
from rangemap.wording.typography import bound

_FOLIUMS_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')  # it forbids to zoom the page
_VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'
_PREFIX = '<script>MAP.attributionControl.setPrefix("Leaflet");</script>'
_SHEETS = ("parts.css", "page.css", "present.css")
_FRAME_PX = 900
_FRAME = Screen(widest=1160 / (0.68 * _FRAME_PX), tallest=0.6 * _FRAME_PX / 330)  # see page.css
_MAX_UNSEARCHED = 25  # rows of a table that need no search
_SEARCH = """<script type="module">SCRIPT
searchTable(document.querySelector(".find"), document.querySelector(".numbers"));</script>"""
_PRESENTING = """
presentable({
  changed: (isOn) => {
    MAP.invalidateSize({ animate: false });
    if (isOn) fitBeside(MAP, BOUNDS, document.querySelectorAll("header"));
    else MAP.fitBounds(BOUNDS, { animate: false });
  },
});
"""


def reach_page(reach: Reach) -> bytes:
    """The page as UTF-8; it opens from disk, prints, and makes no request.

    Text is inert wherever it stands. Raises OutputError if the page would ask for anything.
    """
    page = _page(reach, web_map(reach, style=NAMED), is_presented=True)
    offline.check_self_contained(page)
    return page.encode()


def reach_frame(reach: Reach, sentence: str) -> str:
    """The page in a frame, for a notebook's cell; without the button that fills the screen.

    sentence: plain text for where frames are taken out.
    """
    made = web_map(reach, style=NAMED, screen=_FRAME)
    with made.as_cell(_FRAME):
        page = _page(reach, made, is_presented=False)
    offline.check_self_contained(page)
    return (
        f'<iframe title="rangemap" srcdoc="{packed(page, sentence)}" width="100%" '
        f'height="{_FRAME_PX}">{escape(sentence)}</iframe>'
    )


def _page(reach: Reach, made: OfflineMap, *, is_presented: bool) -> str:
    made.render()
    figure = document_of(made)
    title = inert(bound(reach.scenario.title or headline(reach)))
    said = language_of(reach.scenario.language)
    map_word, caveat = said.say("web.map"), caveat_text(reach.ranges, said.code)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{said.code}">',
            "<head>",
            '<meta charset="utf-8">',
            f"<title>{title}</title>",
            f'<meta name="description" content="{inert(caption(reach))}">',
            _FOLIUMS_VIEWPORT.sub(_VIEWPORT, figure.header.render()),
            f"<style>{''.join(map(offline.text, _SHEETS[: 3 if is_presented else 2]))}</style>",
            "</head>",
            "<body><main>",
            f'<header class="rm-over"><h1>{title}</h1>',
            f"<p>{inert(bound(caption(reach)))} <strong>{inert(caveat)}</strong></p>",
            html_parts.present_button(said) if is_presented else "",
            "</header>",
            f'<figure aria-label="{inert(f"{map_word}. {caption(reach)}")}">',
            figure.html.render(),
            html_parts.legend(reach),
            "</figure>",
            f"<section><h2>{inert(said.say('web.regions'))}</h2>",
            *_numbers(reach, said),
            "</section></main>",
            _footer(reach, said),
            f"<script>{figure.script.render()}</script>",
            _PREFIX.replace("MAP", made.get_name()),
            _presenting(made) if is_presented else "",
            "</body>",
            "</html>\n",
        ]
    )


def _presenting(made: OfflineMap) -> str:
    bounds = json.dumps(made.whole)
    script = _PRESENTING.replace("MAP", made.get_name()).replace("BOUNDS", bounds)
    return html_parts.presenting(script)


def _numbers(reach: Reach, said: Language) -> list[str]:
    """The table; a long one in a window of its own, with a search."""
    table = html_parts.numbers(reach)
    if reach.reached["region"].nunique() <= _MAX_UNSEARCHED:
        return [table]
    word = inert(said.say("web.search"))
    return [
        f'<input class="find" type="search" placeholder="{word}" aria-label="{word}" hidden>',
        table.replace('class="scroll"', 'class="scroll window" tabindex="0"', 1),
        _SEARCH.replace("SCRIPT", offline.script("exported.js")),
    ]


def _footer(reach: Reach, said: Language) -> str:
    ground = said.say("web.footer", worldview=said.say("figure.worldview"), data=data_names())
    told = "".join(
        f"<p>{inert(bound(each))}</p>"
        for each in (*whereabouts(reach), *remarks(reach), source_line(reach), ground)
    )
    return f"<footer>{told}</footer>"
