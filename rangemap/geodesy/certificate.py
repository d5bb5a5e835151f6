"""Proof that a polygon is the buffer, up to the bound of its edges.

Let the distance d on every edge of a polygon be within t of the radius R. Then each connected set
where d < R - t or d > R + t lies wholly inside or wholly outside the polygon, and it remains to
show that it is on its right side.

*Near.* From any point the way to its foot leads down, so a connected set with d < R - t holds a
point of the source: one point of each connected part of the source must be inside.

*Far.* A connected set with d > R + t holds a summit of d, where d is largest, and every such set
must be outside. On a mesh of triangles it is outside if one of its nodes is; a set without a node
has its summit within a triangle, and that is excluded for each triangle that could hold it by

    the summit lemma: if z is a local maximum of d, then for every x at length D from z
    d(x) <= d(z) + D^2 / (2 (d(z) - D)).

(At a local maximum some foot q of z has the angle zqx not obtuse, seen from z; the Hessian of the
distance to q is at most 1 / r; and d(x) <= |xq|.) So a triangle on which d <= U holds no summit
above R + t if there is a point x, at most D from all of it, with d(x) > U + D^2 / (2 (R + t - D)):
such a point is looked for uphill. Where none is found the triangle is halved, until it is so
small that what it could hide is less than the bound anyway.
"""

from typing import Final, NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from .ellipsoid import A, Bools, Floats
from .mesh import Field, Mesh, circumradius_m, halved, unit

_UPHILL: Final = 4.0
_STEEPER: Final = 2**0.5
_NEIGHBOURS: Final = 48
_MOST_TRIANGLES: Final = 50_000


class Reading(NamedTuple):
    """A field and how far off its values may be, metres."""

    field: Field
    error_m: float


class Hidden(NamedTuple):
    """What a search for far places left open."""

    nodes: Floats
    """Mesh points (n, 3) above the level, found on the way: they must be outside the polygon."""
    height_m: float
    """No place without such a node is more than this above the level."""


def hidden_summits(
    mesh: Mesh, rough: Reading, precise: Reading, level_m: float, least_m: float
) -> Hidden:
    """Search for places above level_m that no node of the mesh shows.

    The values of the mesh are rough's. What its triangles leave out is taken to hold none. Ends
    where what is left is lower than least_m, or after too much work.
    """
    found = [mesh.nodes[mesh.values - rough.error_m > level_m]]
    heights = _Heights(mesh, rough.error_m)
    doubted = mesh.triangles[_may_hide(mesh, rough, level_m, _UPHILL, heights)]
    used, corners = np.unique(doubted, return_inverse=True)
    nodes, triangles = mesh.nodes[used], corners.reshape(-1, 3)
    values, more, reach = precise.field(nodes), nodes, _UPHILL
    while len(triangles):
        found.append(more[values[len(values) - len(more) :] - precise.error_m > level_m])
        part = Mesh(nodes, values, triangles)
        triangles = triangles[_may_hide(part, precise, level_m, reach, heights)]
        if len(triangles) == 0:
            break
        high = _ceiling(part._replace(triangles=triangles))
        height = float(high.max()) + precise.error_m - level_m
        if height <= least_m or len(triangles) > _MOST_TRIANGLES:
            return Hidden(np.vstack(found), height)
        more, triangles = halved(nodes, triangles)
        nodes, values = np.vstack([nodes, more]), np.append(values, precise.field(more))
        reach *= _STEEPER
    return Hidden(np.vstack(found), 0.0)


class _Heights:
    """Points of known height, to be found uphill of a triangle."""

    def __init__(self, mesh: Mesh, error_m: float) -> None:
        self._values = mesh.values - error_m
        self._tree = cKDTree(mesh.nodes)

    def above(self, middle: Floats, size: Floats, level_m: float) -> Floats:
        """Height, (t,), that triangles of that middle and size exceed if they hold a summit."""
        chord, node = self._tree.query(middle, k=min(_NEIGHBOURS, len(self._values)))
        apart = 1.01 * A * chord + size[:, None]
        is_near = apart < level_m / 2
        fall = apart**2 / (2 * np.where(is_near, level_m - apart, level_m))
        return np.asarray(np.where(is_near, self._values[node] - fall, -np.inf).max(axis=1))


def _may_hide(
    mesh: Mesh, reading: Reading, level_m: float, reach: float, heights: _Heights
) -> Bools:
    """Whether a triangle may hold a summit above the level without a node above it."""
    corners, error_m = mesh.nodes[mesh.triangles], reading.error_m
    size, high = circumradius_m(corners), _ceiling(mesh) + error_m
    low = mesh.values[mesh.triangles].min(axis=1) - size - error_m
    may = (high > level_m) & (low <= level_m)
    some = np.flatnonzero(may)
    may[some] = heights.above(unit(corners[some].mean(axis=1)), size[some], level_m) <= high[some]
    some = np.flatnonzero(may)
    step = np.minimum(reach * size[some], level_m / 4)
    apart = step + size[some]
    fall = apart**2 / (2 * (level_m - apart))
    uphill = _uphill(mesh._replace(triangles=mesh.triangles[some]), step / A)
    may[some] = reading.field(uphill) - error_m - fall <= high[some]
    return may


def _ceiling(mesh: Mesh) -> Floats:
    """What the field cannot exceed on each triangle, (t,)."""
    at, corners = mesh.values[mesh.triangles], mesh.nodes[mesh.triangles]
    sides = np.max([np.linalg.norm(corners[:, i] - corners[:, i - 1], axis=1) for i in range(3)], 0)
    return np.minimum(at.max(axis=1) + circumradius_m(corners), at.min(axis=1) + 1.01 * A * sides)


def _uphill(mesh: Mesh, step: Floats) -> Floats:
    """Mesh points (t, 3), step (t,) away from the middle of each triangle where values rise."""
    corners, at = mesh.nodes[mesh.triangles], mesh.values[mesh.triangles]
    middle = corners.mean(axis=1)
    slope = np.einsum("ti,tij->tj", at - at.mean(axis=1)[:, None], corners - middle[:, None, :])
    length = np.maximum(np.linalg.norm(slope, axis=1), 1e-300)
    return unit(unit(middle) + slope * (step / length)[:, None])
