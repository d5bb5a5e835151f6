"""Origins of a sweep: from a file, one after another, or along a border; each kept apart.

On its way to a worker an origin is a pair (lon, lat), well-known binary, or a BorderOrigin; one
that cannot be read is the error that says why, and takes its number along.
"""

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap import geodesy
from rangemap.analysis.many import geometry_of
from rangemap.batch.ledger import file_digest
from rangemap.errors import InputError, LayerError, LengthError, OriginError
from rangemap.intake.contents import Contents
from rangemap.intake.geoparquet import system_of
from rangemap.intake.limits import Allowed
from rangemap.intake.lists import list_text, read_each
from rangemap.intake.phrases import Note
from rangemap.intake.process import bytes_of, read_shapes
from rangemap.intake.shapes import ready
from rangemap.intake.systems import LON_LAT
from rangemap.scenario.origin_text import parse_setback
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.units import Length, from_km, parse_length
from rangemap.world import boundaries

Given = tuple[float, float] | bytes | BorderOrigin | OriginError
_LISTS: Final = (".csv", ".tsv", ".tab", ".txt")
_PARQUET: Final = (".parquet", ".geoparquet", ".pq")
_MAX_PLACES: Final = 10_000_000  # of a border: more are a slip
_MAX_TEXT: Final = 60
_ROWS: Final = 10_000  # of a Parquet file that are held at a time
_MAX_TOLD: Final = 5  # of what was mended, each in a line
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Origins:
    """Where a sweep measures from: how many origins, told apart by a key, read when asked for.

    key: what decides about them, as JSON. is_along_border: whether each is a BorderOrigin. notes:
    what was mended or left out as they were read.
    """

    count: int
    key: dict[str, Any]
    given: "Sequence[Given] | ParquetOrigins"
    is_along_border: bool = False
    notes: tuple[Note, ...] = ()

    def items(self) -> Iterator[Given]:
        """Every origin in its order."""
        return iter(self.given)


def shape_of(given: Given) -> BaseGeometry:
    """Where an origin stands. Raises OriginError, GeometryError or BoundaryError for a bad one."""
    if isinstance(given, OriginError):
        raise given
    if isinstance(given, bytes):
        shape = shapely.from_wkb(given, on_invalid="ignore")
        if shape is None:
            raise OriginError("its geometry is missing or damaged; mend it, or drop the row")
        return geometry_of(shape)
    return geometry_of(given)


def origins_of_file(path: Path, layer: str | None = None) -> Origins:
    """Every origin of a file by itself: lists, what `intake` reads, GeoParquet of any length.

    layer: of a file that has several.

    Raises OriginError where the file as a whole cannot be read; single lines and features that
    cannot come as errors.
    """
    if layer is not None and path.suffix.lower() in (*_PARQUET, *_LISTS):
        raise OriginError(f"{path}: has no layers; leave out --origins-layer")
    if path.suffix.lower() in _PARQUET:
        parquet = ParquetOrigins(path)
        return Origins(parquet.count, {"file": _digest(path)}, parquet)
    try:
        content = bytes_of(path)
        is_list = path.suffix.lower() in _LISTS
        given, notes = (
            (_listed(content, str(path)), ()) if is_list else _shapes(content, str(path), layer)
        )
    except LayerError as error:
        raise OriginError(
            f"{path}: {error} (--origins-layer)", reason="in_file", file=str(path), cause=error
        ) from error
    except OriginError:
        raise
    except InputError as error:
        raise OriginError(f"{path}: {error}") from error
    if not given:
        raise OriginError(f"{path}: holds no origin; add a point, a line or an area")
    key = {"file": hashlib.sha256(content).hexdigest()}
    return Origins(len(given), key | ({"layer": layer} if layer else {}), given, notes=notes)


def origins_along(neighbour: str, every: str, setbacks: str) -> Origins:
    """Places along a border, at so many km and so far inside it.

    every: a length, as in ``1 km``. setbacks: a length, ``0 km``, or first, last and step, as in
    ``0 km:100 km:10 km``. Raises OriginError where they are not readable.
    """
    try:
        step_km = parse_length(every).km
    except LengthError as error:
        raise OriginError(f"--every {error}") from error
    kms = kms_along(neighbour, step_km)
    depths = _depths(setbacks)
    if len(kms) * len(depths) > _MAX_PLACES:
        raise OriginError(
            f"--every {every} and --setback make {len(kms) * len(depths):,} places; at most "
            f"{_MAX_PLACES:,} are measured"
        )
    given = [BorderOrigin(neighbour, float(km), None, depth) for depth in depths for km in kms]
    key = {"border": neighbour, "every_km": step_km, "setbacks": [str(each) for each in depths]}
    return Origins(len(given), key, given, is_along_border=True)


def kms_along(neighbour: str, step_km: float) -> NDArray[np.float64]:
    """Where along a border its places are, from its start, every so many km."""
    return np.arange(0.0, boundaries.border(neighbour).length_km, step_km)


def _depths(text: str) -> list[Length | None]:
    parts = text.split(":")
    if len(parts) == 1:
        return [parse_setback(text)]
    if len(parts) != 3:  # noqa: PLR2004  first, last, step
        raise OriginError(
            f"--setback {text[:60]!r}: write one length, or first, last and step, as in "
            "0 km:100 km:10 km"
        )
    first, last = (parse_setback(part) for part in parts[:2])
    step = parse_setback(parts[2])
    if step is None or last is None or (first.km if first else 0) > last.km:
        raise OriginError(
            f"--setback {text[:60]!r}: the first must be the least, and the step more than nothing"
        )
    start = first.km if first else 0.0
    count = int((last.km - start) / step.km + 1e-9)
    return [first, *(from_km(round(start + n * step.km, 6)) for n in range(1, count + 1))]


def _listed(content: bytes, where: str) -> list[Given]:
    """Points of a list; lines that are none as errors."""
    return [
        (each.lon, each.lat) if isinstance(each, PointOrigin) else each
        for each in read_each(list_text(content, where), where)
    ]


def _shapes(content: bytes, where: str, layer: str | None) -> tuple[list[Given], tuple[Note, ...]]:
    shapes = read_shapes(content, columns=(), areas=False, layer=layer, allowed=Allowed())
    given: list[Given] = [each or b"" for each in shapely.to_wkb(shapes.geometries)]
    return given, tuple(note.of(where) for note in shapes.notes)


def _digest(path: Path) -> str:
    try:
        return file_digest(path)
    except OSError as error:
        raise OriginError(f"{path}: cannot be read ({error.strerror})") from error


class ParquetOrigins:
    """Origins of a (Geo)Parquet file, held a few thousand at a time."""

    def __init__(self, path: Path) -> None:
        """Look where the geometry is: a GeoParquet column, or columns lat and lon.

        Raises OriginError for a file that has neither, or is damaged.
        """
        self._path, self._told = path, 0
        try:
            with pq.ParquetFile(path) as file:
                self.count = file.metadata.num_rows
                self._columns, self._system = self._places(file)
        except OSError as error:
            raise OriginError(f"{path}: cannot be read ({error.strerror or error})") from error
        except (pa.ArrowException, ValueError, KeyError, TypeError) as error:
            raise OriginError(f"{path}: is a damaged Parquet file, or not one") from error
        if self.count == 0:
            raise OriginError(f"{path}: holds no origin; add a point, a line or an area")

    def _places(self, file: pq.ParquetFile) -> tuple[list[str], Any]:
        geo = json.loads((file.metadata.metadata or {}).get(b"geo", b"null"))
        if geo is not None:
            main = geo["primary_column"]
            if geo["columns"][main]["encoding"] != "WKB":
                raise OriginError(
                    f"{self._path}: holds geometry that is not well-known binary; save it as "
                    "GeoParquet 1.0"
                )
            return [main], system_of(geo["columns"][main])
        names = {name.casefold(): name for name in file.schema_arrow.names}
        for lon, lat in (("lon", "lat"), ("longitude", "latitude"), ("lng", "lat")):
            if lon in names and lat in names:
                return [names[lon], names[lat]], None
        raise OriginError(
            f"{self._path}: says nowhere where its origins are; save it as GeoParquet, or with "
            "columns lat and lon"
        )

    def __iter__(self) -> Iterator[Given]:
        """Every origin in its order. Raises OriginError where the file turns out to be damaged."""
        count = self._told = 0
        try:
            with pq.ParquetFile(self._path) as file:
                for batch in file.iter_batches(_ROWS, columns=self._columns):
                    columns = [batch[name].to_pylist() for name in self._columns]
                    if len(columns) == 1:
                        yield from self._moved(columns[0], count)
                    else:
                        yield from (_pair(lon, lat) for lon, lat in zip(*columns, strict=True))
                    count += batch.num_rows
        except (OSError, pa.ArrowException) as error:
            raise OriginError(
                f"{self._path}: is damaged after row {count:,} ({error}); what was measured before "
                "is kept, but a file that is mended is another one: give it another folder"
            ) from error

    def _moved(self, binaries: list[bytes | None], first: int) -> list[Given]:
        """Geometries on WGS 84, numbered from first; those that are none as nothing."""
        shapes = shapely.from_wkb(np.array(binaries, dtype=object), on_invalid="ignore")
        moved = geodesy.in_wgs84(shapes, self._system)
        given: list[Given] = [each or b"" for each in shapely.to_wkb(moved)]
        is_drawn = shapely.get_type_id(moved) > shapely.GeometryType.POINT
        for row in np.flatnonzero(is_drawn & ~shapely.is_empty(moved)).tolist():
            given[row] = self._drawn(moved[row], first + row)
        return given

    def _drawn(self, shape: BaseGeometry, number: int) -> Given:
        """A line or an area as `intake` reads them from any file."""
        found = Contents(np.array([shape], dtype=object), {}, (), LON_LAT)
        try:
            shapes = ready(found, areas=False)
        except InputError as error:
            return OriginError(str(error).removeprefix("feature 1: "))
        for note in shapes.notes:
            told = note.values | {"features": f"{number + 1:,}"}
            self._tell(Note(note.key, told, str(self._path)))
        return bytes(shapely.to_wkb(shapes.geometries[0]))

    def _tell(self, note: Note) -> None:
        """Tell what was mended, of the first few."""
        self._told += 1
        if self._told <= _MAX_TOLD:
            _LOG.warning("rangemap: %s", note)
        elif self._told == _MAX_TOLD + 1:
            _LOG.warning("rangemap: %s: more of its features are like that", self._path)


def _pair(lon: Any, lat: Any) -> Given:
    if lon is None or lat is None:
        return OriginError("its latitude or longitude is missing; add it, or drop the row")
    try:
        return float(lon), float(lat)
    except (TypeError, ValueError):
        text = f"{lat}, {lon}"[:_MAX_TEXT]
        return OriginError(f"its latitude or longitude is no number ({text}); write degrees")
