"""Depth: how many of the launch points reach a place, in numbers and on the map."""

from typing import NamedTuple

import streamlit as st

from rangemap.analysis.depth import MAX_ORIGINS, Depth
from rangemap.analysis.reach import Reach
from rangemap.export.depth import DEPTH
from rangemap.figures.layers import ring_label
from rangemap.page import cached, drawings, elements, look, session, switches, takeaway
from rangemap.page.elements import TableCell
from rangemap.page.region_table import area
from rangemap.page.session import say
from rangemap.page.words import plain
from rangemap.web.bars import depth_bars
from rangemap.web.depth import depth_legend
from rangemap.web.mapdata import Data
from rangemap.wording.ranges import range_name
from rangemap.workers import questions

_DRAWER = "depth"


def section(reach: Reach) -> None:
    """What any, several and all of the launch points reach."""
    on_change = session.redraw if switches.now().depth_shown else session.touch
    box = session.drawer(say("depth.heading"), _DRAWER, on_change=on_change)
    if box is None:
        return
    with box:
        if not _can_be_counted(reach):
            many = len(reach.origins) > MAX_ORIGINS
            st.markdown(say("depth.too_many", MAX_ORIGINS) if many else say("depth.hint"))
            return
        with st.spinner(say("depth.measuring")):
            depth = cached.depth(reach.scenario, look.style().theme.name).depth
        elements.quote(DEPTH.sentence(depth), key="depth-quote")
        if reach.reached.empty:
            return
        switches.toggle("depth_shown", say("depth.show"), session.redraw)
        drawings.look()
        widest = reach.widest
        st.markdown(f"**{plain(ring_label(widest, session.state().language))}**")
        drawings.bars(depth_bars(depth, widest, look.style()), key="depth-bars")
        _table(depth)
        drawings.aside()
        takeaway.analysis(questions.depth_file, reach, "depth")


class DepthLayer(NamedTuple):
    """What the map shades by depth instead of by share, and its key."""

    parts: list[Data]
    legend: Data


def on_map(reach: Reach) -> DepthLayer | None:
    """Depth as the map draws it; None unless it is asked for."""
    asked = st.session_state.get(_DRAWER) and switches.now().depth_shown
    if not asked or not _can_be_counted(reach):
        return None
    style = look.style()
    view = cached.depth(reach.scenario, style.theme.name)
    return DepthLayer(view.parts, depth_legend(view.depth, style))


def _can_be_counted(reach: Reach) -> bool:
    return 1 < len(reach.origins) <= MAX_ORIGINS


def _table(depth: Depth) -> None:
    """One row for each number of launch points, then what any of them and all of them reach."""
    ranges = depth.reach.by_range
    areas = depth.areas.set_index(["weapon", "origins"]).to_dict("index")
    most = len(depth.reach.origins)
    totals = depth.reach.totals().set_index("weapon").to_dict("index")

    def cell(weapon: str, count: int) -> TableCell:
        row = areas[weapon, count]
        return (area(row["area_km2"], row["error_km2"]), row["area_km2"])

    def total(weapon: str) -> TableCell:
        row = totals[weapon]
        return (area(row["reached_km2"], row["reached_error_km2"]), row["reached_km2"])

    elements.table(
        [
            (say("depth.count"), [""]),
            *((range_name(each, session.state().language), [""]) for each in ranges),
        ],
        [
            [(say("depth.exactly", count), count), *(cell(each.weapon, count) for each in ranges)]
            for count in range(1, most + 1)
        ],
        foot=[
            [(say("depth.any"), ""), *(total(each.weapon) for each in ranges)],
            [(say("depth.all", most), ""), *(cell(each.weapon, most) for each in ranges)],
        ],
        key="depth-table",
        caption=say("depth.caption"),
    )
