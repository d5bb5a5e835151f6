"""Disputed figures and coverage depth as text, JSON and CSV."""

from typing import Any

from rangemap import depth as depths
from rangemap import disputes as quarrels
from rangemap.depth import Depth
from rangemap.disputes import Disputes
from rangemap.reach import CAVEAT
from rangemap.render.csv import csv_bytes
from rangemap.render.listings import figure_lines, weapon_heading
from rangemap.render.provenance import sources
from rangemap.render.summary import data_provenance, provenance
from rangemap.render.table import columns
from rangemap.render.wording import area_text, share_text

SUFFIXES = (".csv",)
_FIGURES = ("least", "used", "greatest")


def disputes_table(found: Disputes) -> str:
    """Per weapon its figures with their sources, then each region's share as an interval."""
    blocks = []
    for weapon in found.weapons:
        rows = found.regions[found.regions["weapon"] == weapon.id].to_dict("records")
        least, greatest = weapon.band
        heading = ("region", "name", str(least.length), str(weapon.range.length))
        cells = [
            (row["region"], row["name"], *(_share(row[f"{what}_share"]) for what in _FIGURES))
            for row in rows
        ]
        lines = columns([(*heading, str(greatest.length)), *cells], right=(2, 3, 4))
        blocks.append("\n".join([weapon_heading(weapon), *figure_lines(weapon), *lines]))
    return "\n\n".join([*blocks, CAVEAT])


def disputes_summary(found: Disputes) -> dict[str, Any]:
    """Scenario, intervals unrounded, and every figure with its source."""
    return {
        "scenario": found.scenario.to_dict(),
        "regions": found.regions.to_dict("records"),
        "sources": sources(found.ranges),
        **data_provenance(found.scenario),
    }


def disputes_csv(found: Disputes) -> bytes:
    """The intervals, unrounded."""
    return csv_bytes(list(quarrels.COLUMNS), found.regions.itertuples(index=False))


def depth_table(counted: Depth) -> str:
    """Per weapon the area that exactly so many origins reach, and what any and all reach."""
    blocks = []
    for each in counted.reach.ranges:
        rows = counted.areas[counted.areas["weapon"] == each.weapon].to_dict("records")
        cells = [(str(row["origins"]), _area(row["area_km2"])) for row in rows]
        lines = columns([("origins", "area"), *cells], right=(0, 1))
        any_of, all_of = sum(row["area_km2"] for row in rows), rows[-1]["area_km2"]
        totals = f"any: {_area(any_of)}, all {len(rows)}: {_area(all_of)}"
        blocks.append("\n".join([f"{each.label} {each.length}", *lines, totals]))
    return "\n\n".join([*blocks, CAVEAT])


def depth_summary(counted: Depth) -> dict[str, Any]:
    """Scenario and areas by count, unrounded."""
    return {
        "scenario": counted.reach.scenario.to_dict(),
        "areas": counted.areas[list(depths.COLUMNS)].to_dict("records"),
        **provenance(counted.reach),
    }


def depth_csv(counted: Depth) -> bytes:
    """Areas by count, unrounded."""
    rows = counted.areas[list(depths.COLUMNS)].itertuples(index=False)
    return csv_bytes(list(depths.COLUMNS), rows)


def _share(share: float) -> str:
    return share_text(share) if share > 0 else "–"


def _area(area_km2: float) -> str:
    return area_text(area_km2) if area_km2 > 0 else "–"
