"""Every reached region's numbers, in a table that sorts."""

from typing import Any

import streamlit as st

from rangemap.analysis.reach import Reach
from rangemap.page import elements, session
from rangemap.page.elements import TableCell
from rangemap.page.session import say
from rangemap.web.region_facts import Part, RegionFacts, region_facts
from rangemap.wording.quantities import area_text, distance_text, share_text
from rangemap.wording.ranges import range_name


def table(reach: Reach) -> None:
    """Regions, most reached area first, and what is reached, permitted and withheld in all."""
    if not reach.findings:
        st.markdown(say("table.nothing"))
        return
    language = session.state().language
    columns = [
        (say("table.region"), [""]),
        *(
            (range_name(each, language), [say("table.share"), say("table.area")])
            for each in reach.by_range
        ),
        (say("table.nearest"), [""]),
        (say("table.first"), [""]),
    ]
    elements.table(
        columns,
        [_row(each) for each in region_facts(reach)],
        foot=_totals(reach),
        key="numbers",
        caption=say("table.caption"),
    )


def share(number: float, error: float = 0.0) -> str:
    """A share in words, in as many digits as its error allows; a dash for none."""
    return share_text(number, session.state().language, error) if number > 0 else "–"


def area(km2: float, error_km2: float = 0.0) -> str:
    """An area in words, in as many digits as its error allows; a dash for none."""
    return area_text(km2, session.state().language, error_km2) if km2 > 0 else "–"


def _row(facts: RegionFacts) -> list[TableCell]:
    name = facts.name if facts.permitted else f"{facts.name} ({say('table.is_withheld')})"
    return [
        (name, facts.name, facts.region, 0),
        *map(_part, facts.parts),
        (distance_text(facts.nearest_km, session.state().language), facts.nearest_km),
        (range_name(facts.first, session.state().language), facts.first.range_km),
    ]


def _part(part: Part) -> TableCell:
    if part.reached_km2 <= 0:
        return ("–", 0.0)
    language = session.state().language
    return (part.share_text(language), part.share, part.area_text(language), part.reached_km2)


def _totals(reach: Reach) -> list[list[TableCell]]:
    """What is reached in all; where a limit is set, how much of it is permitted and withheld."""
    rows = [reach.total(each.weapon) for each in reach.by_range]
    is_limited = bool(session.state().permission.codes)
    names = {"total": "reached"} | (
        {"permitted": "permitted", "withheld": "withheld"} if is_limited else {}
    )
    return [
        [
            (say(f"table.{name}"), ""),
            *(_sum(row, column) for row in rows),
            ("", ""),
            ("", ""),
        ]
        for name, column in names.items()
    ]


def _sum(total: dict[str, Any], what: str) -> TableCell:
    """An area of one range's reach, and which share of that reach it is where it is a part."""
    km2, whole_km2 = float(total[f"{what}_km2"]), float(total["reached_km2"])
    shown = area(km2, total[f"{what}_error_km2"])
    if what == "reached" or km2 <= 0:
        return (shown, km2)
    part = km2 / whole_km2
    return (share(part), part, shown, km2)
