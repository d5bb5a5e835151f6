"""A bounded number of the cases of fuzzing.py, and properties of what is written and read back."""

import fuzzing
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangemap.errors import LengthError, RangemapError
from rangemap.scenario.origin_text import origin_text, parse_origin, parse_point
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import CustomRange, Scenario, parse_range, range_text
from rangemap.scenario.units import Length, parse_length

CASES = 20_000


@pytest.mark.parametrize("name", fuzzing.PARSERS)
def test_bent_input_is_answered_right_or_refused_in_a_sentence(name):
    shares = sum(share for _, _, share in fuzzing.PARSERS.values())
    tally, wrong = fuzzing.fuzz(name, CASES * fuzzing.PARSERS[name][2] // shares, seed=7)
    assert wrong == []
    assert tally["taken"] > 20
    assert tally["refused"] > 20


TEXT = st.text(max_size=60)
LAT, LON = st.floats(-90, 90), st.floats(-180, 180)


def made(kind, *values):
    """The value, or None where it is refused."""
    try:
        return kind(*values)
    except RangemapError:
        return None


@given(lat=LAT, lon=LON, name=TEXT)
@settings(max_examples=300, deadline=None)
def test_a_point_reads_back_from_a_link_and_a_file(lat, lon, name):
    origin = made(PointOrigin, lat, lon, name)
    if origin is None:
        return
    assert parse_origin(origin_text(origin)) == origin
    scenario = Scenario((origin,), title=origin.name)
    assert Scenario.from_query(scenario.to_query()) == scenario
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    typed = parse_point(f"{lat!r},{lon!r},{name}")
    assert (typed.lat, typed.lon, typed.name) == (lat, lon, name.strip())


@given(
    start=st.floats(0, 2000),
    length=st.none() | st.floats(0.001, 1000),
    setback=st.none() | st.integers(1, 300),
    name=TEXT,
)
@settings(max_examples=300, deadline=None)
def test_a_stretch_reads_back_from_a_link_and_a_file(start, length, setback, name):
    end = None if length is None else start + length
    away = None if setback is None else parse_length(f"{setback} km")
    origin = made(BorderOrigin, "RU", start, end, away, name)
    if origin is None:
        return
    assert parse_origin(origin_text(origin)) == origin
    assert Scenario.from_toml(Scenario((origin,)).to_toml()).origins == (origin,)


@given(
    number=st.decimals(min_value=0, max_value=10**6, allow_nan=False, allow_infinity=False),
    unit=st.sampled_from(["m", "km", "mi", "nmi"]),
    name=TEXT,
)
@settings(max_examples=300, deadline=None)
def test_a_length_and_a_range_read_back(number, unit, name):
    length = Length(number, unit)
    try:
        assert parse_length(str(length)) == length
    except LengthError:
        assert number == 0 or len(str(length)) > 40
        return
    custom = made(CustomRange, name, length)
    if custom is not None and "=" not in name:
        assert parse_range(range_text(custom)) == custom
