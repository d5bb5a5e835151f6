"""Lettering: the widths of words before they are drawn, lines broken to measure, letter spacing.

Sizes and widths are in points (1/72 inch). The typeface is DejaVu Sans, which comes with
matplotlib and holds Latin, Greek and Cyrillic, unless a figure is `set_in` one of the user's.
"""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.text import Text

from rangemap.errors import OutputError
from rangemap.wording.typography import bound

FAMILY = "DejaVu Sans"
HAIR_SPACE = "\u200a"
MISSING = "▯"  # stands for a letter that the typeface lacks
_BYTE_ORDER_MARK = "\ufeff"  # has no width and no ink; matplotlib's PDF fails on it
LINE = 1.25  # line spacing over size
_MEASURE_SIZE = 100.0
_SPACE = " "


@dataclass(frozen=True)
class Typeface:
    """Font files of the user's: paths of its regular, bold and italic letters."""

    regular: str
    bold: str
    italic: str

    def file(self, *, bold: bool = False, italic: bool = False) -> str:
        """The file that has such letters."""
        return self.bold if bold else self.italic if italic else self.regular

    @property
    def family(self) -> str:
        """What the typeface calls itself."""
        return str(get_font(self.regular).family_name)


_TYPEFACE: ContextVar[Typeface | None] = ContextVar("typeface", default=None)


@contextmanager
def set_in(typeface: Typeface | None) -> Iterator[None]:
    """Measure and draw in that typeface; None for the house's own."""
    before = _TYPEFACE.set(typeface)
    try:
        yield
    finally:
        _TYPEFACE.reset(before)


def typeface() -> Typeface | None:
    """The user's typeface that is drawn in, if it is one."""
    return _TYPEFACE.get()


def set_rest(figure: Figure) -> None:
    """Set what matplotlib writes by itself, as beside axes, in the user's typeface."""
    if (own := _TYPEFACE.get()) is None:
        return
    for text in figure.findobj(Text):
        properties = text.get_fontproperties()
        if properties.get_file() is None:
            is_bold = properties.get_weight() == "bold"
            properties.set_file(own.file(bold=is_bold))
            properties.set_family(own.family)
            text.set_fontproperties(properties)
            drawable(text.get_text(), bold=is_bold)


def text_style(*, bold: bool = False, italic: bool = False) -> dict[str, Any]:
    """Keyword arguments of a matplotlib text; user's text is never read as mathematics."""
    return {"fontproperties": font(bold=bold, italic=italic), "parse_math": False}


def font(*, bold: bool = False, italic: bool = False) -> FontProperties:
    """The letters as matplotlib knows them."""
    weight: Literal["bold", "normal"] = "bold" if bold else "normal"
    style: Literal["italic", "normal"] = "italic" if italic else "normal"
    if (own := _TYPEFACE.get()) is None:
        return FontProperties(family=FAMILY, weight=weight, style=style)
    file = own.file(bold=bold, italic=italic)
    return FontProperties(family=own.family, weight=weight, style=style, fname=file)


def width(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """The advance width of one line of text."""
    return sum(advances(text, size, bold=bold, italic=italic))


def advances(text: str, size: float, *, bold: bool = False, italic: bool = False) -> list[float]:
    """The advance width of each letter, kerning aside."""
    file = _file(_TYPEFACE.get(), bold, italic)
    return [_advance(file, letter) * size for letter in text]


def drawable(text: str, *, bold: bool = False, italic: bool = False) -> str:
    """The text with letters that the typeface lacks replaced by an empty box.

    Raises OutputError where it is the user's typeface that lacks one.
    """
    shown, own = text.replace(_BYTE_ORDER_MARK, ""), _TYPEFACE.get()
    if own is None:
        return "".join(each if _has(_file(None), each) else MISSING for each in shown)
    file = _file(own, bold, italic)
    return "".join(_SPACE if _is_other_space(file, each) else _known(file, each) for each in shown)


def letter_spaced(text: str) -> str:
    """Letter-spaced by a hair, where the typeface has one."""
    return HAIR_SPACE.join(text) if _has(_file(_TYPEFACE.get()), HAIR_SPACE) else text


def wrapped(text: str, size: float, most: float, *, bold: bool = False) -> list[str]:
    """Lines no wider than most, broken at spaces; a word that is wider by itself is broken too.

    A number and its unit are one word.
    """
    lines: list[str] = []
    line = ""
    for word in _words(text):
        longer = f"{line} {word}".strip()
        if width(longer, size, bold=bold) <= most:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _broken(word, size, most, bold)
        lines += whole
    return [*lines, line] if line else lines


def _words(text: str) -> list[str]:
    """The text in pieces that stay whole, their spaces as they were."""
    ends = [place for place, letter in enumerate(bound(text)) if letter == " "]
    starts = [0, *(end + 1 for end in ends)]
    return [text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True)]


def _broken(word: str, size: float, most: float, bold: bool) -> list[str]:
    parts, part = [], ""
    for letter in word:
        if part and width(part + letter, size, bold=bold) > most:
            parts.append(part)
            part = ""
        part += letter
    return [*parts, part]


@lru_cache(maxsize=4096)
def _advance(file: str, letter: str) -> float:
    font = get_font(file)
    font.set_size(_MEASURE_SIZE, 72)
    shown = letter if _has(file, letter) else MISSING
    if _is_own(file):
        shown = _SPACE if _is_other_space(file, letter) else _known(file, letter)
    glyph = font.load_char(ord(shown), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / _MEASURE_SIZE


@lru_cache(maxsize=4096)
def _has(file: str, letter: str) -> bool:
    return bool(get_font(file).get_char_index(ord(letter)))


def _is_other_space(file: str, letter: str) -> bool:
    """Whether it is a space that the font lacks, for which its plain one stands."""
    return letter.isspace() and not _has(file, letter)


def _known(file: str, letter: str) -> str:
    """The letter. Raises OutputError where the font lacks it."""
    if not _has(file, letter):
        name = unicodedata.name(letter, "no name").lower()
        raise OutputError(
            f"{file}: the font lacks {letter!r} (U+{ord(letter):04X}, {name}), which the figure "
            "writes; choose one that has it"
        )
    return letter


def _is_own(file: str) -> bool:
    """Whether the file is of the user's typeface."""
    own = _TYPEFACE.get()
    return own is not None and file in (own.regular, own.bold, own.italic)


@lru_cache
def _file(own: Typeface | None, bold: bool = False, italic: bool = False) -> str:
    if own is not None:
        return own.file(bold=bold, italic=italic)
    return str(findfont(font(bold=bold, italic=italic)))
