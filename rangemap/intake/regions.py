"""Regions of one's own, from a file, instead of the bundled ones."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from rangemap.errors import BoundaryError, ChoiceError, InputError, LayerError
from rangemap.intake.limits import Allowed
from rangemap.intake.phrases import NOTES, Note, UnreadableError, in_file
from rangemap.intake.process import bytes_of, read_shapes
from rangemap.intake.shapes import Shapes, tells_apart
from rangemap.scenario.kinds import check_kind, check_text
from rangemap.scenario.paths import FilePath, file_path
from rangemap.scenario.text import checked_text
from rangemap.world.boundaries import CRS, Source
from rangemap.world.regions import Regions

MAX_REGIONS = 20_000
KEY_COLUMNS = (
    "region",
    "iso_3166_2",
    "iso3166-2",
    "shapeiso",
    "key",
    "code",
    "nuts_id",
    "gid_3",
    "gid_2",
    "gid_1",
    "adm3_pcode",
    "adm2_pcode",
    "adm1_pcode",
    "hasc_2",
    "hasc_1",
    "katottg",
    "koatuu",
    "oktmo",
    "okato",
    "iso_a3",
    "adm0_a3",
    "код",
    "shapeid",
    "id",
)
NAME_COLUMNS = (
    "name",
    "shapename",
    "name_en",
    "name:en",
    "nuts_name",
    "name_latn",
    "name_3",
    "name_2",
    "name_1",
    "adm3_en",
    "adm2_en",
    "adm1_en",
    "admin",
    "назва",
    "название",
    "найменування",
    "наименование",
    "title",
    "label",
)
_MAX_LISTED = 12
_MAX_STEM = 100  # characters of a file's name


@dataclass(frozen=True)
class Columns:
    """Where a file has its regions, their keys and their names.

    Parameters
    ----------
    key, name
        Columns, whatever their case; None for one found by the names that files use.
    layer
        Which layer of a file that has several; None for the only one.

    Raises
    ------
    KindError
        For what is no text.

    Examples
    --------
    >>> from rangemap import Columns, read_regions
    >>> regions = read_regions("own.gpkg", Columns(layer="counties"))  # doctest: +SKIP

    """

    key: str | None = None
    name: str | None = None
    layer: str | None = None

    def __post_init__(self) -> None:
        """Raise KindError for what is no text."""
        for field, value in vars(self).items():
            if value is not None:
                check_text(value, f"the {field} of columns")

    @property
    def wanted(self) -> tuple[str, ...]:
        """The columns to read, in lower case."""
        given = [each for each in (self.key, self.name) if each]
        found = (*KEY_COLUMNS, *NAME_COLUMNS)
        wanted = (*given, *(() if self.key and self.name else found))
        return tuple(name.casefold() for name in wanted)


def read_regions(path: FilePath, columns: Columns | None = None) -> Regions:
    """Read regions of your own from a file: polygons with a key and a name.

    Parameters
    ----------
    path
        Of a file, as text or `os.PathLike`: GeoJSON, TopoJSON, GeoPackage, FlatGeobuf, GeoParquet,
        or a Shapefile in a zip, in any coordinate system. The content tells which, not the suffix.
    columns
        Where keys and names stand; by default they are found by the names that files use.

    Returns
    -------
    Regions
        Their `frame`, with the columns `region`, `name`, and geometry in EPSG:4326; their `source`,
        which tells what was mended or left out too; and `notes`, the latter alone.

    Raises
    ------
    BoundaryError
        With what is missing or cannot be read.

    Examples
    --------
    >>> import json
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from rangemap import read_regions
    >>> ring = [[35, 51], [36, 51], [36, 52], [35, 51]]
    >>> shape = {"type": "Polygon", "coordinates": [ring]}
    >>> feature = {"type": "Feature", "properties": {"code": "A", "name": "Ay"}, "geometry": shape}
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "own.geojson"
    ...     _ = path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    ...     read_regions(path).frame["name"].tolist()
    ['Ay']

    """
    file = file_path(path, BoundaryError)
    if columns is not None:
        check_kind(columns, Columns, "say where they are, as in Columns(key='code')")
    try:
        content = bytes_of(file)
        changed = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except InputError as error:
        raise in_file(error, str(file), BoundaryError) from error
    return regions_of_bytes(content, file.name, columns, changed=changed)


def regions_of_bytes(
    content: bytes,
    name: str,
    columns: Columns | None = None,
    *,
    changed: datetime | None = None,
    allowed: Allowed | None = None,
) -> Regions:
    """Read regions from the bytes of a file of that name; as read_regions.

    changed: when the file was written last; None for now. allowed: as read_shapes has it.
    """
    asked = columns or Columns()
    try:
        shapes = read_shapes(
            content,
            columns=asked.wanted,
            areas=True,
            find_key=asked.key is None,
            layer=asked.layer,
            allowed=allowed,
        )
    except LayerError as error:
        raise ChoiceError(
            f"{name}: {error}", of="layer", choices=error.layers, reason="choose_layer", file=name
        ) from error
    except InputError as error:
        raise in_file(error, name, BoundaryError) from error
    fingerprint = hashlib.sha256(content).hexdigest()[:16]
    version = f"{(changed or datetime.now(UTC)):%Y-%m-%d}, SHA-256 {fingerprint}"
    return regions_of_shapes(shapes, name, asked, version=version)


def regions_of_shapes(
    shapes: Shapes, where: str, columns: Columns, *, version: str, title: str | None = None
) -> Regions:
    """Regions of shapes that were read; where and version say where from.

    title: what the sources call it in any language; where by default.

    Raises BoundaryError where they are none, too many, or without keys that differ.
    """
    checked_text(where, "the name of the regions' file", BoundaryError)
    has = ~shapely.is_missing(shapes.geometries)
    if not has.any():
        raise in_file(_no_regions(shapes.notes), where, BoundaryError)
    if has.sum() > MAX_REGIONS:
        many = UnreadableError("regions", count=int(has.sum()), most=MAX_REGIONS)
        raise in_file(many, where, BoundaryError)
    numbers = np.flatnonzero(has)
    kept = {name: [cells[n] for n in numbers] for name, cells in shapes.columns.items()}
    finder = _Finder(kept, shapes.names, where)
    key = finder.key(columns.key) or shapes.key
    if key and columns.key:
        _check_keys(kept[key], numbers, key, where)
    named = finder.name(columns.name) or key or finder.first(KEY_COLUMNS)
    stem = PurePath(title or where).stem[:_MAX_STEM]
    keys = kept[key] if key else [str(number + 1) for number in numbers]
    spare = keys if key else [f"{stem} {each}" if len(keys) > 1 else stem for each in keys]
    names = [name or other for name, other in zip(kept.get(named or "", spare), spare, strict=True)]
    frame = gpd.GeoDataFrame(
        {
            "region": _checked(keys, key, numbers, where),
            "name": _checked(names, named, numbers, where),
        },
        geometry=shapes.geometries[has],
        crs=CRS,
    )
    crs = checked_text(shapes.crs, f"{where}: the name of its coordinate system", BoundaryError)
    columns_read = [
        f"keys from {key}" if key else NOTES["numbered"],
        f"names from {named}" if named else "",
    ]
    layer = f"layer {columns.layer}" if columns.layer else ""
    read_from = ", ".join(each for each in (layer, *columns_read) if each)
    notes = shapes.notes if key or len(keys) == 1 else (*shapes.notes, Note("numbered"))
    title = title or where
    source = Source(
        title=title,
        version=version,
        licence="",
        attribution=f"Regions: {title}",
        note="; ".join([f"coordinate system {crs}", read_from, *shapes.notes]),
    )
    return Regions(frame, source, tuple(note.of(where) for note in notes))


def _no_regions(notes: tuple[Note, ...]) -> UnreadableError:
    if not notes:
        return UnreadableError("no_regions")
    return UnreadableError("no_regions_as", notes="; ".join(notes))


class _Finder:
    """Finds columns by the names that files use, whatever their case."""

    def __init__(self, columns: dict[str, list[str]], names: tuple[str, ...], where: str) -> None:
        """columns: those read, names: of all there are."""
        self.columns, self.names, self.where = columns, names, where
        self.folded = {name.casefold(): name for name in reversed(columns)}

    def key(self, given: str | None) -> str | None:
        """The column given, else the first usual one of keys or names that tells all apart."""
        if given is not None:
            return self.column(given, "key")
        usual = self._there(KEY_COLUMNS) + self._there(NAME_COLUMNS)
        return next((name for name in usual if tells_apart(self.columns[name])), None)

    def name(self, given: str | None) -> str | None:
        """The column given, else the first usual one in which something stands."""
        return self.first(NAME_COLUMNS) if given is None else self.column(given, "name")

    def first(self, usual: Iterable[str]) -> str | None:
        """The first of the usual columns in which something stands."""
        return next((name for name in self._there(usual) if any(self.columns[name])), None)

    def column(self, given: str, of: str) -> str:
        """The column of that name. Raises ChoiceError where there is none."""
        if given in self.columns:
            return given
        if given.casefold() in self.folded:
            return self.folded[given.casefold()]
        raise ChoiceError(
            f"{self.where}: has no column {given[:60]!r}; {self._listed()}, choose one",
            of=of,
            choices=self.names,
            reason="no_column",
            file=self.where,
            column=given[:60],
            columns=self._names(),
        )

    def _there(self, usual: Iterable[str]) -> list[str]:
        return [self.folded[name] for name in usual if name in self.folded]

    def _listed(self) -> str:
        return f"there are {self._names()}" if self.names else "the file has no columns"

    def _names(self) -> str:
        shown = ", ".join(repr(name[:60]) for name in self.names[:_MAX_LISTED])
        return shown + (" …" if len(self.names) > _MAX_LISTED else "")


def _check_keys(cells: list[str], numbers: NDArray[np.intp], key: str, where: str) -> None:
    first: dict[str, int] = {}
    for cell, number in zip(cells, numbers.tolist(), strict=True):
        if not cell:
            raise ChoiceError(
                f"{where}, feature {number + 1}: column {key} is empty; fill it, or choose another",
                of="key",
                reason="key_empty",
                file=where,
                feature=number + 1,
                column=key,
            )
        if cell in first:
            raise ChoiceError(
                f"{where}: the key {cell[:60]!r} stands twice in column {key} (features "
                f"{first[cell] + 1} and {number + 1}); join them, or choose another column",
                of="key",
                reason="key_twice",
                file=where,
                key=cell[:60],
                column=key,
                first=first[cell] + 1,
                second=number + 1,
            )
        first[cell] = number


def _checked(
    cells: list[str], column: str | None, numbers: NDArray[np.intp], where: str
) -> list[str]:
    return [
        checked_text(cell, f"{where}, feature {number + 1}, column {column}", BoundaryError)
        for cell, number in zip(cells, numbers.tolist(), strict=True)
    ]
