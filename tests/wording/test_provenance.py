"""The line under every picture, in the language that is asked for."""

import geopandas as gpd
import pytest
import shapely

from rangemap import PointOrigin, Regions, Scenario, Source, compute
from rangemap.export.reach import REACH
from rangemap.intake.regions import regions_of_bytes
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


def test_a_table_names_the_file_that_a_range_of_ones_own_catalogue_is_from():
    own = catalog_from_toml(
        '[[weapon]]\nid = "mine"\nname = "Mine"\n[[weapon.range]]\nvalue = "90 km"\n'
        'source = { title = "A title", publisher = "A paper", date = "2024" }\n',
        "own.toml",
    )
    (mine,) = compute(Scenario((PointOrigin(51.2, 34.8),), weapons=("mine",)), catalog=own).ranges
    assert range_source(mine) == "90 km: A title (A paper, 2024), as given in own.toml"
