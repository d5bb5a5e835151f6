"""What a GeoPackage may hold: plain tables. Looked at before GDAL opens it."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from rangemap.intake.contents import Wanted, chosen_layer
from rangemap.intake.phrases import UnreadableError

_VIRTUAL = re.compile(r"create\s+virtual\s+table.*?\susing\s+(\w+)", re.IGNORECASE | re.DOTALL)
_HARMLESS_MODULES = ("rtree", "fts3", "fts4", "fts5")  # indexes, which read no other file
# columns that SQLite computes when they are read, by any function that GDAL gives it
_COMPUTED = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden IN (2, 3)"

_SYSTEM = (
    "SELECT c.srs_id, s.definition FROM gpkg_geometry_columns c "
    "LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = c.srs_id WHERE lower(table_name) = lower(?)"
)
_SYSTEMS = (
    "SELECT c.srs_id, g.srs_id FROM gpkg_contents c JOIN gpkg_geometry_columns g "
    "ON lower(g.table_name) = lower(c.table_name) WHERE lower(c.table_name) = lower(?)"
)
_GEOMETRY = "SELECT column_name FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?)"
_UNDEFINED = (None, -1, 0, 99_999)  # the last is GDAL's own

_JOURNAL_AT = slice(18, 20)  # the header's versions for writing and reading: 2 is a journal (WAL)
_PLAIN = b"\x01\x01"


def without_journal(content: bytes) -> bytes:
    """A GeoPackage whose header asks for no journal beside it, which bytes cannot have.

    Programs that keep a journal (WAL) while they write, as QGIS does, leave the header so.
    """
    if content[_JOURNAL_AT] != b"\x02\x02":
        return content
    return content[: _JOURNAL_AT.start] + _PLAIN + content[_JOURNAL_AT.stop :]


def layer_of_geopackage(content: bytes, wanted: Wanted) -> str:
    """The name of the layer to read.

    Raises InputError where the file is damaged, or where a virtual table, a view or a computed
    column could run what its maker wrote into it.
    """
    try:
        layer = chosen_layer(_layers(content), wanted)
        _check_one_system(content, layer)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise UnreadableError("gpkg_damaged") from error
    return layer


def check_system(content: bytes, layer: str) -> None:
    """Raise InputError where a layer of which GDAL knows no coordinate system names one."""
    with _opened(content) as database:
        named = database.execute(_SYSTEM, [layer]).fetchone()
    is_undefined = named is None or named[0] in _UNDEFINED or "undefined" in str(named[1]).lower()
    if not is_undefined:
        raise UnreadableError("system_unknown")


def _check_one_system(content: bytes, layer: str) -> None:
    """Raise InputError where a layer's two tables name two coordinate systems."""
    with _opened(content) as database:
        named = database.execute(_SYSTEMS, [layer]).fetchone() or ()
    known = [str(each)[:20] for each in named if each not in _UNDEFINED]
    if len(set(known)) > 1:
        raise UnreadableError("gpkg_systems", layer=layer[:60], one=known[0], other=known[1])


def check_missing(content: bytes, layer: str, missing: NDArray[np.bool_]) -> None:
    """Raise InputError with the first feature whose geometry is missing only as it is damaged.

    missing: for each row whether GDAL found no geometry in it.
    """
    with _opened(content) as database:
        (column,) = database.execute(_GEOMETRY, [layer]).fetchone()
        table, column = (f'"{each.replace(chr(34), chr(34) * 2)}"' for each in (layer, column))
        rows = database.execute(f"SELECT {column} IS NULL FROM {table} ORDER BY rowid")  # noqa: S608
        null = np.array([row[0] for row in rows], dtype=bool)
    if len(null) == len(missing) and (damaged := missing & ~null).any():
        raise UnreadableError("wkb", feature=int(damaged.argmax()) + 1)


@contextmanager
def _opened(content: bytes) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(content)
        database.execute("PRAGMA trusted_schema = OFF")
        yield database
    finally:
        database.close()


def _layers(content: bytes) -> list[str]:
    with _opened(content) as database:
        kinds = {}
        for kind, name, sql in database.execute("SELECT type, name, sql FROM sqlite_master"):
            module = _VIRTUAL.match(str(sql).strip())
            if module and module[1].lower() not in _HARMLESS_MODULES:
                raise UnreadableError("gpkg_virtual", module=module[1][:20])
            if kind == "view" and str(name).lower().startswith("gpkg_"):
                raise UnreadableError("gpkg_view", table=name[:40])
            kinds[str(name).lower()] = kind
        layers = [
            name
            for (name,) in database.execute(
                "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"
            )
        ]
        for name in layers:
            if kinds.get(str(name).lower()) != "table":  # names of SQLite have no case
                raise UnreadableError("gpkg_no_table", layer=str(name)[:60])
            if database.execute(_COMPUTED, [name]).fetchone():
                raise UnreadableError("gpkg_computed", layer=name[:60])
    return layers
