"""Trees that nodes are searched in, and straight ways between points.

Both are scipy's, which takes longer to load than all that a single launch point asks for: it is
loaded where there is more than one node.
"""

from typing import Any, Protocol

import numpy as np

from .ellipsoid import Floats, Ints, row_norm


class Tree(Protocol):
    """What is asked of scipy's ``cKDTree``."""

    def query(self, x: Floats, k: int = 1) -> tuple[Floats, Ints]:
        """Distances to the nearest k nodes of points, and their indices."""

    def query_ball_point(self, x: Floats, r: Any, *, return_length: bool = False) -> Any:
        """Lists of the nodes within a radius of points, or how many they are."""


def kd_tree(nodes: Floats, **options: Any) -> Tree:
    """A tree of nodes (n, 3). options: those of scipy's ``cKDTree``."""
    if len(nodes) == 1:
        return _OneNode(nodes)
    from scipy.spatial import cKDTree  # noqa: PLC0415  takes long to load

    made: Tree = cKDTree(nodes, **options)
    return made


def straight_ways(points: Floats, others: Floats) -> Floats:
    """Lengths of the straight ways, (n, m), from each of points (n, 3) to each of others (m, 3)."""
    if len(points) == 1:
        return row_norm(others - points)[None]
    from scipy.spatial.distance import cdist  # noqa: PLC0415  takes long to load

    return np.asarray(cdist(points, others))


class _OneNode(Tree):
    """A tree that is a single node, for more points than one."""

    def __init__(self, nodes: Floats) -> None:
        self._nodes = nodes

    def query(self, x: Floats, k: int = 1) -> tuple[Floats, Ints]:
        assert k == 1, "there are no more"
        return row_norm(x - self._nodes), np.zeros(len(x), np.int64)

    def query_ball_point(self, x: Floats, r: Any, *, return_length: bool = False) -> Any:
        is_within = row_norm(x - self._nodes) <= r
        if return_length:
            return is_within.astype(np.int64)
        return np.fromiter(([0] if each else [] for each in is_within), object, len(x))
