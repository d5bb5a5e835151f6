import json
import math

import geopandas as gpd
import numpy as np
import pytest
import shapely

from rangemap.analysis.reach import compute
from rangemap.figures.bands import bands
from rangemap.figures.layers import layers
from rangemap.figures.palette import STYLES
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import parse_length
from rangemap.web import basemap, offline
from rangemap.web.display import MAP_END, at_display_resolution
from rangemap.web.mapdata import band_data, scene_data
from rangemap.web.offline_map import OfflineMap
from rangemap.web.seam import ANTIMERIDIAN
from rangemap.web.shapes import shape_data
from rangemap.web.webmap import scene_box, web_map
from rangemap.world import boundaries


@pytest.fixture(scope="module")
def kursk():
    return compute(Scenario((PointOrigin(51.0, 34.7, "Sumy"),)))


def decoded(data, decimals):
    """Back from steps to positions; rings and lines as arrays of lon, lat."""
    if data and isinstance(data[0], list):
        return [decoded(part, decimals) for part in data]
    return np.cumsum(np.reshape(data, (-1, 2)), axis=0) / 10**decimals


def test_thinned_regions_still_fit_together():
    thinned = basemap.ground().regions.geometry
    assert thinned.is_valid.all()
    assert thinned.is_valid_coverage()
    assert len(thinned) == 110


def test_thinning_moves_outlines_by_about_a_kilometre_at_most():
    codes = ["RU-KRS", "RU-BEL", "RU-BRY", "UA-59", "UA-63"]
    full = boundaries.regions("all").set_index("region").loc[codes].geometry.to_crs(32636)
    thin = basemap.ground().regions.set_index("region").loc[codes].geometry.to_crs(32636)
    moved_m = [a.hausdorff_distance(b) for a, b in zip(full.boundary, thin.boundary, strict=True)]
    assert max(moved_m) < 3000


def test_numbers_never_come_from_thinned_outlines(kursk):
    drawn = at_display_resolution(kursk)
    columns = ["region", "weapon", "reached_km2", "share", "nearest_km"]
    assert drawn.regions[columns].equals(kursk.regions[columns])
    assert drawn.totals().equals(kursk.totals())


def test_drawn_parts_lie_within_drawn_regions_and_do_not_overlap(kursk):
    parts = layers(at_display_resolution(kursk)).reach
    outlines = basemap.ground().regions.set_index("region").geometry
    for row in parts.itertuples():
        outside = shapely.difference(row.geometry, shapely.buffer(outlines[row.region], 1e-9))
        assert shapely.area(outside) < 1e-9
    shapes = parts.geometry.to_numpy()
    whole = shapely.area(shapely.union_all(shapes))
    assert shapely.area(shapes).sum() == pytest.approx(whole, rel=1e-6)


def test_own_regions_are_thinned_as_they_are():
    own = gpd.GeoDataFrame(
        {"region": ["RU-KRS"], "name": ["mine"]},
        geometry=[shapely.box(35, 51, 37, 52)],
        crs="EPSG:4326",
    )
    reach = compute(Scenario((PointOrigin(51.0, 34.7),)), own)
    drawn = at_display_resolution(reach)
    assert drawn.outlines.total_bounds == pytest.approx([35, 51, 37, 52], abs=1e-9)


@pytest.mark.parametrize("decimals", [3, 4])
def test_shapes_come_back_from_their_steps(decimals):
    shape = shapely.get_parts(basemap.ground().regions.set_index("region").geometry["RU-KRS"])[0]
    ring = decoded(shape_data(shape, decimals), decimals)[0]
    half = 0.5001 * 10**-decimals
    exterior = shapely.get_coordinates(shape.exterior)
    assert np.abs(ring[0] - exterior[0]).max() <= half
    assert shapely.LineString(ring).hausdorff_distance(shapely.LineString(exterior)) <= 2 * half


@pytest.mark.parametrize(
    "origins", [(PointOrigin(51.0, 34.7),), (BorderOrigin("RU"),), (BorderOrigin("RU", 300, 500),)]
)
def test_a_scene_is_small_enough_to_travel_after_every_event(origins):
    scene = scene_data(compute(Scenario(origins)), STYLES["light"])
    assert len(json.dumps(scene)) < 150_000


def test_a_scene_tells_what_is_drawn(kursk):
    scene = scene_data(kursk, STYLES["light"])
    assert [each["weapon"] for each in scene["ranges"]] == ["himars", "atacms"]
    assert {each["region"] for each in scene["parts"] if each["weapon"] == "himars"} == {
        "RU-KRS",
        "RU-BEL",
    }
    assert scene["tips"]["RU-KRS"][0] == "Kursk Oblast (RU-KRS)"
    assert scene["origins"] == [{"label": "Sumy", "lat": 51.0, "lon": 34.7}]
    labels = {each["text"] for each in scene["labels"]}
    assert labels == {"HIMARS 80 km (50 mi)", "ATACMS 306 km (190 mi)", "Sumy"}


def test_a_withheld_region_has_no_fill_of_its_own():
    reach = compute(Scenario((PointOrigin(51.0, 34.7),), permission=Permission(only=("RU-KRS",))))
    fills = {each["region"]: each["fill"] for each in scene_data(reach, STYLES["dark"])["parts"]}
    assert fills["RU-KRS"]
    assert fills["RU-BEL"] is None


def test_the_band_lies_between_the_least_and_the_greatest_published_figure(kursk):
    found = bands(kursk).set_index("weapon")
    assert found.loc["himars", "least_km"] == 70
    assert found.loc["himars", "greatest_km"] == 84
    assert len(band_data(kursk)) == len(found)
    near, far = shapely.Point(34.7, 51.0 + 60 / 111.2), shapely.Point(34.7, 51.0 + 77 / 111.2)
    band = found.geometry["himars"]
    assert band.covers(far)
    assert not band.covers(near)


def test_a_range_of_ones_own_has_no_band():
    custom = CustomRange("mine", parse_length("75 mi"))
    assert bands(compute(Scenario((PointOrigin(51.0, 34.7),), weapons=(custom,)))).empty


def test_an_offline_map_brings_its_scripts_and_leaves_foliums_alone(kursk):
    made = web_map(kursk)
    page = made.get_root().render()
    assert offline.script("leaflet/leaflet.js") in page
    assert offline.leaflet_style() in page
    offline.check_self_contained(page)
    assert all(url.startswith("http") for _, url in super(OfflineMap, OfflineMap).default_js)


def test_an_upright_screen_has_ground_to_its_edges(kursk):
    for reach in (kursk, compute(Scenario((BorderOrigin(),)))):
        drawn = layers(at_display_resolution(reach))
        ground, rings = (
            gpd.GeoSeries([box], crs=4326).to_crs(3857).total_bounds
            for box in (scene_box(drawn, ANTIMERIDIAN), shapely.box(*drawn.rings.total_bounds))
        )
        # three fifths of a telephone's height are 1.4 times its width, of which rings may take 0.75
        assert ground[3] - ground[1] > 1.4 / 0.75 * (rings[2] - rings[0])


def test_ground_goes_no_farther_than_the_map():
    north = layers(at_display_resolution(compute(Scenario((PointOrigin(83.0, 60.0),)))))
    west, south, east, top = scene_box(north, ANTIMERIDIAN).bounds
    assert top == MAP_END
    # what has no room in the north is there in the south: twice as high as the rings are wide
    across = np.ptp(north.rings.total_bounds[0::2])
    assert 180 - math.degrees(math.asinh(math.tan(math.radians(south)))) >= 1.99 * across
    assert -180 <= west < east <= 180


def test_the_map_has_a_scale(kursk):
    assert "L.control.scale()" in web_map(kursk).get_root().render()
