import numpy as np
import pytest

from rangemap.geodesy.contour import level_curves, spaced
from rangemap.geodesy.ellipsoid import A, distance
from rangemap.geodesy.mesh import (
    AXES,
    Band,
    Shape,
    from_lon_lat,
    halved,
    icosahedron,
    refine,
    refine_near,
    slopes,
    to_lon_lat,
)


def from_point(lon, lat):
    """Distance to a point, as a field."""
    foot = np.array([[lon, lat]])
    return lambda u: distance(np.broadcast_to(foot, (len(u), 2)), to_lon_lat(u))


def test_triangles_cover_the_ellipsoid_counter_clockwise():
    nodes, triangles = icosahedron()
    for _ in range(3):
        more, triangles = halved(nodes, triangles)
        nodes = np.vstack([nodes, more])
    a, b, c = nodes[triangles].transpose(1, 0, 2)
    volumes = np.einsum("ti,ti->t", a, np.cross(b, c)) / 6
    assert (volumes > 0).all()
    assert volumes.sum() == pytest.approx(4 / 3 * np.pi, rel=0.02)
    assert len(np.unique(nodes.round(12), axis=0)) == len(nodes)


def test_every_point_of_a_triangle_has_a_corner_within_the_circumradius():
    nodes, triangles = icosahedron()
    rng = np.random.default_rng(0)
    weights = rng.dirichlet([1, 1, 1], size=(200, len(triangles)))
    inside = np.einsum("ntk,tkj->ntj", weights, nodes[triangles])
    inside /= np.linalg.norm(inside, axis=2)[..., None]
    radius_m = Shape.of(nodes[triangles]).radius_m
    for t, triangle in enumerate(triangles):
        at = [
            distance(to_lon_lat(np.tile(nodes[k], (200, 1))), to_lon_lat(inside[:, t]))
            for k in triangle
        ]
        assert np.min(at, axis=0).max() <= radius_m[t]


def test_mesh_points_and_degrees():
    points = np.array([[0, 0], [34.7, 51], [-179.9, -89.9], [180, 12], [5, 90]])
    assert np.abs(to_lon_lat(from_lon_lat(points)) - points).max() < 1e-11
    assert np.linalg.norm(from_lon_lat(points) * AXES, axis=1).max() <= A * (1 + 1e-12)


@pytest.mark.parametrize("place", [(34.7, 51), (180, 0), (0, 90), (12, -89.99)])
@pytest.mark.parametrize("level_m", [1e5, 5e6, 1.5e7])
def test_the_curve_round_a_point(place, level_m):
    field = from_point(*place)
    mesh = refine(field, [Band(level_m, level_m, min(level_m, 2e7 - level_m) / 6)])[0]
    curves = level_curves(mesh._replace(values=mesh.values - level_m))
    assert len(curves) == 1
    off = field(curves[0]) - level_m
    assert np.abs(off).max() < level_m / 50
    inside = from_lon_lat(np.array([place]))[0]
    turn = np.cross(curves[0], np.roll(curves[0], -1, axis=0)) @ inside
    assert (turn > 0).mean() > 0.99  # lower values on the left
    even = spaced(curves[0], np.full(len(curves[0]), level_m / 20))
    steps = A * np.linalg.norm(even - np.roll(even, -1, axis=0), axis=1)
    assert steps.max() <= level_m / 20 * 1.001


def test_finer_in_places_without_gaps():
    field = from_point(34.7, 51)
    mesh = refine(field, [Band(1e5, 1e5, 2e4)])[0]
    some = mesh.nodes[mesh.triangles[::40]].mean(axis=1)
    finer = refine_near(mesh, field, some, 3)
    assert len(finer.triangles) > len(mesh.triangles)
    assert finer.even == mesh.even
    curves = level_curves(finer._replace(values=finer.values - 1e5))
    assert len(curves) == 1  # a node on another triangle's edge would tear the curve


def test_slopes_of_a_distance_are_about_one():
    mesh = refine(from_point(34.7, 51), [Band(1e5, 1e5, 1e4)])[0]
    assert slopes(mesh) == pytest.approx(np.ones(len(mesh.triangles)), abs=0.35)


def test_no_level_no_curve():
    mesh = refine(from_point(34.7, 51), [Band(3e7, 3e7, 1e4)])[0]
    assert level_curves(mesh) == []


def test_one_mesh_for_several_bands():
    """Each band's mesh is what it would be alone, though no node is read twice."""
    read = []

    def field(points):
        read.append(points)
        return from_point(34.7, 51)(points)

    bands = [Band(8e4, 8.1e4, 1.3e4), Band(3e5, 3.1e5, 5e4), Band(3e7, 3e7, 1e4)]
    for mesh, band in zip(refine(field, bands), bands, strict=True):
        alone = refine(from_point(34.7, 51), [band])[0]
        corners = mesh.nodes[mesh.triangles].reshape(-1, 9)
        expected = alone.nodes[alone.triangles].reshape(-1, 9)
        assert sorted(corners.tolist()) == sorted(expected.tolist())
    together = np.vstack(read)
    assert len(np.unique(together, axis=0)) == len(together)
