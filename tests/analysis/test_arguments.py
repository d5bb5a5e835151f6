"""What is no scenario, or no reach, is told of in a sentence that says what to give."""

import pytest

from rangemap import PointOrigin, Scenario, compare, compute, depth, disputes, thresholds

SCENARIO = Scenario((PointOrigin(51.0, 34.7),), ("himars",))


@pytest.mark.parametrize("analysis", [compute, thresholds, disputes])
def test_analyses_of_scenarios_say_so(analysis):
    with pytest.raises(TypeError, match=r"expected a Scenario, not a str; make one, as in Scen"):
        analysis("scenario.toml")


def test_analyses_of_reaches_say_so():
    said = r"expected a Reach, not a Scenario; give what compute\(scenario\) gives"
    with pytest.raises(TypeError, match=said):
        depth(SCENARIO)
    with pytest.raises(TypeError, match=said):
        compare(SCENARIO, SCENARIO)
