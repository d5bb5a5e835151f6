"""Languages of outputs: numbers, plurals and messages in English, Ukrainian and Russian.

Formats and plural categories follow Unicode CLDR 48 (cardinal rules of en, uk, ru). What is said
stands in messages/: one TOML file for each language.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rangemap.errors import ScenarioError
from rangemap.scenario.choices import LANGUAGES

_FOLDER = Path(__file__).with_name("messages")


@dataclass(frozen=True)
class Language:
    """How a language writes numbers, chooses plurals and says things.

    code: ``en``, ``uk`` or ``ru``. messages: by dotted key.
    """

    code: str
    category: Callable[[float], str]
    messages: Mapping[str, Any]

    def say(self, key: str, count: float | None = None, /, **values: str) -> str:
        """The message of that key, its {names} filled in.

        count chooses among plural forms, and is written where the message has {n}, unless n is
        given as text: in digits, or where the message asks for it in words, as in {n:words}. Which
        words those are stands in the messages under words; their first entry is for numbers that
        have none.
        """
        form = self.messages[key]
        if count is None:
            return str(form).format(**values)
        if isinstance(form, dict):
            form = form.get(self.category(count), form["other"])
        return str(form).format(**{"n": _Count(self, count)} | values)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number in digits, thousands apart: ``126,000``, ``126 000``; 1.5 is ``1,5``.

        Ukrainian and Russian keep four digits together: ``7600``.
        """
        is_grouped = abs(value) >= self.messages["number.group_from"]
        written = f"{value:{',' if is_grouped else ''}.{decimals}f}"
        marks = {",": self.messages["number.group"], ".": self.messages["number.decimal"]}
        return written.translate(str.maketrans(marks))

    def listed(self, parts: Sequence[str], key: str = "number.and") -> str:
        """``a``, ``a and b``, ``a, b and c``; key: the message that joins the last one."""
        if len(parts) == 1:
            return parts[0]
        return self.say(key, first=", ".join(parts[:-1]), last=parts[-1])


@dataclass(frozen=True)
class _Count:
    """A number as a message asks for it: ``{n}`` in digits, ``{n:words}`` in words."""

    language: Language
    value: float

    def __format__(self, words: str) -> str:
        digits = self.language.number(self.value)
        if not words:
            return digits
        listed = self.language.messages[f"words.{words}"]
        known = self.value == int(self.value) and 0 < self.value < len(listed)
        return str(listed[int(self.value)] if known else listed[0].format(digits))


@cache
def language_of(code: str) -> Language:
    """The language of that code. Raises ScenarioError for one that is not spoken here."""
    if code not in LANGUAGES:
        raise ScenarioError(f"unknown language {code[:20]!r}; choose from {', '.join(LANGUAGES)}")
    category = _english if code == "en" else _east_slavic
    return Language(code, category, messages(_FOLDER, code))


@cache
def messages(folder: Path, code: str) -> Mapping[str, Any]:
    """The messages of a folder in a language, by dotted key, ``group.name``.

    Plural ones are tables of their forms. There is a file for each language: ``en.toml``.
    """
    document = tomllib.loads((folder / f"{code}.toml").read_text(encoding="utf-8"))
    return {
        f"{group}.{name}": message
        for group, named in document.items()
        for name, message in named.items()
    }


def _english(count: float) -> str:
    return "one" if count == 1 else "other"


def _east_slavic(count: float) -> str:
    """1, 21, 101 are one; 2 to 4, 22 few; 0, 5 to 20, 111 many; fractions other."""
    if count != int(count):
        return "other"
    ones, teens = int(count) % 10, int(count) % 100 // 10 == 1
    if ones == 1 and not teens:
        return "one"
    return "few" if 2 <= ones <= 4 and not teens else "many"  # noqa: PLR2004  2 to 4
