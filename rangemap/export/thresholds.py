"""Thresholds as a report: what lies within the range, at every kilometre of it."""

from typing import TYPE_CHECKING

import numpy as np

from rangemap.analysis.distance_mesh import MAX_KM
from rangemap.analysis.thresholds import Thresholds
from rangemap.export.csv import frame_csv
from rangemap.export.reports import Report
from rangemap.wording.thresholds import sentence, summary, table

if TYPE_CHECKING:
    from rangemap.figures.files import Picture
    from rangemap.figures.options import FigureOptions


def _csv(thresholds: Thresholds) -> bytes:
    curve = thresholds.curve(np.arange(MAX_KM + 1))
    return frame_csv(curve, list(curve.columns))


def _picture(thresholds: Thresholds, options: "FigureOptions") -> "Picture":
    from rangemap.figures.thresholds import picture

    return picture(thresholds, options)


THRESHOLDS = Report[Thresholds](sentence, table, summary, {".csv": _csv}, _picture)
