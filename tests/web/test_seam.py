"""Maps over ±180° and at a pole: in one piece where Mercator can show it, said where it cannot."""

import json
import re

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from rangemap.analysis.depth import depth
from rangemap.analysis.reach import compute
from rangemap.figures.palette import STYLES
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.origins import BorderOrigin, PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.scenario.units import parse_length
from rangemap.web import basemap
from rangemap.web.depth import depth_parts
from rangemap.web.display import MAP_END, at_display_resolution, extent, screen_layers
from rangemap.web.ground import land_within
from rangemap.web.mapdata import band_data, outline_data, scene_data
from rangemap.web.seam import ANTIMERIDIAN, OCEAN, recurring, seam_of, turned
from rangemap.web.webmap import web_map
from rangemap.wording.language import language_of

STYLE = STYLES["light"]
KM_306 = CustomRange("mine", parse_length("306 km"))


def reach_of(*positions, weapons=("atacms",), **asked):
    origins = tuple(PointOrigin(lat, lon) for lat, lon in positions)
    return compute(Scenario(origins, weapons=weapons, **asked))


def sent(page):
    """What a page's map is told about itself, as its script parses it."""
    return json.loads(re.search(r'about = JSON.parse\((".*")\);', page)[1])


def longitudes(data, decimals=4):
    """All longitudes of shapes as they travel, however they are nested."""
    if data and isinstance(data[0], list):
        return np.concatenate([longitudes(part, decimals) for part in data])
    return np.cumsum(data[::2]) / 10**decimals


def span_of_ring(lat, radius_m):
    """How many degrees wide a ring is, by pyproj."""
    turns = np.linspace(0, 360, 7201)
    lon, _, _ = pyproj.Geod(ellps="WGS84").fwd(
        0 * turns, 0 * turns + lat, turns, 0 * turns + radius_m
    )
    return np.ptp(lon)


@pytest.mark.parametrize("lon", [171.0, 179.0, 180.0, -180.0, -178.0, -173.0])
def test_a_scene_beside_180_is_as_wide_as_it_is_elsewhere(lon):
    reach = reach_of((66.0, lon), weapons=("himars", "atacms"))
    scene = scene_data(reach, STYLE)
    (_, west), (_, east) = scene["bounds"]
    middle = lon % 360
    assert east - west == pytest.approx(span_of_ring(66.0, 190 * 1609.344), abs=0.01)
    assert (west + east) / 2 == pytest.approx(middle, abs=0.01)
    assert scene["origins"][0]["lon"] == middle
    assert scene["parts"]
    shapes = [each["shape"] for name in ("parts", "rings") for each in scene[name]]
    shapes += [outline_data(reach, seam_of(reach)), *(each["shape"] for each in band_data(reach))]
    shapes += [each["shape"] for each in depth_parts(depth(reach), STYLE)]
    for shape in shapes:
        found = longitudes(shape)
        assert west - 0.01 <= found.min() <= found.max() <= east + 0.01
    for label in scene["labels"]:
        assert west <= label["lon"] <= east
    assert all(west <= at[1] <= east for each in scene["reached"].values() for at in each["noted"])


def test_an_exported_map_beside_180_ends_round_its_rings():
    made = web_map(reach_of((66.0, 179.0), (65.0, -174.0)))
    assert np.ravel(made.whole) == pytest.approx([62.3, 172.3, 68.7, 192.5], abs=0.1)
    (south, west), (north, east) = made.options["max_bounds"]
    assert 55 < south < north < 75
    assert 140 < west < east < 225


def test_a_shape_over_180_is_in_one_piece_and_as_large():
    halves = shapely.MultiPolygon([shapely.box(170, 60, 180, 70), shapely.box(-180, 60, -175, 70)])
    (whole,) = turned([halves], OCEAN)
    assert whole.equals(shapely.box(170, 60, 185, 70))
    (again,) = turned([whole], ANTIMERIDIAN)
    assert again.equals(halves)
    (path,) = turned(
        [shapely.MultiLineString([[(170, 60), (180, 61)], [(-180, 61), (-170, 62)]])], OCEAN
    )
    assert path.equals(shapely.LineString([(170, 60), (180, 61), (190, 62)]))
    (points,) = turned([shapely.MultiPoint([(10, 50), (-170, 60)])], OCEAN)
    assert points.equals(shapely.MultiPoint([(10, 50), (190, 60)]))


def test_a_path_over_180_is_drawn_as_one_line():
    path = shapely.MultiLineString([[(176, 66), (180, 67)], [(-180, 67), (-175, 66)]])
    scene = scene_data(compute(Scenario((ShapeOrigin(path),), weapons=("himars",))), STYLE)
    (origin,) = scene["origins"]
    assert origin["kind"] == "LineString"
    assert longitudes(origin["shape"])[[0, -1]].tolist() in ([176, 185], [185, 176])


def test_regions_of_ones_own_over_180_are_drawn_whole():
    halves = shapely.MultiPolygon([shapely.box(178, 65, 180, 67), shapely.box(-180, 65, -178, 67)])
    own = gpd.GeoDataFrame({"region": ["A"], "name": ["mine"]}, geometry=[halves], crs=4326)
    reach = compute(Scenario((PointOrigin(66.0, 179.5),), weapons=("atacms",)), own)
    (part,) = scene_data(reach, STYLE)["parts"]
    found = longitudes(part["shape"])
    assert (found.min(), found.max()) == (178, 182)
    assert not np.any((found == 180)[:-1] & (found == 180)[1:])  # no line along 180°


@pytest.mark.parametrize(
    "reach",
    [reach_of((51.0, 34.7)), compute(Scenario((BorderOrigin("RU"),))), reach_of((40.7, -74.0))],
    ids=["sumy", "border", "new york"],
)
def test_elsewhere_nothing_is_moved(reach):
    assert seam_of(reach) == ANTIMERIDIAN
    shape = reach.union("atacms")
    assert turned([shape], ANTIMERIDIAN)[0] is shape


def test_a_map_is_cut_where_no_ring_is():
    far = (CustomRange("far", parse_length("2000 km")),)
    assert seam_of(reach_of((55.0, 100.0), weapons=far)) == OCEAN
    both = reach_of((66.0, 179.0), (40.0, -33.0))
    seam = seam_of(both)
    cut = shapely.LineString([(seam, -90), (seam, 90)])
    assert not shapely.intersects(cut, both.union("atacms"))
    (_, west), (_, east) = scene_data(both, STYLE)["bounds"]
    assert east - west < 180
    assert seam_of(reach_of((89.0, 30.0))) == ANTIMERIDIAN
    assert seam_of(reach_of((89.0, 170.0))) == OCEAN


def test_the_ground_goes_on_over_180_and_has_land_beyond_it():
    chukotka = basemap.ground().regions.set_index("region").geometry["RU-CHU"]
    assert chukotka.bounds[0] > 150
    assert chukotka.bounds[2] > 190
    mainland = max(shapely.get_parts(chukotka), key=lambda part: part.area)
    assert mainland.contains(shapely.LineString([(179.5, 66.5), (180.5, 66.5)]))
    land = land_within(shapely.box(170, 60, 200, 72))
    (found,) = (each for each in land["regions"] if each.get("region") == "RU-CHU")
    assert found["shape"]
    arcs = [np.cumsum(np.reshape(each, (-1, 2)), axis=0) for each in land["arcs"]]
    along_180 = sum(
        float(np.abs(np.diff(arc[:, 1]))[(arc[1:, 0] == 180_000) & (arc[:-1, 0] == 180_000)].sum())
        for arc in arcs
    )
    assert along_180 < 0.01 * 1000  # degrees: the halves meet at 180°, a hundredth off each other
    alaska = longitudes(land["beyond"], 3)
    assert 186 < alaska.min() <= alaska.max() <= 200  # and St Lawrence Island
    assert "beyond" not in land_within(shapely.box(25, 45, 45, 57))


def test_what_recurs_is_there_once_a_turn():
    box = shapely.box(10, 0, 20, 10)
    assert recurring(box, (-180, -90, 180, 90)).equals(box)
    assert recurring(box, (365, -90, 375, 90)).equals(shapely.box(370, 0, 375, 10))
    assert recurring(box, (0, -90, 720, 90)).area == pytest.approx(200)
    assert recurring(box, (30, -90, 100, 90)).is_empty


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("at", "is_said"),
    [((89.0, 30.0), True), ((85.0, 60.0), True), ((-84.0, 0.0), True), ((80.0, 60.0), False)],
)
def test_what_the_map_cannot_show_is_said_on_it(at, is_said, language):
    reach = reach_of(at, weapons=(KM_306,), language=language)
    text = language_of(language).say("web.beyond_map")
    assert "85" in text
    assert scene_data(reach, STYLE)["beyond"] == (text if is_said else "")
    is_sent = f'"beyond":"{text}"' in sent(web_map(reach).get_root().render())
    assert is_sent == is_said


def test_no_line_stands_for_what_lies_beyond_the_map():
    for at in ((89.0, 30.0), (85.0, 60.0), (80.0, -100.0)):
        reach = reach_of(at, weapons=(CustomRange("far", parse_length("900 km")),))
        rings = screen_layers(at_display_resolution(reach)).rings
        for line in shapely.get_parts(rings.geometry.to_numpy()):
            lon, lat = shapely.get_coordinates(line).T
            assert np.abs(lat).max() <= MAP_END
            assert not np.any(
                (np.abs(lat[1:]) > MAP_END - 1e-9) & (np.abs(lat[:-1]) > MAP_END - 1e-9)
            )
            assert not np.any(np.diff(lon) == 0)  # nor along the seam


def test_a_launch_point_beyond_the_map_is_not_on_it():
    reach = compute(Scenario((PointOrigin(89.0, 30.0, "Camp Borneo"),), weapons=("atacms",)))
    page = web_map(reach).get_root().render()
    assert "[30.0, 89.0]" not in page
    assert "Camp Borneo" not in page
    there = web_map(reach_of((79.0, 30.0))).get_root().render()
    assert "[30.0, 79.0]" in there
    (_, west), (_, east) = scene_data(reach, STYLE)["bounds"]
    assert west < 30 < east


def test_all_of_a_country_within_reach_leaves_it_a_map():
    far = (CustomRange("far", parse_length("4900 km")),)
    assert web_map(reach_of((55.75, 37.6), weapons=far, country="all")).whole


@pytest.mark.parametrize(("lat", "km"), [(-90, 5000), (80, 3000)])
def test_a_map_of_a_ring_round_a_pole_goes_from_the_ring_to_the_launch_point(lat, km):
    mine = CustomRange("mine", parse_length(f"{km} km"))
    reach = compute(Scenario((PointOrigin(lat, 30),), (mine,)))
    _, south, _, north = extent(screen_layers(at_display_resolution(reach)))
    # the ring is nearest to the equator straight away from the pole
    _, edge, _ = pyproj.Geod(ellps="WGS84").fwd(30, lat, 0 if lat < 0 else 180, km * 1000)
    wanted = sorted([edge, max(min(lat, MAP_END), -MAP_END)])
    assert [south, north] == pytest.approx(wanted, abs=0.01)
