"""Towns as launch points: found by name, told apart by region."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from rangemap.errors import OriginError
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.origins import PointOrigin
from rangemap.world import boundaries

_MAX_NAME = 100  # characters
_MAX_CHOICES = 6
_CLEARLY = 10  # times the people of the next: then nobody else's town is meant


@dataclass(frozen=True)
class Town:
    """A town that a name may mean: country ISO 3166-1, region ISO 3166-2, empty in Belarus."""

    name: str
    country: str
    region: str
    lat: float
    lon: float

    @property
    def origin(self) -> PointOrigin:
        """The town as a launch point."""
        return PointOrigin(self.lat, self.lon, self.name)


def place_origin(name: str, *, language: str = "en") -> PointOrigin:
    """The town of that name as an origin, named in that language; former names are known too.

    ``"Kirovsk, RU-LEN"`` or ``"Kirovsk, Leningrad Oblast"`` says which of several towns of one name
    is meant; without the region the greatest is taken only if it has ten times the people of the
    next. Raises OriginError, with near matches or the choices, where no town or more than one is
    meant; its value ``choices`` has them as Town.
    """
    wanted, _, region = (part.strip() for part in name.partition(","))
    if len(name) > _MAX_NAME or not wanted:
        raise _no_town(name, ())
    found = boundaries.find_places(wanted, language=language)
    exact = found[found["exact"]]
    if region:
        exact = exact[exact["region"].isin(_codes(region)) | exact["country"].isin(_codes(region))]
    towns = [_town(row) for row in exact.itertuples()]
    if not towns:
        raise _no_town(name, tuple(_town(row) for row in found.head(_MAX_CHOICES).itertuples()))
    population = exact["population"].to_list()
    if len(towns) > 1 and population[0] < _CLEARLY * population[1]:
        raise OriginError(
            f"{len(towns)} towns are called {wanted!r}; say which: "
            f"{'; '.join(_choice(wanted, town, towns) for town in towns[:_MAX_CHOICES])}",
            reason="many_towns",
            text=name[:60],
            choices=tuple(towns),
        )
    return towns[0].origin


def _choice(wanted: str, town: Town, towns: list[Town]) -> str:
    """How a command line says that one of several towns is meant."""
    code = town.region or town.country
    alike = sum((other.region or other.country) == code for other in towns)
    return f"{wanted}, {code}" if alike == 1 else f"--at {town.lat},{town.lon},{town.name}"


def _no_town(name: str, near: tuple[Town, ...]) -> OriginError:
    names = ", ".join(dict.fromkeys(town.name for town in near[:3]))
    hint = f"did you mean {names}?" if near else "give a point instead, as in --at 51.0,34.7"
    return OriginError(
        f"no town is called {name[:60]!r}; {hint}",
        reason="no_town_near" if near else "no_town",
        text=name[:60],
        choices=near,
    )


def _town(row: Any) -> Town:
    return Town(row.name, row.country, row.region, row.geometry.y, row.geometry.x)


def _codes(region: str) -> set[str]:
    """Codes of the regions and countries that are called so, or whose names begin so."""
    wanted = region.casefold()
    return {
        code
        for code, name in _region_names()
        if wanted == code.casefold() or name.startswith(wanted)
    }


@cache
def _region_names() -> frozenset[tuple[str, str]]:
    """Codes of regions and countries, each with its names in every language, letter case aside."""
    pairs = set()
    for language in LANGUAGES:
        regions = boundaries.regions("all", language=language)
        countries = boundaries.countries(language=language)
        pairs |= set(zip(regions["region"], regions["name"].str.casefold(), strict=True))
        pairs |= set(zip(countries["country"], countries["name"].str.casefold(), strict=True))
    return frozenset(pairs)
