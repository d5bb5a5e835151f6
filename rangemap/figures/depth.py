"""Depth as a figure: the ground by how many of the origins reach it."""

from dataclasses import replace
from typing import Unpack

import geopandas as gpd
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.depth import Depth
from rangemap.analysis.reach import UNION
from rangemap.figures import paint
from rangemap.figures.figure import Asked, figure_of, picture_of
from rangemap.figures.files import Picture
from rangemap.figures.key import Key, Sign, line_sign
from rangemap.figures.layers import Layers, layers, ring_edge, ring_label
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import Style
from rangemap.figures.ranking import Bar, Entry, Ranking
from rangemap.figures.subject import Shading, Subject
from rangemap.wording.depth import count_class, count_names, sentence, title_text
from rangemap.wording.figure import alt_text, subtitle_text
from rangemap.wording.language import Language, language_of
from rangemap.wording.provenance import source_line
from rangemap.wording.quantities import area_text


def picture(depth: Depth, options: FigureOptions) -> Picture:
    """The picture of `subject`, with the subtitle that the options ask for."""
    return picture_of(subject(depth, options.subtitle))


def figure(depth: Depth, **asked: Unpack[Asked]) -> Figure:
    """The picture of `subject` as a figure to go on with: arguments as for a reach."""
    return figure_of(subject(depth, asked.get("subtitle")), **asked)


def subject(depth: Depth, subtitle: str | None = None) -> Subject:
    """The widest range's reach, darker where more of the origins reach."""
    each = depth.reach.widest
    reach = depth.reach.narrowed(each.weapon)
    own = replace(depth, reach=reach)
    said = language_of(reach.scenario.language)
    numbers = depth.reach.numbers
    number = numbers[each.weapon]
    areas = depth.areas[depth.areas["weapon"] == each.weapon].reset_index(drop=True)
    caption = sentence(own)
    return Subject(
        reach,
        _with_own_rings(own),
        numbers,
        reach.scenario.title or title_text(own, each),
        subtitle or subtitle_text(reach, "figure.withheld_counted"),
        caption,
        alt_text(reach, caption),
        dict.fromkeys(reach.reached["region"], ""),
        _ranking(areas, number, said),
        lambda size: Key(
            [(line_sign(number), ring_label(each, said.code)), *_rows(areas, number, said)],
            said.say("depth.legend"),
            size,
        ),
        source_line(reach),
        shadings=[_shading(areas, number)],
    )


def _with_own_rings(depth: Depth) -> Layers:
    """The layers, with each origin's own ring as a faint line."""
    reach = depth.reach
    shown = layers(reach)
    own = reach.buffers[reach.buffers["origin"] != UNION]
    faint = gpd.GeoDataFrame(
        {"weapon": own["weapon"], "label": shown.rings["label"].iloc[0], "firm": False},
        geometry=[ring_edge(shape) for shape in own.geometry],
        crs=own.crs,
    )
    rings = gpd.GeoDataFrame(pd.concat([shown.rings, faint], ignore_index=True))
    return replace(shown, rings=rings)


def _rows(areas: gpd.GeoDataFrame, number: int, said: Language) -> list[tuple[Sign, str]]:
    """One row for each class that counts fall in: ``1``, ``2 to 3``, … ``all 9``."""
    return [
        (_area_sign(number, step), name) for step, name in count_names(len(areas), said).items()
    ]


def _ranking(areas: gpd.GeoDataFrame, number: int, said: Language) -> Ranking:
    most = max(float(areas["area_km2"].max()), 1.0)
    entries = [
        Entry(
            said.say("depth.count", row["origins"]),
            area_text(row["area_km2"], said.code, row["error_km2"]) if row["area_km2"] else "–",
            Bar(0.0, row["area_km2"] / most),
        )
        for row in areas.drop(columns="geometry").to_dict("records")
    ]
    return Ranking(said.say("depth.ranking"), entries, number, said)


def _shading(areas: gpd.GeoDataFrame, number: int) -> Shading:
    signs = (_area_sign(number, count_class(count, len(areas))) for count in areas["origins"])
    return Shading("depth", list(zip(areas.geometry, signs, strict=True)))


def _area_sign(number: int, step: int) -> Sign:
    def draw(shape: BaseGeometry, style: Style) -> list[Artist]:
        return [paint.area(shape, style.share_ink(number, step))]

    return draw
