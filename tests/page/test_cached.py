"""What a visit asks for comes back as it was answered, and ends where the visitor leaves."""

from contextlib import contextmanager

import pytest

from rangemap.page import cached
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.workers import questions
from rangemap.workers.crew import LONG, NotMeasuredError

SUMY = Scenario((PointOrigin(51.0, 34.7, "Sumy"),))


class Asked:
    """A question that is answered after some turns."""

    def __init__(self, turns):
        self.turns = turns

    def wait(self, _):
        self.turns -= 1
        return self.turns < 0

    def result(self):
        return "the answer"


@pytest.fixture
def crew(monkeypatch):
    """Stands for the crew; what it was asked is kept."""

    class Crew:
        def __init__(self):
            self.turns, self.heard = 2, []

        @contextmanager
        def asked(self, visitor, function, *arguments, key, lane):
            self.heard.append((visitor, function, arguments, key, lane))
            yield Asked(self.turns)

    made = Crew()
    monkeypatch.setattr(cached, "CREW", made)
    monkeypatch.setattr(cached, "_visitor", lambda: "somebody")
    monkeypatch.setattr(cached, "_own", lambda: None)
    return made


@pytest.mark.parametrize(
    ("ask", "rest"),
    [
        ("view", ("light",)),
        ("outline", (-180.0,)),
        ("bands", ()),
        ("comparison", (SUMY,)),
        ("curves", ("dark",)),
        ("disputes", ()),
        ("depth", ("light",)),
    ],
)
def test_each_question_goes_to_the_workers_and_its_answer_back(crew, ask, rest):
    assert getattr(cached, ask)(SUMY, *rest) == "the answer"
    ((visitor, function, arguments, _, _),) = crew.heard
    assert (visitor, function) == ("somebody", getattr(questions, ask))
    assert arguments == (SUMY, None, *rest)


def test_other_questions_have_other_keys(crew):
    cached.view(SUMY, "light")
    cached.view(SUMY, "dark")
    cached.outline(SUMY, -180.0)
    cached.view(Scenario((PointOrigin(51.5, 34.7, "Sumy"),)), "light")
    assert len({key for _, _, _, key, _ in crew.heard}) == 4
    cached.view(SUMY, "light")
    assert crew.heard[-1][3] == crew.heard[0][3]


@pytest.mark.parametrize(("turns", "is_here"), [(0, True), (3, True), (3, False)])
def test_what_is_given_is_read_unless_who_gave_it_leaves(crew, turns, is_here, monkeypatch):
    monkeypatch.setattr(cached.streamlit_parts, "whether_here", lambda: lambda: is_here)
    crew.turns = turns
    if is_here:
        assert cached.read(len, b"abc") == "the answer"
    else:
        with pytest.raises(NotMeasuredError):
            cached.read(len, b"abc")
    assert crew.heard[0][:3] == ("somebody", len, (b"abc",))
    assert crew.heard[0][4] != LONG
