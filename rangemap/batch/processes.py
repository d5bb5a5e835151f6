"""Processes of this machine that work: on Linux forked from one that has loaded what they need.

A process that is started anew loads Dask and rangemap itself, a second or more of a core each.
"""

import contextlib
import importlib.util
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Mapping

from rangemap.workers.threads import ONE_THREAD


def has_dask() -> bool:
    """Whether Dask is installed, without which there is one process."""
    return importlib.util.find_spec("distributed") is not None


def count_of(workers: int | None) -> int:
    """How many processes work where so many are asked for: by default one for each core.

    Without Dask it is one, unless more are asked for.
    """
    return workers or (os.cpu_count() if has_dask() else 1) or 1


def start_method() -> str:
    """How Python's `multiprocessing` is to make them."""
    return "forkserver" if sys.platform == "linux" else "spawn"


def prepare(module: str) -> None:
    """Start the process that is forked later, if there will be one: it loads that module and Dask.

    Called before this process reads what is to be done, so that workers begin as soon as it has.
    """
    if start_method() != "forkserver":
        return
    from multiprocessing import forkserver, resource_tracker  # noqa: PLC0415  not everywhere

    multiprocessing.get_context("forkserver").set_forkserver_preload(["distributed.nanny", module])
    resource_tracker.ensure_running()  # it lets interrupts through again while it starts
    with _interrupted_alone(), _environment(ONE_THREAD):
        forkserver.ensure_running()


@contextlib.contextmanager
def _interrupted_alone() -> Iterator[None]:
    """Have processes that start meanwhile, and theirs, pass over Ctrl-C: this one ends them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _environment(changes: Mapping[str, str]) -> Iterator[None]:
    """Change variables of the environment for as long as that takes."""
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
