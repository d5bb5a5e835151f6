"""The map with its legend, and what the user does on it."""

import uuid
from typing import Any

import streamlit as st

from rangemap.analysis.comparison import Comparison
from rangemap.analysis.reach import Reach
from rangemap.errors import RangemapError
from rangemap.export.comparison import COMPARISON
from rangemap.page import cached, links, look, mapview, page, session, switches
from rangemap.page.drawers import depth as depth_drawer
from rangemap.page.naming import named
from rangemap.page.session import say
from rangemap.page.state import (
    BorderSet,
    Clicked,
    Dragged,
    Event,
    Removed,
    Undone,
    border_origin,
    sentence,
)
from rangemap.page.words import refusal
from rangemap.scenario.origins import BorderOrigin
from rangemap.web.inert import inert
from rangemap.web.legend import legend_data
from rangemap.web.mapdata import empty_scene
from rangemap.web.seam import ANTIMERIDIAN
from rangemap.wording.comparison import heading
from rangemap.workers.questions import ReachView

_HEARD = "map-heard"  # the number of the last event of the map that was heard
_VISIT = "map-visit"  # tells this visit from one to a server that was since started again
_DOTS = "repeating-linear-gradient(90deg,var(--rm-text) 0 2px,transparent 2px 6px)"  # as map.js


def show(view: ReachView | None) -> None:
    """The map with its legend in it, and what else its lines mean."""
    depth, extra, reach = None, dict[str, Any](), view.reach if view else None
    try:
        depth = None if reach is None else depth_drawer.on_map(reach)
        extra = _measured_extra(view)
    except RangemapError as error:
        page.unmeasured(error)
    shaded = {"parts": depth.parts, "legend": depth.legend} if depth else {}
    told = {} if view is None else _told(view, _compared(view))
    mapview.show(_scene(view) | _extra(reach) | extra | told | shaded, _hear)
    if reach is not None:
        st.html(f'<p class="rm-note rm-tap">{inert(say("map.tap"))}</p>')
        st.caption(" ".join(_other_lines()))


def _compared(view: ReachView) -> Comparison | None:
    """The reach against the one kept as before; None where there is none, or it cannot be."""
    before = session.state().before
    if before is None:
        return None
    try:
        return cached.comparison(view.reach.scenario, before)
    except RangemapError:  # the drawer of comparisons says why
        return None


def _told(view: ReachView, comparison: Comparison | None) -> dict[str, Any]:
    """What is said on the map: of the reach, or of its change where it is compared."""
    if comparison is None:
        return mapview.told(view.reach, view.headline, view.caption)
    legend = legend_data(view.reach, look.style())
    name = heading(comparison, "before")
    earlier = {"label": f"{name[:1].upper()}{name[1:]}", "line": _DOTS, "fills": []}
    return mapview.told(view.reach, view.headline, COMPARISON.sentence(comparison)) | {
        "legend": legend | {"rows": [*legend["rows"], earlier]}
    }


def _scene(view: ReachView | None) -> dict[str, Any]:
    if view is not None:
        scene, asked = view.scene, view.reach.scenario
        led = border_origin(session.state())
        origins = [
            drawn | {"label": named(origin, asked.language), "led": origin == led}
            for drawn, origin in zip(scene["origins"], asked.origins, strict=True)
        ]
        return scene | {"origins": origins}
    scene = empty_scene(session.state().language, look.style(), page.chosen_ranges())
    return scene | {"alt": say("map.empty")}


def _extra(reach: Reach | None) -> dict[str, Any]:
    """What the visit adds to the scene."""
    state = session.state()
    embedded = bool(st.context.is_embedded)
    return mapview.furniture(state.language, embedded=embedded) | {
        "fit": state.view,
        "heard": st.session_state.get(_HEARD, 0),
        "snaps": switches.now().snap,
        "serial": links.identity(reach.scenario) if reach else f"lang={state.language}",
        "still": embedded,
        "tiles": switches.now().tiles,
        "visit": st.session_state.setdefault(_VISIT, uuid.uuid4().hex),
    }


def _measured_extra(view: ReachView | None) -> dict[str, Any]:
    """What is drawn on top of a scene: bands, an earlier reach."""
    before, extra = session.state().before, dict[str, Any]()
    if view is not None and switches.now().band:
        extra["band"] = cached.bands(view.reach.scenario)
    if before is not None:
        extra["before"] = cached.outline(before, view.seam if view else ANTIMERIDIAN)
    return extra


def _other_lines() -> list[str]:
    said = [say("map.faint")]
    if switches.now().band:
        said.append(say("map.band"))
    if session.state().before is not None:
        said.append(say("map.before"))
    return said


def _hear() -> None:
    """Send what the map tells and has not been heard yet, one event after the other."""
    session.touch()
    for number, told in mapview.events():
        if number > st.session_state.get(_HEARD, 0):
            st.session_state[_HEARD] = number
            try:
                event = _event(told)
            except RangemapError as error:  # what no hand can do
                session.note(sentence(refusal(session.state().language, error)))
                continue
            if event is not None:
                session.send(event)


def _event(told: dict[str, Any]) -> Event | None:
    match told:
        case {"kind": "click", "lat": float() | int(), "lon": float() | int()}:
            return Clicked(told["lat"], told["lon"], switches.now().snap)
        case {"kind": "drag", "index": int(), "lat": float() | int(), "lon": float() | int()}:
            return Dragged(told["index"], told["lat"], told["lon"], switches.now().snap)
        case {"kind": "stretch", "start": float() | int(), "end": float() | int()}:
            return _stretch(told["start"], told["end"])
        case {"kind": "remove", "index": int()}:
            return Removed(told["index"])
        case {"kind": "undo"}:
            return Undone()
    return None


def _stretch(start_km: float, end_km: float) -> BorderSet | None:
    """The stretch that the control along the border speaks of, from where to where it was drawn."""
    led = border_origin(session.state())
    if led is None:
        return None
    start_km = max(start_km, 0.0)
    end = end_km if end_km > start_km else None
    return BorderSet(BorderOrigin("RU", start_km, end, led.setback))
