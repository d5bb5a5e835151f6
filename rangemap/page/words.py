"""How the page says things: its messages in three languages, text from outside in Markdown."""

import functools
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rangemap.errors import RangemapError
from rangemap.intake.phrases import Note
from rangemap.wording.language import Language, language_of, messages
from rangemap.wording.towns import town_texts

LANGUAGE_NAMES = {"en": "English", "uk": "Українська", "ru": "Русский"}
_MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~:$&\"'^=")
FOLDER = Path(__file__).parent / "messages"


def said(language: str, key: str, count: float | None = None, /, **values: object) -> str:
    """The message of that key, ``group.name``, its {names} filled in; count chooses the plural."""
    texts = {name: str(value) for name, value in values.items()}
    return _spoken(language).say(key, count, **texts)


def refusal(language: str, error: RangemapError) -> str:
    """What an error says, in the page's words and language where it has them for its reason."""
    key = f"refusal.{error.reason}"
    if not error.reason or key not in _spoken(language).messages:
        return str(error)
    values = {
        name: refusal(language, value) if isinstance(value, RangemapError) else value
        for name, value in _numbered(language, error.values).items()
    }
    if "choices" in values:
        values["names"] = "; ".join(town_texts(error.values["choices"], language))
    if "axis" in values:
        values["axis"] = said(language, f"refusal.{values['axis']}")
    return said(language, key, **values)


def remark(language: str, note: Note) -> str:
    """What was done to what a file holds, as a sentence in the language."""
    told = said(language, f"remark.{note.key}", **_numbered(language, note.values))
    return said(language, "remark.in_file", file=note.file, what=told)


def _numbered(language: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, whole numbers as the language writes them."""
    number = _spoken(language).number
    return {
        name: number(value) if isinstance(value, int) else value for name, value in values.items()
    }


@functools.cache
def _spoken(code: str) -> Language:
    """The language with the messages of the page, and numbers as all outputs write them."""
    spoken = language_of(code)
    marks = {key: form for key, form in spoken.messages.items() if key.startswith("number.")}
    return replace(spoken, messages={**marks, **messages(FOLDER, code)})


def plain(text: str) -> str:
    """The text with every mark of Markdown escaped: it is shown as it was typed."""
    return "".join(f"\\{each}" if each in _MARKDOWN else each for each in text)


def linked(text: str, url: str) -> str:
    """The text, shown as it was typed, as a link in Markdown; without an address the text alone."""
    return f"[{plain(text)}](<{url}>)" if url else plain(text)
