import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import GeometryCollection, LineString, MultiLineString, Point, Polygon, box

from rangemap import geodesy
from rangemap.geodesy import proven
from rangemap.geodesy.offset import _beside_kinks, offset_curves
from rangemap.geodesy.source import Source

from . import compiled
from .oracle import boundary_points

measured = pytest.mark.skipif(bool(compiled.missing()), reason=compiled.missing())
KM = 1 / 111.2
"""Degrees of latitude."""
RADIUS_M = 1_000.0


def about(points_km, lat=50.0, lon=30.0):
    """Points east and north of a place, kilometres, as lon, lat."""
    east, north = np.transpose(points_km)
    return np.column_stack([lon + east * KM / np.cos(np.radians(lat)), lat + north * KM])


def test_each_kink_of_an_offset_curve_is_two_vertices_as_far_from_it_as_asked():
    """A curve runs clockwise about what it bites out: each corner of the square is a kink."""
    corners = np.array([(30.0, 51.0), (31.0, 51.0), (31.0, 50.0), (30.0, 50.0)])
    beside = _beside_kinks(corners, 1_000.0)
    assert len(beside) == 8
    off_m = Geod(ellps="WGS84").inv(*np.repeat(corners, 2, axis=0).T, *beside.T)[2]
    assert off_m == pytest.approx(1_000, rel=0.02)
    assert len(_beside_kinks(corners[::-1], 1_000.0)) == 4


def arc(from_deg, to_deg, radius_km, n=40):
    turn = np.radians(np.linspace(from_deg, to_deg, n))
    return np.column_stack([np.cos(turn), np.sin(turn)]) * radius_km


LONG = [(-90.0, -20.0), (90.0, -20.5)]
"""A line far from the others, so that what is buffered is long against the radius."""
NEARLY_CLOSED = MultiLineString([about(arc(10, 350, 2.0)), about(LONG)])
TWO_HALVES = MultiLineString([about(arc(5, 175, 2.0)), about(arc(185, 355, 2.0)), about(LONG)])
CLOSED = MultiLineString([about(arc(0, 360, 2.0)), about(LONG)])
AREA_WITH_HOLE = GeometryCollection(
    [
        Polygon(about(arc(0, 360, 9.0)), [about(arc(360, 0, 2.0))]),
        LineString(about(LONG)),
    ]
)
CHAIN = MultiLineString([*(about(arc(a + 4, a + 56, 2.0)) for a in range(0, 360, 60)), about(LONG)])
THREE_SHORES = MultiLineString(
    [*(about(arc(a, a, 1.02, 1) * [[1.0], [3.0]]) for a in (90, 210, 330)), about(LONG)]
)


def made_beside(geometry, radius_m=RADIUS_M, tolerance_m=1.0):
    """The buffer, which must come of offset curves."""
    spacing_m = proven._spacing_m(radius_m, tolerance_m)
    aim = proven._aim(radius_m, tolerance_m, spacing_m**2 / (8 * radius_m) + 0.01 * tolerance_m)
    source = Source(geometry, spacing_m, 0.01 * tolerance_m, aim.vertex_m)
    field = proven.DistanceField(source, radius_m)
    maker = proven._Maker(source, aim, field, 1)
    assert maker.is_slender()
    return maker.made_beside()


HOLED = {
    "nearly closed": NEARLY_CLOSED,
    "two halves": TWO_HALVES,
    "closed": CLOSED,
    "area with a hole": AREA_WITH_HOLE,
    "chain": CHAIN,
    "three shores": THREE_SHORES,
}


@pytest.mark.parametrize("name", HOLED)
def test_a_hole_that_no_curve_showed_is_found(name, monkeypatch):
    """Offset curves without their holes: what the front does not show the certificate must."""
    whole = made_beside(HOLED[name])
    assert sum(len(part.interiors) for part in shapely.get_parts(whole.area)) == 1

    def only_shells(*args):
        return [c for c in offset_curves(*args) if shapely.LinearRing(c).is_ccw]

    monkeypatch.setattr(proven, "offset_curves", only_shells)
    mended = made_beside(HOLED[name])
    assert mended is None or (
        sum(len(part.interiors) for part in shapely.get_parts(mended.area)) == 1
        and mended.bound_m <= 1.0
        and shapely.symmetric_difference(mended.area, whole.area).area
        < 3.0 * whole.area.length / 111_200
    )


@measured
@pytest.mark.parametrize(
    ("lat", "radius_m", "tolerance_m"), [(-70, 1_000.0, 1.0), (0, 200.0, 0.5), (80, 1_000.0, 1.0)]
)
def test_a_ragged_line_keeps_its_tolerance(lat, radius_m, tolerance_m):
    rng = np.random.default_rng(lat + 100)
    line = LineString(about(rng.normal(0, 1, (60, 2)).cumsum(axis=0) * 2, lat))
    made = made_beside(line, radius_m, tolerance_m)
    assert made.bound_m <= tolerance_m
    off = compiled.distances_m(line, boundary_points(made.area, parts=3)) - radius_m
    assert np.abs(off).max() <= made.bound_m + 1e-4


@measured
def test_what_stands_beside_a_long_edge_is_seen():
    """Edges along a straight line are kilometres long; a point 1.9 radii off dents none of them."""
    line = LineString(about([(-40.0, 0.0), (40.0, 0.0)]))
    beside = [Point(*about([(east, 1.9)])[0]) for east in (-20.3, -7.0, 0.0, 11.1)]
    source = GeometryCollection([line, *beside])
    made = made_beside(source)
    assert made.bound_m <= 1.0
    off = compiled.distances_m(source, boundary_points(made.area, parts=5)) - RADIUS_M
    assert np.abs(off).max() <= made.bound_m + 1e-4
    assert all(made.area.contains(point.buffer(0.005)) for point in beside)


@measured
@pytest.mark.parametrize("radius_m", [1.0, 2.0, 5.0])
def test_metres_round_a_straight_line_take_a_few_vertices(radius_m):
    line = LineString(about([(0.0, 0.0), (2.8, 1.1)]))
    made = made_beside(line, radius_m, radius_m / 8)
    assert made.bound_m <= radius_m / 8
    assert shapely.count_coordinates(made.area) < 30
    off = compiled.distances_m(line, boundary_points(made.area, parts=50)) - radius_m
    assert np.abs(off).max() <= made.bound_m + 1e-4


@measured
@pytest.mark.parametrize("radius_m", [2.0, 3.0])
def test_no_vertex_gets_to_the_other_bank_of_a_winding_line(radius_m):
    """Between two feet on straight edges that are long against the radius there may be no kink."""
    ways = np.cumsum(np.random.default_rng(6).normal(0, 0.35, 1000)) / 2
    steps = np.column_stack([np.cos(ways), 0.6 * np.sin(ways)]) * 0.0004
    line = LineString(np.cumsum(np.vstack([(34, 51), steps]), axis=0))
    made = made_beside(line, radius_m, radius_m / 8)
    assert made.bound_m <= radius_m / 8
    off = compiled.distances_m(line, boundary_points(made.area, parts=2)) - radius_m
    assert np.abs(off).max() <= made.bound_m + 1e-4


def test_a_straight_line_needs_no_mesh(monkeypatch):
    looked = []
    monkeypatch.setattr(
        proven, "refine", lambda *args: looked.append(args) or [proven.Mesh.of(*EMPTY)]
    )
    made = made_beside(LineString(about([(-60.0, 0.0), (0.0, 5.0), (60.0, 0.0)])))
    assert made.bound_m <= 1.0
    _, _, matters = looked[0]
    nodes = np.array([[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]])
    everywhere = proven.Mesh.of(nodes, np.zeros(3), np.array([[0, 1, 2]]), 3)
    assert not matters(everywhere).any()


EMPTY = (np.empty((0, 3)), np.empty(0), np.empty((0, 3), np.int64), 0)


@pytest.mark.parametrize(
    "source",
    [
        LineString([(179.999, 50), (150, 50)]),
        LineString([(0, 84.999), (10, 84.9)]),
        LineString([(-179.99, -10), (-170, 0)]),
    ],
)
def test_no_curves_where_one_plane_does_not_hold_them(source):
    assert offset_curves(Source(source, np.inf, 1.0), 5_000.0, 100.0, 1.0) is None
    made = geodesy.buffers(source, [5_000.0])[0]
    assert made.is_proven


@measured
def test_curves_run_at_the_radius():
    source = box(20, 55, 23, 56).exterior
    (shell, hole) = offset_curves(Source(source, np.inf, 0.01), 10_000.0, 400.0, 1.0)
    off = compiled.distances_m(source, np.vstack([shell, hole])) - 10_000.0
    assert np.abs(off).max() < 130.0  # beside kinks; GEOS leaves out shallow bays, too
    assert np.median(np.abs(off)) < 0.2
    assert shapely.LinearRing(shell).is_ccw
    assert not shapely.LinearRing(hole).is_ccw
