"""Origins from files: points in CSV; points, lines and areas in the formats of `intake`."""

from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from rangemap.errors import InputError, LayerError, OriginError
from rangemap.intake.limits import MAX_FEATURES, Allowed
from rangemap.intake.lists import decoded, read_list
from rangemap.intake.process import bytes_of, read_shapes
from rangemap.intake.shapes import Shapes
from rangemap.scenario.origins import Origin, PointOrigin, ShapeOrigin

_Placed = PointOrigin | ShapeOrigin

MAX_APART = 1_000  # each has buffers of its own: 1,000 take about a second
_MAX_STEM = 100  # characters of a file's name
_NO_GEOMETRY = "has no geometry; give it a point, a line or an area, or drop it"
_NAME_COLUMNS = ("name", "title", "label", "id")
_LISTS = (".csv", ".tsv", ".tab", ".txt")


def read_origins(path: Path) -> tuple[Origin, ...]:
    r"""Read every origin of a file: lists by their suffix, all else by its content.

    Parameters
    ----------
    path
        A list (.csv, .tsv, .txt) has columns lat and lon in degrees and, if wanted, name: see
        `lists`. Every other format has one geometry a feature, in any coordinate system, and a name
        in a column called name, title, label or id.

    Returns
    -------
    tuple of Origin
        One per line or feature; more than MAX_APART features become one origin of that file's
        name.

    Raises
    ------
    OriginError
        With the line or feature that is wrong.

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
    if Path(where).suffix.lower() in _LISTS:
        return read_origins_csv(content, where, (allowed or Allowed()).lines)
    if content.startswith(b"PK") and b"[Content_Types].xml" in content[:4096]:
        raise OriginError(
            f"{where}: is a workbook; copy its cells and paste them, or save it as CSV",
            reason="workbook",
            where=where,
        )
    try:
        shapes = read_shapes(content, columns=_NAME_COLUMNS, areas=False, allowed=allowed)
    except LayerError as error:
        raise OriginError(
            f"{where}: holds the layers {', '.join(map(repr, error.layers[:12]))}; "
            "save the one that holds the origins in a file of its own"
        ) from error
    except InputError as error:
        raise OriginError(f"{where}: {error}") from error
    return _origins_of(shapes, where)


def read_origins_csv(content: bytes, where: str, max_lines: int) -> tuple[Origin, ...]:
    """Read points from the bytes of a list; where names them in messages."""
    return points_of(read_list(decoded(content, where), where, max_lines=max_lines), where)


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
            raise OriginError(f"{where}, feature {number}: {error}") from error
    return _few(origins, where)


def _origin_of(geometry: Any, name: str) -> _Placed:
    if geometry is None:
        raise OriginError(_NO_GEOMETRY)
    if geometry.geom_type == "Point" and not geometry.is_empty:
        return PointOrigin(lat=geometry.y, lon=geometry.x, name=name)
    return ShapeOrigin(geometry, name)


def _few(origins: list[_Placed], where: str) -> tuple[Origin, ...]:
    """The origins, or where they are more than MAX_APART one of them all."""
    if not origins:
        raise OriginError(f"{where}: holds no origin; add a point, a line or an area")
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
        raise OriginError(f"{where}: holds {len(shapes):,} origins; at most {MAX_FEATURES:,}")
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if missing.any():
        raise OriginError(f"{where}, feature {missing.argmax() + 1}: {_NO_GEOMETRY}")
    parts = shapely.get_parts(shapes)
    all_points = (shapely.get_type_id(parts) == shapely.GeometryType.POINT).all()
    made = (shapely.multipoints if all_points else shapely.geometrycollections)(parts)
    name = f"{Path(where).stem[:_MAX_STEM]} ({len(shapes):,} places as one origin)"
    return ShapeOrigin(made, name)
