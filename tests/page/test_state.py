from dataclasses import replace

import pytest
import shapely

from rangemap.page import presets
from rangemap.page.state import (
    SNAP_KM,
    Added,
    BorderSet,
    Changed,
    Clicked,
    Dragged,
    Kept,
    Opened,
    Removed,
    Renamed,
    State,
    Undone,
    apply,
    border_origin,
    opened,
    sentence,
    with_setback,
)
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import parse_length
from rangemap.world import boundaries

SUMY = PointOrigin(51.0, 34.7, "Sumy")
START = opened(Scenario((SUMY,)))


def test_a_click_adds_a_point_where_it_fell():
    after = apply(START, Clicked(49.5, 33.123456))
    assert after.origins == (SUMY, PointOrigin(49.5, 33.1235))
    assert after.notice == ""


def test_a_click_near_the_border_moves_onto_it_and_says_so():
    near = boundaries.border("RU").point(400)
    after = apply(START, Clicked(near.y, near.x - 0.03))
    origin = after.origins[-1]
    assert isinstance(origin, BorderOrigin)
    assert origin.start_km == pytest.approx(400, abs=4)
    assert "onto the border" in after.notice


def test_a_click_near_the_border_stays_where_it_fell_without_snapping():
    near = boundaries.border("RU").point(400)
    after = apply(START, Clicked(near.y, near.x - 0.03, snap=False))
    assert isinstance(after.origins[-1], PointOrigin)


def test_clicks_on_the_ends_of_the_border_are_still_on_it():
    border = boundaries.border("RU")
    for end in (border.point(0), border.point(border.length_km)):
        origin = apply(START, Clicked(end.y, end.x)).origins[-1]
        assert isinstance(origin, BorderOrigin)
        assert origin.start_km is not None
        border.point(origin.start_km)  # raises beyond the ends


@pytest.mark.parametrize(
    ("lat", "lon", "said"),
    [
        (55.75, 37.6, ": Russia."),
        (53.9, 27.6, ": Belarus."),
        (43.5, 33.0, ": at sea."),
        (0.0, 0.0, "outside the mapped countries"),
        (49.0, 32.0, ""),
        (44.95, 34.1, ""),  # Crimea
    ],
)
def test_a_point_outside_ukraine_is_allowed_but_said(lat, lon, said):
    after = apply(START, Clicked(lat, lon))
    assert len(after.origins) == 2
    assert said in after.notice
    assert bool(after.notice) == bool(said)


def test_what_is_said_is_said_in_the_language_of_the_state():
    after = apply(apply(START, Changed(language="uk")), Clicked(55.75, 37.6))
    assert after.notice.endswith("лежить поза Україною: Росія.")
    assert apply(State(language="ru"), Undone()).notice == "Нечего отменять."


def test_names_that_ready_scenarios_gave_follow_the_language_and_others_stay():
    ready = presets.presets("en")[1].scenario
    state = apply(opened(replace(ready, origins=(*ready.origins, SUMY))), Changed(language="uk"))
    assert [each.name for each in state.origins] == ["кордон біля Сум", "Sumy"]
    back = apply(state, Changed(language="en"))
    assert [each.name for each in back.origins] == ["Sumy’s border", "Sumy"]


def test_longitudes_of_a_map_that_was_panned_round_the_world_come_home():
    assert apply(START, Clicked(49.0, 32.0 + 360)).origins[-1] == PointOrigin(49.0, 32.0)


def test_a_drag_moves_the_point_and_keeps_its_name():
    after = apply(START, Dragged(0, 49.0, 32.0))
    assert after.origins == (PointOrigin(49.0, 32.0, "Sumy"),)


@pytest.mark.parametrize("event", [Dragged(7, 49.0, 32.0), Dragged(-1, 49, 32), Renamed(3, "x")])
def test_an_event_about_a_point_that_is_gone_changes_nothing(event):
    assert apply(START, event).origins == START.origins
    assert apply(START, event).past == ()


def test_a_name_is_kept_as_typed_and_a_bad_one_is_refused_with_a_reason():
    assert apply(START, Renamed(0, " {{7*7}} ")).origins[0].name == "{{7*7}}"
    refused = apply(START, Renamed(0, "line\nbreak"))
    assert refused.origins == START.origins
    assert "control character" in refused.notice


def test_undo_takes_back_one_event_at_a_time():
    first = apply(START, Clicked(49.0, 32.0))
    second = apply(first, Removed(0))
    assert apply(second, Undone()).origins == first.origins
    assert apply(apply(second, Undone()), Undone()).origins == START.origins
    assert "nothing to undo" in apply(START, Undone()).notice


def test_history_is_bounded_and_holds_no_history_of_its_own():
    state = START
    for step in range(80):
        state = apply(state, Renamed(0, f"name {step}"))
    assert len(state.past) == 50
    assert all(earlier.past == () for earlier in state.past)


def test_removing_every_point_leaves_no_scenario_and_undo_brings_it_back():
    empty = apply(START, Removed(0))
    assert empty.scenario() is None
    assert apply(empty, Undone()).scenario() == START.scenario()


def test_a_town_joins_and_asks_for_the_whole_view():
    after = apply(START, Added((PointOrigin(50.0, 36.2, "Kharkiv"),)))
    assert [each.name for each in after.origins] == ["Sumy", "Kharkiv"]
    assert after.view == START.view + 1
    assert apply(START, Clicked(49.0, 32.0)).view == START.view


def test_the_border_control_makes_one_origin_and_then_moves_it():
    made = apply(START, BorderSet(BorderOrigin("RU", 300.0)))
    moved = apply(made, BorderSet(BorderOrigin("RU", 320.0, 500.0)))
    assert moved.origins == (SUMY, BorderOrigin("RU", 320.0, 500.0))
    assert border_origin(moved) == BorderOrigin("RU", 320.0, 500.0)
    assert apply(moved, BorderSet(None)).origins == (SUMY,)


def test_the_border_control_leaves_other_borders_alone():
    state = opened(Scenario((BorderOrigin("BY"),)))
    assert border_origin(state) is None
    after = apply(state, BorderSet(BorderOrigin("RU")))
    assert after.origins == (BorderOrigin("BY"), BorderOrigin("RU"))


def test_setback_zero_is_none():
    assert with_setback(BorderOrigin("RU", 300.0), 0.0).setback is None
    assert str(with_setback(BorderOrigin("RU", 300.0), 20.0).setback) == "20 km"


def test_a_change_that_contradicts_itself_is_refused_with_a_reason():
    custom = CustomRange("mine", parse_length("75 mi"))
    once = apply(START, Changed(weapons=("himars", custom)))
    twice = apply(once, Changed(weapons=(*once.weapons, custom)))
    assert once.weapons == twice.weapons
    assert "given twice" in twice.notice


def test_parts_that_a_change_does_not_name_stay():
    after = apply(START, Changed(language="uk"))
    assert (after.language, after.weapons, after.origins) == ("uk", START.weapons, START.origins)
    assert apply(after, Changed(permission=Permission(only=("RU-KRS",)))).language == "uk"


def test_what_is_kept_is_the_scenario_to_compare_with():
    kept = apply(START, Kept())
    assert kept.before == START.scenario()
    changed = apply(kept, Changed(weapons=("atacms",)))
    assert changed.before == START.scenario() != changed.scenario()
    assert apply(changed, Kept(drop=True)).before is None


def test_opening_puts_ranges_in_the_order_that_a_link_can_hold():
    custom = CustomRange("mine", parse_length("75 mi"))
    state = apply(START, Opened(Scenario((SUMY,), weapons=(custom, "himars"))))
    assert state.weapons == ("himars", custom)
    assert state.view == 1
    assert apply(state, Undone()).scenario() == START.scenario()


def test_a_state_without_ranges_has_no_scenario():
    assert State(origins=(SUMY,), weapons=()).scenario() is None


def test_what_is_opened_comes_with_its_title_and_what_there_is_to_say():
    titled = Scenario((SUMY,), title="After the change")
    state = apply(START, Opened(titled, notice="A part was left out."))
    assert state.title == "After the change"
    assert state.scenario() == titled
    assert state.notice == "A part was left out."


def test_a_click_snaps_to_the_border_up_to_five_kilometres_from_it():
    border = boundaries.border("RU")
    on = border.point(400)
    near, far = ((on.y - km / 111.2, on.x) for km in (0.0, 30.0))
    assert isinstance(apply(START, Clicked(*near)).origins[-1], BorderOrigin)
    assert isinstance(apply(START, Clicked(*far)).origins[-1], PointOrigin)
    assert SNAP_KM == 5.0


def test_a_click_on_the_border_is_kept_to_a_hundred_metres():
    on = boundaries.border("RU").point(400.56)
    assert apply(START, Clicked(on.y, on.x)).origins[-1].start_km == pytest.approx(400.6, abs=1e-9)


def test_the_control_along_the_border_keeps_the_origin_s_name():
    named = opened(Scenario((BorderOrigin("RU", start_km=400.0, name="Here"),)))
    moved = apply(named, BorderSet(BorderOrigin("RU", start_km=410.0)))
    assert moved.origins == (BorderOrigin("RU", start_km=410.0, name="Here"),)


@pytest.mark.parametrize(("key", "region"), [("sumy", "UA-59"), ("kharkiv", "UA-63")])
def test_a_ready_stretch_begins_and_ends_with_its_oblast(key, region):
    """Its ends and what lies between are the nearest to that oblast, a little beyond to others."""
    (origin,) = next(each for each in presets.presets("en") if each.key == key).scenario.origins
    oblasts = boundaries.regions("UA")
    border = boundaries.border("RU")
    for km, is_inside in (
        (origin.start_km - 3, False),
        (origin.start_km + 3, True),
        (origin.end_km - 3, True),
        (origin.end_km + 3, False),
    ):
        nearest = shapely.distance(oblasts.geometry.to_numpy(), border.point(km)).argmin()
        assert (oblasts["region"].iloc[nearest] == region) is is_inside, km


@pytest.mark.parametrize("name", ["Kharkiv", "Харків", "Харьков"])
def test_a_town_s_name_stays_where_the_town_is(name):
    town = boundaries.find_places(name).geometry.iloc[0]
    state = opened(Scenario((PointOrigin(town.y, town.x, name),)))
    moved = apply(state, Dragged(0, 48.5, 36.0)).origins[0]
    assert moved == PointOrigin(48.5, 36.0, "")


def test_a_name_that_was_typed_goes_along():
    for name in ("Kharkiv", "My point"):  # the town of that name is elsewhere
        state = opened(Scenario((PointOrigin(47.0, 33.0, name),)))
        assert apply(state, Dragged(0, 47.5, 33.5)).origins[0].name == name


def test_a_ready_stretch_that_is_moved_loses_its_name():
    for preset in presets.presets("uk")[:2]:
        state = opened(preset.scenario)
        (origin,) = state.origins
        assert apply(state, BorderSet(origin)).origins == (origin,)
        moved = apply(state, BorderSet(replace(origin, end_km=origin.end_km - 50)))
        assert moved.origins[0].name == ""


def test_the_first_view_is_not_named_as_the_ready_stretch_is():
    assert presets.first("en").origins[0].name == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("gadm.gpkg: holds two layers", "gadm.gpkg: holds two layers."),
        ("latitude 134 is outside -90..90", "Latitude 134 is outside -90..90."),
        ("are these metres?", "Are these metres?"),
    ],
)
def test_a_refusal_begins_as_a_sentence_and_a_file_s_name_as_it_is(text, shown):
    assert sentence(text) == shown


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_whole_border_is_ready_before_and_after(language):
    """HIMARS alone before, ATACMS beside it after: what a first visitor sees gained."""
    ready = next(each for each in presets.presets(language) if each.key == "whole")
    assert ready.before.weapons == ("himars",)
    assert ready.scenario.weapons == ("himars", "atacms")
    assert ready.scenario.origins == ready.before.origins == (BorderOrigin("RU"),)
    assert {ready.scenario.language, ready.before.language} == {language}
