"""Strokes: how each way of drawing a range looks, alike in every picture of the lesson."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import shapely
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.lesson import DEGREES, GEODESIC, MERCATOR, MERCATOR_SCALED, SPHERE, UTM
from rangemap.figures import lettering, paint
from rangemap.figures.palette import Style, Theme, mixed
from rangemap.figures.sizes import Box

TRUE_SHARE: Final = 0.55  # of the size of text, the width of the true edge's line
_TRUE_STRENGTH: Final = 0.6
_LINE_SHARE: Final = 0.19
_HUES: Final = {SPHERE: 3, UTM: 2, DEGREES: 0, MERCATOR: 1, MERCATOR_SCALED: 4}
_DASHES: Final[dict[str, tuple[float, ...]]] = {
    SPHERE: (1.2, 1.6),
    UTM: (5, 1.5, 1.2, 1.5),
    DEGREES: (5, 2.2),
    MERCATOR: (),
    MERCATOR_SCALED: (2.6, 1.3),
}


@dataclass(frozen=True)
class Paper:
    """What a picture is drawn on: a sheet, its style, the size of its text in points."""

    figure: Figure
    style: Style
    size: float

    @property
    def theme(self) -> Theme:
        """The colours of the ground."""
        return self.style.theme

    def smaller(self, share: float) -> "Paper":
        """The same with smaller or larger text."""
        return Paper(self.figure, self.style, share * self.size)

    def words(self, text: str, x: float, y: float, **options: object) -> list[Artist]:
        """A line of text at a point; options as `paint.words` has them, quiet=True for less."""
        ink = self.theme.quiet_text if options.pop("quiet", False) else self.theme.text
        colour = str(options.pop("colour", ink))
        return paint.words(self.figure, text, (x, y), self.size, colour, **options)  # type: ignore[arg-type]

    def paragraph(
        self, text: str, box: Box, *, quiet: bool = False, bold: bool = False
    ) -> tuple[list[Artist], float]:
        """Lines from the top of a box downwards, and where they end."""
        step = lettering.LINE * self.size
        lines = lettering.wrapped(text, self.size, box.width, bold=bold)
        made: list[Artist] = []
        for number, line in enumerate(lines):
            base = box.top - (number + 0.8) * step
            made += self.words(line, box.left, base, quiet=quiet, bold=bold)
        return made, box.top - len(lines) * step

    def heading(self, text: str, box: Box) -> tuple[list[Artist], Box]:
        """A bold line at the top of a box, broken if it must be, and the room beneath it."""
        made, bottom = self.paragraph(text, box, bold=True)
        return made, Box(box.left, box.bottom, box.width, bottom - 0.45 * self.size - box.bottom)

    def stroke(self, method: str, shape: BaseGeometry) -> Artist:
        """A line or outline in a way's own manner."""
        if method == GEODESIC:
            return paint.line(shape, self.true_ink, TRUE_SHARE * self.size)
        return paint.line(shape, self.ink(method), _LINE_SHARE * self.size, dashes=_DASHES[method])

    def ink(self, method: str) -> str:
        """A way's colour for lines."""
        return self.true_ink if method == GEODESIC else self.style.ink(_HUES[method])

    def word_ink(self, method: str) -> str:
        """The same for words, dark enough to be read."""
        return self.theme.text if method == GEODESIC else self.style.text_ink(_HUES[method])

    @property
    def true_ink(self) -> str:
        """The true edge's colour, so pale that what is drawn over it shows in greys too."""
        return mixed(self.theme.country_line, self.theme.land, _TRUE_STRENGTH)

    def rule(self, points: ArrayLike, colour: str, width: float) -> Artist:
        """A plain line through points of the sheet."""
        return paint.line(shapely.LineString(points), colour, width)


def show(figure: Figure, name: str, artists: Sequence[Artist], *, above: float = 1) -> None:
    """Put what was drawn on the sheet, as one named layer."""
    paint.add_to_sheet(figure, name, artists, above=above)
