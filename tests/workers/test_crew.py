"""Who gets an answer, and what the others notice of those who get none.

The questions are functions of Python's own that take long, much, or end the process.
"""

import contextlib
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from rangemap.errors import LengthError
from rangemap.scenario.units import parse_length
from rangemap.workers import crew as crew_module
from rangemap.workers.crew import LONG, Crew, Lane, NotMeasuredError, Trouble
from rangemap.workers.processes import Worker, WorkerSource

FOR_EVER = (sum, range(10**13))
ONE_WORKER = Lane(1, 1.0, 300_000_000, 0, max_waiting=6, max_waiting_of_one=3)


needs_gate = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no file here to wait for")


@pytest.fixture(scope="module")
def source():
    """Workers as this system has them."""
    with closing(WorkerSource()) as held:
        yield held


@pytest.fixture
def crew(source, monkeypatch):
    """One worker in one lane, ended by what it uses and not by the clock of a busy machine."""
    monkeypatch.setattr("rangemap.workers.crew._PATIENCE", 1000)
    with closing(Crew((ONE_WORKER,), source)) as held:
        yield held


def answer(crew, function, *arguments, visitor="somebody", key=None):
    asked = key or (function.__name__, *map(str, arguments))
    with crew.asked(visitor, function, *arguments, key=asked) as question:
        return question.result()


def trouble(crew, function, *arguments, **named):
    with pytest.raises(NotMeasuredError) as refusal:
        answer(crew, function, *arguments, **named)
    return refusal.value.trouble


def test_a_question_is_answered_by_another_process(crew):
    assert answer(crew, pow, 7, 3) == 343
    assert answer(crew, os.getpid) != os.getpid()


def test_where_none_can_be_forked_each_worker_has_a_python_of_its_own():
    with (
        closing(WorkerSource(forks=False)) as spawned,
        closing(Crew((ONE_WORKER,), spawned)) as crew,
    ):
        assert answer(crew, pow, 7, 3) == 343
        assert trouble(crew, *FOR_EVER) is Trouble.TOO_LARGE
        assert answer(crew, os.getpid) != os.getpid()


def test_what_a_function_refuses_is_refused_in_its_own_words(crew):
    with pytest.raises(LengthError) as own:
        parse_length("far away")
    with pytest.raises(LengthError, match="far away") as refusal:
        answer(crew, parse_length, "far away")
    assert str(refusal.value) == str(own.value)


def test_an_answer_is_kept_for_whoever_asks_the_same(crew):
    first = answer(crew, os.urandom, 8)
    assert answer(crew, os.urandom, 8, visitor="somebody else") == first
    assert answer(crew, os.urandom, 8, key="another") != first


def test_a_worker_that_dies_is_one_sentence_for_one_and_is_replaced(crew):
    before = answer(crew, os.getpid, key="before")
    assert trouble(crew, os.abort) is Trouble.LOST
    assert answer(crew, os.getpid, key="after") != before


def test_a_worker_killed_while_it_is_idle_is_replaced_unnoticed(crew):
    killed = answer(crew, os.getpid, key="before")
    os.kill(killed, 9)
    until(lambda: not is_there(killed))
    assert answer(crew, os.getpid, key="after") != killed


def test_a_worker_killed_when_its_question_is_chosen_leaves_it_to_another(
    source, crew, monkeypatch
):
    killed = []
    start = source.worker

    def mortal(memory_bytes, nice):
        made = start(memory_bytes, nice)
        processor_s = made.processor_s

        def killed_at_first():  # it is looked at just before it is asked
            if not killed:
                killed.append(made.pid)
                os.kill(made.pid, 9)
                until(lambda: not is_there(made.pid))
            return processor_s()

        made.processor_s = killed_at_first
        return made

    monkeypatch.setattr(source, "worker", mortal)
    assert answer(crew, os.getpid) not in [*killed, os.getpid()]
    assert len(killed) == 1


def test_what_takes_too_long_is_refused_and_not_tried_again(crew):
    assert trouble(crew, *FOR_EVER) is Trouble.TOO_LARGE
    before = answer(crew, os.getpid)
    assert trouble(crew, *FOR_EVER) is Trouble.TOO_LARGE
    assert answer(crew, os.getpid, key="after") == before


def test_what_sleeps_too_long_is_refused_though_it_takes_no_processor(source):
    with closing(Crew((replace(ONE_WORKER, seconds=0.1),), source)) as crew:
        assert trouble(crew, time.sleep, 10**6) is Trouble.TOO_LARGE


def test_what_waits_for_a_processor_takes_no_time_of_its_own(source, monkeypatch):
    """Where the machine is so busy that all the time is such waiting."""
    monkeypatch.setattr(Worker, "queued_s", lambda _: time.monotonic())
    with closing(Crew((replace(ONE_WORKER, seconds=0.1),), source)) as crew:
        assert answer(crew, time.sleep, 1.0) is None


@pytest.mark.skipif(not Path("/proc/self/schedstat").is_file(), reason="the system hides it")
def test_how_long_a_worker_waited_for_a_processor_is_what_the_system_counts(source):
    with closing(Crew((ONE_WORKER,), source)) as crew:
        pid = answer(crew, os.getpid)
        counted = Path(f"/proc/{pid}/schedstat")
        before = int(counted.read_text().split()[1]) / 1e9
        told = Worker.queued_s(SimpleNamespace(pid=pid))
        assert before <= told <= int(counted.read_text().split()[1]) / 1e9


def test_a_fault_of_the_function_is_a_question_lost_and_not_one_too_large(crew):
    assert trouble(crew, int, "ten") is Trouble.LOST
    assert answer(crew, pow, 2, 2) == 4


def test_a_lane_has_as_many_workers_as_it_says_however_often_it_is_asked(crew):
    first = answer(crew, os.getpid)
    threads = set(threading.enumerate())  # one of them for each worker
    assert {answer(crew, os.getpid, key=number) for number in range(3)} == {first}
    assert set(threading.enumerate()) <= threads


def test_what_takes_too_much_memory_is_refused(crew):
    assert trouble(crew, bytearray, 10**9) is Trouble.TOO_LARGE
    assert answer(crew, pow, 2, 2) == 4


def test_an_answer_that_is_too_large_to_be_held_is_refused(crew):
    assert trouble(crew, bytearray, 60_000_000) is Trouble.TOO_LARGE
    assert answer(crew, len, b"12") == 2


def test_of_more_refusals_than_are_kept_the_oldest_is_forgotten(crew, monkeypatch):
    monkeypatch.setattr(crew_module, "_MAX_REFUSALS", 2)
    for key in "abc":
        assert trouble(crew, bytearray, 60_000_000, key=key) is Trouble.TOO_LARGE
    for key in "bc":
        assert trouble(crew, pow, 2, 3, key=key) is Trouble.TOO_LARGE
    assert answer(crew, pow, 2, 3, key="a") == 8


def test_what_nobody_waits_for_any_more_is_ended(source):
    patient = Lane(1, 10_000.0, 300_000_000, 0, 6, 3)
    with closing(Crew((patient,), source)) as crew:
        with crew.asked("somebody", *FOR_EVER, key="long") as question:
            until(lambda: question.worker is not None)
        assert answer(crew, pow, 3, 3) == 27  # by the only worker there is
        assert question.verdict is Trouble.LOST


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no nursery here")
def test_a_worker_that_lets_no_thread_run_goes_with_the_process_that_forked_it():
    patient = Lane(1, 10_000.0, 300_000_000, 0, 6, 3)
    with closing(WorkerSource()) as own, closing(Crew((patient,), own)) as crew:
        worker = answer(crew, os.getpid)
        nursery = answer(crew, os.getppid)
        with crew.asked("somebody", *FOR_EVER, key="long") as question:
            until(lambda: question.worker is not None)
            os.kill(nursery, 9)
            until(lambda: not is_there(worker))


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts threads as Linux does")
def test_what_workers_are_forked_from_has_one_thread(crew):
    nursery = answer(crew, os.getppid)  # a fork loses the others, and whatever they held
    assert len(list(Path(f"/proc/{nursery}/task").iterdir())) == 1


def is_there(pid):
    """Whether a process is there; one that has ended and that nobody has asked about is not.

    It has ended, and let its pipes go, when the last of its threads has.
    """
    with contextlib.suppress(OSError):
        threads = len(list(Path(f"/proc/{pid}/task").iterdir()))
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return threads > 1 or state != "Z"
    return False


def until(is_so):
    """Wait until it is so; for ever, were it not for the time limit of whoever runs the tests."""
    tick = threading.Event()
    while not is_so():
        tick.wait(0.01)


@needs_gate
def test_visitors_take_turns(source, tmp_path):
    os.mkfifo(gate := tmp_path / "gate")
    patient = replace(ONE_WORKER, seconds=10_000.0)
    with closing(Crew((patient,), source)) as crew, ThreadPoolExecutor(9) as threads:
        held = threads.submit(answer, crew, Path.read_text, gate)
        until(lambda: any(each.worker for each in crew._questions.values()))
        order = [("greedy", 1), ("greedy", 2), ("greedy", 3), ("modest", 1), ("other", 1)]
        asked = {}
        for count, (visitor, number) in enumerate(order, 1):
            name = (visitor, number)
            asked[name] = threads.submit(answer, crew, time.monotonic, visitor=visitor, key=name)
            until(lambda count=count: sum(map(len, crew._queues[0].values())) == count)
        gate.write_text("open")
        assert held.result() == "open"
        served = sorted(order, key=lambda name: asked[name].result())
    assert served == [order[0], order[3], order[4], order[1], order[2]]


def test_too_many_questions_are_refused_and_those_who_leave_make_room(source):
    nobody = Lane(0, 1.0, 0, 0, max_waiting=3, max_waiting_of_one=2)
    with closing(Crew((nobody,), source)) as crew:
        with (
            crew.asked("one", pow, 1, 1, key=1),
            crew.asked("one", pow, 1, 1, key=2),
        ):
            assert trouble(crew, pow, 1, 1, visitor="one", key=3) is Trouble.BUSY
            with crew.asked("two", pow, 1, 1, key=4):
                assert trouble(crew, pow, 1, 1, visitor="three", key=5) is Trouble.BUSY
            with crew.asked("three", pow, 1, 1, key=5) as question:
                assert not question.done.is_set()
        with crew.asked("one", pow, 1, 1, key=6) as question:
            assert not question.done.is_set()


@needs_gate
def test_what_is_too_large_for_one_lane_is_measured_in_the_next(source, tmp_path):
    os.mkfifo(gate := tmp_path / "gate")
    short, patient = (replace(ONE_WORKER, seconds=seconds) for seconds in (0.5, 10_000.0))
    with closing(Crew((short, patient), source)) as crew:
        in_short = answer(crew, os.getpid)
        with crew.asked("somebody", Path.read_text, gate, key="long") as question:
            until(lambda: question.lane == LONG and question.worker is not None)
            gate.write_text("open")
            assert question.result() == "open"
        assert answer(crew, os.getpid, key="after") != in_short


def test_after_its_end_a_crew_answers_nobody():
    crew = Crew((ONE_WORKER,))
    crew.close()
    assert trouble(crew, pow, 1, 1) is Trouble.LOST


def test_what_two_ask_and_is_too_large_for_a_moment_holds_no_worker_for_moments(source):
    """Each of the two has it in a turn of their own."""
    short, long = (
        Lane(1, seconds, 300_000_000, 0, max_waiting=6, max_waiting_of_one=3)
        for seconds in (0.5, 10_000.0)
    )
    with (
        closing(Crew((short, long), source)) as crew,
        crew.asked("somebody", *FOR_EVER, key="holds the other lane", lane=LONG),
        crew.asked("somebody", time.sleep, 1.0, key="holds this lane"),
        crew.asked("one", *FOR_EVER, key="much") as question,
        crew.asked("another", *FOR_EVER, key="much") as same,
    ):
        assert same is question
        while question.lane == 0:
            question.wait(0.05)
        assert answer(crew, pow, 7, 3) == 343
        assert question.worker is None
