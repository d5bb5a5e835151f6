"""How the page says things: text from outside in Markdown, and nothing where there is nothing."""

from collections.abc import Callable
from typing import Any

_MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~:$&\"'^=")


def plain(text: str) -> str:
    """The text with every mark of Markdown escaped: it is shown as it was typed."""
    return "".join(f"\\{each}" if each in _MARKDOWN else each for each in text)


def or_dash(words: Callable[[float], str]) -> Callable[[Any], str]:
    """A number in those words, or a dash where it is nothing."""
    return lambda number: words(number) if number > 0 else "–"
