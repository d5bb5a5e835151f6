import numpy as np
import pytest
from figure_scenes import measured
from matplotlib.backends.backend_agg import FigureCanvasAgg

from rangemap.errors import OutputError
from rangemap.figures.figure import drawn
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import HUES, STYLES
from rangemap.figures.reach import subject
from rangemap.figures.theme_file import read_colours

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
        return read_colours(path)

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
        ("font = 1", "unknown field 'font'; known are colours, ranges"),
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
        read_colours(tmp_path / "none.toml")
