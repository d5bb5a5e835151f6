"""Kinds of values that come from Python: a wrong one is told of at once, with what to give."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from numbers import Real
from typing import Any

from rangemap.errors import KindError, told, with_article


def check_kind(value: object, kind: type, advice: str) -> None:
    """Raise KindError, with what to do, for a value that is not of that kind."""
    if not isinstance(value, kind):
        is_value = "None" if value is None else with_article(type(value))
        raise KindError(f"expected {with_article(kind)}, not {is_value}; {advice}")


def check_text(value: object, what: str, example: str = "") -> None:
    """Raise KindError, with the example if there is one, for what is no text."""
    if not isinstance(value, str):
        written = f"text, as in {example!r}" if example else "text in quotes"
        raise KindError(f"{what} is {written}, not {told(value)}")


def checked_number(value: Any, what: str, example: str) -> float:
    """Return a number as one of Python's own, which every output writes alike.

    Raises KindError, with an example, for what is no number, or too large for one.
    """
    is_number = isinstance(value, Real | Decimal) and not isinstance(value, bool)
    try:
        number = float(value if is_number else "")
    except (ValueError, OverflowError):
        raise KindError(f"{what} is a number, as in {example}, not {told(value)}") from None
    return value if type(value) is int else number


def several(values: Iterable[Any], name: str, example: str) -> tuple[Any, ...]:
    """Values as a tuple. Raises KindError, with an example, for one alone, and for what is none."""
    try:
        if not isinstance(values, str | bytes | Mapping):
            return tuple(values)
    except TypeError:
        pass
    if isinstance(values, str) and example.startswith("'"):
        example = told(values)
    raise KindError(f"{name!r} takes several values: write {name}=({example},), not {told(values)}")
