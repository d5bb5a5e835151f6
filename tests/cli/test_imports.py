"""What each command may import: a command waits for nothing that it does not use."""

import subprocess
import sys

import pytest

SHAPES = {"geopandas", "numpy", "pandas", "pyarrow", "pyogrio", "pyproj", "scipy", "shapely"}
PICTURES = {"PIL", "branca", "folium", "matplotlib", "rangemap.figures.figure", "rangemap.web"}
PAGE = {"rangemap.page", "rangemap.workers", "starlette", "streamlit"}
STRANGERS = {"psycopg", "rangemap.intake"}
ANALYSES = {
    f"rangemap.analysis.{name}" for name in ("comparison", "depth", "disputes", "lesson", "reach")
}
_RUN = """
import sys
from rangemap.cli import main
try:
    main(sys.argv[1:])
except SystemExit as done:
    assert not done.code
print(*sys.modules, sep="\\n", file=sys.stderr)
"""


def imported(*arguments):
    """The modules that a new Python has loaded when the command is done."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *arguments], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split("\n"))


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["weapons"], ["weapons", "--json"]]
)
def test_what_needs_no_shape_loads_none(arguments):
    loaded = imported(*arguments)
    assert "rangemap" in loaded
    assert loaded & (SHAPES | PICTURES | PAGE | STRANGERS | ANALYSES) == set()


def test_help_loads_no_command():
    assert "rangemap.cli.commands" not in imported("reach", "--help")


@pytest.mark.parametrize("arguments", [["regions"], ["places", "Sumy"], ["border", "--json"]])
def test_what_lists_the_bundled_data_measures_nothing(arguments):
    loaded = imported(*arguments)
    assert "rangemap.world.boundaries" in loaded
    assert loaded & ({"scipy"} | PICTURES | PAGE | STRANGERS | ANALYSES) == set()


def test_a_reach_in_numbers_loads_no_picture_and_no_other_analysis(tmp_path):
    files = [f"-o{tmp_path / name}" for name in ("reach.csv", "reach.toml", "reach.geojson")]
    loaded = imported("reach", "--at", "51.0,34.7", "--json", *files)
    assert "rangemap.analysis.reach" in loaded
    others = ANALYSES - {"rangemap.analysis.reach"} | {"rangemap.analysis.thresholds"}
    assert loaded & (PICTURES | PAGE | STRANGERS | others) == set()


@pytest.mark.parametrize(
    "command",
    [["compare"], ["depth"], ["disputes"], ["thresholds", "--region", "RU-KRS"]],
    ids=lambda command: command[0],
)
def test_an_analysis_in_numbers_loads_no_picture(command):
    loaded = imported(*command, "--at", "51.0,34.7", "--json")
    assert loaded & (PICTURES | PAGE | STRANGERS) == set()


def test_the_process_that_reads_a_file_begins_with_what_every_file_needs():
    code = "import rangemap.intake.worker, sys; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split("\n"))
    assert "rangemap.intake.drivers" in loaded
    assert loaded & (SHAPES | {"rangemap.geodesy"}) == {"numpy", "pyproj", "shapely"}


def test_the_page_loads_no_maker_of_pages_before_one_is_asked_for():
    """Neither the server nor its workers, each of which would at every start."""
    modules = "rangemap.page.early, rangemap.workers.questions, rangemap.workers.readings"
    code = f"import {modules}, sys; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split("\n"))
    assert "rangemap.web.mapdata" in loaded
    assert loaded & {"branca", "folium", "requests"} == set()


def test_the_package_by_itself_loads_nothing():
    done = subprocess.run(
        [sys.executable, "-c", "import rangemap, sys; print(*sys.modules, sep='\\n')"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split("\n"))
    assert loaded & (SHAPES | PICTURES | PAGE | {"click", "rangemap.errors"}) == set()
