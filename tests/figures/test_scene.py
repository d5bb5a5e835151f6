import numpy as np
import pytest
import shapely
from figure_scenes import measured
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Proj

from rangemap.figures import figure
from rangemap.figures.furniture import north_angle
from rangemap.figures.ground import ground
from rangemap.figures.panel import Panel
from rangemap.figures.projection import equidistant
from rangemap.figures.scene import Scene, scene
from rangemap.figures.sizes import Box

ASPECTS = [0.7, 1.0, 1.62]


def frame(lon, lat, size=600_000.0):
    return Scene(equidistant(lon, lat), -size, -size, size, size)


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("name", ["point", "border", "chukotka", "pole", "wide", "nothing"])
def test_a_scene_has_the_shape_asked_for_and_holds_its_subject(name, aspect):
    reach = measured(name)
    found = scene([reach], aspect)
    assert found.width / found.height == pytest.approx(aspect)
    box = shapely.box(found.west, found.south, found.east, found.north)
    for shape in found.projection.project([*reach.reached.geometry, *reach.origins.geometry]):
        assert shapely.covers(box, shapely.box(*shape.bounds))


def test_a_scene_is_no_larger_than_its_subject_and_context():
    found = scene([measured("border")], 1.0)
    parts = shapely.union_all(found.projection.project(measured("border").reached.geometry))
    west, south, east, north = parts.bounds
    assert found.height < 1.3 * max(east - west, north - south)


def test_maps_of_one_frame_share_their_ground_but_not_the_regions_that_are_reported():
    panel = Panel(frame(34.7, 51.0), Box(0, 0, 500, 500))
    of_russia, of_ukraine = (ground(measured(name), panel) for name in ("point", "belarus"))
    assert of_russia.land is of_ukraine.land
    reported = [
        shapely.union_all(shapely.make_valid(each.regions)) for each in (of_russia, of_ukraine)
    ]
    assert shapely.intersection(*reported).area < 0.01 * min(each.area for each in reported)


@pytest.mark.parametrize("lon", [20.0, 34.7, 50.0])
def test_north_leans_as_meridians_do_at_the_middle_of_the_frame(lon):
    """PROJ tells by how much a meridian leans there; east of the middle one, to the left."""
    name = "+proj=aeqd +lat_0=51 +lon_0=34.7 +ellps=WGS84"
    plane = Proj(name)
    x, y = plane(lon, 56.0)
    found = north_angle(Scene(equidistant(34.7, 51.0), x - 9e5, y - 3e5, x + 9e5, y + 3e5))
    assert found == pytest.approx(plane.get_factors(lon, 56.0).meridian_convergence, abs=0.1)
    assert np.sign(round(found, 3)) == np.sign(lon - 34.7)


def test_the_antimeridian_and_the_poles_are_noticed():
    assert frame(-175, 66).crosses_antimeridian
    assert frame(179, -10).crosses_antimeridian
    assert frame(60, 89).crosses_antimeridian  # every meridian
    assert not frame(34.7, 51).crosses_antimeridian
    assert frame(60, 89).has(0, 90)
    assert not frame(60, 66).has(0, 90)


def test_halves_on_both_sides_of_the_antimeridian_are_drawn_as_one():
    found = frame(-178, 66)
    west, east = shapely.box(170, 64, 180, 67), shapely.box(-180, 64, -172, 67)
    halves = found.drawn(shapely.segmentize([west, east], 0.5))
    assert shapely.union_all(halves).geom_type == "Polygon"
    country = shapely.multipolygons([west, east])
    assert found.near(np.array([country, shapely.box(30, 50, 40, 55)], dtype=object)).tolist() == [
        True,
        False,
    ]


@settings(deadline=None)
@given(st.floats(-179, 179), st.floats(-80, 80), st.floats(-0.9, 0.9), st.floats(-0.9, 0.9))
def test_whatever_is_in_the_frame_is_near(lon, lat, east, north):
    found = frame(lon, lat)
    place = found.projection.inverse(np.array([east * 6e5]), np.array([north * 6e5]))[0]
    assert found.near(np.array([shapely.Point(place)], dtype=object))[0]


def test_moving_and_growing():
    found = frame(34.7, 51)
    assert found.grown(1.5).width == pytest.approx(1.5 * found.width)
    moved = found.moved(0.1, -0.2)
    assert moved.west - found.west == pytest.approx(0.1 * found.width)
    assert moved.south - found.south == pytest.approx(-0.2 * found.height)
    assert moved.height == pytest.approx(found.height)


@pytest.mark.parametrize("bar", [None, "a bar"])
@pytest.mark.parametrize("is_mapped", [False, True])
def test_a_map_says_that_it_has_no_scale_bar_or_no_ground_where_it_has_none(
    bar, is_mapped, monkeypatch
):
    monkeypatch.setattr(figure.furniture, "scale_bar", lambda _: bar)
    monkeypatch.setattr(figure.figure_ground, "is_mapped", lambda _: is_mapped)
    told = figure._remarks(None)
    assert ("no_scale" in told) == (bar is None)
    assert ("unmapped" in told) == (not is_mapped)
