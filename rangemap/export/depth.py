"""Coverage depth as a report: areas by how many origins reach them."""

from typing import TYPE_CHECKING

from rangemap.analysis.depth import COLUMNS, Depth
from rangemap.export.csv import frame_csv
from rangemap.export.reports import Report
from rangemap.wording.depth import sentence, summary, table

if TYPE_CHECKING:
    from rangemap.figures.files import Picture
    from rangemap.figures.options import FigureOptions


def _csv(depth: Depth) -> bytes:
    return frame_csv(depth.areas, COLUMNS)


def _picture(depth: Depth, options: "FigureOptions") -> "Picture":
    from rangemap.figures.depth import picture

    return picture(depth, options)


DEPTH = Report[Depth](sentence, table, summary, {".csv": _csv}, _picture)
