import json

import geopandas as gpd
import pytest
import shapely

from rangemap.errors import BoundaryError, OriginError
from rangemap.intake.origins import read_origins
from rangemap.intake.regions import read_regions
from rangemap.scenario.origins import PointOrigin, ShapeOrigin

METRE = 1e-5  # in degrees of latitude, about


def write(tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize(
    "text",
    [
        "lat,lon,name\n51.0,34.7,Sumy\n50.1,36.3,\n",
        "name;lon;lat\r\nSumy;34.7;51.0\r\n;36.3;50.1\r\n\r\n",
        "\ufeffLatitude,Longitude,Title\n51.0,34.7,Sumy\n50.1,36.3,\n",
        'Name,Lat,Lon\n"Sumy",51.0,34.7\n"",50.1,36.3',
    ],
)
def test_reads_points_from_the_csv_that_people_have(tmp_path, text):
    origins = read_origins(write(tmp_path, "origins.csv", text))
    assert origins == (PointOrigin(51.0, 34.7, "Sumy"), PointOrigin(50.1, 36.3))


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("", "is empty"),
        ("lat,lon\n", "holds no origin"),
        ("a,b\n1,2\n", "line 1: needs the columns lat and lon"),
        ("lat,lon\n51,34\n134,51\n", "line 3: .*swapped"),
        ("lat,lon\n51,34\nfifty,34\n", "line 3: latitude 'fifty' is not a number"),
        ("lat,lon\n51,34\nnan,34\n", "line 3: latitude 'nan'"),
        ("lat,lon\n51,34\n51\n", "line 3: has 1 cells"),
        ('lat,lon\n51,"34\n', "is not CSV"),
        (b"lat,lon\n51,34\n\xff\xfe,3\n", "line 3: is not UTF-8"),
        ("lat,lon,name\n51,34,a\x07b\n", "line 2: .*U\\+0007"),
        ("lat,lon,name\n51,5,34,7\n", "line 2: has 4 cells under 3 columns; .*with a point"),
        ("lat,lon,name\n51,34,Sumy, Ukraine\n", "line 2: .*a comma in quotes"),
        ("lat,lon,lat\n51,34,52\n", "line 1: has the column lat twice"),
    ],
)
def test_a_broken_csv_is_named_with_its_line(tmp_path, content, hint):
    with pytest.raises(OriginError, match=hint):
        read_origins(write(tmp_path, "origins.csv", content))


def test_reads_points_lines_and_areas_in_any_coordinate_system(tmp_path):
    shapes = [
        shapely.Point(34.7, 51.0),
        shapely.LineString([(34, 51), (35, 51)]),
        shapely.box(34, 50, 35, 51),
    ]
    frame = gpd.GeoDataFrame({"Name": ["a", None, "c"]}, geometry=shapes, crs="EPSG:4326")
    frame.to_file(tmp_path / "wgs.geojson")
    frame.to_crs("EPSG:32636").to_file(tmp_path / "utm.gpkg")
    # edges are straight in the file's own coordinate system
    utm = frame.to_crs("EPSG:32636").segmentize(100).to_crs("EPSG:4326")
    expected = {"wgs.geojson": shapes[2], "utm.gpkg": utm.geometry.iloc[2]}
    for name, shape in expected.items():
        point, line, area = read_origins(tmp_path / name)
        assert isinstance(point, PointOrigin)
        assert (point.lat, point.lon) == pytest.approx((51.0, 34.7), abs=1e-8)
        assert (point.name, line.name, area.name) == ("a", "", "c")
        assert isinstance(line, ShapeOrigin)
        assert shapely.hausdorff_distance(area.geometry, shape) < METRE


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [
        ("a.geojson", "{", "is not GeoJSON"),
        ("a.geojson", "[1]", "is not GeoJSON"),
        ("a.geojson", '{"type": "FeatureCollection", "features": []}', "origin"),
        ("a.gpkg", "no database", "none of the files that are read"),
        ("a.shp", "", "none of the files that are read"),
        (
            "a.geojson",
            json.dumps(
                {
                    "type": "Feature",
                    "properties": {},
                    "geometry": {"type": "Point", "coordinates": [51.0, 134.0]},
                }
            ),
            "feature 1: .*latitude 134 is outside.*swapped",
        ),
        (
            "a.geojson",
            '{"type":"Feature","properties":{"name":"x"},"geometry":null}',
            "geometry",
        ),
    ],
)
def test_a_broken_file_gets_one_sentence(tmp_path, name, content, hint):
    with pytest.raises(OriginError, match=hint):
        read_origins(write(tmp_path, name, content))


def test_reads_regions_of_ones_own(tmp_path):
    frame = gpd.GeoDataFrame(
        {"shapeISO": ["X-1", "X-2"], "shapeName": ["One", "Two"]},
        geometry=[shapely.box(34, 51, 35, 52), shapely.box(35, 51, 36, 52)],
        crs="EPSG:4326",
    )
    frame.to_crs("EPSG:3857").to_file(tmp_path / "own regions.gpkg")
    read = read_regions(tmp_path / "own regions.gpkg").frame
    assert list(read["region"]) == ["X-1", "X-2"]
    assert list(read["name"]) == ["One", "Two"]
    assert shapely.symmetric_difference(read.geometry.iloc[0], frame.geometry.iloc[0]).area < 1e-9


@pytest.mark.parametrize(
    ("columns", "shapes", "hint"),
    [
        ({"code": ["a"]}, [shapely.Point(0, 0)], "no regions.*1 left out as lines or points"),
    ],
)
def test_wrong_regions_are_said(tmp_path, columns, shapes, hint):
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326").to_file(tmp_path / "own.gpkg")
    with pytest.raises(BoundaryError, match=hint):
        read_regions(tmp_path / "own.gpkg")
