"""What analyses are given, and what to give where it is of another kind."""

from typing import Final

from rangemap.scenario.kinds import check_kind
from rangemap.world.catalog import Catalog, bundled_catalog

SCENARIO: Final = "make one, as in Scenario((PointOrigin(51.0, 34.7),))"
TIMELINE: Final = "read it, as in read_timeline('own.toml')"
REACH: Final = "give what compute(scenario) gives"


def known_weapons(catalog: Catalog | None) -> Catalog:
    """The catalogue that is given, or the bundled one. Raises KindError for what is none."""
    if catalog is None:
        return bundled_catalog()
    check_kind(catalog, Catalog, "read it, as in read_catalog('own.toml')")
    return catalog
