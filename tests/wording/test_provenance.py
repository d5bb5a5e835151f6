"""The line under every picture, in the language that is asked for."""

import json
import re
from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

from rangemap import (
    PointOrigin,
    Regions,
    Scenario,
    Source,
    compute,
    depth,
    disputes,
    parse_range,
    thresholds,
)
from rangemap.analysis.comparison import shortest_and_longest
from rangemap.export.comparison import COMPARISON
from rangemap.export.depth import DEPTH
from rangemap.export.disputes import DISPUTES
from rangemap.export.lesson import LESSON
from rangemap.export.reach import REACH
from rangemap.export.thresholds import THRESHOLDS
from rangemap.intake.regions import regions_of_bytes
from rangemap.wording.catalog import figure_lines
from rangemap.wording.lesson import handed_out
from rangemap.wording.provenance import range_source, source_line
from rangemap.world.catalog import catalog_from_toml

BOX = gpd.GeoDataFrame(
    {"region": ["K"], "name": ["Квадрат"]}, geometry=[shapely.box(34, 51, 36, 53)], crs="EPSG:4326"
)
FILE = BOX.to_json(drop_id=True).encode()


def reach(language, regions):
    scenario = Scenario(
        origins=(PointOrigin(51.2, 34.8, "Суми"),), weapons=("himars",), language=language
    )
    return compute(scenario, regions)


@pytest.mark.parametrize(
    ("language", "named", "unnamed", "folders"),
    [
        (
            "en",
            "Regions: my.geojson",
            "Regions: supplied for this map",
            ("Launch points", "Buffers", "Regions within reach"),
        ),
        (
            "uk",
            "Регіони: my.geojson",
            "Регіони: надані для цієї карти",
            ("Точки пуску", "Буфери", "Регіони в межах дальності"),
        ),
        (
            "ru",
            "Регионы: my.geojson",
            "Регионы: предоставлены для этой карты",
            ("Точки пуска", "Буферы", "Регионы в пределах дальности"),
        ),
    ],
)
def test_regions_of_ones_own_are_credited_in_the_language(language, named, unnamed, folders):
    of_file = reach(language, regions_of_bytes(FILE, "my.geojson"))
    assert named in source_line(of_file)
    assert unnamed in source_line(reach(language, BOX))
    document = REACH.file(of_file, ".kml").decode()
    for folder in folders:
        assert f"<name>{folder}</name>" in document
    if language != "en":
        assert "Regions" not in document + REACH.file(of_file, ".html").decode()


def test_a_credit_that_a_caller_gave_is_left_as_it_is():
    osm = Source("OSM", "", "ODbL", "© OpenStreetMap contributors")
    credited = Regions(BOX, osm)
    assert "© OpenStreetMap contributors" in source_line(reach("uk", credited))


OWN = catalog_from_toml(
    """
[[weapon]]
id = "mine"
name = "Mine"
[[weapon.range]]
value = "90 km"
source = { title = "A title", publisher = "A paper", date = "2024" }
[[weapon.range]]
value = "100 km"
source = { title = "Another", publisher = "A paper", date = "2024" }
""",
    "own.toml",
)
MINE = Scenario((PointOrigin(51.2, 34.8),), weapons=("mine",))
TWICE = replace(MINE, weapons=("mine", parse_range("300 km")))
RESULTS = {
    "reach": (REACH, lambda: compute(MINE, catalog=OWN)),
    "comparison": (COMPARISON, lambda: shortest_and_longest(compute(TWICE, catalog=OWN))),
    "depth": (DEPTH, lambda: depth(compute(MINE, catalog=OWN))),
    "disputes": (DISPUTES, lambda: disputes(MINE, catalog=OWN)),
    "thresholds": (THRESHOLDS, lambda: thresholds(MINE, catalog=OWN, only=("RU-KRS",))),
}


@pytest.mark.parametrize("name", RESULTS)
def test_every_output_names_the_file_that_a_range_of_ones_own_catalogue_is_from(name):
    report, measure = RESULTS[name]
    result = measure()
    cited = "A title (A paper, 2024), as given in own.toml"
    assert cited in report.file(result, ".csv").decode()
    assert cited in report.file(result, ".kml").decode()
    figure = "".join(re.findall("<text[^>]*>([^<]*)<", report.file(result, ".svg").decode()))
    assert cited.replace(" ", "") in figure.replace(" ", "")
    document = json.loads(report.file(result, ".geojson"))
    for told in (document, report.summary(result)):
        files = [each["given_in"] for each in told["sources"] if each["for"].startswith("mine")]
        assert files
        assert set(files) == {"own.toml"}


def test_a_published_range_is_given_in_no_file():
    told = REACH.summary(compute(Scenario((PointOrigin(51.2, 34.8),))))["sources"]
    assert not any("given_in" in each for each in told)
    assert range_source(compute(MINE, catalog=OWN).ranges[0]).endswith("as given in own.toml")


def test_tables_of_figures_and_a_lesson_name_the_file_too():
    (line, *_) = figure_lines(OWN["mine"])
    assert line == "  90 km: A title (A paper, 2024), as given in own.toml"
    handout = handed_out(OWN, lat=51.2, lon=34.8, weapon="mine")
    assert "as given in own.toml" in LESSON.table(handout)
    every = disputes(MINE, catalog=OWN)
    assert DISPUTES.table(every).count("as given in own.toml") == 2
    assert (
        "100 km: Another (A paper, 2024), as given in own.toml"
        in DISPUTES.file(every, ".csv").decode()
    )
