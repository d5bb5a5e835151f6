"""Documents from outside: TOML and GeoJSON are read only within bounds, looked at beforehand.

A file of 40 kB can ask a parser for gigabytes: a key of 20,000 parts of TOML, collections nested
30,000 deep in GeoJSON. What scenarios and catalogues hold is far within these bounds.
"""

import re
import tomllib
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from rangemap.errors import InputError, OriginError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MAX_CHARACTERS = 5_000_000
_MAX_UNQUOTED = 500_000  # characters: of a thousand origins, a fifth
_MAX_WORD = 100  # characters of a key's part or a number
_MAX_DOTS = 8  # in a key
_MAX_DEPTH = 64  # of brackets within brackets
_TEXTS = re.compile(
    r'"""(?:[^\\"]++|\\.|"(?!""))*+"{3,5}|'
    r"'''(?:[^']++|'(?!''))*+'{3,5}|"
    r'"(?:[^"\\\n]++|\\.)*+"|'
    r"'[^'\n]*+'|"
    r"#[^\n]*+",
    re.DOTALL,
)
_JSON_TEXTS = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_BETWEEN_MARKS = re.compile(r"[^=,\[\]{}\n]+")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[{]}"))
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")  # up and down, as signed bytes
_LONG_WORD = re.compile(rf"[\w+\-]{{{_MAX_WORD + 1}}}")


def read_toml(text: str, what: str, error: type[InputError]) -> dict[str, Any]:
    """The tables of a TOML document. what names it in messages: "the scenario".

    Raises error where it is none, or more than is read.
    """
    if len(text) > MAX_CHARACTERS:
        raise error(
            f"{what} has more than {MAX_CHARACTERS // 10**6} million characters; simplify it",
            reason="document_long",
        )
    text = text.removeprefix("\ufeff")  # Notepad's mark
    unquoted = _TEXTS.sub('"', text)
    if len(unquoted) > _MAX_UNQUOTED:
        raise error(
            f"{what} has more than {_MAX_UNQUOTED:,} characters outside of texts in quotes",
            reason="document_long",
        )
    if _LONG_WORD.search(unquoted):
        raise error(
            f"{what} holds a key or a number of more than {_MAX_WORD} characters; shorten it",
            reason="document_word",
        )
    if any(words[0].count(".") > _MAX_DOTS for words in _BETWEEN_MARKS.finditer(unquoted)):
        raise error(
            f"{what} holds a key of more than {_MAX_DOTS} parts; it needs none of so many",
            reason="document_key",
        )
    if _depth(unquoted) > _MAX_DEPTH:
        raise error(
            f"{what} is nested too deeply, in brackets within brackets", reason="document_deep"
        )
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as cause:  # ValueError: TOML's own, and of numbers and days
        raise error(f"{what} is not TOML: {cause}", reason="document_no_toml") from cause


def read_geometry(geojson: str) -> "BaseGeometry":
    """The shape of a GeoJSON text. Raises OriginError where it holds none, or is nested deeply."""
    import shapely  # noqa: PLC0415  a catalogue is read without it

    shown = f"the shape {geojson[:40]!r}"
    if _depth(_JSON_TEXTS.sub("", geojson)) > _MAX_DEPTH:
        raise OriginError(f"{shown} is nested too deeply to be one", reason="shape_wrong")
    try:
        geometry = shapely.from_geojson(geojson)
    except (shapely.GEOSException, ValueError) as error:  # ValueError: its complaint is no UTF-8
        raise OriginError(f"{shown} is not a GeoJSON geometry", reason="shape_wrong") from error
    if geometry is None:
        raise OriginError(f"{shown} holds no geometry", reason="shape_wrong")
    return geometry


def _depth(text: str) -> int:
    """How many brackets stand open at once at most."""
    brackets = text.encode("utf-8", "replace").translate(_STEPS, _NO_BRACKETS)
    return max(accumulate(memoryview(brackets).cast("b"), initial=0))
