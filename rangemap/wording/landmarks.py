"""Landmarks: a point, or a place on the border, told by the nearest town instead of by numbers."""

from functools import cache, lru_cache

import numpy as np
import shapely

from rangemap import geodesy
from rangemap.geodesy.ellipsoid import inverse
from rangemap.wording.language import language_of
from rangemap.wording.quantities import distance_text
from rangemap.world import boundaries

_KNOWN_FROM = 50_000  # people: such a town is told rather than a nearer, smaller one,
_KNOWN_WITHIN_KM = 40.0  # where it is no farther than this
_MAX_KM = 100.0  # past that no town says where a point is
_BESIDE_KM = 1.0
_DIRECTIONS = 8
_MAX_TEXTS = 5_000  # kept, of the points that visitors of a page choose


@lru_cache(_MAX_TEXTS)
def point_text(lat: float, lon: float, language: str) -> str:
    """A point by the nearest town: ``a point 8 km south-east of Sumy``; empty where none is near.

    The town is the nearest of 50,000 people or more within 40 km, or else the nearest of all.
    """
    found = _nearest(lat, lon, language)
    if found is None:
        return ""
    place, where, distance_km = found
    said = language_of(language)
    if distance_km < _BESIDE_KM:
        return said.say("position.beside", place=place)
    start, end = np.array([[where.x, where.y]]), np.array([[lon, lat]])
    azimuth = float(inverse(start, end)[0][0])
    direction = said.messages["position.directions"][round(azimuth / 45) % _DIRECTIONS]
    return said.say(
        "position.away",
        distance=distance_text(round(distance_km), language),
        direction=direction,
        place=place,
    )


@cache
def opposite(neighbour: str, km: float, language: str) -> str:
    """The town nearest to a kilometre of the border, across it if any is; empty where none is."""
    point = boundaries.border(neighbour).point(km)
    found = _nearest(point.y, point.x, language, neighbour)
    found = found or _nearest(point.y, point.x, language)
    return found[0] if found else ""


@cache
def is_past_control(km: float) -> bool:
    """Whether the border with Russia from km 0 to there takes in stretches out of Ukraine's hands.

    Those begin where Luhansk Oblast does; past it the border is that of Luhansk and Donetsk oblasts
    (State Border Service of Ukraine, 5 March 2015, by Espreso:
    espreso.tv/news/2015/03/05/ukrayina_ne_kontrolyuye_ponad_400_kilometriv_kordonu_z_rosiyeyu____prykordonnyky).
    """
    point = boundaries.border("RU").point(km)
    regions = boundaries.regions("UA")
    nearest = regions["region"].iloc[int(np.argmin(shapely.distance(regions.geometry, point)))]
    return nearest in ("UA-09", "UA-14")


def _nearest(
    lat: float, lon: float, language: str, country: str = ""
) -> tuple[str, shapely.Point, float] | None:
    """Name, position and distance in km of the town that tells where a point is."""
    places = boundaries.places(language=language)
    if country:
        places = places[places["country"] == country]
    if places.empty:
        return None
    points = places.geometry.to_numpy()
    lons, lats = shapely.get_x(points), shapely.get_y(points)
    apart = np.radians((lons - lon + 180) % 360 - 180)
    along = np.sin(np.radians(lats)) * np.sin(np.radians(lat))
    across = np.cos(np.radians(lats)) * np.cos(np.radians(lat)) * np.cos(apart)
    angles = np.arccos(np.clip(along + across, -1, 1))
    near = np.argsort(angles, kind="stable")[:50]
    distances_km = geodesy.nearest_m(shapely.Point(lon, lat), points[near]) / 1000
    people = places["population"].to_numpy()[near]
    known = np.flatnonzero((people >= _KNOWN_FROM) & (distances_km <= _KNOWN_WITHIN_KM))
    chosen = int(known[0]) if len(known) else 0
    if distances_km[chosen] > _MAX_KM:
        return None
    row = near[chosen]
    return str(places["name"].iloc[row]), points[row], float(distances_km[chosen])
