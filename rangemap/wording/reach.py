"""A reach in words: sentences that can be quoted, a table for terminals, plain data."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd

from rangemap.analysis.people import added_people
from rangemap.analysis.ranges import Range
from rangemap.analysis.reach import BUFFER_COLUMNS, REGION_COLUMNS, UNION, Reach
from rangemap.analysis.uncertainty import ERROR_COLUMNS
from rangemap.wording.language import Language, language_of
from rangemap.wording.origins import start_text, whereabouts
from rangemap.wording.people import population_note
from rangemap.wording.places import reached_places
from rangemap.wording.provenance import Measured, caveat_text, provenance, source_line
from rangemap.wording.quantities import (
    about_area,
    area_text,
    both_units,
    distance_text,
    interval_text,
    names_together,
    people_text,
    running_name,
    share_text,
)
from rangemap.wording.ranges import reaching, what_reaches
from rangemap.wording.remarks import is_wide, remarks
from rangemap.wording.table import aligned
from rangemap.world import boundaries

_MAX_NAMED, _MAX_WHOLE_NAMED = 3, 5  # regions
_WHOLE = 1 - 1e-9  # share


def caption(reach: Reach) -> str:
    """One sentence per range, the shortest first; also the picture's alternative text."""
    ranges = reach.by_range
    return " ".join(finding(reach, each) for each in ranges)


def headline(reach: Reach) -> str:
    """The finding as a title: ``From Sumy, ATACMS reaches into nine Russian regions``.

    Where the scenario withholds regions, only permitted ones count.
    """
    said = language_of(reach.scenario.language)
    widest = reach.widest
    rows = [row for row in _rows(reach, widest) if row["permitted"]]
    limit = "permitted_" if reach.scenario.permission.codes else ""
    country = whose(reach)
    key = f"regions.{limit or 'of_'}{country}" if rows else f"regions.none_{limit}{country}"
    return said.say(
        "reach.headline" if rows else "reach.headline_none",
        start=start_text(reach),
        range=reaching(widest, said) if widest.minimum else what_reaches(widest, said),
        regions=said.say(key, len(rows)),
    )


def finding(reach: Reach, range_: Range) -> str:
    """What one range reaches: ``From Sumy, ATACMS at its published range of 306 km …``.

    Where the scenario withholds regions, a second sentence tells permitted from withheld.
    """
    said, country = language_of(reach.scenario.language), whose(reach)
    rows = _rows(reach, range_)
    start = {"start": start_text(reach), "reaching": reaching(range_, said)}
    if not rows:
        return said.say("reach.nothing", **start, regions=said.say(f"regions.none_{country}"))
    start |= {
        "area": _area(reach.total(range_.weapon), "reached", said),
        "regions": said.say(f"regions.in_{country}", len(rows)),
    }
    whole = sum(row["share"] >= _WHOLE for row in rows)
    if whole > _MAX_WHOLE_NAMED:
        sentence = said.say("reach.finding_wholly", whole, **start)
    else:
        named = rows if len(rows) <= _MAX_NAMED else _largest(rows, max(whole, _MAX_NAMED))
        key = "reach.finding" if len(named) == len(rows) else "reach.finding_among"
        sentence = said.say(key, **start, shares=shares_text(named, said))
    return (
        f"{sentence} {_limited(reach, range_, said)}"
        if reach.scenario.permission.codes
        else sentence
    )


def shares_text(rows: Sequence[Mapping[str, Any]], said: Language) -> str:
    """Shares of regions, the largest first; equal ones together: ``all of A and B oblasts``."""
    groups: dict[tuple[bool, str], list[str]] = {}
    for row in _largest(rows, len(rows)):
        text = share_text(row["share"], said.code, row["share_error"])
        groups.setdefault((row["share"] >= _WHOLE, text), []).append(row["name"])
    return said.listed(
        [
            said.say("share.of_all" if is_whole else "share.of", share=text, name=named)
            for (is_whole, text), names in groups.items()
            for named in [names_together(names, said.code)]
        ],
        "share.and",
    )


def caption_line(reach: Reach) -> str:
    """To print under the picture: what every range reaches, where from, and the caveat.

    Where the scenario withholds regions, only permitted ones count.
    """
    said = language_of(reach.scenario.language)
    ranges = reach.by_range
    small = remarks(reach, has_places=False)
    told = [*whereabouts(reach), *small, caveat_text(reach.ranges, said.code)]
    return said.say(
        "figure.caption",
        start=start_text(reach),
        ranges="; ".join(_reaches(reach, each, said) for each in ranges),
        remarks=" ".join(told),
    )


def whose(measured: Measured) -> str:
    """Whose the reported regions are: ``RU``, ``UA``, or ``all`` where they are one's own."""
    own = measured.sources != boundaries.sources()
    return "all" if own else measured.scenario.country


def _reaches(reach: Reach, range_: Range, said: Language) -> str:
    rows = [row for row in _rows(reach, range_) if row["permitted"]]
    limit = "permitted_" if reach.scenario.permission.codes else ""
    country, what = whose(reach), reaching(range_, said)
    if not rows:
        regions = said.say(f"regions.none_{limit}{country}")
        return said.say("figure.reaches_none", reaching=what, regions=regions)
    return said.say(
        "figure.reaches",
        reaching=what,
        area=_area(reach.total(range_.weapon), "permitted", said),
        regions=said.say(f"regions.in_{limit}{country}", len(rows)),
    )


def _largest(rows: Sequence[Mapping[str, Any]], count: int) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda row: -row["share"])[:count]


def _rows(reach: Reach, range_: Range) -> list[dict[str, Any]]:
    return [row for row in reach.findings if row["weapon"] == range_.weapon]


def _limited(reach: Reach, range_: Range, said: Language) -> str:
    """What of one range's reach the scenario permits, and what it withholds."""
    total, rows = reach.total(range_.weapon), _rows(reach, range_)
    parts = {}
    for name in ("permitted", "withheld"):
        names = [row["name"] for row in rows if row["permitted"] == (name == "permitted")]
        if not names:
            parts[name] = said.say("reach.limited_none")
            continue
        area = _area(total, name, said)
        if len(names) == 1:
            shown = running_name(names[0], said.code)
            parts[name] = said.say("reach.limited_one", area=area, name=shown)
        else:
            regions = said.say("regions.in_all", len(names))
            parts[name] = said.say("reach.limited_in", area=area, regions=regions)
    return said.say("reach.limited", **parts)


def _area(total: dict[str, Any], name: str, said: Language) -> str:
    return about_area(total[f"{name}_km2"], said.code, total[f"{name}_error_km2"])


def table(reach: Reach) -> str:
    """One block per range, most reached area first; figures rounded to what they carry."""
    code = reach.scenario.language
    said = language_of(code)
    blocks = [caption(reach)]
    for range_ in reach.ranges:
        total = reach.total(range_.weapon)
        rows = reach.reached[reach.reached["weapon"] == range_.weapon]
        length = (
            interval_text(range_.minimum, range_.length, code)
            if range_.minimum
            else both_units(range_.length, code)
        )
        heading = f"{range_.own_name}  {length}  {_total_text(total, said)}".lstrip()
        limit = [_limit(total, said)] if reach.scenario.permission.codes else []
        lines = [*limit, *_region_lines(rows, said), *_place_lines(reach, range_, said)]
        blocks.append("\n".join([heading, *lines]))
    foot = "\n".join(
        [
            *whereabouts(reach),
            *remarks(reach),
            caveat_text(reach.ranges, code),
            *filter(None, [population_note(reach.places, code)]),
            source_line(reach),
        ]
    )
    return "\n\n".join([*blocks, foot])


def _total_text(total: dict[str, Any], said: Language) -> str:
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
    return aligned([heading, *cells], right=(2, 3, 4))


def _place_lines(reach: Reach, range_: Range, said: Language) -> list[str]:
    places = reach.places[reach.places["weapon"] == range_.weapon]
    if places.empty:
        return []
    people = people_text(float(added_people(places).sum()), said.code)
    return [said.say("table.places", len(places), people=people)]


def summary(reach: Reach) -> dict[str, Any]:
    """Scenario, reached regions (one row per region and weapon), totals, sources and caveat.

    places: which these are, with people and distance.
    buffers: how exact each range's is proven to be, and each origin's that could not be proven.
    """
    table = reach.reached[[*REGION_COLUMNS, *ERROR_COLUMNS]]
    return {
        "scenario": reach.scenario.to_dict(),
        "regions": table.to_dict("records"),
        "totals": reach.totals().to_dict("records"),
        "places": reached_places(reach),
        "buffers": _buffer_records(reach),
        "sentence": caption(reach),
        **provenance(reach),
    }


def _buffer_records(reach: Reach) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = reach.buffers[list(BUFFER_COLUMNS)].to_dict("records")
    return [row for row in rows if row["origin"] == UNION or is_wide(row["bound_m"])]
