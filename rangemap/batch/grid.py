"""The grid of a field: a coordinate system, bounds and square cells, cut into tiles."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from rangemap.errors import InputError, LengthError
from rangemap.scenario.units import parse_length

TILE: Final = 512  # cells a side: a block of the file, and what is measured together
_MAX_CELLS: Final = 10**11
_EDGE_STEPS: Final = 64


@dataclass(frozen=True)
class Grid:
    """Square cells from the upper left corner (west, north) on; lengths in units of the system.

    crs: WGS 84 (EPSG:4326) with cells of degrees, or an equal-area system of metres on WGS 84.
    """

    crs: str
    west: float
    north: float
    cell: float
    width: int
    height: int

    @property
    def tiles(self) -> list[tuple[int, int]]:
        """Rows and columns of the tiles, in their order."""
        down, across = math.ceil(self.height / TILE), math.ceil(self.width / TILE)
        return [(row, column) for row in range(down) for column in range(across)]

    def shape(self, tile: tuple[int, int]) -> tuple[int, int]:
        """Cells of a tile: down, across; fewer at the lower and right edge."""
        row, column = tile
        return min(TILE, self.height - row * TILE), min(TILE, self.width - column * TILE)

    def centres(self, tile: tuple[int, int]) -> NDArray[np.float64]:
        """Where the cells of a tile have their middles: lon, lat in degrees, (n, 2), row by row."""
        row, column = tile
        down, across = self.shape(tile)
        x = self.west + (column * TILE + np.arange(across) + 0.5) * self.cell
        y = self.north - (row * TILE + np.arange(down) + 0.5) * self.cell
        xy = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        if self._to_degrees is None:
            return xy
        return np.column_stack(self._to_degrees.transform(*xy.T))

    @cached_property
    def _to_degrees(self) -> Transformer | None:
        if CRS(self.crs).is_geographic:
            return None
        return Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True)


def grid_of(bounds: str, cell: str) -> Grid:
    """The grid that covers bounds, with cells of a length or of degrees.

    bounds: ``W,S,E,N`` in degrees. cell: a length, as in ``1 km``, for an equal-area system
    (Lambert's azimuthal, about the middle of the bounds); or a number of degrees, for WGS 84.
    Raises InputError where they are not readable, or make more cells than are measured.
    """
    west, south, east, north = _bounds(bounds)
    try:
        degrees = float(cell)
    except ValueError:
        return _equal_area(west, south, east, north, cell)
    if not (math.isfinite(degrees) and degrees > 0):
        raise InputError(f"--cell {cell[:40]!r}: give a length, as in 1 km, or degrees above 0")
    width, height = (
        max(1, math.ceil(round(span / degrees, 9))) for span in (east - west, north - south)
    )
    return _checked(Grid("EPSG:4326", west, north, degrees, width, height))


def _equal_area(west: float, south: float, east: float, north: float, cell: str) -> Grid:
    try:
        metres = parse_length(cell).metres
    except LengthError as error:
        raise InputError(f"--cell {error}; or a number of degrees") from error
    middle = ((west + east) / 2, (south + north) / 2)
    crs = f"+proj=laea +lon_0={middle[0]:.6g} +lat_0={middle[1]:.6g} +datum=WGS84 +units=m +no_defs"
    lon, lat = np.linspace(west, east, _EDGE_STEPS), np.linspace(south, north, _EDGE_STEPS)
    edge = np.concatenate(
        [
            np.column_stack([lon, np.full_like(lon, south)]),
            np.column_stack([lon, np.full_like(lon, north)]),
            np.column_stack([np.full_like(lat, west), lat]),
            np.column_stack([np.full_like(lat, east), lat]),
        ]
    )
    there = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    x, y = there.transform(*edge.T)
    left, right = (math.floor(x.min() / metres), math.ceil(x.max() / metres))
    low, high = (math.floor(y.min() / metres), math.ceil(y.max() / metres))
    return _checked(
        Grid(crs, left * metres, high * metres, metres, max(1, right - left), max(1, high - low))
    )


def _bounds(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(
            f"--bounds {text[:60]!r}: write west, south, east and north in degrees, as in "
            "30,45,60,65"
        ) from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004  degrees
        raise InputError(
            f"--bounds {text[:60]!r}: west must be less than east and south less than north, all "
            "on the Earth"
        )
    return west, south, east, north


def _checked(grid: Grid) -> Grid:
    if grid.width * grid.height > _MAX_CELLS:
        raise InputError(
            f"the field would have {grid.width:,} by {grid.height:,} cells; at most "
            f"{_MAX_CELLS:,} are measured: give larger cells or lesser bounds"
        )
    return grid
