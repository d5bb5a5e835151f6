"""A story: scenarios one after another, and what each permits that the one before did not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from numbers import Integral

import geopandas as gpd

from rangemap.analysis.arguments import SCENARIO, TIMELINE
from rangemap.analysis.comparison import Comparison, compare
from rangemap.analysis.reach import Reach, compute
from rangemap.analysis.result import Result
from rangemap.errors import TimelineError, told
from rangemap.scenario.kinds import check_kind, several
from rangemap.scenario.scenario import Permission, Scenario
from rangemap.scenario.text import checked_text
from rangemap.world.catalog import Catalog
from rangemap.world.citations import Citation
from rangemap.world.timeline import MAX_STEPS, Reading, Timeline, in_language


@dataclass(frozen=True, eq=False)
class Account:
    """What a chapter permits, as one account has it.

    by, where, assumes, speaks_of, permits: as in Reading, in the story's language. reach: what lies
    within range, each row permitted or not. change: from what the chapter before permitted to what
    this one does; from nothing in the first chapter. whole: from nothing to what is permitted here.
    """

    reach: Reach
    change: Comparison
    whole: Comparison
    by: str = ""
    where: str = ""
    assumes: str = ""
    speaks_of: str = "permission"
    permits: Mapping[str, Permission | None] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Chapter:
    """A step of a story, in the story's language.

    number: from 1. date, until: ISO 8601, empty where none is told. certainty: one of
    world.timeline.CERTAINTIES, or empty. accounts: at least one, the first of which the next
    chapter is compared with. is_unchanged: it permits what the chapter before permitted.
    """

    number: int
    title: str
    text: str
    accounts: tuple[Account, ...]
    date: str = ""
    until: str = ""
    certainty: str = ""
    note: str = ""
    sources: tuple[Citation, ...] = ()
    is_unchanged: bool = False

    @property
    def main(self) -> Account:
        """The account that is compared with the chapter before."""
        return self.accounts[0]


@dataclass(frozen=True, eq=False, repr=False)
class Story(Result):
    """Scenarios one after another, and what each permits that the one before did not.

    Attributes
    ----------
    chapters
        In their order. The `main` account of each has the `reach` it permits, and two comparisons:
        `change` from the chapter before, `whole` from nothing.
    language
        Of all texts: ``en``, ``uk`` or ``ru``.
    title, note
        Of the whole story; empty where it has none.
    as_of
        The day on which sources were looked for last, ISO 8601; empty where none is told.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario, story
    >>> sumy = (PointOrigin(lat=51.0, lon=34.7),)
    >>> told = story([Scenario(sumy, weapons=(each,)) for each in ("himars", "atacms")])
    >>> [len(chapter.main.reach.reached) for chapter in told.chapters]
    [2, 9]

    """

    chapters: tuple[Chapter, ...]
    language: str
    title: str = ""
    note: str = ""
    as_of: str = ""

    def chapter(self, number: int) -> Chapter:
        """The chapter of that number, counted from 1; raises TimelineError where there is none."""
        if not isinstance(number, Integral) or not 1 <= number <= len(self.chapters):
            raise TimelineError(f"there is no step {told(number)}; there are {len(self.chapters)}")
        return self.chapters[number - 1]


def timeline_story(
    timeline: Timeline, *, language: str = "en", catalog: Catalog | None = None
) -> Story:
    """What each step of a timeline permits, measured.

    Parameters
    ----------
    timeline
        Steps with readings, as `bundled_timeline()` or `read_timeline(path)` gives them.
    language
        Of names and texts: ``en``, ``uk`` or ``ru``.
    catalog
        Where weapons are looked up; by default the bundled catalogue.

    Returns
    -------
    Story
        A chapter for each step; areas in km² on the WGS 84 ellipsoid, errors beside them.

    Raises
    ------
    CatalogError
        For a weapon that the catalogue does not have.

    Examples
    --------
    >>> from rangemap import bundled_timeline, timeline_story
    >>> story = timeline_story(bundled_timeline())
    >>> story.chapters[0].main.whole.totals()["after_km2"]
    0.0

    """
    check_kind(timeline, Timeline, TIMELINE)
    measured = _Measured(language, catalog)
    chapters: list[Chapter] = []
    for number, step in enumerate(timeline.steps, 1):
        before = chapters[-1].main.reach if chapters else None
        accounts = (
            tuple(measured.account(reading, before) for reading in step.readings)
            if step.readings
            else tuple(_unchanged(each) for each in chapters[-1].accounts)
        )
        chapters.append(
            Chapter(
                number,
                in_language(step.title, language),
                in_language(step.text, language),
                accounts,
                step.date,
                step.until,
                step.certainty,
                in_language(step.note, language),
                step.sources,
                is_unchanged=not step.readings,
            )
        )
    return Story(
        tuple(chapters),
        language,
        in_language(timeline.title, language),
        in_language(timeline.note, language),
        timeline.as_of,
    )


def story(
    scenarios: Sequence[Scenario],
    *,
    title: str = "",
    regions: gpd.GeoDataFrame | None = None,
    catalog: Catalog | None = None,
) -> Story:
    """Scenarios as a story: each against the one before it.

    Parameters
    ----------
    scenarios
        Two or more, in the order of the story; their titles head the chapters. All report the same
        country; the language is the first one's.
    title
        Of the story.
    regions
        Regions of one's own, as for `compute`.
    catalog
        Where weapons are looked up; by default the bundled catalogue.

    Returns
    -------
    Story
        A chapter for each scenario, with one account.

    Raises
    ------
    TimelineError
        For fewer than two scenarios, or more than a story holds.
    ScenarioError
        Where scenarios report different regions.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario, story
    >>> sumy = (PointOrigin(lat=51.0, lon=34.7),)
    >>> told = story([Scenario(sumy, weapons=(each,)) for each in ("himars", "atacms")])
    >>> told.chapters[1].main.change.totals()["lost_km2"]
    0.0

    """
    scenarios = several(scenarios, "scenarios", "scenario, another")
    for scenario in scenarios:
        check_kind(scenario, Scenario, SCENARIO)
    checked_text(title, "the title", TimelineError)
    if not 2 <= len(scenarios) <= MAX_STEPS:  # noqa: PLR2004  before and after
        raise TimelineError(
            f"a story has 2 to {MAX_STEPS} scenarios, one for each step; {len(scenarios)} given"
        )
    language = scenarios[0].language
    chapters: list[Chapter] = []
    for number, scenario in enumerate(scenarios, 1):
        reach = compute(replace(scenario, language=language), regions, catalog)
        nothing = _withheld(reach)
        before = chapters[-1].main.reach if chapters else nothing
        account = Account(reach, compare(before, reach), compare(nothing, reach))
        chapters.append(Chapter(number, scenario.title, "", (account,)))
    return Story(tuple(chapters), language, title)


class _Measured:
    """Reaches and comparisons of a timeline, each measured once."""

    def __init__(self, language: str, catalog: Catalog | None) -> None:
        self._language, self._catalog = language, catalog
        self._measured: dict[Scenario, Reach] = {}

    def account(self, reading: Reading, before: Reach | None) -> Account:
        """An account, compared with the reach before."""
        reach = self._reach(reading)
        whole = compare(_withheld(reach), reach)
        return Account(
            reach,
            change=whole if before is None else compare(before, reach),
            whole=whole,
            by=in_language(reading.by, self._language),
            where=in_language(reading.where, self._language),
            assumes=in_language(reading.assumes, self._language),
            speaks_of=reading.speaks_of,
            permits=reading.permits,
        )

    def _reach(self, reading: Reading) -> Reach:
        """With each weapon's own permission, which a scenario has only for all weapons alike."""
        scenario = Scenario(reading.origins, tuple(reading.permits), language=self._language)
        if scenario not in self._measured:
            self._measured[scenario] = compute(scenario, catalog=self._catalog)
        reach = self._measured[scenario]
        rows = zip(reach.regions["region"], reach.regions["weapon"], strict=True)
        permitted = [_allows(reading.permits[weapon], region) for region, weapon in rows]
        return replace(reach, regions=reach.regions.assign(permitted=permitted))


def _allows(permission: Permission | None, region: str) -> bool:
    return permission is not None and permission.allows(region)


def _withheld(reach: Reach) -> Reach:
    """The same with nothing permitted."""
    return replace(reach, regions=reach.regions.assign(permitted=False))


def _unchanged(account: Account) -> Account:
    """The same account a step later: nothing gained, nothing lost."""
    return replace(account, change=compare(account.reach, account.reach))
