"""What analyses are given: a wrong kind is told of at once, not by what it lacks further in."""

from typing import Final

SCENARIO: Final = "make one, as in Scenario((PointOrigin(51.0, 34.7),))"
CATALOG: Final = "read it, as in read_catalog('own.toml')"
TIMELINE: Final = "read it, as in read_timeline('own.toml')"
REACH: Final = "give what compute(scenario) gives"


def check_kind(value: object, kind: type, advice: str) -> None:
    """Raise TypeError, with what to do, for a value that is not of that kind."""
    if not isinstance(value, kind):
        article = "an" if type(value).__name__[0].lower() in "aeiou" else "a"
        raise TypeError(
            f"expected a {kind.__name__}, not {article} {type(value).__name__}; {advice}"
        )
