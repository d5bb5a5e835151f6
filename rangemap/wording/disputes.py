"""Disputed figures as text, JSON and CSV: shares as intervals, with every figure's source."""

from collections.abc import Mapping
from typing import Any

from rangemap.analysis.disputes import COLUMNS, Disputes
from rangemap.export.csv import csv_bytes
from rangemap.wording.language import Language
from rangemap.wording.language import language as language_of
from rangemap.wording.listings import figure_lines, weapon_heading
from rangemap.wording.origins import origins_text
from rangemap.wording.provenance import sources
from rangemap.wording.quantities import area_text, both_units, length_text, share_text
from rangemap.wording.reach import whose
from rangemap.wording.remarks import data_remarks, remarks
from rangemap.wording.summary import data_provenance
from rangemap.wording.table import columns
from rangemap.world.catalog import Weapon

SUFFIXES = (".csv",)
_FIGURES = ("least", "used", "greatest")
_SMALL_SHARE = 0.01


def render(found: Disputes, _suffix: str = ".csv") -> bytes:
    """The intervals, unrounded."""
    return csv_bytes(list(COLUMNS), found.regions.itertuples(index=False))


def sentence(found: Disputes) -> str:
    """Per weapon how far published figures differ and what follows, to be quoted."""
    if not found.weapons:
        return language_of(found.scenario.language).say("disputes.none")
    return " ".join(finding(found, weapon) for weapon in found.weapons)


def title(found: Disputes, weapon: Weapon) -> str:
    """The same of one weapon as a title: how far figures differ, and what area they give."""
    return _said(found, weapon, "disputes.title").removesuffix(".")


def finding(found: Disputes, weapon: Weapon) -> str:
    """What follows from one weapon's figures, to be quoted."""
    return _said(found, weapon, "disputes.differ")


def _said(found: Disputes, weapon: Weapon, key: str) -> str:
    code = found.scenario.language
    said = language_of(code)
    least, greatest = weapon.band
    if least.length.metres == greatest.length.metres:
        length = both_units(least.length, code)
        return said.say("disputes.agree", range=weapon.name_in(code), length=length)
    band = {
        "range": weapon.name_in(code),
        "least": both_units(least.length, code),
        "greatest": both_units(greatest.length, code),
        "origins": origins_text(found),
    }
    rows = found.regions[found.regions["weapon"] == weapon.id]
    country = whose(found)
    if rows.empty:
        return said.say("disputes.nothing", **band, regions=said.say(f"regions.none_{country}"))
    total = found.totals[found.totals["weapon"] == weapon.id].to_dict("records")[0]
    ends = [
        area_text(total[f"{end}_km2"], code, total[f"{end}_error_km2"])
        for end in ("least", "greatest")
    ]
    widest = rows.to_dict("records")[0]
    return said.say(
        key,
        **band,
        area=_span(said, *ends),
        country=said.say(f"country.{country}"),
        name=widest["name"],
        share=share_span(widest, said),
    )


def share_span(row: Mapping[Any, Any], said: Language) -> str:
    """A region's share from the least to the greatest figure: ``83–91 %``, ``0–2 %``, ``all``."""
    least, greatest = row["least_share"], row["greatest_share"]
    low = said.number(100 * least if least >= _SMALL_SHARE else 0)
    high = said.number(100 * greatest)
    if low == high or greatest < _SMALL_SHARE:
        return share_text(greatest, said.code)
    return said.say("share.percent", n=f"{low}–{high}")


def _span(said: Language, low: str, high: str) -> str:
    return low if low == high else said.say("number.span", low=low, high=high)


def table(found: Disputes) -> str:
    """Per weapon its figures with their sources, then each region's share as an interval."""
    code = found.scenario.language
    said = language_of(code)
    blocks = [sentence(found)]
    for weapon in found.weapons:
        rows = found.regions[found.regions["weapon"] == weapon.id].to_dict("records")
        lengths = (figure.length for figure in (weapon.band[0], weapon.range, weapon.band[1]))
        heading = (
            said.say("table.region"),
            said.say("table.name"),
            *(length_text(length, code) for length in lengths),
        )
        cells = [
            (row["region"], row["name"], *(_share(row[f"{what}_share"], code) for what in _FIGURES))
            for row in rows
        ]
        lines = columns([heading, *cells], right=(2, 3, 4))
        blocks.append(
            "\n".join([weapon_heading(weapon, code), *figure_lines(weapon, code), *lines])
        )
    return "\n\n".join([*blocks, "\n".join([*remarks(*found.reaches), said.say("caveat")])])


def summary(found: Disputes) -> dict[str, Any]:
    """Scenario, intervals and areas in all, unrounded, and every figure with its source."""
    return {
        "scenario": found.scenario.to_dict(),
        "regions": found.regions.to_dict("records"),
        "totals": found.totals.to_dict("records"),
        "sentence": sentence(found),
        "sources": sources(found.ranges, found.sources),
        "remarks": data_remarks(*found.reaches),
        **data_provenance(found.scenario),
    }


def _share(share: float, language: str) -> str:
    return share_text(share, language) if share > 0 else "–"
