import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic

from rangemap import geodesy
from rangemap.errors import GeometryError
from rangemap.geodesy import Targets, nearest_pairs_m
from rangemap.geodesy.ellipsoid import distance, earth_centred
from rangemap.geodesy.pairs import chords_m, is_surely_within, longest_geodesic_m
from rangemap.world import boundaries


def scattered(count, seed=1):
    """Points all over the world, some of them at the poles and on the antimeridian."""
    rng = np.random.default_rng(seed)
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, count)))
    points = np.column_stack([rng.uniform(-180, 180, count), lat])
    points[:3] = [(0, 90), (180, 60), (-180, 66)]
    return points


@pytest.fixture(scope="module")
def targets():
    shapes = boundaries.regions("RU").geometry.iloc[::12].tolist()
    shapes += [shapely.Point(30, 50), shapely.LineString([(20, 40), (40, 60)])]
    south = shapely.Polygon([(-180, -90), (180, -90), (180, -60), (0, -70), (-180, -65)])
    return Targets([*shapes, south])


def test_every_pair_has_the_distance_that_its_point_alone_has(targets):
    points = np.vstack([scattered(4), [(36.2, 51.7), (37.6, 55.75), (20, 40), (0, -75)]])
    point, target = np.indices((len(points), len(targets.members))).reshape(2, -1)
    found = nearest_pairs_m(points, targets, point, target).reshape(len(points), -1)
    for row, place in zip(found, points, strict=True):
        alone = geodesy.nearest_m(shapely.Point(place), targets)
        assert row == pytest.approx(alone, rel=1e-13, abs=1e-9)
    assert (found == 0).sum() >= 3  # inside a region, on the line's end, in the box


def test_a_pair_does_not_hang_on_the_others(targets):
    points = scattered(5, seed=2)
    point, target = np.indices((len(points), len(targets.members))).reshape(2, -1)
    together = nearest_pairs_m(points, targets, point, target)
    some = np.arange(len(point))[::3][::-1]
    assert (nearest_pairs_m(points, targets, point[some], target[some]) == together[some]).all()


def test_what_is_within_reach_is_measured_whatever_else_is_left_out(targets):
    points = scattered(5, seed=3)
    point, target = np.indices((len(points), len(targets.members))).reshape(2, -1)
    everything = nearest_pairs_m(points, targets, point, target)
    within = nearest_pairs_m(points, targets, point, target, 2e6)
    near = everything <= 2e6
    assert near.any()
    assert (within[near] == everything[near]).all()
    assert (within[~near] > 2e6).all()
    assert np.isinf(within).any()


def test_no_pairs_have_no_distances(targets):
    none = np.zeros(0, np.int64)
    assert len(nearest_pairs_m(np.zeros((0, 2)), targets, none, none)) == 0


@pytest.mark.parametrize(
    ("points", "point", "target", "said"),
    [
        ([(34.0, 51.0)], [0], [7], "targets are numbered from 0 to 6, not 7 to 7"),
        ([(34.0, 51.0)], [-1], [0], "points are numbered from 0 to 0, not -1"),
        ([(34.0, 51.0)], [0, 0], [1], "2 points cannot be paired with 1 targets"),
        ([(34.0, 51.0)], [0.5], [1], "whole ones from 0"),
        ((34.0, 51.0), [0], [1], r"pairs \(lon, lat\)"),
        ([(34.0, 151.0)], [0], [1], "latitude 151 is outside"),
    ],
)
def test_pairs_of_what_is_not_there_are_refused(points, point, target, said):
    boxes = Targets([shapely.box(30 + n, 50, 30.5 + n, 51) for n in range(7)])
    with pytest.raises(GeometryError, match=said):
        nearest_pairs_m(points, boxes, point, target)
    assert nearest_pairs_m([(34.2, 50.5)], boxes, [0], [4]) == [0]


def test_balls_hold_their_targets(targets):
    middle, radius = targets.balls
    for number, shape in enumerate(targets.members):
        chord = chords_m(shapely.get_coordinates(shape), middle[number : number + 1])
        assert chord.max() <= radius[number] + 1e-6


def test_no_geodesic_is_longer_than_its_chord_lets_it_be():
    one, other = scattered(400, seed=4), scattered(400, seed=5)
    chord = np.linalg.norm(earth_centred(*one.T) - earth_centred(*other.T), axis=1)
    near = chord < 9e6
    assert (distance(one, other)[near] <= longest_geodesic_m(chord[near])).all()


def test_what_is_surely_within_a_radius_is():
    centers = np.repeat(scattered(60, seed=6), 50, axis=0)
    rng = np.random.default_rng(7)
    points = centers + rng.normal(0, 3, centers.shape)
    points = np.clip(points, (-180, -90), (180, 90))
    radius_m = rng.uniform(1e4, 1e6, len(points))
    sure = is_surely_within(points, centers, radius_m)
    metres = distance(points, centers)
    assert (metres[sure] < radius_m[sure]).all()
    temperate = np.abs(centers[:, 1]) < 60
    assert sure[temperate & (metres < 0.6 * radius_m)].mean() > 0.5  # or it would be of no use


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([[35.0, np.nan]], "not a finite number"),
        ([[400.0, 50.0]], "longitude 400 is outside"),
        ([35.0, 50.0], "pairs"),
        ("nowhere", "pairs"),
    ],
)
def test_what_is_no_place_is_measured_to_by_nothing(points, words):
    box = shapely.box(34, 51, 35, 52)
    for measure in (
        geodesy.Gauge(box).metres,
        geodesy.Gauge(box).feet,
        lambda places: geodesy.nearest_pairs_m(places, geodesy.Targets([box]), [0], [0]),
    ):
        with pytest.raises(GeometryError, match=words):
            measure(points)


def test_a_gauge_takes_lists_of_places_and_none():
    gauge = geodesy.Gauge(shapely.Point(34.8, 50.9))
    inverse = Geodesic.WGS84.Inverse(50.9, 34.8, 50.0, 36.2)["s12"]
    assert gauge.metres([[36.2, 50.0]]) == pytest.approx([inverse], abs=1e-6)
    assert gauge.metres(np.zeros((0, 2))).tolist() == []
