"""Ring labels: names and distances written along the rings themselves.

Everything is in points of the sheet. A label stands where its ring bends least and evenly, reads
from the left, and is as level as can be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.figures import lettering
from rangemap.figures.placing import Taken

_STEP = 1.5
_SMOOTHING = 0.3  # of the label's length, over which the line's small bends are evened out
_MAX_TURN = 2.9  # radians from the first letter to the last
_MAX_BEND = 0.30  # radians from a letter to the next
_MAX_OFF = 0.8  # of the size, how far the even line may leave the ring
_TRIED = 60
_GAP = 0.45  # of the size, free on the ring before and after the label
_HALF_HEIGHT = 0.62
_SMALL_RING = 22.0  # of the size, across a ring that may have its label beside it
_MIDDLE = 0.36  # of the size, from the baseline to the middle of capitals


@dataclass(frozen=True)
class Letter:
    """One letter: where its baseline starts, and its angle in degrees."""

    text: str
    x: float
    y: float
    angle: float


@dataclass(frozen=True)
class RingLabel:
    """A label on its ring: letters one by one, the line they stand on, the ground they take.

    way: the even line along the ring, through the middle of the letters.
    """

    text: str
    size: float
    letters: tuple[Letter, ...]
    baseline: NDArray[np.float64]
    ground: BaseGeometry
    way: NDArray[np.float64]
    is_beside: bool = False

    @property
    def gap(self) -> BaseGeometry:
        """Where its own ring is left out: its ground, and what the ring wanders off beside it."""
        if self.is_beside:
            return self.ground
        high = (_HALF_HEIGHT + _MAX_OFF) * self.size
        return self.ground.union(shapely.LineString(self.way).buffer(high, cap_style="flat"))


def place_ring_label(
    text: str, size: float, lines: Sequence[BaseGeometry], taken: BaseGeometry
) -> RingLabel | None:
    """The label at the best place of the lines that is clear of what is taken, if there is one."""
    length = lettering.width(text, size, bold=True)
    shapely.prepare(taken)
    found = sorted(
        (place for line in lines for place in _places(line, length, size)),
        key=lambda place: place[0],
    )
    for _, way in _spread(found):
        ground = shapely.buffer(
            shapely.LineString(way), _HALF_HEIGHT * size, cap_style="flat", quad_segs=2
        )
        if not shapely.intersects(taken, ground):
            return _lettered(text, size, way, ground)
    return None


def label_beside(
    text: str, size: float, lines: Sequence[BaseGeometry], taken: Taken
) -> RingLabel | None:
    """A level label beside rings that are too small to carry it, where there is room near them."""
    if not lines:
        return None
    rings = shapely.geometrycollections(list(lines))
    bounds = shapely.bounds(rings)
    if max(bounds[2] - bounds[0], bounds[3] - bounds[1]) > _SMALL_RING * size:
        return None  # far from its line it would be taken for the name of a place
    half = lettering.width(text, size, bold=True) / 2
    west, south, east, north = bounds
    x, y, gap = (west + east) / 2, (south + north) / 2, 0.9 * size
    for at_x, at_y in (
        (x, north + gap),
        (x, south - gap),
        (east + half + gap, y),
        (west - half - gap, y),
    ):
        way = np.array([[at_x - half, at_y], [at_x, at_y], [at_x + half, at_y]])
        ground = shapely.LineString(way).buffer(_HALF_HEIGHT * size, cap_style="flat")
        is_near = shapely.distance(ground, rings) <= size  # of crooked ones a corner may be far
        if is_near and taken.is_free(ground):
            return replace(_lettered(text, size, way, ground), is_beside=True)
    return None


def _spread(
    found: list[tuple[float, NDArray[np.float64]]],
) -> Iterator[tuple[float, NDArray[np.float64]]]:
    """The best places, of neighbours only the better one."""
    tried: list[NDArray[np.float64]] = []
    for cost, way in found:
        middle = way[len(way) // 2]
        if all(np.hypot(*(middle - other)) > 4 * _STEP for other in tried):
            tried.append(middle)
            yield cost, way
        if len(tried) == _TRIED:
            return


def _places(
    line: BaseGeometry, length: float, size: float
) -> Iterator[tuple[float, NDArray[np.float64]]]:
    """Each stretch of a line that could carry a label: what it costs, its even way."""
    room = length + 2 * _GAP * size
    if line.length < room:
        return
    count = int(line.length / _STEP)
    points = shapely.get_coordinates(
        shapely.line_interpolate_point(line, np.linspace(0, line.length, count + 1))
    )
    window, half = max(int(room / _STEP), 2), max(int(_SMOOTHING * length / _STEP), 1)
    even = _evened(points, half, is_closed=line.is_closed)
    if line.is_closed:
        points, even = (np.vstack([each[:-1], each[: window + 1]]) for each in (points, even))
    off = np.hypot(*(points - even).T)
    headings = np.unwrap(np.arctan2(*np.diff(even, axis=0).T[::-1]))
    letter = max(int(size / _STEP), 1)
    for start in range(0, len(even) - window, 2):
        heading = headings[start : start + window]
        turn = float(np.ptp(heading))
        bend = float(np.abs(heading[letter:] - heading[:-letter]).max()) if turn else 0.0
        leaves = float(off[start : start + window].max()) / size
        if turn > _MAX_TURN or bend > _MAX_BEND or leaves > _MAX_OFF:
            continue
        middle = heading[window // 2]
        steep = abs(np.arctan(np.tan(middle)))
        hangs = np.cos(middle) * (heading[-1] - heading[0]) > 0  # letters lean together below
        cost = 2.5 * leaves + 0.5 * turn + 0.9 * steep + 0.35 * hangs
        way = even[start : start + window + 1]
        yield cost, way if np.cos(middle) >= 0 else way[::-1]


def _evened(points: NDArray[np.float64], half: int, *, is_closed: bool) -> NDArray[np.float64]:
    """The line without its small bends; an open line keeps its ends.

    A moving average draws a circle inwards; averaging twice tells by how much, and that is undone.
    """
    once = _averaged(points, half, is_closed=is_closed)
    return 2 * once - _averaged(once, half, is_closed=is_closed)


def _averaged(points: NDArray[np.float64], half: int, *, is_closed: bool) -> NDArray[np.float64]:
    half = min(half, len(points) - 2)
    if is_closed:
        before, after = points[-half - 1 : -1], points[1 : half + 1]
    else:
        before, after = (
            2 * points[0] - points[half:0:-1],
            2 * points[-1] - points[-2 : -half - 2 : -1],
        )
    total = np.cumsum(np.vstack([np.zeros((1, 2)), before, points, after]), axis=0)
    span = 2 * half + 1
    return np.asarray((total[span:] - total[:-span]) / span)


def _lettered(text: str, size: float, way: NDArray[np.float64], ground: BaseGeometry) -> RingLabel:
    advances = np.array(lettering.advances(text, size, bold=True))
    steps = np.diff(way, axis=0)
    along = np.concatenate([[0], np.cumsum(np.hypot(*steps.T))])
    between = (along[:-1] + along[1:]) / 2
    headings = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    ends = np.cumsum(advances) + (along[-1] - advances.sum()) / 2
    middles = ends - advances / 2
    heading = np.interp(middles, between, headings)
    forward = np.column_stack([np.cos(heading), np.sin(heading)])
    down = np.column_stack([np.sin(heading), -np.cos(heading)])
    on_line = np.column_stack([np.interp(middles, along, axis) for axis in way.T])
    corners = on_line + _MIDDLE * size * down - forward * advances[:, None] / 2
    letters = tuple(
        Letter(letter, float(x), float(y), float(angle))
        for letter, (x, y), angle in zip(text, corners, np.degrees(heading), strict=True)
    )
    turned = np.interp(along, between, headings)
    baseline = way + _MIDDLE * size * np.column_stack([np.sin(turned), -np.cos(turned)])
    return RingLabel(text, size, letters, baseline, ground, way)
