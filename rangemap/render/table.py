"""The table that a terminal shows: reached regions, totals, sources, caveat."""

from collections.abc import Collection, Sequence

import geopandas as gpd

from rangemap.ranges import Range
from rangemap.reach import CAVEAT, Reach
from rangemap.render.provenance import source_line
from rangemap.render.wording import area_text, distance_text, rounded, share_text
from rangemap.units import both_units


def table(reach: Reach) -> str:
    """One block per range, most reached area first; figures rounded to what they carry."""
    blocks = []
    for each, total in zip(reach.ranges, reach.totals().to_dict("records"), strict=True):
        rows = reach.reached[reach.reached["weapon"] == each.weapon]
        minimum = f", minimum {both_units(each.minimum)}" if each.minimum else ""
        count = total["regions_reached"]
        regions = "1 region" if count == 1 else f"{count} regions"
        reached = (
            f"{area_text(total['reached_km2'])} in {regions}" if count else "no region reached"
        )
        heading = f"{each.label}  {both_units(each.length)}{minimum}  {reached}"
        blocks.append("\n".join([heading, *_region_lines(rows), *_town_lines(reach, each)]))
    return "\n\n".join([*blocks, f"{CAVEAT}\n{source_line(reach)}"])


def _region_lines(rows: gpd.GeoDataFrame) -> list[str]:
    cells = [
        (
            row.region,
            row.name,
            share_text(row.share),
            area_text(row.reached_km2),
            distance_text(row.nearest_km),
            "" if row.permitted else "withheld",
        )
        for row in rows.itertuples()
    ]
    if not cells:
        return []
    return columns([("region", "name", "share", "reached", "nearest", ""), *cells], right=(2, 3, 4))


def _town_lines(reach: Reach, each: Range) -> list[str]:
    towns = reach.places[reach.places["weapon"] == each.weapon]
    if towns.empty:
        return []
    count = "1 town" if len(towns) == 1 else f"{len(towns):,} towns"
    people = rounded(float(towns["population"].sum()))
    return [f"{count} of 5,000 people or more, {people} people in all"]


def columns(rows: Sequence[Sequence[str]], *, right: Collection[int] = ()) -> list[str]:
    """Rows as lines with aligned columns; those in `right` are flush right."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return [
        "  ".join(
            cell.rjust(width) if n in right else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
