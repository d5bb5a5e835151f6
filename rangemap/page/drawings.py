"""What analyses draw on the page, around app/static/curve.js and bars.js."""

from typing import Any

import streamlit as st

from rangemap.page import session
from rangemap.page.elements import element
from rangemap.page.session import say
from rangemap.web import offline


def look() -> None:
    """The style of curves and bars; sent where one is."""
    st.html(f"<style>{offline.text('analyses.css')}</style>")


def curve(data: dict[str, Any], *, key: str) -> None:
    """A curve to be read off: see static/curve.js."""
    call = "script.draw(parentElement, data)"
    element("curve", "curve.js", data, key=key, call=call)


def bars(data: dict[str, Any], *, key: str) -> None:
    """Bars beside each other: see static/bars.js."""
    element("bars", "bars.js", data, key=key)


def aside() -> None:
    """Say that an analysis counts withheld regions too, if the scenario withholds any."""
    if session.state().permission.codes:
        st.caption(say("permission.aside"))
