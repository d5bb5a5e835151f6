"""Ranking: regions beside the map, each with its number and a bar of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from rangemap.figures import lettering, paint
from rangemap.figures.legend import hatching
from rangemap.figures.name_labels import short_names
from rangemap.figures.palette import SHARE_CLASSES, Style
from rangemap.figures.sizes import Box
from rangemap.wording.language import Language

_HEADING, _ROW = 1.3, 1.3
_SMALL, _BAR = 0.84, 0.42
_NAME_SHARE = 0.5  # of the width
_DOT = 0.22  # radius over size
_ELLIPSIS = "…"


@dataclass(frozen=True)
class Bar:
    """A bar from start to end, 0 to 1 of the track. dot: where a dot stands on it, if any."""

    start: float
    end: float
    is_hatched: bool = False
    dot: float | None = None


@dataclass(frozen=True)
class Entry:
    """One row: a name, the number in words, its bar. A hatched row is in quiet text."""

    name: str
    text: str
    bar: Bar


@dataclass(frozen=True)
class Ranking:
    """A heading and its rows, the first of which counts most. number: of the bars' colour."""

    heading: str
    entries: Sequence[Entry]
    number: int
    said: Language


def ranking_height(ranking: Ranking, size: float) -> float:
    """What the whole ranking takes, in points; 0 where it is empty."""
    count = len(ranking.entries)
    return (_HEADING + _ROW * count + 0.4) * size if count else 0.0


def draw_ranking(
    figure: Figure, ranking: Ranking, box: Box, size: float, style: Style
) -> list[Artist]:
    """As many rows as the box holds, and how many more there are."""
    entries = ranking.entries
    fit = int((box.height / size - _HEADING) / _ROW)
    if not entries or fit < 1:
        return []
    shown = entries if len(entries) <= fit else entries[: fit - 1]
    small, theme = size * _SMALL, style.theme
    heading = fitted(ranking.heading, size, box.width, bold=True)
    y = box.top - size
    made = paint.words(figure, heading, (box.left, y), size, theme.text, bold=True)
    y -= (_HEADING - 1) * size
    widest = max(lettering.width(each.text, small, bold=True) for each in shown)
    name_width = min(_NAME_SHARE * box.width, box.width - widest - 4 * size)
    start, end = box.left + name_width, box.right - widest - 0.6 * size
    names = short_names([each.name for each in entries], ranking.said.code)
    for each, name in zip(shown, names, strict=False):
        y -= _ROW * size
        brief = fitted(name, small, name_width - 0.4 * size)
        ink = theme.quiet_text if each.bar.is_hatched else theme.text
        made += paint.words(figure, brief, (box.left, y), small, ink)
        made += paint.words(figure, each.text, (box.right, y), small, ink, bold=True, align="right")
        made += _bar(each.bar, Box(start, y + 0.3 * size, end - start, size), ranking.number, style)
    if len(shown) < len(entries):
        rest = ranking.said.say("legend.rest", len(entries) - len(shown))
        made += paint.words(figure, rest, (box.left, y - _ROW * size), small, theme.quiet_text)
    return made


def _bar(bar: Bar, track: Box, number: int, style: Style) -> list[Artist]:
    """A bar on its track, which begins at the left of the box and is level with its lower end."""
    half = _BAR / 2 * track.height
    ink, theme = style.share_ink(number, len(SHARE_CLASSES) - 1), style.theme

    def stretch(start: float, end: float) -> shapely.Polygon:
        west, east = (track.left + share * track.width for share in (start, end))
        return shapely.box(west, track.bottom - half, east, track.bottom + half)

    made: list[Artist] = [paint.area(stretch(0, 1), theme.graticule, alpha=0.45)]
    shape = stretch(bar.start, bar.end)
    made += [hatching(shape, theme.land, ink) if bar.is_hatched else paint.area(shape, ink)]
    if bar.dot is not None:
        spot = shapely.Point(track.left + bar.dot * track.width, track.bottom)
        dot = spot.buffer(_DOT * track.height, quad_segs=16)
        made.append(paint.area(dot, theme.border, edgecolor=theme.halo, linewidth=0.8))
    return made


def fitted(text: str, size: float, most: float, *, bold: bool = False) -> str:
    """The text, its end left out where it is wider than that."""
    if lettering.width(text, size, bold=bold) <= most:
        return text
    while text and lettering.width(text + _ELLIPSIS, size, bold=bold) > most:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS
