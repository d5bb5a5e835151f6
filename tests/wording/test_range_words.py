"""Ranges in words: names where they have one, else lengths as the language writes them."""

import re

import pytest

from rangemap import PointOrigin, Scenario, compare, compute
from rangemap.export.comparison import COMPARISON
from rangemap.figures.options import FigureOptions
from rangemap.scenario.scenario import parse_range
from rangemap.wording.comparison import sentence
from rangemap.wording.figure import subtitle_text
from rangemap.wording.provenance import provenance, source_line
from rangemap.wording.ranges import range_name

SUMY = PointOrigin(50.9, 34.8, "Суми")
TEXTS = ("60km", "70km..300km", "Довша=300 km")


def reach_of(*texts, language="uk"):
    return compute(Scenario((SUMY,), tuple(map(parse_range, texts)), language=language))


def test_lengths_stand_for_a_name_in_the_language():
    for language, names in (
        ("en", ["60 km", "70 to 300 km", "Довша"]),
        ("uk", ["60 км", "від 70 до 300 км", "Довша"]),
        ("ru", ["60 км", "от 70 до 300 км", "Довша"]),
    ):
        found = [range_name(each, language) for each in reach_of(*TEXTS).ranges]
        assert [each.replace("\N{NO-BREAK SPACE}", " ") for each in found] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("40 mi..51 mi", ["40 to 51 mi", "від 40 до 51 милі", "от 40 до 51 мили"]),
        ("0.3 km..0.4 km", ["0.3 to 0.4 km", "від 0,3 до 0,4 км", "от 0,3 до 0,4 км"]),
        ("500 m..2.5 km", ["500 m to 2.5 km", "від 500 м до 2,5 км", "от 500 м до 2,5 км"]),
        (
            "1 mi..3 nmi",
            ["1 mi to 3 nmi", "від 1 милі до 3 морських миль", "от 1 мили до 3 морских миль"],
        ),
    ],
)
def test_lengths_stand_as_they_were_written_in_their_unit(text, names):
    (given,) = reach_of(text).ranges
    for language, name in zip(("en", "uk", "ru"), names, strict=True):
        found = range_name(given, language).replace("\N{NO-BREAK SPACE}", " ")
        assert found == name


def test_a_source_line_tells_each_range_once_with_its_minimum():
    line = source_line(reach_of(*TEXTS)).replace("\N{NO-BREAK SPACE}", " ")
    assert (
        "60 км, від 70 до 300 км, Довша 300 км: дальності припущено тут, вони не опубліковані"
        in line
    )
    alone = source_line(reach_of("60km")).replace("\N{NO-BREAK SPACE}", " ")
    assert "60 км: дальність припущено тут, вона не опублікована" in alone
    named = source_line(reach_of("Довша=70km..300km")).replace("\N{NO-BREAK SPACE}", " ")
    assert "Довша від 70 до 300 км: дальність припущено тут" in named
    told = [each["for"] for each in provenance(reach_of(*TEXTS))["sources"]][:3]
    assert told == ["60 km", "70 km..300 km", "Довша 300 km"]


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_no_latin_unit_is_in_a_comparison_of_ranges_without_names(language):
    before, after = (reach_of(each, language=language) for each in ("60km", "300 km"))
    found = compare(before, after)
    picture = COMPARISON.picture(found, FigureOptions())
    for text in (sentence(found), picture.title, picture.caption, picture.alternative):
        assert not re.search(r"\bkm\b", text), text


def test_one_range_is_assumed_and_several_are():
    assert subtitle_text(reach_of("60km", language="en")).endswith(
        "a range assumed here, not a published one."
    )
    both = subtitle_text(reach_of("60km", "90km", language="en"))
    assert both.endswith("and ranges assumed here, not published ones.")
