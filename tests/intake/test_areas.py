"""Regions that are read have the areas that they had when they were written.

Against oracles that know nothing of the readers: pyproj.Geod on outlines with many vertices, and
twins of a region a part of a turn away.
"""

import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod

from rangemap.errors import InputError
from rangemap.geodesy import area_m2
from rangemap.intake.contents import Contents, Wanted
from rangemap.intake.shapes import ready
from rangemap.intake.worker import find

EARTH = Geod(ellps="WGS84")
angles = st.lists(st.integers(0, 359), min_size=3, max_size=12, unique=True)
# of whole degrees, so that what is shifted by whole degrees is exactly the same
longitudes, latitudes = st.integers(-180, 180), st.integers(-80, 80)


def star(angles_deg, size):
    """A ring round the origin that does not cross itself, on a grid of 1/64 degree."""
    turns = np.deg2rad(np.sort(angles_deg))
    reach = size * (0.5 + 0.5 * np.cos(7 * turns) ** 2)
    xy = np.column_stack([np.cos(turns) * reach, np.sin(turns) * reach / 4])
    return np.round(xy * 64) / 64


def moved(ring, lon, lat):
    return np.column_stack([ring[:, 0] + lon, ring[:, 1] + lat])


def read(*rings):
    polygon = {"type": "Polygon", "coordinates": [np.asarray(ring).tolist() for ring in rings]}
    return ready(find(json.dumps(polygon).encode(), Wanted(frozenset())), areas=True).geometries[0]


def wrapped(ring):
    """Longitudes within ±180, as most files have them."""
    return np.column_stack([(ring[:, 0] + 180) % 360 - 180, ring[:, 1]])


def by_geod_m2(ring, step_deg=0.05):
    """The area inside a ring whose edges are straight in lon, lat; good to a millionth.

    With a vertex every hundredth of a degree it is 25 times as good.
    """
    fine = shapely.segmentize(shapely.linearrings(ring), step_deg)
    return abs(EARTH.geometry_area_perimeter(shapely.Polygon(fine))[0])


def is_area(ring):
    polygon = shapely.Polygon(ring)
    return polygon.is_valid and polygon.area > 0.01


def test_parallels_are_followed_to_a_millionth_of_an_area():
    """An edge along 60° N bends off the shortest way, ten kilometres of it by no metre."""
    ring = [(0, 0), (20, 0), (20, 60), (0, 60), (0, 0)]
    assert area_m2(read(ring)) == pytest.approx(by_geod_m2(ring, 0.01), rel=2e-6)


@settings(deadline=None)
@given(angles, st.integers(2, 60), longitudes, st.integers(-60, 60))
def test_a_region_over_180_has_the_area_of_its_twin_elsewhere(angles_deg, size, lon, lat):
    ring = moved(star(angles_deg, size), 0, lat)
    if not is_area(ring):
        return
    truth_m2 = by_geod_m2(ring)
    for shift in (0, 180, lon, lon + 360):
        for written in (moved(ring, shift, 0), wrapped(moved(ring, shift, 0))):
            area = read(written)
            assert area_m2(area) == pytest.approx(truth_m2, rel=1e-4)
            west, _, east, _ = area.bounds
            assert west >= -180
            assert east <= 180


@settings(deadline=None)
@given(st.integers(3, 40), st.integers(-80, 80).filter(bool), st.integers(0, 359))
def test_a_coast_round_a_pole_encloses_it(count, lat, start):
    """Whole or cut at ±180° and closed along the pole, it is the same land."""
    turns = np.arange(count) / count
    lon = np.round(start + 360 * turns, 3)
    coast = np.column_stack([lon, lat + np.sign(lat) * 5 * np.cos(2 * np.pi * turns) ** 2])
    pole = float(np.sign(lat) * 90)
    around = np.vstack([coast, moved(coast[:1], 360, 0)])
    closed = np.vstack([around, [(around[-1, 0], pole), (around[0, 0], pole)]])
    truth_m2 = by_geod_m2(closed)
    for written in (closed, coast, wrapped(coast)):
        assert area_m2(read(written)) == pytest.approx(truth_m2, rel=1e-4)


@settings(deadline=None)
@given(angles, st.integers(2, 30), longitudes, st.integers(-60, 60), st.booleans())
def test_a_hole_is_taken_out_wherever_it_is_written(angles_deg, size, lon, lat, is_wrapped):
    hole = moved(star(angles_deg, size), lon, lat)
    if not is_area(hole):
        return
    outer = np.array(shapely.box(-size - 1, -size / 4 - 1, size + 1, size / 4 + 1).exterior.coords)
    outer += (lon, lat)
    whole, without = (
        area_m2(read(wrapped(outer))),
        read(wrapped(outer), wrapped(hole) if is_wrapped else hole),
    )
    assert area_m2(without) == pytest.approx(whole - by_geod_m2(hole), rel=1e-4)


@settings(deadline=None)
@given(angles, st.integers(2, 30), st.integers(-170, 170), latitudes)
def test_a_mask_is_the_world_without_its_hole(angles_deg, size, lon, lat):
    hole = moved(star(angles_deg, min(size, 10 + abs(180 - abs(lon)) // 2)), lon, lat / 2)
    if not is_area(hole) or np.abs(hole[:, 0]).max() >= 180:
        return
    world = np.array(shapely.box(-180, -90, 180, 90).exterior.coords)
    earth_m2 = area_m2(shapely.box(-180, -90, 180, 90))
    assert area_m2(read(world, hole)) == pytest.approx(earth_m2 - by_geod_m2(hole, 0.01), rel=1e-9)


@settings(deadline=None)
@given(angles, st.integers(1, 8), st.integers(-170, 170), st.integers(-60, 70))
def test_a_region_in_metres_is_where_it_was(angles_deg, size, lon, lat):
    """Through the zone's projection and back: vertices where they were."""
    ring = moved(star(angles_deg, min(size, 3)), lon, lat)
    if not is_area(ring):
        return
    zone = CRS(proj="tmerc", lon_0=lon, k=0.9996, datum="WGS84")
    metres = shapely.transform(
        shapely.Polygon(ring), lambda xy: np.column_stack(_into(zone, *xy.T))
    )
    found = Contents(np.array([metres], dtype=object), {}, (), zone)
    area = ready(found, areas=True).geometries[0]
    away = shapely.distance(shapely.points(shapely.get_coordinates(shapely.Polygon(ring))), area)
    assert away.max() < 1e-7


def _into(crs, lon, lat):
    from pyproj import Transformer  # noqa: PLC0415

    return Transformer.from_crs("OGC:CRS84", crs, always_xy=True).transform(lon, lat)


def square(west, south, size):
    corners = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
    return moved(np.array(corners), west, south)


STRAY = (
    "left out 1 hole outside of its polygon; if it is an island, write it as a polygon of its own "
    "(feature 1)"
)


@pytest.mark.parametrize("hole", [square(40, 50, 1), square(40, 50, 1)[::-1], square(36, 51, 1)])
@pytest.mark.parametrize("shift", [0, 144.5])
@pytest.mark.parametrize("areas", [True, False])
def test_a_hole_outside_its_polygon_is_left_out_and_said(hole, shift, areas):
    """It is no land, whichever way it runs, and a hole that is one stays."""
    rings = [moved(ring, shift, 0) for ring in (square(35, 50, 1), square(35.2, 50.2, 0.5), hole)]
    polygon = {"type": "Polygon", "coordinates": [wrapped(ring).tolist() for ring in rings]}
    made = ready(find(json.dumps(polygon).encode(), Wanted(frozenset())), areas=areas)
    truth_m2 = by_geod_m2(square(35, 50, 1)) - by_geod_m2(square(35.2, 50.2, 0.5))
    assert area_m2(made.geometries[0]) == pytest.approx(truth_m2, rel=1e-4)
    assert STRAY in made.notes
    assert not any("crossed" in note for note in made.notes)


def test_a_hole_before_its_outline_is_refused():
    with pytest.raises(InputError, match="feature 1: a hole encloses the whole polygon"):
        read(square(35.2, 50.2, 0.5), square(35, 50, 1))


def test_a_hole_partly_outside_takes_what_it_covers():
    made = read(square(35, 50, 1), square(35.5, 50.2, 0.75))
    assert made.area == pytest.approx(1 - 0.5 * 0.75)
