"""What files of a comparison draw as kept, gained and lost, against areas measured by pyproj."""

import json

import pytest
import shapely
from pyproj import Geod

from rangemap.analysis.comparison import compare
from rangemap.analysis.reach import compute
from rangemap.export.comparison import COMPARISON
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario

GEOD = Geod(ellps="WGS84")


def area_km2(shape):
    return (
        sum(abs(GEOD.geometry_area_perimeter(part)[0]) for part in shapely.get_parts(shape)) / 1e6
    )


def test_kept_gained_and_lost_ground_is_that_of_the_numbers():
    """From Sumy before, from Vovchansk after: each reaches ground that the other does not."""
    before, after = (
        compute(Scenario((origin,), ("atacms",)))
        for origin in (PointOrigin(51.0, 34.7), PointOrigin(50.3, 36.9))
    )
    found = compare(before, after)
    drawn = {kind: {} for kind in ("kept", "gained", "lost")}
    for feature in json.loads(COMPARISON.file(found, ".geojson"))["features"]:
        kind = feature["properties"]["kind"]
        if kind in drawn:
            shape = shapely.from_geojson(json.dumps(feature["geometry"]))
            drawn[kind][feature["properties"]["region"]] = area_km2(shape)
    for row in found.regions.to_dict("records"):
        kept_km2 = row["before_km2"] - row["lost_km2"]
        assert kept_km2 == pytest.approx(row["after_km2"] - row["gained_km2"], abs=0.5)
        numbers = {"kept": kept_km2, "gained": row["gained_km2"], "lost": row["lost_km2"]}
        for kind, km2 in numbers.items():
            assert drawn[kind].get(row["region"], 0) == pytest.approx(km2, rel=1e-4, abs=0.5), kind
    assert all(sum(areas.values()) > 1_000 for areas in drawn.values())
