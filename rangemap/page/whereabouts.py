"""Where a point lies: in which country, or at sea."""

import functools

import geopandas as gpd
import shapely

from rangemap.page.words import said
from rangemap.world import boundaries

UKRAINE = "UA"


def whereabouts(lat: float, lon: float, language: str) -> str:
    """UKRAINE for a point there; else the country at lat, lon in degrees by name, or the sea."""
    point = shapely.Point(lon, lat)
    for lands in (_regions(), _countries()):
        hit = lands.sindex.query(point, predicate="intersects")
        if len(hit):
            country = str(lands["country"].iloc[hit[0]])
            return country if country == UKRAINE else _names(language)[country]
    west, south, east, north = _countries().total_bounds
    mapped = west <= lon <= east and south <= lat <= north
    return said(language, "notice.at_sea" if mapped else "notice.outside")


@functools.cache
def _regions() -> gpd.GeoDataFrame:
    """Russia and Ukraine by region: nearer to the point asked for than whole countries."""
    return boundaries.regions("all")


@functools.cache
def _countries() -> gpd.GeoDataFrame:
    countries = boundaries.countries()
    return countries[~countries["country"].isin(["RU", "UA"])].reset_index(drop=True)


@functools.cache
def _names(language: str) -> dict[str, str]:
    countries = boundaries.countries(language=language)
    return dict(zip(countries["country"], countries["name"], strict=True))
