import pytest


@pytest.fixture(scope="module", autouse=True)
def unhurried():
    """Measuring ends by what it takes of a processor, never by the clock of a busy machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rangemap.workers.crew._PATIENCE", 1000)
        yield
