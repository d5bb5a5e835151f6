"""View panels: the ring in four projections, side by side, each with what it does to the ring."""

from collections.abc import Sequence
from typing import Final

import shapely
from matplotlib.artist import Artist
from shapely.geometry.base import BaseGeometry

from rangemap.figures import paint
from rangemap.figures.lesson.strokes import Paper
from rangemap.figures.lesson.views import (
    KINDS,
    ORTHOGRAPHIC,
    ORTHOGRAPHIC_LAT,
    Globe,
    View,
    globe,
    views,
)
from rangemap.figures.palette import mixed
from rangemap.figures.sizes import Box
from rangemap.wording.lesson import Handout

_GAP: Final = 1.2  # of the size of text, between panels
_RING_HUE: Final = 1
_GLOBE_SHARE: Final = 0.165  # its radius, of a panel's width
_FILL: Final = 0.35


def draw(paper: Paper, box: Box, handout: Handout) -> list[Artist]:
    """Four square panels in a row from the top of the box, words beneath each."""
    made, rest = paper.heading(handout.say("views.title"), box)
    return made + row(paper, rest, handout)


def row(paper: Paper, box: Box, handout: Handout, kinds: Sequence[str] = KINDS) -> list[Artist]:
    """The same without a heading, or only some of the projections."""
    asked = handout.lesson
    gap = _GAP * paper.size
    side = (box.width - (len(kinds) - 1) * gap) / len(kinds)
    shown = [view for view in views(asked.lon, asked.lat, asked.range_km) if view.kind in kinds]
    made: list[Artist] = []
    for number, view in enumerate(shown):
        left = box.left + number * (side + gap)
        panel = Box(left, box.top - side, side, side)
        made += _panel(paper, panel, view)
        if view.kind == ORTHOGRAPHIC:
            made += _globe(paper, panel, globe(asked.lon, asked.lat, asked.range_km))
        under = Box(left, box.bottom, side, panel.bottom - 0.4 * paper.size - box.bottom)
        made += _words(paper, under, view, handout)
    return made


def height(paper: Paper, width: float) -> float:
    """How much room the row takes at a width, in points: heading, panels and words."""
    side = (width - (len(KINDS) - 1) * _GAP * paper.size) / len(KINDS)
    return side + 9.0 * paper.size


def ratios(handout: Handout, kinds: Sequence[str] = KINDS) -> list[str]:
    """What each projection does to the ring's size: ``Mercator: 1.55 × as wide, …``."""
    asked = handout.lesson
    return [
        f"{handout.say(f'views.{view.kind}')}: {_ratio(view, handout)}"
        for view in views(asked.lon, asked.lat, asked.range_km)
        if view.kind in kinds
    ]


def _ratio(view: View, handout: Handout) -> str:
    """How large the ring is drawn: ``1.55 × as wide, 1.55 × as high``."""
    if view.wide is None or view.high is None:
        return handout.say("views.no_pole")
    decimals = 2 if view.wide < 10 else 1  # noqa: PLR2004
    wide, high = (handout.said.number(each, decimals) for each in (view.wide, view.high))
    return handout.say("views.ratio", wide=wide, high=high)


def _panel(paper: Paper, box: Box, view: View) -> list[Artist]:
    theme, ink = paper.theme, paper.style.ink(_RING_HUE)

    def placed(shape: BaseGeometry) -> BaseGeometry:
        return _placed(shape, box, 1.0)

    frame = shapely.box(box.left, box.bottom, box.right, box.top)
    line = 0.19 * paper.size
    inner = frame.buffer(-0.5, join_style="mitre")
    return [
        paint.area(frame, theme.paper),
        paint.area(placed(view.earth), theme.water),
        paint.area(placed(view.land), theme.land),
        paint.area(placed(view.ring), mixed(ink, theme.land, _FILL)),
        paint.line(placed(view.grid), theme.coast, 0.4),
        paint.line(placed(view.land).boundary, theme.coast, 0.4),
        paint.line(shapely.intersection(placed(view.ring).boundary, inner), ink, line),
        paint.line(placed(view.true), theme.text, 0.75 * line, dashes=(1.5, 2)),
        paint.line(frame, theme.coast, 0.6),
    ]


def _globe(paper: Paper, panel: Box, seen: Globe) -> list[Artist]:
    """A small globe in the panel's corner, the ring on it."""
    theme, ink = paper.theme, paper.style.ink(_RING_HUE)
    radius = _GLOBE_SHARE * panel.width
    gap = 0.35 * paper.size
    box = Box(panel.right - 2 * radius - gap, panel.bottom + gap, 2 * radius, 2 * radius)

    def placed(shape: BaseGeometry) -> BaseGeometry:
        return _placed(shape, box, 1.0)

    ball = placed(shapely.Point(0, 0).buffer(1, quad_segs=32))
    least = placed(seen.ring).centroid.buffer(0.16 * paper.size)
    return [
        paint.area(ball.buffer(0.3 * paper.size), theme.paper),
        paint.area(ball, theme.water),
        paint.area(placed(seen.land), theme.land),
        paint.line(placed(seen.grid), theme.graticule, 0.3),
        paint.line(placed(seen.land).boundary, theme.coast, 0.3),
        paint.area(shapely.union(placed(seen.ring), least), ink),
        paint.line(ball, theme.coast, 0.6),
    ]


def _placed(shape: BaseGeometry, box: Box, half: float) -> BaseGeometry:
    scale = box.width / 2 / half
    x, y = box.left + box.width / 2, box.bottom + box.height / 2
    return shapely.transform(shape, lambda xy: xy * scale + [x, y])


def _words(paper: Paper, box: Box, view: View, handout: Handout) -> list[Artist]:
    side = ORTHOGRAPHIC_LAT if handout.lesson.lat >= 0 else -ORTHOGRAPHIC_LAT
    small = paper.smaller(0.92)
    made, bottom = small.paragraph(handout.say(f"views.{view.kind}"), box, bold=True)
    box = Box(box.left, box.bottom, box.width, bottom - box.bottom)
    more, bottom = small.paragraph(_ratio(view, handout), box)
    box = Box(box.left, box.bottom, box.width, bottom - box.bottom)
    said = handout.say(f"views.{view.kind}_says", lat=handout.latitude_of(side))
    rest, _ = small.paragraph(said, box, quiet=True)
    return [*made, *more, *rest]
