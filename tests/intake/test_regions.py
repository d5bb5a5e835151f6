import hashlib
import json
import os
from dataclasses import asdict, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from rangemap import CustomRange, PointOrigin, Scenario, compute
from rangemap.analysis.comparison import compare
from rangemap.analysis.thresholds import thresholds
from rangemap.cli import main
from rangemap.errors import BoundaryError, ChoiceError, OutputError
from rangemap.export.reach import REACH
from rangemap.intake.origins import origins_of_bytes, read_origins
from rangemap.intake.regions import Columns, read_regions, regions_of_bytes
from rangemap.scenario.origins import ShapeOrigin
from rangemap.scenario.units import parse_length

BOXES = [shapely.box(34, 51, 35, 52), shapely.box(35, 51, 36, 52)]
SUMY = PointOrigin(lat=51.0, lon=34.7)


def regions(**columns):
    frame = gpd.GeoDataFrame(columns, geometry=BOXES, crs="EPSG:4326")
    return regions_of_bytes(frame.to_json(drop_id=True).encode(), "own.geojson", Columns())


@pytest.mark.parametrize(
    ("columns", "keys", "names"),
    [
        ({"iso_3166_2": ["a", "b"], "NAME_1": ["A", "B"]}, ["a", "b"], ["A", "B"]),
        ({"ISO3166-2": ["a", "b"], "name": ["A", "B"]}, ["a", "b"], ["A", "B"]),
        # geoBoundaries leaves shapeISO empty below the first level
        (
            {"shapeISO": ["", ""], "shapeID": ["i", "j"], "shapeName": ["A", "B"]},
            ["i", "j"],
            ["A", "B"],
        ),
        # GADM names every level above, too; the finest is meant
        (
            {"GID_1": ["u", "u"], "NAME_1": ["U", "U"], "GID_2": ["a", "b"], "NAME_2": ["A", "B"]},
            ["a", "b"],
            ["A", "B"],
        ),
        # OpenStreetMap
        ({"ISO3166-2": ["a", "b"], "name:en": ["A", "B"]}, ["a", "b"], ["A", "B"]),
        ({"code": [7, 8], "name": ["A", "A"]}, ["7", "8"], ["A", "A"]),
        ({"name": ["A", "B"]}, ["A", "B"], ["A", "B"]),
        ({"id": ["a", "b"]}, ["a", "b"], ["a", "b"]),
        # names tell apart where ids do not, or some have none
        ({"id": ["a", None], "name": ["A", "B"]}, ["A", "B"], ["A", "B"]),
        ({"id": ["a", "a"], "name": ["A", "B"]}, ["A", "B"], ["A", "B"]),
        # then the only column of text that tells all apart
        ({"n": [1, 2], "district": ["A", "B"], "all": ["x", "x"]}, ["A", "B"], ["A", "B"]),
        ({"district": ["A", "B"], "capital": ["C", "D"]}, ["1", "2"], ["own 1", "own 2"]),
        # then numbers
        ({"foo": [1, 2]}, ["1", "2"], ["own 1", "own 2"]),
        ({"name": ["A", "A"]}, ["1", "2"], ["A", "A"]),
        ({"code": ["a", None]}, ["1", "2"], ["a", "own 2"]),
        # a name that is missing is the key
        ({"code": ["a", "b"], "name": ["A", ""]}, ["a", "b"], ["A", "b"]),
        ({"code": ["a", "b"], "name": ["A\r\nB", "C\tD"]}, ["a", "b"], ["A B", "C D"]),
    ],
)
def test_keys_and_names_are_found_by_the_names_that_files_use(columns, keys, names):
    read = regions(**columns)
    assert (list(read.frame["region"]), list(read.frame["name"])) == (keys, names)


@pytest.mark.parametrize(
    ("columns", "hint"),
    [
        ({"foo": [1, 2]}, "has no column 'code'; there are 'foo', choose one"),
        ({"code": ["a", "a"]}, r"'a' stands twice in column code \(features 1 and 2\)"),
        ({"code": ["a", None]}, "feature 2: column code is empty; fill it, or choose another"),
    ],
)
def test_a_column_of_keys_that_was_chosen_is_kept_to(columns, hint):
    frame = gpd.GeoDataFrame(columns, geometry=BOXES, crs="EPSG:4326")
    content = frame.to_json(drop_id=True).encode()
    with pytest.raises(ChoiceError, match=hint) as chosen:
        regions_of_bytes(content, "own.geojson", Columns(key="code"))
    assert chosen.value.of == "key"


@pytest.mark.parametrize(
    ("columns", "hint"),
    [
        ({"code": ["a", "b\u202e"]}, r"feature 2, column code holds .* character U\+202E"),
        ({"code": ["a", "b" * 201]}, "feature 2, column code has 201 characters"),
    ],
)
def test_keys_that_cannot_be_used_are_said(columns, hint):
    with pytest.raises(BoundaryError, match=hint):
        regions(**columns)


def test_numbers_for_keys_are_said():
    read = regions(foo=[1, 2])
    assert read.notes == (
        "own.geojson: no column tells all regions apart; their keys are their numbers in the file",
    )


@pytest.mark.parametrize("name", ["my 'own' \"regions\".gpkg", "мої області.gpkg", "a&b<c>.gpkg"])
def test_a_file_is_named_in_what_comes_of_it(tmp_path, name):
    path = tmp_path / name
    frame = gpd.GeoDataFrame({"key": ["a", "b"], "n": [1, 2]}, geometry=BOXES, crs="EPSG:4326")
    frame.to_crs("EPSG:32636").to_file(path)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    read = read_regions(path, Columns(name="N"))
    assert list(read.frame["name"]) == ["1", "2"]
    fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    assert asdict(read.source) == {
        "title": name,
        "version": f"2023-11-14, SHA-256 {fingerprint}",
        "licence": "",
        "attribution": f"Regions: {name}",
        "worldview": "",
        "note": "coordinate system WGS 84 / UTM zone 36N (EPSG:32636); keys from key, names from n",
    }


def test_a_database_that_another_program_has_open_is_not_half_read(tmp_path):
    path = tmp_path / "open.gpkg"
    gpd.GeoDataFrame({"key": ["a", "b"]}, geometry=BOXES, crs="EPSG:4326").to_file(path)
    (tmp_path / "open.gpkg-wal").write_bytes(b"changes")
    with pytest.raises(BoundaryError, match="is open in another program"):
        read_regions(path)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("none.gpkg", "there is no such file"),
        (".", "is a directory"),
        ("/dev/zero", "has more than 250 MB"),
        ("/vsicurl/http://127.0.0.1/x.geojson", "there is no such file"),
    ],
)
def test_what_is_no_file_is_said(name, hint):
    with pytest.raises(BoundaryError, match=f"(?i){hint}"):
        read_regions(Path(name))


def test_own_regions_go_through_everything_and_their_source_with_them():
    bow = shapely.Polygon([(34, 51), (35, 52), (35, 51), (34, 52)])
    frame = gpd.GeoDataFrame(
        {"code": ["bow", "spot", "box"]}, geometry=[bow, SUMY_POINT, BOXES[1]], crs="EPSG:4326"
    )
    own = regions_of_bytes(frame.to_json().encode(), "own.geojson")
    near = CustomRange("near", parse_length("60 km"))
    far = CustomRange("far", parse_length("500 km"))
    reach = compute(Scenario(origins=(SUMY,), weapons=(near, far)), own)
    assert set(reach.reached["region"]) == {"bow", "box"}
    assert reach.totals()["regions_reached"].tolist() == [2, 2]
    for suffix in (".csv", ".kml", ".geojson", ".html", ".svg"):
        assert b"own.geojson" in REACH.file(reach, suffix), suffix
    document = json.loads(REACH.file(reach, ".geojson"))
    source = next(each for each in document["sources"] if each["title"] == "own.geojson")
    assert "1 mended, as outlines crossed themselves (feature 1)" in source["note"]
    assert "1 left out as lines or points (feature 2)" in source["note"]
    compared = compare(reach.narrowed("near"), reach.narrowed("far"))
    assert compared.totals()["gained_km2"] > 0
    found = thresholds(Scenario(origins=(SUMY,), weapons=(far,)), own)
    assert set(found.regions["region"]) == {"bow", "box"}
    assert found.sources[0].title == "own.geojson"


@pytest.mark.parametrize("command", ["reach", "thresholds", "disputes", "depth", "compare"])
def test_every_command_takes_own_regions(tmp_path, capsys, command):
    bow = shapely.Polygon([(34, 51), (35, 52), (35, 51), (34, 52)])
    own = tmp_path / "own 'bow'.gpkg"
    gpd.GeoDataFrame({"code": ["bow"]}, geometry=[bow], crs="EPSG:4326").to_file(own)
    asked = ["--at", "51.0,34.7", "--weapon", "atacms"]
    if command == "compare":
        asked = [str(tmp_path / name) for name in ("before.toml", "after.toml")]
        for path, weapon in zip(asked, ("himars", "atacms"), strict=True):
            Path(path).write_text(f'weapons = ["{weapon}"]\norigins = [{{lat = 51.0, lon = 34.7}}]')
    with pytest.raises(SystemExit) as end:
        main([command, *asked, "--regions", str(own), "--json"])
    said = capsys.readouterr()
    assert end.value.code == 0, said.err
    assert said.err.startswith("rangemap: own 'bow'.gpkg: 1 mended")
    sources = json.loads(said.out)["sources"]
    assert [each["title"] for each in sources].count("own 'bow'.gpkg") == 1


SUMY_POINT = shapely.Point(34.7, 51.0)


def test_three_thousand_regions_cover_what_they_cover():
    """As many cells as a province has communes; their parts add up to the whole."""
    x, y = np.meshgrid(np.arange(30, 42, 0.2), np.arange(48, 58, 0.2))
    cells = shapely.box(x.ravel(), y.ravel(), x.ravel() + 0.2, y.ravel() + 0.2)
    assert len(cells) == 3000
    frame = gpd.GeoDataFrame(
        {"id": [f"c{n}" for n in range(3000)]}, geometry=cells, crs="EPSG:4326"
    )
    one = gpd.GeoDataFrame({"id": ["all"]}, geometry=[shapely.box(30, 48, 42, 58)], crs="EPSG:4326")
    scenario = Scenario(origins=(PointOrigin(lat=52.0, lon=36.0),), weapons=("atacms",))
    parts, whole = (
        compute(scenario, regions_of_bytes(each.to_json(drop_id=True).encode(), "cells.geojson"))
        for each in (frame, one)
    )
    assert parts.totals()["reached_km2"][0] == pytest.approx(
        whole.totals()["reached_km2"][0], rel=1e-9
    )


def test_a_scenario_too_long_to_be_read_back_is_not_written():
    points = np.column_stack([np.linspace(33, 35, 150_000), np.linspace(50, 51, 150_000)])
    origin = ShapeOrigin(shapely.multipoints(points), "many")
    scenario = Scenario(origins=(origin,))
    reach = replace(compute(Scenario(origins=(SUMY,))), scenario=scenario)
    with pytest.raises(OutputError, match="million characters, more than a scenario file may"):
        REACH.file(reach, ".toml")


@pytest.mark.parametrize("suffix", [".csv", ".geojson"])
def test_origins_by_the_thousand_are_measured_as_one(suffix):
    x, y = np.meshgrid(np.linspace(33, 35, 60), np.linspace(50, 51, 50))
    points = np.column_stack([x.ravel(), y.ravel()])
    if suffix == ".csv":
        text = "lat,lon\n" + "\n".join(f"{lat},{lon}" for lon, lat in points.tolist())
    else:
        text = json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": xy}}
            for xy in points.tolist()
        ]})  # fmt: skip
    (origin,) = origins_of_bytes(text.encode(), f"many{suffix}").origins
    assert isinstance(origin, ShapeOrigin)
    assert origin.name == "many (3,000 places as one origin)"
    together = compute(Scenario(origins=(origin,), weapons=("himars",)))
    hull = shapely.convex_hull(shapely.multipoints(points))  # a grid this fine covers its hull
    area = ShapeOrigin(hull)
    expected = compute(Scenario(origins=(area,), weapons=("himars",)))
    assert together.totals()["reached_km2"][0] == pytest.approx(
        expected.totals()["reached_km2"][0], rel=1e-3
    )


def test_a_file_may_be_named_by_text(tmp_path):
    path = tmp_path / "own.geojson"
    frame = gpd.GeoDataFrame({"code": ["a", "b"]}, geometry=BOXES, crs="EPSG:4326")
    path.write_text(frame.to_json(drop_id=True))
    assert read_regions(str(path)).frame.equals(read_regions(path).frame)
    places = tmp_path / "places.csv"
    places.write_text("lat,lon\n51.0,34.7\n")
    assert read_origins(str(places)) == (SUMY,)
