"""What text from outside may hold."""

import unicodedata

import pytest

from rangemap.errors import ScenarioError
from rangemap.scenario.text import checked_text, terminal_text


def _commands(character):
    """By the categories and directions of the Unicode Character Database."""
    return (
        unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(character)
        in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        or ord(character) & 0xFFFF in {0xFFFE, 0xFFFF}
    )


def test_just_what_commands_a_terminal_or_is_no_character_is_escaped():
    every = [chr(code) for code in range(0x110000) if chr(code) != "\n"]
    escaped = {character for character in every if terminal_text(character) != character}
    assert escaped == set(filter(_commands, every))


def test_an_escape_names_its_character_and_line_breaks_stay():
    assert terminal_text("a\x1b[31m\nє\u202eя\ud800") == "a\\x1b[31m\nє\\u202eя\\ud800"


@pytest.mark.parametrize(("text", "code"), [("a\nb\x00", "U+000A"), ("я\U0001fffe", "U+1FFFE")])
def test_the_first_such_character_is_named(text, code):
    with pytest.raises(ScenarioError, match=f"the title holds .* {code.replace('+', '.')}"):
        checked_text(text, "the title", ScenarioError)


def test_everything_else_stays_as_it_was_typed():
    text = "<b>Суми’\u00a0{{x}}</b> \u200b\U0001f600"
    assert checked_text(text, "the title", ScenarioError) == text
