from dataclasses import replace

import pytest
import shapely

from rangemap import geodesy
from rangemap.errors import RangemapError
from rangemap.page import links
from rangemap.scenario.origins import BorderOrigin, PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import parse_length

EVIL = "{{7*7}}<script>alert(1)</script>\"'`${x}\\&=#%+;,:|"

SCENARIOS = [
    Scenario((PointOrigin(51.0, 34.7, "Sumy"),)),
    Scenario((PointOrigin(51.0, 34.7, EVIL), PointOrigin(50.0, 36.0)), title=EVIL),
    Scenario((BorderOrigin("RU", 300.0, 500.0, parse_length("20 km"), "north, east"),)),
    Scenario(
        (BorderOrigin(),),
        weapons=("atacms", CustomRange(EVIL, parse_length("300 km"), parse_length("70 km"))),
        permission=Permission(only=("RU-KRS", "RU-BEL")),
        language="uk",
    ),
    Scenario((PointOrigin(-0.5, -179.9),), country="UA"),
]


@pytest.mark.parametrize(
    ("scenario", "before"),
    [*((each, None) for each in SCENARIOS), *((each, SCENARIOS[0]) for each in SCENARIOS[:-1])],
)
def test_a_link_gives_the_scenario_back(scenario, before):
    assert links.read(links.pairs(scenario, before)) == (scenario, before)


@pytest.mark.parametrize(
    "asked",
    [
        {"origin": ["point:134,34.7,"]},
        {"origin": ["point:nan,34.7,"]},
        {"origin": ["point:51.0,34.7,"], "weapon": ["excalibur"]},
        {"origin": ["border:RU,99999,,"]},
        {"origin": ["border:XX,,,"]},
        {"origin": ["point:51.0,34.7,"], "only": ["RU-XXX"]},
        {"origin": ["point:51.0,34.7,"], "range": ["x=30000 km"]},
        {"origin": ["point:51.0,34.7,"], "evil": ["1"]},
        {"origin": ["point:51.0,34.7," + "x" * 300]},
        {"origin": ["wkt:POLYGON((0 0,1 1"]},
        {"origin": []},
        {"weapon": ["himars"]},
        {"origin": ["point:51.0,34.7,"] * 501},
        {"origin": ["point:51.0,34.7,"], "before": ["origin=point:999,0,"]},
        {"origin": ["point:51.0,34.7,"], "before": ["a=b", "c=d"]},
        {"origin": ["point:51.0,34.7,"], "before": ["origin=point%3A51.0%2C34.7%2C&country=UA"]},
    ],
)
def test_a_broken_or_hostile_link_is_refused_with_a_sentence(asked):
    with pytest.raises(RangemapError) as refusal:
        links.read(asked)
    assert 10 < len(str(refusal.value)) < 400


def test_reading_a_link_measures_nothing(monkeypatch):
    def measuring(*_):
        raise AssertionError

    for name in ("buffer", "buffers", "nearest_m", "areas_m2"):
        monkeypatch.setattr(geodesy, name, measuring)
    asked = [f"border:RU,,{km} km," for km in (20, 30, 4000)] + ["border:RU,100:300,7 km,"]
    scenario, _ = links.read({"origin": asked})
    assert len(scenario.origins) == 4


def test_a_scenario_of_many_points_is_no_link():
    few = Scenario(tuple(PointOrigin(50 + n / 1000, 34.0) for n in range(20)))
    many = Scenario(tuple(PointOrigin(50 + n / 1000, 34.0) for n in range(400)))
    assert links.is_short(links.pairs(few))
    assert not links.is_short(links.pairs(many))


def test_what_tells_scenarios_apart_is_a_link_or_as_short_as_one():
    small = Scenario((PointOrigin(50, 34.0),))
    assert links.identity(small) == small.to_query()
    line = [(30 + n / 1000, 50 + n / 1000) for n in range(1_000)]
    large, other = (
        Scenario((ShapeOrigin(shapely.LineString(each), "x"),)) for each in (line, line[::-1])
    )
    assert links.is_large(large)
    assert not links.is_short(links.pairs(large))
    assert len(links.identity(large)) < 300
    assert links.identity(large) == links.identity(Scenario(large.origins))
    texts = [large, other, replace(large, weapons=("himars",)), replace(large, title="t")]
    assert len({links.identity(each) for each in texts}) == 4


def test_what_is_taken_for_large_fits_no_link():
    least = next(
        scenario
        for count in range(2, 2_000)
        if links.is_large(
            scenario := Scenario((ShapeOrigin(shapely.MultiPoint([(1, 2)] * count)),))
        )
    )
    assert not links.is_short(links.pairs(least))


@pytest.mark.parametrize(
    "added", ["fbclid", "utm_source", "utm_medium", "gclid", "igshid", "mc_cid", "_gl", "ref", "si"]
)
def test_what_others_add_to_a_link_is_left_out_in_silence(added):
    scenario = SCENARIOS[0]
    parts, meant = links.own(links.pairs(scenario) | {added: ["abc"]})
    assert (links.read(parts), meant) == ((scenario, None), [])


@pytest.mark.parametrize("slip", ["language", "excpt", "weapons", "Origin", "ranges"])
def test_a_part_that_may_have_been_meant_is_left_out_and_told(slip):
    parts, meant = links.own(links.pairs(SCENARIOS[0]) | {slip: ["x"]})
    assert (parts, meant) == (links.pairs(SCENARIOS[0]), [slip])
