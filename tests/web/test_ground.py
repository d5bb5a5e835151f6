"""The ground of the page's map: put together again, it is what every other map stands on."""

import gzip
import json
from itertools import pairwise

import numpy as np
import pytest
import shapely

from rangemap.web import basemap
from rangemap.web.arcs import arcs
from rangemap.web.ground import DECIMALS, detail_data, ground_data
from rangemap.world import boundaries

GRID = 10**-DECIMALS


@pytest.fixture(scope="module")
def ground():
    return json.loads(ground_data())


@pytest.fixture(scope="module")
def details():
    return json.loads(detail_data())


@pytest.fixture(scope="module")
def lines(ground):
    """Every arc, as lon, lat in units of the grid."""
    return [np.cumsum(np.reshape(each, (-1, 2)), axis=0) for each in ground["arcs"]]


def ring(lines, numbers):
    """Arcs one after the other, each from where the one before it ends."""
    each = [lines[number] if number >= 0 else lines[~number][::-1] for number in numbers]
    for before, after in pairwise(each):
        assert (before[-1] == after[0]).all()
    return np.vstack([positions[:-1] for positions in each] + [each[0][:1]])


def cyclic(ring):
    """A ring's positions from the least of them on, whichever its first is; without stops."""
    kept = ring[:-1][np.diff(ring, axis=0).any(axis=1)].tolist()
    start = kept.index(min(kept))
    return kept[start:] + kept[:start]


def test_outlines_are_the_basemaps_again(ground, lines):
    """Position by position, on the grid; only rings without area there may be missing."""
    whole = basemap.ground()
    lands = [*ground["regions"], *ground["countries"]]
    codes = [*whole.regions["region"], *whole.countries["country"]]
    assert [each.get("region", each["country"]) for each in lands] == codes
    shapes = [*whole.regions.geometry, *whole.countries.geometry]
    for land, shape in zip(lands, shapes, strict=True):
        got = [cyclic(ring(lines, each)) for part in land["shape"] for each in part]
        expected = [
            np.rint(shapely.get_coordinates(each) / GRID).astype(int)
            for part in shapely.get_parts(shape)
            for each in shapely.get_rings(part)
        ]
        assert got == [cyclic(each) for each in expected if len(np.unique(each, axis=0)) > 2]


def test_each_line_travels_once(lines):
    segments = [
        tuple(sorted((tuple(here), tuple(there))))
        for each in lines
        for here, there in pairwise(each.tolist())
    ]
    assert len(segments) > 50_000
    assert len(set(segments)) == len(segments)


def test_borders_and_coasts_are_the_basemaps(ground, lines):
    whole = basemap.ground()
    outlines = dict(zip(whole.lines["country"], whole.lines.geometry, strict=True))
    assert set(ground["borders"]) == set(whole.borders)
    for numbers, expected in [
        *((ground["borders"][each], border) for each, border in whole.borders.items()),
        *((ground["lines"][each], outlines[each]) for each in ("RU", "UA")),
    ]:
        got = shapely.MultiLineString([lines[number] * GRID for number in numbers])
        shapely.prepare([got, expected])
        for one, other in ((got, expected), (expected, got)):
            corners = shapely.points(shapely.get_coordinates(one))
            assert shapely.dwithin(other, corners, 0.999 * GRID).all()
        assert shapely.length(got) == pytest.approx(shapely.length(expected), rel=2e-3)


def test_crimea_is_ukraines(ground):
    countries = {each["region"]: each["country"] for each in ground["regions"]}
    assert (countries["UA-43"], countries["UA-40"], countries["RU-KDA"]) == ("UA", "UA", "RU")


def test_a_first_view_waits_for_what_it_shows(ground, details):
    first, later = (len(gzip.compress(data())) for data in (ground_data, detail_data))
    assert first < 230_000
    assert first + later < 450_000
    first, later = ({each["kind"] for each in piece["labels"]} for piece in (ground, details))
    assert (first, later) == ({"region", "country", "town"}, {"town", "river"})
    shown = {each["names"][0] for each in ground["labels"]}
    assert {"Kursk", "Kharkiv", "Belarus"} < shown
    assert shown.isdisjoint({"Sudzha", "Vovchansk"})
    assert len(details["lakes"]) == len(boundaries.lakes())
    assert [each["rank"] for each in details["rivers"]] == list(range(1, 10))


def test_a_rivers_name_stands_on_its_line_and_slopes_with_it(details):
    [seim] = [each for each in details["labels"] if each["names"] == ["Seim", "Сейм", "Сейм"]]
    rivers = boundaries.rivers()
    line = rivers.geometry[rivers["name"] == "Seim"].union_all()
    for lat, lon, slope in seim["spots"]:
        assert shapely.distance(line, shapely.Point(lon, lat)) < 0.01
        assert abs(slope) <= 60
        ahead = shapely.intersection(line, shapely.Point(lon, lat).buffer(0.2))
        west, south, east, north = ahead.bounds
        assert east - west > (north - south) / 4
    assert [seim["lat"], seim["lon"]] == seim["spots"][0][:2]


@pytest.mark.parametrize("data", [ground_data, detail_data])
def test_the_same_bytes_come_again(data):
    first = data()
    data.cache_clear()
    assert data() == first


def test_neighbours_share_the_line_between_them_and_an_enclave_its_own():
    around = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (1, 2), (2, 2), (2, 1)]])
    enclave, beside = shapely.box(1, 1, 2, 2), shapely.box(4, 0, 6, 4)
    made, ([[outer, hole]], [[inside]], [[right]]) = arcs([around, enclave, beside], 1)
    assert len(made) == 4
    assert inside in (hole, [~hole[0]])
    assert len(outer) == len(right) == 2
    shared = {max(each, ~each) for each in outer} & {max(each, ~each) for each in right}
    assert [sorted(made[each].tolist()) for each in shared] == [[[4, 0], [4, 4]]]


def test_a_line_along_an_outline_is_the_outlines_and_has_its_own_ends():
    square = shapely.box(0, 0, 4, 4)
    along = shapely.LineString([(4, 0), (4, 4), (0, 4), (0, 9)])
    made, ([[outer]], [[line]], [[closed]]) = arcs([square, along, square.exterior], 1)
    shared, alone = line
    assert max(shared, ~shared) in {max(each, ~each) for each in outer}
    assert sorted(made[max(shared, ~shared)].tolist()) == [[0, 4], [4, 0], [4, 4]]
    assert made[alone].tolist() == [[0, 4], [0, 9]]
    assert closed == outer
    assert len(made) == 3


def test_what_has_no_area_on_the_grid_is_left_out():
    islands = shapely.MultiPolygon([shapely.box(9, 9, 9.1, 9.1), shapely.box(0, 0, 5, 5)])
    made, [outline] = arcs([islands], 1)
    assert [len(each) for each in made] == [5]
    assert outline == [[[0]]]


def test_where_nothing_is_drawn_there_are_no_lines():
    assert arcs([], 1) == ([], [])
    assert arcs([shapely.Polygon(), shapely.Point(3, 4), shapely.MultiPolygon()], 1) == (
        [],
        [[], [], []],
    )
