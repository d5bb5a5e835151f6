"""Name labels: regions with their shares, countries, seas and towns, where there is room.

Everything is in points of the sheet. Labels are placed in the order of what counts; one that has
no room without touching another is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.figures import lettering
from rangemap.figures.placing import Taken, box_around, middles_in, points_in, visual_middle
from rangemap.world import boundaries

_DOT = 0.19  # radius over the size of the name
_ORIGIN_DOT = 0.5
_PADDING = 0.22
CAPITALS = 0.84  # over the size of the share beneath
_WORD_SPACE = 0.4
_MAX_SMALL_TRIED = 150
_MAX_OVER = 0.12  # of a label, on its region's neighbours
_EDGE = 1.0  # points over another country that are nothing
_LONG_NAME = 13  # letters
_TOWNS_APART = 3.8  # between two dots, over the size of a name
_ENDINGS = {
    "en": {
        "Autonomous Republic of ": "",
        " Oblast": "",
        " Krai": "",
        "Republic of ": "",
        " Republic": "",
        " Autonomous": " Aut.",
    },
    "uk": {
        "Автономна Республіка ": "",
        " область": "",
        "Республіка ": "",
        " Республіка": " Респ.",
    },
    "ru": {
        "Автономная Республика ": "",
        " область": "",
        "Республика ": "",
        " Республика": " Респ.",
    },
}


@dataclass(frozen=True)
class Line:
    """One line of a label: its text, where its baseline starts, its size and style.

    align: which end of the baseline x, y is: ``left``, ``center`` or ``right``.
    """

    text: str
    x: float
    y: float
    size: float
    bold: bool = False
    italic: bool = False
    align: str = "left"


@dataclass(frozen=True)
class Label:
    """What is written of one thing. key: a region's or country's code, a town's number.

    dot: where a town's dot stands, else None. quiet: context, not part of the answer.
    is_water: the name of a sea.
    """

    key: str
    lines: tuple[Line, ...]
    ground: BaseGeometry
    dot: tuple[float, float] | None = None
    quiet: bool = False
    is_water: bool = False


def short_names(names: Sequence[str], language: str) -> list[str]:
    """Regions' names as maps print them: ``Kursk Oblast`` is ``Kursk``; no two alike."""
    short = [_short_name(name, language) for name in names]
    return [
        name if short.count(brief) > 1 else brief for name, brief in zip(names, short, strict=True)
    ]


def _short_name(name: str, language: str) -> str:
    short = name
    for ending, brief in _ENDINGS[language].items():
        short = short.replace(ending, brief)
    return short.strip() or name


@dataclass(frozen=True)
class Room:
    """Where a region's label may stand: an area, the ground it must leave alone, its size."""

    area: BaseGeometry
    taken: Taken
    size: float


@dataclass(frozen=True, eq=False)
class Surroundings:
    """A region's own ground, the other regions, and other countries."""

    own: BaseGeometry
    others: NDArray[np.object_]
    abroad: NDArray[np.object_]

    def holds(self, box: BaseGeometry) -> bool:
        """Whether a label in that box is read as the region's: nearly all of it on its ground."""
        if not shapely.contains(self.own, box.centroid):
            return False
        if shapely.intersects(self.abroad, shapely.buffer(box, -_EDGE)).any():
            return False
        near = self.others[shapely.intersects(self.others, box)]
        over = shapely.area(shapely.intersection(near, box)).sum()
        return bool(over <= _MAX_OVER * box.area)


def region_label(
    key: str, name: str, share: str, rooms: Iterable[Room], around: Surroundings
) -> Label | None:
    """A region's name in small spaced capitals, its share beneath, in the first room that fits.

    A long name stands on two lines where it has no room on one. Where no room fits, in the last
    room's area wherever it touches nothing taken and no more than a little of it reaches over the
    neighbours, and nothing over another country; else nowhere.
    """
    rest = cache(Taken.rest_of)  # several rooms differ in size only
    for room in rooms:
        free = rest(room.taken, room.area)
        for lines in _breaks(name):
            stack = _region_stack(lines, share, room.size)
            found = visual_middle(free, stack.width, stack.height)
            if found and found[2] >= 1:
                return _stacked_label(key, stack, found[0], found[1])
            for x, y in middles_in(free, stack.width, stack.height)[:1]:
                return _stacked_label(key, stack, x, y)
        wide, high = _flat_size(name, share, room.size)
        if not share:
            continue
        for x, y in middles_in(free, wide, high)[:1]:
            return _flat_label(key, (name, share), (x, y), room.size)
    for lines in _breaks(name):
        stack = _region_stack(lines, share, room.size)
        for x, y in points_in(room.area, room.size)[:_MAX_SMALL_TRIED]:
            box = box_around(x, y, stack.width, stack.height)
            if room.taken.is_free(box) and around.holds(box):
                return _stacked_label(key, stack, x, y)
    return None


def _breaks(name: str) -> list[tuple[str, ...]]:
    """The name on one line, and a long one on two that are as even as its spaces allow."""
    words = name.split()
    if len(name) < _LONG_NAME or len(words) == 1:
        return [(name,)]
    pairs = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return [(name,), min(pairs, key=lambda pair: max(map(len, pair)))]


def quiet_label(
    key: str,
    name: str,
    room: BaseGeometry,
    size: float,
    taken: Taken,
    *,
    is_water: bool = False,
) -> Label | None:
    """A country's name in wide capitals, or a sea's in italics, if it fits in the room."""
    text = name if is_water else lettering.letter_spaced(lettering.letter_spaced(name.upper()))
    stack = _stack(((text, size, False),))
    found = visual_middle(taken.rest_of(room), stack.width, 1.6 * stack.height)
    if not found or found[2] < 1:
        return None
    label = _stacked_label(key, stack, found[0], found[1], italic=is_water)
    return replace(label, quiet=True, is_water=is_water)


def town_labels(
    towns: gpd.GeoDataFrame, size: float, most: int, taken: Taken, before: Sequence[Label]
) -> Iterator[Label]:
    """Dots and names of towns, most important first, where neither touches what is taken.

    No name twice: two towns of one name cannot be told apart on a map.

    towns: `place`, `name`, `x`, `y`, `quiet`, in the order of importance. before: labels of towns
    that stand already; they count among the most.
    """
    standing = list(before)
    for town in towns.itertuples():
        if len(standing) >= most:
            return
        if is_too_near(town, _TOWNS_APART * size, standing):
            continue
        label = next((each for each in town_sides(town, size) if taken.is_free(each.ground)), None)
        if label is not None:
            standing.append(label)
            taken.add([label.ground])
            yield label


def is_too_near(town: Any, apart: float, standing: Sequence[Label]) -> bool:
    """Whether a town of that name stands already, or one whose dot is less than that apart."""
    return any(
        town.name == label.lines[0].text
        or (label.dot and np.hypot(town.x - label.dot[0], town.y - label.dot[1]) < apart)
        for label in standing
    )


def town_sides(town: Any, size: float) -> Iterator[Label]:
    """A town's dot with its name on each of eight sides; the ground is that of both."""
    spot = box_around(town.x, town.y, 3 * _DOT * size, 3 * _DOT * size)
    for label in _point_sides(str(town.place), town.name, (town.x, town.y), size, _DOT, bold=False):
        ground = shapely.union(label.ground, spot)
        yield replace(label, ground=ground, dot=(town.x, town.y), quiet=bool(town.quiet))


def country_names(language: str) -> dict[str, str]:
    """Countries' names by code."""
    table = boundaries.countries(language=language)
    return dict(zip(table["country"], table["name"], strict=True))


@dataclass(frozen=True)
class _Stack:
    lines: tuple[tuple[str, float, bool], ...]
    width: float
    height: float


def _region_stack(names: Sequence[str], share: str, size: float) -> _Stack:
    capitals = [(lettering.letter_spaced(name.upper()), CAPITALS * size, False) for name in names]
    return _stack((*capitals, *([(share, size, True)] if share else [])))


def _flat_size(name: str, share: str, size: float) -> tuple[float, float]:
    padding = 2 * _PADDING * size
    letters = lettering.width(lettering.letter_spaced(name.upper()), CAPITALS * size)
    wide = letters + lettering.width(share, size, bold=True) + _WORD_SPACE * size
    return wide + padding, 1.12 * size + padding


def _flat_label(
    key: str, words: tuple[str, str], middle: tuple[float, float], size: float
) -> Label:
    """Name and share on one line."""
    wide, high = _flat_size(*words, size)
    left, base = middle[0] - wide / 2 + _PADDING * size, middle[1] - 0.36 * size
    right = middle[0] + wide / 2 - _PADDING * size
    capitals = lettering.letter_spaced(words[0].upper())
    lines = (
        Line(capitals, left, base, CAPITALS * size),
        Line(words[1], right, base, size, bold=True, align="right"),
    )
    return Label(key, lines, box_around(*middle, wide, high))


def _stack(lines: tuple[tuple[str, float, bool], ...]) -> _Stack:
    widths = [lettering.width(text, size, bold=bold) for text, size, bold in lines]
    padding = _PADDING * lines[-1][1]
    return _Stack(
        lines,
        max(widths) + 2 * padding,
        sum(1.12 * size for _, size, _ in lines) + padding,
    )


def _stacked_label(key: str, stack: _Stack, x: float, y: float, *, italic: bool = False) -> Label:
    top = y + stack.height / 2 - _PADDING * stack.lines[-1][1] / 2
    lines = []
    for text, size, bold in stack.lines:
        top -= 1.12 * size
        lines.append(Line(text, x, top + 0.24 * size, size, bold, italic, "center"))
    return Label(key, tuple(lines), box_around(x, y, stack.width, stack.height))


def origin_label(
    key: str, name: str, at: tuple[float, float], size: float, taken: Taken
) -> Label | None:
    """A launch point's name on the side that covers least of what is taken, within the frame."""
    sides = [
        side
        for side in _point_sides(key, name, at, size, _ORIGIN_DOT, bold=True)
        if shapely.contains(taken.frame, side.ground)
    ]
    return min(sides, key=lambda side: taken.covered(side.ground), default=None)


def _point_sides(
    key: str, name: str, at: tuple[float, float], size: float, dot: float, *, bold: bool
) -> Iterator[Label]:
    x, y = at
    wide, gap = lettering.width(name, size, bold=bold), (dot + 0.22) * size
    level, above, below = y - 0.34 * size, y + 0.5 * gap, y - 0.72 * size - 0.5 * gap
    right, left, middle = x + gap, x - gap - wide, x - wide / 2
    nearer, further = 0.2 * gap, 0.4 * gap
    sides = (
        (right, level, "left"),
        (left, level, "right"),
        (right - nearer, above, "left"),
        (right - nearer, below, "left"),
        (left + nearer, above, "right"),
        (left + nearer, below, "right"),
        (middle, above + further, "center"),
        (middle, below - further, "center"),
    )
    pad = 0.15 * size
    for start, base, align in sides:
        box = shapely.box(start - pad, base - 0.26 * size, start + wide + pad, base + 0.82 * size)
        anchor = {"left": start, "center": x, "right": start + wide}[align]
        yield Label(key, (Line(name, anchor, base, size, bold, align=align),), box)
