"""Key: a legend of plain rows, a sign and words, for what is not shaded by share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import shapely
from matplotlib.artist import Artist
from shapely.geometry.base import BaseGeometry

from rangemap.figures import lettering, paint
from rangemap.figures.own_box import AnySheet
from rangemap.figures.palette import Style, dash

_SIGN, _ROW, _PADDING, _SMALL = 2.3, 1.45, 0.75, 0.8
_LINE = 1.15  # between two lines of one row, over the size of text
_MAX_TEXT = 25.0  # of a row before it is broken, over the size of text


class Card(Protocol):
    """A legend that takes a corner of the map: width and height in points."""

    @property
    def width(self) -> float:
        """In points."""

    @property
    def height(self) -> float:
        """In points."""

    def drawn(self, figure: AnySheet, corner: tuple[float, float], style: Style) -> list[Artist]:
        """Its artists, its lower left corner at a point of the sheet."""

    def legible(self, least: float) -> "Card":
        """The same with no text smaller than that, in points."""

    def without_numbers(self) -> "Card":
        """The same for a map on which no region's number has room."""


class Sign(Protocol):
    """Draws an area of the map, or a sample of it in the legend's box."""

    def __call__(self, shape: BaseGeometry, style: Style, /) -> list[Artist]:
        """The artists."""


@dataclass(frozen=True)
class Key:
    """Rows of a sign and its words, under a heading that may be empty.

    size: of text, in points; least: of the smallest.
    """

    rows: Sequence[tuple[Sign, str]]
    heading: str
    size: float
    least: float = 0.0

    def legible(self, least: float) -> "Key":
        """The same with no text smaller than that, in points."""
        return replace(self, size=max(self.size, least), least=least)

    def without_numbers(self) -> "Key":
        """Itself: it says nothing of them."""
        return self

    @property
    def small(self) -> float:
        """The size of the heading."""
        return max(_SMALL * self.size, self.least)

    @cached_property
    def _lines(self) -> list[list[str]]:
        """Each row's words as lines."""
        return [lettering.wrapped(text, self.size, _MAX_TEXT * self.size) for _, text in self.rows]

    @property
    def width(self) -> float:
        """In points."""
        widest = max(lettering.width(line, self.size) for row in self._lines for line in row)
        heading = lettering.width(self.heading, self.small)
        return max(widest + (_SIGN + 0.5) * self.size, heading) + 2 * _PADDING * self.size

    @property
    def height(self) -> float:
        """In points."""
        more = sum(len(lines) - 1 for lines in self._lines)
        rows = _ROW * (len(self.rows) + bool(self.heading))
        return (rows + _LINE * more + 2 * _PADDING) * self.size

    def drawn(self, figure: AnySheet, corner: tuple[float, float], style: Style) -> list[Artist]:
        """Its artists, its lower left corner at a point of the sheet."""
        left, bottom = corner
        size, theme = self.size, style.theme
        x, y = left + _PADDING * size, bottom + self.height - _PADDING * size
        made: list[Artist] = [
            paint.area(shapely.box(*corner, left + self.width, bottom + self.height), theme.paper)
        ]
        if self.heading:
            y -= _ROW * size
            at = (x, y + 0.4 * size)
            made += paint.words(figure, self.heading, at, self.small, theme.quiet_text)
        for (sign, _), (first, *more) in zip(self.rows, self._lines, strict=True):
            y -= _ROW * size
            made += sign(shapely.box(x, y + 0.3 * size, x + _SIGN * size, y + 1.2 * size), style)
            beside = x + (_SIGN + 0.5) * size
            made += paint.words(figure, first, (beside, y + 0.4 * size), size, theme.text)
            for line in more:
                y -= _LINE * size
                made += paint.words(figure, line, (beside, y + 0.4 * size), size, theme.text)
        return made


def line_sign(number: int, *, is_thin: bool = False) -> Sign:
    """A ring's line across the middle of the box."""

    def draw(box: BaseGeometry, style: Style) -> list[Artist]:
        west, south, east, north = box.bounds
        line = shapely.LineString([(west, (south + north) / 2), (east, (south + north) / 2)])
        if is_thin:
            return [paint.line(line, style.ink(number), style.thin_ring_pt)]
        return [paint.line(line, style.ink(number), style.ring_pt, dashes=dash(number))]

    return draw
