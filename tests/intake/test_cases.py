"""Files as people have them (cases/), each read right, or refused in a sentence that says why."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from rangemap.errors import BoundaryError, ChoiceError
from rangemap.intake.antimeridian import cut
from rangemap.intake.regions import Columns, read_regions

CASES = Path(__file__).parent / "cases"
ALPHA, BETA = shapely.box(34.5, 51.5, 35.5, 52), shapely.box(36, 51.5, 37, 52)
TWO = (("A", "Alpha", ALPHA), ("B", "Beta", BETA))
CYRILLIC = (("A", "Сумська", ALPHA), ("B", "Курская", BETA))
WORLD = shapely.box(-180, -90, 180, 90)


def shape(*outline):
    return shapely.Polygon(outline)


@pytest.mark.parametrize(
    ("name", "regions"),
    [
        ("bare.geojson", [("1", "bare", ALPHA)]),
        ("drawn.geojson", [("1", "drawn", ALPHA)]),
        ("crs84_by_its_address.geojson", TWO),
        ("not_a_number.geojson", TWO),
        ("one_feature_a_line.geojsonl", TWO),
        ("some_ids_missing.geojson", [("Alpha", "Alpha", ALPHA), ("Beta", "Beta", BETA)]),
        ("region_without_a_name.geojson", [("A", "A", ALPHA), ("B", "Beta", BETA)]),
        ("journal_mode.gpkg", CYRILLIC),
        ("oldest_geoparquet.parquet", CYRILLIC),
        ("utf8_without_cpg.zip", CYRILLIC),
        (
            "world_with_a_hole.geojson",
            [("W", "All but a box", shapely.difference(WORLD, shapely.box(22, 44, 40, 53)))],
        ),
        (
            "vertex_of_the_other_sign.geojson",
            [("CHU", "East", shape((170, 62), (180, 65), (180, 70), (170, 70)))],
        ),
        (
            "cut_already.geojson",
            [
                (
                    "CHU",
                    "Cut already",
                    shapely.union(shapely.box(170, 65, 180, 70), shapely.box(-180, 65, -170, 70)),
                )
            ],
        ),
        (
            "antarctica_with_islands.geojson",
            [
                (
                    "B",
                    "Beta",
                    shapely.MultiPolygon(
                        [
                            shape(
                                (-180, -80), (-90, -75), (0, -70), (90, -66), (180, -80),
                                (180, -90), (-180, -90),
                            ),
                            shapely.box(170, -67, 171, -66),
                            shapely.box(-171, -67, -170, -66),
                        ]
                    ),
                ),
                ("A", "Alpha", ALPHA),
            ],
        ),
    ],
)  # fmt: skip
def test_it_is_read_right_and_nothing_false_is_noted(name, regions):
    read = read_regions(CASES / name)
    keys, names, shapes = zip(*regions, strict=True)
    assert (tuple(read.frame["region"]), tuple(read.frame["name"])) == (keys, names)
    apart = shapely.symmetric_difference(read.frame.geometry.to_numpy(), shapes)
    assert shapely.area(apart).max() < 1e-9  # square degrees: slanting edges have more vertices
    assert read.notes == ()


def test_a_collapsed_part_is_dropped_and_said():
    read = read_regions(CASES / "collapsed_ring.topojson")
    assert read.frame.geometry[0].equals(ALPHA)
    assert read.notes == (
        "collapsed_ring.topojson: dropped 1 ring that encloses nothing (feature 1)",
    )


def test_a_layer_is_to_be_chosen_where_there_are_two():
    with pytest.raises(ChoiceError, match="holds the layers 'ADM_0', 'ADM_1'; say which") as asked:
        read_regions(CASES / "two_layers.gpkg")
    assert (asked.value.of, asked.value.choices) == ("layer", ("ADM_0", "ADM_1"))
    read = read_regions(CASES / "two_layers.gpkg", Columns(layer="ADM_1"))
    assert list(read.frame["name"]) == ["Сумська", "Курская"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        (
            "metres_without_a_name.geojson",
            "its coordinates are no degrees, as 3840000, 6700000 in feature 1; save it",
        ),
        (
            "swapped.geojson",
            "swapped.geojson: feature 1: latitude 131 is outside -90..90; are longitude and latitu",
        ),
    ],
)
def test_what_are_no_degrees_is_said_with_the_feature(name, hint):
    with pytest.raises(BoundaryError, match=hint):
        read_regions(CASES / name)


@pytest.mark.parametrize("hole", [shapely.box(-10, -10, 10, 10), shapely.box(50, 0, 60, 10)])
def test_an_outline_almost_as_wide_as_the_world_is_as_drawn_where_its_holes_say_so(hole):
    wide = shapely.box(-170, -60, 170, 60)
    (as_drawn,) = cut(np.array([wide - hole])).shapes
    assert as_drawn.equals(wide - hole)
    found = cut(np.array([wide]))  # without a hole its edges go the short way round
    assert shapely.area(found.shapes)[0] == pytest.approx(20 * 120)
    assert found.short.all()
