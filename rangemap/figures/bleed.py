"""Bleed: paper and maps beyond the edge at which a printed sheet is trimmed."""

import re
from typing import TYPE_CHECKING

from rangemap.errors import OutputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAX_BLEED_MM = 10.0
_POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0}
_WIDTH = re.compile(r"\s*([0-9]{1,4}(?:\.[0-9]{0,6})?)\s*(mm|cm|in|pt)\s*", re.IGNORECASE)
_AT_EDGE = 1e-6  # of a sheet's width or height


def parse_bleed(text: str) -> float:
    """A width such as ``3mm``, ``0.125 in`` or ``9pt``, in points.

    Raises OutputError for anything else, and for none or more than 10 mm.

    >>> parse_bleed("0.125 in")
    9.0
    """
    found = _WIDTH.fullmatch(text)
    points = float(found[1]) * _POINTS[found[2].lower()] if found else 0.0
    if not 0 < points <= MAX_BLEED_MM * _POINTS["mm"]:
        raise OutputError(
            f"--bleed {text[:20]!r} is no width of up to {MAX_BLEED_MM:g} mm; write it as in 3mm "
            "or 0.125in"
        )
    return points


def extend_maps(figure: "Figure", bleed_pt: float) -> None:
    """Let every map that reaches an edge of the sheet reach that much beyond it."""
    wide, high = (72 * inches for inches in figure.get_size_inches())
    for axes in figure.axes:
        _extend(axes, bleed_pt / wide, bleed_pt / high)


def _extend(axes: "Axes", by_x: float, by_y: float) -> None:
    place = axes.get_position()
    left, bottom = by_x * (place.x0 < _AT_EDGE), by_y * (place.y0 < _AT_EDGE)
    right, top = by_x * (place.x1 > 1 - _AT_EDGE), by_y * (place.y1 > 1 - _AT_EDGE)
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    across, up = (east - west) / place.width, (north - south) / place.height
    axes.set_position(
        (
            place.x0 - left,
            place.y0 - bottom,
            place.width + left + right,
            place.height + bottom + top,
        )
    )
    axes.set(
        xlim=(west - left * across, east + right * across),
        ylim=(south - bottom * up, north + top * up),
    )
