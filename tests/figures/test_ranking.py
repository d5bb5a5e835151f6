import pytest
from matplotlib.figure import Figure

from rangemap.analysis.comparison import compare
from rangemap.analysis.reach import compute
from rangemap.figures import paint
from rangemap.figures.comparison import subject
from rangemap.figures.palette import STYLES
from rangemap.figures.ranking import Bar, Entry, Ranking, draw_ranking, draw_table
from rangemap.figures.sizes import Box
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.wording.language import language_of

SUMY = PointOrigin(51.0, 34.7)


def ranking(whole, others, withheld=0):
    """So many regions reached wholly, so many in part, and so many wholly but withheld."""
    wholes = [Entry(f"Whole {n}", "all", Bar(0, 1), f"W{n}", is_whole=True) for n in range(whole)]
    parts = [Entry(f"Part {n}", "50 %", Bar(0, 0.5), f"P{n}") for n in range(others)]
    kept = [
        Entry(f"Kept {n}", "all", Bar(0, 1, is_hatched=True), f"K{n}", is_whole=True)
        for n in range(withheld)
    ]
    return Ranking("Share", (*wholes, *parts, *kept), 0, language_of("en"))


def names(found):
    return [row.name for row in found[0]]


def test_all_rows_stand_where_there_is_room():
    assert names(ranking(3, 2).fitting(5)) == ["Whole 0", "Whole 1", "Whole 2", "Part 0", "Part 1"]


def test_wholly_reached_regions_are_one_row_where_not_all_fit():
    rows, left_out = ranking(5, 12).fitting(13)
    assert [row.name for row in rows] == ["5 regions wholly", *(f"Part {n}" for n in range(12))]
    assert left_out == 0


def test_wholly_reached_regions_that_the_map_has_not_are_named_where_there_is_room():
    found = ranking(81, 0).fitting(6)
    assert names(found) == [
        "81 regions wholly:", "Whole 0", "Whole 1", "Whole 2", "Whole 3", "and 77 more",
    ]  # fmt: skip
    assert found[1] == 0
    on_map = [f"W{n}" for n in range(80)]
    assert names(ranking(81, 0).fitting(6, on_map)) == [
        "81 regions wholly:",
        "Whole 80",
        "and 80 more",
    ]
    assert names(ranking(81, 0).fitting(6, [f"W{n}" for n in range(81)])) == ["81 regions wholly"]


@pytest.mark.parametrize("count", range(1, 40))
@pytest.mark.parametrize("shape", [(81, 0, 0), (5, 12, 0), (10, 3, 10), (0, 30, 2), (4, 0, 50)])
def test_no_more_rows_than_fit_and_every_region_is_counted(count, shape):
    found = ranking(*shape)
    rows, left_out = found.fitting(count, ["W0", "W1", "K3", "P2"])
    assert len(rows) + bool(left_out) <= count
    counts = [row.name.rstrip(":").split()[0] for row in rows if row.name[0].isdigit()]
    has_summary = [sum(map(int, counts))] if counts else [0]
    parts = [row for row in rows if row.name.startswith("Part")]
    assert len(parts) <= shape[1]
    if not left_out and counts:
        single = [row for row in rows if row.text]
        assert has_summary[0] + len(single) == sum(shape)


def test_a_table_takes_no_room_from_its_map_for_names_of_what_is_reached_wholly():
    rows, left_out = ranking(49, 9).fitting(36, has_room=False)
    assert [row.name for row in rows] == ["49 regions wholly", *(f"Part {n}" for n in range(9))]
    assert left_out == 0
    rows, _ = ranking(81, 0).fitting(36, has_room=False)
    assert len(rows) == 36


def test_bars_give_way_before_names_are_cut():
    rows = [Entry(f"Blagoveshchensk {n}", "−500 km²", Bar(0, 0.5)) for n in range(5)]
    rows[3] = Entry("Voronezh", "+20 to +190 km², −500 km²", Bar(0, 0.5))
    box = Box(0, 0, 225, 200)
    made = draw_ranking(
        Figure(), Ranking("Area", rows, 0, language_of("en")), box, 10, STYLES["light"]
    )
    words = {each.get_text() for each in made if isinstance(each, paint.Words)}
    assert {row.name for row in rows} <= words
    bars = [each for each in made if not isinstance(each, paint.Words)]
    assert len(bars) == 2 * 4  # a track and what is on it, for all rows but the one with no room


def test_a_dot_stands_on_its_bar_where_the_share_that_maps_use_is():
    rows = [Entry("Kursk", "20–60 %", Bar(0.2, 0.6, dot=0.5)), Entry("Belgorod", "all", Bar(0, 1))]
    made = draw_ranking(
        Figure(),
        Ranking("Share", rows, 0, language_of("en")),
        Box(0, 0, 300, 200),
        10,
        STYLES["light"],
    )
    shapes = [each.get_path().get_extents() for each in made if not isinstance(each, paint.Words)]
    track, bar, dot = shapes[:3]
    assert len(shapes) == 5  # a track and a bar a row, and one dot
    assert (dot.x0 + dot.x1) / 2 == pytest.approx((track.x0 + track.x1) / 2)
    assert (dot.y0 + dot.y1) / 2 == pytest.approx((bar.y0 + bar.y1) / 2)
    assert dot.width == pytest.approx(dot.height)


def test_where_nothing_is_reached_no_table_stands_beneath_a_map():
    """On a telephone the legend alone has the room between map and notes."""
    assert draw_table(Figure(), ranking(0, 0), Box(0, 0, 300, 100), 10, STYLES["light"]) == []


def test_what_is_lost_has_the_colour_of_the_range_that_reached_it():
    """ATACMS has colour 1 in every picture: whether it came or went."""
    atacms, himars = (compute(Scenario((SUMY,), (weapon,))) for weapon in ("atacms", "himars"))
    for before, after, sign in ((himars, atacms, "+"), (atacms, himars, "−")):
        entries = subject(compare(before, after)).ranking.entries
        assert len(entries) > 5
        assert {(entry.bar.number, entry.text[0]) for entry in entries} == {(1, sign)}
