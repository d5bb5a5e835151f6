"""Ranking: regions beside the map with bars, or beneath it in columns, each with its number."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import shapely
from matplotlib.artist import Artist

from rangemap.figures import lettering, paint
from rangemap.figures.legend import hatching
from rangemap.figures.name_labels import short_names
from rangemap.figures.own_box import AnySheet
from rangemap.figures.palette import SHARE_STRENGTHS, Style
from rangemap.figures.sizes import Box
from rangemap.wording.language import Language

_HEADING, _ROW = 1.3, 1.3
_SMALL, _BAR = 0.84, 0.42
_NAME_SHARE = 0.5  # of the width
_MIN_TRACK = 2.2  # a bar's least width over size
_DOT = 0.22  # radius over size
_DOT_ROOM = 1.0  # before what it means, over size
_MIN_WHOLE = 3  # regions reached wholly that become one row
_MAX_TABLE = 36  # rows beneath a map
_BETWEEN = 1.6  # of the size, between two columns of it
_ELLIPSIS = "…"


@dataclass(frozen=True)
class Bar:
    """A bar from start to end, 0 to 1 of the track. dot: where a dot stands on it, if any.

    number: of its colour, where that is not the ranking's.
    """

    start: float
    end: float
    is_hatched: bool = False
    dot: float | None = None
    number: int | None = None


@dataclass(frozen=True)
class Entry:
    """One row: a name, the number in words, its bar. A hatched row is in quiet text.

    key: of the region, if it is one. is_whole: whether all of the region is reached. is_quiet:
    whether the row is in quiet text without being hatched.
    """

    name: str
    text: str
    bar: Bar
    key: str = ""
    is_whole: bool = False
    is_quiet: bool = False


@dataclass(frozen=True)
class Ranking:
    """A heading and its rows, the first of which counts most. number: of the bars' colour.

    dot: what a dot on a bar means, where there are any.
    """

    heading: str
    entries: Sequence[Entry]
    number: int
    said: Language
    dot: str = ""

    def dot_lines(self, size: float, width: float) -> list[str]:
        """What a dot means, in lines beside it."""
        return lettering.wrapped(self.dot, _SMALL * size, width - _DOT_ROOM * size)

    def fitting(
        self, count: int, on_map: Collection[str] = (), *, has_room: bool = True
    ) -> tuple[list[Entry], int]:
        """At most so many rows that tell most, in their order, and how many regions are left out.

        Regions that are reached wholly become one row where not all fit, and those of them that the
        map has not by name are named beneath it as far as there is room, which is not taken from a
        map for it unless nothing else is told; what the map has by name gives way to what it has
        not. has_room: whether the rows' room is there anyway.
        """
        rows = self._named()
        if len(rows) > count:
            names_whole = has_room or all(row.is_whole for row in rows)
            rows = self._without_whole(rows, count if names_whole else 0, on_map)
        if len(rows) <= count:
            return rows, 0
        kept = sorted(rows, key=lambda row: row.key in on_map)[: max(count - 1, 0)]
        return [row for row in rows if row in kept], len(rows) - len(kept)

    def rows_besides(self, on_map: Collection[str]) -> int:
        """The rows that tell all that the map has not by name."""
        rows = self._without_whole(self._named(), 0, on_map)
        return sum(row.key not in on_map for row in rows) + any(row.key in on_map for row in rows)

    def _named(self) -> list[Entry]:
        names = short_names([each.name for each in self.entries], self.said.code)
        return [replace(each, name=name) for each, name in zip(self.entries, names, strict=True)]

    def _without_whole(
        self, rows: Sequence[Entry], count: int, on_map: Collection[str]
    ) -> list[Entry]:
        """The rows with those of wholly reached regions as one, permitted and withheld apart."""
        groups = [
            [row for row in rows if row.is_whole and row.bar.is_hatched == is_hatched]
            for is_hatched in (False, True)
        ]
        joined = [group for group in groups if len(group) >= _MIN_WHOLE]
        room = count - len(rows) + sum(len(group) - 1 for group in joined)
        shorter = list(rows)
        for group in joined:
            at = shorter.index(group[0])
            summary = self._wholly(group, room, on_map)
            room -= len(summary) - 1
            shorter = [row for row in shorter if row not in group]
            shorter[at:at] = summary
        return shorter

    def _wholly(self, whole: Sequence[Entry], room: int, on_map: Collection[str]) -> list[Entry]:
        """How many regions are reached wholly, and beneath it names for so many more rows."""
        text = self.said.say("legend.wholly", len(whole))
        summary = replace(whole[0], key="", name=text, text="")
        unnamed = [row for row in whole if row.key not in on_map]
        if not unnamed or room < _MIN_WHOLE:
            return [summary]
        named = unnamed if len(whole) == len(unnamed) <= room else unnamed[: room - 1]
        rows = [replace(row, text="") for row in named]
        if len(named) < len(whole):
            rest = self.said.say("legend.rest", len(whole) - len(named))
            rows.append(replace(summary, name=rest, is_quiet=True))
        return [replace(summary, name=f"{text}:"), *rows]


def ranking_height(ranking: Ranking, size: float, width: float, rows: int | None = None) -> float:
    """What the ranking takes, in points, or so many rows of it; 0 where it is empty."""
    count = len(ranking.entries) if rows is None else min(rows, len(ranking.entries))
    heading = len(lettering.wrapped(ranking.heading, size, width, bold=True))
    count += len(ranking.dot_lines(size, width)) if count else 0
    return (_HEADING * heading + _ROW * count + 0.4) * size if count else 0.0


def draw_ranking(
    figure: AnySheet,
    ranking: Ranking,
    box: Box,
    size: float,
    style: Style,
    *,
    on_map: Collection[str] = (),
) -> list[Artist]:
    """As many rows as the box holds, those first that the map has not, and how many more."""
    heading = lettering.wrapped(ranking.heading, size, box.width, bold=True)
    dot_lines = ranking.dot_lines(size, box.width)
    fit = int((box.height / size - _HEADING * len(heading)) / _ROW) - len(dot_lines)
    shown, left_out = ranking.fitting(fit, on_map)
    if not shown:
        return []
    small, theme = size * _SMALL, style.theme
    made: list[Artist] = []
    y = box.top + (_HEADING - 1) * size
    for line in heading:
        y -= _HEADING * size
        made += paint.words(figure, line, (box.left, y), size, theme.text, bold=True)
    y -= (_HEADING - 1) * size
    barred = _barred(shown, size, box.width)
    widest = max((lettering.width(each.text, small, bold=True) for each in barred), default=0.0)
    longest = max((lettering.width(each.name, small) for each in barred), default=0.0)
    name_width = min(
        max(_NAME_SHARE * box.width, longest + 0.4 * size),
        box.width - widest - _MIN_TRACK * size,
    )
    start, end = box.left + name_width, box.right - widest - 0.6 * size
    for entry in shown:
        y -= _ROW * size
        room = name_width - 0.4 * size
        if entry not in barred:
            room = box.width - lettering.width(f"{entry.text} ", small, bold=True)
        brief = cut_to_width(entry.name, small, room)
        ink = theme.quiet_text if entry.bar.is_hatched or entry.is_quiet else theme.text
        made += paint.words(figure, brief, (box.left, y), small, ink)
        if entry.text:
            at = (box.right, y)
            made += paint.words(figure, entry.text, at, small, ink, bold=True, align="right")
        if entry in barred:
            track = Box(start, y + 0.3 * size, end - start, size)
            made += _bar(entry.bar, track, ranking.number, style)
    if left_out:
        y -= _ROW * size
        rest = ranking.said.say("legend.rest", left_out)
        made += paint.words(figure, rest, (box.left, y), small, theme.quiet_text)
    for number, line in enumerate(dot_lines):
        y -= _ROW * size
        if number == 0:
            made.append(_dot((box.left + 0.4 * size, y + 0.3 * size), size, style))
        at = (box.left + _DOT_ROOM * size, y)
        made += paint.words(figure, line, at, small, theme.quiet_text)
    return made


def _barred(rows: Sequence[Entry], size: float, width: float) -> list[Entry]:
    """The rows that have bars: those whose names stand whole beside the longest number of them.

    None where that is under half of them: then bars would tell less than names.
    """
    small = size * _SMALL
    widths = {
        id(each): (lettering.width(each.name, small), lettering.width(each.text, small, bold=True))
        for each in rows
    }
    barred = [each for each in rows if each.text]
    count = len(barred)
    room = width - (_MIN_TRACK + 0.4) * size
    while (
        barred
        and sum(max(column) for column in zip(*(widths[id(each)] for each in barred), strict=True))
        > room
    ):
        barred.remove(max(barred, key=lambda each: sum(widths[id(each)])))
    return barred if len(barred) >= count / 2 else []


@dataclass(frozen=True)
class _Columns:
    """How rows stand beneath the map: in so many columns, each so wide."""

    count: int
    width: float
    rows: int


def table_height(ranking: Ranking, size: float, width: float) -> float:
    """What the ranking takes in columns beneath a map, in points; 0 where it is empty."""
    if not ranking.entries:
        return 0.0
    heading = len(lettering.wrapped(ranking.heading, size, width, bold=True))
    shown, left_out = ranking.fitting(_MAX_TABLE, has_room=False)
    columns = _columns(shown, size, width)
    return (_HEADING * heading + _ROW * (columns.rows + bool(left_out)) + 0.3) * size


def draw_table(
    figure: AnySheet, ranking: Ranking, box: Box, size: float, style: Style
) -> list[Artist]:
    """The ranking in columns, filled downwards, without bars."""
    shown, left_out = ranking.fitting(_MAX_TABLE, has_room=False)
    if not shown:
        return []
    theme, y = style.theme, box.top
    made: list[Artist] = []
    for line in lettering.wrapped(ranking.heading, size, box.width, bold=True):
        y -= _HEADING * size
        made += paint.words(figure, line, (box.left, y + 0.3 * size), size, theme.text, bold=True)
    columns = _columns(shown, size, box.width)
    for number, each in enumerate(shown):
        column, row = divmod(number, columns.rows)
        left = box.left + column * (columns.width + _BETWEEN * size)
        base = y - (row + 1) * _ROW * size + 0.3 * size
        ink = theme.quiet_text if each.bar.is_hatched or each.is_quiet else theme.text
        taken = lettering.width(each.text, size, bold=True) + 0.5 * size
        name = cut_to_width(each.name, size, columns.width - taken)
        made += paint.words(figure, name, (left, base), size, ink)
        end = (left + columns.width, base)
        made += paint.words(figure, each.text, end, size, ink, bold=True, align="right")
    if left_out:
        base = y - (columns.rows + 1) * _ROW * size + 0.3 * size
        rest = ranking.said.say("legend.rest", left_out)
        made += paint.words(figure, rest, (box.left, base), size, theme.quiet_text)
    return made


def _columns(rows: Sequence[Entry], size: float, width: float) -> _Columns:
    """As many columns as hold the longest name with its number, as even as can be."""
    widest = max(
        lettering.width(each.name, size) + lettering.width(each.text, size, bold=True)
        for each in rows
    )
    count = max(1, int((width + _BETWEEN * size) / (widest + (_BETWEEN + 0.9) * size)))
    high = math.ceil(len(rows) / count)
    count = math.ceil(len(rows) / high)
    return _Columns(count, (width - (count - 1) * _BETWEEN * size) / count, high)


def _bar(bar: Bar, track: Box, number: int, style: Style) -> list[Artist]:
    """A bar on its track, which begins at the left of the box and is level with its lower end."""
    half = _BAR / 2 * track.height
    number = number if bar.number is None else bar.number
    ink, theme = style.share_ink(number, len(SHARE_STRENGTHS) - 1), style.theme

    def stretch(start: float, end: float) -> shapely.Polygon:
        west, east = (track.left + share * track.width for share in (start, end))
        return shapely.box(west, track.bottom - half, east, track.bottom + half)

    made: list[Artist] = [paint.area(stretch(0, 1), theme.graticule, alpha=0.45)]
    shape = stretch(bar.start, bar.end)
    made += [hatching(shape, theme.land, ink) if bar.is_hatched else paint.area(shape, ink)]
    if bar.dot is not None:
        at = (track.left + bar.dot * track.width, track.bottom)
        made.append(_dot(at, track.height, style))
    return made


def _dot(at: tuple[float, float], size: float, style: Style) -> Artist:
    dot = shapely.Point(at).buffer(_DOT * size, quad_segs=16)
    theme = style.theme
    return paint.area(dot, theme.border, edgecolor=theme.halo, linewidth=0.8)


def cut_to_width(text: str, size: float, most: float, *, bold: bool = False) -> str:
    """The text, its end left out where it is wider than that."""
    if lettering.width(text, size, bold=bold) <= most:
        return text
    while text and lettering.width(text + _ELLIPSIS, size, bold=bold) > most:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS
