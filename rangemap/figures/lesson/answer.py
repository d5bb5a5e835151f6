"""The lesson as an answer: its sheet as a file, its table as text, its numbers as data."""

import io
from dataclasses import asdict, replace
from typing import Any

from matplotlib.figure import Figure

from rangemap.analysis.lesson import Undrawn
from rangemap.figures.defaults import matplotlib_defaults
from rangemap.figures.files import PROGRAM, SUBSTITUTES
from rangemap.figures.lesson.sheet import sheet
from rangemap.figures.lettering import FAMILY
from rangemap.wording.lesson import Handout
from rangemap.wording.table import columns

SUFFIXES = (".pdf", ".png", ".svg")


def render(handout: Handout, suffix: str) -> bytes:
    """The A4 sheet as PDF (fonts embedded), PNG or SVG, the same bytes for the same lesson."""
    kind = suffix.lower().removeprefix(".")
    return saved(sheet(handout), kind, _metadata(handout, kind))


def saved(figure: Figure, kind: str, metadata: dict[str, Any], *, letters: str = "none") -> bytes:
    """A figure's file. letters: whether an SVG's text is text (``none``) or drawn (``path``)."""
    file = io.BytesIO()
    settings = {"svg.fonttype": letters, "svg.hashsalt": "rangemap", "pdf.fonttype": 42}
    with matplotlib_defaults(settings):
        figure.savefig(file, format=kind, metadata=metadata)
    if kind != "svg":
        return file.getvalue()
    return file.getvalue().replace(f"'{FAMILY}'".encode(), f"'{FAMILY}', {SUBSTITUTES}".encode())


def table(handout: Handout) -> str:
    """What the sheet's table says, with title, caveat and sources."""
    rows = columns([handout.heading(), *handout.rows()], right=(2, 3))
    head = f"{handout.title}\n{handout.subtitle}"
    return "\n".join([head, "", *rows, "", handout.caveat(), handout.source_text()])


def summary(handout: Handout) -> dict[str, Any]:
    """Origin, range and every way with its errors, unrounded; why, where there is nothing drawn."""
    asked = handout.lesson
    ways = []
    for way in asked.ways:
        record = asdict(way)
        record.pop("shape", None)
        ways.append(record | {"drawn": not isinstance(way, Undrawn)})
    return {
        "origin": {"lat": asked.lat, "lon": asked.lon},
        "range_km": asked.range_km,
        "true_area_km2": asked.truth.area_km2,
        "ways": ways,
        "source": handout.source or "a range assumed here, not a published one",
        "caveat": replace(handout, language="en").caveat(),
    }


def _metadata(handout: Handout, kind: str) -> dict[str, Any]:
    words = handout.alternative()
    if kind == "pdf":
        known = {"Subject": words, "Producer": "matplotlib", "CreationDate": None}
        return {"Title": handout.title, "Creator": PROGRAM} | known
    if kind == "svg":
        known = {"Source": handout.source_text(), "Date": None, "Creator": PROGRAM}
        return {"Title": handout.title, "Description": words} | known
    return {"Title": handout.title, "Description": words, "Software": PROGRAM}
