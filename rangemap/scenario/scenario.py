"""Scenario: what is asked, frozen; to and from TOML and a URL query."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from os import PathLike, fspath
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

import tomli_w

from rangemap.errors import KindError, LengthError, ScenarioError, told
from rangemap.scenario.choices import COUNTRIES, DEFAULT_WEAPONS, LANGUAGES, WORLDVIEWS
from rangemap.scenario.documents import MAX_CHARACTERS, read_toml
from rangemap.scenario.fields import check_fields, list_field, text_field
from rangemap.scenario.kinds import check_kind, check_text, several
from rangemap.scenario.origin_text import origin_table, origin_text, parse_origin, read_origin
from rangemap.scenario.origins import BorderOrigin, Origin, PointOrigin, ShapeOrigin
from rangemap.scenario.text import checked_text
from rangemap.scenario.units import Length, check_length, parse_length

MAX_RANGE_KM = 5000.0
MIN_RANGE_KM = 0.1
QUERY_PARTS = (
    "origin",
    "weapon",
    "range",
    "only",
    "except",
    "country",
    "worldview",
    "lang",
    "title",
)
MAX_WEAPONS = 20
MAX_ORIGINS = 1_000  # each is measured by itself: so many take about a second
_TWO_LENGTHS = re.compile(r"\d\s*[^\W\d]*\s*(?:[-\u2013\u2014]|\bto\b|\bдо\b)\s*\d")
_MAX_SHOWN = 40  # characters of what is refused


@dataclass(frozen=True)
class CustomRange:
    """A range of one's own: no publication stands behind it, and every output says so.

    Parameters
    ----------
    name
        The label on maps.
    length
        The range, from 100 m to 5,000 km, as `parse_length` reads it.
    minimum
        What is nearer than this is out of range; None for no minimum.

    Raises
    ------
    ScenarioError
        For a range that cannot be measured, or a minimum that is not less than it.
    KindError
        For a length or minimum that is no Length, or a name that is no text.

    Examples
    --------
    >>> from rangemap import parse_range
    >>> longer = parse_range("Longer=70 km..190 mi")
    >>> longer.name, longer.minimum.km, round(longer.length.km, 1)
    ('Longer', 70.0, 305.8)

    """

    name: str
    length: Length
    minimum: Length | None = None

    def __post_init__(self) -> None:
        """Raise ScenarioError for a range that no map can show."""
        checked_text(self.name, "the name of a range", ScenarioError)
        check_length(self.length, "a range")
        if self.minimum is not None:
            check_length(self.minimum, "a minimum range")
        if not self.name.strip():
            raise ScenarioError(
                f"the range {self.length} needs a name",
                reason="range_unnamed",
                length=str(self.length),
            )
        check_range(self.length)
        if self.minimum and self.minimum.metres >= self.length.metres:
            raise ScenarioError(
                f"{self.name}: the minimum range {self.minimum} must be less than {self.length}",
                reason="range_minimum",
                name=self.name,
                minimum=str(self.minimum),
                length=str(self.length),
            )


@dataclass(frozen=True)
class Permission:
    """Which regions a scenario allows: all, `only` some, or all but those in `except_`.

    Ranges are measured alike for permitted and withheld regions; the permission tells them apart.

    Parameters
    ----------
    only
        Codes (ISO 3166-2) of the only regions that are permitted; empty for no such limit.
    except_
        Codes of regions that are withheld. At most one of the two is given.

    Raises
    ------
    ScenarioError
        Where both are given.
    KindError
        For a code alone instead of several, and for what is no code.

    Examples
    --------
    >>> from rangemap import Permission
    >>> [Permission(except_=("RU-BEL",)).allows(code) for code in ("RU-KRS", "RU-BEL")]
    [True, False]

    """

    only: tuple[str, ...] = ()
    except_: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise ScenarioError where both are given, or what is no list of codes."""
        for name in ("only", "except_"):
            codes = several(getattr(self, name), name, "'RU-KRS'")
            for code in codes:
                check_text(code, f"a code in {name!r}", "RU-KRS")
            object.__setattr__(self, name, codes)
        if self.only and self.except_:
            raise ScenarioError(
                "--only and --except contradict each other; give one of them",
                reason="permission_both",
            )
        for code in (*self.only, *self.except_):
            checked_text(code, "a region code", ScenarioError, most=60)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that it names."""
        return self.only or self.except_

    def allows(self, region: str) -> bool:
        """Whether the region of that code, ISO 3166-2 or of one's own, is permitted."""
        return region in self.only if self.only else region not in self.except_


_SEVERAL = (
    ("origins", (PointOrigin, BorderOrigin, ShapeOrigin), "PointOrigin(51.0, 34.7)"),
    ("weapons", (str, CustomRange), "'himars'"),
)


@dataclass(frozen=True)
class Scenario:
    """What is asked: what lies within these ranges of these origins.

    Parameters
    ----------
    origins
        Where the ranges are measured from, at least one and at most MAX_ORIGINS.
    weapons
        Ids in the catalogue and ranges of one's own, in the order of the legend.
    permission
        Which regions are permitted; by default all.
    country
        Whose regions are reported: ``"RU"``, ``"UA"`` or ``"all"``.
    worldview
        Whose borders are drawn: ``"un"``, those of the UN General Assembly's resolution 68/262.
    language
        Of names, sentences and figures: ``"en"``, ``"uk"`` or ``"ru"``.
    title
        Of pictures and pages; empty for one that tells the finding.

    Raises
    ------
    ScenarioError
        Where the scenario contradicts itself.
    KindError
        For a field that is of no kind that it can be.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario
    >>> sumy = Scenario((PointOrigin(lat=51.0, lon=34.7, name="Sumy"),), weapons=("himars",))
    >>> Scenario.from_toml(sumy.to_toml()) == Scenario.from_query(sumy.to_query()) == sumy
    True

    """

    origins: tuple[Origin, ...]
    weapons: tuple[str | CustomRange, ...] = DEFAULT_WEAPONS
    permission: Permission = field(default_factory=Permission)
    country: str = "RU"
    worldview: str = "un"
    language: str = "en"
    title: str = ""

    def __post_init__(self) -> None:
        """Raise ScenarioError where the scenario contradicts itself."""
        for name, kinds, example in _SEVERAL:
            values = several(getattr(self, name), name, example)
            for value in values:
                if not isinstance(value, kinds):
                    raise KindError(
                        f"{told(value)} is none of the {name}; write {name}=({example},)"
                    )
            object.__setattr__(self, name, values)
        check_kind(self.permission, Permission, "make one, as in Permission(only=('RU-KRS',))")
        if not self.origins:
            raise ScenarioError(
                "no origin is given; say where the range is measured from, "
                "as in --at 51.0,34.7 or --place Sumy or --border",
                reason="no_origins",
            )
        _check_count(len(self.origins))
        if not self.weapons:
            raise ScenarioError(
                "no range is given; name a weapon or a range, as in 75 mi", reason="no_ranges"
            )
        if len(self.weapons) > MAX_WEAPONS:
            raise ScenarioError(
                f"more than {MAX_WEAPONS} ranges are given; a map holds fewer",
                reason="many_ranges",
                most=MAX_WEAPONS,
            )
        check_names([each if isinstance(each, str) else each.name for each in self.weapons])
        checked_text(self.title, "the title", ScenarioError)
        _check_choice("country", self.country, COUNTRIES)
        _check_choice("worldview", self.worldview, WORLDVIEWS)
        _check_choice("language", self.language, LANGUAGES)

    def to_toml(self) -> str:
        """The scenario as a TOML document, which from_toml reads back to an equal scenario.

        Returns
        -------
        str
            The same for equal scenarios; what a scenario file holds.

        """
        return tomli_w.dumps(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """The scenario as plain tables, lists and strings: what TOML and JSON write."""
        permission = {"only": self.permission.only, "except": self.permission.except_}
        return {
            "title": self.title,
            "country": self.country,
            "worldview": self.worldview,
            "language": self.language,
            "permission": {key: list(codes) for key, codes in permission.items() if codes},
            "weapons": [
                each if isinstance(each, str) else _range_table(each) for each in self.weapons
            ],
            "origins": [origin_table(origin) for origin in self.origins],
        }

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Read a scenario file: what to_toml wrote, or a person.

        Parameters
        ----------
        text
            Of the whole file, not its path. docs/schemas.md has its fields.

        Returns
        -------
        Scenario
            Fields that are left out have their defaults.

        Raises
        ------
        InputError
            With the field at fault: mostly a ScenarioError, an OriginError or LengthError for what
            an origin or a range says, a KindError for a path instead of text.

        Examples
        --------
        >>> from rangemap import Scenario
        >>> Scenario.from_toml('origins = [{lat = 51.0, lon = 34.7}]').weapons
        ('himars', 'atacms')

        """
        path = fspath(text) if isinstance(text, PathLike) else text
        check_text(path, "a scenario", "origins = [{lat = 51.0, lon = 34.7}]")
        if path is not text or (path.strip().endswith(".toml") and "\n" not in path.strip()):
            raise KindError(
                "from_toml takes the text of a scenario, not its path; read it, as in "
                f"Scenario.from_toml(pathlib.Path({path.strip()[:60]!r}).read_text('utf-8'))"
            )
        return cls.from_dict(read_toml(text, "the scenario", ScenarioError))

    @classmethod
    def from_dict(cls, document: Any) -> Self:
        """Read what to_dict returned, or the tables of a scenario file; errors as of from_toml."""
        known = {"title", "country", "worldview", "language", "permission", "weapons", "origins"}
        check_fields(document, known, "the scenario")
        origins = list_field(document, "origins")
        _check_count(len(origins))
        permission = document.get("permission", {})
        check_fields(permission, {"only", "except"}, "permission")
        if permission.get("only") == []:
            raise ScenarioError(
                "permission.only is empty; name the only regions that are permitted, or leave it "
                "out where all are",
                reason="permission_empty",
            )
        return cls(
            origins=tuple(read_origin(each) for each in origins),
            weapons=tuple(
                _read_weapon(each)
                for each in list_field(document, "weapons", list(DEFAULT_WEAPONS))
            ),
            permission=Permission(
                _codes(list_field(permission, "only")), _codes(list_field(permission, "except"))
            ),
            **{
                key: text_field(document, key)
                for key in ("title", "country", "worldview", "language")
                if key in document
            },
        )

    def to_query(self) -> str:
        """The scenario as a URL query, without the question mark; from_query reads it back.

        Returns
        -------
        str
            What is as by default is left out, but for origins and weapons.

        """
        pairs: list[tuple[str, str]] = [("origin", origin_text(each)) for each in self.origins]
        pairs += [
            ("weapon", each) if isinstance(each, str) else ("range", range_text(each))
            for each in self.weapons
        ]
        pairs += [("only", code) for code in self.permission.only]
        pairs += [("except", code) for code in self.permission.except_]
        plain = (("country", self.country), ("worldview", self.worldview), ("lang", self.language))
        defaults = {"country": "RU", "worldview": "un", "lang": "en"}
        pairs += [(key, value) for key, value in plain if value != defaults[key]]
        if self.title:
            pairs.append(("title", self.title))
        return urlencode(pairs)

    @classmethod
    def from_query(cls, query: str) -> Self:
        """Read what to_query wrote.

        Parameters
        ----------
        query
            Percent-encoded, without the question mark.

        Returns
        -------
        Scenario
            Equal to the one that was written.

        Raises
        ------
        InputError
            For anything else; as from_toml.

        Examples
        --------
        >>> from rangemap import Scenario
        >>> Scenario.from_query("origin=point%3A51.0%2C34.7%2C&weapon=atacms").weapons
        ('atacms',)

        """
        check_text(query, "a link", "origin=place:Sumy")
        if len(query) > MAX_CHARACTERS:
            raise ScenarioError("the link is too long to be a scenario", reason="link_long")
        try:
            pairs = parse_qsl(
                query, keep_blank_values=True, strict_parsing=bool(query), errors="strict"
            )
        except ValueError as error:
            raise ScenarioError(
                "the link is damaged; copy it again, whole", reason="link_damaged"
            ) from error
        return cls.from_pairs(pairs)

    @classmethod
    def from_pairs(cls, pairs: Sequence[tuple[str, str]]) -> Self:
        """Read a query that is already split into names and values, in their order."""
        pairs = several(pairs, "pairs", "('weapon', 'himars')")
        for pair in pairs:
            if not (isinstance(pair, tuple) and list(map(type, pair)) == [str, str]):
                raise KindError(f"a pair is two texts, ('weapon', 'himars'), not {told(pair)}")
        for key, _ in pairs:
            if key not in QUERY_PARTS:
                raise ScenarioError(
                    f"the link has an unknown part {key[:40]!r}", reason="link_part", name=key[:40]
                )
        _check_count(sum(key == "origin" for key, _ in pairs))
        weapons = tuple(
            value if key == "weapon" else parse_range(value)
            for key, value in pairs
            if key in ("weapon", "range")
        )
        fields = {
            "country": "country",
            "worldview": "worldview",
            "lang": "language",
            "title": "title",
        }
        return cls(
            origins=tuple(parse_origin(value) for key, value in pairs if key == "origin"),
            weapons=weapons or DEFAULT_WEAPONS,
            permission=Permission(
                _codes([value for key, value in pairs if key == "only"]),
                _codes([value for key, value in pairs if key == "except"]),
            ),
            **{fields[key]: value for key, value in pairs if key in fields},
        )


def check_names(names: Sequence[str]) -> None:
    """Raise ScenarioError where two ranges are called the same."""
    for name in names:
        if names.count(name) > 1:
            raise ScenarioError(
                f"the range {name!r} is given twice; names must differ",
                reason="range_twice",
                name=name,
            )


def check_range(length: Length) -> None:
    """Raise ScenarioError for a range outside what rangemap measures, 100 m to 5,000 km."""
    if not MIN_RANGE_KM <= length.km <= MAX_RANGE_KM:
        raise ScenarioError(
            f"a range of {length} is outside what rangemap measures; "
            f"give one between 100 m and {MAX_RANGE_KM:.0f} km",
            reason="range_outside",
            length=str(length),
            most=round(MAX_RANGE_KM),
        )


def _check_count(origins: int) -> None:
    if origins > MAX_ORIGINS:
        raise ScenarioError(
            f"a scenario of {origins:,} origins is too large: at most {MAX_ORIGINS:,} are measured "
            "apart; a file of more, with --origins, is one origin of many places",
            reason="scenario_large",
            count=f"{origins:,}",
            most=f"{MAX_ORIGINS:,}",
        )


def parse_range(text: str) -> CustomRange:
    """Read a range of one's own as the command line takes it: ``[NAME=][MINIMUM..]LENGTH``.

    Parameters
    ----------
    text
        Such as ``"75 mi"``, ``"New=75 mi"`` or ``"New=70 km..300 km"``; units are m, km, mi, nmi.

    Returns
    -------
    CustomRange
        Named by its length where no name is given.

    Raises
    ------
    LengthError
        For a length without a number or a unit.
    ScenarioError
        For a range that cannot be measured.
    KindError
        For what is no text.

    Examples
    --------
    >>> from rangemap import parse_range
    >>> parse_range("75 mi").length.metres
    120700.8

    """
    check_text(text, "a range", "New=75 mi")
    name, _, lengths = text.rpartition("=")
    start, dots, end = lengths.rpartition("..")
    try:
        length, minimum = parse_length(end), parse_length(start) if dots else None
    except LengthError as error:
        shown = lengths.strip()[:_MAX_SHOWN]
        if not _TWO_LENGTHS.search(shown):
            raise
        raise LengthError(
            f"{shown!r} is not a length; a minimum and a range are written as 20 km..70 km",
            reason="length_two",
            text=shown,
        ) from error
    return CustomRange(name or lengths_text(length, minimum), length, minimum)


def lengths_text(length: Length, minimum: Length | None) -> str:
    """The lengths of a range as parse_range reads them; the name of one that has no other."""
    return f"{minimum}..{length}" if minimum else str(length)


def range_text(custom: CustomRange) -> str:
    """A custom range as parse_range reads it."""
    return f"{custom.name}={lengths_text(custom.length, custom.minimum)}"


def _range_table(custom: CustomRange) -> dict[str, str]:
    minimum = {"minimum": str(custom.minimum)} if custom.minimum else {}
    return {"name": custom.name, "range": str(custom.length)} | minimum


def _read_weapon(entry: Any) -> str | CustomRange:
    if isinstance(entry, str):
        return entry
    check_fields(entry, {"name", "range", "minimum"}, "a weapon")
    length = parse_length(text_field(entry, "range"))
    minimum = parse_length(text_field(entry, "minimum")) if "minimum" in entry else None
    name = text_field(entry, "name") if "name" in entry else lengths_text(length, minimum)
    return CustomRange(name, length, minimum)


def _check_choice(what: str, value: str, choices: Sequence[str]) -> None:
    check_text(value, what, choices[0])
    if value not in choices:
        raise ScenarioError(
            f"{what} {value[:20]!r} is unknown; choose from {', '.join(choices)}",
            reason="unknown_choice",
            value=value[:20],
            listed=", ".join(choices),
        )


def _codes(listed: list[Any]) -> tuple[str, ...]:
    if not all(isinstance(code, str) for code in listed):
        raise ScenarioError("region codes must be text in quotes", reason="codes_text")
    return tuple(dict.fromkeys(listed))
