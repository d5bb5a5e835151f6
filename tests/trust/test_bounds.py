"""Documents and lists that ask for more than a machine has: one sentence, and little memory."""

import json
import os
import re
import subprocess
import sys
import tempfile

import pytest

from rangemap.errors import InputError, OriginError, ScenarioError
from rangemap.intake.origins import read_origins_csv
from rangemap.scenario.documents import read_geometry, read_toml
from rangemap.scenario.origin_text import parse_origin
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario

MEBIBYTE = 2**20
MAX_MB = 500


def nested(depth):
    point = '{"type":"Point","coordinates":[34.7,51.0]}'
    start = '{"type":"GeometryCollection","geometries":['
    return start * depth + point + "]}" * depth


def origins(count):
    return "".join(f"[[origins]]\nlat = {45 + n / count}\nlon = 34.7\n" for n in range(count))


LINE = {"type": "LineString", "coordinates": [[34, 51], [35, 200]] * 200_000}
SCENARIOS = {
    "60,000 dots in a key": (lambda: ".".join("a" * 60_001) + " = 1", "key of more than 8 parts"),
    "dots parted by spaces": (lambda: " . ".join("a" * 20_000) + " = 1", "more than 8 parts"),
    "quoted parts": (lambda: ".".join(['"a"'] * 20_000) + " = 1", "more than 8 parts"),
    "a table's name": (lambda: "[" + ".".join("a" * 60_000) + "]", "more than 8 parts"),
    "400 digits": (lambda: f"[[origins]]\nlat = {'9' * 400}\nlon = 1", "more than 100"),
    "5,000 digits": (lambda: f"[[origins]]\nlat = {'1' * 5000}\nlon = 1", "more than 100"),
    "hexadecimal ones": (lambda: f"[[origins]]\nlat = 0x{'f' * 400}\nlon = 1", "more than 100"),
    "a key of 400 kB": (lambda: "a" * 400_000 + " = 1", "more than 100"),
    "30,000 collections": (
        lambda: f"[[origins]]\ngeojson = '{nested(30_000)}'",
        "nested too deeply",
    ),
    "30,000 brackets": (lambda: "origins = " + "[" * 30_000 + "]" * 30_000, "nested too deeply"),
    "30,000 tables": (lambda: "a = " + "[{a=" * 30_000 + "1" + "}]" * 30_000, "nested too deeply"),
    "2,000 origins": (lambda: origins(2_000), "2,000 origins is too large"),
    "500,000 tables": (lambda: "".join(f"[a{n}]\n" for n in range(500_000)), "outside of texts"),
    "6 million characters": (lambda: "#" * 6_000_000, "more than 5 million characters"),
    "a title of 5 MB": (lambda: 'title = "' + "\\\\" * 2_400_000 + '"', "no origin is given"),
    "400,000 vertices": (
        lambda: f"[[origins]]\ngeojson = '{json.dumps(LINE)}'",
        "latitude 200 is outside",
    ),
    "an endless text": (lambda: "title = '''" + "a " * 200_000, "is not TOML"),
}
LISTS = {
    "2.4 million lines": (lambda: b"1,1\n" * 2_400_000, "holds 2,400,000 lines; at most"),
    "a line of 9 MB": (lambda: b"51," + b"5," * 4_500_000, "line 1: has more than"),
    "an open quotation mark": (lambda: b'"' + b"1,1\n" * 400_000, "line 1: has more than"),
    "a number of 9 MB": (lambda: b"lat,lon\n" + b"1" * 9_000_000 + b",1", "line 2: has more"),
    "9 MB of spaces": (lambda: b"51" + b" " * 9_000_000 + b"x", "line 1: has more than"),
    "two readings": (lambda: b"51,5,34,7,Sumy\n" * 400_000, "line 1: .*two ways"),
}


def answers():
    """What is said of each case, in this process."""
    said = {}
    for cases, read in ((SCENARIOS, Scenario.from_toml), (LISTS, read_list_of)):
        for name, (content, _) in cases.items():
            try:
                read(content())
            except InputError as error:
                said[name] = str(error)
    return said


def read_list_of(content):
    return read_origins_csv(content, "a.csv", 500_000)


# between the tests and the program, because a process is charged with what its parent held
MEASURED = """
import os, sys
pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(pid, 0)
open(sys.argv[1], "w").write(str(used.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status))
"""


def run(arguments):
    """What a program says, its exit code, and how many MiB it held at most."""
    with tempfile.NamedTemporaryFile("r") as told:
        command = [sys.executable, "-c", MEASURED, told.name, sys.executable, *arguments]
        process = subprocess.run(command, capture_output=True, text=True, check=False)
        most = int(told.read())
    scale = 1 if sys.platform == "darwin" else 1024
    return process.stdout or process.stderr, process.returncode, most * scale / MEBIBYTE


needs_wait4 = pytest.mark.skipif(not hasattr(os, "wait4"), reason="the system tells no memory")


@needs_wait4
def test_each_is_refused_in_one_sentence_and_little_memory():
    printed, code, megabytes = run([__file__])
    assert code == 0
    assert megabytes < MAX_MB
    said = json.loads(printed)
    for name, (_, hint) in {**SCENARIOS, **LISTS}.items():
        assert re.search(hint, said[name]), (name, said[name])
        assert "\n" not in said[name]
        assert len(said[name]) < 300


@needs_wait4
@pytest.mark.parametrize("name", ["60,000 dots in a key", "400 digits", "30,000 collections"])
def test_the_command_line_ends_with_the_sentence(tmp_path, name):
    content, hint = SCENARIOS[name]
    file = tmp_path / "scenario.toml"
    file.write_text(content())
    said, code, megabytes = run(["-m", "rangemap", "reach", str(file)])
    assert code == 2
    assert re.fullmatch(f"rangemap: .*{hint}.*\n", said)
    assert megabytes < MAX_MB


def test_what_is_within_the_bounds_is_read():
    scenario = Scenario.from_toml(origins(1_000))
    assert len(scenario.origins) == 1_000
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    assert read_geometry(nested(20)).geom_type == "GeometryCollection"
    text = "# " + "." * 50 + "[" * 90 + "\na.b.c = '''" + "." * 50 + "[" * 90 + "'''\n"
    assert read_toml(text, "it", ScenarioError) == {"a": {"b": {"c": "." * 50 + "[" * 90}}}


def test_collections_in_a_link_are_bounded_too():
    with pytest.raises(OriginError, match="nested too deeply"):
        parse_origin(f"geojson:{nested(30_000)};x")
    with pytest.raises(ScenarioError, match="1,001 origins is too large"):
        Scenario.from_pairs([("origin", "point:51.0,34.0,")] * 1_001)
    with pytest.raises(ScenarioError, match="1,001 origins is too large"):
        Scenario((PointOrigin(51, 34),) * 1_001)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(answers()))
