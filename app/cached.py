"""What is worth keeping between runs: reaches and what is drawn of them. Never a map."""

from typing import Any

import geopandas as gpd
import own_regions
import session
import streamlit as st

from rangemap.comparison import Comparison, compare
from rangemap.reach import Reach, compute
from rangemap.render.palette import STYLES
from rangemap.render.web.mapdata import Data, band_data, outline_data, scene_data
from rangemap.scenario import Scenario

_MOST = 60  # reaches, at 2 to 6 MB each
_MOST_LARGE = 3  # at up to 60 MB each: 500 origins and seven ranges
_LARGE = 200  # origins times ranges
_KEYS: dict[Any, Any] = {
    Scenario: lambda scenario: scenario.to_query(),
    Reach: lambda reach: (reach.scenario.to_query(), repr(reach.sources)),
    gpd.GeoDataFrame: own_regions.key,
}


def reach(scenario: Scenario) -> Reach:
    """The reach of a scenario, into this visit's own regions if it has any.

    Raises RangemapError where the scenario names what does not exist.
    """
    own = own_regions.current()
    if own is not None:
        with st.spinner(session.say("own.measuring")):
            into: Reach = _own_reach(scenario, own)
        return into
    large = len(scenario.origins) * len(scenario.weapons) > _LARGE
    kept: Reach = (_large_reach if large else _small_reach)(scenario)
    return kept


@st.cache_resource(max_entries=_MOST, show_spinner=False, hash_funcs=_KEYS)
def _small_reach(scenario: Scenario) -> Reach:
    return compute(scenario)


@st.cache_resource(max_entries=_MOST_LARGE, show_spinner=False, hash_funcs=_KEYS)
def _large_reach(scenario: Scenario) -> Reach:
    return compute(scenario)


@st.cache_resource(max_entries=_MOST_LARGE, show_spinner=False, hash_funcs=_KEYS)
def _own_reach(scenario: Scenario, own: gpd.GeoDataFrame) -> Reach:
    return compute(scenario, own)


@st.cache_data(max_entries=_MOST, show_spinner=False, hash_funcs=_KEYS)
def scene(reach: Reach, style: str) -> Data:
    """What the map element draws of a reach in the style of that name."""
    return scene_data(reach, STYLES[style])


@st.cache_data(max_entries=_MOST, show_spinner=False, hash_funcs=_KEYS)
def outline(reach: Reach) -> list[Any]:
    """The edge of all that a reach covers, as the map element draws it."""
    return outline_data(reach)


@st.cache_data(max_entries=_MOST, show_spinner=False, hash_funcs=_KEYS)
def bands(reach: Reach) -> list[Data]:
    """Where published figures differ, as the map element draws it."""
    return band_data(reach)


@st.cache_resource(max_entries=_MOST_LARGE, show_spinner=False, hash_funcs=_KEYS)
def comparison(before: Reach, after: Reach) -> Comparison:
    """What became reachable between two reaches."""
    return compare(before, after)
