"""What distances are measured from: lines cut into short pieces, their ends in a k-d tree.

Distances are compared as straight chords through the Earth, which a k-d tree can search and for
which poles and +-180 degrees are nowhere special; the geodesic is then solved to the foot found.
Three things can make the foot found differ from the true one, and all are bounded:

- The nearest node need not bound the nearest piece. If q is the point of the source nearest to p
  and n the nearer end of its piece, |pn|^2 <= |pq|^2 + (h/2)^2, where h is the spacing of nodes.
  So the node found is at most that far, and the foot found at most h^2 / (8 |pq|) too far.
- A piece is straight in lon, lat, not in space: it leaves its chord by `bounds.bend` at most.
- Chords do not sort quite as geodesics do. Stretching z for the distance that matters
  (`bounds.polar_stretch`) leaves `bounds.stretched_spread`; where that is too much,
  every node within it is tried (`Source.feet` with ``within_m``).
"""

import itertools
from copy import copy
from typing import Final, NamedTuple, Self

import numpy as np
import shapely
from shapely import Geometry

from .bounds import (
    chord_to_geodesic,
    lengths_and_bends,
    off_radius_spread,
    plain_step_deg,
    polar_stretch,
)
from .ellipsoid import Bools, Floats, Ints, earth_centred, inverse, row_dot, row_norm
from .shapes import outlines, simple_parts
from .trees import kd_tree

_CHUNK: Final = 200_000
_WORTH_IT: Final = 0.5
"""Share of the nodes that thinning must leave away at least to be worth another tree."""


class Feet(NamedTuple):
    """Nearest points of a source, one per point asked for."""

    distance_m: Floats
    """Geodesic length from foot to point, metres, (n,)."""
    azimuth: Floats
    """Azimuth at the foot of the geodesic to the point, degrees, (n,)."""
    foot: Floats
    """Nearest point of the source, lon, lat, (n, 2)."""
    place: Floats
    """Where on the source the foot is, (n,): see `Source.place`."""


class Source:
    """Points and lines (areas give their outlines) as nodes at most a spacing apart.

    lon_lat (n, 2) are the nodes, xyz (n, 3) their stretched earth-centred coordinates; before and
    after (n,) their neighbours along the line, a node's own index where there is none. place (n,)
    numbers the source: edge k runs from k to k + 1, lines are one apart; extent (n,) is the share
    of its edge that the piece after a node takes. spacing_m is how far apart nodes can be.
    vertices (v, 2) are those of the geometry, line (v,) numbers the line that each is of.
    """

    def __init__(
        self, geometry: Geometry, spacing_m: float, bend_m: float, radius_m: float = 0.0
    ) -> None:
        """Cut every edge of geometry into equal pieces of at most spacing_m.

        Pieces also leave their chords by at most bend_m, which makes them short near the poles.
        radius_m is the distance at which chords shall sort as geodesics do.
        """
        self.spacing_m = spacing_m
        self.parts, _ = simple_parts([geometry])
        self.vertices, self.line = shapely.get_coordinates(
            outlines(self.parts)[0], return_index=True
        )
        self._cut_into(_Pieces.of(self.vertices, self.line, spacing_m, bend_m))
        self._radius_m = radius_m
        self._sort()

    def _cut_into(self, pieces: "_Pieces") -> None:
        self._pieces = pieces
        self.lon_lat = pieces.at(self.vertices)
        line = self.line[pieces.edge]
        self.place = pieces.edge + pieces.share + line
        self.extent = 1.0 / pieces.number[pieces.edge]
        self.before, self.after = _neighbours(self.lon_lat, line)
        self._centred = earth_centred(self.lon_lat[:, 0], self.lon_lat[:, 1])

    def _sort(self) -> None:
        self._stretch = np.array([1.0, 1.0, polar_stretch(self._radius_m)])
        self.xyz = self._centred * self._stretch
        self._tree = kd_tree(self.xyz, leafsize=32, balanced_tree=False, compact_nodes=False)

    @property
    def extent_m(self) -> float:
        """How far apart two nodes can be, metres, at most."""
        return float(np.linalg.norm(np.ptp(self.xyz, axis=0)))

    @property
    def length_m(self) -> float:
        """Length of all lines together, metres, about."""
        way = np.diff(self._centred, axis=0)[self.after[:-1] == np.arange(1, len(self._centred))]
        return float(row_norm(way).sum())

    def sorted_at(self, radius_m: float) -> Self:
        """The same nodes in another tree, for another distance at which chords shall sort."""
        other = copy(self)
        other._radius_m = radius_m  # noqa: SLF001 - a Source like this one
        other._sort()  # noqa: SLF001
        return other

    def thinned(self, times: int) -> Self:
        """The same lines in pieces up to times as long; self if fewer than half the nodes go."""
        fewer = self._pieces.fewer(times, _WORTH_IT * len(self.lon_lat))
        if fewer is None:
            return self
        other = copy(self)
        other.spacing_m *= times
        other._cut_into(fewer)  # noqa: SLF001 - a Source like this one
        other._sort()  # noqa: SLF001
        return other

    def stretched(self, points: Floats) -> Floats:
        """Earth-centred coordinates (n, 3) of points lon, lat (n, 2), as the tree has them."""
        return np.asarray(earth_centred(points[:, 0], points[:, 1]) * self._stretch)

    def nearest_nodes(self, xyz: Floats) -> tuple[Floats, Ints]:
        """Chords in metres to the nearest nodes of stretched points (n, 3), and their indices."""
        chord, node = self._tree.query(xyz)
        return chord, node

    def rough_distance(self, xyz: Floats) -> Floats:
        """Distances in metres, (n,), of unstretched earth-centred points (n, 3), roughly.

        Too long by spacing^2 / (8 d) at most, or half the spacing where d is less; and either way
        by `bounds.geodesic_spread`.
        """
        return chord_to_geodesic(self.nearest_nodes(xyz * self._stretch)[0])

    def nodes_within(self, xyz: Floats, reach_m: Floats) -> tuple[Ints, Ints]:
        """Every pair of a stretched point (n, 3) and a node within its reach_m (n,): indices."""
        near = self._tree.query_ball_point(xyz, reach_m)
        owner = np.repeat(np.arange(len(xyz)), [len(nodes) for nodes in near])
        return owner, np.fromiter(itertools.chain.from_iterable(near), np.int64, len(owner))

    def feet(self, points: Floats, within_m: float | Floats = 0.0) -> Feet:
        """Nearest points of the source to points, lon, lat (n, 2).

        With within_m, one number or one for each point, every node is tried whose chord is at most
        that much longer than the shortest, and the shortest geodesic wins; without, the shortest
        chord does. Away from the radius at which chords sort best more are tried.
        """
        xyz = self.stretched(points)
        chord, node = self.nearest_nodes(xyz)
        if len(points) and np.any(np.asarray(within_m) > 0.0):
            off_m = off_radius_spread(self._radius_m, chord)
            return self._best_feet(points, xyz, chord + within_m + off_m)
        return self._feet_beside(points, xyz, node)

    def _best_feet(self, points: Floats, xyz: Floats, reach_m: Floats) -> Feet:
        """Try every node within reach_m (n,) of each point."""
        near = self._tree.query_ball_point(xyz, reach_m)
        count = np.array([len(nodes) for nodes in near])
        best = [
            self._best_of(points[some], xyz[some], near[some], count[some])
            for some in _runs(count, _CHUNK)
        ]
        return Feet(*(np.concatenate(values) for values in zip(*best, strict=True)))

    def _best_of(self, points: Floats, xyz: Floats, near: Ints, count: Ints) -> Feet:
        owner = np.repeat(np.arange(len(points)), count)
        node = np.concatenate(near).astype(np.int64)
        tried = self._feet_beside(points[owner], xyz[owner], node)
        order = np.lexsort((tried.distance_m, owner))
        first = order[np.cumsum(count) - count]
        return Feet(*(values[first] for values in tried))

    def _feet_beside(self, points: Floats, xyz: Floats, node: Ints) -> Feet:
        foot, place = self.foot_beside(xyz, node)
        azimuth, _, length = inverse(foot, points)
        return Feet(length, azimuth, foot, place)

    def foot_beside(self, xyz: Floats, node: Ints) -> tuple[Floats, Floats]:
        """Nearest points on the two pieces that meet at each node: lon, lat (n, 2), and places."""
        foot, place = self.lon_lat.take(node, axis=0), self.place[node]
        at, here = self.xyz.take(node, axis=0), foot.copy()
        way, most = xyz - at, np.zeros(len(node))
        for neighbour, is_after in ((self.before[node], False), (self.after[node], True)):
            share, gain = share_along(way, self.xyz.take(neighbour, axis=0) - at)
            nearer = np.flatnonzero(gain > most)
            most[nearer] = gain[nearer]
            to, share = neighbour[nearer], share[nearer]
            foot[nearer] = here[nearer] + share[:, None] * (self.lon_lat[to] - here[nearer])
            start, share = (node[nearer], share) if is_after else (to, 1.0 - share)
            place[nearer] = self.place[start] + share * self.extent[start]
        return foot, place


def share_along(way: Floats, piece: Floats) -> tuple[Floats, Floats]:
    """Where straight pieces are nearest to the ends of ways, and by how much they are nearer there.

    Both are vectors (n, 3) from the start of the piece. Returns shares of the piece, 0 to 1, and
    how much shorter the squared chord is than from its start, each (n,).
    """
    along, squared = row_dot(way, piece), row_dot(piece, piece)
    share = np.clip(along / np.where(squared > 0, squared, 1.0), 0.0, 1.0)
    return share, share * (2 * along - share * squared)


def is_same_edge(place: Floats, other: Floats) -> Bools:
    """Whether two places (see `Source.place`) lie on one straight edge of the source."""
    return np.asarray(np.maximum(place, other) <= np.floor(np.minimum(place, other)) + 1)


class _Pieces(NamedTuple):
    """Edges cut into pieces: per piece, its edge and where on the edge it starts, 0 to 1."""

    edge: Ints
    share: Floats
    number: Ints
    """Number of pieces of each edge; the last vertex of a line counts as an edge of no length."""

    @classmethod
    def of(cls, vertices: Floats, line: Ints, spacing_m: float, bend_m: float) -> Self:
        """Equal pieces of each edge, short enough in length and bend."""
        turn, rise = np.abs(np.diff(vertices, axis=0)).T
        is_edge = line[1:] == line[:-1]
        some = np.flatnonzero(is_edge & (turn + rise > plain_step_deg(spacing_m, bend_m)))
        length, bent = lengths_and_bends(vertices[some], vertices[some + 1], is_short_way=False)
        parts = np.maximum(length / spacing_m, np.sqrt(bent / bend_m))
        number = np.ones(len(vertices), np.int64)
        number[some] = np.maximum(1, np.ceil(parts))
        return cls._equal(number)

    @classmethod
    def _equal(cls, number: Ints) -> Self:
        edge = np.repeat(np.arange(len(number)), number)
        first = np.cumsum(number) - number
        share = (np.arange(len(edge)) - first[edge]) / number[edge]
        return cls(edge, share, number)

    def fewer(self, times: int, most: float) -> Self | None:
        """So many times fewer on each edge, but at least one; None where more remain than most."""
        number = -(-self.number // times)
        return self._equal(number) if number.sum() <= most else None

    def at(self, vertices: Floats) -> Floats:
        """Where the pieces start, lon, lat."""
        points, inner = vertices.take(self.edge, axis=0), np.flatnonzero(self.share)
        edge = self.edge[inner]
        points[inner] += self.share[inner, None] * (vertices[edge + 1] - vertices[edge])
        return points


def _neighbours(nodes: Floats, owner: Ints) -> tuple[Ints, Ints]:
    """Index before and after each node along its line; closed lines are joined."""
    index = np.arange(len(nodes))
    is_last = np.append(owner[1:] != owner[:-1], True)
    is_first = np.append(True, is_last[:-1])
    before, after = np.where(is_first, index, index - 1), np.where(is_last, index, index + 1)
    first, last = index[is_first], index[is_last]
    closed = (last - first > 1) & (nodes[first] == nodes[last]).all(axis=1)
    before[first[closed]] = last[closed] - 1
    after[last[closed]] = first[closed] + 1
    return before, after


def _runs(count: Ints, most: int) -> list[slice]:
    """Cut a list of counts into runs whose sums are about most."""
    run = np.cumsum(count) // most
    starts = [*np.flatnonzero(np.diff(run, prepend=-1)), len(count)]
    return [slice(a, b) for a, b in itertools.pairwise(starts)]
