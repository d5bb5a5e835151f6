"""What visitors type or send as text, read as origins or a scenario: functions that workers run.

Text takes longer than it looks: a hundred thousand lines of degrees, minutes and seconds take half
a minute of a processor. Files of shapes are read by the processes of `intake`.
"""

import re

from rangemap.analysis.ranges import resolve_ranges
from rangemap.analysis.towns import place_origin
from rangemap.errors import CatalogError, InputError, OriginError, ScenarioError, TimelineError
from rangemap.intake.limits import FROM_VISITORS
from rangemap.intake.lists import list_text, read_list
from rangemap.intake.origins import points_of
from rangemap.scenario.origins import Origin, PointOrigin
from rangemap.scenario.scenario import Scenario, check_range
from rangemap.workers.limits import MAX_ENTRIES, MAX_FIGURES, MAX_ORIGINS, check_origins
from rangemap.world.catalog import Catalog, bundled_catalog, catalog_from_toml
from rangemap.world.citations import MAX_BYTES
from rangemap.world.timeline import MAX_STEPS, Timeline, timeline_from_toml

_STEP = re.compile(rb"^[ \t]*\[\[[ \t]*step[ \t]*\]\]", re.MULTILINE)
_ENTRY = re.compile(rb"^[ \t]*\[\[[ \t]*weapon[ \t]*\]\]", re.MULTILINE)
_LINE = re.compile(r"\(at line (\d+)")


def get_ready() -> None:
    """Load what lists of towns are looked up in."""
    place_origin("Kharkiv")


def pasted(text: str, where: str, language: str) -> tuple[Origin, ...]:
    """The launch points of pasted lines: positions or towns, with or without headings.

    where: what messages call the list. Raises OriginError with the line at fault.
    """
    towns = _Towns(language)
    lines = read_list(text, where, towns=towns, max_lines=FROM_VISITORS.lines)
    return _checked(points_of(lines, where))


def listed(content: bytes, name: str) -> tuple[Origin, ...]:
    """The launch points of the bytes of a list. Raises OriginError with the line at fault."""
    lines = read_list(list_text(content, name), name, max_lines=FROM_VISITORS.lines)
    return _checked(points_of(lines, name))


def scenario(content: bytes, name: str) -> Scenario:
    """The scenario of the bytes of a TOML file. Raises RangemapError where they are none."""
    try:
        found = Scenario.from_toml(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{name}: is not UTF-8 text", reason="document_no_toml") from error
    check_origins(found.origins)
    return found


def story(
    files: tuple[tuple[str, bytes], ...], catalog: Catalog | None = None
) -> Timeline | tuple[Scenario, ...]:
    """What files by their names tell: scenarios step by step, or a timeline, which is one file.

    catalog: where scenarios look up ranges; None for the bundled one.

    Raises RangemapError, naming the file, where they do not make a story that a page takes.
    """
    if len(files) == 1:
        return _timeline(*files[0])
    if not 2 <= len(files) <= MAX_STEPS:  # noqa: PLR2004  before and after
        raise TimelineError(
            f"a story has 2 to {MAX_STEPS} scenarios, one for each step; {len(files)} given",
            reason="story_count",
            count=len(files),
            most=MAX_STEPS,
        )
    known = catalog or bundled_catalog()
    scenarios = [_step(name, content, known) for name, content in files]
    for (name, _), each in zip(files, scenarios, strict=True):
        if each.country != scenarios[0].country:
            raise ScenarioError(
                f"{name}: reports other regions than {files[0][0]}; a story reports one country's",
                reason="story_countries",
                file=name,
                first=files[0][0],
            )
    check_origins([origin for each in scenarios for origin in each.origins])
    return tuple(scenarios)


def catalog(content: bytes, name: str) -> Catalog:
    """The catalogue of the bytes of a TOML file. Raises CatalogError where a page takes none."""
    try:
        text = content[: MAX_BYTES + 1].decode("utf-8", "replace")
        if len(content) > MAX_BYTES or "\N{REPLACEMENT CHARACTER}" in text:
            raise CatalogError(f"{name}: is no UTF-8 text of at most 1 MB", reason="document_text")
        found = catalog_from_toml(text, name)
    except CatalogError as error:
        if not error.reason.startswith("document_"):
            raise
        line = _LINE.search(str(error))
        raise CatalogError(
            f"{error}",
            reason="catalog_line" if line else "catalog_no_toml",
            where=name,
            line=int(line[1]) if line else 0,
        ) from error
    figures = sum(len(each.ranges) + len(each.minimums) for each in found.weapons)
    if len(found.weapons) > MAX_ENTRIES or figures > MAX_FIGURES:
        raise CatalogError(
            f"{name}: {len(found.weapons):,} entries with {figures:,} figures are too many",
            reason="catalog_large",
            where=name,
            entries=len(found.weapons),
            most=MAX_ENTRIES,
            figures=figures,
            most_figures=MAX_FIGURES,
        )
    for weapon in found.weapons:
        try:
            check_range(weapon.range.length)
        except ScenarioError as error:
            raise CatalogError(
                f"{name} ({weapon.id}): {error}",
                reason="catalog_length",
                where=f"{name} ({weapon.id})",
                cause=error,
            ) from error
    return found


def is_catalog(content: bytes) -> bool:
    """Whether a TOML file has weapons with figures, as no scenario has."""
    return _ENTRY.search(content) is not None


def is_timeline(content: bytes) -> bool:
    """Whether a TOML file has steps, as no scenario has."""
    return _STEP.search(content) is not None


def _timeline(name: str, content: bytes) -> Timeline:
    text = content.decode("utf-8", "replace")
    if "\N{REPLACEMENT CHARACTER}" in text or not is_timeline(content):
        raise TimelineError(
            f"{name}: is one step; a story has two or more scenario files, or one timeline",
            reason="story_one",
            file=name,
        )
    try:
        return timeline_from_toml(text, name)
    except TimelineError as error:
        raise TimelineError(f"{error}", reason="story_timeline", file=name, why=error) from error


def _step(name: str, content: bytes, catalog: Catalog) -> Scenario:
    try:
        found = scenario(content, name)
        resolve_ranges(found, catalog)
    except InputError as error:
        raise ScenarioError(
            f"{name}: {error}", reason="story_file", file=name, why=error
        ) from error
    return found


def _checked(origins: tuple[Origin, ...]) -> tuple[Origin, ...]:
    check_origins(origins)
    return origins


class _Towns:
    """Finds the towns of a list: no more than the page takes, as each is looked for by itself."""

    def __init__(self, language: str) -> None:
        self.language, self.count = language, 0

    def __call__(self, name: str) -> PointOrigin:
        self.count += 1
        if self.count > MAX_ORIGINS + 1:  # the first line is looked at twice
            raise OriginError(
                f"more than {MAX_ORIGINS} towns are too many for the page",
                reason="too_many_origins",
                count=f"{self.count - 1:,}",
                most=f"{MAX_ORIGINS:,}",
            )
        return place_origin(name, language=self.language)
