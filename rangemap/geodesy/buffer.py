"""Geodesic buffers of points, lines and areas."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from shapely import Geometry

from . import arguments
from .assembly import Area, polygonal, region, union
from .circle import circle, rings_union
from .source import Source, simple_parts


class Buffered(NamedTuple):
    """A buffer and how good it is."""

    geometry: Area
    """All points within radius_m of the source: lon, lat, right-handed, cut at +-180 degrees."""
    radius_m: float
    bound_m: float
    """No boundary point is further than this from radius_m, and no point is misplaced by more."""


def buffer(
    geometry: Any, radius_m: float, tolerance_m: float = 1.0, min_radius_m: float | None = None
) -> Area:
    """All points within radius_m of geometry along WGS 84 geodesics; see `buffers`."""
    return buffers(geometry, [radius_m], tolerance_m, min_radius_m)[0].geometry


def buffers(
    geometry: Any,
    radii_m: Sequence[float],
    tolerance_m: float = 1.0,
    min_radius_m: float | None = None,
) -> list[Buffered]:
    """Buffers of geometry at several radii."""
    source = arguments.geometry(geometry)
    radii = [arguments.radius(radius) for radius in radii_m]
    return [_by_circles(source, radius, tolerance_m, min_radius_m) for radius in radii]


_SIMPLE_BOUND_M: Final = 10.0


def _by_circles(
    source: Geometry, radius_m: float, tolerance_m: float, min_radius_m: float | None
) -> Buffered:
    """Union of circles at nodes along the source: simple and slow."""
    inner_m = arguments.min_radius(min_radius_m, radius_m)
    bound_m = max(arguments.tolerance(tolerance_m, radius_m), min(_SIMPLE_BOUND_M, radius_m / 8))
    parts = [_part_by_circles(part, radius_m, bound_m, inner_m) for part in simple_parts(source)]
    return Buffered(union(parts), radius_m, bound_m)


def _part_by_circles(
    part: Geometry, radius_m: float, bound_m: float, inner_m: float | None
) -> Area:
    if part.geom_type == "Point":
        return rings_union(part, radius_m, tolerance_m=bound_m, min_radius_m=inner_m)
    nodes = Source.of(part, (4 * radius_m * bound_m) ** 0.5).lon_lat
    reach = rings_union(nodes, radius_m, tolerance_m=bound_m / 2)
    if part.geom_type == "Polygon":
        reach = union([reach, part])
    if inner_m is None:
        return reach
    discs = [
        region([circle(node[None], inner_m, min(bound_m, inner_m / 8))], (node[0], node[1]))
        for node in nodes
    ]
    return polygonal(shapely.difference(reach, shapely.intersection_all(np.array(discs, object))))
