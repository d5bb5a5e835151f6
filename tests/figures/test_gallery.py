"""The gallery: every picture was made by the command beneath it. To make all of them anew, and
those of docs/images that the other pages show:

    python tests/figures/test_gallery.py
"""

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from rangemap.cli import commands
from rangemap.cli.options import cli
from rangemap.scenario.scenario import Scenario

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "gallery.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"!\[(.+?)\]\((gallery/\w[\w-]*\.png)\)\n\n```\n(rangemap reach .+)\n```", PAGE)
IMAGES = {  # as the pages that show them say
    "compare.png": "rangemap compare --border --dpi 80 -o compare.png",
    "versus.png": "rangemap compare --border --versus 0:805 --dpi 80 -o versus.png",
    "thresholds.png": "rangemap thresholds --border --dpi 80 -o thresholds.png",
    "disputes.png": "rangemap disputes --border --dpi 80 -o disputes.png",
    "depth.png": "rangemap depth --place Sumy --place Kharkiv --place Chernihiv --dpi 80 "
    "-o depth.png",
    "readme.png": "rangemap reach --border --dpi 120 -o readme.png",
}


def asked(command):
    """The options of a printed command, as `rangemap reach` reads them."""
    words = shlex.split(command)[2:]
    return cli.commands["reach"].make_context("reach", words).params


def test_the_page_shows_every_picture_in_its_folder_with_its_command():
    assert len(SHOWN) >= 8
    files = sorted(f"gallery/{path.name}" for path in (DOCS / "gallery").iterdir())
    assert sorted(file for _, file, _ in SHOWN) == files
    assert PAGE.count("rangemap reach") == len(SHOWN)


@pytest.mark.parametrize(("alt", "file", "command"), SHOWN)
def test_a_picture_was_made_by_the_command_beneath_it(alt, file, command):
    options = asked(command)
    with Image.open(DOCS / file) as picture:
        scenario = Scenario.from_toml(picture.text["Scenario"])
        dpi = picture.info["dpi"][0]
    assert scenario == commands.scenario_of(options)
    assert dpi == pytest.approx(options["dpi"], abs=0.1)
    assert [path.name for path in options["output"]] == [Path(file).name]
    assert alt.startswith("Map: ")
    assert (DOCS / file).stat().st_size <= 300_000


def reduced(source, target):
    """The picture with 256 colours, its words kept."""
    with Image.open(source) as picture:
        kept = PngInfo()
        for name, text in picture.text.items():
            kept.add_itxt(name, text)
        few = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        few.save(target, optimize=True, dpi=picture.info["dpi"], pnginfo=kept)


if __name__ == "__main__":
    images = [("images/" + name, command) for name, command in IMAGES.items()]
    for shown, line in [*((file, command) for _, file, command in SHOWN), *images]:
        with tempfile.TemporaryDirectory() as folder:
            words = [*shlex.split(line)[1:], "--force"]
            subprocess.run([sys.executable, "-m", "rangemap", *words], cwd=folder, check=True)
            reduced(next(Path(folder).glob("*.png")), DOCS / shown)
