"""Sentences that can be quoted: what the picture shows, right in number, no digit too many."""

from typing import Any

from rangemap.analysis.ranges import Range
from rangemap.analysis.reach import Reach
from rangemap.wording.language import Language
from rangemap.wording.language import language as language_of
from rangemap.wording.origins import origins_text
from rangemap.wording.provenance import Measured
from rangemap.wording.quantities import about_area, as_published, share_of
from rangemap.world import boundaries

_MOST_REGIONS_NAMED = 3


def caption(reach: Reach) -> str:
    """One sentence per range, the shortest first; also the picture's alternative text."""
    ranges = sorted(reach.ranges, key=lambda each: each.range_km)
    return " ".join(finding(reach, each) for each in ranges)


def headline(reach: Reach) -> str:
    """The finding as a title: ``ATACMS range from Sumy reaches into 9 Russian regions``.

    Where the scenario withholds regions, only permitted ones count.
    """
    said = language_of(reach.scenario.language)
    widest = max(reach.ranges, key=lambda each: each.range_km)
    rows = [row for row in _rows(reach, widest) if row["permitted"]]
    limit = "permitted_" if reach.scenario.permission.codes else ""
    country = whose(reach)
    key = f"regions.{limit or 'of_'}{country}" if rows else f"regions.none_{limit}{country}"
    return said.say(
        "reach.headline" if rows else "reach.headline_none",
        range=widest.label,
        origins=origins_text(reach),
        regions=said.say(key, len(rows)),
    )


def finding(reach: Reach, each: Range) -> str:
    """What one range reaches: ``From Sumy, ATACMS at its published 190 mi reaches about …``.

    Where the scenario withholds regions, a second sentence tells permitted from withheld.
    """
    said, country = language_of(reach.scenario.language), whose(reach)
    rows = _rows(reach, each)
    start = {"origins": origins_text(reach), "reaching": reaching(each, said)}
    if not rows:
        return said.say("reach.nothing", **start, regions=said.say(f"regions.none_{country}"))
    total = reach.total(each.weapon)
    most = sorted(rows, key=lambda row: -row["share"])[:_MOST_REGIONS_NAMED]
    shares = [share_of(row["share"], row["name"], said.code, row["share_error"]) for row in most]
    sentence = said.say(
        "reach.finding" if len(rows) <= _MOST_REGIONS_NAMED else "reach.finding_among",
        **start,
        area=_area(total, "reached", said),
        regions=said.say(f"regions.in_{country}", len(rows)),
        shares=said.listed(shares),
    )
    return (
        f"{sentence} {_limited(reach, each, said)}" if reach.scenario.permission.codes else sentence
    )


def whose(measured: Measured) -> str:
    """Whose the reported regions are: ``RU``, ``UA``, or ``all`` where they are the user's own."""
    own = measured.sources != boundaries.sources()
    return "all" if own else measured.scenario.country


def reaching(each: Range, said: Language) -> str:
    """What reaches, and how far: ``ATACMS at its published 190 mi``, ``a range of 5 km``."""
    own = "reach.own" if each.own_name else "reach.unnamed"
    return said.say(
        "reach.published" if each.published else own,
        range=each.label,
        length=as_published(each.length, said.code),
    )


def _rows(reach: Reach, each: Range) -> list[dict[str, Any]]:
    return [row for row in reach.findings if row["weapon"] == each.weapon]


def _limited(reach: Reach, each: Range, said: Language) -> str:
    """What of one range's reach the scenario permits, and what it withholds."""
    total = reach.total(each.weapon)
    parts = {
        name: said.say(
            "reach.limited_in",
            area=_area(total, name, said),
            regions=said.say("regions.in_all", total[f"regions_{name}"]),
        )
        if total[f"regions_{name}"]
        else said.say("reach.limited_none")
        for name in ("permitted", "withheld")
    }
    return said.say("reach.limited", **parts)


def _area(total: dict[str, Any], name: str, said: Language) -> str:
    return about_area(total[f"{name}_km2"], said.code, total[f"{name}_error_km2"])
