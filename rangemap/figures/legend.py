"""Legend: each range's line and its five steps of share, and what else the map uses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely
from matplotlib.artist import Artist
from matplotlib.patches import PathPatch

from rangemap.analysis.ranges import Range
from rangemap.analysis.reach import Reach
from rangemap.figures import lettering, paint
from rangemap.figures.layers import ring_label
from rangemap.figures.own_box import AnySheet
from rangemap.figures.palette import SHARE_STRENGTHS, Style, dash
from rangemap.wording.language import Language, language_of
from rangemap.wording.quantities import both_units, share_classes
from rangemap.wording.ranges import range_name

_SWATCH, _SMALL, _PADDING = 3.35, 0.72, 0.75
_APART = 0.5  # between the names of two steps, over their size
_MAX_RANGES = 6


@dataclass(frozen=True)
class LegendRange:
    """A range in the legend: its number in the scenario and whether the map shades its shares."""

    number: int
    range: Range
    is_shaded: bool


@dataclass(frozen=True)
class Legend:
    """What the legend holds.

    origin: ``point``, ``line`` or ``area``. numbers: which of several ranges the map's numbers
    are of, in words. size: of its text, in points; least: of the smallest.
    """

    entries: tuple[LegendRange, ...]
    origin: str
    is_withholding: bool
    numbers: str
    size: float
    said: Language
    least: float = 0.0

    def legible(self, least: float) -> "Legend":
        """The same with no text smaller than that, in points."""
        return replace(self, size=max(self.size, least), least=least)

    def without_numbers(self) -> "Legend":
        """The same for a map on which no region's number has room."""
        return replace(self, numbers="")

    @property
    def small(self) -> float:
        """The size of what is beneath the steps."""
        return max(_SMALL * self.size, self.least)

    @property
    def swatch(self) -> float:
        """The width of one step, in points: no less than the widest of their names."""
        names = (lettering.width(name, self.small) for name in share_classes(self.said.code))
        return max(_SWATCH * self.size, max(names) + _APART * self.small)

    @property
    def width(self) -> float:
        """In points."""
        signed = [self.label(each) for each in self.entries] + [self.said.say("legend.origin")]
        signed += [self.said.say("legend.withheld")] if self.is_withholding else []
        widest = max(lettering.width(text, self.size) for text in signed) + 2.8 * self.size
        notes = [lettering.width(self.minimum(each), self.small) for each in self.entries]
        widest = max(widest, max(notes) + 2.8 * self.size)
        small = (self.said.say("legend.shares"), self.numbers)
        heading = max(lettering.width(text, self.small) for text in small)
        steps = max(5 * self.swatch, heading) if self._is_shaded else 0.0
        return max(steps, widest) + 2 * _PADDING * self.size

    @property
    def height(self) -> float:
        """In points."""
        rows = sum(self._entry_height(each) for each in self.entries)
        others = 1.45 * (1 + self.is_withholding) + self.shares_height
        return (rows + others + 2 * _PADDING) * self.size

    def minimum(self, entry: LegendRange) -> str:
        """How near a range begins, beneath its label; empty where it begins at once."""
        if not entry.range.minimum:
            return ""
        length = both_units(entry.range.minimum, self.said.code, case="genitive")
        return self.said.say("legend.minimum", length=length)

    def drawn(self, figure: AnySheet, corner: tuple[float, float], style: Style) -> list[Artist]:
        """Its artists, its lower left corner at a point of the sheet."""
        return draw(figure, self, corner, style)

    def label(self, entry: LegendRange) -> str:
        """What stands beside a range's line."""
        return ring_label(entry.range, self.said.code)

    @property
    def shares_height(self) -> float:
        """Of the words beneath the steps, over the size of the text."""
        return (2.7 if self._is_shaded else 0.0) + bool(self.numbers)

    @property
    def _is_shaded(self) -> bool:
        return any(each.is_shaded for each in self.entries)

    def _entry_height(self, entry: LegendRange) -> float:
        return 1.5 + (1.0 if entry.range.minimum else 0) + (1.25 if entry.is_shaded else 0)


def legend(reach: Reach, size: float) -> Legend:
    """The legend of a reach. Of more than six ranges only the widest shows its shades."""
    numbers = reach.numbers
    shaded = set(reach.reached["weapon"])
    if len(reach.ranges) > _MAX_RANGES:
        shaded &= {reach.widest.weapon}
    said, has_many = (
        language_of(reach.scenario.language),
        len(reach.ranges) > 1 and bool(len(reach.reached)),
    )
    kinds = {shapely.get_dimensions(shape) for shape in reach.origins.geometry}
    return Legend(
        tuple(
            LegendRange(numbers[each.weapon], each, each.weapon in shaded)
            for each in reach.by_range
        ),
        {0: "point", 1: "line", 2: "area"}[max(kinds)],
        bool((~reach.reached["permitted"]).any()),
        said.say("legend.numbers", range=range_name(reach.widest, said.code)) if has_many else "",
        size,
        said,
    )


def draw(
    figure: AnySheet, legend: Legend, corner: tuple[float, float], style: Style
) -> list[Artist]:
    """The legend's artists, its lower left corner at a point of the sheet."""
    left, bottom = corner
    size, pad = legend.size, _PADDING * legend.size
    card = shapely.box(left, bottom, left + legend.width, bottom + legend.height)
    artists: list[Artist] = [paint.area(card, style.theme.paper)]
    x, y = left + pad, bottom + legend.height - pad
    for entry in legend.entries:
        y -= 1.5 * size
        artists += _range_row(
            figure, legend.label(entry), entry.number, (x, y), size=size, style=style
        )
        if entry.range.minimum:
            y -= size
            artists += paint.words(
                figure,
                legend.minimum(entry),
                (x + 2.8 * size, y + 0.3 * size),
                legend.small,
                style.theme.quiet_text,
            )
        if entry.is_shaded:
            y -= 1.25 * size
            artists += _swatches(entry, (x, y + 0.2 * size), legend, style)
    y -= legend.shares_height * size
    if any(entry.is_shaded for entry in legend.entries):
        at = (x, y + bool(legend.numbers) * size)
        artists += _class_names(figure, legend, at, style)
    if legend.numbers:
        at = (x, y + 0.75 * size)
        artists += paint.words(figure, legend.numbers, at, legend.small, style.theme.quiet_text)
    y -= 1.45 * size
    artists += _origin_row(figure, legend, (x, y), style)
    if legend.is_withholding:
        y -= 1.45 * size
        artists += _withheld_row(figure, legend, (x, y), style)
    return artists


def hatching(shape: shapely.Geometry, ground: str, ink: str) -> PathPatch:
    """An area that the scenario withholds: hatched in the range's colour."""
    return paint.area(shape, ground, hatch="/////", edgecolor=ink, hatch_linewidth=0.9)


def _range_row(
    figure: AnySheet,
    label: str,
    number: int,
    at: tuple[float, float],
    *,
    size: float,
    style: Style,
) -> Sequence[Artist]:
    x, y = at
    sample = shapely.LineString([(x, y + 0.75 * size), (x + 2.3 * size, y + 0.75 * size)])
    return [
        paint.line(sample, style.ink(number), style.ring_pt, dashes=dash(number)),
        *paint.words(figure, label, (x + 2.8 * size, y + 0.4 * size), size, style.theme.text),
    ]


def _swatches(
    entry: LegendRange, at: tuple[float, float], legend: Legend, style: Style
) -> Sequence[Artist]:
    (x, y), wide, size = at, legend.swatch, legend.size
    return [
        paint.area(
            shapely.box(x + step * wide, y, x + (step + 1) * wide - 0.1 * size, y + 0.9 * size),
            style.share_ink(entry.number, step),
        )
        for step in range(len(SHARE_STRENGTHS))
    ]


def _class_names(
    figure: AnySheet, legend: Legend, at: tuple[float, float], style: Style
) -> Sequence[Artist]:
    (x, y), size, said = at, legend.size, legend.said
    small, made = legend.small, []
    for step, name in enumerate(share_classes(said.code)):
        at = (x + (step + 0.5) * legend.swatch, y + 1.75 * size)
        made += paint.words(figure, name, at, small, style.theme.quiet_text, align="center")
    heading = said.say("legend.shares")
    made += paint.words(figure, heading, (x, y + 0.75 * size), small, style.theme.quiet_text)
    return made


def _origin_row(
    figure: AnySheet, legend: Legend, at: tuple[float, float], style: Style
) -> Sequence[Artist]:
    (x, y), size, kind = at, legend.size, legend.origin
    middle = (x + 1.15 * size, y + 0.75 * size)
    if kind == "point":
        sign: list[Artist] = origin_dot(middle, size * 0.36, style)
    elif kind == "line":
        along = shapely.LineString([(x, middle[1]), (x + 2.3 * size, middle[1])])
        sign = [paint.line(along, style.theme.border, style.origin_pt)]
    else:
        box = shapely.box(x, y + 0.3 * size, x + 2.3 * size, y + 1.2 * size)
        sign = origin_area(box, style)
    name = legend.said.say("legend.origin")
    return [
        *sign,
        *paint.words(figure, name, (x + 2.8 * size, y + 0.4 * size), size, style.theme.text),
    ]


def _withheld_row(
    figure: AnySheet, legend: Legend, at: tuple[float, float], style: Style
) -> Sequence[Artist]:
    (x, y), size = at, legend.size
    box = shapely.box(x, y + 0.3 * size, x + 2.3 * size, y + 1.2 * size)
    return [
        hatching(box, style.theme.land, style.theme.quiet_text),
        *paint.words(
            figure,
            legend.said.say("legend.withheld"),
            (x + 2.8 * size, y + 0.4 * size),
            size,
            style.theme.text,
        ),
    ]


def origin_dot(at: tuple[float, float], radius: float, style: Style) -> list[Artist]:
    """The sign of a launch point."""
    dot = shapely.Point(at).buffer(radius, quad_segs=16)
    return [
        paint.area(dot, style.theme.border, edgecolor=style.theme.halo, linewidth=radius * 0.45)
    ]


def origin_area(shape: shapely.Geometry, style: Style) -> list[Artist]:
    """The sign of an area to measure from."""
    return [
        paint.area(shape, style.theme.border, alpha=0.22),
        paint.line(shape.boundary, style.theme.border, style.border_pt),
    ]
