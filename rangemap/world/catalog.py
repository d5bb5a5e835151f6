"""The catalogue: weapons, their published ranges, and who published them."""

import difflib
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rangemap.errors import CatalogError, DataError, LengthError
from rangemap.scenario.documents import read_toml
from rangemap.scenario.fields import check_fields
from rangemap.scenario.paths import FilePath, file_path
from rangemap.scenario.text import terminal_text
from rangemap.scenario.units import Length, parse_length
from rangemap.world.citations import Citation, Reader

_BUNDLED = Path(__file__).with_name("weapons.toml")
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_WEAPON_FIELDS = {"id", "name", "names", "description", "descriptions", "claimed"}
_FIGURE_LISTS = {"range", "minimum"}
_FIGURE_FIELDS = {"value", "as_printed", "source", "note", "variant", "variants", "restates"}
_READ = Reader(CatalogError, "figure")
_OWN = {"en": "own", "uk": "власна", "ru": "своя"}  # range: beside a published one of its name
_MAX_ROUNDING = 0.05  # of a figure, by rounding or converting it; 3.5 % at most in the bundled ones


@dataclass(frozen=True)
class PublishedRange:
    """One figure as one source prints it.

    length: value and unit as published. as_printed: the literal figure. variant: empty where it
    speaks of the same thing as the weapon's first figure, else which version it is for. restates:
    the figure that this one rounds, converts or bounds, if it does. variants: variant by language,
    where it is not as in English.
    """

    length: Length
    source: Citation
    as_printed: str = ""
    note: str = ""
    variant: str = ""
    restates: str = ""
    variants: Mapping[str, str] = field(default_factory=dict, hash=False)

    def variant_in(self, language: str) -> str:
        """The variant in a language; empty where the figure is for none in particular."""
        return self.variants.get(language, self.variant)

    @property
    def range_km(self) -> float:
        """The figure in kilometres."""
        return self.length.km


@dataclass(frozen=True)
class Weapon:
    """A catalogue entry. The first of its ranges is the one that maps use.

    names, descriptions: by language, where they are not as in English. is_claimed: whether only
    officials or the maker state the range. given_in: the user's own file that has it, if one does.
    """

    id: str
    name: str
    description: str
    ranges: tuple[PublishedRange, ...]
    minimums: tuple[PublishedRange, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    descriptions: Mapping[str, str] = field(default_factory=dict, hash=False)
    is_claimed: bool = False
    given_in: str = field(default="", compare=False)

    def __repr__(self) -> str:
        """Its name and range: what its sources print is long."""
        return f"<Weapon {self.id}: {self.name}, {self.range.length}, {len(self.ranges)} figures>"

    def name_in(self, language: str) -> str:
        """The name in a language: ``Neptune``, ``«Нептун»``."""
        return self.names.get(language, self.name)

    def description_in(self, language: str) -> str:
        """The description in a language."""
        return self.descriptions.get(language, self.description)

    @property
    def range(self) -> PublishedRange:
        """The published range that maps use."""
        return self.ranges[0]

    @property
    def minimum(self) -> PublishedRange | None:
        """The published minimum range that maps use: one of the same variant, if any is printed."""
        return next((figure for figure in self.minimums if not figure.variant), None)

    @property
    def band(self) -> tuple[PublishedRange, PublishedRange]:
        """The least and the greatest figure published for the same variant as the first."""
        return (
            min(self.comparable, key=lambda figure: figure.range_km),
            max(self.comparable, key=lambda figure: figure.range_km),
        )

    @property
    def comparable(self) -> tuple[PublishedRange, ...]:
        """The figures for the same variant as the first."""
        return tuple(figure for figure in self.ranges if not figure.variant)

    @property
    def independent(self) -> tuple[PublishedRange, ...]:
        """The comparable figures that restate no other; all of them where each one does."""
        own = tuple(figure for figure in self.comparable if not figure.restates)
        return own or self.comparable

    @property
    def is_disputed(self) -> bool:
        """Whether figures differ by more than that one rounds, converts or bounds another."""
        return len({figure.length.metres for figure in self.independent}) > 1


@dataclass(frozen=True)
class Catalog:
    """Weapons by id, as `read_catalog` gives them.

    Attributes
    ----------
    weapons
        In the order of their file, each with its `id`, `name` and published `ranges`.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario, disputes
    >>> told = disputes(Scenario((PointOrigin(lat=51.0, lon=34.7),), weapons=("atacms",)))
    >>> from rangemap import Catalog
    >>> Catalog(told.weapons)["atacms"].range.length.km
    305.77536

    """

    weapons: tuple[Weapon, ...]

    def __repr__(self) -> str:
        """The ids of its weapons."""
        return f"<Catalog of {', '.join(each.id for each in self.weapons)}>"

    @property
    def known_as(self) -> frozenset[str]:
        """What its weapons are called in any language, and their ids, as `spelt` writes them."""
        called = ((each.id, each.name, *each.names.values()) for each in self.weapons)
        return frozenset(spelt(name) for names in called for name in names)

    def __getitem__(self, weapon_id: str) -> Weapon:
        """The weapon of that id. Raises CatalogError, naming near matches, where there is none."""
        for weapon in self.weapons:
            if weapon.id == weapon_id:
                return weapon
        ids = [weapon.id for weapon in self.weapons]
        near = difflib.get_close_matches(weapon_id.casefold(), ids, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"choose from {', '.join(ids)}"
        raise CatalogError(
            f"no weapon {weapon_id[:60]!r} in the catalogue; {hint}",
            reason="no_weapon",
            weapon=weapon_id[:60],
        )


@functools.cache
def bundled_catalog() -> Catalog:
    """The catalogue that comes with rangemap. Raises DataError where it is missing or damaged."""
    try:
        return _catalog(_READ.document(_BUNDLED, "catalogue"), str(_BUNDLED))
    except CatalogError as error:
        raise DataError(_BUNDLED, "is missing or damaged; reinstall rangemap") from error


def read_catalog(path: FilePath) -> Catalog:
    """Read a catalogue of your own.

    Parameters
    ----------
    path
        A TOML file of at most 1 MB; its form is in docs/catalogue.md.

    Returns
    -------
    Catalog
        Its weapons alone, for `compute` and the analyses; the bundled ones are not in it.

    Raises
    ------
    CatalogError
        With the entry and the field that is wrong.

    Examples
    --------
    >>> from rangemap import read_catalog
    >>> catalog = read_catalog("weapons.toml")  # doctest: +SKIP

    """
    file = file_path(path, CatalogError)
    return _given(_catalog(_READ.document(file, "catalogue"), str(file)), file.name)


def catalog_from_toml(text: str, name: str) -> Catalog:
    """The same of the text of a catalogue file, which messages call by that name."""
    return _given(_catalog(read_toml(text, f"{name}:", CatalogError), name), name)


def _given(catalog: Catalog, name: str) -> Catalog:
    shown = "stdin" if name == "-" else terminal_text(name)
    return Catalog(tuple(replace(each, given_in=shown) for each in catalog.weapons))


def beside(published: Catalog, own: Catalog, name: str) -> Catalog:
    """The weapons of both, the published first; name is what messages call one's own.

    An entry that is the same in both stands once. One of one's own that is called like a published
    one gets "own" behind its name. Raises CatalogError for an id that two entries share.
    """
    ids = {each.id for each in published.weapons}
    added = [each for each in own.weapons if each not in published.weapons]
    for weapon in added:
        if weapon.id in ids:
            raise CatalogError(
                f"{name}: the id {weapon.id!r} is that of a published entry, which has other "
                f"fields; give yours another, as in {weapon.id[:36]}-own",
                reason="catalog_published",
                where=name,
                id=weapon.id,
            )
    return Catalog((*published.weapons, *_apart_from(published, added)))


def over(published: Catalog, own: Catalog) -> Catalog:
    """Where ids are looked up in one's own catalogue first, then in the published one.

    An entry of one's own takes the place of the published one with its id. One that is called like
    another published one gets "own" behind its name.
    """
    ids = {each.id for each in own.weapons}
    rest = Catalog(tuple(each for each in published.weapons if each.id not in ids))
    return Catalog((*_apart_from(rest, own.weapons), *rest.weapons))


def _apart_from(published: Catalog, own: Iterable[Weapon]) -> tuple[Weapon, ...]:
    """Weapons of one's own, with names that none of the published ones has."""
    known = published.known_as
    return tuple(_told_apart(each) if _names(each) & known else each for each in own)


def own_name(name: str, language: str) -> str:
    """A name that a published range has too, for one's own: ``HIMARS (own)``."""
    return f"{name} ({_OWN[language]})"


def spelt(name: str) -> str:
    """A name without what readers overlook: letters and digits in one case."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _names(weapon: Weapon) -> set[str]:
    return {spelt(name) for name in (weapon.name, *weapon.names.values())}


def _told_apart(weapon: Weapon) -> Weapon:
    names = {code: own_name(weapon.name_in(code), code) for code in _OWN}
    return replace(weapon, name=names["en"], names=names)


def _catalog(document: Mapping[str, Any], where: str) -> Catalog:
    entries = document.get("weapon")
    if not isinstance(entries, list) or not entries:
        raise CatalogError(f"{where}: has no [[weapon]] entry", reason="catalog_none", where=where)
    weapons = tuple(_weapon(entry, f"{where}, weapon {n}") for n, entry in enumerate(entries, 1))
    _refuse_twins((weapon.id for weapon in weapons), where)
    return Catalog(weapons)


def _refuse_twins(ids: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for weapon_id in ids:
        if weapon_id in seen:
            raise CatalogError(
                f"{where}: the id {weapon_id!r} stands twice; ids must differ",
                reason="catalog_twice",
                where=where,
                id=weapon_id,
            )
        seen.add(weapon_id)


def _weapon(entry: Any, where: str) -> Weapon:
    check_fields(entry, _WEAPON_FIELDS | _FIGURE_LISTS, where, CatalogError)
    weapon_id = _READ.text(entry, "id", where)
    if not ID.fullmatch(weapon_id):
        raise CatalogError(
            f"{where}: id {weapon_id!r} must be lower-case letters, digits and hyphens "
            "(at most 40)",
            reason="catalog_id",
            where=where,
            id=weapon_id[:60],
        )
    where = f"{where} ({weapon_id})"
    ranges = _figures(entry, "range", where)
    if not ranges:
        raise CatalogError(
            f"{where}: needs at least one [[weapon.range]] with value and source",
            reason="catalog_no_range",
            where=where,
        )
    weapon = Weapon(
        id=weapon_id,
        name=_READ.text(entry, "name", where),
        description=_READ.text(entry, "description", where, required=False, most=1000),
        ranges=ranges,
        minimums=_figures(entry, "minimum", where),
        names=_READ.by_language(entry, "names", where),
        descriptions=_READ.by_language(entry, "descriptions", where),
        is_claimed=_flag(entry, "claimed", where),
    )
    if ranges[0].variant:
        raise CatalogError(
            f"{where}: the first range is the one maps use and carries no variant",
            reason="catalog_variant",
            where=where,
        )
    if weapon.minimum and weapon.minimum.range_km >= weapon.range.range_km:
        raise CatalogError(
            f"{where}: the minimum range must be less than the range",
            reason="catalog_minimum",
            where=where,
        )
    return weapon


def _flag(entry: Mapping[str, Any], key: str, where: str) -> bool:
    value = entry.get(key, False)
    if not isinstance(value, bool):
        raise CatalogError(
            f"{where}: {key} must be true or false", reason="catalog_flag", where=where, field=key
        )
    return value


def _figures(entry: Mapping[str, Any], key: str, where: str) -> tuple[PublishedRange, ...]:
    listed = entry.get(key, [])
    if not isinstance(listed, list):
        raise CatalogError(
            f"{where}: write {key} as [[weapon.{key}]]",
            reason="catalog_list",
            where=where,
            field=key,
        )
    return tuple(_figure(item, f"{where}, {key} {n}") for n, item in enumerate(listed, 1))


def _restated(item: Mapping[str, Any], length: Length, where: str) -> str:
    """The figure that one rounds, converts or bounds, which is near it: else it is a dispute."""
    text = _READ.text(item, "restates", where, required=False)
    if not text:
        return ""
    try:
        restated = parse_length(text)
    except LengthError as error:
        raise CatalogError(
            f"{where}, restates: {error}",
            reason="catalog_length",
            where=f"{where}, restates",
            cause=error,
        ) from error
    if abs(length.metres / restated.metres - 1) > _MAX_ROUNDING:
        raise CatalogError(
            f"{where}: {text} is not what {length} rounds or converts, which would change a "
            "figure by a few per cent; leave restates out, so that they count as two figures",
            reason="catalog_restates",
            where=where,
            restated=text[:60],
            length=str(length),
        )
    return text


def _figure(item: Any, where: str) -> PublishedRange:
    check_fields(item, _FIGURE_FIELDS, where, CatalogError)
    try:
        length = parse_length(_READ.text(item, "value", where))
    except LengthError as error:
        raise CatalogError(
            f"{where}: {error}", reason="catalog_length", where=where, cause=error
        ) from error
    return PublishedRange(
        length=length,
        source=_READ.citation(item.get("source"), where),
        as_printed=_READ.text(item, "as_printed", where, required=False),
        note=_READ.text(item, "note", where, required=False, most=1000),
        variant=_READ.text(item, "variant", where, required=False),
        restates=_restated(item, length, where),
        variants=_READ.by_language(item, "variants", where),
    )
