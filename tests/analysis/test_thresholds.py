import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from rangemap import geodesy
from rangemap.analysis.distance_mesh import RegionMesh, region_meshes
from rangemap.analysis.reach import compute
from rangemap.analysis.thresholds import thresholds
from rangemap.errors import BoundaryError, KindError, ScenarioError
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.scenario.units import from_km
from rangemap.world import boundaries

SUMY = PointOrigin(51.0, 34.7)
BORDERING = ("RU-KRS", "RU-BEL", "RU-BRY")


@pytest.fixture(scope="module")
def measured():
    return thresholds(Scenario((SUMY,)), only=BORDERING)


@pytest.mark.parametrize("range_km", [25.0, 80.4672, 150.0, 305.77536])
def test_the_curve_passes_through_the_reach(measured, range_km):
    """The exact buffer, cut and measured, is another way to the same area."""
    scenario = Scenario((SUMY,), weapons=(CustomRange("r", from_km(range_km)),))
    exact = compute(scenario).regions.set_index("region")
    curve = measured.curve([range_km]).iloc[0]
    for code in BORDERING:
        allowed = 1e-3 * exact.loc[code, "area_km2"]
        assert curve[code] == pytest.approx(exact.loc[code, "reached_km2"], abs=allowed)


def test_the_curve_is_right_to_a_quarter_of_what_is_promised(measured):
    outline = boundaries.regions().set_index("region").geometry["RU-KRS"]
    for range_km in (60.0, 131.0, 250.0):
        ring = geodesy.ring((34.7, 51.0), 1000 * range_km, tolerance_m=0.01)
        exact_km2 = geodesy.area_m2(shapely.intersection(outline, ring)) / 1e6
        curve_km2 = measured.meshes["RU-KRS"].reached_km2(range_km)[0]
        assert curve_km2 == pytest.approx(exact_km2, abs=2.5e-4 * 30_127)


def test_the_curve_rises_from_nothing_to_the_whole_region(measured):
    curve = measured.curve(np.arange(0, 1001, 5))
    for code in BORDERING:
        areas = curve[code].to_numpy()
        assert areas[0] == 0
        assert (np.diff(areas) >= -1e-9).all()
        whole = boundaries.regions().set_index("region").loc[code, "area_km2"]
        assert areas[-1] == pytest.approx(whole, rel=1e-9)
    assert curve["people"].is_monotonic_increasing
    places = boundaries.places()
    there = places[places["region"].isin(BORDERING)]
    assert (curve["towns"].iloc[-1], curve["people"].iloc[-1]) == (
        len(there),
        there["population"].sum(),
    )


def test_towns_are_those_of_the_regions_also_of_regions_of_ones_own():
    """Kursk Oblast under a key of one's own: the same outline, found by place and not by code."""
    own = boundaries.regions().query("region == 'RU-KRS'").assign(region="mine")
    by_place = thresholds(Scenario((SUMY,)), own).curve([305.8])
    by_code = thresholds(Scenario((SUMY,)), only=["RU-KRS"]).curve([305.8])
    assert by_place["towns"].iloc[0] == by_code["towns"].iloc[0] > 10
    assert by_place["people"].iloc[0] == by_code["people"].iloc[0]


def test_touched_half_and_whole_are_where_the_exact_buffer_says(measured):
    regions = boundaries.regions().set_index("region")
    for row in measured.regions.to_dict("records"):
        outline, area_km2 = regions.loc[row["region"], ["geometry", "area_km2"]]

        def share(range_km, outline=outline, area_km2=area_km2):
            ring = geodesy.ring((34.7, 51.0), 1000 * range_km, tolerance_m=0.1)
            return geodesy.area_m2(shapely.intersection(outline, ring)) / 1e6 / area_km2

        assert share(row["first_km"] - 0.01) == 0
        assert share(row["first_km"] + 0.01) > 0
        assert share(row["half_km"] - 0.01) < 0.5 < share(row["half_km"] + 0.01)
        assert share(row["whole_km"] - 0.02) < 1
        assert share(row["whole_km"] + 0.01) == pytest.approx(1, abs=1e-9)


def test_a_ridge_between_two_origins_is_found():
    """Halfway between two origins the distance has a crest; its top is known by symmetry."""
    origins = shapely.MultiPoint([(-1.0, 0.0), (1.0, 0.0)])
    box = shapely.box(-0.5, -0.2, 0.5, 0.2)
    (mesh,) = region_meshes(np.array([box]), np.array([geodesy.area_m2(box) / 1e6]), origins)
    corner_m = geodesy.nearest_m(origins, [shapely.Point(0.0, 0.2)])[0]
    assert mesh.distances_km.max() == pytest.approx(corner_m / 1000, abs=0.01)


triangles = st.tuples(*[st.floats(0, 100)] * 3).map(sorted)


@settings(max_examples=200)
@given(triangles, st.floats(0, 100))
def test_the_part_of_a_triangle_below_a_level_is_what_counting_finds(values, level):
    """A linear function on a triangle: the closed form against a fine count of its points."""
    mesh = RegionMesh(np.array([values]), np.array([1.0]))
    u, v = np.meshgrid((np.arange(200) + 0.5) / 200, (np.arange(200) + 0.5) / 200)
    inside = u + v < 1
    a, b, c = values
    below = (a + (b - a) * u + (c - a) * v < level)[inside].mean()
    # at a level where the function stands still, below and up to are both right
    slack = 0.02 if c - a > 1e-6 else 1.0
    assert mesh.reached_km2(level)[0] == pytest.approx(below, abs=slack)


def test_a_region_that_is_not_reported_is_said():
    with pytest.raises(BoundaryError, match="not among those reported"):
        thresholds(Scenario((SUMY,)), only=["UA-63"])
    with pytest.raises(BoundaryError, match="RU-KRS"):
        thresholds(Scenario((SUMY,)), only=["RU-KRZ"])


def test_nothing_within_a_thousand_kilometres_is_no_curve_but_an_answer():
    far = thresholds(Scenario((PointOrigin(-40.0, -70.0),)))
    assert far.regions.empty
    assert (
        far.curve([0, 1000])[["total_km2", "towns", "people"]].to_numpy().tolist() == [[0] * 3] * 2
    )


def test_a_region_of_ones_own_is_not_taken_for_a_column():
    kursk = boundaries.regions().query("region == 'RU-KRS'")
    curve = thresholds(Scenario((SUMY,)), kursk.assign(region="towns")).curve([305.8])
    expected = thresholds(Scenario((SUMY,)), only=["RU-KRS"]).curve([305.8])
    assert list(curve.columns) == ["range_km", "region towns", "total_km2", "towns", "people"]
    assert curve["region towns"].iloc[0] == pytest.approx(expected["RU-KRS"].iloc[0])
    assert curve["towns"].iloc[0] == expected["towns"].iloc[0]


@pytest.mark.parametrize("range_km", [np.nan, 1000.001, np.inf])
def test_a_curve_tells_nothing_past_what_is_measured(measured, range_km):
    with pytest.raises(ScenarioError, match="a curve has ranges up to 1,000 km, not"):
        measured.curve([50.0, range_km])


def test_a_curve_at_one_range_is_one_row(measured):
    assert measured.curve(80.0).equals(measured.curve([80.0]))
    assert measured.curve([-5.0, 0.0])["total_km2"].tolist() == [0.0, 0.0]


def test_a_code_alone_is_no_list_of_regions():
    with pytest.raises(KindError, match=r"write only=\('RU-KRS',\), not 'RU-KRS'"):
        thresholds(Scenario((SUMY,)), only="RU-KRS")


def test_a_region_at_180_degrees_is_measured_from_both_sides_of_it():
    """Chukotka has two parts; triangles beside the meridian bulge over it."""
    chukotka = Scenario((PointOrigin(66.0, -179.5),), weapons=(CustomRange("r", from_km(300)),))
    curve = thresholds(chukotka, only=("RU-CHU",)).curve([250.0])
    scenario = Scenario((PointOrigin(66.0, -179.5),), (CustomRange("r", from_km(250)),))
    exact = compute(scenario).regions.set_index("region").loc["RU-CHU", "reached_km2"]
    assert curve["RU-CHU"].iloc[0] == pytest.approx(exact, rel=1e-3)
