"""Regions cut into triangles, each region in an equal-area plane of its own.

That takes as long as measuring distances to them, and no origin matters to it: it is kept, but for
regions of so many vertices that strangers could fill the memory with them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from rangemap.geodesy.indexed import indexed

_EDGE_DEGREES = 0.1  # the longest edge that is taken as straight in the plane too
_MAX_CELL_KM = 20.0
_CELLS_ACROSS = 8
_SAME_PLACE_KM = 1e-4
_KEPT = 120  # some 0.1 MB each, 1 MB at most: all bundled regions
_MAX_VERTICES_KEPT = 12_000

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Triangulation:
    """A region as triangles in its plane.

    vertices: (m, 2) in km; corners: (n, 3), which vertices are a triangle's.
    """

    vertices: Floats
    corners: Ints
    _to_plane: Callable[..., tuple[Floats, Floats]]

    def lon_lat(self, positions: Floats) -> Floats:
        """Degrees lon, lat (n, 2) of positions (n, 2) in the plane, in km."""
        return np.column_stack(self._to_plane(*positions.T, direction="INVERSE"))


def triangulation(region: BaseGeometry) -> Triangulation:
    """A region, lon, lat in degrees, edges straight in them, as triangles; nobody changes it."""
    is_kept = shapely.get_num_coordinates(region) <= _MAX_VERTICES_KEPT
    return _kept(region) if is_kept else _made(region)


@lru_cache(_KEPT)
def _kept(region: BaseGeometry) -> Triangulation:
    return _made(region)


def _made(region: BaseGeometry) -> Triangulation:
    to_plane = _plane(region)
    fine = shapely.segmentize(region, _EDGE_DEGREES)
    flat = shapely.make_valid(shapely.transform(fine, lambda xy: np.column_stack(to_plane(*xy.T))))
    cells = _cells(flat, min(_MAX_CELL_KM, np.sqrt(flat.area) / _CELLS_ACROSS))
    closed = shapely.get_coordinates(shapely.constrained_delaunay_triangles(cells))
    corners = closed.reshape(-1, 4, 2)[:, :3]
    first, index = same_places(corners.reshape(-1, 2))
    return Triangulation(corners.reshape(-1, 2)[first], index.reshape(-1, 3), to_plane)


def same_places(positions: Floats) -> tuple[Ints, Ints]:
    """Of positions (n, 2) in km, the index of one for each place, and of each its place's number.

    Corners of neighbouring triangles are at one place; they differ by rounding.
    """
    keys = (positions / _SAME_PLACE_KM).round().astype(np.int64) @ np.array([1 << 32, 1])
    _, first, index = np.unique(keys, return_index=True, return_inverse=True)
    return first, index


def _plane(region: BaseGeometry) -> Callable[..., tuple[Floats, Floats]]:
    """Lambert's azimuthal equal-area plane about the middle of a region, on the ellipsoid."""
    lon, lat = np.radians(shapely.get_coordinates(region)).T
    x, y, z = (
        (np.cos(lat) * np.cos(lon)).sum(),
        (np.cos(lat) * np.sin(lon)).sum(),
        np.sin(lat).sum(),
    )
    middle = np.degrees([np.arctan2(y, x), np.arctan2(z, np.hypot(x, y))])
    # a hundred times sooner made than from systems' names, and made again for every thread
    return Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
        f"+step +proj=laea +lon_0={middle[0]} +lat_0={middle[1]} +ellps=WGS84 +units=km"
    ).transform


def _cells(region: BaseGeometry, cell_km: float) -> NDArray[np.object_]:
    """The region cut along a square grid, so that no triangle in it is long."""
    west, south, east, north = region.bounds
    x, y = np.meshgrid(np.arange(west, east, cell_km), np.arange(south, north, cell_km))
    boxes = shapely.box(x.ravel(), y.ravel(), x.ravel() + cell_km, y.ravel() + cell_km)
    region = indexed(region)
    boxes = boxes[shapely.intersects(region, boxes)]
    inside = shapely.contains_properly(region, boxes)
    cut = shapely.get_parts(shapely.intersection(region, boxes[~inside]))
    areas = cut[shapely.get_dimensions(cut) == 2]  # noqa: PLR2004  a box may touch in a line
    return np.concatenate([boxes[inside], areas])
