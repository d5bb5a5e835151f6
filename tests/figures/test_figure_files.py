import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from figure_scenes import SCENARIOS, measured
from matplotlib import rcParams
from PIL import ExifTags, Image
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


SUFFIXES = (".png", ".svg", ".pdf")


@pytest.fixture(scope="module")
def files():
    return dict(zip(SUFFIXES, REACH.files(measured("border"), SUFFIXES, SMALL), strict=True))


@pytest.fixture(scope="module")
def svg(files):
    return ET.fromstring(files[".svg"])


@pytest.fixture(scope="module")
def pdf(files):
    return PdfReader(io.BytesIO(files[".pdf"]))


@pytest.fixture(scope="module")
def png(files):
    return Image.open(io.BytesIO(files[".png"]))


def texts(element):
    return ["".join(each.itertext()).replace("\u00a0", " ") for each in element.iter(SVG + "text")]


def test_bytes_repeat():
    first, second = (list(REACH.files(measured("hundred"), SUFFIXES, SMALL)) for _ in range(2))
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


def test_a_ring_label_is_letters_in_a_group_that_reads_as_one(svg):
    """Letters, because librsvg draws no textPath and Inkscape only some."""
    assert not list(svg.iter(SVG + "textPath"))
    groups = [each for each in svg.iter(SVG + "g") if each.get("aria-label")]
    assert sorted(each.get("aria-label") for each in groups) == sorted(
        ring_label(each) for each in measured("border").by_range
    )
    for group in groups:
        letters = list(group.iter(SVG + "text"))
        assert "".join(each.text or " " for each in letters) == group.get("aria-label")
        starts = [(float(each.get("x")), float(each.get("y"))) for each in letters]
        assert (np.array(starts) >= 0).all()
        assert (np.array(starts) <= [1152, 720]).all()
        assert starts[-1][0] > starts[0][0]  # reads from the left


def test_layers_are_layers_in_inkscape_and_parts_name_their_regions(svg):
    inkscape = "{http://www.inkscape.org/namespaces/inkscape}"
    layers = {each.get("id") for each in svg.iter(SVG + "g") if each.get(f"{inkscape}groupmode")}
    assert {"land", "rings", "region-names", "town-names", "legend", "title"} <= layers
    names = [each.get("id") for each in svg.iter() if each.get("id")]
    assert len(names) == len(set(names))
    assert {"atacms-RU-KRS", "himars-RU-KRS", "atacms-RU-BEL"} <= set(names)
    assert svg.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_an_svg_in_outlines_has_no_text_and_says_what_it_shows():
    reach = measured("near")
    root = ET.fromstring(REACH.file(reach, ".svg", FigureOptions(text="outlines")))
    assert not list(root.iter(SVG + "text"))
    assert root.find(SVG + "desc").text == alt_text(reach)
    assert any(each.get("aria-label") for each in root.iter(SVG + "g"))


def test_a_pdf_is_tagged_with_its_title_its_language_and_an_alternative_text():
    reach = measured("ukrainian")
    reader = PdfReader(io.BytesIO(REACH.file(reach, ".pdf")), strict=True)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "uk"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == headline(reach)
    figure = root["/StructTreeRoot"]["/K"]
    assert (figure["/S"], figure["/Alt"]) == ("/Figure", alt_text(reach))
    page = reader.pages[0]
    assert figure["/Pg"] == page
    content = page.get_contents().get_data()
    assert content.startswith(b"/Figure <</MCID 0>> BDC")
    assert content.rstrip().endswith(b"EMC")
    assert (
        root["/StructTreeRoot"]["/ParentTree"]["/Nums"][1][page["/StructParents"]].get_object()
        == figure
    )
    assert "Харків" in page.extract_text()


@pytest.mark.parametrize(("suffix", "kind"), [(".jpg", "JPEG"), (".webp", "WEBP")])
def test_photographs_are_as_wide_as_asked_and_carry_title_and_licence(suffix, kind):
    reach = measured("near")
    options = FigureOptions(size="square", width=601, credit="A desk", date="1 June 2026")
    with Image.open(io.BytesIO(REACH.file(reach, suffix, options))) as shown:
        assert (shown.format, shown.size) == (kind, (601, 601))
        exif = shown.getexif()
        assert headline(reach) in exif[ExifTags.Base.ImageDescription]
        assert "Not a prediction" in exif[ExifTags.Base.Copyright]
        assert shown.convert("RGB").getpixel((2, 2)) == (255, 255, 255)


def test_a_desk_leaves_out_what_its_page_says_and_adds_whose_it_is():
    reach = measured("near")
    options = FigureOptions(
        without=("title", "subtitle", "locator"), credit="A desk", date="1 June 2026"
    )
    svg = REACH.file(reach, ".svg", options).decode()
    found = texts(ET.fromstring(svg))
    groups = re.findall(r'<g id="(title|subtitle|locator|notes)"', svg)
    assert "locator" not in groups
    assert headline(reach) not in found
    assert "As of 1 June 2026." in " ".join(found)
    assert "A desk." in " ".join(found)
    clear = REACH.file(reach, ".png", FigureOptions(dpi=40, is_transparent=True))
    with Image.open(io.BytesIO(clear)) as shown:
        assert shown.getpixel((2, 2))[3] == 0
        assert shown.getpixel((shown.width - 40, shown.height // 2))[3] == 255


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


def test_a_bleed_adds_map_and_paper_beyond_the_trim_and_moves_nothing_within():
    reach, beyond = measured("near"), 10
    looks = {"size": "portrait", "dpi": 40}
    plain = np.asarray(Image.open(io.BytesIO(REACH.file(reach, ".png", FigureOptions(**looks)))))
    wide = Image.open(io.BytesIO(REACH.file(reach, ".png", FigureOptions(**looks, bleed_pt=18))))
    shown = np.asarray(wide)
    assert wide.size == (432 + 2 * beyond, 540 + 2 * beyond)
    trimmed = shown[beyond:-beyond, beyond:-beyond]
    assert (np.abs(trimmed.astype(int) - plain).max(axis=2) > 64).mean() < 0.005
    edge, outside = shown[:, beyond + 1, :3], shown[:, 2, :3]  # the map goes on to the left
    assert (outside[:beyond] == 255).all()
    is_map = (edge != 255).any(axis=1)
    assert is_map.sum() > 100
    assert (np.abs(edge[is_map].astype(int) - outside[is_map]).max(axis=1) < 40).mean() > 0.9


def test_a_pdf_with_a_bleed_says_where_it_is_trimmed():
    options = FigureOptions(size="square", bleed_pt=9)
    page = PdfReader(io.BytesIO(REACH.file(measured("near"), ".pdf", options)), strict=True).pages[
        0
    ]
    assert list(page.mediabox) == list(page.bleedbox) == pytest.approx([0, 0, 795.6, 795.6])
    assert list(page.trimbox) == pytest.approx([9, 9, 786.6, 786.6])


def test_hostile_text_is_inert():
    first, second = (list(REACH.files(measured("hostile"), SUFFIXES, SMALL)) for _ in range(2))
    assert first == second
    tree = ET.fromstring(first[SUFFIXES.index(".svg")])
    assert not [each for each in tree.iter() if each.tag.endswith(("script", "b", "i"))]
    assert tree.find(SVG + "title").text == SCENARIOS["hostile"].title


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
