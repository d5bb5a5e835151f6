"""What results say of themselves: short, with the sentence, and text from outside inert."""

import pytest

from rangemap import (
    PointOrigin,
    Scenario,
    compute,
    depth,
    disputes,
    lesson,
    story,
    thresholds,
)
from rangemap.analysis.comparison import shortest_and_longest

EVIL = "<script>hacked=1</script>"
MAX_CHARACTERS = 1_200


@pytest.fixture(scope="module")
def results():
    two = Scenario((PointOrigin(51.0, 34.7, EVIL), PointOrigin(50.9, 34.9, "B")))
    reach = compute(two)
    return {
        "Reach": reach,
        "Comparison": shortest_and_longest(reach),
        "Thresholds": thresholds(two, only=("RU-KRS",)),
        "Disputes": disputes(two),
        "Depth": depth(reach),
        "Story": story([two, Scenario(two.origins, ("atacms",))]),
    }


def test_a_result_says_its_sentence_and_no_more(results):
    for name, result in results.items():
        shown = repr(result)
        assert shown.startswith(f"<{name}: ")
        assert len(shown) < MAX_CHARACTERS, name
        assert "km" in shown
    assert "119,000 km²" in repr(results["Comparison"]) or "more" in repr(results["Comparison"])


def test_a_notebook_gets_a_table_in_which_names_are_inert(results):
    for name, result in results.items():
        if name != "Reach":  # shows its map: tests/analysis/test_reach.py
            shown = result._repr_html_()
            assert shown.startswith("<pre")
            assert EVIL not in shown


def test_a_lesson_says_its_errors_without_shapes():
    shown = repr(lesson(31.0, 50.0, 300.0))
    assert len(shown) < 250
    assert "mercator -11" in shown


def test_a_figure_is_a_picture_in_a_notebook(results):
    shown = results["Reach"].figure(size="square")._repr_png_()
    assert shown.startswith(b"\x89PNG")
    assert len(shown) < 600_000
