"""Why a range is not a circle: one range drawn in several ways, and how wrong each is.

A drawn edge is wrong where its true distance from the origin, along the WGS 84 geodesic, is not
the range. Each way gives its edge as a curve; the worst place of it is found by sampling the curve
closely and then again about the largest errors, so the error is that of the curve and not of its
vertices. Areas are of polygons with so many vertices that what they cut off is below 1e-6 of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from pyproj import Geod, Transformer

from rangemap.errors import LengthError, OriginError
from rangemap.geodesy import area_m2
from rangemap.geodesy.assembly import Area, region
from rangemap.geodesy.ellipsoid import A, Floats, direct, inverse
from rangemap.scenario.kinds import checked_number

GEODESIC, SPHERE, UTM, DEGREES, MERCATOR, MERCATOR_SCALED = METHODS = (
    "geodesic",
    "sphere",
    "utm",
    "degrees",
    "mercator",
    "mercator-scaled",
)
RANGE_LIMITS_KM: Final = (10.0, 2000.0)
MEAN_RADIUS_M: Final = 6_371_008.8
"""Mean radius R1 = (2a + b) / 3 of the Earth: Moritz, Geodetic Reference System 1980 (2000)."""
KM_PER_DEGREE: Final = 111.32
"""What a degree is commonly taken for: 2 pi a / 360, right along the equator."""
UTM_LIMITS: Final = (-80.0, 84.0)
"""Latitudes between which the zones are defined: NGA.SIG.0012, section 3."""

_VERTICES: Final = 7200
_SAMPLES: Final = 720
_CLOSER: Final = 33
_ROUNDS: Final = 4
_POLE_FROM: Final = 90 - 1e-6  # a tenth of a metre from the pole, it is the pole
_BEYOND_THE_MAP, _NO_ZONE, _NO_POLE = "wider-than-map", "no-zone", "no-pole"

Edge = Callable[[Floats], Floats]
"""From turns 0 to 1, east first and counter-clockwise, to lon, lat in degrees, one row each."""


@dataclass(frozen=True)
class Drawn:
    """A range drawn in one way, measured on WGS 84.

    method: one of METHODS. shape: lon, lat in degrees. worst_km: the largest error of its edge,
    negative where the edge is too near; worst_azimuth_deg: in which direction from the origin,
    clockwise from north. area_km2: what the edge encloses. area_error_km2, area_error: too much, or
    too little if negative, in km² and as a share of the true area.
    """

    method: str
    shape: Area
    worst_km: float
    worst_azimuth_deg: float
    area_km2: float
    area_error_km2: float
    area_error: float


@dataclass(frozen=True)
class Undrawn:
    """A way in which this range cannot be drawn here, and why.

    reason: ``no-pole`` (the map has none), ``wider-than-map`` or ``no-zone`` (UTM has none here).
    """

    method: str
    reason: str


@dataclass(frozen=True, repr=False)
class Lesson:
    """One range about one origin, drawn in every way of METHODS.

    Attributes
    ----------
    lon, lat
        The origin, in degrees.
    range_km
        The range, in km.
    ways
        One for each of METHODS, in that order; an Undrawn where there is no such drawing.

    Examples
    --------
    >>> from rangemap import lesson
    >>> flat = lesson(31.0, 60.0, 300.0).drawn[-2]
    >>> flat.method, flat.worst_km < -100
    ('mercator', True)

    """

    lon: float
    lat: float
    range_km: float
    ways: tuple[Drawn | Undrawn, ...]

    def __repr__(self) -> str:
        """Where and how far, and each way's worst error in km; no shapes."""
        told = ", ".join(
            f"{way.method} {way.worst_km:+.3g} km" if isinstance(way, Drawn) else way.method
            for way in self.ways
        )
        return f"<Lesson: {self.range_km:g} km about {self.lat:g}, {self.lon:g}: {told}>"

    @property
    def truth(self) -> Drawn:
        """The geodesic ring."""
        first = self.ways[0]
        assert isinstance(first, Drawn), "a geodesic ring can be drawn anywhere"
        return first

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """The ways in which it can be drawn, the true one first."""
        return tuple(way for way in self.ways if isinstance(way, Drawn))


def lesson(lon: float, lat: float, range_km: float) -> Lesson:
    """Draw one range in every way of METHODS, and measure how wrong each is.

    Parameters
    ----------
    lon, lat
        The origin, in degrees.
    range_km
        From 10 to 2,000 km.

    Returns
    -------
    Lesson
        One way after another, the true one first; errors in km and km².

    Raises
    ------
    OriginError
        For a place that is not on the Earth.
    LengthError
        For a range outside RANGE_LIMITS_KM.
    KindError
        For what is no number.

    Examples
    --------
    >>> from rangemap import lesson
    >>> [way.method for way in lesson(31.0, 60.0, 300.0).drawn]
    ['geodesic', 'sphere', 'utm', 'degrees', 'mercator', 'mercator-scaled']

    """
    lon = checked_number(lon, "the longitude", "34.7")
    lat = checked_number(lat, "the latitude", "51.0")
    range_km = checked_number(range_km, "the range in km", "306")
    _check(lon, lat, range_km)
    return _lesson(lon, lat, range_km)


@lru_cache(maxsize=64)
def _lesson(lon: float, lat: float, range_km: float) -> Lesson:
    true_km2 = area_m2(_shape(_edge(GEODESIC, lon, lat, range_km), lon, lat)) / 1e6
    ways = tuple(_way(method, lon, lat, range_km, true_km2) for method in METHODS)
    return Lesson(lon, lat, range_km, ways)


def seen_from_origin(
    method: str, lon: float, lat: float, range_km: float, count: int = 720
) -> tuple[Floats, Floats] | None:
    """Where a way's edge runs: azimuths in degrees and true distances in km from the origin.

    count points, in the order they are drawn, the last before the first; None where the way draws
    nothing. Raises OriginError and LengthError as `lesson` does.
    """
    _check(lon, lat, range_km)
    edge = _edge(method, lon, lat, range_km)
    if isinstance(edge, str):
        return None
    errors, azimuths = _errors(edge, np.arange(count) / count, lon, lat, range_km)
    return azimuths, errors + range_km


@lru_cache(maxsize=64)
def worst_errors_km(
    method: str, lon: float, lats: tuple[float, ...], range_km: float
) -> tuple[float, ...]:
    """The size of a way's worst error in km at each latitude; NaN where it cannot be drawn.

    Raises OriginError and LengthError as `lesson` does.
    """
    errors = []
    for lat in lats:
        _check(lon, lat, range_km)
        edge = _edge(method, lon, lat, range_km)
        drawn = not isinstance(edge, str)
        errors.append(abs(_worst(edge, lon, lat, range_km)[0]) if drawn else float("nan"))
    return tuple(errors)


def _check(lon: float, lat: float, range_km: float) -> None:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004  the Earth's ends
        raise OriginError(
            f"latitude {lat:g}, longitude {lon:g} is not on the Earth; latitude is from -90 to 90, "
            "longitude from -180 to 180",
            reason="lesson_place",
        )
    least, most = RANGE_LIMITS_KM
    if not least <= range_km <= most:
        raise LengthError(
            f"a lesson's range is from {least:g} km to {most:,.0f} km, not {range_km:g} km",
            reason="lesson_range",
            least=f"{least:g}",
            most=round(most),
        )


def _way(method: str, lon: float, lat: float, range_km: float, true_km2: float) -> Drawn | Undrawn:
    edge = _edge(method, lon, lat, range_km)
    if isinstance(edge, str):
        return Undrawn(method, edge)
    shape = _shape(edge, lon, lat)
    worst_km, azimuth = (0.0, 0.0) if method == GEODESIC else _worst(edge, lon, lat, range_km)
    area_km2 = area_m2(shape) / 1e6
    more_km2 = area_km2 - true_km2
    return Drawn(method, shape, worst_km, azimuth, area_km2, more_km2, more_km2 / true_km2)


def _shape(edge: Edge | str, lon: float, lat: float) -> Area:
    assert not isinstance(edge, str)
    return region([edge(np.linspace(0, 1, _VERTICES, endpoint=False))], (lon, lat))


def _worst(edge: Edge | str, lon: float, lat: float, range_km: float) -> tuple[float, float]:
    """The largest error in km, with its sign, and its azimuth from the origin in degrees."""
    assert not isinstance(edge, str)
    turns = np.linspace(0, 1, _SAMPLES, endpoint=False)
    errors, _ = _errors(edge, turns, lon, lat, range_km)
    found = []
    for sign in (1, -1):
        best, step = turns[int((sign * errors).argmax())], 1 / _SAMPLES
        for _ in range(_ROUNDS):
            near = np.linspace(best - step, best + step, _CLOSER)
            at, azimuths = _errors(edge, near, lon, lat, range_km)
            most = int((sign * at).argmax())
            best, step = near[most], near[1] - near[0]
        found.append((float(at[most]), float(azimuths[most]) % 360))
    return max(found, key=lambda error: abs(error[0]))


def _errors(
    edge: Edge, turns: Floats, lon: float, lat: float, range_km: float
) -> tuple[Floats, Floats]:
    """By how many km the edge is too far at those turns, and in which direction."""
    places = edge(turns)
    azimuths, _, lengths = inverse(np.tile([lon, lat], (len(places), 1)), places)
    return lengths / 1000 - range_km, azimuths


def _edge(method: str, lon: float, lat: float, range_km: float) -> Edge | str:
    """The curve that a way draws, or the reason why it draws none."""
    return _EDGES[method](lon, lat, 1000 * range_km)


def _geodesic(lon: float, lat: float, range_m: float) -> Edge:
    def edge(turns: Floats) -> Floats:
        return direct(np.tile([lon, lat], (len(turns), 1)), 90 - 360 * turns, range_m)

    return edge


def _sphere(lon: float, lat: float, range_m: float) -> Edge:
    """Great circles on the sphere of the mean radius, latitudes taken as they are."""
    sphere = Geod(a=MEAN_RADIUS_M, b=MEAN_RADIUS_M)

    def edge(turns: Floats) -> Floats:
        start, length = np.tile([lon, lat], (len(turns), 1)), np.full(len(turns), range_m)
        east, north, _ = sphere.fwd(start[:, 0], start[:, 1], 90 - 360 * turns, length)
        return np.column_stack([east, north])

    return edge


def _utm(lon: float, lat: float, range_m: float) -> Edge | str:
    """A circle on the plane of the origin's zone, six degrees wide; no exceptions for Norway."""
    if not UTM_LIMITS[0] <= lat <= UTM_LIMITS[1]:
        return _NO_ZONE
    plane = Transformer.from_crs("EPSG:4326", f"+proj=utm +zone={utm_zone(lon)}", always_xy=True)
    x, y = plane.transform(lon, lat)

    def edge(turns: Floats) -> Floats:
        east, north = _circle(x, y, range_m, turns)
        return np.column_stack(plane.transform(east, north, direction="INVERSE"))

    return edge


def utm_zone(lon: float) -> int:
    """The number of the zone of a longitude in degrees, 1 to 60."""
    return int((lon + 180) // 6) % 60 + 1


def _degrees(lon: float, lat: float, range_m: float) -> Edge:
    """A circle in longitude and latitude; what would lie beyond a pole ends there."""
    radius = range_m / 1000 / KM_PER_DEGREE

    def edge(turns: Floats) -> Floats:
        east, north = _circle(lon, lat, radius, turns)
        return np.column_stack([east, np.clip(north, -90, 90)])

    return edge


def _mercator(lon: float, lat: float, range_m: float) -> Edge | str:
    """A circle on EPSG:3857, its radius the range in metres of the map."""
    if abs(lat) > _POLE_FROM:
        return _NO_POLE
    phi = np.radians(lat)
    x, y = A * np.radians(lon), A * np.arctanh(np.sin(phi))

    def edge(turns: Floats) -> Floats:
        east, north = _circle(x, y, range_m, turns)
        return np.asarray(np.degrees(np.column_stack([east / A, np.arctan(np.sinh(north / A))])))

    return edge


def _mercator_scaled(lon: float, lat: float, range_m: float) -> Edge | str:
    """The same, its radius divided by cos(latitude), as careful programs do."""
    if abs(lat) > _POLE_FROM:
        return _NO_POLE
    radius_m = range_m / np.cos(np.radians(lat))
    return _mercator(lon, lat, radius_m) if radius_m < np.pi * A else _BEYOND_THE_MAP


def _circle(x: float, y: float, radius: float, turns: Floats) -> tuple[Floats, Floats]:
    return x + radius * np.cos(2 * np.pi * turns), y + radius * np.sin(2 * np.pi * turns)


_EDGES: Final[dict[str, Callable[[float, float, float], Edge | str]]] = {
    GEODESIC: _geodesic,
    SPHERE: _sphere,
    UTM: _utm,
    DEGREES: _degrees,
    MERCATOR: _mercator,
    MERCATOR_SCALED: _mercator_scaled,
}
