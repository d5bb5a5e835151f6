"""The lesson as a report: its sheet to print, its table, its numbers."""

from typing import TYPE_CHECKING

from rangemap.export.reports import Report
from rangemap.wording.lesson import Handout, summary, table

if TYPE_CHECKING:
    from rangemap.figures.files import Picture
    from rangemap.figures.options import FigureOptions


def _picture(handout: Handout, options: "FigureOptions") -> "Picture":
    from rangemap.figures.lesson.sheet import picture

    return picture(handout, options)


LESSON = Report[Handout](Handout.finding, table, summary, {}, _picture)
