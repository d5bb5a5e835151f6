"""Places that a front cannot show: each once cost the whole buffer its proof.

Each file of `doubts` is a source, a radius and a tolerance, found by an independent oracle.
"""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, MultiLineString, Polygon, box
from shapely.geometry import shape

from rangemap import geodesy
from rangemap.geodesy import patch, proven
from rangemap.geodesy.front import Aim
from rangemap.geodesy.patch import Places, _Piece, _sectors, edge_errors, patched
from rangemap.geodesy.source import Source

from . import compiled
from .oracle import boundary_points, to_geometry_m

HOLES = {
    "hole_306km_1.6m": (77.212800744404, 41.79098123492285),
    "triple_point_80km_2m": (87.16643637912364, -54.32897099215812),
    "hole_1000km_4m": None,
    "hole_1000km_16m": None,
    "hole_2000km_64m": None,
    "holes_at_0.1m": None,
    "random_lines_80km": None,
    "strait_of_two_lines": None,
    "kink_3072km": None,
    "triple_80km": None,
}


def doubt(name):
    """Source, radius and tolerance of a case."""
    case = json.loads((Path(__file__).parent / "doubts" / f"{name}.json").read_text("utf-8"))
    return shape(case["source"]), case["radius_m"], case["tolerance_m"]


def holes(area):
    return [hole for part in shapely.get_parts(area) for hole in part.interiors]


@pytest.mark.skipif(bool(compiled.missing()), reason=compiled.missing())
@pytest.mark.parametrize("name", HOLES)
def test_what_could_not_be_proven(name):
    source, radius_m, tolerance_m = doubt(name)
    made = geodesy.buffers(source, [radius_m], tolerance_m)[0]
    assert made.bound_m <= tolerance_m
    assert shapely.is_valid_reason(made.geometry) == "Valid Geometry"
    metres = compiled.distances_m(source, boundary_points(made.geometry, parts=2))
    assert np.abs(metres - radius_m).max() <= made.bound_m + 1e-4


@pytest.mark.parametrize("name", [name for name, place in HOLES.items() if place])
def test_a_hole_little_deeper_than_the_tolerance(name):
    source, radius_m, tolerance_m = doubt(name)
    assert to_geometry_m(source, np.array(HOLES[name])) > radius_m + tolerance_m
    made = geodesy.buffer(source, radius_m, tolerance_m)
    assert not shapely.intersects_xy(made, *HOLES[name])
    assert len(holes(made)) == 1


@pytest.mark.parametrize(("radius_km", "depth_m"), [(1_000, 4), (1_000, 16), (2_000, 64)])
def test_a_hole_shallower_than_chords_sort(radius_km, depth_m):
    """Three lines that end on a circle: its middle is depth_m further than the radius."""
    far_m = radius_km * 1000 + depth_m
    lines = []
    for azimuth in (10, 120, 250):
        ends = [Geodesic.WGS84.Direct(47, 20, azimuth, m) for m in (far_m, far_m * 1.05)]
        lines.append([(end["lon2"], end["lat2"]) for end in ends])
    made = geodesy.buffers(MultiLineString(lines), [radius_km * 1000.0])[0]
    assert made.bound_m <= 1
    assert not shapely.intersects_xy(made.geometry, 20, 47)


WEST_EAST = LineString([(30, 50), (32, 50)])
AIM = Aim(60_000.0, 60_000.4, 0.96, 0.1, 0.0)


def buffered(lat):
    """A line to the east at a latitude, its buffer of 60 km, and the source that AIM wants."""
    line = shapely.transform(WEST_EAST, lambda at: at + np.array([0, lat - 50]))
    made = geodesy.buffers(line, [AIM.radius_m])[0].geometry
    return line, made, Source(line, 190.0, 0.01, AIM.vertex_m)


@pytest.mark.parametrize("lat", [0.0, 50.0, 89.2])
def test_a_buffer_that_lacks_a_bite_is_mended(lat):
    """However wrong the area is on the ground and beside it: ground grows until it is right."""
    line, made, source = buffered(lat)
    rim = shapely.get_coordinates(made)[[0]]
    bitten = shapely.difference(made, shapely.Point(rim[0]).buffer(0.01))
    mended = patched(bitten, source, AIM, Places(rim, np.array([10.0])), np.empty((0, 2)))
    assert mended.is_valid
    apart = shapely.symmetric_difference(mended, made)
    assert geodesy.area_m2(apart) < 2 * 5_000  # a bite of a kilometre, and a metre to both sides
    points = boundary_points(mended, parts=2)[::7]
    assert geodesy.nearest_m(line, shapely.points(points)) == pytest.approx(60_000, abs=1.0)


@pytest.mark.parametrize("lat", [0.0, 50.0, 80.0])
def test_a_long_edge_costs_the_ground_along_it_and_not_the_buffer(lat):
    """One disc about such an edge was wider than ground may be: spirals lost their proof to it."""
    _, made, source = buffered(lat)
    ends = [Geodesic.WGS84.Direct(lat, 30, azimuth, 60_000.4) for azimuth in (260, 269.5)]
    ends = np.array([(end["lon2"], end["lat2"]) for end in ends])
    cut = shapely.difference(made, Polygon([*ends, *np.add(ends, [-9, 0])[::-1]]))
    assert Geodesic.WGS84.Inverse(*ends[0, ::-1], *ends[1, ::-1])["s12"] > 60_000 / 8
    places = Places.of_edges(ends[:1], ends[1:], AIM)
    mended = patched(cut, source, AIM, places, np.empty((0, 2)))
    assert mended.is_valid
    assert geodesy.area_m2(shapely.symmetric_difference(mended, made)) < 2 * 60_000


@pytest.mark.parametrize("metres", [10.0, 9_000.0, 300_000.0, 900_000.0])
@pytest.mark.parametrize(("lat", "bearing"), [(0, 90.0), (50, 63.0), (-84, 80.0)])
def test_discs_along_an_edge_hold_all_of_it(metres, lat, bearing):
    end = Geodesic.WGS84.Direct(lat, 170, bearing, metres)
    start, end = np.array([[170.0, lat]]), np.array([[end["lon2"], end["lat2"]]])
    end[:, 0] = 170 + (end[:, 0] - 170) % 360
    places = Places.of_edges(start, end, AIM)
    points = (start + np.linspace(0, 1, 101)[:, None] * (end - start))[:, None]
    pairs = np.broadcast_arrays(points, places.points)
    off_m = Geod(ellps="WGS84").inv(*pairs[0].reshape(-1, 2).T, *pairs[1].reshape(-1, 2).T)[2]
    assert (off_m.reshape(len(points), -1) <= places.reach_m + 1e-6).any(axis=1).all()
    widened = Places.of_edges(start, end, AIM, np.full(1, 7e6))
    assert (widened.reach_m == 7e6).all()
    assert len(widened.points) == len(places.points)


@pytest.mark.parametrize("bearing", [27.0, 153.0, 342.0])
def test_discs_lap_over_the_rim_so_that_no_slit_is_left(bearing, monkeypatch):
    """Where both met on the rim slits as wide as a rounding made ground grow ten times."""
    place = Geodesic.WGS84.Direct(50, 30, bearing, 60_000.4)
    line = LineString([(30, 50), (30.001, 50)])
    disc = geodesy.buffers(line, [60_000.0])[0].geometry
    source = Source(line, 190.0, 0.01, AIM.vertex_m)
    ground = Places(np.array([[place["lon2"], place["lat2"]]]), np.array([3_000.0]))
    rounds, few = [], patch._few
    monkeypatch.setattr(patch, "_few", lambda *given: rounds.append(given) or few(*given))
    mended = patched(disc, source, AIM, ground, np.empty((0, 2)))
    rim = boundary_points(mended, parts=2)
    assert np.abs(geodesy.nearest_m(line, shapely.points(rim)) - 60_000).max() < 1
    assert len(rounds) == 1


BENT = LineString([(30, 50), (30.4, 50.3), (30.5, 49.9), (30.9, 50), (30.9, 50.2)])


@pytest.mark.parametrize(
    ("line", "lat"), [(BENT, 0), (BENT, 33.5), (BENT.reverse(), -100), (WEST_EAST, 0)]
)
@pytest.mark.parametrize("radius_m", [9_000.0, 60_000.0, 900_000.0])
def test_narrow_sectors_cover_what_whole_ones_do(line, lat, radius_m, monkeypatch):
    """On ground all along the boundary, at ends and bends and between."""
    line = shapely.transform(line, lambda at: at + np.array([0, lat]))
    aim = Aim(radius_m, radius_m + 0.4, 0.96, 0.1, 0.0)
    source = Source(line, (8 * radius_m * 0.08) ** 0.5, 0.01, aim.vertex_m).thinned(2)
    rim = shapely.get_coordinates(geodesy.buffer(line, radius_m))
    pieces = [_Piece.about(at, radius_m / 40) for at in rim[:: 1 + len(rim) // 12]]
    narrow = [patch._covered(piece, source, aim) for piece in pieces]
    monkeypatch.setattr(
        patch, "_spans", lambda *given: np.full((len(given[1]), 2), given[3]) * (-1, 1)
    )
    for piece, made in zip(pieces, narrow, strict=True):
        whole = patch._covered(piece, source, aim)
        apart = geodesy.areas_m2([shapely.symmetric_difference(made, whole)])[0]
        assert apart < 0.6 * aim.tolerance_m * 2 * piece.reach_m


def test_the_inside_of_an_area_is_in_reach_however_far_its_outline():
    square = box(30, 48, 34, 51)
    made = geodesy.buffers(square, [20_000.0])[0]
    bitten = shapely.difference(made.geometry, box(31.992, 49.492, 32.008, 49.508))
    aim = Aim(20_000.0, 20_000.4, 0.96, 0.1, 0.0)
    source = Source(square, 110.0, 0.01, aim.vertex_m)
    place = Places(np.array([[32.0, 49.5]]), np.array([600.0]))
    mended = patched(bitten, source, aim, place, np.empty((0, 2)))
    assert shapely.contains(mended, square)


@settings(deadline=None, max_examples=60)
@given(
    bearing=st.floats(0, 360),
    off_m=st.floats(-3, 3),
    length_m=st.floats(0.5, 3_000),
    lat=st.floats(-85, 85),
)
@example(bearing=253.0, off_m=0.0, length_m=724.0, lat=69.0)  # far nearer than the radius
def test_edges_are_no_further_off_than_judged(bearing, off_m, length_m, lat):
    """Any edge near the radius, whatever its ends' feet are: sampled by another library."""
    source = MultiLineString([[(30, lat), (30.3, lat + 0.2)], [(30.6, lat), (31, lat - 0.2)]])
    radius_m = 40_000.0
    start = Geodesic.WGS84.Direct(lat, 30.45, bearing, radius_m + off_m)
    end = Geodesic.WGS84.Direct(start["lat2"], start["lon2"], bearing + 77, length_m)
    ends = np.array([[start["lon2"], start["lat2"]], [end["lon2"], end["lat2"]]])
    aim = Aim(radius_m, radius_m + 0.4, 0.96, 0.2, 0.0)
    judged = edge_errors(
        Source(source, 160.0, 0.01, aim.vertex_m),
        ends[:1],
        ends[1:],
        aim,
        is_in_disc=np.array([False]),
    )[0]
    for share in np.linspace(0, 1, 9):
        at = ends[0] + share * (ends[1] - ends[0])
        assert abs(to_geometry_m(source, at) - radius_m) <= judged + 1e-4


def test_curves_that_cross_are_a_failed_attempt(monkeypatch):
    """Whatever GEOS says of a front gone astray: what is returned is right to its bound."""

    def broken(*_):
        raise shapely.errors.GEOSException(
            "TopologyException: unable to assign free hole to a shell"
        )

    monkeypatch.setattr(proven, "region", broken)
    made = geodesy.buffers(WEST_EAST, [60_000.0])[0]
    points = boundary_points(made.geometry, parts=2)[::7]
    assert geodesy.nearest_m(WEST_EAST, shapely.points(points)) == pytest.approx(
        60_000, abs=made.bound_m
    )


@pytest.mark.parametrize(("off_m", "reach_m"), [(1_842, 908), (8_144, 3_295), (2_084, 1_023)])
def test_sectors_of_discs_beside_a_pole_do_not_cross_themselves(off_m, reach_m):
    """Their inner edges bend there too: on the ground a sector is what its disc is."""
    rng = np.random.default_rng(3)
    aim = Aim(80_467.2, 80_467.6, 0.96, 0.1, 0.0)
    place = Geodesic.WGS84.Direct(-90, 0, 35, off_m)
    ground = (place["lat2"], place["lon2"])
    azimuths, metres = np.arange(0.0, 360.0, 3), aim.vertex_m + rng.uniform(-reach_m, reach_m, 120)
    ends = [Geodesic.WGS84.Direct(*ground, a, m) for a, m in zip(azimuths, metres, strict=True)]
    nodes = np.array([(end["lon2"], end["lat2"]) for end in ends])
    towards = np.array([end["azi2"] + 180 for end in ends])
    piece = _Piece.about(np.array(ground[::-1]), reach_m)
    sectors = _sectors(nodes, towards, metres, piece, aim)
    assert shapely.is_valid(sectors).all()
    for node, sector in zip(nodes, sectors, strict=True):
        end = Geodesic.WGS84.Direct(*ground, rng.uniform(0, 360), reach_m * rng.uniform(0, 1))
        far = Geodesic.WGS84.Inverse(node[1], node[0], end["lat2"], end["lon2"])["s12"]
        if abs(far - aim.vertex_m) > aim.tolerance_m:
            is_reached = shapely.intersects_xy(sector, end["lon2"], end["lat2"])
            assert is_reached == (far < aim.vertex_m)


def test_splinters_are_left_out():
    source, radius_m, tolerance_m = doubt("random_lines_80km")
    made = geodesy.buffer(source, radius_m, tolerance_m)
    rings = shapely.get_rings(shapely.get_parts(made))
    assert geodesy.areas_m2([Polygon(ring) for ring in rings]).min() > 1e-3
