"""Pieces of HTML that the exported page and the app share; every text in them is inert."""

from typing import Any

from rangemap.analysis.reach import Reach
from rangemap.figures.layers import ring_label
from rangemap.figures.palette import SHARE_CLASSES, Style, dash
from rangemap.web.inert import inert
from rangemap.web.region_facts import RegionFacts, region_facts
from rangemap.wording.language import Language, language_of
from rangemap.wording.quantities import area_text, both_units, distance_text, share_classes

# as app/static/map.js and webmap draw rings
_PX_PER_POINT, _LINE_PX = 2, 2.6


def legend(reach: Reach, style: Style) -> str:
    """The key to the shading: per range its line and the five classes of share."""
    order = reach.numbers
    said = language_of(reach.scenario.language)
    rows = []
    for each in reach.by_range:
        number = order[each.weapon]
        steps = "".join(
            f'<td style="background:{style.share_ink(number, step)}"></td>'
            for step in range(len(SHARE_CLASSES))
        )
        line = f'<span class="line" style="background:{_line(number, style.ink(number))}"></span>'
        minimum = (
            said.say("web.beyond", length=both_units(each.minimum, said.code, case="genitive"))
            if each.minimum
            else ""
        )
        words = inert(f"{ring_label(each, said.code)}{minimum}")
        rows.append(f"<tr><th scope=row>{line} {words}</th>{steps}</tr>")
    heads = "".join(f"<th scope=col>{inert(each)}</th>" for each in share_classes(said.code))
    withheld = (
        ""
        if reach.regions["permitted"].all()
        else f'<p><span class="hatch" style="--ink:{style.ink(0)}"></span> '
        f"{inert(said.say('web.hatched'))}</p>"
    )
    return (
        f'<figcaption class="legend"><table><caption>{inert(said.say("web.shares"))}</caption>'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>{withheld}"
        "</figcaption>"
    )


def _line(number: int, ink: str) -> str:
    """The line of a range as the map draws it, with round ends, as a background of CSS."""
    stops, end = [], 0.0
    for place, length in enumerate(dash(number)):
        drawn = place % 2 == 0
        start, end = end, end + _PX_PER_POINT * length + (_LINE_PX if drawn else -_LINE_PX)
        stops.append(f"{ink if drawn else 'transparent'} {start:g}px {end:g}px")
    return f"repeating-linear-gradient(90deg,{','.join(stops)})" if stops else ink


def present_button(said: Language) -> str:
    """The button that static/present.js waits for; without script it stays hidden."""
    return (
        f'<button type="button" class="rm-present" hidden '
        f'data-leave="{inert(said.say("present.leave"))}">{inert(said.say("present.start"))}'
        "</button>"
    )


def numbers(reach: Reach) -> str:
    """Every reached region's numbers as a table, with totals."""
    ranges = reach.by_range
    said = language_of(reach.scenario.language)
    names = {
        name: inert(said.say(f"table.{name}").capitalize())
        for name in ("region", "code", "nearest", "first", "total")
    }
    heads = "".join(f"<th scope=col>{inert(ring_label(each, said.code))}</th>" for each in ranges)
    rows = "\n".join(_row(each, said) for each in region_facts(reach))
    totals = {each.weapon: reach.total(each.weapon) for each in reach.ranges}
    sums = "".join(f"<td>{_total_text(totals[each.weapon], said.code)}</td>" for each in ranges)
    return (
        '<div class="scroll"><table class="numbers">'
        f"<thead><tr><th scope=col>{names['region']}</th>{heads}"
        f"<th scope=col>{names['nearest']}</th><th scope=col>{names['first']}</th>"
        f'<th scope=col class="code">{names["code"]}</th></tr></thead>'
        f"<tbody>{rows}</tbody>"
        f"<tfoot><tr><th scope=row>{names['total']}</th>{sums}<td></td><td></td>"
        '<td class="code"></td></tr>'
        "</tfoot>"
        "</table></div>"
    )


def _total_text(total: dict[str, Any], language: str) -> str:
    reached_km2 = float(total["reached_km2"])
    return area_text(reached_km2, language, total["reached_error_km2"]) if reached_km2 > 0 else "–"


def _row(facts: RegionFacts, said: Language) -> str:
    parts = "".join(f"<td>{inert(part.text(said.code))}</td>" for part in facts.parts)
    nearest = distance_text(facts.nearest_km, said.code)
    withheld = "" if facts.permitted else f" ({inert(said.say('web.withheld'))})"
    return (
        f'<tr><th scope=row><span lang="{said.code}">{inert(facts.name)}</span>{withheld}</th>'
        f"{parts}<td>{inert(nearest)}</td><td>{inert(facts.first.label)}</td>"
        f'<td class="code">{inert(facts.region)}</td></tr>'
    )
