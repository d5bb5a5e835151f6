"""Fields: what holds at every cell of a raster, as a Cloud-Optimized GeoTIFF.

Tiles are measured apart and kept in the folder of the job; the file is put together when all are
there, a block at a time, so that memory does not grow with the field.
"""

import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.reach import source_of
from rangemap.batch.grid import TILE, Grid
from rangemap.batch.ledger import PARTS
from rangemap.batch.tasks import Outcome, Task
from rangemap.errors import RangemapError
from rangemap.geodesy.raster import DistanceRaster

TILES_A_TASK: Final = (1, 4)  # one to some seconds
_CHUNK: Final = 65_536  # cells that are measured together
_SCHEMA: Final = pa.schema(
    [
        ("row", pa.int32()),
        ("column", pa.int32()),
        ("bound_m", pa.float64()),
        ("cells", pa.binary()),
    ]
)


@dataclass(frozen=True)
class Field:
    """The work of a field.

    kind: ``distance`` to the nearest origin, metres; ``count`` of origins that reach a cell, a band
    for each range; ``ranges``: how many ranges reach it; ``first``: which is the shortest of them,
    1 for the shortest of all, 0 where none reaches. ranges_m: ascending.
    """

    kind: str
    origins: tuple[BaseGeometry, ...]
    ranges_m: tuple[float, ...]
    grid: Grid

    @property
    def bands(self) -> int:
        """How many there are."""
        return len(self.ranges_m) if self.kind == "count" else 1

    @property
    def dtype(self) -> str:
        """Of the cells."""
        return {"distance": "float32", "count": "uint16"}.get(self.kind, "uint8")

    def outcome(self, task: Task) -> Outcome:
        """Measure the tiles of a task."""
        rows = []
        for tile in task.items:
            cells, bound_m = self.cells(tile)
            packed = zlib.compress(cells.tobytes(), 1)
            rows.append({"row": tile[0], "column": tile[1], "bound_m": bound_m, "cells": packed})
        return Outcome(pa.Table.from_pylist(rows, _SCHEMA))

    def lost(self, task: Task) -> Outcome:
        """Raise for tiles that were lost: a field with a hole is no field."""
        raise RangemapError(
            f"the tile {task.items[0]} ended the processes that measured it; give larger cells, or "
            "workers more memory"
        )

    def cells(self, tile: tuple[int, int]) -> tuple[NDArray[Any], float]:
        """A tile: bands, down, across; and by how much a distance in it may be off, metres."""
        points = self.grid.centres(tile)
        values = np.zeros((self.bands, len(points)), self.dtype)
        bound_m = 0.0
        for first in range(0, len(points), _CHUNK):
            some = slice(first, first + _CHUNK)
            values[:, some], bound = self._values(points[some])
            bound_m = max(bound_m, bound)
        return values.reshape(self.bands, *self.grid.shape(tile)), bound_m

    def _values(self, points: NDArray[np.float64]) -> tuple[NDArray[Any], float]:
        ranges_m = np.array(self.ranges_m)
        if self.kind == "count":
            counts = np.zeros((len(ranges_m), len(points)), self.dtype)
            bound_m = 0.0
            for each in self._each:
                metres, bound = each.metres(points)
                counts += (metres <= ranges_m[:, None]).astype(self.dtype)
                bound_m = max(bound_m, bound)
            return counts, bound_m
        metres, bound_m = self._all.metres(points)
        if self.kind == "distance":
            return metres[None], bound_m
        beyond = np.searchsorted(ranges_m, metres)  # how many ranges are too short
        if self.kind == "ranges":
            return (len(ranges_m) - beyond)[None], bound_m
        return np.where(beyond < len(ranges_m), beyond + 1, 0)[None], bound_m

    @cached_property
    def _all(self) -> DistanceRaster:
        return DistanceRaster(source_of(list(self.origins)))

    @cached_property
    def _each(self) -> list[DistanceRaster]:
        return [DistanceRaster(each) for each in self.origins]


def write_raster(folder: Path, field: Field, tags: Mapping[str, str], path: Path) -> None:
    """Put the tiles in the folder of a finished job together, as a Cloud-Optimized GeoTIFF.

    tags: what the file says of itself. Raises RangemapError where it cannot be written.
    """
    import rasterio  # noqa: PLC0415  an extra
    from rasterio.shutil import copy  # noqa: PLC0415  an extra

    grid = field.grid
    profile = {
        "driver": "GTiff",
        "width": grid.width,
        "height": grid.height,
        "count": field.bands,
        "dtype": field.dtype,
        "crs": grid.crs,
        "transform": rasterio.Affine(grid.cell, 0, grid.west, 0, -grid.cell, grid.north),
        "tiled": True,
        "blockxsize": TILE,
        "blockysize": TILE,
        "compress": "zstd",
        "predictor": 3 if field.dtype == "float32" else 2,
        "bigtiff": "if_safer",
        "interleave": "band",
    }
    try:
        with tempfile.TemporaryDirectory(dir=folder) as name, _quiet():
            plain, made = Path(name) / "plain.tif", Path(name) / "cloud.tif"
            bound_m = 0.0
            with rasterio.open(plain, "w", **profile) as file:
                for row, column, bound, cells in _tiles(folder, field):
                    window = rasterio.windows.Window(
                        column * TILE, row * TILE, cells.shape[2], cells.shape[1]
                    )
                    file.write(cells, window=window)
                    bound_m = max(bound_m, bound)
                file.update_tags(**tags, MAX_ERROR_M=f"{bound_m:.2f}", ELLIPSOID="WGS 84")
                for band, text in enumerate(_descriptions(field), 1):
                    file.set_band_description(band, text)
            copy(
                plain,
                made,
                driver="COG",
                compress="zstd",
                predictor="yes",
                blocksize=TILE,
                bigtiff="if_safer",
                overview_resampling="nearest",
                num_threads=1,
            )
            made.replace(path)
    except (OSError, rasterio.errors.RasterioError) as error:
        raise RangemapError(f"{path}: could not be written ({error})") from error


def _tiles(folder: Path, field: Field) -> Iterator[tuple[int, int, float, NDArray[Any]]]:
    for part in sorted((folder / PARTS).glob("*.parquet")):
        for row in pq.read_table(part).to_pylist():
            tile = (row["row"], row["column"])
            cells = np.frombuffer(zlib.decompress(row["cells"]), field.dtype)
            yield *tile, row["bound_m"], cells.reshape(field.bands, *field.grid.shape(tile))


def _descriptions(field: Field) -> Sequence[str]:
    ranges = ", ".join(f"{each / 1000:g}" for each in field.ranges_m)
    if field.kind == "count":
        return [f"origins within {each / 1000:g} km" for each in field.ranges_m]
    return [
        {
            "distance": "metres to the nearest origin",
            "ranges": f"how many of the ranges reach ({ranges} km)",
            "first": f"which is the shortest range that reaches, 0 none ({ranges} km)",
        }[field.kind]
    ]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep GDAL from putting files of its own beside ours."""
    import rasterio  # noqa: PLC0415  an extra

    with rasterio.Env(GDAL_PAM_ENABLED="NO"):
        yield
