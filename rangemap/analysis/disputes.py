"""Disputed figures: what follows where publications disagree about a range."""

import itertools
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd
import shapely

from rangemap import geodesy
from rangemap.analysis.arguments import SCENARIO, known_weapons
from rangemap.analysis.ranges import Range, resolve_ranges
from rangemap.analysis.reach import CRS, Reach, compute
from rangemap.analysis.regions import reported_regions
from rangemap.analysis.result import MappedResult
from rangemap.scenario.kinds import check_kind
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.world.boundaries import Source
from rangemap.world.catalog import Catalog, PublishedRange, Weapon
from rangemap.world.regions import Regions

COLUMNS = (
    "region",
    "name",
    "area_km2",
    "weapon",
    "least_km",
    "used_km",
    "greatest_km",
    "least_share",
    "used_share",
    "greatest_share",
)


@dataclass(frozen=True, eq=False, repr=False)
class Disputes(MappedResult):
    """The shares of regions as intervals, from the least to the greatest published figure.

    Attributes
    ----------
    scenario
        What was asked.
    weapons, ranges
        Those of the scenario that the catalogue has, with all their figures; and the same as a
        scenario uses them.
    regions
        COLUMNS, one row per region and weapon that the greatest figure reaches, the widest interval
        first; shares from 0 to 1.
    totals
        One row per weapon: `weapon`, and for least, used and greatest the area in all, `…_km2`, and
        by how much outlines may make it wrong, `…_error_km2`.
    reaches
        One per weapon, with the ranges `least`, `used` and `greatest`.
    sources
        Where regions, borders and places come from.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario, disputes
    >>> atacms = disputes(Scenario((PointOrigin(lat=51.0, lon=34.7),), weapons=("atacms",)))
    >>> bool((atacms.totals["least_km2"] <= atacms.totals["greatest_km2"]).all())
    True

    """

    scenario: Scenario
    weapons: tuple[Weapon, ...]
    ranges: tuple[Range, ...]
    regions: pd.DataFrame
    totals: pd.DataFrame
    reaches: tuple[Reach, ...]
    sources: tuple[Source, ...]


def disputes(
    scenario: Scenario,
    regions: Regions | gpd.GeoDataFrame | None = None,
    catalog: Catalog | None = None,
) -> Disputes:
    """Measure a scenario at the least, the used and the greatest figure of each of its weapons.

    Only figures of the same variant as the used one count. Ranges of the user's own have no
    publications and are left out.

    Parameters
    ----------
    scenario, regions, catalog
        As for `compute`.

    Returns
    -------
    Disputes
        One row per region and weapon, the widest interval first; shares from 0 to 1.

    Raises
    ------
    RangemapError
        What `compute` raises.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario, disputes
    >>> atacms = disputes(Scenario((PointOrigin(lat=51.0, lon=34.7),), weapons=("atacms",)))
    >>> bool((atacms.regions["least_share"] <= atacms.regions["greatest_share"]).all())
    True

    """
    check_kind(scenario, Scenario, SCENARIO)
    known = known_weapons(catalog)
    ranges = tuple(each for each in resolve_ranges(scenario, known) if each.published)
    weapons = tuple(known[each.weapon] for each in ranges)
    reaches = [_reach(weapon, scenario, regions) for weapon in weapons]
    both = list(zip(weapons, reaches, strict=True))
    rows = [row for weapon, reach in both for row in _rows(weapon, reach)]
    totals = pd.DataFrame([_totals(weapon, reach) for weapon, reach in both])
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    width = frame["greatest_share"] - frame["least_share"]
    order = width.sort_values(ascending=False, kind="stable").index
    return Disputes(
        scenario,
        weapons,
        ranges,
        frame.loc[order].reset_index(drop=True),
        totals,
        tuple(reaches),
        reported_regions(scenario, regions).sources,
    )


def published_reaches(disputes: Disputes, weapon: Weapon) -> gpd.GeoDataFrame:
    """What each of a weapon's published figures reaches, the least first: `range_km`, `figures`.

    Figures of one length are one row, `figures` a tuple of them. Geometry in EPSG:4326; the
    scenario must have the weapon.
    """
    reach = disputes.reaches[disputes.weapons.index(weapon)]
    source = shapely.geometrycollections(shapely.get_parts(reach.origins.geometry.to_numpy()))
    figures = sorted(weapon.comparable, key=lambda figure: figure.range_km)
    groups = [
        tuple(group)
        for _, group in itertools.groupby(figures, key=lambda figure: figure.length.metres)
    ]
    buffers = geodesy.buffers(source, [group[0].length.metres for group in groups])
    return gpd.GeoDataFrame(
        {"range_km": [group[0].range_km for group in groups], "figures": groups},
        geometry=[each.geometry for each in buffers],
        crs=CRS,
    )


def _figures(weapon: Weapon) -> dict[str, PublishedRange]:
    least, greatest = weapon.band
    return {"least": least, "used": weapon.range, "greatest": greatest}


def _reach(weapon: Weapon, scenario: Scenario, regions: Regions | gpd.GeoDataFrame | None) -> Reach:
    ranges = (CustomRange(name, figure.length) for name, figure in _figures(weapon).items())
    return compute(replace(scenario, weapons=tuple(ranges)), regions)


def _totals(weapon: Weapon, reach: Reach) -> dict[str, object]:
    totals = reach.totals().set_index("weapon")
    areas = {f"{name}_km2": totals.loc[name, "reached_km2"] for name in totals.index}
    errors = {f"{name}_error_km2": totals.loc[name, "reached_error_km2"] for name in totals.index}
    return {"weapon": weapon.id, **areas, **errors}


def _rows(weapon: Weapon, reach: Reach) -> list[dict[str, object]]:
    figures = _figures(weapon)
    reached = set(reach.reached["region"])
    shares = {name: _shares(reach, name) for name in figures}
    return [
        {
            "region": row["region"],
            "name": row["name"],
            "area_km2": row["area_km2"],
            "weapon": weapon.id,
            **{f"{name}_km": figure.range_km for name, figure in figures.items()},
            **{f"{name}_share": shares[name][row["region"]] for name in figures},
        }
        for row in reach.outlines[["region", "name", "area_km2"]].to_dict("records")
        if row["region"] in reached
    ]


def _shares(reach: Reach, name: str) -> dict[str, float]:
    rows = reach.regions[reach.regions["weapon"] == name]
    return dict(zip(rows["region"], rows["share"], strict=True))
