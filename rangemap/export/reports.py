"""Outputs: one module each, all drawing the same reach. Importing this costs nothing."""

import importlib
from collections.abc import Collection
from typing import TYPE_CHECKING

from rangemap.errors import OutputError

if TYPE_CHECKING:
    from rangemap.analysis.reach import Reach
    from rangemap.figures.options import FigureOptions

_MODULES = {
    ".geojson": "export.geojson",
    ".gpkg": "export.gpkg",
    ".csv": "export.csv",
    ".kml": "export.kml",
    ".toml": "export.toml",
    ".png": "figures.files",
    ".svg": "figures.files",
    ".pdf": "figures.files",
    ".html": "web.html",
}

SUFFIXES = tuple(_MODULES)
FIGURE_SUFFIXES = (".png", ".svg", ".pdf")


def check_suffix(suffix: str, suffixes: Collection[str] = SUFFIXES) -> None:
    """Raise OutputError unless the suffix, such as ``".geojson"``, is one of those."""
    if suffix.lower() not in suffixes:
        shown = suffix[:20] or "a name without a suffix"
        raise OutputError(f"{shown} is no output here; use one of {', '.join(suffixes)}")


def render(reach: "Reach", suffix: str, figure: "FigureOptions | None" = None) -> bytes:
    """The whole file for that suffix. Raises OutputError where the suffix is unknown.

    Each module of this package has a ``render(reach, suffix) -> bytes``; a new output is one module
    and one line in the table above. figure: size, style and words of a .png, .svg or .pdf.
    """
    check_suffix(suffix)
    module = importlib.import_module(f"rangemap.{_MODULES[suffix.lower()]}")
    options = {"options": figure} if suffix.lower() in FIGURE_SUFFIXES else {}
    made: bytes = module.render(reach, suffix.lower(), **options)
    return made
