import json
from pathlib import Path

import pandas as pd
import pytest

from rangemap import BorderOrigin, Permission, PointOrigin, Scenario, compute
from rangemap.batch.scenarios import NamedScenario, Scenarios, distinct_names
from rangemap.batch.tasks import Task
from rangemap.errors import ScenarioError
from rangemap.world.catalog import bundled_catalog

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
    with pytest.raises(ScenarioError) as refusal:
        Scenario.from_toml((folder / "none.toml").read_text())
    assert failed["why"][0].endswith(str(refusal.value))


def test_scenarios_without_files_have_the_rows_that_each_alone_has():
    """Those of one origin are measured together; that is not seen in what comes out."""
    himars, atacms = ("himars",), ("atacms", "himars")
    scenarios = [
        Scenario((PointOrigin(50.0, 35.5),), atacms),
        Scenario((PointOrigin(51.0, 34.7), PointOrigin(50.5, 35.5)), himars),  # of two origins
        Scenario((PointOrigin(50.6, 36.0),), himars, Permission(only=("RU-BEL",)), language="uk"),
        Scenario((PointOrigin(50.7, 35.9),), atacms, title="Like the first, but for its name"),
        Scenario((PointOrigin(50.7, 35.9),), himars, Permission(only=("XX-1",))),  # no such region
        Scenario((BorderOrigin("RU", 0, 300),), himars, country="all"),
        Scenario((PointOrigin(48.0, 20.0),), himars),  # reaches nothing
        "title = 3",
    ]
    items = [NamedScenario(f"s{n}", asked) for n, asked in enumerate(scenarios)]
    outcome = Scenarios((), None, bundled_catalog()).outcome(Task(3, 100, items))
    assert [(each.item, each.what) for each in outcome.failed] == [(104, "s4"), (107, "s7")]
    assert "XX-1" in outcome.failed[0].why
    rows = outcome.rows.to_pandas()
    assert list(dict.fromkeys(rows["scenario"])) == ["s0", "s1", "s2", "s3", "s5"]
    for name, group in rows.groupby("scenario"):
        truth = compute(scenarios[int(name[1:])]).reached.drop(columns="geometry")
        found = group.drop(columns="scenario").reset_index(drop=True)
        pd.testing.assert_frame_equal(
            found, truth[found.columns], rtol=1e-9, atol=1e-9, check_dtype=False
        )


def test_a_table_has_a_scenario_a_line(run, tmp_path):
    (tmp_path / "table.csv").write_text(
        "id,at,place,weapon,range,country,lang,title\n"
        'one,"51.0,34.7|50.5,35.5",,himars,,,uk,Two\n'
        "two,,Sumy,,75 mi,RU,,\n"
        'bad,"151,34.7",,himars,,,,\n'
        "none,,,,,,,\n"
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
    assert list(distinct_names(["a", "A", "a-2", "b", "a"])) == ["a", "A-2", "a-2-2", "b", "a-3"]


def test_another_catalogue_is_another_question(run, tmp_path, folder):
    text = (
        '[[weapon]]\nid = "himars"\nname = "Own"\ndescription = "One."\n[[weapon.range]]\n'
        'value = "10 km"\nsource = { title = "t", publisher = "p", date = "2024-11" }\n'
    )
    for name in ("one", "other"):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    asked = ("batch", folder / "a.toml", "-o", "results", "--workers", 1, "--catalog")
    assert run(*asked, tmp_path / "one.toml")[0] == 0
    assert run(*asked, tmp_path / "other.toml")[0] == 0  # says the same
    (tmp_path / "one.toml").write_text(text.replace("2024-11", "2024-12"), encoding="utf-8")
    code, _, err = run(*asked, tmp_path / "one.toml")
    assert (code, "(not the same: catalog)" in err) == (2, True)


def test_a_folder_holds_the_results_of_its_own_scenarios_and_of_no_others(run, tmp_path):
    scenario = tmp_path / "one.toml"
    scenario.write_text("title = 3")
    asked = ("batch", scenario, "-o", "results", "--workers", 1)
    assert run(*asked)[0] == 0
    assert run(*asked)[0] == 0
    scenario.write_text("title = 4")
    code, _, err = run(*asked)
    assert code == 2
    assert "another question (not the same: scenarios)" in err


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("batch", "a.toml"), "say where the results shall go, as in -o results/"),
        (("sweep", "--border"), "say where the dataset shall go, as in -o sweep/"),
        (
            ("field", "distance", "--at", "51,34.7"),
            "say where the field shall go, as in -o distance.tif",
        ),
    ],
)
def test_who_names_no_output_is_asked_for_one(run, tmp_path, command, said):
    (tmp_path / "a.toml").write_text(Scenario((PointOrigin(50.0, 35.5),)).to_toml())
    assert run(*command) == (2, "", f"rangemap: {said}\n")
