"""Buffers, distances and areas on the WGS 84 ellipsoid, to a stated accuracy.

All geometry is longitude, latitude in degrees (EPSG:4326, in that order); lengths are metres.
A GeoSeries or GeoDataFrame may be in any system that can be brought there: see `systems`.
Edges are straight in longitude and latitude (RFC 7946). Results are valid, right-handed, cut at
+-180 degrees and closed over the poles. Nothing here knows about weapons, files or maps.
"""

from .area import area_m2, areas_m2
from .buffer import Buffered, UnprovenWarning, buffer, buffers, rings_union
from .circle import ring
from .distance import Foot, nearest_m, nearest_point
from .farthest import farthest_m
from .gauge import Gauge
from .length import lengths_m
from .pairs import nearest_pairs_m
from .systems import ShiftWarning, from_wgs84, in_wgs84
from .targets import Targets

__all__ = [
    "Buffered",
    "Foot",
    "Gauge",
    "ShiftWarning",
    "Targets",
    "UnprovenWarning",
    "area_m2",
    "areas_m2",
    "buffer",
    "buffers",
    "farthest_m",
    "from_wgs84",
    "in_wgs84",
    "lengths_m",
    "nearest_m",
    "nearest_pairs_m",
    "nearest_point",
    "ring",
    "rings_union",
]
