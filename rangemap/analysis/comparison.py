"""Before and after: what one reach has that another has not, region by region."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from rangemap.analysis import uncertainty
from rangemap.analysis.arguments import REACH
from rangemap.analysis.reach import CRS, Reach, areas_km2, polygons_of
from rangemap.analysis.result import MappedResult
from rangemap.errors import ScenarioError
from rangemap.scenario.kinds import check_kind

COLUMNS = (
    "region",
    "name",
    "area_km2",
    "before_km2",
    "after_km2",
    "gained_km2",
    "lost_km2",
    "gained_error_km2",
    "lost_error_km2",
    "before_share",
    "after_share",
    "before_share_error",
    "after_share_error",
    "newly_reached",
)


_MIN_M2 = 1.0  # below it, what is left of two equal edges by the rounding of their coordinates


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(MappedResult):
    """Two reaches, and what came between them.

    A region counts as reached as far as any range of its scenario reaches it and its permission
    allows it. Gained and lost areas are disjoint, so after = before + gained - lost.

    Attributes
    ----------
    before, after
        The two reaches.
    regions
        COLUMNS, one row per region that either reaches, the most gained area first; a GeoDataFrame
        in EPSG:4326 whose geometry is the part gained, empty where nothing is.
    sums
        `before_km2`, `after_km2`, `gained_km2` and `lost_km2` of all regions together, ground that
        regions share counted once, and the latter two's `…_error_km2`.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario, compare, compute
    >>> sumy = (PointOrigin(lat=51.0, lon=34.7),)
    >>> short, long = (compute(Scenario(sumy, weapons=(id,))) for id in ("himars", "atacms"))
    >>> compare(short, long).regions["newly_reached"].sum()
    np.int64(7)

    """

    before: Reach
    after: Reach
    regions: gpd.GeoDataFrame
    sums: Mapping[str, float]

    def totals(self) -> dict[str, float | int]:
        """Areas and counts of all regions together.

        Returns
        -------
        dict
            `before_km2`, `after_km2`, `gained_km2`, `lost_km2`; `gained_error_km2` and
            `lost_error_km2`, by how much these may be off; `regions_newly_reached`.

        """
        newly_reached = int(self.regions["newly_reached"].sum())
        return {**self.sums, "regions_newly_reached": newly_reached}


def compare(before: Reach, after: Reach) -> Comparison:
    """What became reachable between two reaches.

    Parameters
    ----------
    before, after
        Reaches of the same regions; origins, ranges and permission may differ.

    Returns
    -------
    Comparison
        One row per region that either reaches, the most gained area first; areas in km².

    Raises
    ------
    ScenarioError
        Where they report different regions.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario, compare, compute
    >>> sumy = (PointOrigin(lat=51.0, lon=34.7),)
    >>> short, long = (compute(Scenario(sumy, weapons=(id,))) for id in ("himars", "atacms"))
    >>> compare(short, long).totals()["regions_newly_reached"]
    7

    """
    for reach in (before, after):
        check_kind(reach, Reach, REACH)
    codes = before.outlines["region"]
    if not codes.equals(after.outlines["region"]):
        raise ScenarioError(
            "the two scenarios report different regions; give both one country",
            reason="compare_countries",
        )
    first, second = reached_shapes(before), reached_shapes(after)
    outlines = after.outlines.geometry.to_numpy()
    range_error_km = max(_range_error_km(before), _range_error_km(after))
    change = _Change.between(first, second, [[each] for each in outlines], range_error_km)
    together = (
        _Change.between(_union(first), _union(second), [outlines], range_error_km)
        if after.overlaps
        else change
    )
    areas = change.areas_km2
    area_km2 = after.outlines["area_km2"].to_numpy()
    shares = {
        "before_share": areas["before_km2"] / area_km2,
        "after_share": areas["after_km2"] / area_km2,
    }
    frame = gpd.GeoDataFrame(
        {
            "region": codes,
            "name": after.outlines["name"],
            "area_km2": area_km2,
            **areas,
            **{f"{what}_error_km2": _errors_km2(found) for what, found in change.edges.items()},
            **shares,
            "before_share_error": _share_errors(first, shares["before_share"], before),
            "after_share_error": _share_errors(second, shares["after_share"], after),
            "newly_reached": (areas["before_km2"] == 0) & (areas["after_km2"] > 0),
        },
        geometry=change.gained,
        crs=CRS,
    )
    reached = frame[(frame["before_km2"] > 0) | (frame["after_km2"] > 0)]
    ordered = reached.sort_values(["gained_km2", "region"], ascending=[False, True])
    return Comparison(
        before,
        after,
        ordered.reset_index(drop=True),
        together.sums(),
    )


def shortest_and_longest(reach: Reach) -> Comparison:
    """The ready case: a scenario's shortest range alone, then its longest alone.

    Raises ScenarioError where the scenario has only one range.
    """
    if len(reach.ranges) == 1:
        raise ScenarioError(
            "the scenario has one range; give two to compare, as himars and atacms",
            reason="compare_one_range",
        )
    narrowest = reach.by_range[0]
    return compare(reach.narrowed(narrowest.weapon), reach.narrowed(reach.widest.weapon))


@dataclass(frozen=True, eq=False)
class _Change:
    """What is gained between shapes before and after, their areas in km², and what is around them.

    areas_km2: `before_km2`, `after_km2`, `gained_km2`, `lost_km2`, each (n,); edges: of `gained`
    and `lost`.
    """

    gained: NDArray[np.object_]
    areas_km2: Mapping[str, NDArray[np.float64]]
    edges: Mapping[str, list[uncertainty.Edges]]

    @classmethod
    def between(
        cls,
        before: NDArray[np.object_],
        after: NDArray[np.object_],
        outlines: Sequence[Any],
        range_error_km: float,
    ) -> Self:
        """Of n shapes, each cut from its outlines."""
        gained, lost = _cut(after, before), _cut(before, after)
        known = [
            uncertainty.vertices([] if more.is_empty and less.is_empty else around)
            for more, less, around in zip(gained, lost, outlines, strict=True)
        ]
        edges = {
            what: [
                uncertainty.edges_of(shape, vertices, range_error_km)
                for shape, vertices in zip(shapes, known, strict=True)
            ]
            for what, shapes in (("gained", gained), ("lost", lost))
        }
        shapes = {"before": before, "after": after, "gained": gained, "lost": lost}
        areas = {f"{what}_km2": areas_km2(found) for what, found in shapes.items()}
        return cls(gained, areas, edges)

    def sums(self) -> dict[str, float]:
        """Areas in all, and by how much those gained and lost may be off."""
        errors = {
            f"{what}_error_km2": uncertainty.total_error_km2(found)
            for what, found in self.edges.items()
        }
        return {name: float(areas.sum()) for name, areas in self.areas_km2.items()} | errors


def _union(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """All shapes as one, in an array of its own."""
    return np.array([polygons_of(shapely.union_all(shapes))], dtype=object)


def _share_errors(
    shapes: NDArray[np.object_], share: NDArray[np.float64], reach: Reach
) -> NDArray[np.float64]:
    range_error_km = _range_error_km(reach)
    edges = [
        uncertainty.edges_of(
            shape, uncertainty.vertices([] if shape.is_empty else [outline]), range_error_km
        )
        for shape, outline in zip(shapes, reach.outlines.geometry, strict=True)
    ]
    rows = pd.DataFrame({"share": share, "area_km2": reach.outlines["area_km2"]})
    return uncertainty.error_columns(rows, edges)["share_error"]


def _range_error_km(reach: Reach) -> float:
    return max(reach.range_error_km(each.weapon) for each in reach.ranges)


def _errors_km2(edges: Sequence[uncertainty.Edges]) -> list[float]:
    return [uncertainty.total_error_km2([each]) for each in edges]


def reached_shapes(reach: Reach) -> NDArray[np.object_]:
    """Of each reported region the part that any range reaches; none where it is withheld."""
    allowed = reach.regions[reach.regions["permitted"]]
    allowed = allowed[~allowed.geometry.is_empty]
    parts: defaultdict[str, list[shapely.Geometry]] = defaultdict(list)
    for code, part in zip(allowed["region"], allowed.geometry, strict=True):
        parts[code].append(part)
    shapes = np.full(len(reach.outlines), shapely.Polygon(), dtype=object)
    for number, code in enumerate(reach.outlines["region"]):
        if code in parts:
            shapes[number] = polygons_of(shapely.union_all(parts[code]))
    return shapes


def _cut(shapes: NDArray[np.object_], away: NDArray[np.object_]) -> NDArray[np.object_]:
    cut = np.empty(len(shapes), dtype=object)
    cut[:] = [polygons_of(shape) for shape in shapely.difference(shapes, away)]
    cut[areas_km2(cut) < _MIN_M2 / 1e6] = shapely.Polygon()
    return cut
