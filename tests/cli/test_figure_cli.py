from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from PIL import Image

from rangemap.cli.options import cli, exit_code
from rangemap.figures.palette import STYLES
from rangemap.figures.sizes import SIZES
from rangemap.scenario.choices import FIGURE_SIZES, FIGURE_STYLES

AT = ("reach", "--at", "51.2,35.0", "--range", "100 km")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        code = exit_code(lambda: cli.main([*AT, *arguments], standalone_mode=False), debug=False)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_the_command_line_offers_what_there_is():
    assert tuple(SIZES) == FIGURE_SIZES
    assert tuple(STYLES) == FIGURE_STYLES
    shown = CliRunner().invoke(cli, ["reach", "--help"]).output
    for name in (*FIGURE_SIZES, *FIGURE_STYLES):
        assert name in shown


def test_size_style_dpi_and_words_reach_every_figure(run, tmp_path):
    code, _, _ = run(
        "--size", "square", "--style", "dark", "--dpi", "40", "--subtitle", "As assumed",
        "--without", "legend, ranking", "--no-title", "-o", "a.png", "-o", "a.svg",
    )  # fmt: skip
    assert code == 0
    with Image.open(tmp_path / "a.png") as shown:
        assert shown.size == (432, 432)
        assert shown.convert("L").getpixel((2, 2)) < 40
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert ">As assumed<" in svg
    assert 'width="777.6pt" height="777.6pt"' in svg
    svg_name = "{http://www.w3.org/2000/svg}"
    worded = {
        group.get("id")
        for group in ET.fromstring(svg).iter(f"{svg_name}g")
        if group.find(f".//{svg_name}text") is not None
    }
    assert worded & {"title", "subtitle", "legend", "scale"} == {"subtitle", "scale"}


@pytest.mark.parametrize(
    "option", [("--size", "a4"), ("--style", "dark"), ("--dpi", "72"), ("--bleed", "3mm")]
)
def test_looks_without_a_figure_are_refused(run, tmp_path, option):
    code, _, err = run(*option, "-o", "a.csv")
    assert code == 2
    assert f"{option[0]} is for figures" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "output", "those"),
    [
        (["--transparent"], "a.jpg", ".png, .svg, .pdf, .webp"),
        (["--text", "outlines"], "a.png", ".svg"),
        (["--dpi", "72"], "a.svg", ".png, .jpg, .webp"),
        (["--width", "800"], "a.pdf", ".png, .jpg, .webp"),
    ],
)
def test_what_a_figure_of_that_kind_cannot_do_is_refused(run, tmp_path, asked, output, those):
    code, _, err = run(*asked, "-o", output)
    assert code == 2
    assert f"{asked[0]} is for {those}; name such a figure" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        ("--size", "tall"),
        ("--style", "neon"),
        ("--dpi", "0"),
        ("--bleed", "3"),
        ("--bleed", "11mm"),
        ("--bleed", "0mm"),
        ("--bleed", "3mm", "--width", "900"),
    ],
)
def test_unknown_looks_are_refused(run, tmp_path, wrong):
    code, _, err = run(*wrong, "-o", "a.png")
    assert code == 2
    assert len(err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_caption_comes_when_asked_for(run):
    code, out, _ = run("--caption")
    assert code == 0
    line, alternative = out.strip().splitlines()[-2:]
    assert line.startswith(
        "Caption: From a point 34 km north-east of Sumy, a range of 100 km reaches about"
    )
    assert alternative.startswith(
        "Alternative text: Map. From a point 34 km north-east of Sumy, a range of 100 km"
    )
    assert "Caption:" not in run()[1]


def test_a_caption_beside_json_leaves_it_readable(run):
    _, out, err = run("--caption", "--json")
    assert out.startswith("{")
    assert "Caption:" not in out
    assert "Caption:" in err
