"""Shapes over ±180°, cut there as RFC 7946 (section 3.1.9) has them."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.errors import InputError
from rangemap.intake.rings import single_parts, together, valid_area

_HALF, _WHOLE = 180.0, 360.0
_POLE = 90.0
_SAME = 1e-6  # degrees, a decimetre: what is nearer to ±180° or a pole is on it


@dataclass(frozen=True, eq=False)
class Cut:
    """Shapes with all longitudes within ±180, and which of them were changed in what way.

    crossing: they stand on both sides of ±180°. mended: an outline crossed itself. dropped: how
    many polygons of each enclose nothing.
    """

    shapes: NDArray[np.object_]
    crossing: NDArray[np.bool_]
    mended: NDArray[np.bool_]
    dropped: NDArray[np.intp]


def cut(shapes: NDArray[np.object_]) -> Cut:
    """Bring shapes in lon, lat within ±180, cutting those that cross it.

    Longitudes may pass ±180° or jump across it: an edge wider than half the Earth goes the short
    way round. 180 and -180 are one meridian, but an edge from one to the other along a parallel is
    the whole parallel where the outline makes sense only so, as those of the world do, and of an
    Antarctica that is closed along the pole. Raises InputError with the feature that goes round a
    pole.
    """
    crossing, mended = np.zeros((2, len(shapes)), dtype=bool)
    done = Cut(shapes.copy(), crossing, mended, np.zeros(len(shapes), dtype=int))
    for number in np.flatnonzero(_is_over(shapes)).tolist():
        parts = [_Part(part, number + 1) for part in single_parts(shapes[number])]
        pieces = [piece for part in parts for piece in part.pieces]
        done.shapes[number] = _assembled(pieces)
        done.crossing[number] = any(part.is_crossing for part in parts)
        done.mended[number] = any(part.is_mended for part in parts)
        done.dropped[number] = sum(not part.pieces for part in parts)
    return done


def _is_over(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which have a longitude past ±180, or an edge wider than half the Earth."""
    parts, owner = shapes, np.arange(len(shapes))
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts, within = shapely.get_parts(parts, return_index=True)
        owner = owner[within]
    is_area = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, within = shapely.get_rings(parts[is_area], return_index=True)
    curves = np.concatenate([rings, parts[~is_area]])
    owner = np.concatenate([owner[is_area][within], owner[~is_area]])
    coordinates, curve = shapely.get_coordinates(curves, return_index=True)
    lon = coordinates[:, 0]
    wide = (np.abs(np.diff(lon)) > _HALF) & (curve[1:] == curve[:-1])
    flags = np.zeros(len(shapes), dtype=bool)
    flags[owner[curve[np.abs(lon) > _HALF]]] = True
    flags[owner[curve[1:][wide]]] = True
    return flags


def _assembled(pieces: list[BaseGeometry]) -> BaseGeometry:
    if len(pieces) == 1:
        return pieces[0]
    whole = together(pieces)
    return whole if whole.is_valid else shapely.union_all(pieces)


class _Part:
    """One point, line or polygon: unrolled, then each turn of the Earth brought home.

    pieces: what it becomes; none where it encloses nothing.
    """

    def __init__(self, part: BaseGeometry, number: int) -> None:
        """number: of the feature, for messages."""
        self.number = number
        self.is_crossing = self.is_mended = False
        match part.geom_type:
            case "Point":
                self.pieces = single_parts(self._home(part))
            case "Polygon":
                self.pieces = self._polygon(part)
            case _:
                unrolled = shapely.LineString(_unrolled_line(shapely.get_coordinates(part)))
                self.pieces = single_parts(self._home(unrolled))

    def _polygon(self, part: BaseGeometry) -> list[BaseGeometry]:
        drawn = [shapely.get_coordinates(ring) for ring in (part.exterior, *part.interiors)]
        rings = [self._unrolled(xy) for xy in drawn]
        west, _, east, _ = part.bounds
        is_home = west >= -_HALF and east <= _HALF
        if is_home and all(map(np.array_equal, drawn, rings)):
            return [part]
        outer, *holes = (self._area(xy) for xy in rings)
        shape = self._home(outer)
        holes = [self._home(hole, is_hole=True) for hole in holes]
        if is_home and part.is_valid and not all(shape.covers(hole) for hole in holes):
            # the holes lie in it as it is drawn: an outline almost as wide as the world
            self.is_crossing = self.is_mended = False
            return [part]
        for hole in holes:
            shape = shapely.difference(shape, hole)
        return [piece for piece in single_parts(shape) if piece.geom_type == "Polygon"]

    def _unrolled(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        unrolled = _unrolled_ring(xy)
        if unrolled is None:
            raise InputError(f"feature {self.number}: goes round a pole; cut it at ±180° longitude")
        return unrolled

    def _area(self, xy: NDArray[np.float64]) -> BaseGeometry:
        ring = shapely.Polygon(xy)
        area = valid_area(ring)
        self.is_mended |= area is not None and not ring.is_valid
        return shapely.Polygon() if area is None else area

    def _home(self, unrolled: BaseGeometry, *, is_hole: bool = False) -> BaseGeometry:
        """What lies over any longitudes, each turn of the Earth moved within ±180."""
        if unrolled.is_empty:
            return unrolled
        west, south, east, north = unrolled.bounds
        first = int(np.floor((west + _HALF) / _WHOLE))
        last = max(first, int(np.ceil((east - _HALF) / _WHOLE)))
        turns = []
        for turn in range(first, last + 1):
            box = shapely.box(turn * _WHOLE - _HALF, south, turn * _WHOLE + _HALF, north)
            piece = unrolled if first == last else shapely.intersection(unrolled, box)
            if shapely.get_dimensions(piece) == shapely.get_dimensions(unrolled):
                turns.append(shapely.transform(piece, lambda xy, t=turn: xy - (t * _WHOLE, 0.0)))
        self.is_crossing |= len(turns) > 1 and not is_hole
        return shapely.union_all(turns) if len(turns) > 1 else turns[0]


def _unrolled_ring(xy: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """A closed ring as a curve of longitudes that do not jump; None where it goes round a pole."""
    steps = np.diff(xy[:, 0])
    wide = np.abs(steps) > _HALF
    if not wide.any():
        return xy
    on_pole = np.abs(xy[:, 1]) > _POLE - _SAME
    polar = on_pole[1:] & on_pole[:-1]  # an edge of no length, however wide it is written
    parallel = wide & _is_whole(steps) & (np.abs(np.diff(xy[:, 1])) < _SAME)
    drawn_is_whole = not (wide & ~polar & ~parallel).any()
    if drawn_is_whole and shapely.Polygon(xy).is_valid:
        return xy
    short = steps - _WHOLE * np.round(steps / _WHOLE)
    gap = _WHOLE * round(short.sum() / _WHOLE)
    if gap and polar.any():
        short[np.argmax(np.where(polar, np.abs(steps), -1.0))] -= gap
    elif gap:
        short = np.where(parallel, steps, short)
        if abs(short.sum()) > _HALF:
            return None
    elif drawn_is_whole and np.ptp(np.cumsum(short)) < _SAME:
        return xy
    return _from_steps(xy, short)


def _unrolled_line(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """A line as one of longitudes that do not jump; one along a whole parallel stays as it is."""
    steps = np.diff(xy[:, 0])
    if _is_whole(steps).all():
        return xy
    return _from_steps(xy, steps - _WHOLE * np.round(steps / _WHOLE))


def _from_steps(xy: NDArray[np.float64], steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """The positions with longitudes by steps from the first, near to ±180."""
    lon = xy[0, 0] + np.concatenate([[0.0], np.cumsum(steps)])
    turns = np.round((lon - xy[:, 0]) / _WHOLE)
    lon = xy[:, 0] + _WHOLE * turns  # a whole number of turns from what is written, no sums' errors
    lon -= _WHOLE * np.round(lon.mean() / _WHOLE)
    return np.column_stack([lon, xy[:, 1]])


def _is_whole(steps: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which steps of longitude end on the meridian that they came from, round the Earth."""
    turns = np.round(steps / _WHOLE)
    is_whole: NDArray[np.bool_] = np.abs(steps - _WHOLE * turns) < _SAME
    is_whole &= turns != 0
    return is_whole
