"""Distances at the cells of a raster, with a bound on the error of each.

A cell's centre has one foot by the shortest chord, as a `Gauge` finds it; chords are sorted for the
distance about the middle of the piece that is looked at, so that little is lost far away. Beside
the source, where that foot could be off by metres, distances are those of `nearest_m`.
"""

from typing import Any, Final

import numpy as np
import shapely
from shapely import Geometry

from . import arguments
from .bounds import off_radius_spread
from .distance import nearest_m
from .ellipsoid import Floats, earth_centred
from .indexed import indexed, is_inside
from .shapes import POLYGON
from .source import Source

_SPACING_M: Final = 150.0
_BEND_M: Final = 0.01
_BESIDE_M: Final = 3_000.0
"""Up to here distances are measured singly."""
_SINGLE_M: Final = 0.01
"""Error of `nearest_m` up to there."""


class DistanceRaster:
    """A source from which distances to the centres of cells are measured, piece by piece.

    Raises GeometryError for a source that is empty, not finite or outside the world.
    """

    def __init__(self, source: Any) -> None:
        """Take points, lines or areas, lon, lat in degrees, edges straight in them."""
        self._geometry: Geometry = arguments.geometry(source)
        self._source = Source(self._geometry, _SPACING_M, _BEND_M)
        parts = self._source.parts
        self._areas = indexed(parts[shapely.get_type_id(parts) == POLYGON])

    def metres(self, points: Floats) -> tuple[Floats, float]:
        """Geodesic distances in metres, (n,), of points lon, lat (n, 2), 0 inside areas.

        And by how much one of them may be off at most. What is returned for a point hangs on the
        points it is asked with by no more than that.
        """
        if len(points) == 0:
            return np.zeros(0), 0.0
        rough = self._source.rough_distance(earth_centred(*points.T))
        about_m = float((rough.min() + rough.max()) / 2)
        sorted_ = self._source.sorted_at(about_m)
        metres = sorted_.feet(points).distance_m
        beside = metres <= _BESIDE_M
        if beside.any():
            metres[beside] = nearest_m(self._geometry, shapely.points(points[beside]))
        if len(self._areas):
            metres[is_inside(self._areas, points)] = 0.0
        return metres, self._bound_m(metres[~beside], about_m)

    def _bound_m(self, metres: Floats, about_m: float) -> float:
        """By how much such distances, none of them beside the source, may be off: see `source`."""
        if len(metres) == 0:
            return _SINGLE_M
        foot_m = _SPACING_M**2 / (8 * _BESIDE_M)
        ends = np.array([metres.min(), metres.max()])
        spread_m = float(off_radius_spread(about_m, ends).max()) if self._is_many else 0.0
        return max(_SINGLE_M, foot_m * self._is_many + spread_m + _BEND_M)

    @property
    def _is_many(self) -> bool:
        """Whether there is more than one place, so that feet compete."""
        return len(self._source.xyz) > 1
