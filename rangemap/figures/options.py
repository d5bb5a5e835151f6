"""What may be asked of a figure, free to import."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rangemap.figures.lettering import Typeface
    from rangemap.figures.theme_file import Colours


@dataclass(frozen=True)
class FigureOptions:
    """How a figure looks and what it says, beside its scenario: arguments of ``figure``.

    dpi: dots per inch of a PNG, the size's own by default; width: its pixels instead. title and
    subtitle: instead of what is derived from the scenario. credit, date: who made it, and as of
    when; both stand under the picture. without: furniture to leave out. is_transparent: no paper
    behind it. text: of an SVG, ``live`` or ``outlines``. colours: instead of the style's own.
    bleed_pt: how far paper and map go beyond the edge at which a file is trimmed.
    typeface: of all words, instead of DejaVu Sans.
    """

    size: str = "article"
    style: str = "light"
    dpi: float | None = None
    title: str | None = None
    subtitle: str | None = None
    credit: str = ""
    date: str = ""
    without: tuple[str, ...] = ()
    width: int | None = None
    is_transparent: bool = False
    text: str = "live"
    colours: "Colours | None" = None
    bleed_pt: float = 0.0
    typeface: "Typeface | None" = None
