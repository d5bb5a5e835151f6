"""The map on the page: a Streamlit element around app/static/map.js.

Its script is a few lines that fetch the static one, so that an event costs the scene and no more.
"""

import functools
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from rangemap.render.web.mapdata import Data, ground_data

_STATIC = Path(__file__).parent / "static"
_SCRIPT = """
const load = () => import(new URL("app/static/map.js?v={version}", document.baseURI));
export default function ({{ data, parentElement, setTriggerValue }}) {{
  load().then((map) => {call});
  return () => load().then((map) => map.remove(parentElement));
}}
"""


@functools.cache
def _version() -> str:
    """A fingerprint of the scripts, so that browsers fetch them anew after an upgrade."""
    scripts = b"".join(path.read_bytes() for path in sorted(_STATIC.glob("*.*")))
    return hashlib.sha256(scripts).hexdigest()[:12]


def ground() -> None:
    """Send the ground; Streamlit sends equal content once per visit."""
    call = "map.ground(data)"
    element = st.components.v2.component(
        "rangemap_ground", js=_SCRIPT.format(version=_version(), call=call), isolate_styles=False
    )
    element(key="ground", data=ground_data(), height=1)


def show(scene: Data, on_event: Callable[[], None], *, height: int) -> None:
    """Draw the scene; on_event is called after a click or drag, which `event` then returns."""
    call = 'map.draw(parentElement, data, (event) => setTriggerValue("event", event))'
    element = st.components.v2.component(
        "rangemap_map",
        js=_SCRIPT.format(version=_version(), call=call),
        css=f".rm-map {{ --rm-height: {height}px; }}",
        isolate_styles=False,
    )
    element(key="map", data=scene, height="content", on_event_change=on_event)


def event() -> dict[str, Any]:
    """What the user did on the map; to be asked for in on_event only."""
    told: dict[str, Any] = dict(st.session_state["map"]["event"] or {})
    return told
