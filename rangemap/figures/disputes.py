"""Disputed figures as a figure: the band between the least and the greatest published one."""

from dataclasses import replace

import geopandas as gpd
import shapely
from matplotlib.artist import Artist
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.disputes import Disputes
from rangemap.analysis.ranges import Range, numbers_of
from rangemap.analysis.reach import Reach
from rangemap.errors import OutputError
from rangemap.figures import paint
from rangemap.figures.figure import picture_of
from rangemap.figures.files import Picture
from rangemap.figures.key import Key, Sign, line_sign
from rangemap.figures.layers import Layers, layers
from rangemap.figures.legend import hatching
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import Style
from rangemap.figures.ranking import Bar, Entry, Ranking
from rangemap.figures.subject import Shading, Subject
from rangemap.wording.disputes import finding, share_span, title
from rangemap.wording.figure import alt_text, subtitle_text
from rangemap.wording.language import Language, language_of
from rangemap.wording.provenance import source_line
from rangemap.wording.quantities import both_units
from rangemap.wording.remarks import remarks_besides
from rangemap.world.catalog import Weapon

_LEAST, _GREATEST = "least", "greatest"


def picture(found: Disputes, options: FigureOptions) -> Picture:
    """The picture of `subject`, with the subtitle that the options ask for."""
    return picture_of(subject(found, options.subtitle))


def subject(found: Disputes, subtitle: str | None = None) -> Subject:
    """Of the weapon whose figures differ most: its band hatched, shares as intervals.

    One whose figures differ by more than rounding comes before others.

    Raises OutputError where the scenario has no published range.
    """
    if not found.weapons:
        raise OutputError("no range here is a published one; there is nothing disputed to draw")
    place, weapon = max(
        enumerate(found.weapons), key=lambda each: (each[1].is_disputed, _width_km(each[1]))
    )
    reach, said = found.reaches[place], language_of(found.scenario.language)
    used = replace(found.ranges[place], weapon=_GREATEST, length=weapon.band[1].length)
    greatest = replace(reach.narrowed(_GREATEST), scenario=found.scenario, ranges=(used,))
    number = numbers_of(each.id for each in found.weapons)[weapon.id]
    rows = found.regions[found.regions["weapon"] == weapon.id]
    texts = {row["region"]: share_span(row, said) for row in rows.to_dict("records")}
    caption = finding(found, weapon)
    return Subject(
        greatest,
        _layers(reach, weapon, said),
        {each.weapon: number for each in reach.ranges},
        found.scenario.title or title(found, weapon),
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
        ),
        lambda size: _key(weapon, number, said, size),
        " ".join(
            [
                *remarks_besides(greatest, replace(reach, scenario=found.scenario)),
                source_line(
                    replace(reach, scenario=found.scenario, ranges=_cited(weapon, said.code))
                ),
            ]
        ),
        shadings=_shadings(reach, number),
    )


def _cited(weapon: Weapon, language: str) -> tuple[Range, ...]:
    """The least and the greatest figure as ranges, each with its own publication behind it."""
    return tuple(
        Range(weapon.id, weapon.name_in(language), figure.length, published=(figure,))
        for figure in dict.fromkeys(weapon.band)
    )


def _width_km(weapon: Weapon) -> float:
    least, greatest = weapon.band
    return greatest.range_km - least.range_km


def _layers(reach: Reach, weapon: Weapon, said: Language) -> Layers:
    """The layers of the three ranges, each ring labelled with its figure."""
    shown = layers(reach)
    figures = _figures(weapon, said)
    rings = shown.rings[shown.rings["weapon"].isin(figures)]
    labels = [f"{weapon.name_in(said.code)} {figures[each]}" for each in rings["weapon"]]
    named = gpd.GeoDataFrame(rings.assign(label=labels).reset_index(drop=True))
    return replace(shown, rings=named)


def _figures(weapon: Weapon, said: Language) -> dict[str, str]:
    """The figures that differ, by the name that they are measured under."""
    least, greatest = weapon.band
    listed = {_LEAST: least.length, _GREATEST: greatest.length}
    if least.length.metres == greatest.length.metres:
        del listed[_LEAST]
    return {name: both_units(length, said.code) for name, length in listed.items()}


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


def _key(weapon: Weapon, number: int, said: Language, size: float) -> Key:
    rows = [
        (line_sign(number), said.say(f"disputes.{name}", length=text))
        for name, text in _figures(weapon, said).items()
    ]
    signs = [
        (_agreed_sign(number), said.say("disputes.agreed")),
        (_disputed_sign(number), said.say("disputes.disputed")),
    ]
    return Key([*rows, *signs], weapon.name_in(said.code), size)
