import pandas as pd
import pytest

from rangemap.analysis.people import added_people
from rangemap.world import boundaries


@pytest.mark.parametrize(
    ("region", "published"),
    [  # Rosstat's totals of the two cities, 1 January 2021, as it prints them for regions
        ("RU-MOW", 12_655_050),
        ("RU-SPE", 5_384_342),
    ],
)
def test_a_city_and_the_towns_within_it_have_the_people_that_are_published(region, published):
    places = boundaries.places()
    towns = places[places["region"] == region]
    assert towns["population"].sum() > published  # as they stand, some are counted twice
    assert added_people(towns).sum() == published


def test_the_order_changes_who_is_added_when_but_not_the_sum():
    places = boundaries.places()
    towns = places[places["region"].isin(["RU-MOW", "RU-MOS"])]
    total = added_people(towns).sum()
    for seed in range(5):
        added = added_people(towns.sample(frac=1, random_state=seed))
        assert added.sum() == total
        assert (added >= 0).all()


def test_a_part_alone_is_counted_whole():
    towns = pd.DataFrame({"place": [1, 3], "population": [60, 7], "part_of": [2, 0]})
    assert added_people(towns).tolist() == [60, 7]
