"""Controls of ranges: the catalogue, and a range of one's own."""

from collections.abc import Iterable, Iterator

import streamlit as st

from rangemap.analysis.ranges import Range
from rangemap.errors import CatalogError
from rangemap.page import entry, own_catalog, session, switches
from rangemap.page.session import say
from rangemap.page.state import Changed, State, Weapon
from rangemap.page.words import plain
from rangemap.scenario.scenario import CustomRange, lengths_text
from rangemap.scenario.units import Length, parse_length
from rangemap.web.inert import inert
from rangemap.wording.catalog import citation_text
from rangemap.wording.language import language_of
from rangemap.wording.quantities import both_units, length_text
from rangemap.wording.ranges import named_length
from rangemap.world.catalog import Weapon as CatalogWeapon

_UNITS = ("km", "mi", "nmi")


def weapons(state: State) -> None:
    """Ranges in one tap, their sources, a range of one's own, the band of published figures."""
    st.header(say("ranges.heading"))
    catalog = {
        weapon.id: weapon
        for weapon in own_catalog.catalog().weapons
        if not weapon.is_claimed or weapon.id in (*state.weapons, *own_catalog.ids())
    }
    custom = _custom(state)
    st.session_state["weapons"] = [
        each if isinstance(each, str) else _key(each) for each in state.weapons
    ]
    st.pills(
        say("ranges.label"),
        [*catalog, *custom],
        selection_mode="multi",
        key="weapons",
        format_func={
            name: _pill(catalog.get(name), custom.get(name)) for name in [*catalog, *custom]
        }.__getitem__,
        label_visibility="collapsed",
        on_change=session.sender(_choose_weapons),
    )
    with st.container():
        for name in [each for each in state.weapons if isinstance(each, str)]:
            _sources(catalog[name])
    _custom_range()
    switches.toggle("band", say("ranges.band"))


def _custom(state: State) -> dict[str, CustomRange]:
    """Ranges of one's own by what tells them from ids of the catalogue."""
    return {_key(each): each for each in state.weapons if isinstance(each, CustomRange)}


def _key(custom: CustomRange) -> str:
    return f"={custom.name}"


def _pill(weapon: CatalogWeapon | None, custom: CustomRange | None) -> str:
    if weapon:
        own = f" · {say('ranges.yours')}" if weapon.id in own_catalog.ids() else ""
        return f"{_name(weapon)} {_length(weapon.range.length)}{own}"
    if custom is None:
        return ""
    given = Range(custom.name, custom.name, custom.length, custom.minimum)
    return f"{plain(named_length(given, session.state().language))} · {say('ranges.yours')}"


def _name(weapon: CatalogWeapon) -> str:
    return plain(weapon.name_in(session.state().language))


def _length(length: Length) -> str:
    return length_text(length, session.state().language)


def _choose_weapons() -> Changed | None:
    chosen = st.session_state["weapons"]
    custom = _custom(session.state())
    if not chosen:
        session.note(say("notice.last_range"))
        return None
    return Changed(weapons=_ordered([custom.get(name, name) for name in chosen]))


def _ordered(weapons: Iterable[Weapon]) -> tuple[Weapon, ...]:
    """Those of the catalogue in its order, then the user's own."""
    order = [weapon.id for weapon in own_catalog.catalog().weapons]
    return tuple(
        sorted(weapons, key=lambda each: order.index(each) if each in order else len(order))
    )


def _sources(weapon: CatalogWeapon) -> None:
    """What a weapon is and each figure with its source, to be opened: one element of plain HTML.

    Streamlit's own would be three, and every event of every visitor sends all there are.
    """
    least, greatest = weapon.band
    ends = {"least": _length(least.length), "greatest": _length(greatest.length)}
    differ = f" · {say('ranges.differ', **ends)}" if weapon.is_disputed else ""
    code = session.state().language
    heading = f"{weapon.name_in(code)}: {both_units(weapon.range.length, code)}{differ}"
    cited = "".join(f"<p>{each}</p>" for each in _cited(weapon))
    st.html(
        f'<details class="rm-sources"><summary>{inert(heading)}</summary>'
        f"<p>{inert(weapon.description_in(code))}</p>{cited}</details>"
    )


def _cited(weapon: CatalogWeapon) -> Iterator[str]:
    """Each figure of a weapon with its source, as HTML."""
    code = session.state().language
    for figure in (*weapon.ranges, *weapon.minimums):
        minimum = f"{say('ranges.minimum')} " if figure in weapon.minimums else ""
        variant = f" ({figure.variant_in(code)})" if figure.variant else ""
        source = figure.source
        title = inert(citation_text(source, language_of(code)))
        shown = (
            f'<a href="{inert(source.url)}" target="_blank" rel="noopener">{title}</a>'
            if source.url
            else title
        )
        yield f"<b>{inert(minimum + _length(figure.length))}</b>{inert(variant)}: {shown}"


@session.part
def _custom_range() -> None:
    box = session.drawer(say("ranges.own"), "custom")
    if box is None:
        return
    with box:
        _one_range()
        _catalog()


def _catalog() -> None:
    """A file of ranges of one's own, with their sources; what is held of one, and the way back."""
    held = own_catalog.current()
    if held is not None:
        st.markdown(say("catalog.held", len(held.ids), file=plain(held.title)))
        st.caption(say("catalog.link"))
        st.button(
            say("catalog.drop"),
            key="catalog-drop",
            on_click=session.sender(lambda: session.hold_catalog(None)),
        )
        return
    with st.form("catalog-form", border=False):
        st.file_uploader(say("catalog.file"), type=["toml"], max_upload_size=1, key="catalog-file")
        st.form_submit_button(
            say("catalog.take"), key="catalog-take", on_click=session.sender(_take_catalog)
        )
    st.caption(say("catalog.visit"))


def _take_catalog() -> None:
    upload = st.session_state["catalog-file"]
    if upload is None:
        raise CatalogError("choose a catalogue file first", reason="catalog_no_file")
    take_catalog(entry.name_of(upload.name), upload.getvalue())


def take_catalog(name: str, content: bytes) -> None:
    """Choose from a catalogue of the user's own from now on; its first range is drawn at once.

    Raises CatalogError, naming entry and field, where it is none.
    """
    held = own_catalog.joined(name, entry.uploaded_catalog(name, content))
    session.hold_catalog(held)
    if not set(session.state().weapons) & set(held.ids):
        chosen = (*session.state().weapons, held.ids[0])
        session.send(Changed(weapons=_ordered(chosen)))
    if not session.state().notice:
        session.note(say("catalog.taken", len(held.ids), file=name))


def _one_range() -> None:
    with st.form("custom-form", border=False):
        st.text_input(
            say("ranges.own_name"),
            key="custom-name",
            max_chars=60,
            placeholder=say("ranges.own_name_hint"),
        )
        number, unit = st.columns(2)
        number.number_input(
            say("ranges.own_range"),
            min_value=0.1,
            max_value=5000.0,
            value=None,
            key="custom-range",
            format="%g",
        )
        unit.selectbox(say("ranges.own_unit"), _UNITS, key="custom-unit")
        st.number_input(
            say("ranges.own_minimum"), min_value=0.0, value=None, key="custom-minimum", format="%g"
        )
        st.form_submit_button(
            say("ranges.add"),
            key="custom-add",
            on_click=session.sender(_add_custom, _clear_custom),
        )


def _clear_custom() -> None:
    st.session_state["custom-name"] = ""
    st.session_state["custom-range"] = st.session_state["custom-minimum"] = None


def _add_custom() -> Changed | None:
    given = st.session_state
    if given["custom-range"] is None:
        session.note(say("notice.no_range"))
        return None
    unit = given["custom-unit"]
    length = parse_length(f"{given['custom-range']:g} {unit}")
    least = given["custom-minimum"]
    minimum = parse_length(f"{least:g} {unit}") if least else None
    name = given["custom-name"].strip() or lengths_text(length, minimum)
    custom = CustomRange(name, length, minimum)
    return Changed(weapons=(*session.state().weapons, custom))
