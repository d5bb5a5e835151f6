"""Pieces of HTML that the exported page and the app share; every text in them is inert."""

from typing import Any

from rangemap.analysis.reach import Reach
from rangemap.figures.layers import ring_label
from rangemap.web import offline
from rangemap.web.inert import inert
from rangemap.web.legend import legend_data
from rangemap.web.region_facts import RegionFacts, region_facts
from rangemap.web.scheme import NAMED
from rangemap.wording.language import Language, language_of
from rangemap.wording.quantities import area_text, distance_text
from rangemap.wording.ranges import range_name


def legend(
    reach: Reach,
    *,
    tag: str = "figcaption",
    classes: str = "rm-over",
    known: Reach | None = None,
) -> str:
    """The key to the shading: per range its line and the five classes of share.

    tag, classes: of the element around it. known: a reach whose key stands before this one;
    rows that both have are marked.
    """
    data = legend_data(reach, NAMED)
    there = legend_data(known, NAMED) if known else {"rows": [], "withheld": None}
    rows = "".join(
        f"<tr{_again(row in there['rows'])}><th scope=row>"
        f'<span class="line" style="background:{row["line"]}"></span> {inert(row["label"])}</th>'
        + "".join(f'<td style="background:{fill}"></td>' for fill in row["fills"])
        + "</tr>"
        for row in data["rows"]
    )
    heads = "".join(f"<th scope=col>{inert(each)}</th>" for each in data["heads"])
    hatched = data["withheld"]
    withheld = (
        f"<p{_again(there['withheld'])}>"
        f'<span class="hatch" style="--ink:{hatched["ink"]}"></span> '
        f"{inert(hatched['label'])}</p>"
        if hatched
        else ""
    )
    return (
        f'<{tag} class="legend {classes}"><table><caption>{inert(data["caption"])}</caption>'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table>{withheld}"
        f"</{tag}>"
    )


def _again(is_known: object) -> str:
    return ' class="rm-again"' if is_known else ""


def present_button(said: Language) -> str:
    """The button that static/present.js waits for; without script it stays hidden."""
    return (
        f'<button type="button" class="rm-present" hidden '
        f'data-leave="{inert(said.say("present.leave"))}" '
        f'data-back="{inert(said.say("story.back"))}" '
        f'data-next="{inert(said.say("story.next"))}">{inert(said.say("present.start"))}'
        "</button>"
    )


def presenting(started: str = "presentable();") -> str:
    """The script of a page that can be presented; started: what is called of it."""
    return f'<script type="module">{offline.script("present.js")}{started}</script>'


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
        f"{parts}<td>{inert(nearest)}</td><td>{inert(range_name(facts.first, said.code))}</td>"
        f'<td class="code">{inert(facts.region)}</td></tr>'
    )
