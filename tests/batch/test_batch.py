import json
from pathlib import Path

import pandas as pd
import pytest

from rangemap import PointOrigin, Scenario, compute
from rangemap.batch.scenarios import told_apart

SUMY = Scenario((PointOrigin(51.0, 34.7, "Sumy"),))


@pytest.fixture
def folder(tmp_path):
    """Three scenarios, one of them in a folder of the folder, and one that is none."""
    scenarios = tmp_path / "scenarios"
    (scenarios / "more").mkdir(parents=True)
    for name, lat in (("a", 51.0), ("b", 50.5), ("more/a", 50.0)):
        text = Scenario((PointOrigin(lat, 35.5),), ("himars",)).to_toml()
        (scenarios / f"{name}.toml").write_text(text)
    (scenarios / "none.toml").write_text("title = 3")
    return scenarios


def test_a_folder_of_scenarios_gives_the_rows_and_files_that_each_alone_gives(run, folder):
    code, out, _ = run(
        "batch", folder, "--form", "json", "--form", "csv", "-o", "results", "--workers", 1
    )
    assert code == 0
    assert "4 of 4 scenarios" in out
    assert "1 could not be measured" in out
    rows = pd.read_parquet("results/parts").set_index(["scenario", "region"])
    reach = compute(Scenario((PointOrigin(50.0, 35.5),), ("himars",)))
    truth = reach.reached.set_index("region")
    assert dict(rows.loc["more/a", "share"]) == dict(truth["share"])
    alone = run("reach", folder / "b.toml", "--json")[1]
    files = Path("results/files")
    assert json.loads((files / "b.json").read_bytes()) == json.loads(alone)
    run("reach", folder / "b.toml", "-o", "b.csv")
    assert Path("b.csv").read_bytes() == (files / "b.csv").read_bytes()
    failed = pd.read_csv("results/failed.csv")
    assert failed["what"].tolist() == ["none"]
    assert "title" in failed["why"][0]


def test_a_table_has_a_scenario_a_line(run, tmp_path):
    (tmp_path / "table.csv").write_text(
        "id,at,place,weapon,range,country\n"
        'one,"51.0,34.7|50.5,35.5",,himars,,\n'
        "two,,Sumy,,75 mi,RU\n"
        'bad,"151,34.7",,himars,,\n'
        "none,,,,,\n"
    )
    code, out, _ = run("batch", "table.csv", "-o", "results", "--workers", 1, "--chunk", 2)
    assert code == 0
    assert "2 could not be measured" in out
    rows = pd.read_parquet("results/parts")
    assert set(rows["scenario"]) == {"one", "two"}
    assert set(rows.loc[rows["scenario"] == "two", "weapon"]) == {"75 mi"}
    assert pd.read_csv("results/failed.csv")["what"].tolist() == ["bad", "none"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["batch", "-o", "r"], "name scenario files"),
        (["batch", "scenarios"], "-o results/"),
        (["batch", "scenarios", "--form", "doc", "-o", "r"], ".doc is no output"),
        (["batch", "scenarios", "-o", "scenarios"], "holds something else"),
        (["batch", "nowhere.csv", "-o", "r"], "cannot be read"),
        (["batch", "scenarios", "--size", "a4", "-o", "r"], "--size is for figures"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_done_is_said_in_one_sentence(run, asked, words):
    code, out, err = run(*asked)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_it_says_what_it_would_cost(run, folder):
    code, out, _ = run("batch", folder, "--dry-run")
    assert code == 0
    assert out.startswith("4 scenarios in 1 parts: about ")


def test_names_are_told_apart_whatever_their_case():
    assert list(told_apart(["a", "A", "a-2", "b", "a"])) == ["a", "A-2", "a-2-2", "b", "a-3"]
