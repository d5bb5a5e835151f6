"""Furniture: scale bar, north arrow, locator inset."""

import math
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np
import shapely
from matplotlib.artist import Artist
from shapely.geometry.base import BaseGeometry

from rangemap.figures import lettering, paint
from rangemap.figures.own_box import AnySheet
from rangemap.figures.palette import Theme
from rangemap.figures.panel import Panel
from rangemap.figures.projection import Geometries, Projection
from rangemap.figures.scene import Scene
from rangemap.figures.sizes import Box
from rangemap.scenario.units import METRES_PER_UNIT
from rangemap.wording.language import Language
from rangemap.world import boundaries

_ONE_SCALE_WITHIN = 0.03
_BAR_SHARE = 0.17  # of the map's width, the longest that a bar may be
_STEPS = (1.0, 2.0, 5.0)
_EUROPE = Projection(
    "+proj=laea +lat_0=50 +lon_0=30 +ellps=WGS84 +units=m", "equal_area", (50.0, 30.0)
)
_EUROPE_VIEW = (-1_750_000.0, -1_450_000.0, 1_600_000.0, 1_450_000.0)
_RUSSIA = Projection(
    "+proj=laea +lat_0=62 +lon_0=96 +ellps=WGS84 +units=m", "equal_area", (62.0, 96.0)
)
_RUSSIA_VIEW = (-4_300_000.0, -2_300_000.0, 4_100_000.0, 3_500_000.0)
_LOCATOR_DETAIL_M = 9_000.0
_TICKS_APART = 0.4  # between two numbers of a scale bar, over their size
_MAX_OF_LOCATOR = 0.75
EUROPE_ASPECT = (_EUROPE_VIEW[2] - _EUROPE_VIEW[0]) / (_EUROPE_VIEW[3] - _EUROPE_VIEW[1])


@dataclass(frozen=True)
class ScaleBar:
    """Round lengths that fit: in points of the sheet, kilometres and miles."""

    km: float
    km_pt: float
    miles: float
    miles_pt: float


def scale_bar(panel: Panel) -> ScaleBar | None:
    """The bar of a map, or None where its scale differs by more than 3 % from place to place."""
    lon, lat = panel.scene.lon_lat().T
    inside = np.abs(lat) < 89.9  # noqa: PLR2004  the pole itself has no factors
    scales = panel.scene.projection.scales(lon[inside], lat[inside])
    if scales.max() / scales.min() - 1 > _ONE_SCALE_WITHIN:
        return None
    scale = panel.points_per_metre * float(np.median(scales))
    most = _BAR_SHARE * panel.box.width
    mile = float(METRES_PER_UNIT["mi"])
    km, miles = _round_below(most / scale / 1000), _round_below(most / scale / mile)
    return ScaleBar(km, km * 1000 * scale, miles, miles * mile * scale)


def scale_bar_size(bar: ScaleBar, size: float, said: Language) -> tuple[float, float]:
    """Width and height in points, words and the arrow beside them included."""
    ends = max(
        bar.km_pt + lettering.width(_marked(bar.km, "km", said), size),
        bar.miles_pt + lettering.width(_marked(bar.miles, "mi", said), size),
    )
    return ends + 1.4 * size, 3.6 * size


def draw_scale_bar(
    figure: AnySheet,
    bar: ScaleBar,
    at: tuple[float, float],
    size: float,
    *,
    theme: Theme,
    said: Language,
) -> list[Artist]:
    """Kilometres above the line, miles beneath, from its lower left corner."""
    x, y = at[0] + 0.8 * size, at[1] + 1.8 * size
    ink = theme.text
    long = max(bar.km_pt, bar.miles_pt)
    strokes = [shapely.LineString([(x, y), (x + long, y)])]
    made: list[Artist] = []
    for length, number, unit, up in (
        (bar.km_pt, bar.km, "km", 1),
        (bar.miles_pt, bar.miles, "mi", -1),
    ):
        widths = [lettering.width(_digits(share * number, said), size) for share in (0.5, 1)]
        has_half = length / 2 > sum(widths) / 2 + _TICKS_APART * size
        for share in (0, 0.5, 1) if has_half else (0, 1):
            tick = x + share * length
            strokes.append(shapely.LineString([(tick, y), (tick, y + up * 0.4 * size)]))
            digits = _digits(share * number, said)
            text = _marked(number, unit, said) if share == 1 else digits
            start = tick - lettering.width(digits, size) / 2
            base = y + (0.65 * size if up > 0 else -1.4 * size)
            made += paint.words(figure, text, (start, base), size, ink, halo=theme.halo)
    line = shapely.MultiLineString(strokes)
    return [paint.line(line, theme.halo, 2.6), paint.line(line, ink, 0.9), *made]


def _digits(number: float, said: Language) -> str:
    return said.number(number, 0 if number == round(number) else 1)


def _marked(number: float, unit: str, said: Language) -> str:
    return said.say(f"unit.{unit}", number, n=_digits(number, said))


def north_angle(scene: Scene) -> float | None:
    """Degrees by which north leans to the left of straight up at the middle of the frame.

    None where a pole is in the frame: there is no one north.
    """
    if scene.has(0, 90) or scene.has(0, -90):
        return None
    x, y = (scene.west + scene.east) / 2, (scene.south + scene.north) / 2
    lon, lat = scene.projection.inverse(np.array([x]), np.array([y]))[0]
    up = scene.projection.point(lon, min(lat + 0.01, 90))
    return math.degrees(math.atan2(x - up[0], up[1] - y))


def draw_north(
    figure: AnySheet,
    at: tuple[float, float],
    size: float,
    angle: float,
    *,
    theme: Theme,
    said: Language,
) -> list[Artist]:
    """An arrow to the north, its middle at a point of the sheet."""
    arrow = shapely.Polygon([(0, 1.0), (0.42, -0.65), (0, -0.3), (-0.42, -0.65)])
    arrow = shapely.affinity.rotate(arrow, angle, origin=(0, 0))
    placed = shapely.affinity.translate(
        shapely.affinity.scale(arrow, size, size, origin=(0, 0)), at[0], at[1]
    )
    letter = said.say("figure.north")
    wide = lettering.width(letter, size, bold=True)
    lean = math.radians(angle)
    tip = (at[0] - math.sin(lean) * 1.55 * size, at[1] + math.cos(lean) * 1.55 * size)
    return [
        paint.area(placed, theme.text, edgecolor=theme.halo, linewidth=1.0),
        *paint.words(
            figure,
            letter,
            (tip[0] - wide / 2, tip[1] - 0.36 * size),
            size,
            theme.text,
            halo=theme.halo,
            bold=True,
        ),
    ]


@dataclass(frozen=True)
class Locator:
    """A small map of where the scene is. view: its frame in metres of its projection.

    is_mapped: whether land and water are told apart all over it.
    """

    is_mapped: bool
    land: tuple[BaseGeometry, ...]
    home: BaseGeometry
    scene: BaseGeometry
    view: tuple[float, float, float, float]

    @property
    def aspect(self) -> float:
        """Width over height."""
        west, south, east, north = self.view
        return (east - west) / (north - south)


def locator(scene: Scene) -> Locator | None:
    """Europe with the scene's outline, or all of Russia where that lies farther east.

    None where the scene is itself as wide as that.
    """
    outline = _outline(scene)
    for projection, view in ((_EUROPE, _EUROPE_VIEW), (_RUSSIA, _RUSSIA_VIEW)):
        shape = projection.project([outline])[0]
        frame = shapely.box(*view)
        if not np.isfinite(shape.bounds).all() or not shapely.contains(frame, shape):
            continue
        if shape.area < _MAX_OF_LOCATOR * frame.area:
            land, home = _locator_land(projection, view)
            return Locator(projection == _EUROPE, land, home, shape, view)
    return None


def draw_locator(located: Locator, box: Box, theme: Theme) -> list[Artist]:
    """The inset in its box on the sheet."""
    west, south, east, _ = located.view
    scale = box.width / (east - west)

    def placed(shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(
            shape, lambda xy: (xy - [west, south]) * scale + [box.left, box.bottom]
        )

    card = shapely.box(box.left, box.bottom, box.right, box.top)
    border = theme.quiet_text
    return [
        paint.area(card, theme.water if located.is_mapped else theme.unmapped),
        *(paint.area(placed(each), theme.land) for each in located.land),
        *(paint.line(placed(each).boundary, theme.coast, 0.3) for each in located.land),
        paint.area(placed(located.home), theme.home_strong),
        paint.line(placed(located.scene), theme.text, 1.1),
        paint.line(card, border, 0.6),
    ]


def _round_below(most: float) -> float:
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in _STEPS if step * power <= most)


def _outline(scene: Scene) -> BaseGeometry:
    frame = shapely.box(scene.west, scene.south, scene.east, scene.north)
    ring = shapely.get_coordinates(shapely.segmentize(frame, scene.width / 30))
    return shapely.Polygon(scene.projection.inverse(ring[:, 0], ring[:, 1]))


@cache
def _locator_land(
    projection: Projection, view: tuple[float, float, float, float]
) -> tuple[tuple[BaseGeometry, ...], BaseGeometry]:
    table = boundaries.countries()
    beyond = boundaries.regions("RU") if projection == _RUSSIA else None
    shapes = _small(table.geometry.to_numpy(), projection, view)
    home = shapes[(table["country"] == "UA").to_numpy()][0]
    others = list(shapes[(table["country"] != "UA").to_numpy()])
    if beyond is not None:
        others += list(_small(beyond.geometry.to_numpy(), projection, view))
    return tuple(each for each in others if not each.is_empty), home


def _small(
    shapes: Geometries, projection: Projection, view: tuple[float, float, float, float]
) -> Geometries:
    thinned = shapely.simplify(projection.project(shapes), _LOCATOR_DETAIL_M)
    return cast("Geometries", shapely.clip_by_rect(thinned, *view))
