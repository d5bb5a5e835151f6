"""Processes of this machine that work: on Linux forked from one that has loaded what they need.

A process that is started anew loads Dask and rangemap itself, a second or more of a core each.
"""

import multiprocessing
import os
import sys
from typing import Final

_ONE_THREAD: Final = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)


def count_of(workers: int | None) -> int:
    """How many processes work where so many are asked for: one for each core by default."""
    return workers or os.cpu_count() or 1


def start_method() -> str:
    """How Python's `multiprocessing` is to make them."""
    return "forkserver" if sys.platform == "linux" else "spawn"


def prepare(module: str) -> None:
    """Start the process that is forked later, if there will be one: it loads that module and Dask.

    Called before this process reads what is to be done, so that workers begin as soon as it has.
    """
    if start_method() != "forkserver":
        return
    from multiprocessing import forkserver  # noqa: PLC0415  not everywhere

    multiprocessing.get_context("forkserver").set_forkserver_preload(["distributed.nanny", module])
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(_ONE_THREAD)
    try:
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
