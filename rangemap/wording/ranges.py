"""Ranges in words: by name where they have one, else by their lengths."""

from collections.abc import Sequence

from rangemap.analysis.ranges import Range, joint_standing
from rangemap.wording.language import Language
from rangemap.wording.quantities import between_text, length_text, metric_text, written_span


def reaching(range_: Range, said: Language) -> str:
    """What reaches, and how far: ``ATACMS at its published range of 306 km (190 mi)``."""
    length = (
        between_text(range_.minimum, range_.length, said.code)
        if range_.minimum
        else metric_text(range_.length, said.code, case="genitive")
    )
    key = "unnamed" if range_.standing == "own" and not range_.own_name else range_.standing
    return said.say(f"reach.{key}", range=range_.label, length=length)


def what_reaches(range_: Range, said: Language) -> str:
    """What reaches, by its name where it has one: ``ATACMS``, ``a range of 300 km``."""
    return range_.own_name or reaching(range_, said)


def range_name(range_: Range, language: str) -> str:
    """A range in a heading or a key: by its name, or by its lengths as the language writes them."""
    return range_.own_name or _lengths(range_, language)


def named_length(range_: Range, language: str) -> str:
    """A range's name and its lengths as they were written, ``HIMARS 50 mi``; else these alone."""
    return f"{range_.own_name} {_lengths(range_, language)}".lstrip()


def _lengths(range_: Range, language: str) -> str:
    if range_.minimum is None:
        return length_text(range_.length, language)
    return written_span(range_.minimum, range_.length, language)


def standing_text(ranges: Sequence[Range], said: Language) -> str:
    """Whose the ranges are, as a part of a sentence: ``ranges as published``."""
    return said.say(f"figure.ranges_{joint_standing(ranges)}", min(len(ranges), 2))
