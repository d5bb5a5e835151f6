"""The distance to a source as a field on the mesh: negative inside its areas."""

from typing import Final

import numpy as np
import shapely

from .ellipsoid import Floats
from .indexed import indexed, is_inside
from .mesh import AXES, to_lon_lat
from .shapes import POLYGON
from .source import Source

_SIGNED_FROM: Final = 0.5


class DistanceField:
    """Metres to a source at mesh points; minus metres to the outline inside areas.

    Within half the radius, where no level is sought, inside and outside are not told apart.
    """

    def __init__(self, source: Source, radius_m: float) -> None:
        """Prepare the field of source for levels near radius_m."""
        self._source = source
        self._signed_from_m = _SIGNED_FROM * radius_m
        parts = source.parts
        self._areas = indexed(parts[shapely.get_type_id(parts) == POLYGON])

    def rough(self, mesh_points: Floats) -> Floats:
        """Metres, (n,), at mesh points (n, 3), as near as `Source.rough_distance`."""
        return self._signed(mesh_points, self._source.rough_distance(mesh_points * AXES))

    def precise(self, mesh_points: Floats, within_m: float = 0.0) -> Floats:
        """Metres, (n,), at mesh points (n, 3), as near as `Source.feet`."""
        feet = self._source.feet(to_lon_lat(mesh_points), within_m)
        return self._signed(mesh_points, feet.distance_m)

    def _signed(self, mesh_points: Floats, metres: Floats) -> Floats:
        if len(self._areas) == 0:
            return metres
        far = metres > self._signed_from_m
        far[far] = is_inside(self._areas, to_lon_lat(mesh_points[far]))
        return np.where(far, -metres, metres)
