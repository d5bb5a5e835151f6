"""What needs two processes of the page: deploy/nginx.conf with a real nginx, and a restart."""

import asyncio
import collections
import contextlib
import hashlib
import os
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import load
import pytest
from playwright.sync_api import expect
from visit import Visit
from waiting import OPENS_AT_ONCE, WAIT_MS

ROOT = Path(__file__).parents[2]

# that Streamlit has run the page's script once more
RUNS = """() => {
  const app = document.querySelector("[data-testid=stApp]");
  let isRunning = false;
  new MutationObserver(() => {
    window.hasRun ||= isRunning && app.dataset.testScriptState === "notRunning";
    isRunning ||= app.dataset.testScriptState === "running";
  }).observe(app, { attributeFilter: ["data-test-script-state"] });
}"""

MAIN = """
daemon off; pid {folder}/pid; error_log {folder}/errors;
events {{ }}
http {{
    include /etc/nginx/mime.types;
    log_format who '$upstream_addr "$cookie_rangemap" $status $request_uri';
    access_log {folder}/access who;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/rangemap.conf;
}}
"""


@contextlib.contextmanager
def proxied(folder, one, two):
    """The address of the proxy before two processes; its log of who answered whom in a folder."""
    if shutil.which("nginx") is None:
        pytest.skip("no nginx on this machine; apt-get install nginx-light")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        text = (ROOT / "deploy/nginx.conf").read_text()
        for written, here in (
            ("listen 80;", f"listen 127.0.0.1:{port};"),
            ("127.0.0.1:8501", one.removeprefix("http://")),
            ("127.0.0.1:8502", two.removeprefix("http://")),
        ):
            assert written in text
            text = text.replace(written, here)
        (folder / "rangemap.conf").write_text(text)
        (folder / "main.conf").write_text(MAIN.format(folder=folder))
        nginx = subprocess.Popen(
            ["nginx", "-c", str(folder / "main.conf"), "-p", str(folder)],
            env=os.environ | {"NGINX": f"{listening.fileno()};"},  # takes the socket over
            pass_fds=[listening.fileno()],
        )
        address = f"http://127.0.0.1:{port}"
        while not load.is_up(address) and nginx.poll() is None:
            time.sleep(0.05)
        assert nginx.poll() is None, (folder / "errors").read_text()
        yield address
        nginx.terminate()
        nginx.wait()


@pytest.fixture(scope="module")
def another(server_on, free_port):
    """A server that has heard of no visit to the other, as one that was started again."""
    with server_on(free_port()) as address:
        yield address


@pytest.fixture(scope="module")
def site(tmp_path_factory, another, server):
    """The proxy's address, and its folder with the log of who answered whom."""
    folder = tmp_path_factory.mktemp("nginx")
    with proxied(folder, another, server) as address:
        yield address, folder


def logged(folder):
    """Of each request, once it has ended: which process answered, the visitor, what was asked."""
    for line in (folder / "access").read_text().splitlines():
        process, cookie, _, path = re.fullmatch(r'(\S+) "(.*)" (\d+) (\S+)', line).groups()
        yield process, cookie, path


def answered(folder):
    """By visitor, which processes answered."""
    found = collections.defaultdict(set)
    for process, cookie, _ in logged(folder):
        if cookie != "-" and process != "-":
            found[cookie].add(process)
    return found


def visitor(number):
    """A cookie as nginx makes it, 32 hexadecimal digits, but the same in every run."""
    return hashlib.md5(str(number).encode()).hexdigest()


def test_each_visit_stays_where_it_is(site, run):
    address, folder = site

    async def visit(number):
        headers = {"Cookie": f"rangemap={visitor(number)}"}
        async with load.connected(address, headers) as session:
            session.query = f"origin=point:50.{number},36.0,visitor {number}&weapon=himars"
            await session.rerun()
            await session.rerun(session.map_event(kind="drag", index=0, lat=51.0, lon=35.0))
            assert f"visitor {number}" in session.scene
        for path in ("/", "/_stcore/health"):
            asked = urllib.request.Request(f"{address}{path}", headers=headers)
            (await asyncio.to_thread(urllib.request.urlopen, asked)).close()

    async def every():
        await asyncio.gather(*(visit(number) for number in range(8)))

    run(every())
    processes = answered(folder)
    assert [len(processes[visitor(number)]) for number in range(8)] == [1] * 8


def test_visits_are_shared_out(site):
    # which visitor goes where depends on the ports, which are others in every run: of a hundred
    # visitors all go to one process once in 2 ** 99 runs
    address, folder = site
    for number in range(100, 200):
        headers = {"Cookie": f"rangemap={visitor(number)}"}
        asked = urllib.request.Request(f"{address}/_stcore/health", headers=headers)
        urllib.request.urlopen(asked).close()
    processes = answered(folder)
    assert len({process for each in processes.values() for process in each}) == 2


def test_headers_are_set_and_inner_paths_are_not_served(site):
    address, _ = site
    with urllib.request.urlopen(f"{address}/?embed=true") as page:
        headers = page.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "object-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors *" in headers["Content-Security-Policy"]
    assert "nginx/" not in headers["Server"]
    assert re.search(r"rangemap=\w+; Path=/; HttpOnly", str(headers))
    with urllib.request.urlopen(address) as page:
        assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    for path in ("/_stcore/metrics", "/_stcore/agent/openapi.json"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{address}{path}")


def visitors(folder, path):
    """Who asked for what begins like that; waits until somebody did."""
    while not (found := {cookie for _, cookie, each in logged(folder) if each.startswith(path)}):
        time.sleep(0.05)
    return found


def test_the_page_works_in_a_browser_under_the_policy(server, browser, tmp_path):
    """Before one process only: of two, each visitor would have one, as tests above show."""
    wrong = []
    with proxied(tmp_path, server, server) as address, browser.new_context() as context:
        context.add_init_script(OPENS_AT_ONCE)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address)
        page.locator(".rm-label-ring").first.wait_for()
        page.get_by_text("A list or a scenario file").click()
        upload = {"name": "points.csv", "mimeType": "text/csv", "buffer": b"lat,lon\n50,36.5"}
        page.locator('[class*="st-key-upload-"] input[type=file]').set_input_files(upload)
        page.get_by_text("points.csv").wait_for()
        page.get_by_role("button", name="Add", exact=True).last.click()
        page.wait_for_url(lambda url: "36.5" in url)
        with page.expect_download() as begun:
            page.get_by_role("link", name="Table (CSV)").click()
        assert b"RU-KRS" in begun.value.path().read_bytes()
        page.close()
        # all that one process must know of is asked for by one visitor
        paths = ("/_stcore/stream", "/_stcore/upload_file/", "/file/")
        one, *others = (visitors(tmp_path, path) for path in paths)
        assert re.fullmatch("[0-9a-f]{32}", *one)
        assert others == [one, one]
    assert wrong == []


@contextlib.contextmanager
def passed_on(port, server):
    """Answers at a port with what a server says, and is lost with all connections at the end."""
    to = ("127.0.0.1", int(server.rpartition(":")[2]))
    with contextlib.ExitStack() as opened:
        listening = opened.enter_context(socket.create_server(("127.0.0.1", port)))

        def passes(here, there):
            with contextlib.suppress(OSError):
                while said := here.recv(100_000):
                    there.sendall(said)
                there.shutdown(socket.SHUT_WR)

        def answers():
            with contextlib.suppress(OSError):
                while True:
                    ends = [listening.accept()[0], socket.create_connection(to)]
                    for each in ends:
                        opened.callback(lose, each)
                    for way in (ends, ends[::-1]):
                        threading.Thread(target=passes, args=way, daemon=True).start()

        answering = threading.Thread(target=answers)
        answering.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            answering.join()


def lose(connection):
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def test_a_lost_server_is_told_in_the_pages_language_and_found_again(
    newcomer, server, another, free_port
):
    port = free_port()
    with passed_on(port, server) as address:
        visit = Visit(newcomer, address).open("origin=point:51.0,34.7&weapon=himars&lang=uk")
        told = visit.page.get_by_role("dialog")
        rings = visit.labels("ring")
    expect(told).to_contain_text("Немає з’єднання із сервером сторінки")
    expect(told).to_contain_text("rangemap app")
    expect(told.get_by_text("Connection error")).to_have_count(0)
    assert visit.labels("ring") == rings
    with passed_on(port, another):
        expect(told).to_have_count(0)
        visit.settles()
        assert visit.labels("ring") == rings
        visit.click_map(0.4, 0.6)  # the first that the server hears of this page
        assert len(visit.query["origin"]) == 2


def test_what_is_pressed_first_after_a_restart_of_the_server_counts(
    newcomer, server, another, free_port
):
    """It runs the page at once: whatever a run does not know of yet has no say."""
    port = free_port()
    with passed_on(port, server) as address:
        visit = Visit(newcomer, address).open("origin=point:51.0,34.7&weapon=himars")
        visit.page.evaluate(RUNS)
        told = visit.page.get_by_role("dialog")
    expect(told).to_be_visible()
    with passed_on(port, another):
        visit.page.wait_for_function("window.hasRun")
        expect(told).to_have_count(0)
        visit.settles()
        visit.acts(visit.page.get_by_role("button", name="ATACMS 190 mi").first.click)
        assert visit.query["weapon"] == ["himars", "atacms"]
