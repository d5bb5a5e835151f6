"""Two pictures compared by structure: what changes them on purpose changes these files too.

Each is kept small and grey, so that fonts and anti-aliasing of another version do not matter but a
missing layer, a moved frame or a lost legend does. To make them anew, after looking at the new
pictures at full size:

    python tests/figures/test_golden.py
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from figure_scenes import measured
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from rangemap.figures.reach import figure

FOLDER = Path(__file__).parent / "golden"
PICTURES = {
    "border-article": ("border", {}),
    "towns-portrait-dark": ("towns", {"size": "portrait", "style": "dark"}),
}
SHRUNK, BLOCK = 4, 4
MAX_MEAN = 1.0  # of 255 grey levels
MAX_LOCAL = 20.0  # over a block of BLOCK x BLOCK small pixels


@cache
def drawn(scene: str, **options: object) -> Figure:
    made = figure(measured(scene), dpi=40, **options)
    FigureCanvasAgg(made)
    return made


def small(scene: str, **options: object) -> np.ndarray:
    made = drawn(scene, **options)
    made.canvas.draw()
    shown = Image.fromarray(np.asarray(made.canvas.buffer_rgba())).convert("L")
    size = shown.width // SHRUNK, shown.height // SHRUNK
    return np.asarray(shown.resize(size, Image.Resampling.BOX), dtype=float)


def apart(made: np.ndarray, kept: np.ndarray) -> tuple[float, float]:
    """How far two pictures differ: on the mean, and in the block that differs most."""
    difference = np.abs(made - kept)
    high, wide = (side // BLOCK * BLOCK for side in kept.shape)
    blocks = difference[:high, :wide].reshape(high // BLOCK, BLOCK, wide // BLOCK, BLOCK)
    return float(difference.mean()), float(blocks.mean(axis=(1, 3)).max())


def kept(name: str) -> np.ndarray:
    return np.asarray(Image.open(FOLDER / f"{name}.png"), dtype=float)


@pytest.mark.parametrize("name", list(PICTURES))
def test_a_picture_is_composed_as_it_was(name):
    scene, options = PICTURES[name]
    mean, local = apart(small(scene, **options), kept(name))
    assert mean < MAX_MEAN
    assert local < MAX_LOCAL


@pytest.mark.parametrize("piece", ["legend", "locator", "ranking"])
def test_the_comparison_notices_a_missing_piece(piece):
    [layer] = drawn("border").findobj(lambda artist: artist.get_gid() == piece)
    layer.set_visible(False)
    try:
        _, local = apart(small("border"), kept("border-article"))
    finally:
        layer.set_visible(True)
    assert local > MAX_LOCAL


def test_the_comparison_notices_another_scene():
    mean, _ = apart(small("belarus"), kept("border-article"))
    assert mean > MAX_MEAN


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, (of, looks) in PICTURES.items():
        Image.fromarray(small(of, **looks).astype(np.uint8)).save(
            FOLDER / f"{file}.png", optimize=True
        )
