"""What the map tells the page, as the browser sends it, and what the page takes it for."""

import pytest
from streamlit.testing.v1 import AppTest

from rangemap.page.state import Clicked, Dragged, Removed


def heard(told, *, snaps=True):
    """What the page takes an event for."""

    def script():  # is run as a file of its own
        import streamlit as st  # noqa: PLC0415

        from rangemap.page import map as page_map  # noqa: PLC0415

        st.session_state["taken"] = page_map._event(st.session_state["told"])

    test = AppTest.from_function(script, default_timeout=300)
    test.session_state["told"] = told
    test.session_state["snap"] = snaps
    test.run()
    assert not test.exception
    return test.session_state["taken"]


@pytest.mark.parametrize("snaps", [True, False])
@pytest.mark.parametrize(
    ("told", "taken"),
    [
        ({"kind": "click", "lat": 51.5, "lon": 34}, lambda snaps: Clicked(51.5, 34, snaps)),
        (
            {"kind": "drag", "index": 1, "lat": 50, "lon": 36.25},
            lambda snaps: Dragged(1, 50, 36.25, snaps),
        ),
        ({"kind": "remove", "index": 2}, lambda _: Removed(2)),
    ],
)
def test_clicks_drags_and_removals_are_taken_as_they_are_told(told, taken, snaps):
    assert heard(told, snaps=snaps) == taken(snaps)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"kind": "fire", "lat": 51.5, "lon": 34.0},
        {"kind": "click", "lat": "51.5", "lon": 34.0},
        {"kind": "click", "lat": 51.5},
        {"kind": "drag", "lat": 51.5, "lon": 34.0},
        {"kind": "remove", "index": "0"},
        {"kind": "stretch", "start": 0.0, "end": None},
    ],
)
def test_what_no_map_would_tell_is_nothing(told):
    assert heard(told) is None
