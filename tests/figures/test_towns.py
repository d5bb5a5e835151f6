"""Which towns a map names: those that a reader looks for first."""

import re
from functools import cache

import pytest
from figure_scenes import custom

from rangemap.analysis.reach import compute
from rangemap.export.reach import REACH
from rangemap.figures.options import FigureOptions
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import Scenario

FOREMOST = {
    "en": ("Rostov-on-Don", "Voronezh", "Krasnodar", "Bryansk", "Belgorod", "Kyiv", "Kharkiv"),
    "uk": ("Ростов-на-Дону", "Воронеж", "Краснодар", "Брянськ", "Бєлгород", "Київ", "Харків"),
    "ru": ("Ростов-на-Дону", "Воронеж", "Краснодар", "Брянск", "Белгород", "Киев", "Харьков"),
}
BELGOROD = ("Бєлгород", "Белгород")
KURSK = {"en": "Kursk", "uk": "Курськ", "ru": "Курск"}


def named(reach, size="article"):
    """The words of each group of names in the SVG."""
    svg = REACH.file(reach, ".svg", FigureOptions(size=size)).decode()
    groups = re.split(r'<g id="(\w+-names)"', svg)
    return {
        name: re.findall(r"<text[^>]*>([^<]+)</text>", rest)
        for name, rest in zip(groups[1::2], groups[2::2], strict=True)
    }


@cache
def border(language):
    return compute(Scenario((BorderOrigin(),), language=language))


@pytest.mark.parametrize("size", ["article", "square", "a4"])
@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_largest_cities_within_reach_are_on_every_map_of_the_border(language, size):
    groups = named(border(language), size)
    wanted = {*FOREMOST[language], KURSK[language]}
    if size == "square":  # there the regions' names fill the room, longer in Ukrainian and Russian
        wanted -= {KURSK[language], *(() if language == "en" else BELGOROD)}
    assert wanted <= set(groups["town-names"])
    assert groups["region-names"]


def test_a_wide_view_names_the_metropolises():
    kyiv = PointOrigin(50.45, 30.52, "Kyiv")
    groups = named(compute(Scenario((kyiv,), weapons=(custom("Far", "2000 km"),))))
    assert {"Moscow", "Saint Petersburg", "Kazan"} <= set(groups["town-names"])


def test_a_map_of_ukraine_names_its_capital():
    reach = compute(Scenario((BorderOrigin("BY"),), country="UA"))
    assert {"Kyiv", "Lviv", "Chernihiv"} <= set(named(reach)["town-names"])
