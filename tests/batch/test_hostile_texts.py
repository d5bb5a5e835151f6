"""Texts that would command a terminal, a spreadsheet or a file system."""

import csv
import io
from pathlib import Path

import pandas as pd

EVIL = (
    "../../etc/x",
    "..",
    "=1+1",
    "a\x1b[31m",
    "nul\x00",
    "x" * 300,
    "CON/\\",
    "",
    "-rf",
    "\u202eabc",
)


def test_ids_of_a_table_make_harmless_names_of_files(run, tmp_path):
    text = io.StringIO()
    csv.writer(text).writerows(
        [["id", "at", "range"], *([each, "51,34.7", "50 km"] for each in EVIL)]
    )
    (tmp_path / "table.csv").write_text(text.getvalue(), encoding="utf-8")
    code, out, err = run("batch", "table.csv", "--form", "csv", "-o", "results", "--workers", 1)
    assert code == 0, err
    files = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert all(
        each == tmp_path / "table.csv" or tmp_path / "results" in each.parents for each in files
    )
    written = [each for each in files if each.parent == tmp_path / "results/files"]
    assert len(written) == len(EVIL)
    assert all(each.name.isprintable() and not each.name.startswith((".", "-")) for each in written)
    assert "\x1b" not in out + err


def test_what_is_told_of_failures_is_no_formula(run, tmp_path):
    (tmp_path / "=cmd|x.toml").write_text('title = 3\n"=1+1" = 2')
    code, *_ = run("batch", Path("=cmd|x.toml"), "-o", "results", "--workers", 1)
    assert code == 0
    assert pd.read_csv("results/failed.csv")["what"].tolist() == ["'=cmd|x"]


def test_names_of_files_and_folders_command_no_terminal(run):
    for asked in (("--origins", "a\x1b[31m.csv", "-o", "s"), ("--status", "a\x1b[31m")):
        code, out, err = run("sweep", *asked)
        assert code == 2
        assert "\x1b" not in out + err
