from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="session", autouse=True)
def scanned_once():
    """What is installed stays so: at every visit Streamlit would look through all of it again."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(scope="module", autouse=True)
def unhurried():
    """Measuring ends by what it takes of a processor, never by the clock of a busy machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rangemap.workers.crew._PATIENCE", 1000)
        yield
