"""A comparison as a figure: what is reached before and after, what is gained and what is lost."""

from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

import geopandas as gpd
import pandas as pd
import shapely
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.comparison import COLUMNS, Comparison, reached_shapes
from rangemap.analysis.ranges import Range, numbers_of
from rangemap.analysis.reach import CRS, Reach
from rangemap.figures import paint
from rangemap.figures.figure import Asked, figure_of, map_alone, picture_of
from rangemap.figures.files import Picture
from rangemap.figures.key import Key, Sign, line_sign
from rangemap.figures.layers import Layers, layers
from rangemap.figures.legend import hatching
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import Style, mixed
from rangemap.figures.ranking import Bar, Entry, Ranking
from rangemap.figures.reach import subject as reach_subject
from rangemap.figures.subject import Shading, Subject
from rangemap.wording.comparison import (
    MIN_KM2,
    assumed,
    is_of_places,
    marks,
    sentence,
    whereabouts_there,
    words,
)
from rangemap.wording.figure import alt_text, assumption, subtitle_text
from rangemap.wording.language import language_of
from rangemap.wording.provenance import source_line
from rangemap.wording.quantities import signed_area
from rangemap.wording.remarks import remarks_besides

if TYPE_CHECKING:
    from collections.abc import Mapping

_BEFORE = " (before)"  # sets a ring of before apart from the same weapon's of after
_KEPT = 0.3  # strength of the text's colour
_APART = 2  # colours on from a range's own, where it is measured from elsewhere


def picture(comparison: Comparison, options: FigureOptions) -> Picture:
    """The picture of `subject`, with the subtitle that the options ask for."""
    return picture_of(subject(comparison, options.subtitle))


def half(
    comparison: Comparison, when: str, size_in: tuple[float, float], text_pt: float, style: str
) -> Figure:
    """The map alone of one of the two, ``before`` or ``after``, in the frame that holds both."""
    reach = comparison.before if when == "before" else comparison.after
    framed = (comparison.before, comparison.after)
    return map_alone(replace(reach_subject(reach), framed=framed), size_in, text_pt, style)


def figure(comparison: Comparison, **asked: Unpack[Asked]) -> Figure:
    """The picture of `subject` as a figure to go on with: arguments as for a reach."""
    return figure_of(subject(comparison, asked.get("subtitle")), **asked)


def subject(comparison: Comparison, subtitle: str | None = None) -> Subject:
    """Gained ground hatched in the later range's colour, what was reached before in grey."""
    after = comparison.after
    both = replace(after, ranges=_both_ranges(comparison))
    caption = sentence(comparison)
    shown, numbers = _rings(comparison)
    number = numbers[after.widest.weapon]
    changes = _changes(comparison)
    texts = {row["region"]: row["text"] for row in changes.to_dict("records")}
    return Subject(
        after,
        shown,
        numbers,
        after.scenario.title or sentence(comparison, newly=False).removesuffix("."),
        subtitle
        or subtitle_text(
            after, "figure.withheld_left_out", assumed(comparison) or assumption(both)
        ),
        caption,
        alt_text(after, caption, has_places=is_of_places(comparison), ranges=both.ranges),
        texts,
        _ranking(changes, number, comparison),
        lambda size: _key(comparison, shown, numbers, number, size),
        " ".join(
            [
                *whereabouts_there(comparison),
                *remarks_besides(after, comparison.before),
                source_line(both),
            ]
        ),
        shadings=_shadings(comparison, number),
        framed=(comparison.before, after),
        labelled=changes,
        marks=marks(comparison),
        ranges=both.ranges,
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
    named = old.assign(
        label=[words(comparison, "ring", range=label) for label in old["label"]],
        weapon=old["weapon"] + _BEFORE,
    )
    apart = _APART if is_of_places(comparison) else 0
    numbers |= {f"{weapon}{_BEFORE}": numbers[weapon] + apart for weapon in old["weapon"]}
    rings = gpd.GeoDataFrame(pd.concat([named, shown.rings], ignore_index=True))
    towns = pd.concat([shown.towns, layers(before).towns], ignore_index=True)
    towns = towns.drop_duplicates("place").sort_values("population", ascending=False, kind="stable")
    origins = [after.origins] if same_origins else [after.origins, before.origins]
    shown = replace(
        shown,
        rings=rings,
        towns=gpd.GeoDataFrame(towns),
        origins=gpd.GeoDataFrame(pd.concat(origins, ignore_index=True)),
    )
    return shown, numbers


def _changes(comparison: Comparison) -> gpd.GeoDataFrame:
    """One row per region that gains or loses: what, how much, in words, and where; most first.

    `region`, `name`, `gained_km2`, `lost_km2`, `text`.
    """
    before, after = comparison.before, comparison.after
    code = after.scenario.language
    lost = dict(
        zip(
            after.outlines["region"],
            shapely.difference(reached_shapes(before), reached_shapes(after)),
            strict=True,
        )
    )
    rows = []
    for row, gained in zip(
        comparison.regions[list(COLUMNS)].to_dict("records"),
        comparison.regions.geometry,
        strict=True,
    ):
        parts = [
            signed_area(row[f"{what}_km2"], sign, code, row[f"{what}_error_km2"])
            for what, sign in (("gained", "+"), ("lost", "−"))
            if row[f"{what}_km2"] >= MIN_KM2
        ]
        if parts:
            is_gain = row["gained_km2"] >= row["lost_km2"]
            rows.append(
                {name: row[name] for name in ("region", "name", "gained_km2", "lost_km2")}
                | {"text": ", ".join(parts), "geometry": gained if is_gain else lost[row["region"]]}
            )
    columns = ["region", "name", "gained_km2", "lost_km2", "text", "geometry"]
    frame = gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=CRS)
    change = frame["gained_km2"] + frame["lost_km2"]
    return frame.loc[change.sort_values(ascending=False, kind="stable").index]


def _ranking(changes: gpd.GeoDataFrame, number: int, comparison: Comparison) -> Ranking:
    """Gains and losses by their size, a loss in the colour of what reached there before."""
    said = language_of(comparison.after.scenario.language)
    before = _before_number(comparison)
    most = max(changes["gained_km2"].max(), changes["lost_km2"].max()) if len(changes) else 1.0
    entries = []
    for row in changes.drop(columns="geometry").to_dict("records"):
        is_gain = row["gained_km2"] >= row["lost_km2"]
        length = max(row["gained_km2"], row["lost_km2"]) / most
        bar = Bar(0.0, length, number=number if is_gain else before)
        entries.append(Entry(row["name"], row["text"], bar, row["region"]))
    kinds = [bool((changes[f"{what}_km2"] >= MIN_KM2).any()) for what in ("gained", "lost")]
    heading = {(True, True): "ranking_both", (False, True): "ranking_lost"}
    key = heading.get((kinds[0], kinds[1]), "ranking")
    return Ranking(words(comparison, key), entries, number, said)


def _before_number(comparison: Comparison) -> int:
    """The colour of the widest range before."""
    widest = comparison.before.widest.weapon
    after, before = comparison.after.ranges, comparison.before.ranges
    number = numbers_of(each.weapon for each in (*after, *before))[widest]
    return number + _APART if is_of_places(comparison) else number


def _reached(reach: Reach) -> list[BaseGeometry]:
    return list(reach.reached[reach.reached["permitted"]].geometry)


def _lost(comparison: Comparison) -> bool:
    return comparison.totals()["lost_km2"] >= MIN_KM2


def _gained(comparison: Comparison) -> bool:
    return comparison.totals()["gained_km2"] >= MIN_KM2


def _shadings(comparison: Comparison, number: int) -> list[Shading]:
    """Areas before, areas after over them, then gains: what still shows of before is lost."""
    layered: list[tuple[str, list[BaseGeometry], Sign]] = [
        ("lost", _reached(comparison.before), _lost_sign(_before_number(comparison))),
        ("kept", _reached(comparison.after), _kept_sign),
        ("gained", list(comparison.regions.geometry), _gained_sign(number)),
    ]
    return [
        Shading(name, [(shape, sign) for shape in shapely.get_parts(shapes)])
        for name, shapes, sign in (layered if _lost(comparison) else layered[1:])
    ]


def _kept_sign(shape: BaseGeometry, style: Style) -> list[Artist]:
    return [paint.area(shape, mixed(style.theme.quiet_text, style.theme.land, _KEPT))]


def _lost_sign(number: int) -> Sign:
    def draw(shape: BaseGeometry, style: Style) -> list[Artist]:
        ink = style.share_ink(number, 4)
        return [paint.area(shape, style.theme.land, hatch="....", edgecolor=ink, hatch_linewidth=1)]

    return draw


def _gained_sign(number: int) -> Sign:
    def draw(shape: BaseGeometry, style: Style) -> list[Artist]:
        return [hatching(shape, style.share_ink(number, 1), style.share_ink(number, 4))]

    return draw


def _key(
    comparison: Comparison, shown: Layers, numbers: "Mapping[str, int]", number: int, size: float
) -> Key:
    rows: list[tuple[Sign, str]] = []
    for weapon, label in dict(
        zip(shown.rings["weapon"], shown.rings["label"], strict=True)
    ).items():
        rows.append((line_sign(numbers[weapon]), label))
    if _gained(comparison) or not _lost(comparison):
        rows.append((_gained_sign(number), words(comparison, "gained")))
    rows.append((_kept_sign, words(comparison, "kept")))
    if _lost(comparison):
        sign = _lost_sign(_before_number(comparison))
        rows.append((sign, words(comparison, "lost")))
    return Key(rows, "", size)
