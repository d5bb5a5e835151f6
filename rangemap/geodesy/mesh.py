"""A triangular mesh of the whole ellipsoid, fine only where a level curve may run.

An icosahedron is halved and halved again; a triangle is left alone when the level cannot pass
through it, because the function on it changes by no more than a metre per metre. There is no
plane: poles and +-180 degrees are like any other place, and a curve may go round the Earth.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, Self

import numpy as np

from .ellipsoid import A, B, Bools, Floats, Ints, lon_lat, row_dot, row_norm
from .trees import kd_tree

Field = Callable[[Floats], Floats]
"""Metres, (n,), at mesh points (n, 3); changes by no more than a metre per metre."""

AXES: Final = np.array([A, A, B])
"""Mesh points are unit vectors; times this they lie on the ellipsoid, no arc stretched past A."""


_REACH: Final = 2.5
"""A triangle is halved if its middle is within this many of its circumradii of a place."""
_ASIDE: Final = 8.0
"""Only triangles within this many of the widest circumradius are looked at: three rows more."""


class Mesh(NamedTuple):
    """Nodes of every size of triangle, and the finest triangles."""

    nodes: Floats
    """Unit vectors, (n, 3)."""
    values: Floats
    """The field at the nodes, (n,)."""
    triangles: Ints
    """The finest triangles, counter-clockwise, (t, 3): outside them the level cannot be."""
    shape: "Shape"
    """How large those are."""
    even: int
    """So many of the nodes, the first ones, are spaced evenly; the others by `refine_near`."""

    @classmethod
    def of(cls, nodes: Floats, values: Floats, triangles: Ints, even: int) -> Self:
        """A mesh of those nodes and triangles, and how large these are."""
        return cls(nodes, values, triangles, Shape.of(nodes[triangles]), even)

    def taken(self, chosen: Bools | Ints) -> Self:
        """Only the chosen triangles."""
        return self._replace(triangles=self.triangles[chosen], shape=self.shape.taken(chosen))

    def middles(self) -> Floats:
        """Middles of the flat triangles, (t, 3)."""
        a, b, c = self.triangles.T
        return np.asarray((self.nodes[a] + self.nodes[b] + self.nodes[c]) / 3)

    def least(self) -> Floats:
        """Least value at the corners of each triangle, (t,)."""
        return np.asarray(self.values[self.triangles.T].min(axis=0))

    def most(self) -> Floats:
        """Greatest value at the corners of each triangle, (t,)."""
        return np.asarray(self.values[self.triangles.T].max(axis=0))


class Shape(NamedTuple):
    """How large triangles are, metres, (t,)."""

    radius_m: Floats
    """Geodesic metres within which every point of a triangle has a corner, at most.

    On the sphere the three corners lie on a small circle whose chord radius is that of the flat
    triangle; the ellipsoid stretches no arc by more than A.
    """
    side_m: Floats
    """Chord of the longest side, times A."""

    @classmethod
    def of(cls, corners: Floats) -> Self:
        """Shapes of triangles (t, 3, 3), of which none is a thin splinter."""
        sides = [corners[:, i] - corners[:, i - 1] for i in range(3)]
        a2, b2, c2 = (row_dot(side, side) for side in sides)
        chord2 = a2 * b2 * c2 / (4 * a2 * b2 - (a2 + b2 - c2) ** 2)
        longest2 = np.maximum(np.maximum(a2, b2), c2)
        return cls(A * np.arcsin(np.sqrt(np.minimum(chord2, 1.0))), A * np.sqrt(longest2))

    def taken(self, chosen: Bools | Ints) -> Self:
        """Only those of the chosen triangles."""
        return type(self)._make(values[chosen] for values in self)

    def joined(self, other: Self) -> Self:
        """These, and after them the others."""
        return type(self)._make(np.append(*both) for both in zip(self, other, strict=True))


class Band(NamedTuple):
    """Values that matter, metres, and how fine the mesh shall be where they may be."""

    low: float
    high: float
    edge_m: float
    """Longest edge."""


def refine(
    field: Field, bands: Sequence[Band], matters: Callable[[Mesh], Bools] | None = None
) -> list[Mesh]:
    """One mesh per band: triangles that may hold a value of it, halved until edges are short.

    The field is read once at each node, for however many bands. Triangles of a mesh that do not
    matter, (t,), are left away.
    """
    nodes, triangles = icosahedron()
    values = field(nodes)
    made: dict[int, Mesh] = {}
    while True:
        mesh = Mesh.of(nodes, values, triangles, len(nodes))
        lowest, highest = mesh.least() - mesh.shape.radius_m, mesh.most() + mesh.shape.radius_m
        wanted = np.zeros(len(triangles), bool)
        is_here = np.ones_like(wanted) if matters is None else matters(mesh)
        for k, band in enumerate(bands):
            if k in made:
                continue
            may = is_here & (lowest <= band.high) & (highest >= band.low)
            if mesh.shape.side_m[may].max(initial=0.0) <= band.edge_m:
                made[k] = mesh.taken(may)
            else:
                wanted |= may
        if len(made) == len(bands):
            return [made[k] for k in range(len(bands))]
        more, triangles = halved(nodes, triangles[wanted])
        values = np.append(values, field(more))
        nodes = np.vstack([nodes, more])


def refine_near(mesh: Mesh, field: Field, places: Floats, times: int) -> Mesh:
    """Halve the triangles round places (mesh points, (p, 3)) several times, in a shrinking reach.

    Triangles beside them are cut in two or three, so that no node lies on another's edge.
    """
    tree = kd_tree(places)
    widest = mesh.shape.radius_m.max(initial=0.0)
    is_near = tree.query(mesh.middles())[0] <= _ASIDE * widest / A
    part = mesh.taken(is_near)
    for _ in range(times):
        reach = _REACH * part.shape.radius_m / A
        part = _split(part, field, tree.query(part.middles())[0] <= reach)
    aside = mesh.taken(~is_near)
    return part._replace(
        triangles=np.vstack([aside.triangles, part.triangles]),
        shape=aside.shape.joined(part.shape),
    )


def _split(mesh: Mesh, field: Field, marked: Bools) -> Mesh:
    """Cut marked triangles in four, their neighbours to match."""
    sides = side_keys(mesh.triangles, len(mesh.nodes))
    cut = np.unique(sides[marked])
    start, end = np.divmod(cut, len(mesh.nodes))
    more = unit(mesh.nodes[start] + mesh.nodes[end])
    at = np.minimum(np.searchsorted(cut, sides), max(len(cut) - 1, 0))
    is_cut = cut[at] == sides if len(cut) else np.zeros_like(sides, dtype=bool)
    middle = len(mesh.nodes) + at
    triangles = np.concatenate(list(_cut_pieces(mesh.triangles, middle, is_cut)))
    values = np.append(mesh.values, field(more))
    return Mesh.of(np.vstack([mesh.nodes, more]), values, triangles, mesh.even)


def _cut_pieces(triangles: Ints, middle: Ints, is_cut: Bools) -> Iterator[Ints]:
    """Triangles (k, 3) that remain of those whose sides ab, bc, ca are cut at middle, or not."""
    none, one, two, three = (is_cut.sum(axis=1) == count for count in range(4))
    yield triangles[none]
    a, b, c, ab, bc, ca = np.vstack([triangles[three].T, middle[three].T])
    yield from _stacked((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))
    a, b, c, ab, _, _ = _turned(triangles[one], middle[one], is_cut[one].argmax(axis=1))
    yield from _stacked((a, ab, c), (ab, b, c))
    a, b, c, ab, bc, _ = _turned(triangles[two], middle[two], is_cut[two].argmin(axis=1) + 1)
    yield from _stacked((ab, b, bc), (a, ab, bc), (a, bc, c))


def _turned(triangles: Ints, middle: Ints, first: Ints) -> Ints:
    """Corners a, b, c and middles ab, bc, ca, (6, k), so that side number first becomes ab."""
    order = (first[:, None] + np.arange(3)) % 3
    corners, middles = (np.take_along_axis(each, order, axis=1) for each in (triangles, middle))
    return np.vstack([corners.T, middles.T])


def _stacked(*triangles: tuple[Ints, Ints, Ints]) -> Iterator[Ints]:
    return (np.column_stack(corners) for corners in triangles)


def side_keys(triangles: Ints, nodes: int) -> Ints:
    """A number for each side ab, bc, ca of each triangle, (t, 3), the same from either side."""
    following = triangles[:, [1, 2, 0]]
    low, high = np.minimum(triangles, following), np.maximum(triangles, following)
    return np.asarray(low * nodes + high)


def icosahedron() -> tuple[Floats, Ints]:
    """Twelve nodes (12, 3) and twenty counter-clockwise triangles (20, 3), turned off the axes."""
    golden = (1 + 5**0.5) / 2
    nodes = np.array(
        [
            *[(-1, golden, 0), (1, golden, 0), (-1, -golden, 0), (1, -golden, 0)],
            *[(0, -1, golden), (0, 1, golden), (0, -1, -golden), (0, 1, -golden)],
            *[(golden, 0, -1), (golden, 0, 1), (-golden, 0, -1), (-golden, 0, 1)],
        ]
    )
    triangles = (
        "0.11.5 0.5.1 0.1.7 0.7.10 0.10.11 1.5.9 5.11.4 11.10.2 10.7.6 7.1.8 "
        "3.9.4 3.4.2 3.2.6 3.6.8 3.8.9 4.9.5 2.4.11 6.2.10 8.6.7 9.8.1"
    )
    corners = np.array([[int(k) for k in corner.split(".")] for corner in triangles.split()])
    return unit(nodes @ _TURN.T), corners


def halved(nodes: Floats, triangles: Ints) -> tuple[Floats, Ints]:
    """Put a node on the middle of every edge: the new nodes, and four triangles for each one."""
    unique, which = np.unique(side_keys(triangles, len(nodes)), return_inverse=True)
    start, end = np.divmod(unique, len(nodes))
    ab, bc, ca = (which.reshape(-1, 3) + len(nodes)).T
    a, b, c = triangles.T
    four = _stacked((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))
    return unit(nodes[start] + nodes[end]), np.concatenate(list(four))


def slopes(mesh: Mesh) -> Floats:
    """Metres per metre, (t,), by which values rise across each triangle, about."""
    middles, at = mesh.middles(), mesh.values[mesh.triangles]
    arms = A * (mesh.nodes[mesh.triangles] - middles[:, None, :])
    rise = np.einsum("ti,tij->tj", at - at.mean(axis=1)[:, None], arms)
    return np.asarray(2 * row_norm(rise) / np.einsum("tij,tij->t", arms, arms))


def unit(vectors: Floats) -> Floats:
    """Vectors (n, 3), each divided by its length."""
    return np.asarray(vectors / row_norm(vectors)[:, None])


def to_lon_lat(points: Floats) -> Floats:
    """Longitude and latitude in degrees, (n, 2), of mesh points (n, 3)."""
    return lon_lat(points * AXES)


def from_lon_lat(points: Floats) -> Floats:
    """Mesh points (n, 3) at longitude and latitude in degrees, (n, 2)."""
    lam, phi = np.radians(points[:, 0]), np.radians(points[:, 1])
    beta = np.arctan2(B * np.sin(phi), A * np.cos(phi))
    cos = np.cos(beta)
    return np.column_stack([cos * np.cos(lam), cos * np.sin(lam), np.sin(beta)])


_TURN: Final = np.linalg.qr(
    np.array([[0.63, 0.21, 0.41], [-0.17, 0.71, 0.29], [0.37, -0.53, 0.83]])
)[0]
"""A rotation without meaning, so that no edge runs along a meridian or a parallel."""
