"""Files to take away, each made when it is asked for."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import streamlit as st

from rangemap.analysis.reach import Reach
from rangemap.export import reports as render
from rangemap.figures.files import render_subject
from rangemap.figures.options import FigureOptions
from rangemap.figures.subject import Subject
from rangemap.page.session import say

_SUFFIXES = (".png", ".svg", ".html", ".csv", ".geojson", ".toml")
_PICTURES = (".png", ".svg")
_MOST_NAME = 80


def downloads(reach: Reach) -> None:
    """Pictures and data of the map; an embedded page leads to the whole one instead."""
    if st.context.is_embedded:
        st.markdown(f"[{say('take.open')}](./?{reach.scenario.to_query()})")
        return
    st.subheader(say("take.heading"), anchor=False)
    buttons({suffix: _maker(reach, suffix) for suffix in _SUFFIXES}, file_name(reach))


def analysis(
    measured: Any,
    shown: ModuleType,
    reach: Reach,
    what: str,
    picture: Callable[[Any], Subject] | None = None,
) -> None:
    """Files of an analysis, named by what it is.

    shown: a module of render with SUFFIXES and render(measured, suffix). picture: what figures show
    of what was measured, where shown draws none itself.
    """

    def maker(suffix: str) -> Callable[[], bytes]:
        if picture and suffix in _PICTURES:
            return lambda: render_subject(picture(measured), suffix, FigureOptions())
        return lambda: shown.render(measured, suffix)

    pictures = _PICTURES if picture else ()
    makers = {suffix: maker(suffix) for suffix in (*pictures, *shown.SUFFIXES)}
    buttons(makers, file_name(reach, what), key=f"-{what}")


def buttons(makers: dict[str, Callable[[], bytes]], name: str, *, key: str = "") -> None:
    """One button for each suffix; the file is made in a thread where no session is at hand."""
    row = st.container(horizontal=True, gap="small")
    for suffix, make in makers.items():
        row.download_button(
            say(f"take.{suffix[1:]}"),
            data=make,
            file_name=f"{name}{suffix}",
            on_click="ignore",
            width="stretch",
            key=f"download{key}{suffix}",
        )


def file_name(reach: Reach, what: str = "") -> str:
    """A name for downloads that says what is in them: ``rangemap-sumy-himars-atacms``."""
    origins = reach.scenario.origins
    first = origins[0].name or ("border" if "border" in origins[0].label else "point")
    words = [*([what] if what else []), first, *(each.label for each in reach.ranges)]
    plain = ["".join(letter if letter.isalnum() else " " for letter in word) for word in words]
    parts = ["rangemap", *(part for word in plain for part in word.lower().split())]
    return "-".join(parts)[:_MOST_NAME]


def _maker(reach: Reach, suffix: str) -> Callable[[], bytes]:
    def make() -> bytes:
        return render.render(reach, suffix)

    return make
