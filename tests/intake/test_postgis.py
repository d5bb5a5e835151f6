"""Regions from PostGIS, against a real server on loopback that these tests start and stop."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest
import shapely

from rangemap.cli import main
from rangemap.errors import BoundaryError
from rangemap.intake import postgis as region_database
from rangemap.intake.postgis import read_regions_postgis
from rangemap.intake.regions import Columns

PASSWORD = "s3cr3t-of-the-test"
BINARIES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"))), None)
has_postgis = any(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
needs_server = pytest.mark.skipif(
    not (BINARIES and has_postgis), reason="PostgreSQL with PostGIS is not installed"
)
GOOD = "SELECT code, name, geom FROM area ORDER BY code"


@pytest.fixture(scope="module")
def address():
    """A server of our own; PostgreSQL refuses to run as root."""
    user = "postgres" if os.geteuid() == 0 else None

    def run(name, *arguments):
        subprocess.run(
            [BINARIES / name, *arguments], user=user, cwd="/", check=True, capture_output=True
        )

    folder = Path(tempfile.mkdtemp(prefix="rangemap-postgis-"))
    if user:
        shutil.chown(folder, user)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "password").write_text(PASSWORD)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    data, log = folder / "data", folder / "log"
    try:
        run(
            "initdb", "-D", data, "-U", "tester", "-E", "UTF8", "--no-sync",
            "--auth=scram-sha-256", f"--pwfile={folder / 'password'}",
        )  # fmt: skip
        run("pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")
        yield f"postgresql://tester:{PASSWORD}@127.0.0.1:{port}/postgres"
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def database(address):
    box = "ST_MakeEnvelope({}, 51, {}, 52, 4326)"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION postgis")
        connection.execute("CREATE TABLE area (code text, name text, geom geometry(Polygon, 4326))")
        connection.execute(
            f"INSERT INTO area VALUES ('X-1', 'Одна', {box.format(34, 35)}), "
            f"('X-2', 'Two', {box.format(35, 36)})"
        )
    return address


@needs_server
def test_reads_what_a_query_gives(database):
    regions = read_regions_postgis(database, GOOD)
    assert list(regions.frame["region"]) == ["X-1", "X-2"]
    assert list(regions.frame["name"]) == ["Одна", "Two"]
    assert shapely.equals(regions.frame.geometry.iloc[0], shapely.box(34, 51, 35, 52))
    assert regions.source.attribution == "Regions: PostGIS: postgres"
    assert regions.source.version.endswith(f"by the query: {GOOD}")


@needs_server
@pytest.mark.parametrize(
    ("shape", "crs"),
    [
        ("ST_Transform(ST_Segmentize(geom, 0.01), 3857)", "EPSG:3857"),
        ("geom::geography", "WGS 84"),
        ("ST_SetSRID(geom, 0)", "not named, taken as WGS 84"),
    ],
)
def test_reads_other_systems_and_geography(database, shape, crs):
    regions = read_regions_postgis(database, f"SELECT code, {shape} FROM area ORDER BY code")
    expected = shapely.box(35, 51, 36, 52)
    assert shapely.hausdorff_distance(regions.frame.geometry.iloc[1], expected) < 1e-8
    assert crs in regions.source.note


@needs_server
@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("SELECT code, name FROM area", "gives no geometry; select one"),
        ("SELECT code, geom, ST_Centroid(geom) FROM area", "gives 2 geometries"),
        ("SELEC code", "cannot be run .syntax error at or near"),
        ("SELECT * FROM nowhere", 'relation "nowhere" does not exist'),
        ("SELECT code, ST_Centroid(geom) FROM area", "no regions.*2 left out as lines or points"),
        ("SELECT code, geom FROM area WHERE false", "holds no regions"),
        ("SELECT code, ST_SetSRID(geom, 999999) AS g FROM area", "SRID 999999"),
        (
            (
                "SELECT code, CASE code WHEN 'X-1' THEN a.g ELSE ST_Transform(a.g, 3857) END AS g "
                "FROM (SELECT code, geom::geometry(Geometry) AS g FROM area) AS a"
            ),
            "mixes the SRIDs 3857, 4326",
        ),
        ("SELECT code, geom FROM area, pg_terminate_backend(pg_backend_pid())", "broke off"),
    ],
)
def test_a_query_that_cannot_be_used_gets_one_sentence(database, query, hint):
    with pytest.raises(BoundaryError, match=hint) as caught:
        read_regions_postgis(database, query)
    assert "\n" not in str(caught.value)
    assert PASSWORD not in str(caught.value)


@needs_server
@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO area VALUES ('X-3', 'c', NULL) RETURNING *",
        "WITH gone AS (DELETE FROM area RETURNING *) SELECT * FROM gone",
        "SELECT code, geom FROM area) AS a; DELETE FROM area; SELECT * FROM (SELECT * FROM area",
        "SELECT code, geom FROM area) AS a; COMMIT; DELETE FROM area; --",
        "SELECT set_config('transaction_read_only', 'off', false) AS code, geom FROM area",
    ],
)
def test_a_query_that_writes_is_refused(database, query):
    with pytest.raises(BoundaryError):
        read_regions_postgis(database, query)
    assert count(database, "area") == 2


@needs_server
def test_what_a_query_writes_by_a_function_is_taken_back(database):
    query = "SELECT lo_create(0)::text AS code, geom FROM area"  # PostgreSQL 15 lets it pass
    with contextlib.suppress(BoundaryError):
        read_regions_postgis(database, query)
    assert count(database, "pg_largeobject_metadata") == 0


def count(database, table):
    with psycopg.connect(database) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@needs_server
def test_a_query_is_stopped_in_time_and_in_number(database, monkeypatch):
    monkeypatch.setattr(region_database, "MAX_SECONDS", 0.2)
    with pytest.raises(BoundaryError, match="took longer than"):
        read_regions_postgis(database, "SELECT code, geom, pg_sleep(60) FROM area")
    monkeypatch.setattr(region_database, "MAX_SECONDS", 60)
    many = "SELECT n::text AS code, geom FROM area, generate_series(1, 30000) AS n"
    with pytest.raises(BoundaryError, match="more than 20,000 regions"):
        read_regions_postgis(database, many)


@needs_server
def test_a_wrong_password_is_not_echoed(database, capfd):
    wrong = database.replace(PASSWORD, "wr0ng-pass")
    assert main_code("--regions", wrong, "--regions-sql", GOOD) == 2
    said = capfd.readouterr()
    assert "refuses this user or password" in said.err
    assert "wr0ng-pass" not in said.err + said.out


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me:s3cr3t@127.0.0.1:1/none",
        "postgresql://me:s3cr3t@127.0.0.1:port/none",
        "postgresql://me:s3cr3t@[::1/none",
        "postgresql://me@127.0.0.1:1/none?passwort=s3cr3t",
    ],
)
def test_an_address_is_never_echoed(capfd, address):
    assert main_code("--regions", address, "--regions-sql", GOOD) == 2
    said = capfd.readouterr()
    assert "cannot be reached" in said.err
    assert "s3cr3t" not in said.err + said.out


@needs_server
def test_no_output_holds_the_password(database, tmp_path, capfd):
    outputs = [tmp_path / f"out{suffix}" for suffix in (".geojson", ".csv", ".html", ".toml")]
    given = [word for path in outputs for word in ("-o", str(path))]
    assert main_code("--regions", database, "--regions-sql", GOOD, "--json", *given) == 0
    said = capfd.readouterr()
    assert "PostGIS: postgres" in said.out
    written = "".join(path.read_text(encoding="utf-8") for path in outputs)
    assert PASSWORD not in said.out + said.err + written
    assert "tester" not in written


def test_an_address_and_a_query_go_together(capfd):
    assert main_code("--regions", "postgresql://127.0.0.1/x") == 2
    assert "go together" in capfd.readouterr().err
    assert main_code("--regions", "file.gpkg", "--regions-sql", GOOD) == 2
    assert main_code("--regions-sql", GOOD) == 2


@needs_server
def test_columns_can_be_named(database):
    query = "SELECT 'k' || code AS mine, name AS called, geom FROM area ORDER BY 1"
    regions = read_regions_postgis(database, query, Columns(key="MINE", name="called"))
    assert list(regions.frame["region"]) == ["kX-1", "kX-2"]


@needs_server
@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("SELECT code AS thing, geom FROM area ORDER BY 1", ["X-1", "X-2"]),
        ("SELECT 'a' AS code, geom FROM area", ["1", "2"]),
        ("SELECT 7 AS seven, geom FROM area", ["1", "2"]),
    ],
)
def test_keys_are_found_or_counted(database, query, keys):
    assert list(read_regions_postgis(database, query).frame["region"]) == keys


@needs_server
def test_a_column_of_keys_that_was_chosen_is_kept_to(database):
    with pytest.raises(BoundaryError, match="'a' stands twice in column code"):
        read_regions_postgis(database, "SELECT 'a' AS code, geom FROM area", Columns(key="code"))


def main_code(*arguments):
    with pytest.raises(SystemExit) as end:
        main(["reach", "--at", "51.0,34.7", *arguments])
    return end.value.code
