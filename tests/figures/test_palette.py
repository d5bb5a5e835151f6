import itertools

import numpy as np
import pytest

from rangemap.figures import palette
from rangemap.figures.palette import (
    MIN_CONTRAST,
    STYLES,
    contrast,
    legible,
    mixed,
    share_class,
)
from rangemap.wording.quantities import share_classes

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
# Deficiency" (2009), severity 1.0, for linear RGB
DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
MIN_APART = 12.0  # CIE 1976 colour difference; about 2.3 is just noticeable
QUARTERS = {"¼": 0.25, "½": 0.5, "¾": 0.75}
COLOURED = ["light", "dark"]


def linear(colour):
    channels = np.array([int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE L*a*b*, D65, of linear sRGB."""
    matrix = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
    x, y, z = np.array(matrix) @ np.clip(rgb, 0, 1) / [0.95047, 1, 1.08883]
    cube = [v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return np.array([116 * cube[1] - 16, 500 * (cube[0] - cube[1]), 200 * (cube[1] - cube[2])])


def seen(colour, deficiency=None):
    rgb = linear(colour)
    return lab(rgb if deficiency is None else np.array(DEFICIENCIES[deficiency]) @ rgb)


def lightness(colour):
    return seen(colour)[0]


def apart(one, other, deficiency=None):
    return float(np.linalg.norm(seen(one, deficiency) - seen(other, deficiency)))


@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
@pytest.mark.parametrize("name", COLOURED)
def test_rings_of_two_ranges_are_told_apart_by_every_eye(name, deficiency):
    first, second, third = (STYLES[name].ink(number) for number in range(3))
    for one, other in itertools.combinations((first, second, third), 2):
        assert apart(one, other, deficiency) > MIN_APART


@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
@pytest.mark.parametrize("name", COLOURED)
def test_the_fills_of_the_first_two_ranges_are_told_apart_by_every_eye(name, deficiency):
    style = STYLES[name]
    for step in range(1, 5):
        assert apart(style.share_ink(0, step), style.share_ink(1, step), deficiency) > MIN_APART


@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
@pytest.mark.parametrize("name", list(STYLES))
def test_neighbouring_share_classes_are_told_apart_by_every_eye(name, deficiency):
    style = STYLES[name]
    for number in range(len(style.inks)):
        steps = [style.theme.land, *(style.share_ink(number, step) for step in range(5))]
        for one, other in itertools.pairwise(steps):
            assert apart(one, other, deficiency) > 3


@pytest.mark.parametrize("name", list(STYLES))
def test_share_classes_keep_their_order_in_greyscale(name):
    style = STYLES[name]
    for number in range(len(style.inks)):
        steps = [lightness(style.theme.land)]
        steps += [lightness(style.share_ink(number, step)) for step in range(5)]
        falls = -np.diff(steps) if name != "dark" else np.diff(steps)
        assert (falls > 1.5).all(), (number, steps)


@pytest.mark.parametrize("name", list(STYLES))
def test_no_share_class_looks_like_water_or_home(name):
    style = STYLES[name]
    for number in range(min(2, len(style.inks))):
        for step in range(1, 5):
            ink = style.share_ink(number, step)
            assert apart(ink, style.theme.water) > 4
            assert apart(ink, style.theme.home) > 4


@pytest.mark.parametrize("name", list(STYLES))
def test_text_is_legible_on_every_ground_it_may_stand_on(name):
    style = STYLES[name]
    theme = style.theme
    fills = [style.share_ink(number, step) for number in range(2) for step in range(5)]
    for ground in (theme.paper, theme.land, theme.home, theme.water, theme.halo, *fills):
        assert contrast(theme.text, ground) >= MIN_CONTRAST
    for ground in (theme.paper, theme.land, theme.home, theme.halo, theme.unmapped):
        assert contrast(theme.quiet_text, ground) >= MIN_CONTRAST
    assert contrast(theme.water_text, theme.water) >= MIN_CONTRAST
    for number in range(len(style.inks)):
        assert contrast(style.text_ink(number), theme.halo) >= MIN_CONTRAST


@pytest.mark.parametrize("name", list(STYLES))
def test_lines_stand_out_from_their_halo(name):
    style = STYLES[name]
    for number in range(2):
        assert contrast(style.ink(number), style.theme.halo) >= 3  # WCAG 2.2, 1.4.11
    assert contrast(style.theme.border, style.theme.land) >= 7


def test_line_patterns_differ_where_colours_might_not():
    patterns = [palette.dash(number) for number in range(len(palette.HUES))]
    assert len(set(patterns)) == len(patterns)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert contrast("#FFFFFF", "#767676") == contrast("#767676", "#FFFFFF")


def test_mixing_ends_at_its_ends():
    assert mixed("#D55E00", "#FAF9F6", 1) == "#D55E00"
    assert mixed("#D55E00", "#FAF9F6", 0) == "#FAF9F6"


def test_a_colour_is_changed_no_more_than_legibility_asks():
    assert legible("#0072B2", "#22211F", "#FFFFFF") == "#0072B2"
    assert legible("#D55E00", "#22211F", "#FFFFFF") != "#D55E00"


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_a_share_has_the_colour_of_the_class_whose_words_name_it(language):
    under, low, middle, over, _ = (
        [QUARTERS[sign] for sign in words if sign in QUARTERS] for words in share_classes(language)
    )
    ranges = [(1e-6, *under), low, middle, (*over, 1.0)]
    for step, (least, end) in enumerate(ranges):
        assert share_class(least) == share_class(end - 1e-6) == step
    assert share_class(1.0) == len(ranges)
