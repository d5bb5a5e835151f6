"""Scenarios in the address bar: to a query and back; what is hostile or broken is refused."""

import difflib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import shapely

from rangemap.analysis.origin_geometry import origin_geometry
from rangemap.analysis.ranges import resolve_ranges
from rangemap.errors import ScenarioError
from rangemap.scenario.origins import BorderOrigin, Origin, ShapeOrigin
from rangemap.scenario.scenario import QUERY_PARTS, Scenario
from rangemap.workers.limits import check_origins
from rangemap.world import boundaries
from rangemap.world.catalog import bundled_catalog

Pairs = dict[str, list[str]]

BEFORE = "before"  # the other scenario of a comparison, as a query within the query
_PARTS = (*QUERY_PARTS, BEFORE)
_LIKE_A_PART = 0.65  # of 1: language is like lang, fbclid and utm_source are like none
_MAX_CHARACTERS = 6000  # browsers and servers part at about 8,000
_OF_A_VERTEX = 8  # characters at least: 1%2C2%2C
_ANYWHERE = shapely.Point(0, 0)


def pairs(scenario: Scenario, before: Scenario | None = None) -> Pairs:
    """The parameters of a scenario's link, each with its values in their order."""
    split: Pairs = {}
    for name, value in parse_qsl(scenario.to_query(), keep_blank_values=True):
        split.setdefault(name, []).append(value)
    return split | ({BEFORE: [before.to_query()]} if before else {})


def is_large(scenario: Scenario) -> bool:
    """Whether its shapes alone are too long for a link: not worth the seconds of writing it."""
    shapes = [each.geometry for each in scenario.origins if isinstance(each, ShapeOrigin)]
    return int(shapely.get_num_coordinates(shapes).sum()) > _MAX_CHARACTERS // _OF_A_VERTEX


def identity(scenario: Scenario) -> str:
    """A text that tells the scenario from all others: its query, or a digest where it is large."""
    if not is_large(scenario):
        return scenario.to_query()
    digest = hashlib.sha256()
    plain: list[Origin] = []
    for origin in scenario.origins:
        if isinstance(origin, ShapeOrigin):
            digest.update(shapely.to_wkb(origin.geometry))
            plain.append(ShapeOrigin(_ANYWHERE, origin.name))
        else:
            plain.append(origin)
    return f"{replace(scenario, origins=tuple(plain)).to_query()}#{digest.hexdigest()}"


def is_short(split: Pairs) -> bool:
    """Whether the link is one that browsers and mail programs carry whole."""
    return len(urlencode(split, doseq=True)) <= _MAX_CHARACTERS


def normal(parameters: Any) -> Pairs:
    """Streamlit's parameters, or any mapping that has get_all, as plain lists by name."""
    return {name: list(parameters.get_all(name)) for name in parameters}


def own(asked: Mapping[str, Sequence[str]]) -> tuple[Pairs, list[str]]:
    """The parts of a link that are rangemap's, and the names of others that may have been meant.

    Where a link is shared, networks and newsletters add parts of theirs (``fbclid``,
    ``utm_source``): they are left out. A name that resembles a part's is left out too, and told,
    for the map would be another with it.
    """
    parts = {name: list(values) for name, values in asked.items() if name in _PARTS}
    others = [name for name in asked if name not in _PARTS]
    meant = [
        name for name in others if difflib.get_close_matches(name.lower(), _PARTS, 1, _LIKE_A_PART)
    ]
    return parts, meant


def read(asked: Mapping[str, Sequence[str]]) -> tuple[Scenario, Scenario | None]:
    """The scenario of a link and the one to compare with.

    Raises RangemapError where either names what does not exist. Everything that a link can name is
    looked up here and nothing is measured, so that a hostile link costs nothing but a notice.
    """
    flat = [(name, value) for name, values in asked.items() if name != BEFORE for value in values]
    scenario = _checked(Scenario.from_pairs(flat))
    others = asked.get(BEFORE, [])
    if len(others) > 1:
        raise ScenarioError(
            "the link has two scenarios to compare with; it can hold one", reason="link_two"
        )
    before = _checked(Scenario.from_query(others[0])) if others else None
    if before and before.country != scenario.country:
        raise ScenarioError(
            "the link compares scenarios of two countries; they must report one",
            reason="compare_countries",
        )
    return scenario, before


def _checked(scenario: Scenario) -> Scenario:
    check_origins(scenario.origins)
    resolve_ranges(scenario, bundled_catalog())
    boundaries.check_region_codes(scenario.permission.codes, scenario.country)
    for origin in scenario.origins:
        if isinstance(origin, BorderOrigin):  # a setback takes measuring
            origin_geometry(replace(origin, setback=None))
    return scenario
