"""The controls: widgets that show the state and send events. The state leads, widgets follow."""

import functools

import entry
import session
import streamlit as st
from state import (
    Added,
    BorderSet,
    Changed,
    Opened,
    Removed,
    Renamed,
    State,
    Undone,
    Weapon,
    border_origin,
    with_setback,
)
from words import plain

from rangemap import boundaries
from rangemap.catalog import Weapon as CatalogWeapon
from rangemap.catalog import bundled_catalog
from rangemap.errors import ScenarioError
from rangemap.origins import BorderOrigin, PointOrigin
from rangemap.scenario import CustomRange, Permission, Scenario
from rangemap.units import both_units, parse_length

_MOST_LISTED = 12
_FEWEST_ABROAD = 50_000  # people of a town outside Ukraine, to be listed as a launch point
_LANGUAGES = {"en": "English", "uk": "Українська", "ru": "Русский"}
_COUNTRIES = {"RU": "Russian regions", "UA": "Ukrainian regions", "all": "both"}
_UNITS = ("km", "mi", "nmi")
_MOST_SETBACK_KM = 300
_NOWHERE, _POINT, _STRETCH, _WHOLE = "not", "point", "stretch", "whole"
_ALONG = {_NOWHERE: "No", _POINT: "Point", _STRETCH: "Stretch", _WHOLE: "All of it"}
_FIRST_POINT_KM, _FIRST_STRETCH_KM = 360.0, (152.0, 573.0)


def scenario() -> Scenario | None:
    """Every control in the sidebar; what they ask for, None while there is no launch point.

    An embedded page has no controls: it shows what its link says.
    """
    if st.context.is_embedded:
        return session.state().scenario()
    # each in a box of its own: what grows in one does not push the widgets of the next to other
    # places, which would make the browser build them anew after every event
    for section in (_launch_points, _border, _weapons, _report, _files):
        with st.sidebar.container():
            section(session.state())
    return session.state().scenario()


def snaps() -> bool:
    """Whether clicks near the border move onto it."""
    return bool(st.session_state.get("snap", True))


def shows_band() -> bool:
    """Whether the band between published figures is drawn."""
    return bool(st.session_state.get("band", False))


def uses_tiles() -> bool:
    """Whether the map stands on online tiles."""
    return bool(st.session_state.get("tiles", False))


def _launch_points(state: State) -> None:
    st.subheader("Launch points")
    st.caption("Click the map to add one, drag it to move it.")
    st.session_state["town"] = None
    st.selectbox(
        "Town, or latitude, longitude",
        list(_towns(state.language)),
        key="town",
        placeholder="Kharkiv, or 51.0, 34.7",
        accept_new_options=True,
        on_change=session.sender(_add_town),
    )
    with st.container():
        _named_points(state)
    undo, clear = st.columns(2)
    undo.button(
        "Undo",
        disabled=not state.past,
        width="stretch",
        on_click=session.sender(Undone),
    )
    clear.button(
        "Remove all",
        disabled=not state.origins,
        width="stretch",
        on_click=session.sender(functools.partial(Added, (), instead=True)),
    )
    st.toggle(
        "Clicks within 5 km of the border move onto it",
        value=True,
        key="snap",
        on_change=session.touch,
    )


def _named_points(state: State) -> None:
    for index, origin in enumerate(state.origins[:_MOST_LISTED]):
        name, remove = st.columns([6, 1], vertical_alignment="bottom", gap="small")
        key = f"name-{index}"
        st.session_state[key] = origin.name
        name.text_input(
            f"Name of launch point {index + 1}",
            key=key,
            max_chars=200,
            placeholder=origin.label,
            label_visibility="collapsed",
            on_change=session.sender(
                functools.partial(_renamed, index),
            ),
        )
        remove.button(
            "✕",
            key=f"remove-{index}",
            help=f"Remove {plain(origin.label)}",
            type="tertiary",
            on_click=session.sender(functools.partial(Removed, index)),
        )
    if len(state.origins) > _MOST_LISTED:
        st.caption(f"and {len(state.origins) - _MOST_LISTED} more")


def _add_town() -> Added | None:
    text = st.session_state["town"]
    if not text:
        return None
    language = session.state().language
    known = _towns(language).get(text)
    return Added((known or entry.typed_origin(text, language),))


def _renamed(index: int) -> Renamed:
    return Renamed(index, st.session_state[f"name-{index}"])


@functools.cache
def _towns(language: str) -> dict[str, PointOrigin]:
    """Launch points by what the list calls them: Ukraine's towns first, the greatest first."""
    places = boundaries.places(language=language)
    ordered = places.sort_values("country", key=lambda country: country != "UA", kind="stable")
    ordered = ordered[(ordered["country"] == "UA") | (ordered["population"] >= _FEWEST_ABROAD)]
    return {
        f"{row.name_}, {row.region or row.country}": PointOrigin(
            round(row.geometry.y, 5), round(row.geometry.x, 5), row.name_
        )
        for row in ordered.rename(columns={"name": "name_"}).itertuples()
    }


def _border(state: State) -> None:
    st.subheader("Along the border with Russia")
    origin = border_origin(state)
    kind = _kind(origin)
    st.session_state["along"] = kind
    st.segmented_control(
        "Launch from the border",
        list(_ALONG),
        key="along",
        required=True,
        format_func=_ALONG.__getitem__,
        label_visibility="collapsed",
        on_change=session.sender(_along),
    )
    if origin is None:
        return
    length_km = int(boundaries.border("RU").length_km)
    if origin.start_km is not None:
        ends = (origin.start_km, origin.end_km)
        st.session_state["km"] = (
            ends[0] if ends[1] is None else (float(ends[0]), min(float(ends[1]), length_km))
        )
        st.slider(
            "Kilometres from where Belarus begins",
            min_value=0.0,
            max_value=float(length_km),
            step=1.0,
            format="%.0f km",
            key="km",
            on_change=session.sender(_moved),
        )
    st.session_state["setback"] = origin.setback.km if origin.setback else 0.0
    st.number_input(
        "Set back from it, km",
        min_value=0.0,
        max_value=float(_MOST_SETBACK_KM),
        step=5.0,
        format="%.0f",
        key="setback",
        on_change=session.sender(_moved),
        help="How far inside Ukraine the launch points stand.",
    )


def _kind(origin: BorderOrigin | None) -> str:
    if origin is None:
        return _NOWHERE
    if origin.start_km is None:
        return _WHOLE
    return _POINT if origin.end_km is None else _STRETCH


def _along() -> BorderSet:
    match st.session_state["along"]:
        case "point":
            return BorderSet(BorderOrigin("RU", _FIRST_POINT_KM))
        case "stretch":
            return BorderSet(BorderOrigin("RU", *_FIRST_STRETCH_KM))
        case "whole":
            return BorderSet(BorderOrigin("RU"))
    return BorderSet(None)


def _moved() -> BorderSet | None:
    origin = border_origin(session.state())
    if origin is None:
        return None
    km = st.session_state.get("km")
    if origin.start_km is not None and isinstance(km, tuple):
        start, end = km
        moved = BorderOrigin("RU", start, end if end > start else None)
    else:
        moved = BorderOrigin("RU", None if origin.start_km is None else km)
    return BorderSet(with_setback(moved, st.session_state["setback"]))


def _weapons(state: State) -> None:
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
    with st.expander("A range of your own"):
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
    with st.form("custom", border=False, clear_on_submit=True):
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


def _report(state: State) -> None:
    st.subheader("Report")
    _follow("language", state.language)
    st.segmented_control(
        "Names in",
        list(_LANGUAGES),
        key="language",
        required=True,
        format_func=_LANGUAGES.__getitem__,
        on_change=session.sender(lambda: Changed(language=st.session_state["language"])),
    )
    with st.expander("More"):
        _follow("country", state.country)
        st.selectbox(
            "Measure",
            list(_COUNTRIES),
            key="country",
            format_func=_COUNTRIES.__getitem__,
            on_change=session.sender(_change_country),
        )
        names = _region_names(state.country, state.language)
        _follow("only", [code for code in state.permission.only if code in names])
        st.multiselect(
            "Permitted only in",
            list(names),
            key="only",
            format_func=lambda code: names.get(code, code),
            placeholder="everywhere",
            on_change=session.sender(
                lambda: Changed(permission=Permission(only=tuple(st.session_state["only"])))
            ),
        )
        _follow("title", state.title)
        st.text_input(
            "Title",
            key="title",
            max_chars=200,
            placeholder="written from the finding",
            on_change=session.sender(lambda: Changed(title=st.session_state["title"].strip())),
        )
        st.toggle("Online map tiles (OpenStreetMap)", key="tiles", on_change=session.touch)


def _change_country() -> Changed:
    return Changed(country=st.session_state["country"], permission=Permission())


@functools.cache
def _region_names(country: str, language: str) -> dict[str, str]:
    regions = boundaries.regions(country, language=language).sort_values("name")
    return dict(zip(regions["region"], regions["name"], strict=True))


def _files(_state: State) -> None:
    form = st.expander("A list or a scenario file").form("list", border=False, clear_on_submit=True)
    form.text_area(
        "Paste lines of latitude, longitude, name",
        key="pasted",
        placeholder="51.0,34.7,Sumy\n50.3,36.9,Vovchansk",
    )
    form.file_uploader(
        "Or a file: CSV, GeoJSON, GeoPackage, or a scenario (TOML)",
        type=list(entry.UPLOADS),
        key="upload",
    )
    form.form_submit_button("Add", on_click=session.sender(_add_list))


def _add_list() -> Added | Opened:
    upload, pasted = st.session_state["upload"], st.session_state["pasted"]
    if upload is None:
        return Added(entry.pasted_origins(pasted))
    content = upload.getvalue()
    if upload.name.lower().endswith(".toml"):
        return Opened(entry.uploaded_scenario(upload.name, content))
    return Added(entry.uploaded_origins(upload.name, content))


def _follow(key: str, value: object) -> None:
    st.session_state[key] = value
