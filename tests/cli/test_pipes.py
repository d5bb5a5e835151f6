"""``-`` for standard input and output, what is said beside them, and what a shell completes."""

import io
import json
import logging
import os
import subprocess
import sys

import click
import pytest
from click.shell_completion import ShellComplete

from rangemap import PointOrigin, Scenario
from rangemap.batch.scenarios import JSON
from rangemap.cli.completion import FORMS, Bash, Fish
from rangemap.cli.options import cli, main
from rangemap.export.reach import REACH
from rangemap.scenario.choices import FURNITURE
from rangemap.world import boundaries

SUMY = Scenario((PointOrigin(lat=51.0, lon=34.7, name="Sumy"),), weapons=("himars",))
AT = ("reach", "--at", "51.0,34.7,Sumy", "--weapon", "himars")


@pytest.fixture
def run(capfdbinary, monkeypatch, tmp_path):
    """Run the command line with that standard input: code, output, error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, given=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        with pytest.raises(SystemExit) as exit_:
            main([str(each) for each in arguments])
        out, err = capfdbinary.readouterr()
        return exit_.value.code, out, err.decode()

    return run


def table(run, *arguments, given=b""):
    code, out, err = run(*arguments, "--json", given=given)
    assert (code, err) == (0, "")
    return json.loads(out)["regions"]


def test_a_scenario_is_read_from_standard_input(run):
    assert table(run, "reach", "-", given=SUMY.to_toml().encode()) == table(run, *AT)


@pytest.mark.parametrize(
    "given",
    [
        b"lat,lon,name\n51.0,34.7,Sumy\n",
        "51,0; 34,7; Суми\n".encode(),
        b'{"type":"Point","coordinates":[34.7,51.0]}',
    ],
)
def test_origins_are_read_as_lists_or_by_content(run, given):
    rows = table(run, "reach", "--origins", "-", "--weapon", "himars", given=given)
    assert rows == table(run, *AT)


def test_regions_a_catalogue_and_a_timeline_are_read_from_standard_input(run):
    square = '{"type":"Polygon","coordinates":[[[34,51],[35,51],[35,52],[34,52],[34,51]]]}'
    [region] = table(run, *AT, "--regions", "-", given=square.encode())
    assert region["reached_km2"] > 0
    own = b"""[[weapon]]
id = "own"
name = "Own"
description = "One."
[[weapon.range]]
value = "10 km"
source = { title = "t", publisher = "p", date = "2024-11" }
"""
    code, out, _ = run("weapons", "--catalog", "-", "--json", given=own)
    assert (code, [each["weapon"] for each in json.loads(out)]) == (0, ["own"])
    mixed = table(
        run, *AT, "--weapon", "own", "--catalog", "-", given=own.replace(b"10 km", b"100 km")
    )
    assert {each["weapon"] for each in mixed} == {"himars", "own"}
    assert run("timeline", "--timeline", "-", given=b"x")[0] == 2


def test_a_fault_in_standard_input_is_said_of_it(run):
    code, _, err = run("reach", "--origins", "-", given=b"lat,lon\n151,34\n")
    assert (code, err.startswith("rangemap: standard input, line 2: ")) == (2, True)
    code, _, err = run("reach", "-", given=b"x")
    assert code == 2
    assert run("reach", "-", given=b"\xff")[0] == 2


@pytest.mark.parametrize(
    "twice", [("--origins", "-", "--origins", "-"), ("--origins", "-", "--regions", "-")]
)
def test_standard_input_is_read_once(run, twice):
    code, _, err = run("reach", *twice)
    assert (code, "read once" in err) == (2, True)


def test_a_file_goes_to_standard_output_with_nothing_beside_it(run, tmp_path):
    code, out, err = run(*AT, "-o", "-.csv", "-o", "sumy.csv")
    assert (code, err) == (0, "wrote sumy.csv\n")
    assert out == (tmp_path / "sumy.csv").read_bytes()
    code, out, _ = run("border", "-o", "-.geojson")
    assert (code, json.loads(out)["type"]) == (0, "FeatureCollection")


def test_pictures_are_piped_but_not_to_a_terminal(run, monkeypatch):
    code, out, _ = run(*AT, "-o", "-.png", "--dpi", "30")
    assert (code, out[:4]) == (0, b"\x89PNG")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    code, _, err = run(*AT, "-o", "-.png")
    assert (code, "redirect" in err) == (2, True)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("-o", "-"), "-o -.csv"),
        (("-o", "-.csv", "--json"), "give one"),
        (("-o", "-.csv", "-o", "-.geojson"), "one file"),
        (("-o", "-.exe"), "is no output here"),
    ],
)
def test_what_standard_output_cannot_be_is_said(run, asked, said):
    code, out, err = run(*AT, *asked)
    assert (code, out, said in err) == (2, b"", True)


def test_a_field_is_not_piped(run):
    code, _, err = run("field", "distance", "--border", "-o", "-.tif")
    assert (code, "name a file" in err) == (2, True)


def test_who_stops_reading_ends_the_command_without_a_word():
    command = [sys.executable, "-m", "rangemap", *AT, "-o", "-.geojson"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=600) == 1


def test_quiet_and_verbose_change_what_is_said_and_no_result(run):
    plain = run(*AT, "-o", "a.csv")
    quiet = run(*AT, "-o", "b.csv", "--quiet")
    verbose = run("-v", *AT, "-o", "c.csv")
    assert plain[1] == quiet[1] == verbose[1]
    assert (plain[2], quiet[2]) == ("wrote a.csv\n", "")
    assert "rangemap: measured in " in verbose[2]
    assert run(*AT, "-o", "d.csv")[2] == "wrote d.csv\n"  # the next command is as before


def test_what_must_be_known_is_said_in_quiet_too(run):
    bowtie = '{"type":"Polygon","coordinates":[[[34,51],[35,52],[35,51],[34,52],[34,51]]]}'
    code, _, err = run(*AT, "--regions", "-", "-q", given=bowtie.encode())
    assert code == 0
    assert "mended" in err


def test_a_program_of_ones_own_hears_what_is_logged(run, caplog):
    log = logging.getLogger("rangemap")
    log.addHandler(caplog.handler)
    try:
        run("-v", *AT)
    finally:
        log.removeHandler(caplog.handler)
    assert any(record.name.startswith("rangemap.") for record in caplog.records)


def completed(*words):
    *before, incomplete = words
    shell = ShellComplete(cli, {}, "rangemap", "_RANGEMAP_COMPLETE")
    return [item.value for item in shell.get_completions(list(before), incomplete)]


def test_towns_are_completed_in_three_languages_the_largest_first():
    assert completed("reach", "--place", "Khark")[0] == "Kharkiv"
    assert completed("reach", "--place", "хар")[0] in ("Харків", "Харьков")
    assert "Суджа" in completed("places", "Судж")
    assert len(completed("reach", "--place", "")) == 30


def test_regions_are_completed_one_after_another():
    assert completed("reach", "--only", "ru-krs") == ["RU-KRS"]
    assert "RU-KRS,RU-BEL" in completed("reach", "--only", "RU-KRS,RU-B")
    assert completed("reach", "--except", "RU-KRS,RU-KRS") == []
    assert all(
        each.startswith("UA-") for each in completed("reach", "--country", "UA", "--only", "")
    )
    listed = boundaries.regions("all")["region"]
    assert completed("thresholds", "--country", "all", "--region", "") == sorted(listed)


def test_forms_of_a_batch_are_completed_and_no_other():
    assert completed("batch", "--form", "") == list(FORMS)
    assert sorted(FORMS) == sorted(each[1:] for each in (JSON, *REACH.suffixes))
    assert completed("batch", "--form", ".P") == ["parquet", "png", "pdf"]
    assert completed("batch", "--form", "png", "--form", "p") == ["parquet", "pdf"]


def test_pieces_of_a_figure_are_completed_one_after_another():
    assert completed("reach", "--without", "") == list(FURNITURE)
    assert completed("lesson", "--without", "le") == ["legend"]
    assert completed("reach", "--without", "legend,LEGEND,le") == []


def test_choices_are_completed_in_every_command():
    for command, told in cli.commands.items():
        for option in told.params:
            if isinstance(option.type, click.Choice) and option.opts[0].startswith("--"):
                assert completed(command, option.opts[0], "") == list(option.type.choices)


def test_weapons_are_completed_of_the_catalogue_that_is_given(tmp_path):
    assert completed("reach", "--weapon", "a") == ["atacms"]
    assert {"himars", "atacms"} <= set(completed("compare", "--before", ""))
    file = tmp_path / "own.toml"
    file.write_text(
        '[[weapon]]\nid = "own"\nname = "Own"\ndescription = "One."\n[[weapon.range]]\n'
        'value = "10 km"\nsource = { title = "t", publisher = "p", date = "2024-11" }\n',
        encoding="utf-8",
    )
    assert completed("reach", "--catalog", str(file), "--weapon", "") == ["own"]


def test_choices_files_and_commands_are_completed_by_click():
    assert "reach" in completed("re")
    assert completed("reach", "--style", "g") == ["greyscale"]
    shell = ShellComplete(cli, {}, "rangemap", "_RANGEMAP_COMPLETE")
    [item] = shell.get_completions(["reach", "--origins"], "poi")
    assert item.type == "file"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Kryv", r"plain,Kryvyi\\ Rih"),  # its script's `read` takes one of the two away
        (r"Kryvyi\ R", r"plain,Kryvyi\\ Rih"),
        ("'Kryvyi R", "plain,Kryvyi Rih"),
        ('"Kryvyi R', "plain,Kryvyi Rih"),
        ("Сум", "plain,Суми"),
    ],
)
def test_bash_is_told_of_spaces_in_a_town(monkeypatch, typed, told):
    monkeypatch.setenv("COMP_WORDS", f"rangemap\nreach\n--place\n{typed}")
    monkeypatch.setenv("COMP_CWORD", "3")
    shell = Bash(cli, {}, "rangemap", "_RANGEMAP_COMPLETE")
    assert shell.complete().splitlines()[0] == told


def test_bash_is_told_what_may_follow_an_option(monkeypatch):
    monkeypatch.setenv("COMP_WORDS", "rangemap\nreach\n--style")
    monkeypatch.setenv("COMP_CWORD", "3")
    told = Bash(cli, {}, "rangemap", "_RANGEMAP_COMPLETE").complete().splitlines()
    assert "plain,greyscale" in told


def test_fish_cuts_no_list_at_its_commas():
    script = Fish(cli, {}, "rangemap", "_RANGEMAP_COMPLETE").source()
    assert 'string split --max 1 "," $completion' in script
    assert 'split ","' not in script


def test_completion_waits_for_nothing_heavy():
    environment = os.environ | {
        "_RANGEMAP_COMPLETE": "bash_complete",
        "COMP_WORDS": "rangemap reach --only RU-KRS,RU-BE",
        "COMP_CWORD": "3",
    }
    script = (
        "import sys; from rangemap.cli import main; sys.argv = ['rangemap']\n"
        "try: main()\nfinally: print({'numpy', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["plain,RU-KRS,RU-BEL", "set()"]
