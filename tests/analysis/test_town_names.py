import pytest

from rangemap.analysis.towns import place_origin
from rangemap.errors import OriginError
from rangemap.world.boundaries import places


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [("Донецк", True), ("Октябрьский", True), ("Северск", False), ("Владимир", False)],
)
def test_the_greatest_is_taken_only_with_ten_times_the_people_of_the_next(name, is_taken):
    towns = places(language="ru")
    people = towns.loc[towns["name"] == name, "population"].sort_values(ascending=False)
    assert (people.iloc[0] >= 10 * people.iloc[1]) == is_taken
    if is_taken:
        assert place_origin(name, language="ru").name == name
    else:
        with pytest.raises(OriginError, match="say which"):
            place_origin(name, language="ru")
