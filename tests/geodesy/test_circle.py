import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from rangemap import geodesy
from rangemap.errors import GeometryError
from rangemap.geodesy import circle as circles
from rangemap.geodesy.ellipsoid import earth_centred

from .oracle import boundary_points, length_m


@pytest.mark.parametrize("radius_m", [100, 80_467.2, 305_775, 5_000_000, 15_000_000, 19_970_000])
@pytest.mark.parametrize("lat", [0, 51.0, -68, 89.5, 90])
def test_no_point_of_the_boundary_is_off_by_more_than_the_tolerance(lat, radius_m):
    ring = geodesy.ring((34.7, lat), radius_m)
    points = boundary_points(ring)
    points = points[:: max(1, len(points) // 500)]
    off = [abs(length_m((34.7, lat), p) - radius_m) for p in points]
    assert max(off) <= 1.0 + 1e-6
    assert ring.is_valid


@settings(deadline=None, max_examples=60)
@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90),
    radius_m=st.floats(1.0, 19_970_000),
    tolerance_m=st.sampled_from([0.1, 1.0, 100.0]),
)
def test_rings_are_valid_and_hold_their_area(lon, lat, radius_m, tolerance_m):
    if radius_m / tolerance_m > 1e7:
        tolerance_m = radius_m / 1e7
    ring = geodesy.ring((lon, lat), radius_m, tolerance_m=tolerance_m)
    assert ring.is_valid
    sphere = 2 * math.pi * 6_371_000**2 * (1 - math.cos(radius_m / 6_371_000))
    slack = min(tolerance_m, radius_m / 8) / radius_m * 3
    assert geodesy.area_m2(ring) == pytest.approx(sphere, rel=0.02 + slack)
    assert shapely.intersects_xy(ring, lon, lat)


@pytest.mark.parametrize(("lon", "parts"), [(179.9, 2), (-180, 2), (180, 2), (0, 1)])
def test_a_ring_across_180_is_cut(lon, parts):
    ring = geodesy.ring((lon, 65.0), 80_000)
    assert len(shapely.get_parts(ring)) == parts
    assert np.abs(shapely.bounds(ring)[[0, 2]]).max() <= 180
    assert geodesy.area_m2(ring) == pytest.approx(
        geodesy.area_m2(geodesy.ring((10.0, 65.0), 80_000)), rel=1e-6
    )


@pytest.mark.parametrize("radius_m", [1, 80_467.2, 1_000_000, 9_950_000, 19_951_538, 19_970_000])
@pytest.mark.parametrize("lat", [0, 0.3, 51.0, -84.2, 90])
def test_every_vertex_is_on_the_circle(lat, radius_m):
    vertices = circles.circle(np.array([[34.7, lat]]), radius_m, radius_m / 100_000)
    off = [abs(length_m((34.7, lat), v) - radius_m) for v in vertices[:: len(vertices) // 16]]
    assert max(off) < 1e-6


@settings(deadline=None, max_examples=80)
@given(
    lat=st.floats(-90, 90),
    radius_m=st.floats(10, 19_970_000),
    share=st.sampled_from([1e-6, 1e-5, 1e-4, 1e-2, 0.125]),
)
def test_edges_are_bound_and_no_more_than_needed(lat, radius_m, share):
    """The bound holds where edges are not looked at one by one, and where they bend outwards."""
    tolerance_m = min(radius_m * share, (19_970_326 - radius_m) / 2)
    center = np.array([[34.7, lat]])
    vertices = circles.circle(center, radius_m, tolerance_m)
    bound = circles._deviation(earth_centred(*vertices.T), vertices, radius_m, tolerance_m)
    assert bound.max() <= tolerance_m
    ahead = np.roll(vertices, -1, axis=0)
    step = (ahead - vertices + [180, 0]) % 360 - [180, 0]
    step[:, 1] = (ahead - vertices)[:, 1]
    for k in range(0, len(vertices), 1 + len(vertices) // 20):
        off = [abs(length_m((34.7, lat), vertices[k] + t * step[k]) - radius_m) for t in (0.3, 0.5)]
        assert max(off) <= bound[k] + 1e-6


@pytest.mark.parametrize(("lat", "radius_m"), [(89.5, 80_467.2), (-88.5, 305_775)])
def test_a_ring_over_a_pole_needs_few_more_vertices(lat, radius_m):
    over = shapely.count_coordinates(geodesy.ring((34.7, lat), radius_m))
    assert over < 1.4 * shapely.count_coordinates(geodesy.ring((34.7, 51.0), radius_m))


def test_the_few_vertices_of_an_inscribed_ring():
    assert len(geodesy.ring((34.7, 50), 80_467).exterior.coords) < 660
    assert len(geodesy.ring((34.7, 50), 305_775).exterior.coords) < 1_330


def test_annulus():
    ring = geodesy.ring(Point(34.7, 51.0), 300_000, min_radius_m=70_000)
    assert not ring.contains(Point(34.7, 51.0))
    whole, hole = (geodesy.ring((34.7, 51.0), r) for r in (300_000, 70_000))
    assert geodesy.area_m2(ring) == pytest.approx(
        geodesy.area_m2(whole) - geodesy.area_m2(hole), rel=1e-12
    )


def test_union_of_rings():
    centers = [(34.7, 51.0), (36.3, 50.1), (34.7, 51.0)]
    union = geodesy.rings_union(centers, 80_000)
    each = [geodesy.ring(c, 80_000) for c in centers[:2]]
    assert union.symmetric_difference(shapely.union_all(each)).area < 1e-12


@pytest.mark.parametrize(
    ("center", "radius_m", "tolerance_m", "words"),
    [
        ((34.7, 134.8), 1000, 1, "latitude 134.8 is outside"),
        ((234.7, 51), 1000, 1, "longitude 234.7 is outside .*subtract 360"),
        ((math.nan, 51), 1000, 1, "not a finite number"),
        ((34.7, 51), 0, 1, "above zero"),
        ((34.7, 51), -5, 1, "above zero"),
        ((34.7, 51), math.inf, 1, "finite"),
        ((34.7, 51), "far", 1, "number of metres"),
        ((34.7, 51), 30_000_000, 1, "past the 19,970 km"),
        ((34.7, 51), 1000, 0, "tolerance"),
        ((34.7, 51), 1000, math.nan, "tolerance"),
        (Point(), 1000, 1, "no center"),
        ([], 1000, 1, "no center"),
        ([(1, 2), (3, 4)], 1000, 1, "one center, not 2"),
        (shapely.LineString([(0, 0), (1, 1)]), 1000, 1, "not a LineString"),
        ("Kursk", 1000, 1, "pair"),
    ],
)
def test_errors_say_what_is_wrong(center, radius_m, tolerance_m, words):
    with pytest.raises(GeometryError, match=words):
        geodesy.ring(center, radius_m, tolerance_m=tolerance_m)


def test_the_minimum_radius_is_less_than_the_radius():
    with pytest.raises(GeometryError, match="must be less than"):
        geodesy.ring((0, 0), 1000, min_radius_m=1000)


@pytest.mark.parametrize("radius_m", [1.0, 80_467.2, 305_775.0, 3e6, 1.99e7])
def test_discs_of_many_are_the_rings_of_each_to_the_last_digit(radius_m):
    """Also over poles, across the antimeridian, and where edges beside a pole are judged."""
    rng = np.random.default_rng(3)
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, 20)))
    centers = np.column_stack([rng.uniform(-180, 180, 20), lat])
    centers[:6] = [(0, 90), (0, -90), (180, 10), (-180, 0), (179.5, 60), (10, 88.9)]
    made = circles.discs(centers, radius_m, min(1.0, radius_m / 8))
    for disc, center in zip(made, centers, strict=True):
        alone = geodesy.ring(center, radius_m)
        assert disc.is_valid
        assert shapely.equals_identical(disc, alone)
