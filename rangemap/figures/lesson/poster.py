"""Poster: the lesson in the sizes of all figures: the range in every way, and how wrong each is."""

from typing import Final

import shapely
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from rangemap.analysis.lesson import METHODS
from rangemap.figures import lettering
from rangemap.figures.composition import compose, inner_width
from rangemap.figures.defaults import Sheet, matplotlib_defaults
from rangemap.figures.figure import check_furniture, draw_words, look_of
from rangemap.figures.lesson import outlines
from rangemap.figures.lesson.strokes import Paper, show
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import TEXT_PT
from rangemap.figures.sizes import Box, Size, size_named
from rangemap.wording.lesson import Handout

_ROW: Final = 1.45  # over the size of its text
_TABLE: Final = 0.84  # of running text
_SMALLEST: Final = 0.9  # of the outlines' words, over the same
_SAMPLE: Final = 2.6  # a line's sample over the size of text
_MARGIN: Final = 1.5  # around the picture, over running text


@matplotlib_defaults()
def poster(handout: Handout, asked: FigureOptions) -> Figure:
    """The page in the size and style asked for: words, the outlines, a table of their errors."""
    check_furniture(asked.without)
    size = size_named(asked.size)
    look = look_of(asked).scaled(size.text_pt / TEXT_PT)
    figure = Sheet(
        figsize=(size.width_in, size.height_in),
        dpi=size.dots_per_inch(asked.dpi, asked.width),
        facecolor="none" if asked.is_transparent else look.theme.paper,
    )
    text = max(_TABLE * size.text_pt, size.least_pt / _SMALLEST)
    paper = Paper(figure, look, text)
    has_table = "ranking" not in asked.without
    high = (len(METHODS) + 1) * _ROW * text
    plan = compose(
        size,
        "" if "title" in asked.without else asked.title or handout.title,
        "" if "subtitle" in asked.without else asked.subtitle or handout.subtitle,
        handout.notes(asked.credit, asked.date, is_narrow=size.is_narrow),
        table=high if has_table else 0.0,
        beside=high if has_table else 0.0,
    )
    show(figure, "outlines", outlines.draw(paper, _inner(plan.map, size), handout))
    beneath = plan.side or plan.table
    if has_table and beneath is not None:
        show(figure, "table", _table(paper, beneath, handout, inner_width(size)))
    draw_words(figure, plan, look)
    return figure


def _inner(box: Box, size: Size) -> Box:
    edge = _MARGIN * size.text_pt
    under = 0.4 * size.text_pt
    return Box(
        box.left + edge,
        box.bottom + (edge if size.has_column else under),
        box.width - 2 * edge,
        box.height - (2 * edge if size.has_column else 2 * under),
    )


def _table(paper: Paper, box: Box, handout: Handout, widest: float) -> list[Artist]:
    """Every way with its line, its worst error, and its area where there is room."""
    columns = _columns(paper, box, handout, widest)
    made: list[Artist] = []
    step = _ROW * paper.size
    for number, row in enumerate([handout.heading(), *handout.rows()]):
        base = box.top - (number + 0.8) * step
        if number:
            middle = base + 0.3 * paper.size
            line = [(box.left, middle), (box.left + 2 * paper.size, middle)]
            made.append(paper.stroke(METHODS[number - 1], shapely.LineString(line)))
        made += paper.words(row[0], box.left + _SAMPLE * paper.size, base, bold=not number)
        for column, end in columns.items():
            made += paper.words(row[column], end, base, bold=not number, align="right")
    return made


def _columns(paper: Paper, box: Box, handout: Handout, widest: float) -> dict[int, float]:
    """Where the columns of numbers end: as many of error, area and share as there is room for."""
    rows = [handout.heading(), *handout.rows()]
    widths = [max(lettering.width(row[n], paper.size, bold=True) for row in rows) for n in range(4)]
    room = min(box.width, widest) - _SAMPLE * paper.size - widths[0]
    gap = 1.2 * paper.size
    shown: list[int] = []
    for column in (1, 2, 3):
        if sum(widths[each] + gap for each in (*shown, column)) <= room:
            shown.append(column)
    ends: dict[int, float] = {}
    right = box.right
    for column in sorted(shown, reverse=True):
        ends[column] = right
        right -= widths[column] + gap
    return ends
