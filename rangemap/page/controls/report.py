"""The controls: widgets that show the state and send events. The state leads, widgets follow."""

import streamlit as st

from rangemap.page import entry, session, switches
from rangemap.page.controls import origins as origin_controls
from rangemap.page.controls import permission as permission_controls
from rangemap.page.controls import ranges as range_controls
from rangemap.page.controls import regions as region_controls
from rangemap.page.session import say
from rangemap.page.state import Added, Changed, Opened, State
from rangemap.scenario.scenario import Permission

_LANGUAGES = {"en": "English", "uk": "Українська", "ru": "Русский"}
_COUNTRIES = ("RU", "UA", "all")


def show() -> None:
    """Every control, in the sidebar. An embedded page has none: it shows what its link says."""
    if st.context.is_embedded:
        return
    # each in a box of its own: what grows in one does not push the widgets of the next to other
    # places, which would make the browser build them anew after every event
    for section in (
        origin_controls.launch_points,
        origin_controls.border,
        range_controls.weapons,
        permission_controls.permission,
        _report,
        region_controls.regions,
        _files,
    ):
        with st.sidebar.container():
            section(session.state())


def _report(state: State) -> None:
    st.subheader(say("report.heading"))
    session.follow("language", state.language)
    st.segmented_control(
        say("report.language"),
        list(_LANGUAGES),
        key="language",
        required=True,
        format_func=_LANGUAGES.__getitem__,
        on_change=session.sender(lambda: Changed(language=st.session_state["language"])),
    )
    with st.expander(say("report.more")):
        session.follow("country", state.country)
        st.selectbox(
            say("report.country"),
            list(_COUNTRIES),
            key="country",
            format_func={each: say(f"report.{each}") for each in _COUNTRIES}.__getitem__,
            on_change=session.sender(_change_country),
        )
        session.follow("title", state.title)
        st.text_input(
            say("report.title"),
            key="title",
            max_chars=200,
            placeholder=say("report.title_hint"),
            on_change=session.sender(lambda: Changed(title=st.session_state["title"].strip())),
        )
        switches.toggle("tiles", say("report.tiles"))


def _change_country() -> Changed:
    return Changed(country=st.session_state["country"], permission=Permission())


@session.part
def _files(_state: State) -> None:
    box = session.drawer(say("files.heading"), "files")
    if box is None:
        return
    form = box.form("list", border=False)
    form.text_area(
        say("files.paste"),
        key="pasted",
        placeholder="51.0,34.7,Sumy\n50.3,36.9,Vovchansk",
    )
    form.file_uploader(
        say("files.upload"),
        type=list(entry.UPLOADS),
        key=_upload_key(),
    )
    form.form_submit_button(
        say("files.add"), key="list-add", on_click=session.sender(_add_list, _clear_list)
    )


def _upload_key() -> str:
    """The key of the file chooser: another after each file taken, as no other way empties it."""
    return f"upload-{st.session_state.get('uploads', 0)}"


def _clear_list() -> None:
    st.session_state["pasted"] = ""
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1


def _add_list() -> Added | Opened:
    upload, pasted = st.session_state[_upload_key()], st.session_state["pasted"]
    if upload is None:
        return Added(entry.pasted_origins(pasted, session.state().language))
    name, content = entry.name_of(upload.name), upload.getvalue()
    if name.lower().endswith(".toml"):
        return Opened(entry.uploaded_scenario(name, content))
    return Added(entry.uploaded_origins(name, content))
