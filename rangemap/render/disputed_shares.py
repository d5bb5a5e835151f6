"""Disputed figures as text, JSON and CSV: shares as intervals, with every figure's source."""

from typing import Any

from rangemap.disputes import COLUMNS, Disputes
from rangemap.reach import CAVEAT
from rangemap.render.csv import csv_bytes
from rangemap.render.listings import figure_lines, weapon_heading
from rangemap.render.provenance import sources
from rangemap.render.summary import data_provenance
from rangemap.render.table import columns
from rangemap.render.wording import share_text

SUFFIXES = (".csv",)
_FIGURES = ("least", "used", "greatest")


def render(found: Disputes, _suffix: str = ".csv") -> bytes:
    """The intervals, unrounded."""
    return csv_bytes(list(COLUMNS), found.regions.itertuples(index=False))


def table(found: Disputes) -> str:
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


def summary(found: Disputes) -> dict[str, Any]:
    """Scenario, intervals unrounded, and every figure with its source."""
    return {
        "scenario": found.scenario.to_dict(),
        "regions": found.regions.to_dict("records"),
        "sources": sources(found.ranges, found.sources),
        **data_provenance(found.scenario),
    }


def _share(share: float) -> str:
    return share_text(share) if share > 0 else "–"
