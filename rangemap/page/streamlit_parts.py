"""What of Streamlit's the page leans on although nothing promises it: all of it stands here.

tests/page/test_streamlit_parts.py says what is expected. Where the page that browsers are given
has changed, they get it as Streamlit has it: it works, and shows the map a second later.
"""

import contextlib
import functools
import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from streamlit import file_util
from streamlit.runtime import Runtime
from streamlit.runtime.runtime_util import MESSAGE_FLUSH_INTERVAL_SECS
from streamlit.runtime.scriptrunner import ScriptRunner, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState
from streamlit.runtime.state import SessionState
from streamlit.web.server.starlette import starlette_websocket

# of the page that browsers are given
TITLE, ROOT, LANGUAGE = "<title>Streamlit</title>", '<div id="root">', '<html lang="en">'
# of its scripts, those that the page's first view needs besides what its page names
EARLY_SCRIPTS = (
    "BidiComponent",
    "Button",
    "ButtonGroup",
    "Checkbox",
    "Html",
    "Selectbox",
    "TextInput",
    "_arrayReduce",
    "purify.es",
    "recordbatch",
    "serialization",
)
NAMESPACE = (
    "rangemap/streamlit/"  # before the names of its scripts where one in a bundle names another
)
_ENTRY = re.compile(r'\s*<script type="module" crossorigin src="\./static/js/([^"]+)"></script>')
_AHEAD = re.compile(r'\s*<link rel="modulepreload" crossorigin href="\./static/js/[^"]+">')
_FONT = re.compile(r'\s*<link\s+rel="preload"\s+href="\./static/media/[^"]+"\s+as="font"[^>]*>')
# how its scripts name each other, at once and when they need it
_NAMED = re.compile(r'(?P<how>\b(?:from|import)\(?["`])\./(?P<name>[\w.$-]+\.js)(?P<end>["`])')
_AT_ONCE = '"'
_SUFFIXES = (".js", ".css")
_SENDING_S = 4 * MESSAGE_FLUSH_INTERVAL_SECS  # it looks so often for what there is to send

# whether the websocket would answer to that Host, by server.allowedHosts
is_host_allowed: Callable[[str | None], bool] = starlette_websocket.is_host_allowed


def whether_here() -> Callable[[], bool]:
    """What tells, in any thread, whether the visitor of this run is still there."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not Runtime.exists():
        return lambda: True
    return functools.partial(Runtime.instance().is_active_session, context.session_id)


class _Turns:
    """Of all threads that come for the same thing one at a time, in the order in which they come.

    The thing is known by its identity; what nobody comes for is forgotten.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._coming: dict[int, deque[threading.Event]] = {}

    @contextlib.contextmanager
    def at(self, thing: object) -> Iterator[None]:
        """Wait for this thread's turn at it, and let the next come afterwards."""
        turn = threading.Event()
        with self._lock:
            coming = self._coming.setdefault(id(thing), deque())
            coming.append(turn)
            coming[0].set()
        turn.wait()
        try:
            yield
        finally:
            with self._lock:
                coming.popleft()
                if coming:
                    coming[0].set()
                else:
                    del self._coming[id(thing)]


def take_events_whole() -> None:
    """Make Streamlit finish the callback of one event before it takes the next, for all visits.

    Once another event has come, Streamlit breaks a run off where that next uses the visit's state.
    It would break a callback off, too, as if that had asked to run again: the first event would
    then have had only a part of its effect, or none. The other event has a thread of its own from
    the first, whose callback waits for its turn: else both would change one state.
    """
    turns, will_rerun = _Turns(), SessionState.on_script_will_rerun

    def in_turn(state: SessionState, *given: Any, **options: Any) -> None:
        with turns.at(state):
            will_rerun(state, *given, **options)

    SessionState.on_script_will_rerun = in_turn  # type: ignore[assignment, method-assign]
    handle = ScriptRunner._maybe_handle_execution_control_request

    def handle_later(runner: ScriptRunner) -> None:
        is_in_run = runner._is_in_script_thread() and runner._execing
        if not is_in_run or ThreadState.get().run_location is not RunLocation.CALLBACK:
            handle(runner)

    ScriptRunner._maybe_handle_execution_control_request = handle_later  # type: ignore[assignment, method-assign]


def send_now() -> None:
    """Let what has been made be sent before the rest is made.

    A thread that computes leaves so few turns to the one that sends that else the numbers come
    with the last of the controls, 0.3 s later.
    """
    time.sleep(_SENDING_S)


@functools.cache
def shell() -> str:
    """The page that browsers are given."""
    return Path(file_util.get_static_dir(), "index.html").read_text("utf-8")


def filled(
    *, title: str, starter: str, head: str = "", body: str = "", language: str = "en"
) -> str:
    """That page with a title, a language, and what comes first in its head and body.

    starter: the tag of the script that starts its scripts instead of itself. As Streamlit has it
    where it is not as expected.
    """
    page = shell()
    if any(page.count(each) != 1 for each in (TITLE, ROOT, LANGUAGE)) or not entry():
        return page
    page = _AHEAD.sub("", _ENTRY.sub(lambda _: starter, _FONT.sub("", page)))
    # before what Streamlit asks for: browsers ask one server for a few things at a time
    page = page.replace(LANGUAGE, f'<html lang="{language}">')
    return page.replace(TITLE, f"{title}{head}").replace(ROOT, f"{body}{ROOT}")


def entry() -> str | None:
    """The name of the script that its page starts with; None where there is not just one."""
    found: list[str] = _ENTRY.findall(shell())
    return found[0] if len(found) == 1 else None


@functools.cache
def bundle() -> bytes:
    """What the first view needs of its scripts as JSON: the text of each by its name.

    They are some hundred, most of less than a kilobyte. starter.js makes them modules again, and
    what they say of their own and of each other's addresses is made fit for that.
    """
    folder = Path(file_util.get_static_dir(), "static", "js")
    named = (path.name for name in EARLY_SCRIPTS for path in folder.glob(f"{name}.*.js"))
    left = [entry() or "", *named]
    texts: dict[str, str] = {}
    while left:
        name = left.pop()
        if name in texts or not (folder / name).is_file():
            continue
        text = (folder / name).read_text("utf-8")
        left += [each["name"] for each in _NAMED.finditer(text) if each["end"] == _AT_ONCE]
        address = f'new URL("./static/js/{name}",document.baseURI).href'
        text = text.replace("import.meta.url", address)
        texts[name] = _NAMED.sub(rf"\g<how>{NAMESPACE}\g<name>\g<end>", text)
    return json.dumps(dict(sorted(texts.items())), ensure_ascii=False).encode()


@functools.cache
def files() -> dict[str, Path]:
    """Scripts and style sheets by the path of their address."""
    folder = Path(file_util.get_static_dir())
    found = (each for each in folder.rglob("*") if each.suffix in _SUFFIXES)
    return {f"/static/{each.relative_to(folder / 'static').as_posix()}": each for each in found}
