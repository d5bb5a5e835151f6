"""Places behind a count, as plain data: which towns, how many people, how far away."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from rangemap.analysis.people import added_people
from rangemap.analysis.reach import PLACE_COLUMNS, UNION, Reach
from rangemap.world import boundaries

if TYPE_CHECKING:
    from rangemap.analysis.comparison import Comparison
    from rangemap.analysis.depth import Depth
    from rangemap.analysis.disputes import Disputes
    from rangemap.analysis.thresholds import Thresholds

Record = dict[str, Any]
_PLACE = tuple(name for name in PLACE_COLUMNS if name != "weapon")


def reached_places(reach: Reach) -> list[Record]:
    """The places within reach, one record per place and range, most people first."""
    return _records(reach.places, PLACE_COLUMNS)


def changed_places(comparison: "Comparison") -> list[Record]:
    """The places that either reach holds, `change` saying which: gained, kept or lost.

    Only what the scenarios permit counts, as in the areas. The gained ones stand first.
    """
    before, after = (_permitted(each) for each in (comparison.before, comparison.after))
    held = (set(before["place"]), set(after["place"]))
    kinds: tuple[tuple[str, gpd.GeoDataFrame, Callable[[str], bool]], ...] = (
        ("gained", after, lambda place: place not in held[0]),
        ("lost", before, lambda place: place not in held[1]),
        ("kept", after, lambda place: place in held[0]),
    )
    return [
        record | {"change": change}
        for change, places, belongs in kinds
        for record in _records(places, _PLACE)
        if belongs(record["place"])
    ]


def people(comparison: "Comparison") -> tuple[int, int]:
    """People in the places that are reached before and after, as far as it is permitted."""
    before, after = (
        int(added_people(_permitted(each)).sum()) for each in (comparison.before, comparison.after)
    )
    return before, after


def counted_places(depth: "Depth") -> list[Record]:
    """The places within reach, and how many of the origins reach each."""
    reach = depth.reach
    own = reach.buffers[reach.buffers["origin"] != UNION]
    records = []
    for range_ in reach.ranges:
        places = reach.places[reach.places["weapon"] == range_.weapon]
        buffers = own[own["weapon"] == range_.weapon].geometry.to_numpy()
        points = places.geometry.to_numpy()
        counts = np.sum([shapely.covers(buffer, points) for buffer in buffers], axis=0)
        # a place at the edge of all buffers is in their union by rounding alone
        records += [
            record | {"origins": max(1, int(count))}
            for record, count in zip(_records(places, PLACE_COLUMNS), counts, strict=True)
        ]
    return records


def disputed_places(disputes: "Disputes") -> list[Record]:
    """The places that the greatest figure reaches, and whether the least one does."""
    records = []
    for weapon, reach in zip(disputes.weapons, disputes.reaches, strict=True):
        places = reach.places
        least = set(places[places["weapon"] == "least"]["place"])
        greatest = places[places["weapon"] == "greatest"]
        records += [
            record | {"weapon": weapon.id, "within_least": record["place"] in least}
            for record in _records(greatest, _PLACE)
        ]
    return records


def near_places(thresholds: "Thresholds") -> list[Record]:
    """The places of the regions measured, the nearest first."""
    towns = boundaries.places(language=thresholds.scenario.language).set_index("place")
    near = thresholds.towns
    rows = towns.loc[near["place"]].reset_index()
    return _records(rows.assign(distance_km=near["distance_km"].to_numpy()), _PLACE)


def _permitted(reach: Reach) -> gpd.GeoDataFrame:
    """The places within reach, each once, in regions that the scenario permits."""
    places = reach.places.drop_duplicates("place")
    if not reach.scenario.permission.codes:
        return places
    allowed = reach.reached[reach.reached["permitted"]]
    if reach.sources == boundaries.sources():
        return places[places["region"].isin(set(allowed["region"]))]
    ground = shapely.union_all(allowed.geometry.to_numpy())  # the gazetteer knows no other codes
    return places[shapely.covers(ground, places.geometry.to_numpy())]


def _records(places: gpd.GeoDataFrame, columns: Iterable[str]) -> list[Record]:
    rows = places[list(columns)].to_dict("records")
    spots = shapely.get_coordinates(places.geometry.to_numpy()).tolist()
    return [row | {"lon": lon, "lat": lat} for row, (lon, lat) in zip(rows, spots, strict=True)]
