"""Error curve: the worst error of each way from the equator to the pole, on a logarithmic scale."""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
import shapely
from matplotlib.artist import Artist
from numpy.typing import NDArray

from rangemap.analysis.lesson import DEGREES, METHODS, worst_errors_km
from rangemap.figures import lettering, paint
from rangemap.figures.lesson.strokes import Paper
from rangemap.figures.placing import Taken
from rangemap.figures.sizes import Box
from rangemap.wording.lesson import Handout

LATS: Final = tuple(float(lat) for lat in (*np.arange(0, 88, 2), 88, 88.5, 89, 89.5, 90))
_MIN_KM: Final = 0.01
_HEADROOM: Final = 0.12  # decades above the largest error
_OFFSETS: Final = (0.48, -1.15, 0.8, -1.5, 1.6, -2.4, 2.4, -3.4)  # of the words' size
_ACROSS_DEG: Final = (0, 30, 60, 90)

Floats = NDArray[np.float64]


def draw(paper: Paper, box: Box, handout: Handout) -> list[Artist]:
    """The curves with their names on them, and where the lesson stands."""
    made, rest = paper.heading(handout.say("curve.title"), box)
    small = paper.smaller(0.92)
    size, theme = small.size, paper.theme
    curves = _curves(handout)
    low, high = _decades(curves)
    numbers = 1.0 * size + lettering.width(handout.said.number(10 ** math.floor(high)), size)
    plot = Box(
        rest.left + numbers,
        rest.bottom + 2.7 * size,
        rest.width - numbers - 1.2 * size,
        rest.height - 4.0 * size,
    )
    frame = shapely.box(plot.left, plot.bottom, plot.right, plot.top)
    made.append(paint.area(frame, theme.land))
    for power in range(math.floor(low), math.floor(high) + 1):
        y = plot.bottom + (power - low) / (high - low) * plot.height
        made.append(paper.rule([(plot.left, y), (plot.right, y)], theme.graticule, 0.5))
        text = handout.said.number(10.0**power, max(0, -power))
        made += small.words(
            text, plot.left - 0.4 * size, y - 0.36 * size, align="right", quiet=True
        )
    for lat in _ACROSS_DEG:
        x = plot.left + lat / 90 * plot.width
        made.append(paper.rule([(x, plot.bottom), (x, plot.top)], theme.graticule, 0.5))
        made += small.words(f"{lat}°", x, plot.bottom - 1.2 * size, align="center", quiet=True)
    base = plot.bottom - 2.4 * size
    made += small.words(
        handout.say("curve.across"), plot.left + plot.width / 2, base, align="center", quiet=True
    )

    def placed(lats: Floats, km: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            up = np.clip((np.log10(km) - low) / (high - low), 0, 1)
        return np.column_stack([plot.left + lats / 90 * plot.width, plot.bottom + up * plot.height])

    lines = {
        method: shapely.LineString(placed(lats[~np.isnan(km)], km[~np.isnan(km)]))
        for method, (lats, km) in curves.items()
    }
    made += [small.stroke(method, line) for method, line in lines.items()]
    here = plot.left + abs(handout.lesson.lat) / 90 * plot.width
    made.append(paper.rule([(here, plot.bottom), (here, plot.top)], theme.text, 0.8))
    half = lettering.width(handout.latitude_text, size, bold=True) / 2
    above = min(here, box.right - half), plot.top + 0.5 * size
    made += small.words(handout.latitude_text, *above, align="center", bold=True)
    return made + _names(small, plot, handout, lines, here)


def _curves(
    handout: Handout,
) -> dict[str, tuple[Floats, Floats]]:
    asked = handout.lesson
    return {
        method: (
            np.array(LATS),
            np.array(worst_errors_km(method, asked.lon, LATS, asked.range_km)),
        )
        for method in METHODS[1:]
    }


def _decades(curves: dict[str, tuple[Floats, Floats]]) -> tuple[float, float]:
    """The logarithms that the scale runs between."""
    least = min(float(np.nanmin(km)) for _, km in curves.values())
    most = max(float(np.nanmax(km)) for _, km in curves.values())
    return math.floor(math.log10(max(least, _MIN_KM))), math.log10(most) + _HEADROOM


def _names(
    paper: Paper,
    plot: Box,
    handout: Handout,
    lines: dict[str, shapely.LineString],
    here: float,
) -> list[Artist]:
    """Each curve's name just above or below it, where it is clear of every other."""
    taken = Taken(plot)
    taken.add(lines.values())
    mark = shapely.LineString([(here, plot.bottom), (here, plot.top)])
    made: list[Artist] = []
    for method, line in lines.items():
        text = handout.name(method)
        wide = lettering.width(text, paper.size)
        for place in _places(line, plot, wide, paper.size, mark, offsets=_offsets(method)):
            x, y = place
            ground = shapely.box(x, y - 0.3 * paper.size, x + wide, y + 0.85 * paper.size)
            if taken.is_free(ground):
                taken.add([ground])
                ink = paper.word_ink(method)
                made += paper.words(text, x, y, colour=ink, halo=paper.theme.land)
                break
    return made


def _offsets(method: str) -> tuple[float, ...]:
    """Above first; below for degrees, whose curve runs close beneath Web Mercator's."""
    return tuple(sorted(_OFFSETS, key=lambda off: off > 0)) if method == DEGREES else _OFFSETS


def _places(
    line: shapely.LineString,
    plot: Box,
    wide: float,
    size: float,
    mark: shapely.LineString,
    *,
    offsets: tuple[float, ...],
) -> Iterator[tuple[float, float]]:
    """Where words that wide may start, nearest to the curve first, across the mark last."""
    starts = np.arange(plot.left + 2, plot.right - wide - 1, 4.0)
    is_crossing = [x - 2 <= mark.bounds[0] <= x + wide + 2 for x in starts]
    for crossing in (False, True):
        for off in offsets:
            for x, crosses in zip(starts, is_crossing, strict=True):
                y = _beside(line, x, wide, off * size) if crosses == crossing else None
                if y is not None:
                    yield float(x), y


def _beside(line: shapely.LineString, x: float, wide: float, off: float) -> float | None:
    """The baseline for words that far above or below a line between x and x + wide."""
    under = shapely.clip_by_rect(line, x, -1e6, x + wide, 1e6)
    if under.is_empty or under.bounds[2] - under.bounds[0] < 0.9 * wide:
        return None
    return float(under.bounds[3] + off if off > 0 else under.bounds[1] + off)
