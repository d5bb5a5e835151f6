import base64
import contextlib
import functools
import gc
import gzip
import html
import itertools
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings
from playwright.sync_api import expect, sync_playwright
from waiting import OPENS_AT_ONCE, WAIT_MS

from rangemap.cli import options

# how slow a machine is, is no fault; and who tries a change is told of no other's: each run draws
# the same examples, as Hypothesis has it where CI is set. `--hypothesis-profile=random` draws new.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, derandomize=False)
settings.load_profile("same")

# What starts servers or other processes, is a campaign of random cases, or takes more than a few
# seconds of a processor, the longest first. `make quick` leaves these out; where files are shared
# among processes, these are begun first, so that no process waits long for the last of another.
SLOW = (
    "e2e/test_page.py",
    "e2e/test_map.py",
    "e2e/test_drawers.py",
    "e2e/test_presenting.py",
    "e2e/test_access.py",
    "trust/test_proxy.py",
    "trust/test_faults.py",
    "e2e/test_typed_forms.py",
    "e2e/test_hand.py",
    "e2e/test_slow_server.py",
    "e2e/test_story_page.py",
    "e2e/test_exported_page.py",
    "e2e/test_live_lesson.py",
    "e2e/test_lesson_slider.py",
    "web/test_picture_pages.py",
    "e2e/test_share.py",
    "test_notebook.py",
    "figures/test_figure.py",
    "trust/test_sinks.py",
    "trust/test_measuring.py",
    "geodesy/test_distance.py",
    "export/test_reports.py",
    "test_docs_run.py",
    "export/test_schemas.py",
    "test_tutorials.py",
    "cli/test_pipes.py",
    "page/test_serve.py",
    "test_elsewhere.py",
    "figures/test_analysis_figures.py",
    "trust/test_geometry.py",
    "workers/test_crew.py",
    "batch/test_cluster.py",
    "intake/test_areas.py",
    "geodesy/test_buffer.py",
    "cli/test_terminal.py",
    "trust/test_serving.py",
    "figures/test_lessons.py",
    "test_package.py",
    "trust/test_fuzzing.py",
    "page/test_analyses.py",
    "trust/test_bounds.py",
    "workers/test_questions.py",
    "cli/test_imports.py",
    "figures/test_figure_files.py",
    "intake/test_postgis.py",
    "intake/test_hostile_files.py",
    "intake/test_formats.py",
    "geodesy/test_brute_force.py",
    "export/test_qgis.py",
    "analysis/test_many.py",
    "batch/test_field.py",
    "batch/test_docs.py",
    "geodesy/test_pairs.py",
    "geodesy/test_farthest.py",
    "geodesy/test_patch.py",
    "figures/test_thinning.py",
    "geodesy/test_pockets.py",
    "export/test_parity.py",
    "page/test_forms.py",
    "geodesy/test_indexed.py",
    "batch/test_border_profile.py",
    "geodesy/test_side.py",
    "figures/test_threshold_plot.py",
)

_undo = pytest.MonkeyPatch.undo


def _undo_everywhere(patched):
    """Undo, and fail if a module that was imported meanwhile has kept what a test put elsewhere."""
    put = [
        (module, name, getattr(module, name))
        for module, name, _ in patched._setattr
        if isinstance(module, ModuleType) and hasattr(module, name)
    ]
    _undo(patched)
    mine = {name: value for module, name, value in put if vars(module).get(name) is not value}
    kept = [
        f"{module.__name__}.{name}"
        for module in _own_modules()
        for name in mine.keys() & vars(module).keys()
        if vars(module)[name] is mine[name]
    ]
    assert not kept, f"a test's own {', '.join(kept)}: import that module before you patch"


def _own_modules():
    return [module for name, module in [*sys.modules.items()] if name.startswith("rangemap.")]


pytest.MonkeyPatch.undo = _undo_everywhere


def pytest_configure():
    """Look for garbage less often: a process of tests has much that stays and memory enough."""
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_modifyitems(items):
    """Mark what asks for a browser, and what is slow; files that need a browser are the last."""
    places = {path: place for place, path in enumerate(SLOW)}
    tests = Path(__file__).parent
    in_browsers = {item.path for item in items if "chromium" in item.fixturenames}

    def place(item):
        return places.get(item.path.relative_to(tests).as_posix(), len(places))

    items.sort(key=lambda item: (item.path in in_browsers, place(item)))
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
        if place(item) < len(places):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def free_port():
    """Gives ports for servers, each once: free, and nobody else's until the server has started.

    Each process has a hundred of its own, below those that systems give to outgoing connections.
    """
    own = range(20_000 + 100 * (os.getpid() % 100), 30_000)[:100]

    def is_free(port):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
        return True

    ports = filter(is_free, itertools.cycle(own))
    return lambda: next(ports)


@contextlib.contextmanager
def served(port, folder):
    """``rangemap app`` on that port, started from a folder that has nothing to do with it.

    It answers as maps.example.org too.
    """
    options = ("--headless", "--port", str(port), "--host", "maps.example.org")
    process = subprocess.Popen(
        [sys.executable, "-m", "rangemap", "app", *options],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = []
    for line in process.stdout:
        said.append(line)
        if "URL:" in line:
            break
    else:
        pytest.fail(f"rangemap app did not start: {''.join(said)}")
    hears = threading.Thread(target=process.stdout.read)  # or it would wait once a pipe is full
    hears.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, 15)
        hears.join()
        process.stdout.close()
        process.wait()


@pytest.fixture(scope="session")
def server_on(tmp_path_factory):
    """Starts the page on a port, for as long as a ``with`` lasts."""
    return lambda port: served(port, tmp_path_factory.mktemp("elsewhere"))


@pytest.fixture(scope="session")
def server(server_on, free_port):
    """The address of the page that tests share which need none of their own."""
    with server_on(free_port()) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    """The path of Debian's Chromium; without one the browser tests are skipped, but fail in CI."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "no chromium on this machine; apt-get install chromium"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def browser_of(chromium):
    """Gives Chromium with windows, which fill the screen and come back, or without: less work.

    While one is open, asyncio.run works only in other threads.
    """
    expect.set_options(timeout=WAIT_MS)
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    quiet.append("--js-flags=--no-opt")  # pages live for seconds: what V8 optimizes last never pays
    with sync_playwright() as playwright, contextlib.ExitStack() as opened:

        @functools.cache
        def get(*, windowed=False):
            without = None if windowed else shutil.which("chromium-headless-shell")
            browser = playwright.chromium.launch(executable_path=without or chromium, args=quiet)
            opened.callback(browser.close)
            return browser

        yield get


@pytest.fixture(scope="session")
def browser(browser_of):
    """One browser for all tests that need no windows."""
    return browser_of()


@pytest.fixture
def newcomer(browser):
    """A browser that has nothing of the page yet, and may be refused something."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(WAIT_MS)
    context.add_init_script(OPENS_AT_ONCE)
    yield context
    context.close()


@pytest.fixture(scope="session")
def unframed():
    """Reads the page that a notebook's frame has packed."""

    def page(frame):
        document = html.unescape(re.search(r'srcdoc="([^"]*)"', frame)[1])
        content = re.search(r'data-page="([^"]*)"', document)[1]
        digits = content.translate(str.maketrans("[]:,./", "&<>{}`"))
        return gzip.decompress(base64.b85decode(digits)).decode()

    return page


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run the command line as a shell would, in a folder of its own: code, output, error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        with pytest.raises(SystemExit) as exit_:
            options.main([str(each) for each in arguments])
        out, err = capsys.readouterr()
        return exit_.value.code, out, err

    return run
