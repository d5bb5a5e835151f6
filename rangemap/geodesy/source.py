"""What distances are measured from: lines cut into short pieces, their ends in a k-d tree.

Distances are compared as straight chords through the Earth, which a k-d tree can search and for
which poles and +-180 degrees are nowhere special; the geodesic is then solved to the foot found.
"""

from typing import Final, NamedTuple, Self

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely import Geometry

from .ellipsoid import Floats, Ints, earth_centred, inverse, meridian_radius, normal_radius, row_dot

_POINT: Final = 0
_POLYGON: Final = 3


class Feet(NamedTuple):
    """Nearest points of a source, one per point asked for."""

    distance_m: Floats
    """Geodesic length from foot to point, metres, (n,)."""
    azimuth: Floats
    """Azimuth at the foot of the geodesic to the point, degrees, (n,)."""
    foot: Floats
    """Nearest point of the source, lon, lat, (n, 2)."""


class Source:
    """Points and lines (areas give their outlines) as a chain of nodes at most spacing_m apart.

    lon_lat (n, 2) and xyz (n, 3) are the nodes; after and before (n,) are the neighbours along
    the line, a node's own index where there is none.
    """

    def __init__(self, lon_lat: Floats, before: Ints, after: Ints, areas: list[Geometry]) -> None:
        """Index nodes that are already spaced; `of` makes a source from a geometry."""
        self.lon_lat = lon_lat
        self.before = before
        self.after = after
        self.areas = areas
        self.xyz = earth_centred(lon_lat[:, 0], lon_lat[:, 1])
        self._tree = cKDTree(self.xyz, leafsize=32, balanced_tree=False, compact_nodes=False)

    @classmethod
    def of(cls, geometry: Geometry, spacing_m: float) -> Self:
        """Cut every edge of geometry (lon, lat) into equal pieces of at most spacing_m."""
        parts = simple_parts(geometry)
        lines = outlines(parts)
        vertices, line = shapely.get_coordinates(lines, return_index=True)
        nodes, owner = _spaced(vertices, line, spacing_m)
        before, after = _neighbours(nodes, owner)
        return cls(nodes, before, after, [p for p in parts if p.geom_type == "Polygon"])

    def nearest_nodes(self, xyz: Floats) -> tuple[Floats, Ints]:
        """Chords in metres to the nearest nodes of points (n, 3), and their indices, (n,) each."""
        chord, node = self._tree.query(xyz)
        return chord, node

    def feet(self, points: Floats) -> Feet:
        """Nearest point of the source to each of points, lon, lat (n, 2)."""
        xyz = earth_centred(points[:, 0], points[:, 1])
        _, node = self.nearest_nodes(xyz)
        foot = self._foot_beside(xyz, node)
        azimuth, _, length = inverse(foot, points)
        return Feet(length, azimuth, foot)

    def _foot_beside(self, xyz: Floats, node: Ints) -> Floats:
        """Nearest point, lon, lat (n, 2), on the two pieces that meet at each node."""
        best = np.full(len(node), np.inf)
        foot = self.lon_lat[node]
        for other in (self.before[node], self.after[node]):
            along = self._share_along(xyz, node, other)
            at = self.xyz[node] + along[:, None] * (self.xyz[other] - self.xyz[node])
            squared = row_dot(at - xyz, at - xyz)
            nearer = squared < best
            best[nearer] = squared[nearer]
            step = self.lon_lat[other] - self.lon_lat[node]
            foot[nearer] = (self.lon_lat[node] + along[:, None] * step)[nearer]
        return foot

    def _share_along(self, xyz: Floats, start: Ints, end: Ints) -> Floats:
        """Where on the piece start -> end its point nearest to xyz lies, 0 to 1."""
        piece = self.xyz[end] - self.xyz[start]
        squared = row_dot(piece, piece)
        projected = row_dot(xyz - self.xyz[start], piece)
        return np.clip(projected / np.where(squared > 0, squared, 1.0), 0.0, 1.0)


def simple_parts(geometry: Geometry) -> list[Geometry]:
    """Points, lines and polygons that geometry is made of, at any depth of collections."""
    parts = [part for part in shapely.get_parts(geometry) if not shapely.is_empty(part)]
    if all(part.geom_type in _SIMPLE for part in parts):
        return parts
    return [inner for part in parts for inner in simple_parts(part)]


def outlines(parts: list[Geometry]) -> list[Geometry]:
    """Points and lines of parts, and the rings of its polygons."""
    rings = shapely.get_rings([part for part in parts if part.geom_type == "Polygon"])
    return [part for part in parts if part.geom_type != "Polygon"] + list(rings)


def edge_lengths(start: Floats, end: Floats) -> Floats:
    """Upper bound in metres, (n,), on edges straight in lon, lat from start to end, both (n, 2)."""
    step = np.radians(end - start)
    low = np.minimum(np.abs(start[:, 1]), np.abs(end[:, 1]))
    low[start[:, 1] * end[:, 1] < 0] = 0.0
    high = np.maximum(np.abs(start[:, 1]), np.abs(end[:, 1]))
    across = normal_radius(high) * np.cos(np.radians(low)) * step[:, 0]
    return np.hypot(across, meridian_radius(high) * step[:, 1])


_SIMPLE: Final = {"Point", "LineString", "LinearRing", "Polygon"}


def _spaced(vertices: Floats, line: Ints, spacing_m: float) -> tuple[Floats, Ints]:
    """Vertices with nodes put between them, and the line that each belongs to."""
    is_edge = np.append(line[1:] == line[:-1], False)
    end = np.roll(vertices, -1, axis=0)
    length = np.where(is_edge, edge_lengths(vertices, end), 0.0)
    count = np.maximum(1, np.ceil(length / spacing_m)).astype(np.int64)
    edge = np.repeat(np.arange(len(vertices)), count)
    first = np.cumsum(count) - count
    share = (np.arange(len(edge)) - first[edge]) / count[edge]
    step = np.where(is_edge[:, None], end - vertices, 0.0)
    return vertices[edge] + share[:, None] * step[edge], line[edge]


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
