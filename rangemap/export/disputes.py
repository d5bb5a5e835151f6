"""Disputed figures as a report: shares as intervals."""

from typing import TYPE_CHECKING

from rangemap.analysis.disputes import COLUMNS, Disputes
from rangemap.export.csv import frame_csv
from rangemap.export.reports import Report
from rangemap.wording.disputes import sentence, summary, table

if TYPE_CHECKING:
    from rangemap.figures.files import Picture
    from rangemap.figures.options import FigureOptions


def _csv(disputes: Disputes) -> bytes:
    return frame_csv(disputes.regions, COLUMNS)


def _picture(disputes: Disputes, options: "FigureOptions") -> "Picture":
    from rangemap.figures.disputes import picture

    return picture(disputes, options)


DISPUTES = Report[Disputes](sentence, table, summary, {".csv": _csv}, _picture)
