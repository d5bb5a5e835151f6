"""The geodesic core against a compiled brute force that shares nothing with it."""

import sys
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import LineString, MultiPoint, Polygon, box

from rangemap import geodesy
from rangemap.world import boundaries

from . import compiled, oracle

# last, because benchmarks and app have modules of one name
sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
import campaign
from random_shapes import KINDS, random_case

pytestmark = pytest.mark.skipif(bool(compiled.missing()), reason=compiled.missing())
GEOD = Geod(ellps="WGS84")


@pytest.mark.parametrize(
    "shape",
    [
        LineString([(30, 50), (31, 51), (32, 50), (35, 53.5), (36, 49)]),
        LineString([(-180, 89.9), (180, 89.9)]),
        Polygon(box(30, 48, 34, 51).exterior, [box(30.5, 48.4, 33.5, 50.6).exterior]),
        MultiPoint([(30, 40), (35, 45)]),
    ],
)
def test_the_brute_force_itself_against_another(shape):
    points = np.array([(33, 47), (30.2, 50.9), (32, 49.5), (12.3, 89.95), (-60, -10)])
    slow = [oracle.to_geometry_m(shape, point) for point in points]
    assert compiled.distances_m(shape, points) == pytest.approx(slow, abs=1e-5)


@pytest.mark.parametrize("seed", range(40))
def test_random_buffers_keep_their_tolerance(seed):
    case = random_case(np.random.default_rng([2026, seed]))
    outcome = campaign.examine(case, np.random.default_rng([2026, seed, 1]))
    done = campaign.Done(seed, case, outcome)
    assert not campaign.is_wrong(done), campaign.described(done)


def test_a_kink_without_width_leaves_no_hole():
    """Found by the campaign: a loop of 31 mm by 3 picometres touched the hole it belonged to."""
    outside = box(46.58386045751679, 19.433009547847533, 56.00051356674622, 28.05265462514575)
    inside = box(48.243178148964866, 20.95188567133411, 54.34119587529815, 26.53377850165917)
    made = geodesy.buffer(Polygon(outside.exterior, [inside.exterior]), 224813.14246839934, 1.0)
    assert made.is_valid
    assert len(made.interiors) == 1


@pytest.mark.parametrize("seed", range(8))
def test_nearest_to_points_at_every_distance(seed):
    """From a metre to 5,000 km; feet beside the nearest node once were missed by 10 m."""
    rng = np.random.default_rng([6, seed])
    place = np.array([rng.uniform(-180, 180), rng.uniform(-88, 88)])
    source = KINDS[seed](rng, place, 10 ** rng.uniform(3.5, 6))
    about = shapely.get_coordinates(source)[
        rng.integers(shapely.count_coordinates(source), size=400)
    ]
    far_m = 10 ** rng.uniform(0, np.log10(4e6), 400)
    lon, lat, _ = GEOD.fwd(*about.T, rng.uniform(0, 360, 400), far_m)
    points = np.column_stack([lon, lat])
    expected = compiled.distances_m(source, points)
    assert expected.max() < 5e6
    assert geodesy.nearest_m(source, shapely.points(points)) == pytest.approx(expected, abs=0.011)


def test_nearest_to_lines_and_areas():
    """Dense samples of a target, by brute force, are nowhere nearer and come as near as that."""
    border = boundaries.border("RU").line
    regions = boundaries.regions().set_index("region").geometry
    codes = ["RU-MOW", "RU-LIP", "RU-ORL", "RU-ME"]
    found = geodesy.nearest_m(border, regions[codes])
    for code, nearest_m in zip(codes, found, strict=True):
        outline = shapely.get_coordinates(shapely.segmentize(regions[code], 0.004))
        sampled_m = compiled.distances_m(border, outline).min()
        within = 450**2 / (8 * max(nearest_m, 1.0)) + 0.01  # samples are at most 450 m apart
        assert nearest_m - 0.01 <= sampled_m <= nearest_m + within


def test_lines_that_nearly_touch():
    """Feet taken in turn creep along lines at a small angle; the ends decide."""
    one = LineString([(30.0, 50.0), (30.02, 50.0)])
    other = LineString([(30.00001, 50.0001), (30.02, 50.00001)])
    ends = np.array([(30.02, 50.00001), (30.00001, 50.0001)])
    expected = compiled.distances_m(one, ends).min()
    assert geodesy.nearest_m(one, [other])[0] == pytest.approx(expected, abs=1e-4)
