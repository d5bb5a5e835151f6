"""Shapes over ±180°, cut there as RFC 7946 (section 3.1.9) has them."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.errors import InputError

_HALF, _WHOLE = 180.0, 360.0
_TURNS = range(-1, 3)


def cut(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], int]:
    """Shapes in lon, lat with all longitudes within ±180, and how many of them had to be cut.

    Longitudes may pass ±180° or jump across it; an edge wider than half the Earth is taken to go
    the short way round, unless both its ends lie on ±180°. Raises InputError with the feature that
    goes round a pole.
    """
    made, crossing = shapes.copy(), 0
    for number in np.flatnonzero(_is_over(shapes)):
        made[number] = _cut(shapes[number], int(number) + 1)
        crossing += 1
    return made, crossing


def _is_over(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    lon = coordinates[:, 0]
    over = np.abs(lon) > _HALF
    wide = np.abs(np.diff(lon)) > _HALF
    wide &= owner[1:] == owner[:-1]
    wide &= (np.abs(lon[1:]) < _HALF) | (np.abs(lon[:-1]) < _HALF)
    flags = np.zeros(len(shapes), dtype=bool)
    flags[owner[over]] = True
    flags[owner[1:][wide]] = True
    return flags


def _cut(shape: BaseGeometry, number: int) -> BaseGeometry:
    parts = [_part(part, number) for part in shapely.get_parts(shape)]
    pieces = shapely.get_parts(np.array(parts, dtype=object))
    if len(pieces) == 1:
        return pieces[0]
    dimensions = shapely.get_dimensions(pieces)
    return shapely.union_all(pieces[dimensions == dimensions.max()])


def _part(part: BaseGeometry, number: int) -> BaseGeometry:
    """One point, line or polygon: unrolled, then each turn of the Earth brought home."""
    if part.geom_type == "GeometryCollection":
        return _cut(part, number)
    if part.geom_type == "Polygon":
        rings = [_unrolled(ring, number) for ring in (part.exterior, *part.interiors)]
        middle = rings[0][:, 0].mean()
        holes = [
            ring - (_WHOLE * np.round((ring[:, 0].mean() - middle) / _WHOLE), 0.0)
            for ring in rings[1:]
        ]
        unrolled = shapely.make_valid(shapely.Polygon(rings[0], holes))
    elif part.geom_type == "Point":
        unrolled = part
    else:
        unrolled = shapely.LineString(_unrolled(part, None))
    home = [
        shapely.transform(
            shapely.intersection(
                unrolled, shapely.box(turn * _WHOLE - _HALF, -90, turn * _WHOLE + _HALF, 90)
            ),
            lambda xy, turn=turn: xy - (turn * _WHOLE, 0.0),
        )
        for turn in _TURNS
    ]
    kept = shapely.get_parts(np.array([each for each in home if not each.is_empty], dtype=object))
    if not len(kept):
        raise InputError(f"feature {number}: lies outside of longitude -180..180")
    dimensions = shapely.get_dimensions(kept)
    return shapely.union_all(kept[dimensions == dimensions.max()])


def _unrolled(line: BaseGeometry, ring_of: int | None) -> NDArray[np.float64]:
    xy: NDArray[np.float64] = shapely.get_coordinates(line)
    xy[:, 0] = np.unwrap(xy[:, 0], period=_WHOLE)
    xy[:, 0] -= _WHOLE * np.round(xy[:, 0].mean() / _WHOLE)
    if ring_of is not None and abs(xy[-1, 0] - xy[0, 0]) > _HALF:
        raise InputError(f"feature {ring_of}: goes round a pole; cut it at ±180° longitude")
    return xy
