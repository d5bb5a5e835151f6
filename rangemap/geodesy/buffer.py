"""Geodesic buffers of points, lines and areas."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely import Geometry

from . import arguments
from .assembly import Area, polygonal, union
from .circle import rings_union
from .core import core
from .proven import proven_buffer
from .shapes import simple_parts


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
    """All points within radius_m of geometry along WGS 84 geodesics.

    geometry is any point, line, area, collection or series of them (lon, lat in degrees, edges
    straight in those coordinates); several are buffered as one. radius_m is from 1 m to 5,000 km
    (19,970 km for a single point). The result is a valid, right-handed polygon or multipolygon,
    cut at +-180 degrees and closed over the poles, whose boundary is within tolerance_m of the
    radius (at most an eighth of it).

    With min_radius_m a point is in reach only if some point of the source is at least that far,
    and at most radius_m: round a point, a ring between two circles; round a line or an area, all
    but its core, where even its farthest point is too near. Parts count one by one: what one part
    reaches is reached.

    Raises GeometryError for an empty or non-finite geometry, coordinates outside the world, and
    a radius, minimum radius or tolerance that is out of range.
    """
    return buffers(geometry, [radius_m], tolerance_m, min_radius_m)[0].geometry


def buffers(
    geometry: Any,
    radii_m: Sequence[float],
    tolerance_m: float = 1.0,
    min_radius_m: float | None = None,
) -> list[Buffered]:
    """Buffers of one geometry at several radii, each with its proven bound; see `buffer`."""
    source = arguments.geometry(geometry)
    is_point = len(np.unique(shapely.get_coordinates(source), axis=0)) == 1
    limit_m = arguments.MAX_POINT_RADIUS_M if is_point else arguments.MAX_RADIUS_M
    radii = [arguments.radius(radius_m, limit_m=limit_m) for radius_m in radii_m]
    inner = [arguments.min_radius(min_radius_m, radius_m) for radius_m in radii]
    tolerances = [arguments.tolerance(tolerance_m, radius_m) for radius_m in radii]
    return [
        _whole(source, radius, allowed) if least is None else _cored(source, radius, allowed, least)
        for radius, allowed, least in zip(radii, tolerances, inner, strict=True)
    ]


def _whole(source: Geometry, radius_m: float, tolerance_m: float) -> Buffered:
    """Everything within the radius; points need no search for the nearest, only their rings."""
    coordinates = np.unique(shapely.get_coordinates(source), axis=0)
    if len(coordinates) == 1 or shapely.get_dimensions(source) == 0:
        discs = rings_union(coordinates, radius_m, tolerance_m=tolerance_m)
        return Buffered(discs, radius_m, tolerance_m)
    made = proven_buffer(source, radius_m, tolerance_m)
    return Buffered(made.area, radius_m, made.bound_m)


def _cored(source: Geometry, radius_m: float, tolerance_m: float, min_radius_m: float) -> Buffered:
    """Union of what each part reaches; parts without a core are buffered together."""
    allowed_m = min(tolerance_m, min_radius_m / 8)
    parts, _ = simple_parts([source])
    cores = [core(part, min_radius_m, allowed_m) for part in parts]
    plain = [part for part, hole in zip(parts, cores, strict=True) if hole.is_empty]
    made = [_whole(shapely.GeometryCollection(plain), radius_m, tolerance_m)] if plain else []
    for part, hole in zip(parts, cores, strict=True):
        if not hole.is_empty:
            whole = _whole(part, radius_m, tolerance_m)
            made.append(
                whole._replace(geometry=polygonal(shapely.difference(whole.geometry, hole)))
            )
    bound_m = max(one.bound_m for one in made)
    return Buffered(union([one.geometry for one in made]), radius_m, bound_m)
