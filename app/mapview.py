"""The map on the page: an element around app/static/map.js."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from elements import element

from rangemap.render.web.mapdata import Data, ground_data


def ground() -> None:
    """Send the ground; Streamlit sends equal content once per visit."""
    element("ground", "map.js", "script.ground(data)")(key="ground", data=ground_data(), height=1)


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
