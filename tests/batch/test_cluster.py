"""A cluster of real processes, killed in the middle: nothing is lost, nothing is there twice."""

import contextlib
import json
import socket
import subprocess
import sys

import pytest
from cluster import kill, running
from test_sweep import contents

from rangemap.batch import engine, ledger
from rangemap.batch.tasks import Task
from rangemap.cli import options as cli
from rangemap.errors import InputError

ASKED = ("sweep", "--border", "--every", "20 km", "--range", "50 mi", "--chunk", "5")


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    """The dataset as one process makes it."""
    folder = tmp_path_factory.mktemp("truth") / "sweep"
    here(folder, 1)
    return contents(folder)


def here(folder, workers):
    """Sweep with this process as the client; starting another costs as much as the sweep."""
    with pytest.raises(SystemExit, match="0"):
        cli.main([*ASKED, "-o", str(folder), "--workers", str(workers)])


def client(folder, address):
    command = [sys.executable, "-m", "rangemap", *ASKED, "-o", str(folder)]
    command += ["--scheduler", address]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def after(process, tasks):
    """Wait until a client has told of so many tasks' items."""
    for line in process.stderr:
        if line.startswith("{") and json.loads(line)["done"] >= 5 * tasks:
            return


def end(process):
    out, err = process.communicate(timeout=600)
    return process.returncode, out, err


def test_killed_workers_clients_and_schedulers_leave_a_folder_that_goes_on(tmp_path, truth):
    folder = tmp_path / "sweep"
    with running(3) as cluster:
        first = client(folder, cluster.address)
        after(first, 1)
        kill(cluster.workers[0])  # a worker: the others take over
        after(first, 3)
        kill(first)  # the client
        second = client(folder, cluster.address)
        after(second, 5)  # long before the end, which the two left must not reach meanwhile
        kill(cluster.scheduler)
        code, _, err = end(second)
        assert code == 1
        assert "was lost" in err.splitlines()[-1]
        assert "the same command goes on" in err.splitlines()[-1]
    done = ledger.status(folder)
    assert 5 * 5 <= done.done < done.total
    with running(1) as cluster:
        code, out, _ = end(client(folder, cluster.address))
        assert code == 0
        assert "77 of 77 origins" in out
    assert contents(folder) == truth


def test_processes_of_this_machine_give_the_same_bytes(tmp_path, truth):
    with socket.socket() as another:
        with contextlib.suppress(OSError):  # whoever has it
            another.bind(("", 8787))
            another.listen()
        here(tmp_path / "sweep", 2)
    assert contents(tmp_path / "sweep") == truth


class Client:
    """A cluster without workers, or whose workers lack or differ in rangemap."""

    def __init__(self, answer):
        self._answer = answer

    def wait_for_workers(self, *_, **__):
        if self._answer is None:
            raise TimeoutError

    def run(self, _):
        if isinstance(self._answer, Exception):
            raise self._answer
        return {"tcp://a": self._answer}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "has no workers; start one"),
        (ModuleNotFoundError("No module named 'rangemap'"), "cannot run rangemap"),
        ("0.0.1", "have rangemap 0.0.1"),
    ],
)
def test_a_cluster_that_cannot_do_it_is_told_of_in_one_sentence(answer, words):
    with pytest.raises(InputError, match=words):
        engine.Cluster(Client(answer), None, "tcp://there:8786")


class Growing:
    """A cluster of one worker, of three from the fourth task on; tasks are done when they come."""

    status = "finished"

    def __init__(self):
        self.submitted = 0

    def wait_for_workers(self, *_, **__):
        pass

    def run(self, _):
        return {"tcp://a": engine.__version__}

    def register_plugin(self, *_, **__):
        pass

    def scheduler_info(self, **_):
        return {"workers": range(1 if self.submitted < 4 else 3)}

    def submit(self, _function, _name, _version, task, **_):
        self.submitted += 1
        return Future(task)


class Future:
    status = "finished"

    def __init__(self, task):
        self.task = task

    def add_done_callback(self, call):
        call(self)

    def result(self, **_):
        return self.task.number


def test_workers_that_come_later_are_given_work_too(monkeypatch):
    monkeypatch.setattr(engine, "_COUNT_S", 0.0)
    client = Growing()
    tasks = (Task(number, number, [0]) for number in range(20))
    crew = engine.Cluster(client, None, "tcp://there:8786")
    ahead = []
    for number, (task, outcome) in enumerate(crew.outcomes(tasks)):
        assert task.number == outcome == number
        ahead.append(client.submitted - number)
    assert ahead[0] == 3  # for one worker
    assert max(ahead) == 9  # for three
    assert client.submitted == len(ahead) == 20


def test_an_outcome_whose_worker_died_before_it_was_fetched_is_worked_out_again():
    class Lost(Future):
        status = "lost"

    client = Growing()
    second = client.submit
    first = iter([Lost])
    client.submit = lambda *asked, **_: next(first, lambda _: second(*asked))(asked[-1])
    crew = engine.Cluster(client, None, "tcp://there:8786")
    assert [outcome for _, outcome in crew.outcomes(iter([Task(7, 0, [0])]))] == [7]
    assert client.submitted == 1


def test_a_worker_of_another_version_that_comes_later_does_nothing(monkeypatch):
    class Worker:
        address = "tcp://there:1"

    monkeypatch.setattr("distributed.get_worker", Worker)
    with pytest.raises(InputError, match=r"has rangemap .*, the client 0\.0\.1; install one"):
        engine._done("work", "0.0.1", Task(0, 0, [0]))


def test_what_a_worker_cannot_load_is_one_sentence():
    class Unknown(Future):
        status = "error"

        def result(self, **_):
            raise ModuleNotFoundError("No module named 'rangemap'")

    client = Growing()
    client.submit = lambda *_, **__: Unknown(None)
    crew = engine.Cluster(client, None, "tcp://there:8786")
    with pytest.raises(InputError, match=r"cannot run rangemap .* install rangemap"):
        list(crew.outcomes(iter([Task(0, 0, [0])])))
