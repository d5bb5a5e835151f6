"""By how much a threshold curve may be off: outlines are good to a kilometre at every range.

What the mesh adds is less by far (see distance_mesh). A range that is asked for is exact, so there
is no rounding of published figures in it.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from rangemap import geodesy
from rangemap.analysis import uncertainty
from rangemap.analysis.reach import Reach
from rangemap.analysis.thresholds import Thresholds

_EDGES_TOGETHER = 5  # some 8 km of outline, which is measured by its middle

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CurveErrors:
    """Outlines as pieces: per region, and of what no two regions share, for all together.

    Each is two arrays: distances of pieces to the nearest origin in km, ascending, and how much
    outline lies up to there, in km.
    """

    regions: dict[str, tuple[Floats, Floats]]
    total: tuple[Floats, Floats]

    def region_km2(self, code: str, ranges_km: ArrayLike) -> Floats:
        """By how much the area of that region within each range may be off."""
        return _error_km2(self.regions[code], ranges_km)

    def total_km2(self, ranges_km: ArrayLike) -> Floats:
        """By how much the area of all regions within each range may be off."""
        return _error_km2(self.total, ranges_km)


def curve_errors(measured: Thresholds, reach: Reach) -> CurveErrors:
    """The errors of thresholds that were measured of the same origins and regions as a reach."""
    near = reach.outlines[reach.outlines["region"].isin(measured.meshes)]
    source = shapely.geometrycollections(shapely.get_parts(reach.origins.geometry.to_numpy()))
    edges = [uncertainty.edges_of(each, [each], 0.0) for each in near.geometry]
    middle = np.concatenate([each.middle for each in edges])
    length_km = np.concatenate([each.length_km for each in edges])
    ends = np.cumsum([len(each.middle) for each in edges])
    starts = np.concatenate(
        [
            np.arange(end - len(each.middle), end, _EDGES_TOGETHER)
            for end, each in zip(ends, edges, strict=True)
        ]
    )
    middles = middle[np.minimum(starts + _EDGES_TOGETHER // 2, len(middle) - 1)]
    places = np.column_stack([middles.real, middles.imag])
    distances_km = geodesy.Gauge(source).metres(places) / 1000
    _, first, count = np.unique(middle, return_index=True, return_counts=True)
    is_alone = np.isin(np.arange(len(middle)), first[count == 1])
    owner = np.searchsorted(ends, starts, side="right")
    whole_km = np.add.reduceat(length_km, starts)
    return CurveErrors(
        {
            code: _pieces(distances_km[owner == number], whole_km[owner == number])
            for number, code in enumerate(near["region"])
        },
        _pieces(distances_km, np.add.reduceat(length_km * is_alone, starts)),
    )


def _pieces(distances_km: Floats, lengths_km: Floats) -> tuple[Floats, Floats]:
    order = np.argsort(distances_km)
    return distances_km[order], np.cumsum(lengths_km[order])


def _error_km2(pieces: tuple[Floats, Floats], ranges_km: ArrayLike) -> Floats:
    distances_km, up_to_km = pieces
    within = np.searchsorted(distances_km, np.asarray(ranges_km, dtype=float), side="right")
    error: Floats = uncertainty.OUTLINE_ERROR_KM * np.concatenate([[0.0], up_to_km])[within]
    return error
