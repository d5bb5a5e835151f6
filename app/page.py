"""What stands beside the controls: the finding, the map, the numbers, the files."""

import functools
from collections.abc import Callable
from dataclasses import replace

import cached
import comparing
import controls
import elements
import mapview
import presets
import session
import streamlit as st
from elements import Cell
from state import Clicked, Dragged, Event, Opened
from words import plain

from rangemap import boundaries, render
from rangemap.errors import RangemapError
from rangemap.reach import CAVEAT, Reach
from rangemap.render.caption import caption, headline
from rangemap.render.layers import by_range
from rangemap.render.palette import STYLES, Style
from rangemap.render.provenance import source_line
from rangemap.render.web import html_parts, offline
from rangemap.render.web.mapdata import empty_scene
from rangemap.render.web.region_facts import RegionFacts, region_facts
from rangemap.render.web.webmap import colours
from rangemap.render.wording import area_text, distance_text, share_text
from rangemap.scenario import Scenario

_HEIGHT, _EMBEDDED_HEIGHT = 620, 480
_DOWNLOADS = {
    ".png": "Picture (PNG)",
    ".svg": "Drawing (SVG)",
    ".html": "Page (HTML)",
    ".csv": "Table (CSV)",
    ".geojson": "Map data (GeoJSON)",
    ".toml": "Scenario (TOML)",
}


def set_up() -> None:
    """Title, layout and the look of the pieces that the exported page shares."""
    st.set_page_config("rangemap", layout="wide", initial_sidebar_state="auto")
    named = "".join(f"--rm-{name}:{each};" for name, each in colours(_style()).items())
    st.html(f"<style>:root{{{named}}}{offline.text('parts.css')}{offline.text('app.css')}</style>")


def introduction() -> None:
    """One line of what this is, and the ready scenarios; neither in an embedded page."""
    if st.context.is_embedded:
        return
    st.title("From here, how far does a published range reach?", anchor=False)
    st.caption(
        "Maximum published ranges from launch points that you choose; regions are shaded by the "
        "share of them within range. Start from a ready scenario, or click the map."
    )
    columns = st.columns(len(presets.PRESETS))
    for column, preset in zip(columns, presets.PRESETS, strict=True):
        column.button(
            preset.label,
            width="stretch",
            on_click=session.sender(functools.partial(_opening, preset)),
        )


def notice() -> None:
    """What there is to say of the last event, and of a scenario too long for a link."""
    if session.state().notice:
        st.info(plain(session.state().notice))
    if not session.has_link():
        st.info("This scenario is too long for a link; take it away as a scenario file (TOML).")


def measured(scenario: Scenario | None) -> Reach | None:
    """The reach of a scenario; None where there is none, or where the reason is told instead."""
    if scenario is None:
        return None
    try:
        return cached.reach(scenario)
    except RangemapError as error:
        st.error(plain(f"{error}. Undo takes the last step back."))
        return None


def finding(reach: Reach) -> None:
    """The finding as a title and as sentences to quote."""
    st.subheader(plain(reach.scenario.title or headline(reach)), anchor=False)
    elements.quote(f"{caption(reach)} {CAVEAT}", key="finding")


def map(reach: Reach | None) -> None:  # noqa: A001  the page reads: map, table, downloads
    """The map and its legend."""
    state = session.state()
    style = _style()
    scene = (
        empty_scene(state.language, style)
        if reach is None
        else cached.scene(reach, style.theme.name)
    )
    extra = {
        "fit": state.view,
        "serial": reach.scenario.to_query() if reach else "",
        "still": st.context.is_embedded,
        "tiles": controls.uses_tiles(),
        "credit": "Natural Earth, GeoNames",
        "height": _EMBEDDED_HEIGHT if st.context.is_embedded else _HEIGHT,
    }
    if reach is not None and controls.shows_band():
        extra["band"] = cached.bands(reach)
    if state.before is not None:
        extra["before"] = cached.outline(cached.reach(state.before))
    mapview.show(scene | extra, session.sender(_map_event))
    if reach is not None:
        st.html(html_parts.legend(reach, style))
        _other_lines(state.before is not None)


def _other_lines(has_before: bool) -> None:
    said = ["Faint: the ring outside the measured regions."]
    if controls.shows_band():
        said.append("Band: between the least and the greatest published figure.")
    if has_before:
        said.append("Dotted: the reach before.")
    st.caption(" ".join(said))


def nothing_yet() -> None:
    """What to do while there is no launch point."""
    st.subheader("Choose a launch point", anchor=False)
    st.markdown(
        "Click the map, choose a town, or launch from along the border. "
        "Every region that a range reaches is listed here."
    )


def table(reach: Reach) -> None:
    """Every reached region's numbers."""
    if reach.reached.empty:
        st.markdown("No region that is measured lies within range.")
        return
    facts, ranges = region_facts(reach), by_range(reach)
    columns = [
        ("Region", [""]),
        *((each.label, ["share", "area"]) for each in ranges),
        ("Nearest", [""]),
        ("First reached by", [""]),
    ]
    elements.table(
        columns,
        [_row(each) for each in facts],
        foot=_totals(reach),
        key="numbers",
        caption="Regions within range",
    )


def _row(facts: RegionFacts) -> list[Cell]:
    withheld = "" if facts.permitted else " (withheld)"
    return [
        (f"{facts.name}{withheld}", facts.name, facts.region, 0),
        *(_part(part.share, part.reached_km2) for part in facts.parts),
        (distance_text(facts.nearest_km), facts.nearest_km),
        (facts.first.label, facts.first.range_km),
    ]


def _part(share: float, reached_km2: float) -> Cell:
    if reached_km2 <= 0:
        return ("–", 0.0)
    return (share_text(share), share, area_text(reached_km2), reached_km2)


def _totals(reach: Reach) -> list[Cell]:
    totals = reach.totals().set_index("weapon")["reached_km2"]
    sums = [float(totals[each.weapon]) for each in by_range(reach)]
    areas: list[Cell] = [(area_text(each) if each > 0 else "–", each) for each in sums]
    return [("Total", ""), *areas, ("", ""), ("", "")]


def downloads(reach: Reach) -> None:
    """Files, each made when it is asked for; an embedded page leads to the whole one instead."""
    if st.context.is_embedded:
        st.markdown(f"[Open this map in rangemap](./?{reach.scenario.to_query()})")
        return
    st.markdown("#### Take away")
    columns = st.columns(3)
    name = file_name(reach)
    for number, (suffix, label) in enumerate(_DOWNLOADS.items()):
        columns[number % 3].download_button(
            label,
            data=_maker(reach, suffix),
            file_name=f"{name}{suffix}",
            on_click="ignore",
            width="stretch",
            key=f"download{suffix}",
        )


def comparison(reach: Reach) -> None:
    """Before and after, in numbers; not in an embedded page."""
    if st.context.is_embedded:
        return
    comparing.section(reach, session.state().before)


def notes(reach: Reach | None) -> None:
    """Caveat, sources, worldview, data version: under everything."""
    if reach is not None:
        st.caption(plain(source_line(reach)))
    st.caption(
        f"{CAVEAT} Borders as in UN General Assembly resolution 68/262; outlines are good to "
        f"about 1 km. Data: {boundaries.DATA_VERSION}. The map is in Web Mercator, which "
        "stretches rings to the north; distances and areas are measured on the WGS 84 ellipsoid."
    )


def file_name(reach: Reach) -> str:
    """A name for downloads that says what is in them: ``rangemap-sumy-himars-atacms``."""
    origins = reach.scenario.origins
    first = origins[0].name or ("border" if "border" in origins[0].label else "point")
    words = [first, *(each.label for each in reach.ranges)]
    plain = ["".join(letter if letter.isalnum() else " " for letter in word) for word in words]
    return "-".join(["rangemap", *(part for word in plain for part in word.lower().split())])[:80]


def _opening(preset: presets.Preset) -> Opened:
    """The preset in the language that names are in now."""
    language = session.state().language
    before = preset.before and replace(preset.before, language=language)
    return Opened(replace(preset.scenario, language=language), before)


def _maker(reach: Reach, suffix: str) -> Callable[[], bytes]:
    """Makes a file in a thread of its own, where nothing of the session is at hand."""

    def make() -> bytes:
        return render.render(reach, suffix)

    return make


def _map_event() -> Event | None:
    told = mapview.event()
    match told:
        case {"kind": "click", "lat": float() | int(), "lon": float() | int()}:
            return Clicked(told["lat"], told["lon"], controls.snaps())
        case {"kind": "drag", "index": int(), "lat": float() | int(), "lon": float() | int()}:
            return Dragged(told["index"], told["lat"], told["lon"], controls.snaps())
    return None


def _style() -> Style:
    return STYLES["dark" if st.context.theme.type == "dark" else "light"]
