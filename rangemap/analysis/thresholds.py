"""Thresholds: from which range on a region is touched, half covered, wholly covered.

How areas are measured at every range, and how well, stands in distance_mesh.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from rangemap import geodesy
from rangemap.analysis import uncertainty
from rangemap.analysis.arguments import SCENARIO, known_weapons
from rangemap.analysis.distance_mesh import MAX_KM, RegionMesh, region_meshes
from rangemap.analysis.origin_geometry import origin_bound_m, origin_geometry
from rangemap.analysis.people import added_people
from rangemap.analysis.ranges import Range, resolve_ranges
from rangemap.analysis.reach import Reach, reach_from, source_of
from rangemap.analysis.regions import reported_regions
from rangemap.analysis.result import Result, drawing
from rangemap.errors import BoundaryError, KindError, ScenarioError, told
from rangemap.scenario.choices import FigureSize, FigureStyle, Furniture
from rangemap.scenario.kinds import check_kind, check_text, several
from rangemap.scenario.scenario import Scenario
from rangemap.world import boundaries
from rangemap.world.catalog import Catalog
from rangemap.world.regions import Regions

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_CURVE_COLUMNS = ("range_km", "total_km2", "towns", "people")
_EDGES_TOGETHER = 5  # some 8 km of outline, which is measured by its middle
COLUMNS = ("region", "name", "area_km2", "first_km", "half_km", "whole_km")

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Thresholds(Result):
    """What each region and all together show as a function of the range, 0 to MAX_KM.

    Attributes
    ----------
    scenario, ranges
        What was asked; the ranges change nothing here but where `curve` is exact.
    regions
        COLUMNS, one row per region nearer than MAX_KM, nearest first. `first_km` is its least
        distance, from which on it is touched; from `half_km` on half its area is reached, from
        `whole_km`, its greatest distance, on all of it. The last two are right to TOLERANCE_KM, and
        NaN past MAX_KM.
    meshes
        By region code, what areas are measured with.
    towns
        Those of `boundaries.places` in the regions, with `distance_km`, nearest first.
    sources
        Where regions, borders and places come from.
    only
        Codes of the regions that were asked for; empty where all were.
    overlaps
        Pairs of codes of measured regions that share ground, which counts in each of them and in
        `total_km2` once for each.
    origin_bound_m
        By how much a line set back from the border may be off its setback, in metres.
    outlines
        The regions of `regions`, whole: `region`, `name`, `area_km2`; in EPSG:4326.
    origins
        Where is measured from: `origin`, its label; in EPSG:4326.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario, thresholds
    >>> kursk = thresholds(Scenario((PointOrigin(lat=51.0, lon=34.7),)), only=("RU-KRS",))
    >>> kursk.regions[["first_km", "half_km", "whole_km"]].round().to_dict("list")
    {'first_km': [19.0], 'half_km': [131.0], 'whole_km': [277.0]}

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
    outlines: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)
    origins: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)

    def figure(
        self,
        *,
        size: FigureSize = "article",
        style: FigureStyle = "light",
        dpi: float | None = None,
        title: str | None = None,
        subtitle: str | None = None,
        without: Iterable[Furniture] = (),
    ) -> "Figure":
        """Shares of the nearest regions against the range, and area, towns and people beneath.

        It is a sheet of several plots and so takes no ax: to compose, plot `curve`.

        Parameters
        ----------
        size, style, dpi, title, subtitle, without
            As for `Reach.figure`.

        Returns
        -------
        matplotlib.figure.Figure
            To go on with.

        Raises
        ------
        OutputError
            For an unknown size, style or piece of furniture, and dots that no picture has.

        Examples
        --------
        >>> from rangemap import PointOrigin, Scenario, thresholds
        >>> kursk = thresholds(Scenario((PointOrigin(lat=51.0, lon=34.7),)), only=("RU-KRS",))
        >>> kursk.figure(size="square").get_size_inches().tolist()
        [10.8, 10.8]

        """
        drawn: Figure = self._drawer().figure(
            self,
            **drawing(
                size=size, style=style, dpi=dpi, title=title, subtitle=subtitle, without=without
            ),
        )
        return drawn

    @cached_property
    def at_ranges(self) -> Reach:
        """What the scenario's ranges up to MAX_KM reach of these regions, by exact buffers.

        As on the curve, minimum ranges are left out, and ground that regions share counts in each.
        """
        ranges = tuple(
            replace(each, minimum=None) for each in self.ranges if each.range_km <= MAX_KM
        )
        first_km = self.regions["first_km"].to_numpy()
        return reach_from(self.scenario, ranges, self.origins, self.outlines, first_km)

    def curve(self, ranges_km: ArrayLike) -> pd.DataFrame:
        """What is reached at each of n ranges.

        Parameters
        ----------
        ranges_km
            Ranges in km up to MAX_KM, 1,000, in any order; at 0 and less nothing is reached.

        Returns
        -------
        pandas.DataFrame
            One row for each range: `range_km`; one column per region code, its reached area in km²,
            with `region ` before a code that is another column's name; `total_km2`; `towns` and
            `people` count the towns of the measured regions within that range, and nobody twice.
            Areas at the scenario's own ranges are exact; others are as good as `curve_errors`
            tells.

        Raises
        ------
        ScenarioError
            For a range past MAX_KM, where regions are not measured, or one that is not a number.
        KindError
            For what are no ranges.

        Examples
        --------
        >>> from rangemap import PointOrigin, Scenario, thresholds
        >>> kursk = thresholds(Scenario((PointOrigin(lat=51.0, lon=34.7),)), only=("RU-KRS",))
        >>> kursk.curve([0, 50])["RU-KRS"].round(-2).tolist()
        [0.0, 1900.0]

        """
        try:
            is_number = np.asarray(ranges_km).dtype.kind in "iufO"
            at = np.atleast_1d(np.asarray(ranges_km, dtype=float))
        except (TypeError, ValueError, OverflowError):
            is_number = False
        if not is_number or at.ndim != 1:
            raise KindError(
                f"a curve has ranges in km, as in curve([50, 100]), not {told(ranges_km)}"
            )
        if not (at <= MAX_KM).all():
            raise ScenarioError(
                f"a curve has ranges up to {MAX_KM:,.0f} km, not {at[~(at <= MAX_KM)][0]:,g} km",
                reason="range_outside",
                length=f"{at[~(at <= MAX_KM)][0]:g} km",
                most=f"{MAX_KM:.0f}",
            )
        reached = [mesh.reached_km2(at) for mesh in self.meshes.values()]
        if np.isin(at, [each.range_km for each in self.ranges]).any():
            self._correct(reached, at)
        areas = {
            f"region {code}" if code in _CURVE_COLUMNS else code: km2
            for code, km2 in zip(self.meshes, reached, strict=True)
        }
        frame = pd.DataFrame({"range_km": at, **areas})
        within = np.searchsorted(self.towns["distance_km"].to_numpy(), at, side="right")
        people = np.concatenate([[0], np.cumsum(added_people(self.towns))])
        total = frame[list(areas)].sum(axis=1)
        return frame.assign(total_km2=total, towns=within, people=people[within])

    def _correct(self, reached: list[Floats], at: Floats) -> None:
        """Put exact areas in place of those of the meshes, where a range is the scenario's."""
        exact = self.at_ranges
        rows = exact.regions["reached_km2"].to_numpy().reshape(len(exact.ranges), len(reached))
        for each, areas_km2 in zip(exact.ranges, rows, strict=True):
            for km2, area_km2 in zip(reached, areas_km2, strict=True):
                km2[at == each.range_km] = area_km2


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
    check_kind(scenario, Scenario, SCENARIO)
    reported = reported_regions(scenario, regions)
    codes = several(only, "only", "'RU-KRS'")
    outlines = _wanted(reported.outlines, codes)
    origins = gpd.GeoDataFrame(
        {"origin": [origin.label for origin in scenario.origins]},
        geometry=[origin_geometry(origin) for origin in scenario.origins],
        crs=boundaries.CRS,
    )
    source = source_of(list(origins.geometry))
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
        resolve_ranges(scenario, known_weapons(catalog)),
        near.assign(
            half_km=[half for half, _ in reached], whole_km=[whole for _, whole in reached]
        )[list(COLUMNS)].reset_index(drop=True),
        dict(zip(near["region"], meshes, strict=True)),
        _towns(scenario, source, outlines, is_bundled=regions is None),
        reported.sources,
        codes,
        tuple(pair for pair in reported.overlaps if set(pair) <= set(outlines["region"])),
        max(origin_bound_m(origin) for origin in scenario.origins),
        near[["region", "name", "area_km2", "geometry"]].reset_index(drop=True),
        origins,
    )


def _wanted(outlines: gpd.GeoDataFrame, only: Collection[str]) -> gpd.GeoDataFrame:
    for code in only:
        check_text(code, "a code in 'only'", "RU-KRS")
        if code not in set(outlines["region"]):
            boundaries.check_region_codes([code])
            raise BoundaryError(
                f"the region {code} is not among those reported; see --country",
                reason="region_unreported",
                code=code,
            )
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
    towns = pd.DataFrame(places.drop(columns="geometry")).assign(distance_km=distance_km)
    return towns.sort_values("distance_km", kind="stable").reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class CurveErrors:
    """By how much a threshold curve may be off: outlines are good to a kilometre at every range.

    To that comes what the meshes are off. A range that is asked for is exact, so there is no
    rounding of published figures in it.

    regions: each region's outline, cut into pieces. total: the pieces that belong to one region
    alone. Each is a pair of arrays: distances of pieces to the nearest origin in km, ascending, and
    the length of outline up to there, in km. meshes: those of the regions.
    """

    regions: dict[str, tuple[Floats, Floats]]
    total: tuple[Floats, Floats]
    meshes: dict[str, RegionMesh]

    def region_km2(self, code: str, ranges_km: ArrayLike) -> Floats:
        """By how much the area of that region within each range may be off."""
        return _error_km2(self.regions[code], ranges_km) + self.meshes[code].error_km2(ranges_km)

    def total_km2(self, ranges_km: ArrayLike) -> Floats:
        """By how much the area of all regions within each range may be off."""
        return self.all_km2(ranges_km)[0]

    def all_km2(self, ranges_km: ArrayLike) -> tuple[Floats, dict[str, Floats]]:
        """What `total_km2` tells, and what `region_km2` does by code, in half the time of both."""
        meshes = {code: mesh.error_km2(ranges_km) for code, mesh in self.meshes.items()}
        total = _error_km2(self.total, ranges_km) + sum(meshes.values())
        regions = {
            code: _error_km2(self.regions[code], ranges_km) + km2 for code, km2 in meshes.items()
        }
        return total, regions


def curve_errors(thresholds: Thresholds) -> CurveErrors:
    """The errors of what thresholds tell of each region and of all together."""
    near = thresholds.outlines
    if near.empty:
        return CurveErrors({}, (np.zeros(0), np.zeros(0)), {})
    source = shapely.geometrycollections(shapely.get_parts(thresholds.origins.geometry.to_numpy()))
    edges = [
        uncertainty.edges_of(each, uncertainty.vertices([each]), 0.0) for each in near.geometry
    ]
    middle = np.concatenate([each.middle for each in edges])
    length_km = np.concatenate([each.length_km for each in edges])
    ends = np.cumsum([len(each.middle) for each in edges])
    starts = np.concatenate(
        [
            np.arange(end - len(each.middle), end, _EDGES_TOGETHER)
            for end, each in zip(ends, edges, strict=True)
        ]
    )
    middles = middle[np.minimum(starts + _EDGES_TOGETHER // 2, len(middle) - 1)]
    places = np.column_stack([middles.real, middles.imag])
    distances_km = geodesy.Gauge(source).metres(places) / 1000
    _, first, count = np.unique(middle, return_index=True, return_counts=True)
    is_alone = np.isin(np.arange(len(middle)), first[count == 1])
    owner = np.searchsorted(ends, starts, side="right")
    whole_km = np.add.reduceat(length_km, starts)
    return CurveErrors(
        {
            code: _pieces(distances_km[owner == number], whole_km[owner == number])
            for number, code in enumerate(near["region"])
        },
        _pieces(distances_km, np.add.reduceat(length_km * is_alone, starts)),
        thresholds.meshes,
    )


def _pieces(distances_km: Floats, lengths_km: Floats) -> tuple[Floats, Floats]:
    order = np.argsort(distances_km)
    return distances_km[order], np.cumsum(lengths_km[order])


def _error_km2(pieces: tuple[Floats, Floats], ranges_km: ArrayLike) -> Floats:
    distances_km, up_to_km = pieces
    within = np.searchsorted(distances_km, np.asarray(ranges_km, dtype=float), side="right")
    error: Floats = uncertainty.OUTLINE_ERROR_KM * np.concatenate([[0.0], up_to_km])[within]
    return error
