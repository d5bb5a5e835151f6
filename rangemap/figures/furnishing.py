"""Furnishing: which piece of furniture stands where, on the map and beside it."""

from collections.abc import Collection, Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.figures import furniture, paint
from rangemap.figures.composition import Composition, Corner, corner_box
from rangemap.figures.key import Card
from rangemap.figures.placing import Taken
from rangemap.figures.plate import Plate
from rangemap.figures.ranking import draw_ranking, ranking_height
from rangemap.figures.sizes import Box

PIECES = ("legend", "scale", "north", "locator", "ranking")
GAP = 0.8  # over running text, between a piece and the map's edge
_FRAME = 0.4
_SCALE_SIZE = 0.8
_INSET_WIDTH = 0.24  # of the map's, where there is no column
_MIN_INSET = 0.5  # of a column's width
_SCALE_ROOM = 0.24  # of the map's width, about what bar and arrow take
_ABOVE = 20


def cards(
    plan: Composition, key: Card, text: float, without: Collection[str]
) -> dict[str, tuple[float, float]]:
    """The pieces that need a corner of the map, with their width and height in points."""
    scale = (_SCALE_ROOM * plan.map.width, 3.6 * _SCALE_SIZE * text)
    inset = _INSET_WIDTH * plan.map.width
    found = {
        "legend": (key.width, key.height),
        "locator": (inset, inset / furniture.EUROPE_ASPECT),
        "scale": scale,
    }
    if plan.side is not None:
        found.pop("locator")
    return {name: size for name, size in found.items() if name not in without}


def furnish(
    plate: Plate,
    plan: Composition,
    key: Card,
    corners: Mapping[str, Corner],
    without: Collection[str],
) -> Taken:
    """Draw all furniture but what is to be left out; the ground it takes from the map.

    corners: where legend, scale and locator stand.
    """
    box, edge = plan.map, _FRAME * plate.text
    taken = Taken(
        Box(box.left + edge, box.bottom + edge, box.width - 2 * edge, box.height - 2 * edge)
    )
    if "legend" in corners:
        card = corner_box(box, corners["legend"], key.width, key.height, GAP * plate.text)
        artists = key.drawn(plate.figure, (card.left, card.bottom), plate.style)
        paint.add_to_sheet(plate.figure, "legend", artists, above=_ABOVE)
        taken.add([_shape(card)])
    if "locator" in corners:
        _draw_inset(plate, box, corners["locator"], taken)
    if "scale" in corners:
        _draw_scale(plate, box, corners["scale"], taken, without)
    if plan.side is not None:
        _draw_beside(plate, plan.side, without)
    return taken


def _draw_scale(
    plate: Plate, box: Box, corner: Corner, taken: Taken, without: Collection[str]
) -> None:
    """Scale bar and north arrow, side by side; each only where there is one for the whole map."""
    size = _SCALE_SIZE * plate.text
    bar = furniture.scale_bar(plate.panel)
    angle = None if "north" in without else furniture.north_angle(plate.panel.scene)
    if bar is None and angle is None:
        return
    wide, high = furniture.scale_bar_size(bar, size, plate.said) if bar else (0.0, 3.6 * size)
    arrow = 0.0 if angle is None else 2.6 * size
    spot = corner_box(box, corner, wide + arrow, high, GAP * plate.text)
    if bar is not None:
        artists = furniture.draw_scale_bar(
            plate.figure, bar, (spot.left, spot.bottom), size, theme=plate.theme, said=plate.said
        )
        paint.add_to_sheet(plate.figure, "scale", artists, above=_ABOVE)
    if angle is not None:
        middle = (spot.right - arrow / 2, spot.bottom + 1.4 * size)
        artists = furniture.draw_north(
            plate.figure, middle, size, angle, theme=plate.theme, said=plate.said
        )
        paint.add_to_sheet(plate.figure, "north", artists, above=_ABOVE)
    taken.add([_shape(spot)])


def _draw_beside(plate: Plate, side: Box, without: Collection[str]) -> None:
    """In the column: the ranking, and beneath it the locator in what is left, but a fair part."""
    found = None if "locator" in without else furniture.locator(plate.panel.scene)
    free = side
    if found is not None:
        gap = 1.4 * plate.text
        ranked = 0.0 if "ranking" in without else ranking_height(plate.subject.ranking, plate.text)
        most = min(side.width / found.aspect, side.height)
        high = min(max(side.height - ranked - gap, _MIN_INSET * most), most)
        inset = Box(side.left, side.bottom, high * found.aspect, high)
        artists = furniture.draw_locator(found, inset, plate.theme)
        paint.add_to_sheet(plate.figure, "locator", artists, above=_ABOVE)
        free = Box(side.left, inset.top + gap, side.width, side.height - high - gap)
    if "ranking" not in without:
        artists = draw_ranking(plate.figure, plate.subject.ranking, free, plate.text, plate.style)
        paint.add_to_sheet(plate.figure, "ranking", artists, above=_ABOVE)


def _draw_inset(plate: Plate, box: Box, corner: Corner, taken: Taken) -> None:
    """On a map without a column: the locator in a corner of the map."""
    found = furniture.locator(plate.panel.scene)
    if found is None:
        return
    wide = _INSET_WIDTH * box.width
    spot = corner_box(box, corner, wide, wide / found.aspect, GAP * plate.text)
    artists = furniture.draw_locator(found, spot, plate.theme)
    paint.add_to_sheet(plate.figure, "locator", artists, above=_ABOVE)
    taken.add([_shape(spot)])


def _shape(box: Box) -> BaseGeometry:
    return shapely.box(box.left, box.bottom, box.right, box.top)
