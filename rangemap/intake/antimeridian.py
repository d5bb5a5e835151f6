"""Shapes over ±180°, cut there as RFC 7946 (section 3.1.9) has them."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.intake.phrases import UnreadableError
from rangemap.intake.rings import all_parts, single_parts, together, valid_area

_HALF, _WHOLE = 180.0, 360.0
_POLE = 90.0
_SAME = 1e-6  # degrees, a decimetre: what is nearer to ±180° or a pole is on it


@dataclass(frozen=True, eq=False)
class Cut:
    """Shapes with all longitudes within ±180, and which of them were changed in what way.

    crossing: they stand on both sides of ±180°. mended: an outline crossed itself.
    around: they were closed along a pole. short: an outline that could be meant the long way round
    the Earth was taken the short way. dropped: how many polygons of each enclose nothing. strays:
    how many holes of each lie outside of their polygons, and are left out.
    """

    shapes: NDArray[np.object_]
    crossing: NDArray[np.bool_]
    mended: NDArray[np.bool_]
    around: NDArray[np.bool_]
    short: NDArray[np.bool_]
    dropped: NDArray[np.intp]
    strays: NDArray[np.intp]


def cut(shapes: NDArray[np.object_]) -> Cut:
    """Bring shapes in lon, lat within ±180, cutting those that cross it.

    Longitudes may pass ±180° or jump across it: an edge wider than half the Earth goes the short
    way round. 180 and -180 are one meridian, but an edge from one to the other along a parallel is
    the whole parallel where the outline makes sense only so, as those of the world do, and of an
    Antarctica that is closed along the pole. What goes round the Earth is closed along the pole on
    its side of the equator. Raises InputError with the feature that goes round on both sides.
    """
    crossing, mended, around, short = np.zeros((4, len(shapes)), dtype=bool)
    dropped, strays = np.zeros((2, len(shapes)), dtype=int)
    done = Cut(shapes.copy(), crossing, mended, around, short, dropped, strays)
    for number in np.flatnonzero(_is_over(shapes)).tolist():
        parts = [_Part(part, number + 1) for part in single_parts(shapes[number])]
        pieces = [piece for part in parts for piece in part.pieces]
        done.shapes[number] = _assembled(pieces)
        done.crossing[number] = any(part.is_crossing for part in parts)
        done.mended[number] = any(part.is_mended for part in parts)
        done.around[number] = any(part.is_around for part in parts)
        done.short[number] = any(part.is_short for part in parts)
        done.dropped[number] = sum(not part.pieces for part in parts)
        done.strays[number] = sum(part.strays for part in parts)
    return done


def _is_over(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which have a longitude past ±180, or an edge wider than half the Earth."""
    parts, owner = all_parts(shapes)
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
    is_mendable = not whole.is_valid and shapely.is_valid(pieces).all()
    return shapely.union_all(pieces) if is_mendable else whole


class _Part:
    """One point, line or polygon: unrolled, then each turn of the Earth brought home.

    pieces: what it becomes; none where it encloses nothing. strays: holes outside of it.
    """

    def __init__(self, part: BaseGeometry, number: int) -> None:
        """number: of the feature, for messages."""
        self.number = number
        self.strays = 0
        self.is_crossing = self.is_mended = self.is_around = self.is_short = False
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
        curves = [_unrolled_ring(xy) for xy in drawn]
        west, _, east, _ = part.bounds
        is_home = west >= -_HALF and east <= _HALF
        if is_home and all(map(np.array_equal, drawn, curves)):
            return [part]
        self.is_short = _is_turned(drawn[0], curves[0])
        outer = None if _is_around(curves[0]) else self._home(self._area(curves[0]))
        holes = [
            self._home(self._area(xy), is_hole=True) for xy in curves[1:] if not _is_around(xy)
        ]
        around = [xy for xy in curves if _is_around(xy)]
        if around and outer is None:
            outer = self._between(around)
        elif around:
            holes.append(self._between(around))
        elif is_home and part.is_valid and outer and not all(outer.covers(hole) for hole in holes):
            # the holes lie in it as it is drawn: an outline almost as wide as the world
            self.is_crossing = self.is_mended = self.is_short = False
            return [part]
        for hole in holes:
            self.strays += bool(shapely.disjoint(outer, hole) or shapely.touches(outer, hole))
            outer = shapely.difference(outer, hole)
        return [piece for piece in single_parts(outer) if piece.geom_type == "Polygon"]

    def _between(self, around: list[NDArray[np.float64]]) -> BaseGeometry:
        """What lies between curves that go round the Earth; of one, between it and its pole."""
        lat = around[0][:, 1]
        pole = -_POLE
        if len(around) % 2:
            if lat.min() * lat.max() <= 0:
                raise UnreadableError("both_poles", feature=self.number)
            pole = float(np.copysign(_POLE, lat[0]))
        self.is_around = True
        was_crossing = self.is_crossing
        caps = [self._home(self._area(_closed_along(xy, pole))) for xy in around]
        self.is_crossing = was_crossing
        area = caps[0]
        for cap in caps[1:]:
            area = shapely.symmetric_difference(area, cap)
        return area

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
        first = int(np.floor((west + _HALF + _SAME) / _WHOLE))
        last = max(first, int(np.ceil((east - _HALF - _SAME) / _WHOLE)))
        turns = []
        for turn in range(first, last + 1):
            box = shapely.box(turn * _WHOLE - _HALF, south, turn * _WHOLE + _HALF, north)
            is_within = first == last and shapely.covers(box, shapely.box(west, south, east, north))
            piece = unrolled if is_within else shapely.intersection(unrolled, box)
            if shapely.get_dimensions(piece) == shapely.get_dimensions(unrolled):
                turns.append(shapely.transform(piece, lambda xy, t=turn: xy - (t * _WHOLE, 0.0)))
        self.is_crossing |= len(turns) > 1 and not is_hole
        return shapely.union_all(turns) if len(turns) > 1 else turns[0]


def _unrolled_ring(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """A closed ring as a curve of longitudes that do not jump.

    It ends a turn from where it starts if it goes round the Earth.
    """
    steps = np.diff(xy[:, 0])
    wide = np.abs(steps) > _HALF
    if not wide.any() or (np.abs(steps) > _WHOLE + _SAME).any():  # no jump is as wide as that
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
        # closed by a parallel that it does not cross, as maps in Mercator's projection cut it
        closed = _from_steps(xy, np.where(parallel, steps, short))
        is_closed = not _is_around(closed) and shapely.Polygon(closed).is_valid
        return closed if is_closed else _from_steps(xy, short)
    elif drawn_is_whole and np.ptp(np.cumsum(short)) < _SAME:
        return xy
    return _from_steps(xy, short)


def _is_turned(drawn: NDArray[np.float64], curve: NDArray[np.float64]) -> bool:
    """Whether an outline runs counter-clockwise as it is drawn, and clockwise as it was unrolled.

    Outlines run counter-clockwise (RFC 7946), so the wide one, as drawn, may be what is meant.
    """
    if _is_around(curve) or not shapely.Polygon(drawn).is_valid:
        return False
    return bool(shapely.is_ccw(shapely.linearrings([drawn])[0])) and not bool(
        shapely.is_ccw(shapely.linearrings([curve])[0])
    )


def _is_around(xy: NDArray[np.float64]) -> bool:
    return bool(abs(xy[-1, 0] - xy[0, 0]) > _HALF)


def _closed_along(xy: NDArray[np.float64], pole: float) -> NDArray[np.float64]:
    """A curve round the Earth as a ring, closed along a pole.

    So programs for globes write Antarctica: as a coast that goes round the pole.
    """
    (start, _), (end, _) = xy[0], xy[-1]
    return np.vstack([xy, (end, pole), (start, pole), xy[0]])


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
