"""What stands as code in the pages does what it says.

Commands run as they are written, but for those that would serve or ask for what is not here: those
are only parsed. Of sweeps and batches it is said what they would cost (--dry-run); fields run, with
coarser cells, in batch/test_docs.py. The gallery's commands are held to their pictures in
figures/test_gallery.py.
"""

import json
import re
import shlex
import warnings
import zipfile
from itertools import groupby, pairwise, takewhile
from pathlib import Path

import geopandas as gpd
import matplotlib.pyplot as plt
import pandas as pd
import pytest
import shapely

from rangemap import PointOrigin, Scenario
from rangemap.cli import main
from rangemap.cli.options import cli
from rangemap.world.catalog import read_catalog
from rangemap.world.timeline import read_timeline

TOP = Path(__file__).parents[1]
PAGES = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]
LANGUAGES = {"", "sh", "python", "toml", "json", "sql", "html", "css", "bibtex", "{toctree}"}
LANGUAGES |= {"{eval-rst}", "text", "powershell"}
ELSEWHERE = {"batch.md", "python.md"}  # their Python runs in a test of its own
PARSED = {"app", "--status", "postgresql://me@host/gis", "--scheduler", "field"}
JOBS = {"sweep", "batch"}


def read_scenario(path):
    return Scenario.from_toml(path.read_text(encoding="utf-8"))


def blocks(page, *languages):
    fenced = re.findall(r"^```(.*?)\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [text for language, text in fenced if language in languages]


def commands(page):
    """The arguments of every command of the page, pipes and comments aside."""
    for block in blocks(page, "", "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True) if line.startswith("rangemap ") else []
            for _, piped in groupby(words, lambda word: word == "|"):
                command = list(takewhile(lambda word: word != ">", piped))
                if command[0] == "rangemap" and "…" not in command:
                    yield command[1:]


NAMED = {  # each once, by the last page that has it
    tuple(arguments): f"{page.name}-{' '.join(arguments)[:40]}"
    for page in PAGES
    if page.name not in ("gallery.md", "cli.md", "README.md")
    for arguments in commands(page)
    if not PARSED.intersection(arguments)
}
RUN = [pytest.param(list(arguments), id=name) for arguments, name in NAMED.items()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the files that the pages name."""
    here = tmp_path_factory.mktemp("docs")
    squares = [shapely.box(34.0, 51.2, 35.0, 51.8), shapely.box(35.0, 51.2, 36.0, 51.8)]
    columns = {"KATOTTG": ["W", "E"], "NAME_UA": ["Захід", "Схід"]}
    regions = gpd.GeoDataFrame(columns, geometry=squares, crs=4326)
    for name in ("oblasts.gpkg", "own.geojson", "communes.shp"):
        with warnings.catch_warnings(action="ignore"):  # a Shapefile's short names
            regions.to_file(here / name, engine="pyogrio")
    pack(here, "communes")
    points = shapely.points([(34.7, 51.0), (36.9, 50.3)])
    gpd.GeoDataFrame(geometry=points, crs=4326).to_parquet(here / "points.parquet")
    pd.DataFrame({"lat": [51.0, 50.3], "lon": [34.7, 36.9]}).to_csv(here / "points.csv")
    (here / "scenarios").mkdir()
    sumy = (PointOrigin(lat=51.0, lon=34.7),)
    for name, weapon in (("before", "himars"), ("after", "atacms"), ("scenarios/a", "himars")):
        text = Scenario(sumy, weapons=(weapon,)).to_toml()
        (here / f"{name}.toml").write_text(text, encoding="utf-8")
    swept = ["--border", "--every", "500 km", "--weapon", "himars", "-o", str(here / "border")]
    with pytest.raises(SystemExit) as ended:
        main(["sweep", *swept, "--workers", "1"])
    assert ended.value.code == 0
    (here / "table.csv").write_text('id,at\na,"51.0,34.7"\n', encoding="utf-8")
    return here


def pack(folder, name):
    """The parts of a Shapefile in one zip."""
    with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
        for part in folder.glob(f"{name}.*"):
            if part.suffix != ".zip":
                archive.write(part, part.name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_says_what_it_is(page):
    fences = re.findall(r"^```(.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(fences) % 2 == 0
    assert {fence.split()[0] if fence else "" for fence in fences[::2]} <= LANGUAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_is_one_that_there_is(page):
    for name, *rest in commands(page):
        cli.commands[name].make_context(name, rest)


@pytest.mark.parametrize("arguments", RUN)
def test_every_command_runs(arguments, folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    words = [word for each in arguments for word in expanded(each, folder)]
    if words[0] in JOBS:
        words.append("--dry-run")
    written = [Path(after) for word, after in pairwise(words) if word == "-o"]
    for path in written:
        if path.is_file():  # another page has made it
            path.unlink()
    with pytest.raises(SystemExit) as ended:
        main(words)
    printed = capsys.readouterr()
    assert ended.value.code == 0, printed.err
    assert printed.out
    if "--json" in words:
        json.loads(printed.out)
    if words[0] not in JOBS:
        assert all(
            (folder / words[at + 1]).stat().st_size for at, word in enumerate(words) if word == "-o"
        )


def expanded(word, folder):
    """What a shell makes of a word with a star."""
    if "*" not in word:
        return [word]
    return sorted(str(path.relative_to(folder)) for path in folder.glob(word))


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if blocks(page, "python") and page.name not in ELSEWHERE],
    ids=lambda page: page.name,
)
def test_the_python_of_a_page_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    with plt.rc_context({"backend": "agg"}):
        for block in blocks(page, "python"):
            exec(compile(block, page.name, "exec"), names)
    plt.close("all")


@pytest.mark.parametrize(
    ("name", "read"),
    [("catalogue", read_catalog), ("timeline", read_timeline), ("schemas", read_scenario)],
)
def test_the_files_of_a_page_are_read(name, read, tmp_path):
    [text] = blocks(TOP / f"docs/{name}.md", "toml")
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    assert read(file)
