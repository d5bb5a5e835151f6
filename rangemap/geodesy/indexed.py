"""Geometries with an index (shapely's prepared ones), which two threads must never ask at once.

GEOS makes the index of a prepared geometry when it is first asked, and without a lock: two threads
that ask together end the process or wait for ever. So what is prepared here is a copy that nobody
else holds, and a copy that is kept for several threads is asked by one at a time.
"""

import threading
from typing import Any

import numpy as np
import shapely

from .ellipsoid import Bools, Floats

_ONE_AT_A_TIME = threading.Lock()


def indexed(geometries: Any) -> Any:
    """Copies of a geometry or an array of them, in two dimensions and prepared.

    For the thread that asks for them alone, and in `meets` for all.
    """
    copies = shapely.force_2d(geometries)
    shapely.prepare(copies)
    return copies


def meets(areas: Any, points: Floats) -> Bools:
    """Whether points, lon, lat (n, 2), lie in or on indexed areas: one for all, or one each."""
    with _ONE_AT_A_TIME:
        return np.asarray(shapely.intersects_xy(areas, *points.T))


def is_inside(areas: Any, points: Floats) -> Bools:
    """Whether points, lon, lat (n, 2), lie in any of so many indexed polygons."""
    inside = np.zeros(len(points), bool)
    for area in areas:
        west, south, east, north = area.bounds
        near = (points[:, 0] >= west) & (points[:, 0] <= east) & ~inside
        near &= (points[:, 1] >= south) & (points[:, 1] <= north)
        inside[near] = meets(area, points[near])
    return inside
