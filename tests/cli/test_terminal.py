"""The command line says the same, and draws the same, under any settings of others."""

import os
import subprocess
import sys

import pytest

ASKED = ("reach", "--place", "Суми", "--weapon", "himars", "--lang", "uk")
RC = """
backend: nonsense
savefig.bbox: tight
savefig.dpi: 50
font.size: 30
font.family: serif
path.sketch: 1, 100, 2
figure.facecolor: red
savefig.facecolor: green
savefig.transparent: True
axes.facecolor: red
lines.linewidth: 9
hatch.linewidth: 9
svg.fonttype: path
nonsense: 1
"""


def told(folder, *arguments, program=("-m", "rangemap"), **environment):
    """Standard output's bytes, and standard error's text; the exit code is 0."""
    done = subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
        | {"LANG": "C.UTF-8"}
        | environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr.decode()


@pytest.fixture(scope="module", params=[(), ("--json",)], ids=["table", "json"])
def plain(request, tmp_path_factory):
    """What asks for a form, and its bytes under settings that are nobody's."""
    text, _ = told(tmp_path_factory.mktemp("plain"), *ASKED, *request.param)
    assert "Курська область" in text.decode()
    return request.param, text


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "cp1251"},
        {"PYTHONIOENCODING": "cp1252"},
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=str,
)
def test_text_is_utf_8_in_any_locale(tmp_path, environment, plain):
    form, text = plain
    assert told(tmp_path, *ASKED, *form, **environment)[0] == text


def test_a_file_named_in_cyrillic_is_written_in_the_c_locale(tmp_path):
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    told(tmp_path, *ASKED, "-o", "Суми.csv", **bare)
    assert [os.fsencode(each.name) for each in tmp_path.iterdir()] == ["Суми.csv".encode()]


# one command after another, each of the words up to a dash
COMMANDS = """
import sys
from rangemap.cli import main
for command in " ".join(sys.argv[1:]).split(" - "):
    sys.argv[1:] = command.split()
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
"""


def test_pictures_are_the_same_bytes_under_anybodys_settings(tmp_path):
    names = {
        "reach": ["reach.png", "reach.svg", "reach.pdf"],
        "thresholds": ["thresholds.png", "thresholds.svg"],
    }
    commands = " - ".join(
        f"{command} --at 51,34.7 --weapon himars --dpi 60 -o {' -o '.join(files)}"
        for command, files in names.items()
    )
    commands += " --region RU-KRS"  # of thresholds, which measures one region of 83 then

    def pictures(folder, **environment):
        folder.mkdir(exist_ok=True)
        _, said = told(folder, *commands.split(), program=("-c", COMMANDS), **environment)
        written = [file for files in names.values() for file in files]
        assert said.splitlines() == [f"wrote {file}" for file in written]
        return {file: (folder / file).read_bytes() for file in written}

    plain = pictures(tmp_path / "plain")
    swayed = tmp_path / "swayed"
    swayed.mkdir()
    (swayed / "matplotlibrc").write_text(RC)
    assert pictures(swayed, MPLBACKEND="nonsense") == plain
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "matplotlibrc").write_bytes(b"\xff\xfe\xe9: 3\n")
    home = tmp_path / "home"
    (home / "matplotlib").mkdir(parents=True)
    (home / "matplotlib" / "matplotlibrc").write_text(RC)
    assert pictures(broken, XDG_CONFIG_HOME=str(home)) == plain
