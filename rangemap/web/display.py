"""A reach as screens show it: the same numbers on thinner outlines."""

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from rangemap.analysis.reach import CRS, UNION, Reach, all_polygons
from rangemap.figures.layers import Layers, layers
from rangemap.figures.thinning import thinned
from rangemap.scenario.origins import BorderOrigin, Origin
from rangemap.web import basemap
from rangemap.web.seam import TURN, seam_of, turned
from rangemap.wording.language import language_of

MAP_END = 85.0511  # degrees: the highest latitude of a web map
_PEEP_DEGREES = 10.0
RING_TOLERANCE_DEGREES = 0.001  # about 100 m: a pixel at the closest zoom that is of use


def at_display_resolution(reach: Reach) -> Reach:
    """The reach with outlines thinned as the basemap's are, so that both coincide on a map.

    Every number stays what it was; only geometries change, and longitudes go on from the map's
    seam. Each origin's own buffers, which no screen shows, stay too.
    """
    seam = seam_of(reach)
    outlines = reach.outlines.set_geometry(_thinned(reach.outlines, seam), crs=CRS)
    rings = reach.buffers.geometry.to_numpy().copy()
    drawn = np.flatnonzero(reach.buffers["origin"] == UNION)
    whole = turned(rings[drawn], seam)
    rings[drawn] = all_polygons(shapely.simplify(whole, RING_TOLERANCE_DEGREES))
    buffers = reach.buffers.set_geometry(rings, crs=CRS)
    origins = reach.origins.set_geometry(
        [
            _along_thinned_border(origin, shape)
            for origin, shape in zip(
                reach.scenario.origins, turned(reach.origins.geometry, seam), strict=True
            )
        ],
        crs=CRS,
    )
    thin = replace(reach, outlines=outlines, buffers=buffers, origins=origins, measured=reach)
    shape_of = dict(zip(outlines["region"].tolist(), outlines.geometry.to_numpy(), strict=True))
    union_of = {each.weapon: thin.union(each.weapon) for each in reach.ranges}
    shapes = np.full(len(reach.regions), shapely.Polygon(), dtype=object)
    reached = np.flatnonzero(reach.regions["reached_km2"].to_numpy() > 0)
    rows = reach.regions.iloc[reached]
    shapes[reached] = all_polygons(
        shapely.intersection(
            [shape_of[region] for region in rows["region"]],
            [union_of[weapon] for weapon in rows["weapon"]],
        )
    )
    return replace(thin, regions=reach.regions.set_geometry(shapes, crs=CRS))


def screen_layers(shown: Reach) -> Layers:
    """The layers of a reach at display resolution; of its rings what a web map can show."""
    drawn = layers(shown)
    _, south, _, north = drawn.rings.total_bounds
    if max(north, -south) <= MAP_END:
        return drawn
    rings = drawn.rings.set_geometry(
        shapely.clip_by_rect(drawn.rings.geometry.to_numpy(), -TURN, -MAP_END, 2 * TURN, MAP_END),
        crs=CRS,
    )
    return replace(drawn, rings=rings[~rings.is_empty])


def extent(drawn: Layers) -> tuple[float, float, float, float]:
    """West, south, east and north of rings and launch points, cut to where the map ends.

    Where all of them lie beyond that end, the box lies at it.
    """
    origins = [float(each) for each in drawn.origins.total_bounds]
    if len(drawn.rings):
        west, south, east, north = (float(each) for each in drawn.rings.total_bounds)
        low, high = max(origins[1], -MAP_END), min(origins[3], MAP_END)  # rings may go round a pole
        return west, min(south, low), east, max(north, high)
    west, south, east, _ = origins
    side = math.copysign(1, south)
    low, high = sorted((side * (MAP_END - _PEEP_DEGREES), side * MAP_END))
    return west - _PEEP_DEGREES, low, east + _PEEP_DEGREES, high


def beyond_text(shown: Reach) -> str:
    """What is said on the map where a ring goes on beyond the end of it; else nothing."""
    _, south, _, north = shown.union(shown.widest.weapon).bounds
    if max(north, -south) <= MAP_END:
        return ""
    return language_of(shown.scenario.language).say("web.beyond_map")


def leaflet_bounds(drawn: Layers) -> list[list[float]]:
    """What a map shows first, as Leaflet takes it: south-west and north-east, latitude first."""
    west, south, east, north = extent(drawn)
    return [[south, west], [north, east]]


def _along_thinned_border(origin: Origin, shape: BaseGeometry) -> BaseGeometry:
    """Origins for display: stretches of the border follow the basemap's; others are simplified."""
    if not isinstance(origin, BorderOrigin) or origin.setback or shape.geom_type == "Point":
        return shapely.simplify(thinned(shape), RING_TOLERANCE_DEGREES)
    border = basemap.ground().borders[origin.neighbour]
    if origin.start_km is None or border.geom_type != "LineString":
        return border
    first, *_, last = shapely.points(shapely.get_coordinates(shape))
    ends = sorted(float(shapely.line_locate_point(border, end)) for end in (first, last))
    return substring(border, *ends)


def _thinned(outlines: gpd.GeoDataFrame, seam: float) -> NDArray[np.object_]:
    """The basemap's own outlines where these are the bundled ones; else thinned afresh."""
    bundled, nothing = basemap.thin_regions(seam), (shapely.Polygon(), shapely.Polygon())
    known = [bundled.get(code, nothing) for code in outlines["region"].tolist()]
    whole, thin = np.array(known, dtype=object).reshape(-1, 2).T
    if shapely.equals_identical(whole, outlines.geometry.to_numpy()).all():
        return np.asarray(thin)
    return np.asarray(basemap.thin(gpd.GeoSeries(turned(outlines.geometry, seam), crs=CRS)))
