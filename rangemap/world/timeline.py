"""The timeline: what was permitted, in dated steps, each with who says so and how sure it is."""

import functools
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rangemap.errors import DataError, InputError, TimelineError
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.documents import read_toml
from rangemap.scenario.fields import check_fields
from rangemap.scenario.origin_text import read_origin
from rangemap.scenario.origins import BorderOrigin, Origin
from rangemap.scenario.paths import FilePath, file_path
from rangemap.scenario.scenario import Permission
from rangemap.world import boundaries
from rangemap.world.citations import Citation, Reader, is_date

CERTAINTIES = ("policy", "reported", "on_record", "disputed")
MAX_STEPS = 40
_BUNDLED = Path(__file__).with_name("timeline.toml")
MAX_READINGS = 6
_DAY_OR_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
_READ = Reader(TimelineError, "source")
_FIELDS = {"title", "as_of", "note", "step"}
_STEP_FIELDS = {"date", "until", "certainty", "title", "text", "note", "sources", "reading"}
_READING_FIELDS = {"by", "speaks_of", "where", "assumes", "origins", "permits"}
SUBJECTS = ("permission", "use")
_MAX_NAME = 200

Texts = Mapping[str, str]
"""A text by language; English stands in where a language has none."""


@dataclass(frozen=True)
class Reading:
    """What a step permits, as one account has it.

    by: whose account. where: in words. assumes: what a map takes for granted where the account is
    less exact. origins: where ranges are measured from. permits: by weapon the regions that are
    permitted: a Permission, or None for no region at all. speaks_of: ``permission``, or ``use``
    where the account is of use and of no permission.
    """

    by: Texts
    where: Texts
    permits: Mapping[str, Permission | None]
    origins: tuple[Origin, ...] = (BorderOrigin("RU"),)
    assumes: Texts = field(default_factory=dict)
    speaks_of: str = "permission"


@dataclass(frozen=True)
class Step:
    """A dated step. date, until: ISO 8601, a day or a month; either may be empty, not both.

    certainty: one of CERTAINTIES. readings: empty where the step changes no permission; where
    accounts differ one each, the first of which is compared with the step before.
    """

    date: str
    until: str
    certainty: str
    title: Texts
    text: Texts
    sources: tuple[Citation, ...]
    readings: tuple[Reading, ...] = ()
    note: Texts = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The date that a step is asked for by: the day it begins, or ends."""
        return self.date or self.until


@dataclass(frozen=True)
class Timeline:
    """What was permitted, step by step, as `bundled_timeline` and `read_timeline` give it.

    Attributes
    ----------
    title, note
        By language; `note` empty where there is none.
    steps
        In the order of their dates.
    as_of
        The day on which sources were looked for last, ISO 8601; empty where none is told.

    Examples
    --------
    >>> from rangemap import bundled_timeline
    >>> timeline = bundled_timeline()
    >>> dates = [step.date for step in timeline.steps]
    >>> dates == sorted(dates)
    True

    """

    title: Texts
    steps: tuple[Step, ...]
    as_of: str = ""
    note: Texts = field(default_factory=dict)


def in_language(texts: Texts, language: str) -> str:
    """A text in that language, else in English; empty where there is none."""
    return texts.get(language) or texts.get("en", "")


@functools.cache
def bundled_timeline() -> Timeline:
    """The timeline that comes with rangemap: what of ATACMS was permitted, step by step.

    Returns
    -------
    Timeline
        Its `steps` in the order of their dates, each with who says so (docs/timeline.md).

    Raises
    ------
    DataError
        Where it is missing or damaged.

    Examples
    --------
    >>> from rangemap import bundled_timeline
    >>> all(step.sources for step in bundled_timeline().steps)
    True

    """
    try:
        return read_timeline(_BUNDLED)
    except TimelineError as error:
        raise DataError(_BUNDLED, "is missing or damaged; reinstall rangemap") from error


def read_timeline(path: FilePath) -> Timeline:
    """Read a timeline of your own.

    Parameters
    ----------
    path
        A TOML file of at most 1 MB; its form is in docs/timeline.md.

    Returns
    -------
    Timeline
        Its `steps` in the order of their dates.

    Raises
    ------
    TimelineError
        With the step and the field that is wrong.

    Examples
    --------
    >>> from rangemap import read_timeline
    >>> story = read_timeline("story.toml")  # doctest: +SKIP

    """
    file = file_path(path, TimelineError)
    return _timeline(_READ.document(file, "timeline"), str(file))


def timeline_from_toml(text: str, name: str) -> Timeline:
    """The same of the text of a timeline file, which messages call by that name."""
    return _timeline(read_toml(text, f"{name}:", TimelineError), name)


def _timeline(document: dict[str, Any], where: str) -> Timeline:
    check_fields(document, _FIELDS, where, TimelineError)
    entries = document.get("step")
    if not isinstance(entries, list) or not entries:
        raise TimelineError(f"{where}: has no [[step]] entry")
    if len(entries) > MAX_STEPS:
        raise TimelineError(f"{where}: {len(entries):,} steps are too many; at most {MAX_STEPS}")
    steps = tuple(_step(entry, f"{where}, step {n}") for n, entry in enumerate(entries, 1))
    _check_order(steps, where)
    if not steps[0].readings:
        raise TimelineError(f"{where}, step 1: needs a [[step.reading]]; others may go without")
    return Timeline(
        title=_texts(document, "title", where),
        steps=steps,
        as_of=_day(document, "as_of", where),
        note=_texts(document, "note", where, required=False),
    )


def _check_order(steps: tuple[Step, ...], where: str) -> None:
    for number, (one, next_) in enumerate(itertools.pairwise(steps), 2):
        if next_.key < one.key:
            raise TimelineError(
                f"{where}, step {number}: {next_.key} comes before {one.key}; order steps by date"
            )


def _step(entry: Any, where: str) -> Step:
    check_fields(entry, _STEP_FIELDS, where, TimelineError)
    date, until = _day(entry, "date", where), _day(entry, "until", where)
    if not (date or until):
        raise TimelineError(f"{where}: needs date, until, or both")
    if date and until and until < date:
        raise TimelineError(f"{where}: until {until} comes before date {date}")
    where = f"{where} ({date or until})"
    certainty = _READ.text(entry, "certainty", where)
    if certainty not in CERTAINTIES:
        raise TimelineError(
            f"{where}: certainty {certainty[:40]!r} is none of {', '.join(CERTAINTIES)}"
        )
    sources = _list(entry, "sources", where)
    if not sources:
        raise TimelineError(f"{where}: names no sources; a step without one is not told")
    readings = _list(entry, "reading", where)
    if len(readings) > MAX_READINGS:
        raise TimelineError(f"{where}: more than {MAX_READINGS} readings fit no picture")
    return Step(
        date=date,
        until=until,
        certainty=certainty,
        title=_texts(entry, "title", where),
        text=_texts(entry, "text", where),
        note=_texts(entry, "note", where, required=False),
        sources=tuple(_READ.citation(each, f"{where}, {n}") for n, each in enumerate(sources, 1)),
        readings=tuple(
            _reading(each, f"{where}, reading {n}") for n, each in enumerate(readings, 1)
        ),
    )


def _reading(entry: Any, where: str) -> Reading:
    check_fields(entry, _READING_FIELDS, where, TimelineError)
    subject = _READ.text(entry, "speaks_of", where, required=False) or "permission"
    if subject not in SUBJECTS:
        raise TimelineError(f"{where}: speaks_of is none of {', '.join(SUBJECTS)}")
    permits = entry.get("permits")
    if not isinstance(permits, dict) or not permits:
        raise TimelineError(
            f'{where}: needs permits, by weapon: permits = {{ atacms = ["RU-KRS"] }}'
        )
    return Reading(
        by=_texts(entry, "by", where, most=_MAX_NAME),
        where=_texts(entry, "where", where),
        assumes=_texts(entry, "assumes", where, required=False),
        permits={weapon: _permitted(given, weapon, where) for weapon, given in permits.items()},
        speaks_of=subject,
        **_origins(entry, where),
    )


def _origins(entry: dict[str, Any], where: str) -> dict[str, Any]:
    """The origins that a reading names; nothing where it leaves them to their default."""
    listed = _list(entry, "origins", where)
    if not listed:
        return {}
    try:
        return {"origins": tuple(read_origin(each) for each in listed)}
    except InputError as error:
        raise TimelineError(f"{where}, origins: {error}") from error


def _permitted(given: Any, weapon: str, where: str) -> Permission | None:
    if given == "all":
        return Permission()
    if given == "none":
        return None
    if not isinstance(given, list) or not given or not all(isinstance(one, str) for one in given):
        raise TimelineError(
            f'{where}: permits.{weapon} must be "all", "none" or a list of region codes'
        )
    try:
        return Permission(only=boundaries.check_region_codes(given))
    except InputError as error:
        raise TimelineError(f"{where}, permits.{weapon}: {error}") from error


def _list(entry: dict[str, Any], key: str, where: str) -> list[Any]:
    listed = entry.get(key, [])
    if not isinstance(listed, list):
        raise TimelineError(f"{where}: {key} must be a list")
    return listed


def _texts(
    table: dict[str, Any], key: str, where: str, *, required: bool = True, most: int = 1000
) -> Texts:
    """A text by language; one without languages is for all of them."""
    if isinstance(table.get(key), str):
        return dict.fromkeys(LANGUAGES, _READ.text(table, key, where, most=most))
    texts = _READ.by_language(table, key, where, most=most)
    if required and not texts:
        raise TimelineError(f'{where}: {key} is missing; write {key} = "…" or {key}.en = "…"')
    return texts


def _day(table: dict[str, Any], key: str, where: str) -> str:
    value = _READ.text(table, key, where, required=False)
    if value and not (_DAY_OR_MONTH.fullmatch(value) and is_date(value)):
        raise TimelineError(f"{where}: {key} {value[:40]!r} is not a day or month (2024-11-17)")
    return value
