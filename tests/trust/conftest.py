import asyncio
import importlib.util
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rangemap import Scenario, compute
from rangemap.scenario.origins import PointOrigin

# the load driver's sessions; by its path, because benchmarks and app have modules of one name
_LOAD = Path(__file__).parents[2] / "benchmarks/load.py"
_spec = importlib.util.spec_from_file_location("load", _LOAD)
sys.modules["load"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(sys.modules["load"])


@pytest.fixture(scope="session")
def reach():
    """A small reach: one origin, one range."""
    return compute(Scenario((PointOrigin(51.0, 34.7, "Sumy"),), weapons=("himars",)))


@pytest.fixture(scope="session")
def run():
    """Runs a coroutine to its end in a thread of its own; the browser's loop has this one."""
    with ThreadPoolExecutor(1) as threads:
        yield lambda coroutine: threads.submit(asyncio.run, coroutine).result()
