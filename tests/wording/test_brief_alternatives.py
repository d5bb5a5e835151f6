import pytest

from rangemap import PointOrigin, Scenario, compute, depth, disputes, thresholds
from rangemap.analysis.comparison import compare
from rangemap.export.comparison import COMPARISON
from rangemap.export.depth import DEPTH
from rangemap.export.disputes import DISPUTES
from rangemap.export.reach import REACH
from rangemap.export.thresholds import THRESHOLDS
from rangemap.figures.options import FigureOptions
from rangemap.scenario.origins import BorderOrigin
from rangemap.wording.figure import MAX_ALTERNATIVE, MIN_ALTERNATIVE, brief_alternative
from rangemap.wording.provenance import caveat_text

TOWNS = (PointOrigin(51.0, 34.7, "Sumy"), PointOrigin(50.0, 36.2, "Kharkiv"))


def pictures(language):
    several = Scenario(TOWNS, weapons=("atacms",), language=language)
    border = Scenario((BorderOrigin(),), language=language)
    short = Scenario(TOWNS, weapons=("himars",), language=language)
    before, after = compute(short), compute(several)
    yield REACH.picture(compute(border), FigureOptions())
    yield REACH.picture(after, FigureOptions())
    yield COMPARISON.picture(compare(before, after), FigureOptions())
    yield DEPTH.picture(depth(after), FigureOptions())
    yield DISPUTES.picture(disputes(short), FigureOptions())
    yield THRESHOLDS.picture(thresholds(several, only=("RU-KRS",)), FigureOptions())


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_alternative_texts_are_as_long_as_editors_ask_for(language):
    for picture in pictures(language):
        assert MIN_ALTERNATIVE <= len(picture.brief) <= MAX_ALTERNATIVE, picture.brief
        assert picture.brief.endswith(caveat_text(compute(Scenario(TOWNS)).ranges, language))
        told = picture.caption.partition(";")[0].partition(". ")[0].rstrip(".")
        assert told in picture.alternative  # the long description
        assert "…" not in picture.brief


def test_a_long_title_ends_at_a_word_and_the_caveat_stands():
    text = brief_alternative("Map.", "word " * 100, ["More."], "Not a prediction.")
    assert MAX_ALTERNATIVE - 8 < len(text) <= MAX_ALTERNATIVE
    assert text.endswith(" word… Not a prediction.")


def test_what_is_added_ends_where_there_is_enough():
    text = brief_alternative("Map.", "Short", ["First sentence.", "x" * 120, "Never."], "End.")
    assert text.startswith("Map. Short. First sentence. xxx")
    assert "Never" not in text
