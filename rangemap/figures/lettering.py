"""Lettering: the widths of words before they are drawn, lines broken to measure, letter spacing.

Sizes and widths are in points (1/72 inch). The typeface is DejaVu Sans, which comes with
matplotlib and holds Latin, Greek and Cyrillic.
"""

from functools import lru_cache
from typing import Any

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LoadFlags

from rangemap.wording.typography import bound

FAMILY = "DejaVu Sans"
HAIR_SPACE = "\u200a"
MISSING = "▯"  # stands for a letter that the typeface lacks
_BYTE_ORDER_MARK = "\ufeff"  # has no width and no ink; matplotlib's PDF fails on it
LINE = 1.25  # line spacing over size
ASCENT, DESCENT = 0.76, 0.24  # of Ж and p, over size
_MEASURE_SIZE = 100.0


def text_style(*, bold: bool = False, italic: bool = False) -> dict[str, Any]:
    """Keyword arguments of a matplotlib text; user's text is never read as mathematics."""
    return {
        "family": FAMILY,
        "weight": "bold" if bold else "normal",
        "style": "italic" if italic else "normal",
        "parse_math": False,
    }


def width(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """The advance width of one line of text."""
    return sum(advances(text, size, bold=bold, italic=italic))


def advances(text: str, size: float, *, bold: bool = False, italic: bool = False) -> list[float]:
    """The advance width of each letter, kerning aside."""
    return [_advance(letter, bold, italic) * size for letter in text]


def drawable(text: str) -> str:
    """The text with letters that the typeface lacks replaced by an empty box."""
    shown = text.replace(_BYTE_ORDER_MARK, "")
    return "".join(letter if _has(letter) else MISSING for letter in shown)


def spaced(text: str) -> str:
    """Letter-spaced by a hair."""
    return HAIR_SPACE.join(text)


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
def _advance(letter: str, bold: bool, italic: bool) -> float:
    font = _font(bold, italic)
    font.set_size(_MEASURE_SIZE, 72)
    shown = letter if font.get_char_index(ord(letter)) else MISSING
    glyph = font.load_char(ord(shown), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / _MEASURE_SIZE


@lru_cache(maxsize=4096)
def _has(letter: str) -> bool:
    return bool(_font(bold=False, italic=False).get_char_index(ord(letter)))


def _font(bold: bool, italic: bool) -> FT2Font:
    style = text_style(bold=bold, italic=italic)
    chosen = FontProperties(family=FAMILY, weight=style["weight"], style=style["style"])
    return get_font(findfont(chosen))
