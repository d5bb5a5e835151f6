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
such a point is looked for among its corners and uphill. U is at most R + t plus the circumradius:
from a higher summit the way to the nearest corner stays above R + t, and that corner shows the set.
Where no point is found the triangle is halved, until it is so small that what it could hide is less
than the bound anyway; or it is left, for others to look at, where too many are.
"""

from typing import Final, NamedTuple

import numpy as np

from .ellipsoid import A, Bools, Floats, row_norm
from .mesh import Field, Mesh, halved, unit
from .trees import kd_tree, straight_ways

_UPHILL: Final = 4.0
_NEIGHBOURS: Final = 48
_MAX_CENTERS: Final = 12
_DIRECTIONS: Final = 16
_PROBES: Final = 9
_CHUNK: Final = 500
_MAX_TRIANGLES: Final = 50_000
_MAX_SMALL: Final = 3_000
_FINE: Final = 100.0
"""Size of triangles, in errors of the rough field, under which the precise one is read."""


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
    left: Mesh
    """The triangles that may hold such a place: the finest ones."""


def hidden_summits(
    mesh: Mesh,
    rough: Reading,
    precise: Reading,
    level_m: float,
    least_m: float,
    *,
    small_m: float = 0.0,
) -> Hidden:
    """Search for places above level_m that no node of the mesh shows.

    The values of the mesh are rough's. What its triangles leave out is taken to hold none. The
    precise field is read once triangles are so small that it matters. Ends where what is left is
    lower than least_m, or more than _MAX_TRIANGLES, of those no larger than small_m _MAX_SMALL.
    """
    found = [mesh.nodes[mesh.values - rough.error_m > level_m]]
    doubted = mesh.triangles[_may_hide(mesh, rough, level_m)]
    used, corners = np.unique(doubted, return_inverse=True)
    reading, nodes, values = rough, mesh.nodes[used], mesh.values[used]
    part = Mesh.of(nodes, values, corners.reshape(-1, 3), len(nodes))
    while len(part.triangles):
        if reading is rough and part.shape.radius_m.min() < _FINE * rough.error_m:
            reading, part = precise, part._replace(values=precise.field(part.nodes))
        found.append(part.nodes[part.values - reading.error_m > level_m])
        part = part.taken(_may_hide_from_probes(part, reading, level_m))
        if len(part.triangles) == 0:
            break
        height = float(_highest(part, reading, level_m).max()) - level_m
        is_small = part.shape.radius_m.max() <= small_m
        most = _MAX_SMALL if is_small else _MAX_TRIANGLES
        if height <= least_m or len(part.triangles) > most:
            return Hidden(np.vstack(found), height, part)
        more, triangles = halved(part.nodes, part.triangles)
        nodes = np.vstack([part.nodes, more])
        values = np.append(part.values, reading.field(more))
        part = Mesh.of(nodes, values, triangles, len(nodes))
    return Hidden(np.vstack(found), 0.0, part)


def _may_hide(mesh: Mesh, reading: Reading, level_m: float) -> Bools:
    """Whether a triangle may hide a summit, by its corners, by one place uphill, then by nodes."""
    may = _may_reach(mesh, reading, level_m)
    for is_hiding in (_by_corners, _by_uphill, _by_nodes):
        part = mesh.taken(may)
        may[may] = is_hiding(part, _highest(part, reading, level_m), reading, level_m)
    return may


def _by_corners(part: Mesh, high: Floats, reading: Reading, level_m: float) -> Bools:
    """Whether no corner excludes a summit as high as that, (t,)."""
    sure = part.most() - reading.error_m
    return np.asarray(sure - _fall(2 * part.shape.radius_m, level_m) <= high)


def _by_uphill(part: Mesh, high: Floats, reading: Reading, level_m: float) -> Bools:
    """Whether a place uphill does not."""
    size = part.shape.radius_m
    step = np.minimum(_UPHILL * size, level_m / 4)
    sure = reading.field(_uphill(part, step / A)) - reading.error_m
    return np.asarray(sure - _fall(step + size, level_m) <= high)


def _by_nodes(part: Mesh, high: Floats, reading: Reading, level_m: float) -> Bools:
    """Whether none of the evenly spaced nodes round a triangle does."""
    if len(part.triangles) == 0:
        return np.zeros(0, bool)
    tree = kd_tree(part.nodes[: part.even], balanced_tree=False, compact_nodes=False)
    chord, node = tree.query(unit(part.middles()), k=min(_NEIGHBOURS, part.even))
    apart = 1.01 * A * chord + part.shape.radius_m[:, None]
    sure = part.values[node] - reading.error_m - _fall(apart, level_m)
    return np.asarray(sure.max(axis=1) <= high)


def _may_hide_from_probes(mesh: Mesh, reading: Reading, level_m: float) -> Bools:
    """Whether a triangle may hold a summit, by the field all round some of the triangles."""
    may = _may_reach(mesh, reading, level_m)
    part = mesh.taken(may)
    if len(part.triangles) == 0:
        return may
    middle, size = unit(part.middles()), part.shape.radius_m
    probes = _probes(middle[:: 1 + len(middle) // _MAX_CENTERS], float(size.min()), level_m)
    sure, high = reading.field(probes) - reading.error_m, _highest(part, reading, level_m)
    left = np.empty(len(middle), bool)
    for k in range(0, len(middle), _CHUNK):
        some = slice(k, k + _CHUNK)
        fall = _fall(1.01 * A * straight_ways(middle[some], probes) + size[some, None], level_m)
        left[some] = (sure - fall).max(axis=1) <= high[some]
    may[may] = left
    return may


def _may_reach(mesh: Mesh, reading: Reading, level_m: float) -> Bools:
    """Whether a triangle may have points above the level, and does not consist of them."""
    is_above = mesh.least() - mesh.shape.radius_m - reading.error_m > level_m
    return np.asarray((_ceiling(mesh) + reading.error_m > level_m) & ~is_above)


def _fall(apart: Floats, level_m: float) -> Floats:
    """How much higher than a summit above the level the field can be at that distance, at most."""
    is_near = apart < level_m / 2
    fall = apart**2 / (2 * np.where(is_near, level_m - apart, level_m))
    return np.asarray(np.where(is_near, fall, np.inf))


def _probes(centers: Floats, size_m: float, level_m: float) -> Floats:
    """Mesh points (n, 3) all round centers (c, 3), from near to a quarter of the level."""
    far = np.geomspace(min(_UPHILL * size_m, level_m / 8), level_m / 4, _PROBES) / A
    turn = np.linspace(0, 2 * np.pi, _DIRECTIONS, endpoint=False)
    east = unit(np.cross(centers, [0.3, 0.5, 0.8]))
    north = np.cross(centers, east)
    ways = east[:, None] * np.cos(turn)[:, None] + north[:, None] * np.sin(turn)[:, None]
    steps = ways[:, :, None, :] * far[:, None]
    return unit((centers[:, None, None, :] + steps).reshape(-1, 3))


def _ceiling(mesh: Mesh) -> Floats:
    """What the field cannot exceed on each triangle, (t,)."""
    by_radius = mesh.most() + mesh.shape.radius_m
    return np.asarray(np.minimum(by_radius, mesh.least() + 1.01 * mesh.shape.side_m))


def _highest(mesh: Mesh, reading: Reading, level_m: float) -> Floats:
    """How high a summit in each triangle can be, (t,), if no corner shows its set of far places.

    From a summit higher than the circumradius above the level there is a way to a corner that
    stays above the level.
    """
    shown = level_m + mesh.shape.radius_m + 2 * reading.error_m
    return np.asarray(np.minimum(_ceiling(mesh) + reading.error_m, shown))


def _uphill(mesh: Mesh, step: Floats) -> Floats:
    """Mesh points (t, 3), step (t,) away from the middle of each triangle where values rise."""
    middle, at = mesh.middles(), mesh.values[mesh.triangles]
    arms = mesh.nodes[mesh.triangles] - middle[:, None, :]
    slope = np.einsum("ti,tij->tj", at - at.mean(axis=1)[:, None], arms)
    length = np.maximum(row_norm(slope), 1e-300)
    return unit(unit(middle) + slope * (step / length)[:, None])
