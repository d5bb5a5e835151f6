import os
import sys
from pathlib import Path

import pytest

from rangemap import Scenario, compute
from rangemap.origins import PointOrigin

# the page's modules import each other by name, as Streamlit runs them from their own folder
sys.path.insert(0, str(Path(__file__).parents[2] / "app"))


@pytest.fixture(scope="session")
def reach():
    """A small reach: one origin, one range."""
    return compute(Scenario((PointOrigin(51.0, 34.7, "Sumy"),), weapons=("himars",)))


@pytest.fixture
def missing():
    """Skips a test by the name of what it lacks, but fails it where continuous integration runs."""

    def told(reason):
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)

    return told
