"""What of Streamlit's the page leans on although nothing promises it: all of it stands here.

tests/page/test_streamlit_parts.py says what is expected. Where the page that browsers are given
has changed, they get it as Streamlit has it: it works, and shows the map a second later.
"""

import functools
import time
from collections.abc import Callable
from pathlib import Path

from streamlit import file_util
from streamlit.runtime import Runtime
from streamlit.runtime.runtime_util import MESSAGE_FLUSH_INTERVAL_SECS
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.server.starlette import starlette_websocket

# of the page that browsers are given
TITLE, ROOT, LANGUAGE = "<title>Streamlit</title>", '<div id="root">', '<html lang="en">'
# of its scripts, what draws the map and what stands around it
EARLY_SCRIPTS = ("Html", "purify.es", "BidiComponent", "serialization", "recordbatch", "Button")
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


def filled(*, title: str, head: str = "", body: str = "", language: str = "en") -> str:
    """That page with a title, a language, and what comes first in its head and body.

    As Streamlit has it where it is not as expected.
    """
    page = shell()
    if any(page.count(each) != 1 for each in (TITLE, ROOT, LANGUAGE)):
        return page
    # before what Streamlit asks for: browsers ask one server for a few things at a time
    page = page.replace(LANGUAGE, f'<html lang="{language}">')
    return page.replace(TITLE, f"{title}{head}").replace(ROOT, f"{body}{ROOT}")


@functools.cache
def early_scripts() -> tuple[str, ...]:
    """Addresses, from the page's own, of the scripts to ask for at once; none that is unknown."""
    folder = Path(file_util.get_static_dir(), "static", "js")
    return tuple(
        f"./static/js/{path.name}"
        for name in EARLY_SCRIPTS
        for path in sorted(folder.glob(f"{name}.*.js"))
    )


@functools.cache
def files() -> dict[str, Path]:
    """Scripts and style sheets by the path of their address."""
    folder = Path(file_util.get_static_dir())
    found = (each for each in folder.rglob("*") if each.suffix in _SUFFIXES)
    return {f"/static/{each.relative_to(folder / 'static').as_posix()}": each for each in found}
