"""Colours and fonts of one's own for figures, from a small TOML file, checked to stay legible."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rangemap.errors import OutputError
from rangemap.figures.lettering import Typeface
from rangemap.figures.palette import HUES, MIN_CONTRAST, Style, Theme, contrast
from rangemap.figures.typeface_files import read_typeface
from rangemap.scenario.documents import read_toml
from rangemap.scenario.fields import check_fields

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_GROUNDS = {field.name for field in dataclasses.fields(Theme)} - {"name"}
_READ_ON = {  # words, and what they stand on
    "text": ("paper", "land", "home", "halo"),
    "quiet_text": ("paper", "land", "home", "halo"),
    "water_text": ("water",),
}
_MIN_LINE_CONTRAST = 1.5  # of a ring on land: thin lines, which words and dashes tell apart too


@dataclass(frozen=True)
class Colours:
    """Colours instead of a style's: ground, by the names of Theme; ranges, of the first ones."""

    ground: tuple[tuple[str, str], ...] = ()
    ranges: tuple[str, ...] = ()

    def over(self, style: Style) -> Style:
        """The style in these colours. Raises OutputError where words could not be read in them."""
        theme = dataclasses.replace(style.theme, **dict(self.ground))
        for words, grounds in _READ_ON.items():
            for ground in grounds:
                _check(theme, words, ground)
        inks = (*self.ranges, *style.inks[len(self.ranges) :])
        for ink in self.ranges:
            if contrast(ink, theme.land) < _MIN_LINE_CONTRAST:
                raise OutputError(
                    f"the theme's range colour {ink} can hardly be told from land, {theme.land}; "
                    "choose one that is lighter or darker"
                )
        return dataclasses.replace(style, theme=theme, inks=inks)


@dataclass(frozen=True)
class House:
    """What a theme file asks for: colours, and a typeface where it names one."""

    colours: Colours
    typeface: Typeface | None = None


def read_theme(path: Path) -> House:
    """A theme file: tables `colours` by name, and `fonts`; `ranges`, a list of colours.

    Raises OutputError, naming file, field and what is expected, where it cannot be used.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(f"{path}: cannot be read as a theme file") from error
    document = read_toml(text, f"{path}", OutputError)
    check_fields(document, {"colours", "fonts", "ranges"}, f"{path}", OutputError)
    ground = document.get("colours", {})
    check_fields(ground, _GROUNDS, f"{path}: colours", OutputError)
    ranges = document.get("ranges", [])
    if not isinstance(ranges, list) or len(ranges) > len(HUES):
        raise OutputError(f"{path}: ranges must be a list of at most {len(HUES)} colours")
    _check_colours(path, ground)
    _check_colours(path, {f"ranges, number {place + 1}": each for place, each in enumerate(ranges)})
    colours = Colours(tuple(ground.items()), tuple(ranges))
    fonts = document.get("fonts")
    return House(colours, None if fonts is None else read_typeface(path, fonts))


def _check_colours(path: Path, colours: Mapping[str, object]) -> None:
    for name, colour in colours.items():
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            raise OutputError(
                f'{path}: {name} is {str(colour)[:20]!r}; write a colour as in "#D55E00"'
            )


def _check(theme: Theme, words: str, ground: str) -> None:
    ink, under = getattr(theme, words), getattr(theme, ground)
    found = contrast(ink, under)
    if found < MIN_CONTRAST:
        raise OutputError(
            f"the theme's {words} {ink} on {ground} {under} has a contrast of {found:.1f}; words "
            f"need {MIN_CONTRAST}"
        )
