"""Stories of a visit's own: each has an address while its visit lives."""

import pickle
import uuid
from collections.abc import Sequence
from weakref import WeakValueDictionary

import streamlit as st

from rangemap.page import cached, links, own_catalog
from rangemap.scenario.scenario import Scenario
from rangemap.workers import readings
from rangemap.workers.questions import OwnStory
from rangemap.world.timeline import Timeline

_HELD = "own-story"


_stories: WeakValueDictionary[str, OwnStory] = WeakValueDictionary()  # a visit holds its own


def take(files: Sequence[tuple[str, bytes]], title: str) -> OwnStory:
    """The story that uploaded files tell, in the order of their names; this visit's from now on.

    Scenarios may name ranges of this visit's own catalogue. Raises RangemapError, naming the file,
    where they tell none.
    """
    told = cached.read(readings.story, tuple(sorted(files)), own_catalog.catalog())
    is_timeline = isinstance(told, Timeline)
    key = uuid.uuid4().hex  # nobody else can guess it
    story = OwnStory(
        key,
        title,
        counts(told) if is_timeline else (1,) * len(told),
        is_timeline or not any(map(_is_unlinkable, told)),
        pickle.dumps(told),
        own_catalog.parcel(),
    )
    st.session_state[_HELD] = _stories[key] = story
    return story


def _is_unlinkable(scenario: Scenario) -> bool:
    return links.is_large(scenario) or not set(own_catalog.ids()).isdisjoint(scenario.weapons)


def counts(timeline: Timeline) -> tuple[int, ...]:
    """How many maps each step of a timeline has."""
    return tuple(max(len(step.readings), 1) for step in timeline.steps)


def current() -> OwnStory | None:
    """The story of this visit, if it has one."""
    story: OwnStory | None = st.session_state.get(_HELD)
    return story


def held(key: str) -> OwnStory | None:
    """The story of that key, of any visit that lives."""
    return _stories.get(key)
