"""What is no scenario, or no reach, is told of in a sentence that says what to give."""

import pytest

from rangemap import (
    PointOrigin,
    Scenario,
    compare,
    compute,
    depth,
    disputes,
    thresholds,
    timeline_story,
)

SCENARIO = Scenario((PointOrigin(51.0, 34.7),), ("himars",))


@pytest.mark.parametrize("analysis", [compute, thresholds, disputes])
def test_analyses_of_scenarios_say_so(analysis):
    with pytest.raises(TypeError, match=r"expected a Scenario, not a str; make one, as in Scen"):
        analysis("scenario.toml")


@pytest.mark.parametrize("analysis", [compute, thresholds, disputes])
def test_the_path_of_a_catalogue_is_no_catalogue(analysis):
    with pytest.raises(TypeError, match=r"expected a Catalog, not a str; read it, as in read_cat"):
        analysis(SCENARIO, catalog="own.toml")


def test_the_path_of_a_timeline_is_no_timeline():
    with pytest.raises(TypeError, match=r"expected a Timeline, not a str; read it, as in read_tim"):
        timeline_story("own.toml")


def test_analyses_of_reaches_say_so():
    said = r"expected a Reach, not a Scenario; give what compute\(scenario\) gives"
    with pytest.raises(TypeError, match=said):
        depth(SCENARIO)
    with pytest.raises(TypeError, match=said):
        compare(SCENARIO, SCENARIO)
