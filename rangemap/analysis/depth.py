"""Depth: how many of several origins reach a place, as areas by count."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.analysis import uncertainty
from rangemap.analysis.arguments import REACH
from rangemap.analysis.ranges import Range
from rangemap.analysis.reach import CRS, UNION, Reach, areas_km2, polygons_of
from rangemap.analysis.result import MappedResult
from rangemap.errors import ScenarioError
from rangemap.scenario.kinds import check_kind

MAX_ORIGINS = 50
COLUMNS = ("weapon", "origins", "area_km2", "error_km2")


@dataclass(frozen=True, eq=False, repr=False)
class Depth(MappedResult):
    """The reported regions by how many origins reach them.

    Areas of one weapon sum to its reach: what any origin reaches is their sum, what all reach the
    last.

    Attributes
    ----------
    reach
        What was counted.
    areas
        COLUMNS, one row per weapon and count from 1 to the number of origins: `origins` is the
        count, `area_km2` the area that exactly so many reach, `error_km2` by how much it may be
        off (see uncertainty). A GeoDataFrame in EPSG:4326.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario, compute, depth
    >>> two = (PointOrigin(lat=51.0, lon=34.7), PointOrigin(lat=50.3, lon=36.9))
    >>> by_two = depth(compute(Scenario(two, weapons=("himars",)))).areas.set_index("origins")
    >>> bool(by_two["area_km2"][1] > by_two["area_km2"][2])
    True

    """

    reach: Reach
    areas: gpd.GeoDataFrame


def depth(reach: Reach) -> Depth:
    """Count the origins that reach each place of the reported regions.

    Parameters
    ----------
    reach
        Measured from up to MAX_ORIGINS origins.

    Returns
    -------
    Depth
        One row per weapon and count: the area in km² that exactly so many origins reach.

    Raises
    ------
    ScenarioError
        For more than MAX_ORIGINS origins, whose overlaps would be too many.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario, compute, depth
    >>> two = (PointOrigin(lat=51.0, lon=34.7), PointOrigin(lat=50.3, lon=36.9))
    >>> depth(compute(Scenario(two, weapons=("atacms",)))).areas["origins"].tolist()
    [1, 2]

    """
    check_kind(reach, Reach, REACH)
    if len(reach.origins) > MAX_ORIGINS:
        raise ScenarioError(
            f"{len(reach.origins):,} origins are too many to count by; give {MAX_ORIGINS} at most",
            reason="depth_many",
            count=len(reach.origins),
            most=MAX_ORIGINS,
        )
    frames = [_areas(reach, each) for each in reach.ranges]
    return Depth(reach, pd.concat(frames, ignore_index=True))


def _areas(reach: Reach, range_: Range) -> gpd.GeoDataFrame:
    weapon = range_.weapon
    rows = reach.buffers[(reach.buffers["weapon"] == weapon) & (reach.buffers["origin"] != UNION)]
    reached = reach.regions[reach.regions["weapon"] == weapon].geometry.to_numpy()
    ground = shapely.union_all(reached)
    at_least = _at_least([shapely.intersection(shape, ground) for shape in rows.geometry])
    beyond = [*at_least[1:], shapely.Polygon()]
    exactly = [
        polygons_of(shapely.difference(shape, more))
        for shape, more in zip(at_least, beyond, strict=True)
    ]
    areas = areas_km2(np.array(exactly, dtype=object))
    is_near = reach.outlines["region"].isin(reach.reached["region"])
    outlines = reach.outlines.geometry[is_near].to_numpy()
    range_error_km = reach.range_error_km(weapon)
    known = uncertainty.vertices(outlines)
    edges = [uncertainty.edges_of(shape, known, range_error_km) for shape in exactly]
    columns = {
        "weapon": weapon,
        "origins": range(1, len(exactly) + 1),
        "area_km2": areas,
        "error_km2": [uncertainty.total_error_km2([around]) for around in edges],
    }
    return gpd.GeoDataFrame(columns, geometry=exactly, crs=CRS)


def _at_least(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Where at least one, two, … of the shapes lie over each other."""
    levels: list[BaseGeometry] = [shapely.Polygon()] * len(shapes)
    for shape in shapes:
        deeper = [shape, *(shapely.intersection(level, shape) for level in levels[:-1])]
        levels = [
            polygons_of(shapely.union(level, more))
            for level, more in zip(levels, deeper, strict=True)
        ]
    return levels
