"""A comparison in words: its sentence, the table of differences, plain data."""

from collections.abc import Hashable
from typing import Any

from rangemap.analysis.comparison import COLUMNS, Comparison
from rangemap.analysis.ranges import Range
from rangemap.scenario.origins import Origin
from rangemap.wording.language import Language, language_of
from rangemap.wording.origins import (
    origins_bracketed,
    origins_named,
    origins_text,
    start_text,
    whereabouts,
)
from rangemap.wording.places import changed_places, people
from rangemap.wording.provenance import caveat_text, provenance, sources
from rangemap.wording.quantities import (
    area_apart,
    area_text,
    names_together,
    people_text,
    share_text,
)
from rangemap.wording.ranges import standing_text, what_reaches
from rangemap.wording.reach import whose
from rangemap.wording.remarks import data_remarks, remarks
from rangemap.wording.table import aligned

_MAX_NAMED = 3
MIN_KM2 = 1.0  # lost or gained, worth a word


def sentence(comparison: Comparison, *, newly: bool = True) -> str:
    """What changed, in one sentence that can be quoted.

    newly: with the regions newly reached, and those no longer reached, and where two places are
    compared with the people in reach of each.

    ``From Sumy, ATACMS reaches about 119,000 km² more than HIMARS, and 7 Russian regions …``.
    """
    after = comparison.after
    said = language_of(after.scenario.language)
    labels = [what_reaches(each, said) for each in after.ranges]
    found = said.say(
        "comparison.found",
        len(labels),
        start=start_text(after),
        after=said.listed(labels),
        change=_change(comparison, said, _reference(comparison, said)),
        newly=_regions(comparison, "newly", said) if newly else "",
        gone=_regions(comparison, "gone", said) if newly else "",
    )
    return found + _people(comparison, said) if newly and is_of_places(comparison) else found


def is_of_places(comparison: Comparison) -> bool:
    """Whether the two differ only in where they are measured from: here, the later, and there."""
    before, after = comparison.before, comparison.after
    return (
        not _is_from_same(comparison)
        and before.ranges == after.ranges
        and before.scenario.permission == after.scenario.permission
    )


def words(comparison: Comparison, key: str, **values: str) -> str:
    """A message in the fitting version: about before and after, or about here and there."""
    said = language_of(comparison.after.scenario.language)
    if not is_of_places(comparison):
        return said.say(f"comparison.{key}", **values)
    named = origins_bracketed if key == "subtitle" else origins_named
    names = {when: named(getattr(comparison, when)) for when in ("before", "after")}
    return said.say(f"versus.{key}", **names, **values)


def whereabouts_of_both(comparison: Comparison) -> list[str]:
    """Where the origins are, for what sentences leave out: first those here, then those there."""
    before, after = whereabouts(comparison.before), whereabouts(comparison.after)
    if not is_of_places(comparison):
        return list(dict.fromkeys([*before, *after]))
    return [*after, *whereabouts_there(comparison)]


def whereabouts_there(comparison: Comparison) -> list[str]:
    """The same for the origins there alone; nothing that holds here too, none if both are alike."""
    if not is_of_places(comparison):
        return []
    said = language_of(comparison.after.scenario.language)
    here = whereabouts(comparison.after)
    return [
        said.say("versus.whereabouts", told=f"{each[:1].lower()}{each[1:]}")
        for each in whereabouts(comparison.before)
        if each not in here
    ]


def marks(comparison: Comparison) -> dict[Origin, str]:
    """What points without a name are called on a map of two places: here and there."""
    if not is_of_places(comparison):
        return {}
    said = language_of(comparison.after.scenario.language)
    here, there = comparison.after.scenario.origins, comparison.before.scenario.origins
    return {each: said.say("versus.there") for each in there if each not in here} | {
        each: said.say("versus.here") for each in here if each not in there
    }


def assumed(comparison: Comparison) -> str:
    """From which of two places a launch is assumed; empty where it is one and the same."""
    if not is_of_places(comparison):
        return ""
    said = language_of(comparison.after.scenario.language)
    ranges = standing_text(comparison.after.ranges, said)
    return words(comparison, "subtitle", ranges=ranges)


def heading(comparison: Comparison, name: str) -> str:
    """The heading of a column: ``before``, ``after``, ``gained``, ``lost``, ``newly``, ``gone``."""
    said = language_of(comparison.after.scenario.language)
    return said.say(f"versus.head_{name}" if is_of_places(comparison) else f"table.{name}")


def _people(comparison: Comparison, said: Language) -> str:
    before, after = people(comparison)
    return said.say(
        "versus.people",
        before=people_text(before, said.code),
        after=people_text(after, said.code),
    )


def _is_from_same(comparison: Comparison) -> bool:
    return comparison.before.scenario.origins == comparison.after.scenario.origins


def _reference(comparison: Comparison, said: Language) -> str:
    """What the later reach is measured against: other ranges, other origins, or another limit."""
    before = comparison.before
    labels = [what_reaches(each, said) for each in before.ranges]
    there = origins_text(before) if said.code == "en" else origins_bracketed(before)
    if is_of_places(comparison):
        return said.say("versus.reference", origins=there)
    if not _is_from_same(comparison):
        return said.say("comparison.reference", before=said.listed(labels), origins=there)
    if _differs_in_permission_alone(comparison):
        return said.say(
            "comparison.as_permitted" if _is_limited(comparison) else "comparison.as_before"
        )
    return said.listed(labels)


def _differs_in_permission_alone(comparison: Comparison) -> bool:
    return _is_from_same(comparison) and comparison.before.ranges == comparison.after.ranges


def _is_limited(comparison: Comparison) -> bool:
    both = (comparison.before, comparison.after)
    return any(each.scenario.permission.codes for each in both)


def _change(comparison: Comparison, said: Language, before: str) -> str:
    totals = comparison.totals()
    gained, lost = totals["gained_km2"], totals["lost_km2"]
    found = {
        (True, True): "comparison.both",
        (True, False): "comparison.more",
        (False, True): "comparison.less",
        (False, False): "comparison.same",
    }[gained >= MIN_KM2, lost >= MIN_KM2]
    change = said.say(
        found,
        gained=area_apart(gained, said.code, totals["gained_error_km2"]),
        lost=area_apart(lost, said.code, totals["lost_error_km2"]),
        before=before,
    )
    is_measured_anew = not _differs_in_permission_alone(comparison)
    if is_measured_anew and _is_limited(comparison):
        return said.say("comparison.within_limits", change=change)
    return change


def _regions(comparison: Comparison, what: str, said: Language) -> str:
    """The regions newly reached (``newly``), or those no longer reached (``gone``)."""
    rows = comparison.regions
    if what == "newly":
        rows = rows[rows["newly_reached"]]
    else:
        rows = rows[(rows["before_km2"] > 0) & (rows["after_km2"] == 0)]
        rows = rows.sort_values(["before_km2", "region"], ascending=[False, True])
    if rows.empty:
        return ""
    country, group = whose(comparison.after), "versus" if is_of_places(comparison) else "comparison"
    names = list(rows["name"].head(_MAX_NAMED))
    return said.say(
        f"{group}.{what}{'' if len(rows) <= _MAX_NAMED else '_many'}",
        len(rows),
        regions=said.say(f"regions.into_{country}", len(rows)),
        names=names_together(names, said.code),
    )


def _ranges(comparison: Comparison) -> list[Range]:
    return [*comparison.before.ranges, *comparison.after.ranges]


def summary(comparison: Comparison) -> dict[str, Any]:
    """Both scenarios, one record per region, totals, sources of both, caveat."""
    return {
        "before": comparison.before.scenario.to_dict(),
        "after": comparison.after.scenario.to_dict(),
        "regions": comparison.regions[list(COLUMNS)].to_dict("records"),
        "totals": comparison.totals(),
        "people": dict(zip(("before", "after"), people(comparison), strict=True)),
        "places": changed_places(comparison),
        "sentence": sentence(comparison),
        **provenance(comparison.after),
        "sources": _sources(comparison),
        "remarks": data_remarks(comparison.before, comparison.after),
        "caveat": caveat_text(_ranges(comparison)),
    }


def table(comparison: Comparison) -> str:
    """One line per region, the most gained first; figures rounded to what they carry."""
    code = comparison.after.scenario.language
    said = language_of(code)
    rows = [
        (
            row["region"],
            row["name"],
            _share(row, "before", code),
            _share(row, "after", code),
            *change_texts(row, code),
            _news(row, comparison),
        )
        for row in comparison.regions[list(COLUMNS)].to_dict("records")
    ]
    changes = (heading(comparison, name) for name in ("before", "after", "gained", "lost"))
    heads = (said.say("table.region"), said.say("table.name"), *changes, "")
    lines = aligned([heads, *rows], right=(2, 3, 4, 5))
    before, after = comparison.before, comparison.after
    small = remarks(before, after, has_places=is_of_places(comparison))
    told = [*whereabouts_of_both(comparison), *small]
    caveat = caveat_text(_ranges(comparison), code)
    return "\n".join([sentence(comparison), "", *lines, "", *told, caveat])


def _news(row: dict[Hashable, Any], comparison: Comparison) -> str:
    if row["newly_reached"]:
        return heading(comparison, "newly")
    is_gone = row["before_km2"] > 0 and row["after_km2"] == 0
    return heading(comparison, "gone") if is_gone else ""


def _share(row: dict[Hashable, Any], when: str, language: str) -> str:
    if not row[f"{when}_km2"]:
        return "–"
    return share_text(row[f"{when}_share"], language, row[f"{when}_share_error"])


def change_texts(row: dict[Hashable, Any], language: str) -> list[str]:
    """What a region gains and what it loses, as the cells of a table; a dash where that is none."""
    return [
        area_text(row[f"{what}_km2"], language, row[f"{what}_error_km2"])
        if row[f"{what}_km2"] >= MIN_KM2
        else "–"
        for what in ("gained", "lost")
    ]


def _sources(comparison: Comparison) -> list[dict[str, str]]:
    before, after = comparison.before, comparison.after
    listed = sources(_ranges(comparison), [*before.sources, *after.sources])
    return [each for n, each in enumerate(listed) if each not in listed[:n]]


def caveat_of(comparison: Comparison) -> str:
    """Whose the ranges of both are, in the language of the scenario."""
    return caveat_text(_ranges(comparison), comparison.after.scenario.language)


def caveat(comparison: Comparison) -> str:
    """What stands in every row of a data file, in English: remarks, then the caveat."""
    remarks = data_remarks(comparison.before, comparison.after)
    return " ".join([*remarks, caveat_text(_ranges(comparison))])
