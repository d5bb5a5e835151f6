"""Controls of ranges: the catalogue, and a range of one's own."""

import session
import streamlit as st
from state import (
    Changed,
    State,
    Weapon,
)
from words import plain

from rangemap.catalog import Weapon as CatalogWeapon
from rangemap.catalog import bundled_catalog
from rangemap.errors import ScenarioError
from rangemap.render.wording import both_units
from rangemap.scenario import CustomRange
from rangemap.units import parse_length

_UNITS = ("km", "mi", "nmi")


def weapons(state: State) -> None:
    """Ranges in one tap, their sources, a range of one's own, the band of published figures."""
    st.subheader("Ranges")
    catalog = {weapon.id: weapon for weapon in bundled_catalog().weapons}
    custom = {each.name: each for each in state.weapons if isinstance(each, CustomRange)}
    st.session_state["weapons"] = [
        each if isinstance(each, str) else each.name for each in state.weapons
    ]
    st.pills(
        "Ranges on the map",
        [*catalog, *custom],
        selection_mode="multi",
        key="weapons",
        format_func=lambda name: _pill(catalog.get(name), custom.get(name)),
        label_visibility="collapsed",
        on_change=session.sender(_choose_weapons),
    )
    with st.container():
        for name in [each for each in state.weapons if isinstance(each, str)]:
            _sources(catalog[name])
    box = session.drawer("A range of your own", "custom")
    if box is not None:
        with box:
            _custom_range()
    st.toggle("Show where published figures differ, as a band", key="band", on_change=session.touch)


def _pill(weapon: CatalogWeapon | None, custom: CustomRange | None) -> str:
    if weapon:
        return f"{weapon.name} {weapon.range.length}"
    return f"{plain(custom.name)} {custom.length}" if custom else ""


def _choose_weapons() -> Changed:
    chosen = st.session_state["weapons"]
    custom = {each.name: each for each in session.state().weapons if isinstance(each, CustomRange)}
    if not chosen:
        raise ScenarioError("Choose at least one range; the last one stays")
    order = [weapon.id for weapon in bundled_catalog().weapons] + list(custom)
    weapons: list[Weapon] = [custom.get(name, name) for name in sorted(chosen, key=order.index)]
    return Changed(weapons=tuple(weapons))


def _sources(weapon: CatalogWeapon) -> None:
    least, greatest = weapon.band
    differ = "" if least == greatest else f" · figures from {least.length} to {greatest.length}"
    with st.expander(f"{weapon.name}: {both_units(weapon.range.length)}{differ}"):
        st.caption(weapon.description)
        for figure in (*weapon.ranges, *weapon.minimums):
            minimum = "minimum " if figure in weapon.minimums else ""
            variant = f" ({figure.variant})" if figure.variant else ""
            source = figure.source
            title = plain(str(source))
            shown = f"[{title}]({source.url})" if source.url else title
            st.markdown(f"**{minimum}{figure.length}**{variant}: {shown}")


def _custom_range() -> None:
    with st.form("custom-form", border=False, clear_on_submit=True):
        st.text_input("Name", key="custom-name", max_chars=60, placeholder="as in: New rocket")
        number, unit = st.columns([2, 1])
        number.number_input(
            "Range", min_value=0.1, max_value=5000.0, value=None, key="custom-range", format="%g"
        )
        unit.selectbox("Unit", _UNITS, key="custom-unit")
        st.number_input(
            "Minimum range, if any", min_value=0.0, value=None, key="custom-minimum", format="%g"
        )
        st.form_submit_button("Add", on_click=session.sender(_add_custom))


def _add_custom() -> Changed:
    given = st.session_state
    if given["custom-range"] is None:
        raise ScenarioError("Give the range as a number")
    unit = given["custom-unit"]
    length = parse_length(f"{given['custom-range']:g} {unit}")
    minimum = given["custom-minimum"]
    custom = CustomRange(
        given["custom-name"].strip() or str(length),
        length,
        parse_length(f"{minimum:g} {unit}") if minimum else None,
    )
    return Changed(weapons=(*session.state().weapons, custom))
