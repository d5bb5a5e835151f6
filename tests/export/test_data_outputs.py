import csv
import io
import json
import re
import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing
from decimal import Decimal

import geopandas as gpd
import pyogrio
import pytest
import shapely

from rangemap import geodesy
from rangemap.analysis.reach import compute
from rangemap.export.qgis_style import line_style, point_style, polygon_style
from rangemap.export.reach import REACH
from rangemap.export.xlsx import _write_sheet
from rangemap.figures.options import FigureOptions
from rangemap.scenario.origins import PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import parse_length


@pytest.fixture(scope="module")
def reach():
    return compute(
        Scenario(
            (PointOrigin(51.0, 34.7, "Sumy"), PointOrigin(50.1, 36.3, "=HYPERLINK(1)")),
            weapons=("himars", "atacms", CustomRange("=1+1", parse_length("75 mi"))),
            permission=Permission(except_=("RU-BEL",)),
        )
    )


@pytest.fixture(scope="module")
def document(reach):
    return json.loads(REACH.file(reach, ".geojson"))


def test_geojson_has_one_feature_per_origin_buffer_and_reached_region(reach, document):
    kinds = [feature["properties"]["kind"] for feature in document["features"]]
    assert kinds.count("origin") == 2
    assert kinds.count("buffer") == 3 * (2 + 1)
    assert kinds.count("region") == len(reach.reached)
    unions = [
        feature["properties"]
        for feature in document["features"]
        if feature["properties"].get("origin") == "union"
    ]
    assert [each["weapon"] for each in unions] == ["himars", "atacms", "=1+1"]


def test_geojson_carries_scenario_sources_caveat_version_and_worldview(reach, document):
    assert document["scenario"] == reach.scenario.to_dict()
    assert document["caveat"].endswith("Not a prediction.")
    assert document["worldview"] == "un"
    assert "Natural Earth" in document["data_version"]
    assert any("assumed here" in source["title"] for source in document["sources"])


def test_geojson_is_right_handed_and_has_at_most_seven_decimals(document):
    text = json.dumps(document["features"])
    geometries = [shapely.geometry.shape(each["geometry"]) for each in document["features"]]
    assert all(shapely.is_valid(geometries))
    for geometry in geometries:
        for polygon in shapely.get_parts(geometry):
            if polygon.geom_type == "Polygon":
                assert polygon.exterior.is_ccw
                assert not any(hole.is_ccw for hole in polygon.interiors)
    for number in json.loads(text, parse_float=Decimal):
        for value in _coordinates(number["geometry"]["coordinates"]):
            assert -Decimal(value).as_tuple().exponent <= 7


def _coordinates(nested):
    if isinstance(nested, list):
        for each in nested:
            yield from _coordinates(each)
    else:
        yield nested


def test_gdal_reads_the_numbers_of_the_reach(reach, tmp_path):
    file = tmp_path / "reach.geojson"
    file.write_bytes(REACH.file(reach, ".geojson"))
    frame = pyogrio.read_dataframe(file)
    assert frame.crs == "EPSG:4326"
    regions = frame[frame["kind"] == "region"].sort_values("range_km", kind="stable")
    assert list(regions["region"]) == _by_range(reach)["region"].tolist()
    for column in ("reached_km2", "share", "nearest_km"):
        assert regions[column].tolist() == _by_range(reach)[column].tolist()
    permitted = regions["permitted"].astype(bool).tolist()
    assert permitted == _by_range(reach)["permitted"].tolist()


def _by_range(reach):
    return reach.reached.sort_values("range_km", kind="stable")


def test_geojson_is_coloured_as_simplestyle_says(document):
    for feature in document["features"]:
        style = feature["properties"]
        assert re.fullmatch("#[0-9A-F]{6}", style["stroke"])
        if style["kind"] in ("origin", "place"):
            assert re.fullmatch("#[0-9A-F]{6}", style["marker-color"])
        else:
            assert re.fullmatch("#[0-9A-F]{6}", style["fill"])
            assert 0 <= style["fill-opacity"] <= 1


def test_what_a_click_on_a_feature_of_geojson_shows_names_place_and_range(document):
    for each in (feature["properties"] for feature in document["features"]):
        lengths = {"himars": "80 km (50 mi)", "atacms": "306 km (190 mi)", "=1+1": "121 km (75 mi)"}
        if each["kind"] in ("origin", "place"):
            assert each["title"] == each["name"]
        else:
            assert lengths[each["weapon"]] in each["title"]
        if each["kind"] == "region":
            assert each["name"] in each["title"]
        if each["kind"] == "buffer" and each["origin"] != "union":
            assert each["origin"] in each["title"]


def test_geopackage_has_a_layer_per_kind_and_the_numbers_of_the_reach(reach, tmp_path):
    file = tmp_path / "reach.gpkg"
    file.write_bytes(REACH.file(reach, ".gpkg"))
    layers = {name for name, kind in pyogrio.list_layers(file) if kind}
    assert layers == {"regions", "buffers", "origins", "places"}
    regions = pyogrio.read_dataframe(file, layer="regions").sort_values("range_km", kind="stable")
    assert regions.crs == "EPSG:4326"
    for column in ("region", "weapon", "reached_km2", "share", "nearest_km", "permitted"):
        assert regions[column].tolist() == _by_range(reach)[column].tolist()
    about = pyogrio.read_info(file, layer="regions")["layer_metadata"]
    assert json.loads(about["RANGEMAP"])["scenario"] == reach.scenario.to_dict()
    assert "Not a prediction" in about["DESCRIPTION"]
    assert len(pyogrio.read_dataframe(file, layer="buffers")) == 9


TAGS_OF_QGIS = {
    *("qgis", "renderer-v2", "symbols", "symbol", "layer", "Option", "prop"),
    *("data_defined_properties", "layerOpacity"),
}


def test_geopackage_opens_styled_in_qgis(reach, tmp_path):
    """Its styles name columns that exist; test_qgis.py looks at the colours."""
    file = tmp_path / "reach.gpkg"
    file.write_bytes(REACH.file(reach, ".gpkg"))
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        styles = dict(
            database.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault")
        )
    assert set(styles) == {"regions", "buffers", "origins", "places"}
    for layer, style in styles.items():
        columns = set(pyogrio.read_info(file, layer=layer)["fields"])
        told = ET.fromstring(style)
        assert {each.tag for each in told.iter()} <= TAGS_OF_QGIS
        for option in told.iter("Option"):
            if option.get("name") == "expression":
                assert option.get("value").strip('"') in columns


@pytest.mark.parametrize("style", [polygon_style(opacity=0.4), line_style(), point_style()])
def test_each_option_of_a_symbol_is_said_for_old_and_new_qgis_alike(style):
    layer = ET.fromstring(style.partition("\n")[2]).find("renderer-v2/symbols/symbol/layer")
    options = {each.get("name"): each.get("value") for each in layer.find("Option")}
    assert {each.get("k"): each.get("v") for each in layer.iter("prop")} == options
    assert options
    for name, value in options.items():
        if "color" in name:
            channels = [int(channel) for channel in value.split(",")]
            assert len(channels) == 4
            assert set(channels) <= set(range(256))
    driven = layer.find("data_defined_properties/Option")
    assert {each.get("name") for each in driven} == {"name", "properties", "type"}
    assert ET.fromstring(style.partition("\n")[2]).findtext("layerOpacity") in {"0.4", "1.0"}


def test_a_cell_of_a_spreadsheet_holds_text_of_any_length_and_of_lists_their_text():
    cells = {}

    class Sheet:
        def write(self, row, column, value):
            cells[row, column] = value

        def __getattr__(self, _):
            return lambda *_: None

    _write_sheet(Sheet(), ["a", "b", "c"], [["x" * 40_000, ["Ж", 1], 2.5]], None)
    assert cells == {(1, 0): "x" * 32_767, (1, 1): '["Ж", 1]', (1, 2): 2.5}


def test_geopackage_bytes_repeat(reach):
    assert REACH.file(reach, ".gpkg") == REACH.file(reach, ".gpkg")


def test_kml_is_read_back_with_names_numbers_and_colours(reach, tmp_path):
    file = tmp_path / "reach.kml"
    file.write_bytes(REACH.file(reach, ".kml"))
    layers = [name for name, _ in pyogrio.list_layers(file)]
    assert layers == ["Launch points", "Places within reach", "Buffers", "Regions within reach"]
    if "LIBKML" not in pyogrio.list_drivers():
        pytest.skip("GDAL's other reader of KML knows names and shapes only")
    regions = pyogrio.read_dataframe(file, layer="Regions within reach")
    truth = reach.reached.sort_values("range_km", ascending=False, kind="stable")
    assert regions["region"].tolist() == truth["region"].tolist()
    assert [float(each) for each in regions["share"]] == truth["share"].tolist()
    areas = geodesy.areas_m2(regions.geometry.to_numpy()) / 1e6
    assert areas == pytest.approx(truth["reached_km2"].to_numpy(), rel=1e-5, abs=1e-3)
    root = ET.fromstring(file.read_bytes())
    colours = {each.text for each in root.iter("{http://www.opengis.net/kml/2.2}color")}
    assert "ff005ed5" in colours  # vermillion, as KML writes it: opacity, blue, green, red
    assert "Not a prediction" in root[0][1].text


def test_lines_of_kml_follow_the_ground(reach):
    """Without `tessellate` a viewer draws a chord through the hills."""
    root = ET.fromstring(REACH.file(reach, ".kml"))
    space = "{http://www.opengis.net/kml/2.2}"
    drawn = [*root.iter(f"{space}Polygon"), *root.iter(f"{space}LineString")]
    assert drawn
    assert {each.findtext(f"{space}tessellate") for each in drawn} == {"1"}


def test_a_ring_over_the_antimeridian_is_cut_there():
    reach = compute(Scenario((PointOrigin(66.0, 179.5),), weapons=("atacms",)))
    document = json.loads(REACH.file(reach, ".geojson"))
    for feature in document["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.bounds[0] >= -180
        assert shape.bounds[2] <= 180
        if feature["properties"]["kind"] == "buffer":
            assert shape.geom_type == "MultiPolygon"
            assert not shape.contains(shapely.Point(0, 66))
    assert document["features"][-1]["properties"]["region"] == "RU-CHU"


def test_csv_has_the_columns_numbers_unrounded_and_no_formula(reach):
    table = list(csv.DictReader(io.StringIO(REACH.file(reach, ".csv").decode("utf-8-sig"))))
    rows = [row for row in table if row["kind"] == "region"]
    assert [float(row["share"]) for row in rows] == reach.reached["share"].tolist()
    own = [row for row in rows if row["weapon"].endswith("=1+1")]
    assert own
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    assert {row["permitted"] for row in rows if row["region"] == "RU-BEL"} == {"False"}
    assert all("Natural Earth" in row["boundary_source"] for row in rows)
    assert all("not a published one" in row["range_source"] for row in own)


def test_csv_in_cyrillic_opens_right_in_a_spreadsheet_and_ascii_has_no_mark():
    origin = (PointOrigin(51.0, 34.7),)
    assert REACH.file(compute(Scenario(origin, language="uk")), ".csv").startswith(b"\xef\xbb\xbf")
    assert REACH.file(compute(Scenario(origin)), ".csv").startswith(b"region,name,weapon,")


def test_a_scenario_with_a_shape_runs_again_to_the_same_bytes():
    shape = ShapeOrigin(shapely.LineString([(34.1234567890123, 51), (35, 51.4)]), "a line")
    first = compute(Scenario((shape,), weapons=("himars",)))
    second = compute(Scenario.from_toml(REACH.file(first, ".toml").decode()))
    assert REACH.file(first, ".geojson") == REACH.file(second, ".geojson")


def test_every_suffix_makes_a_file_that_is_not_empty(reach):
    files = REACH.files(reach, REACH.suffixes, FigureOptions(dpi=40))
    for suffix, content in zip(REACH.suffixes, files, strict=True):
        assert len(content) > 100, suffix


def test_own_regions_may_be_anything_the_reach_touches():
    frame = gpd.GeoDataFrame(
        {"region": ["{{7*7}}"], "name": ["<b>"]},
        geometry=[shapely.box(34, 51, 35, 52)],
        crs="EPSG:4326",
    )
    reach = compute(Scenario((PointOrigin(51.0, 34.7),), weapons=("himars",)), frame)
    document = json.loads(REACH.file(reach, ".geojson"))
    assert document["features"][-1]["properties"]["region"] == "{{7*7}}"
