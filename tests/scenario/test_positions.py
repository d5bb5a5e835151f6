import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangemap.errors import OriginError
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.origin_text import parse_origin, parse_point
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.positions import (
    is_like_a_position,
    positions,
    read_coordinate,
    read_position,
)
from rangemap.wording.quantities import position_text

SUMY = (50.9077, 34.7981)


@pytest.mark.parametrize(
    "text",
    [
        "50.9077,34.7981",
        " 50.9077 , 34.7981 ",
        "50.9077 34.7981",
        "50.9077\t34.7981",
        "50.9077; 34.7981",
        "+50.9077, +34.7981",
        "50.90770, 034.7981",
        "5.09077E+01,3.47981e1",
        "50.9077°, 34.7981°",
        "50.9077° N, 34.7981° E",
        "50.9077º N 34.7981º E",
        "50.9077N,34.7981E",
        "50.9077N34.7981E",
        "N50.9077 E34.7981",
        "N 50.9077, E 34.7981",
        "34.7981 E, 50.9077 N",
        "50.9077 north, 34.7981 east",
        "(50.9077, 34.7981)",
        "50,9077; 34,7981",
        "50,9077 34,7981",
        "50,9077, 34,7981",
        "50,9077° N, 34,7981° E",
        "50,9077° пн. ш., 34,7981° сх. д.",
        "50,9077 пн.ш. 34,7981 сх.д.",
        "50,9077° с. ш., 34,7981° в. д.",
        "пн 50,9077 сх 34,7981",
        "50,9077 північної широти, 34,7981 східної довготи",
        "lat: 50.9077, lon: 34.7981",
        "Широта 50,9077; довгота 34,7981",
        "долгота 34,7981; широта 50,9077",
        "geo:50.9077,34.7981",
        "geo:50.9077,34.7981,120;crs=wgs84;u=35?z=11",
        "geo:0,0?q=50.9077,34.7981",
        "\u200e50.9077, 34.7981\u200e",
    ],
)
def test_decimal_degrees_in_every_usual_spelling(text):
    read = read_position(text)
    assert (read.lat, read.lon, read.name) == (*SUMY, "")
    assert is_like_a_position(text)


DMS = (Fraction(50) + Fraction(54, 60) + Fraction("27.7") / 3600, Fraction(34) + Fraction(4, 5))


@pytest.mark.parametrize(
    "text",
    [
        "50°54'27.7\"N 34°48'0\"E",
        "50° 54′ 27.7″ N, 34° 48′ 0″ E",
        "N 50° 54’ 27.7” E 34° 48’ 0”",
        "50°54'27.7''N34°48'00''E",
        "50° 54' 27,7\" пн. ш., 34° 48' 0,0\" сх. д.",
        "50 54 27.7, 34 48 0",
        "50 54 27.7 N 34 48 00 E",
        "50:54:27.7, 34:48:00",
        "50° 54' 27.7\", 34.8°",
        "50 deg 54 min 27.7 sec N, 34 deg 48 min 0 sec E",
        "34°48'E 50°54'27.7\"N",
        "50d54m27.7s N, 34d48m0s E",
        "50d 54m 27,7s, 34d 48m 0s",
        "50d54'27.7\"N 34d48'0\"E",
        "50-54-27.7N 034-48-00E",
        "N 50-54-27.7, E 034-48-00",
    ],
)
def test_degrees_minutes_seconds(text):
    read = read_position(text)
    assert (read.lat, read.lon) == tuple(map(float, DMS))


def test_degrees_and_decimal_minutes():
    expected = (50 + Fraction("27.5") / 60, 30 + Fraction("31.4") / 60)
    for text in (
        "N 50° 27.5' E 30° 31.4'",
        "50°27.5'N 30°31.4'E",
        "50° 27,5', 30° 31,4'",
        "50 27.5 N, 30 31.4 E",
        "50d27.5m N, 30d31.4m E",
        "50-27.5N 030-31.4E",
    ):
        read = read_position(text)
        assert (read.lat, read.lon) == tuple(map(float, expected))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("51.5 S, 34.7 W", (-51.5, -34.7)),
        ("S 51.5 W 34.7", (-51.5, -34.7)),
        ("51,5 пд. ш., 34,7 зх. д.", (-51.5, -34.7)),
        ("51,5 ю. ш., 34,7 з. д.", (-51.5, -34.7)),
        ("−51.5, −34.7", (-51.5, -34.7)),
        ("–51.5,-34.7", (-51.5, -34.7)),
        ("0°30'S 0°30'W", (-0.5, -0.5)),
        ("0-30S 000-30W", (-0.5, -0.5)),
        ("0d30m0s S, 0d30m0s W", (-0.5, -0.5)),
        ("0 30 0s, 0 30 0w", (-0.5, -0.5)),
        ("-0°30', -0°30'", (-0.5, -0.5)),
        ("51,34", (51.0, 34.0)),
        ("51; 34,7", (51.0, 34.7)),
        ("51,5; 34", (51.5, 34.0)),
        ("51.5, 34.7", (51.5, 34.7)),
    ],
)
def test_hemispheres_and_commas(text, expected):
    read = read_position(text)
    assert (read.lat, read.lon, read.name) == (*expected, "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("51.0,34.7,Sumy", "Sumy"),
        ("51.0, 34.7, Sumy, the town", "Sumy, the town"),
        ("51.0;34.7;Sumy", "Sumy"),
        ("51.0\t34.7\tSumy", "Sumy"),
        ("51.0,34.7,7", "7"),
        ("51.0,34.7,7,Sumy", "7,Sumy"),
        ("51.0,34.7,N", "N"),
        ("51.0° N, 34.7° E, Sumy", "Sumy"),
        ("(51.0, 34.7), Sumy", "Sumy"),
        ("51,0; 34,7; Суми", "Суми"),
        ("51,0° пн. ш., 34,7° сх. д., Суми", "Суми"),
        ("geo:0,0?q=51.0,34.7(Sumy)", "Sumy"),
    ],
)
def test_a_name_follows(text, name):
    assert parse_point(text) == PointOrigin(51.0, 34.7, name)


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("51,5,34,7,Sumy", "51.5,34.7 (Sumy)", "51.0,5.0 (34,7,Sumy)"),
        ("51.0,34,7,Sumy", "51.0,34.7 (Sumy)", "51.0,34.0 (7,Sumy)"),
        ("51,5,34,7", "51.5,34.7", "51.0,5.0 (34,7)"),
        ("51,5, 34,7", "51.5,34.7", "51.0,5.0 (34,7)"),
        ("51,34,7", "51.34,7.0", "51.0,34.0 (7)"),
        ("-51,5,-34,7", "-51.5,-34.7", "-51.0,5.0 (-34,7)"),
        ("1,50.9077,34.7981", "50.9077,34.7981", "1.0,50.9077 (34.7981)"),
        ("1 50.9077, 34.7981", "50.9077,34.7981", "1.0,50.9077 (34.7981)"),
        ("50 30, 30 45", "50.5,30.75", "50.0,30.0 (30 45)"),
    ],
)
def test_where_two_places_could_be_meant_both_are_named(text, one, other):
    with pytest.raises(OriginError, match="two ways") as refusal:
        parse_point(text)
    assert one in str(refusal.value)
    assert other in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("5645000,767000", "latitude 5645000 is outside -90..90; are these metres"),
        ("509077,347981", "latitude 509077 is outside -90..90; was a decimal point lost"),
        ("5090,3479", "was a decimal point lost"),
        ("6620000,3873000", "are these metres, or was a decimal point lost"),
        ("134.8,51.0", "are latitude and longitude swapped"),
        ("51,190", "longitude 190 is outside -180..180; .*subtract 360"),
        ("91,181", "latitude 91 is outside -90..90$"),
        ("1e999,3", "must be numbers"),
        ("50.9 N, 34.8 N", "longitude '34.8 N' is not a number"),
        ("50.9 E, 34.8 N", "latitude '50.9 E' is not a number|latitude 50.9"),
        ("-50.9 S, 34.8", "latitude '-50.9 S' is not a number"),
        ("50°61', 34°", "has 60 or more minutes or seconds"),
        ("https://example.org/@50.9,34.8", "is an address; copy the position"),
        ("geo:0,0?q=Sumy", "not a (point|number)"),
        ("geo:1,1;crs=moon", "the coordinate system moon, which is not read"),
        ("51.0 34.7 Sumy", "is not a point"),
        ("50,9; 34,7 Sumy", "longitude .34,7 Sumy. is not a number"),
        ("50,9, 34,7 Sumy", "is not a point"),
        ("5 1.0,34.7", "is not a (point|number)"),
        ("51 .0,34.7", "is not a (point|number)"),
        ("1. 50.9, 34.8", "is not a (point|number)"),
        ("nan,1", "latitude 'nan' is not a number"),
        ("٣,1", "latitude '٣' is not a number"),
        ("5_0,1", "latitude '5_0' is not a number"),
        ("0x10,1", "latitude '0x10' is not a number"),
        ("1" * 100_000 + ",1", "must be numbers"),
    ],
)
def test_numbers_that_are_no_place_say_what_they_probably_are(text, hint):
    if text == "50.9 E, 34.8 N":  # longitude first, as its letters say
        assert parse_point(text) == PointOrigin(34.8, 50.9)
        return
    with pytest.raises(OriginError, match=hint) as refusal:
        parse_point(text)
    assert len(str(refusal.value)) < 200


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180))
@settings(max_examples=300, deadline=None)
def test_what_is_printed_as_a_position_is_read_back_to_the_printed_digits(lat, lon):
    for language in LANGUAGES:
        read = read_position(position_text(lat, lon, language))
        assert read == read_position(f"{lat:.3f},{lon:.3f}")
        assert (read.lat, read.lon) == (float(f"{lat:.3f}") + 0.0, float(f"{lon:.3f}") + 0.0)
    label = PointOrigin(lat, lon).label
    assert label == position_text(lat, lon)
    read = read_position(label)
    assert (read.lat, read.lon) == (float(f"{lat:.3f}") + 0.0, float(f"{lon:.3f}") + 0.0)


@given(
    seconds=st.tuples(st.integers(0, 323_999), st.integers(0, 647_999)),
    south=st.booleans(),
    west=st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_degrees_minutes_seconds_of_any_place(seconds, south, west):
    lat, lon = seconds
    text = (
        f"{lat // 3600}°{lat // 60 % 60}'{lat % 60}\"{'S' if south else 'N'} "
        f"{lon // 3600}°{lon // 60 % 60}'{lon % 60}\"{'W' if west else 'E'}"
    )
    read = read_position(text)
    assert read.lat == pytest.approx(lat / 3600 * (-1 if south else 1), abs=1e-12)
    assert read.lon == pytest.approx(lon / 3600 * (-1 if west else 1), abs=1e-12)


def test_one_coordinate_alone():
    assert read_coordinate("50,9077", "latitude") == 50.9077
    assert read_coordinate("34° 30' W", "longitude") == -34.5
    assert read_coordinate("+.5", "latitude") == 0.5
    assert math.copysign(1, read_coordinate("0° S", "latitude")) == 1
    for text, what in (
        ("34 E", "latitude"),
        ("50 N", "longitude"),
        ("50,9,1", "latitude"),
        ("5 0.3", "latitude"),
    ):
        with pytest.raises(OriginError, match=f"{what} '.*' is not a number"):
            read_coordinate(text, what)


def test_a_towns_name_is_no_position():
    for text in ("Sumy", "Е́нергодар", "Nova Kakhovka", "Слов'янськ", "Earth", "N"):
        assert not is_like_a_position(text)
        assert positions(text) == []


def test_a_link_written_by_hand_is_read_as_carefully_as_a_typed_point():
    assert parse_origin("point:51.0,34.0,7,Sumy") == PointOrigin(51.0, 34.0, "7,Sumy")
    assert parse_origin("point:51,34.7,Sumy") == PointOrigin(51.0, 34.7, "Sumy")
    with pytest.raises(OriginError, match="two ways"):
        parse_origin("point:51,5,34,7,Sumy")


def test_a_position_south_and_west_is_printed_so():
    assert PointOrigin(-33.9, -70.5).label == "33.900° S, 70.500° W"
    assert PointOrigin(0.0, 0.0).label == "0.000° N, 0.000° E"


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("36U VB 12345 67890", "MGRS"),
        ("36uvb1234567890", "MGRS"),
        ("36 U 345678 5641234", "UTM"),
        ("36N, 345678 m, 5641234 m", "UTM"),
        ("9G25WQ5X+5P", "Plus Code"),
        ("WQ5X+5P Суми", "Plus Code"),
        ("///filled.count.soap", "what3words"),
        ("SRID=4326;POINT(34.798 50.908)", "WKT"),
        ("[34.798, 50.908]", "JSON"),
        ('{"lng": 34.798, "lat": 50.908}', "JSON"),
    ],
)
def test_other_notations_are_refused_by_name(text, notation):
    with pytest.raises(OriginError, match=f"is written as {notation}, which is not read"):
        read_position(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("50°60′N 30°30′E", "has 60 or more minutes or seconds"),
        ("50°60′ N, 30°30′ E", "has 60 or more minutes or seconds"),
        ("50°30′60″N 30°E", "has 60 or more minutes or seconds"),
        ("5027.5N 03030.2E", "degrees and minutes together; part them, as in 50 27.5 N"),
        ("5027.5 N, 03030.2 E", "degrees and minutes together; part them, as in 50 27.5 N"),
        ("geo:50,30;crs=EPSG:3857", "the coordinate system EPSG:3857, which is not read"),
        ("geo:50,30;u=5;crs=Moon-2011", "the coordinate system Moon-2011, which is not read"),
    ],
)
def test_what_is_nearly_a_position_is_told_what_is_wrong(text, said):
    with pytest.raises(OriginError, match=said):
        read_position(text)


@pytest.mark.parametrize("text", ["Sumy 75'", "98 min", '51.0, 34.7 "90"'])
def test_numbers_with_a_mark_alone_are_no_minutes_of_a_position(text):
    with pytest.raises(OriginError, match=r"is not a (point|number)"):
        read_position(text)


def test_a_cell_of_a_list_is_told_so_too():
    with pytest.raises(OriginError, match="has 60 or more minutes or seconds"):
        read_coordinate("50°60′ N", "latitude")


@pytest.mark.parametrize(
    "text",
    [
        "50.908,34.798;51,35",
        "50.908, 34.798; 51.5, 36.2",
        "51.0,34.7,N50 E34, there",
        "51,34.7,Суми; 51,35",
    ],
)
def test_a_second_position_is_no_name(text):
    with pytest.raises(OriginError, match="holds more than one position"):
        read_position(text)


@pytest.mark.parametrize(
    "text",
    [
        "50°54´28.8´´N 34°47´52.8´´E",
        "50°54`28.8``N, 34°47`52.8``E",
        "50 град. 54 хв. 28,8 сек. пн. ш., 34 град. 47 хв. 52,8 сек. сх. д.",
        "50 гр 54 мин 28,8 сек с. ш., 34 гр 47 мин 52,8 сек в. д.",
    ],
)
def test_marks_of_minutes_as_keyboards_have_them(text):
    read = read_position(text)
    assert (read.lat, read.lon) == (50.908, 34.798)
