"""What is worth keeping between runs: reaches and what is drawn of them. Never a map.

What is kept is shared by all visits: nobody changes it.
"""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import streamlit as st

from rangemap.analysis.comparison import Comparison, compare
from rangemap.analysis.curve_errors import CurveErrors
from rangemap.analysis.curve_errors import curve_errors as measured_errors
from rangemap.analysis.depth import Depth
from rangemap.analysis.depth import depth as counted_depth
from rangemap.analysis.disputes import Disputes
from rangemap.analysis.disputes import disputes as found_disputes
from rangemap.analysis.reach import Reach, compute
from rangemap.analysis.thresholds import Thresholds
from rangemap.analysis.thresholds import thresholds as measured_thresholds
from rangemap.figures.palette import STYLES
from rangemap.page import links, own_regions, session
from rangemap.scenario.choices import DEFAULT_WEAPONS, LANGUAGES
from rangemap.scenario.scenario import Permission, Scenario
from rangemap.web.depth import depth_parts as drawn_depth
from rangemap.web.mapdata import Data, band_data, outline_data, scene_data

_MOST = 60  # reaches, at 2 to 6 MB each
_MOST_LARGE = 3  # at up to 60 MB each: 500 origins and seven ranges
_MOST_ANALYSES = 12  # of each kind, at up to 7 MB each
_MOST_DISPUTES = 4  # at 8 to 34 MB each: three reaches for every range
_LARGE = 200  # origins times ranges
_KEYS: dict[Any, Any] = {
    Scenario: links.identity,
    Reach: lambda reach: (links.identity(reach.scenario), repr(reach.sources)),
    gpd.GeoDataFrame: own_regions.key,
    Depth: lambda counted: (links.identity(counted.reach.scenario), repr(counted.reach.sources)),
}


def reach(scenario: Scenario) -> Reach:
    """The reach of a scenario, into this visit's own regions if it has any.

    Raises RangemapError where the scenario names what does not exist.
    """
    own = own_regions.current()
    if own is None:
        return bundled(scenario)
    with st.spinner(session.say("own.measuring")):
        into: Reach = _own_reach(scenario, own)
    return into


def bundled(scenario: Scenario) -> Reach:
    """The reach of a scenario into the bundled regions. Raises RangemapError as `reach` does."""
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


@st.cache_resource(max_entries=_MOST, show_spinner=False, hash_funcs=_KEYS)
def scene(reach: Reach, style: str) -> Data:
    """What the map element draws of a reach in the style of that name."""
    return scene_data(reach, STYLES[style])


@st.cache_resource(max_entries=_MOST, show_spinner=False, hash_funcs=_KEYS)
def outline(reach: Reach) -> list[Any]:
    """The edge of all that a reach covers, as the map element draws it."""
    return outline_data(reach)


@st.cache_resource(max_entries=_MOST, show_spinner=False, hash_funcs=_KEYS)
def bands(reach: Reach) -> list[Data]:
    """Where published figures differ, as the map element draws it."""
    return band_data(reach)


@st.cache_resource(max_entries=_MOST_LARGE, show_spinner=False, hash_funcs=_KEYS)
def comparison(before: Reach, after: Reach) -> Comparison:
    """What became reachable between two reaches."""
    return compare(before, after)


def thresholds(reach: Reach) -> Thresholds:
    """From which range on the regions of a reach are covered, whatever its ranges and limits."""
    found = _unlimited_thresholds(reach.scenario)
    names = reach.outlines.set_index("region")["name"]
    regions = found.regions.assign(name=found.regions["region"].map(names))
    return replace(found, scenario=reach.scenario, ranges=reach.ranges, regions=regions)


def curve_errors(reach: Reach) -> CurveErrors:
    """By how much the curves of these thresholds may be off."""
    found: CurveErrors = _curve_errors(_unlimited(reach.scenario), own_regions.current(), reach)
    return found


def _unlimited(scenario: Scenario) -> Scenario:
    """What thresholds depend on but for names: where from, and which regions."""
    return replace(
        scenario,
        weapons=DEFAULT_WEAPONS,
        permission=Permission(),
        title="",
        language=LANGUAGES[0],
    )


def _unlimited_thresholds(scenario: Scenario) -> Thresholds:
    own = own_regions.current()
    if own is None:
        return bundled_thresholds(scenario)
    found: Thresholds = _own_thresholds(_unlimited(scenario), own)
    return found


def bundled_thresholds(scenario: Scenario) -> Thresholds:
    """The thresholds of the bundled regions, with English names."""
    found: Thresholds = _thresholds(_unlimited(scenario))
    return found


@st.cache_resource(max_entries=_MOST_ANALYSES, show_spinner=False, hash_funcs=_KEYS)
def _thresholds(scenario: Scenario) -> Thresholds:
    return measured_thresholds(scenario)


@st.cache_resource(max_entries=_MOST_LARGE, show_spinner=False, hash_funcs=_KEYS)
def _own_thresholds(scenario: Scenario, own: gpd.GeoDataFrame) -> Thresholds:
    return measured_thresholds(scenario, own)


@st.cache_resource(max_entries=_MOST_ANALYSES, show_spinner=False, hash_funcs=_KEYS)
def _curve_errors(scenario: Scenario, own: gpd.GeoDataFrame | None, _reach: Reach) -> CurveErrors:  # noqa: ARG001  own is part of the key
    return measured_errors(_unlimited_thresholds(scenario), _reach)


def disputes(reach: Reach) -> Disputes:
    """What follows where publications disagree about the ranges of a reach."""
    found: Disputes = _disputes(reach.scenario, own_regions.current())
    return found


@st.cache_resource(max_entries=_MOST_DISPUTES, show_spinner=False, hash_funcs=_KEYS)
def _disputes(scenario: Scenario, own: gpd.GeoDataFrame | None) -> Disputes:
    return found_disputes(scenario, own)


@st.cache_resource(max_entries=_MOST_ANALYSES, show_spinner=False, hash_funcs=_KEYS)
def depth(reach: Reach) -> Depth:
    """How many of the origins of a reach reach each place."""
    return counted_depth(reach)


@st.cache_resource(max_entries=_MOST_ANALYSES, show_spinner=False, hash_funcs=_KEYS)
def depth_parts(counted: Depth, style: str) -> list[Data]:
    """Depth as the map element draws it in the style of that name."""
    return drawn_depth(counted, STYLES[style])
