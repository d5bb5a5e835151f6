"""Ranges: a scenario's weapons looked up in the catalogue, with the figures behind them."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rangemap.analysis.uncertainty import rounding_km
from rangemap.errors import LengthError
from rangemap.scenario.scenario import CustomRange, Scenario, check_names, check_range
from rangemap.scenario.units import Length, parse_length
from rangemap.world.catalog import Catalog, PublishedRange, own_name, spelt

_USUAL = {"himars": 0, "atacms": 1}


@dataclass(frozen=True)
class Range:
    """A range as a scenario uses it: a catalogue entry's figure, or one of the user's own.

    weapon: catalogue id, or as label for a custom range. label: the name on maps. published: the
    figures and sources behind it, the one used first; empty for a custom range. is_claimed: whether
    only officials or the maker state it. given_in: the user's own catalogue, if it is from there.
    """

    weapon: str
    label: str
    length: Length
    minimum: Length | None = None
    published: tuple[PublishedRange, ...] = ()
    is_claimed: bool = False
    given_in: str = field(default="", compare=False, repr=False)

    @property
    def standing(self) -> str:
        """Who stands for the length: ``published``, ``claimed`` or, of a custom range, ``own``."""
        if not self.published:
            return "own"
        return "claimed" if self.is_claimed else "published"

    @property
    def own_name(self) -> str:
        """The label; nothing where it only says the lengths, which are told beside it anyway."""
        start, dots, end = self.label.rpartition("..")
        try:
            length, minimum = parse_length(end), parse_length(start) if dots else self.minimum
        except LengthError:
            return self.label
        return "" if (length, minimum) == (self.length, self.minimum) else self.label

    @property
    def range_km(self) -> float:
        """The range in kilometres."""
        return self.length.km

    @property
    def rounding_km(self) -> float:
        """By how much a published figure may be off because it was rounded; 0 for one's own."""
        return rounding_km(self.length) if self.published else 0.0


def resolve_ranges(scenario: Scenario, catalog: Catalog) -> tuple[Range, ...]:
    """The scenario's ranges, in its order, with the published figures behind them.

    One of the user's own that is named like one of the catalogue is told apart by its label. Raises
    ScenarioError where two are then called the same, CatalogError for an unknown id.
    """
    ranges = tuple(_resolve_range(each, catalog, scenario.language) for each in scenario.weapons)
    check_names([each.weapon for each in ranges])
    return ranges


def numbers_of(weapons: Iterable[str]) -> dict[str, int]:
    """The number of each weapon, which gives its colour and dashes in every picture.

    The two in the news always have theirs, others the next free: a weapon keeps its colour from one
    picture to the next, whatever stands beside it.
    """
    listed = list(weapons)
    numbers = {weapon: _USUAL[weapon] for weapon in listed if weapon in _USUAL}
    free = (number for number in itertools.count() if number not in numbers.values())
    return {weapon: numbers[weapon] if weapon in numbers else next(free) for weapon in listed}


def joint_standing(ranges: Sequence[Range]) -> str:
    """Who stands for all lengths: a standing that all ranges have, or ``mixed``.

    Of no range at all: ``own``, as disputes has none where no range is published.
    """
    standings = {each.standing for each in ranges} or {"own"}
    return standings.pop() if len(standings) == 1 else "mixed"


def _resolve_range(given: str | CustomRange, catalog: Catalog, language: str) -> Range:
    if isinstance(given, CustomRange):
        is_taken = spelt(given.name) in catalog.known_as
        name = own_name(given.name, language) if is_taken else given.name
        return Range(name, name, given.length, given.minimum)
    weapon = catalog[given]
    check_range(weapon.range.length)
    return Range(
        weapon=weapon.id,
        label=weapon.name_in(language),
        length=weapon.range.length,
        minimum=weapon.minimum.length if weapon.minimum else None,
        published=weapon.ranges + weapon.minimums,
        is_claimed=weapon.is_claimed,
        given_in=weapon.given_in,
    )
