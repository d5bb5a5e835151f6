"""Origins from files: points in CSV; points, lines and areas in GeoJSON and GeoPackage."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from rangemap.errors import InputError, OriginError
from rangemap.origin_text import parse_degrees
from rangemap.origins import Origin, PointOrigin, ShapeOrigin

SUFFIXES = (".csv", ".geojson", ".json", ".gpkg")
_MOST_BYTES = 100_000_000
_MOST_ORIGINS = 10_000
_NAME_COLUMNS = ("name", "title", "label", "id")
_LATITUDE_COLUMNS, _LONGITUDE_COLUMNS = (
    ("lat", "latitude", "y"),
    ("lon", "lng", "long", "longitude", "x"),
)


def read_origins(path: Path) -> tuple[Origin, ...]:
    """Read every origin of a file; the suffix tells its format.

    CSV has columns lat, lon and, if wanted, name; the others a geometry each, in any coordinate
    system, and a name in a column called name, title, label or id. Raises OriginError with the
    line or feature that is wrong.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise OriginError(f"{path}: origins are read from {', '.join(SUFFIXES)}, not {suffix!r}")
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= _MOST_BYTES and suffix != ".gpkg" else b""
    except OSError as error:
        raise OriginError(f"{path}: cannot be read ({error.strerror})") from error
    if size > _MOST_BYTES:
        raise OriginError(f"{path}: has more than {_MOST_BYTES / 1e6:.0f} MB; give fewer origins")
    if suffix == ".csv":
        return read_origins_csv(content, str(path))
    if suffix != ".gpkg":
        _check_json(content, str(path))
    return _origins_of(_read_frame(path), str(path))


def read_origins_csv(content: bytes, where: str) -> tuple[Origin, ...]:
    """Read points from CSV bytes; where names them in messages."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise OriginError(f"{where}, line {line}: is not UTF-8 text; save it as UTF-8") from error
    if not text.strip():
        raise OriginError(f"{where}: is empty; write a line lat,lon,name and then the origins")
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [cell.strip().casefold() for cell in next(rows)]
        lat, lon = _column(header, _LATITUDE_COLUMNS), _column(header, _LONGITUDE_COLUMNS)
        if lat is None or lon is None:
            raise OriginError(f"{where}, line 1: needs the columns lat and lon (and name)")
        name = _column(header, _NAME_COLUMNS)
        origins: list[Origin] = [
            _csv_origin(row, lat, lon, name, f"{where}, line {rows.line_num}")
            for row in rows
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise OriginError(f"{where}, line {rows.line_num}: is not CSV ({error})") from error
    return _counted(origins, where)


def _csv_origin(row: list[str], lat: int, lon: int, name: int | None, where: str) -> PointOrigin:
    if len(row) <= max(lat, lon):
        raise OriginError(f"{where}: has {len(row)} cells, too few for lat and lon")
    try:
        label = row[name].strip() if name is not None and name < len(row) else ""
        return PointOrigin(
            parse_degrees(row[lat], "latitude"), parse_degrees(row[lon], "longitude"), label
        )
    except InputError as error:
        raise OriginError(f"{where}: {error}") from error


def _column(header: list[str], names: tuple[str, ...]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _check_json(content: bytes, where: str) -> None:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise OriginError(f"{where}: is not GeoJSON ({error})") from error
    if not isinstance(document, dict) or "type" not in document:
        raise OriginError(f"{where}: is not GeoJSON; it has no type")


def _read_frame(path: Path) -> gpd.GeoDataFrame:
    try:
        frame = pyogrio.read_dataframe(path, on_invalid="fix")
    except (DataSourceError, DataLayerError, shapely.GEOSException, ValueError) as error:
        raise OriginError(f"{path}: cannot be read as origins ({error})") from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise OriginError(f"{path}: holds no geometry; give points, lines or areas")
    return frame if frame.crs is None else frame.to_crs("EPSG:4326")


def _origins_of(frame: gpd.GeoDataFrame, where: str) -> tuple[Origin, ...]:
    column = next((each for each in frame.columns if each.casefold() in _NAME_COLUMNS), None)
    names = [""] * len(frame) if column is None else [_name(value) for value in frame[column]]
    origins: list[Origin] = []
    for number, (geometry, name) in enumerate(zip(frame.geometry, names, strict=True), 1):
        try:
            origins.append(_origin_of(geometry, name))
        except InputError as error:
            raise OriginError(f"{where}, feature {number}: {error}") from error
    return _counted(origins, where)


def _origin_of(geometry: Any, name: str) -> Origin:
    if geometry is None:
        raise OriginError("has no geometry; give it a point, a line or an area, or drop it")
    flat = shapely.force_2d(geometry)
    if flat.geom_type == "Point" and not flat.is_empty:
        return PointOrigin(lat=flat.y, lon=flat.x, name=name)
    return ShapeOrigin(flat, name)


def _name(value: Any) -> str:
    return "" if value is None or value != value else str(value)  # noqa: PLR0124  NaN differs from itself


def _counted(origins: list[Origin], where: str) -> tuple[Origin, ...]:
    if not origins:
        raise OriginError(f"{where}: holds no origin; add a point, a line or an area")
    if len(origins) > _MOST_ORIGINS:
        raise OriginError(f"{where}: holds {len(origins):,} origins; at most {_MOST_ORIGINS:,}")
    return tuple(origins)
