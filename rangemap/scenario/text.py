"""Text from outside: what is let in, unchanged, and what is refused."""

import re

from rangemap.errors import InputError
from rangemap.scenario.kinds import check_text

_CONTROLS = "\x00-\x1f\x7f-\x9f"  # escape codes among them
_HALVES = "\ud800-\udfff"  # of characters, which no file can hold
_LINE_BREAKS = "\u2028\u2029"
_BIDI_CONTROLS = "\u202a-\u202e\u2066-\u2069"  # make text read in an order it does not have
_NO_CHARACTERS = "".join(  # the last two of each plane of Unicode are none
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
_REFUSED = re.compile(f"[{_CONTROLS}{_HALVES}{_LINE_BREAKS}{_BIDI_CONTROLS}{_NO_CHARACTERS}]")


def checked_text(text: str, what: str, error: type[InputError], *, most: int = 200) -> str:
    """The text itself, if it is fit to be shown as it was typed; else raises error.

    what names the text in the message. Refused: more than `most` characters, control characters
    and line breaks, bidirectional controls, and what no XML file can hold. Everything else, mark-up
    and templates included, is let in as it is: each output makes it inert in its own way. Raises
    KindError for what is no text.
    """
    check_text(text, what)
    if len(text) > most:
        raise error(
            f"{what} has {len(text):,} characters; at most {most} are shown, shorten it",
            reason="text_long",
            count=len(text),
            most=most,
        )
    if refused := _REFUSED.search(text):
        code = f"U+{ord(refused[0]):04X}"
        raise error(
            f"{what} holds the invisible control character {code}; remove it",
            reason="text_control",
            code=code,
        )
    return text


def terminal_text(text: str) -> str:
    r"""The text for a terminal: what would command it, or turn the order of letters, as an escape.

    ``\x1b`` stands for the escape character. Line breaks stay.
    """
    return _REFUSED.sub(_escaped, text)


def _escaped(refused: re.Match[str]) -> str:
    character = refused[0]
    return character if character == "\n" else character.encode("unicode_escape").decode()
