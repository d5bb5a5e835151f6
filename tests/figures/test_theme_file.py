import io
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from figure_scenes import measured
from matplotlib import get_data_path, rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from pypdf import PdfReader

from rangemap.analysis.thresholds import thresholds
from rangemap.errors import OutputError
from rangemap.export.reach import REACH
from rangemap.export.thresholds import THRESHOLDS
from rangemap.figures import lettering, paint
from rangemap.figures.figure import drawn
from rangemap.figures.lettering import Typeface
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import HUES, STYLES
from rangemap.figures.reach import subject
from rangemap.figures.theme_file import read_theme
from rangemap.figures.typeface_files import check_embeddable
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario

HOUSE = """
ranges = ["#7A0019", "#005F73"]
[colours]
paper = "#FFF8EE"
water = "#D8E6E8"
"""


@pytest.fixture
def theme(tmp_path):
    def write(text):
        path = tmp_path / "house.toml"
        path.write_text(text, encoding="utf-8")
        return read_theme(path).colours

    return write


def test_colours_replace_those_of_any_style_and_leave_the_rest(theme):
    colours = theme(HOUSE)
    look = colours.over(STYLES["light"])
    assert (look.theme.paper, look.theme.water) == ("#FFF8EE", "#D8E6E8")
    assert look.theme.land == STYLES["light"].theme.land
    assert look.inks[:3] == ("#7A0019", "#005F73", STYLES["light"].inks[2])


def test_a_figure_is_drawn_in_them(theme):
    made = drawn(subject(measured("near")), FigureOptions(dpi=30, colours=theme(HOUSE)))
    FigureCanvasAgg(made).draw()
    pixels = np.asarray(made.canvas.buffer_rgba())
    assert tuple(pixels[2][2][:3]) == (0xFF, 0xF8, 0xEE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('ranges = ["red"]', r'ranges, number 1 is \'red\'; write a colour as in "#D55E00"'),
        ("ranges = 3", f"at most {len(HUES)} colours"),
        (f"ranges = {['#D55E00'] * (len(HUES) + 1)}", f"at most {len(HUES)} colours"),
        ('[colours]\npapre = "#FFFFFF"', "unknown field 'papre'; did you mean paper"),
        ('[colours]\nname = "#FFFFFF"', "unknown field 'name'"),
        ("[colours]\npaper = 3", "paper is '3'"),
        ("colours = 3", "must be a table"),
        ("[colours", "is not TOML"),
        ("font = 1", "unknown field 'font'; did you mean fonts"),
    ],
)
def test_a_wrong_file_is_told_what_to_write(theme, text, said):
    with pytest.raises(OutputError, match=said):
        theme(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[colours]\ntext = "#888888"', r"text #888888 on paper #FFFFFF has a contrast of 3\.5"),
        ('[colours]\npaper = "#000000"', "on paper #000000 has a contrast of"),
        ('[colours]\nwater = "#4F6577"', "water_text"),
        ('ranges = ["#FAF9F6"]', "can hardly be told from land"),
    ],
)
def test_colours_in_which_nothing_could_be_read_are_refused(theme, text, said):
    with pytest.raises(OutputError, match=said):
        theme(text).over(STYLES["light"])


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(OutputError, match=r"none\.toml: cannot be read"):
        read_theme(tmp_path / "none.toml")


FONTS = Path(get_data_path(), "fonts", "ttf")
SERIF = '[fonts]\nregular = "DejaVuSerif.ttf"\nbold = "DejaVuSerif-Bold.ttf"\n'


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A folder with a theme's fonts: one that has all letters, one that has no Cyrillic."""
    folder = tmp_path_factory.mktemp("house")
    for name in ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "cmr10.ttf"):
        shutil.copy(FONTS / name, folder)
    (folder / "broken.ttf").write_bytes(b"not a font")

    def read(text):
        path = folder / "house.toml"
        path.write_text(text, encoding="utf-8")
        return read_theme(path).typeface

    return read


def test_every_word_is_set_in_a_font_of_ones_own_and_live_text_names_it(house):
    typeface = house(SERIF)
    assert typeface.italic == typeface.regular
    options = FigureOptions(dpi=40, typeface=typeface)
    svg = REACH.file(measured("ukrainian"), ".svg", options).decode()
    families = set(re.findall(r"font-family: ([^;\"]+)", svg))
    assert families == {"'DejaVu Serif', sans-serif"}
    curves = thresholds(
        Scenario((PointOrigin(50.9, 34.8, "Суми"),), weapons=("himars",), language="uk")
    )
    plot = THRESHOLDS.file(curves, ".svg", options).decode()
    assert set(re.findall(r"font-family: ([^;\"]+)", plot)) == families
    pdf = PdfReader(io.BytesIO(REACH.file(measured("ukrainian"), ".pdf", options)))
    names = {
        each.get_object()["/BaseFont"][8:] for each in pdf.pages[0]["/Resources"]["/Font"].values()
    }
    assert names == {"DejaVuSerif", "DejaVuSerif-Bold"}


def test_words_are_measured_in_the_font_that_is_drawn(house):
    with lettering.set_in(house(SERIF)):
        wide = lettering.width("Illinois Illinois Illinois", 10)
        made = paint.words(Figure(dpi=72), "Illinois Illinois Illinois", (0, 0), 10, "#000000")[-1]
        assert made.get_window_extent().width == pytest.approx(wide, rel=0.03)
    assert lettering.width("Illinois Illinois Illinois", 10) != pytest.approx(wide, rel=0.03)


def test_what_a_user_set_for_matplotlib_changes_no_font(house):
    options = FigureOptions(dpi=30, typeface=house(SERIF))
    with rc_context({"font.family": "monospace", "pdf.fonttype": 3, "axes.unicode_minus": False}):
        other = REACH.file(measured("ukrainian"), ".png", options)
    assert other == REACH.file(measured("ukrainian"), ".png", options)


def test_a_font_that_lacks_a_letter_of_the_figure_is_refused_with_that_letter(house):
    typeface = house('[fonts]\nregular = "cmr10.ttf"')
    with pytest.raises(OutputError, match=r"cmr10\.ttf: the font lacks '[А-Яа-яі]' \(U\+04"):
        REACH.file(measured("ukrainian"), ".png", FigureOptions(dpi=30, typeface=typeface))
    assert lettering.typeface() is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[fonts]\nregular = "broken.ttf"', r"broken\.ttf: cannot be read as a font"),
        ('[fonts]\nregular = "none.ttf"', r"none\.ttf: cannot be read as a font"),
        ('[fonts]\nregular = "house.toml"', r"'house\.toml'; name a font file, \.ttf or \.otf"),
        ("[fonts]\nregular = 3", r"regular is '3'; name a font file"),
        ('[fonts]\nbold = "DejaVuSerif-Bold.ttf"', 'as in regular = "House-Regular.ttf"'),
        ('[fonts]\nlight = "DejaVuSerif.ttf"', "unknown field 'light'"),
        ("fonts = 3", "must be a table"),
    ],
)
def test_a_font_that_cannot_be_used_is_told(house, text, said):
    with pytest.raises(OutputError, match=said):
        house(text)


def test_a_pdf_refuses_postscript_outlines(tmp_path):
    path = tmp_path / "house.otf"
    path.write_bytes(b"OTTO and the rest")
    with pytest.raises(OutputError, match=r"house\.otf: the font has PostScript outlines"):
        check_embeddable(Typeface(*[str(path)] * 3))
