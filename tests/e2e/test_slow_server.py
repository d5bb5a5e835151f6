"""A server that takes its time: nothing is given up by the clock."""

import pytest
from playwright.sync_api import expect
from test_typed_forms import DROPPED
from visit import Visit
from waiting import becomes

MUCH_LATER_MS = 600_000
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
