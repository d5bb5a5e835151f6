"""The map on the page: an element around app/static/map.js."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from rangemap.page.elements import element
from rangemap.page.words import said
from rangemap.web.mapdata import Data
from rangemap.wording.language import language_of

_HEIGHT, _EMBEDDED_HEIGHT = 620, 480
_WORDS = ("add", "whole", "fullscreen", "zoom_in", "zoom_out", "point", "no_tiles", "failed")
_FIGURES = ("unit.km", "unit.mi", "position.text", *(f"position.{each}" for each in "NSEW"))


def furniture(language: str, *, embedded: bool) -> dict[str, Any]:
    """What stands on every map besides its scene: words, how figures are written, credit."""
    words = {
        name: said(language, f"map.{name}", number="{number}", name="{name}") for name in _WORDS
    }
    return {
        "words": words | {"map": said(language, "map.alt")},
        "figures": {name: language_of(language).messages[name] for name in _FIGURES},
        "credit": "Natural Earth, GeoNames",
        "height": _EMBEDDED_HEIGHT if embedded else _HEIGHT,
    }


def show(scene: Data, on_event: Callable[[], None]) -> None:
    """Draw the scene; on_event is called after a click or drag, which `event` then returns."""
    call = 'script.draw(parentElement, data, (event) => setTriggerValue("event", event))'
    element("map", "map.js", call)(
        key="map", data=scene, height="content", on_event_change=on_event
    )


def event() -> dict[str, Any]:
    """What the user did on the map; to be asked for in on_event only."""
    told: dict[str, Any] = dict(st.session_state["map"]["event"] or {})
    return told
