"""The lesson's words, pictures and sheet: nothing overlaps, and both languages say the same."""

import io
import re
import string
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image
from pypdf import PdfReader
from pyproj import Geod

from rangemap.analysis.lesson import METHODS
from rangemap.errors import ScenarioError
from rangemap.export.lesson import LESSON
from rangemap.figures.lesson.outlines import _edges, _grid, _half_km, _plot
from rangemap.figures.lesson.pictures import FLAT, PICTURES, ROUND, alternative, picture
from rangemap.figures.lesson.poster import poster
from rangemap.figures.lesson.sheet import sheet
from rangemap.figures.lesson.strokes import Paper
from rangemap.figures.lesson.view_panels import _placed
from rangemap.figures.lesson.views import KINDS, globe, views
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import STYLES
from rangemap.figures.sizes import Box
from rangemap.scenario.choices import FIGURE_SIZES
from rangemap.wording import language
from rangemap.wording.lesson import handed_out
from rangemap.world.catalog import bundled_catalog

TEXTS = Path(language.__file__).parent / "messages/lesson"
ATACMS_KM = 305.77536
WGS84 = Geod(ellps="WGS84")


def handout(lat=50.0, lon=31.0, **asked):
    return handed_out(bundled_catalog(), lat=lat, lon=lon, **asked)


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things():
    said = {
        code: tomllib.loads((TEXTS / f"{code}.toml").read_text("utf-8")) for code in ("en", "uk")
    }
    assert said["en"].keys() == said["uk"].keys()
    for part, texts in said["en"].items():
        assert texts.keys() == said["uk"][part].keys()
        for key, text in texts.items():
            if isinstance(text, str):
                assert fields(text) == fields(said["uk"][part][key]), (part, key)


def test_ukrainian_has_its_own_letters_marks_and_plurals():
    said = LESSON.table(handout(lang="uk"))
    assert "306\u00a0км (190\u00a0миль)" in said
    assert "на 8,9\u00a0км ближче" in said
    assert "−172\u00a0000\u00a0км²" in said
    assert "50°\u00a0пн.\u00a0ш., 31°\u00a0сх.\u00a0д." in said
    for miles, word in ((21, "миля"), (22, "милі"), (25, "миль")):
        assert f"{miles}\u00a0{word}" in handout(range_=f"{miles} mi", lang="uk").range_text
    assert not re.search(r"[ыэъё]", said)


def test_english_says_the_errors_that_were_measured():
    asked = handout()
    assert (
        asked.finding() == "Here the worst of them is off by 113\u00a0km, 37\u00a0% of the range."
    )
    rows = {row[0]: row[1:] for row in asked.rows()}
    assert rows["in Web Mercator"] == ("113\u00a0km too near", "−172,000\u00a0km²", "−58.6\u00a0%")
    assert rows["on a ball"] == ("0.95\u00a0km too far", "+996\u00a0km²", "+0.34\u00a0%")
    assert handout(90.0).rows()[METHODS.index("mercator")][1:] == (
        "impossible: this map has no pole", "", "",
    )  # fmt: skip
    small = {row[0]: row[1:3] for row in handout(10.0, range_="10 km").rows()}
    assert small["on a ball"] == ("53\u00a0m too near", "−1.3\u00a0km²")
    assert handout(90.0).place_text == "90°\u00a0N"
    assert handout(-33.5).place_text == "33.5° S, 31° E"


def test_a_lesson_has_one_range():
    assert handout(weapon="himars").lesson.range_km == pytest.approx(80.4672)
    assert "a range assumed here" in handout(range_="75 mi").source_text()
    assert "The Associated Press, via Los Angeles Times, 2024-11-17" in handout().source_text()
    with pytest.raises(ScenarioError, match="not both"):
        handout(weapon="himars", range_="75 mi")


@pytest.mark.parametrize("lat", [0.0, 50.0, 80.0, -50.0])
def test_mercator_grows_and_the_equidistant_stays(lat):
    by_kind = {view.kind: view for view in views(31.0, lat, 50.0)}
    assert by_kind["mercator"].wide == pytest.approx(1 / np.cos(np.radians(lat)), rel=6e-3)
    assert by_kind["equidistant"].wide == pytest.approx(1, abs=1e-3)
    assert by_kind["equidistant"].high == pytest.approx(1, abs=1e-3)
    foreshortened = np.cos(np.radians(abs(lat) - 20))
    assert by_kind["orthographic"].high == pytest.approx(foreshortened, abs=0.01)
    assert by_kind["orthographic"].wide == pytest.approx(1, abs=0.01)


def test_the_conic_is_true_on_its_parallels_and_gapes_at_the_pole():
    assert views(31.0, 65.0, 50.0)[1].wide == pytest.approx(1, abs=5e-3)
    at_pole = views(31.0, 90.0, ATACMS_KM)[1]
    assert shapely.area(at_pole.earth) < 3.9  # of 4: the gap
    assert views(31.0, 90.0, ATACMS_KM)[0].wide is None


def test_mercators_ring_at_the_pole_runs_off_the_map():
    north, south = views(31.0, 90.0, ATACMS_KM)[0], views(31.0, -90.0, ATACMS_KM)[0]
    assert north.ring.bounds[3] == pytest.approx(1)
    assert south.ring.bounds[1] == pytest.approx(-1)
    assert north.ring.bounds[1] == pytest.approx(0.7)  # most of the frame shows what is outside
    assert south.ring.bounds[3] == pytest.approx(-0.7)
    assert np.ptp(np.array(north.ring.bounds)[[0, 2]]) == pytest.approx(2, abs=0.01)


@pytest.mark.parametrize("lat", [0.0, 50.0, 85.0, 88.0, 90.0, -75.0, -90.0])
@pytest.mark.parametrize("range_km", [10.0, ATACMS_KM, 2000.0])
def test_every_view_has_its_ring_in_its_frame(lat, range_km):
    drawn = views(-178.0, lat, range_km)
    assert [view.kind for view in drawn] == list(KINDS)
    frame = shapely.box(-1, -1, 1, 1).buffer(1e-9)
    for view in drawn:
        assert not view.ring.is_empty
        assert frame.contains(view.ring), view.kind
        assert frame.contains(shapely.box(*view.land.bounds)) or view.land.is_empty
    assert globe(-178.0, lat, range_km).ring.area > 0


@pytest.mark.parametrize(("lon", "lat"), [(31.0, 50.0), (-75.0, -20.0), (0.0, 0.0)])
def test_meridians_stand_on_both_sides_of_the_origin_at_equal_steps(lon, lat):
    def in_degrees(azimuths, km):
        end = WGS84.fwd([lon] * len(km), [lat] * len(km), azimuths, np.asarray(km) * 1000)
        return np.column_stack([(np.asarray(end[0]) - lon + 180) % 360 - 180, end[1]])

    lines = shapely.get_parts(_grid(handout(lat, lon), 500.0, in_degrees))
    wide, high = (np.ptp(shapely.bounds(lines)[:, [k, k + 2]], axis=1) for k in (0, 1))
    for across, at in ((wide, 0), (high, 1)):
        lines_there = np.sort(shapely.bounds(lines[across < 1e-6])[:, at])
        middle = lat if at else 0.0
        assert len(lines_there) >= 4
        assert np.diff(lines_there) == pytest.approx(np.diff(lines_there)[0])
        assert abs((lines_there < middle).sum() - (lines_there > middle).sum()) <= 1
        # to the frame's edges at least, half of which is as wide as 500 km
        step = np.diff(lines_there)[0]
        reach_deg = 500 / 112 / (1 if at else np.cos(np.radians(lat)))
        assert lines_there[0] - step < middle - reach_deg
        assert lines_there[-1] + step > middle + reach_deg


def test_each_way_is_outlined_in_a_colour_of_its_own_where_it_runs():
    asked, paper = handout(), Paper(Figure(), STYLES["light"], 10.0)
    edges = _edges(asked)
    made = _plot(paper, Box(0, 0, 400, 400), asked, edges)
    inks = {method: to_hex(paper.ink(method)) for method in METHODS}
    assert len({*inks.values()}) == len(METHODS)
    lines = {to_hex(each.get_edgecolor()): each.get_path().get_extents() for each in made}
    assert {*edges} == {*METHODS}
    for method, (azimuths, km) in edges.items():
        east, north = (
            200 + 200 / _half_km(asked) * km * turn(np.radians(azimuths))
            for turn in (np.sin, np.cos)
        )
        for xy, (low, high) in ((east, ["x0", "x1"]), (north, ["y0", "y1"])):
            ends = (getattr(lines[inks[method]], each) for each in (low, high))
            assert [*ends] == pytest.approx(np.clip([xy.min(), xy.max()], 0, 400), abs=1e-6)


def test_a_view_fills_its_box_about_the_middle():
    box = Box(30, 70, 200, 200)
    frame = _placed(shapely.box(-2, -2, 2, 2), box, 2.0)
    assert frame.bounds == pytest.approx((30, 70, 230, 270))
    assert _placed(shapely.Point(1, 0), box, 2.0).coords[0] == pytest.approx((180, 170))


def test_land_stands_where_it_is():
    """Kharkiv is on land 306 km about Sumy's border; the middle of the Pacific is not."""
    for kind, view in zip(KINDS, views(34.7, 51.0, ATACMS_KM), strict=True):
        assert view.land.contains(shapely.Point(0, 0)), kind
    for kind, view in zip(KINDS, views(-150.0, 20.0, ATACMS_KM), strict=True):
        assert not view.land.contains(shapely.Point(0, 0)), kind


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("lat", [0.0, 50.0, 85.0, 90.0])
def test_no_words_on_the_sheet_overlap_or_leave_it(language, lat):
    figure = sheet(handout(lat, lang=language))
    FigureCanvasAgg(figure)
    width, height = figure.get_size_inches() * figure.dpi
    boxes = {}
    for text in figure.findobj(Text):
        if text.get_text().strip():
            extent = text.get_window_extent()
            assert extent.x0 >= 0, text.get_text()
            assert extent.y0 >= 0, text.get_text()
            assert extent.x1 <= width, text.get_text()
            assert extent.y1 <= height, text.get_text()
            boxes[text.get_text(), extent.x0, extent.y0] = shapely.box(*extent.extents)
    names, shapes = list(boxes), np.array(list(boxes.values()))
    tree = shapely.STRtree(shapes)
    for one, other in tree.query(shapes, predicate="intersects").T:
        if one < other:
            shared = shapely.intersection(shapes[one], shapes[other]).area
            assert shared < 0.02 * min(shapes[one].area, shapes[other].area), (
                names[one][0],
                names[other][0],
            )


def test_the_pdf_is_one_a4_page_whose_text_is_text_in_cyrillic():
    content = LESSON.file(handout(85.0, lang="uk"), ".pdf")
    assert content == LESSON.file(handout(85.0, lang="uk"), ".pdf")
    document = PdfReader(io.BytesIO(content))
    assert len(document.pages) == 1
    page = document.pages[0]
    assert [float(each) for each in page.mediabox[2:]] == pytest.approx([595, 842], abs=1)
    text = page.extract_text()
    for said in ("Чому це не коло?", "Запитання для класу", "Не прогноз"):
        assert said in text
    fonts = page["/Resources"]["/Font"].values()
    for font in fonts:
        descendant = font.get_object()
        descendant = descendant.get("/DescendantFonts", [descendant])[0].get_object()
        assert "/FontFile2" in descendant["/FontDescriptor"].get_object()
    assert "у Web Mercator" in document.metadata.subject


def test_the_svg_keeps_words_as_words_in_named_layers():
    root = ET.fromstring(LESSON.file(handout(), ".svg"))
    svg = "{http://www.w3.org/2000/svg}"
    said = [each.text for each in root.iter(f"{svg}text")]
    assert "Why is it not a circle?" in said
    layers = {each.get("id") for each in root.iter(f"{svg}g")}
    drawn = {"outlines", "errors-by-latitude", "projections", "table", "words", "questions"}
    assert drawn <= layers
    curves = next(each for each in root.iter(f"{svg}g") if each.get("id") == "errors-by-latitude")
    scale = [each.text for each in curves.iter(f"{svg}text") if each.text.endswith("°")]
    assert scale == ["0°", "30°", "60°", "90°"]


def test_numbers_as_data_are_unrounded():
    data = LESSON.summary(handout(90.0))
    assert data["origin"] == {"lat": 90.0, "lon": 31.0}
    assert [way["method"] for way in data["ways"]] == list(METHODS)
    reasons = {way["method"]: way.get("reason") for way in data["ways"]}
    assert reasons["mercator"] == "no-pole"
    sphere = data["ways"][1]
    assert sphere["drawn"]
    assert sphere["area_error_km2"] == sphere["area_km2"] - data["true_area_km2"]


@pytest.mark.parametrize("style", ["light", "dark"])
@pytest.mark.parametrize("name", PICTURES)
def test_each_picture_of_the_page_is_a_small_svg_with_words_for_those_who_do_not_see_it(
    name, style
):
    asked = handout(70.0, lang="uk")
    content = picture(asked, name, style)
    assert ET.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"
    assert len(content) < 400_000
    assert alternative(asked, name)


def test_words_tell_each_projections_ratio_once():
    said = alternative(handout(60.0), FLAT) + alternative(handout(60.0), ROUND)
    assert said.count("× as wide") == 4
    assert "Mercator: 2.00 × as wide" in said


@pytest.mark.parametrize("size", [size for size in FIGURE_SIZES if size != "a4"])
def test_in_every_size_the_outlines_and_their_errors_stand_beside_one_another(size):
    asked = FigureOptions(size=size, style="dark", credit="A house", date="1 May", dpi=50)
    made = poster(handout(lang="uk"), asked)
    canvas = FigureCanvasAgg(made)
    canvas.draw()
    words = [
        each
        for layer in made.artists
        for each in layer.get_children()
        if isinstance(each, Text) and each.get_text().strip()
    ]
    boxes = [shapely.box(*each.get_window_extent().extents) for each in words]
    sheet_box = shapely.box(*made.bbox.extents).buffer(0.5)
    assert all(sheet_box.contains(box) for box in boxes)
    for number, box in enumerate(boxes):
        for other in boxes[number + 1 :]:
            shared = shapely.intersection(box, other)
            sides = np.ptp(shared.bounds[0::2]), np.ptp(shared.bounds[1::2])
            assert shared.is_empty or min(sides) < 1
    text = " ".join(each.get_text() for each in words)
    assert "A house." in text
    assert "Станом на 1 May." in text
    if size == "phone":
        assert min(each.get_fontsize() for each in words) >= 10


def test_looks_reach_the_sheet_and_its_own_size_is_a4():
    plain = LESSON.file(handout(), ".png", FigureOptions(size="a4", dpi=30))
    bare = FigureOptions(size="a4", dpi=30, style="dark", without=("title",), subtitle="So far")
    shown = LESSON.file(handout(), ".png", bare)
    sizes = [Image.open(io.BytesIO(each)) for each in (plain, shown)]
    assert sizes[0].size == sizes[1].size == (248, 350)
    assert sizes[1].convert("L").getpixel((2, 2)) < 40 < sizes[0].convert("L").getpixel((2, 2))
    svg = LESSON.file(handout(), ".svg", bare).decode()
    assert ">So far<" in svg
    assert f">{handout().title}</text>" not in svg
    page = PdfReader(io.BytesIO(LESSON.file(handout(), ".pdf"))).pages[0]
    assert float(page.mediabox.width) == pytest.approx(595.44, abs=0.1)
