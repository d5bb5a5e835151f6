"""The visit: one state per session, told what happens, mirrored in the address bar."""

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import ParamSpec
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rangemap.errors import RangemapError
from rangemap.page import links, own_catalog, presets
from rangemap.page.state import Event, State, apply, ended, opened, sentence, without
from rangemap.page.words import refusal, said
from rangemap.scenario.choices import LANGUAGES
from rangemap.workers.crew import NotMeasuredError

_Given = ParamSpec("_Given")
_STATE, _LINK, _TOUCHED, _SHOWN = "state", "link", "touched", "shown"


def start() -> None:
    """Open what the address bar asks for, on a first visit or when the user went elsewhere in it.

    Runs that a widget caused are not such visits: if events come faster than the browser hears of
    the new address, their query is older than the state.
    """
    asked = links.normal(st.query_params)
    is_event = st.session_state.pop(_TOUCHED, False)
    if _STATE not in st.session_state or not (is_event or asked == st.session_state[_LINK]):
        st.session_state[_STATE] = _opened(asked)
        st.session_state[_LINK] = asked
    st.session_state[_SHOWN] = state()


def state() -> State:
    """The state now."""
    held: State = st.session_state[_STATE]
    return held


def say(key: str, count: float | None = None, /, **values: object) -> str:
    """A message of the page in the language of the state."""
    return said(state().language, key, count, **values)


def send(event: Event) -> bool:
    """Apply an event to the state; returns whether it was taken, that is, not refused."""
    before = state()
    st.session_state[_STATE] = apply(before, event)
    return replace(state(), notice="") != replace(before, notice="")


def hold_catalog(held: own_catalog.HeldCatalog | None) -> None:
    """Choose ranges from that catalogue from now on; those that it does not have are let go."""
    kept = () if held is None else held.ids
    gone = {each for each in own_catalog.ids() if each not in kept}
    own_catalog.hold(held)
    st.session_state[_STATE] = without(replace(state(), notice=""), gone)


def sender(
    event: Callable[[], Event | None], taken: Callable[[], None] | None = None
) -> Callable[[], None]:
    """A widget's callback: sends the event that the function returns, if any.

    What the function refuses as unusable becomes a notice. taken: called after an event that was
    not refused, to clear what was typed; on a refusal all stays, to be mended.
    """

    def call() -> None:
        touch()
        try:
            made = event()
        except NotMeasuredError as error:
            note(say(f"notice.{error.trouble}"))
            return
        except RangemapError as error:
            note(sentence(refusal(state().language, error)))
            return
        if made is not None and send(made) and taken is not None:
            taken()

    return call


def touch() -> None:
    """A widget caused this run; the callback of widgets that send no event."""
    st.session_state[_TOUCHED] = True


def redraw() -> None:
    """A widget of a part changed what the rest of the page shows; its callback, as touch."""
    touch()
    st.session_state[_SHOWN] = None


def part(function: Callable[_Given, None]) -> Callable[_Given, None]:
    """A part of the page that runs alone when only its own widgets were touched.

    What they made of the state concerns the whole page, which then runs again.
    """

    @st.fragment
    @functools.wraps(function)
    def run(*args: _Given.args, **kwargs: _Given.kwargs) -> None:
        if st.session_state[_SHOWN] is not state():
            st.rerun()
        st.session_state.pop(_TOUCHED, None)
        function(*args, **kwargs)

    return run


def note(sentence: str) -> None:
    """Say something about the last event."""
    st.session_state[_STATE] = replace(state(), notice=sentence)


def address() -> None:
    """Write the state into the address bar, or nothing where it is too long for one."""
    pairs = _pairs()
    kept = pairs if pairs is not None and links.is_short(pairs) else {}
    if kept != links.normal(st.query_params):
        st.query_params.from_dict(kept)
    st.session_state[_LINK] = kept


def has_link() -> bool:
    """Whether the address bar can hold the state."""
    pairs = _pairs()
    return pairs is not None and links.is_short(pairs)


def query() -> str:
    """The state's link, as the part of an address after its question mark."""
    return urlencode(_pairs() or {}, doseq=True)


def _pairs() -> links.Pairs | None:
    """The parameters of the state's link; None where they are sure to be too long for one."""
    scenario, before = state().scenario(), state().before
    if scenario is None:
        return {}
    if links.is_large(scenario) or (before and links.is_large(before)):
        return None
    return links.pairs(own_catalog.for_link(scenario), before and own_catalog.for_link(before))


def _opened(asked: links.Pairs) -> State:
    parts, meant = links.own(asked)
    ready = presets.asked_for(parts, browser_language())
    if ready:
        return opened(ready)
    try:
        scenario, before = links.read(parts)
    except RangemapError as error:
        first = presets.first(_asked_language(parts))
        reason = ended(refusal(first.language, error))
        return opened(first, notice=said(first.language, "notice.link", reason=reason))
    notice = said(scenario.language, "notice.left_out", name=meant[0][:40]) if meant else ""
    before = before and own_catalog.recognised(before)
    return opened(own_catalog.recognised(scenario), before, notice=notice)


def _asked_language(parts: links.Pairs) -> str:
    """The language of a link that cannot be read, where it names one; else the browser's."""
    named = next(iter(parts.get("lang", [])), "")
    return named if named in LANGUAGES else browser_language()


def browser_language() -> str:
    """The language that the browser asks for, where the page speaks it; else English."""
    asked = (st.context.locale or "").partition("-")[0]
    return asked if asked in LANGUAGES else "en"


def follow(key: str, value: object) -> None:
    """Make the widget of that key show the value."""
    st.session_state[key] = value


def drawer(
    label: str, key: str, *, expanded: bool = False, on_change: Callable[[], None] = touch
) -> DeltaGenerator | None:
    """An expander whose content is asked for only while it is open; None while it is closed.

    What is not sent costs the first view nothing. In a part, only that runs when it is opened.
    """
    box = st.expander(label, key=key, expanded=expanded, on_change=on_change)
    return box if box.open else None
