"""Before and after: what became reachable, on the map and in numbers."""

import functools
from dataclasses import replace
from typing import Any

import streamlit as st

from rangemap.analysis.reach import Reach
from rangemap.errors import RangemapError
from rangemap.export.comparison import COMPARISON
from rangemap.page import cached, elements, session, takeaway
from rangemap.page.elements import TableCell
from rangemap.page.region_table import share
from rangemap.page.session import say
from rangemap.page.state import Kept, Opened
from rangemap.page.words import plain
from rangemap.scenario.origins import BorderOrigin, Origin
from rangemap.scenario.scenario import Scenario
from rangemap.wording.comparison import change_texts, heading, is_of_places
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
            _elsewhere(reach.scenario)
            if len(reach.ranges) > 1:
                _show(reach, None)
            else:
                st.caption(say("compare.one_range"))
        else:
            forget = functools.partial(Kept, drop=True)
            st.button(say("compare.forget"), on_click=session.sender(forget), key="forget")
            _show(reach, before)


def _elsewhere(scenario: Scenario) -> None:
    """Buttons that compare with another place to measure from, by one click."""
    origins, border = scenario.origins, (BorderOrigin("RU"),)
    pairs: dict[str, tuple[tuple[Origin, ...], tuple[Origin, ...]]] = {}
    if len(origins) == 2:  # noqa: PLR2004  here and there
        pairs["two"] = (origins[:1], origins[1:])
    if origins != border:
        pairs["border"] = (origins, border)
    for key, (here, there) in pairs.items():
        after, before = (replace(scenario, origins=each, title="") for each in (here, there))
        st.button(
            say(f"compare.with_{key}"),
            key=f"with-{key}",
            on_click=session.sender(functools.partial(Opened, after, before)),
        )


def _show(reach: Reach, before: Scenario | None) -> None:
    try:
        comparison = cached.comparison(reach.scenario, before)
    except NotMeasuredError:
        raise
    except RangemapError as error:
        st.info(plain(f"{error}."))
        return
    elements.quote(COMPARISON.sentence(comparison), key="compared")
    names = ("before", "after", "gained", "lost", "newly")
    are_places = is_of_places(comparison)
    heads = [heading(comparison, name) if are_places else say(f"compare.{name}") for name in names]
    elements.table(
        [(say("table.region"), [""]), *((_capital(head), [""]) for head in heads)],
        [_row(each) for each in comparison.regions.to_dict("records")],
        key="comparison",
        caption=say("compare.caption_places" if are_places else "compare.caption"),
    )
    takeaway.analysis(
        questions.comparison_file,
        comparison.after,
        "comparison",
        about=(reach.scenario, before),
        data=(".csv", ".geojson"),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _row(region: dict[Any, Any]) -> list[TableCell]:
    shares = [
        (float(region[f"{when}_share"]), region[f"{when}_share_error"])
        for when in ("before", "after")
    ]
    areas = zip(
        change_texts(region, session.state().language),
        (float(region[f"{what}_km2"]) for what in ("gained", "lost")),
        strict=True,
    )
    newly = say("compare.yes") if region["newly_reached"] else ""
    return [
        (region["name"], region["name"], region["region"], 0),
        *((share(each, error), each) for each, error in shares),
        *areas,
        (newly, newly),
    ]
