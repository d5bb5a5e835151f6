"""What the page has measured: asked of workers, who keep what all visits may share.

Whoever asks waits as long as the visit goes on, and no longer.
"""

import atexit
import uuid
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from rangemap.analysis.comparison import Comparison
from rangemap.analysis.disputes import Disputes
from rangemap.analysis.reach import Reach
from rangemap.page import links, own_regions, streamlit_parts
from rangemap.scenario.scenario import Scenario
from rangemap.web.mapdata import Data
from rangemap.workers import questions
from rangemap.workers.crew import Crew, NotMeasuredError, Question, Trouble
from rangemap.workers.questions import Curves, DepthView, OwnRegions, View

CREW = Crew()
atexit.register(CREW.close)
_VISITOR = "visitor"
_TURN_S = 0.1  # how often a visit that waits is looked at


def asked(
    visitor: Hashable,
    own: OwnRegions | None,
    function: Callable[..., Any],
    scenario: Scenario,
    *rest: Scenario | str | None,
) -> AbstractContextManager[Question]:
    """A question of a visitor about a scenario, waited for inside of a with block.

    function: one of workers.questions, which gets the scenario, the regions and the rest. Raises
    NotMeasuredError where it cannot be asked now.
    """
    scenarios = (scenario, *(each for each in rest if isinstance(each, Scenario)))
    others = (each for each in rest if not isinstance(each, Scenario))
    return CREW.asked(
        visitor,
        function,
        scenario,
        own,
        *rest,
        key=(function.__name__, own and own.key, *map(links.identity, scenarios), *others),
        is_long=any(map(questions.is_long, scenarios)),
    )


def reach(scenario: Scenario, style: str) -> Reach:
    """The reach of a scenario in numbers, into this visit's own regions if it has any.

    Raises RangemapError where the scenario names what does not exist, and NotMeasuredError where it
    was not measured.
    """
    return _view(scenario, style).reach


def scene(scenario: Scenario, style: str) -> Data:
    """What the map element draws of a reach in the style of that name."""
    return _view(scenario, style).scene


def outline(scenario: Scenario) -> list[Any]:
    """The edge of all that a reach covers, as the map element draws it."""
    edge: list[Any] = _answer(questions.outline, scenario)
    return edge


def bands(scenario: Scenario) -> list[Data]:
    """Where published figures differ, as the map element draws it."""
    drawn: list[Data] = _answer(questions.bands, scenario)
    return drawn


def comparison(scenario: Scenario, before: Scenario | None) -> Comparison:
    """What became reachable since before; by default from the shortest range to the longest."""
    compared: Comparison = _answer(questions.comparison, scenario, before)
    return compared


def curves(scenario: Scenario, style: str) -> Curves:
    """From which range on regions are covered, and the curve of it in the style of that name."""
    measured: Curves = _answer(questions.curves, scenario, style)
    return measured


def disputes(scenario: Scenario) -> Disputes:
    """What follows where publications disagree about the ranges of a scenario."""
    found: Disputes = _answer(questions.disputes, scenario)
    return found


def depth(scenario: Scenario, style: str) -> DepthView:
    """How many of the origins reach each place, and what the map draws of it in that style."""
    counted: DepthView = _answer(questions.depth, scenario, style)
    return counted


def maker(
    function: Callable[..., bytes], scenario: Scenario, *rest: Scenario | str | None
) -> Callable[[], bytes]:
    """What makes a file when it is asked for, which is where no session is at hand.

    Raises NotMeasuredError where the visitor leaves before it is made.
    """
    visitor, own, is_here = _visitor(), own_regions.parcel(), streamlit_parts.whether_here()

    def make() -> bytes:
        with asked(visitor, own, function, scenario, *rest) as question:
            while not question.wait(_TURN_S):
                if not is_here():
                    raise NotMeasuredError(Trouble.LOST)
            made: bytes = question.result()
            return made

    return make


def _view(scenario: Scenario, style: str) -> View:
    view: View = _answer(questions.view, scenario, style)
    return view


def _answer(function: Callable[..., Any], scenario: Scenario, *rest: Scenario | str | None) -> Any:
    """The answer for this visit; ends its run where the visitor leaves or does something else."""
    with asked(_visitor(), own_regions.parcel(), function, scenario, *rest) as question:
        while not question.wait(_TURN_S):
            _visitor()
        return question.result()


def _visitor() -> str:
    """What tells this visit from others; a look at it ends a run that nobody waits for."""
    visitor: str = st.session_state.setdefault(_VISITOR, uuid.uuid4().hex)
    return visitor
