"""Where published figures for one weapon differ: the band between the least and the greatest."""

import geopandas as gpd
import shapely

from rangemap import geodesy
from rangemap.analysis.reach import CRS, Reach
from rangemap.world.catalog import Catalog, bundled_catalog


def bands(reach: Reach, catalog: Catalog | None = None) -> gpd.GeoDataFrame:
    """One row per catalogue weapon whose sources disagree: `weapon`, `least_km`, `greatest_km`.

    Geometry, in EPSG:4326: what only the greatest published figure reaches from the same origins.
    Figures for other variants of a weapon are no disagreement and do not count.
    """
    listed = catalog or bundled_catalog()
    source = shapely.geometrycollections(shapely.get_parts(reach.origins.geometry.to_numpy()))
    rows = []
    for range_ in reach.ranges:
        if not range_.published:
            continue
        least, greatest = listed[range_.weapon].band
        if least.length.metres == greatest.length.metres:
            continue
        inner, outer = geodesy.buffers(source, [least.length.metres, greatest.length.metres])
        rows.append(
            {
                "weapon": range_.weapon,
                "least_km": least.range_km,
                "greatest_km": greatest.range_km,
                "geometry": shapely.difference(outer.geometry, inner.geometry),
            }
        )
    return gpd.GeoDataFrame(
        rows, columns=["weapon", "least_km", "greatest_km", "geometry"], crs=CRS
    )
