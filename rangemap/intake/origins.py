"""Origins from files: points in CSV; points, lines and areas in the formats of `intake`."""

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from rangemap.errors import InputError, OriginError
from rangemap.intake.limits import MOST_FEATURES, Allowed
from rangemap.intake.process import bytes_of, read_shapes
from rangemap.intake.shapes import Shapes
from rangemap.scenario.origins import Origin, PointOrigin, ShapeOrigin
from rangemap.scenario.positions import read_coordinate

_Placed = PointOrigin | ShapeOrigin

MOST_APART = 1_000  # each has buffers of its own: 1,000 take about a second
_MOST_STEM = 100  # characters of a file's name
_NO_GEOMETRY = "has no geometry; give it a point, a line or an area, or drop it"
_NAME_COLUMNS = ("name", "title", "label", "id")
_LATITUDE_COLUMNS, _LONGITUDE_COLUMNS = (
    ("lat", "latitude", "y"),
    ("lon", "lng", "long", "longitude", "x"),
)


def read_origins(path: Path) -> tuple[Origin, ...]:
    """Read every origin of a file: CSV by its suffix, all else by its content.

    CSV has columns lat, lon and, if wanted, name; the others a geometry each, in any coordinate
    system, and a name in a column called name, title, label or id. More than MOST_APART features
    become one origin of that file's name. Raises OriginError with the line or feature that is
    wrong.
    """
    try:
        content = bytes_of(path)
    except InputError as error:
        raise OriginError(f"{path}: {error}") from error
    return origins_of_bytes(content, str(path))


def origins_of_bytes(
    content: bytes, where: str, *, allowed: Allowed | None = None
) -> tuple[Origin, ...]:
    """Read origins from the bytes of a file of that name; as read_origins.

    allowed: as read_shapes has it.
    """
    if Path(where).suffix.lower() == ".csv":
        return read_origins_csv(content, where)
    try:
        shapes = read_shapes(content, columns=_NAME_COLUMNS, areas=False, allowed=allowed)
    except InputError as error:
        raise OriginError(f"{where}: {error}") from error
    return _origins_of(shapes, where)


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
        header = _Header(next(rows), where)
        origins: list[_Placed] = [
            _csv_origin(row, header, f"{where}, line {rows.line_num}")
            for row in rows
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise OriginError(f"{where}, line {rows.line_num}: is not CSV ({error})") from error
    return _few(origins, where)


class _Header:
    """The first line of a table: how many columns there are, and the places of those needed."""

    def __init__(self, cells: list[str], where: str) -> None:
        """Raise OriginError where a position has no column, or two of one name."""
        self.names = [cell.strip().casefold() for cell in cells]
        lat, lon = self._column(_LATITUDE_COLUMNS), self._column(_LONGITUDE_COLUMNS)
        if lat is None or lon is None:
            raise OriginError(f"{where}, line 1: needs the columns lat and lon (and name)")
        for column in (self.names[lat], self.names[lon]):
            if self.names.count(column) > 1:
                raise OriginError(f"{where}, line 1: has the column {column} twice; leave one out")
        self.lat, self.lon, self.name = lat, lon, self._column(_NAME_COLUMNS)

    def _column(self, usual: tuple[str, ...]) -> int | None:
        return next((self.names.index(name) for name in usual if name in self.names), None)


def _csv_origin(row: list[str], header: _Header, where: str) -> PointOrigin:
    if len(row) <= max(header.lat, header.lon):
        raise OriginError(f"{where}: has {len(row)} cells, too few for lat and lon")
    columns = len(header.names)
    if any(cell.strip() for cell in row[columns:]):
        # a decimal comma or one in a name has moved what follows into other columns
        raise OriginError(
            f"{where}: has {len(row)} cells under {columns} columns; write decimals with a point, "
            "and names that hold a comma in quotes"
        )
    name = header.name
    try:
        return PointOrigin(
            read_coordinate(row[header.lat], "latitude"),
            read_coordinate(row[header.lon], "longitude"),
            row[name].strip() if name is not None and name < len(row) else "",
        )
    except InputError as error:
        raise OriginError(f"{where}: {error}") from error


def _origins_of(shapes: Shapes, where: str) -> tuple[Origin, ...]:
    if len(shapes.geometries) > MOST_APART:
        return (_together(shapes.geometries, where),)
    folded = {name.casefold(): cells for name, cells in shapes.columns.items()}
    named = next((folded[name] for name in _NAME_COLUMNS if name in folded), None)
    names = named or [""] * len(shapes.geometries)
    origins: list[_Placed] = []
    for number, (geometry, name) in enumerate(zip(shapes.geometries, names, strict=True), 1):
        try:
            origins.append(_origin_of(geometry, name))
        except InputError as error:
            raise OriginError(f"{where}, feature {number}: {error}") from error
    return _few(origins, where)


def _origin_of(geometry: Any, name: str) -> _Placed:
    if geometry is None:
        raise OriginError(_NO_GEOMETRY)
    if geometry.geom_type == "Point" and not geometry.is_empty:
        return PointOrigin(lat=geometry.y, lon=geometry.x, name=name)
    return ShapeOrigin(geometry, name)


def _few(origins: list[_Placed], where: str) -> tuple[Origin, ...]:
    """The origins, or where they are more than MOST_APART one of them all."""
    if not origins:
        raise OriginError(f"{where}: holds no origin; add a point, a line or an area")
    if len(origins) <= MOST_APART:
        return tuple(origins)
    shapes = [
        shapely.Point(each.lon, each.lat) if isinstance(each, PointOrigin) else each.geometry
        for each in origins
    ]
    return (_together(np.array(shapes, dtype=object), where),)


def _together(shapes: NDArray[np.object_], where: str) -> ShapeOrigin:
    """All shapes as one origin, which has one buffer per range."""
    if len(shapes) > MOST_FEATURES:
        raise OriginError(f"{where}: holds {len(shapes):,} origins; at most {MOST_FEATURES:,}")
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if missing.any():
        raise OriginError(f"{where}, feature {missing.argmax() + 1}: {_NO_GEOMETRY}")
    parts = shapely.get_parts(shapes)
    all_points = (shapely.get_type_id(parts) == shapely.GeometryType.POINT).all()
    made = (shapely.multipoints if all_points else shapely.geometrycollections)(parts)
    name = f"{Path(where).stem[:_MOST_STEM]} ({len(shapes):,} places as one origin)"
    return ShapeOrigin(made, name)
