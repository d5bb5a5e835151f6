"""Distances from one source to very many points, to a few metres.

One look-up and one inverse problem a point: the foot is taken on the two pieces beside the node
with the shortest chord. Against `nearest_m`, which tries every foot that might be nearer, that is
too far by at most (see `source`)

- spacing^2 / 8 d, 2 m at 1.4 km and less beyond; half the spacing, 75 m, beside the source;
- where two places compete, what chords stretched for 800 km do not sort: 4 m up to 800 km and 8 m
  up to 1,000 km; 0.01 m for the bend of pieces.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
import shapely

from . import arguments
from .ellipsoid import Floats
from .indexed import indexed, is_inside
from .shapes import POLYGON
from .source import Feet, Source

_SPACING_M: Final = 150.0
_BEND_M: Final = 0.01
_ABOUT_M: Final = 800_000.0
_MAX_LON_DEG: Final = 360.0
"""Longitudes may go on past +-180 degrees, as triangles do that bulge over it."""
_CHUNK: Final = 10_000
"""Points that are worth a thread: some 40 ms."""


class Gauge:
    """A source made ready to be measured from again and again, to very many points.

    Distances are a few metres too long at most: up to 4 m up to 800 km, 8 m up to 1,000 km, and
    75 m beside a line or the edge of an area, nearer than some 1.4 km. `nearest_m` is exact.

    Parameters
    ----------
    source
        Points, lines, areas or a mixture, as the source of `nearest_m`.

    Attributes
    ----------
    inside
        All areas of the source as one geometry, empty if it has none.

    Raises
    ------
    GeometryError
        For a source that is empty, not finite, not valid or outside the world.

    Examples
    --------
    >>> import numpy as np
    >>> import shapely
    >>> from rangemap import geodesy
    >>> gauge = geodesy.Gauge(shapely.box(34, 51, 35, 52))
    >>> gauge.metres(np.array([[36.2, 50.0], [34.5, 51.5]])).round(-2)
    array([140100.,      0.])

    """

    def __init__(self, source: Any) -> None:
        """Take points, lines or areas, lon, lat in degrees, edges straight in them."""
        self._source = Source(arguments.geometry(source), _SPACING_M, _BEND_M, _ABOUT_M)
        parts = self._source.parts
        self._areas = indexed(parts[shapely.get_type_id(parts) == POLYGON])
        self.inside = shapely.union_all(self._areas)

    def metres(self, points: Floats) -> Floats:
        """Geodesic distances in metres, (n,), of points lon, lat (n, 2); 0 inside areas.

        Raises GeometryError for points that are not finite or outside the world.
        """
        return self.feet(points)[1]

    def feet(self, points: Floats) -> tuple[Floats, Floats]:
        """Places of the source, lon, lat (n, 2), that are nearest to points, and how far they are.

        A point inside an area of the source is its own foot. Raises GeometryError for points that
        are not finite or outside the world.
        """
        points = arguments.places(points, most_lon=_MAX_LON_DEG)
        found = self._feet(points)
        if len(self._areas) == 0:
            return found.foot, found.distance_m
        inside = is_inside(self._areas, points)
        return (
            np.where(inside[:, None], points, found.foot),
            np.where(inside, 0.0, found.distance_m),
        )

    def _feet(self, points: Floats) -> Feet:
        """Feet on the lines and points of the source, looked for on all processors."""
        if len(points) <= _CHUNK:
            return self._source.feet(points)
        chunks = np.array_split(points, -(-len(points) // _CHUNK))
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            found = list(threads.map(self._source.feet, chunks))
        return Feet(*(np.concatenate(values) for values in zip(*found, strict=True)))
