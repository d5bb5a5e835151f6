"""The server as it is started and ended: what is asked, what it takes from others, what is left."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys

import pytest

BAD_SETTINGS = """
[server]
enableCORS = false
enableXsrfProtection = false
baseUrlPath = "elsewhere"
[browser]
serverAddress = "evil.example"
"""


class Server:
    """``rangemap app`` with this machine's browser replaced by one that tells when it is asked."""

    def __init__(self, port, folder, **environment):
        self.port = port
        self.told = folder / "told"
        os.mkfifo(self.told)
        browser = folder / "browser"
        browser.write_text(f'#!/bin/sh\necho "$1" > {self.told}\n')
        browser.chmod(0o755)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "rangemap", "app", "--port", str(self.port)],
            cwd=folder,
            env=os.environ | {"HOME": str(folder), "BROWSER": str(browser)} | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def opened(self):
        """The address that the browser was sent to, as soon as it was."""
        heard = subprocess.run(
            ["timeout", "600", "cat", self.told], capture_output=True, check=True
        )
        return heard.stdout.decode().strip()

    def status(self, path, **headers):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port)) as asked:
            asked.request("GET", path, headers=headers)
            return asked.getresponse().status

    def end(self, number=signal.SIGTERM):
        """What it said, and how it ended: the number of the signal, negative."""
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=600)
        return said, self.process.returncode


@pytest.fixture
def start(tmp_path, free_port):
    servers = []

    def start(**environment):
        servers.append(Server(free_port(), tmp_path, **environment))
        return servers[-1]

    yield start
    for server in servers:
        server.process.kill()
        server.process.communicate(timeout=600)


def ended(server, number):
    """What a server said that was ended by a signal to its first process: nothing is left of it."""
    said, code = server.end(number)
    assert code == -number  # a shell says 130 for Ctrl-C, systemd calls SIGTERM a clean end
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", server.port))
    left = subprocess.run(
        ["pgrep", "-f", f"server.port={server.port}"], capture_output=True, check=False
    )
    assert left.stdout == b""
    return said


def test_a_first_start_asks_nothing_opens_the_browser_and_ends_by_ctrl_c(start, tmp_path):
    server = start()
    assert server.opened() == f"http://127.0.0.1:{server.port}"
    assert "Email" not in ended(server, signal.SIGINT)
    assert not (tmp_path / ".streamlit").exists()


def test_nothing_is_left_of_a_server_whose_first_process_was_killed(start):
    server = start()
    server.opened()
    asked = ["pgrep", "-o", "-f", f"server.port={server.port}"]
    found = subprocess.run(asked, capture_output=True, check=True)
    # of a group of its own, for all of the group that it is in is killed
    assert os.getpgid(int(found.stdout)) not in {os.getpgid(server.process.pid), os.getpgrp()}
    server.end(signal.SIGKILL)  # returns when nobody holds its output open any more


def test_neither_python_nor_settings_are_taken_from_folder_home_or_environment(start, tmp_path):
    planted = tmp_path / "planted"
    for name in ("calendar.py", "random.py", "numpy.py", "streamlit/__main__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"open({str(planted)!r}, 'w')\nraise SystemExit(9)\n")
    (tmp_path / ".streamlit").mkdir()  # the folder and the home
    (tmp_path / ".streamlit" / "config.toml").write_text(BAD_SETTINGS)
    server = start(STREAMLIT_SERVER_ENABLE_CORS="false", STREAMLIT_SERVER_BASE_URL_PATH="there")
    assert server.opened() == f"http://127.0.0.1:{server.port}"
    assert server.status("/_stcore/health") == 200
    shake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    assert server.status("/_stcore/stream", Origin="https://evil.example", **shake) == 403
    said = ended(server, signal.SIGTERM)
    assert f"http://127.0.0.1:{server.port}" in said
    assert "evil.example\n" not in said.replace("origin=https://evil.example", "")
    assert not planted.exists()
