"""What the page has measured: asked of workers, who keep what all visits may share.

Whoever asks waits as long as the visit goes on, and no longer.
"""

import atexit
import functools
import hashlib
import pickle
import uuid
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from rangemap.analysis.comparison import Comparison
from rangemap.analysis.disputes import Disputes
from rangemap.page import files, links, own_catalog, own_regions, session, streamlit_parts
from rangemap.scenario.scenario import Scenario
from rangemap.web.mapdata import Data
from rangemap.workers import questions
from rangemap.workers.crew import LONG, READING, SHORT, Crew, NotMeasuredError, Question, Trouble
from rangemap.workers.questions import Curves, DepthView, Own, ReachView

Rest = Scenario | str | float | None  # what a question may be asked with besides its scenario

CREW = Crew()
atexit.register(CREW.close)
_VISITOR = "visitor"
# how often a visit that waits is looked at: ever less, since where many wait the looks cost most
_FIRST_TURN_S, _LAST_TURN_S = 0.1, 0.5


def asked(
    visitor: Hashable,
    own: Own | None,
    function: Callable[..., Any],
    scenario: Scenario,
    *rest: Rest,
) -> AbstractContextManager[Question]:
    """A question of a visitor about a scenario, waited for inside of a with block.

    function: one of workers.questions, which gets the scenario, the regions and the rest. Raises
    NotMeasuredError where it cannot be asked now.
    """
    scenarios = (scenario, *(each for each in rest if isinstance(each, Scenario)))
    return CREW.asked(
        visitor,
        function,
        scenario,
        own,
        *rest,
        key=_key(own, function, scenario, rest),
        lane=LONG if any(map(questions.is_long, scenarios)) else SHORT,
    )


def asked_as(
    visitor: Hashable, function: Callable[..., Any], *arguments: Hashable, key: Hashable = None
) -> AbstractContextManager[Question]:
    """A question of a visitor that takes its time and is about no scenario of theirs.

    key: tells it from all others; by default its function and arguments.
    """
    key = key or (function.__name__, *arguments)
    return CREW.asked(visitor, function, *arguments, key=key, lane=LONG)


def _key(
    own: Own | None, function: Callable[..., Any], scenario: Scenario, rest: tuple[Rest, ...]
) -> Hashable:
    """What tells a question from all others."""
    asked_with = (links.identity(each) if isinstance(each, Scenario) else each for each in rest)
    return (function.__name__, own and own.key, links.identity(scenario), *asked_with)


def view(scenario: Scenario, style: str) -> ReachView:
    """The reach of a scenario, with this visit's own regions and ranges if any, in that style.

    Raises RangemapError where the scenario names what does not exist, and NotMeasuredError where it
    was not measured.
    """
    seen: ReachView = _answer(questions.view, scenario, style)
    return seen


def outline(scenario: Scenario, seam: float) -> list[Any]:
    """The edge of all that a reach covers, as the map element draws it where it has that seam."""
    edge: list[Any] = _answer(questions.outline, scenario, seam)
    return edge


def bands(scenario: Scenario) -> list[Data]:
    """Where published figures differ, as the map element draws it."""
    drawn: list[Data] = _answer(questions.bands, scenario)
    return drawn


def comparison(scenario: Scenario, before: Scenario | None) -> Comparison:
    """What became reachable since before; by default from the shortest range to the longest."""
    comparison: Comparison = _answer(questions.comparison, scenario, before)
    return comparison


def curves(scenario: Scenario, style: str) -> Curves:
    """From which range on regions are covered, and the curve of it in the style of that name."""
    curves: Curves = _answer(questions.curves, scenario, style)
    return curves


def disputes(scenario: Scenario) -> Disputes:
    """What follows where publications disagree about the ranges of a scenario."""
    disputes: Disputes = _answer(questions.disputes, scenario)
    return disputes


def depth(scenario: Scenario, style: str) -> DepthView:
    """How many of the origins reach each place, and what the map draws of it in that style."""
    depth: DepthView = _answer(questions.depth, scenario, style)
    return depth


def file(name: str, function: Callable[..., bytes], scenario: Scenario, *rest: Rest) -> str:
    """The address of a file of that name, which a function of workers.questions makes."""
    own = _own()
    return files.offered(
        files.File(
            name,
            functools.partial(asked, _visitor(), own, function, scenario, *rest),
            session.state().language,
        ),
        repr(_key(own, function, scenario, rest)),
    )


def read(function: Callable[..., Any], *arguments: object) -> Any:
    """What one of workers.readings makes of what this visit gave.

    Asked for by a widget's callback, which no other event of the visit may break off: it would be
    lost. Raises NotMeasuredError where it takes too much, too many wait, or the visitor leaves.
    """
    digest = hashlib.sha256(pickle.dumps(arguments)).hexdigest()
    key, is_here = (function.__name__, digest), streamlit_parts.whether_here()
    with CREW.asked(_visitor(), function, *arguments, key=key, lane=READING) as question:
        for _ in _turns(question):
            if not is_here():
                raise NotMeasuredError(Trouble.LOST)
        return question.result()


def _answer(function: Callable[..., Any], scenario: Scenario, *rest: Rest) -> Any:
    """The answer for this visit; ends its run where the visitor leaves or does something else."""
    with asked(_visitor(), _own(), function, scenario, *rest) as question:
        for _ in _turns(question):
            _visitor()
        return question.result()


def _turns(question: Question) -> Iterator[None]:
    """Each time that a visit is to be looked at, until the question is answered."""
    turn_s = _FIRST_TURN_S
    while not question.wait(turn_s):
        yield
        turn_s = min(2 * turn_s, _LAST_TURN_S)


def _own() -> Own | None:
    """What this visit measures with instead of what is bundled, if anything."""
    regions, catalog = own_regions.parcel(), own_catalog.parcel()
    return Own(regions, catalog) if regions or catalog else None


def _visitor() -> str:
    """What tells this visit from others; a look at it ends a run that nobody waits for."""
    visitor: str = st.session_state.setdefault(_VISITOR, uuid.uuid4().hex)
    return visitor
