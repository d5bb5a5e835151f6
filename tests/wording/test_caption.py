import math
import re
from types import SimpleNamespace

import geopandas as gpd
import pytest
import shapely

from rangemap.analysis.reach import compute
from rangemap.scenario.origins import BorderOrigin, PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import parse_length
from rangemap.wording.figure import alt_text
from rangemap.wording.landmarks import point_text
from rangemap.wording.origins import origins_named, origins_text, start_text, whereabouts
from rangemap.wording.quantities import area_text, distance_text, share_text
from rangemap.wording.reach import caption, caption_line, headline, table
from rangemap.world import boundaries

SUMY = PointOrigin(51.0, 34.7, "Sumy")


def reach(origin=SUMY, **asked):
    return compute(Scenario((origin,), **asked))


def test_a_sentence_says_origin_figure_area_regions_and_shares():
    assert caption(reach(weapons=("himars",))) == (
        "From Sumy, HIMARS at its published range of 80 km (50 mi) reaches about 7,600 km² of two "
        "Russian regions: "
        "21 % of Kursk Oblast and 4 % of Belgorod Oblast."
    )
    atacms = caption(reach(weapons=("atacms",)))
    assert "about 126,000 km² of nine Russian regions, among them all of Kursk Oblast" in atacms


def test_a_range_of_ones_own_is_not_called_published():
    own = CustomRange("New", parse_length("75 mi"))
    assert "New at a range of 121 km (75 mi) reaches" in caption(reach(weapons=(own,)))


@pytest.mark.parametrize(
    ("language", "start"),
    [
        ("en", "From Sumy, a range of 50 km reaches about "),
        ("uk", "Sumy: зброя з дальністю 50\u00a0км охоплює близько "),
        ("ru", "Sumy: оружие с дальностью 50\u00a0км охватывает около "),
    ],
)
def test_a_range_without_a_name_is_told_once(language, start):
    own = CustomRange("50 km", parse_length("50 km"))
    assert caption(reach(weapons=(own,), language=language)).startswith(start)


def test_the_headline_does_not_say_that_regions_touched_lie_within():
    assert headline(reach()) == "From Sumy, ATACMS reaches into nine Russian regions"
    assert headline(reach(weapons=("himars",), permission=Permission(only=("RU-KRS",)))) == (
        "From Sumy, HIMARS reaches into one permitted Russian region"
    )
    far = PointOrigin(0.0, 0.0, "Null Island")
    assert headline(reach(far)) == "From Null Island, ATACMS reaches into no Russian region"
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
    ("distance_km", "text"),
    [(0.0, "0 km"), (0.4, "under 1 km"), (1.0, "1 km"), (1.4, "1 km"), (18.504, "19 km")],
)
def test_distances_are_whole_kilometres(distance_km, text):
    assert distance_text(distance_km) == text


RING = CustomRange("Ring", parse_length("300 km"), parse_length("70 km"))


@pytest.mark.parametrize(
    ("language", "between"),
    [
        ("en", "between 70 and 300 km"),
        ("uk", "від 70 до 300 км"),
        ("ru", "от 70 до 300 км"),
    ],
)
def test_a_minimum_range_is_in_every_sentence(language, between):
    found = reach(weapons=(RING,), language=language)
    for text in (caption(found), headline(found), caption_line(found)):
        assert between in text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("weapons", "caveat"),
    [
        (("himars",), "Maximum published range. Not a prediction."),
        (("flamingo",), "Range as claimed by officials or makers. Not a prediction."),
        ((RING,), "Range assumed here, not a published one. Not a prediction."),
        (("himars", RING), "Maximum ranges, not all of them published. Not a prediction."),
    ],
)
def test_published_stands_only_on_published_ranges(weapons, caveat):
    found = reach(weapons=weapons)
    line = caption_line(found)
    assert line.endswith(caveat)
    only_published = {each.standing for each in found.ranges} == {"published"}
    assert ("published" in line.replace("not a published one", "")) == (
        only_published or "himars" in weapons
    )


def test_a_caption_tells_every_range():
    line = caption_line(reach())
    assert "HIMARS at its published range of 80 km (50 mi) reaches about 7,600 km² of two" in line
    assert "; ATACMS at its published range of 306 km (190 mi) reaches about 126,000 km²" in line


def test_equal_shares_are_told_together_and_none_of_them_is_left_out():
    border = reach(BorderOrigin("RU"), weapons=("atacms",))
    whole = border.reached[border.reached["share"] >= 1 - 1e-9]["name"]
    assert len(whole) == 5
    names = [name.removesuffix(" Oblast") for name in whole]
    text = caption(border).partition("among them all of ")[2]
    assert text.endswith(" oblasts.")
    assert sorted(text.removesuffix(" oblasts.").replace(" and ", ", ").split(", ")) == sorted(
        names
    )


@pytest.mark.parametrize(
    ("origin", "told"),
    [
        (BorderOrigin("RU"), True),
        (BorderOrigin("RU", 0.0, 300.0), False),
        (BorderOrigin("RU", 300.0, 1500.0), True),
        (BorderOrigin("BY"), False),
        (SUMY, False),
    ],
)
def test_stretches_that_ukraine_does_not_control_are_told_once_wherever_they_count(origin, told):
    for language, words in (
        ("en", "does not control"),
        ("uk", "Україна не контролює"),
        ("ru", "Украина не контролирует"),
    ):
        found = reach(origin, weapons=("himars",), language=language)
        for text in (caption_line(found), table(found), alt_text(found)):
            assert text.count(words) == int(told)


@pytest.mark.parametrize(
    ("origin", "start"),
    [
        (PointOrigin(51.0, 34.7), "From a point 12 km north-west of Sumy, HIMARS"),
        (
            BorderOrigin("RU", 300.0, 500.0),
            "From Ukraine’s border with Russia, from opposite Rylsk to opposite Krasnaya Yaruga, ",
        ),
        (BorderOrigin("RU"), "From Ukraine’s border with Russia, HIMARS"),
        (PointOrigin(0.0, 0.0), "From 0.000° N, 0.000° E, HIMARS"),
    ],
)
def test_places_are_named_by_towns_and_numbers_stand_in_the_notes(origin, start):
    found = reach(origin, weapons=("himars",))
    assert headline(found).startswith(start)
    notes = " ".join(whereabouts(found))
    if isinstance(origin, PointOrigin):
        assert ("51.000° N, 34.700° E" in notes) == (origin.lat == 51.0)
    elif origin.start_km is not None:
        assert "Km 300 to 500 of the 1,524 km" in notes


@pytest.mark.parametrize("code", ["en", "uk", "ru"])
def test_an_abbreviation_that_ends_a_sentence_has_one_full_stop(code):
    scenario = Scenario((PointOrigin(51.0, 34.7),), language=code)
    (said,) = whereabouts(SimpleNamespace(scenario=scenario))
    assert said.endswith(".")
    assert not said.endswith("..")


def test_a_point_is_told_from_the_nearest_town_that_people_know():
    """Azimuth and distance by a plain sphere; Sumy is told though smaller places are nearer."""
    places = boundaries.places(language="en")
    sumy = places[places["name"] == "Sumy"].geometry.iloc[0]
    north, east = (51.0 - sumy.y) * 111.2, (34.7 - sumy.x) * 111.2 * math.cos(math.radians(51))
    assert math.hypot(north, east) == pytest.approx(12, abs=0.6)
    assert 292.5 <= math.degrees(math.atan2(east, north)) % 360 <= 337.5
    said = point_text(51.0, 34.7, "uk").replace("\u00a0", " ")
    assert said == "Суми (точка за 12 км на північний захід)"
    assert point_text(sumy.y, sumy.x, "ru") == "Сумы"
    assert not point_text(-70.0, 0.0, "en")


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_regions_of_ones_own_are_nobodys(language):
    """Neither Russian nor Ukrainian: whose they are is not known."""
    shapes = [shapely.box(lon, 51.1, lon + 0.1, 51.2) for lon in (34.9, 35.2)]
    squares = gpd.GeoDataFrame(
        {"region": ["A", "B"], "name": ["A", "B"]}, geometry=shapes, crs="EPSG:4326"
    )
    own = compute(Scenario((SUMY,), weapons=("himars",), language=language), squares)
    for text in (caption(own), headline(own)):
        for word in ("Russia", "Росі", "росі", "Росс", "росс", "Ukrain", "Украї", "Украи"):
            assert word not in text


def test_the_people_of_the_table_are_all_who_live_in_the_places_within_range():
    found = reach(weapons=("himars",))
    total = sum(each.population for each in found.places.itertuples())
    people = re.search(r"more, ([\d,]+) people", table(found))
    assert float(people[1].replace(",", "")) == pytest.approx(total, rel=0.01)


@pytest.mark.parametrize(
    ("text", "genitive", "nominative"),
    [
        ("LINESTRING (34 51, 35 51)", "лінії «Шлях»", "лінія «Шлях»"),
        ("MULTILINESTRING ((34 51, 35 51), (36 51, 37 51))", "лінії «Шлях»", "лінія «Шлях»"),
        ("POLYGON ((34 51, 35 51, 35 52, 34 51))", "ділянки «Шлях»", "ділянка «Шлях»"),
        ("MULTIPOINT (34 51, 35 51)", "точок «Шлях»", "точки «Шлях»"),
    ],
)
def test_a_shape_with_a_name_is_told_as_what_it_is(text, genitive, nominative):
    scenario = Scenario((ShapeOrigin(shapely.from_wkt(text), "Шлях"),), language="uk")
    measured = SimpleNamespace(scenario=scenario)
    assert origins_text(measured) == genitive
    assert origins_named(measured) == nominative


@pytest.mark.parametrize(
    ("count", "start"), [(3, "P0, P1 та P2: "), (4, "Від чотирьох точок пуску ")]
)
def test_up_to_three_launch_points_are_named_before_a_colon(count, start):
    points = tuple(PointOrigin(50 + n / 10, 35, f"P{n}") for n in range(count))
    scenario = Scenario(points, language="uk")
    assert start_text(SimpleNamespace(scenario=scenario)) == start
