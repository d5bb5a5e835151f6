from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangemap.errors import LengthError
from rangemap.scenario.units import Length, from_km, parse_length


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("190 mi", 305_775.36),
        ("306km", 306_000),
        ("165 nmi", 305_580),
        ("80.5 km", 80_500),
        ("500 m", 500),
        ("1e3 km", 1_000_000),
        (" 50 miles ", 80_467.2),
        ("12 nautical miles", 22_224),
        ("300 км", 300_000),
    ],
)
def test_reads_lengths_in_the_units_people_write(text, metres):
    assert parse_length(text).metres == pytest.approx(metres, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("0 km", "greater than zero"),
        ("-5 km", "greater than zero"),
        ("−5 km", "greater than zero"),
        ("75", "75 km"),
        ("75 parsec", "use km, mi, nmi or m"),
        ("1,000 km", "without a comma"),
        ("80,5 km", "without a comma"),
        ("nan km", "not a length"),
        ("inf km", "not a length"),
        ("1.2.3 km", "not a length"),
        ("km", "not a length"),
        ("", "not a length"),
        ("9" * 5000 + " km", "not a length"),
        ("1 km; 2 km", "not a length"),
    ],
)
def test_says_what_to_do_about_a_bad_length(text, hint):
    with pytest.raises(LengthError, match=hint) as raised:
        parse_length(text)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 200


@given(st.decimals("0.001", "99999", places=3), st.sampled_from(["m", "km", "mi", "nmi"]))
def test_a_length_reads_back_as_it_was_written(value, unit):
    length = Length(value, unit)
    assert parse_length(str(length)) == length


@given(st.text(max_size=60))
def test_any_text_is_a_length_or_a_sentence(text):
    try:
        length = parse_length(text)
    except LengthError as error:
        assert str(error)  # noqa: PT017  either outcome is right, nothing else is
    else:
        assert length.value > 0


def test_a_mile_is_the_international_mile():
    assert Length(Decimal(1), "mi").metres == 1609.344


@pytest.mark.parametrize("km", [0.0, -1.0, float("inf"), float("-inf"), float("nan")])
def test_a_number_that_is_no_length_is_refused(km):
    with pytest.raises(LengthError, match="greater than zero"):
        from_km(km)
