"""Composition: where title, map, legend and notes stand on a sheet. All in points."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.figures import lettering
from rangemap.figures.scene import Scene
from rangemap.figures.sizes import Box, Size

TITLE, SUBTITLE, NOTE = 1.9, 1.08, 0.74  # over running text
_EDGE = 1.5  # margin over running text
_GAP = 0.9
_UNDER_MAP = 0.6  # between a map beside a column and notes beneath both
_TITLE_SIZES = (1.0, 0.88, 0.76, 0.66, 0.58)
_GROWN = (1.0, 1.06, 1.13, 1.21, 1.3, 1.4)
_MAX_COVERED = 0.01
_GROWTH_COST = 0.8  # what a scene as large again is worth, in shares of a card covered

Corner = tuple[int, int]  # 0 or 1 from the west, 0 or 1 from the south
_NW, _NE, _SE, _SW = (0, 1), (1, 1), (1, 0), (0, 0)
_CORNERS = (_NW, _NE, _SE, _SW)
_HABIT = {  # where readers look for it first
    "legend": (_NW, _NE, _SW, _SE),
    "locator": (_NE, _NW, _SW, _SE),
    "scale": (_SE, _SW, _NE, _NW),
}


@dataclass(frozen=True)
class Block:
    """Lines of one size; top: of the block, from the sheet's lower end."""

    lines: tuple[str, ...]
    size: float
    left: float
    top: float
    bold: bool = False

    @property
    def bottom(self) -> float:
        """The lower end of the block."""
        return self.top - len(self.lines) * lettering.LINE * self.size

    def baselines(self) -> list[float]:
        """Each line's baseline."""
        step = lettering.LINE * self.size
        return [self.top - (n + 0.8) * step for n in range(len(self.lines))]


@dataclass(frozen=True)
class Composition:
    """Boxes on a sheet. side: what is free between subtitle and notes of a column, if any.

    table: beneath a map without a column, if it was asked for.
    """

    title: Block
    subtitle: Block
    notes: tuple[Block, ...]
    map: Box
    side: Box | None
    table: Box | None = None


def compose(
    size: Size,
    title: str,
    subtitle: str,
    notes: Sequence[str],
    *,
    table: float = 0.0,
    beside: float = 0.0,
) -> Composition:
    """Title, subtitle and notes broken into lines, and the room that is left for the map.

    table: height of what stands between map and notes where there is no column. beside: height that
    a column must leave free between subtitle and notes: where it does not, only the first note
    stands in the column, and the rest under column and map.
    """
    text, edge = size.text_pt, _EDGE * size.text_pt
    wide = (size.column_width if size.has_column else size.width) - 2 * edge
    head = _headed(title, TITLE * text, wide, edge, size)
    under = _block(subtitle, SUBTITLE * text, wide, edge, head.bottom - 0.45 * text)
    foot = _notes(notes, max(NOTE * text, size.least_pt), wide, edge)
    top_of_notes = foot[0].top
    if size.has_column:
        column, bottom, gap = size.column_width, 0.0, _GAP * text
        if len(foot) > 1 and under.bottom - top_of_notes - 2 * gap < beside:
            rest = _notes(notes, NOTE * text, inner_width(size), edge)[1:]
            bottom = rest[0].top + _UNDER_MAP * text
            foot = (*_notes(notes[:1], NOTE * text, wide, edge, bottom), *rest)
            top_of_notes = foot[0].top
        side = Box(edge, top_of_notes + gap, wide, under.bottom - top_of_notes - 2 * gap)
        on_right = Box(column, bottom, size.width - column, size.height - bottom)
        return Composition(head, under, foot, on_right, side)
    bottom, top = top_of_notes + 0.6 * text, under.bottom - _GAP * text
    beneath = None
    if table:
        beneath = Box(edge, bottom + 0.2 * text, wide, table)
        bottom = beneath.top + 0.4 * text
    return Composition(head, under, foot, Box(0, bottom, size.width, top - bottom), None, beneath)


def inner_width(size: Size) -> float:
    """Of text and tables on a sheet without a column, in points."""
    return size.width - 2 * _EDGE * size.text_pt


def roomy(
    scene: Scene, subject: Sequence[BaseGeometry], cards: Mapping[str, tuple[float, float]]
) -> tuple[Scene, dict[str, Corner]]:
    """Enlarge the scene just enough that cards cover little of the subject; give each a corner.

    subject: projected shapes that no card should cover. cards: width and height of each, as shares
    of the map's. If they fit nowhere, the enlargement that costs least, what it covers counted.
    """
    shape = shapely.union_all(shapely.simplify(np.array(subject, dtype=object), scene.width / 400))
    shapely.prepare(shape)
    best: tuple[float, Scene, dict[str, Corner]] | None = None
    for grown in _GROWN:
        for moved in _moves(scene, grown):
            covered, corners = _arranged(moved, shape, cards)
            if covered <= _MAX_COVERED:
                return moved, corners
            cost = covered + _GROWTH_COST * (grown - 1)
            if best is None or cost < best[0]:
                best = cost, moved, corners
    assert best is not None
    return best[1:]


def corner_box(box: Box, corner: tuple[int, int], width: float, height: float, gap: float) -> Box:
    """A box of that size in a corner of another."""
    left = box.right - width - gap if corner[0] else box.left + gap
    bottom = box.top - height - gap if corner[1] else box.bottom + gap
    return Box(left, bottom, width, height)


def _moves(scene: Scene, grown: float) -> list[Scene]:
    share = (grown - 1) / (2 * grown)
    larger = scene.grown(grown)
    if not share:
        return [larger]
    return [larger.moved(x * share, y * share) for x in (0, -1, 1) for y in (0, -1, 1)]


def _arranged(
    scene: Scene, shape: BaseGeometry, cards: Mapping[str, tuple[float, float]]
) -> tuple[float, dict[str, Corner]]:
    """The corners that cover least of the subject: how much in all, and which card stands where."""
    covered = {
        (name, corner): _covered(scene, shape, corner, *size)
        for name, size in cards.items()
        for corner in _CORNERS
    }
    best = min(
        itertools.permutations(_CORNERS, len(cards)),
        key=lambda corners: (
            sum(covered[pair] for pair in zip(cards, corners, strict=True)),
            sum(_HABIT[pair[0]].index(pair[1]) for pair in zip(cards, corners, strict=True)),
        ),
    )
    arranged = dict(zip(cards, best, strict=True))
    return sum(covered[pair] for pair in arranged.items()), arranged


def _covered(scene: Scene, shape: BaseGeometry, corner: Corner, wide: float, high: float) -> float:
    """The share of a corner's card that would lie on the subject."""
    west = scene.east - wide * scene.width if corner[0] else scene.west
    south = scene.north - high * scene.height if corner[1] else scene.south
    card = shapely.box(west, south, west + wide * scene.width, south + high * scene.height)
    if not shapely.intersects(shape, card):
        return 0.0
    return max(float(shapely.intersection(shape, card).area / card.area), 2 * _MAX_COVERED)


def _notes(
    texts: Sequence[str], size: float, wide: float, edge: float, bottom: float | None = None
) -> tuple[Block, ...]:
    """Blocks one over the other, the first bold. bottom: of the last, by default near the edge."""
    blocks: list[Block] = []
    bottom = edge * 0.8 if bottom is None else bottom
    for number, text in reversed(list(enumerate(texts))):
        lines = lettering.wrapped(text, size, wide, bold=number == 0)
        top = bottom + len(lines) * lettering.LINE * size
        blocks.insert(0, Block(tuple(lines), size, edge, top, bold=number == 0))
        bottom = top + 0.35 * size
    return tuple(blocks)


def _headed(title: str, largest: float, wide: float, left: float, size: Size) -> Block:
    """The title in the largest size that keeps it within its number of lines."""
    most = size.title_lines
    for shrunk in _TITLE_SIZES:
        block = _block(title, largest * shrunk, wide, left, size.height - left, bold=True)
        if len(block.lines) <= most:
            break
    return block


def _block(
    text: str, size: float, wide: float, left: float, top: float, *, bold: bool = False
) -> Block:
    return Block(tuple(lettering.wrapped(text, size, wide, bold=bold)), size, left, top, bold)
