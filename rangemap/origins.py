"""Origins: where a range is measured from, and how they are read from text."""

import math
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.choices import NEIGHBOURS
from rangemap.errors import OriginError
from rangemap.text import checked_text
from rangemap.units import Length

NEIGHBOUR_NAMES = {
    "RU": "Russia",
    "BY": "Belarus",
    "PL": "Poland",
    "SK": "Slovakia",
    "HU": "Hungary",
    "RO": "Romania",
    "MD": "Moldova",
}
_MOST_LONGITUDE, _MOST_LATITUDE = 180.0, 90.0


@dataclass(frozen=True)
class PointOrigin:
    """A launch point: lat and lon in degrees (WGS 84), and a name that may be empty."""

    lat: float
    lon: float
    name: str = ""

    def __post_init__(self) -> None:
        """Raise OriginError for a point that is not on the Earth."""
        checked_text(self.name, "the name of an origin", OriginError)
        _check_position(self.lat, self.lon, self.name or "the origin")

    @property
    def label(self) -> str:
        """The name, or else the position as maps print it, to about 100 m."""
        return self.name or f"{position_text(self.lat, self.lon)}"


@dataclass(frozen=True)
class BorderOrigin:
    """A point or stretch of Ukraine's border, or all of it.

    neighbour: ISO 3166-1 code of the country on the other side. start_km, end_km: distance along
    the border (with Russia: from the tripoint with Belarus); both None for the whole border, end_km
    None for a point. setback: how far inside the border the origin stands, None for on it.
    """

    neighbour: str = "RU"
    start_km: float | None = None
    end_km: float | None = None
    setback: Length | None = None
    name: str = ""

    def __post_init__(self) -> None:
        """Raise OriginError where the stretch contradicts itself."""
        checked_text(self.name, "the name of an origin", OriginError)
        if self.neighbour not in NEIGHBOURS:
            raise OriginError(
                f"Ukraine has no land border with {self.neighbour[:20]!r}; "
                f"choose from {', '.join(NEIGHBOURS)}"
            )
        for km in (self.start_km, self.end_km):
            if km is not None and not (math.isfinite(km) and km >= 0):
                raise OriginError(f"{km} km is not a place along the border; count from 0")
        if self.end_km is not None and (self.start_km is None or self.start_km >= self.end_km):
            raise OriginError(
                f"the stretch {self.start_km}:{self.end_km} is empty; write the lesser km first"
            )

    @property
    def label(self) -> str:
        """The name, or else which part of which border, and the setback."""
        if self.name:
            return self.name
        where = f"the border with {NEIGHBOUR_NAMES[self.neighbour]}"
        if self.start_km is not None:
            stretch = f"{self.start_km:g}"
            stretch += "" if self.end_km is None else f" to {self.end_km:g}"
            where += f", km {stretch}"
        return where + (f", set back {self.setback}" if self.setback else "")


@dataclass(frozen=True)
class ShapeOrigin:
    """A line, an area or a set of points: geometry in lon, lat degrees (WGS 84).

    Edges are straight in longitude/latitude (RFC 7946, section 3.1.1).
    """

    geometry: BaseGeometry
    name: str = ""

    def __post_init__(self) -> None:
        """Raise OriginError for a shape that is empty or not on the Earth."""
        checked_text(self.name, "the name of an origin", OriginError)
        what = self.name or "the origin"
        if self.geometry.is_empty:
            raise OriginError(f"{what}: the shape is empty; draw a point, a line or an area")
        # flat, and no -0.0: equal shapes then hash alike
        object.__setattr__(self, "geometry", shapely.transform(self.geometry, lambda xy: xy + 0.0))
        coordinates = shapely.get_coordinates(self.geometry)
        for lon, lat in (coordinates.min(axis=0), coordinates.max(axis=0)):
            _check_position(float(lat), float(lon), what)

    @property
    def label(self) -> str:
        """The name, or else the kind of shape."""
        return self.name or _SHAPE_NAMES.get(self.geometry.geom_type, "a shape")


Origin = PointOrigin | BorderOrigin | ShapeOrigin

_SHAPE_NAMES = {
    "LineString": "a line",
    "MultiLineString": "lines",
    "Polygon": "an area",
    "MultiPolygon": "areas",
    "MultiPoint": "points",
}


def position_text(lat: float, lon: float) -> str:
    """A position as maps print it, to three decimals (about 100 m): ``51.000° N, 34.700° E``."""
    north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat):.3f}° {north}, {abs(lon):.3f}° {east}"


def _check_position(lat: float, lon: float, what: str) -> None:
    if not (math.isfinite(lat) and math.isfinite(lon)):
        raise OriginError(f"{what}: latitude and longitude must be numbers, not {lat}, {lon}")
    if abs(lat) > _MOST_LATITUDE:
        swapped = abs(lat) <= _MOST_LONGITUDE and abs(lon) <= _MOST_LATITUDE
        hint = "; are latitude and longitude swapped?" if swapped else ""
        raise OriginError(f"{what}: latitude {lat:g} is outside -90..90{hint}")
    if abs(lon) > _MOST_LONGITUDE:
        raise OriginError(f"{what}: longitude {lon:g} is outside -180..180")
