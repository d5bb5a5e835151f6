"""Ranges as scenarios use them."""

from rangemap import PointOrigin, Scenario, compute
from rangemap.analysis.ranges import numbers_of
from rangemap.scenario.scenario import parse_range


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
