import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from figure_scenes import SCENARIOS, measured
from matplotlib import rcParams
from PIL import Image
from pypdf import PdfReader

from rangemap import __version__
from rangemap.export.reach import REACH
from rangemap.figures.layers import ring_label
from rangemap.figures.options import FigureOptions
from rangemap.figures.reach import figure
from rangemap.scenario.scenario import Scenario
from rangemap.wording.figure import alt_text
from rangemap.wording.reach import caption_line, headline

CAVEAT = "Maximum published range. Not a prediction."

SVG = "{http://www.w3.org/2000/svg}"
SMALL = FigureOptions(dpi=60)


@pytest.fixture(scope="module")
def svg():
    return ET.fromstring(REACH.file(measured("border"), ".svg"))


@pytest.fixture(scope="module")
def pdf():
    return PdfReader(io.BytesIO(REACH.file(measured("border"), ".pdf")))


@pytest.fixture(scope="module")
def png():
    return Image.open(io.BytesIO(REACH.file(measured("border"), ".png", SMALL)))


def texts(element):
    return ["".join(each.itertext()).replace("\u00a0", " ") for each in element.iter(SVG + "text")]


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_bytes_repeat(suffix):
    first, second = (REACH.file(measured("hundred"), suffix, SMALL) for _ in range(2))
    assert first == second


def test_layers_of_an_svg_are_groups_with_names(svg):
    names = {each.get("id") for each in svg.iter(SVG + "g")}
    assert {
        "water", "land", "ukraine", "graticule", "region-lines", "country-borders", "rings",
        "border", "origins", "region-names", "town-names", "ring-labels", "legend", "scale",
        "north", "locator", "ranking", "title", "subtitle", "notes",
    } <= names  # fmt: skip
    assert {"reach-1-himars", "reach-2-atacms"} <= names


def test_text_in_an_svg_is_text_as_it_reads(svg):
    found = texts(svg)
    for word in ("ROSTOV", "94 %", "Kharkiv", "UKRAINE", "Black Sea", CAVEAT, "100 mi"):
        assert word in found
    assert not any("\u200a" in text for text in found)


def test_a_ring_label_is_one_text_on_a_path_in_an_svg(svg):
    on_paths = list(svg.iter(SVG + "textPath"))
    assert sorted(each.text for each in on_paths) == sorted(
        ring_label(each) for each in measured("border").by_range
    )
    curves = {each.get("id"): each for each in svg.iter(SVG + "path")}
    for each in on_paths:
        steps = re.findall(r"-?[\d.]+ -?[\d.]+", curves[each.get("href")[1:]].get("d"))
        points = np.array([step.split() for step in steps], dtype=float)
        assert (points >= 0).all()
        assert (points <= [1152, 720]).all()
        assert points[-1, 0] > points[0, 0]  # reads from the left


def test_an_svg_tells_what_it_shows_and_where_from(svg):
    reach = measured("border")
    assert svg.find(SVG + "title").text == headline(reach)
    assert svg.find(SVG + "desc").text == alt_text(reach)
    assert svg.get("role") == "img"
    scenario = next(each for each in svg.iter("{urn:rangemap}scenario"))
    assert Scenario.from_toml(scenario.text) == reach.scenario
    metadata = ET.tostring(svg.find(SVG + "metadata"), encoding="unicode")
    for part in (
        "GeoNames",
        "public domain",
        "CC BY 4.0",
        "Biden for the first time OKs",
        f"rangemap {__version__}",
    ):
        assert part in metadata
    assert "<dc:date" not in metadata


def test_an_svg_asks_for_nothing(svg):
    for each in svg.iter():
        for name, value in each.attrib.items():
            if name.endswith("href"):
                assert value.startswith("#")
        assert "url(" not in each.get("style", "").replace("url(#", "")
    assert not list(svg.iter(SVG + "image"))
    assert not list(svg.iter(SVG + "script"))


def test_a_pdf_has_its_page_its_text_and_its_fonts(pdf):
    page = pdf.pages[0]
    assert tuple(float(each) for each in page.mediabox[2:]) == (1152, 720)
    text = " ".join(page.extract_text().replace("\u200a", "").split())
    for word in ("Kharkiv", "94 %", "17 Russian regions", CAVEAT, "ATACMS 306 km (190 mi)"):
        assert word in text
    fonts = page["/Resources"]["/Font"]
    assert fonts
    for font in fonts.values():
        descendant = font.get_object()
        descendant = descendant.get("/DescendantFonts", [descendant])[0].get_object()
        assert descendant["/FontDescriptor"].get_object()["/FontFile2"]  # TrueType, embedded


def test_a_pdf_says_what_it_shows_and_where_from(pdf):
    reach = measured("border")
    about = pdf.metadata
    assert about.subject == alt_text(reach)
    assert about.creator == f"rangemap {__version__}"
    assert about.creation_date is None
    keywords = about["/Keywords"]
    assert caption_line(reach) in keywords
    assert Scenario.from_toml(keywords.split("Scenario:\n")[1]) == reach.scenario


def test_a_png_holds_its_scenario_sources_caption_and_licence(png):
    reach = measured("border")
    assert Scenario.from_toml(png.text["Scenario"]) == reach.scenario
    assert png.text["Caption"] == caption_line(reach)
    assert png.text["Description"] == alt_text(reach)
    assert png.text["Disclaimer"] == CAVEAT
    assert "GeoNames" in png.text["Copyright"]
    assert "Biden for the first time OKs" in png.text["Source"]
    assert png.text["Software"] == f"rangemap {__version__}"


def test_a_caption_is_one_line_that_ends_with_the_caveat():
    for name in ("border", "point", "nothing", "withheld"):
        line = caption_line(measured(name))
        ending = {
            "en": ". Maximum published range. Not a prediction.",
            "ru": ". Наибольшая опубликованная дальность. Не прогноз.",
        }
        assert line.endswith(ending[measured(name).scenario.language])
        assert "\n" not in line
    assert "about 105,000 km² of seven Russian regions; ATACMS" in caption_line(measured("border"))
    assert "about 487,000 km² of 17 Russian regions." in caption_line(measured("border"))
    assert "km²" not in caption_line(measured("nothing"))


def test_options_reach_the_file():
    options = FigureOptions(size="square", style="dark", dpi=50, title="T", subtitle="S")
    shown = Image.open(io.BytesIO(REACH.file(measured("hundred"), ".png", options)))
    assert shown.size == (540, 540)
    assert shown.convert("RGB").getpixel((2, 2)) == (0x14, 0x17, 0x1B)
    assert shown.text["Title"] == "T"


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_hostile_text_is_inert(suffix):
    content = REACH.file(measured("hostile"), suffix, SMALL)
    if suffix == ".svg":
        tree = ET.fromstring(content)
        assert not [each for each in tree.iter() if each.tag.endswith(("script", "b", "i"))]
        title = tree.find(SVG + "title").text
        assert title == SCENARIOS["hostile"].title
    assert content == REACH.file(measured("hostile"), suffix, SMALL)


def test_a_figure_saved_tight_as_notebooks_do_is_the_same_map():
    """All of the sheet, with a margin around it: nothing cut, no part beside another."""
    drawn = figure(measured("border"), dpi=60)
    plain, tight, again = io.BytesIO(), io.BytesIO(), io.BytesIO()
    drawn.savefig(plain)
    drawn.savefig(tight, bbox_inches="tight")
    drawn.savefig(again)
    assert again.getvalue() == plain.getvalue()
    sheet, wide = (np.asarray(Image.open(each).convert("RGB"), int) for each in (plain, tight))
    margin = (np.array(wide.shape) - sheet.shape)[:2] // 2
    assert (margin == 0.1 * 60).all()
    inner = wide[margin[0] : -margin[0], margin[1] : -margin[1]]
    assert (np.abs(inner - sheet).max(axis=2) > 16).mean() < 0.001


def test_settings_of_ones_own_come_back_after_a_figure(monkeypatch):
    monkeypatch.setitem(rcParams, "savefig.dpi", 50)
    monkeypatch.setitem(rcParams, "font.size", 30)
    png = REACH.file(measured("hundred"), ".png", FigureOptions(dpi=90))
    assert Image.open(io.BytesIO(png)).size == (1440, 900)
    assert (rcParams["savefig.dpi"], rcParams["font.size"]) == (50, 30)
