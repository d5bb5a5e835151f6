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


def _page(handout: Handout) -> bytes:
    from rangemap.web.lesson import lesson_page

    return lesson_page(handout)


LESSON = Report[Handout](Handout.finding, table, summary, {".html": _page}, _picture)
