"""Origins: where a range is measured from, and how they are read from text."""

import math
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.errors import KindError, OriginError, told
from rangemap.scenario.choices import NEIGHBOURS
from rangemap.scenario.kinds import check_text, checked_number
from rangemap.scenario.positions import MAX_LATITUDE, MAX_LONGITUDE
from rangemap.scenario.text import checked_text
from rangemap.scenario.units import Length, check_length

NEIGHBOUR_NAMES = {
    "RU": "Russia",
    "BY": "Belarus",
    "PL": "Poland",
    "SK": "Slovakia",
    "HU": "Hungary",
    "RO": "Romania",
    "MD": "Moldova",
}
_AREA = 2  # dimensions
_MIN_METRES = 100_000  # of both numbers of a plane: UTM's eastings are more, save far outside
_MIN_POINTLESS = 1_000  # less is a degree too many rather than a decimal point too few
_MISTAKES = {
    "full_circle": "west of Greenwich degrees are negative: subtract 360",
    "swapped": "are latitude and longitude swapped?",
    "metres": "are these metres? Give degrees",
    "point": "was a decimal point lost?",
    "metres_or_point": "are these metres, or was a decimal point lost?",
}


@dataclass(frozen=True)
class PointOrigin:
    """A launch point.

    Parameters
    ----------
    lat, lon
        Degrees (WGS 84), latitude first.
    name
        As it is to stand on maps; empty for the position.

    Raises
    ------
    OriginError
        For a point that is not on the Earth.
    KindError
        For a position that is no number, or a name that is no text.

    Examples
    --------
    >>> from rangemap import PointOrigin
    >>> PointOrigin(lat=51.0, lon=34.7).label
    '51.000° N, 34.700° E'

    """

    lat: float
    lon: float
    name: str = ""

    def __post_init__(self) -> None:
        """Raise OriginError for a point that is not on the Earth."""
        checked_text(self.name, "the name of an origin", OriginError)
        object.__setattr__(self, "lat", checked_number(self.lat, "the latitude", "51.0"))
        object.__setattr__(self, "lon", checked_number(self.lon, "the longitude", "34.7"))
        _check_position(self.lat, self.lon, self.name or "the origin")

    @property
    def label(self) -> str:
        """The name, or else the position as maps print it, to about 100 m."""
        return self.name or self._position()

    def _position(self) -> str:
        """In English, as a label is; wording.quantities.position_text speaks three languages."""
        north, east = "N" if self.lat >= 0 else "S", "E" if self.lon >= 0 else "W"
        return f"{abs(self.lat):.3f}° {north}, {abs(self.lon):.3f}° {east}"


@dataclass(frozen=True)
class BorderOrigin:
    """A point or stretch of Ukraine's border, or all of it.

    Parameters
    ----------
    neighbour
        ISO 3166-1 code of the country on the other side.
    start_km, end_km
        Distances along the border in km; with Russia they count from where Belarus meets it. Both
        None for the whole border, `end_km` None for a point.
    setback
        How far inside the border the origin stands, as `parse_length` reads it; None for on it.
    name
        As it is to stand on maps; empty for which part of which border it is.

    Raises
    ------
    OriginError
        For another country, or a stretch that contradicts itself.
    KindError
        For a setback that is no Length, or kilometres that are no number.

    Examples
    --------
    >>> from rangemap import BorderOrigin
    >>> BorderOrigin(start_km=100, end_km=400).label
    'the border with Russia, km 100 to 400'

    """

    neighbour: str = "RU"
    start_km: float | None = None
    end_km: float | None = None
    setback: Length | None = None
    name: str = ""

    def __post_init__(self) -> None:
        """Raise OriginError where the stretch contradicts itself."""
        checked_text(self.name, "the name of an origin", OriginError)
        if self.setback is not None:
            check_length(self.setback, "a setback")
        check_text(self.neighbour, "the neighbour", "RU")
        if self.neighbour not in NEIGHBOURS:
            raise OriginError(
                f"Ukraine has no land border with {self.neighbour[:20]!r}; "
                f"choose from {', '.join(NEIGHBOURS)}",
                reason="no_border",
                neighbour=self.neighbour[:20],
                listed=", ".join(NEIGHBOURS),
            )
        for field in ("start_km", "end_km"):
            if getattr(self, field) is None:
                continue
            km = checked_number(getattr(self, field), "a place along the border in km", "100")
            object.__setattr__(self, field, km)
            if not (math.isfinite(km) and km >= 0):
                raise OriginError(
                    f"{km} km is not a place along the border; count from 0",
                    reason="km_none",
                    km=f"{km:g}",
                )
        if self.end_km is not None and (self.start_km is None or self.start_km >= self.end_km):
            raise OriginError(
                f"the stretch {self.start_km}:{self.end_km} is empty; write the lesser km first",
                reason="stretch_empty",
                text=f"{self.start_km}:{self.end_km}",
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
    """A line, an area or a set of points.

    Parameters
    ----------
    geometry
        In lon, lat degrees (WGS 84); edges are straight in them (RFC 7946, section 3.1.1).
    name
        As it is to stand on maps; empty for the kind of shape.

    Raises
    ------
    OriginError
        For a shape that is empty, crosses itself or is not on the Earth.
    KindError
        For what is no geometry of shapely's.

    Examples
    --------
    >>> import shapely
    >>> from rangemap import ShapeOrigin
    >>> ShapeOrigin(shapely.LineString([(34, 51), (36, 50)]), "the road").label
    'the road'

    """

    geometry: BaseGeometry
    name: str = ""

    def __post_init__(self) -> None:
        """Raise OriginError for a shape that is empty, crosses itself or is not on the Earth."""
        checked_text(self.name, "the name of an origin", OriginError)
        what = self.name or "the origin"
        if not isinstance(self.geometry, BaseGeometry):
            raise KindError(
                f"{what}: expected a geometry of shapely's, not {told(self.geometry)}; "
                "make one, as in shapely.LineString([(34, 51), (36, 50)])"
            )
        if self.geometry.is_empty:
            raise OriginError(
                f"{what}: the shape is empty; draw a point, a line or an area",
                reason="shape_empty",
            )
        # flat, and no -0.0: equal shapes then hash alike
        object.__setattr__(self, "geometry", shapely.transform(self.geometry, lambda xy: xy + 0.0))
        coordinates = shapely.get_coordinates(self.geometry)
        for lon, lat in (coordinates.min(axis=0), coordinates.max(axis=0)):
            _check_position(float(lat), float(lon), what)
        is_mixed = self.geometry.geom_type == "GeometryCollection"
        shapes = shapely.get_parts(self.geometry) if is_mixed else self.geometry
        is_area = shapely.get_dimensions(shapes) == _AREA
        if not (shapely.is_valid(shapes) | ~is_area).all():
            raise OriginError(
                f"{what}: its outline crosses itself, so that its inside is not known; draw it "
                "again without the crossing",
                reason="shape_crosses",
            )

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


def _check_position(lat: float, lon: float, what: str) -> None:
    if not (math.isfinite(lat) and math.isfinite(lon)):
        raise OriginError(
            f"{what}: latitude and longitude must be numbers, not {lat}, {lon}",
            reason="position_not_finite",
        )
    for axis, value, most in (("latitude", lat, MAX_LATITUDE), ("longitude", lon, MAX_LONGITUDE)):
        if abs(value) > most:
            likely = _likely_mistake(lat, lon)
            hint = f"; {_MISTAKES[likely]}" if likely else ""
            raise OriginError(
                f"{what}: {axis} {value:.12g} is outside -{most:g}..{most:g}{hint}",
                reason=f"outside_{likely}" if likely else "outside",
                what=what,
                axis=axis,
                value=f"{value:.12g}",
                most=f"{most:g}",
            )


def _likely_mistake(lat: float, lon: float) -> str:
    """What is probably wrong with numbers that are off the Earth; empty where nothing is likely."""
    if MAX_LATITUDE < abs(lat) <= MAX_LONGITUDE and abs(lon) <= MAX_LATITUDE:
        return "swapped"
    if abs(lat) <= MAX_LATITUDE and MAX_LONGITUDE < lon <= 2 * MAX_LONGITUDE:
        return "full_circle"
    greater, lesser = max(abs(lat), abs(lon)), min(abs(lat), abs(lon))
    if _MIN_POINTLESS <= greater < _MIN_METRES:
        return "point"
    if lesser < _MIN_METRES:
        return ""
    whole = lat.is_integer() and lon.is_integer()
    if whole and len(f"{greater:.0f}") == len(f"{lesser:.0f}"):
        # digits of both were lost alike, or a plane that counts metres from far away
        return "point" if greater < _MIN_METRES * 10 else "metres_or_point"
    return "metres"
