import numpy as np
import pytest

from rangemap.geodesy.certificate import Reading, hidden_summits
from rangemap.geodesy.ellipsoid import direct, distance
from rangemap.geodesy.mesh import Band, from_lon_lat, refine, to_lon_lat

MIDDLE = np.array([[34.7, 51.0]])


def three_feet(far_m):
    """Distance to three points round a middle: it has a summit there, far_m high."""
    feet = direct(np.repeat(MIDDLE, 3, axis=0), np.array([0.0, 120.0, 240.0]), far_m)

    def field(mesh_points):
        at = to_lon_lat(mesh_points)
        return np.min([distance(np.broadcast_to(f, at.shape), at) for f in feet], axis=0)

    return field


def search(far_m, level_m, least_m=0.05):
    reading = Reading(three_feet(far_m), 0.0)
    mesh = refine(reading.field, [Band(level_m, level_m + 300, level_m / 6)])[0]
    return hidden_summits(mesh, reading, reading, level_m, least_m)


@pytest.mark.parametrize("above_m", [1.0, 30.0, 1_000.0, 9_000.0, 20_000.0])
def test_a_summit_is_found_however_low(above_m):
    found = search(80_000 + above_m, 80_000)
    at = to_lon_lat(found.nodes)
    near = distance(np.broadcast_to(MIDDLE, at.shape), at) < 2 * above_m + 20
    assert near.any() or found.height_m > 0.9 * above_m


@pytest.mark.parametrize("below_m", [1.0, 30.0, 1_000.0])
def test_a_summit_below_the_level_is_none(below_m):
    found = search(80_000 - below_m, 80_000)
    at = to_lon_lat(found.nodes)
    assert not (distance(np.broadcast_to(MIDDLE, at.shape), at) < 40_000).any()
    assert found.height_m == 0


def test_at_the_level_itself_the_doubt_is_stated():
    assert search(80_000.0, 80_000).height_m <= 0.05


def test_mesh_points_are_where_they_should_be():
    assert three_feet(80_000)(from_lon_lat(MIDDLE))[0] == pytest.approx(80_000, abs=1e-3)
