"""The profile of a border as a figure: maps of the border, and strips along its kilometres.

On a map the border is the darker and wider the more regions are within reach from there; beneath,
every region has a strip along the kilometres of the border, shaded by its share.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from numpy.typing import NDArray

from rangemap.analysis.profile import Profile
from rangemap.analysis.ranges import Range
from rangemap.errors import OutputError
from rangemap.figures import furniture, legend, lettering, name_labels, paint
from rangemap.figures.composition import compose
from rangemap.figures.defaults import Sheet, matplotlib_defaults
from rangemap.figures.figure import draw_words, look_of, map_axes
from rangemap.figures.files import Picture
from rangemap.figures.key import Key, line_sign
from rangemap.figures.layers import layers, ring_label
from rangemap.figures.map_drawing import draw_map
from rangemap.figures.map_lettering import letter_map
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import TEXT_PT, Style, mixed
from rangemap.figures.panel import Panel
from rangemap.figures.placing import Taken
from rangemap.figures.plate import Plate
from rangemap.figures.projection import fitted
from rangemap.figures.ranking import Ranking
from rangemap.figures.scene import Scene
from rangemap.figures.sizes import Box, size_named
from rangemap.figures.strips import (
    Strips,
    draw_strips,
    runs,
    sample_box,
    sample_width,
    sample_words,
    strips,
)
from rangemap.figures.subject import Shading, Subject
from rangemap.wording.figure import plain_notes, subtitle_text
from rangemap.wording.language import language_of
from rangemap.wording.profile import (
    alternative,
    finding,
    method,
    profile_notes,
    sentence,
    title_text,
)
from rangemap.wording.provenance import caveat_text, source_line
from rangemap.world import boundaries

MAX_RANGES: Final = 3  # that one figure holds
_SMALL = 0.76  # over running text
_EDGE, _GUTTER = 1.4, 1.2
_MAP_SHARE = 0.3  # of the room, at least
_CONTEXT = 0.09  # of the border's size, around it
_CLASSES = 5
_WIDTHS_PT = (2.0, 3.2, 4.4, 5.6, 6.8)
_HALO_PT = 1.6
_STRENGTHS = (0.34, 0.5, 0.66, 0.83, 1.0)
_NAME = 0.92  # text on a map, over the strips' own
_SHRINKING = (1.0, 0.92, 0.84)  # of the strips' text
_MIN_NAMED = 0.012  # of a map, what a region with a name has at least
_DOT, _TICK = 0.4, 0.2


def picture(profile: Profile, options: FigureOptions) -> Picture:
    """Maps and strips of every range; the widest alone on a telephone.

    Raises OutputError for more ranges than a figure holds.
    """
    if len(profile.ranges) > MAX_RANGES:
        raise OutputError(
            f"a figure along the border holds {MAX_RANGES} ranges, and here are "
            f"{len(profile.ranges)}; sweep with fewer"
        )
    title = options.title or title_text(profile)
    return Picture(
        title=title,
        alternative=alternative(profile),
        caption=sentence(profile),
        source=source_line(profile),
        caveat=caveat_text(profile.ranges),
        scenario=profile.scenario.to_toml(),
        draw=lambda asked: _drawn(profile, title, asked),
        language=profile.scenario.language,
        notes=f"{source_line(profile)} {method(profile)} {plain_notes(profile.reach)}",
        warning=caveat_text(profile.ranges, profile.scenario.language),
    )


@matplotlib_defaults()
def _drawn(profile: Profile, title: str, asked: FigureOptions) -> Figure:
    sheet = size_named(asked.size)
    look = look_of(asked).scaled(sheet.text_pt / TEXT_PT)
    ranges = profile.reach.by_range[-1:] if sheet.is_narrow else profile.reach.by_range
    told = (
        replace(profile, reach=profile.reach.narrowed(ranges[0].weapon))
        if sheet.is_narrow
        else profile
    )
    small = max(_SMALL * sheet.text_pt, sheet.least_pt)
    projection = fitted(_border_xy(profile))
    notes = profile_notes(
        told,
        projection.name(language_of(profile.scenario.language)),
        asked.credit,
        asked.date,
    )
    plan = compose(
        sheet,
        "" if "title" in asked.without else title,
        "" if "subtitle" in asked.without else asked.subtitle or subtitle_text(told.reach),
        notes[: 2 if sheet.is_narrow else 3],
    )
    made = Sheet(
        figsize=(sheet.width_in, sheet.height_in),
        dpi=sheet.dots_per_inch(asked.dpi, asked.width),
        facecolor="none" if asked.is_transparent else look.theme.paper,
    )
    edge = _EDGE * sheet.text_pt
    box = plan.map
    over, under = (edge, edge) if sheet.has_column else (0.0, 0.3 * edge)
    inner = Box(
        box.left + edge, box.bottom + under, box.width - 2 * edge, box.height - over - under
    )
    shown = _strips(profile, ranges, inner, small, sheet.least_pt)
    _draw_maps(made, shown, _map_boxes(inner, shown), look)
    draw_strips(made, shown, look)
    if plan.side is not None:
        _draw_findings(made, profile, plan.side, sheet.text_pt, look)
    draw_words(made, plan, look)
    return made


def _strips(
    profile: Profile, ranges: Sequence[Range], inner: Box, size: float, least: float
) -> Strips:
    """The strips at the foot of a box, smaller where not all rows have room else."""
    lower = Box(inner.left, inner.bottom, inner.width, (1 - _MAP_SHARE) * inner.height)
    for times in _SHRINKING:
        shown = strips(profile, ranges, lower, max(times * size, least))
        if not any(block.left_out for block in shown.blocks):
            break
    return shown


def _map_boxes(inner: Box, shown: Strips) -> list[Box]:
    """Boxes side by side over the strips, with their heads."""
    count, gutter = len(shown.blocks), _GUTTER * shown.size
    bottom = shown.box.top + gutter
    wide = (inner.width - (count - 1) * gutter) / count
    high = inner.top - bottom
    return [Box(inner.left + n * (wide + gutter), bottom, wide, high) for n in range(count)]


def _draw_maps(made: Figure, shown: Strips, boxes: Sequence[Box], look: Style) -> None:
    """A map for each block of strips: from where along the border how many regions are reached."""
    profile, ranges = shown.profile, [block.range for block in shown.blocks]
    heads = [
        _Head(profile, each, box.width, shown.size) for each, box in zip(ranges, boxes, strict=True)
    ]
    head = max(each.height for each in heads)
    for each, box, over in zip(ranges, boxes, heads, strict=True):
        spot = Box(box.left, box.bottom, box.width, box.height - head)
        where = _scene(profile, spot.width / spot.height)
        panel = Panel(where, spot)
        axes = map_axes(made, where, spot)
        plate = Plate(_subject(profile, each, where), panel, made, axes, look, shown.size / _NAME)
        draw_map(plate, {})
        _draw_border(plate, profile, each, over.classes)
        _letter(plate, profile, each, shown.ticks_km)
        over.draw(made, (box.left, box.top), look)


class _Head:
    """What stands above a map: the range, and how wide the border is for how many regions."""

    def __init__(self, profile: Profile, range_: Range, wide: float, size: float) -> None:
        """Break the legend into lines no wider than that."""
        self.said = language_of(profile.scenario.language)
        self.weapon, self.size = range_.weapon, size
        self.number = profile.reach.numbers[range_.weapon]
        self.label = ring_label(range_, self.said.code)
        self.classes = count_classes(int(profile.counts(range_.weapon).max()))
        self.texts = [_span(low, high) for low, high in self.classes]
        self.heading = self.said.say("profile.counts")
        self.lines = self._lines(wide)

    @property
    def height(self) -> float:
        """In points."""
        return (1.5 + 1.5 * len(self.lines) + 0.2) * self.size

    def _lines(self, wide: float) -> list[list[int]]:
        """Numbers of the classes, by line; the heading stands before the first."""
        x = lettering.width(self.heading, self.size) + self.size
        lines: list[list[int]] = [[]]
        for number, text in enumerate(self.texts):
            taken = sample_width(text, self.size)
            if x + taken > wide + self.size and x > 0:
                lines.append([])
                x = 0.0
            lines[-1].append(number)
            x += taken
        return lines

    def draw(self, made: Figure, corner: tuple[float, float], look: Style) -> None:
        """Draw it from its upper left corner down."""
        (left, top), size, theme = corner, self.size, look.theme
        y = top - 1.1 * size
        artists = line_sign(self.number)(sample_box(left, y, size), look)
        at = (left + 2.1 * size, y)
        artists += paint.words(made, self.label, at, 1.1 * size, theme.text, bold=True)
        y -= 1.5 * size
        artists += paint.words(made, self.heading, (left, y), size, theme.quiet_text)
        x = left + lettering.width(self.heading, size) + size
        for line in self.lines:
            for number in line:
                box = sample_box(x, y, size)
                west, south, east, north = box.bounds
                middle = (south + north) / 2
                stroke = shapely.LineString([(west, middle), (east, middle)])
                artists += _strokes([(stroke, number)], look)
                text = self.texts[number]
                artists += sample_words(made, text, (x, y), size, theme.quiet_text)
                x += sample_width(text, size)
            y -= 1.5 * size
            x = left
        paint.add_to_sheet(made, f"head-{self.weapon}", artists, above=15)


def count_classes(most: int) -> list[tuple[int, int]]:
    """At most five classes of numbers of regions, first and last of each, up to most."""
    step = max(1, math.ceil(most / _CLASSES))
    return [(low, min(low + step - 1, most)) for low in range(1, most + 1, step)]


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _border_xy(profile: Profile) -> NDArray[np.float64]:
    xy: NDArray[np.float64] = shapely.get_coordinates(
        boundaries.border(profile.border.neighbour).line
    )
    return xy


def _scene(profile: Profile, aspect: float) -> Scene:
    """The border with some ground around it, in a frame of that width over height."""
    xy = _border_xy(profile)
    projection = fitted(xy)
    drawn = shapely.get_coordinates(projection.project(shapely.points(xy)))
    (west, south), (east, north) = drawn.min(axis=0), drawn.max(axis=0)
    pad = _CONTEXT * max(east - west, north - south)
    wide = max(east - west + 2 * pad, (north - south + 2 * pad) * aspect)
    high = wide / aspect
    x, y = (west + east) / 2, (south + north) / 2
    return Scene(projection, x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def _subject(profile: Profile, range_: Range, where: Scene) -> Subject:
    """What is under the border on a map: a range's rings about all of it, and regions' names."""
    reach = profile.reach.narrowed(range_.weapon)
    shown = layers(reach)
    bare = replace(shown, border=shown.border.iloc[:0], origins=shown.origins.iloc[:0])
    said = language_of(reach.scenario.language)
    frame = shapely.box(where.west, where.south, where.east, where.north)
    seen = shapely.intersection(where.drawn(reach.outlines.geometry.to_numpy()), frame)
    is_large = shapely.area(seen) > _MIN_NAMED * frame.area
    labelled = reach.outlines[
        is_large & reach.outlines["region"].isin(profile.reached(range_.weapon))
    ]
    return Subject(
        reach,
        bare,
        profile.reach.numbers,
        "",
        "",
        "",
        "",
        dict.fromkeys(labelled["region"], ""),
        Ranking("", (), 0, said),
        lambda size: Key([], "", size),
        "",
        shadings=(Shading("reach", ()),),
        labelled=labelled,
    )


def _draw_border(
    plate: Plate, profile: Profile, range_: Range, classes: Sequence[tuple[int, int]]
) -> None:
    """The border, wider and darker where more regions are within reach; the rest as a thin line."""
    counts = np.where(profile.is_measured, profile.counts(range_.weapon), 0)
    step = [
        next((n for n, (_, high) in enumerate(classes) if 0 < count <= high), -1)
        for count in counts
    ]
    border = boundaries.border(profile.border.neighbour)
    pieces = [
        (border.stretch(*profile.edges_km[[first, end]].tolist()), number)
        for first, end, number in runs(step)
        if number >= 0
    ]
    drawn = plate.panel.on_sheet(plate.panel.scene.drawn([shape for shape, _ in pieces]))
    whole = plate.panel.on_sheet(plate.panel.scene.drawn([border.line]))
    thin = [paint.line(shape, plate.theme.border, plate.style.border_pt / 2) for shape in whole]
    strokes = _strokes(list(zip(drawn, (number for _, number in pieces), strict=True)), plate.style)
    paint.add_to_sheet(plate.figure, f"border-{range_.weapon}", [*thin, *strokes], above=9)


def _strokes(pieces: Sequence[tuple[shapely.Geometry, int]], style: Style) -> list[Artist]:
    """Lines for classes of number, with halos beneath all of them."""
    times = style.border_pt / 1.5
    theme = style.theme
    halos: list[Artist] = []
    lines: list[Artist] = []
    for shape, number in pieces:
        wide = _WIDTHS_PT[number] * times
        options = {"capstyle": "butt"}
        halos.append(paint.line(shape, theme.halo, wide + _HALO_PT * times, **options))
        ink = mixed(theme.border, theme.land, _STRENGTHS[number])
        lines.append(paint.line(shape, ink, wide, **options))
    return [*halos, *lines]


def _letter(plate: Plate, profile: Profile, range_: Range, ticks_km: Sequence[float]) -> None:
    """Names on a map: the places of most and least, kilometres, then towns and countries."""
    box = plate.panel.box
    taken = Taken(box)
    border = boundaries.border(profile.border.neighbour)
    line = plate.panel.on_sheet(plate.panel.scene.drawn([border.line]))
    taken.add(shapely.buffer(line, 0.5 * _WIDTHS_PT[-1]))
    _draw_scale(plate, taken)
    said = language_of(profile.scenario.language)
    labels = []
    dots: list[Artist] = []
    marked = []
    if profile.reached(range_.weapon):
        marked = [
            (said.say("profile.most"), profile.most(range_.weapon).km, _DOT),
            (said.say("profile.least"), profile.least(range_.weapon).km, _DOT),
        ]
    marked += [(said.say("profile.place_km", n=said.number(km)), km, _TICK) for km in ticks_km]
    for text, km, radius in marked:
        point = border.point(km)
        at = plate.panel.at(point.x, point.y)
        size = plate.text * (0.92 if radius == _DOT else 0.78)
        label = name_labels.origin_label(f"km-{km:g}", text, at, size, taken)
        dots += legend.origin_dot(at, radius * plate.text, plate.style)
        taken.add([shapely.Point(at).buffer(radius * plate.text)])
        if label is not None:
            taken.add([label.ground])
            labels.append(label)
    paint.add_to_sheet(plate.figure, f"places-{range_.weapon}", dots, above=13)
    letter_map(plate, taken, labels)


def _draw_scale(plate: Plate, taken: Taken) -> None:
    """A bar of kilometres and miles in the lower corner that is farther from the border."""
    bar = furniture.scale_bar(plate.panel)
    if bar is None:
        return
    size, box = 0.85 * plate.text, plate.panel.box
    wide, high = furniture.scale_bar_size(bar, size, plate.said)
    corners = [
        (left, box.bottom + 1.6 * size)
        for left in (box.left + 2.6 * size, box.right - wide - 0.5 * size)
    ]
    spots = [shapely.box(x, y, x + wide, y + high) for x, y in corners]
    number = min(range(2), key=lambda n: taken.covered(spots[n]))
    artists = furniture.draw_scale_bar(
        plate.figure, bar, corners[number], size, theme=plate.theme, said=plate.said
    )
    paint.add_to_sheet(plate.figure, f"scale-{plate.reach.widest.weapon}", artists, above=14)
    taken.add([spots[number]])


def _draw_findings(made: Figure, profile: Profile, box: Box, text: float, look: Style) -> None:
    """In the column: what was found, range by range."""
    size = 0.92 * text
    y = box.top
    artists: list[Artist] = []
    for range_ in profile.reach.by_range:
        for line in lettering.wrapped(finding(profile, range_), size, box.width):
            y -= lettering.LINE * size
            if y < box.bottom:
                break
            artists += paint.words(made, line, (box.left, y), size, look.theme.text)
        y -= 0.7 * size
    paint.add_to_sheet(made, "findings", artists, above=15)
