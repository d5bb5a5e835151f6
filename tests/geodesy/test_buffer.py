"""Buffers against brute force and a simple slow method, on the shapes that are hard."""

import doctest
import importlib
from pathlib import Path

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)
from shapely.affinity import translate

from rangemap import geodesy
from rangemap.errors import GeometryError
from rangemap.geodesy import proven
from rangemap.geodesy.source import Source

from .oracle import boundary_points, by_circles, to_geometry_m

MODULE = importlib.import_module("rangemap.geodesy.buffer")
BORDER = LineString(
    [
        (33.8, 52.3),
        (34.4, 51.7),
        (35.2, 51.0),
        (36.5, 50.3),
        (38.0, 49.9),
        (39.2, 49.8),
        (40.1, 49.6),
    ]
)
C_SHAPE = LineString(
    [(36 + 1.1 * np.cos(t), 50 + 0.7 * np.sin(t)) for t in np.linspace(0.4, 5.9, 12)]
)
HOLED = Polygon(box(30, 48, 34, 51).exterior, [box(30.5, 48.4, 33.5, 50.6).exterior])

CASES = {
    "a border": (BORDER, 80_467.2),
    "a border, far": (BORDER, 305_775),
    "a C that closes": (C_SHAPE, 40_000),
    "an area": (box(30, 48, 33, 50), 100_000),
    "an area with a hole that stays": (HOLED, 60_000),
    "an area with a hole that fills": (HOLED, 150_000),
    "islands": (MultiPolygon([box(30, 48, 30.2, 48.1), box(31, 48.5, 31.1, 48.6)]), 30_000),
    "islands that just meet": (MultiPoint([(30, 48), (31.0, 48)]), 37_400),
    "lines": (MultiLineString([[(30, 50), (31, 50)], [(30.5, 50.2), (30.5, 51)]]), 20_000),
    "along a meridian": (LineString([(30, 45), (30, 55)]), 90_000),
    "along a parallel": (LineString([(20, 60), (30, 60)]), 90_000),
    "a spike": (LineString([(30, 50), (31, 50.5), (30.2, 50.1), (30.2, 50.1)]), 20_000),
    "vertices nearly twice": (LineString([(30, 50), (30 + 1e-9, 50), (30.5, 50.2)]), 20_000),
    "a line of one place": (LineString([(30, 50), (30, 50)]), 20_000),
    "far smaller than the radius": (box(30, 50, 30.001, 50.001), 200_000),
    "far larger than the radius": (LineString([(30, 50), (31, 50.2)]), 500),
    "across 180": (MultiLineString([[(178, 66), (180, 67)], [(-180, 67), (-178, 66)]]), 80_000),
    "over the pole": (LineString([(10, 87), (100, 89), (-170, 88)]), 300_000),
    "round the south pole": (box(-180, -90, 180, -80), 100_000),
    "beside the pole": (LineString([(0, 89.99), (90, 89.98)]), 50_000),
    "a mixture": (GeometryCollection([BORDER, Point(30, 47), box(31, 46, 32, 47)]), 50_000),
    "a third of the world": (LineString([(30, 0), (60, 30)]), 5_000_000),
}


def measured_error_m(area, source, radius_m, count=14):
    points = boundary_points(area)
    chosen = np.random.default_rng(7).permutation(len(points))[:count]
    return max(abs(to_geometry_m(source, points[k]) - radius_m) for k in chosen)


@pytest.mark.parametrize("name", CASES)
def test_hard_cases(name):
    source, radius_m = CASES[name]
    made = geodesy.buffers(source, [radius_m], tolerance_m=1.0)[0]
    assert made.bound_m <= 1.0
    assert made.geometry.is_valid
    assert all(part.exterior.is_ccw for part in shapely.get_parts(made.geometry))
    west, south, east, north = made.geometry.bounds
    assert west >= -180
    assert east <= 180
    assert -90 <= south <= north <= 90
    assert measured_error_m(made.geometry, source, radius_m) <= made.bound_m + 1e-3
    assert shapely.intersects(made.geometry, shapely.points(shapely.get_coordinates(source))).all()


def test_a_millimetre_is_the_least_tolerance():
    point = shapely.Point(30, 50)
    (made,) = geodesy.buffers(point, [1000], tolerance_m=0.001)
    assert made.bound_m <= 0.001
    assert measured_error_m(made.geometry, point, 1000, 6) <= made.bound_m + 1e-6
    with pytest.raises(GeometryError, match="least supported, 1 mm"):
        geodesy.buffer(point, 1000, tolerance_m=0.000999)


@pytest.mark.parametrize("radius_m", [25_000, 80_467.2, 305_775])
def test_against_the_union_of_circles(radius_m):
    slow = by_circles(BORDER, radius_m, radius_m / 800)
    fast = geodesy.buffer(BORDER, radius_m)
    apart = shapely.symmetric_difference(slow, fast)
    assert geodesy.area_m2(apart) < 0.002 * geodesy.area_m2(fast)


@pytest.mark.parametrize(("most_vertices", "bound_m"), [(2_000_000, 1), (200_000, 8)])
def test_the_last_resort_is_right_to_its_bound(monkeypatch, most_vertices, bound_m):
    """What is used where a proof fails, though no case is known where it does."""
    monkeypatch.setattr(proven, "_MAX_VERTICES", most_vertices)
    source = GeometryCollection([BORDER, box(31, 46, 32, 47)])
    made = proven.by_discs(source, 80_000, 1.0)
    assert made.bound_m == bound_m
    assert made.area.is_valid
    assert measured_error_m(made.area, source, 80_000) <= made.bound_m


@pytest.mark.parametrize(
    ("radius_m", "holes"),
    [(30_000, 1), (44_000, 1), (70_000, 1), (82_500, 0)],
)
def test_holes_appear_and_vanish_with_the_radius(radius_m, holes):
    ring = LineString([*C_SHAPE.coords, C_SHAPE.coords[0]])
    made = geodesy.buffer(ring, radius_m)
    assert len(shapely.get_rings(made)) - 1 == holes


def test_a_hole_only_just():
    """Three points on a circle: their discs leave a hole in the middle, of any size one likes."""
    ends = [Geodesic.WGS84.Direct(50, 30, azimuth, 100_000) for azimuth in (0, 120, 240)]
    points = MultiPoint([(end["lon2"], end["lat2"]) for end in ends])
    for short_m, holes in ((3.0, 1), (30.0, 1), (3_000.0, 1), (-3.0, 0), (-30.0, 0)):
        made = geodesy.buffers(points, [100_000 - short_m])[0]
        assert made.bound_m <= 1.0
        assert len(shapely.get_rings(made.geometry)) - 1 == holes


def test_no_false_hole():
    """The border for which planar buffers leave a hole: everything near the line is inside."""
    made = geodesy.buffer(BORDER, 305_775)
    assert len(shapely.get_rings(made)) == 1
    assert shapely.contains(made, geodesy.buffer(BORDER, 302_000))


def test_several_radii_and_their_order():
    small, large = geodesy.buffers(BORDER, [80_000, 160_000])
    assert (small.radius_m, large.radius_m) == (80_000, 160_000)
    assert shapely.contains(large.geometry, small.geometry)


def test_several_radii_share_the_work_and_nothing_else(monkeypatch):
    """Near and far radii, in any order, as when each is asked for alone, but for the bound."""
    made_sources = []
    original = Source.__init__

    def counted(self, *args):
        made_sources.append(args)
        original(self, *args)

    monkeypatch.setattr(Source, "__init__", counted)
    radii = [305_775, 2_000, 80_467.2, 80_467.2]
    source = GeometryCollection([BORDER, box(31, 46, 32, 47)])
    together = geodesy.buffers(source, radii)
    assert len(made_sources) == 2  # 2 km asks for nodes too close for the other radii
    for made, radius_m in zip(together, radii, strict=True):
        alone = geodesy.buffers(source, [radius_m])[0]
        assert made.bound_m <= 1.0
        assert made.geometry.is_valid
        assert measured_error_m(made.geometry, source, radius_m, 6) <= made.bound_m + 1e-3
        apart = shapely.symmetric_difference(made.geometry, alone.geometry)
        assert geodesy.area_m2(apart) < 2 * shapely.length(alone.geometry) * 112_000
    assert geodesy.buffers(source, []) == []


def test_a_series_is_buffered_as_one():
    parts = [BORDER, Point(30, 47)]
    one = geodesy.buffer(GeometryCollection(parts), 50_000)
    assert geodesy.buffer(parts, 50_000).equals(one)
    assert geodesy.buffer(np.array([*parts, None, Point()], object), 50_000).equals(one)


def test_a_point_is_a_ring():
    assert geodesy.buffer(Point(30, 50), 80_000).equals(geodesy.ring((30, 50), 80_000))
    assert geodesy.buffer(MultiPoint([(30, 50), (30, 50)]), 15_000_000).is_valid


@settings(deadline=None, max_examples=25)
@given(
    seed=st.integers(0, 10_000),
    radius_m=st.floats(1_000, 400_000),
    tolerance_m=st.sampled_from([1.0, 10.0]),
)
def test_symmetries(seed, radius_m, tolerance_m):
    """Turned about the axis or mirrored, nothing changes but the place."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(size=(int(rng.integers(2, 12)), 2)).cumsum(axis=0)
    line = LineString([30, 45] + steps * radius_m / 400_000)
    made, turned = (
        geodesy.buffers(source, [radius_m], tolerance_m)[0]
        for source in (line, translate(line, -100, 0))
    )
    mirrored = geodesy.buffers(
        shapely.transform(line, lambda c: c * [1, -1]), [radius_m], tolerance_m
    )
    area = geodesy.area_m2(made.geometry)
    slack = 2 * tolerance_m * shapely.length(made.geometry) * 112_000
    assert max(made.bound_m, turned.bound_m, mirrored[0].bound_m) <= min(tolerance_m, radius_m / 8)
    assert geodesy.area_m2(turned.geometry) == pytest.approx(area, abs=slack)
    assert geodesy.area_m2(mirrored[0].geometry) == pytest.approx(area, abs=slack)
    assert shapely.covers(made.geometry, line)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_inside_and_outside(seed):
    """Random points are on the side that their distance says, but for the bound."""
    rng = np.random.default_rng(seed)
    line = LineString(np.array([30, 45]) + rng.normal(size=(4, 2)).cumsum(axis=0) / 2)
    radius_m = 10 ** rng.uniform(4, 5.3)
    made = geodesy.buffers(line, [radius_m])[0]
    for point in np.array([30, 45]) + rng.normal(size=(8, 2)) * 2:
        off = to_geometry_m(line, point) - radius_m
        if abs(off) > made.bound_m:
            assert shapely.intersects_xy(made.geometry, *point) == (off < 0)


def test_a_circle_on_the_sphere_in_the_limit():
    """The area of a small disc is that of the plane, of a line's buffer that of a stadium."""
    radius_m = 1_000.0
    line = LineString([(30, 50), (30, 50.5)])
    length_m = Geodesic.WGS84.Inverse(50, 30, 50.5, 30)["s12"]
    stadium = np.pi * radius_m**2 + 2 * radius_m * length_m
    made = geodesy.buffer(line, radius_m, tolerance_m=0.01)
    assert geodesy.area_m2(made) == pytest.approx(stadium, rel=3e-5)


def test_minimum_radius_of_points_is_a_union_of_annuli():
    points = MultiPoint([(30, 50), (30.5, 50)])
    made = geodesy.buffer(points, 80_000, min_radius_m=30_000)
    rings = geodesy.rings_union(points, 80_000, min_radius_m=30_000)
    assert shapely.area(shapely.symmetric_difference(made, rings)) < 1e-4
    assert shapely.intersects_xy(made, 30, 50)  # in reach of the other point


@pytest.mark.parametrize(
    "part",
    [
        LineString([(34, 51), (34.2, 51.05)]),
        box(34, 51, 34.1, 51.1),
        LineString([(100, 20), (100.2, 20.05), (100.1, 20.1)]),
    ],
)
def test_the_core_of_a_part_is_out_of_reach(part):
    made = geodesy.buffers(part, [80_000], min_radius_m=30_000)[0]
    assert made.geometry.is_valid
    corners = shapely.get_coordinates(part)
    for ring in shapely.get_rings(made.geometry)[1:]:
        for place in shapely.get_coordinates(ring)[::40]:
            far = max(Geodesic.WGS84.Inverse(c[1], c[0], *place[::-1])["s12"] for c in corners)
            assert far == pytest.approx(30_000, abs=1.0)
    assert len(shapely.get_rings(made.geometry)) == 2


def test_a_line_longer_than_twice_the_minimum_has_no_core():
    assert geodesy.buffer(BORDER, 80_000, min_radius_m=70_000).equals(
        geodesy.buffer(BORDER, 80_000)
    )


@pytest.mark.parametrize(
    ("geometry", "radius_m", "tolerance_m", "least_m", "words"),
    [
        (LineString(), 1000, 1, None, "empty"),
        ([], 1000, 1, None, "empty"),
        ("x", 1000, 1, None, "expected"),
        (["x"], 1000, 1, None, "geometries only"),
        (LineString([(0, 0), (0, 91)]), 1000, 1, None, "latitude 91 is outside"),
        (BORDER, 5_100_000, 1, None, "5,000 km"),
        (BORDER, 0, 1, None, "above zero"),
        (BORDER, 0.5, 1, None, "least supported"),
        (BORDER, 5_000_100, 1, None, "5,000.1 km is past the 5,000 km"),
        (Point(0, 0), 19_990_000, 1, None, "19,990 km is past the 19,970 km"),
        (BORDER, True, 1, None, "not True"),
        (BORDER, 1000, -1, None, "tolerance"),
        (BORDER, 1000, 1e-6, None, "least supported, 1 mm"),
        (None, 1000, 1, None, "expected geometries"),
        (BORDER, 1000, 1, 2000, "must be less"),
    ],
)
def test_errors_say_what_is_wrong(geometry, radius_m, tolerance_m, least_m, words):
    with pytest.raises(GeometryError, match=words):
        geodesy.buffer(geometry, radius_m, tolerance_m, least_m)


@pytest.mark.parametrize("radii_m", [1000, None, "100"])
def test_radii_that_are_no_list(radii_m):
    with pytest.raises(GeometryError, match="a list of metres"):
        geodesy.buffers(BORDER, radii_m)


def test_a_coordinate_that_is_no_number():
    with np.errstate(invalid="ignore"):
        broken = shapely.points([[np.nan, 50]])
    with pytest.raises(GeometryError, match=r"empty|not a finite number"):
        geodesy.buffer(broken, 1000)


@pytest.mark.parametrize(
    "found", Path(__file__).with_name("invalid_once.txt").read_text("ascii").splitlines()
)
def test_what_the_campaign_found_to_be_invalid(found):
    """Each line: radius, tolerance, source. Curves that cross, or touch, by a hair many times."""
    radius_m, tolerance_m, source = found.split(maxsplit=2)
    made = geodesy.buffer(shapely.from_wkt(source), float(radius_m), float(tolerance_m))
    assert shapely.is_valid_reason(made) == "Valid Geometry"


def furthest_off_m(made, source):
    """How far middles of edges are from the radius, at most."""
    start, end = (shapely.get_coordinates(made.geometry)[n:] for n in (0, 1))
    middles = shapely.points((start[:-1] + end) / 2)
    is_edge = shapely.dwithin(made.geometry.boundary, middles, 1e-9)
    return np.abs(geodesy.nearest_m(source, middles[is_edge]) - made.radius_m).max()


def test_a_strait_that_is_narrower_than_the_mesh():
    """Some 70 m long and 3 m wide, found by the campaign: the front stays open at its ends."""
    found = Path(__file__).with_name("strait.txt").read_text("ascii")
    radius_m, tolerance_m, source = found.split(maxsplit=2)
    shape = shapely.from_wkt(source)
    made = geodesy.buffers(shape, [float(radius_m)], float(tolerance_m))[0]
    assert made.bound_m <= float(tolerance_m)
    assert furthest_off_m(made, shape) <= made.bound_m + 0.01


@pytest.mark.parametrize("radius_m", [634.0, 635.2391818576147, 636.0])
def test_a_small_hole_with_three_shores(radius_m):
    """Some 20 m long and 8 m wide, found by the campaign: of three seeds none saw the third."""
    source = shapely.from_wkt(Path(__file__).with_name("wedge.txt").read_text("ascii"))
    made = geodesy.buffers(source, [radius_m])[0]
    assert made.bound_m <= 1.0
    assert furthest_off_m(made, source) <= made.bound_m + 0.01


@pytest.fixture
def unproven(monkeypatch):
    """A front that is proven to 10 m, whatever is asked for."""
    monkeypatch.setattr(
        MODULE,
        "proven_buffers",
        lambda *asked: [each._replace(bound_m=10.0) for each in proven.proven_buffers(*asked)],
    )


@pytest.mark.usefixtures("unproven")
def test_what_is_not_proven_to_what_was_asked_is_told():
    line = LineString([(30, 50), (31, 51)])
    made = geodesy.buffers(line, [80_000], tolerance_m=0.5)[0]
    assert (made.bound_m, made.tolerance_m, made.is_proven) == (10.0, 0.5, False)
    with pytest.warns(
        geodesy.UnprovenWarning, match=r"80,000 m is proven to 10 m, not to the 0\.5"
    ):
        area = geodesy.buffer(line, 80_000, tolerance_m=0.5)
    assert area.equals(made.geometry)
    with pytest.warns(geodesy.UnprovenWarning):
        geodesy.buffer(line, 80_000, tolerance_m=0.5, min_radius_m=1000)
    crowd = np.random.default_rng(1).uniform(30, 31, (40, 2))
    with pytest.warns(geodesy.UnprovenWarning):
        geodesy.rings_union(crowd, 80_000)
    assert geodesy.buffers(line, [80_000], tolerance_m=10)[0].is_proven


def test_what_is_proven_is_given_without_a_word():
    for made in geodesy.buffers(BORDER, [80_000, 10]):
        assert made.is_proven
        assert made.tolerance_m == min(1.0, made.radius_m / 8)
    assert geodesy.buffers(Point(30, 50), [80_000])[0].is_proven
    assert geodesy.buffers(BORDER, [80_000], min_radius_m=70_000)[0].is_proven


def test_the_examples_in_the_docstrings():
    found = doctest.testmod(MODULE, extraglobs={"shapely": shapely})
    assert found.attempted
    assert not found.failed


def test_a_minimum_is_kept_from_a_whole_parallel():
    """Whatever is nearer to the pole than the minimum less the parallel's own distance."""
    minimum_m, tolerance_m = 300_000.0, 100.0
    parallel = LineString([(lon, 88.0) for lon in range(-180, 181, 90)])
    made = geodesy.buffer(parallel, 600_000, tolerance_m, min_radius_m=minimum_m)
    pole_m = Geodesic.WGS84.Inverse(88, 0, 90, 0)["s12"]
    for azimuth in range(-180, 180, 15):
        for off_m, is_within in ((-2 * tolerance_m, False), (2 * tolerance_m, True)):
            at = Geodesic.WGS84.Direct(90, 0, azimuth, minimum_m - pole_m + off_m)
            assert shapely.intersects_xy(made, at["lon2"], at["lat2"]) == is_within
