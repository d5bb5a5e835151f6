"""The visit: one state per session, told what happens, mirrored in the address bar."""

from collections.abc import Callable
from dataclasses import replace

import links
import presets
import streamlit as st
from state import Event, State, apply, opened

from rangemap.errors import RangemapError

_STATE, _LINK = "state", "link"


def start() -> None:
    """Open what the address bar asks for, on a first visit or when it was changed by hand."""
    asked = links.normal(st.query_params)
    if _STATE in st.session_state and asked == st.session_state[_LINK]:
        return
    st.session_state[_STATE] = _opened(asked)
    st.session_state[_LINK] = asked


def state() -> State:
    """The state now."""
    held: State = st.session_state[_STATE]
    return held


def send(event: Event) -> None:
    """Let an event make of the state what it makes."""
    st.session_state[_STATE] = apply(state(), event)


def sender(event: Callable[[], Event | None]) -> Callable[[], None]:
    """A widget's callback: sends the event that the function returns, if any.

    What the function refuses as unusable becomes a notice.
    """

    def call() -> None:
        try:
            made = event()
        except RangemapError as error:
            note(str(error))
            return
        if made is not None:
            send(made)

    return call


def note(sentence: str) -> None:
    """Say something about the last event."""
    st.session_state[_STATE] = replace(state(), notice=sentence)


def address() -> bool:
    """Write the state into the address bar; False where it is too long for one."""
    now = state()
    scenario = now.scenario()
    pairs = {} if scenario is None else links.pairs(scenario, now.before)
    if not links.is_short(pairs):
        pairs = {}
    if pairs != st.session_state[_LINK]:
        st.query_params.from_dict(pairs)
        st.session_state[_LINK] = pairs
    return bool(pairs) or scenario is None


def _opened(asked: links.Pairs) -> State:
    if not asked:
        return opened(presets.FIRST)
    try:
        scenario, before = links.read(asked)
    except RangemapError as error:
        sentence = f"This link cannot be opened: {error}. A ready scenario is shown instead."
        return opened(presets.FIRST, notice=sentence)
    return opened(scenario, before)
