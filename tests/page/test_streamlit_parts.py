"""What is expected of Streamlit beyond what it promises.

An upgrade that changes it fails here, and the bound on its version in pyproject.toml stands until
this test passes with the next.
"""

import inspect
import json
import re
import threading
import time
import tomllib
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime import Runtime
from streamlit.runtime.runtime_util import MESSAGE_FLUSH_INTERVAL_SECS
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.state import SessionState
from streamlit.testing.v1 import AppTest

from rangemap.page import early, elements, streamlit_parts
from rangemap.page.serve import SETTINGS

TOP = Path(__file__).parents[2]
STATIC = TOP / "app" / "static"


def test_the_page_that_browsers_are_given_has_one_of_each_place_to_fill():
    for place in (streamlit_parts.TITLE, streamlit_parts.ROOT, streamlit_parts.LANGUAGE):
        assert streamlit_parts.shell().count(place) == 1


@pytest.mark.parametrize("name", streamlit_parts.EARLY_SCRIPTS)
def test_each_script_that_is_asked_for_early_is_in_the_bundle(name):
    assert any(each.startswith(f"{name}.") for each in json.loads(streamlit_parts.bundle()))


def test_the_bundle_is_whole_and_its_scripts_find_each_other_from_anywhere():
    texts = json.loads(streamlit_parts.bundle())
    folder = Path(streamlit_parts.file_util.get_static_dir(), "static", "js")
    assert streamlit_parts.entry() in texts
    for name, text in texts.items():
        assert "import.meta.url" not in text
        assert not re.search(r'(?:from|import\()\s*["`\']\./', text), name
        own = text.replace(
            f'new URL("./static/js/{name}",document.baseURI).href', "import.meta.url"
        )
        assert own.replace(streamlit_parts.NAMESPACE, "./") == (folder / name).read_text()
        needed = re.findall(rf'(?:from|import)"{streamlit_parts.NAMESPACE}([^"]+)"', text)
        assert set(needed) <= set(texts), name


def test_its_scripts_and_style_sheets_are_where_their_addresses_say():
    asked = re.findall(r'(?:src|href)="\./(static/[^"]+\.(?:js|css))"', streamlit_parts.shell())
    assert f"static/js/{streamlit_parts.entry()}" in asked
    assert {f"/{each}" for each in asked} <= set(streamlit_parts.files())


def test_the_names_by_which_the_page_is_styled_and_looked_at_are_in_its_scripts():
    text = "".join(
        (STATIC / each).read_text()
        for each in ("app.css", "early.js", "lost.js", "take.js", "drop.js")
    )
    names = set(re.findall(r'data-testid="?(\w+)', text)) | set(re.findall(r"\.(st[A-Z]\w+)", text))
    assert len(names) > 10
    scripts = "".join(
        path.read_text("utf-8") for path in streamlit_parts.files().values() if path.suffix == ".js"
    )
    assert not {name for name in names if f'"{name}"' not in scripts and f"`{name}`" not in scripts}
    [title] = re.findall(r'THEIRS = "(.+)"', (STATIC / "lost.js").read_text())
    assert all(f"`{each}`" in scripts for each in (title, "title"))


def test_no_class_of_the_page_is_asked_for_by_a_part_of_its_name():
    """Browsers would restyle all that an element holds whenever any of its classes changes."""
    texts = {each.name: each.read_text("utf-8") for each in STATIC.glob("*.css")}
    assert len(texts) > 4
    assert not {name for name, text in texts.items() if re.search(r"\[class[*^$|~]?=", text)}


@pytest.mark.parametrize("name", ["mask-image", "print-color-adjust", "user-select"])
def test_what_some_browsers_know_by_a_prefix_is_said_with_it(name):
    texts = [each.read_text("utf-8") for each in STATIC.glob("*.css")]
    plain, prefixed = (
        sum(len(re.findall(f"^ *{prefix}{name}:", text, re.MULTILINE)) for text in texts)
        for prefix in ("", "-webkit-")
    )
    assert plain == prefixed > 0


@pytest.mark.parametrize(
    ("host", "allowed", "is_allowed"),
    [
        ("maps.example.org", ["maps.example.org"], True),
        ("MAPS.example.org:443", ["maps.example.org"], True),
        ("[::1]:8501", ["::1"], True),
        ("evil.example", ["maps.example.org"], False),
        ("maps.example.org.evil.example", ["maps.example.org"], False),
        ("maps.example.org@evil.example", ["maps.example.org"], False),
        (None, ["maps.example.org"], False),
        ("anything", [], True),
    ],
)
def test_hosts_are_known_by_their_names(monkeypatch, host, allowed, is_allowed):
    asked = {"server.allowedHosts": allowed}
    monkeypatch.setattr("streamlit.config.get_option", asked.__getitem__)
    assert streamlit_parts.is_host_allowed(host) is is_allowed


def test_whether_a_visitor_is_still_there_is_told_by_the_server(monkeypatch):
    assert streamlit_parts.whether_here()()  # no visit, no server: nobody who could have left
    there = {"a visit"}
    runtime = SimpleNamespace(is_active_session=there.__contains__)
    monkeypatch.setattr(Runtime, "_instance", runtime)
    monkeypatch.setattr(
        streamlit_parts, "get_script_run_ctx", lambda **_: SimpleNamespace(session_id="a visit")
    )
    is_here = streamlit_parts.whether_here()
    assert is_here()
    there.clear()
    assert not is_here()


def test_the_runtime_and_the_run_have_what_is_asked_of_them():
    assert callable(Runtime.is_active_session)
    assert "session_id" in {each.name for each in fields(ScriptRunContext)}


def clicked_while_another_event_comes():
    """A visit in which another event comes while a callback takes the first; is run as a file."""
    import streamlit as st  # noqa: PLC0415
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx  # noqa: PLC0415

    def take():
        get_script_run_ctx().script_requests.request_rerun(RerunData())
        st.session_state["heard"] = 1
        st.session_state["points"] = 1

    st.button("Click", on_click=take)


@pytest.mark.parametrize("taken", [[], ["heard", "points"]], ids=["as it is", "whole"])
def test_an_event_is_taken_whole_whatever_comes_next(monkeypatch, taken):
    handle = ScriptRunner._maybe_handle_execution_control_request
    monkeypatch.setattr(ScriptRunner, "_maybe_handle_execution_control_request", handle)
    monkeypatch.setattr(SessionState, "on_script_will_rerun", SessionState.on_script_will_rerun)
    if taken:
        streamlit_parts.take_events_whole()
    visit = AppTest.from_function(clicked_while_another_event_comes, default_timeout=300).run()
    visit.button[0].click().run()
    assert not visit.exception
    assert [each for each in ("heard", "points") if each in visit.session_state] == taken


@pytest.mark.parametrize("is_whole", [False, True], ids=["as it is", "whole"])
def test_events_of_a_visit_change_its_state_one_after_another(monkeypatch, is_whole):
    """Each has a thread of its own; the first is held in its callback until all have come."""
    come, may_end = threading.Semaphore(0), threading.Event()
    count = [0]

    def callbacks(_state, number):
        come.release()
        seen = count[0]
        if number == 0:
            assert may_end.wait(60)
        count[0] = seen + 1

    monkeypatch.setattr(SessionState, "on_script_will_rerun", callbacks)
    handle = ScriptRunner._maybe_handle_execution_control_request
    monkeypatch.setattr(ScriptRunner, "_maybe_handle_execution_control_request", handle)
    if is_whole:
        streamlit_parts.take_events_whole()
    visit, other = SessionState(), SessionState()
    take = SessionState.on_script_will_rerun
    threads = [threading.Thread(target=take, args=(visit, number)) for number in range(5)]
    threads[0].start()
    assert come.acquire(timeout=60)
    for thread in threads[1:]:
        thread.start()
        if not is_whole:
            thread.join(60)
    take(other, 1)  # another visit waits for nobody
    before = count[0]
    may_end.set()
    for thread in threads:
        thread.join(60)
    assert (before, count[0]) == ((1, 5) if is_whole else (5, 1))


def test_what_has_been_made_is_sent_within_the_pause_for_it():
    """Streamlit looks for what there is to send at this interval, while a run goes on."""
    loop = inspect.getsource(Runtime._loop_coroutine)
    assert "sleep(MESSAGE_FLUSH_INTERVAL_SECS)" in loop
    assert 0 < MESSAGE_FLUSH_INTERVAL_SECS <= 0.02
    begun = time.monotonic()
    streamlit_parts.send_now()
    assert time.monotonic() - begun >= MESSAGE_FLUSH_INTERVAL_SECS


@pytest.mark.parametrize(
    "gone", [streamlit_parts.TITLE, streamlit_parts.ROOT, '<script type="module"']
)
def test_where_the_page_has_changed_browsers_get_it_as_it_is(monkeypatch, gone):
    plain = streamlit_parts.shell().replace(gone, "<b>other</b>")
    monkeypatch.setattr(streamlit_parts, "shell", lambda: plain)
    assert early.page({}, "", "uk") == plain


def test_the_bound_on_its_version_is_that_of_the_one_tried():
    document = tomllib.loads((TOP / "pyproject.toml").read_text())
    (asked,) = (e for e in document["project"]["dependencies"] if e.startswith("streamlit"))
    major, minor, *_ = version("streamlit").split(".")
    assert asked == f"streamlit>=1.67,<{major}.{int(minor) + 1}"
    assert st.__version__ == version("streamlit")


def test_every_setting_is_one_of_streamlit_s():
    assert set(SETTINGS) <= set(config.get_config_options())


def test_an_element_of_the_page_s_own_brings_its_script(monkeypatch):
    made, shown = {}, {}

    def component(name, **given):
        made[name] = given
        return lambda **told: shown.update(told)

    monkeypatch.setattr(st.components.v2, "component", component)
    elements.element("probe", "table.js", {"rows": []}, key="here", call="script.begin()")
    (given,) = made.values()
    assert list(made) == ["rangemap_probe"]
    assert f"app/static/table.js?v={elements.script_version()}" in given["js"]
    assert "script.begin()" in given["js"]
    assert not given["isolate_styles"]  # the page's own style sheet is for it too
    assert (shown["key"], shown["data"]) == ("here", [{"rows": []}])
