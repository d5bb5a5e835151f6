"""Level curves on a mesh: marching triangles.

In a triangle whose corners are neither all below nor all above the level, the curve runs straight
between two of its sides.
"""

from typing import Final

import numpy as np

from .ellipsoid import A, Bools, Floats, Ints, row_norm
from .mesh import Mesh, side_keys, unit

_MIN_POINTS: Final = 12
# What the side opposite each corner is called by its start: side i runs from corner i to i + 1.
_ENTRY_EXIT = {0: (0, 2), 1: (1, 0), 2: (2, 1)}


def level_curves(mesh: Mesh) -> list[Floats]:
    """Closed curves (n, 3) of mesh points where the field is zero; lower values on the left.

    A curve's last point joins its first.
    """
    if len(mesh.triangles) == 0:
        return []
    below = mesh.values[mesh.triangles] < 0
    start, end = _segments(mesh.triangles, below, len(mesh.nodes))
    sides = np.unique(start)
    points = _crossings(mesh, sides)
    following = np.searchsorted(sides, end[np.argsort(start)])
    return [points[cycle] for cycle in _cycles(following)]


def spaced(curve: Floats, step_m: Floats) -> Floats:
    """Points (m, 3) along a closed curve (n, 3), a dozen at least, as far apart as steps ask.

    Of fewer, all may lie at two of the three shores of a small hole, and the third is not found.
    step_m (n,) is how far apart they may be at most, about, round each point of the curve.
    """
    closed, least = np.vstack([curve, curve[:1]]), np.append(step_m, step_m[0])
    steps = A * row_norm(np.diff(closed, axis=0)) / np.minimum(least[1:], least[:-1])
    walked = np.append(0.0, np.cumsum(steps))
    at = np.linspace(0.0, walked[-1], max(_MIN_POINTS, int(np.ceil(walked[-1]))), endpoint=False)
    return unit(np.column_stack([np.interp(at, walked, closed[:, k]) for k in range(3)]))


def _segments(triangles: Ints, below: Bools, nodes: int) -> tuple[Ints, Ints]:
    """Sides (as keys) at which the curve enters and leaves each triangle that it crosses."""
    key = side_keys(triangles, nodes).T
    starts, ends = [], []
    for corner, (first, last) in _ENTRY_EXIT.items():
        alone = below[:, corner] != below[:, corner - 1]
        alone &= below[:, corner] != below[:, (corner + 1) % 3]
        is_low = alone & below[:, corner]
        is_high = alone & ~below[:, corner]
        starts += [key[first][is_low], key[last][is_high]]
        ends += [key[last][is_low], key[first][is_high]]
    return np.concatenate(starts), np.concatenate(ends)


def _crossings(mesh: Mesh, sides: Ints) -> Floats:
    """Where zero lies on sides, by linear interpolation."""
    start, end = np.divmod(sides, len(mesh.nodes))
    low, high = mesh.values[start], mesh.values[end]
    share = (low / (low - high))[:, None]
    return unit(mesh.nodes[start] * (1 - share) + mesh.nodes[end] * share)


def _cycles(following: Ints) -> list[Ints]:
    """Cycles of a permutation."""
    ahead = following.tolist()
    is_new = [True] * len(ahead)
    cycles = []
    for first in range(len(ahead)):
        if is_new[first]:
            cycle, at = [], first
            while is_new[at]:
                is_new[at] = False
                cycle.append(at)
                at = ahead[at]
            cycles.append(np.array(cycle))
    return cycles
