"""Regions made by hand, whose areas and perimeters pyproj's geodesics tell."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Geod

GEOD = Geod(ellps="WGS84")


def square(lon, lat, side_deg):
    """A square in degrees with a vertex every hundredth of its side, so that edges are geodesic."""
    box = shapely.box(lon, lat, lon + side_deg, lat + side_deg)
    return shapely.segmentize(box, side_deg / 100)


def frame(*squares):
    """Squares as regions, keyed A, B, …"""
    keys = [chr(ord("A") + number) for number in range(len(squares))]
    return gpd.GeoDataFrame({"region": keys, "name": keys}, geometry=list(squares), crs="EPSG:4326")


def area_km2(shape):
    return abs(GEOD.geometry_area_perimeter(shape)[0]) / 1e6


def length_km(line):
    return GEOD.geometry_length(line) / 1e3


def lengths_km(part, outline):
    """How much of the edge of a part lies on the outline it was cut from, and how much does not.

    Judged edge by edge, by whether its middle lies on the outline.
    """
    ends = np.asarray(part.exterior.coords)
    on, off = 0.0, 0.0
    for start, end in pairwise(ends):
        is_on = outline.exterior.distance(shapely.Point((start + end) / 2)) < 1e-9
        length = length_km(shapely.LineString([start, end]))
        on, off = on + is_on * length, off + (not is_on) * length
    return on, off
