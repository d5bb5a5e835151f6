"""What is drawn of hundreds of thousands of places: fewer, where they were, none far from one."""

import io
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely

from rangemap import compute
from rangemap.export.reach import REACH
from rangemap.figures.palette import STYLES
from rangemap.figures.thinning import thinned
from rangemap.scenario.origins import ShapeOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.web.mapdata import scene_data


def scattered(count):
    chance = np.random.default_rng(count)
    return np.column_stack([chance.uniform(25, 38, count), chance.uniform(46, 52, count)])


def wave(count):
    x = np.linspace(25, 38, count)
    return shapely.LineString(np.column_stack([x, 49 + np.sin(20 * x)]))


def test_few_are_left_as_they_are():
    for shape in (shapely.MultiPoint(scattered(1_000)), shapely.LineString(scattered(900))):
        assert thinned(shape) is shape


def test_points_stay_where_they_are_and_stand_for_those_around_them():
    places = scattered(50_000)
    kept = shapely.get_coordinates(thinned(shapely.MultiPoint(places)))
    assert 1_000 < len(kept) <= 37**2
    assert {*map(tuple, kept)} <= {*map(tuple, places)}
    cell = np.hypot(*np.ptp(places, axis=0)) / 36
    tree = shapely.STRtree(shapely.points(kept))
    _, away = tree.query_nearest(shapely.points(places), return_distance=True, all_matches=False)
    assert away.max() <= cell * (1 + 1e-9)


def test_a_long_line_keeps_its_course():
    line = wave(100_000)
    drawn = thinned(line)
    assert shapely.get_num_coordinates(drawn) < 5_000
    assert shapely.hausdorff_distance(line, drawn) <= 13 / 2000


def test_of_many_lines_and_areas_the_largest_stay():
    ends = scattered(3_000)
    lines = [shapely.LineString([end, end + 0.01]) for end in ends]
    drawn = thinned(
        shapely.GeometryCollection([*lines, shapely.box(30, 47, 31, 48), shapely.Point(30.5, 47.6)])
    )
    assert len(drawn.geoms) < 1_500
    assert shapely.box(30, 47, 31, 48) in drawn.geoms


@pytest.mark.parametrize("kind", ["points", "line", "lines"])
def test_a_figure_draws_no_more_than_can_be_told_apart(kind):
    places = scattered(60_000)
    shape = {
        "points": shapely.MultiPoint,
        "line": lambda xy: wave(len(xy)),
        "lines": lambda xy: shapely.MultiLineString([[each, each + 0.02] for each in xy]),
    }[kind](places)
    reach = compute(Scenario((ShapeOrigin(shape, "many"),), weapons=("himars",)))
    drawn = ET.parse(io.BytesIO(REACH.file(reach, ".svg")))
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}path"))) < 12_000
    assert len(REACH.file(reach, ".html")) < 5_000_000


def test_points_that_belong_together_are_seen_on_the_page():
    """Leaflet draws a dot of a line to itself, and nothing of a line of one position."""
    together = ShapeOrigin(shapely.MultiPoint([(34.5, 51), (36, 50)]))
    reach = compute(Scenario((together,), weapons=("himars",)))
    (origin,) = scene_data(reach, STYLES["light"])["origins"]
    assert origin["kind"] == "MultiPoint"
    assert [part[2:] for part in origin["shape"]] == [[0, 0], [0, 0]]
