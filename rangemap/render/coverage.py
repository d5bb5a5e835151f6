"""Coverage depth as text, JSON and CSV: areas by how many origins reach them."""

from typing import Any

from rangemap.depth import COLUMNS, Depth
from rangemap.reach import CAVEAT
from rangemap.render.csv import csv_bytes
from rangemap.render.summary import provenance
from rangemap.render.table import columns
from rangemap.render.wording import area_text

SUFFIXES = (".csv",)


def render(counted: Depth, _suffix: str = ".csv") -> bytes:
    """Areas by count, unrounded."""
    rows = counted.areas[list(COLUMNS)].itertuples(index=False)
    return csv_bytes(list(COLUMNS), rows)


def table(counted: Depth) -> str:
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


def summary(counted: Depth) -> dict[str, Any]:
    """Scenario and areas by count, unrounded."""
    return {
        "scenario": counted.reach.scenario.to_dict(),
        "areas": counted.areas[list(COLUMNS)].to_dict("records"),
        **provenance(counted.reach),
    }


def _area(area_km2: float) -> str:
    return area_text(area_km2) if area_km2 > 0 else "–"
