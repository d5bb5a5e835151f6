"""Which areas of a file overlap, so that the same land lies in several of them."""

import numpy as np
import shapely
from numpy.typing import NDArray

_MAX_VERTICES = 2_000_000  # of all pairs together: about a second
_MIN_SHARE = 0.01  # of the smaller area; neighbours drawn apart share less along their border


def overlapping(areas: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which areas share more than a hundredth of the smaller one with another.

    areas: valid, None for what is none. Of areas too large to tell in a second none is said to.
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
    if vertices[first].sum() + vertices[second].sum() > _MAX_VERTICES:
        return flags
    is_shared = shapely.area(shapely.intersection(areas[first], areas[second])) > least
    flags[first[is_shared]] = flags[second[is_shared]] = True
    return flags
