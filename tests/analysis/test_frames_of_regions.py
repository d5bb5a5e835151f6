"""A frame of one's own: used as it is meant, or refused in a sentence that says what to do."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box

from rangemap import geodesy
from rangemap.analysis.comparison import compare
from rangemap.analysis.depth import depth
from rangemap.analysis.reach import compute
from rangemap.analysis.regions import check_own_regions, reported_regions
from rangemap.analysis.thresholds import thresholds
from rangemap.errors import RangemapError
from rangemap.intake.regions import read_regions
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import from_km
from rangemap.wording import comparison as comparison_words
from rangemap.wording import thresholds as threshold_words
from rangemap.wording.reach import summary, table
from rangemap.wording.remarks import remarks
from rangemap.world import boundaries

WEST, EAST = box(34, 50, 35, 51), box(35, 50, 36, 51)
BOW_TIE = Polygon([(34, 50), (35, 51), (35, 50), (34, 51)])
SCENARIO = Scenario((PointOrigin(50.5, 35.0),), weapons=(CustomRange("r", from_km(60)),))


def frame_of(*shapes, crs=4326, **columns):
    count = range(len(shapes))
    named = {"region": [f"R{n}" for n in count], "name": [f"Region {n}" for n in count]}
    return gpd.GeoDataFrame(named | columns, geometry=list(shapes), crs=crs)


def without_geometry():
    return gpd.GeoDataFrame({"region": ["A"], "name": ["a"]})


def two_geometries():
    return gpd.GeoDataFrame(pd.DataFrame(frame_of(WEST).rename_geometry("shape")))


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (lambda: [WEST], "GeoDataFrame with the columns region, name and a geometry, not list"),
        (
            lambda: frame_of(WEST).drop(columns="region"),
            "lack the column region; .* there are name",
        ),
        (
            lambda: frame_of(WEST).drop(columns=["region", "name"]),
            "lack the column region and name",
        ),
        (without_geometry, "no active geometry; .*set_geometry"),
        (two_geometries, "no active geometry; .*set_geometry"),
        (lambda: frame_of(WEST, crs=None), r"no coordinate system; .*set_crs\(4326\)"),
        (lambda: frame_of(WEST).iloc[:0], "holds no regions"),
        (
            lambda: frame_of(WEST, EAST, region=["A", "A"]),
            r"'A' stands twice .*rows 0 and 1.*dissolve",
        ),
        (lambda: frame_of(WEST, EAST, region=["1", 1]), "'1' stands twice"),
        (lambda: frame_of(WEST, region=[None]), "row 0 .* key None"),
        (lambda: frame_of(WEST, region=[float("nan")]), "row 0 .* key nan"),
        (lambda: frame_of(WEST, region=[" "]), "row 0 .* key ' '"),
        (lambda: frame_of(WEST, region=[True]), "row 0 .* key True"),
        (lambda: frame_of(WEST, region=[("A", "B")]), "row 0 .* key"),
        (lambda: frame_of(WEST, region=["A\n"]), "control character"),
        (lambda: frame_of(WEST, name=["a\x1b"]), "control character"),
        (lambda: frame_of(None), "'R0' has no geometry"),
        (lambda: frame_of(Polygon()), "'R0' has no geometry"),
        (lambda: frame_of(WEST, Point(1, 1)), "'R1' is a Point; regions are areas"),
        (lambda: frame_of(LineString([(0, 0), (1, 1)])), "'R0' is a LineString"),
        (lambda: frame_of(WEST, BOW_TIE), r"'R1' is not valid \(Self-intersection.*make_valid"),
        (lambda: frame_of(MultiPolygon([WEST, box(34.5, 50, 36, 51)])), "'R0' is not valid"),
        (
            lambda: frame_of(WEST, Polygon([(170, 60), (-170, 60), (-170, 70), (170, 70)])),
            "'R1' has an edge from longitude 170 to -170, .*cut the region at ±180°.*read_regions",
        ),
        (lambda: frame_of(box(-175, 40, 175, 60)), "'R0' has an edge from longitude 175 to -175"),
        (lambda: frame_of(box(51, 134, 52, 135)), "'R0' reaches latitude 134, .*swapped"),
        (lambda: frame_of(box(500_000, 5_600_000, 600_000, 5_700_000)), "metres of another"),
        (lambda: frame_of(WEST, crs=4978), "Geocentric"),
        (lambda: frame_of(WEST, crs=4267), "NAD27"),
        (lambda: frame_of(WEST, crs=4807), "NTF"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_what_to_do(frame, said):
    with pytest.raises(RangemapError, match=said):
        compute(SCENARIO, frame())
    with pytest.raises(RangemapError, match=said):
        thresholds(SCENARIO, frame())


@pytest.mark.parametrize(
    "shape",
    [
        box(-180, 66, 180, 70),
        box(-180, -90, 180, -60),
        Polygon(box(-180, -90, 180, 90).exterior, [box(30, 47, 40, 53).exterior]),
        Polygon([(170, 60), (-170, 60), (-170, 70), (170, 70)]),
        MultiPolygon([box(170, 60, 180, 70), box(-180, 60, -170, 70)]),
    ],
)
def test_a_frame_is_read_as_its_file_is_or_refused(shape, tmp_path):
    frame = frame_of(shape)
    path = tmp_path / "own.geojson"
    frame.to_file(path)
    read = reported_regions(SCENARIO, read_regions(path)).outlines
    try:
        own = check_own_regions(frame).outlines
    except RangemapError as error:
        assert "wider than half the Earth" in str(error)  # noqa: PT017
        assert read["area_km2"][0] < 0.9 * geodesy.area_m2(shape) / 1e6
    else:
        assert own["area_km2"][0] == pytest.approx(read["area_km2"][0], rel=1e-12)


def test_keys_may_be_numbers_and_names_may_be_missing():
    frame = frame_of(WEST, EAST, region=[1, np.int64(22)], name=[None, "East"])
    found = check_own_regions(frame)
    assert list(found.outlines["region"]) == ["1", "22"]
    assert list(found.outlines["name"]) == ["1", "East"]
    rows = compute(SCENARIO, frame).reached
    assert set(rows["region"]) == {"1", "22"}
    permitted = Scenario(SCENARIO.origins, SCENARIO.weapons, Permission(only=("22",)))
    assert compute(permitted, frame).totals()["regions_permitted"].tolist() == [1]


def test_other_columns_other_index_and_heights_do_no_harm():
    tall = shapely.force_3d(np.array([WEST, EAST]), 100.0)
    frame = frame_of(*tall, people=[5, 6]).set_index(np.array([7, 7]))
    frame = frame.rename_geometry("shape")
    np.testing.assert_array_equal(
        compute(SCENARIO, frame).regions["reached_km2"],
        compute(SCENARIO, frame_of(WEST, EAST)).regions["reached_km2"],
    )


@pytest.mark.parametrize("crs", ["EPSG:32636", "EPSG:3857", "OGC:CRS84", "EPSG:4258"])
def test_a_frame_in_another_system_is_brought_to_wgs_84(crs):
    bundled = boundaries.regions().set_index("region", drop=False).loc[["RU-KRS", "RU-BEL"]]
    scenario = Scenario((PointOrigin(51.0, 34.7),))
    moved = compute(scenario, bundled.to_crs(crs)).regions
    plain = compute(scenario, bundled).regions
    for column in ("area_km2", "reached_km2", "nearest_km"):
        np.testing.assert_allclose(moved[column], plain[column], rtol=1e-6, atol=1e-5)


def test_an_older_datum_is_told_of():
    bundled = boundaries.regions().set_index("region", drop=False).loc[["RU-KRS"]]
    scenario = Scenario((PointOrigin(51.0, 34.7),))
    with pytest.warns(geodesy.ShiftWarning, match="Pulkovo 1942"):
        moved = compute(scenario, bundled.to_crs(4284)).regions
    plain = compute(scenario, bundled).regions
    np.testing.assert_allclose(moved["nearest_km"], plain["nearest_km"], atol=0.006)


def test_the_bundled_regions_share_no_ground_and_are_not_looked_at():
    for country in ("RU", "UA", "all"):
        scenario = Scenario((PointOrigin(51.0, 34.7),), country=country)
        assert reported_regions(scenario, None).overlaps == ()
        assert check_own_regions(boundaries.regions(country)).overlaps == ()


TWICE = frame_of(WEST, WEST, EAST)
LEVELS = frame_of(shapely.union(WEST, EAST), WEST, EAST)
PARTLY = frame_of(WEST, box(34.8, 50, 35.6, 51))


@pytest.mark.parametrize(
    ("frame", "pairs"),
    [
        (TWICE, {("R0", "R1")}),
        (LEVELS, {("R0", "R1"), ("R0", "R2")}),
        (PARTLY, {("R0", "R1")}),
        (frame_of(WEST, EAST), set()),
        (frame_of(WEST, box(36, 50, 37, 51)), set()),
        (frame_of(WEST, box(34.4, 50.4, 34.6, 50.6)), {("R0", "R1")}),
        (frame_of(WEST, box(34.4, 50.4, 34.4001, 50.4001)), {("R0", "R1")}),
    ],
)
def test_regions_that_share_ground_are_found(frame, pairs):
    assert set(check_own_regions(frame).overlaps) == pairs


@pytest.mark.parametrize("frame", [TWICE, LEVELS, PARTLY])
def test_ground_that_regions_share_counts_once_in_totals_and_that_is_said(frame):
    reach = compute(SCENARIO, frame)
    ground = frame_of(shapely.union_all(frame.geometry.to_numpy()))
    alone = compute(SCENARIO, ground)
    (total,), (once,) = (each.totals().to_dict("records") for each in (reach, alone))
    assert total["reached_km2"] == pytest.approx(once["reached_km2"], rel=1e-9)
    assert total["reached_error_km2"] == pytest.approx(once["reached_error_km2"], rel=1e-3)
    assert total["regions_reached"] == len(reach.reached)
    assert reach.reached["reached_km2"].sum() > 1.05 * total["reached_km2"]
    (said,) = (each for each in remarks(reach) if "overlap" in each)
    assert said.startswith("Some regions overlap (Region 0 – Region 1")
    assert said in summary(reach)["remarks"]
    assert said in table(reach)
    areas = depth(reach).areas
    assert areas["area_km2"].sum() == pytest.approx(total["reached_km2"], rel=1e-9)
    narrowed = compute(
        Scenario(SCENARIO.origins, (*SCENARIO.weapons, CustomRange("s", from_km(20)))), frame
    ).narrowed("r")
    assert narrowed.total("r") == reach.total("r")


def test_ground_that_is_permitted_in_one_region_is_not_withheld_in_another():
    limited = Scenario(SCENARIO.origins, SCENARIO.weapons, Permission(only=("R1",)))
    (total,) = compute(limited, LEVELS).totals().to_dict("records")
    assert total["permitted_km2"] + total["withheld_km2"] == pytest.approx(
        total["reached_km2"], rel=1e-9
    )
    (alone,) = compute(SCENARIO, frame_of(WEST)).totals().to_dict("records")
    assert total["permitted_km2"] == pytest.approx(alone["reached_km2"], rel=1e-9)


def test_what_builds_on_regions_counts_shared_ground_once_or_says_so():
    wider = Scenario(SCENARIO.origins, (CustomRange("s", from_km(75)),))
    ground = frame_of(shapely.union_all(LEVELS.geometry.to_numpy()))
    change = compare(compute(SCENARIO, LEVELS), compute(wider, LEVELS))
    once = compare(compute(SCENARIO, ground), compute(wider, ground))
    for name in ("before_km2", "after_km2", "gained_km2", "gained_error_km2"):
        assert change.totals()[name] == pytest.approx(once.totals()[name], rel=1e-3)
    assert "once in totals" in comparison_words.table(change)
    measured = thresholds(SCENARIO, LEVELS)
    assert "as often in totals" in threshold_words.table(measured)
    told = threshold_words.summary(measured)["remarks"]
    assert [each for each in told if "overlap" in each] == told[:1]
    alone = threshold_words.summary(thresholds(SCENARIO, LEVELS, only=["R1"]))["remarks"]
    assert not [each for each in alone if "overlap" in each]


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.floats(34, 35.5), st.floats(50, 51), st.floats(0.05, 0.8), st.floats(0.05, 0.8)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_totals_never_exceed_the_ground(boxes):
    """Whatever regions share: the area in all is that of their union, and no less than each."""
    shapes = [box(x, y, x + w, y + h) for x, y, w, h in boxes]
    reach = compute(SCENARIO, frame_of(*shapes))
    union = shapely.intersection(shapely.union_all(shapes), reach.union("r"))
    assert reach.total("r")["reached_km2"] == pytest.approx(
        geodesy.area_m2(union) / 1e6, rel=1e-9, abs=0.1
    )


def test_a_region_too_small_to_have_an_area_is_refused():
    mote = box(34, 51, np.nextafter(34, 35), np.nextafter(51, 52))
    assert mote.is_valid
    assert geodesy.area_m2(mote) == 0
    with pytest.raises(RangemapError, match="encloses no area; drop it"):
        compute(SCENARIO, frame_of(WEST, mote))
