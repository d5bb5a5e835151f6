"""Ukraine's land borders as lines, put in order from the polygons on both sides."""

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Point

# Clockwise round Ukraine from where Belarus, Russia and Ukraine meet.
NEIGHBOURS = ("RU", "RO", "MD", "HU", "SK", "PL", "BY")


def borders(countries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One row per neighbour: ``neighbour`` and ``geometry``, Ukraine on the line's right.

    The parts of a border in several (Romania's) are in clockwise order too.
    """
    outlines = countries.set_index("country").geometry
    outline = _clockwise_from(_tripoint(outlines), outlines["UA"])
    rows = [_shared(outline, outlines[code]) for code in NEIGHBOURS]
    return gpd.GeoDataFrame({"neighbour": NEIGHBOURS}, geometry=rows, crs=countries.crs)


def _tripoint(outlines: gpd.GeoSeries) -> Point:
    """Where Belarus, Russia and Ukraine meet."""
    meeting = shapely.intersection_all([outlines[code] for code in ("BY", "RU", "UA")])
    if meeting.geom_type != "Point":
        msg = f"Belarus, Russia and Ukraine meet in a {meeting.geom_type}, not in a point"
        raise ValueError(msg)
    return meeting


def _clockwise_from(start: Point, country: MultiPolygon) -> LineString:
    """The mainland's outline from a vertex of its own, clockwise, and back."""
    mainland = max(shapely.get_parts(country), key=lambda part: part.area)
    clockwise = shapely.orient_polygons(mainland, exterior_cw=True)
    ring = shapely.get_coordinates(clockwise.exterior)[:-1]
    first = int(np.flatnonzero((ring == (start.x, start.y)).all(axis=1))[0])
    closed = np.vstack([ring[first:], ring[: first + 1]])
    return LineString(closed)


def _shared(outline: LineString, neighbour: shapely.Geometry) -> MultiLineString:
    """The edges of the outline that are the neighbour's too, in the outline's order."""
    vertices = shapely.get_coordinates(outline)
    edges = shapely.linestrings(np.stack([vertices[:-1], vertices[1:]], axis=1))
    shapely.prepare(neighbour)
    on_both = np.flatnonzero(shapely.covers(neighbour.boundary, edges))
    runs = np.split(on_both, np.flatnonzero(np.diff(on_both) > 1) + 1)
    return MultiLineString([vertices[run[0] : run[-1] + 2] for run in runs])
