"""A catalogue of the user's own, beside the published one; held by the visit alone.

Its entries have ids as published ones have, which no link can carry: there they stand as ranges of
one's own, with name, length and minimum.
"""

from dataclasses import dataclass, replace

import streamlit as st

from rangemap.errors import CatalogError
from rangemap.scenario.scenario import CustomRange, Scenario
from rangemap.workers.questions import OwnCatalog
from rangemap.world.catalog import Catalog, Weapon, beside, bundled_catalog

_HELD = "own-catalog"


@dataclass(frozen=True)
class HeldCatalog:
    """The catalogue of a visit.

    title: of its file. all: the published entries and one's own. ids: of one's own.
    """

    title: str
    all: Catalog
    ids: tuple[str, ...]
    parcel: OwnCatalog


def current() -> HeldCatalog | None:
    """The catalogue that this visit has given, if any."""
    held: HeldCatalog | None = st.session_state.get(_HELD)
    return held


def catalog() -> Catalog:
    """Where this visit looks up ranges: the published entries, and its own if it has any."""
    held = current()
    return bundled_catalog() if held is None else held.all


def ids() -> tuple[str, ...]:
    """The ids of this visit's own entries."""
    held = current()
    return () if held is None else held.ids


def parcel() -> OwnCatalog | None:
    """The catalogue, ready for those who measure; None where it is the bundled one."""
    held = current()
    return None if held is None else held.parcel


def joined(name: str, own: Catalog) -> HeldCatalog:
    """The catalogue of a file beside the published one.

    Raises CatalogError for an id that a published entry has, or where there is nothing new.
    """
    published = bundled_catalog()
    both = beside(published, own, name)
    added = both.weapons[len(published.weapons) :]
    if not added:
        raise CatalogError(
            f"{name}: every entry of it is in the published catalogue already",
            reason="catalog_same",
            where=name,
        )
    return HeldCatalog(name, both, tuple(each.id for each in added), OwnCatalog.of(both))


def hold(held: HeldCatalog | None) -> None:
    """Choose from that catalogue from now on; None for the published one alone."""
    st.session_state[_HELD] = held


def for_link(scenario: Scenario) -> Scenario:
    """The scenario as a link can carry it, each range of one's own catalogue by its lengths."""
    own = _own()
    names = [each.name for each in scenario.weapons if isinstance(each, CustomRange)]
    weapons = list(scenario.weapons)
    for place, each in enumerate(weapons):
        if isinstance(each, str) and each in own:
            custom = _as_custom(own[each], scenario.language)
            if custom.name in names:
                custom = replace(custom, name=f"{custom.name} ({each})")
            weapons[place] = custom
    return replace(scenario, weapons=tuple(weapons))


def recognised(scenario: Scenario) -> Scenario:
    """The scenario of a link, with the ranges that `linked` made turned back into entries."""
    known = {_as_custom(each, scenario.language): each.id for each in _own().values()}
    weapons = [
        known.get(each, each) if isinstance(each, CustomRange) else each
        for each in scenario.weapons
    ]
    return replace(scenario, weapons=tuple(weapons))


def _own() -> dict[str, Weapon]:
    held = current()
    return {} if held is None else {each: held.all[each] for each in held.ids}


def _as_custom(weapon: Weapon, language: str) -> CustomRange:
    minimum = weapon.minimum.length if weapon.minimum else None
    return CustomRange(weapon.name_in(language), weapon.range.length, minimum)
