"""Stories against separate reaches, put together by shapely and measured by pyproj."""

import re
from dataclasses import replace

import numpy as np
import pytest
import shapely
from pyproj import Geod

from rangemap.analysis.reach import compute
from rangemap.analysis.story import story, timeline_story
from rangemap.errors import ScenarioError, TimelineError
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import Permission, Scenario
from rangemap.wording.story import table
from rangemap.world.timeline import bundled_timeline

GEOD = Geod(ellps="WGS84")
SUMY = (PointOrigin(51.0, 34.7, "Sumy"),)
AROUND = ("RU-KRS", "RU-BEL", "RU-BRY", "RU-LIP", "RU-ORL", "RU-VOR")


@pytest.fixture(scope="module")
def told():
    return timeline_story(bundled_timeline())


def area_km2(shapes):
    together = shapely.union_all(list(shapes))
    parts = shapely.get_parts(together)
    return sum(abs(GEOD.geometry_area_perimeter(part)[0]) for part in parts) / 1e6


def permitted(weapon, **limits):
    border = (BorderOrigin("RU"),)
    reach = compute(Scenario(border, (weapon,), Permission(**limits)))
    return list(reach.reached[reach.reached["permitted"]].geometry)


def test_an_office_is_named_in_the_language_and_a_paper_as_it_calls_itself():
    timeline = bundled_timeline()
    (step,) = (each for each in timeline.steps if each.date == "2024-11-25")
    (papers,) = (each for each in timeline.steps if each.date == "2024-11-17")
    short = replace(timeline, steps=(step, papers))
    for language, office in (("en", "White House"), ("uk", "Білий дім"), ("ru", "Белый дом")):
        told = timeline_story(short, language=language)
        assert [each.by for each in told.chapters[0].accounts] == [office]
        assert told.chapters[1].accounts[0].by == "Axios"


def test_each_weapon_is_permitted_by_itself(told):
    """HIMARS everywhere and ATACMS around Kursk, against two scenarios of one weapon each."""
    account = next(each for each in told.chapters[4].accounts if "Post" in each.by)
    expected = area_km2([*permitted("himars"), *permitted("atacms", only=AROUND)])
    assert account.whole.totals()["after_km2"] == pytest.approx(expected, rel=1e-6)


def test_what_is_withheld_is_lost(told):
    withheld, before = told.chapters[8], told.chapters[6]
    lost_km2 = before.main.whole.totals()["after_km2"] - withheld.main.whole.totals()["after_km2"]
    assert withheld.main.change.totals()["lost_km2"] == pytest.approx(lost_km2, rel=1e-6)
    assert withheld.main.change.totals()["gained_km2"] == 0


def test_nothing_is_permitted_at_first_and_a_step_without_accounts_changes_nothing(told):
    assert told.chapters[0].main.whole.totals()["after_km2"] == 0
    still = [chapter for chapter in told.chapters if chapter.is_unchanged]
    assert [chapter.number for chapter in still] == [4, 6, 8, 10]
    for chapter in still:
        totals = chapter.main.change.totals()
        assert (totals["gained_km2"], totals["lost_km2"]) == (0, 0)
        previous = told.chapter(chapter.number - 1)
        assert chapter.main.whole.totals() == previous.main.whole.totals()


def test_a_story_told_backwards_loses_what_it_gained():
    scenarios = [Scenario(SUMY, (each,)) for each in ("himars", "atacms")]
    there, back = (story(each).chapters[1].main.change for each in (scenarios, scenarios[::-1]))
    assert there.totals()["gained_km2"] == pytest.approx(back.totals()["lost_km2"], rel=1e-9)
    assert there.totals()["lost_km2"] == back.totals()["gained_km2"] == 0
    near, far = (area_km2(compute(each).reached.geometry) for each in scenarios)
    expected = far - near
    assert there.totals()["gained_km2"] == pytest.approx(expected, rel=1e-5)  # slivers at seams


def test_what_is_no_story_is_refused():
    one = Scenario(SUMY)
    with pytest.raises(TimelineError, match="2 to 40 scenarios"):
        story([one])
    with pytest.raises(ScenarioError, match="different regions"):
        story([one, Scenario(SUMY, country="UA")])
    twice = story([one, one])
    for number, shown in ((3, "3"), ("1", "'1'"), (1.0, "1.0")):
        with pytest.raises(TimelineError, match=f"no step {shown}; there are 2"):
            twice.chapter(number)
    assert twice.chapter(np.int64(2)) is twice.chapters[1]


def test_an_account_of_use_is_none_of_a_permission(told):
    changing = [chapter for chapter in told.chapters if not chapter.is_unchanged]
    found = [each.speaks_of for chapter in changing for each in chapter.accounts]
    given = [each.speaks_of for step in bundled_timeline().steps for each in step.readings]
    assert found == given
    assert set(given) == {"permission", "use"}
    assert len(re.findall(r"(?:km²|–)\*", table(told))) == given.count("use")
