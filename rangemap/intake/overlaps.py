"""Which areas of a file overlap, so that the same land lies in several of them."""

import numpy as np
import shapely
from numpy.typing import NDArray

_MAX_VERTICES = 2_000_000  # of all pairs together: about a second
_MIN_SHARE = 0.01  # of the smaller area; neighbours drawn apart share less along their border


def overlapping(areas: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which areas share more than a hundredth of the smaller one with another.

    areas: valid, None for what is none. Where all pairs would take more than about a second, the
    smaller ones are looked at, and of the others whether a point of one lies within the other, as
    of a district in its oblast.
    """
    flags = np.zeros(len(areas), dtype=bool)
    first, second = shapely.STRtree(areas).query(areas)
    size, bounds = shapely.area(areas), shapely.bounds(areas)
    least = _MIN_SHARE * np.minimum(size[first], size[second])
    sides = np.minimum(bounds[first, 2:], bounds[second, 2:]) - np.maximum(
        bounds[first, :2], bounds[second, :2]
    )
    could = (first < second) & (sides.prod(axis=1) > least)
    first, second, least = first[could], second[could], least[could]
    vertices = shapely.get_num_coordinates(areas)
    cost = vertices[first] + vertices[second]
    order = np.argsort(cost, kind="stable")
    is_cheap = np.zeros(len(cost), dtype=bool)
    is_cheap[order] = np.cumsum(cost[order]) <= _MAX_VERTICES
    one, other = areas[first], areas[second]
    is_shared = np.zeros(len(cost), dtype=bool)
    is_shared[is_cheap] = (
        shapely.area(shapely.intersection(one[is_cheap], other[is_cheap])) > least[is_cheap]
    )
    dear = ~is_cheap
    if dear.any():
        shapely.prepare(areas)
        points = shapely.point_on_surface(areas)
        is_shared[dear] = shapely.contains_properly(one[dear], points[second[dear]])
        is_shared[dear] |= shapely.contains_properly(other[dear], points[first[dear]])
    flags[first[is_shared]] = flags[second[is_shared]] = True
    return flags
