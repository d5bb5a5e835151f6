"""The browser front end, started as a Streamlit server with safe defaults."""

import subprocess
import sys
from pathlib import Path

from rangemap.bundled import bundled_folder

# why each differs from Streamlit's own default: docs/app.md
SETTINGS = {
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "server.enableStaticServing": "true",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": "10",
    "theme.light.primaryColor": "#0B5C8F",
    "theme.dark.primaryColor": "#7CC0EA",
    "theme.dark.backgroundColor": "#14171B",
    "theme.dark.secondaryBackgroundColor": "#1E2329",
}


def app_script() -> Path:
    """The page's script. Raises DataError where this installation lacks it."""
    return bundled_folder("app") / "main.py"


def serve(port: int, address: str, *, headless: bool) -> int:
    """Serve the page until interrupted; returns the server's exit code."""
    settings = SETTINGS | {
        "server.port": str(port),
        "server.address": address,
        "server.headless": str(headless).lower(),
    }
    flags = [f"--{name}={value}" for name, value in settings.items()]
    command = [sys.executable, "-m", "streamlit", "run", str(app_script()), *flags]
    try:
        return subprocess.call(command)  # noqa: S603  our own script, no shell
    except KeyboardInterrupt:
        return 0
