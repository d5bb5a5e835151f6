"""A cell's map: the lines of the exported one, each once, as text, and no number other."""

import json
import re

import folium
import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

from rangemap.analysis.reach import compute
from rangemap.scenario.origins import BorderOrigin
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.scenario.units import parse_length
from rangemap.web.cell import cell, line_text
from rangemap.web.offline_map import OwnLayer, Screen
from rangemap.web.webmap import web_map

SCREEN = Screen(widest=1.9, tallest=1.6)
LINES = [
    [(0, 0), (1, -1), (-1, 1)],
    [(-180_000, 84_000), (180_000, -84_000)],  # past all that UTF-16 has no character for
    [(27_630, 0), (0, 27_632), (55_264, 27_600)],
    [(5, 5), (5, 6)],
]


@pytest.fixture(scope="module")
def border():
    return compute(Scenario((BorderOrigin("RU"),)))


def lines_of(text):
    """Back from their text; shares nothing with static/cell.js but what both read."""
    codes = np.array([ord(each) for each in text]) - ord("#")
    codes[codes >= 0xE000 - ord("#")] -= 0x800
    numbers = np.where(codes % 2, -(codes + 1) // 2, codes // 2)
    count = numbers[0]
    places = np.cumsum(numbers[count + 1 :].reshape(-1, 2), axis=0)
    return np.split(places, np.cumsum(numbers[1 : count + 1])[:-1])


def layers_in(element):
    found = [each for each in element._children.values() if isinstance(each, OwnLayer)]
    return found + [layer for each in element._children.values() for layer in layers_in(each)]


def joined(lines, numbers):
    return np.vstack([lines[each] if each >= 0 else lines[~each][::-1] for each in numbers])


def test_lines_come_back_from_their_text():
    text = line_text(LINES)
    text.encode()
    assert not set(text) & set('"\r\n')
    for got, expected in zip(lines_of(text), LINES, strict=True):
        assert got.tolist() == [list(each) for each in expected]


@pytest.mark.parametrize("far", [(), (CustomRange("far", parse_length("2000 km")),)])
def test_a_cell_draws_what_the_exported_page_draws_to_about_a_pixel_three_steps_in(far):
    made = web_map(compute(Scenario((BorderOrigin("RU"),), weapons=("himars", "atacms", *far))))
    before = [layer.data for layer in layers_in(made)]
    box = made.scene.box_of(SCREEN)
    drawn = cell(before, box, "name")
    lines = [line / drawn.units for line in lines_of(drawn.text)]
    _, south, _, north = box.bounds
    pixel = (north - south) / (1.6 * 612) / 2**3
    compared = 0
    for old, new in zip(before, drawn.collections, strict=True):
        assert new["lines"] == "name_lines"
        for was, now in zip(old["features"], new["features"], strict=True):
            assert was["properties"] == now["properties"]
            match now["geometry"]:
                case {"type": "MultiPolygon", "arcs": parts}:
                    rings = [ring for part in parts for ring in part]
                case {"type": "MultiLineString", "arcs": rings}:
                    pass
                case kept:
                    assert kept == was["geometry"]
                    continue
            compared += 1
            got = shapely.MultiLineString([joined(lines, ring) for ring in rings])
            shape = shapely.from_geojson(json.dumps(was["geometry"]))
            edge = shape.boundary if shapely.get_dimensions(shape) == 2 else shape
            wide = [part for part in shapely.get_parts(edge) if part.length > 8 * pixel]
            old_places = np.vstack([part.coords for part in wide])  # an island may be too small
            new_places = np.vstack([line.coords for line in got.geoms])
            for places, line in ((old_places, got), (new_places, edge)):
                assert shapely.distance(shapely.points(places), line).max() < 1.25 * pixel
    assert compared > 25


def test_a_line_between_neighbours_and_along_what_is_reached_travels_once(border):
    made = web_map(border)
    drawn = cell([layer.data for layer in layers_in(made)], made.scene.box_of(SCREEN), "name")
    steps = [
        tuple(sorted((tuple(start), tuple(end))))
        for line in lines_of(drawn.text)
        for start, end in zip(line[:-1].tolist(), line[1:].tolist(), strict=True)
    ]
    assert len(steps) - len(set(steps)) < 0.01 * len(steps)


def test_a_map_shown_in_a_cell_is_saved_as_before(border):
    made = web_map(border)
    before = made.get_root().render()
    cell_page = made._repr_html_()
    assert "linesOf" not in before
    assert len(cell_page) < len(before)
    own = before[: before.rindex("</script>")].rstrip()  # folium adds layers anew each time
    assert made.get_root().render().startswith(own)


def test_what_others_add_stays_as_it_is_in_a_cell(border, unframed):
    made = border.map()
    own = {"type": "Point", "coordinates": [36.1234567, 51.7654321]}
    line = {"type": "LineString", "coordinates": [[36.1234567, 51.5], [36.7654321, 51.25]]}
    for geometry in (own, line):
        folium.GeoJson(geometry).add_to(made)
    page = unframed(made._repr_html_())
    assert len(re.findall(r"36\.1234567", page)) == 2
    assert "36.7654321" in page


def test_a_browser_draws_a_cells_lines_where_the_exported_page_has_them(browser, border, unframed):
    shapes = []
    for page_text in (border.map().get_root().render(), unframed(border.map()._repr_html_())):
        page = browser.new_page()
        try:
            page.set_content(page_text)
            expect(page.locator(".rm-label-ring")).to_have_count(2)
            expect(page.locator(".leaflet-ground-pane path").first).to_be_attached()
            shapes.append(page.evaluate(_DRAWN))
            if "linesOf" in page_text:
                lines = page.evaluate("text => linesOf(text, 1)", line_text(LINES))
                assert lines == [[[lat, lon] for lon, lat in line] for line in LINES]
        finally:
            page.close()
    exported, in_cell = shapes
    assert [len(each) for each in exported] == [len(each) for each in in_cell]
    for old, new in zip(exported, in_cell, strict=True):
        assert np.abs(np.array(old) - np.array(new)).max() < 0.002


_DRAWN = """() => {
  const [name] = Object.keys(window).filter((each) => /^map_[0-9a-f]+$/.test(each));
  const boxes = [];
  window[name].eachLayer((layer) => {
    if (!(layer instanceof L.GeoJSON)) return;
    boxes.push(layer.getLayers().map((each) => {
      const box = each.getBounds();
      return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    }));
  });
  return boxes;
}"""
