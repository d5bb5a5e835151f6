"""The bundled data: every trap of the source mended, and what the readers make of them."""

import csv
import hashlib
import itertools
import math
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from shapely import LineString, MultiLineString, Point

from rangemap import geodesy
from rangemap.errors import BoundaryError, DataError
from rangemap.scenario.choices import NEIGHBOURS, WORLDVIEWS
from rangemap.world import boundaries

DATA = Path(__file__).parents[2] / "data" / "boundaries"
WGS84 = Geod(ellps="WGS84")

# official areas in km², as the statistical offices print them
OFFICIAL_KM2 = {
    "RU-BEL": 27_134,
    "RU-BRY": 34_857,
    "RU-CHU": 721_481,
    "RU-KLU": 29_777,
    "RU-KRS": 29_997,
    "RU-LIP": 24_047,
    "RU-MOS": 44_329,
    "RU-ORL": 24_652,
    "RU-ROS": 100_967,
    "RU-SMO": 49_779,
    "RU-TUL": 25_679,
    "RU-VGG": 112_877,
    "RU-VOR": 52_216,
    "UA-09": 26_684,
    "UA-14": 26_517,
    "UA-43": 26_081,
    "UA-53": 28_748,
    "UA-59": 23_834,
    "UA-63": 31_415,
    "UA-74": 31_865,
}


@pytest.fixture(scope="module")
def every():
    return boundaries.regions("all")


@pytest.fixture(scope="module")
def shapes(every):
    return every.set_index("region").geometry


# --- files


def test_files_are_the_ones_on_record():
    lines = (DATA / "SHA256SUMS").read_text("ascii").splitlines()
    listed = {file: digest for digest, _, file in (line.partition("  ") for line in lines)}
    water = {"lakes.fgb", "rivers.fgb"}
    layers = {"regions.fgb", "countries.fgb", "borders.fgb", "land.fgb"} | water
    assert set(listed) == layers | {"places.csv", "other_names.csv"}
    readme = (DATA / "README.md").read_text("utf-8")
    for file, digest in listed.items():
        content = (DATA / file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{file}`"))
        assert f"`{digest}`" in row
        assert f"| {len(content):,} |" in row


def test_files_are_small():
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 6_000_000


# --- regions


def test_regions_are_those_of_iso_3166_2(every):
    assert every["country"].value_counts().to_dict() == {"RU": 83, "UA": 27}
    assert (every["region"].str[:2] == every["country"]).all()
    assert every["region"].is_unique
    assert every["region"].is_monotonic_increasing
    assert every.crs == "EPSG:4326"
    assert list(every.columns) == ["region", "name", "country", "area_km2", "geometry"]
    assert len(boundaries.regions()) == 83
    assert len(boundaries.regions("UA")) == 27


def test_crimea_and_sevastopol_are_ukrainian(every):
    country = every.set_index("region")["country"]
    assert country["UA-43"] == "UA"
    assert country["UA-40"] == "UA"
    simferopol, sevastopol = Point(34.10, 44.95), Point(33.55, 44.59)
    assert boundaries.ukraine().contains(simferopol)
    assert boundaries.ukraine().contains(sevastopol)
    russia = boundaries.regions("RU").geometry
    assert not russia.intersects(simferopol).any()
    basemap = boundaries.countries().set_index("country").geometry
    assert basemap["UA"].contains(simferopol)
    assert not basemap["RU"].intersects(sevastopol)


def test_moscow_the_city_and_the_oblast_carry_their_own_codes(every, shapes):
    area = every.set_index("region")["area_km2"]
    assert area["RU-MOW"] < 3_000
    assert area["RU-MOS"] > 40_000
    red_square, kolomna = Point(37.62, 55.754), Point(38.77, 55.10)
    assert shapes["RU-MOW"].contains(red_square)
    assert shapes["RU-MOS"].contains(kolomna)
    names = every.set_index("region")["name"]
    assert names["RU-MOW"] == "Moscow"
    assert names["RU-MOS"] == "Moscow Oblast"


def test_the_nameless_islet_belongs_to_yamal(every, shapes):
    assert not every["region"].str.contains("X").any()
    assert shapes["RU-YAN"].contains(Point(67.25, 68.79))


def test_chukotka_is_whole_and_cut_at_180(shapes):
    chukotka = shapes["RU-CHU"]
    west, _, east, _ = chukotka.bounds
    assert (west, east) == (-180.0, 180.0)
    assert chukotka.is_valid
    moved = shapely.transform(
        chukotka, lambda p: np.column_stack([p[:, 0] + 360 * (p[:, 0] < 0), p[:, 1]])
    )
    joined = shapely.union_all(shapely.get_parts(moved))
    assert shapely.get_num_geometries(joined) < shapely.get_num_geometries(chukotka)
    mainland = max(shapely.get_parts(joined), key=lambda part: part.area)
    assert mainland.bounds[0] < 160
    assert mainland.bounds[2] > 190  # Cape Dezhnev


def test_only_chukotka_touches_the_antimeridian(shapes):
    at_180 = [code for code, (w, _, e, _) in shapes.bounds.iterrows() if w <= -179.9 or e >= 179.9]
    assert at_180 == ["RU-CHU"]


def test_regions_are_valid_and_right_handed(shapes):
    assert shapes.is_valid.all()
    for part in shapely.get_parts(shapes.array):
        assert part.exterior.is_ccw
        assert not any(ring.is_ccw for ring in part.interiors)


def test_neighbours_neither_overlap_nor_leave_gaps(shapes):
    polygons = shapes.array
    assert shapely.coverage_is_valid(polygons)
    assert shapely.coverage_is_valid(polygons, gap_width=1e-4)
    union = shapely.coverage_union_all(polygons)
    assert shapely.get_num_interior_rings(shapely.get_parts(union)).sum() == 0


def test_full_resolution_is_kept(shapes):
    vertices = {"RU-KRS": 805, "RU-BEL": 717, "RU-VOR": 863, "RU-ROS": 1_093}
    assert {code: shapely.get_num_coordinates(shapes[code]) for code in vertices} == vertices


@pytest.mark.parametrize(("code", "official"), OFFICIAL_KM2.items())
def test_areas_agree_with_official_ones_to_3_per_cent(every, code, official):
    area = every.set_index("region")["area_km2"][code]
    assert area == pytest.approx(official, rel=0.03)


@pytest.mark.parametrize("code", ["RU-BEL", "RU-ORL", "UA-40", "RU-IN"])
def test_areas_agree_with_geodesics_between_close_points(every, shapes, code):
    area = every.set_index("region")["area_km2"][code]
    dense = shapely.segmentize(shapes[code], 0.005)
    assert area == pytest.approx(WGS84.geometry_area_perimeter(dense)[0] / 1e6, rel=1e-6)


def test_regions_are_named_in_three_languages():
    by_language = {
        language: boundaries.regions("all", language=language).set_index("region")["name"]
        for language in ("en", "uk", "ru")
    }
    expected = {
        "RU-KRS": ("Kursk Oblast", "Курська область", "Курская область"),
        "RU-MAG": ("Magadan Oblast", "Магаданська область", "Магаданская область"),
        "RU-ZAB": ("Zabaykalsky Krai", "Забайкальський край", "Забайкальский край"),
        "RU-ALT": ("Altai Krai", "Алтайський край", "Алтайский край"),
        "RU-AL": ("Altai Republic", "Республіка Алтай", "Республика Алтай"),
        "RU-SPE": ("Saint Petersburg", "Санкт-Петербург", "Санкт-Петербург"),
        "RU-SA": (
            "Sakha Republic (Yakutia)",
            "Республіка Саха (Якутія)",
            "Республика Саха (Якутия)",
        ),
        "UA-12": ("Dnipropetrovsk Oblast", "Дніпропетровська область", "Днепропетровская область"),
        "UA-30": ("Kyiv", "Київ", "Киев"),
        "UA-32": ("Kyiv Oblast", "Київська область", "Киевская область"),
        "UA-40": ("Sevastopol", "Севастополь", "Севастополь"),
        "UA-43": (
            "Autonomous Republic of Crimea",
            "Автономна Республіка Крим",
            "Автономная Республика Крым",
        ),
        "UA-51": ("Odesa Oblast", "Одеська область", "Одесская область"),
    }
    found = {code: tuple(names[code] for names in by_language.values()) for code in expected}
    assert found == expected
    for names in by_language.values():
        assert (names.str.strip() != "").all()
        assert names.is_unique
    assert all(map(str.isascii, by_language["en"]))
    assert not by_language["uk"].str.contains("[ыэёъЫЭЁЪ]").any()
    assert not by_language["ru"].str.contains("[іїєґІЇЄҐ]").any()


def test_frames_are_the_callers_own():
    first = boundaries.regions("RU")
    first.loc[:, "name"] = "spoilt"
    first["geometry"] = Point(0, 0)
    places = boundaries.places()
    places.loc[:, "population"] = 0
    assert boundaries.regions("RU")["name"].iloc[0] == "Republic of Adygea"
    assert boundaries.regions("RU").geometry.iloc[0].area > 0
    assert boundaries.places()["population"].iloc[0] > 0


def test_unknown_country_and_language_are_refused():
    with pytest.raises(BoundaryError, match="'FR'; choose from RU, UA, all"):
        boundaries.regions("FR")
    with pytest.raises(BoundaryError, match="'de'; choose from en, uk, ru"):
        boundaries.regions(language="de")
    with pytest.raises(BoundaryError, match="'de'"):
        boundaries.countries(language="de")
    with pytest.raises(BoundaryError, match="'de'"):
        boundaries.places(language="de")


def test_region_codes_are_checked():
    assert boundaries.check_region_codes(["RU-KRS", "UA-63"]) == ("RU-KRS", "UA-63")
    assert boundaries.check_region_codes([]) == ()
    with pytest.raises(BoundaryError, match="'UA-63'"):
        boundaries.check_region_codes(["RU-KRS", "UA-63"], "RU")


@pytest.mark.parametrize("text", ["Kursk", "kursk oblast", "KRS", "ru-krs", "Курська", "RU_KRS"])
def test_a_region_meant_is_suggested_but_not_taken(text):
    with pytest.raises(BoundaryError, match=r"did you mean .*RU-KRS \(Kursk Oblast\)"):
        boundaries.check_region_codes([text])


def test_of_a_whole_name_that_region_alone_is_suggested():
    for text in ("Kursk Oblast", "Курська область", "Курская область", "kursk"):
        with pytest.raises(BoundaryError, match=r"did you mean RU-KRS \(Kursk Oblast\)\?$"):
            boundaries.check_region_codes([text])


@pytest.mark.parametrize("text", ["", "zzzz", "{{7*7}}"])
def test_a_code_like_no_other_gets_the_way_to_the_list(text):
    with pytest.raises(BoundaryError, match="rangemap regions"):
        boundaries.check_region_codes([text])


# --- countries


def test_countries_share_their_borders_with_the_regions(shapes):
    basemap = boundaries.countries().set_index("country").geometry
    assert shapely.coverage_is_valid(basemap.array)
    ukraine = {tuple(vertex) for vertex in shapely.get_coordinates(boundaries.ukraine().boundary)}
    assert {tuple(vertex) for vertex in shapely.get_coordinates(basemap["UA"])} == ukraine
    belarus = {tuple(vertex) for vertex in shapely.get_coordinates(basemap["BY"])}
    sumy = {tuple(vertex) for vertex in shapely.get_coordinates(shapes["UA-74"])}
    assert len(belarus & sumy) > 50  # Chernihiv Oblast's border with Belarus


def test_no_gap_between_russia_belarus_and_ukraine():
    basemap = boundaries.countries().set_index("country").geometry
    three = [basemap[code] for code in ("RU", "BY", "UA")]
    union = shapely.union_all(three)
    assert shapely.get_num_interior_rings(shapely.get_parts(union)).sum() == 0
    assert union.area == pytest.approx(sum(each.area for each in three), rel=1e-12)


def test_russia_on_the_basemap_is_its_regions_cut_to_the_window():
    basemap = boundaries.countries().set_index("country").geometry
    whole = shapely.coverage_union_all(boundaries.regions("RU").geometry.array)
    cut = shapely.clip_by_rect(whole, *basemap.total_bounds)
    assert basemap["RU"].symmetric_difference(cut).area == pytest.approx(0, abs=1e-9)


def test_countries_are_those_of_the_united_nations():
    names = boundaries.countries().set_index("country")["name"]
    assert {"UA", "RU", "BY", "PL", "RO", "TR", "KZ", "DE", "IT", "SE"} <= set(names.index)
    assert names.index.str.fullmatch("[A-Z]{2}").all()
    assert "XK" not in names.index
    cyprus = boundaries.countries().set_index("country").geometry["CY"]
    assert cyprus.contains(Point(33.36, 35.30))  # north of Nicosia
    assert boundaries.countries(language="uk").set_index("country")["name"]["PL"] == "Польща"


# --- the border


def test_border_with_russia_runs_from_belarus_to_the_sea_of_azov():
    border = boundaries.border()
    assert isinstance(border.line, LineString)
    assert len(border.line.coords) == 571
    assert border.line.is_simple
    assert border.length_km == pytest.approx(1_523.55, abs=0.01)
    assert border.line.coords[0] == pytest.approx((31.764345, 52.100568), abs=1e-6)
    assert border.line.coords[-1] == pytest.approx((38.216645, 47.103258), abs=1e-6)
    basemap = boundaries.countries().set_index("country").geometry
    for code in ("RU", "UA", "BY"):
        assert basemap[code].touches(border.point(0))
    assert not basemap["BY"].intersects(border.point(border.length_km))


def test_border_lies_on_the_regions_outlines(every, shapes):
    russia = shapely.coverage_union_all(shapes[every.set_index("region")["country"] == "RU"].array)
    line = boundaries.border().line
    assert boundaries.ukraine().boundary.covers(line)
    assert russia.boundary.covers(line)


@pytest.mark.parametrize(
    ("neighbour", "parts", "length_km"),
    [
        ("RU", 1, 1_524),
        ("RO", 2, 516),
        ("MD", 1, 898),
        ("HU", 1, 98),
        ("SK", 1, 87),
        ("PL", 1, 412),
        ("BY", 1, 862),
    ],
)
def test_every_border_has_ukraine_on_its_right(neighbour, parts, length_km):
    border = boundaries.border(neighbour)
    assert border.neighbour == neighbour
    assert border.length_km == pytest.approx(length_km, abs=0.6)
    lines = shapely.get_parts(border.line)
    assert len(lines) == parts
    for line in lines:
        start, end = shapely.get_coordinates(line)[len(line.coords) // 2 :][:2]
        along = end - start
        right = (start + end) / 2 + 0.01 * np.array([along[1], -along[0]])
        left = (start + end) / 2 - 0.01 * np.array([along[1], -along[0]])
        assert boundaries.ukraine().contains(Point(right))
        assert not boundaries.ukraine().contains(Point(left))


def test_borders_follow_one_another_clockwise():
    ends = {
        code: [(p.coords[0], p.coords[-1]) for p in shapely.get_parts(boundaries.border(code).line)]
        for code in NEIGHBOURS
    }
    danube, carpathians = ends["RO"]
    chain = [danube, *ends["MD"], carpathians]
    chain += [end for code in ("HU", "SK", "PL", "BY", "RU") for end in ends[code]]
    for before, after in itertools.pairwise(chain):
        assert before[1] == after[0]


def test_points_lie_at_their_distance():
    border = boundaries.border()
    for km in (0.0, 0.1, 400.0, 1_000.0, border.length_km):
        point = border.point(km)
        along = border.stretch(0, km).coords if km else [border.line.coords[0]] * 2
        lon, lat = zip(*along, strict=True)
        assert WGS84.line_length(lon, lat) / 1e3 == pytest.approx(km, abs=1e-3)
        assert border.distance_km_at(point) == pytest.approx((km, 0), abs=1e-6)


def test_stretches_keep_the_vertices_between():
    border = boundaries.border()
    whole = border.stretch(0, border.length_km)
    assert shapely.equals_exact(whole, border.line, 1e-9)
    first, second = border.stretch(0, 700), border.stretch(700, border.length_km)
    assert first.coords[-1] == second.coords[0]
    assert len(first.coords) + len(second.coords) == 571 + 2
    short = border.stretch(700.001, 700.002)
    assert len(short.coords) == 2


def test_a_stretch_over_romanias_gap_has_two_parts():
    border = boundaries.border("RO")
    danube_km = WGS84.geometry_length(shapely.get_parts(border.line)[0]) / 1e3
    assert isinstance(border.stretch(danube_km - 10, danube_km - 1), LineString)
    across = border.stretch(danube_km - 10, danube_km + 10)
    assert isinstance(across, MultiLineString)
    assert sum(map(WGS84.geometry_length, across.geoms)) / 1e3 == pytest.approx(20, abs=1e-3)
    assert isinstance(border.stretch(danube_km, danube_km + 10), LineString)


def test_the_nearest_point_is_nearest():
    border = boundaries.border()
    lon, lat = shapely.get_coordinates(shapely.segmentize(border.line, 0.001)).T
    for point in (Point(34.7, 51.0), Point(37.62, 55.75), Point(30, 46), Point(60, 60)):
        km, offset_km = border.distance_km_at(point)
        foot = border.point(km)
        assert WGS84.inv(point.x, point.y, foot.x, foot.y)[2] / 1e3 == pytest.approx(offset_km)
        repeated = (np.full(len(lon), point.x), np.full(len(lon), point.y))
        brute_km = WGS84.inv(*repeated, lon, lat)[2].min() / 1e3
        assert offset_km == pytest.approx(brute_km, abs=0.05)
        assert offset_km <= brute_km + 1e-9


@pytest.mark.parametrize("km", [-0.1, 1_524.0, 1e9, math.nan, math.inf])
def test_a_distance_beyond_the_border_is_refused(km):
    border = boundaries.border()
    with pytest.raises(BoundaryError, match=r"border with RU, which is 1,523\.6 km long"):
        border.point(km)
    with pytest.raises(BoundaryError, match="km long"):
        border.stretch(0, km)


def test_a_stretch_must_go_forward():
    with pytest.raises(BoundaryError, match="start before it ends, not 20:10"):
        boundaries.border().stretch(20, 10)
    with pytest.raises(BoundaryError, match="start before it ends"):
        boundaries.border().stretch(10, 10)


def test_an_unknown_neighbour_is_refused():
    with pytest.raises(BoundaryError, match="'GE'; choose from RU, BY, PL, SK, HU, RO, MD"):
        boundaries.border("GE")


# --- places


def test_places_are_towns_of_three_countries():
    places = boundaries.places()
    columns = ["place", "name", "country", "region", "population", "population_date", "part_of"]
    assert list(places.columns) == [*columns, "geometry"]
    assert places["country"].value_counts().to_dict() == {"RU": 2511, "UA": 831, "BY": 139}
    assert places["place"].is_unique
    assert places["place"].dtype.kind == "i"
    assert places["population"].min() >= 5_000
    assert places["population"].is_monotonic_decreasing
    assert (places["name"] != "").all()
    assert (places.loc[places["country"] == "BY", "region"] == "").all()
    others = places[places["country"] != "BY"]
    assert (others["region"].str[:2] == others["country"]).all()
    assert set(others["region"]) == set(boundaries.regions("all")["region"])


def test_places_lie_in_their_regions(shapes):
    places = boundaries.places()
    places = places[places["country"] != "BY"]
    own = shapes.loc[places["region"]].array
    away_deg = shapely.distance(own, places.geometry.array)
    assert (away_deg == 0).mean() > 0.97
    far = set(places.loc[away_deg > 0.15, "name"])
    # the source does not draw the exclave of Kyiv Oblast, nor the change of 1994 on the Volga
    assert far == {"Slavutych", "Sokolskoye"}


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Seredyna-Buda", "UA-59"),
        ("Milove", "UA-09"),
        ("Simferopol", "UA-43"),
        ("Yalta", "UA-43"),
        ("Sevastopol", "UA-40"),
        ("Brovary", "UA-32"),
        ("Kyiv", "UA-30"),
        ("Moscow", "RU-MOW"),
        ("Podolsk", "RU-MOS"),
        ("Sudzha", "RU-KRS"),
    ],
)
def test_towns_are_filed_where_they_are_governed(name, region):
    found = boundaries.find_places(name)
    assert found["region"].iloc[0] == region
    assert found["exact"].iloc[0]


def _largest_towns():
    path = Path(__file__).parents[1] / "data" / "largest_towns.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_largest_towns_are_rightly_named(language):
    expected = _largest_towns()
    places = boundaries.places(language=language)
    for country in ("RU", "UA", "BY"):
        largest = places[places["country"] == country].head(40)
        names = [row[language] for row in expected if row["country"] == country]
        assert sorted(largest["name"]) == sorted(names)


@pytest.fixture(scope="module")
def names():
    """The file of places as it is, with no name standing in for another."""
    return pd.read_csv(DATA / "places.csv", keep_default_na=False, index_col="place")


def test_names_are_in_their_language(names):
    uk, ru = names["name_uk"], names["name_ru"]
    assert not uk.str.contains("[ыэёъЫЭЁЪўЎA-Za-z]").any()
    assert not ru.str.contains("[іїєґІЇЄҐўЎA-Za-z’]").any()
    assert (uk + ru != "").all()  # the one stands in for the other, and English for neither
    assert (uk[names["country"] == "UA"] != "").all()
    assert (ru != "").all()


def test_no_ukrainian_name_is_spelt_as_in_russian(names):
    uk = names["name_uk"]
    assert not uk.str.contains("[сц]к(?:$|[ -]|ий|ое|ая)").any()
    assert not uk.str.contains("(?:ая|ое|ие|ые)(?:$|[ -])").any()
    assert not uk.str.contains("[бпвмфжчшщ]ь(?!о)|рь(?!к|о)").any()
    assert not uk.str.contains("(?:ов|ев)ск").any()


def test_no_russian_name_is_spelt_as_in_ukrainian_or_belarusian(names):
    ru, country = names["name_ru"], names["country"]
    assert not ru.str.contains("[сц]ьк|ець(?:$|[ -])|иця$|[иы]вка$(?<!Крывка)").any()
    turkic = {"Кызыл", "Кыштым", "Кызбурун Первый", "Кыштовка", "Кырен", "Кызыл-Мажалык"}
    assert set(ru[ru.str.contains("[гкхжшчщГКХЖШЧЩ]ы")]) == turkic
    assert set(ru[ru.str.contains("[бвгджзклмнпрстфхцчшщ]э")]) == {"Улан-Удэ", "Грэсовский"}
    assert set(ru[ru.str.contains("[А-Я]{2}")]) == {"ВНИИССОК"}
    # Випасне, Довге, Енергодар: a neuter ending that Russian would write -ое or -ее
    nouns = r"(?:ище|поле|Поле|Бунге|Сколе)$"
    neuters = ru[(country == "UA") & ru.str.contains("[^оеиь]е$") & ~ru.str.contains(nouns)]
    assert neuters.empty
    assert not ru.str.startswith("Енер").any()


def test_official_towns_near_the_border_have_both_names(names):
    near = boundaries.border("RU").line.buffer(6)  # degrees: more than 400 km
    lon_lat = shapely.points(names["lon"], names["lat"])
    inside = shapely.contains(near, lon_lat) & (names["population_date"] == "2021-01-01")
    line = boundaries.border("RU").line
    away_km = geodesy.nearest_m(line, lon_lat[inside]) / 1000
    official = names[inside][away_km < 400]
    assert len(official) > 200
    assert (official["name_uk"] != "").all()
    assert (official["name_ru"] != "").all()


@pytest.mark.parametrize(
    ("english", "ukrainian", "russian"),
    [
        ("Huliaipole", "Гуляйполе", "Гуляйполе"),
        ("Saky", "Саки", "Саки"),
        ("Marinka", "Мар’їнка", "Марьинка"),
        ("Enerhodar", "Енергодар", "Энергодар"),
        ("Okhtyrka", "Охтирка", "Ахтырка"),
        ("Shchastia", "Щастя", "Счастье"),
        ("Chornomorsk", "Чорноморськ", "Черноморск"),
        ("Nyzhnohirskyi", "Нижньогірський", "Нижнегорский"),
        ("Kalmiuske", "Кальміуське", "Кальмиусское"),
        ("Lgov", "Льгов", "Льгов"),
        ("Rylsk", "Рильськ", "Рыльск"),
        ("Belaya Kalitva", "Біла Калитва", "Белая Калитва"),
        ("Liski", "Лиски", "Лиски"),
        ("Tuapse", "Туапсе", "Туапсе"),
        ("Vyshny Volochyok", "", "Вышний Волочёк"),
        ("Slavyansk-on-Kuban", "Слов’янськ-на-Кубані", "Славянск-на-Кубани"),
        ("Nikolayevsk-on-Amur", "", "Николаевск-на-Амуре"),
        ("Grodno", "Гродно", "Гродно"),
    ],
)
def test_a_name_that_was_wrong_is_right(names, english, ukrainian, russian):
    row = names[names["name_en"] == english].iloc[0]
    assert (row["name_uk"], row["name_ru"]) == (ukrainian, russian)


def test_english_names_have_no_marks(names):
    assert names["name_en"].str.fullmatch("[A-Za-z0-9 -]+").all()
    assert not names["name_en"].str.contains("-na-").any()


def test_a_name_missing_in_a_language_is_the_other_cyrillic_one(names):
    for language, column, instead in (("uk", "name_uk", "name_ru"), ("ru", "name_ru", "name_uk")):
        shown = boundaries.places(language=language).set_index("place")["name"]
        missing = names.index[names[column] == ""]
        assert (shown[missing] == names.loc[missing, instead]).all()
        assert not shown.str.contains("[A-Za-z]").any()


def test_no_town_lies_beside_another_of_its_name(names):
    """A phantom bears the name, and often the population, of a town of its region."""
    twice = names[names.duplicated(["name_en", "region"], keep=False) & (names["region"] != "")]
    assert set(twice["name_en"]) == {
        "Krylovskaya",  # two stanitsas of Krasnodar Krai
        "Pavlovka",
        "Pervomayskoye",
        "Shchuchye",  # a town of Kurgan Oblast, and a village
    }


@pytest.mark.parametrize(
    ("place", "people", "date"),
    [
        (524901, 12_655_050, "2021-01-01"),  # Moscow
        (582182, 94_340, "2021-01-01"),  # Anapa
        (579464, 507_307, "2021-01-01"),  # Balashikha
        (565381, 135_070, "2021-01-01"),  # Domodedovo
        (524311, 78_184, "2021-01-01"),  # Murino
        (562573, 12_617, "2021-01-01"),  # Fokino, Bryansk Oblast
        (706448, 279_131, "2022-01-01"),  # Kherson
        (701822, 425_681, "2022-01-01"),  # Mariupol
        (706483, 1_421_125, "2022-01-01"),  # Kharkiv
        (694382, 48_208, "2022-01-01"),  # Shakhtarsk, 71,700 in GeoNames
        (688373, 34_144, "2022-01-01"),  # Yasynuvata, 37,600 in GeoNames
        (693942, 71_966, "2022-01-01"),  # Shostka, 73,197 in GeoNames
        (693805, 336_460, ""),  # Simferopol: the service had no figures from Crimea
    ],
)
def test_populations_are_the_published_ones_with_their_date(names, place, people, date):
    assert names.loc[place, "population"] == people
    assert names.loc[place, "population_date"] == date


def test_a_town_within_a_city_that_counts_it_names_that_city(names):
    within = names[names["part_of"] != 0]
    assert set(names.loc[within["part_of"], "name_en"]) == {
        "Moscow",
        "Saint Petersburg",
        "Sevastopol",
    }
    assert (names.loc[within["part_of"], "part_of"] == 0).all()  # nothing is part of a part
    assert (within["region"].to_numpy() == names.loc[within["part_of"], "region"]).all()
    assert within.loc[463829, "part_of"] == 524901  # Zelenograd, Moscow


def test_all_towns_of_free_ukraine_but_villages_are_dated(names):
    """The service printed every town and urban settlement, but none of Crimea and Sevastopol."""
    here = names[(names["country"] == "UA") & ~names["region"].isin(["UA-40", "UA-43"])]
    undated = here[here["population_date"] == ""]
    assert undated["population"].max() < 26_000  # Sofiivska Borshchahivka, a village
    dated = here["population"][here["population_date"] == "2022-01-01"]
    # of the 28,693,708 people whom the service counted in towns and urban settlements
    assert 0.94 < dated.sum() / 28_693_708 < 1


@pytest.mark.parametrize(
    "district",
    ["Saltivka", "Obolon", "Sykhiv", "Kuntsevo", "Lyublino", "Kupchino", "Avtozavodskyi", "Podil"],
)
def test_parts_of_cities_are_no_towns(district):
    found = boundaries.find_places(district)
    exact = found[found["exact"]]
    assert (exact["population"] < 10_000).all()  # a village may bear the same name


def test_no_town_comes_twice():
    for name in ("Shebekino", "Naryan-Mar", "Solnechnogorsk", "Peterhof", "Kiselyovsk", "Reni"):
        assert boundaries.find_places(name)["exact"].sum() == 1


# --- finding places


@pytest.mark.parametrize("text", ["Kharkiv", "kharkiv", " KHARKIV ", "Харків", "харьков"])
def test_a_town_is_found_in_any_language(text):
    found = boundaries.find_places(text)
    assert found["place"].iloc[0] == 706483
    assert found["exact"].iloc[0]
    assert found["name"].iloc[0] == "Kharkiv"


def test_accents_and_apostrophes_do_not_matter():
    for text in ("Кам’янське", "Кам'янське", "камянське"):
        assert boundaries.find_places(text)["place"].iloc[0] == 709932
    assert boundaries.find_places("Орел")["place"].iloc[0] == 515012
    assert boundaries.find_places("Орёл")["place"].iloc[0] == 515012


def test_exact_names_come_first_then_beginnings_then_by_population():
    found = boundaries.find_places("Sverdlovs")
    assert not found["exact"].any()
    found = boundaries.find_places("Kirov")
    assert found["exact"].is_monotonic_decreasing
    assert found["name"].iloc[0] == "Kirov"
    for _, group in found.groupby("exact"):
        assert group["population"].is_monotonic_decreasing
    assert found.loc[~found["exact"], "name"].str.startswith(("Kirov", "Кіров")).any()


@pytest.mark.parametrize(
    ("text", "meant"), [("Kharkivv", "Kharkiv"), ("Rylskk", "Rylsk"), ("Belgrod", "Belgorod")]
)
def test_a_name_that_is_not_there_brings_near_ones(text, meant):
    found = boundaries.find_places(text)
    assert meant in set(found["name"])
    assert not found["exact"].any()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Kiev", "Kyiv"),
        ("Киев", "Kyiv"),
        ("Kharkov", "Kharkiv"),
        ("Odessa", "Odesa"),
        ("Dnipropetrovsk", "Dnipro"),
        ("Днепропетровск", "Dnipro"),
        ("Voroshilovgrad", "Luhansk"),
        ("Homyel", "Gomel"),
        ("Ленинград", "Saint Petersburg"),
        ("Slavyansk-na-Kubani", "Slavyansk-on-Kuban"),
    ],
)
def test_a_former_or_foreign_name_is_found(text, meant):
    found = boundaries.find_places(text)
    assert found["name"].iloc[0] == meant
    assert found["exact"].iloc[0]


def test_a_name_of_its_own_wins_over_a_former_one_of_another():
    """Kirov is also what three other towns were once called."""
    found = boundaries.find_places("Kirov")
    assert (found.loc[found["exact"], "name"] == "Kirov").all()


def test_a_name_like_no_other_finds_nothing():
    found = boundaries.find_places("Qqqqqqqq")
    assert len(found) == 0
    assert "exact" in found.columns


def test_an_empty_name_is_refused():
    with pytest.raises(BoundaryError, match="empty"):
        boundaries.find_places("  ")


# --- sources, loading, damage


def test_sources_say_what_must_be_said():
    natural_earth, geonames = boundaries.sources()
    assert natural_earth.licence == "public domain"
    assert "68/262" in natural_earth.worldview
    assert geonames.licence == "CC BY 4.0"
    assert "GeoNames" in geonames.attribution
    assert "Natural Earth 5.1" in boundaries.DATA_VERSION
    assert WORLDVIEWS == ("un",)


@pytest.fixture
def _cold():
    """Nothing is cached, before the test or after it."""
    loaders = (
        "_regions",
        "_countries",
        "_borders",
        "_places",
        "_rivers",
        "_named",
        "_regions_of",
        "_places_in",
        "_other_names",
        "_checksums",
        "border",
        "land",
        "ukraine",
    )
    for name in loaders:
        getattr(boundaries, name).cache_clear()
    yield
    for name in loaders:
        getattr(boundaries, name).cache_clear()


@pytest.mark.usefixtures("_cold")
@pytest.mark.parametrize(
    ("file", "read"),
    [
        ("regions.fgb", boundaries.regions),
        ("countries.fgb", boundaries.countries),
        ("borders.fgb", boundaries.border),
        ("lakes.fgb", boundaries.lakes),
        ("rivers.fgb", boundaries.rivers),
        ("land.fgb", boundaries.land),
        ("places.csv", boundaries.places),
        ("other_names.csv", lambda: boundaries.find_places("Dnipropetrovsk")),
    ],
)
def test_a_missing_or_damaged_file_is_named(monkeypatch, tmp_path, file, read):
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(boundaries, "bundled_folder", lambda _name: tmp_path)
    content = bytearray((tmp_path / file).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / file).write_bytes(content)
    with pytest.raises(DataError, match=rf"{file} is damaged"):
        read()
    (tmp_path / file).unlink()
    with pytest.raises(DataError, match=rf"{file} is missing"):
        read()
    (tmp_path / "SHA256SUMS").unlink()
    boundaries._checksums.cache_clear()
    with pytest.raises(DataError, match="SHA256SUMS is missing"):
        read()


def test_lakes_are_where_they_are_and_as_large_and_kakhovka_is_dry():
    """Areas as the lakes' own articles of English Wikipedia print them."""
    shapes = boundaries.lakes().geometry.array
    assert shapely.is_valid(shapes).all()
    for lon, lat, area_km2 in ((31.5, 60.8, 17_700), (35.5, 61.7, 9_700), (38.37, 58.62, 4_580)):
        [held] = shapes[shapely.contains(shapes, shapely.Point(lon, lat))]
        assert geodesy.area_m2(held) / 1e6 == pytest.approx(area_km2, rel=0.15)
    dnipro = shapely.LineString([(32.7, 49.2), (33.2, 49.3)])  # Kremenchuk's reservoir
    assert shapely.intersects(shapes, dnipro).sum() == 1
    assert not shapely.intersects(shapes, shapely.Point(34.07, 47.34).buffer(0.1)).any()
    # all but the Caspian's and the like are land of some country or region
    land = boundaries.land()
    inside = shapely.contains(land, shapely.point_on_surface(shapes))
    assert inside.mean() > 0.9


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [  # towns on their banks, as any atlas has them
        ("Dnipro", 35.05, 48.46),  # Dnipro
        ("Dnipro", 34.40, 47.50),  # Nikopol, on what was the Kakhovka Reservoir
        ("Don", 39.72, 47.22),  # Rostov-on-Don
        ("Seim", 35.27, 51.65),  # Lgov
        ("Siverskyi Donets", 36.68, 49.84),  # Chuhuiv
        ("Desna", 34.28, 53.24),  # Bryansk
        ("Volga", 44.52, 48.70),  # Volgograd
        ("Oka", 36.07, 52.97),  # Oryol
        ("Dniester", 27.80, 48.45),  # Mohyliv-Podilskyi
    ],
)
def test_rivers_run_by_the_towns_on_their_banks(name, lon, lat):
    rivers = boundaries.rivers()
    lines = rivers.geometry[rivers["name"] == name].to_crs(32637)
    town = gpd.GeoSeries([shapely.Point(lon, lat)], crs=4326).to_crs(32637).iloc[0]
    assert lines.distance(town).min() < 12_000


def test_rivers_are_lines_between_lakes_with_names_in_all_languages_or_in_none():
    each = {language: boundaries.rivers(language=language) for language in ("en", "uk", "ru")}
    lines = each["en"].geometry.array
    assert shapely.is_valid(lines).all()
    assert list(each["en"].columns) == ["rank", "name", "geometry"]
    assert each["en"]["rank"].between(1, 9).all()
    in_lakes = shapely.intersection(lines, shapely.union_all(boundaries.lakes().geometry.array))
    assert shapely.length(in_lakes).sum() < 1e-6 * shapely.length(lines).sum()
    named = pd.DataFrame({language: rows["name"] != "" for language, rows in each.items()})
    assert named.all(axis=1).equals(named.any(axis=1))
    assert not (set(each["uk"]["name"][named["uk"]].str.cat()) & set("ыэёъ"))
    assert not (set(each["ru"]["name"][named["ru"]].str.cat()) & set("іїєґ’"))
    names = dict(zip(each["en"]["name"], each["uk"]["name"], strict=True))
    assert (names["Prypiat"], names["Southern Bug"]) == ("Прип’ять", "Південний Буг")


def test_the_worlds_land_is_a_thinned_likeness_of_it():
    land = boundaries.land()
    assert shapely.is_valid(land)
    assert land.bounds[:3] == (-180, -90, 180)
    dry = geodesy.area_m2(land) / 1e6
    assert dry == pytest.approx(148_900_000, rel=0.02)  # with Antarctica, lakes counted as land
    known = boundaries.regions("UA").geometry.union_all()
    shared = geodesy.area_m2(shapely.intersection(land, known))
    assert shared > 0.985 * geodesy.area_m2(known)
    places = {(30.5, 50.5): True, (0.0, 0.0): False, (134.0, -25.0): True, (50.5, 42.0): False}
    for place, is_dry in places.items():
        assert bool(shapely.contains_xy(land, *place)) == is_dry, place


def test_versions_that_outputs_name_are_those_that_the_data_were_made_of():
    """As data/boundaries/README.md and the locked packages have them."""
    read_me = (Path(__file__).parents[2] / "data/boundaries/README.md").read_text(encoding="utf-8")
    outlines, places = boundaries.sources()
    rows = [line.split("|") for line in read_me.splitlines() if line.startswith("| ")]
    versions = {row[1].strip(): row[2].strip() for row in rows}
    assert versions["Natural Earth, 1:10m admin-1 states and provinces"] == outlines.version
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'"{places.version.replace(" ", "==")}"' in project
    assert (
        f"Natural Earth {outlines.version}, GeoNames ({places.version})" == boundaries.DATA_VERSION
    )
