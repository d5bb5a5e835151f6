"""The map on the page: an element around app/static/map.js."""

from collections.abc import Callable, Iterator
from typing import Any

import streamlit as st

from rangemap.analysis.reach import Reach
from rangemap.page.elements import element
from rangemap.page.words import said
from rangemap.web.mapdata import Data
from rangemap.wording.language import language_of
from rangemap.wording.provenance import caveat_text
from rangemap.wording.typography import bound

_MAX_EVENTS = 200  # at once
_HEIGHT, _EMBEDDED_HEIGHT = 620, 480
_WORDS = (
    "add",
    "whole",
    "present",
    "leave",
    "back",
    "next",
    "zoom_in",
    "zoom_out",
    "point",
    "end",
    "no_tiles",
    "failed",
    "wheel",
    "fingers",
    "in_view",
    "seen_from",
    "beside",
    "skip",
    "drop_points",
    "drop_regions",
)
_OPEN = {name: f"{{{name}}}" for name in ("number", "name", "names", "direction")}  # for the map
_FIGURES = ("unit.km", "unit.mi", "position.text", *(f"position.{each}" for each in "NSEW"))


def furniture(language: str, *, embedded: bool) -> dict[str, Any]:
    """What stands on every map besides its scene: words, how figures are written, credit."""
    words = {name: said(language, f"map.{name}", **_OPEN) for name in _WORDS}
    directions = language_of(language).messages["position.directions"]
    return {
        "words": words | {"map": said(language, "map.alt"), "directions": directions},
        "embedded": embedded,
        "figures": {name: language_of(language).messages[name] for name in _FIGURES},
        "credit": "Natural Earth, GeoNames",
        "height": _EMBEDDED_HEIGHT if embedded else _HEIGHT,
    }


def told(reach: Reach, headline: str, finding: str) -> dict[str, Any]:
    """What stands on the map while it is presented: the words that stand beside it on the page."""
    return {
        "told": {
            "title": bound(reach.scenario.title or headline),
            "finding": bound(finding),
            "caveat": caveat_text(reach.ranges, reach.scenario.language),
        }
    }


def show(scene: Data, on_event: Callable[[], None]) -> None:
    """Draw the scene; on_event is called after clicks and drags, which `events` then returns."""
    call = 'script.draw(parentElement, data, (events) => setTriggerValue("told", { events }))'
    element("map", "map.js", scene, key="map", call=call, on_told_change=on_event)


def events() -> Iterator[tuple[int, dict[str, Any]]]:
    """What the user did on the map, and the number of each; to be asked for in on_event only.

    The map tells everything again until a scene says, as `heard`, that it was heard.
    """
    told = st.session_state["map"]["told"]
    given = told.get("events") if isinstance(told, dict) else None
    for event in (given if isinstance(given, list) else [])[:_MAX_EVENTS]:
        if isinstance(event, dict) and isinstance(event.get("number"), int):
            yield event["number"], event
