"""A comparison as a figure: what is reached before and after, what is gained and what is lost."""

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely
from matplotlib.artist import Artist
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.comparison import Comparison
from rangemap.analysis.ranges import Range, numbers_of
from rangemap.analysis.reach import Reach
from rangemap.figures import paint
from rangemap.figures.figure import picture_of
from rangemap.figures.files import Picture
from rangemap.figures.key import Key, Sign, line_sign
from rangemap.figures.layers import Layers, layers
from rangemap.figures.legend import hatching
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import Style, mixed
from rangemap.figures.ranking import Bar, Entry, Ranking
from rangemap.figures.subject import Shading, Subject
from rangemap.wording.comparison import sentence
from rangemap.wording.figure import alt_text, subtitle_text
from rangemap.wording.language import language_of
from rangemap.wording.provenance import source_line
from rangemap.wording.quantities import area_text
from rangemap.wording.remarks import remarks_besides

if TYPE_CHECKING:
    from collections.abc import Mapping

_BEFORE = " (before)"  # sets a ring of before apart from the same weapon's of after
_KEPT, _GAINED = 0.3, 3  # strength of the text's colour; share class


def picture(comparison: Comparison, options: FigureOptions) -> Picture:
    """The picture of `subject`, with the subtitle that the options ask for."""
    return picture_of(subject(comparison, options.subtitle))


def subject(comparison: Comparison, subtitle: str | None = None) -> Subject:
    """Gained ground hatched in the later range's colour, what was reached before in grey."""
    after = comparison.after
    said = language_of(after.scenario.language)
    caption = sentence(comparison)
    shown, numbers = _rings(comparison)
    number = numbers[after.widest.weapon]
    gained = comparison.regions[comparison.regions["gained_km2"] > 0]
    texts = {
        row["region"]: f"+{area_text(row['gained_km2'], said.code, row['gained_error_km2'])}"
        for row in gained.drop(columns="geometry").to_dict("records")
    }
    return Subject(
        after,
        shown,
        numbers,
        after.scenario.title or sentence(comparison, newly=False).removesuffix("."),
        subtitle or subtitle_text(after, "figure.withheld_left_out"),
        caption,
        alt_text(after, caption),
        texts,
        _ranking(gained, texts, number, comparison),
        lambda size: _key(comparison, shown, numbers, number, size),
        " ".join(
            [
                *remarks_besides(after, comparison.before),
                source_line(replace(after, ranges=_both_ranges(comparison))),
            ]
        ),
        shadings=_shadings(comparison, number),
    )


def _both_ranges(comparison: Comparison) -> tuple[Range, ...]:
    """The ranges of before and after, none twice."""
    return tuple(dict.fromkeys((*comparison.before.ranges, *comparison.after.ranges)))


def _rings(comparison: Comparison) -> tuple[Layers, dict[str, int]]:
    """The layers after, with the rings of before that are not among those of after."""
    before, after = comparison.before, comparison.after
    numbers = numbers_of(each.weapon for each in (*after.ranges, *before.ranges))
    shown = layers(after)
    same_origins = before.scenario.origins == after.scenario.origins
    kept = {each.weapon for each in after.ranges} if same_origins else set()
    old = layers(before).rings
    old = old[~old["weapon"].isin(kept)]
    said = language_of(after.scenario.language)
    named = old.assign(
        label=[said.say("comparison.ring", range=label) for label in old["label"]],
        weapon=old["weapon"] + _BEFORE,
    )
    numbers |= {f"{weapon}{_BEFORE}": numbers[weapon] for weapon in old["weapon"]}
    rings = gpd.GeoDataFrame(pd.concat([named, shown.rings], ignore_index=True))
    return replace(shown, rings=rings), numbers


def _ranking(
    gained: gpd.GeoDataFrame, texts: "Mapping[str, str]", number: int, comparison: Comparison
) -> Ranking:
    most = gained["gained_km2"].max()
    entries = [
        Entry(name, texts[region], Bar(0.0, area_km2 / most))
        for region, name, area_km2 in zip(
            gained["region"], gained["name"], gained["gained_km2"], strict=True
        )
    ]
    said = language_of(comparison.after.scenario.language)
    return Ranking(said.say("comparison.ranking"), entries, number, said)


def _reached(reach: Reach) -> list[BaseGeometry]:
    return list(reach.reached[reach.reached["permitted"]].geometry)


def _lost(comparison: Comparison) -> bool:
    return comparison.totals()["lost_km2"] >= 1


def _shadings(comparison: Comparison, number: int) -> list[Shading]:
    """Before, then after over it, then what is gained: what stays to be seen of before is lost."""
    layered: list[tuple[str, list[BaseGeometry], Sign]] = [
        ("lost", _reached(comparison.before), _lost_sign),
        ("kept", _reached(comparison.after), _kept_sign),
        ("gained", list(comparison.regions.geometry), _gained_sign(number)),
    ]
    return [
        Shading(name, [(shape, sign) for shape in shapely.get_parts(shapes)])
        for name, shapes, sign in (layered if _lost(comparison) else layered[1:])
    ]


def _kept_sign(shape: BaseGeometry, style: Style) -> list[Artist]:
    return [paint.area(shape, mixed(style.theme.quiet_text, style.theme.land, _KEPT))]


def _lost_sign(shape: BaseGeometry, style: Style) -> list[Artist]:
    theme = style.theme
    return [
        paint.area(shape, theme.land, hatch="....", edgecolor=theme.quiet_text, hatch_linewidth=0.9)
    ]


def _gained_sign(number: int) -> Sign:
    def draw(shape: BaseGeometry, style: Style) -> list[Artist]:
        return [hatching(shape, style.share_ink(number, 1), style.share_ink(number, 4))]

    return draw


def _key(
    comparison: Comparison, shown: Layers, numbers: "Mapping[str, int]", number: int, size: float
) -> Key:
    said = language_of(comparison.after.scenario.language)
    rows: list[tuple[Sign, str]] = []
    for weapon, label in dict(
        zip(shown.rings["weapon"], shown.rings["label"], strict=True)
    ).items():
        rows.append((line_sign(numbers[weapon]), label))
    rows.append((_gained_sign(number), said.say("comparison.gained")))
    rows.append((_kept_sign, said.say("comparison.kept")))
    if _lost(comparison):
        rows.append((_lost_sign, said.say("comparison.lost")))
    return Key(rows, "", size)
