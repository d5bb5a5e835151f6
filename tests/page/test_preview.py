import asyncio
import contextlib
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl

import pytest

from rangemap.page import preview
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import Scenario

EVIL = '"><script>hacked=1</script>'


@pytest.mark.parametrize(
    ("scenario", "title"),
    [
        (
            Scenario((PointOrigin(50.9, 34.8, "Sumy"),), weapons=("himars", "atacms")),
            "HIMARS 50 mi, ATACMS 190 mi: what lies within range of Sumy",
        ),
        (
            Scenario((BorderOrigin("RU"),) * 3, weapons=("himars",)),
            "HIMARS 50 mi: what lies within range of Border with Russia, Border with Russia…",
        ),
        (Scenario((PointOrigin(50.9, 34.8),), title="As the paper has it"), "As the paper has it"),
    ],
)
def test_a_title_names_ranges_and_places_or_is_the_scenario_s_own(scenario, title):
    assert preview.title(scenario) == title


def test_tags_are_inert_and_lead_to_the_same_scenario():
    scenario = Scenario((PointOrigin(50.9, 34.8, EVIL),), weapons=("himars",))
    made = preview.tags(scenario, "https://maps.example/", f"a=1&b={EVIL}")
    assert "<script" not in made
    assert len(re.findall(r"<meta [^<>]*>", made)) == made.count("<") == 7
    assert 'property="og:image" content="https://maps.example/picture.png?a=1&amp;b=' in made


def test_pictures_that_were_asked_for_last_are_kept():
    pictures = preview._Pictures()
    for number in range(preview._MAX_KEPT):
        pictures.put(str(number), b"")
    assert pictures.get("0") is not None
    pictures.put("one more", b"")
    assert pictures.get("0") is not None
    assert pictures.get("1") is None


def test_a_picture_is_of_the_scenario_of_a_link_not_of_the_one_it_compares_with(monkeypatch):
    asked = []

    class Made:
        def wait(self, _seconds):
            return True

        def result(self):
            return b"drawn"

    @contextlib.contextmanager
    def taken(_visitor, _own, _function, scenario, _suffix):
        asked.append(scenario)
        yield Made()

    async def is_gone():
        return False

    monkeypatch.setattr(preview, "_PICTURES", preview._Pictures())
    monkeypatch.setattr(preview.cached, "asked", taken)
    here, before = (Scenario((PointOrigin(lat, 34.8, "Sumy"),)) for lat in (50.9, 50.8))
    link = parse_qsl(here.to_query())
    for pairs in (link, [*link, ("before", before.to_query())]):
        with ThreadPoolExecutor(1) as threads:  # a browser's loop may have this one
            drawing = preview.picture(pairs, "en", "somebody", is_gone)
            assert threads.submit(asyncio.run, drawing).result() == b"drawn"
    assert asked == [here]  # for the second it was kept
