"""Every reached region's numbers, in a table that sorts."""

import elements
import session
import streamlit as st
from elements import Cell
from session import say

from rangemap.reach import Reach
from rangemap.render.layers import by_range
from rangemap.render.web.region_facts import RegionFacts, region_facts
from rangemap.render.wording import area_text, distance_text, share_text


def table(reach: Reach) -> None:
    """Regions, most reached area first, and what is reached, permitted and withheld in all."""
    if reach.reached.empty:
        st.markdown(say("table.nothing"))
        return
    columns = [
        (say("table.region"), [""]),
        *((each.label, [say("table.share"), say("table.area")]) for each in by_range(reach)),
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


def share(number: float) -> str:
    """A share in words, a dash for none."""
    return share_text(number, session.state().language) if number > 0 else "–"


def area(km2: float, error_km2: float = 0.0) -> str:
    """An area in words, in as many digits as its error allows; a dash for none."""
    return area_text(km2, session.state().language, error_km2) if km2 > 0 else "–"


def _row(facts: RegionFacts) -> list[Cell]:
    name = facts.name if facts.permitted else f"{facts.name} ({say('table.is_withheld')})"
    return [
        (name, facts.name, facts.region, 0),
        *(_part(part.share, part.reached_km2) for part in facts.parts),
        (distance_text(facts.nearest_km, session.state().language), facts.nearest_km),
        (facts.first.label, facts.first.range_km),
    ]


def _part(part: float, reached_km2: float) -> Cell:
    if reached_km2 <= 0:
        return ("–", 0.0)
    return (share(part), part, area(reached_km2), reached_km2)


def _totals(reach: Reach) -> list[list[Cell]]:
    totals = reach.totals().set_index("weapon").loc[[each.weapon for each in by_range(reach)]]
    reached, permitted = totals["reached_km2"], totals["permitted_km2"]
    sums = {"total": reached}
    if session.state().permission.codes:
        sums |= {"permitted": permitted, "withheld": (reached - permitted).clip(lower=0)}
    return [
        [
            (say(f"table.{name}"), ""),
            *((area(each), float(each)) for each in values),
            ("", ""),
            ("", ""),
        ]
        for name, values in sums.items()
    ]
