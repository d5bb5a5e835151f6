"""Depth in words: areas by how many origins reach them."""

from typing import Any

from rangemap.analysis.depth import COLUMNS, Depth
from rangemap.analysis.ranges import Range
from rangemap.wording.language import Language, language_of
from rangemap.wording.origins import start_text, whereabouts
from rangemap.wording.places import counted_places
from rangemap.wording.provenance import caveat_text, provenance
from rangemap.wording.quantities import about_area, area_text, both_units, share_classes
from rangemap.wording.ranges import reaching, what_reaches
from rangemap.wording.remarks import remarks
from rangemap.wording.table import aligned


def sentence(depth: Depth) -> str:
    """Per range what any and what every one of the origins reaches, to be quoted."""
    return " ".join(_finding(depth, each) for each in depth.reach.ranges)


def title_text(depth: Depth, range_: Range) -> str:
    """What any and what every one of the origins reaches at one range, as the title of a figure."""
    return _finding(depth, range_, "title_")


def _finding(depth: Depth, range_: Range, form: str = "") -> str:
    code = depth.reach.scenario.language
    said = language_of(code)
    rows = depth.areas[depth.areas["weapon"] == range_.weapon].to_dict("records")
    total, last = depth.reach.total(range_.weapon), rows[-1]
    if total["reached_km2"] <= 0:
        found = "nothing"
    elif len(rows) == 1:
        found = "some_one"
    else:
        found = "some" if last["area_km2"] > 0 else "never"
    return said.say(
        f"depth.{form}{found}",
        start=start_text(depth.reach),
        range=what_reaches(range_, said),
        reaching=reaching(range_, said),
        every=every_text(len(rows), said),
        any=about_area(total["reached_km2"], code, total["reached_error_km2"]),
        all=about_area(last["area_km2"], code, last["error_km2"]),
    )


def every_text(count: int, said: Language) -> str:
    """The overlap of that many origins: ``from both``, ``from all three at once``."""
    return said.say("depth.both") if count == 2 else said.say("depth.every", count)  # noqa: PLR2004


def table(depth: Depth) -> str:
    """Per weapon the area that exactly so many origins reach, and what any and all reach."""
    code = depth.reach.scenario.language
    said = language_of(code)
    heading = (said.say("table.origins"), said.say("table.area"))
    blocks = [sentence(depth)]
    for range_ in depth.reach.ranges:
        rows = depth.areas[depth.areas["weapon"] == range_.weapon].to_dict("records")
        cells = [
            (str(row["origins"]), _area(row["area_km2"], row["error_km2"], code)) for row in rows
        ]
        lines = aligned([heading, *cells], right=(0, 1))
        total = depth.reach.total(range_.weapon)
        any_of = _area(total["reached_km2"], total["reached_error_km2"], code)
        all_of = said.say("depth.all", every=every_text(len(rows), said), area=cells[-1][1])
        totals = [f"{said.say('depth.any', area=any_of)}, {all_of}"] if len(rows) > 1 else []
        title = f"{range_.own_name} {both_units(range_.length, code)}".lstrip()
        blocks.append("\n".join([title, *lines, *totals]))
    caveat = caveat_text(depth.reach.ranges, code)
    return "\n\n".join(
        [
            *blocks,
            "\n".join([*whereabouts(depth.reach), *remarks(depth.reach, has_places=False), caveat]),
        ]
    )


def summary(depth: Depth) -> dict[str, Any]:
    """Scenario and areas by count, unrounded."""
    return {
        "scenario": depth.reach.scenario.to_dict(),
        "areas": depth.areas[list(COLUMNS)].to_dict("records"),
        "places": counted_places(depth),
        "sentence": sentence(depth),
        **provenance(depth.reach),
    }


def count_class(count: int, most: int) -> int:
    """The class of share that shows a count: the weakest for 1, the strongest for most."""
    last = len(share_classes()) - 1
    return round(last * (count - 1) / (most - 1)) if most > 1 else last


def count_names(most: int, said: Language) -> dict[int, str]:
    """By share class the counts that it shows: ``1 origin``, ``2–3 origins``, … up to most."""
    by_class: dict[int, list[int]] = {}
    for count in range(1, most + 1):
        by_class.setdefault(count_class(count, most), []).append(count)
    return {
        step: said.say(
            "depth.count", counts[-1], n="–".join(map(str, dict.fromkeys((counts[0], counts[-1]))))
        )
        for step, counts in by_class.items()
    }


def _area(area_km2: float, error_km2: float, language: str) -> str:
    return area_text(area_km2, language, error_km2) if area_km2 > 0 else "–"
