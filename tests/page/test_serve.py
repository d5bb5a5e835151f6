"""A first start: nothing is asked, and this machine's browser is sent to the page."""

import os
import socket
import subprocess
import sys


def test_a_first_start_asks_nothing_and_opens_the_browser(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = tmp_path / "told"
    os.mkfifo(told)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {told}\n')
    browser.chmod(0o755)
    server = subprocess.Popen(
        [sys.executable, "-m", "rangemap", "app", "--port", str(port)],
        cwd=tmp_path,
        env=os.environ | {"HOME": str(tmp_path), "BROWSER": str(browser)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        heard = subprocess.run(["timeout", "60", "cat", told], capture_output=True, check=False)
        assert heard.stdout.decode().strip() == f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, 15)
        said, _ = server.communicate()
    assert "Email" not in said
    assert not (tmp_path / ".streamlit").exists()
