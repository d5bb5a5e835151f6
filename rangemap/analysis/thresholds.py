"""Thresholds: from which range on a region is touched, half covered, wholly covered.

How areas are measured at every range, and how well, stands in distance_mesh.
"""

from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from rangemap import geodesy
from rangemap.analysis.distance_mesh import MAX_KM, RegionMesh, region_meshes
from rangemap.analysis.origin_geometry import origin_bound_m, origin_geometry
from rangemap.analysis.ranges import Range, resolve_ranges
from rangemap.analysis.reach import together
from rangemap.analysis.regions import reported_regions
from rangemap.errors import BoundaryError
from rangemap.scenario.scenario import Scenario
from rangemap.world import boundaries
from rangemap.world.catalog import Catalog, bundled_catalog
from rangemap.world.regions import Regions

_CURVE_COLUMNS = ("range_km", "total_km2", "towns", "people")
COLUMNS = ("region", "name", "area_km2", "first_km", "half_km", "whole_km")


@dataclass(frozen=True, eq=False)
class Thresholds:
    """What each region and all together show as a function of the range, 0 to MAX_KM.

    regions: COLUMNS, one row per region nearer than MAX_KM, nearest first; first_km: its least
    distance, from which on it is touched; half_km: from which on half its area is reached;
    whole_km: its greatest distance, from which on all of it is; the last two are right to
    TOLERANCE_KM, and NaN past MAX_KM. towns: `name`, `population`, `distance_km`, nearest first.
    sources: where regions, borders and places come from. only: codes of the regions that were asked
    for; empty where all were. overlaps: pairs of codes of measured regions that share ground, which
    counts in each of them and in `total_km2` once for each. origin_bound_m: by how much a line set
    back from the border may be off its setback.
    """

    scenario: Scenario
    ranges: tuple[Range, ...]
    regions: pd.DataFrame
    meshes: dict[str, RegionMesh]
    towns: pd.DataFrame
    sources: tuple[boundaries.Source, ...]
    only: tuple[str, ...] = ()
    overlaps: tuple[tuple[str, str], ...] = ()
    origin_bound_m: float = 0.0

    def curve(self, ranges_km: ArrayLike) -> pd.DataFrame:
        """Reached area at each range: `range_km`, one column per region code, `total_km2`.

        A code that is another column's name has `region ` before it. `towns` and `people` count the
        towns of the measured regions within that range.
        """
        at = np.asarray(ranges_km, dtype=float)
        areas = {
            f"region {code}" if code in _CURVE_COLUMNS else code: mesh.reached_km2(at)
            for code, mesh in self.meshes.items()
        }
        frame = pd.DataFrame({"range_km": at, **areas})
        within = np.searchsorted(self.towns["distance_km"].to_numpy(), at, side="right")
        people = np.concatenate([[0], np.cumsum(self.towns["population"].to_numpy())])
        total = frame[list(areas)].sum(axis=1)
        return frame.assign(total_km2=total, towns=within, people=people[within])


def thresholds(
    scenario: Scenario,
    regions: Regions | gpd.GeoDataFrame | None = None,
    catalog: Catalog | None = None,
    *,
    only: Collection[str] = (),
) -> Thresholds:
    """From which range on each region is touched, half reached and wholly reached.

    The scenario's own ranges change nothing here; they are marked on the curve.

    Parameters
    ----------
    scenario, regions, catalog
        As for `compute`.
    only
        Codes of the regions wanted; all of them where it is empty.

    Returns
    -------
    Thresholds
        One row per region nearer than MAX_KM, nearest first, distances in km; and the reached area
        as a function of the range (`Thresholds.curve`).

    Raises
    ------
    RangemapError
        What `compute` raises.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario, thresholds
    >>> sumy = Scenario((PointOrigin(lat=51.0, lon=34.7),))
    >>> kursk = thresholds(sumy, only=("RU-KRS",)).regions.iloc[0]
    >>> bool(kursk["first_km"] < kursk["half_km"] < kursk["whole_km"])
    True

    """
    reported = reported_regions(scenario, regions)
    outlines = _wanted(reported.outlines, only)
    source = together([origin_geometry(origin) for origin in scenario.origins])
    first_km = geodesy.nearest_m(source, outlines.geometry.to_numpy()) / 1000
    near = outlines.assign(first_km=first_km)[first_km < MAX_KM].sort_values("first_km")
    meshes = (
        region_meshes(near.geometry.to_numpy(), near["area_km2"].to_numpy(), source)
        if len(near)
        else []
    )
    reached = [_half_and_whole(mesh) for mesh in meshes]
    return Thresholds(
        scenario,
        resolve_ranges(scenario, catalog or bundled_catalog()),
        near.assign(
            half_km=[half for half, _ in reached], whole_km=[whole for _, whole in reached]
        )[list(COLUMNS)].reset_index(drop=True),
        dict(zip(near["region"], meshes, strict=True)),
        _towns(scenario, source, outlines, is_bundled=regions is None),
        reported.sources,
        tuple(only),
        tuple(pair for pair in reported.overlaps if set(pair) <= set(outlines["region"])),
        max(origin_bound_m(origin) for origin in scenario.origins),
    )


def _wanted(outlines: gpd.GeoDataFrame, only: Collection[str]) -> gpd.GeoDataFrame:
    for code in only:
        if code not in set(outlines["region"]):
            boundaries.check_region_codes([code])
            raise BoundaryError(f"the region {code} is not among those reported; see --country")
    return outlines[outlines["region"].isin(only)] if only else outlines


def _half_and_whole(mesh: RegionMesh) -> tuple[float, float]:
    half = mesh.range_reaching(mesh.areas_km2.sum() / 2)
    whole = float(mesh.distances_km.max())
    return (half if half <= MAX_KM else np.nan), (whole if whole <= MAX_KM else np.nan)


def _towns(
    scenario: Scenario, source: BaseGeometry, outlines: gpd.GeoDataFrame, *, is_bundled: bool
) -> pd.DataFrame:
    """The towns of the regions: by the gazetteer's code, or by where the user's own regions lie."""
    places = boundaries.places(language=scenario.language)
    if is_bundled:
        places = places[places["region"].isin(outlines["region"])]
    else:
        tree = shapely.STRtree(places.geometry.to_numpy())
        _, within = tree.query(outlines.geometry.to_numpy(), predicate="contains")
        places = places.iloc[np.unique(within)]
    distance_km = geodesy.nearest_m(source, places.geometry.to_numpy()) / 1000
    towns = pd.DataFrame(places[["name", "population"]]).assign(distance_km=distance_km)
    return towns.sort_values("distance_km", kind="stable").reset_index(drop=True)
