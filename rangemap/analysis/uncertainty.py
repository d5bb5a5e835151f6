"""How far numbers may be off: the outlines' error and the rounding of published ranges.

An outline is good to OUTLINE_ERROR_KM, so an area may be off by that times the length of outline
around it; a range published in whole units by half a unit, so an area may be off by that times the
length of ring around it. Both are taken as if all of a line were off to one side at once, which is
more than has been seen: areas of regions are off by 0.1 to 2.1 %, where this allows 3 to 4 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.scenario.units import METRES_PER_UNIT, Length

OUTLINE_ERROR_KM = 1.0  # the median against OpenStreetMap, see data/boundaries/README.md
ERROR_COLUMNS = ("reached_error_km2", "share_error")
_KM_PER_DEGREE = 111.2  # on a sphere: lengths to half a per cent are enough here

Lines = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Edges:
    """The edges around a shape: kilometres of each, whether of an outline, and its middle.

    range_error_km: how far the other edges may be off, where the shape ends because a range does.
    """

    length_km: Lines
    is_outline: NDArray[np.bool_]
    middle: NDArray[np.complex128]
    range_error_km: float

    @property
    def outline_km(self) -> float:
        """Length of outline around the shape."""
        return float(self.length_km[self.is_outline].sum())

    @property
    def ring_error_km2(self) -> float:
        """By how much the area may be off because the range is."""
        return self.range_error_km * float(self.length_km[~self.is_outline].sum())


def rounding_km(length: Length) -> float:
    """Half a unit of the last digit that was written: 0.8 km for 190 mi, 0.05 km for 80.5 km."""
    exponent = length.value.as_tuple().exponent
    assert isinstance(exponent, int)
    metres = float(METRES_PER_UNIT[length.unit]) * 10.0 ** min(exponent, 0)
    return metres / 2 / 1000


def vertices(outlines: Sequence[BaseGeometry]) -> NDArray[np.complex128]:
    """Positions of all vertices of outlines (lon, lat), sorted; some are there twice.

    To leave those out takes numpy four times as long as to sort.
    """
    return np.sort(as_numbers(shapely.get_coordinates(np.asarray(outlines, dtype=object))))


def edges_of(shape: BaseGeometry, known: NDArray[np.complex128], range_error_km: float) -> Edges:
    """The edges around a shape that was cut from outlines, some of whose vertices it keeps.

    known: those, of `vertices`.
    """
    if shape.is_empty:
        nothing = np.zeros(0)
        return Edges(nothing, nothing.astype(bool), nothing.astype(complex), range_error_km)
    xy, ring = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(shape)), return_index=True
    )
    same = ring[1:] == ring[:-1]
    places = as_numbers(xy)
    is_known = is_among(places, known)
    length_km = edge_lengths_km(xy)
    return Edges(
        length_km[same],
        (is_known[1:] | is_known[:-1])[same],
        (places[1:] + places[:-1])[same] / 2,
        range_error_km,
    )


def error_columns(rows: pd.DataFrame, edges: Sequence[Edges]) -> dict[str, Lines]:
    """ERROR_COLUMNS for rows with `share` and `area_km2`, whose parts have those edges.

    The outline around the rest of a partly reached region is taken to be in proportion to its area:
    measuring it would cost more than it is worth.
    """
    return errors(
        rows["share"].to_numpy(),
        rows["area_km2"].to_numpy(),
        np.array([each.outline_km for each in edges]),
        np.array([each.ring_error_km2 for each in edges]),
    )


def errors(share: Lines, area_km2: Lines, outline: Lines, ring: Lines) -> dict[str, Lines]:
    """ERROR_COLUMNS of parts, from kilometres of outline around them and the ring's error, km²."""
    return {
        "reached_error_km2": OUTLINE_ERROR_KM * outline + ring,
        "share_error": (2 * OUTLINE_ERROR_KM * (1 - share) * outline + ring) / area_km2,
    }


def total_error_km2(parts: Sequence[Edges]) -> float:
    """By how much the sum of areas may be off: what one loses along a common outline, one gains."""
    parts = [each for each in parts if len(each.length_km)]
    if not parts:
        return 0.0
    middles = np.concatenate([each.middle[each.is_outline] for each in parts])
    lengths = np.concatenate([each.length_km[each.is_outline] for each in parts])
    _, first, count = np.unique(middles, return_index=True, return_counts=True)
    outline_km = float(lengths[first[count == 1]].sum())
    return OUTLINE_ERROR_KM * outline_km + sum(each.ring_error_km2 for each in parts)


def edge_lengths_km(xy: Lines) -> Lines:
    """About how long, km, the ways are from each of the places lon, lat (n, 2) to the next."""
    east = (xy[1:, 0] - xy[:-1, 0]) * np.cos(np.radians((xy[1:, 1] + xy[:-1, 1]) / 2))
    return np.asarray(_KM_PER_DEGREE * np.hypot(east, xy[1:, 1] - xy[:-1, 1]))


def as_numbers(xy: Lines) -> NDArray[np.complex128]:
    """Places lon, lat (n, 2) as numbers that can be sorted and compared, (n,)."""
    return np.asarray(xy[:, 0] + 1j * xy[:, 1])


def is_among(places: NDArray[np.complex128], known: NDArray[np.complex128]) -> NDArray[np.bool_]:
    """Whether positions (n,) are among known ones, sorted and at least one."""
    at = np.minimum(np.searchsorted(known, places), len(known) - 1)
    return np.asarray(known[at] == places)
