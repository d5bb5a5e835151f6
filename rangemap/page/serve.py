"""The browser front end, started as a Streamlit server with safe defaults."""

import contextlib
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Sequence
from pathlib import Path

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
    "theme.light.primaryColor": "#0B5C8F",
    "theme.dark.primaryColor": "#7CC0EA",
    "theme.dark.backgroundColor": "#14171B",
    "theme.dark.secondaryBackgroundColor": "#1E2329",
}

# what browsers call this machine; a page elsewhere that lets its own name lead here is none of them
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  where to find what is on all


def app_script() -> Path:
    """What Streamlit is to run. Raises DataError where this installation lacks it."""
    return bundled_folder("app") / "served.py"


def serve(port: int, address: str, *, headless: bool, hosts: Sequence[str] = ()) -> int:
    """Serve the page until interrupted; returns the server's exit code.

    hosts: the names under which browsers reach it, as behind a proxy; on loopback also this
    machine's own, elsewhere any name if none is given.
    """
    settings = SETTINGS | {
        "server.port": str(port),
        "server.address": address,
    }
    flags = [f"--{name}={value}" for name, value in settings.items()]
    flags += [f"--server.allowedHosts={name}" for name in _allowed_names(address, hosts)]
    command = [sys.executable, "-m", "streamlit", "run", str(app_script()), *flags]
    if not headless:
        threading.Thread(target=_open_when_up, args=(address, port), daemon=True).start()
    try:
        return subprocess.call(command)  # noqa: S603  our own script, no shell
    except KeyboardInterrupt:
        return 0


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
