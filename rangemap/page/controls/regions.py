"""Controls of regions of one's own: upload a file, see what was made of it, go back."""

import streamlit as st

from rangemap.errors import BoundaryError
from rangemap.intake.regions import Columns
from rangemap.intake.shapes import SUFFIXES
from rangemap.page import entry, own_regions, session
from rangemap.page.session import say
from rangemap.page.state import Changed, State
from rangemap.page.words import plain, remark
from rangemap.scenario.scenario import Permission


@session.part
def regions(_state: State) -> None:
    """Regions to measure instead of the bundled ones."""
    box = session.drawer(say("own.heading"), "own-regions-box")
    if box is None:
        return
    with box:
        current = own_regions.current()
        if current is not None:
            _in_use(current)
            return
        undecided = own_regions.undecided()
        if undecided is not None:
            _choice(undecided)
            return
        with st.form("own-regions-form", border=False):
            st.file_uploader(
                say("own.file"),
                type=[suffix[1:] for suffix in SUFFIXES],
                key="own-regions-file",
            )
            st.text_input(say("own.key"), key="own-regions-key", max_chars=60)
            st.text_input(say("own.name"), key="own-regions-name", max_chars=60)
            st.form_submit_button(
                say("own.take"), key="own-regions-take", on_click=session.sender(_take)
            )
        st.caption(say("own.visit"))


def _in_use(held: own_regions.HeldRegions) -> None:
    st.markdown(say("own.measured", len(held.names), file=plain(held.title)))
    for note in held.notes:
        st.caption(plain(remark(session.state().language, note)))
    st.caption(say("own.link"))
    st.button(say("own.drop"), key="own-regions-drop", on_click=session.sender(_drop))


def _choice(file: own_regions.Undecided) -> None:
    """What is to be chosen of a file that was sent: it need not be sent again."""
    with st.form("own-regions-choice", border=False):
        st.markdown(say("own.kept", file=plain(file.name)))
        if file.layers:
            st.selectbox(say("own.layer"), file.layers, key="own-regions-layer")
        for column, given in (("key", file.columns.key), ("name", file.columns.name)):
            st.text_input(
                say(f"own.{column}"), given or "", key=f"own-regions-other-{column}", max_chars=60
            )
        st.form_submit_button(
            say("own.take"), key="own-regions-retake", on_click=session.sender(_take_again)
        )
    st.button(say("own.other"), key="own-regions-other", on_click=session.sender(_drop))


def _take_again() -> Changed | None:
    file, given = own_regions.undecided(), st.session_state
    if file is None:
        return None
    key, name = (given[f"own-regions-other-{column}"].strip() or None for column in ("key", "name"))
    layer = given["own-regions-layer"] if file.layers else None
    own_regions.take(file.name, file.content, Columns(key, name, layer))
    return Changed(permission=Permission())


def _take() -> Changed:
    given = st.session_state
    upload = given["own-regions-file"]
    if upload is None:
        raise BoundaryError("choose a file of regions first", reason="no_file")
    columns = Columns(
        given["own-regions-key"].strip() or None, given["own-regions-name"].strip() or None
    )
    own_regions.take(entry.name_of(upload.name), upload.getvalue(), columns)
    return Changed(permission=Permission())


def _drop() -> Changed:
    own_regions.drop()
    return Changed(permission=Permission())
