"""Disputed figures as a figure: a thin ring for each, and the band between least and greatest."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Unpack

import shapely
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.disputes import Disputes, published_reaches
from rangemap.analysis.ranges import Range, numbers_of
from rangemap.analysis.reach import Reach
from rangemap.errors import OutputError
from rangemap.figures import paint
from rangemap.figures.figure import Asked, figure_of, picture_of
from rangemap.figures.files import Picture
from rangemap.figures.key import Key, Sign, line_sign
from rangemap.figures.layers import Layers, layers
from rangemap.figures.layers import rings as ring_edges
from rangemap.figures.legend import hatching
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import Style
from rangemap.figures.ranking import Bar, Entry, Ranking
from rangemap.figures.subject import Shading, Subject
from rangemap.wording.disputes import (
    finding,
    published_briefly,
    published_text,
    share_span,
    span_text,
    title,
)
from rangemap.wording.figure import alt_text, subtitle_text
from rangemap.wording.language import Language, language_of
from rangemap.wording.provenance import source_line
from rangemap.wording.quantities import both_units
from rangemap.wording.remarks import remarks_besides
from rangemap.world.catalog import PublishedRange, Weapon

_LEAST, _GREATEST = "least", "greatest"


def picture(disputes: Disputes, options: FigureOptions) -> Picture:
    """The picture of `subject`, with the subtitle that the options ask for."""
    return picture_of(subject(disputes, options.subtitle))


def figure(disputes: Disputes, **asked: Unpack[Asked]) -> Figure:
    """The picture of `subject` as a figure to go on with: arguments as for a reach."""
    return figure_of(subject(disputes, asked.get("subtitle")), **asked)


def subject(disputes: Disputes, subtitle: str | None = None) -> Subject:
    """Of the weapon whose figures differ most: its band hatched, shares as intervals.

    One whose figures differ by more than rounding comes before others.

    Raises OutputError where the scenario has no published range.
    """
    if not disputes.weapons:
        raise OutputError("no range here is a published one; there is nothing disputed to draw")
    place, weapon = max(
        enumerate(disputes.weapons), key=lambda each: (each[1].is_disputed, _width_km(each[1]))
    )
    reach, said = disputes.reaches[place], language_of(disputes.scenario.language)
    used = replace(disputes.ranges[place], weapon=_GREATEST, length=weapon.band[1].length)
    greatest = replace(reach.narrowed(_GREATEST), scenario=disputes.scenario, ranges=(used,))
    number = numbers_of(each.id for each in disputes.weapons)[weapon.id]
    rings = _rings(disputes, weapon, said.code)
    rows = disputes.regions[disputes.regions["weapon"] == weapon.id]
    texts = {row["region"]: share_span(row, said) for row in rows.to_dict("records")}
    caption = finding(disputes, weapon)
    return Subject(
        greatest,
        _layers(reach, rings, said.code),
        {each.name: number for each in rings},
        disputes.scenario.title or title(disputes, weapon),
        subtitle or subtitle_text(greatest, "figure.withheld_counted"),
        caption,
        alt_text(greatest, caption),
        texts,
        Ranking(
            said.say("disputes.ranking"),
            [
                Entry(
                    row["name"],
                    texts[row["region"]],
                    Bar(row["least_share"], row["greatest_share"], dot=row["used_share"]),
                )
                for row in rows.to_dict("records")
            ],
            number,
            said,
            said.say("disputes.used", length=both_units(weapon.range.length, said.code)),
        ),
        lambda size: _key(weapon, rings, number, said, size),
        " ".join(
            [
                *remarks_besides(greatest, replace(reach, scenario=disputes.scenario)),
                source_line(
                    replace(reach, scenario=disputes.scenario, ranges=_cited(weapon, said.code))
                ),
            ]
        ),
        shadings=_shadings(reach, number),
        bundle=f"{weapon.name_in(said.code)} {span_text(weapon, said.code)}",
    )


def _cited(weapon: Weapon, language: str) -> tuple[Range, ...]:
    """The least and the greatest figure as ranges, each with its own publication behind it."""
    return tuple(
        Range(
            weapon.id,
            weapon.name_in(language),
            figure.length,
            published=(figure,),
            given_in=weapon.given_in,
        )
        for figure in dict.fromkeys(weapon.band)
    )


def _width_km(weapon: Weapon) -> float:
    least, greatest = weapon.band
    return greatest.range_km - least.range_km


@dataclass(frozen=True, eq=False)
class _Ring:
    """One figure in print, all who published it, and what it reaches in its several lengths."""

    name: str
    figures: tuple[PublishedRange, ...]
    areas: tuple[BaseGeometry, ...]


def _rings(disputes: Disputes, weapon: Weapon, language: str) -> list[_Ring]:
    """The published figures, the least first; what prints alike in kilometres and miles is one."""
    reached = published_reaches(disputes, weapon)
    rows = zip(reached["figures"], reached.geometry, strict=True)
    alike = itertools.groupby(rows, key=lambda row: both_units(row[0][0].length, language))
    rings = []
    for number, (_, group) in enumerate(alike):
        lengths, areas = zip(*group, strict=True)
        rings.append(_Ring(f"figure-{number}", tuple(itertools.chain(*lengths)), areas))
    return rings


def _layers(reach: Reach, rings: Sequence[_Ring], language: str) -> Layers:
    """The layers of what is reached, with a ring for every figure; the outermost first."""
    edges = [
        (ring.name, published_briefly(ring.figures, language), area)
        for ring in reversed(rings)
        for area in ring.areas
    ]
    return replace(layers(reach), rings=ring_edges(reach, edges))


def _parts(reach: Reach, name: str) -> list[BaseGeometry]:
    return list(reach.reached[reach.reached["weapon"] == name].geometry)


def _shadings(reach: Reach, number: int) -> list[Shading]:
    """What the least figure reaches, and hatched what only greater ones do."""
    agreed = _parts(reach, _LEAST)
    disputed = shapely.difference(_parts(reach, _GREATEST), shapely.union_all(agreed))
    return [
        Shading(name, [(shape, sign) for shape in shapely.get_parts(shapes)])
        for name, shapes, sign in (
            ("disputed", disputed, _disputed_sign(number)),
            ("agreed", agreed, _agreed_sign(number)),
        )
    ]


def _agreed_sign(number: int) -> Sign:
    def draw(shape: BaseGeometry, style: Style) -> list[Artist]:
        return [paint.area(shape, style.share_ink(number, 1))]

    return draw


def _disputed_sign(number: int) -> Sign:
    def draw(shape: BaseGeometry, style: Style) -> list[Artist]:
        return [hatching(shape, style.theme.land, style.share_ink(number, 4))]

    return draw


def _key(weapon: Weapon, rings: Sequence[_Ring], number: int, said: Language, size: float) -> Key:
    rows: list[tuple[Sign, str]] = [
        (line_sign(number, is_thin=True), published_text(ring.figures, said.code)) for ring in rings
    ]
    signs: list[tuple[Sign, str]] = [(_agreed_sign(number), said.say("disputes.agreed"))]
    if len(rings) > 1:
        signs.append((_disputed_sign(number), said.say("disputes.disputed")))
    return Key([*rows, *signs], weapon.name_in(said.code), size)
