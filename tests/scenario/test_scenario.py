import math
import re

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from rangemap.errors import InputError, KindError, OriginError, ScenarioError
from rangemap.scenario.origin_text import parse_point, parse_stretch
from rangemap.scenario.origins import BorderOrigin, PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario, parse_range
from rangemap.scenario.units import Length, from_km, parse_length

names = st.text(
    st.characters(
        exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"],
        exclude_characters="".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))),
    ),
    max_size=30,
)
kilometres = st.decimals("0.2", "4999", places=2).map(lambda value: Length(value, "km"))
points = st.builds(
    PointOrigin,
    lat=st.floats(-90, 90, allow_nan=False),
    lon=st.floats(-180, 180, allow_nan=False),
    name=names,
)
stretches = st.tuples(st.floats(0, 700), st.floats(701, 1500))
borders = st.one_of(
    st.builds(BorderOrigin, neighbour=st.sampled_from(["RU", "BY"]), name=names),
    st.builds(
        lambda ends, setback, name: BorderOrigin("RU", *ends, setback, name),
        stretches,
        st.none() | kilometres,
        names,
    ),
    st.builds(BorderOrigin, start_km=st.floats(0, 1500), name=names),
)
shapes = st.builds(
    ShapeOrigin,
    st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=2, max_size=5, unique=True
    ).map(shapely.LineString),
    name=names | st.just("a};b"),
)
ranges = st.builds(
    CustomRange, name=names.filter(str.strip), length=kilometres, minimum=st.none()
) | st.just(CustomRange("a=b", parse_length("300 km"), parse_length("70 km")))
codes = st.lists(st.sampled_from(["RU-KRS", "RU-BEL", "UA-63"]), max_size=3, unique=True)
scenarios = st.builds(
    Scenario,
    origins=st.lists(points | borders | shapes, min_size=1, max_size=4).map(tuple),
    weapons=st.lists(
        st.sampled_from(["himars", "atacms"]) | ranges,
        min_size=1,
        max_size=4,
        unique_by=lambda each: each if isinstance(each, str) else each.name,
    ).map(tuple),
    permission=codes.map(lambda listed: Permission(only=tuple(listed)))
    | codes.map(lambda listed: Permission(except_=tuple(listed))),
    country=st.sampled_from(["RU", "UA", "all"]),
    language=st.sampled_from(["en", "uk", "ru"]),
    title=names,
)


@given(scenarios)
def test_a_scenario_file_reads_back_to_the_same_scenario(scenario):
    assert Scenario.from_toml(scenario.to_toml()) == scenario


@given(scenarios)
def test_a_link_reads_back_to_the_same_scenario(scenario):
    assert Scenario.from_query(scenario.to_query()) == scenario


@given(scenarios)
def test_equal_scenarios_hash_alike(scenario):
    assert hash(Scenario.from_toml(scenario.to_toml())) == hash(scenario)


@given(st.text(max_size=200))
def test_any_link_is_a_scenario_or_a_sentence(query):
    try:
        Scenario.from_query(query)
    except InputError as error:
        assert str(error)  # noqa: PT017  either outcome is right, nothing else is


@given(st.text(max_size=200))
def test_any_file_is_a_scenario_or_a_sentence(text):
    try:
        Scenario.from_toml(text)
    except InputError as error:
        assert str(error)  # noqa: PT017  either outcome is right, nothing else is


def test_latitude_comes_first():
    origin = parse_point("51.0, 34.7, Sumy, the town")
    assert (origin.lat, origin.lon, origin.name) == (51.0, 34.7, "Sumy, the town")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("134.8,51.0", "latitude 134.8 is outside -90..90; are latitude and longitude swapped"),
        ("51.0,190", "longitude 190 is outside"),
        ("51.0", "latitude,longitude"),
        ("north,east", "latitude 'north' is not a number"),
        ("51.0,nan", "longitude 'nan' is not a number"),
        ("inf,1", "latitude 'inf' is not a number"),
        ("", "latitude,longitude"),
        ("51,5,34,7", "two ways; write decimals with a point"),
        ("51,5, 34,7", "two ways"),
        ("51.5,34,7", "two ways"),
        ("51,34," + "1" * 1_000_000, "two ways"),
        ("51.0,34.7,a\x1b[31mb", "U\\+001B"),
        ("51.0,34.7,a\u202eb", "U\\+202E"),
        ("51.0,34.7," + "x" * 1_000_000, "1,000,000 characters"),
    ],
)
def test_a_bad_point_gets_one_sentence(text, hint):
    with pytest.raises(OriginError, match=hint) as raised:
        parse_point(text)
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("500:300", "lesser km first"),
        ("300:300", "lesser km first"),
        ("300:", "both ends"),
        ("a", "write km"),
        ("-1", "count from 0"),
    ],
)
def test_a_bad_stretch_gets_one_sentence(text, hint):
    with pytest.raises(OriginError, match=hint):
        parse_stretch(text)


def test_a_setback_of_nothing_is_none():
    assert parse_stretch("300", setback="0 km").setback is None
    with pytest.raises(OriginError, match="setback"):
        parse_stretch("300", setback="-2 km")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("75 mi", CustomRange("75 mi", parse_length("75 mi"))),
        ("New=75 mi", CustomRange("New", parse_length("75 mi"))),
        ("a=b=75 mi", CustomRange("a=b", parse_length("75 mi"))),
        ("New=70 km..300 km", CustomRange("New", parse_length("300 km"), parse_length("70 km"))),
    ],
)
def test_reads_a_range_of_ones_own(text, expected):
    assert parse_range(text) == expected


@pytest.mark.parametrize(
    ("make", "hint"),
    [
        (lambda: Scenario(origins=()), "no origin is given"),
        (lambda: Scenario((PointOrigin(51, 34),), weapons=()), "no range is given"),
        (lambda: Scenario((PointOrigin(51, 34),), weapons=("himars", "himars")), "given twice"),
        (lambda: Scenario((PointOrigin(51, 34),), country="FR"), "choose from RU, UA, all"),
        (lambda: Permission(only=("RU-KRS",), except_=("RU-BEL",)), "contradict"),
        (lambda: parse_range("30000 km"), "between 100 m and 5000 km"),
        (lambda: parse_range("10 m"), "between 100 m and 5000 km"),
        (lambda: parse_range("80 km..70 km"), "must be less"),
        (lambda: parse_range("20-70 km"), "'20-70 km' is not a length; a minimum and a range are"),
        (lambda: parse_range("Drone=5 km to 30 km"), "'5 km to 30 km' is not .* 20 km..70 km$"),
        (lambda: parse_range("20km–70km"), "a minimum and a range are written as 20 km..70 km"),
        (lambda: parse_range("від 5 до 30 км"), "a minimum and a range are written as"),
        (lambda: parse_range("about 30 km"), "write a number and a unit"),
        (lambda: PointOrigin(math.nan, 0), "must be numbers"),
        (lambda: ShapeOrigin(shapely.Point()), "empty"),
        (lambda: ShapeOrigin(shapely.LineString([(0, 0), (200, 0)])), "outside -180..180"),
        (lambda: Scenario.from_toml("origins = 5"), "must be a list"),
        (lambda: Scenario.from_toml("origin = []"), "did you mean origins"),
        (lambda: Scenario.from_toml("origins = [{lat = 51.0}]"), "lon must be a number"),
        (lambda: Scenario.from_toml("origins = [{lat = nan, lon = 0}]"), "must be numbers"),
        (lambda: Scenario.from_toml('origins = [{geojson = "POINT"}]'), "not a GeoJSON geometry"),
        (lambda: Scenario.from_query("origin=point:51,34&javascript=1"), "unknown part"),
        (lambda: Scenario.from_query("origin=geojson:{}&range=x"), "not a length"),
    ],
)
def test_a_scenario_that_contradicts_itself_is_refused(make, hint):
    with pytest.raises((ScenarioError, OriginError, InputError), match=hint):
        make()


def test_more_ranges_than_a_map_holds_are_refused():
    ranges = tuple(CustomRange(f"{km} km", from_km(km)) for km in range(10, 31))
    assert len(Scenario((PointOrigin(51, 34.7),), weapons=ranges[:20]).weapons) == 20
    with pytest.raises(ScenarioError, match="more than 20 ranges"):
        Scenario((PointOrigin(51, 34.7),), weapons=ranges)


def test_a_query_that_is_too_long_is_refused_unread():
    with pytest.raises(ScenarioError, match="too long"):
        Scenario.from_query("title=" + "x" * 5_000_001)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("LINESTRING (30 50, 31 51)", "a line"),
        ("MULTILINESTRING ((30 50, 31 51), (32 50, 33 51))", "lines"),
        ("POLYGON ((30 50, 31 50, 31 51, 30 50))", "an area"),
        ("MULTIPOLYGON (((30 50, 31 50, 31 51, 30 50)), ((40 50, 41 50, 41 51, 40 50)))", "areas"),
    ],
)
def test_a_shape_without_a_name_is_called_what_it_is(text, label):
    assert ShapeOrigin(shapely.from_wkt(text)).label == label
    assert ShapeOrigin(shapely.from_wkt(text), "The road").label == "The road"


def test_an_empty_list_of_the_only_permitted_regions_does_not_permit_all():
    given = "origins = [{ lat = 51.0, lon = 34.7 }]\n[permission]\nonly = []\n"
    with pytest.raises(ScenarioError, match="only is empty"):
        Scenario.from_toml(given)


@pytest.mark.parametrize(
    ("origins", "weapons", "words"),
    [
        (
            PointOrigin(51.0, 34.7),
            ("himars",),
            "write origins=(PointOrigin(51.0, 34.7),), not a PointOrigin",
        ),
        ([(51.0, 34.7)], ("himars",), "a tuple is none of the origins; write origins=(PointO"),
        ([PointOrigin(51.0, 34.7)], "himars", "write weapons=('himars',), not 'himars'"),
        ([PointOrigin(51.0, 34.7)], [80], "80 is none of the weapons; write weapons=('himars',)"),
    ],
)
def test_what_is_no_list_of_origins_or_weapons_is_told_of(origins, weapons, words):
    with pytest.raises(KindError, match=re.escape(words)):
        Scenario(origins, weapons)


def test_lists_make_the_scenario_that_tuples_make():
    origin = PointOrigin(51.0, 34.7)
    one = Scenario([origin], ["himars"])
    assert one == Scenario((origin,), ("himars",))
    assert hash(one) == hash(Scenario((origin,), ("himars",)))


@pytest.mark.parametrize("name", ["only", "except_"])
def test_a_code_alone_is_no_list_of_codes(name):
    with pytest.raises(KindError, match=rf"write {name}=\('RU-KRS',\), not 'RU-KRS'"):
        Permission(**{name: "RU-KRS"})


def test_a_list_of_codes_is_what_a_tuple_is():
    assert Permission(only=["RU-KRS"]) == Permission(only=("RU-KRS",))
    assert hash(Permission(only=["RU-KRS"])) == hash(Permission(only=("RU-KRS",)))


@pytest.mark.parametrize(
    "make",
    [
        lambda: BorderOrigin(setback="20 km"),
        lambda: CustomRange("New", "20 km"),
        lambda: CustomRange("New", parse_length("20 km"), 5),
    ],
)
def test_text_and_numbers_are_no_lengths(make):
    with pytest.raises(TypeError, match=re.escape("is a Length, as parse_length('20 km') gives")):
        make()


@pytest.mark.parametrize("shape", [None, "POINT (34 51)", (34.0, 51.0)])
def test_a_shape_is_a_geometry(shape):
    with pytest.raises(TypeError, match="expected a geometry of shapely's"):
        ShapeOrigin(shape)
