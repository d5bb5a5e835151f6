"""Where a web map's world is cut, and shapes moved so that a reach over ±180° is in one piece.

A map shows longitudes from its seam to 360° east of that. With most reaches the seam is -180; with
others longitudes are counted on (190 is 170° W), which Leaflet takes as they are.
"""

import math
from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.reach import Reach

ANTIMERIDIAN = -180.0
OCEAN = -32.0  # in the Atlantic, between the mainlands: where the ground of all web maps is cut
TURN = 360.0
_NEAR = 60.0  # degrees: so near to ±180° a map shows land on both sides of it
_MIN_GAP = 1.0  # degrees between rings that leave room for a seam
_BEYOND_POLE = 91.0
_LINE = 1  # dimension

Box = tuple[float, float, float, float]  # west, south, east, north in degrees


def seam_of(reach: Reach) -> float:
    """The longitude, -180 up to 180, at which the map of a reach is cut: if possible no ring."""
    spans = shapely.bounds(shapely.get_parts(reach.union(reach.widest.weapon)))[:, [0, 2]]
    far = -ANTIMERIDIAN - _NEAR
    if np.abs(spans).max() < far:
        return ANTIMERIDIAN
    start, length = _widest_gap(spans)
    if length < _MIN_GAP:  # round a pole: one that is cut anyway
        lon = shapely.get_coordinates(reach.origins.geometry.to_numpy())[:, 0]
        return OCEAN if np.abs(lon).max() > far else ANTIMERIDIAN
    if (OCEAN - start) % TURN < length:
        return OCEAN
    return (round(start + length / 2) - ANTIMERIDIAN) % TURN + ANTIMERIDIAN


def _widest_gap(spans: NDArray[np.float64]) -> tuple[float, float]:
    """Where the longest run of longitudes that no span (west, east) covers begins; its length."""
    west, east = spans[np.argsort(spans[:, 0])].T
    covered = np.maximum.accumulate(east)
    gaps = np.append(west[1:], west[0] + TURN) - covered
    longest = int(np.argmax(gaps))
    return float(covered[longest]), float(gaps[longest])


def turned(shapes: Iterable[BaseGeometry], seam: float) -> NDArray[np.object_]:
    """Shapes in lon, lat with all longitudes from the seam to 360° east of it.

    What lies there already is left as it is; what was cut elsewhere is in one piece again.
    """
    moved = np.array(list(shapes), dtype=object)
    west, _, east, _ = shapely.bounds(moved).T
    box = (seam, -_BEYOND_POLE, seam + TURN, _BEYOND_POLE)
    for index in np.flatnonzero((west < seam) | (east > seam + TURN)):
        moved[index] = recurring(moved[index], box)
    return moved


def recurring(shape: BaseGeometry, box: Box) -> BaseGeometry:
    """What lies in a box of a shape that recurs every 360°; longitudes are the box's."""
    west, south, east, north = box
    first, _, last, _ = shape.bounds
    pieces = []
    for turns in range(math.ceil((west - last) / TURN), math.floor((east - first) / TURN) + 1):
        by = turns * TURN
        piece = shapely.clip_by_rect(shape, west - by, south, east - by, north)
        if not piece.is_empty:
            pieces.append(affinity.translate(piece, by) if by else piece)
    if len(pieces) == 1:
        return pieces[0]
    joined = shapely.union_all(pieces)
    return shapely.line_merge(joined) if shapely.get_dimensions(joined) == _LINE else joined
