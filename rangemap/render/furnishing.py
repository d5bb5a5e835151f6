"""Furnishing: which piece of furniture stands where, on the map and beside it."""

from collections.abc import Collection

import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.render import furniture, legend, paint
from rangemap.render.composition import Composition, corner_box
from rangemap.render.legend import Legend
from rangemap.render.placing import Taken
from rangemap.render.plate import Plate
from rangemap.render.ranking import draw_ranking
from rangemap.render.sizes import Box

PIECES = ("legend", "scale", "north", "locator", "ranking")
GAP = 0.8  # over running text, between a piece and the map's edge
_FRAME = 0.4
_SCALE_SIZE = 0.8
_INSET_WIDTH = 0.24  # of the map's, where there is no column
_MOST_INSET_HEIGHT = 0.36  # of the column's free height
_ABOVE = 20

Corner = tuple[int, int]


def furnish(
    plate: Plate, plan: Composition, key: Legend, corner: Corner, without: Collection[str]
) -> Taken:
    """Draw all furniture but what is to be left out; the ground it takes from the map.

    corner: where the legend stands.
    """
    box, edge = plan.map, _FRAME * plate.text
    taken = Taken(
        Box(box.left + edge, box.bottom + edge, box.width - 2 * edge, box.height - 2 * edge)
    )
    if "legend" not in without:
        card = corner_box(box, corner, key.width, key.height, GAP * plate.text)
        artists = legend.draw(plate.figure, key, (card.left, card.bottom), plate.style)
        paint.add_to_sheet(plate.figure, "legend", artists, above=_ABOVE)
        taken.add([_shape(card)])
    _draw_scale(plate, box, taken, without)
    if plan.side is not None:
        _draw_beside(plate, plan.side, without)
    elif "locator" not in without:
        _draw_inset(plate, box, taken)
    return taken


def _draw_scale(plate: Plate, box: Box, taken: Taken, without: Collection[str]) -> None:
    """Scale bar and north arrow, side by side in the quietest corner that is left."""
    size = _SCALE_SIZE * plate.text
    bar = None if "scale" in without else furniture.scale_bar(plate.panel)
    angle = None if "north" in without else furniture.north_angle(plate.panel.scene)
    if bar is None and angle is None:
        return
    wide, high = furniture.scale_bar_size(bar, size) if bar else (0.0, 3.6 * size)
    arrow = 0.0 if angle is None else 2.6 * size
    spot = _quietest(plate, box, (wide + arrow, high), taken, ((1, 0), (0, 0), (1, 1), (0, 1)))
    if bar is not None:
        artists = furniture.draw_scale_bar(
            plate.figure, bar, (spot.left, spot.bottom), size, plate.theme
        )
        paint.add_to_sheet(plate.figure, "scale", artists, above=_ABOVE)
    if angle is not None:
        middle = (spot.right - arrow / 2, spot.bottom + 1.4 * size)
        artists = furniture.draw_north(plate.figure, middle, size, angle, plate.theme)
        paint.add_to_sheet(plate.figure, "north", artists, above=_ABOVE)
    taken.add([_shape(spot)])


def _draw_beside(plate: Plate, side: Box, without: Collection[str]) -> None:
    """In the column: the locator above the notes, the ranking in what is left above it."""
    found = None if "locator" in without else furniture.locator(plate.panel.scene)
    free = side
    if found is not None:
        high = min(side.width / found.aspect, _MOST_INSET_HEIGHT * side.height)
        inset = Box(side.left, side.bottom, high * found.aspect, high)
        artists = furniture.draw_locator(found, inset, plate.theme)
        paint.add_to_sheet(plate.figure, "locator", artists, above=_ABOVE)
        gap = 1.6 * plate.text
        free = Box(side.left, inset.top + gap, side.width, side.height - high - gap)
    if "ranking" not in without:
        artists = draw_ranking(plate.figure, plate.reach, free, plate.text, plate.style)
        paint.add_to_sheet(plate.figure, "ranking", artists, above=_ABOVE)


def _draw_inset(plate: Plate, box: Box, taken: Taken) -> None:
    """On a map without a column: the locator in a corner that is left."""
    found = furniture.locator(plate.panel.scene)
    if found is None:
        return
    wide = _INSET_WIDTH * box.width
    corners = ((0, 1), (1, 1), (0, 0), (1, 0))
    spot = _quietest(plate, box, (wide, wide / found.aspect), taken, corners)
    artists = furniture.draw_locator(found, spot, plate.theme)
    paint.add_to_sheet(plate.figure, "locator", artists, above=_ABOVE)
    taken.add([_shape(spot)])


def _quietest(
    plate: Plate, box: Box, size: tuple[float, float], taken: Taken, corners: tuple[Corner, ...]
) -> Box:
    """Of the corners that are free, the one where such a box covers least of the reach."""
    boxes = [corner_box(box, each, *size, GAP * plate.text) for each in corners]
    free = [each for each in boxes if taken.is_free(_shape(each))]
    busy = [plate.reached, *plate.panel.on_sheet(plate.origins_m)]
    return min(free or boxes, key=lambda each: _covered(_shape(each), busy))


def _covered(card: BaseGeometry, shapes: list[BaseGeometry]) -> float:
    areas = [shapely.intersection(card, each.buffer(2)).area for each in shapes]
    return float(sum(areas))


def _shape(box: Box) -> BaseGeometry:
    return shapely.box(box.left, box.bottom, box.right, box.top)
