"""Strips: along the kilometres of a border, how much of each region is within reach from there."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from rangemap.analysis.profile import Profile
from rangemap.analysis.ranges import Range
from rangemap.figures import legend, lettering, paint
from rangemap.figures.layers import ring_label
from rangemap.figures.name_labels import short_names
from rangemap.figures.palette import Style, share_class
from rangemap.figures.ranking import cut_to_width
from rangemap.figures.sizes import Box
from rangemap.wording.landmarks import opposite
from rangemap.wording.language import language_of
from rangemap.wording.quantities import area_text, share_classes

_LINE, _MIN_LINE = 1.42, 1.1  # of a row, over the size of its text
_HEAD, _CURVE, _AXIS, _BETWEEN = 1.6, 3.4, 3.0, 0.9
_NAME_SHARE = 0.28  # of the width, at most
_GAP = 0.6  # over the size of text, beside the strips
_BAR = 0.76  # of a row's height
_TICKS_KM: Final = (10, 20, 50, 100, 200, 500)
_MIN_TICK = 6.0  # from one to the next, over the size of text
_WIDE = 50.0  # over the size of text, from which a block's legend stands beside its name
_SWATCH, _SAMPLE_GAP = 1.5, 1.0


@dataclass(frozen=True)
class RangeStrips:
    """The strips of one range: its regions in their order, and how many more have no room."""

    range: Range
    regions: tuple[str, ...]
    left_out: int = 0


@dataclass(frozen=True)
class Strips:
    """How strips stand in a box of the sheet: the blocks, and where kilometres are."""

    profile: Profile
    blocks: tuple[RangeStrips, ...]
    box: Box
    size: float
    line: float
    names: float
    numbers: float
    is_wide: bool
    head: float
    """What stands over a block, over the size of text."""

    @property
    def left(self) -> float:
        """Where kilometre 0 is."""
        return self.box.left + self.names

    @property
    def right(self) -> float:
        """Where the border ends."""
        return self.box.right - self.numbers

    def x(self, km: float) -> float:
        """Where a kilometre of the border is, in points."""
        return self.left + km / float(self.profile.edges_km[-1]) * (self.right - self.left)

    @property
    def ticks_km(self) -> list[float]:
        """The kilometres that are marked."""
        length_km = float(self.profile.edges_km[-1])
        room = (self.right - self.left) / (_MIN_TICK * self.size)
        step = next((each for each in _TICKS_KM if length_km / each <= room), _TICKS_KM[-1])
        return [float(km) for km in np.arange(0, length_km, step)]


def strips(profile: Profile, ranges: Sequence[Range], box: Box, size: float) -> Strips:
    """Strips in the lower part of a box, as many rows as it holds; the rest is for maps.

    size: of text, in points. The strips' own box is what they take.
    """
    said = language_of(profile.scenario.language)
    regions = {each.weapon: profile.reached(each.weapon) for each in ranges}
    is_wide = box.width > _WIDE * size
    head = _HEAD if is_wide else 2 * _HEAD
    fixed = (len(ranges) * (head + _CURVE + _BETWEEN) + _AXIS) * size
    count = sum(map(len, regions.values()))
    line = min(_LINE * size, max((box.height - fixed) / max(count, 1), _MIN_LINE * size))
    room = int((box.height - fixed) / line)
    blocks = tuple(
        _block(
            profile, each, regions[each.weapon], room * len(regions[each.weapon]) // max(count, 1)
        )
        for each in ranges
    )
    rows = sum(len(each.regions) + bool(each.left_out) for each in blocks)
    names = _names(profile)
    widest = max((lettering.width(name, size) for name in names.values()), default=0.0)
    numbers = lettering.width(said.number(float(profile.edges_km[-1])), size)
    return Strips(
        profile,
        blocks,
        Box(box.left, box.bottom, box.width, fixed + rows * line),
        size,
        line,
        min(widest + _GAP * size, _NAME_SHARE * box.width),
        numbers + _GAP * size,
        is_wide,
        head,
    )


def draw_strips(figure: Figure, shown: Strips, style: Style) -> None:
    """Every range's area curve and strips, one beneath the other, over one axis."""
    top = shown.box.top
    for block in shown.blocks:
        artists, top = _drawn(figure, shown, block, top, style)
        paint.add_to_sheet(figure, f"strips-{block.range.weapon}", artists, above=10)
    paint.add_to_sheet(figure, "kilometres", _axis(figure, shown, top, style), above=9)


def sample_words(
    figure: Figure, text: str, at: tuple[float, float], size: float, ink: str
) -> list[Artist]:
    """What the sign in a `sample_box` means, beside it."""
    return paint.words(figure, text, (at[0] + (_SWATCH + 0.4) * size, at[1]), size, ink)


def sample_width(text: str, size: float) -> float:
    """What a sign with its words takes in a line."""
    return (_SWATCH + 0.4 + _SAMPLE_GAP) * size + lettering.width(text, size)


def sample_box(x: float, y: float, size: float) -> shapely.Polygon:
    """Where a sign stands whose words have their baseline at y."""
    return shapely.box(x, y - 0.1 * size, x + _SWATCH * size, y + 0.75 * size)


def _block(profile: Profile, range_: Range, regions: list[str], room: int) -> RangeStrips:
    if len(regions) <= max(room, 1):
        return RangeStrips(range_, tuple(regions))

    def border_km(region: str) -> float:
        return sum(end - start for start, end in profile.stretches(range_.weapon, region))

    kept = sorted(regions, key=border_km, reverse=True)[: max(room - 1, 1)]
    chosen = tuple(region for region in regions if region in kept)
    return RangeStrips(range_, chosen, len(regions) - len(chosen))


def _drawn(
    figure: Figure, shown: Strips, block: RangeStrips, top: float, style: Style
) -> tuple[list[Artist], float]:
    """A block's artists from the top down, and where the next begins."""
    profile, size, theme = shown.profile, shown.size, style.theme
    said = language_of(profile.scenario.language)
    number = profile.reach.numbers[block.range.weapon]
    label = ring_label(block.range, said.code)
    y = top - 1.1 * size
    made = paint.words(figure, label, (shown.box.left, y), 1.1 * size, theme.text, bold=True)
    heading = said.say("profile.along")
    made += paint.words(
        figure, heading, (shown.box.right, y), 0.9 * size, theme.quiet_text, align="right"
    )
    x = shown.box.left
    if shown.is_wide:
        x = max(shown.left, x + lettering.width(label, 1.1 * size, bold=True) + 2 * size)
    else:
        y -= 1.5 * size
    made += _classes(figure, shown, (x, y), number, style)
    y = top - (shown.head + _CURVE) * size
    made += _curve(figure, shown, block, y, style)
    names = _names(profile)
    permitted = profile.scenario.permission
    for region in block.regions:
        y -= shown.line
        base = y + 0.5 * shown.line - 0.36 * size
        allowed = permitted.allows(region)
        ink = theme.text if allowed else theme.quiet_text
        name = cut_to_width(names[region], size, shown.names - _GAP * size)
        made += paint.words(figure, name, (shown.box.left, base), size, ink)
        made += _strip(shown, block, region, y, style)
        border_km = sum(e - s for s, e in profile.stretches(block.range.weapon, region))
        km = said.number(round(border_km))
        made += paint.words(figure, km, (shown.box.right, base), size, ink, align="right")
    if block.left_out:
        y -= shown.line
        rest = said.say("legend.rest", block.left_out)
        made += paint.words(figure, rest, (shown.box.left, y), size, theme.quiet_text)
    return made, y - _BETWEEN * size


def _classes(
    figure: Figure, shown: Strips, at: tuple[float, float], number: int, style: Style
) -> list[Artist]:
    """The classes of share with their colours, in a line; what they are of where there is room."""
    said = language_of(shown.profile.scenario.language)
    size, theme = shown.size, style.theme
    x, y = at
    classes, heading = share_classes(said.code), said.say("legend.shares")
    wanted = lettering.width(heading, size) + size
    needed = sum(sample_width(each, size) for each in classes)
    made: list[Artist] = []
    if x + wanted + needed <= shown.right:
        made += paint.words(figure, heading, (x, y), size, theme.quiet_text)
        x += wanted
    size = min(size, size * (shown.box.right - x) / needed)
    for step, text in enumerate(classes):
        made.append(paint.area(sample_box(x, y, size), style.share_ink(number, step)))
        made += sample_words(figure, text, (x, y), size, theme.quiet_text)
        x += sample_width(text, size)
    return made


def _strip(
    shown: Strips, block: RangeStrips, region: str, bottom: float, style: Style
) -> list[Artist]:
    """One region's strip: a box for every run of one class of share."""
    profile, number = shown.profile, shown.profile.reach.numbers[block.range.weapon]
    allowed = profile.scenario.permission.allows(region)
    share = profile.share(block.range.weapon, region)
    low = bottom + (1 - _BAR) / 2 * shown.line
    high = bottom + (1 + _BAR) / 2 * shown.line
    middle = (low + high) / 2
    track = shapely.LineString([(shown.left, middle), (shown.right, middle)])
    made: list[Artist] = [paint.line(track, style.theme.graticule, 0.6)]
    for first, end, step in runs([share_class(each) if each > 0 else -1 for each in share]):
        if step < 0:
            continue
        start_km, end_km = profile.edges_km[[first, end]].tolist()
        box = shapely.box(shown.x(start_km), low, shown.x(end_km), high)
        if allowed:
            made.append(paint.area(box, style.share_ink(number, step)))
        else:
            made.append(legend.hatching(box, style.theme.land, style.share_ink(number, 3)))
    return made


def runs(values: Sequence[int]) -> list[tuple[int, int, int]]:
    """Runs of equal values: first, one past the last, the value."""
    made, first = [], 0
    for value, run in itertools.groupby(values):
        end = first + len(list(run))
        made.append((first, end, value))
        first = end
    return made


def _curve(
    figure: Figure, shown: Strips, block: RangeStrips, bottom: float, style: Style
) -> list[Artist]:
    """The area within reach along the border; the places of most and of least are marked."""
    profile, size, theme = shown.profile, shown.size, style.theme
    weapon = block.range.weapon
    said = language_of(profile.scenario.language)
    number = profile.reach.numbers[weapon]
    totals = profile.totals_km2(weapon)
    high = (_CURVE - 1.3) * size
    greatest = max(float(np.nanmax(totals)), 1e-9)
    axis = shapely.LineString([(shown.left, bottom), (shown.right, bottom)])
    made: list[Artist] = [paint.line(axis, theme.quiet_text, 0.5)]
    words = lettering.wrapped(said.say("profile.area"), 0.9 * size, shown.names - _GAP * size)
    for n, text in enumerate(words[:3]):
        at = (shown.box.left, bottom + high - (n + 0.4) * 1.15 * size)
        made += paint.words(figure, text, at, 0.9 * size, theme.quiet_text)
    for first, end, is_measured in runs(profile.is_measured.astype(int).tolist()):
        if not is_measured:
            continue
        x = np.repeat([shown.x(km) for km in profile.edges_km[first : end + 1]], 2)[1:-1]
        y = bottom + np.repeat(totals[first:end], 2) / greatest * high
        corners = np.column_stack([x, y])
        ground = [(x[0], bottom), *corners, (x[-1], bottom)]
        made.append(paint.area(shapely.Polygon(ground), style.share_ink(number, 1)))
        made.append(paint.line(shapely.LineString(corners), style.ink(number), 1.0))
    if block.regions:
        made += _marks(figure, shown, block, (bottom, high / greatest), style)
    return made


def _marks(
    figure: Figure, shown: Strips, block: RangeStrips, scale: tuple[float, float], style: Style
) -> list[Artist]:
    """Dots where least and most area is within reach, and above the curve what they are.

    scale: where areas are 0, in points, and points per km².
    """
    profile, size, weapon = shown.profile, 0.9 * shown.size, block.range.weapon
    said = language_of(profile.scenario.language)
    bottom, points_per_km2 = scale
    most, least = profile.most(weapon), profile.least(weapon)
    base = bottom + most.area_km2 * points_per_km2 + 0.55 * size
    made: list[Artist] = []
    taken: list[tuple[float, float]] = []
    for name, place in (("most", most), ("least", least)):
        x, y = shown.x(place.km), bottom + place.area_km2 * points_per_km2
        short = said.say(f"profile.{name}")
        area = area_text(place.area_km2, said.code, place.error_km2)
        for text in (f"{short}: {area}", area, ""):
            half = lettering.width(text, size) / 2
            middle = _free(x, half + size, (shown.left + half, shown.right - half), taken)
            if middle is not None:
                break
        else:
            continue
        taken.append((middle - half, middle + half))
        lead = shapely.LineString([(x, y), (min(max(x, middle - half), middle + half), base)])
        made += [paint.line(lead, style.theme.text, 0.6)]
        made += legend.origin_dot((x, y), 0.3 * size, style)
        ink, halo = style.theme.text, style.theme.paper
        made += paint.words(figure, text, (middle, base), size, ink, align="center", halo=halo)
    return made


def _free(
    wanted: float, half: float, ends: tuple[float, float], taken: Sequence[tuple[float, float]]
) -> float | None:
    """The middle nearest to the wanted one between ends that keeps away from what is taken."""
    low, high = ends
    tried = [wanted, *(side for start, end in taken for side in (start - half, end + half))]
    fits = [
        middle
        for middle in (min(max(each, low), high) for each in tried)
        if all(middle + half <= start or middle - half >= end for start, end in taken)
    ]
    return min(fits, key=lambda middle: abs(middle - wanted), default=None)


def _axis(figure: Figure, shown: Strips, top: float, style: Style) -> list[Artist]:
    """The kilometres of the border, and the town opposite each that is marked."""
    profile, size, theme = shown.profile, shown.size, style.theme
    said = language_of(profile.scenario.language)
    made: list[Artist] = []
    room = (shown.x(shown.ticks_km[1]) - shown.left if len(shown.ticks_km) > 1 else 99.0) - size
    y = top - 0.2 * size
    heading = said.say("profile.axis")
    lines = lettering.wrapped(heading, 0.9 * size, shown.names - _GAP * size)
    for n, text in enumerate(lines[:2]):
        at = (shown.box.left, y - (n + 0.6) * 1.1 * size)
        made += paint.words(figure, text, at, 0.9 * size, theme.quiet_text)
    for km in shown.ticks_km:
        x = shown.x(km)
        line = shapely.LineString([(x, y + 0.3 * size), (x, shown.box.top - shown.head * size)])
        made.append(paint.line(line, theme.graticule, 0.5))
        at = (x, y - 0.7 * size)
        made += paint.words(figure, said.number(km), at, size, theme.text, align="center")
        town = opposite(profile.border.neighbour, km, said.code)
        name = cut_to_width(town, 0.85 * size, room)
        shift = lettering.width(name, 0.85 * size) / 2 if x == shown.left else 0.0
        at = (x + shift, y - 1.75 * size)
        made += paint.words(figure, name, at, 0.85 * size, theme.quiet_text, align="center")
    return made


def _names(profile: Profile) -> dict[str, str]:
    """Regions' names as maps print them, by code."""
    outlines = profile.reach.outlines
    names = short_names(list(outlines["name"]), profile.scenario.language)
    mine = dict(zip(outlines["region"], names, strict=True))
    reached = {region for each in profile.ranges for region in profile.reached(each.weapon)}
    return {region: name for region, name in mine.items() if region in reached}
