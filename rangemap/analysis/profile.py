"""Profile of a border: what ranges reach from each place along it, each place by itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from rangemap.analysis.ranges import Range
from rangemap.analysis.reach import Reach
from rangemap.scenario.origins import BorderOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.world import boundaries

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Place(NamedTuple):
    """A place along a border: its kilometre, and what a range reaches from there."""

    km: float
    area_km2: float
    error_km2: float
    regions: int


class Stretch(NamedTuple):
    """From where to where along a border, in km."""

    start_km: float
    end_km: float


@dataclass(frozen=True, eq=False)
class Profile:
    """What ranges reach from places along a border, by region.

    reach: what they reach from all of the border, or of the line inside it, together. at_km: where
    along the border the places are, ascending (n,). is_measured: whether each could be (n,). shares
    and areas_km2, errors_km2: by weapon, a row for each of `regions`, (m, n); 0 where not reached.
    """

    reach: Reach
    at_km: Floats
    is_measured: Bools
    regions: tuple[str, ...]
    shares: Mapping[str, Floats]
    areas_km2: Mapping[str, Floats]
    errors_km2: Mapping[str, Floats]

    @property
    def scenario(self) -> Scenario:
        """What was asked, of all of the border."""
        return self.reach.scenario

    @property
    def ranges(self) -> tuple[Range, ...]:
        """As the scenario has them."""
        return self.reach.ranges

    @property
    def sources(self) -> tuple[boundaries.Source, ...]:
        """Where regions, borders and places come from."""
        return self.reach.sources

    @property
    def border(self) -> BorderOrigin:
        """The border, and how far inside it the places are."""
        origin = self.scenario.origins[0]
        assert isinstance(origin, BorderOrigin)
        return origin

    @cached_property
    def edges_km(self) -> Floats:
        """Where the stretches begin and end for which the places stand, (n + 1,)."""
        length_km = boundaries.border(self.border.neighbour).length_km
        middles = (self.at_km[1:] + self.at_km[:-1]) / 2
        return np.concatenate([[0.0], middles, [length_km]])

    def counts(self, weapon: str) -> Ints:
        """How many regions are within reach from each place, (n,)."""
        counts: Ints = (self.shares[weapon] > 0).sum(axis=0, dtype=np.int64)
        return counts

    def totals_km2(self, weapon: str) -> Floats:
        """How much of all regions is within reach from each place, (n,); NaN where not measured."""
        totals: Floats = self.areas_km2[weapon].sum(axis=0)
        totals[~self.is_measured] = np.nan
        return totals

    def most(self, weapon: str) -> Place:
        """The place from which most area is within reach; of several the first."""
        return self._place(weapon, int(np.nanargmax(self.totals_km2(weapon))))

    def least(self, weapon: str) -> Place:
        """The place from which least area is within reach; of several the first."""
        return self._place(weapon, int(np.nanargmin(self.totals_km2(weapon))))

    def reached(self, weapon: str) -> list[str]:
        """The regions within reach from any place, by the kilometre that most of it is about."""
        shares = self.shares[weapon]
        rows = np.flatnonzero(shares.sum(axis=1) > 0)
        middle_km = shares[rows] @ self.at_km / shares[rows].sum(axis=1)
        return [self.regions[row] for row in rows[np.argsort(middle_km, kind="stable")]]

    def share(self, weapon: str, region: str) -> Floats:
        """What share of a region is within reach from each place, (n,)."""
        share: Floats = self.shares[weapon][self.regions.index(region)]
        return share

    def stretches(self, weapon: str, region: str) -> list[Stretch]:
        """From which stretches of the border a region is within reach."""
        inside = np.concatenate([[False], self.share(weapon, region) > 0, [False]])
        turns = np.flatnonzero(np.diff(inside))
        return [
            Stretch(float(self.edges_km[start]), float(self.edges_km[end]))
            for start, end in zip(turns[::2], turns[1::2], strict=True)
        ]

    def _place(self, weapon: str, number: int) -> Place:
        return Place(
            float(self.at_km[number]),
            float(self.areas_km2[weapon][:, number].sum()),
            float(self.errors_km2[weapon][:, number].sum()),
            int(self.counts(weapon)[number]),
        )


def profile(
    rows: pa.Table, reach: Reach, at_km: Floats, unmeasured: Collection[float] = ()
) -> Profile:
    """Put the rows of a sweep along a border together.

    rows: `border_km`, `region`, `weapon`, `share`, `reached_km2`, `reached_error_km2` of one
    setback. reach: that of the whole border at that setback. at_km: every place that was asked for,
    in km, ascending; unmeasured: those of them that could not be measured.
    """
    regions = tuple(map(str, reach.outlines["region"]))
    number = {region: row for row, region in enumerate(regions)}
    column = {km: place for place, km in enumerate(at_km.tolist())}
    weapons = rows["weapon"].to_numpy(zero_copy_only=False)
    row = np.array([number[each] for each in rows["region"].to_pylist()], np.intp)
    place = np.array([column[each] for each in rows["border_km"].to_pylist()], np.intp)
    tables: dict[str, dict[str, Floats]] = {}
    for name in ("share", "reached_km2", "reached_error_km2"):
        values = rows[name].to_numpy()
        tables[name] = {}
        for range_ in reach.ranges:
            mine = weapons == range_.weapon
            table = np.zeros((len(regions), len(at_km)))
            table[row[mine], place[mine]] = values[mine]
            tables[name][range_.weapon] = table
    return Profile(reach, at_km, ~np.isin(at_km, list(unmeasured)), regions, *tables.values())
