"""Typography: what a line must not be broken between."""

import re

NO_BREAK = "\u00a0"
_PARTED = re.compile(
    r"""
    (?<=\d)\ (?=(?:km²|km|mi|nmi|m|%|°|million|people|March)(?!\w))  # a number and its unit
    | (?<=[Kk]m)\ (?=\d)                                          # km 300
    | (?<=\d°)\ (?=[NSEW]\b)
    | \ (?=[—–]\ )                                                # before a dash
    | (?<=\bCC)\ (?=BY\b) | (?<=\bBY)\ (?=\d) | (?<=\bWGS)\ (?=\d)
    | (?<=\bNatural)\ (?=Earth\b) | (?<=\bresolution)\ (?=\d)
    | [ ](?=÷) | (?<=÷)[ ]
    """,
    re.VERBOSE,
)


def bound(text: str) -> str:
    """The text with no-break spaces where a line must not end: ``306 km``, ``CC BY 4.0``.

    Ukrainian and Russian messages have theirs already.
    """
    return _PARTED.sub(NO_BREAK, text)
