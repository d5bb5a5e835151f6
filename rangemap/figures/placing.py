"""Placing: where words fit on a map. Everything is in points of the sheet."""

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.figures.sizes import Box

_LINE_ROOM = 1.5  # left free on each side of a line
_MIN_CLEARANCE = 0.72  # of a label's height, the radius free around its middle: half its diagonal


class Taken:
    """Ground that later labels must leave alone, within a box they must not leave."""

    def __init__(self, box: Box) -> None:
        """Start with nothing taken."""
        self.box = box
        self.frame = shapely.box(box.left, box.bottom, box.right, box.top)
        shapely.prepare(self.frame)
        self._shapes: list[BaseGeometry] = []
        self._grounds: list[BaseGeometry] = []
        self._pieces: list[BaseGeometry] = []  # the same ground, each piece of it by itself

    def add(self, shapes: Iterable[BaseGeometry]) -> None:
        """Take the ground of these shapes."""
        grounds = []
        for shape in shapes:
            if not shape.is_empty:
                shapely.prepare(shape)
                self._shapes.append(shape)
                is_area = shapely.get_dimensions(shape) == 2  # noqa: PLR2004
                grounds.append(shape if is_area else shape.buffer(_LINE_ROOM, quad_segs=2))
        self._grounds += grounds
        self._pieces += [*shapely.get_parts(grounds)]

    def also(self, shapes: Iterable[BaseGeometry]) -> "Taken":
        """A copy in which these shapes are taken too."""
        copied = Taken(self.box)
        copied._shapes, copied._grounds = [*self._shapes], [*self._grounds]
        copied._pieces = [*self._pieces]
        copied.add(shapes)
        return copied

    def is_free(self, shape: BaseGeometry) -> bool:
        """Whether a shape lies in the frame and touches nothing taken."""
        if not shapely.contains(self.frame, shape):
            return False
        return not shapely.intersects(np.array(self._shapes, dtype=object), shape).any()

    def covered(self, shape: BaseGeometry) -> float:
        """How much of a shape lies on what is taken, counted for each thing taken."""
        grounds = np.array(self._grounds, dtype=object)
        near = grounds[shapely.intersects(grounds, shape)]
        return float(shapely.area(shapely.intersection(near, shape)).sum())

    @property
    def shapes(self) -> tuple[BaseGeometry, ...]:
        """All that is taken."""
        return tuple(self._shapes)

    def rest_of(self, shape: BaseGeometry) -> BaseGeometry:
        """What of an area is free."""
        pieces = np.array(self._pieces, dtype=object)
        near = pieces[shapely.intersects(pieces, shape)]
        return shapely.difference(shapely.intersection(shape, self.frame), shapely.union_all(near))


def visual_middle(
    area: BaseGeometry, width: float, height: float
) -> tuple[float, float, float] | None:
    """Where a label of that size has most room in an area, and how much: 1 is just enough.

    The area is squeezed until the label is square; the middle of the largest circle in it is where
    the eye sees the middle of the room (after Garcia-Castellanos and Lombardo, Poles of
    Inaccessibility, 2007). None for an empty area.
    """
    squeeze = height / width
    parts = shapely.get_parts(area)
    parts = parts[(shapely.get_dimensions(parts) == 2) & (shapely.area(parts) > 0)]  # noqa: PLR2004
    if len(parts) == 0:
        return None
    largest = parts[np.argmax(shapely.area(parts))]
    squeezed = shapely.transform(largest, lambda xy: xy * [squeeze, 1])
    circle = shapely.maximum_inscribed_circle(squeezed, tolerance=height / 12)
    x, y = shapely.get_coordinates(circle)[0]
    return float(x / squeeze), float(y), float(circle.length / (_MIN_CLEARANCE * height))


def box_around(x: float, y: float, width: float, height: float) -> BaseGeometry:
    """A box of that size about its middle."""
    return shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def middles_in(area: BaseGeometry, width: float, height: float) -> NDArray[np.float64]:
    """Middles of boxes of that size that lie in an area, the ones with most room first."""
    if not _may_hold(area, width, height):
        return np.empty((0, 2))
    points = _grid(area, height / 6)
    boxes = shapely.box(
        points[:, 0] - width / 2,
        points[:, 1] - height / 2,
        points[:, 0] + width / 2,
        points[:, 1] + height / 2,
    )
    shapely.prepare(area)
    points = points[shapely.covers(area, boxes)]
    room = shapely.distance(shapely.points(points), area.boundary)
    return np.asarray(points[np.argsort(-room, kind="stable")])


def points_in(area: BaseGeometry, step: float) -> NDArray[np.float64]:
    """Points of an area on a grid, those nearest its middle first."""
    points = _grid(area, step)
    away = points - shapely.get_coordinates(area.centroid)  # an empty area has neither
    order = np.argsort(np.hypot(*away.T), kind="stable")
    return np.asarray(points[order])


def _may_hold(area: BaseGeometry, width: float, height: float) -> bool:
    """False where no part of an area is wide, high and large enough for a box of that size."""
    parts = shapely.get_parts(area)
    west, south, east, north = shapely.bounds(parts).T
    large = shapely.area(parts) >= width * height
    return bool((large & (east - west >= width) & (north - south >= height)).any())


def _grid(area: BaseGeometry, step: float) -> NDArray[np.float64]:
    if area.is_empty:
        return np.empty((0, 2))
    west, south, east, north = area.bounds
    x, y = np.meshgrid(np.arange(west, east, step), np.arange(south, north, step))
    points = np.column_stack([x.ravel(), y.ravel()])
    return np.asarray(points[shapely.contains_xy(area, points)])
