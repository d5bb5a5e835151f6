"""Lengths as people write them, and in metres."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from rangemap.errors import KindError, LengthError, told
from rangemap.scenario.kinds import check_kind, check_text

METRES_PER_UNIT = {
    "m": Decimal(1),
    "km": Decimal(1000),
    "mi": Decimal("1609.344"),  # international mile: 1959 agreement, NIST SP 811 appendix B
    "nmi": Decimal(1852),  # international nautical mile: BIPM SI Brochure, 8th ed., table 8
}

SPELLINGS = {
    "m": ("m", "metre", "metres", "meter", "meters", "м"),
    "km": ("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers", "км"),
    "mi": ("mi", "mile", "miles", "миля", "милі", "миль"),
    "nmi": ("nmi", "nm", "nautical mile", "nautical miles"),
}

_UNIT_BY_SPELLING = {spelling: unit for unit, names in SPELLINGS.items() for spelling in names}
_LENGTH = re.compile(
    r"\s*([-+−]?[0-9.]*[0-9][0-9.]*(?:e[-+]?[0-9]{1,2})?)\s*([^\W\d_][^\d]*)?", re.IGNORECASE
)
_MAX_CHARACTERS = 40


@dataclass(frozen=True)
class Length:
    """A length in the unit it was published or typed in, as `parse_length` reads it.

    Parameters
    ----------
    value
        The number, exactly as written: a decimal, so that 0.1 stays 0.1.
    unit
        ``"m"``, ``"km"``, ``"mi"`` (international mile) or ``"nmi"`` (nautical mile).

    Raises
    ------
    LengthError
        For another unit.
    KindError
        For a number that is no decimal.

    Examples
    --------
    >>> from rangemap import parse_length
    >>> length = parse_length("190 mi")
    >>> length.unit, length.metres, round(length.km, 1)
    ('mi', 305775.36, 305.8)

    """

    value: Decimal
    unit: str

    def __post_init__(self) -> None:
        """Raise LengthError for a unit that is none of those that are known."""
        check_kind(self.value, Decimal, "read the length, as in parse_length('20 km')")
        check_text(self.unit, "a unit", "km")
        if self.unit not in METRES_PER_UNIT:
            raise LengthError(
                f"the unit {self.unit[:20]!r} is unknown; use {', '.join(METRES_PER_UNIT)}",
                reason="length_unit",
                text=self.unit[:20],
                unit=self.unit[:20],
            )

    @property
    def metres(self) -> float:
        """The length in metres."""
        return float(self.value * METRES_PER_UNIT[self.unit])

    @property
    def km(self) -> float:
        """The length in kilometres."""
        return float(self.value * METRES_PER_UNIT[self.unit] / 1000)

    def __str__(self) -> str:
        """The length as written, the unit in its short form: ``190 mi``."""
        number = f"{self.value:f}"
        return f"{number.rstrip('0').rstrip('.') if '.' in number else number} {self.unit}"


def check_length(value: object, what: str) -> None:
    """Raise KindError, with what to do, for a value that is no Length."""
    if not isinstance(value, Length):
        raise KindError(f"{what} is a Length, as parse_length('20 km') gives it, not {told(value)}")


def parse_length(text: str) -> Length:
    """Read a positive length with its unit: ``"190 mi"``, ``"306km"``, ``"165 nmi"``, ``"500 m"``.

    Parameters
    ----------
    text
        A number with a point, if any, for decimals, and a unit: m, km, mi or nmi, or its English
        name. A comma is refused rather than guessed at: it separates decimals in Kyiv and thousands
        in Washington.

    Returns
    -------
    Length
        The number and the unit as they were written; `metres` and `km` are what they come to.

    Raises
    ------
    LengthError
        Where the number or the unit is missing or unknown, and for zero, a negative number or one
        of more digits than can be read back.
    KindError
        For what is no text.

    Examples
    --------
    >>> from rangemap import parse_length
    >>> str(parse_length("190mi")), round(parse_length("190mi").km, 1)
    ('190 mi', 305.8)

    """
    check_text(text, "a length", "20 km")
    shown = text.strip()[:_MAX_CHARACTERS]
    if "," in text:
        raise LengthError(
            f"{shown!r}: write the number without a comma, as in 1000 km or 80.5 km",
            reason="length_comma",
            text=shown,
        )
    match = _LENGTH.fullmatch(text) if len(text) <= _MAX_CHARACTERS else None
    if match is None or match[1].count(".") > 1:
        raise LengthError(
            f"{shown!r} is not a length; write a number and a unit, as in 190 mi or 306 km",
            reason="length_none",
            text=shown,
        )
    number, spelling = match[1], (match[2] or "").strip().casefold()
    if not spelling:
        raise LengthError(
            f"{shown!r} has no unit; write {number} km, {number} mi or {number} nmi",
            reason="length_no_unit",
            text=shown,
            number=number,
        )
    unit = _UNIT_BY_SPELLING.get(spelling)
    if unit is None:
        raise LengthError(
            f"{shown!r}: the unit {spelling!r} is unknown; use km, mi, nmi or m",
            reason="length_unit",
            text=shown,
            unit=spelling,
        )
    value = Decimal(number.replace("−", "-"))
    if value <= 0:
        raise LengthError(
            f"{shown!r}: a length must be greater than zero", reason="length_zero", text=shown
        )
    length = Length(value, unit)
    if len(str(length)) > _MAX_CHARACTERS:
        raise LengthError(
            f"{shown!r} has more digits than a length needs; round it",
            reason="length_digits",
            text=shown,
        )
    return length


def from_km(km: float) -> Length:
    """A length in kilometres from a number, shortest digits that give it back exactly."""
    if not (math.isfinite(km) and km > 0):
        raise LengthError(
            f"a length of {km} km is not usable; it must be greater than zero",
            reason="length_zero",
            text=f"{km} km",
        )
    return Length(Decimal(repr(float(km))), "km")
