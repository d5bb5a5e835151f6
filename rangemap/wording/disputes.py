"""Disputed figures in words: shares as intervals, with every figure's source."""

import operator
from collections.abc import Mapping, Sequence
from typing import Any

from rangemap.analysis.disputes import Disputes
from rangemap.scenario.units import METRES_PER_UNIT
from rangemap.wording.catalog import figure_lines, weapon_heading
from rangemap.wording.language import Language, language_of
from rangemap.wording.origins import start_text, whereabouts
from rangemap.wording.places import disputed_places
from rangemap.wording.provenance import caveat_text, data_provenance, sources
from rangemap.wording.quantities import (
    area_span,
    both_units,
    length_span,
    length_text,
    running_name,
    share_text,
)
from rangemap.wording.reach import whose
from rangemap.wording.remarks import data_remarks, remarks
from rangemap.wording.table import aligned
from rangemap.world.catalog import PublishedRange, Weapon

_FIGURES = ("least", "used", "greatest")
_SMALL_SHARE = 0.01


def sentence(disputes: Disputes) -> str:
    """Per weapon how far published figures differ and what follows, to be quoted."""
    if not disputes.weapons:
        return language_of(disputes.scenario.language).say("disputes.none")
    return " ".join(finding(disputes, weapon) for weapon in disputes.weapons)


def title(disputes: Disputes, weapon: Weapon) -> str:
    """The same of one weapon as a title: how far figures differ, and what area they give."""
    key = "title" if weapon.is_disputed else "title_rounded"
    return _said(disputes, weapon, key).removesuffix(".")


def finding(disputes: Disputes, weapon: Weapon) -> str:
    """What follows from one weapon's figures, to be quoted."""
    if _is_alike(disputes, weapon):
        return f"{title(disputes, weapon)}."
    return _said(disputes, weapon, "differ" if weapon.is_disputed else "rounded")


def _is_alike(disputes: Disputes, weapon: Weapon) -> bool:
    """Whether no region's share differs, as where each of one's own is wholly within range."""
    rows = disputes.regions[disputes.regions["weapon"] == weapon.id]
    shares = (rows[f"{end}_share"].map(share_text) for end in ("least", "greatest"))
    return not rows.empty and all(map(operator.eq, *shares))


def _said(disputes: Disputes, weapon: Weapon, key: str) -> str:
    code = disputes.scenario.language
    said = language_of(code)
    least, greatest = weapon.band
    name = weapon.name_in(code)
    if least.length.metres == greatest.length.metres:
        length = both_units(least.length, code)
        count = len(weapon.comparable)
        key = "disputes.agree" if count > 1 else "disputes.agree_one"
        return said.say(key, count, range=name, length=length)
    band = {
        "start": start_text(disputes),
        "range": name,
        "span": span_text(weapon, code),
    }
    rows = disputes.regions[disputes.regions["weapon"] == weapon.id]
    country = whose(disputes)
    if rows.empty:
        return said.say("disputes.nothing", **band, regions=said.say(f"regions.none_{country}"))
    total = disputes.totals[disputes.totals["weapon"] == weapon.id].to_dict("records")[0]
    low, high = ((total[f"{end}_km2"], total[f"{end}_error_km2"]) for end in ("least", "greatest"))
    widest = rows.to_dict("records")[0]
    return said.say(
        f"disputes.{key}",
        **band,
        area=area_span(low, high, code),
        country=said.say(f"country.{country}"),
        name=running_name(widest["name"], code),
        share=share_span(widest, said),
    )


def span_text(weapon: Weapon, language: str) -> str:
    """A weapon's figures as an interval, unit once: ``70 to 84 km (43–52 mi)``."""
    said = language_of(language)
    least, greatest = (figure.length for figure in weapon.band)
    miles = [round(length.metres / float(METRES_PER_UNIT["mi"])) for length in (least, greatest)]
    shown = said.say("unit.mi", miles[1], n="–".join(map(said.number, miles)))
    return f"{length_span(least, greatest, language)} ({shown})"


def published_text(figures: Sequence[PublishedRange], language: str) -> str:
    """A figure and all who published it: ``80 km (50 mi): NHK World, Euronews``."""
    said = language_of(language)
    publishers = publishers_text(figures)
    length = both_units(figures[0].length, language)
    return said.say("disputes.published", length=length, publishers=publishers)


def publishers_text(figures: Sequence[PublishedRange]) -> str:
    """All who published a figure, each once."""
    return ", ".join(_publishers(figures))


def published_briefly(figures: Sequence[PublishedRange], language: str) -> str:
    """The same with the first publisher, and how many more there are."""
    said = language_of(language)
    first, *more = _publishers(figures)
    publishers = said.say("disputes.publishers_more", len(more), first=first) if more else first
    length = both_units(figures[0].length, language)
    return said.say("disputes.published", length=length, publishers=publishers)


def _publishers(figures: Sequence[PublishedRange]) -> list[str]:
    return list(dict.fromkeys(figure.source.publisher for figure in figures))


def share_span(row: Mapping[Any, Any], said: Language) -> str:
    """A region's share from the least to the greatest figure: ``83–91 %``, ``0–2 %``, ``all``."""
    least, greatest = row["least_share"], row["greatest_share"]
    low = said.number(100 * least if least >= _SMALL_SHARE else 0)
    high = said.number(100 * greatest)
    if low == high or greatest < _SMALL_SHARE:
        return share_text(greatest, said.code)
    return said.say("share.percent", n=f"{low}–{high}")


def table(disputes: Disputes) -> str:
    """Per weapon its figures with their sources, then each region's share as an interval."""
    code = disputes.scenario.language
    said = language_of(code)
    blocks = [sentence(disputes)]
    for weapon in disputes.weapons:
        rows = disputes.regions[disputes.regions["weapon"] == weapon.id].to_dict("records")
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
        lines = aligned([heading, *cells], right=(2, 3, 4))
        blocks.append(
            "\n".join([weapon_heading(weapon, code), *figure_lines(weapon, code), *lines])
        )
    small = remarks(*disputes.reaches, has_places=False)
    foot = [*whereabouts(disputes), *small, caveat_text(disputes.ranges, code)]
    return "\n\n".join([*blocks, "\n".join(foot)])


def summary(disputes: Disputes) -> dict[str, Any]:
    """Scenario, intervals and areas in all, unrounded, and every figure with its source."""
    return {
        "scenario": disputes.scenario.to_dict(),
        "regions": disputes.regions.to_dict("records"),
        "totals": disputes.totals.to_dict("records"),
        "places": disputed_places(disputes),
        "sentence": sentence(disputes),
        "sources": sources(disputes.ranges, disputes.sources),
        "remarks": data_remarks(*disputes.reaches),
        **data_provenance(disputes),
    }


def _share(share: float, language: str) -> str:
    return share_text(share, language) if share > 0 else "–"
