"""Drawing of a printed map: reach, rings, border and origins over the ground, without words."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import shapely

from rangemap.figures import ground as figure_ground
from rangemap.figures import legend, paint
from rangemap.figures.palette import dash
from rangemap.figures.plate import Plate
from rangemap.figures.ring_labels import RingLabel

if TYPE_CHECKING:
    from matplotlib.artist import Artist

_UNSAFE = re.compile(r"[^\w.-]")  # in the id of a group
_HALO = 2.3  # over the ring's own width
_DOT = 0.36  # radius of a launch point over the size of text


def draw_map(plate: Plate, labels: Mapping[str, RingLabel]) -> None:
    """Draw all shapes, lowest first; rings leave room for their labels, given by weapon."""
    figure_ground.draw(plate.axes, plate.ground, plate.panel, plate.theme)
    (_draw_shadings if plate.subject.shadings else _draw_reach)(plate)
    figure_ground.draw_lines(plate.axes, plate.ground, plate.theme)
    _draw_rings(plate, labels)
    lines = [paint.line(each, plate.theme.border, plate.style.border_pt) for each in plate.border_m]
    paint.add(plate.axes, "border", lines, above=6)
    _draw_origins(plate)


def _draw_shadings(plate: Plate) -> None:
    for shading in plate.subject.shadings:
        artists: list[Artist] = []
        shapes = plate.thinned_m([shape for shape, _ in shading.parts])
        for shape, (_, sign) in zip(shapes, shading.parts, strict=True):
            if not shape.is_empty:
                artists += sign(shape, plate.style)
        paint.add(plate.axes, shading.name, artists, above=2)


def _draw_reach(plate: Plate) -> None:
    rows = plate.layers.reach
    for weapon in dict.fromkeys(rows["weapon"]):
        number = plate.numbers[weapon]
        fills: list[Artist] = []
        for row, shape in zip(rows.itertuples(), plate.parts_m, strict=True):
            if row.weapon != weapon:
                continue
            if row.permitted:
                part = paint.area(shape, plate.style.share_ink(number, row.step))
            else:
                ink = plate.style.share_ink(number, 3)
                part = legend.hatching(shape, plate.theme.land, ink)
            part.set_gid(_UNSAFE.sub("_", f"{weapon}-{row.region}"))
            fills.append(part)
        paint.add(plate.axes, f"reach-{number + 1}-{weapon}", fills, above=2)


def _draw_rings(plate: Plate, labels: Mapping[str, RingLabel]) -> None:
    halos: list[Artist] = []
    strokes: list[Artist] = []
    is_thin = bool(plate.subject.bundle)
    width = plate.style.thin_ring_pt if is_thin else plate.style.ring_pt
    for row, ring in zip(plate.layers.rings.itertuples(), plate.rings_m, strict=True):
        number = plate.numbers[row.weapon]
        shape = ring
        crossing = labels.values() if is_thin else filter(None, [labels.get(row.weapon)])
        if gaps := [label.gap for label in crossing]:
            gap = shapely.union_all(plate.panel.off_sheet(gaps))
            shape = shapely.difference(ring, gap)
        dashes = () if is_thin else dash(number)
        if row.firm:
            if not is_thin:  # halos would cover what is beside it
                halos.append(paint.line(shape, plate.theme.halo, _HALO * width))
            strokes.append(paint.line(shape, plate.style.ink(number), width, dashes=dashes))
        else:
            ink = plate.style.faint_ink(number)
            faint = plate.style.faint_ring_pt
            strokes.insert(0, paint.line(shape, ink, faint, dashes=dashes))
    paint.add(plate.axes, "rings", [*halos, *strokes], above=5)


def _draw_origins(plate: Plate) -> None:
    signs: list[Artist] = []
    for shape in plate.origins_m:
        dimensions = shapely.get_dimensions(shape)
        if dimensions == 2:  # noqa: PLR2004  an area
            signs += legend.origin_area(shape, plate.style)
        elif dimensions == 1:
            signs.append(paint.line(shape, plate.theme.border, plate.style.origin_pt))
    paint.add(plate.axes, "origins", signs, above=6.5)
    dots: list[Artist] = []
    for shape in plate.panel.on_sheet(plate.origins_m):
        if shapely.get_dimensions(shape) == 0:
            for point in shapely.get_parts(shape):
                dots += legend.origin_dot((point.x, point.y), _DOT * plate.text, plate.style)
    paint.add_to_sheet(plate.figure, "launch-points", dots, above=13)
