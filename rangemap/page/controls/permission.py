"""Controls of permission: all regions, only some, or all except some."""

import functools

import streamlit as st

from rangemap.page import own_regions, session
from rangemap.page.session import say
from rangemap.page.state import Changed, State
from rangemap.scenario.scenario import Permission
from rangemap.world import boundaries

_KINDS = _ALL, _ONLY, _EXCEPT = "all", "only", "except"


@session.part
def permission(state: State) -> None:
    """Where use is permitted; regions are measured alike, withheld ones are hatched."""
    names = own_regions.names() or region_names(state.country, state.language)
    box = session.drawer(say("permission.heading"), "permission-box")
    if box is None:
        return
    with box:
        kind = _kind(state.permission)
        session.follow("permission", kind)
        st.segmented_control(
            say("permission.label"),
            list(_KINDS),
            key="permission",
            required=True,
            format_func={each: say(f"permission.{each}") for each in _KINDS}.__getitem__,
            label_visibility="collapsed",
            on_change=session.sender(_changed),
        )
        st.session_state["permission-kind"] = kind
        if kind == _ALL:
            st.caption(say("permission.hint"))
            return
        session.follow("regions", [code for code in state.permission.codes if code in names])
        st.multiselect(
            say("permission.regions"),
            list(names),
            key="regions",
            format_func=lambda code: names.get(code, code),
            placeholder=say("permission.choose"),
            filter_mode="contains",  # and Enter takes the region that was typed, not all that match
            select_all=False,
            on_change=session.sender(_changed),
        )


@functools.cache
def region_names(country: str, language: str) -> dict[str, str]:
    """The names of the regions that are reported, by code, in the order of the alphabet."""
    regions = boundaries.regions(country, language=language).sort_values("name")
    return dict(zip(regions["region"], regions["name"], strict=True))


def _kind(permission: Permission) -> str:
    """What the scenario says; while it names no region, what the user last chose."""
    if permission.codes:
        return _ONLY if permission.only else _EXCEPT
    return str(st.session_state.get("permission-kind", _ALL))


def _changed() -> Changed:
    kind, codes = st.session_state["permission"], tuple(st.session_state.get("regions", ()))
    st.session_state["permission-kind"] = kind
    if kind == _ALL:
        return Changed(permission=Permission())
    return Changed(permission=Permission(**{"only" if kind == _ONLY else "except_": codes}))
