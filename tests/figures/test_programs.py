"""An SVG as others draw it: Chromium, librsvg (MediaWiki, GNOME, many a CMS) and Inkscape.

Inkscape is heavy, so that CI does without it; where it is installed, it is asked too.
"""

import io
import os
import shutil
import subprocess

import numpy as np
import pytest
from figure_scenes import measured
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from rangemap.figures.figure import drawn
from rangemap.figures.files import picture_file
from rangemap.figures.options import FigureOptions
from rangemap.figures.paint import CurvedWords, Layer, Words
from rangemap.figures.palette import STYLES
from rangemap.figures.reach import picture, subject

WIDTH = 1000
OPTIONS = FigureOptions(size="square", dpi=72)
MIN_INK = 0.04  # of a word's box
NEAR = 90  # of 441, between a pixel's colour and an ink's


@pytest.fixture(scope="module")
def svg(tmp_path_factory):
    path = tmp_path_factory.mktemp("svg") / "map.svg"
    path.write_bytes(picture_file(picture(measured("ukrainian"), OPTIONS), ".svg", OPTIONS))
    return path


@pytest.fixture(scope="module")
def words():
    """Where words must be: text, box in shares of the sheet from its upper left, ink."""
    reach = measured("ukrainian")
    made = drawn(subject(reach), OPTIONS)
    FigureCanvasAgg(made).draw()
    wide, high = made.bbox.width, made.bbox.height
    style = STYLES["light"]
    found = []
    for axes in (made, *made.axes):
        for layer in axes.get_children():
            if not isinstance(layer, Layer):
                continue
            name = layer.get_gid()
            groups = layer.get_children() if name == "ring-labels" else [layer]
            for place, group in enumerate(groups):
                ink = style.text_ink(place) if name == "ring-labels" else style.theme.text
                if name not in ("ring-labels", "region-names", "title", "origin-names"):
                    continue
                assert name != "ring-labels" or isinstance(group, CurvedWords)
                for word in group.get_children():
                    if isinstance(word, Words) and word.get_text().strip():
                        box = word.get_window_extent()
                        edges = (box.x0 / wide, 1 - box.y1 / high, box.x1 / wide, 1 - box.y0 / high)
                        found.append((name, word.get_text(), edges, ink))
    return found


def program(name, package):
    """The path of a program; without one its test is skipped, but librsvg's fails in CI."""
    path = shutil.which(name)
    if path is None:
        reason = f"no {name} on this machine; apt-get install {package}"
        pytest.fail(reason) if os.environ.get("CI") and name != "inkscape" else pytest.skip(reason)
    return path


def by_librsvg(svg, target):
    command = program("rsvg-convert", "librsvg2-bin")
    subprocess.run([command, "-w", str(WIDTH), "-o", target, svg], check=True, timeout=600)


def by_inkscape(svg, target):
    command = [program("inkscape", "inkscape"), svg, "-w", str(WIDTH), "-o", target]
    subprocess.run(command, check=True, timeout=600, capture_output=True)


@pytest.mark.parametrize("draw", [by_librsvg, by_inkscape])
def test_words_stand_where_they_must_in_other_programs(draw, svg, words, tmp_path):
    target = tmp_path / "map.png"
    draw(svg, target)
    check(Image.open(target), words)


def test_words_stand_where_they_must_in_chromium(browser, svg, words):
    page = browser.new_page(viewport={"width": WIDTH, "height": WIDTH})
    page.set_content(
        f"<style>body {{ margin: 0 }} svg {{ display: block; width: {WIDTH}px; height: auto }}"
        f"</style>{svg.read_text(encoding='utf-8').partition('?>')[2]}"
    )
    check(Image.open(io.BytesIO(page.screenshot())), words)
    page.close()


def check(image, words):
    """Every word's box holds pixels of its ink, and letters of rings are not elsewhere."""
    pixels = np.asarray(image.convert("RGB"), dtype=float)
    high, wide = pixels.shape[:2]
    assert {name for name, *_ in words} == {
        "ring-labels", "region-names", "title", "origin-names",
    }  # fmt: skip
    assert len([name for name, *_ in words if name == "ring-labels"]) > 30
    for name, text, (west, north, east, south), ink in words:
        rows = slice(int(north * high), int(np.ceil(south * high)))
        columns = slice(int(west * wide), int(np.ceil(east * wide)))
        colour = [int(ink[place : place + 2], 16) for place in (1, 3, 5)]
        far = np.linalg.norm(pixels[rows, columns] - colour, axis=2)
        assert (far < NEAR).mean() > MIN_INK, (name, text)


def test_a_picture_without_words_would_be_noticed(words):
    with pytest.raises(AssertionError):
        check(Image.new("RGB", (WIDTH, WIDTH), "white"), words)
