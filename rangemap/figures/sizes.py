"""Sizes of figures: presets for article, telephone, slide and page, and the room of each part."""

import math
from dataclasses import dataclass, replace

from rangemap.errors import OutputError

_COLUMN_FROM = 1.3  # width over height from which title and notes stand beside the map
_COLUMN_WIDTH = 0.27
_MIN_COLUMN = 18  # its width over the size of text
_INCH = 72  # in points
_TEXT_OF_SIDE, _MIN_TEXT, _MAX_TEXT = 0.95, 7.0, 12.5  # of a sheet in an axes, in points
_LEAST = 5.0  # of its small print
_WHOLE = 1e-6  # so that so many pixels are not one less by rounding


@dataclass(frozen=True)
class Size:
    """A sheet: width and height in inches, dots per inch of its PNG, size of running text in pt.

    least_pt: no text is smaller. is_narrow: for a telephone, with the legend beneath the map and
    what is small print elsewhere left to the caption.
    """

    name: str
    width_in: float
    height_in: float
    dpi: int
    text_pt: float
    least_pt: float = 0.0
    is_narrow: bool = False

    def dots_per_inch(self, dpi: float | None, width_px: int | None) -> float:
        """What is asked for: by itself, by the width in pixels, or the size's own."""
        if width_px is not None:
            return (width_px + _WHOLE) / self.width_in
        return self.dpi if dpi is None else dpi

    @property
    def title_lines(self) -> int:
        """As many lines as a title may take before it is made smaller."""
        return 5 if self.has_column else 4 if self.is_narrow else 2

    @property
    def width(self) -> float:
        """In points."""
        return 72 * self.width_in

    @property
    def height(self) -> float:
        """In points."""
        return 72 * self.height_in

    @property
    def has_column(self) -> bool:
        """Whether title and notes stand in a column beside the map, not above and below it."""
        is_wide = self.width_in / self.height_in >= _COLUMN_FROM
        return is_wide and self.column_width >= _MIN_COLUMN * self.text_pt

    @property
    def column_width(self) -> float:
        """Of the column beside the map, in points."""
        return _COLUMN_WIDTH * self.width


SIZES = {
    size.name: size
    for size in (
        Size("article", 16, 10, 200, 12.5),  # 1600 x 1000 pixels, doubled
        Size("square", 10.8, 10.8, 200, 12.5),
        Size("portrait", 10.8, 13.5, 200, 15.5),
        Size("phone", 390 / 72, 844 / 72, 216, 13, least_pt=10.0, is_narrow=True),  # at 3 dots a px
        Size("slide", 19.2, 10.8, 200, 16),
        Size("a4", 8.27, 11.69, 300, 8.5),
    )
}


@dataclass(frozen=True)
class Box:
    """A rectangle on the sheet in points from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right end."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The upper end."""
        return self.bottom + self.height


def size_named(name: str) -> Size:
    """The preset of that name. Raises OutputError with the choices."""
    if name not in SIZES:
        raise OutputError(f"no size is called {name[:20]!r}; choose from {', '.join(SIZES)}")
    return SIZES[name]


def sizes_of(width: float, height: float) -> tuple[Size, Size]:
    """What an axes of that many points can be: a sheet as above, or else one as for telephones.

    Letters grow with the sheet as far as those of presets, and are never smaller than print bears.
    """
    wide, high = width / _INCH, height / _INCH
    text = min(max(_TEXT_OF_SIDE * math.sqrt(wide * high), _MIN_TEXT), _MAX_TEXT)
    sheet = Size("axes", wide, high, 0, text, least_pt=_LEAST)
    return sheet, replace(sheet, text_pt=_MIN_TEXT, is_narrow=True)
