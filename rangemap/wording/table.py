"""The table that a terminal shows: reached regions, totals, sources, caveat."""

from collections.abc import Collection, Sequence
from typing import Any

import geopandas as gpd

from rangemap.analysis.ranges import Range
from rangemap.analysis.reach import Reach
from rangemap.wording.language import Language
from rangemap.wording.language import language as language_of
from rangemap.wording.origins import whereabouts
from rangemap.wording.provenance import caveat_text, source_line
from rangemap.wording.quantities import (
    area_text,
    both_units,
    distance_text,
    interval_text,
    people_text,
    share_text,
)
from rangemap.wording.reach import caption
from rangemap.wording.remarks import remarks


def table(reach: Reach) -> str:
    """One block per range, most reached area first; figures rounded to what they carry."""
    code = reach.scenario.language
    said = language_of(code)
    blocks = [caption(reach)]
    for each in reach.ranges:
        total = reach.total(each.weapon)
        rows = reach.reached[reach.reached["weapon"] == each.weapon]
        length = (
            interval_text(each.minimum, each.length, code)
            if each.minimum
            else both_units(each.length, code)
        )
        heading = f"{each.own_name}  {length}  {_reached(total, said)}".lstrip()
        limit = [_limit(total, said)] if reach.scenario.permission.codes else []
        lines = [*limit, *_region_lines(rows, said), *_place_lines(reach, each, said)]
        blocks.append("\n".join([heading, *lines]))
    foot = "\n".join(
        [*whereabouts(reach), *remarks(reach), caveat_text(reach.ranges, code), source_line(reach)]
    )
    return "\n\n".join([*blocks, foot])


def _reached(total: dict[str, Any], said: Language) -> str:
    if not total["regions_reached"]:
        return said.say("table.no_region")
    return said.say(
        "table.in_regions",
        area=area_text(total["reached_km2"], said.code, total["reached_error_km2"]),
        regions=said.say("regions.in_digits", total["regions_reached"]),
    )


def _limit(total: dict[str, Any], said: Language) -> str:
    """Permitted and withheld areas apart, and which share of what is reached the latter are."""
    parts = {
        name: said.say(
            "table.in_regions",
            area=area_text(total[f"{name}_km2"], said.code, total[f"{name}_error_km2"]),
            regions=said.say("regions.in_digits", total[f"regions_{name}"]),
        )
        if total[f"regions_{name}"]
        else "–"
        for name in ("permitted", "withheld")
    }
    limit = said.say("table.limit", **parts)
    if not total["regions_withheld"]:
        return limit
    share = total["withheld_km2"] / total["reached_km2"]
    whole = said.say("share.percent", n=said.number(100))
    shown = share_text(share, said.code) if total["regions_permitted"] else whole
    return f"{limit} ({said.say('table.limit_share', share=shown)})"


def _region_lines(rows: gpd.GeoDataFrame, said: Language) -> list[str]:
    cells = [
        (
            row.region,
            row.name,
            share_text(row.share, said.code, row.share_error),
            area_text(row.reached_km2, said.code, row.reached_error_km2),
            distance_text(row.nearest_km, said.code),
            "" if row.permitted else said.say("table.withheld"),
        )
        for row in rows.itertuples()
    ]
    if not cells:
        return []
    names = ("region", "name", "share", "reached", "nearest")
    heading = (*(said.say(f"table.{name}") for name in names), "")
    return columns([heading, *cells], right=(2, 3, 4))


def _place_lines(reach: Reach, each: Range, said: Language) -> list[str]:
    places = reach.places[reach.places["weapon"] == each.weapon]
    if places.empty:
        return []
    people = people_text(float(places["population"].sum()), said.code)
    return [said.say("table.places", len(places), people=people)]


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
