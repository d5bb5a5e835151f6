"""A server that takes its time, and one that is lost: nothing is given up by the clock."""

import contextlib
import socket
import threading

import pytest
from playwright.sync_api import expect
from test_typed_forms import DROPPED
from visit import Visit
from waiting import becomes

MUCH_LATER_MS = 600_000
# that Streamlit has run the page's script once more
RUNS = """() => {
  const app = document.querySelector("[data-testid=stApp]");
  let isRunning = false;
  new MutationObserver(() => {
    window.hasRun ||= isRunning && app.dataset.testScriptState === "notRunning";
    isRunning ||= app.dataset.testScriptState === "running";
  }).observe(app, { attributeFilter: ["data-test-script-state"] });
}"""
LIST = "lat,lon,name\n50.3,36.9,Vovchansk\n"


@pytest.fixture
def held(newcomer):
    """Holds what is asked for at addresses like one; gives what is held, to be let go."""

    def hold(address):
        routes = []

        def keep(route):
            routes.append(route)

        newcomer.route(address, keep)
        return routes

    return hold


@pytest.fixture(scope="module")
def another(server_on, free_port):
    """A server that has heard of no visit yet, as one that was started again."""
    with server_on(free_port()) as address:
        yield address


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


def let_go(routes):
    for each in routes:
        each.continue_()


def test_a_dropped_file_is_taken_however_long_it_travels(newcomer, held, server):
    visit = Visit(newcomer, server)
    newcomer.clock.install()
    visit.open()
    routes = held("**/_stcore/upload_file/**")
    visit.page.evaluate(DROPPED, [0, ["points.csv", LIST]])
    becomes(visit.page, lambda: len(routes), 1)
    newcomer.clock.fast_forward(MUCH_LATER_MS)
    before = visit.drawn
    let_go(routes)
    visit.wait_for_map(other_than=before)
    assert visit.query["origin"][1:] == ["point:50.3,36.9,Vovchansk"]


def test_files_to_take_stand_still_however_late_what_is_above_them_comes(newcomer, held, server):
    visit = Visit(newcomer, server)
    newcomer.clock.install()
    visit.open()
    routes = held("**/app/static/curve.js*")
    drawer = visit.page.locator(".st-key-thresholds")
    drawer.locator("summary").click()
    files = drawer.locator(".rm-take")
    files.wait_for(state="attached")
    newcomer.clock.fast_forward(MUCH_LATER_MS)
    expect(files).to_be_hidden()
    let_go(routes)
    expect(files).to_be_visible()


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
