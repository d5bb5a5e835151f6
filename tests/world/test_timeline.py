import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import shapely

from rangemap.errors import TimelineError
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.origins import BorderOrigin
from rangemap.world.boundaries import border, regions
from rangemap.world.timeline import bundled_timeline, read_timeline

GOOD = """
title = "Own"

[[step]]
date = "2024-11-17"
certainty = "reported"
title = "First"
text = "A text."
sources = [{ title = "A title", publisher = "A paper", date = "2024-11-17" }]
[[step.reading]]
by = "A paper"
where = "there"
permits = { atacms = ["RU-KRS"], himars = "all" }

[[step]]
date = "2024-12"
certainty = "on_record"
title = { en = "Second", uk = "Другий" }
text = "A text."
sources = [{ title = "A title", publisher = "A paper", date = "2024-12-01" }]
"""


def read(tmp_path: Path, text: str):
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    return read_timeline(file)


def test_every_step_says_who_says_so_where_it_can_be_looked_up_and_in_three_languages():
    for step in bundled_timeline().steps:
        assert step.sources, step.key
        for source in step.sources:
            assert source.url.startswith("https://"), step.key
            assert source.date or source.accessed, step.key
        for texts in (step.title, step.text, *(reading.where for reading in step.readings)):
            assert {code for code in LANGUAGES if texts[code]} == set(LANGUAGES), step.key


def test_steps_are_in_order_and_none_lies_in_the_future():
    timeline = bundled_timeline()
    keys = [step.key for step in timeline.steps]
    assert all(one <= next_ for one, next_ in pairwise(keys))
    assert date.fromisoformat(keys[-1]) <= date.fromisoformat(timeline.as_of) <= date.today()  # noqa: DTZ011


def test_where_accounts_differ_each_stands_by_its_publisher():
    step = next(each for each in bundled_timeline().steps if each.date == "2024-11-17")
    assert [each.by["en"] for each in step.readings] == [
        "Axios",
        "The New York Times",
        "The Washington Post",
    ]
    only, first, around = (each.permits["atacms"].only for each in step.readings)
    assert only == first == ("RU-KRS",)
    listed = regions("RU").set_index("region").geometry
    touching = listed[shapely.distance(listed.to_numpy(), listed["RU-KRS"]) < 1e-9].index
    assert set(around) == set(touching)


def test_the_stretch_of_may_2024_is_what_bounds_kharkiv_oblast_and_one_region_adjoins_it():
    step = next(each for each in bundled_timeline().steps if each.title["en"].endswith("Kharkiv"))
    (origin,) = step.readings[0].origins
    assert isinstance(origin, BorderOrigin)
    kharkiv = regions("UA").set_index("region").geometry["UA-63"]
    line = border("RU")
    inside = range(round(origin.start_km) + 1, round(origin.end_km) - 1, 10)
    assert all(kharkiv.distance(line.point(km)) < 0.002 for km in inside)
    outside = (origin.start_km - 5, origin.end_km + 5)
    assert all(kharkiv.distance(line.point(km)) > 0.01 for km in outside)
    listed = regions("RU").set_index("region").geometry
    assert list(listed[shapely.distance(listed.to_numpy(), kharkiv) < 1e-4].index) == ["RU-BEL"]
    assert step.readings[0].permits["himars"].only == ("RU-BEL",)


def test_a_timeline_of_ones_own_is_read(tmp_path):
    first, second = read(tmp_path, GOOD).steps
    assert first.readings[0].permits["atacms"].only == ("RU-KRS",)
    assert first.readings[0].permits["himars"].allows("RU-MOS")
    assert first.readings[0].origins == (BorderOrigin("RU"),)
    assert (second.readings, second.title["uk"], first.title["uk"]) == ((), "Другий", "First")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('date = "2024-11-17"\nc', 'date = "17.11.2024"\nc', "is not a day or month"),
        ('date = "2024-11-17"\nc', 'date = "2024-11-31"\nc', "is not a day or month"),
        ('date = "2024-12"', 'date = "2023-12"', "comes before"),
        ('certainty = "reported"', 'certainty = "sure"', "is none of policy, reported"),
        ('"reported"', "7", "certainty must be text"),
        ('text = "A text."\nsources', 'texts = "A text."\nsources', "did you mean text"),
        ('permits = { atacms = ["RU-KRS"], himars = "all" }', "", "needs permits"),
        ('["RU-KRS"]', '["RU-KRX"]', "permits.atacms"),
        ('"all"', '"some"', 'must be "all", "none" or a list'),
        ('"all"', "[]", 'must be "all", "none" or a list'),
        ('by = "A paper"\n', "", "by is missing"),
        ('by = "A paper"', f'by = "{"a" * 201}"', "by has 201 characters; at most 200"),
        ('by = "A paper"', f'by.uk = "{"a" * 201}"', "by: uk has 201 characters; at most 200"),
        ('by = "A paper"', 'by.de = "Ein Blatt"', "unknown field 'de'"),
        ('where = "there"', 'where = "there"\norigins = [{ lat = 51.0 }]', "origins: lon"),
        ('where = "there"', 'where = "there"\nspeaks_of = "x"', "speaks_of is none of"),
        ('publisher = "A paper", date = "2024-11-17"', 'publisher = "A paper"', "needs date"),
        (
            'sources = [{ title = "A title", publisher = "A paper", date = "2024-11-17" }]',
            "",
            "names no sources",
        ),
        ('[[step]]\ndate = "2024-11-17"', "[[step]]", "needs date, until, or both"),
        ("[[step.reading]]", "[[step.readings]]", "unknown field 'readings'"),
        (GOOD, 'title = "Own"', "has no [[step]] entry"),
        (GOOD, "a" * 200 + " = 1", "of more than 100 characters"),
    ],
)
def test_a_wrong_timeline_gets_one_sentence_that_says_where(tmp_path, old, new, said):
    assert old in GOOD
    with pytest.raises(TimelineError, match=re.escape(said)) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert "own.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_first_step_needs_a_reading_and_files_are_bounded(tmp_path):
    start, end = GOOD.index("[[step.reading]]"), GOOD.index('[[step]]\ndate = "2024-12"')
    with pytest.raises(TimelineError, match="step 1: needs a"):
        read(tmp_path, GOOD[:start] + GOOD[end:])
    step = GOOD[end:]
    with pytest.raises(TimelineError, match="at most 40"):
        read(tmp_path, GOOD + 40 * step)
    with pytest.raises(TimelineError, match="cannot be read"):
        read_timeline(tmp_path / "none.toml")
