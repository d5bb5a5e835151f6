"""Graticule: meridians and parallels of a printed map, and their degrees at its edge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.figures import lettering
from rangemap.figures.name_labels import Label, Line
from rangemap.figures.panel import Panel
from rangemap.figures.placing import Taken
from rangemap.wording.language import Language

_GRID_STEPS = (0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0)
_MAX_PARALLELS = 6
_WIDE_SPAN_DEGREES = 30


@dataclass(frozen=True)
class GridLine:
    """A meridian or parallel in metres of the projection, and its degrees: south, west below 0."""

    degrees: float
    is_parallel: bool
    shape: BaseGeometry


def graticule(panel: Panel) -> list[GridLine]:
    """Meridians and parallels in the frame, at the closest round step that stays thin."""
    lon, lat = panel.scene.lon_lat().T
    span = max(float(np.ptp(lat)), float(np.ptp(lon)) / 3)
    step = next((s for s in _GRID_STEPS if span / s <= _MAX_PARALLELS), _GRID_STEPS[-1])
    low, high = max(lat.min() - 2, -90), min(lat.max() + 2, 90)
    turns, rises = np.linspace(-180, 180, 721), np.linspace(low, high, 181)
    parallels = [
        (float(at), True, np.column_stack([turns, np.full_like(turns, at)]))
        for at in np.arange(-90 + step, 90, step)
        if low <= at <= high
    ]
    meridians = [
        (float(at), False, np.column_stack([np.full_like(rises, at), rises]))
        for at in np.arange(-180, 180, 2 * step if span > _WIDE_SPAN_DEGREES else step)
    ]
    lines = [*parallels, *meridians]
    shapes = panel.scene.drawn([shapely.LineString(points) for _, _, points in lines])
    return [
        GridLine(degrees, is_parallel, shape)
        for (degrees, is_parallel, _), shape in zip(lines, shapes, strict=True)
        if not shape.is_empty
    ]


def graticule_labels(
    grid: Sequence[GridLine], panel: Panel, said: Language, size: float, taken: Taken
) -> Iterator[Label]:
    """Degrees where the graticule meets the frame: parallels at the sides, meridians above, below.

    Each line is named once, at the first of its ends that is free.
    """
    west, south, east, north = taken.frame.bounds
    side = (west + size, east - size)
    for each in grid:
        shape, name = panel.on_sheet([each.shape])[0], _degrees(each, said)
        for at in side if each.is_parallel else (south + 0.6 * size, north - 0.6 * size):
            across = [(at, south), (at, north)] if each.is_parallel else [(west, at), (east, at)]
            cut = shapely.intersection(shape, shapely.LineString(across))
            if cut.geom_type != "Point":
                continue
            wide = lettering.width(name, size)
            left = cut.x - wide / 2
            if each.is_parallel:
                left = west if at == side[0] else east - wide
            ground = shapely.box(left, cut.y - 0.5 * size, left + wide, cut.y + 0.6 * size)
            if taken.is_free(ground):
                taken.add([ground])
                line = Line(name, left, cut.y - 0.36 * size, size)
                yield Label(name, (line,), ground, quiet=True)
                break


def _degrees(line: GridLine, said: Language) -> str:
    """``50° N``; ``0°`` and ``180°`` belong to neither side."""
    at = line.degrees
    if at in {0, -180}:
        return f"{abs(at):g}°"
    below, above = "SN" if line.is_parallel else "WE"
    return f"{abs(at):g}° {said.say(f'position.{above if at > 0 else below}')}"
