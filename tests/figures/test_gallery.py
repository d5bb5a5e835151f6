import re
import shlex
from pathlib import Path

import pytest
from PIL import Image

from rangemap.cli import commands
from rangemap.cli.options import cli
from rangemap.scenario.scenario import Scenario

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "gallery.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"!\[(.+?)\]\((gallery/\w[\w-]*\.png)\)\n\n```\n(rangemap reach .+)\n```", PAGE)


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
