"""Before and after: what became reachable, on the map and in numbers."""

import functools
from collections.abc import Callable
from typing import Any

import cached
import elements
import session
import streamlit as st
from elements import Cell
from state import Kept
from words import plain

from rangemap.comparison import Comparison, shortest_and_longest
from rangemap.errors import RangemapError
from rangemap.reach import Reach
from rangemap.render import comparisons
from rangemap.render.wording import area_text, share_text
from rangemap.scenario import Scenario


def section(reach: Reach, before: Scenario | None) -> None:
    """Compare with the scenario kept as before; else the shortest range with the longest."""
    has_before = before is not None
    opened = st.expander(
        "Compare",
        expanded=has_before,
        key=f"compare-{has_before}",  # another key: it opens by itself once there is a before
        on_change=session.touch,
    )
    if before is None:
        opened.button(
            "Keep this as “before”",
            on_click=session.sender(Kept),
            help="Then change anything: the map and this table show what became reachable.",
        )
        if opened.open and len(reach.ranges) > 1:
            with opened:
                _show(shortest_and_longest(reach))
        return
    opened.button("Forget “before”", on_click=session.sender(functools.partial(Kept, drop=True)))
    with opened:
        _show_before(reach, before)


def _show_before(reach: Reach, before: Scenario) -> None:
    try:
        compared = cached.comparison(cached.reach(before), reach)
    except RangemapError as error:
        st.info(plain(f"{error}."))
        return
    _show(compared)


def _show(compared: Comparison) -> None:
    elements.quote(comparisons.sentence(compared), key="compared")
    elements.table(
        [
            ("Region", [""]),
            ("Before", [""]),
            ("After", [""]),
            ("Gained", [""]),
            ("Lost", [""]),
            ("Newly reached", [""]),
        ],
        [_row(each) for each in compared.regions.to_dict("records")],
        key="comparison",
        caption="What became reachable, region by region",
    )


def _row(region: dict[Any, Any]) -> list[Cell]:
    shares: list[Cell] = [
        _cell(region[f"{when}_share"], share_text) for when in ("before", "after")
    ]
    areas: list[Cell] = [_cell(region[f"{what}_km2"], area_text) for what in ("gained", "lost")]
    newly = "yes" if region["newly_reached"] else ""
    return [(region["name"], region["name"], region["region"], 0), *shares, *areas, (newly, newly)]


def _cell(number: float, words: Callable[[float], str]) -> Cell:
    return (words(number) if number > 0 else "–", number)
