"""The browser front end, started as a Streamlit server with safe defaults."""

import contextlib
import os
import signal
import site
import socket
import subprocess
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from rangemap.world.bundled import bundled_folder

# why each differs from Streamlit's own default: docs/app.md and docs/serving.md
SETTINGS = {
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "runner.postScriptGC": "false",
    "server.enableStaticServing": "true",
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": "10",
    "server.maxWidgetStateSize": "3",
    "theme.font": "system-ui",
    "theme.light.primaryColor": "#0B5C8F",
    "theme.dark.primaryColor": "#7CC0EA",
    "theme.dark.backgroundColor": "#14171B",
    "theme.dark.secondaryBackgroundColor": "#1E2329",
}

# what browsers call this machine; a page elsewhere that lets its own name lead here is none of them
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  where to find what is on all
_ENDINGS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if os.name == "posix" else [])]
_GRACE_S = 2.0  # for the server to close its port; what is left of it then is killed
_LIFELINE = "RANGEMAP_LIFELINE"  # set where standard input closes when the starting process is gone
_FOREIGN_PREFIXES = ("STREAMLIT_", "MPL", "MATPLOTLIB")


def app_script() -> Path:
    """What Streamlit is to run. Raises DataError where this installation lacks it."""
    return bundled_folder("app") / "served.py"


def serve(port: int, address: str, *, headless: bool, hosts: Sequence[str] = ()) -> int:
    """Serve the page until it is told to end; returns the exit code, or ends by the signal.

    hosts: the names under which browsers reach it, as behind a proxy; on loopback also this
    machine's own, elsewhere any name if none is given.

    No setting of Streamlit's is taken from the folder, the user's home or the environment, and no
    Python of the folder is run: the server starts in a home of its own, which is empty.
    """
    settings = SETTINGS | {
        "server.port": str(port),
        "server.address": address,
    }
    flags = [f"--{name}={value}" for name, value in settings.items()]
    flags += [f"--server.allowedHosts={name}" for name in _allowed_names(address, hosts)]
    script = app_script()
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(script), *flags]
    if not headless:
        threading.Thread(target=_open_when_up, args=(address, port), daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="rangemap-") as home:
        code, ending = _run_to_the_end(command, script.parent, _environment(home))
    if ending is not None:
        signal.signal(ending, signal.SIG_DFL)
        signal.raise_signal(ending)  # so that who waits for us is told how we ended
        return 128 + ending  # the first process of a container survives that
    return code


def _environment(home: str) -> dict[str, str]:
    """The environment without settings of Streamlit and matplotlib, and with that home."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(_FOREIGN_PREFIXES)
    }
    caches = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    user_base = site.getuserbase()  # packages of the user's own are found by it, not by the home
    return kept | {
        "HOME": home,
        "USERPROFILE": home,
        "XDG_CONFIG_HOME": home,
        "XDG_CACHE_HOME": caches,
        "PYTHONUSERBASE": user_base,
        "PYTHONUTF8": "1",
        _LIFELINE: "1",
    }


def _run_to_the_end(
    command: Sequence[str], folder: Path, environment: dict[str, str]
) -> tuple[int, int | None]:
    """Run the server with all that it starts, until it ends or a signal ends it: code and signal.

    systemd and containers send signals to this process alone, a terminal to all of its group: the
    server gets a group of its own, is told to end once, and what is left of it is killed.
    """
    process = subprocess.Popen(  # noqa: S603  our own script, no shell
        command, cwd=folder, env=environment, start_new_session=True, stdin=subprocess.PIPE
    )
    ended_by: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        if not ended_by:
            killer = threading.Timer(_GRACE_S, _kill_group, [process])
            killer.daemon = True
            killer.start()
        ended_by.append(number)
        process.terminate()

    before = {number: signal.signal(number, end) for number in _ENDINGS}
    try:
        code = process.wait()
    finally:
        _kill_group(process)
        for number, handler in before.items():
            signal.signal(number, handler)
    return (code if code >= 0 else 128 - code), (ended_by[0] if ended_by else None)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def end_with_starter() -> None:
    """In the server: end, with all of its group, as soon as the process that started it is gone.

    That process cannot pass on a signal that kills it at once.
    """
    if os.environ.pop(_LIFELINE, None):
        threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    if os.name == "posix":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _open_when_up(address: str, port: int) -> None:
    """Open the page in this machine's browser as soon as it answers, within a minute."""
    host = _EVERY_ADDRESS.get(address, address)
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
            shown = f"[{host}]" if ":" in host else host
            webbrowser.open(f"http://{shown}:{port}")
            return
        time.sleep(0.1)


def _allowed_names(address: str, hosts: Sequence[str]) -> tuple[str, ...]:
    own = _LOOPBACK_NAMES if address in _LOOPBACK_NAMES else ()
    return (*own, *hosts)
