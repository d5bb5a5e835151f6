"""Outlines: the six edges together, as they lie on the ground about the origin.

Azimuth and distance from the origin are polar coordinates of the azimuthal equidistant projection,
in which the true edge is a circle.
"""

import math
from typing import Final

import numpy as np
import shapely
from matplotlib.artist import Artist
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.lesson import (
    DEGREES,
    GEODESIC,
    MERCATOR,
    MERCATOR_SCALED,
    METHODS,
    SPHERE,
    UTM,
    seen_from_origin,
)
from rangemap.figures import lettering, paint
from rangemap.figures.lesson.strokes import Paper
from rangemap.figures.sizes import Box
from rangemap.geodesy.ellipsoid import inverse
from rangemap.wording.lesson import Handout

_FARTHEST: Final = 1.75  # ranges that the picture shows at most
_MARGIN: Final = 1.12
_NEARLY_RIGHT: Final = 0.01  # of the range: what only the strip can show
_STRIP_SHARE: Final = 0.2  # of the picture's height
_KEY_SHARE: Final = 0.36  # of its width
_BEARINGS_DEG: Final = {  # where each edge is pointed at, from the top down
    SPHERE: 38.0,
    GEODESIC: 52.0,
    UTM: 66.0,
    MERCATOR_SCALED: 80.0,
    DEGREES: 96.0,
    MERCATOR: 118.0,
}
_GRID_STEPS: Final = (0.2, 0.5, 1, 2, 5, 10, 30)

Floats = NDArray[np.float64]


def draw(paper: Paper, box: Box, handout: Handout) -> list[Artist]:
    """The edges about the origin, their names and errors beside them, the small errors beneath."""
    made, rest = paper.heading(handout.say("outlines.title"), box)
    strip_high = _STRIP_SHARE * rest.height + 2.2 * paper.size
    upper = Box(rest.left, rest.bottom + strip_high, rest.width, rest.height - strip_high)
    side = min(upper.height, (1 - _KEY_SHARE) * upper.width)
    plot = Box(upper.left, upper.top - side, side, side)
    edges = _edges(handout)
    made += _plot(paper, plot, handout, edges)
    beside = Box(plot.right, plot.bottom, box.right - plot.right, side)
    made += _key(paper, beside, plot, handout, edges)
    lower = Box(rest.left, rest.bottom, rest.width, rest.height - side - 0.8 * paper.size)
    return made + _strip(paper, lower, handout, edges)


def _edges(handout: Handout) -> dict[str, tuple[Floats, Floats]]:
    """Azimuths in degrees and distances in km of each edge that can be drawn."""
    asked = handout.lesson
    seen = {m: seen_from_origin(m, asked.lon, asked.lat, asked.range_km) for m in METHODS}
    return {method: edge for method, edge in seen.items() if edge is not None}


def _plot(
    paper: Paper, box: Box, handout: Handout, edges: dict[str, tuple[Floats, Floats]]
) -> list[Artist]:
    theme, frame = paper.theme, shapely.box(box.left, box.bottom, box.right, box.top)
    half_km = _half_km(handout)

    def placed(azimuths: Floats, km: Floats) -> Floats:
        return _placed(box, half_km, azimuths, km)

    grid = shapely.intersection(_grid(handout, half_km, placed), frame)
    made: list[Artist] = [
        paint.area(frame, theme.land),
        paint.line(grid, theme.graticule, 0.5),
    ]
    disc = shapely.Polygon(placed(*edges[GEODESIC]))
    made.append(paint.area(disc, theme.home))
    for method in METHODS:
        if method in edges:
            ring = shapely.LinearRing(placed(*edges[method]))
            made.append(paper.stroke(method, shapely.intersection(ring, frame)))
    x, y = box.left + box.width / 2, box.bottom + box.height / 2
    made.append(paint.area(shapely.Point(x, y).buffer(0.25 * paper.size), theme.text))
    return [*made, paint.line(frame, theme.coast, 0.6)]


def _half_km(handout: Handout) -> float:
    """Half the picture's width on the ground: all edges, but not those that run far away."""
    asked = handout.lesson
    farthest = max([way.worst_km for way in asked.drawn] + [0.0]) + asked.range_km
    return _MARGIN * min(farthest, _FARTHEST * asked.range_km)


def _placed(box: Box, half_km: float, azimuths: Floats, km: Floats) -> Floats:
    """Polar coordinates about the box's middle, north up, in points of the sheet."""
    scale = box.width / 2 / half_km
    middle = np.array([box.left + box.width / 2, box.bottom + box.height / 2])
    turned = np.radians(azimuths)
    return np.asarray(middle + scale * np.column_stack([km * np.sin(turned), km * np.cos(turned)]))


def _grid(handout: Handout, half_km: float, placed: object) -> BaseGeometry:
    """Meridians and parallels about the origin."""
    lon, lat = handout.lesson.lon, handout.lesson.lat
    reach = 1.5 * half_km / 110.6
    step = next(step for step in _GRID_STEPS if 2 * reach / step <= 9 or step == _GRID_STEPS[-1])  # noqa: PLR2004  thin lines, few of them
    low, high = max(lat - reach, -90.0), min(lat + reach, 90.0)
    widest = min(max(abs(low), abs(high)), 89.99)
    turn = min(180.0, reach / math.cos(math.radians(widest)))
    across = next(
        (each for each in _GRID_STEPS if 2 * turn / each <= 12),  # noqa: PLR2004
        _GRID_STEPS[-1],
    )
    ups, turns = np.linspace(low, high, 90), np.linspace(lon - turn, lon + turn, 181)
    lines = [
        np.column_stack([turns, np.full_like(turns, at)])
        for at in np.arange(math.ceil(low / step) * step, high, step)
    ] + [
        np.column_stack([np.full_like(ups, at), ups])
        for at in np.arange(math.ceil((lon - turn) / across) * across, lon + turn, across)
    ]
    shapes = []
    for line in lines:
        azimuths, _, metres = inverse(np.tile([lon, lat], (len(line), 1)), line)
        shapes.append(shapely.LineString(placed(azimuths, metres / 1000)))  # type: ignore[operator]
    return shapely.MultiLineString(shapes)


def _key(
    paper: Paper, box: Box, plot: Box, handout: Handout, edges: dict[str, tuple[Floats, Floats]]
) -> list[Artist]:
    """Names and errors, each with a thin line to its edge; what is not drawn says why."""
    asked, half_km, size = handout.lesson, _half_km(handout), paper.size
    step = box.height / len(METHODS)
    left = box.left + 1.5 * size
    made: list[Artist] = []
    ways = {way.method: way for way in asked.ways}
    for row, (method, bearing) in enumerate(_BEARINGS_DEG.items()):
        middle = box.top - (row + 0.5) * step
        way = ways[method]
        ink = paper.word_ink(method)
        name = lettering.wrapped(handout.name(method), size, box.right - left)
        below = "" if method == GEODESIC else handout.signed(way)
        lines = [*name, *([below] if below else [])]
        for number, text in enumerate(lines):
            base = middle + ((len(lines) - 1) / 2 - number) * 1.2 * size - 0.36 * size
            bold = bool(below) and number == len(lines) - 1
            made += paper.words(text, left, base, colour=ink, bold=bold)
        if method not in edges:
            continue
        points = _placed(plot, half_km, *edges[method])
        at = points[_pointed_at(edges[method][0], bearing, points, plot)]
        end = (left - 0.35 * size, middle)
        made.insert(0, paper.rule([at, (plot.right, end[1]), end], ink, 0.45))
        made.append(paint.area(shapely.Point(at).buffer(0.22 * size), ink))
    return made


def _pointed_at(azimuths: Floats, bearing: float, points: Floats, plot: Box) -> int:
    """The point of an edge in the picture whose direction is nearest to a bearing."""
    off = np.abs((azimuths - bearing + 180) % 360 - 180)
    inside = (points[:, 0] < plot.right) & (points[:, 1] < plot.top) & (points[:, 1] > plot.bottom)
    return int(np.where(inside, off, np.inf).argmin())


def _strip(
    paper: Paper, box: Box, handout: Handout, edges: dict[str, tuple[Floats, Floats]]
) -> list[Artist]:
    """Edges that are off by less than a line's width: their errors by direction, unrolled.

    The sphere's is always among them: it is off by less than a hundredth of any range.
    """
    asked = handout.lesson
    small = [way for way in asked.drawn[1:] if abs(way.worst_km) < _NEARLY_RIGHT * asked.range_km]
    note = paper.smaller(0.9)
    made, bottom = note.paragraph(handout.say("outlines.strip"), box, quiet=True)
    theme, size = paper.theme, note.size
    numbers = 3.6 * size
    plot = Box(
        box.left + numbers,
        box.bottom + 1.3 * size,
        box.width - numbers - size,
        bottom - box.bottom - 1.9 * size,
    )
    most = 1.35 * max(abs(way.worst_km) for way in small)
    middle = plot.bottom + plot.height / 2

    def up(km: Floats) -> Floats:
        return np.asarray(middle + km / most * plot.height / 2)

    made.append(paint.area(shapely.box(plot.left, plot.bottom, plot.right, plot.top), theme.land))
    made.append(paper.rule([(plot.left, middle), (plot.right, middle)], paper.true_ink, 1.2))
    tick = _round_below(most / 1.2)
    for km in (-tick, tick):
        y = float(up(np.array(km)))
        made.append(paper.rule([(plot.left, y), (plot.right, y)], theme.graticule, 0.5))
        sign = "+" if km > 0 else "−"
        text = sign + handout.said.number(tick, 0 if tick >= 1 else 1 if tick >= 0.1 else 2)  # noqa: PLR2004
        made += note.words(text, plot.left - 0.4 * size, y - 0.36 * size, align="right", quiet=True)
    for number, name in enumerate(handout.said.messages["outlines.directions"]):
        x = plot.left + number / 4 * plot.width
        made.append(paper.rule([(x, plot.bottom), (x, plot.top)], theme.graticule, 0.5))
        made += note.words(name, x, box.bottom + 0.2 * size, align="center", quiet=True)
    for way in small:
        azimuths, distances = edges[way.method]
        order = np.argsort(azimuths % 360)
        degrees = np.concatenate([[-1e-9], (azimuths % 360)[order], [360.0]])
        errors = (distances - asked.range_km)[order]
        meeting = np.interp(0.0, [degrees[-2] - 360, degrees[1]], [errors[-1], errors[0]])
        across = plot.left + np.clip(degrees, 0, 360) / 360 * plot.width
        line = np.column_stack([across, up(np.concatenate([[meeting], errors, [meeting]]))])
        made.append(paper.stroke(way.method, shapely.LineString(line)))
    return made


def _round_below(most: float) -> float:
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (1, 2, 5) if step * power <= most)
