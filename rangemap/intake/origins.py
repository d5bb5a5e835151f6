"""Origins from files: points in CSV; points, lines and areas in the formats of `intake`."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from rangemap.errors import InputError, LayerError, OriginError
from rangemap.intake.limits import MAX_FEATURES, Allowed
from rangemap.intake.lists import list_text, read_list
from rangemap.intake.phrases import Note, UnreadableError, in_file
from rangemap.intake.process import bytes_of, read_shapes
from rangemap.intake.shapes import Shapes
from rangemap.scenario.kinds import check_text
from rangemap.scenario.origins import Origin, PointOrigin, ShapeOrigin
from rangemap.scenario.paths import FilePath, file_path

_Placed = PointOrigin | ShapeOrigin

MAX_APART = 1_000  # each has buffers of its own: 1,000 take about a second
_MAX_STEM = 100  # characters of a file's name
_NO_GEOMETRY = "has no geometry; give it a point, a line or an area, or drop it"
_NAME_COLUMNS = ("name", "title", "label", "id")
_NO_TEXT = (b"PK\3\4", b"\xd0\xcf\x11\xe0", b"SQLite format 3\0", b"PAR1", b"fgb\3")
LISTS = (".csv", ".tsv", ".tab", ".txt")


@dataclass(frozen=True)
class FileOrigins:
    """The origins of a file. notes: what was assumed, mended or left out as they were read."""

    origins: tuple[Origin, ...]
    notes: tuple[Note, ...] = ()


def read_origins(path: FilePath, layer: str | None = None) -> tuple[Origin, ...]:
    r"""Read every origin of a file: lists by their suffix, all else by its content.

    Parameters
    ----------
    layer
        Which layer of a file that holds several.
    path
        Of a file, as text or `os.PathLike`. A list (.csv, .tsv, .txt) has columns lat and lon in
        degrees and, if wanted, name: see `lists`. Every other format has one geometry a feature, in
        any coordinate system, and a name in a column called name, title, label or id.

    Returns
    -------
    tuple of Origin
        One per line or feature; more than MAX_APART features become one origin of that file's
        name.

    Raises
    ------
    OriginError
        With the line or feature that is wrong.
    LayerError
        With the layers that there are, where none of several is chosen.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from rangemap import read_origins
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "points.csv"
    ...     _ = path.write_text("lat,lon,name\n51.0,34.7,Sumy\n")
    ...     [origin.name for origin in read_origins(path)]
    ['Sumy']

    """
    return file_origins(path, layer).origins


def file_origins(path: FilePath, layer: str | None = None) -> FileOrigins:
    """Read every origin of a file, and what is to be told of it; as read_origins."""
    file = file_path(path, OriginError)
    if layer is not None:
        check_text(layer, "a layer")
    try:
        content = bytes_of(file)
    except InputError as error:
        raise in_file(error, str(file), OriginError) from error
    return origins_of_bytes(content, str(file), layer, is_list=file.suffix.lower() in LISTS)


def origins_of_bytes(
    content: bytes,
    where: str,
    layer: str | None = None,
    *,
    allowed: Allowed | None = None,
    is_list: bool | None = None,
) -> FileOrigins:
    """Read origins from the bytes of a file of that name; as read_origins.

    allowed: as read_shapes has it. is_list: whether it is a list; None for by its suffix.
    """
    called_list = Path(where).suffix.lower() in LISTS if is_list is None else is_list
    if called_list and not content.startswith(_NO_TEXT):
        return FileOrigins(read_origins_csv(content, where, (allowed or Allowed()).lines))
    try:
        shapes = read_shapes(
            content, columns=_NAME_COLUMNS, areas=False, layer=layer, allowed=allowed
        )
    except LayerError as error:
        raise LayerError(
            f"{where}: {error}", error.layers, reason="in_file", file=where, cause=error
        ) from error
    except UnreadableError as error:
        if error.why == "workbook":
            raise OriginError(
                f"{where}: is a workbook; copy its cells and paste them, or save it as CSV",
                reason="workbook",
                where=where,
            ) from error
        raise in_file(error, where, OriginError) from error
    if not len(shapes.geometries) and shapes.notes:
        empty = UnreadableError("no_origins_as", notes="; ".join(shapes.notes))
        raise in_file(empty, where, OriginError)
    return FileOrigins(_origins_of(shapes, where), tuple(note.of(where) for note in shapes.notes))


def read_origins_csv(content: bytes, where: str, max_lines: int) -> tuple[Origin, ...]:
    """Read points from the bytes of a list; where names them in messages."""
    return points_of(read_list(list_text(content, where), where, max_lines=max_lines), where)


def points_of(points: Iterable[PointOrigin], where: str) -> tuple[Origin, ...]:
    """The points of a list, or where they are more than MAX_APART one origin of them all."""
    apart: list[_Placed] = []
    coordinates = array("d")
    for point in points:
        if len(apart) <= MAX_APART:
            apart.append(point)
        coordinates.extend((point.lon, point.lat))
    if len(apart) <= MAX_APART:
        return _few(apart, where)
    return (_together(shapely.points(np.array(coordinates).reshape(-1, 2)), where),)


def _origins_of(shapes: Shapes, where: str) -> tuple[Origin, ...]:
    if len(shapes.geometries) > MAX_APART:
        return (_together(shapes.geometries, where),)
    folded = {name.casefold(): cells for name, cells in shapes.columns.items()}
    named = next((folded[name] for name in _NAME_COLUMNS if name in folded), None)
    names = named or [""] * len(shapes.geometries)
    origins: list[_Placed] = []
    for number, (geometry, name) in enumerate(zip(shapes.geometries, names, strict=True), 1):
        try:
            origins.append(_origin_of(geometry, name))
        except InputError as error:
            raise OriginError(
                f"{where}, feature {number}: {error}",
                reason="feature",
                where=where,
                feature=number,
                cause=error,
            ) from error
    return _few(origins, where)


def _origin_of(geometry: Any, name: str) -> _Placed:
    if geometry is None:
        raise OriginError(_NO_GEOMETRY, reason="no_geometry")
    if geometry.geom_type == "Point" and not geometry.is_empty:
        return PointOrigin(lat=geometry.y, lon=geometry.x, name=name)
    return ShapeOrigin(geometry, name)


def _few(origins: list[_Placed], where: str) -> tuple[Origin, ...]:
    """The origins; where they are more than MAX_APART, one origin that holds all of them."""
    if not origins:
        raise in_file(UnreadableError("no_origins"), where, OriginError)
    if len(origins) <= MAX_APART:
        return tuple(origins)
    shapes = [
        shapely.Point(each.lon, each.lat) if isinstance(each, PointOrigin) else each.geometry
        for each in origins
    ]
    return (_together(np.array(shapes, dtype=object), where),)


def _together(shapes: NDArray[np.object_], where: str) -> ShapeOrigin:
    """All shapes as one origin, which has one buffer per range."""
    if len(shapes) > MAX_FEATURES:
        many = UnreadableError("origins", count=len(shapes), most=MAX_FEATURES)
        raise in_file(many, where, OriginError)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if missing.any():
        empty = UnreadableError("feature_empty", feature=int(missing.argmax()) + 1)
        raise in_file(empty, where, OriginError)
    parts = shapely.get_parts(shapes)
    all_points = (shapely.get_type_id(parts) == shapely.GeometryType.POINT).all()
    made = (shapely.multipoints if all_points else shapely.geometrycollections)(parts)
    name = f"{Path(where).stem[:_MAX_STEM]} ({len(shapes):,} places as one origin)"
    return ShapeOrigin(made, name)
