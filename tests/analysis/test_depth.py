import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from own_squares import area_km2, frame, length_km, square
from shapely import Point

from rangemap.analysis.depth import depth
from rangemap.analysis.reach import compute
from rangemap.errors import ScenarioError
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.scenario.units import from_km
from rangemap.world import boundaries

THREE = (PointOrigin(51.0, 34.7, "A"), PointOrigin(50.3, 36.0, "B"), PointOrigin(50.0, 37.5, "C"))


@pytest.fixture(scope="module")
def measured():
    return depth(compute(Scenario(THREE)))


def test_areas_by_count_sum_to_the_union(measured):
    sums = measured.areas.groupby("weapon")["area_km2"].sum()
    for row in measured.reach.totals().to_dict("records"):
        assert sums[row["weapon"]] == pytest.approx(row["reached_km2"], rel=1e-6)


def test_weighted_by_count_they_sum_to_what_each_origin_reaches(measured):
    areas = measured.areas[measured.areas["weapon"] == "atacms"]
    weighted = (areas["area_km2"] * areas["origins"]).sum()
    alone = [compute(Scenario((each,), weapons=("atacms",))) for each in THREE]
    each_km2 = [reach.totals()["reached_km2"].iloc[0] for reach in alone]
    assert weighted == pytest.approx(sum(each_km2), rel=1e-5)


def test_a_place_is_counted_as_often_as_its_distances_say(measured):
    """By the distances of another library, at random places of the reported regions."""
    rows = measured.areas[measured.areas["weapon"] == "atacms"]
    russia = boundaries.regions().geometry.union_all()
    rng = np.random.default_rng(3)
    counted = 0
    for lon, lat in zip(rng.uniform(33, 42, 150), rng.uniform(49, 54, 150), strict=True):
        if not russia.contains(Point(lon, lat)):
            continue
        distances = [Geodesic.WGS84.Inverse(o.lat, o.lon, lat, lon)["s12"] for o in THREE]
        if min(abs(each - 305_775.36) for each in distances) < 5:
            continue
        count = sum(each <= 305_775.36 for each in distances)
        covering = rows[rows.geometry.contains(Point(lon, lat))]["origins"].tolist()
        assert covering == ([count] if count else [])
        counted += count > 0
    assert counted > 20


def test_one_origin_is_depth_one():
    measured = depth(compute(Scenario(THREE[:1], weapons=("himars",))))
    assert measured.areas["origins"].tolist() == [1]


def test_too_many_origins_are_refused():
    many = tuple(PointOrigin(50, 30 + n / 100) for n in range(51))
    with pytest.raises(ScenarioError, match="50 at most"):
        depth(compute(Scenario(many, weapons=("himars",))))


def test_areas_of_a_square_by_count_are_right_with_their_error():
    """A square within range of one of two origins only, and another within range of both."""
    one, both = square(34.6, 51.0, 0.2), square(35.6, 50.6, 0.2)
    two = (PointOrigin(51.0, 34.7), PointOrigin(50.2, 36.6))
    reach = compute(Scenario(two, weapons=(CustomRange("own", from_km(110)),)), frame(one, both))
    areas = depth(reach).areas.set_index("origins")
    for count, shape in ((1, one), (2, both)):
        assert areas.loc[count, "area_km2"] == pytest.approx(area_km2(shape), rel=1e-6)
        assert areas.loc[count, "error_km2"] == pytest.approx(
            length_km(shape.exterior), rel=0.005
        ), "one kilometre times the perimeter"
