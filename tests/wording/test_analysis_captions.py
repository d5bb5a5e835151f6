"""Captions of analyses read in every language: nothing reached, nothing permitted, limits kept."""

import geopandas as gpd
import pytest
import shapely

from rangemap.analysis.comparison import compare, shortest_and_longest
from rangemap.analysis.depth import depth
from rangemap.analysis.disputes import disputes
from rangemap.analysis.reach import compute
from rangemap.export.comparison import COMPARISON
from rangemap.export.disputes import DISPUTES
from rangemap.figures.comparison import subject as comparison_subject
from rangemap.figures.depth import subject as depth_subject
from rangemap.figures.disputes import subject as dispute_subject
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Permission, Scenario
from rangemap.wording.reach import caption, headline

NEAR = gpd.GeoDataFrame(
    {"region": ["N"], "name": ["Near"]}, geometry=[shapely.box(34, 51, 35, 52)], crs="EPSG:4326"
)
SUMY, LVIV = PointOrigin(51.0, 34.7, "S"), PointOrigin(49.8, 24.0, "L")


@pytest.mark.parametrize(
    ("language", "title", "disputed"),
    [
        (
            "en",
            "From L, HIMARS reaches into no Russian region",
            "HIMARS reaches no Russian region, even at the greatest of the published figures, ",
        ),
        (
            "uk",
            "L: HIMARS не дістає до жодного регіону Росії",
            "L: HIMARS не дістає до жодного регіону Росії за жодного з опублікованих значень: ",
        ),
        (
            "ru",
            "L: HIMARS не достигает ни одного региона России",
            "не достигает ни одного региона России ни при одном из опубликованных значений: ",
        ),
    ],
)
def test_nothing_reached_is_said_once_in_each_language(language, title, disputed):
    scenario = Scenario((LVIV,), weapons=("himars",), language=language)
    assert headline(compute(scenario)) == title
    assert disputed in DISPUTES.sentence(disputes(scenario))


@pytest.mark.parametrize(
    ("language", "limited", "same"),
    [
        (
            "en",
            "permits nothing and withholds about 7,600 km² in two regions.",
            "ATACMS reaches no more than HIMARS, counting permitted regions only.",
        ),
        (
            "uk",
            "дозволено 0 км², не дозволено близько 7600 км² у двох регіонах.",
            "ATACMS охоплює не більше, ніж HIMARS, якщо рахувати лише дозволені регіони.",
        ),
        (
            "ru",
            "разрешено 0 км², не разрешено около 7600 км² в двух регионах.",
            "ATACMS охватывает не больше, чем HIMARS, если считать только разрешённые регионы.",
        ),
    ],
)
def test_a_limit_is_named_wherever_it_decides(language, limited, same):
    permission = Permission(only=("RU-SA",))
    reach = compute(Scenario((SUMY,), permission=permission, language=language))
    assert limited in caption(reach).replace("\u00a0", " ")
    assert same in COMPARISON.sentence(shortest_and_longest(reach)).replace("\u00a0", " ")
    free = compute(Scenario((SUMY,), language=language))
    assert same.partition(", ")[2] not in COMPARISON.sentence(shortest_and_longest(free))


def test_what_has_not_changed_is_compared_with_before_and_limits_with_limits():
    free = compute(Scenario((SUMY,), weapons=("himars",)))
    assert COMPARISON.sentence(compare(free, free)) == "From S, HIMARS reaches no more than before."
    limited = compute(
        Scenario((SUMY,), weapons=("himars",), permission=Permission(only=("RU-KRS",)))
    )
    assert COMPARISON.sentence(compare(free, limited)) == (
        "From S, HIMARS reaches about 1,200 km² less than as permitted before; "
        "one Russian region is now out of reach: Belgorod Oblast."
    )
    wider = compute(
        Scenario((SUMY,), weapons=("atacms",), permission=Permission(except_=("RU-KRS",)))
    )
    assert "than HIMARS, counting permitted regions only, and" in COMPARISON.sentence(
        compare(free, wider)
    )


def test_a_figure_says_of_withheld_regions_what_it_shows():
    """Only the map of a reach hatches them; in a comparison hatching means newly reached."""
    limit = Permission(except_=("RU-KRS",))
    scenario = Scenario((SUMY,), permission=limit)
    reach = compute(scenario)
    counted = "Withheld in this scenario, but counted here: Kursk Oblast."
    assert depth_subject(depth(reach)).subtitle.endswith(counted)
    assert dispute_subject(disputes(scenario)).subtitle.endswith(counted)
    change = comparison_subject(shortest_and_longest(reach)).subtitle
    assert change.endswith("Withheld in this scenario and left out: Kursk Oblast.")


def test_two_points_without_names_are_told_apart_and_both_have_their_positions():
    here, there = PointOrigin(52.3, 34.7), PointOrigin(52.6, 34.9)
    two = compare(compute(Scenario((there, SUMY))), compute(Scenario((here, SUMY))))
    shown = comparison_subject(two)
    assert shown.marks == {here: "here", there: "there"}
    assert "There, launch point: 52.600° N, 34.900° E." in shown.source
    said = COMPARISON.table(two)
    assert "\nLaunch point: 52.300° N, 34.700° E.\nThere, launch point: 52.600° N," in said
    same = comparison_subject(shortest_and_longest(compute(Scenario((here,)))))
    assert not same.marks
    assert "There" not in same.source


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "of the regions: one figure, rounded or converted, 290 to 306 km (180–190 mi)."),
        ("uk", "; одне значення, округлене чи перераховане: від 290 до 306 км (180–190 миль)."),
        ("ru", "; одно значение, округлённое или пересчитанное: от 290 до 306 км (180–190 миль)."),
    ],
)
def test_no_share_differs_most_where_none_differs(language, says):
    """A region of one's own may lie wholly within the least of the published figures."""
    found = disputes(Scenario((SUMY,), weapons=("atacms",), language=language), NEAR)
    assert DISPUTES.sentence(found).replace("\u00a0", " ").endswith(says)
