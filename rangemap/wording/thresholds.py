"""Thresholds in words: from which range on each region is reached."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from rangemap.analysis.distance_mesh import MAX_KM
from rangemap.analysis.thresholds import COLUMNS, Thresholds
from rangemap.wording.language import Language, language_of
from rangemap.wording.origins import start_text, whereabouts
from rangemap.wording.people import population_note
from rangemap.wording.places import near_places
from rangemap.wording.provenance import caveat_text, data_provenance, range_source, sources
from rangemap.wording.quantities import distance_text, running_name
from rangemap.wording.remarks import data_remarks, remarks
from rangemap.wording.table import aligned

_MAX_REGIONS_TOLD = 3
LEVELS = ("first", "half", "whole")


def table(thresholds: Thresholds) -> str:
    """One line per region, nearest first, in whole kilometres, which the outlines carry."""
    code = thresholds.scenario.language
    said = language_of(code)
    rows = [
        (row["region"], row["name"], *(distance(row[f"{what}_km"], code) for what in LEVELS))
        for row in thresholds.regions.to_dict("records")
    ]
    if not rows:
        return sentence(thresholds)
    names = ("region", "name", "touched", "half", "whole")
    caveat = caveat_text(thresholds.ranges, code)
    lines = aligned([tuple(said.say(f"table.{name}") for name in names), *rows], right=(2, 3, 4))
    told = [*whereabouts(thresholds), *remarks(thresholds), caveat]
    return "\n".join([sentence(thresholds), "", *lines, "", *told])


def sentence(thresholds: Thresholds) -> str:
    """The first region to lie wholly within range, and from where on, to be quoted.

    Of few regions, and of those that were asked for, each is told by itself.
    """
    code = thresholds.scenario.language
    said = language_of(code)
    values = {"start": start_text(thresholds), "most": distance(MAX_KM, code)}
    rows = thresholds.regions
    if rows.empty:
        return said.say("thresholds.none", **values)
    if thresholds.only or len(rows) <= _MAX_REGIONS_TOLD:
        return " ".join(_told("one", row, said, values) for row in rows.to_dict("records"))
    whole = rows.dropna(subset="whole_km").sort_values("whole_km", kind="stable")
    kind, ordered = ("nearest", rows) if whole.empty else ("first", whole)
    return _told(kind, ordered.to_dict("records")[0], said, values)


def _told(kind: str, row: Mapping[Any, Any], said: Language, values: Mapping[str, str]) -> str:
    """One region's thresholds as a sentence, which says so where half or all is out of range."""
    distances = {what: distance(row[f"{what}_km"], said.code) for what in LEVELS}
    name = running_name(row["name"], said.code)
    begins = said.say("thresholds.begins", distance=distances["first"], name=name)
    nearest = said.say("thresholds.nearest", distance=distances["first"])
    distances["first"] = said.say("thresholds.adjoins") if row["first_km"] == 0 else nearest
    lacking = "_not_half" if np.isnan(row["half_km"]) else "_not_whole"
    key = f"thresholds.{kind}{lacking if np.isnan(row['whole_km']) else ''}"
    return said.say(key, **values, **distances, name=name, begins=begins)


def summary(thresholds: Thresholds) -> dict[str, Any]:
    """Scenario, thresholds unrounded (null past 1,000 km), area at the scenario's ranges."""
    records = thresholds.regions[list(COLUMNS)].to_dict("records")
    at = sorted(each.range_km for each in thresholds.ranges if each.range_km <= MAX_KM)
    return {
        "scenario": thresholds.scenario.to_dict(),
        "thresholds": [
            {key: None if value != value else value for key, value in record.items()}  # noqa: PLR0124
            for record in records
        ],
        "places": near_places(thresholds),
        "sentence": sentence(thresholds),
        "at_ranges": thresholds.curve(at).to_dict("records"),
        "populations": population_note(thresholds.towns),
        "ranges": [
            {"weapon": each.weapon, "range_km": each.range_km, "source": range_source(each)}
            for each in thresholds.ranges
        ],
        "sources": sources(thresholds.ranges, thresholds.sources),
        "remarks": data_remarks(thresholds),
        **data_provenance(thresholds),
    }


def distance(distance_km: float, language: str) -> str:
    """A threshold in whole kilometres, or that it lies past what is measured."""
    if distance_km != distance_km:  # noqa: PLR0124  NaN: past what is measured
        most = distance_text(MAX_KM, language)
        return language_of(language).say("unit.over", length=most)
    return distance_text(distance_km, language)
