"""One side of a line's buffer: against brute force, shapely's in a plane, and what must hold."""

import functools
import math

import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer
from shapely import LineString, MultiLineString, Point

from rangemap import geodesy
from rangemap.errors import GeometryError
from rangemap.geodesy.side import _drawn

from .oracle import WGS84, edges, length_m

GEOD = Geod(ellps="WGS84")
LINES = {
    "zigzag": LineString([(34, 51), (35, 51.3), (36, 51), (37, 52)]),
    "straight": LineString([(20, 60), (26, 61)]),
    "bent end": LineString([(30, 50), (33, 50.4), (33.05, 50.5)]),
    "south": LineString([(-60, -30), (-59, -32), (-57, -32.5)]),
    "bay": LineString([(10, 45), (12, 45), (12.4, 46.2), (12.8, 45), (15, 45.2)]),
    "antimeridian": MultiLineString([[(178.5, 66), (180, 66.4)], [(-180, 66.4), (-178, 65.8)]]),
}


def foot_and_side(line, point):
    """By GeographicLib alone: metres to the line, and where the point is seen from its foot.

    ``left``, ``right`` or, past an end, ``end``. At a corner left is what lies counter-clockwise
    from the way ahead to the way back.
    """
    vertices = shapely.get_coordinates(line)
    best, where = math.inf, ""
    for number, (start, end) in enumerate(edges(line)):
        share = nearest_share(start, end, point)
        foot = start + share * (end - start)
        metres = length_m(foot, point)
        if metres >= best - 1e-6:
            continue
        best = metres
        towards = WGS84.Inverse(foot[1], foot[0], point[1], point[0])["azi1"]
        corner = number + round(share) if min(share, 1 - share) < 1e-6 else None
        ahead = heading(foot, end - start)
        if corner in {0, len(vertices) - 1} and abs(abs(turned(ahead, towards)) - 90) > 1e-6:
            is_past = (abs(turned(ahead, towards)) > 90) == (corner == 0)
            where = "end" if is_past else "left" if turned(ahead, towards) > 0 else "right"
        elif corner in {None, 0, len(vertices) - 1}:
            where = "left" if turned(ahead, towards) > 0 else "right"
        else:
            back, ahead = (
                heading(foot, vertices[other] - foot) for other in (corner - 1, corner + 1)
            )
            is_left = (ahead - towards) % 360 < (ahead - back) % 360
            where = "left" if is_left else "right"
    return best, where


def turned(ahead, towards):
    """Degrees to the left of the way ahead, -180 to 180."""
    return (ahead - towards + 180) % 360 - 180


def nearest_share(start, end, point):
    @functools.cache
    def metres(share):
        return length_m(start + share * (end - start), point)

    shares = np.linspace(0, 1, 41)
    for _ in range(12):
        best = int(np.argmin([metres(share) for share in shares]))
        low, high = shares[max(best - 1, 0)], shares[min(best + 1, len(shares) - 1)]
        middle = shares[best]
        shares = np.unique([*np.linspace(low, middle, 5), *np.linspace(middle, high, 5)])
    return float(min(shares, key=metres))


def heading(place, step):
    lat = math.radians(place[1])
    e2 = 0.0066943799901413165
    w2 = 1 - e2 * math.sin(lat) ** 2
    return math.degrees(math.atan2(step[0] * math.cos(lat), step[1] * (1 - e2) / w2))


def plain(line):
    """The same with longitudes that run on past 180 degrees."""
    merged = shapely.transform(line, lambda c: np.column_stack([c[:, 0] % 360, c[:, 1]]))
    return shapely.line_merge(merged)


@pytest.mark.parametrize("radius_m", [20_000, 120_000])
@pytest.mark.parametrize("name", LINES)
def test_each_point_is_on_the_side_from_which_its_nearest_place_sees_it(name, radius_m):
    line = LINES[name]
    left, right = (geodesy.buffer(line, radius_m, side=side) for side in ("left", "right"))
    whole = geodesy.buffer(line, radius_m)
    for side in (left, right):
        assert side.is_valid
        assert shapely.difference(side, whole).area < 1e-9
    assert shapely.intersection(left, right).area < 1e-9
    random = np.random.default_rng(5)
    along = shapely.line_interpolate_point(plain(line), random.uniform(0, 1, 30), normalized=True)
    feet = shapely.get_coordinates([*along[:20], *shapely.points(plain(line).coords[:1] * 10)])
    away = radius_m * np.sqrt(random.uniform(0.001, 1.3, 30))
    lon, lat, _ = GEOD.fwd(*feet.T, random.uniform(0, 360, 30), away)
    seen = {"left": 0, "right": 0, "end": 0}
    edge = shapely.union_all([left.boundary, right.boundary, line])
    for at in zip(lon, lat, strict=True):
        unwrapped = np.array([at[0] % 360 if name == "antimeridian" else at[0], at[1]])
        if geodesy.nearest_m(Point(*at), [edge])[0] < 5:
            continue
        metres, where = foot_and_side(plain(line), unwrapped)
        if is_past_a_bent_end(name, where):
            continue
        inside = metres < radius_m
        assert left.intersects(Point(*at)) == (inside and where == "left"), at
        assert right.intersects(Point(*at)) == (inside and where == "right"), at
        seen[where] += inside
    assert seen["left"] > 2
    assert seen["right"] > 2


def is_past_a_bent_end(name, where):
    """Where the perpendicular is no shortest way a side takes a little of what is past the end."""
    return name == "bent end" and where == "end"


@pytest.mark.parametrize("side", ["left", "right"])
def test_in_a_small_place_it_is_what_shapely_makes_in_a_plane(side):
    plane = "+proj=aeqd +lat_0=50 +lon_0=31 +ellps=WGS84"
    there = Transformer.from_crs(plane, 4326, always_xy=True)
    flat = LineString([(-900, 0), (-300, 200), (200, -100), (500, 250), (1000, 260)])
    line = shapely.transform(flat, lambda c: np.column_stack(there.transform(*c.T)))
    made = geodesy.buffer(line, 150, 0.05, side=side)
    back = shapely.transform(
        made, lambda c: np.column_stack(there.transform(*c.T, direction="INVERSE"))
    )
    distance = 150 if side == "left" else -150
    peer = flat.buffer(distance, single_sided=True, quad_segs=200)
    assert shapely.symmetric_difference(back, peer).area < 1e-3 * peer.area


def test_the_left_is_the_right_of_the_line_the_other_way():
    line = LINES["zigzag"]
    left = geodesy.buffer(line, 50_000, side="left")
    right = geodesy.buffer(line.reverse(), 50_000, side="right")
    # vertex by vertex to a tenth of a micrometre: numpy 2.5 rounds what is turned round otherwise
    assert left.normalize().equals_exact(right.normalize(), 1e-12)


def test_sides_and_ends_make_up_the_whole():
    line = LINES["straight"]
    whole = geodesy.buffer(line, 40_000)
    sides = [geodesy.buffer(line, 40_000, side=side) for side in ("left", "right")]
    rest = whole.difference(shapely.union_all(sides))
    areas = geodesy.areas_m2([*sides, *shapely.get_parts(rest)])
    half_disc = math.pi * 40_000**2 / 2
    strip = geodesy.lengths_m([line])[0] * 40_000
    assert sum(areas[:2]) == pytest.approx(2 * strip, rel=1e-4)
    assert sorted(areas[2:])[-2:] == pytest.approx([half_disc, half_disc], rel=1e-3)


def test_a_closed_line_has_an_inside_and_an_outside():
    ring = LineString([(30, 50), (32, 50), (32, 51.5), (30, 51.5), (30, 50)])
    inside, outside = (geodesy.buffer(ring, 10_000, side=side) for side in ("left", "right"))
    assert shapely.Polygon(ring.coords).covers(inside)
    assert not shapely.intersects(shapely.Polygon(ring.coords).buffer(-1e-6), outside)


def test_lines_that_go_on_where_another_ends_are_one():
    line = LINES["zigzag"]
    halves = MultiLineString([line.coords[:3], line.coords[2:]])
    assert geodesy.buffer(halves, 9_000, side="left").equals(
        geodesy.buffer(line, 9_000, side="left")
    )


def test_what_touches_the_antimeridian_is_cut_there():
    made = geodesy.buffer(LINES["antimeridian"], 30_000, side="left")
    assert made.bounds[0] == -180
    assert made.bounds[2] == 180
    turned = shapely.transform(LINES["antimeridian"], lambda c: c - [100, 0])
    west = shapely.line_merge(
        shapely.transform(turned, lambda c: np.column_stack([c[:, 0] % 360, c[:, 1]]))
    )
    area = geodesy.area_m2(geodesy.buffer(west, 30_000, side="left"))
    assert geodesy.area_m2(made) == pytest.approx(area, rel=1e-4)


def test_the_bound_is_that_of_the_whole():
    line = LINES["zigzag"]
    [side], [whole] = geodesy.buffers(line, [9_000], side="left"), geodesy.buffers(line, [9_000])
    assert side.bound_m == whole.bound_m
    assert side.is_proven


TWO_TURNS = np.linspace(0, 5 * math.pi, 150)
SPIRAL = LineString(
    np.column_stack([np.cos(TWO_TURNS), np.sin(TWO_TURNS)]) * (1 - TWO_TURNS / 20)[:, None]
)
REFUSED = {
    "a point": (Point(30, 50), 1000, "only lines"),
    "an area": (Point(30, 50).buffer(1), 1000, "only lines"),
    "a cross": (LineString([(0, 0), (1, 1), (1, 0), (0, 1)]), 1000, "crosses or touches itself"),
    "a spiral": (SPIRAL, 40_000, "hidden by the rest|cannot be told apart"),
    "a hook": (LineString([(0, 0), (1, 0), (1, 0.1), (0.5, 0.1), (0.5, 0.05)]), 40_000, "hidden"),
    "a T": (LineString([(0, 0), (2, 0), (3, 1), (1, 2), (1, 0.3)]), 50_000, "told apart|too near"),
    "a pole": (LineString([(10, 85), (20, 86)]), 900_000, "round a pole"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_two_sides_is_refused_in_a_sentence(name):
    line, radius_m, sentence = REFUSED[name]
    with pytest.raises(GeometryError, match=sentence):
        geodesy.buffer(line, radius_m, side="left")


def test_a_side_is_left_or_right_and_goes_with_no_minimum():
    line = LINES["straight"]
    with pytest.raises(GeometryError, match="'left' or 'right', not 'port'"):
        geodesy.buffer(line, 1000, side="port")
    with pytest.raises(GeometryError, match="no minimum radius"):
        geodesy.buffer(line, 1000, min_radius_m=10, side="left")


def test_a_cut_leaves_its_geodesic_by_a_twentieth_of_the_tolerance_at_most():
    start, azimuth, length, tolerance = np.array([34.0, 65.0]), 88.0, 900_000.0, 1.0
    cut = shapely.get_coordinates(_drawn(start, azimuth, length, tolerance))
    lon, lat, _ = GEOD.fwd(34.0, 65.0, azimuth, length)
    assert cut[-1] == pytest.approx([lon, lat])
    for share in (0.25, 0.5, 0.75):
        on_edges = cut[:-1] + share * np.diff(cut, axis=0)
        there, metres = np.transpose([GEOD.inv(34.0, 65.0, *each)[::2] for each in on_edges])
        beside = np.abs(metres * np.sin(np.radians(there - azimuth)))
        assert beside.max() <= 0.05 * tolerance
