"""Every kind of result is told, listed, written and drawn in one way."""

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from PIL import Image
from pypdf import PdfReader

from rangemap import PointOrigin, Scenario, compute, depth, disputes, thresholds
from rangemap.analysis.comparison import compare, shortest_and_longest
from rangemap.analysis.story import story
from rangemap.errors import OutputError
from rangemap.export.comparison import COMPARISON
from rangemap.export.depth import DEPTH
from rangemap.export.disputes import DISPUTES
from rangemap.export.lesson import LESSON
from rangemap.export.reach import REACH
from rangemap.export.story import STORY
from rangemap.export.thresholds import THRESHOLDS
from rangemap.figures.options import FigureOptions
from rangemap.scenario.scenario import parse_range
from rangemap.wording.lesson import handed_out
from rangemap.world.catalog import bundled_catalog

TWO = (PointOrigin(51.0, 34.7, "Sumy & $co"), PointOrigin(50.3, 36.9, "Vovchansk"))
SCENARIO = Scenario(TWO)
CAVEAT = "Maximum published range. Not a prediction."
OPTIONS = FigureOptions(dpi=40)
SVG = "{http://www.w3.org/2000/svg}"
RESULTS = {
    "reach": (REACH, lambda: compute(SCENARIO)),
    "comparison": (COMPARISON, lambda: shortest_and_longest(compute(SCENARIO))),
    "depth": (DEPTH, lambda: depth(compute(SCENARIO))),
    "disputes": (DISPUTES, lambda: disputes(SCENARIO)),
    "thresholds": (THRESHOLDS, lambda: thresholds(SCENARIO, only=("RU-KRS", "RU-BEL"))),
    "lesson": (LESSON, lambda: handed_out(bundled_catalog(), lat=60.0, lon=31.0)),
}


@pytest.fixture(scope="module", params=RESULTS)
def reported(request):
    report, measure = RESULTS[request.param]
    return request.param, report, measure()


@pytest.fixture(scope="module")
def written(reported):
    """The files of a result by suffix, made together."""
    _, report, result = reported
    suffixes = [each for each in report.suffixes if each not in (".html", ".jpg", ".webp")]
    return dict(zip(suffixes, report.files(result, suffixes, OPTIONS), strict=True))


def test_a_pdf_says_in_which_language_its_words_are():
    scenario = replace(SCENARIO, weapons=("himars",), language="uk")
    reach = compute(scenario)
    for report, result in (
        (REACH, reach),
        (COMPARISON, compare(compute(replace(scenario, origins=TWO[:1])), reach)),
        (DEPTH, depth(reach)),
        (DISPUTES, disputes(scenario)),
        (THRESHOLDS, thresholds(scenario, only=("RU-KRS",))),
        (LESSON, handed_out(bundled_catalog(), lat=60.0, lon=31.0, lang="uk")),
        (STORY, story([scenario, scenario])),
    ):
        pdf = PdfReader(io.BytesIO(report.file(result, ".pdf", OPTIONS)))
        assert pdf.trailer["/Root"]["/Lang"] == "uk"


def test_a_result_is_told_alike_in_table_and_summary(reported):
    name, report, result = reported
    said, table, summary = report.sentence(result), report.table(result), report.summary(result)
    if name != "lesson":  # whose table says the same in numbers
        assert summary["sentence"] == said
        assert said in table
    assert summary["caveat"] == CAVEAT
    assert CAVEAT in table


@pytest.mark.slow
def test_every_picture_carries_its_provenance(reported, written):
    name, report, result = reported
    png, svg, pdf = (written[suffix] for suffix in (".png", ".svg", ".pdf"))
    facts = Image.open(io.BytesIO(png)).info
    told = report.sentence(result)
    assert facts["Disclaimer"] == CAVEAT
    assert facts["Title"]
    assert facts["Source"]
    assert "Natural Earth" in facts["Copyright"]
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}desc").text == facts["Description"]
    shown = " ".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))
    shown = "".join(shown.split())  # in whichever lines it was set
    for said in (CAVEAT, facts["Title"], "Natural Earth" if name != "lesson" else "WGS 84"):
        assert "".join(said.split()) in shown
    keywords = PdfReader(io.BytesIO(pdf)).metadata["/Keywords"]
    if name == "lesson":
        assert "Scenario" not in facts
        assert told == facts["Caption"]
        return
    assert Scenario.from_toml(facts["Scenario"]).origins == TWO
    assert "[[origins]]" in keywords or "origins = [" in keywords
    scenario = root.find(f"{SVG}metadata/{{urn:rangemap}}scenario")
    assert Scenario.from_toml(scenario.text).origins == TWO


@pytest.mark.slow
def test_a_file_made_alone_has_the_bytes_of_one_made_with_others(reported, written):
    _, report, result = reported
    for suffix in {*written} - {".png"}:  # which was the first that was drawn
        assert report.file(result, suffix.upper(), OPTIONS) == written[suffix], suffix


@pytest.mark.parametrize("looks", [{"bleed_pt": 9.0}, {"is_transparent": True, "text": "outlines"}])
def test_pictures_have_the_same_bytes_whichever_is_made_first(looks):
    options = FigureOptions(size="square", dpi=40, **looks)
    reach = compute(replace(SCENARIO, weapons=("himars",)))
    suffixes = (".webp", ".pdf", ".svg", ".jpg", ".png")
    one, other = (list(REACH.files(reach, each, options)) for each in (suffixes, suffixes[::-1]))
    assert one == other[::-1]
    assert len(set(one)) == len(suffixes)


def test_an_unknown_suffix_is_refused_with_the_known_ones(reported):
    _, report, result = reported
    with pytest.raises(OutputError, match=re.escape(", ".join(report.suffixes))):
        report.file(result, ".docx")


@pytest.mark.parametrize(
    ("size", "pixels"),
    [("article", (640, 400)), ("square", (432, 432)), ("a4", (330, 467))],
)
def test_thresholds_have_the_sizes_that_maps_have(size, pixels):
    measured = thresholds(SCENARIO, only=("RU-KRS",))
    png = THRESHOLDS.file(measured, ".png", FigureOptions(size=size, dpi=40))
    assert Image.open(io.BytesIO(png)).size == pixels


def test_thresholds_have_styles_a_title_and_a_subtitle():
    own = Scenario(TWO, weapons=(parse_range("_own=75 mi"),), title="Of one's own")
    measured = thresholds(own, only=("RU-KRS",))
    options = FigureOptions(size="square", style="dark", subtitle="Said instead.", dpi=40)
    svg = THRESHOLDS.file(measured, ".svg", options).decode()
    written = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert "Of one's own" in written
    assert "Said instead." in written
    assert any("Not a prediction." in each for each in written)
    corner = Image.open(io.BytesIO(THRESHOLDS.file(measured, ".png", options))).getpixel((0, 0))
    assert max(corner[:3]) < 64
