"""Pictures: each part of the lesson that is drawn, on a sheet of its own, for screens."""

from collections.abc import Callable
from typing import Final

from matplotlib.artist import Artist
from matplotlib.figure import Figure

from rangemap.render.figures.sizes import Box
from rangemap.render.lessons import error_curve, outlines, view_panels
from rangemap.render.lessons.answer import saved
from rangemap.render.lessons.handout import Handout
from rangemap.render.lessons.strokes import Paper, show
from rangemap.render.palette import STYLES, TEXT_PT

VIEWS, OUTLINES, CURVE = PICTURES = ("projections", "outlines", "errors-by-latitude")

_TEXT_PT: Final = 9.0
_MARGIN: Final = 3.0
_SIZES: Final = {VIEWS: (740.0, 264.0), OUTLINES: (430.0, 330.0), CURVE: (300.0, 330.0)}
_DRAWN: Final[dict[str, Callable[[Paper, Box, Handout], list[Artist]]]] = {
    VIEWS: view_panels.draw,
    OUTLINES: outlines.draw,
    CURVE: error_curve.draw,
}


def picture(handout: Handout, name: str, style: str = "light") -> bytes:
    """One of PICTURES as an SVG whose letters are drawn, in the style of that name."""
    wide, high = _SIZES[name]
    look = STYLES[style].scaled(_TEXT_PT / TEXT_PT)
    figure = Figure(figsize=(wide / 72, high / 72), facecolor=look.theme.paper)
    box = Box(_MARGIN, _MARGIN, wide - 2 * _MARGIN, high - 2 * _MARGIN)
    show(figure, name, _DRAWN[name](Paper(figure, look, _TEXT_PT), box, handout))
    return saved(figure, "svg", {"Date": None}, letters="path")


def alternative(handout: Handout, name: str) -> str:
    """What somebody who cannot see the picture must know."""
    ratios = "; ".join(view_panels.ratios(handout))
    values = {"lat": handout.latitude_text, "ratios": ratios, "errors": handout.errors_text()}
    return handout.say(f"page.{name}", **values)
