import pytest
from own_squares import area_km2, frame, length_km, lengths_km, square

from rangemap.analysis.comparison import COLUMNS, compare, shortest_and_longest
from rangemap.analysis.reach import compute
from rangemap.errors import ScenarioError
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import from_km

SUMY = PointOrigin(51.0, 34.7)


@pytest.fixture(scope="module")
def both():
    return compute(Scenario((SUMY,)))


def test_after_is_before_plus_gained_less_lost(both):
    moved = compute(Scenario((PointOrigin(50.1, 36.3),)))
    rows = compare(both, moved).regions
    assert list(rows.columns) == [*COLUMNS, "geometry"]
    expected = rows["before_km2"] + rows["gained_km2"] - rows["lost_km2"]
    assert rows["after_km2"].to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-6, abs=1e-3)
    assert (rows["lost_km2"] > 0).any()


def test_the_longer_range_gains_what_lies_between_the_two_rings(both):
    comparison = shortest_and_longest(both)
    himars, atacms = both.totals()["reached_km2"]
    totals = comparison.totals()
    assert totals["before_km2"] == pytest.approx(himars)
    assert totals["after_km2"] == pytest.approx(atacms)
    assert totals["gained_km2"] == pytest.approx(atacms - himars, rel=1e-6)
    assert totals["lost_km2"] == 0, "not even what coordinates round away"
    assert totals["regions_newly_reached"] == 9 - 2


def test_its_shares_are_those_of_the_reach_with_their_errors():
    reach = compute(Scenario((BorderOrigin("RU"),)))
    compared = shortest_and_longest(reach)
    assert compared.totals()["lost_km2"] == 0
    for when, weapon in (("before", "himars"), ("after", "atacms")):
        rows = reach.reached[reach.reached["weapon"] == weapon].set_index("region")
        found = compared.regions.set_index("region").loc[rows.index]
        for column in ("share", "share_error"):
            assert found[f"{when}_{column}"].to_numpy() == pytest.approx(rows[column], rel=1e-6)


def test_a_narrowed_reach_is_what_would_have_been_computed_alone(both):
    alone = compute(Scenario((SUMY,), weapons=("atacms",)))
    narrowed = both.narrowed("atacms")
    assert narrowed.scenario == alone.scenario
    assert narrowed.ranges == alone.ranges
    for name in ("buffers", "regions", "places"):
        assert getattr(narrowed, name).equals(getattr(alone, name)), name


def test_a_permission_counts_only_what_it_allows(both):
    limited = compute(Scenario((SUMY,), permission=Permission(only=("RU-KRS",))))
    rows = compare(limited, both).regions.set_index("region")
    assert rows.loc["RU-KRS", "gained_km2"] == pytest.approx(0, abs=1e-3)
    assert not rows.loc["RU-KRS", "newly_reached"]
    assert rows.loc["RU-BRY", "before_km2"] == 0
    assert rows.loc["RU-BRY", "newly_reached"]


def test_different_regions_or_a_single_range_cannot_be_compared(both):
    with pytest.raises(ScenarioError, match="different regions"):
        compare(both, compute(Scenario((SUMY,), country="UA")))
    with pytest.raises(ScenarioError, match="one range"):
        shortest_and_longest(compute(Scenario((SUMY,), weapons=("himars",))))


def test_of_three_ranges_the_shortest_and_the_longest_are_compared():
    own = CustomRange("middle", from_km(200))
    compared = shortest_and_longest(compute(Scenario((SUMY,), weapons=("himars", "atacms", own))))
    assert [each.weapon for each in compared.before.ranges] == ["himars"]
    assert [each.weapon for each in compared.after.ranges] == ["atacms"]


def test_what_is_gained_and_lost_of_squares_is_right_with_its_error():
    """The error of a square that lies wholly within range: one kilometre times its perimeter."""
    small, near, far = square(34.9, 51.0, 0.005), square(34.9, 51.1, 0.1), square(37.0, 51.0, 0.5)
    far_and_small = square(37.0, 50.5, 0.005)
    regions = frame(small, far, near, far_and_small)
    short, long = (
        compute(Scenario((SUMY,), weapons=(each,)), regions) for each in ("himars", "atacms")
    )
    assert area_km2(small) < 1
    assert area_km2(far_and_small) < 1
    perimeters_km = length_km(far.exterior) + length_km(far_and_small.exterior)

    gains = compare(short, long)
    assert gains.regions["region"].tolist() == ["B", "D", "A", "C"], "most gained first, then keys"
    gained = gains.regions.set_index("region")
    assert gained.loc["B", "gained_km2"] == pytest.approx(area_km2(far), rel=1e-6)
    assert gained.loc["B", "gained_error_km2"] == pytest.approx(length_km(far.exterior), rel=0.005)
    assert gained.loc["A", "before_km2"] == pytest.approx(area_km2(small), rel=1e-4)
    assert (gained.loc[["A", "C"], ["gained_km2", "gained_error_km2"]] == 0).all(axis=None)
    assert gained.loc["D", "gained_km2"] == pytest.approx(area_km2(far_and_small), rel=1e-4)
    assert gains.totals()["gained_error_km2"] == pytest.approx(perimeters_km, rel=0.005)

    losses = compare(long, short)
    assert losses.regions["region"].tolist() == ["A", "B", "C", "D"]
    lost = losses.regions.set_index("region")
    assert lost.loc["B", "lost_km2"] == pytest.approx(area_km2(far), rel=1e-6)
    assert lost.loc["B", "lost_error_km2"] == pytest.approx(length_km(far.exterior), rel=0.005)
    assert (lost.loc[["A", "C"], "lost_error_km2"] == 0).all()


def test_of_two_ranges_the_worse_rounding_counts():
    """Half a mile of HIMARS' 50 mi, not half a kilometre of GLSDB's 150 km, along both rings."""
    shape = square(35.2, 51.0, 3.0)
    before, after = (
        compute(Scenario((SUMY,), weapons=(each,)), frame(shape)) for each in ("himars", "glsdb")
    )
    row = compare(before, after).regions.iloc[0]
    outline_km, ring_km = lengths_km(row.geometry, shape)
    assert row["gained_error_km2"] == pytest.approx(outline_km + 0.804672 * ring_km, rel=0.005)
