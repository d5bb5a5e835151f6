"""What a widget's callback does with an event that is taken, refused, or none."""

import pytest

from rangemap.errors import OriginError
from rangemap.page import session
from rangemap.page.state import Added, Changed, opened
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario

SUMY = PointOrigin(51.0, 34.7, "Sumy")


@pytest.fixture
def visit(monkeypatch):
    """What Streamlit keeps of a visit."""
    held = {session._STATE: opened(Scenario((SUMY,), ("himars",)))}
    monkeypatch.setattr(session.st, "session_state", held)
    return held


def refuse():
    raise OriginError("is no place")


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize(
    ("event", "is_taken", "is_told"),
    [
        (lambda: Changed(weapons=("himars", "atacms")), True, False),
        (lambda: Changed(weapons=("himars",)), False, False),  # as it is
        (lambda: Added((PointOrigin(50.0, 36.0, "Kharkiv"),)), True, False),
        (lambda: None, False, False),
        (refuse, False, True),
    ],
)
def test_what_was_typed_is_cleared_only_where_it_was_taken(event, is_taken, is_told):
    before, cleared = session.state().scenario(), []
    session.sender(event, lambda: cleared.append(True))()
    assert bool(cleared) == is_taken
    assert bool(session.state().notice) == is_told
    assert (session.state().scenario() != before) == is_taken
