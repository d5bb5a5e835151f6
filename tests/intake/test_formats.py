"""The same shapes from every format, what is mended and said, and damaged files by the hundred."""

import contextlib
import io
import json
import pickle
import random
import re
import sqlite3
import struct
import subprocess
import sys
import zipfile

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from pyproj import CRS

from rangemap.errors import InputError, LayerError
from rangemap.intake import limits, overlaps
from rangemap.intake.contents import Contents, Wanted
from rangemap.intake.json_text import read_document
from rangemap.intake.origins import origins_of_bytes
from rangemap.intake.overlaps import overlapping
from rangemap.intake.process import _environment, read_shapes
from rangemap.intake.shapes import ready
from rangemap.intake.systems import LON_LAT, named_system
from rangemap.intake.topojson import read_topojson
from rangemap.intake.wkb import shapes_of_wkb
from rangemap.intake.worker import find

BOXES = [shapely.box(34, 51, 35, 52), shapely.box(35, 51, 36, 52)]
FRAME = gpd.GeoDataFrame({"shapeISO": ["X-1", "Ж 2"], "n": [1, 2]}, geometry=BOXES, crs="EPSG:4326")
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [34, 51]},
    "objects": {
        "two": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"shapeISO": "X-1", "n": 1}},
                {"type": "Polygon", "arcs": [[-1, 2]], "properties": {"shapeISO": "Ж 2", "n": 2}},
            ],
        }
    },
    # the edge they share, then the rest of each ring; differences of half degrees
    "arcs": [
        [[2, 0], [0, 2]],
        [[2, 2], [-2, 0], [0, -2], [2, 0]],
        [[2, 0], [2, 0], [0, 2], [-2, 0]],
    ],
}


def contents(folder):
    """The two boxes in every format, by its name."""
    FRAME.to_file(folder / "a.geojson")
    FRAME.to_file(folder / "a.gpkg")
    FRAME.to_file(folder / "a.fgb", driver="FlatGeobuf")
    FRAME.to_parquet(folder / "a.parquet")
    FRAME.to_file(folder / "a.shp", encoding="utf-8")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
            archive.write(folder / f"a{suffix}", f"дир/a{suffix}")
    read = {
        name: (folder / f"a.{name}").read_bytes() for name in ("geojson", "gpkg", "fgb", "parquet")
    }
    return read | {"zip": made.getvalue(), "topojson": json.dumps(TOPOLOGY).encode()}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return contents(tmp_path_factory.mktemp("formats"))


@pytest.mark.parametrize("name", ["geojson", "gpkg", "fgb", "parquet", "zip", "topojson"])
def test_every_format_gives_the_same(files, name):
    read = read_shapes(files[name], columns=["shapeiso", "n"], areas=True)
    order = np.argsort(read.columns["n"])  # FlatGeobuf sorts by place
    assert [read.columns["shapeISO"][n] for n in order] == ["X-1", "Ж 2"]
    assert sorted(read.columns["n"]) == ["1", "2"]
    assert shapely.equals(read.geometries[order], BOXES).all()
    assert (read.crs, read.notes) == ("WGS 84", ())


def test_topojson_is_read_as_gdal_reads_it():
    """GDAL's reader is the oracle here, of a file that names no address."""
    with_more = TOPOLOGY | {
        "objects": {
            "all": {
                "type": "GeometryCollection",
                "geometries": [
                    *TOPOLOGY["objects"]["two"]["geometries"],
                    {"type": "MultiPolygon", "arcs": [[[0, 1]], [[-1, 2]]]},
                    {"type": "LineString", "arcs": [1, 0]},
                    {"type": "MultiLineString", "arcs": [[1], [-3]]},
                    {"type": "Point", "coordinates": [3, 1]},
                    {"type": "MultiPoint", "coordinates": [[3, 1], [0, 0]]},
                ],
            }
        }
    }
    expected = pyogrio.read_dataframe(json.dumps(with_more).encode()).geometry.to_numpy()
    made = read_topojson(with_more, Wanted(frozenset())).geometries
    assert len(made) == 7
    assert shapely.equals_exact(made, expected, 1e-12).all()


def topology(arcs, **more):
    lines = [[[34, 51], [35, 51], [35, 52]], [[35, 52], [34, 52], [34, 51]], [[38, 51], [39, 51]]]
    objects = {"a": {"type": "Polygon", "arcs": [arcs], "id": "W"}}
    return {"type": "Topology", "arcs": lines, "objects": objects, **more}


@pytest.mark.parametrize("arcs", [[0, 2], [0, -2], [1, -1]])
def test_arcs_that_do_not_meet_are_refused(arcs):
    whole = read_topojson(topology([0, 1]), Wanted(frozenset()))
    assert whole.geometries[0].equals(shapely.box(34, 51, 35, 52))
    with pytest.raises(InputError, match="feature 1: its geometry is not as TopoJSON has it"):
        read_topojson(topology(arcs), Wanted(frozenset()))


def test_a_topology_names_its_system_as_geojson_does():
    code = {"type": "EPSG", "properties": {"code": 4284}}
    assert read_topojson(topology([0, 1], crs=code), Wanted(frozenset())).crs == CRS(4284)
    link = {"type": "link", "properties": {"href": "http://x/y"}}
    with pytest.raises(InputError, match="system is not given by a name"):
        read_topojson(topology([0, 1], crs=link), Wanted(frozenset()))


def test_a_layer_is_chosen_or_asked_for(tmp_path):
    path = tmp_path / "two.gpkg"
    FRAME.to_file(path, layer="first")
    FRAME.iloc[:1].to_file(path, layer="second")
    with pytest.raises(InputError, match="holds the layers 'first', 'second'; say which"):
        read_shapes(path.read_bytes(), columns=[], areas=True)
    assert (
        len(read_shapes(path.read_bytes(), columns=[], areas=True, layer="second").geometries) == 1
    )
    with pytest.raises(InputError, match=r"^has no layer 'third', only 'first', 'second'"):
        read_shapes(path.read_bytes(), columns=[], areas=True, layer="third")


@pytest.mark.parametrize(
    ("encoding", "suffixes"), [("cp1251", ""), ("cp1251", ".cpg"), ("utf-8", ".cpg")]
)
def test_letters_of_a_shapefile_without_cpg_are_to_be_checked(tmp_path, encoding, suffixes):
    FRAME.to_file(tmp_path / "a.shp", encoding=encoding)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for suffix in (".shp", ".shx", ".dbf", ".prj", *([suffixes] if suffixes else [])):
            archive.write(tmp_path / f"a{suffix}", f"a{suffix}")
    read = read_shapes(made.getvalue(), columns=["shapeiso"], areas=True)
    if suffixes:
        assert read.columns["shapeISO"] == ["X-1", "Ж 2"]
    assert any("check the names" in note for note in read.notes) != bool(suffixes)


def made_ready(*shapes, crs="OGC:CRS84", areas=True):
    found = np.array([*shapes, None], dtype=object)[:-1]
    return ready(Contents(found, {}, (), crs and CRS(crs)), areas=areas)


def test_broken_outlines_are_mended_and_all_else_is_told():
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    flat = shapely.Polygon([(0, 0), (1, 1), (2, 2), (0, 0)])
    mixed = shapely.GeometryCollection([shapely.Point(0, 0), shapely.box(5, 5, 6, 6)])
    shapes = made_ready(
        bow, shapely.Point(1, 1), shapely.Polygon(), None, flat, mixed, shapely.box(3, 3, 4, 4)
    )
    assert [each is None for each in shapes.geometries] == [
        False,
        True,
        True,
        True,
        True,
        False,
        False,
    ]
    assert shapely.is_valid(shapes.geometries[[0, 5, 6]]).all()
    assert shapes.geometries[0].area == pytest.approx(2)
    assert shapes.geometries[5].equals(shapely.box(5, 5, 6, 6))
    assert shapes.notes == (
        "1 mended, as outlines crossed themselves (feature 1)",
        "1 left out as lines or points (feature 2)",
        "left out lines or points beside the areas of 1 (feature 6)",
        "2 left out as empty (feature 3, 4)",
        "1 left out as enclosing nothing (feature 5)",
    )


def test_a_missing_coordinate_system_is_assumed_only_where_it_can_be():
    assert made_ready(BOXES[0], crs=None).notes == (
        "no coordinate system named; its coordinates taken as longitude and latitude",
    )
    with pytest.raises(InputError, match="names no coordinate system, and its coordinates are no"):
        made_ready(shapely.box(4e5, 5e6, 5e5, 6e6), crs=None)


@pytest.mark.parametrize(
    "crs", ["EPSG:32636", "EPSG:3857", "EPSG:28406", "EPSG:4284", "ESRI:102025"]
)
def test_every_point_of_an_edge_is_where_its_projection_has_it(crs):
    """Against pyproj on a thousand points of each edge; a projected straight line bends."""
    there = gpd.GeoSeries([BOXES[0]], crs="EPSG:4326").to_crs(crs)
    read = made_ready(there.iloc[0], crs=crs).geometries[0]
    dense = shapely.segmentize(there.iloc[0], there.iloc[0].length / 4000)
    expected = gpd.GeoSeries([dense], crs=crs).to_crs("EPSG:4326").iloc[0]
    assert shapely.hausdorff_distance(read, expected) < 1e-5  # degrees: about a metre


@pytest.mark.parametrize(
    "outline",
    [
        [(170, 60), (-170, 60), (-170, 70), (170, 70)],  # jumps
        [(170, 60), (190, 60), (190, 70), (170, 70)],  # passes
        [(-190, 60), (-170, 60), (-170, 70), (-190, 70)],
        [(530, 60), (550, 60), (550, 70), (530, 70)],
    ],
)
def test_what_crosses_the_antimeridian_is_cut_there(outline):
    shapes = made_ready(shapely.Polygon(outline))
    expected = shapely.union(shapely.box(170, 60, 180, 70), shapely.box(-180, 60, -170, 70))
    assert shapely.equals(shapes.geometries[0], expected)
    assert shapes.notes == ("1 cut at ±180°, which they cross",)


def test_holes_lines_and_points_over_the_antimeridian():
    ring = [(160, 50), (-160, 50), (-160, 70), (160, 70)]
    hole = [(-179, 60), (-175, 60), (-175, 65), (-179, 65)]
    holed = made_ready(shapely.Polygon(ring, [hole])).geometries[0]
    assert holed.area == pytest.approx(40 * 20 - 4 * 5)
    assert not holed.contains(shapely.Point(-177, 62))
    line, point = made_ready(
        shapely.LineString([(170, 0), (-170, 10)]), shapely.Point(200, 5), areas=False
    ).geometries
    assert line.equals(shapely.MultiLineString([[(170, 0), (180, 5)], [(-180, 5), (-170, 10)]]))
    assert (point.x, point.y) == (-160, 5)


@pytest.mark.parametrize("width", [361, 400, 720])
@pytest.mark.parametrize("step", [10, 1000])
def test_an_outline_wider_than_the_earth_is_the_whole_band(width, step):
    outline = shapely.segmentize(shapely.box(-200, -10, width - 200, 10), step)
    assert made_ready(outline).geometries[0].area == pytest.approx(360 * 20)


def test_the_whole_earth_is_left_as_it_is():
    for earth in (shapely.box(-180, -90, 180, 90), shapely.box(0, -90, 360, 90)):
        assert made_ready(earth).geometries[0].equals(shapely.box(-180, -90, 180, 90))
    assert made_ready(shapely.box(-180, -90, 180, 90)).notes == ()


@pytest.mark.parametrize(
    ("outline", "expected"),
    [
        ([(-120, 70), (0, 70), (120, 70)], shapely.box(-180, 70, 180, 90)),
        ([(120, -70), (0, -70), (-120, -70)], shapely.box(-180, -90, 180, -70)),
        ([(n, 70) for n in range(-180, 181, 20)], shapely.box(-180, 70, 180, 90)),
        ([(n, -70) for n in range(10, 370, 20)], shapely.box(-180, -90, 180, -70)),
        # the ends of the coast are one place, or a parallel where the map is cut
        (
            [(-180, -80), (0, -85), (90, -75), (180, -80)],
            shapely.Polygon(
                [(-180, -80), (0, -85), (90, -75), (180, -80), (180, -90), (-180, -90)]
            ),
        ),
        (
            [(-180, -80), (0, -75), (180, -80), (180, -85), (-180, -85)],
            shapely.Polygon([(-180, -80), (0, -75), (180, -80), (180, -85), (-180, -85)]),
        ),
    ],
)
def test_a_ring_round_a_pole_is_closed_along_it(outline, expected):
    """As programs for globes write Antarctica."""
    read = made_ready(shapely.Polygon(outline))
    assert read.geometries[0].symmetric_difference(expected).area < 1e-9
    is_closed = expected.bounds[1] == -90 or expected.bounds[3] == 90
    assert read.notes == (("1 closed along the pole that they go round",) if is_closed else ())


def test_a_band_round_a_pole_has_its_hole():
    rings = [[(n, lat) for n in (-120, 0, 120)] for lat in (60, 70)]
    for outer, hole in (rings, rings[::-1]):  # on a globe neither is the outer one
        band = made_ready(shapely.Polygon(outer, [hole])).geometries[0]
        assert shapely.equals(band, shapely.box(-180, 60, 180, 70))
    south = [(lon, -lat) for lon, lat in rings[0]]
    tropics = made_ready(shapely.Polygon(rings[0], [south])).geometries[0]
    assert shapely.equals(tropics, shapely.box(-180, -60, 180, 60))


def test_a_ring_on_both_sides_of_the_equator_could_enclose_either_pole():
    with pytest.raises(InputError, match="feature 1: goes round the Earth on both sides"):
        made_ready(shapely.Polygon([(-120, 10), (0, -10), (120, 10)]))


def test_a_region_of_a_polar_projection_is_cut_too():
    around = shapely.box(-4e5, -36e5, 4e5, -28e5)  # about the Bering Strait, EPSG:3571's meridian
    read = made_ready(around, crs="EPSG:3571").geometries[0]
    assert read.geom_type == "MultiPolygon"
    assert read.is_valid
    assert np.abs(shapely.get_coordinates(read)[:, 0]).max() == 180


def wkb(*rings):
    """A polygon as its writer had it, whatever its rings."""
    head = struct.pack("<BII", 1, 3, len(rings))
    return head + b"".join(
        struct.pack("<I", len(ring)) + np.array(ring, dtype=float).tobytes() for ring in rings
    )


SQUARE = [(34, 51), (35, 51), (35, 52), (34, 52), (34, 51)]
POINT = [(34.5, 51.5)]
NOTHING = "dropped 1 ring that encloses nothing (feature 1)"


@pytest.mark.parametrize(
    ("binary", "notes"),
    [
        (wkb(SQUARE), ()),
        (wkb(SQUARE[:-1]), ()),
        (wkb(SQUARE, POINT), (NOTHING,)),
        (wkb(SQUARE, POINT * 2), (NOTHING,)),
        (wkb(SQUARE, POINT * 4), (NOTHING,)),
        (wkb(SQUARE, [(34.2, 51.2), (34.5, 51.5), (34.8, 51.8), (34.2, 51.2)]), (NOTHING,)),
        (wkb(SQUARE, []), ()),
        (struct.pack("<BII", 1, 6, 2) + wkb(SQUARE) + wkb(POINT), (NOTHING,)),
        (struct.pack("<BII", 1, 6, 2) + wkb(SQUARE) + wkb([]), ()),
        (struct.pack("<BII", 1, 7, 2) + wkb(SQUARE) + wkb(POINT * 5), (NOTHING,)),
    ],
)
def test_rings_that_enclose_nothing_are_dropped_and_said(binary, notes):
    """Well-known binary, and the same written out as GeoJSON and as a topology."""
    read = ready(
        Contents(shapes_of_wkb(np.array([binary], dtype=object)), {}, (), CRS("OGC:CRS84")),
        areas=True,
    )
    assert shapely.equals(read.geometries, [BOXES[0]]).all()
    assert read.notes == notes


@pytest.mark.parametrize(
    ("rings", "notes"),
    [
        ([SQUARE, POINT], (NOTHING,)),
        ([SQUARE, POINT * 3], (NOTHING,)),
        ([SQUARE, []], ()),
    ],
)
def test_json_drops_them_alike(rings, notes):
    arcs = [ring or POINT for ring in rings]
    topology = {
        "type": "Topology",
        "objects": {
            "a": {"type": "Polygon", "arcs": [[n] if r else [] for n, r in enumerate(rings)]}
        },
        "arcs": arcs,
    }
    part = {"type": "MultiPolygon", "coordinates": [rings, [], [[]]]}
    for document in ({"type": "Polygon", "coordinates": rings}, part, topology):
        read = ready(find(json.dumps(document).encode(), Wanted(frozenset())), areas=True)
        assert shapely.equals(read.geometries, [BOXES[0]]).all()
        assert read.notes == notes


def test_an_origin_that_shrank_to_a_point_stays_one():
    point = made_ready(shapely.Polygon(POINT * 4), areas=False).geometries[0]
    assert point.equals(shapely.Point(POINT[0]))


def test_parts_that_overlap_are_united_and_holes_are_their_own():
    """Even-odd counting would make a hole of what is there twice."""
    twice = shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)])
    holes = (
        shapely.box(0, 0, 4, 4).exterior,
        [
            shapely.box(1, 1, 3, 3).exterior,
            shapely.box(2, 2, 3.5, 3.5).exterior,
        ],
    )
    both = made_ready(twice, shapely.Polygon(*holes)).geometries
    assert shapely.area(both) == pytest.approx([7, 16 - 4 - 2.25 + 1])


@pytest.mark.parametrize("most", [2_000_000, 300, 0])
def test_a_district_in_its_oblast_is_said_however_large_both_are(most, monkeypatch):
    monkeypatch.setattr(overlaps, "_MAX_VERTICES", most)
    fine = shapely.segmentize(shapely.box(34, 51, 35, 52), 0.01)
    areas = [fine, shapely.box(35, 51, 36, 52), shapely.box(34.1, 51.1, 34.9, 51.9), fine]
    assert overlapping(np.array([*areas, None])).tolist() == [True, False, True, True, False]


def test_regions_that_overlap_are_said():
    read = made_ready(BOXES[0], BOXES[1], shapely.box(35.5, 51, 36.5, 52))
    assert read.notes == ("2 overlap others, so that the same land is in several (feature 2, 3)",)


@pytest.mark.parametrize(
    "name",
    [
        "EPSG:4326",
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:EPSG::4326",
        "urn:x-ogc:def:crs:EPSG:4326",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        "https://www.opengis.net/def/crs/EPSG/0/4326",
        "http://www.opengis.net/gml/srs/epsg.xml#4326",
        "CRS:84",
        "WGS 84",
    ],
)
def test_names_of_longitude_and_latitude(name):
    assert named_system(name) == LON_LAT or named_system(name).to_epsg() == 4326


@pytest.mark.parametrize(
    "member",
    [
        {"type": "EPSG", "properties": {"code": 32636}},
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32636"}},
        {"type": "name", "properties": {"name": "https://www.opengis.net/def/crs/EPSG/0/32636"}},
    ],
)
def test_older_members_of_geojson_name_a_system(member):
    there = gpd.GeoSeries([BOXES[0]], crs="EPSG:4326").to_crs("EPSG:32636")
    document = {**json.loads(shapely.to_geojson(there[0])), "crs": member}
    read = ready(find(json.dumps(document).encode(), Wanted(frozenset())), areas=True)
    assert read.crs == "WGS 84 / UTM zone 36N (EPSG:32636)"
    assert read.geometries[0].symmetric_difference(BOXES[0]).area < 3e-3


@pytest.mark.parametrize(
    ("crs", "is_shifted"),
    [
        *(("EPSG:4267", False), ("EPSG:4230", False), ("EPSG:26717", False)),
        *(("EPSG:4284", True), ("EPSG:4258", True), ("EPSG:5561", True), ("EPSG:32636", True)),
        *(("EPSG:3857", True), ("+proj=laea +lat_0=50 +lon_0=34 +ellps=WGS84", True)),
    ],
)
def test_degrees_that_are_taken_as_they_are_are_said(crs, is_shifted):
    """NAD27 and ED50 have no known way to WGS 84 in Ukraine: PROJ takes their numbers."""
    box = gpd.GeoSeries([BOXES[0]], crs="EPSG:4326").to_crs(crs).iloc[0]
    said = [note for note in made_ready(box, crs=crs).notes if "to WGS 84 is known" in note]
    assert bool(said) != is_shifted


def named(code):
    return {"type": "name", "properties": {"name": f"EPSG:{code}"}}


@pytest.mark.parametrize("where", [(0,), (1,), (2,), (0, 1, 2)])
def test_a_system_that_a_feature_or_its_geometry_names_is_the_files(where):
    there = gpd.GeoSeries([BOXES[0]], crs="EPSG:4326").to_crs("EPSG:32636")
    geometry = json.loads(shapely.to_geojson(there[0]))
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    collection = {"type": "FeatureCollection", "features": [feature, feature | {"geometry": None}]}
    for each in where:
        (collection, feature, geometry)[each]["crs"] = named(32636)
    read = ready(find(json.dumps(collection).encode(), Wanted(frozenset())), areas=True)
    assert read.crs == "WGS 84 / UTM zone 36N (EPSG:32636)"
    assert read.geometries[0].symmetric_difference(BOXES[0]).area < 3e-3


@pytest.mark.parametrize("form", ["\n{}\n{}\n", "[{}, {}]"])
def test_collections_one_after_another_keep_their_systems(form):
    there = gpd.GeoSeries(BOXES, crs=4326).to_crs(32636)
    written = [
        {
            "type": "FeatureCollection",
            "crs": named(32636),
            "features": [{"type": "Feature", "geometry": json.loads(shapely.to_geojson(shape))}],
        }
        for shape in there
    ]
    read = find(form.format(*map(json.dumps, written)).encode(), Wanted(frozenset()))
    assert read.crs == CRS(32636)
    for other in ({"crs": named(3857)}, {"crs": None}):
        mixed = form.format(*map(json.dumps, (written[0], written[1] | other)))
        with pytest.raises(InputError, match="names several coordinate systems"):
            find(mixed.encode(), Wanted(frozenset()))


def test_collections_within_a_collection_are_refused():
    inner = {"type": "FeatureCollection", "features": []}
    nested = json.dumps({"type": "FeatureCollection", "features": [inner]}).encode()
    with pytest.raises(InputError, match="holds collections within a collection"):
        find(nested, Wanted(frozenset()))


@pytest.mark.parametrize("crs", ["EPSG:32636", "EPSG:28406"])
def test_northing_before_easting_is_refused(crs):
    there = gpd.GeoSeries([BOXES[0]], crs=4326).to_crs(crs).iloc[0]
    assert len(made_ready(there, crs=crs).geometries) == 1
    swapped = shapely.transform(there, lambda xy: xy[:, ::-1])
    with pytest.raises(InputError, match="lies where that is made for only if its coordinates are"):
        made_ready(swapped, crs=crs)


def test_several_systems_in_one_file_are_refused():
    geometry = json.loads(shapely.to_geojson(BOXES[0]))
    features = [
        {"type": "Feature", "properties": {}, "geometry": geometry, "crs": named(code)}
        for code in (4326, 32636)
    ]
    document = {"type": "FeatureCollection", "features": features}
    with pytest.raises(InputError, match="names several coordinate systems"):
        find(json.dumps(document).encode(), Wanted(frozenset()))
    features[1]["crs"] = named("4326")
    document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert find(json.dumps(document).encode(), Wanted(frozenset())).crs is not None


@pytest.mark.parametrize(
    ("crs", "name"),
    [("EPSG:5773", "EGM96 height"), ("EPSG:4978", "WGS 84"), ("EPSG:7789", "ITRF2014")],
)
def test_a_system_without_places_on_a_map_is_refused_by_name(crs, name):
    said = re.escape(f"system '{name} ({crs})', which is none of places on a map")
    with pytest.raises(InputError, match=said):
        made_ready(BOXES[0], crs=crs)


def test_two_shapefiles_of_one_name_are_not_mixed(tmp_path):
    other = FRAME.assign(shapeISO=["B-1", "B-2"])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for folder, frame in (("one", FRAME), ("two", other)):
            (tmp_path / folder).mkdir()
            frame.to_file(tmp_path / folder / "a.shp", encoding="utf-8")
            for path in sorted((tmp_path / folder).iterdir(), reverse=folder == "two"):
                archive.write(path, f"{folder}/{path.name.upper()}")
    with pytest.raises(LayerError, match="layers 'one/A', 'two/A'; say which one") as asked:
        read_shapes(packed.getvalue(), columns=["shapeiso"], areas=True)
    read = read_shapes(
        packed.getvalue(), columns=["shapeiso"], areas=True, layer=asked.value.layers[1]
    )
    assert read.columns["shapeISO"] == ["B-1", "B-2"]


def in_zip(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture(scope="module")
def shapefiles(files, tmp_path_factory):
    """The parts of the two boxes by suffix, and those of the first alone."""
    folder = tmp_path_factory.mktemp("shapefiles")
    FRAME.iloc[:1].to_file(folder / "a.shp", encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO(files["zip"])) as archive:
        two = {
            suffix: archive.read(f"дир/a{suffix}") for suffix in (".shp", ".shx", ".dbf", ".prj")
        }
    return two, {suffix: (folder / f"a{suffix}").read_bytes() for suffix in two}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        # GDAL reads these without a word, or calls the shape that breaks off empty
        (lambda two, _: {".shp": two[".shp"][:-40]}, "a .shp that breaks off; .*again"),
        (lambda _, one: {".dbf": one[".dbf"]}, r"not of one Shapefile \(shapes: 2, rows: 1\)"),
        (lambda _, one: {".shx": one[".shx"]}, r"not of one Shapefile \(shapes: 1, rows: 2\)"),
        (lambda *_: {".shx": b"short"}, "damaged"),
        (lambda *_: {".prj": b"nonsense"}, "names a coordinate system that is unknown"),
        (
            lambda two, _: {".prj": two[".prj"].decode().encode("utf-16")},
            "names a coordinate system that is unknown",
        ),
    ],
)
def test_a_shapefile_that_is_not_whole_is_refused(shapefiles, changed, said):
    parts = shapefiles[0] | changed(*shapefiles)
    with pytest.raises(InputError, match=said):
        read_shapes(in_zip({f"a{s}": part for s, part in parts.items()}), columns=[], areas=True)


def test_what_macos_adds_and_an_empty_prj_do_no_harm(shapefiles):
    parts = {f"A{suffix.upper()}": part for suffix, part in shapefiles[0].items()} | {"A.PRJ": b" "}
    beside = {f"__MACOSX/{name}": b"\0\5\26\7" for name in parts} | {"__MACOSX/._A.SHP": b""}
    read = read_shapes(in_zip(parts | beside), columns=[], areas=True)
    assert shapely.equals(read.geometries, BOXES).all()
    assert [note.key for note in read.notes] == ["assumed"]


def test_an_arc_is_read_within_four_in_100000_of_its_radius(tmp_path):
    """GDAL's own steps of 4 degrees leave out 61, 33 m of 55 km."""
    quarters = [(37, 51), (36, 52), (35, 51), (36, 50), (37, 51)]
    arcs = struct.pack("<BII", 1, 8, 5) + struct.pack("<10d", *np.ravel(quarters))
    curved = struct.pack("<BII", 1, 10, 1) + arcs  # CURVEPOLYGON (CIRCULARSTRING (…))
    path = tmp_path / "round.gpkg"
    names = [np.array(["Round"], object)]
    pyogrio.raw.write(
        path, np.array([curved], object), names, ["name"], geometry_type="Unknown", crs="EPSG:4326"
    )
    (area,) = read_shapes(path.read_bytes(), columns=[], areas=True).geometries
    rim = shapely.get_coordinates(area)
    middles = np.vstack([rim, (rim[1:] + rim[:-1]) / 2])
    assert np.hypot(*(middles - [36, 51]).T) == pytest.approx(1, abs=4e-5)


@pytest.mark.parametrize(
    ("number", "notes"), [(0, ["assumed"]), (-1, None), (99_999, ["assumed"]), (4326, [])]
)
def test_a_geopackage_without_a_system_is_assumed_aloud(tmp_path, number, notes):
    """0 is an undefined system of degrees, -1 one of no Earth; the name's case does not matter."""
    FRAME.to_file(tmp_path / "a.gpkg", layer="r")
    with contextlib.closing(sqlite3.connect(tmp_path / "a.gpkg")) as database:
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            database.execute(f"UPDATE {table} SET srs_id = ?, table_name = 'R'", [number])
        database.commit()
    content = (tmp_path / "a.gpkg").read_bytes()
    if notes is None:
        with pytest.raises(InputError, match="'Undefined Cartesian SRS', which is none of places"):
            read_shapes(content, columns=[], areas=True)
        return
    read = read_shapes(content, columns=[], areas=True)
    assert shapely.equals(read.geometries, BOXES).all()
    assert [note.key for note in read.notes] == notes


def in_geopackage(folder, *changes):
    """Two boxes in a GeoPackage, changed by statements."""
    pyogrio.write_dataframe(FRAME, folder / "a.gpkg", layer="r", SPATIAL_INDEX="NO")
    with contextlib.closing(sqlite3.connect(folder / "a.gpkg")) as database:
        for change in changes:
            database.execute(*change)
        database.commit()
    return (folder / "a.gpkg").read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = 4326",
        "UPDATE gpkg_spatial_ref_sys SET definition = 'x', organization = 'y' WHERE srs_id = 4326",
    ],
)
def test_a_geopackage_that_names_what_nobody_knows_is_refused(tmp_path, change):
    with pytest.raises(InputError, match="names a coordinate system that is unknown"):
        read_shapes(in_geopackage(tmp_path, [change]), columns=[], areas=True)


def test_a_geopackage_whose_tables_name_two_systems_is_refused(tmp_path):
    two = in_geopackage(tmp_path, ["UPDATE gpkg_contents SET srs_id = 3857"])
    with pytest.raises(InputError, match="two coordinate systems, 3857 and 4326, for the layer"):
        read_shapes(two, columns=[], areas=True)
    wordy = in_geopackage(tmp_path, [f"UPDATE gpkg_contents SET srs_id = '{'x' * 10_000}'"])
    with pytest.raises(InputError, match=r"two coordinate systems, x{20} and 4326, for the layer"):
        read_shapes(wordy, columns=[], areas=True)


def test_parquet_with_two_columns_of_one_name_says_so(tmp_path):
    FRAME.to_parquet(tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet")
    pq.write_table(table.append_column("n", table["n"]), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="two columns called 'n'; rename one or leave it out"):
        read_shapes((tmp_path / "a.parquet").read_bytes(), columns=[], areas=True)
    for number in range(limits.MAX_COLUMNS):
        table = table.append_column(str(number), table["n"])
    pq.write_table(table.append_column("n", table["n"]), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="columns; at most 1,000"):
        read_shapes((tmp_path / "a.parquet").read_bytes(), columns=[], areas=True)


def test_a_damaged_geometry_of_a_geopackage_is_not_called_empty(tmp_path):
    put = "UPDATE r SET geom = ? WHERE fid = ?"
    empty = read_shapes(in_geopackage(tmp_path, [put, (None, 1)]), columns=[], areas=True)
    assert [note.key for note in empty.notes] == ["empty"]
    whole = b"GP\0\1" + struct.pack("<i", 4326) + shapely.to_wkb(BOXES[1])
    damaged = in_geopackage(tmp_path, [put, (None, 1)], [put, (whole[:-9], 2)])
    with pytest.raises(InputError, match="feature 2: its geometry is damaged"):
        read_shapes(damaged, columns=[], areas=True)


def shapefile_of(rings, folder):
    """A zipped Shapefile of one polygon, its rings as they are given."""
    box = gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(0, 0)], crs=4326)
    box.to_file(folder / "a.shp")
    positions = [position for ring in rings for position in ring]
    starts = np.cumsum([0, *map(len, rings)])[:-1]
    record = struct.pack("<i4d2i", 5, 0, 0, 9, 9, len(rings), len(positions))
    record += np.array(starts, "<i4").tobytes() + np.array(positions, "<f8").tobytes()
    head = struct.pack(">2i", 1, len(record) // 2)
    index = struct.pack(">2i", 50, len(record) // 2)
    parts = {
        f"a{suffix}": struct.pack(">i20xi", 9994, 50 + len(body) // 2)
        + struct.pack("<2i4d32x", 1000, 5, 0, 0, 9, 9)
        + body
        for suffix, body in ((".shp", head + record), (".shx", index))
    }
    parts |= {f"a{suffix}": (folder / f"a{suffix}").read_bytes() for suffix in (".dbf", ".prj")}
    return in_zip(parts)


@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize(
    ("order", "area"), [("ah", 15), ("ha", 15), ("ahk", 14), ("hbak", 30), ("ahi", 15.25)]
)
def test_holes_of_a_shapefile_stay_holes_whichever_way_they_turn(tmp_path, is_turned, order, area):
    boxes = {
        "a": shapely.box(0, 0, 4, 4),
        "b": shapely.box(5, 0, 9, 4),
        "h": shapely.box(1, 1, 2, 2),
        "k": shapely.box(2.5, 2.5, 3.5, 3.5),
        "i": shapely.box(1.25, 1.25, 1.75, 1.75),
    }
    rings = []
    for letter in order:
        ring = shapely.get_coordinates(boxes[letter])  # counter-clockwise, as holes are
        rings.append(ring if (letter in "hk") != is_turned else ring[::-1])
    read = read_shapes(shapefile_of(rings, tmp_path), columns=[], areas=True)
    assert read.geometries[0].area == pytest.approx(area)
    assert {note.key for note in read.notes} <= {"rewound"}


@pytest.mark.parametrize("form", ["excel", "spreadsheet", "old", "word"])
def test_workbooks_are_told_from_maps_wherever_their_parts_stand(form):
    """openpyxl and LibreOffice write the list of contents last."""
    filler = {f"{n}.bin": bytes(5_000) for n in range(3)}
    kinds = {
        "excel": in_zip(filler | {"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<x/>"}),
        "spreadsheet": in_zip(
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"} | filler
        ),
        "old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "Workbook".encode("utf-16-le"),
        "word": in_zip({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}),
    }
    with pytest.raises(InputError) as refused:
        find(kinds[form], Wanted(frozenset()))
    expected = "holds no Shapefile and no KML" if form == "word" else "is a workbook; save a list"
    assert str(refused.value).startswith(expected)
    for name in ("a.csv", "a.xlsx"):
        expected = "no Shapefile" if form == "word" else "is a workbook; copy its cells"
        with pytest.raises(InputError, match=f"{name}: .*{expected}"):
            origins_of_bytes(kinds[form], name)


def test_a_column_of_categories_tells_regions_apart():
    packed = io.BytesIO()
    FRAME.assign(rayon=FRAME["shapeISO"].astype("category")).drop(columns="shapeISO").to_parquet(
        packed
    )
    shapes = ready(find(packed.getvalue(), Wanted(frozenset())), areas=True, find_key=True)
    assert (shapes.key, shapes.columns["rayon"]) == ("rayon", ["X-1", "Ж 2"])


@pytest.mark.parametrize("name", ["gpkg", "fgb", "parquet", "zip", "topojson", "geojson"])
def test_every_format_finds_the_one_column_that_tells_apart(files, name):
    read = read_shapes(files[name], columns=["nothing"], areas=True, find_key=True)
    assert read.key == "shapeISO"
    assert sorted(read.columns["shapeISO"]) == ["X-1", "Ж 2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("between", ["\n", "\r\n\r\n", "\n\x1e"])
def test_features_one_after_another(encoding, between):
    features = [
        json.dumps({"type": "Feature", "geometry": json.loads(shapely.to_geojson(box))}, indent=1)
        for box in BOXES
    ]
    content = between.join(features).encode(encoding)
    assert shapely.equals(find(content, Wanted(frozenset())).geometries, BOXES).all()
    with pytest.raises(InputError, match=r"its text breaks off or is damaged \(line"):
        find(content[:-8], Wanted(frozenset()))


def test_what_a_collection_holds_may_be_geometries_without_features():
    bare = [json.loads(shapely.to_geojson(box)) for box in BOXES]
    members = [bare[0], *({"type": "Feature", "geometry": each} for each in bare[1:])]
    content = json.dumps({"type": "FeatureCollection", "features": members}).encode()
    assert shapely.equals(find(content, Wanted(frozenset())).geometries, BOXES).all()


DAMAGED = """
import pickle, sys
from rangemap.errors import InputError, LayerError
from rangemap.intake.contents import Wanted
from rangemap.intake.shapes import ready
from rangemap.intake.worker import find
read = 0
for content in pickle.load(sys.stdin.buffer):
    try:
        ready(find(content, Wanted(frozenset(["shapeiso"]))), areas=True)
        read += 1
    except InputError as error:
        assert len(str(error)) < 300 and "\\n" not in str(error), error
print(read)
"""


@pytest.mark.parametrize("name", ["geojson", "gpkg", "fgb", "parquet", "zip", "topojson"])
def test_damaged_files_get_one_sentence(files, name):
    """150 of each format, in one worker: cut off, and with bytes overwritten. None breaks it."""
    chance = random.Random(name)
    content = files[name]
    damaged = [content[: chance.randrange(len(content))] for _ in range(50)]
    for count in (1, 10):
        for _ in range(50):
            garbled = bytearray(content)
            for _ in range(count):
                garbled[chance.randrange(len(garbled))] = chance.randrange(256)
            damaged.append(bytes(garbled))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", DAMAGED],
        input=pickle.dumps(damaged), capture_output=True, env=_environment(), check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert int(done.stdout) < len(damaged)


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("Point", [True, 50]),
        ("LineString", [[30, 50], [31, False]]),
        ("Polygon", [[[30, 50], [31, 50], [True, 51], [30, 50]]]),
        ("MultiPoint", [[30, 50], [True, True]]),
    ],
)
def test_true_and_false_are_no_numbers(kind, coordinates):
    content = json.dumps({"type": kind, "coordinates": coordinates}).encode()
    with pytest.raises(InputError, match="feature 1: its geometry is not as GeoJSON has it"):
        ready(find(content, Wanted(frozenset())), areas=False)


def test_a_list_of_features_with_more_behind_it_is_not_read_as_if_that_were_all():
    """Of two lines that are a list and a feature nobody can tell what is meant."""
    feature = json.dumps(
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "Point", "coordinates": [34, 51]},
        }
    )
    assert len(read_document(f"[{feature}, {feature}]".encode())["features"]) == 2
    for after in (feature, f"[{feature}]"):
        with pytest.raises(InputError, match="it has no type"):
            read_document(f"[{feature}]\n{after}\n".encode())
