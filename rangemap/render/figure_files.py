"""Figure files: PNG, SVG and PDF whose bytes repeat, with their provenance in their metadata."""

import io
import threading
from dataclasses import asdict, dataclass
from typing import Any

from matplotlib import rc_context

from rangemap.reach import Reach
from rangemap.render.figure import figure

_ONE_AT_A_TIME = threading.Lock()  # matplotlib's settings belong to the whole process


@dataclass(frozen=True)
class FigureOptions:
    """What may be asked of a figure beside its scenario: the arguments of ``figure``."""

    size: str = "article"
    style: str = "light"
    dpi: float | None = None
    title: str | None = None
    subtitle: str | None = None


def render(reach: Reach, suffix: str, options: FigureOptions | None = None) -> bytes:
    """The figure as a PNG, SVG or PDF file. Raises OutputError where figure does."""
    made = figure(reach, **asdict(options or FigureOptions()))
    file = io.BytesIO()
    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": "rangemap", "pdf.fonttype": 42}
    with _ONE_AT_A_TIME, rc_context(settings):
        made.savefig(file, format=suffix.removeprefix("."))
    return file.getvalue()
