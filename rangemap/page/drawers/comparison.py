"""Before and after: what became reachable, on the map and in numbers."""

import functools
from typing import Any

import streamlit as st

from rangemap.analysis.reach import Reach
from rangemap.errors import RangemapError
from rangemap.export.comparison import COMPARISON
from rangemap.page import cached, elements, session, takeaway
from rangemap.page.elements import Cell
from rangemap.page.region_table import area, share
from rangemap.page.session import say
from rangemap.page.state import Kept
from rangemap.page.words import plain
from rangemap.scenario.scenario import Scenario
from rangemap.workers import questions
from rangemap.workers.crew import NotMeasuredError


def section(reach: Reach, before: Scenario | None) -> None:
    """Compare with the scenario kept as before; else the shortest range with the longest."""
    has_before = before is not None
    # another key: it opens by itself once there is a before
    box = session.drawer(say("compare.heading"), f"compare-{has_before}", expanded=has_before)
    if box is None:
        return
    with box:
        if before is None:
            st.button(
                say("compare.keep"),
                on_click=session.sender(Kept),
                key="keep",
                help=say("compare.keep_help"),
            )
            if len(reach.ranges) > 1:
                _show(reach, None)
            else:
                st.caption(say("compare.one_range"))
        else:
            forget = functools.partial(Kept, drop=True)
            st.button(say("compare.forget"), on_click=session.sender(forget), key="forget")
            _show(reach, before)


def _show(reach: Reach, before: Scenario | None) -> None:
    try:
        compared = cached.comparison(reach.scenario, before)
    except NotMeasuredError:
        raise
    except RangemapError as error:
        st.info(plain(f"{error}."))
        return
    elements.quote(COMPARISON.sentence(compared), key="compared")
    names = ("before", "after", "gained", "lost", "newly")
    elements.table(
        [(say("table.region"), [""]), *((say(f"compare.{name}"), [""]) for name in names)],
        [_row(each) for each in compared.regions.to_dict("records")],
        key="comparison",
        caption=say("compare.caption"),
    )
    takeaway.analysis(
        questions.comparison_file,
        compared.after,
        "comparison",
        about=(reach.scenario, before),
        data=(".csv", ".geojson"),
    )


def _row(region: dict[Any, Any]) -> list[Cell]:
    shares = [
        (float(region[f"{when}_share"]), region[f"{when}_share_error"])
        for when in ("before", "after")
    ]
    areas = [
        (float(region[f"{what}_km2"]), region[f"{what}_error_km2"]) for what in ("gained", "lost")
    ]
    newly = say("compare.yes") if region["newly_reached"] else ""
    return [
        (region["name"], region["name"], region["region"], 0),
        *((share(each, error), each) for each, error in shares),
        *((area(km2, error_km2), km2) for km2, error_km2 in areas),
        (newly, newly),
    ]
