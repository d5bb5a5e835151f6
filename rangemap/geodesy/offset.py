"""Where a boundary runs that is near beside its source: offset curves in small planes.

A mesh follows the boundary in steps of a share of the radius, however straight it is. Where a
source is long against the radius, buffers in planes are found sooner: a line is cut into runs, each
is buffered by GEOS in a conformal plane of its own, and the buffers are united. That is right to
what the planes and GEOS are right to, which nothing rests on: the curves are only where a front
starts from (`front.py`).
"""

from typing import Final, NamedTuple

import numpy as np
import shapely
from shapely import Geometry

from .bounds import LONGEST_EDGE_M, plain_step_deg
from .ellipsoid import A, B, Floats, Ints, earth_centred, lon_lat, row_dot, row_norm
from .shapes import POLYGON, outlines
from .source import Source

MAX_RADIUS_M: Final = 100_000.0
_OFF_SHARE: Final = 0.1
"""Share of the tolerance that a plane may stretch the radius by, and an edge bend by in it."""
_MAX_RUN_M: Final = 300_000.0
_MIN_POINTS: Final = 12
_KINK: Final = -0.02
"""Sine of a turn to the left under which a curve has a kink."""
_BESIDE: Final = 0.2
"""How far from a kink there is a vertex on either side instead, in the steps of round corners."""
_MAX_LAT_DEG: Final = 85.0
_DEGREE_M: Final = 110_000.0
"""Metres that a degree of latitude has at least."""


def offset_curves(
    source: Source, radius_m: float, step_m: float, tolerance_m: float
) -> list[Floats] | None:
    """Closed curves, lon, lat (n, 2), about radius_m from a source, which lies on their left.

    Round corners they have a vertex every step_m. None near a pole or +-180 degrees, where one
    plane of longitude and latitude does not hold them, and past MAX_RADIUS_M.
    """
    if radius_m > MAX_RADIUS_M or not is_in_one_plane(source, 3 * radius_m):
        return None
    lines, _ = outlines(source.parts)
    lines = shapely.segmentize(lines, plain_step_deg(LONGEST_EDGE_M, _OFF_SHARE * tolerance_m))
    vertices, line = shapely.get_coordinates(lines, return_index=True)
    # a conformal plane stretches by a quarter of the squared angle from its middle
    wide_m = 2 * (2 * A * np.sqrt(_OFF_SHARE * tolerance_m / radius_m) - radius_m)
    runs = _Runs.of(vertices, line, float(np.clip(wide_m, radius_m, _MAX_RUN_M)))
    segments = int(np.ceil(np.pi / 2 * radius_m / step_m))
    flat = shapely.linestrings(runs.flat, indices=runs.run)
    shapes = shapely.buffer(flat, radius_m + _OFF_SHARE * tolerance_m, quad_segs=segments)
    points, run = shapely.get_coordinates(shapes, return_index=True)
    shapes = shapely.set_coordinates(shapes, runs.planes.to_lon_lat(points, run))
    areas = source.parts[shapely.get_type_id(source.parts) == POLYGON]
    whole = shapely.orient_polygons(shapely.union_all([*shapes, *areas]))
    rings = [_closed(ring) for ring in shapely.get_rings(shapely.get_parts(whole))]
    return [_beside_kinks(ring, _BESIDE * step_m) for ring in rings]


def is_in_one_plane(source: Source, reach_m: float) -> bool:
    """Whether all within reach_m of a source is far from the poles and +-180 degrees."""
    west, south, east, north = shapely.total_bounds(source.parts)
    high = max(-south, north) + reach_m / _DEGREE_M
    if high > _MAX_LAT_DEG:
        return False
    return bool(max(-west, east) + reach_m / (_DEGREE_M * np.cos(np.radians(high))) < 180)  # noqa: PLR2004


class _Planes(NamedTuple):
    """Stereographic planes, nearly: each touches the ellipsoid in its middle."""

    middle: Floats
    """Earth-centred, (k, 3)."""
    axes: Floats
    """East, north and up, (k, 3, 3)."""

    @classmethod
    def about(cls, points: Floats) -> "_Planes":
        """Planes that touch at points, lon, lat (k, 2)."""
        lam, phi = np.radians(points.T)
        zero = np.zeros(len(lam))
        east = np.column_stack([-np.sin(lam), np.cos(lam), zero])
        up = np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
        return cls(earth_centred(*points.T), np.stack([east, np.cross(up, east), up], axis=1))

    def to_plane(self, points: Floats, plane: Ints) -> Floats:
        """Where points, lon, lat (n, 2), are in planes (n,), metres (n, 2)."""
        way = earth_centred(*points.T) - self.middle[plane]
        along = np.einsum("nij,nj->ni", self.axes[plane], way)
        return np.asarray(along[:, :2] * (2 * B / (2 * B + along[:, 2:])))

    def to_lon_lat(self, flat: Floats, plane: Ints) -> Floats:
        """Longitude and latitude (n, 2) of places in planes."""
        square = row_dot(flat, flat) / (4 * B * B)
        along = np.column_stack([flat, -2 * B * square]) / (1 + square)[:, None]
        way = np.einsum("nij,ni->nj", self.axes[plane], along)
        return lon_lat(self.middle[plane] + way)


class _Runs(NamedTuple):
    """Lines cut into runs."""

    flat: Floats
    """Vertices in the plane of their run, metres (n, 2), two at least of each run."""
    run: Ints
    """Which run each is of, ascending, (n,)."""
    planes: _Planes

    @classmethod
    def of(cls, vertices: Floats, line: Ints, longest_m: float) -> "_Runs":
        """Cut lines into runs no longer than that, but for one edge."""
        way = row_norm(np.diff(earth_centred(*vertices.T), axis=0, prepend=np.nan))
        is_first = np.diff(line, prepend=-1) > 0
        way[is_first] = 0.0
        number = np.cumsum(way) // longest_m
        is_new = is_first | (np.diff(number, prepend=-1) > 0)
        # the vertex before which a run starts ends the run before it too; a lone one is twice there
        again = np.flatnonzero(np.append(is_new[1:], True))
        after = np.minimum(again + 1, len(line) - 1)
        is_inner = ~is_first[after] & (again + 1 < len(line))
        ends = np.where(is_inner, after, again)
        run = np.cumsum(is_new) - 1
        points = np.insert(vertices, again + 1, vertices[ends], axis=0)
        runs = np.insert(run, again + 1, run[again])
        starts = np.flatnonzero(np.diff(runs, prepend=-1))
        middles = points[(starts + np.append(starts[1:], len(runs)) - 1) // 2]
        planes = _Planes.about(middles)
        return cls(planes.to_plane(points, runs), runs, planes)


def _closed(ring: Geometry) -> Floats:
    """Vertices of a ring, the last not the first again; a dozen at least, as `contour.spaced`."""
    points = shapely.get_coordinates(ring)
    if len(points) <= _MIN_POINTS:
        points = shapely.get_coordinates(shapely.segmentize(ring, ring.length / _MIN_POINTS))
    return np.asarray(points[:-1])


def _beside_kinks(curve: Floats, way_m: float) -> Floats:
    """A closed curve with two vertices for each kink, before and behind it.

    A front sets kinks itself, between vertices that are not all but at them.
    """
    scale = _DEGREE_M * np.column_stack([np.cos(np.radians(curve[:, 1])), np.ones(len(curve))])
    ahead = np.roll(curve, -1, axis=0) - curve
    east, north = (ahead * scale).T
    length = np.hypot(east, north)
    turn = np.roll(east, 1) * north - np.roll(north, 1) * east
    is_kink = turn < _KINK * length * np.roll(length, 1)
    share = np.minimum(way_m / np.maximum(length, way_m), 1 / 3)[:, None]
    behind = np.where(is_kink[:, None], curve + share * ahead, curve)
    before = curve - np.roll(share * ahead, 1, axis=0)
    return np.insert(behind, np.flatnonzero(is_kink), before[is_kink], axis=0)
