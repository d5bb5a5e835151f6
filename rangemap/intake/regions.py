"""Regions of one's own, from a file, instead of the bundled ones."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from rangemap.errors import BoundaryError, InputError
from rangemap.intake.limits import Allowed
from rangemap.intake.process import bytes_of, read_shapes
from rangemap.intake.shapes import Shapes
from rangemap.scenario.text import checked_text
from rangemap.world.boundaries import CRS, Source

MOST_REGIONS = 20_000
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
    "title",
)
_MOST_NAMED = 12


@dataclass(frozen=True)
class Columns:
    """Where regions have their keys and names; None: found by the names that files use."""

    key: str | None = None
    name: str | None = None
    layer: str | None = None

    @property
    def wanted(self) -> tuple[str, ...]:
        """The columns to read, in lower case."""
        given = [each for each in (self.key, self.name) if each]
        found = (*KEY_COLUMNS, *NAME_COLUMNS)
        wanted = (*given, *(() if self.key and self.name else found))
        return tuple(name.casefold() for name in wanted)


def read_regions(path: Path, columns: Columns | None = None) -> gpd.GeoDataFrame:
    """Read polygons with a key and a name: columns `region`, `name`, geometry in EPSG:4326.

    ``attrs["source"]`` tells where they come from and what was mended or left out, ``attrs
    ["notes"]`` the latter alone. Raises BoundaryError with what is missing.
    """
    try:
        content = bytes_of(path)
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except InputError as error:
        raise BoundaryError(f"{path}: {error}") from error
    return regions_of_bytes(content, path.name, columns, changed=changed)


def regions_of_bytes(
    content: bytes,
    name: str,
    columns: Columns | None = None,
    *,
    changed: datetime | None = None,
    allowed: Allowed | None = None,
) -> gpd.GeoDataFrame:
    """Read regions from the bytes of a file of that name; as read_regions.

    changed: when the file was written last; None for now. allowed: as read_shapes has it.
    """
    asked = columns or Columns()
    try:
        shapes = read_shapes(
            content, columns=asked.wanted, areas=True, layer=asked.layer, allowed=allowed
        )
    except InputError as error:
        raise BoundaryError(f"{name}: {error}") from error
    fingerprint = hashlib.sha256(content).hexdigest()[:16]
    version = f"{(changed or datetime.now(UTC)):%Y-%m-%d}, SHA-256 {fingerprint}"
    return regions_of_shapes(shapes, name, asked, version=version)


def regions_of_shapes(
    shapes: Shapes, where: str, columns: Columns, *, version: str
) -> gpd.GeoDataFrame:
    """Regions of shapes that were read; where and version say where from.

    Raises BoundaryError where they are none, too many, or without keys that differ.
    """
    checked_text(where, "the name of the regions' file", BoundaryError)
    has = ~shapely.is_missing(shapes.geometries)
    if not has.any():
        said = f" ({'; '.join(shapes.notes)})" if shapes.notes else ""
        raise BoundaryError(f"{where}: holds no regions; give polygons{said}")
    if has.sum() > MOST_REGIONS:
        raise BoundaryError(f"{where}: holds {has.sum():,} regions; at most {MOST_REGIONS:,}")
    numbers = np.flatnonzero(has)
    kept = {name: [cells[n] for n in numbers] for name, cells in shapes.columns.items()}
    finder = _Finder(kept, shapes.names, where)
    names_from = finder.column(columns.name, NAME_COLUMNS)
    key = finder.key(columns.key) or names_from
    if key is None:
        raise BoundaryError(
            f"{where}: needs a column of keys; name one with --region-key, as {finder.listed()}"
        )
    _check_keys(kept[key], numbers, key, where)
    frame = gpd.GeoDataFrame(
        {
            "region": _checked(kept[key], f"{where}, column {key}"),
            "name": _checked(kept[names_from or key], f"{where}, column {names_from or key}"),
        },
        geometry=shapes.geometries[has],
        crs=CRS,
    )
    crs = checked_text(shapes.crs, f"{where}: the name of its coordinate system", BoundaryError)
    read_from = f"keys from {key}, names from {names_from or key}"
    if columns.layer:
        read_from = f"layer {columns.layer}, {read_from}"
    source = Source(
        title=where,
        version=version,
        licence="",
        attribution=f"Regions: {where}, the user's own",
        note="; ".join([f"coordinate system {crs}", read_from, *shapes.notes]),
    )
    frame.attrs.update(source=asdict(source), notes=[f"{where}: {note}" for note in shapes.notes])
    return frame


class _Finder:
    """Finds columns by the names that files use, whatever their case."""

    def __init__(self, columns: dict[str, list[str]], names: tuple[str, ...], where: str) -> None:
        """columns: those read, names: of all there are."""
        self.columns, self.names, self.where = columns, names, where
        self.folded = {name.casefold(): name for name in reversed(columns)}

    def column(self, given: str | None, usual: Iterable[str]) -> str | None:
        """The column given, else the first of the usual ones in which something stands."""
        if given is not None:
            if given.casefold() not in self.folded:
                raise BoundaryError(f"{self.where}: has no column {given[:60]!r}; {self.listed()}")
            return given if given in self.columns else self.folded[given.casefold()]
        there = [self.folded[name] for name in usual if name in self.folded]
        return next((name for name in there if any(self.columns[name])), None)

    def key(self, given: str | None) -> str | None:
        """The column given, else the first usual one that tells all regions apart."""
        if given is not None:
            return self.column(given, ())
        there = [self.folded[name] for name in KEY_COLUMNS if name in self.folded]
        apart = [name for name in there if _tells_apart(self.columns[name])]
        return next(iter([*apart, *there]), None)

    def listed(self) -> str:
        """What columns there are."""
        if not self.names:
            return "the file has no columns"
        shown = ", ".join(repr(name[:60]) for name in self.names[:_MOST_NAMED])
        return f"there are {shown}" + (" and more" if len(self.names) > _MOST_NAMED else "")


def _tells_apart(cells: list[str]) -> bool:
    return all(cells) and len(set(cells)) == len(cells)


def _check_keys(cells: list[str], numbers: NDArray[np.intp], key: str, where: str) -> None:
    first: dict[str, int] = {}
    for cell, number in zip(cells, numbers.tolist(), strict=True):
        if not cell:
            raise BoundaryError(
                f"{where}, feature {number + 1}: column {key} is empty; "
                "fill it, or name another with --region-key"
            )
        if cell in first:
            raise BoundaryError(
                f"{where}: the key {cell[:60]!r} stands twice in column {key} (features "
                f"{first[cell] + 1} and {number + 1}); join them, or name another column with "
                "--region-key"
            )
        first[cell] = number


def _checked(cells: list[str], what: str) -> list[str]:
    return [checked_text(cell, what, BoundaryError) for cell in cells]
