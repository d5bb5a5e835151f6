"""What is moved by hand: rings that follow at once, and clicks that all count."""

import math
import re

import numpy as np
import pytest
import shapely
from playwright.sync_api import expect
from pyproj import Geod
from visit import DESKTOP, Visit, double_click
from waiting import TWO_FRAMES, becomes

STILL = "() => !document.documentElement.classList.contains('rm-ahead')"
# the least and greatest place of provisional lines, across and down, as far as the map shows them
INKED = """() => {
  const pane = document.querySelector('.leaflet-hand-pane');
  if (pane.hidden) return null;
  const map = document.querySelector('.rm-map').getBoundingClientRect();
  const box = [1e9, 1e9, -1, -1];
  for (const path of pane.querySelectorAll('path')) {
    const to = path.getScreenCTM();
    const drawn = path.getAttribute('d').replace(/M\\S+ \\S+?h0/g, ''); // without what is not seen
    for (const [, line] of drawn.matchAll(/M([^M]+)/g)) {
      const steps = line.match(/-?[0-9]+/g).map(Number); // from the first corner on
      for (let n = 0, x = 0, y = 0; n < steps.length; n += 2) {
        [x, y] = [x + steps[n], y + steps[n + 1]];
        const [left, top] = [to.e + to.a * x - map.left, to.f + to.d * y - map.top];
        box[0] = Math.min(box[0], left); box[1] = Math.min(box[1], top);
        box[2] = Math.max(box[2], left); box[3] = Math.max(box[3], top);
      }
    }
  }
  return [
    Math.max(box[0], 0), Math.max(box[1], 0),
    Math.min(box[2], map.width), Math.min(box[3], map.height),
  ];
}"""
# the same of the exact rings, as far as the map shows them
DRAWN = """() => {
  const map = document.querySelector('.rm-map').getBoundingClientRect();
  const boxes = [...document.querySelectorAll('.leaflet-rings-pane path')]
    .map((path) => path.getBoundingClientRect());
  const least = (side) => Math.min(...boxes.map((each) => each[side]));
  const most = (side) => Math.max(...boxes.map((each) => each[side]));
  return [
    Math.max(least('left') - map.left, 0),
    Math.max(least('top') - map.top, 0),
    Math.min(most('right') - map.left, map.width),
    Math.min(most('bottom') - map.top, map.height),
  ];
}"""
SHOWN = """() => ['.leaflet-rings-pane', '.rm-label-ring'].map(
  (where) => getComputedStyle(document.querySelector(where)).visibility)"""


@pytest.fixture
def visit(context_of, server):
    return Visit(context_of(**DESKTOP), server)


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.fixture
def scripts(context_of, server):
    """A page without anything, from where the page's scripts are asked for."""
    page = context_of(**DESKTOP).new_page()
    page.goto(f"{server}/_stcore/health")
    return page


def test_provisional_rings_are_geodesic(scripts):
    scripts.add_script_tag(url="/app/static/geodesic/geographiclib-geodesic.min.js")
    geod = Geod(ellps="WGS84")
    for lat, lon, metres in ((51.0, 34.7, 305_775.0), (68.97, 33.08, 80_467.2)):
        ring = scripts.evaluate(
            """async ([lat, lon, metres]) => {
              const { Rings } = await import('/app/static/rings.js');
              return Rings.prototype.newRing.call({ geodesic }, lat, lon, metres, 24);
            }""",
            [lat, lon, metres],
        )
        for x, y in zip(ring[::2], ring[1::2], strict=True):
            back = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))
            away = geod.inv(lon, lat, 360 * x - 180, back)[2]
            assert away == pytest.approx(metres, abs=0.01)


def disks(middles, radius):
    """Rings of 96 sides and their middles."""
    turn = np.linspace(0, 2 * np.pi, 97)
    middles = np.asarray(middles)
    rings = [
        np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)]) for x, y in middles
    ]
    return [
        {"ring": ring.ravel().tolist(), "round": list(middle)}
        for ring, middle in zip(rings, middles.tolist(), strict=True)
    ]


def held(shapes):
    return shapely.union_all(
        [shapely.Polygon(np.reshape(each["ring"], (-1, 2))) for each in shapes]
    )


def test_the_outline_of_many_rings_is_that_of_their_union(scripts):
    """Against shapely: places as one, each with a minimum of its own, twice the same, an area."""
    chance = np.random.default_rng(5)
    corners = [(30, 30), (70, 30), (70, 70), (30, 70), (30, 30)]
    square = {"ring": np.ravel(corners).tolist(), "round": None}
    along = shapely.LineString(corners)
    dots = [shapely.get_coordinates(along.interpolate(at))[0] for at in range(0, 160, 2)]
    cases = [
        [{"outer": disks(chance.uniform(20, 80, (count, 2)), 12), "inner": []}]
        for count in (1, 2, 9, 40)
    ]
    same = disks(chance.uniform(20, 80, (3, 2)), 15)
    cases.append([{"outer": [*same, *same[:1]], "inner": []}])
    cases.append([{"outer": [*disks(dots, 6), square], "inner": []}])
    places = disks(chance.uniform(20, 80, (7, 2)), 18)
    turn = np.array([9 / 18, 9 / 18])
    inner = [
        {
            "ring": ((np.reshape(p["ring"], (-1, 2)) - p["round"]) * turn + p["round"])
            .ravel()
            .tolist(),
            "round": p["round"],
        }
        for p in places
    ]
    cases.append([{"outer": [o], "inner": [i]} for o, i in zip(places, inner, strict=True)])
    drawn = scripts.evaluate(
        """async (cases) => {
          const { outline, shape } = await import('/app/static/outline.js');
          const of = ({ ring, round }) => shape(ring, round ?? undefined, Boolean(round));
          return cases.map((areas) => outline(areas.map(
            ({ outer, inner }) => ({ outer: outer.map(of), inner: inner.map(of) }))));
        }""",
        cases,
    )
    for areas, lines in zip(cases, drawn, strict=True):
        reached = shapely.union_all(
            [shapely.difference(held(each["outer"]), held(each["inner"])) for each in areas]
        )
        got = shapely.union_all(
            [shapely.LineString(np.reshape(line, (-1, 2))) for line in lines if len(line) > 2]
        )
        assert shapely.hausdorff_distance(got, reached.boundary, densify=0.05) < 0.1
        assert shapely.length(got) == pytest.approx(shapely.length(reached.boundary), rel=0.005)


def test_eight_quick_clicks_at_eight_places_are_eight_points(visit):
    visit.open("origin=point:49.0,31.0,&weapon=himars")
    for number in range(8):
        visit.page.mouse.click(*visit.place(0.2 + 0.07 * number, 0.3 + 0.05 * (number % 3)))
        expect(visit.page.locator(".rm-origin")).to_have_count(number + 2)
    visit.page.wait_for_function(STILL)
    visit.settles()
    assert len(visit.query["origin"]) == 9
    becomes(visit.page, visit.page.locator(".rm-origin").all_text_contents, list("123456789"))
    double_click(visit.page, *visit.place(0.5, 0.7))
    visit.page.wait_for_function(STILL)
    visit.settles()
    assert len(visit.query["origin"]) == 10


def test_a_click_before_streamlit_has_started_counts(visit):
    held = []

    def hold(route):
        held.append(route)

    visit.page.route("**/scripts?*", hold)
    visit.page.goto(visit.server, wait_until="commit")
    visit.page.locator("#rm-early .rm-map[data-drawn]").wait_for()
    visit.page.mouse.click(*visit.place(0.3, 0.7))
    expect(visit.page.locator(".rm-origin")).to_have_count(2)
    for each in held:
        each.continue_()
    visit.wait_for_map()
    visit.page.wait_for_function(STILL)
    visit.settles()
    assert len(visit.query["origin"]) == 2


@pytest.mark.parametrize("query", ["weapon=himars", "range=Ours%3D40 km..120 km"])
def test_rings_follow_a_dragged_point_and_do_not_jump_when_they_are_measured(visit, query):
    visit.open(f"origin=point:49.4,32.0,&{query}")
    page = visit.page
    page.wait_for_function("window.geodesic")
    x, y = middle(page.locator(".rm-origin-icon"))
    page.mouse.move(x, y)
    page.mouse.down()
    before = page.evaluate(DRAWN)
    page.mouse.move(x + 8, y + 15, steps=3)
    becomes(page, lambda: page.evaluate(SHOWN), ["hidden", "hidden"])
    expected = [then + moved for then, moved in zip(before, (8, 15, 8, 15), strict=True)]
    becomes(page, lambda: page.evaluate(INKED), pytest.approx(expected, abs=6))
    page.evaluate(TWO_FRAMES)  # the last of the steps is drawn
    provisional = page.evaluate(INKED)
    visit.acts(page.mouse.up)
    becomes(page, lambda: page.evaluate(INKED), None)
    becomes(page, lambda: page.evaluate(DRAWN), pytest.approx(provisional, abs=4))
    becomes(page, lambda: page.evaluate(SHOWN), ["visible", "visible"])


def test_the_slider_and_the_ends_of_a_stretch_move_rings_and_border(visit):
    visit.open("origin=border:RU,300.0:400.0,,&weapon=himars")
    page = visit.page
    page.wait_for_function("window.geodesic")
    slider = page.get_by_role("slider", name=re.compile("Kilometres.*end"))
    at = slider.evaluate(
        "each => (({x, y, width, height}) => [x + width / 2, y + height / 2])"
        "(each.parentElement.getBoundingClientRect())"
    )
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + 20, at[1])
    page.wait_for_function("each => each.valueAsNumber > 500", arg=slider.element_handle())
    page.evaluate(TWO_FRAMES)
    provisional = page.evaluate(INKED)
    visit.acts(page.mouse.up)
    start, end = visit.query["origin"][0].split(",")[1].split(":")
    assert float(start) == 300
    assert float(end) > 500
    becomes(page, lambda: page.evaluate(DRAWN), pytest.approx(provisional, abs=6))
    x, y = middle(page.locator(".rm-end").first)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 60, steps=3)
    visit.acts(page.mouse.up)
    moved_start, same_end = visit.query["origin"][0].split(",")[1].split(":")
    assert float(moved_start) > 305
    assert float(same_end) == float(end)
