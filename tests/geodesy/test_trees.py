import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from rangemap.geodesy.trees import kd_tree, straight_ways

RNG = np.random.default_rng(7)
NODE, POINTS = RNG.normal(0, 6.4e6, (1, 3)), RNG.normal(0, 6.4e6, (40, 3))


def test_one_node_answers_as_a_tree_of_one_node_does():
    own, whole = kd_tree(NODE), cKDTree(NODE)
    metres, node = own.query(POINTS)
    np.testing.assert_allclose(metres, whole.query(POINTS)[0], rtol=1e-15)
    assert not node.any()
    reach = np.full(len(POINTS), np.median(metres))
    for radius in (reach, 1.0, 1e9):
        found, expected = (each.query_ball_point(POINTS, radius) for each in (own, whole))
        assert list(found) == list(expected)
        counts = own.query_ball_point(POINTS, radius, return_length=True)
        assert list(counts) == [len(nodes) for nodes in expected]


def test_straight_ways_from_one_point_are_those_from_one_of_many():
    np.testing.assert_allclose(straight_ways(NODE, POINTS), cdist(NODE, POINTS), rtol=1e-15)
    both = np.vstack([NODE, NODE])
    np.testing.assert_allclose(straight_ways(both, POINTS), cdist(both, POINTS), rtol=1e-15)
