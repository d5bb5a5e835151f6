"""The controls: widgets that show the state and send events. The state leads, widgets follow."""

from dataclasses import dataclass

import streamlit as st

from rangemap.errors import LayerError, TimelineError
from rangemap.page import entry, own_stories, session, switches
from rangemap.page.controls import origins as origin_controls
from rangemap.page.controls import permission as permission_controls
from rangemap.page.controls import ranges as range_controls
from rangemap.page.controls import regions as region_controls
from rangemap.page.session import say
from rangemap.page.state import Added, Changed, Opened, State
from rangemap.page.story import ASKED as STORY
from rangemap.page.story import OF as STORY_OF
from rangemap.page.words import LANGUAGE_NAMES, plain, remark
from rangemap.scenario.scenario import Permission
from rangemap.workers import readings

_COUNTRIES = ("RU", "UA", "all")
_MAX_STEP_MB = 3  # of one file; a scenario of as many corners as the page takes
_UNDECIDED, _NOTES = "origins-undecided", "origins-notes"


@dataclass(frozen=True)
class _Undecided:
    """A file of origins of which a layer is still to be chosen."""

    name: str
    content: bytes
    layers: tuple[str, ...]


def show() -> None:
    """Every control, in the sidebar. An embedded page has none: it shows what its link says."""
    if st.context.is_embedded:
        return
    state = session.state()
    # each in a box of its own, as a part of the page is by itself: what grows in one does not push
    # the widgets of the next to other places, which would make the browser build them anew
    with st.sidebar:
        for section in (
            origin_controls.launch_points,
            origin_controls.border,
            range_controls.weapons,
        ):
            with st.container():
                section(state)
        permission_controls.permission(state)
        with st.container():
            _report(state)
        region_controls.regions(state)
        _files(state)


def _report(state: State) -> None:
    st.header(say("report.heading"))
    session.follow("language", state.language)
    st.segmented_control(
        say("report.language"),
        list(LANGUAGE_NAMES),
        key="language",
        required=True,
        format_func=LANGUAGE_NAMES.__getitem__,
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
    undecided: _Undecided | None = st.session_state.get(_UNDECIDED)
    if undecided is not None:
        with box:
            _layer(undecided)
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
    with box:
        _story()


def _story() -> None:
    """A story of several scenario files, or of a timeline of one's own, and the way to it."""
    with st.form("story", border=False):
        st.file_uploader(
            say("files.story"),
            type=["toml"],
            accept_multiple_files=True,
            max_upload_size=_MAX_STEP_MB,
            key=_story_key(),
        )
        st.text_input(say("files.story_title"), key="story-title", max_chars=200)
        st.form_submit_button(
            say("files.story_make"), key="story-make", on_click=session.sender(_make_story)
        )
    told = own_stories.current()
    if told is not None:
        address = f"./?{STORY}=1&{STORY_OF}={told.key}&lang={session.state().language}"
        st.markdown(f"[{plain(say('story.open', len(told.maps)))}]({address})")
        st.caption(say("files.story_visit"))


def _story_key() -> str:
    """The key of the story's chooser: another after each story, as no other way empties it."""
    return f"story-files-{st.session_state.get('stories', 0)}"


def _make_story() -> None:
    sent = st.session_state[_story_key()]
    if not sent:
        raise TimelineError("choose files of a story first", reason="story_none")
    _tell([(entry.name_of(each.name), each.getvalue()) for each in sent])
    st.session_state["stories"] = st.session_state.get("stories", 0) + 1


def _tell(files: list[tuple[str, bytes]]) -> None:
    own_stories.take(files, st.session_state["story-title"].strip())
    session.note("")


def _upload_key() -> str:
    """The key of the file chooser: another after each file taken, as no other way empties it."""
    return f"upload-{st.session_state.get('uploads', 0)}"


def _clear_list() -> None:
    """Empty the form; say what was done to what a file held."""
    st.session_state["pasted"] = ""
    st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
    told = st.session_state.pop(_NOTES, ())
    if told:
        session.note(" ".join(told))


def _drop_file() -> None:
    st.session_state.pop(_UNDECIDED, None)


def _layer(file: _Undecided) -> None:
    """Which layer of a file is meant: it need not be sent again."""
    with st.form("origins-choice", border=False):
        st.markdown(say("own.kept", file=plain(file.name)))
        st.selectbox(say("own.layer"), file.layers, key="origins-layer")
        st.form_submit_button(
            say("files.add"), key="layer-add", on_click=session.sender(_add_layer, _clear_list)
        )
    st.button(say("own.other"), key="layer-other", on_click=session.sender(_drop_file))


def _add_list() -> Added | Opened | None:
    upload, pasted = st.session_state[_upload_key()], st.session_state["pasted"]
    if upload is None:
        return Added(entry.pasted_origins(pasted, session.state().language))
    name, content = entry.name_of(upload.name), upload.getvalue()
    if name.lower().endswith(".toml"):
        if readings.is_timeline(content):
            _tell([(name, content)])
            _clear_list()
            return None
        if readings.is_catalog(content):
            range_controls.take_catalog(name, content)
            told = session.state().notice
            _clear_list()
            session.note(told)
            return None
        return Opened(entry.uploaded_scenario(name, content))
    return _added(name, content)


def _add_layer() -> Added | None:
    file: _Undecided | None = st.session_state.get(_UNDECIDED)
    if file is None:
        return None
    return _added(file.name, file.content, st.session_state["origins-layer"])


def _added(name: str, content: bytes, layer: str | None = None) -> Added:
    """The origins of a file; of one that has several layers, it is kept until one is chosen."""
    st.session_state.pop(_UNDECIDED, None)
    try:
        read = entry.uploaded_origins(name, content, layer)
    except LayerError as error:
        st.session_state[_UNDECIDED] = _Undecided(name, content, error.layers)
        raise
    st.session_state[_NOTES] = tuple(remark(session.state().language, note) for note in read.notes)
    return Added(read.origins)
