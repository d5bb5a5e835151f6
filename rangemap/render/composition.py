"""Composition: where title, map, legend and notes stand on a sheet. All in points."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.render import lettering
from rangemap.render.scene import Scene
from rangemap.render.sizes import Box, Size

TITLE, SUBTITLE, NOTE = 1.9, 1.08, 0.74  # over running text
_EDGE = 1.5  # margin over running text
_GAP = 0.9
_GROWN = (1.0, 1.06, 1.13, 1.21, 1.3, 1.4)
_MOST_COVERED = 0.01


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
    """Boxes on a sheet. side: what is free between subtitle and notes of a column, if any."""

    title: Block
    subtitle: Block
    notes: tuple[Block, ...]
    map: Box
    side: Box | None


def compose(size: Size, title: str, subtitle: str, notes: Sequence[str]) -> Composition:
    """Title, subtitle and notes broken into lines, and the room that is left for the map."""
    text, edge = size.text_pt, _EDGE * size.text_pt
    wide = (size.column_width if size.has_column else size.width) - 2 * edge
    head = _block(title, TITLE * text, wide, edge, size.height - edge, bold=True)
    under = _block(subtitle, SUBTITLE * text, wide, edge, head.bottom - 0.45 * text)
    foot = _notes(notes, NOTE * text, wide, edge)
    top_of_notes = foot[0].top
    if size.has_column:
        column = size.column_width
        side = Box(
            edge,
            top_of_notes + _GAP * text,
            wide,
            under.bottom - top_of_notes - 2 * _GAP * text,
        )
        return Composition(
            head, under, foot, Box(column, 0, size.width - column, size.height), side
        )
    bottom, top = top_of_notes + 0.6 * text, under.bottom - _GAP * text
    return Composition(head, under, foot, Box(0, bottom, size.width, top - bottom), None)


def roomy(
    scene: Scene, subject: Sequence[BaseGeometry], wide: float, high: float
) -> tuple[Scene, tuple[int, int]]:
    """The scene grown as little as makes a corner quiet, and that corner.

    subject: projected shapes that a legend must not cover. wide, high: the legend's size as shares
    of the map's. A corner is (0 or 1 from the west, 0 or 1 from the south).
    """
    shape = shapely.union_all(shapely.simplify(np.array(subject, dtype=object), scene.width / 400))
    shapely.prepare(shape)
    choices = [
        (_covered(moved, shape, corner, wide, high), moved, corner)
        for grown in _GROWN
        for moved in _moves(scene, grown)
        for corner in ((0, 1), (1, 1), (1, 0), (0, 0))
    ]
    quiet = next((choice for choice in choices if choice[0] <= _MOST_COVERED), None)
    _, chosen, corner = quiet or min(choices[: 4 * len(_moves(scene, 1.0))], key=lambda c: c[0])
    return chosen, corner


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


def _covered(
    scene: Scene, shape: BaseGeometry, corner: tuple[int, int], wide: float, high: float
) -> float:
    """The share of a corner's legend that would lie on the subject."""
    west = scene.east - wide * scene.width if corner[0] else scene.west
    south = scene.north - high * scene.height if corner[1] else scene.south
    card = shapely.box(west, south, west + wide * scene.width, south + high * scene.height)
    if not shapely.intersects(shape, card):
        return 0.0
    return max(float(shapely.intersection(shape, card).area / card.area), 2 * _MOST_COVERED)


def _notes(texts: Sequence[str], size: float, wide: float, edge: float) -> tuple[Block, ...]:
    blocks: list[Block] = []
    bottom = edge * 0.8
    for number, text in reversed(list(enumerate(texts))):
        lines = lettering.wrapped(text, size, wide, bold=number == 0)
        top = bottom + len(lines) * lettering.LINE * size
        blocks.insert(0, Block(tuple(lines), size, edge, top, bold=number == 0))
        bottom = top + 0.35 * size
    return tuple(blocks)


def _block(
    text: str, size: float, wide: float, left: float, top: float, *, bold: bool = False
) -> Block:
    return Block(tuple(lettering.wrapped(text, size, wide, bold=bold)), size, left, top, bold)
