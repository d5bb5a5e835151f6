"""Files made to reach what they must not. Each works against a program that just opens it."""

import io
import json
import socket
import sqlite3
import struct
import sys
import threading
import zipfile
import zlib
from contextlib import closing
from dataclasses import replace

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from rangemap.errors import InputError
from rangemap.intake import geoparquet, limits, memory
from rangemap.intake.contents import Wanted
from rangemap.intake.process import read_shapes
from rangemap.intake.shapes import ready
from rangemap.intake.worker import find

FEATURE = {
    "type": "Feature",
    "properties": {"name": "harmless"},
    "geometry": {"type": "Polygon", "coordinates": [[[34, 51], [35, 51], [35, 52], [34, 51]]]},
}
FRAME = gpd.GeoDataFrame(
    {"name": ["a", "b"]}, geometry=[shapely.box(n, 1, n + 1, 2) for n in (1, 2)]
)
FRAME = FRAME.set_crs("EPSG:4326")


def read(content):
    """As the worker does it; what needs GDAL, and what may break the worker, in a worker."""
    if content.startswith((b"{", b"PAR1")):
        return ready(find(content, Wanted(frozenset({"name"}))), areas=False)
    return read_shapes(content, columns=["name"], areas=False)


@pytest.fixture
def listener():
    """A server on loopback, and the first lines of what it was asked."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(1000).split(b"\r\n")[0])
                    connection.sendall(b"HTTP/1.0 404 no\r\n\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        server.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=10)


def naive(content):
    """What a program reads that trusts the file."""
    try:
        return pyogrio.read_dataframe(content).to_json()
    except (pyogrio.errors.DataSourceError, ValueError, RuntimeError) as error:
        return str(error)


def collection(**more):
    return json.dumps({"type": "FeatureCollection", **more, "features": [FEATURE]}).encode()


@pytest.fixture
def secret(tmp_path):
    """A file beside, which no upload may show."""
    path = tmp_path / "secret.geojson"
    inside = FEATURE | {"properties": {"name": "SECRET"}}
    path.write_bytes(json.dumps({"type": "FeatureCollection", "features": [inside]}).encode())
    return path


def vrt(source):
    return (
        "<OGRVRTDataSource><OGRVRTLayer name='secret'>"
        f"<SrcDataSource>{source}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )


def test_a_virtual_file_reads_no_other_file(secret):
    plain = vrt(secret).encode()
    assert "SECRET" in naive(plain)
    with pytest.raises(InputError, match="none of the files"):
        read(plain)


def test_a_geojson_that_is_also_a_virtual_file_is_read_as_geojson(secret):
    both = collection(title=vrt(secret))
    assert "SECRET" in naive(both)
    assert read(both).columns == {"name": ["harmless"]}


def test_a_geopackage_that_is_also_a_virtual_file_is_read_as_geopackage(secret, tmp_path):
    # the 20 bytes that SQLite keeps free in its header are too few; a first table's name is not
    path = tmp_path / "both.gpkg"
    FRAME.to_file(path)
    content = path.read_bytes()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f'CREATE TABLE "{vrt(secret)}" (a)')
    content = path.read_bytes()
    assert b"<OGRVRTDataSource" in content
    assert read(content).columns == {"name": ["a", "b"]}


@pytest.mark.parametrize(
    "member",
    [
        {"type": "link", "properties": {"href": "{}/a"}},
        {"type": "url", "properties": {"url": "{}"}},
    ],
)
def test_no_address_of_a_coordinate_system_is_fetched(listener, member):
    address, asked = listener
    content = collection(crs=json.loads(json.dumps(member).replace("{}", address, 1)))
    naive(content)
    assert any(line.startswith(b"GET") for line in asked)
    asked.clear()
    with pytest.raises(InputError, match="coordinate system is not given by a name"):
        read(content)
    assert asked == []


def test_no_address_of_a_topology_is_fetched(listener):
    address, asked = listener
    content = json.dumps(
        {
            "type": "Topology",
            "crs": {"type": "link", "properties": {"href": f"{address}/a"}},
            "objects": {"a": {"type": "Point", "coordinates": [1, 2]}},
            "arcs": [],
        }
    ).encode()
    naive(content)
    assert asked
    asked.clear()
    with pytest.raises(InputError, match="coordinate system is not given by a name"):
        read(content)
    assert asked == []


@pytest.mark.parametrize(
    "content",
    [
        "<OGRWFSDataSource><URL>{}/wfs</URL></OGRWFSDataSource>",
        vrt("/vsicurl/{}/x.geojson"),
        vrt("/vsizip//vsicurl/{}/x.zip"),
        '<?xml version="1.0"?><!DOCTYPE a SYSTEM "{}/a.dtd"><kml>&x;</kml>',
        "<kml><Document><NetworkLink><Link><href>{}</href></Link></NetworkLink></Document></kml>",
        '{{"type": "FeatureCollection", "features": [], "links": [{{"href": "{}"}}]}}',
        "/vsicurl/{}/x.geojson",
        "WFS:{}/wfs",
        "{}/x.geojson",
    ],
)
def test_nothing_is_fetched(listener, content):
    address, asked = listener
    try:
        read(content.format(address, address).encode())
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017  either is right, if nothing was asked for
    assert asked == []


def test_wfs_and_remote_virtual_files_do_reach_out_when_trusted(listener):
    address, asked = listener
    naive(f"<OGRWFSDataSource><URL>{address}/wfs</URL></OGRWFSDataSource>".encode())
    naive(vrt(f"/vsicurl/{address}/x.geojson").encode())
    assert len(asked) > 1


def shapefile(tmp_path, name="layer", **more):
    """The parts of a Shapefile by suffix."""
    FRAME.to_file(tmp_path / f"{name}.shp")
    parts = {path.suffix: path.read_bytes() for path in tmp_path.glob(f"{name}.*")}
    return parts | more


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize("folder", ["../../../tmp/", "/etc/", "C:\\"])
def test_folders_in_a_zip_count_for_nothing(tmp_path, folder):
    parts = shapefile(tmp_path)
    content = zipped({f"{folder}layer{suffix}": part for suffix, part in parts.items()})
    assert read(content).columns == {"name": ["a", "b"]}


def test_a_link_in_a_zip_is_not_followed(tmp_path, secret):
    parts = shapefile(tmp_path)
    link = zipfile.ZipInfo("layer.dbf")
    link.external_attr = 0o120777 << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for suffix in (".shp", ".shx"):
            archive.writestr(f"layer{suffix}", parts[suffix])
        archive.writestr(link, str(secret))
    assert read(made.getvalue()).columns == {}


def test_a_zip_within_a_zip_is_not_opened(tmp_path):
    inner = zipped({f"a{suffix}": part for suffix, part in shapefile(tmp_path).items()})
    with pytest.raises(InputError, match="holds no Shapefile"):
        read(zipped({"inner.zip": inner}))


def test_a_virtual_file_in_a_zip_is_not_opened(secret):
    content = zipped({"a.vrt": vrt(secret)})
    assert "SECRET" in naive(content)
    with pytest.raises(InputError, match="holds no Shapefile"):
        read(content)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    parts = shapefile(tmp_path) | {".dbf": bytes(50_000_000)}
    content = zipped({f"a{suffix}": part for suffix, part in parts.items()})
    assert len(content) < 100_000
    with pytest.raises(InputError, match=r"unpacks to .* times its size"):
        read(content)


def test_a_zip_that_lies_about_its_size_unpacks_to_no_more(tmp_path):
    parts = shapefile(tmp_path) | {".dbf": bytes(50_000_000)}
    content = bytearray(zipped({f"a{suffix}": part for suffix, part in parts.items()}))
    size = struct.pack("<I", 50_000_000)
    while size in content:
        place = content.index(size)
        content[place : place + 4] = struct.pack("<I", 1000)
    with pytest.raises(InputError, match="damaged"):
        read(bytes(content))


@pytest.mark.parametrize(
    ("module", "hint"), [("VirtualOGR('{}')", "virtual table"), ("csv(filename='{}')", "virtual")]
)
def test_a_geopackage_with_a_virtual_table_is_refused(tmp_path, secret, module, hint):
    path = tmp_path / "a.gpkg"
    FRAME.to_file(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute(
            "INSERT INTO sqlite_master VALUES ('table', 'spy', 'spy', 0, ?)",
            [f"CREATE VIRTUAL TABLE spy USING {module.format(secret)}"],
        )
    with pytest.raises(InputError, match=hint):
        read(path.read_bytes())


def test_a_geopackage_whose_layer_is_a_view_is_refused(tmp_path):
    path = tmp_path / "a.gpkg"
    FRAME.to_file(path, layer="plain")
    with closing(sqlite3.connect(path)) as database, database:
        numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        database.execute(f"CREATE VIEW endless AS {numbers} SELECT i AS fid, geom FROM n, plain")
        database.execute("UPDATE gpkg_contents SET table_name = 'endless'")
    with pytest.raises(InputError, match="which is no table"):
        read(path.read_bytes())


@pytest.mark.parametrize("table", ["gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions"])
def test_a_geopackage_whose_own_tables_are_views_is_refused(tmp_path, table):
    path = tmp_path / "a.gpkg"
    FRAME.to_file(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA legacy_alter_table = ON")
        database.execute(f"CREATE TABLE IF NOT EXISTS {table} (table_name)")
        database.execute(f"ALTER TABLE {table} RENAME TO kept")
        numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        database.execute(f"CREATE VIEW {table} AS {numbers} SELECT kept.* FROM kept, n")
    with pytest.raises(InputError, match=f"has a view for its table '{table}'"):
        read(path.read_bytes())


def test_a_geopackage_that_computes_a_column_is_refused(tmp_path):
    """GDAL lends such a column its functions; one that makes a long text makes gigabytes."""
    path = tmp_path / "a.gpkg"
    FRAME.drop(columns="name").to_file(path)
    with closing(sqlite3.connect(path)) as database, database:
        (sql,) = database.execute("SELECT sql FROM sqlite_master WHERE name = 'a'").fetchone()
        column = "name TEXT GENERATED ALWAYS AS (ST_SRID(geom) || printf('%.*c', 1000, 'x'))"
        database.execute("PRAGMA writable_schema = ON")
        database.execute(
            "UPDATE sqlite_master SET sql = ? WHERE name = 'a'", [f"{sql.rstrip(')')}, {column})"]
        )
    assert f"4326{'x' * 1000}" in naive(path)
    with pytest.raises(InputError, match="computes columns of the layer 'a'"):
        read(path.read_bytes())


def test_a_coordinate_system_that_names_a_file_is_refused(tmp_path):
    path = tmp_path / "a.gpkg"
    FRAME.to_file(path)
    text = (
        'GEOGCS["spy",DATUM["d",SPHEROID["GRS 1980",6378137,298.257222101],'
        'EXTENSION["PROJ4_GRIDS","/etc/passwd"]],PRIMEM["Greenwich",0],'
        'UNIT["degree",0.0174532925199433],'
        'EXTENSION["PROJ4","+proj=longlat +nadgrids=/etc/passwd"]]'
    )
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript("PRAGMA writable_schema = ON; DROP TRIGGER IF EXISTS x;")
        database.execute("UPDATE gpkg_spatial_ref_sys SET organization = 'NONE', definition = ? "
                         "WHERE srs_id = 4326", [text])  # fmt: skip
    with pytest.raises(InputError, match="coordinate system that needs a file"):
        read(path.read_bytes())


@pytest.mark.parametrize(
    "steps",
    [
        "+proj=pipeline +step +proj=merc +step +proj=hgridshift +grids={}",
        "+proj=pipeline +step +proj=merc +step +proj=tinshift +file={}",
    ],
)
def test_a_projection_by_steps_of_proj_that_name_a_file_is_refused(tmp_path, secret, steps):
    crs = CRS(
        'PROJCRS["spy",BASEGEOGCRS["WGS 84",DATUM["World Geodetic System 1984",'
        'ELLIPSOID["WGS 84",6378137,298.257223563]]],CONVERSION["spy",'
        f'METHOD["PROJ-based operation method: {steps.format(secret)}"]],'
        'CS[Cartesian,2],AXIS["e",east],AXIS["n",north],LENGTHUNIT["metre",1]]'
    )
    with pytest.raises(ProjError, match="File not found or invalid"):  # it looked for one
        Transformer.from_crs(crs, "OGC:CRS84")
    path = tmp_path / "a.parquet"
    FRAME.set_crs(crs, allow_override=True).to_parquet(path)
    with pytest.raises(InputError, match="coordinate system that needs a file"):
        read(path.read_bytes())


def test_web_mercator_as_older_programs_write_it_is_no_such_thing(tmp_path):
    FRAME.to_crs("EPSG:3857").to_file(tmp_path / "a.shp")
    parts = {path.suffix: path.read_bytes() for path in tmp_path.glob("a.*")}
    parts[".prj"] = (
        b'PROJCS["WGS 84 / Pseudo-Mercator",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",'
        b'6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],'
        b'PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],'
        b'PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1],'
        b'EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 '
        b'+k=1 +units=m +nadgrids=@null +wktext +no_defs"]]'
    )
    read_ = read(zipped({f"a{suffix}": part for suffix, part in parts.items()}))
    assert shapely.hausdorff_distance(read_.geometries[0], FRAME.geometry[0]) < 1e-8


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b'{"type":' + b"[" * 200_000, "nested too deeply"),
        (b'{"type":"FeatureCollection","features":[{"a":' * 50_000, "nested too deeply"),
        (
            b'{"type":"GeometryCollection","geometries":[' * 300
            + b'{"type":"Point","coordinates":[1,2]}'
            + b"]}" * 300,
            "GeoJSON|nested|has",
        ),
        (collection(x=1).replace(b"34", b"9" * 5000, 1), "GeoJSON"),
        (collection().replace(b"34", b"1e999", 1), "not finite"),
        (collection().replace(b"34", b"NaN", 1), "feature 1: has coordinates that are not finite"),
        (collection().replace(b"34", b'"x"', 1), "feature 1: its geometry"),
    ],
)
def test_json_made_to_break_its_reader_gets_one_sentence(content, hint):
    try:
        read(content)
    except InputError as error:
        assert len(str(error)) < 200  # noqa: PT017
        assert any(each in str(error) for each in hint.split("|"))  # noqa: PT017


def test_what_is_too_much_is_said(monkeypatch):
    """Limits as they are; the worker knows them itself."""
    many = {str(n): n for n in range(limits.MAX_COLUMNS)}
    assert len(read(json.dumps(FEATURE | {"properties": many}).encode()).geometries) == 1
    wide = json.dumps(FEATURE | {"properties": many | {"one more": 1}}).encode()
    with pytest.raises(InputError, match="1,001 columns; at most 1,000"):
        read(wide)
    monkeypatch.setattr("rangemap.intake.process.MAX_BYTES", 10)
    with pytest.raises(InputError, match="has more than"):
        read_shapes(wide, columns=[], areas=False)
    monkeypatch.setattr(limits, "MAX_VERTICES", 4)
    monkeypatch.setattr(limits, "MAX_FEATURES", 1)
    assert len(read(collection()).geometries) == 1
    monkeypatch.setattr(limits, "MAX_VERTICES", 3)
    with pytest.raises(InputError, match="4 vertices; at most 3"):
        read(collection())
    monkeypatch.setattr(limits, "MAX_FEATURES", 0)
    with pytest.raises(InputError, match="1 features; at most 0"):
        read(collection())


def test_a_topology_that_uses_an_arc_a_million_times_is_refused():
    arc = [[n % 10, n % 7] for n in range(100_000)]
    topology = {
        "type": "Topology",
        "objects": {"a": {"type": "LineString", "arcs": [0] * 100_000}},
        "arcs": [arc],
    }
    with pytest.raises(InputError, match="vertices; at most"):
        read(json.dumps(topology).encode())


def test_a_parquet_file_is_refused_by_the_size_it_declares(tmp_path, monkeypatch):
    FRAME.to_parquet(tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()
    assert read(content).columns == {"name": ["a", "b"]}
    monkeypatch.setattr(geoparquet, "MAX_UNPACKED_BYTES", 100)
    with pytest.raises(InputError, match="unpacks to more than"):
        read(content)


def test_what_a_small_file_unpacks_to_is_not_handed_on(tmp_path):
    """A Parquet dictionary: one name of a megabyte, used by sixty features, is 5 kB."""
    names = pa.DictionaryArray.from_arrays(pa.array([0] * 60, "int32"), pa.array(["x" * 1_000_000]))
    FRAME.iloc[[0] * 60].to_parquet(tmp_path / "a.parquet")
    plain = pq.read_table(tmp_path / "a.parquet")
    place = plain.schema.get_field_index("name")
    table = plain.set_column(place, "name", names).replace_schema_metadata(plain.schema.metadata)
    pq.write_table(table, tmp_path / "b.parquet", compression="zstd")
    content = (tmp_path / "b.parquet").read_bytes()
    assert len(content) < 10_000
    with pytest.raises(InputError, match=r"60,000,0\d\d characters of keys and names; at most 30,"):
        read_shapes(content, columns=["name"], areas=True)


def test_visitors_of_a_page_may_cost_it_less():
    allowed = limits.FROM_VISITORS
    assert allowed.memory_bytes < limits.Allowed().memory_bytes
    few = replace(allowed, vertices=3)
    with pytest.raises(InputError, match="4 vertices; at most 3"):
        read_shapes(collection(), columns=[], areas=False, allowed=few)
    little = replace(allowed, memory_bytes=2**26)
    with pytest.raises(InputError, match="more time or memory"):
        read_shapes(collection(title="x" * 20_000_000), columns=[], areas=True, allowed=little)


def test_a_megabyte_of_name_arrives_whole_for_its_reader_to_refuse():
    content = json.dumps(FEATURE | {"properties": {"name": "x" * 1_000_000}}).encode()
    assert len(read(content).columns["name"][0]) == 1_000_000


def test_a_reader_that_dies_costs_one_sentence(monkeypatch):
    monkeypatch.setattr(
        "rangemap.intake.process._COMMAND", ("python3", "-c", "import os; os.abort()")
    )
    with pytest.raises(InputError, match="is damaged, or takes more time or memory"):
        read_shapes(collection(), columns=[], areas=False)


def test_a_reader_that_hangs_is_stopped(monkeypatch):
    monkeypatch.setattr("rangemap.intake.process._COMMAND", ("sleep", "600"))
    monkeypatch.setattr("rangemap.intake.process._PATIENCE", 1)
    hasty = replace(limits.Allowed(), seconds=1)
    with pytest.raises(InputError, match="could not be read within 1 s"):
        read_shapes(collection(), columns=[], areas=False, allowed=hasty)


BUSY = """
from rangemap.intake import limits, worker
worker._bound(limits.Allowed(seconds=1))
while True: pass
"""


@pytest.mark.skipif(not memory.is_bounded_by_system(), reason="counts no processor time here")
def test_a_reader_that_uses_its_seconds_is_told_of_as_slow(monkeypatch):
    monkeypatch.setattr("rangemap.intake.process._COMMAND", (sys.executable, "-c", BUSY))
    monkeypatch.setattr("rangemap.intake.process._PATIENCE", 1000)
    hasty = replace(limits.Allowed(), seconds=1)
    with pytest.raises(InputError, match="could not be read within 1 s"):
        read_shapes(collection(), columns=[], areas=False, allowed=hasty)


def test_a_compressed_stream_is_no_file():
    with pytest.raises(InputError, match="none of the files"):
        read(zlib.compress(collection()))
