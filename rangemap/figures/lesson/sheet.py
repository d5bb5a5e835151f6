"""Sheet: the whole lesson on one A4 page to print and hand out. Everything is in points."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import shapely
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from rangemap.analysis.lesson import METHODS
from rangemap.figures import lettering
from rangemap.figures.defaults import Sheet, matplotlib_defaults
from rangemap.figures.figure import check_furniture, look_of
from rangemap.figures.files import Picture
from rangemap.figures.lesson import error_curve, outlines, view_panels
from rangemap.figures.lesson.poster import poster
from rangemap.figures.lesson.strokes import Paper, show
from rangemap.figures.options import FigureOptions
from rangemap.figures.sizes import SIZES, Box
from rangemap.wording.lesson import Handout

_SIZE: Final = SIZES["a4"]
A4: Final = FigureOptions(size=_SIZE.name)
_TEXT_PT: Final = 8.0
_EDGE: Final = 34.0
_GAP: Final = 12.0
_COLUMNS: Final = 3
_PICTURE_HIGH: Final = 240.0
_PICTURE_SHARE: Final = 0.59
_TABLE_SHARE: Final = 0.6
_TITLE, _SUBTITLE, _NOTE = 2.4, 1.15, 0.8  # over running text
_ROW: Final = 1.6


def picture(handout: Handout, options: FigureOptions) -> Picture:
    """The lesson as a picture: the whole sheet as A4, its outlines and errors in other sizes."""
    return Picture(
        title=options.title or handout.title,
        alternative=handout.alternative(),
        caption=handout.caption(),
        source=handout.source_text(),
        caveat=replace(handout, language="en").caveat(),
        scenario="",
        draw=lambda asked: (sheet if asked.size == _SIZE.name else poster)(handout, asked),
        language=handout.language,
        notes=handout.source_text(),
        warning=handout.caveat(),
    )


@matplotlib_defaults()
def sheet(handout: Handout, asked: FigureOptions = A4) -> Figure:
    """The page: words, pictures, table, questions, sources."""
    check_furniture(asked.without)
    style = look_of(asked)
    figure = Sheet(
        figsize=(_SIZE.width_in, _SIZE.height_in),
        dpi=_SIZE.dots_per_inch(asked.dpi, asked.width),
        facecolor="none" if asked.is_transparent else style.theme.paper,
    )
    paper = Paper(figure, style.scaled(_TEXT_PT / 12.5), _TEXT_PT)
    page = Box(_EDGE, 0.8 * _EDGE, _SIZE.width - 2 * _EDGE, _SIZE.height - 1.7 * _EDGE)
    top = _part(paper, "title", _titled(paper, page, handout, asked))
    top = _part(paper, "words", _explained(paper, _under(page, top - 0.7 * _GAP), handout))
    pictures = _under(page, top - _GAP)
    wide = _PICTURE_SHARE * page.width
    high = Box(page.left, pictures.top - _PICTURE_HIGH, wide, _PICTURE_HIGH)
    show(figure, "outlines", outlines.draw(paper, high, handout))
    left = page.left + wide + _GAP
    beside = Box(left, high.bottom, page.right - left, high.height)
    show(figure, "errors-by-latitude", error_curve.draw(paper, beside, handout))
    row = view_panels.height(paper, page.width)
    views = Box(page.left, high.bottom - _GAP - row, page.width, row)
    show(figure, "projections", view_panels.draw(paper, views, handout))
    last = _under(page, views.bottom - 0.6 * _GAP)
    table = Box(page.left, last.bottom, _TABLE_SHARE * page.width, last.height)
    _part(paper, "table", _table(paper, table, handout))
    left = table.right + 1.5 * _GAP
    beside = Box(left, last.bottom, page.right - left, last.height)
    _part(paper, "questions", _questions(paper, beside, handout))
    show(figure, "notes", _notes(paper, page, handout.notes(asked.credit, asked.date)))
    return figure


def _part(paper: Paper, name: str, drawn: tuple[Sequence[Artist], float]) -> float:
    """Show a part and say where it ends."""
    artists, bottom = drawn
    show(paper.figure, name, artists)
    return bottom


def _under(page: Box, top: float) -> Box:
    return Box(page.left, page.bottom, page.width, top - page.bottom)


def _titled(
    paper: Paper, page: Box, handout: Handout, asked: FigureOptions
) -> tuple[list[Artist], float]:
    title = "" if "title" in asked.without else asked.title or handout.title
    subtitle = "" if "subtitle" in asked.without else asked.subtitle or handout.subtitle
    made, bottom = paper.smaller(_TITLE).paragraph(title, page, bold=True)
    more, bottom = paper.smaller(_SUBTITLE).paragraph(
        subtitle, _under(page, bottom - 2), quiet=True
    )
    return made + more, bottom


def _explained(paper: Paper, box: Box, handout: Handout) -> tuple[list[Artist], float]:
    """Three short columns: the rule, the true ring, the shortcuts."""
    wide = (box.width - (_COLUMNS - 1) * _GAP) / _COLUMNS
    values = {"range": handout.range_text, "finding": handout.finding()}
    made: list[Artist] = []
    bottoms = []
    for number, part in enumerate(("rule", "true", "short")):
        column = Box(box.left + number * (wide + _GAP), box.bottom, wide, box.height)
        head, rest = paper.heading(handout.say(f"lesson.{part}_head"), column)
        text, bottom = paper.paragraph(handout.say(f"lesson.{part}", **values), rest)
        made += [*head, *text]
        bottoms.append(bottom)
    return made, min(bottoms)


def _table(paper: Paper, box: Box, handout: Handout) -> tuple[list[Artist], float]:
    """Every way with its errors, numbers flush right, its line before its name.

    Why a way draws nothing may run on through the columns of areas, which then stay empty.
    """
    rows = [handout.heading(), *handout.rows()]
    step, size = _ROW * paper.size, paper.size
    starts, ends = _columns(paper, box, rows)
    made: list[Artist] = []
    for number, row in enumerate(rows):
        base = box.top - (number + 0.9) * step
        if number:
            middle = base + 0.3 * size
            line = shapely.LineString([(box.left, middle), (box.left + 2 * size, middle)])
            made.append(paper.stroke(METHODS[number - 1], line))
        for n, text in enumerate(row):
            x, align = (ends[n], "right") if n > 1 else (starts[n], "left")
            made += paper.words(text, x, base, bold=not number, align=align)
        under = base - 0.5 * size
        colour = paper.theme.coast if number == 0 else paper.theme.graticule
        made.append(paper.rule([(box.left, under), (box.right, under)], colour, 0.5))
    return made, box.top - len(rows) * step


def _columns(
    paper: Paper, box: Box, rows: Sequence[Sequence[str]]
) -> tuple[list[float], list[float]]:
    """Where the columns start and end, as wide as their words, evenly apart."""
    widths = [
        max(
            lettering.width(row[n], paper.size, bold=row is rows[0])
            for row in rows
            if row[-1] or n == 0
        )
        for n in range(len(rows[0]))
    ]
    sample = 2.6 * paper.size
    gap = (box.width - sample - sum(widths)) / (len(widths) - 1)
    starts = [box.left + sample + sum(widths[:n]) + n * gap for n in range(len(widths))]
    return starts, [start + width for start, width in zip(starts, widths, strict=True)]


def _questions(paper: Paper, box: Box, handout: Handout) -> tuple[list[Artist], float]:
    made, rest = paper.heading(handout.say("lesson.ask_head"), box)
    bottom = rest.top
    for question in ("ask_mercator", "ask_degrees"):
        said = handout.say(f"lesson.{question}", lat=handout.latitude_text)
        text, bottom = paper.paragraph(
            said, Box(box.left, box.bottom, box.width, bottom - box.bottom)
        )
        made += text
        bottom -= 0.5 * paper.size
    return made, bottom


def _notes(paper: Paper, page: Box, told: Sequence[str]) -> list[Artist]:
    """Caveat and sources, from the foot of the page upwards."""
    small = paper.smaller(_NOTE)
    step = lettering.LINE * small.size
    caveat_text, source_text = told
    lines = lettering.wrapped(source_text, small.size, page.width)
    high = (len(lines) + 1) * step
    caveat, bottom = small.paragraph(
        caveat_text, Box(page.left, page.bottom, page.width, high), bold=True
    )
    rest = Box(page.left, page.bottom, page.width, bottom - page.bottom)
    return caveat + small.paragraph(source_text, rest, quiet=True)[0]
