"""The map with its legend, and what the user does on it."""

from typing import Any

import streamlit as st

from rangemap.analysis.reach import Reach
from rangemap.errors import RangemapError
from rangemap.page import cached, links, look, mapview, page, session
from rangemap.page.controls import report as controls
from rangemap.page.drawers import depth as depth_drawer
from rangemap.page.naming import named
from rangemap.page.session import say
from rangemap.page.state import Clicked, Dragged, Event, Removed
from rangemap.web import html_parts
from rangemap.web.inert import inert
from rangemap.web.mapdata import empty_scene

_TURN = "map-turn"


def show(reach: Reach | None) -> None:
    """The map and its legend."""
    depth, extra = None, {}
    try:
        depth = None if reach is None else depth_drawer.on_map(reach)
        extra = _measured_extra(reach)
    except RangemapError as error:
        page.unmeasured(error)
    shaded = {"parts": depth.parts} if depth else {}
    mapview.show(_scene(reach) | _extra(reach) | extra | shaded, session.sender(_event))
    if reach is not None:
        st.html(depth.legend if depth else html_parts.legend(reach, look.style()))
        st.html(f'<p class="rm-note rm-tap">{inert(say("map.tap"))}</p>')
        st.caption(" ".join(_other_lines()))


def _scene(reach: Reach | None) -> dict[str, Any]:
    if reach is not None:
        scene = cached.scene(reach.scenario, look.style().theme.name)
        names = [named(each, reach.scenario.language) for each in reach.scenario.origins]
        origins = zip(scene["origins"], names, strict=True)
        return scene | {"origins": [each | {"label": name} for each, name in origins]}
    scene = empty_scene(session.state().language, look.style())
    return scene | {"alt": say("map.empty")}


def _extra(reach: Reach | None) -> dict[str, Any]:
    """What the visit adds to the scene."""
    state = session.state()
    embedded = bool(st.context.is_embedded)
    return mapview.furniture(state.language, embedded=embedded) | {
        "fit": state.view,
        "turn": st.session_state.get(_TURN, 0),
        "serial": links.identity(reach.scenario) if reach else f"lang={state.language}",
        "still": embedded,
        "tiles": controls.uses_tiles(),
    }


def _measured_extra(reach: Reach | None) -> dict[str, Any]:
    """What is drawn on top of a scene: bands, an earlier reach."""
    before, extra = session.state().before, dict[str, Any]()
    if reach is not None and controls.shows_band():
        extra["band"] = cached.bands(reach.scenario)
    if before is not None:
        extra["before"] = cached.outline(before)
    return extra


def _other_lines() -> list[str]:
    said = [say("map.faint")]
    if controls.shows_band():
        said.append(say("map.band"))
    if session.state().before is not None:
        said.append(say("map.before"))
    return said


def _event() -> Event | None:
    # a drag that changed nothing must be drawn too: the marker goes back to where it was
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    told = mapview.event()
    match told:
        case {"kind": "click", "lat": float() | int(), "lon": float() | int()}:
            return Clicked(told["lat"], told["lon"], controls.snaps())
        case {"kind": "drag", "index": int(), "lat": float() | int(), "lon": float() | int()}:
            return Dragged(told["index"], told["lat"], told["lon"], controls.snaps())
        case {"kind": "remove", "index": int()}:
            return Removed(told["index"])
    return None
