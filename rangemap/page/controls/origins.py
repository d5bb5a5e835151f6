"""Controls of origins: launch points, towns, the border."""

import functools
from dataclasses import dataclass

import streamlit as st

from rangemap.analysis.towns import Town
from rangemap.errors import InputError
from rangemap.page import entry, session, switches
from rangemap.page.naming import named
from rangemap.page.session import say
from rangemap.page.state import (
    Added,
    BorderSet,
    Removed,
    Renamed,
    State,
    Undone,
    border_origin,
    sentence,
    with_setback,
)
from rangemap.page.words import plain, refusal
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.wording.language import language_of
from rangemap.wording.towns import town_texts
from rangemap.world import boundaries

_MAX_LISTED = 12
# people of a town that the list offers: a longer one slows the first view, and any can be typed
_MIN_AT_HOME, _MIN_ABROAD = 30_000, 500_000
_MAX_SETBACK_KM = 300
_ALONG = _NOWHERE, _POINT, _STRETCH, _WHOLE = "no", "point", "stretch", "whole"
_FIRST_POINT_KM, _FIRST_STRETCH_KM = 360.0, (152.0, 573.0)


def launch_points(state: State) -> None:
    """Launch points: add by name or position, rename, remove, undo."""
    st.header(say("points.heading"))
    st.caption(say("points.hint"))
    refused = _refused(state)
    st.session_state["town"] = refused.text if refused else None
    st.selectbox(
        say("points.town"),
        list(_towns(state.language)),
        key="town",
        placeholder=say("points.town_hint"),
        accept_new_options=True,
        on_change=session.sender(_add_town),
    )
    with st.container(key="town-choices", horizontal=True):
        _choices(refused.choices if refused else (), state.language)
    with st.container(key="origins"):
        _named_points(state)
    row = st.container(horizontal=True)
    row.button(
        say("points.undo"),
        key="undo",
        disabled=not state.past,
        width="stretch",
        on_click=session.sender(Undone),
    )
    row.button(
        say("points.remove_all"),
        key="remove-all",
        disabled=not state.origins,
        width="stretch",
        on_click=session.sender(functools.partial(Added, (), instead=True)),
    )
    switches.toggle("snap", say("points.snap"))


def _named_points(state: State) -> None:
    for index, origin in enumerate(state.origins[:_MAX_LISTED]):
        row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
        key, removing = (
            f"name-{index}",
            say("points.remove", name=plain(named(origin, state.language))),
        )
        st.session_state[key] = origin.name
        row.text_input(
            say("points.name", number=index + 1),
            key=key,
            max_chars=200,
            placeholder=named(origin, state.language),
            label_visibility="collapsed",
            on_change=session.sender(
                functools.partial(_renamed, index),
            ),
        )
        row.button(
            f"✕ {removing}",  # the look keeps the mark alone
            key=f"remove-{index}",
            help=removing,
            type="tertiary",
            on_click=session.sender(functools.partial(Removed, index)),
        )
    if len(state.origins) > _MAX_LISTED:
        st.caption(say("points.more", n=len(state.origins) - _MAX_LISTED))


@dataclass(frozen=True)
class _Refused:
    """What was typed and could not be taken, the notice that says why, and what may be meant."""

    text: str
    notice: str
    choices: tuple[Town, ...]


def _refused(state: State) -> _Refused | None:
    """What was typed last and refused, as long as the notice about it stands."""
    refused: _Refused | None = st.session_state.get("town-refused")
    return refused if refused and refused.notice == state.notice else None


def _choices(towns: tuple[Town, ...], language: str) -> None:
    for number, text in enumerate(town_texts(towns, language)):
        st.button(
            plain(text),
            key=f"town-choice-{number}",
            on_click=session.sender(functools.partial(Added, (towns[number].origin,))),
        )


def _add_town() -> Added | None:
    text = st.session_state["town"]
    if not text:
        return None
    language = session.state().language
    known = _towns(language).get(text)
    try:
        return Added((known or entry.typed_origin(text, language),))
    except InputError as error:
        choices = error.values.get("choices", ())
        notice = sentence(refusal(language, error))
        st.session_state["town-refused"] = _Refused(text, notice, choices)
        raise


def _renamed(index: int) -> Renamed:
    return Renamed(index, st.session_state[f"name-{index}"])


@functools.cache
def _towns(language: str) -> dict[str, PointOrigin]:
    """Launch points by what the list calls them: Ukraine's towns first, the greatest first."""
    places = boundaries.places(language=language)
    home = places["country"] == "UA"
    fewest = home.map({True: _MIN_AT_HOME, False: _MIN_ABROAD})
    listed = places[places["population"] >= fewest]
    ordered = listed.sort_values("country", key=lambda country: country != "UA", kind="stable")
    towns = [
        Town(row.name_, row.country, row.region, row.geometry.y, row.geometry.x)
        for row in ordered.rename(columns={"name": "name_"}).itertuples()
    ]
    texts = town_texts(towns, language)
    return {text: town.origin for text, town in zip(texts, towns, strict=True)}


def border(state: State) -> None:
    """A point or stretch of the border with Russia, or all of it, and its setback."""
    st.header(say("border.heading"))
    origin = border_origin(state)
    kind = _kind(origin)
    session.follow("along", kind)
    st.segmented_control(
        say("border.label"),
        list(_ALONG),
        key="along",
        required=True,
        format_func={each: say(f"border.{each}") for each in _ALONG}.__getitem__,
        label_visibility="collapsed",
        on_change=session.sender(_along),
    )
    if origin is None:
        return
    length_km = int(boundaries.border("RU").length_km)
    if origin.start_km is not None:
        ends = (origin.start_km, origin.end_km)
        shown = ends[0] if ends[1] is None else (float(ends[0]), min(float(ends[1]), length_km))
        session.follow("km", shown)
        st.slider(
            say("border.km"),
            min_value=0.0,
            max_value=float(length_km),
            step=1.0,
            format=language_of(state.language).say("unit.km", n="%.0f"),
            key="km",
            on_change=session.sender(_moved),
        )
    session.follow("setback", origin.setback.km if origin.setback else 0.0)
    st.number_input(
        say("border.setback"),
        min_value=0.0,
        max_value=float(_MAX_SETBACK_KM),
        step=5.0,
        format="%.0f",
        key="setback",
        on_change=session.sender(_moved),
        help=say("border.setback_help"),
    )


def _kind(origin: BorderOrigin | None) -> str:
    if origin is None:
        return _NOWHERE
    if origin.start_km is None:
        return _WHOLE
    return _POINT if origin.end_km is None else _STRETCH


def _along() -> BorderSet:
    match st.session_state["along"]:
        case "point":
            return BorderSet(BorderOrigin("RU", _FIRST_POINT_KM))
        case "stretch":
            return BorderSet(BorderOrigin("RU", *_FIRST_STRETCH_KM))
        case "whole":
            return BorderSet(BorderOrigin("RU"))
    return BorderSet(None)


def _moved() -> BorderSet | None:
    origin = border_origin(session.state())
    if origin is None:
        return None
    km = st.session_state.get("km")
    if origin.start_km is not None and isinstance(km, tuple):
        start, end = km
        moved = BorderOrigin("RU", start, end if end > start else None)
    else:
        moved = BorderOrigin("RU", None if origin.start_km is None else km)
    return BorderSet(with_setback(moved, st.session_state["setback"]))
