"""Text from outside: what is let in, unchanged, and what is refused."""

import unicodedata

from rangemap.errors import InputError

# Cc: control and escape codes; Cs: half characters that no file can hold; Zl, Zp: line breaks
_REFUSED_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
# embeddings, overrides and isolates, which make text read in an order it does not have
_BIDI_CONTROLS = set(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_NO_CHARACTER = 0xFFFE  # the last two of each plane of Unicode are none


def checked_text(text: str, what: str, error: type[InputError], *, most: int = 200) -> str:
    """The text itself, if it is fit to be shown as it was typed; else raises error.

    what names the text in the message. Refused: more than `most` characters, control characters
    and line breaks, bidirectional controls, and what no XML file can hold. Everything else, mark-up
    and templates included, is let in as it is: each output makes it inert in its own way.
    """
    if len(text) > most:
        raise error(f"{what} has {len(text):,} characters; at most {most} are shown, shorten it")
    for character in text:
        if _is_refused(character):
            code = f"U+{ord(character):04X}"
            raise error(f"{what} holds the invisible control character {code}; remove it")
    return text


def terminal_text(text: str) -> str:
    r"""The text for a terminal: what would command it, or turn the order of letters, as an escape.

    ``\x1b`` stands for the escape character. Line breaks stay.
    """
    return "".join(
        each.encode("unicode_escape").decode() if each != "\n" and _is_refused(each) else each
        for each in text
    )


def _is_refused(character: str) -> bool:
    return (
        character in _BIDI_CONTROLS
        or unicodedata.category(character) in _REFUSED_CATEGORIES
        or ord(character) & 0xFFFE == _NO_CHARACTER
    )
