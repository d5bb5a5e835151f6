"""The world's land for small globes and lessons: thinned, without borders."""

import geopandas as gpd
import numpy as np
import shapely

from rangemap.geodesy import areas_m2

TOLERANCE_DEG = 0.1  # about 11 km, a line's width on a picture of a continent
LEAST_KM2 = 300.0  # smaller islands do not show there


def land(mended: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One row: all regions of the world united, small islands left out, bends thinned.

    What lies within a thousandth of a degree of a pole is moved onto it.
    """
    whole = shapely.coverage_union_all(mended.geometry.array)
    parts = shapely.get_parts(whole)
    large = parts[areas_m2(parts) / 1e6 >= LEAST_KM2]
    thinned = shapely.union_all(shapely.simplify(large, TOLERANCE_DEG))
    moved = shapely.transform(thinned, _onto_poles)
    return gpd.GeoDataFrame(geometry=[shapely.orient_polygons(moved)], crs=mended.crs)


def _onto_poles(lon_lat: np.ndarray) -> np.ndarray:
    near = np.isclose(np.abs(lon_lat[:, 1]), 90.0, rtol=0, atol=1e-3)
    lat = np.where(near, np.copysign(90.0, lon_lat[:, 1]), lon_lat[:, 1])
    return np.column_stack([lon_lat[:, 0], lat])
