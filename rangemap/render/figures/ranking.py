"""Ranking: the reached regions beside the map, each with its share and a bar of it."""

import shapely
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from rangemap.reach import Reach
from rangemap.render.figures import lettering, paint
from rangemap.render.figures.legend import hatching
from rangemap.render.figures.name_labels import short_names
from rangemap.render.figures.sizes import Box
from rangemap.render.language import language
from rangemap.render.layers import by_range
from rangemap.render.palette import SHARE_CLASSES, Style, colour_numbers
from rangemap.render.wording import share_text

_HEADING, _ROW = 1.3, 1.3
_SMALL, _BAR = 0.84, 0.42
_NAME_SHARE = 0.5  # of the width
_ELLIPSIS = "…"


def ranking_height(reach: Reach, size: float) -> float:
    """What the whole ranking takes, in points; 0 where nothing is reached."""
    count = int((reach.reached["weapon"] == by_range(reach)[-1].weapon).sum())
    return (_HEADING + _ROW * count + 0.4) * size if count else 0.0


def draw_ranking(figure: Figure, reach: Reach, box: Box, size: float, style: Style) -> list[Artist]:
    """The regions that the widest range reaches, largest share first, as many as the box holds.

    Those that the scenario withholds come last, in quiet text.
    """
    each = by_range(reach)[-1]
    rows = reach.reached[reach.reached["weapon"] == each.weapon]
    rows = rows.sort_values(["permitted", "share", "area_km2"], ascending=False, kind="stable")
    fit = int((box.height / size - _HEADING) / _ROW)
    if rows.empty or fit < 1:
        return []
    shown = rows if len(rows) <= fit else rows.head(fit - 1)
    small, theme = size * _SMALL, style.theme
    said = language(reach.scenario.language)
    number = colour_numbers(other.weapon for other in reach.ranges)[each.weapon]
    heading = fitted(said.say("legend.ranking", range=each.label), size, box.width, bold=True)
    y = box.top - size
    made = paint.words(figure, heading, (box.left, y), size, theme.text, bold=True)
    y -= (_HEADING - 1) * size
    shares = [
        share_text(share, said.code, error)
        for share, error in zip(shown["share"], shown["share_error"], strict=True)
    ]
    widest = max(lettering.width(share, small, bold=True) for share in shares)
    name_width = _NAME_SHARE * box.width
    start, end = box.left + name_width, box.right - widest - 0.6 * size
    names = short_names(list(rows["name"]), said.code)[: len(shown)]
    for row, name, share in zip(shown.itertuples(), names, shares, strict=True):
        y -= _ROW * size
        brief = fitted(name, small, name_width - 0.4 * size)
        ink = theme.text if row.permitted else theme.quiet_text
        made += paint.words(figure, brief, (box.left, y), small, ink)
        right = (box.right, y)
        made += paint.words(figure, share, right, small, ink, bold=True, align="right")
        top = y + (0.3 + _BAR / 2) * size
        bar = shapely.box(start, top - _BAR * size, start + row.share * (end - start), top)
        track = shapely.box(start, top - _BAR * size, end, top)
        made += [paint.area(track, theme.graticule, alpha=0.45)]
        strongest = style.share_ink(number, len(SHARE_CLASSES) - 1)
        if row.permitted:
            made += [paint.area(bar, strongest)]
        else:
            made += [hatching(bar, theme.land, strongest)]
    if len(shown) < len(rows):
        rest = said.say("legend.rest", len(rows) - len(shown))
        made += paint.words(figure, rest, (box.left, y - _ROW * size), small, theme.quiet_text)
    return made


def fitted(text: str, size: float, most: float, *, bold: bool = False) -> str:
    """The text, its end left out where it is wider than that."""
    if lettering.width(text, size, bold=bold) <= most:
        return text
    while text and lettering.width(text + _ELLIPSIS, size, bold=bold) > most:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS
