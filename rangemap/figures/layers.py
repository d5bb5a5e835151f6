"""Layers: what is drawn of a reach, in which order; every picture and page draws these."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.ranges import Range
from rangemap.analysis.reach import CRS, Reach, all_polygons, geo_frame
from rangemap.figures.palette import share_class
from rangemap.scenario.origins import NEIGHBOUR_NAMES, BorderOrigin
from rangemap.wording.quantities import both_units
from rangemap.world import boundaries


@dataclass(frozen=True, eq=False)
class Layers:
    """What is drawn, from the ground up. All frames are GeoDataFrames in EPSG:4326.

    reach: `region`, `name`, `weapon`, `share`, `step` (share class 0 to 4), `permitted`; the part
        of each region within that range and beyond every shorter one, so that no two overlap.
    rings: `weapon`, `label`, `firm`; the edge of each range's reach: firm where it runs over the
        reported regions, else faint.
    border: `neighbour`, `name`; the state border that the scenario is about.
    origins: `origin`; where the ranges are measured from.
    towns: `name`, `population`; within reach, most people first.
    """

    reach: gpd.GeoDataFrame
    rings: gpd.GeoDataFrame
    border: gpd.GeoDataFrame
    origins: gpd.GeoDataFrame
    towns: gpd.GeoDataFrame


def layers(reach: Reach) -> Layers:
    """The layers of a reach, at full resolution."""
    return Layers(
        reach=_reach_parts(reach),
        rings=_rings(reach),
        border=_border(reach),
        origins=reach.origins,
        towns=reach.places.drop_duplicates("place").reset_index(drop=True),
    )


def ring_label(range_: Range, language: str = "en") -> str:
    """What a ring says on its line: ``ATACMS 306 km (190 mi)``; a length is not its own name."""
    return f"{range_.own_name} {both_units(range_.length, language)}".lstrip()


def _reach_parts(reach: Reach) -> gpd.GeoDataFrame:
    weapon = reach.reached["weapon"].to_numpy(dtype=object)
    whole = reach.reached.geometry.to_numpy()
    shapes, order = np.full(len(whole), shapely.Polygon(), dtype=object), []
    covered: BaseGeometry = shapely.Polygon()
    for range_ in reach.by_range:
        rows = np.flatnonzero(weapon == range_.weapon)
        shapes[rows] = all_polygons(shapely.difference(whole[rows], covered))
        order.append(rows[~shapely.is_empty(shapes[rows])])
        if range_ is not reach.widest:
            covered = shapely.union(covered, reach.union(range_.weapon))
    drawn = np.concatenate(order)
    columns = {
        name: reach.reached[name].array[drawn]
        for name in ("region", "name", "weapon", "share", "permitted")
    }
    steps = np.array([share_class(share) for share in columns["share"]], dtype=int)
    return geo_frame(columns | {"step": steps}, shapes[drawn])


def _rings(reach: Reach) -> gpd.GeoDataFrame:
    language = reach.scenario.language
    return rings(
        reach,
        [
            (each.weapon, ring_label(each, language), reach.union(each.weapon))
            for each in reach.by_range
        ],
    )


def rings(reach: Reach, areas: Sequence[tuple[str, str, BaseGeometry]]) -> gpd.GeoDataFrame:
    """The edges of areas as Layers.rings. areas: name (in place of a weapon), label, shape."""
    reported = _together(reach.outlines.geometry.to_numpy()[_touched(reach)])
    drawn = []
    for name, label, area in areas:
        edge = ring_edge(area)
        for firm, shape in (
            (True, shapely.intersection(edge, reported)),
            (False, shapely.difference(edge, reported)),
        ):
            if not shape.is_empty:
                line = shapely.line_merge(shape) if shape.geom_type != "LineString" else shape
                drawn.append((name, label, firm, line))
    names, labels, firms, lines = zip(*drawn, strict=True) if drawn else ([], [], [], [])
    return geo_frame({"weapon": names, "label": labels, "firm": firms}, lines)


def _together(shapes: NDArray[np.object_]) -> BaseGeometry:
    """The union of regions: ten times as quick where they share their borders, vertex by vertex."""
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapes)


def _touched(reach: Reach) -> NDArray[np.bool_]:
    return np.isin(reach.outlines["region"], reach.reached["region"])


def ring_edge(shape: BaseGeometry) -> BaseGeometry:
    """The boundary of a reach, without cuts where the map begins and ends, as at ±180°."""
    edge = shape.boundary
    west, _, east, _ = shape.bounds
    if east - west < 360:  # noqa: PLR2004  all round the Earth
        return edge
    return shapely.difference(
        edge, shapely.MultiLineString([[(west, -90), (west, 90)], [(east, -90), (east, 90)]])
    )


def _border(reach: Reach) -> gpd.GeoDataFrame:
    neighbours = {
        each.neighbour for each in reach.scenario.origins if isinstance(each, BorderOrigin)
    } or {"RU"}
    return _borders(frozenset(neighbours))


@cache
def _borders(neighbours: frozenset[str]) -> gpd.GeoDataFrame:
    rows = [
        {
            "neighbour": each,
            "name": f"Border with {NEIGHBOUR_NAMES[each]}",
            "geometry": boundaries.border(each).line,
        }
        for each in sorted(neighbours)
    ]
    return gpd.GeoDataFrame(rows, crs=CRS)
