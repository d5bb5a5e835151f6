"""The profile of a border in words: from where along it most and least is within reach."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rangemap.analysis.profile import Place, Profile
from rangemap.analysis.ranges import Range
from rangemap.wording.figure import notes
from rangemap.wording.landmarks import opposite
from rangemap.wording.language import Language, language_of
from rangemap.wording.origins import origins_text, whereabouts
from rangemap.wording.provenance import caveat_text, provenance
from rangemap.wording.quantities import (
    about_area,
    area_span,
    both_units,
    distance_text,
    share_text,
)
from rangemap.wording.ranges import reaching
from rangemap.wording.reach import whose
from rangemap.wording.remarks import remarks
from rangemap.wording.table import aligned

_MAX_STRETCHES = 4  # told of a region


def title_text(profile: Profile) -> str:
    """The finding of the widest range in short, or the scenario's title."""
    if profile.scenario.title:
        return profile.scenario.title
    each = profile.reach.widest
    said = language_of(profile.scenario.language)
    if not profile.reached(each.weapon):
        return finding(profile, each)
    ends = [profile.least(each.weapon), profile.most(each.weapon)]
    low, high = ((place.area_km2, place.error_km2) for place in ends)
    return said.say(
        "profile.title",
        border=origins_text(profile),
        range=f"{each.own_name} {both_units(each.length, said.code)}".lstrip(),
        span=area_span(low, high, said.code),
        country=said.say(f"country.{whose(profile)}"),
    )


def sentence(profile: Profile) -> str:
    """Per range from where along the border most and least area is within reach, to be quoted."""
    return " ".join(finding(profile, each) for each in profile.ranges)


def finding(profile: Profile, range_: Range) -> str:
    """The sentence of one range."""
    said = language_of(profile.scenario.language)
    values = {"border": origins_text(profile), "reaching": reaching(range_, said)}
    if not profile.reached(range_.weapon):
        return said.say("profile.nothing", **values)
    most, least = profile.most(range_.weapon), profile.least(range_.weapon)
    counts = profile.counts(range_.weapon)[profile.is_measured]
    return said.say(
        "profile.finding",
        **values,
        regions=count_text(int(counts.min()), int(counts.max()), said),
        most=about_area(most.area_km2, said.code, most.error_km2),
        first=place_text(profile, most),
        least=about_area(least.area_km2, said.code, least.error_km2),
        last=place_text(profile, least),
    )


def count_text(low: int, high: int, said: Language) -> str:
    """So many regions: ``2 to 14 regions``."""
    ends = list(dict.fromkeys([said.number(low), said.number(high)]))
    span = ends[0] if len(ends) == 1 else said.say("profile.span", low=ends[0], high=ends[1])
    return said.say("profile.regions", high, n=span)


def place_text(profile: Profile, place: Place) -> str:
    """Where along the border: ``km 720, opposite Sumy``."""
    said = language_of(profile.scenario.language)
    town = opposite(profile.border.neighbour, place.km, said.code)
    km = km_text(place.km, said)
    if not town:
        return said.say("profile.place_km", n=km)
    return said.say("profile.place", n=km, place=town)


def km_text(km: float, said: Language) -> str:
    """A kilometre of the border, to the metre at most: ``1,015``, ``0.5``."""
    decimals = len(f"{km:.3f}".rstrip("0").partition(".")[2])
    return said.number(km, decimals)


def method(profile: Profile) -> str:
    """From how many places was measured, how far apart, and how many could not be."""
    said = language_of(profile.scenario.language)
    step_km = (
        float(profile.at_km[1] - profile.at_km[0])
        if len(profile.at_km) > 1
        else profile.edges_km[-1]
    )
    step = said.say("unit.km", step_km, n=km_text(step_km, said))
    told = [said.say("profile.every", len(profile.at_km), distance=step)]
    failed = int(np.count_nonzero(~profile.is_measured))
    return " ".join([*told, *([said.say("profile.failed", failed)] if failed else [])])


def profile_notes(
    profile: Profile, projection: str, credit: str = "", date: str = ""
) -> tuple[str, ...]:
    """What stands small under the figure: caveat, sources, then data and how it was measured."""
    caveat, sources, small = notes(profile.reach, projection, credit=credit, date=date)
    return caveat, sources, f"{method(profile)} {small}"


def alternative(profile: Profile) -> str:
    """What somebody who cannot see the figure must know."""
    said = language_of(profile.scenario.language)
    small = remarks(profile.reach, has_places=False)
    told = [*whereabouts(profile), *small, caveat_text(profile.ranges, said.code)]
    return said.say("profile.alternative", caption=sentence(profile), caveat=" ".join(told))


def heading(said: Language) -> tuple[str, ...]:
    """Of the columns of `cells`, the range aside."""
    names = ("table.region", "profile.along", "profile.stretches", "profile.greatest")
    return tuple(said.say(name) for name in names)


def cells(profile: Profile, range_: Range) -> list[tuple[str, ...]]:
    """A row for each region within reach: km of border, from where, the greatest share and where.

    In the order of `Profile.reached`.
    """
    said = language_of(profile.scenario.language)
    names = dict(zip(profile.reach.outlines["region"], profile.reach.outlines["name"], strict=True))
    return [
        (
            names[row["region"]],
            distance_text(row["border_km"], said.code),
            _stretches(row["stretches_km"], said),
            _greatest(row, said),
        )
        for row in records(profile, range_)
    ]


def table(profile: Profile) -> str:
    """The sentence, then per range the regions that come within reach along the border."""
    said = language_of(profile.scenario.language)
    blocks = [sentence(profile)]
    for range_ in profile.ranges:
        lines = aligned([heading(said), *cells(profile, range_)], right=(1,))
        title = f"{range_.own_name} {both_units(range_.length, said.code)}".lstrip()
        blocks.append("\n".join([title, *lines]))
    small = remarks(profile.reach, has_places=False)
    told = [method(profile), *whereabouts(profile), *small]
    return "\n\n".join([*blocks, "\n".join([*told, caveat_text(profile.ranges, said.code)])])


def records(profile: Profile, range_: Range) -> list[dict[str, Any]]:
    """Per region within reach its numbers, unrounded."""
    rows = []
    for region in profile.reached(range_.weapon):
        share, stretches = (
            profile.share(range_.weapon, region),
            profile.stretches(range_.weapon, region),
        )
        best = int(share.argmax())
        rows.append(
            {
                "weapon": range_.weapon,
                "range_km": range_.range_km,
                "region": region,
                "border_km": sum(end - start for start, end in stretches),
                "stretches_km": [list(stretch) for stretch in stretches],
                "greatest_share": float(share[best]),
                "greatest_at_km": float(profile.at_km[best]),
            }
        )
    return rows


def summary(profile: Profile) -> dict[str, Any]:
    """Scenario, places of most and least area, and per region from where it is within reach."""
    reached = [each for each in profile.ranges if profile.reached(each.weapon)]
    return {
        "scenario": profile.scenario.to_dict(),
        "places": [
            {"weapon": each.weapon, "range_km": each.range_km, "of": of, **place._asdict()}
            for each in reached
            for of, place in (
                ("most", profile.most(each.weapon)),
                ("least", profile.least(each.weapon)),
            )
        ],
        "regions": [row for each in profile.ranges for row in records(profile, each)],
        "sentence": sentence(profile),
        **provenance(profile.reach),
    }


def _greatest(row: dict[str, Any], said: Language) -> str:
    """``91 % (km 402)``."""
    place = said.say("profile.place_km", n=km_text(row["greatest_at_km"], said))
    return f"{share_text(row['greatest_share'], said.code)} ({place})"


def _stretches(stretches: Sequence[Sequence[float]], said: Language) -> str:
    """``0–312, 480–511``; of many the longest, in their order."""
    longest = sorted(stretches, key=lambda each: each[0] - each[1])[:_MAX_STRETCHES]
    shown = [
        "–".join(said.number(round(km)) for km in each) for each in stretches if each in longest
    ]
    return ", ".join([*shown, *(["…"] if len(stretches) > len(longest) else [])])
