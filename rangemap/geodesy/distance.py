"""Nearest distances on the ellipsoid between points, lines and areas."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from shapely import Geometry, Point

from . import arguments
from .ellipsoid import Floats
from .source import Source

_SPACING_M: Final = 500.0


class Foot(NamedTuple):
    """The point of a geometry that is nearest to another point."""

    lon: float
    lat: float
    distance_m: float
    """Geodesic distance, metres; 0 inside an area."""


def nearest_m(source: Any, targets: Iterable[Geometry] | Any) -> Floats:
    """Least geodesic distance in metres, (n,), from source to each of n targets; 0 where they meet.

    source and targets are points, lines or areas (or mixtures), lon, lat in degrees.
    """
    origin = arguments.geometry(source)
    members = np.asarray(list(targets), dtype=object)
    found = Source.of(origin, _SPACING_M)
    least = np.array([_to_outline(found, member) for member in members])
    shapely.prepare(origin)
    least[shapely.intersects(origin, members)] = 0.0
    return least


def nearest_point(geometry: Any, point: Any) -> Foot:
    """Foot of point on geometry: its nearest point (lon, lat) and the distance in metres."""
    shape, at = arguments.geometry(geometry), arguments.center(point)
    if shapely.intersects(shape, Point(at[0])):
        return Foot(float(at[0, 0]), float(at[0, 1]), 0.0)
    feet = Source.of(shape, _SPACING_M).feet(at)
    return Foot(float(feet.foot[0, 0]), float(feet.foot[0, 1]), float(feet.distance_m[0]))


def _to_outline(source: Source, target: Geometry) -> float:
    nodes = Source.of(target, _SPACING_M)
    chord, _ = source.nearest_nodes(nodes.xyz)
    near = chord <= chord.min() + 2 * _SPACING_M
    feet = source.feet(nodes.lon_lat[near])
    for _ in range(8):
        feet_back = nodes.feet(feet.foot)
        feet = source.feet(feet_back.foot)
    return float(feet.distance_m.min())
