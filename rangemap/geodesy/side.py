"""One side of a line's buffer: the whole buffer, cut by the line and by a way from each end.

Why that is right: a shortest way from the line crosses neither the line nor another shortest way.
So whatever has its foot on the left is joined, within the buffer, to the left bank of the line, and
what has it elsewhere to the rest. If the cuts part these two, each point is on its side.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from shapely import Geometry, LineString

from rangemap.errors import GeometryError

from .assembly import Area, cut_at_180, polygonal
from .bounds import lengths_and_bends
from .distance import nearest_m
from .ellipsoid import Bools, Floats, direct, meridian_radius, normal_radius
from .shapes import LINE, simple_parts

BEND_SHARE: Final = 0.05
"""Share of the tolerance by which the cuts may leave their geodesics."""
_BEYOND: Final = 3.0
"""How much further than the radius a cut goes, over the tolerance."""
_SURE_M: Final = 0.01
"""What distances are proven to, metres."""
_STEP_DEG, _HALF_TURN_DEG = 1.0, 180.0
_HALVINGS: Final = 24
_MAX_PIECES: Final = 1 << 16
_BANKS: Final = 16
"""At so many of the longest edges it is looked on both sides of the line."""
_BESIDE_DEG: Final = 1e-7
"""How far beside: a centimetre."""


def lines_of(geometry: Geometry) -> list[LineString]:
    """The lines of a geometry, those joined that go on where another ends, in its direction.

    One that is cut at +-180 degrees is whole again, and runs on past them. Raises GeometryError for
    what has no sides: points, areas, lines that cross themselves.
    """
    parts, _ = simple_parts([geometry])
    if (shapely.get_type_id(parts) != LINE).any():
        raise GeometryError("only lines have a left and a right side; give lines alone")
    middle = _middle(geometry)

    def there(coordinates: Floats) -> Floats:
        lon = (coordinates[:, 0] - middle + _HALF_TURN_DEG) % 360.0 - _HALF_TURN_DEG
        return np.column_stack([lon, coordinates[:, 1]])

    if middle:
        parts = shapely.transform(parts, there)
    joined = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts), directed=True))
    for line in joined:
        if not line.is_simple:
            raise GeometryError(
                "a line that crosses or touches itself has no two sides; cut it there"
            )
    return [_moved(line, middle) for line in joined]


def one_side(line: LineString, whole: Area, radius_m: float, tolerance_m: float, side: str) -> Area:
    """What of a line's whole buffer lies on one side of it, ``left`` or ``right``.

    Raises GeometryError where no cut parts the sides, and where the buffer goes round the world.
    """
    middle = _middle(whole)
    framed_line = _moved(line.reverse() if side == "right" else line, -middle)
    framed = cut_at_180(_moved(whole, -middle))
    west, _, east, _ = framed.bounds
    if west <= -_HALF_TURN_DEG or east >= _HALF_TURN_DEG:
        raise GeometryError("a buffer that goes round a pole or the world has no two sides")
    is_closed = framed_line.is_closed
    cuts = [] if is_closed else _cuts(framed_line, framed, radius_m, tolerance_m)
    drawn = shapely.union_all([framed.boundary, framed_line, *cuts])
    faces = shapely.get_parts(shapely.polygonize([drawn]))
    near, other = (_face_beside(framed_line, faces, turn) for turn in (1, -1))
    if near is None or other is None or near == other:
        raise GeometryError(
            f"at {radius_m:,.10g} m the sides of the line cannot be told apart: it winds round one "
            "of its ends, or comes back to it. Take a smaller radius, or a part of the line"
        )
    return polygonal(cut_at_180(_moved(faces[near], middle)))


def _middle(geometry: Geometry) -> float:
    """The meridian, in whole degrees, to look from at what touches +-180 degrees; 0 for others."""
    west, _, east, _ = geometry.bounds
    if west > -_HALF_TURN_DEG and east < _HALF_TURN_DEG:
        return 0.0
    lon = np.radians(shapely.get_coordinates(geometry)[:, 0])
    return float(np.rint(np.degrees(np.arctan2(np.sin(lon).sum(), np.cos(lon).sum()))))


def _moved(geometry: Any, by_deg: float) -> Any:
    """A geometry farther east by whole degrees."""
    if not by_deg:
        return geometry
    by = np.array([by_deg, 0.0])
    return shapely.transform(geometry, lambda coordinates: coordinates + by)


def _cuts(line: LineString, whole: Area, radius_m: float, tolerance_m: float) -> list[LineString]:
    """From each end the way to the left, or the next that is a shortest way, through the buffer."""
    places = shapely.get_coordinates(line)
    cuts = []
    for end, after, is_start in ((places[0], places[1], True), (places[-1], places[-2], False)):
        ahead = _azimuth(end, after) if is_start else _azimuth(after, end, at=end)
        turn = -1.0 if is_start else 1.0  # from the left, away from the line
        way = _Way(line, end, ahead - 90.0, turn)
        azimuth = way.shortest(radius_m, max(_SURE_M, BEND_SHARE * tolerance_m))
        cut = _drawn(end, azimuth, radius_m + _BEYOND * tolerance_m, tolerance_m)
        tip = shapely.get_coordinates(cut)[-1]
        if shapely.intersects_xy(whole, *tip):
            raise GeometryError("an end of the line lies too near to the rest of it to be cut off")
        cuts.append(cut)
    return cuts


def _azimuth(start: Floats, end: Floats, at: Floats | None = None) -> float:
    """Of an edge straight in lon, lat, at one of its ends: its start by default."""
    east, north = end - start
    lat = float((start if at is None else at)[1])
    across = normal_radius(lat) * np.cos(np.radians(lat))
    return float(np.degrees(np.arctan2(across * east, meridian_radius(lat) * north)))


class _Way(NamedTuple):
    """A way from an end of a line, at an azimuth that may turn by turn (1 or -1) times degrees."""

    line: LineString
    end: Floats
    azimuth: float
    turn: float

    def shortest(self, radius_m: float, sure_m: float) -> float:
        """The first azimuth in which it is the shortest way at the radius, give or take sure_m.

        It is sought a degree at a time, and then narrowed down.
        """
        steps = np.arange(0.0, _HALF_TURN_DEG + _STEP_DEG, _STEP_DEG)
        tried = self.azimuth + self.turn * steps
        good = np.flatnonzero(self._is_shortest(tried, radius_m, sure_m))
        if len(good) == 0:
            raise GeometryError(
                f"at {radius_m:,.10g} m an end of the line is hidden by the rest of it, and its "
                "sides cannot be told apart. Take a smaller radius, or a part of the line"
            )
        best = float(tried[good[0]])
        if good[0] == 0:
            return best
        worse = best - self.turn * _STEP_DEG
        for _ in range(_HALVINGS):
            middle = (best + worse) / 2
            is_good = self._is_shortest(np.array([middle]), radius_m, sure_m)[0]
            best, worse = (middle, worse) if is_good else (best, middle)
        return best

    def _is_shortest(self, azimuths: Floats, radius_m: float, sure_m: float) -> Bools:
        tips = direct(np.broadcast_to(self.end, (len(azimuths), 2)), azimuths, radius_m)
        metres = nearest_m(self.line, shapely.points(_in_world(tips)))
        return np.asarray(metres >= radius_m - sure_m)


def _in_world(points: Floats) -> Floats:
    """Longitudes brought between -180 and 180 degrees."""
    lon = (points[:, 0] + _HALF_TURN_DEG) % 360.0 - _HALF_TURN_DEG
    return np.column_stack([lon, points[:, 1]])


def _drawn(start: Floats, azimuth: float, length_m: float, tolerance_m: float) -> LineString:
    """A geodesic as a line whose edges leave it by a share of the tolerance at most."""
    pieces = 8
    while True:
        along = np.linspace(0.0, length_m, pieces + 1)
        places = direct(
            np.broadcast_to(start, (pieces + 1, 2)), np.full(pieces + 1, azimuth), along
        )
        turns = np.rint((places[:, 0] - start[0]) / 360.0)
        places[:, 0] -= 360.0 * turns
        places[0] = start
        _, bent = lengths_and_bends(places[:-1], places[1:], is_short_way=False)
        if bent.max() <= BEND_SHARE * tolerance_m or pieces >= _MAX_PIECES:
            return LineString(places)
        pieces *= 2


def _face_beside(line: LineString, faces: Floats, turn: int) -> int | None:
    """The face along one bank of the line, left (1) or right (-1); None where there are several."""
    places = shapely.get_coordinates(line)
    step = np.diff(places, axis=0)
    longest = np.argsort(-np.hypot(*step.T), kind="stable")[:_BANKS]
    away = np.column_stack([-step[:, 1], step[:, 0]]) / np.hypot(*step.T)[:, None]
    beside = places[longest] + step[longest] / 2 + turn * _BESIDE_DEG * away[longest]
    holds = shapely.intersects_xy(np.asarray(faces)[:, None], *beside.T)
    found = np.flatnonzero(holds.any(axis=1))
    return int(found[0]) if len(found) == 1 and holds[found[0]].all() else None
