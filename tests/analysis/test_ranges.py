"""Ranges as scenarios use them."""

import pytest

from rangemap import PointOrigin, Scenario, compute
from rangemap.analysis.ranges import numbers_of, resolve_ranges
from rangemap.errors import ScenarioError
from rangemap.scenario.scenario import CustomRange, parse_range
from rangemap.scenario.units import parse_length
from rangemap.world.catalog import bundled_catalog

SUMY = PointOrigin(51.0, 34.7)


def test_a_weapon_keeps_its_colour_whatever_stands_beside_it():
    assert numbers_of(["himars", "atacms"]) == {"himars": 0, "atacms": 1}
    assert numbers_of(["atacms"]) == {"atacms": 1}
    assert numbers_of(["New", "atacms", "Newer"]) == {"New": 0, "atacms": 1, "Newer": 2}
    assert numbers_of(["glsdb", "himars"]) == {"glsdb": 1, "himars": 0}


def test_a_reach_knows_its_ranges_by_length_and_number():
    weapons = ("atacms", parse_range("1 km"), "himars", parse_range("4000 km"))
    reach = compute(Scenario((PointOrigin(51.0, 34.7),), weapons=weapons))
    assert [each.weapon for each in reach.by_range] == ["1 km", "himars", "atacms", "4000 km"]
    assert reach.widest.range_km == 4000
    assert reach.numbers == {"himars": 0, "atacms": 1, "1 km": 2, "4000 km": 3}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("60 km", "60 km"),
        ("60km", "60 km"),
        ("60.0 км", "60 km"),
        ("37mi", "37 mi"),
        ("70km..300km", "70 km..300 km"),
    ],
)
def test_a_range_without_a_name_is_told_by_its_lengths_however_they_were_typed(text, name):
    assert parse_range(text).name == name
    for given in (parse_range(text), parse_range(f"{text}={text}")):  # as links of old have it
        (found,) = resolve_ranges(Scenario((SUMY,), weapons=(given,)), bundled_catalog())
        assert found.own_name == ""
    read = Scenario.from_toml(Scenario((SUMY,), weapons=(parse_range(text),)).to_toml())
    assert read.weapons == (parse_range(text),)


def test_a_name_that_tells_another_length_is_a_name():
    for given in ("60 km=61 km", "60 mi=60 km", "70 km..300 km=80 km..300 km"):
        asked = Scenario((SUMY,), weapons=(parse_range(given),))
        (found,) = resolve_ranges(asked, bundled_catalog())
        assert found.own_name == given.partition("=")[0]


@pytest.mark.parametrize(
    ("name", "language", "label"),
    [
        ("HIMARS", "en", "HIMARS (own)"),
        ("himars", "uk", "himars (власна)"),
        ("«Нептун»", "ru", "«Нептун» (своя)"),
        ("New", "en", "New"),
    ],
)
def test_a_range_of_ones_own_is_told_apart_from_a_published_one_of_its_name(name, language, label):
    own = CustomRange(name, parse_length("300 km"))
    asked = Scenario((PointOrigin(51.0, 34.7),), weapons=("atacms", own), language=language)
    published, found = resolve_ranges(asked, bundled_catalog())
    assert (found.label, found.weapon, found.standing) == (label, label, "own")
    assert published.weapon == "atacms"


def test_two_names_that_would_be_told_apart_alike_are_refused():
    both = [CustomRange(name, parse_length("300 km")) for name in ("HIMARS", "HIMARS (own)")]
    asked = Scenario((PointOrigin(51.0, 34.7),), weapons=tuple(both))
    with pytest.raises(ScenarioError, match=r"'HIMARS \(own\)' is given twice"):
        resolve_ranges(asked, bundled_catalog())
