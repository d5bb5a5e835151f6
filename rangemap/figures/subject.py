"""Subject: what a figure shows of a reach, and what it says of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rangemap.analysis.reach import Reach
from rangemap.figures import legend
from rangemap.figures.key import Card
from rangemap.figures.layers import Layers, by_range, layers
from rangemap.figures.palette import colour_numbers
from rangemap.figures.ranking import Bar, Entry, Ranking
from rangemap.figures.words import alt_text, subtitle_text, title_text
from rangemap.wording.language import language
from rangemap.wording.provenance import source_line
from rangemap.wording.quantities import share_text
from rangemap.wording.reach import caption_line

if TYPE_CHECKING:
    from rangemap.figures.plate import Plate


@dataclass(frozen=True, eq=False)
class Subject:
    """What is drawn and said.

    reach: gives the scene, the ground and the places. numbers: each ring's colour and dashes, by
    the `weapon` of its row in layers.rings. labels: what regions say beneath their names, by code;
    others go without. source: the line that names the sources. suffix: added to a label that
    stands on another range. legend: by its text size. draw_areas: draws what is neither ground nor
    lines; None for shares of regions.
    """

    reach: Reach
    layers: Layers
    numbers: Mapping[str, int]
    title: str
    subtitle: str
    caption: str
    alternative: str
    labels: Mapping[str, str]
    ranking: Ranking
    legend: Callable[[float], Card]
    source: str
    suffix: str = ""
    draw_areas: "Callable[[Plate], None] | None" = None


def reach_subject(reach: Reach, title: str | None = None, subtitle: str | None = None) -> Subject:
    """A reach: regions shaded by their shares, which the widest range's labels and ranking tell."""
    return Subject(
        reach,
        layers(reach),
        colour_numbers(each.weapon for each in reach.ranges),
        title_text(reach, title),
        subtitle or subtitle_text(reach),
        caption_line(reach),
        alt_text(reach),
        _labels(reach),
        _ranking(reach),
        lambda size: legend.legend(reach, size),
        source_line(reach),
        "" if len(reach.ranges) == 1 else f" · {by_range(reach)[-1].label}",
    )


def _labels(reach: Reach) -> dict[str, str]:
    rows = reach.reached[reach.reached["weapon"] == by_range(reach)[-1].weapon]
    code = reach.scenario.language
    return {
        row["region"]: share_text(row["share"], code, row["share_error"])
        for row in rows[["region", "share", "share_error"]].to_dict("records")
    }


def _ranking(reach: Reach) -> Ranking:
    """The regions that the widest range reaches, largest share first, withheld ones last."""
    widest = by_range(reach)[-1]
    rows = reach.reached[reach.reached["weapon"] == widest.weapon]
    rows = rows.sort_values(["permitted", "share", "area_km2"], ascending=False, kind="stable")
    said, labels = language(reach.scenario.language), _labels(reach)
    return Ranking(
        said.say("legend.ranking", range=widest.label),
        tuple(
            Entry(
                row["name"],
                labels[row["region"]],
                Bar(0.0, row["share"], is_hatched=not row["permitted"]),
            )
            for row in rows[["region", "name", "share", "permitted"]].to_dict("records")
        ),
        colour_numbers(each.weapon for each in reach.ranges)[widest.weapon],
        said,
    )
