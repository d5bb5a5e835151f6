"""The browser front end, started as a Streamlit server with safe defaults."""

import subprocess
import sys
from pathlib import Path

from rangemap.errors import DataError

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
    """The page's script: inside the installed package, or beside it in a checkout."""
    here = Path(__file__).parent
    for folder in (here / "app", here.parent / "app"):
        if (folder / "main.py").is_file():
            return folder / "main.py"
    raise DataError("the app's files are missing from this installation; install rangemap again")


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
