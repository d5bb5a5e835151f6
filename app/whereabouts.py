"""Where a point lies: in which country, or at sea."""

import functools

import geopandas as gpd
import shapely

from rangemap import boundaries

_OUTSIDE = "outside the mapped countries"
_AT_SEA = "at sea"


def whereabouts(lat: float, lon: float) -> str:
    """The English name of the country at lat, lon in degrees; else ``"at sea"`` or outside."""
    point = shapely.Point(lon, lat)
    for lands in (_regions(), _countries()):
        hit = lands.sindex.query(point, predicate="intersects")
        if len(hit):
            return str(lands["land"].iloc[hit[0]])
    west, south, east, north = _countries().total_bounds
    return _AT_SEA if west <= lon <= east and south <= lat <= north else _OUTSIDE


@functools.cache
def _regions() -> gpd.GeoDataFrame:
    """Russia and Ukraine by region: nearer to the point asked for than whole countries."""
    regions = boundaries.regions("all")
    return regions.assign(land=regions["country"].map({"RU": "Russia", "UA": "Ukraine"}))


@functools.cache
def _countries() -> gpd.GeoDataFrame:
    countries = boundaries.countries()
    others = countries[~countries["country"].isin(["RU", "UA"])]
    return others.assign(land=others["name"]).reset_index(drop=True)
