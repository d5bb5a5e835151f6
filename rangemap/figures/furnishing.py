"""Furnishing: which piece of furniture stands where, on the map and beside it."""

from collections.abc import Collection, Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.figures import furniture, paint
from rangemap.figures.composition import Composition, Corner, corner_box, inner_width
from rangemap.figures.key import Card
from rangemap.figures.placing import Taken
from rangemap.figures.plate import Plate
from rangemap.figures.ranking import (
    Ranking,
    draw_ranking,
    draw_table,
    ranking_height,
    table_height,
)
from rangemap.figures.sizes import Box, Size
from rangemap.scenario.choices import FURNITURE

PIECES = FURNITURE
GAP = 0.8  # over running text, between a piece and the map's edge
_FRAME = 0.4
_SCALE_SIZE = 0.8
_INSET_WIDTH = 0.24  # of the map's, where there is no column
_MIN_INSET, _SMALLEST_INSET = 0.5, 0.3  # of a column's width: where there is room, and at all
_MIN_ROWS = 8  # of a ranking, its heading aside, before notes stand beneath the map
_MAX_ROWS = 14  # that come before the locator
TABLE = 0.78  # of running text, the ranking's beneath a map
_SCALE_ROOM = 0.24  # of the map's width, about what bar and arrow take
_ABOVE = 20


def cards(
    plan: Composition, key: Card, sheet: Size, without: Collection[str]
) -> dict[str, tuple[float, float]]:
    """The pieces that need a corner of the map, with their width and height in points."""
    text = sheet.text_pt
    scale = (_SCALE_ROOM * plan.map.width, 3.6 * _SCALE_SIZE * text)
    inset = _INSET_WIDTH * plan.map.width
    found = {
        "legend": (key.width, key.height),
        "locator": (inset, inset / furniture.EUROPE_ASPECT),
        "scale": scale,
    }
    if plan.side is not None or sheet.is_narrow:
        found.pop("locator")
    if sheet.is_narrow:
        found.pop("legend")
    return {name: size for name, size in found.items() if name not in without}


def furnish(
    plate: Plate,
    plan: Composition,
    key: Card,
    corners: Mapping[str, Corner],
    without: Collection[str],
) -> Taken:
    """Draw scale and locator but what is left out; the ground that they and the legend take.

    corners: where legend, scale and locator stand.
    """
    box, edge = plan.map, _FRAME * plate.text
    taken = Taken(
        Box(box.left + edge, box.bottom + edge, box.width - 2 * edge, box.height - 2 * edge)
    )
    if "legend" in corners:
        taken.add([_shape(_key_box(plate, plan, key, corners["legend"]))])
    if "locator" in corners:
        _draw_inset(plate, box, corners["locator"], taken)
    if "scale" in corners:
        _draw_scale(plate, box, corners["scale"], taken, without)
    return taken


def draw_key(
    plate: Plate,
    plan: Composition,
    key: Card,
    corners: Mapping[str, Corner],
    without: Collection[str],
) -> None:
    """Draw the legend, where `furnish` left it room, or beneath the map."""
    if "legend" in corners:
        card = _key_box(plate, plan, key, corners["legend"])
        corner = (card.left, card.bottom)
    elif "legend" not in without and plan.table is not None:
        corner = (plan.table.left, plan.table.top - key.height)
    else:
        return
    artists = key.drawn(plate.figure, corner, plate.style)
    paint.add_to_sheet(plate.figure, "legend", artists, above=_ABOVE)


def _key_box(plate: Plate, plan: Composition, key: Card, corner: Corner) -> Box:
    return corner_box(plan.map, corner, key.width, key.height, GAP * plate.text)


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


def least_ranking(ranking: Ranking, sheet: Size) -> float:
    """The height that a ranking must have in a sheet's column, in points."""
    width = sheet.column_width - (sheet.width - inner_width(sheet))
    return ranking_height(ranking, sheet.text_pt, width, _MIN_ROWS)


def ranking_room(plate: Plate, side: Box, on_map: Collection[str], without: Collection[str]) -> Box:
    """Draw the locator at the foot of the column; return the box above it, for the ranking.

    Up to _MAX_ROWS regions that the map does not name (on_map) have room before the locator does.
    """
    found = None if "locator" in without else furniture.locator(plate.panel.scene)
    if found is None:
        return side
    gap, ranking = 1.4 * plate.text, plate.subject.ranking
    rows_first = min(max(ranking.rows_besides(on_map), _MIN_ROWS), _MAX_ROWS)
    ranked, needed = (
        0.0 if "ranking" in without else ranking_height(ranking, plate.text, side.width, rows)
        for rows in (None, rows_first)
    )
    most = min(side.width / found.aspect, side.height)
    wanted = max(side.height - ranked - gap, _MIN_INSET * most)
    high = min(wanted, most, side.height - needed - gap)
    if high < _SMALLEST_INSET * most:
        return side
    inset = Box(side.left, side.bottom, high * found.aspect, high)
    artists = furniture.draw_locator(found, inset, plate.theme)
    paint.add_to_sheet(plate.figure, "locator", artists, above=_ABOVE)
    return Box(side.left, inset.top + gap, side.width, side.height - high - gap)


def draw_numbers(
    plate: Plate,
    plan: Composition,
    room: Box | None,
    on_map: Collection[str],
    without: Collection[str],
) -> None:
    """The ranking beside the map or, as a table, beneath it. on_map: regions that it names."""
    if "ranking" in without:
        return
    ranking, figure = plate.subject.ranking, plate.figure
    if room is not None:
        artists = draw_ranking(figure, ranking, room, plate.text, plate.style, on_map=on_map)
    elif plan.table is not None:
        box, size = plan.table, TABLE * plate.text
        high = table_height(ranking, size, box.width)  # a legend may stand above it
        beneath = Box(box.left, box.bottom, box.width, high)
        artists = draw_table(figure, ranking, beneath, size, plate.style)
    else:
        return
    paint.add_to_sheet(figure, "ranking", artists, above=_ABOVE)


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
