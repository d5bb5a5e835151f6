"""Pictures: each part of the lesson that is drawn, on a sheet of its own, for screens."""

from collections.abc import Callable
from functools import partial
from typing import Final

from matplotlib.artist import Artist

from rangemap.figures.defaults import Sheet, matplotlib_defaults
from rangemap.figures.files import saved
from rangemap.figures.lesson import error_curve, outlines, view_panels
from rangemap.figures.lesson.strokes import Paper, show
from rangemap.figures.lesson.views import CONIC, EQUIDISTANT, MERCATOR, ORTHOGRAPHIC
from rangemap.figures.palette import STYLES, TEXT_PT
from rangemap.figures.sizes import Box
from rangemap.wording.lesson import Handout

FLAT, ROUND, OUTLINES, CURVE = PICTURES = (
    "projections-flat",
    "projections-round",
    "outlines",
    "errors-by-latitude",
)

_TEXT_PT: Final = 9.0
_MARGIN: Final = 3.0
_KINDS: Final = {FLAT: (MERCATOR, CONIC), ROUND: (EQUIDISTANT, ORTHOGRAPHIC)}
_SIZES: Final = {
    FLAT: (370.0, 246.0),
    ROUND: (370.0, 246.0),
    OUTLINES: (430.0, 330.0),
    CURVE: (300.0, 330.0),
}
_DRAWN: Final[dict[str, Callable[[Paper, Box, Handout], list[Artist]]]] = {
    **{name: partial(view_panels.row, kinds=kinds) for name, kinds in _KINDS.items()},
    OUTLINES: outlines.draw,
    CURVE: error_curve.draw,
}


@matplotlib_defaults()
def picture(handout: Handout, name: str, style: str = "light") -> bytes:
    """One of PICTURES as an SVG whose letters are drawn, in the style of that name."""
    wide, high = _SIZES[name]
    look = STYLES[style].scaled(_TEXT_PT / TEXT_PT)
    figure = Sheet(figsize=(wide / 72, high / 72), facecolor=look.theme.paper)
    box = Box(_MARGIN, _MARGIN, wide - 2 * _MARGIN, high - 2 * _MARGIN)
    show(figure, name, _DRAWN[name](Paper(figure, look, _TEXT_PT), box, handout))
    return saved(figure, "svg", {"Date": None}, letters="path")


def alternative(handout: Handout, name: str) -> str:
    """What somebody who cannot see the picture must know."""
    if name in _KINDS:
        ratios = "; ".join(view_panels.ratios(handout, _KINDS[name]))
        return handout.say("page.projections", lat=handout.latitude_text, ratios=ratios)
    return handout.say(f"page.{name}", lat=handout.latitude_text, errors=handout.errors_text())
