"""Files to take away, each made when it is asked for."""

from collections.abc import Callable, Sequence

import streamlit as st

from rangemap.analysis.reach import Reach
from rangemap.page import cached, session
from rangemap.page.elements import element
from rangemap.page.session import say
from rangemap.scenario.scenario import Scenario
from rangemap.workers import questions

_SUFFIXES = (".png", ".svg", ".html", ".csv", ".geojson", ".toml")
_PICTURES = (".png", ".svg")
_TABLE = (".csv",)
_MAX_NAME = 80


def downloads(reach: Reach) -> None:
    """Pictures and data of the map; an embedded page leads to the whole one instead."""
    if st.context.is_embedded:
        st.markdown(f"[{say('take.open')}](./?{reach.scenario.to_query()})")
        return
    st.header(say("take.heading"), anchor=False)
    _files(_SUFFIXES, file_name(reach), "", questions.file, reach.scenario)


def analysis(
    function: Callable[..., bytes],
    reach: Reach,
    what: str,
    *,
    about: Sequence[Scenario | None] = (),
    data: Sequence[str] = _TABLE,
) -> None:
    """Files of an analysis, named by what it is.

    function: of workers.questions, which makes the files. about: the scenario
    measured and what it is asked with, where that is not the reach's scenario alone. data: the
    suffixes of its data files.
    """
    scenario, *rest = about or (reach.scenario,)
    assert scenario is not None
    suffixes = (*_PICTURES, *data)
    _files(suffixes, file_name(reach, what), f"-{what}", function, scenario, *rest)


def _files(
    suffixes: Sequence[str],
    name: str,
    key: str,
    function: Callable[..., bytes],
    scenario: Scenario,
    *rest: cached.Rest,
) -> None:
    """One link for each suffix: see static/take.js."""
    offers = [
        {
            "label": say(f"take.{suffix[1:]}"),
            "name": f"{name}{suffix}",
            "address": cached.file(f"{name}{suffix}", function, scenario, suffix, *rest),
        }
        for suffix in suffixes
    ]
    data = {"files": offers, "failed": say("notice.lost"), "lang": session.state().language}
    element("take", "take.js", data, key=f"take{key}")


def file_name(reach: Reach, what: str = "") -> str:
    """A name for downloads that says what is in them: ``rangemap-sumy-himars-atacms``."""
    origins = reach.scenario.origins
    first = origins[0].name or ("border" if "border" in origins[0].label else "point")
    words = [*([what] if what else []), first, *(each.label for each in reach.ranges)]
    plain = ["".join(letter if letter.isalnum() else " " for letter in word) for word in words]
    parts = ["rangemap", *(part for word in plain for part in word.lower().split())]
    return "-".join(parts)[:_MAX_NAME]
