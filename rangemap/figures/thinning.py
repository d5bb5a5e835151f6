"""Thinning: hundreds of thousands of places or vertices as those that a picture can tell apart."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

_FEW_PARTS, _FEW_VERTICES = 1_000, 20_000  # what is drawn as it is
_CELLS = 36  # along each side of a crowd's bounds; its largest part stands for all of a cell
_DETAIL = 1 / 2000  # of the bounds, within which a line is drawn


def thinned(shape: BaseGeometry) -> BaseGeometry:
    """The shape with one part kept of each cell of a grid over it, and with fewer vertices.

    For pictures alone: nothing is measured from it. Points stay where they are.
    """
    if shapely.get_num_coordinates(shape) <= _FEW_PARTS:
        return shape
    parts = shapely.get_parts(shape)
    if len(parts) > _FEW_PARTS:
        parts = _spread(parts)
        shape = _together(parts)
    if shapely.get_num_coordinates(shape) <= _FEW_VERTICES:
        return shape
    west, south, east, north = shape.bounds
    tolerance = max(east - west, north - south) * _DETAIL
    is_area = shapely.get_dimensions(parts) == 2  # noqa: PLR2004  areas
    parts[~is_area] = shapely.simplify(parts[~is_area], tolerance, preserve_topology=False)
    parts[is_area] = shapely.simplify(parts[is_area], tolerance)
    return _together(parts)


def _spread(parts: NDArray[np.object_]) -> NDArray[np.object_]:
    parts = parts[np.argsort(-shapely.length(parts), kind="stable")]
    middles = shapely.get_coordinates(shapely.centroid(parts))
    low, size = middles.min(axis=0), np.maximum(np.ptp(middles, axis=0), 1e-9)
    cells = np.floor((middles - low) / size * _CELLS)
    _, first = np.unique(cells, axis=0, return_index=True)
    return parts[np.sort(first)]


def _together(parts: NDArray[np.object_]) -> BaseGeometry:
    """One geometry of the parts, of the narrowest kind."""
    if len(parts) == 1:
        return parts[0]
    kinds = set(shapely.get_type_id(parts).tolist())
    if kinds == {shapely.GeometryType.POINT}:
        return shapely.multipoints(parts)
    if kinds == {shapely.GeometryType.LINESTRING}:
        return shapely.multilinestrings(parts)
    if kinds == {shapely.GeometryType.POLYGON}:
        return shapely.multipolygons(parts)
    return shapely.geometrycollections(parts)
