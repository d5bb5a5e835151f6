"""How letters are encoded, which files often do not say, or say wrongly.

Of a Shapefile's table, and of text in UTF-16 with or without a mark.
"""

import codecs
import re
from collections.abc import Iterable, Sequence

import numpy as np

from rangemap.intake.phrases import Note

_MAX_CELLS = 2_000  # of each column, to tell an encoding by
_CODEC = re.compile(
    r"(?:ansi|cp|oem|windows)?[ _-]?(\d{3,4})|(utf[ _-]?8|65001)|iso[ _-]?8859[ _-]?(\d{1,2})"
    r"|8859[ _-]?(\d{1,2})|(koi8[ _-]?[ru])|(gb\w+|big5|shift[ _-]?jis|euc[ _-]?\w\w)",
    re.IGNORECASE,
)
# the language driver, byte 29 of a .dbf, where it says more than "Windows"
_DRIVERS = {0x26: "cp866", 0x65: "cp866", 0xC9: "cp1251", 0x64: "cp852", 0xC8: "cp1250"}
_DRIVER_AT = 29
_DRIVER_NAME = re.compile(r"LDID/(\d{1,3})", re.IGNORECASE)
_GUESSES = ("cp1251", "cp866", "koi8-u", "cp1252")
_COMMON = frozenset("оеаинтсрвлкі")  # the commonest letters of Russian and Ukrainian
_CYRILLIC = frozenset(map(chr, range(0x0400, 0x0500)))
_WINDOWS_LATIN = "cp1252"  # Latin-1 with letters where that has control codes, which none means

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MAX_LOOKED = 200_000  # bytes of a text, to tell by where its zeros stand
_MIN_ZEROS = 10  # a zero for so many letters at least: digits and commas have one each
_MAX_OTHERS = 20  # so many zeros on one side for each on the other


def utf_16_of(content: bytes) -> str | None:
    """The codec of text in UTF-16: by its mark, or by where its zeros stand; else None.

    Digits, commas and Latin letters have a zero for their upper byte, and no text in UTF-8 has any.
    """
    if content[:2] in _UTF_16_MARKS and len(content) % 2 == 0:
        return "utf-16"
    start = content[: min(_MAX_LOOKED, len(content) // 2 * 2)]
    zeros = {"utf-16-be": start[::2].count(0), "utf-16-le": start[1::2].count(0)}
    codec = max(zeros, key=lambda name: zeros[name])
    few = min(zeros.values())
    if zeros[codec] * _MIN_ZEROS * 2 < len(start) or zeros[codec] <= few * _MAX_OTHERS:
        return None
    return codec if _is_in(start, codec) else None


def letters_of(table: bytes, said: bytes | None) -> tuple[str, str]:
    """The codec of a .dbf's text, and a note where that is a guess, else nothing.

    said: what the .cpg holds, None where there is none. Text that is valid UTF-8, and not ASCII, is
    UTF-8, unless a .cpg says otherwise.
    """
    cells = _cells(table)
    if not cells:
        return "utf-8", ""
    is_utf8 = all(_is_in(cell, "utf-8") for cell in cells)
    named = _named(said)
    likely = "utf-8" if is_utf8 else max(_GUESSES, key=lambda codec: _sense(cells, codec))
    # programs that know no better say Latin of any letters
    is_doubtful = named == _WINDOWS_LATIN and likely != _WINDOWS_LATIN
    if named and not is_doubtful and all(_is_in(cell, named) for cell in cells):
        return named, ""
    if is_utf8:
        return "utf-8", ""
    guess = likely if is_doubtful else _DRIVERS.get(table[_DRIVER_AT], likely)
    called = "KOI8" if guess == "koi8-u" else guess.upper()
    if said is None:
        return guess, Note("letters_missing", {"letters": called})
    if named:
        return guess, Note("letters_wrong", {"letters": called, "named": named.upper()})
    return guess, Note("letters_unsaid", {"letters": called})


def decoded(text: str, codec: str) -> str:
    """Text that was read byte by byte, as Latin-1, in its codec; half a letter is dropped."""
    decoder = codecs.getincrementaldecoder(codec)(errors="replace")
    return decoder.decode(text.encode("latin-1"))


def _named(said: bytes | None) -> str | None:
    text = (said or b"").decode("utf-8-sig", errors="replace").strip().strip("\"'")
    driver = _DRIVER_NAME.fullmatch(text)
    if driver is not None:
        return _DRIVERS.get(int(driver[1]))
    match = _CODEC.fullmatch(text)
    if match is None:
        return None
    page, utf8, iso, esri, koi8, asian = match.groups()
    name = (
        (page and f"cp{page}") or (utf8 and "utf-8") or ((iso or esri) and f"iso8859-{iso or esri}")
        or koi8 or asian
    )  # fmt: skip
    try:
        codec = codecs.lookup(re.sub(r"[ _]", "-", name)).name
    except LookupError:
        return None
    return _WINDOWS_LATIN if codec == "iso8859-1" else codec


def _cells(table: bytes) -> list[bytes]:
    """Names of columns and cells of text that are not ASCII, some of each column."""
    count = int.from_bytes(table[4:8], "little")
    start, width = (int.from_bytes(table[n : n + 2], "little") for n in (8, 10))
    described = [table[n : n + 32] for n in range(32, max(32, start - 1), 32)]
    names = [each[:11].partition(b"\0")[0] for each in described]
    cells = [name for name in names if not name.isascii()]
    count = min(count, (len(table) - start) // width if width else 0)
    if count <= 0:
        return cells
    rows = np.frombuffer(table, "u1", count * width, start).reshape(count, width)
    at = 1
    for each in described:
        size = each[16] if len(each) > 16 else 0  # noqa: PLR2004  the byte of a field's width
        if each[11:12] == b"C":
            column = rows[:, at : at + size]
            foreign = np.flatnonzero((column > 127).any(axis=1))[:_MAX_CELLS]  # noqa: PLR2004
            cells += [column[n].tobytes().rstrip(b" \0") for n in foreign]
        at += size
    return cells


def _is_in(cell: bytes, codec: str) -> bool:
    try:
        codecs.getincrementaldecoder(codec)().decode(cell)  # the last letter may be cut in half
    except UnicodeDecodeError:
        return False
    return True


def _sense(cells: Sequence[bytes], codec: str) -> float:
    """How much of the text makes words in this codec: 1 per word of one script, less if rare."""
    score = 0.0
    for word in _words(cell.decode(codec, errors="replace") for cell in cells):
        is_cyrillic = [letter in _CYRILLIC for letter in word]
        if word.isascii():
            continue
        is_plain = (word.islower() or word.isupper() or word.istitle()) and "\ufffd" not in word
        if is_plain and all(is_cyrillic):
            score += 0.5 + sum(letter in _COMMON for letter in word.lower()) / len(word)
        elif is_plain and not any(is_cyrillic):
            foreign = sum(not letter.isascii() for letter in word)
            score += 1.0 if foreign <= len(word) / 2 else -1.0
        else:
            score -= 1.0
    return score


def _words(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        yield from re.findall(r"[^\W\d_]+|[^\x00-\x7f\w«»„“”’ʼ–—№§° ]+", text)
