import pytest

from rangemap.analysis.reach import compute
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import parse_length
from rangemap.wording.quantities import area_text, distance_text, share_text
from rangemap.wording.reach import caption, headline

SUMY = PointOrigin(51.0, 34.7, "Sumy")


def reach(origin=SUMY, **asked):
    return compute(Scenario((origin,), **asked))


def test_a_sentence_says_origin_figure_area_regions_and_shares():
    assert caption(reach(weapons=("himars",))) == (
        "From Sumy, HIMARS at its published 50 mi (80 km) reaches about 7,600 km² of 2 Russian "
        "regions: "
        "21 % of Kursk Oblast and 4 % of Belgorod Oblast."
    )
    atacms = caption(reach(weapons=("atacms",)))
    assert "about 126,000 km² of 9 Russian regions: among them all of Kursk Oblast" in atacms


def test_a_range_of_ones_own_is_not_called_published():
    own = CustomRange("New", parse_length("75 mi"))
    assert "New at a range of 75 mi (121 km) reaches" in caption(reach(weapons=(own,)))


@pytest.mark.parametrize(
    ("language", "start"),
    [
        ("en", "From Sumy, a range of 50 km reaches about "),
        ("uk", "Дальність 50\u00a0км від точки Sumy охоплює близько "),
        ("ru", "Дальность 50\u00a0км от точки Sumy охватывает около "),
    ],
)
def test_a_range_without_a_name_is_told_once(language, start):
    own = CustomRange("50 km", parse_length("50 km"))
    assert caption(reach(weapons=(own,), language=language)).startswith(start)


def test_the_headline_does_not_say_that_regions_touched_lie_within():
    assert headline(reach()) == "ATACMS range from Sumy reaches into 9 Russian regions"
    assert headline(reach(weapons=("himars",), permission=Permission(only=("RU-KRS",)))) == (
        "HIMARS range from Sumy reaches into 1 permitted Russian region"
    )
    far = PointOrigin(0.0, 0.0, "Null Island")
    assert headline(reach(far)) == "ATACMS range from Null Island reaches into no Russian region"
    assert caption(reach(far)).count("reaches no Russian region") == 2


@pytest.mark.parametrize(
    ("area_km2", "text"),
    [
        (126_213.3, "126,000 km²"),
        (99_960, "100,000 km²"),
        (1_180.17, "1,180 km²"),
        (71.2, "71 km²"),
        (1.4, "1 km²"),
        (0.3, "under 1 km²"),
    ],
)
def test_areas_carry_three_digits_at_most_and_no_decimals(area_km2, text):
    assert area_text(area_km2) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (1.0, "all"),
        (0.9999999999, "all"),
        (0.998, "nearly all"),
        (0.983604, "98 %"),
        (0.211774, "21 %"),
        (0.0099, "under 1 %"),
        (0.001415, "under 1 %"),
    ],
)
def test_shares_are_whole_per_cents_and_never_rounded_to_all_or_nothing(share, text):
    assert share_text(share) == text


@pytest.mark.parametrize(
    ("distance_km", "text"), [(0.0, "0 km"), (0.4, "under 1 km"), (18.504, "19 km")]
)
def test_distances_are_whole_kilometres(distance_km, text):
    assert distance_text(distance_km) == text
