"""What a story says of its steps: dates in three languages, and which regions it names."""

from dataclasses import replace

import pytest

from rangemap.analysis.story import Chapter, story, timeline_story
from rangemap.figures.story import story_key
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import parse_length
from rangemap.wording.language import language_of
from rangemap.wording.story import joint_assumption, notes, permitted_text, when_text
from rangemap.world.timeline import bundled_timeline

SUMY = (PointOrigin(51.0, 34.7, "Sumy"),)


@pytest.mark.parametrize(
    ("code", "date", "until", "words"),
    [
        ("en", "2025-01", "", "January 2025"),
        ("en", "2025-12", "", "December 2025"),
        ("en", "2025-01", "2025-03", "January to March 2025"),
        ("en", "2024-12", "2025-01", "December 2024 to January 2025"),
        ("en", "2024-08-07", "2024-11-17", "7 August to 17 November 2024"),
        ("uk", "2025-01", "2025-03", "січень — березень 2025 року"),
        ("uk", "2024-08-07", "", "7 серпня 2024 року"),
        ("ru", "2025-01", "2025-03", "январь — март 2025 года"),
        ("ru", "2024-08-07", "", "7 августа 2024 года"),
    ],
)
def test_dates_are_told_by_the_names_of_their_months(code, date, until, words):
    chapter = Chapter(1, "", "", (), date, until)
    assert when_text(chapter, language_of(code)).replace("\u00a0", " ") == words


@pytest.fixture(scope="module")
def told():
    """Eight regions of nine that ATACMS reaches, then all nine."""
    atacms = Scenario(SUMY, ("atacms",))
    [*first, _] = story([atacms, atacms]).chapters[0].main.reach.reached["region"]
    return story([replace(atacms, permission=Permission(tuple(first))), atacms])


def test_up_to_eight_regions_are_named_and_of_more_the_first_three(told):
    eight, nine = (
        (list(each.main.whole.regions.query("after_km2 > 0")["name"]), each.main)
        for each in told.chapters
    )
    assert (len(eight[0]), len(nine[0])) == (8, 9)
    english = language_of("en")
    assert all(name in permitted_text(eight[1], english) for name in eight[0])
    assert sum(name in permitted_text(nine[1], english) for name in nine[0]) == 3


def test_the_first_step_gains_all_that_it_permits(told):
    totals = told.chapters[0].main.whole.totals()
    assert totals["before_km2"] == 0
    assert totals["gained_km2"] == pytest.approx(totals["after_km2"], rel=1e-12)
    assert totals["after_km2"] > 100_000
    assert told.chapters[0].main.change.totals() == totals


def test_only_where_accounts_differ_it_is_said_with_which_of_them_others_are_compared(told):
    rule = "Areas gained and lost are counted against the first account of the step before."
    assert rule not in notes(told)
    timeline = bundled_timeline()
    assert any(len(step.readings) > 1 for step in timeline.steps)
    assert rule in notes(timeline_story(timeline))


def test_ranges_and_sources_of_all_steps_are_told_and_no_assumption_of_one_alone():
    far = CustomRange("Far", parse_length("500 km"))
    kharkiv = (PointOrigin(50.0, 36.2, "Kharkiv"),)
    told = story([Scenario(SUMY, ("himars",)), Scenario(kharkiv, (far,))])
    assert "HIMARS 50 mi: " in notes(told)[-1]
    assert "Far 500 km: a range assumed here" in notes(told)[-1].replace("\u00a0", " ")
    ranges = [words for _, words in story_key(told, 10.0).rows][:2]
    assert [each.replace("\u00a0", " ") for each in ranges] == [
        "HIMARS 80 km (50 mi)",
        "Far 500 km (311 mi)",
    ]
    assert not joint_assumption(told)
    again = story([Scenario(SUMY, ("himars",)), Scenario(SUMY, ("atacms",))])
    assert joint_assumption(again) == "Assumes a launch from Sumy, and ranges as published."
