"""What makes workers of this machine quick, where the system has it and where it has not."""

import ctypes
import os
import signal
import subprocess
import sys
from multiprocessing import forkserver

import pytest

from rangemap.batch import allocator, processes
from rangemap.workers.threads import ONE_THREAD


@pytest.fixture
def started(monkeypatch):
    """The environments in which the process to be forked was started."""
    environments = []
    monkeypatch.setattr(forkserver, "ensure_running", lambda: environments.append(dict(os.environ)))
    return environments


def test_the_process_that_is_forked_has_one_thread_and_this_one_keeps_its_environment(
    started, monkeypatch
):
    monkeypatch.setattr(processes, "start_method", lambda: "forkserver")
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    before = dict(os.environ)
    processes.prepare("rangemap.batch.sweep")
    assert [each["OMP_NUM_THREADS"] for each in started] == ["1"]
    assert [each["MKL_NUM_THREADS"] for each in started] == ["1"]
    assert dict(os.environ) == before


@pytest.mark.skipif(sys.platform != "linux", reason="counts threads as Linux tells them")
def test_what_the_process_that_is_forked_loads_starts_no_thread():
    script = (
        "import os, distributed.nanny, rangemap.batch.sweep, rangemap.batch.scenarios, "
        "rangemap.batch.field; print(len(os.listdir('/proc/self/task')))"
    )
    command, environment = [sys.executable, "-c", script], os.environ | ONE_THREAD
    assert subprocess.check_output(command, env=environment, text=True) == "1\n"


def test_processes_that_work_pass_over_an_interrupt_and_this_one_does_not(monkeypatch):
    def blocked():
        return signal.pthread_sigmask(signal.SIG_BLOCK, [])

    masks = []
    monkeypatch.setattr(forkserver, "ensure_running", lambda: masks.append(blocked()))
    monkeypatch.setattr(processes, "start_method", lambda: "forkserver")
    before = blocked()
    processes.prepare("rangemap.batch.sweep")
    assert masks == [before | {signal.SIGINT}]
    assert blocked() == before


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_other_systems_start_processes_anew(started, monkeypatch, system):
    monkeypatch.setattr(processes.sys, "platform", system)
    assert processes.start_method() == "spawn"
    processes.prepare("rangemap.batch.sweep")
    assert started == []


@pytest.mark.parametrize("error", [OSError, AttributeError])
def test_without_glibc_memory_is_as_the_system_has_it(monkeypatch, error):
    def missing(_):
        raise error

    monkeypatch.setattr(ctypes, "CDLL", missing)
    allocator.keep_freed_memory()
