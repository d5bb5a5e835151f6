"""Views: the same ring in four projections, each framed about the ring.

Everything is drawn as seen from the origin's own meridian: longitudes are counted from it, so that
no projection is cut where the ring is. A view is the square from -1 to 1.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import shapely
from pyproj import Proj
from shapely.geometry.base import BaseGeometry

from rangemap import geodesy
from rangemap.geodesy.ellipsoid import A
from rangemap.world import boundaries

MERCATOR, CONIC, EQUIDISTANT, ORTHOGRAPHIC = KINDS = (
    "mercator",
    "conic",
    "equidistant",
    "orthographic",
)
CONIC_PARALLELS: Final = (35, 65)
ORTHOGRAPHIC_LAT: Final = 20
"""The globe is seen from above this latitude, on the origin's side of the equator."""

_MERCATOR_LAT: Final = 89.999  # as far as anything is projected
_CONE_ENDS_LAT: Final = -75.0
_ENDLESS_SHARE: Final = 0.3  # of half a frame: how much of it a ring that holds a pole takes
_MARGIN: Final = 1.3
_MIN_RANGES: Final = 1.9  # half a frame holds so many ranges at least
_VISIBLE_M: Final = 9_900_000.0  # of the globe, from the middle of what is seen
_RING_TOLERANCE: Final = 1e-4  # of the range
_STEPS_DEG: Final = (1, 2, 5, 10, 15, 30)
_LINES: Final = 5
_DETAIL, _GLOBE_DETAIL = 0.003, 0.012  # bends smaller than this do not show on paper
_POLE, _TURN = 90.0, 360.0
_WORLD: Final = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True)
class View:
    """A ring in one projection. ring, true, earth, land, grid: shapes in the square from -1 to 1.

    true: a circle of the range's true size at the map's scale. earth: where the map shows the Earth
    at all, which a cone's gap and what lies behind the globe do not. wide, high: the ring's size as
    drawn over its true size; None where the map has no end to it.
    """

    kind: str
    ring: BaseGeometry
    true: BaseGeometry
    earth: BaseGeometry
    land: BaseGeometry
    grid: BaseGeometry
    wide: float | None
    high: float | None


@dataclass(frozen=True)
class Globe:
    """The whole half of the Earth that is seen, and the ring on it; its radius is 1."""

    ring: BaseGeometry
    land: BaseGeometry
    grid: BaseGeometry


@lru_cache(maxsize=64)
def views(lon: float, lat: float, range_km: float) -> tuple[View, ...]:
    """The ring about lon, lat (degrees) in each of KINDS."""
    ring = _ring(lat, range_km)
    return tuple(_view(kind, ring, lon, lat, range_km) for kind in KINDS)


@lru_cache(maxsize=64)
def globe(lon: float, lat: float, range_km: float) -> Globe:
    """Where the ring is on the Earth."""
    plane, seen = _projection(ORTHOGRAPHIC, lat), _seen(lat)
    ring = _ring(lat, range_km)
    land, grid = _half_a_globe(lon, lat >= 0)
    return Globe(_scaled(_projected(plane, ring, seen), (0, 0), A), land, grid)


@lru_cache(maxsize=8)
def _half_a_globe(lon: float, is_north: bool) -> tuple[BaseGeometry, BaseGeometry]:
    lat = 1.0 if is_north else -1.0
    plane, seen = _projection(ORTHOGRAPHIC, lat), _seen(lat)
    shapes = (_land(lon), _grid(_STEPS_DEG[-1], lon, _WORLD))
    land, grid = (_scaled(_projected(plane, shape, seen), (0, 0), A) for shape in shapes)
    return shapely.simplify(land, _GLOBE_DETAIL), grid


def _view(kind: str, ring: BaseGeometry, lon: float, lat: float, range_km: float) -> View:
    plane, seen = _projection(kind, lat), _seen(lat) if kind == ORTHOGRAPHIC else None
    is_endless = kind == MERCATOR and max(abs(ring.bounds[1]), abs(ring.bounds[3])) == _POLE
    if is_endless:
        ring = shapely.clip_by_rect(ring, -180, -_MERCATOR_LAT, 180, _MERCATOR_LAT)
    drawn = _projected(plane, ring, seen)
    if kind in (EQUIDISTANT, ORTHOGRAPHIC):
        drawn = shapely.buffer(drawn, range_km)  # a thousandth: closes the cut at half a turn
    west, south, east, north = drawn.bounds
    size_m = 2000 * range_km
    half_m = _MARGIN * max((east - west) / 2, (north - south) / 2, _MIN_RANGES * size_m / 2)
    middle = true = ((west + east) / 2, (south + north) / 2)
    if is_endless:
        half_m = np.pi * A
        edge = south if lat > 0 else north
        middle = (0.0, edge - np.copysign((1 - _ENDLESS_SHARE) * half_m, lat))
        true = (0.0, edge)
    frame = _lon_lat_frame(kind, lat, half_m)

    def framed(shape: BaseGeometry) -> BaseGeometry:
        return shapely.clip_by_rect(_scaled(shape, middle, half_m), -1, -1, 1, 1)

    land = _projected(plane, _land(lon), seen, frame)
    earth = shapely.buffer(_projected(plane, shapely.box(*frame), seen, frame), half_m / 1e4)
    return View(
        kind=kind,
        ring=framed(drawn),
        true=framed(shapely.Point(true).buffer(1000 * range_km, quad_segs=32)),
        earth=framed(earth),
        land=shapely.simplify(framed(land), _DETAIL),
        grid=framed(_projected(plane, _grid(_step(half_m), lon, frame), seen, frame)),
        wide=None if is_endless else (east - west) / size_m,
        high=None if is_endless else (north - south) / size_m,
    )


def _projection(kind: str, lat: float) -> Proj:
    """By Snyder, Map Projections: A Working Manual, chapters 7, 15, 25 and 20."""
    side = 1 if lat >= 0 else -1
    low, high = CONIC_PARALLELS
    definition = {
        MERCATOR: "+proj=merc +lon_0=0",
        CONIC: f"+proj=lcc +lat_1={side * low} +lat_2={side * high} +lat_0={side * 50} +lon_0=0",
        EQUIDISTANT: f"+proj=aeqd +lat_0={lat:.9f} +lon_0=0",
        ORTHOGRAPHIC: f"+proj=ortho +lat_0={side * ORTHOGRAPHIC_LAT} +lon_0=0",
    }[kind]
    return Proj(f"{definition} +ellps=WGS84 +units=m")


def _ring(lat: float, range_km: float) -> BaseGeometry:
    range_m = 1000 * range_km
    return geodesy.ring((0.0, lat), range_m, tolerance_m=_RING_TOLERANCE * range_m)


def _seen(lat: float) -> BaseGeometry:
    """The half of the Earth that the globe shows."""
    return _half(ORTHOGRAPHIC_LAT if lat >= 0 else -ORTHOGRAPHIC_LAT)


@lru_cache(maxsize=2)
def _half(lat: int) -> BaseGeometry:
    return geodesy.ring((0.0, lat), _VISIBLE_M, tolerance_m=5000.0)


def _projected(
    plane: Proj,
    shape: BaseGeometry,
    seen: BaseGeometry | None,
    frame: tuple[float, float, float, float] | None = None,
) -> BaseGeometry:
    """A shape in lon, lat on the plane, what lies outside the frame or is not seen left out."""
    if frame is not None:
        shape = shapely.clip_by_rect(shape, *frame)
    if seen is not None:
        shape = shapely.intersection(shape, seen)
    return shapely.transform(
        shapely.segmentize(shape, 1.0), lambda xy: np.column_stack(plane(xy[:, 0], xy[:, 1]))
    )


def _scaled(shape: BaseGeometry, middle: tuple[float, float], half_m: float) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: (xy - np.array(middle)) / half_m)


def _lon_lat_frame(kind: str, lat: float, half_m: float) -> tuple[float, float, float, float]:
    """Longitudes and latitudes that hold all that the frame may show, with room to spare."""
    reach_deg = np.degrees({MERCATOR: 1.5, ORTHOGRAPHIC: 4.0}.get(kind, 2.2) * half_m / A)
    low, high = max(lat - reach_deg, -_POLE), min(lat + reach_deg, _POLE)
    if kind == MERCATOR:
        low, high = max(low, -_MERCATOR_LAT), min(high, _MERCATOR_LAT)
    if kind == CONIC:  # the cone's open end is infinitely far away
        low, high = (
            (max(low, _CONE_ENDS_LAT), high) if lat >= 0 else (low, min(high, -_CONE_ENDS_LAT))
        )
    widest = max(abs(low), abs(high))
    turn = 180.0 if widest >= 85 else min(180.0, reach_deg / np.cos(np.radians(widest)))  # noqa: PLR2004  by then most meridians are near
    return -turn, low, turn, high


def _step(half_m: float) -> int:
    """Degrees between the lines of the graticule: few lines, at round distances."""
    span = np.degrees(2 * half_m / A)
    return next((step for step in _STEPS_DEG if span / step <= _LINES), _STEPS_DEG[-1])


def _grid(step: int, lon: float, frame: tuple[float, float, float, float]) -> BaseGeometry:
    """Meridians and parallels at multiples of step degrees, longitudes counted from lon."""
    west, south, east, north = frame
    lats = [at for at in np.arange(-90 + step, 90, step) if south <= at <= north]
    across = 3 * step if max(abs(south), abs(north)) > 75 else step  # noqa: PLR2004  they meet at poles
    turns = (np.arange(-180, 180, across) - lon + 180) % _TURN - 180
    lines: list[Any] = [[(west, at), (east, at)] for at in lats]
    lines += [[(at, south), (at, north)] for at in turns if west <= at <= east]
    return shapely.multilinestrings([shapely.linestrings(line) for line in lines])


@lru_cache(maxsize=8)
def _land(lon: float) -> BaseGeometry:
    """The world's land, longitudes counted from lon, cut at half a turn from it."""
    land = boundaries.land()
    parts = [
        shapely.clip_by_rect(
            shapely.transform(land, lambda xy, by=turn: xy + np.array([by - lon, 0.0])), *_WORLD
        )
        for turn in (-_TURN, 0.0, _TURN)
    ]
    whole = shapely.get_parts(np.array(parts, dtype=object))
    return shapely.multipolygons([part for part in whole if part.geom_type == "Polygon"])
