"""Thresholds: a curve to be read off, and from which range on each region is reached."""

from typing import Any

import streamlit as st

from rangemap.analysis.distance_mesh import MAX_KM
from rangemap.analysis.reach import Reach
from rangemap.analysis.thresholds import Thresholds
from rangemap.page import cached, drawings, elements, look, session, takeaway
from rangemap.page.elements import TableCell
from rangemap.page.session import say
from rangemap.page.words import FOLDER, plain
from rangemap.wording.language import messages
from rangemap.wording.people import population_note
from rangemap.wording.ranges import range_name
from rangemap.wording.remarks import remarks
from rangemap.wording.thresholds import LEVELS, distance
from rangemap.workers import questions

_WORDS = (
    "show",
    "in_total",
    "in_towns",
    "in_people",
    "total_axis",
    "towns_axis",
    "people_axis",
    "share_axis",
    "axis",
    "slider",
    "nothing",
    "towns",
)
_MAX_REGIONS = 1_000  # of the user's own: measured in some five seconds
_BEYOND_KM = 2 * MAX_KM  # sorts last


def section(reach: Reach) -> None:
    """From which range on regions are touched, half covered, wholly covered."""
    box = session.drawer(say("thresholds.heading"), "thresholds")
    if box is None:
        return
    with box:
        st.caption(say("thresholds.hint"))
        nearest_km = reach.regions.drop_duplicates("region")["nearest_km"]
        near = int((nearest_km < MAX_KM).sum())
        if not 0 < near <= _MAX_REGIONS:
            st.markdown(say("thresholds.too_many", near) if near else say("thresholds.far"))
            return
        with st.spinner(say("thresholds.measuring")):
            curves = cached.curves(reach.scenario, look.style().theme.name)
        elements.quote(curves.sentence, key="thresholds-quote")
        drawings.look()
        drawings.curve(curves.data | {"words": _words()}, key="curve")
        _notes(curves.thresholds)
        _table(curves.thresholds)
        takeaway.analysis(questions.thresholds_file, reach, "thresholds")


def _words() -> dict[str, Any]:
    named = messages(FOLDER, session.state().language)
    return {name: named[f"thresholds.{name}"] for name in _WORDS}


def _notes(thresholds: Thresholds) -> None:
    st.caption(say("thresholds.note"))
    populations = population_note(thresholds.towns, session.state().language)
    if populations:
        st.caption(plain(populations))
    for remark in remarks(thresholds):
        st.caption(plain(remark))
    beyond = [
        range_name(each, session.state().language)
        for each in thresholds.ranges
        if each.range_km > MAX_KM
    ]
    if beyond:
        st.caption(say("thresholds.unmarked", ranges=plain(", ".join(beyond))))
    drawings.aside()


def _table(thresholds: Thresholds) -> None:
    elements.table(
        [(say("table.region"), [""]), *((say(f"thresholds.{name}"), [""]) for name in LEVELS)],
        [
            [
                (row["name"], row["name"], row["region"], 0),
                *(_distance(row[f"{name}_km"]) for name in LEVELS),
            ]
            for row in thresholds.regions.to_dict("records")
        ],
        key="thresholds-table",
        caption=say("thresholds.caption"),
    )


def _distance(km: float) -> TableCell:
    text = distance(km, session.state().language)
    return (text, min(km, _BEYOND_KM) if km == km else _BEYOND_KM)  # noqa: PLR0124  NaN: beyond
