"""Formats that only GDAL reads: FlatGeobuf, GeoPackage, Shapefile; each by its driver alone.

pyogrio cannot be told which drivers may open a file, and GDAL asks all of them: a GeoPackage whose
first kilobyte holds ``<OGRVRTDataSource`` would be opened as that. So all others are switched off
by GDAL_SKIP, which works only in a process that has not loaded GDAL yet.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from pyproj import CRS

from rangemap.intake.archive import plain_zip
from rangemap.intake.contents import Contents, Wanted, chosen_columns, texts
from rangemap.intake.geopackage import (
    check_missing,
    check_system,
    layer_of_geopackage,
    without_journal,
)
from rangemap.intake.letters import decoded, letters_of
from rangemap.intake.limits import check_features
from rangemap.intake.phrases import Note, UnreadableError, counted
from rangemap.intake.rings import rewound
from rangemap.intake.systems import known_system
from rangemap.intake.wkb import shapes_of_wkb

DRIVERS = ("FlatGeobuf", "GPKG", "ESRI Shapefile")
_BYTES_AS_LETTERS = "ISO-8859-1"
_SHX_HEAD, _SHP_RECORD_HEAD = 100, 8  # bytes
_DBF_ROWS = slice(4, 8)
_UNDEFINED = "Undefined geographic SRS"  # what a GeoPackage has where it names no system


def read_flatgeobuf(content: bytes, wanted: Wanted) -> Contents:
    """The layer of a FlatGeobuf file. Raises InputError where it is damaged."""
    return _read(content, wanted, "FlatGeobuf")


def read_geopackage(content: bytes, wanted: Wanted) -> Contents:
    """A layer of a GeoPackage. Raises InputError where it is damaged or more than tables."""
    content = without_journal(content)
    layer = layer_of_geopackage(content, wanted)
    found = _read(content, wanted, "GPKG", layer=layer)
    if found.crs is None:
        check_system(content, layer)
    missing = shapely.is_missing(found.geometries)
    if missing.any():
        check_missing(content, layer, missing)
    return found


def read_shapefile(parts: dict[str, bytes], wanted: Wanted) -> Contents:
    """A Shapefile of its parts by suffix. Raises InputError where it is damaged."""
    count = _checked_count(parts)
    codec, note = letters_of(parts[".dbf"], parts.get(".cpg"))
    kept = {suffix: part for suffix, part in parts.items() if suffix != ".cpg"}
    if ".prj" in kept:
        kept[".prj"] = kept[".prj"].removeprefix(b"\xef\xbb\xbf")
    found = _read(
        plain_zip(kept),
        wanted,
        "ESRI Shapefile",
        letters=lambda text: decoded(text, codec),
        notes=(note,) if isinstance(note, Note) else (),
        encoding=_BYTES_AS_LETTERS,
    )
    if found.crs is None and kept.get(".prj", b"").strip():
        raise UnreadableError("system_unknown")
    rows = int.from_bytes(parts[".dbf"][_DBF_ROWS], "little")
    is_turned = np.zeros(len(found.geometries), dtype=bool)
    for number in np.flatnonzero(~shapely.is_valid(found.geometries)):
        turned = rewound(found.geometries[number])
        if turned is not None:
            found.geometries[number] = turned
            is_turned[number] = True
    found = replace(found, notes=(*found.notes, *counted(is_turned, "rewound")))
    if found.names and count != rows:  # a table without columns names nothing wrongly
        raise UnreadableError("shapefile_mixed", shapes=count, rows=rows)
    return found


def _checked_count(parts: dict[str, bytes]) -> int:
    """How many shapes the index has. Raises InputError where one of them breaks off.

    GDAL would give it as one that is empty.
    """
    index = parts[".shx"]
    count = max(0, len(index) - _SHX_HEAD) // 8
    places = np.frombuffer(index, ">i4", 2 * count, _SHX_HEAD if count else 0)
    start, length = 2 * places.reshape(-1, 2).T.astype(np.int64)
    if (start + _SHP_RECORD_HEAD + length > len(parts[".shp"])).any():
        raise UnreadableError("shapefile_short")
    return count


def _as_it_is(text: str) -> str:
    return text


def _read(
    content: bytes,
    wanted: Wanted,
    driver: str,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    letters: Callable[[str], str] = _as_it_is,
    notes: tuple[Note, ...] = (),
) -> Contents:
    """Read a layer. letters: what makes text of that which GDAL gives in the encoding."""
    pyogrio = _gdal()
    if not set(pyogrio.list_drivers()) <= set(DRIVERS):
        raise UnreadableError("unsafe")

    def read(columns: list[str], **more: Any) -> tuple[Any, ...]:
        got: tuple[Any, ...] = pyogrio.raw.read(
            content, layer=layer, columns=columns, encoding=encoding, **more
        )
        return got

    def cells(column: Any) -> list[str]:
        values = np.asarray(column).tolist()
        return texts(letters(value) if isinstance(value, str) else value for value in values)

    try:
        info = pyogrio.read_info(content, layer=layer, encoding=encoding, force_feature_count=True)
        if info["driver"] != driver:
            raise UnreadableError("other_kind", kind=info["driver"])
        check_features(info["features"])
        fields = {letters(field): field for field in info["fields"]}
        chosen = chosen_columns(fields, wanted)
        meta, _, binaries, columns = read([fields[name] for name in chosen], force_2d=True)
    except (RuntimeError, ValueError, IndexError, OSError) as error:
        raise UnreadableError("damaged") from error
    if binaries is None:
        raise UnreadableError("no_geometry")

    def others() -> Iterator[tuple[str, list[str]]]:
        for (name, field), kind in zip(fields.items(), info["dtypes"], strict=False):
            if name not in chosen and kind == "object":
                yield name, cells(read([field], read_geometry=False)[3][0])

    return Contents(
        geometries=shapes_of_wkb(binaries),
        columns={
            letters(name): cells(column)
            for name, column in zip(meta["fields"], columns, strict=True)
        },
        names=tuple(fields),
        crs=_system(meta["crs"]),
        notes=notes,
        others=others,
    )


def _system(text: str | None) -> CRS | None:
    system = known_system(text) if text else None
    return None if system and system.name == _UNDEFINED else system


def _gdal() -> Any:
    """GDAL, without GeoPandas and pandas, which take three quarters of its time to load."""
    for name in ("geopandas", "pandas"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    import pyogrio.raw  # noqa: PLC0415  after its companions are hidden

    return pyogrio
