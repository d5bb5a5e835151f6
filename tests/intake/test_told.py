"""What could be meant otherwise, in a file of one's own, is told or refused."""

import json
import re

import pytest

from rangemap import PointOrigin, Scenario, compute
from rangemap.errors import RangemapError
from rangemap.intake.phrases import REFUSALS
from rangemap.intake.regions import regions_of_bytes
from rangemap.wording.reach import caption


def box(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def regions(*rings, names=None, crs=None, kind="Polygon"):
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": kind, "coordinates": [ring]},
        }
        for ring, name in zip(rings, names or map(str, range(len(rings))), strict=False)
    ]
    document = {"type": "FeatureCollection", "features": features}
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    return regions_of_bytes(json.dumps(document).encode(), "a.json")


@pytest.mark.parametrize(
    "outline",
    [
        box(-179.9, 40, 179.9, 70),
        box(-180, 40, 179.9, 70),
        box(-170, 40, 170, 70),
        box(-190, 40, 169, 70),
    ],
)
def test_an_outline_nearly_round_the_world_is_told_to_be_taken_the_short_way(outline):
    own = regions(outline)
    assert own.notes[0] == (
        "a.json: 1 taken the short way across ±180°, as edges wider than half the Earth are; "
        "if the long way is meant, give them more vertices (feature 1)"
    )
    west, _, east, _ = own.frame.total_bounds
    assert (west, east) == (-180, 180) or east - west <= 1
    assert own.frame.geometry.iloc[0].area == pytest.approx(
        30 * (360 - (outline[1][0] - outline[0][0]))
    )


@pytest.mark.parametrize(
    "outline",
    [
        box(179.5, 60, -179.5, 62),  # across ±180°, as it says
        box(179, 60, 181, 62),
        [
            *box(-179.9, 40, 0, 70)[:2],
            [179.9, 40],
            [179.9, 70],
            [0, 70],
            [-179.9, 70],
            [-179.9, 40],
        ],
    ],
)
def test_an_outline_that_can_be_meant_in_one_way_needs_no_word(outline):
    assert not any("short way" in note for note in regions(outline).notes)


@pytest.mark.parametrize("system", ["EPSG:3857", "EPSG:32636", "EPSG:28405"])
def test_degrees_that_are_said_to_be_metres_are_refused(system):
    with pytest.raises(RangemapError, match="34, 51 would be no place of a map; these are degrees"):
        regions(box(34, 51, 35, 52), crs=system)


def test_metres_in_the_same_systems_are_read():
    assert len(regions(box(3.78e6, 6.62e6, 3.9e6, 6.7e6), crs="EPSG:3857").frame) == 1


def test_parts_that_touch_are_united_and_not_said_to_cross_themselves():
    parts = [[box(34, 51, 35, 52)], [box(35, 51, 36, 52)]]
    document = {"type": "MultiPolygon", "coordinates": parts}
    own = regions_of_bytes(json.dumps(document).encode(), "a.json")
    assert own.notes == ("a.json: 1 with parts that touch or overlap, united (feature 1)",)


def test_regions_of_one_name_are_told_apart_by_their_numbers():
    own = regions(box(34, 51, 35, 52), box(35, 51, 36, 52), names=["X", "X"])
    reach = compute(Scenario((PointOrigin(51.5, 35.0),), ("atacms",)), own)
    assert "all of X and X" in caption(reach)
    assert sorted(reach.reached["region"]) == ["1", "2"]


def test_each_refusal_goes_on_after_the_name_of_a_file():
    """As "a.json: is damaged": with what the file is, holds or has, or with whose fault it is."""
    verbs = "is|has|holds|names|unpacks|computes|cannot|could"
    begins = re.compile(rf"({verbs}|there|its) |feature \{{feature\}}: ")
    assert [each for each in REFUSALS.values() if not begins.match(each)] == []


@pytest.mark.parametrize("name", ["features", "geometry", "coordinates"])
def test_a_member_of_two_minds_is_refused(name):
    written = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, '
        '"geometry": {"type": "Polygon", "coordinates": [[[34, 51], [35, 51], [35, 52]]]}}]}'
    )
    assert len(regions_of_bytes(written.encode(), "a.json").frame) == 1
    twice = written.replace(f'"{name}":', f'"{name}": [], "{name}":')
    with pytest.raises(RangemapError, match=f"has '{name}' twice in one object, and differently"):
        regions_of_bytes(twice.encode(), "a.json")
    same = written.replace('"properties": {}', '"properties": {}, "properties": {}')
    assert len(regions_of_bytes(same.encode(), "a.json").frame) == 1


def test_lines_and_points_beside_areas_are_told():
    shape = {"type": "Polygon", "coordinates": [box(34, 51, 35, 52)]}
    point = {"type": "Point", "coordinates": [34, 51]}
    mixed = {"type": "GeometryCollection", "geometries": [shape, point]}
    areas = {"type": "GeometryCollection", "geometries": [shape]}
    told = regions_of_bytes(json.dumps(mixed).encode(), "a.json").notes
    assert told == ("a.json: left out lines or points beside the areas of 1 (feature 1)",)
    assert regions_of_bytes(json.dumps(areas).encode(), "a.json").notes == ()
