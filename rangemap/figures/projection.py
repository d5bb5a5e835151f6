"""Map projections for print: one made for each scene, named in the picture's footer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Proj, Transformer
from shapely.geometry.base import BaseGeometry

from rangemap.wording.language import Language
from rangemap.wording.quantities import position_text

Geometries = NDArray[np.object_]

_MAX_CONIC_SPAN_DEGREES = 60.0
_CONIC_LATITUDES = (12.0, 78.0)  # a cone fits neither the equator nor a pole


@dataclass(frozen=True)
class Projection:
    """A projection of WGS 84 longitude and latitude to metres on a plane.

    definition: PROJ string. kind: ``equidistant``, ``conic`` or ``equal_area``; at: the latitude
    and longitude of its centre, or its standard parallels, in degrees.
    """

    definition: str
    kind: str
    at: tuple[float, float]

    def name(self, said: Language) -> str:
        """The projection as the footer prints it."""
        first, second = self.at
        if self.kind == "conic":
            low, high = (f"{each:g}".replace(".", said.say("number.decimal")) for each in self.at)
            return said.say("figure.conic", low=low, high=high)
        place = position_text(first, second, said.code)
        return said.say(f"figure.{self.kind}", place=place)

    def project(self, geometries: Sequence[BaseGeometry] | Geometries) -> Geometries:
        """Geometries in lon, lat degrees as geometries in metres; what has no image goes."""
        array = np.asarray(geometries, dtype=object)
        projected = shapely.transform(array, self._forward)
        return cast("Geometries", projected)

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """One position in metres, east and north; infinite where it has no image."""
        x, y = self._transformer.transform(lon, lat)
        return float(x), float(y)

    def inverse(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Positions in metres as lon, lat in degrees, one row each."""
        return np.column_stack(self._transformer.transform(x, y, direction="INVERSE"))

    def scales(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Least and greatest linear scale at positions: map metres per metre on the ground."""
        factors = Proj(self.definition).get_factors(lon, lat)
        return np.column_stack([factors.tissot_semiminor, factors.tissot_semimajor])

    @property
    def _transformer(self) -> Transformer:
        return _transformer(self.definition)

    def _forward(self, lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(self._transformer.transform(*lon_lat.T))


@lru_cache(maxsize=32)  # a scene is looked for several times before it stands
def _transformer(definition: str) -> Transformer:
    return Transformer.from_crs("EPSG:4326", definition, always_xy=True)


def equidistant(lon: float, lat: float) -> Projection:
    """Azimuthal equidistant at a point: every ring around it is a circle at its true distance.

    Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395), chapter 25.
    """
    return Projection(
        f"+proj=aeqd +lat_0={lat:.6f} +lon_0={lon:.6f} +ellps=WGS84 +units=m",
        "equidistant",
        (lat, lon),
    )


def fitted(lon_lat: NDArray[np.float64]) -> Projection:
    """The projection with low distortion over positions in lon, lat, one row each.

    Lambert's conformal conic with standard parallels a sixth of the span inside its north and south
    ends (Snyder, chapter 15); Lambert's azimuthal equal-area (chapter 24) where the scene is too
    wide, too near a pole or the equator, or crosses the antimeridian.
    """
    (west, south), (east, north) = lon_lat.min(axis=0), lon_lat.max(axis=0)
    wide = max(east - west, north - south) > _MAX_CONIC_SPAN_DEGREES
    if wide or south < _CONIC_LATITUDES[0] or north > _CONIC_LATITUDES[1]:
        return _equal_area(lon_lat)
    sixth = (north - south) / 6
    low, high = _tenths(south + sixth), _tenths(north - sixth)
    middle = _tenths((west + east) / 2)
    return Projection(
        f"+proj=lcc +lat_1={low} +lat_2={high} +lat_0={_tenths((south + north) / 2)} "
        f"+lon_0={middle} +ellps=WGS84 +units=m",
        "conic",
        (low, high),
    )


def _equal_area(lon_lat: NDArray[np.float64]) -> Projection:
    lon, lat = np.radians(lon_lat).T
    x, y, z = np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)
    middle = np.array([[low + high for low, high in ((v.min(), v.max()) for v in (x, y, z))]])[0]
    lon_0 = _tenths(np.degrees(np.arctan2(middle[1], middle[0])))
    lat_0 = _tenths(np.degrees(np.arctan2(middle[2], np.hypot(middle[0], middle[1]))))
    return Projection(
        f"+proj=laea +lat_0={lat_0} +lon_0={lon_0} +ellps=WGS84 +units=m",
        "equal_area",
        (lat_0, lon_0),
    )


def _tenths(degrees: float) -> float:
    return round(float(degrees), 1)
