"""Regions of one's own from a PostGIS database, by a query that may only read."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from rangemap.errors import BoundaryError, ChoiceError, InputError
from rangemap.intake.contents import Contents, Wanted, chosen_columns, texts
from rangemap.intake.limits import MAX_BYTES
from rangemap.intake.regions import MAX_REGIONS, Columns, regions_of_shapes
from rangemap.intake.shapes import ready
from rangemap.intake.wkb import shapes_of_wkb
from rangemap.scenario.text import checked_text
from rangemap.world.regions import Regions

if TYPE_CHECKING:
    import psycopg

SCHEMES = ("postgresql://", "postgres://")
MAX_SECONDS = 60
_CONNECT_SECONDS = 10
_MAX_QUERY = 2_000
_TEXT_TYPES = (25, 1042, 1043)  # text, char(n), varchar(n), as PostgreSQL numbers them


def read_regions_postgis(address: str, query: str, columns: Columns | None = None) -> Regions:
    """Read regions from PostGIS; their frame is as read_regions makes it.

    address: ``postgresql://user@host/database``; the password is best left to PGPASSWORD or
    ``~/.pgpass``, and stands in no message. query: one SELECT with a geometry or geography and
    the columns of keys and names, run in a read-only transaction, for MAX_SECONDS at most.
    Raises BoundaryError where the server, the query or its rows cannot be used.
    """
    try:
        import psycopg  # noqa: PLC0415  an extra
    except ImportError as error:
        raise BoundaryError(
            "PostGIS is read by psycopg, which is not installed: pip install 'rangemap[postgis]'"
        ) from error
    asked = columns or Columns()
    one_line = " ".join(query.split())
    checked_text(one_line, "the query", BoundaryError, most=_MAX_QUERY)
    if asked.layer:
        raise ChoiceError(
            "a layer is chosen of a file; a query says itself what it reads", of="layer"
        )
    where = "the database"
    try:
        with _connection(address) as connection:
            name = connection.info.dbname
            where = f"the database {name}"
            found = _found(connection, query.strip().rstrip(";"), Wanted(frozenset(asked.wanted)))
            connection.rollback()  # some functions write even in a read-only transaction
    except psycopg.Error as error:
        raise BoundaryError(f"{where}: {_reason(error)}") from None
    except InputError as error:
        raise BoundaryError(f"{where}: {error}") from error
    try:
        shapes = ready(found, areas=True, find_key=asked.key is None)
    except InputError as error:
        raise BoundaryError(f"{where}: {error}") from error
    version = f"{datetime.now(UTC):%Y-%m-%d}, by the query: {one_line}"
    return regions_of_shapes(shapes, where, asked, version=version, title=f"PostGIS: {name}")


def _connection(address: str) -> "psycopg.Connection[Any]":
    import psycopg  # noqa: PLC0415

    try:
        connection = psycopg.connect(
            address, connect_timeout=_CONNECT_SECONDS, application_name="rangemap"
        )
    except psycopg.Error as error:
        # what libpq says may quote the address, and so the password
        refused = any(word in str(error) for word in ("authentication", "no password", "role"))
        raise BoundaryError(
            "the database refuses this user or password; PGPASSWORD or ~/.pgpass can hold it"
            if refused
            else "the database cannot be reached; check host, port and its name in the address"
        ) from None
    connection.read_only = True
    connection.execute(f"SET statement_timeout = {1000 * MAX_SECONDS}")
    return connection


def _found(connection: "psycopg.Connection[Any]", query: str, wanted: Wanted) -> Contents:
    from psycopg import sql  # noqa: PLC0415

    # a subquery on lines of its own: whatever it holds, it can only be one SELECT
    rows = sql.SQL("FROM (\n{}\n) AS asked").format(sql.SQL(query))
    names, geometry, text_names = _columns(connection, rows)
    chosen = chosen_columns([name for name in names if name != geometry], wanted)
    spare = [name for name in text_names if name not in chosen]
    shape = sql.SQL("{}::geometry").format(sql.Identifier(geometry))
    select = sql.SQL("SELECT ST_AsBinary(ST_Force2D(ST_CurveToLine({0}))), ST_SRID({0}){1} {2}")
    cells_sql = [sql.SQL(", {}::text").format(sql.Identifier(name)) for name in chosen + spare]
    limit = sql.SQL(" LIMIT {}").format(MAX_REGIONS + 1)
    read: list[tuple[Any, ...]] = []
    size = 0
    with connection.cursor() as cursor:
        for row in cursor.stream(select.format(shape, sql.Composed(cells_sql), rows) + limit):
            size += len(row[0] or b"")
            if len(read) == MAX_REGIONS or size > MAX_BYTES:
                raise InputError(
                    f"the query gives more than {MAX_REGIONS:,} regions or "
                    f"{MAX_BYTES / 1e6:.0f} MB; narrow it"
                )
            read.append(row)
    cells = {name: texts(row[n] for row in read) for n, name in enumerate(chosen + spare, 2)}
    return Contents(
        geometries=shapes_of_wkb(np.array([row[0] for row in read] + [None], dtype=object)[:-1]),
        columns={name: cells[name] for name in chosen},
        names=tuple(name for name in names if name != geometry),
        crs=_crs(connection, {row[1] for row in read if row[0] is not None}),
        others=lambda: [(name, cells[name]) for name in spare],
    )


def _columns(connection: "psycopg.Connection[Any]", rows: Any) -> tuple[list[str], str, list[str]]:
    """The columns of the query, which of them is the geometry, and which are text."""
    from psycopg import sql  # noqa: PLC0415

    kinds = connection.execute(
        "SELECT oid FROM pg_type WHERE typname IN ('geometry', 'geography')"
    ).fetchall()
    if not kinds:
        raise InputError("has no PostGIS; run CREATE EXTENSION postgis in it")
    # prepared, so that the server takes one statement and no more
    described = connection.execute(sql.SQL("SELECT * {} LIMIT 0").format(rows), prepare=True)
    columns = described.description or []
    found = [column.name for column in columns if (column.type_code,) in kinds]
    if len(found) != 1:
        have = "no geometry" if not found else f"{len(found)} geometries ({', '.join(found)})"
        raise InputError(f"the query gives {have}; select one, as in SELECT code, name, geom")
    text_names = [column.name for column in columns if column.type_code in _TEXT_TYPES]
    return [column.name for column in columns], found[0], text_names


def _crs(connection: "psycopg.Connection[Any]", srids: set[int]) -> CRS | None:
    if len(srids) > 1:
        raise InputError(f"mixes the SRIDs {_listed(srids)}; ST_Transform them into one")
    srid = next(iter(srids), 0)
    if srid == 0:
        return None
    known = connection.execute(
        "SELECT auth_name, auth_srid, srtext FROM spatial_ref_sys WHERE srid = %s", [srid]
    ).fetchone()
    try:
        if known is None:
            raise CRSError("not in spatial_ref_sys")
        name, code, text = known
        return CRS(f"{name}:{code}" if name else text)
    except CRSError as error:
        raise InputError(f"the SRID {srid} is unknown; ST_Transform to 4326") from error


def _reason(error: "psycopg.Error") -> str:
    """What went wrong, in the server's words where they are about the query."""
    from psycopg import errors, pq  # noqa: PLC0415

    said = error.diag.message_primary or ""
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return "the query writes; only reading is allowed"
    if isinstance(error, errors.QueryCanceled):
        return f"the query took longer than {MAX_SECONDS} s or was cancelled; narrow it"
    is_gone = error.pgconn is not None and error.pgconn.status == pq.ConnStatus.BAD
    if is_gone or isinstance(error, errors.AdminShutdown):
        return "the connection broke off in the middle; nothing was read, try again"
    return f"the query cannot be run ({' '.join(said.split())[:300] or 'no reason given'})"


def _listed(srids: Sequence[int] | set[int]) -> str:
    return ", ".join(map(str, sorted(srids)))
