"""What Windows and macOS lack, taken away from this system: nothing needs it, others do its work.

Simulated: modules that are blocked, functions that are not there. Neither system itself was tried.
"""

import os
import subprocess
import sys
from contextlib import closing

import pytest

from rangemap.errors import InputError
from rangemap.intake import memory, process
from rangemap.intake.limits import Allowed
from rangemap.workers.crew import Crew, Lane, NotMeasuredError, Trouble
from rangemap.workers.processes import WorkerSource

LACKING = """
import os, signal, socket, sys
for name in ("resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
for name in ("fork", "forkpty", "nice", "sysconf", "getpgid", "setpgid", "sched_getaffinity"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("send_fds", "recv_fds", "AF_UNIX"):
    if hasattr(socket, name):
        delattr(socket, name)
for name in ("SIGHUP", "SIGUSR1", "SIGALRM"):
    if hasattr(signal, name):
        delattr(signal, name)
"""
REGION = """{"type": "FeatureCollection", "features": [{"type": "Feature", "properties":
{"code": "a", "name": "A"}, "geometry": {"type": "Polygon", "coordinates":
[[[34, 51], [36, 51], [36, 52], [34, 52], [34, 51]]]}}]}"""
HOLD = "(lambda held: __import__('time').sleep(3600))(b'x' * 900_000_000)"


@pytest.fixture(scope="module")
def lacking(tmp_path_factory):
    """The environment of a system that has less."""
    folder = tmp_path_factory.mktemp("lacking")
    (folder / "sitecustomize.py").write_text(LACKING, encoding="utf-8")
    return os.environ | {"PYTHONPATH": str(folder)}


def told(environment, *command):
    run = subprocess.run(
        [sys.executable, "-P", "-m", "rangemap", *command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    return run.returncode, run.stdout, run.stderr


def test_the_simulation_takes_away_what_it_says(lacking):
    script = "import os, signal, socket; print(hasattr(os, 'fork'), hasattr(signal, 'SIGHUP'))"
    run = subprocess.run(
        [sys.executable, "-c", script], env=lacking, capture_output=True, text=True, check=True
    )
    assert run.stdout == "False False\n"


def test_own_regions_are_read_and_measured_as_here(lacking, tmp_path):
    path = tmp_path / "own.geojson"
    path.write_text(REGION, encoding="utf-8")
    asked = ("reach", "--at", "51.0,34.7", "--regions", str(path), "--json")
    here, there = told(dict(os.environ), *asked), told(lacking, *asked)
    assert here[0] == 0
    assert there == here


def test_a_batch_runs_and_resumes(lacking, tmp_path):
    scenarios = tmp_path / "scenarios"
    scenarios.mkdir()
    for number, lat in enumerate((51.0, 50.9)):
        text = f"[[origins]]\nlat = {lat}\nlon = 34.7\n"
        (scenarios / f"{number}.toml").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    asked = ("batch", str(scenarios), "-o", str(out), "--workers", "1")
    code, _, said = told(lacking, *asked)
    assert code == 0, said
    made = sorted(each.name for each in out.rglob("*.parquet"))
    assert made
    code, _, said = told(lacking, *asked)
    assert code == 0, said
    assert sorted(each.name for each in out.rglob("*.parquet")) == made


SERVE = """
from contextlib import closing
from rangemap.workers.crew import Crew
from rangemap.workers.processes import CAN_FORK
with closing(Crew()) as crew, crew.asked("who", pow, 7, 3, key="key") as question:
    print(CAN_FORK, question.result())
"""


def test_the_workers_of_the_page_start_one_by_one(lacking):
    run = subprocess.run(
        [sys.executable, "-c", SERVE],
        env=lacking,
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    assert run.stdout == "False 343\n"


def test_a_reader_that_the_system_does_not_bound_is_ended_by_who_asked(monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)
    assert not memory.is_bounded_by_system()
    monkeypatch.setattr(process, "_COMMAND", (sys.executable, "-c", HOLD))
    with pytest.raises(InputError, match="more time or memory than is given"):
        process.read_shapes(
            b"{}", columns=(), areas=True, allowed=Allowed(memory_bytes=300_000_000, seconds=3600)
        )


def test_a_worker_that_the_system_does_not_bound_is_ended_by_its_crew(monkeypatch, lacking):
    monkeypatch.setitem(sys.modules, "resource", None)
    monkeypatch.setenv("PYTHONPATH", lacking["PYTHONPATH"])
    lane = Lane(1, 3600.0, 300_000_000, 0, max_waiting=6, max_waiting_of_one=3)
    with closing(WorkerSource(forks=False)) as source, closing(Crew((lane,), source)) as crew:
        asked = crew.asked("who", eval, HOLD, key="key")
        with asked as question, pytest.raises(NotMeasuredError) as refused:
            question.result()
        assert refused.value.trouble is Trouble.TOO_LARGE
        with crew.asked("who", pow, 7, 3, key="other") as question:
            assert question.result() == 343


def test_what_a_process_holds_is_told():
    script = "held = b'x' * 900_000_000; print(len(held), flush=True); input()"
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as held:
        assert held.stdout.readline() == b"900000000\n"
        assert 900_000_000 < memory.held_bytes(held.pid) < 1_100_000_000
        held.kill()
    assert memory.held_bytes(held.pid) == 0
