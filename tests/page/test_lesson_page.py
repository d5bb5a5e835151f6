"""The lesson on the page, run without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rangemap.figures.lesson.pictures import _SIZES, CURVE, OUTLINES

PAGE = Path(__file__).parents[2] / "app" / "main.py"


@pytest.fixture
def opened():
    """Opens the lesson at an address."""

    def opened(**query):
        test = AppTest.from_file(str(PAGE), default_timeout=300)
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception
        return test

    return opened


def table(page):
    return next(each.value for each in page.get("html") if "<table" in each.value)


def test_the_lesson_shows_its_errors_and_follows_the_slider(opened):
    page = opened(lesson="en")
    assert page.title[0].value == "Why is it not a circle?"
    assert "113\u00a0km too near" in table(page)
    assert page.slider(key="lesson-lat").proto.format == "%d°"
    sizes = [_SIZES[name] for name in (OUTLINES, CURVE)]
    assert len({high for _, high in sizes}) == 1  # and so they are side by side
    whole = sum(wide for wide, _ in sizes)
    shares = [each.weight for each in page.columns]
    assert [pytest.approx(wide / whole) for wide, _ in sizes] in [
        shares[k : k + 2] for k in range(len(shares))
    ]
    page.slider(key="lesson-lat").set_value(60).run()
    assert not page.exception
    assert "156\u00a0km too near" in table(page)
    assert "60" in page.query_params["lat"]
    page.slider(key="lesson-lat").set_value(90).run()
    assert "this map has no pole" in table(page)


def test_the_lesson_speaks_ukrainian_and_keeps_its_place(opened):
    page = opened(lesson="en", lat="70")
    page.button_group(key="lesson-lesson").set_value("uk").run()
    assert page.title[0].value == "Чому це не коло?"
    assert "uk" in page.query_params["lesson"]
    assert page.slider(key="lesson-lat").value == 70
    assert "ближче" in table(page)


def test_another_range_can_be_chosen_or_typed(opened):
    page = opened(lesson="en", range="himars")
    assert "80 km" in page.caption[0].value.replace("\\", "").replace("\u00a0", " ")
    page = opened(lesson="en", range="75 mi")
    assert "121 km (75 mi)" in page.caption[0].value.replace("\\", "").replace("\u00a0", " ")


@pytest.mark.parametrize("text", ["5000 km", "<b>{{7*7}}</b>", "12"])
def test_a_range_that_cannot_be_used_is_told_in_a_sentence(opened, text):
    page = opened(lesson="en", range=text)
    assert len(page.error) == 1
    assert not page.get("html") or all("{{" not in each.value for each in page.get("html"))


def test_a_hostile_address_opens_the_lesson_all_the_same(opened):
    page = opened(lesson="<script>", lat="9" * 30)
    assert page.title[0].value == "Why is it not a circle?"
    assert page.slider(key="lesson-lat").value == 90
    page = opened(lesson="en", lat="-3")
    assert page.slider(key="lesson-lat").value == 50


def test_the_map_leads_to_the_lesson(opened):
    page = opened()
    assert any("?lesson" in each.value for each in page.markdown)
