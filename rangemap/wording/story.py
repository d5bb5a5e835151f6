"""A story in words: dates, certainties, what each chapter permits; its table and plain data."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from rangemap.analysis.ranges import Range
from rangemap.analysis.story import Account, Chapter, Story
from rangemap.scenario.scenario import Permission, Scenario
from rangemap.wording.comparison import MIN_KM2
from rangemap.wording.figure import assumption
from rangemap.wording.language import Language, language_of
from rangemap.wording.origins import origins_text, whereabouts
from rangemap.wording.provenance import (
    caveat_text,
    data_provenance,
    provenance,
    source_line,
)
from rangemap.wording.quantities import area_apart, area_text
from rangemap.wording.ranges import range_name
from rangemap.wording.reach import headline, whose
from rangemap.wording.remarks import data_remarks, remarks
from rangemap.wording.table import aligned

_MAX_NAMED = 8
_FEW = 3


def date_text(date: str, said: Language) -> str:
    """An ISO 8601 day or month in words: ``17 November 2024``, ``січень 2025 року``."""
    year, month, *day = date.split("-")
    if day:
        name = said.messages["story.months_of"][int(month) - 1]
        return said.say("story.day", day=str(int(day[0])), month=name, year=year)
    name = said.messages["story.months"][int(month) - 1]
    return said.say("story.month", month=name, year=year)


def _day_text(date: str, said: Language) -> str:
    """A day without its year, a month by its name: ``7 August``."""
    _, month, *day = date.split("-")
    if not day:
        return str(said.messages["story.months"][int(month) - 1])
    name = said.messages["story.months_of"][int(month) - 1]
    return said.say("story.day_alone", day=str(int(day[0])), month=name)


def when_text(chapter: Chapter, said: Language) -> str:
    """When a chapter's step was; empty where it has no date."""
    if chapter.date and chapter.until:
        last = date_text(chapter.until, said)
        is_same_year = chapter.date[:4] == chapter.until[:4]
        first = (_day_text if is_same_year else date_text)(chapter.date, said)
        return said.say("story.span", date=first, until=last)
    if chapter.until:
        return said.say("story.until", date=date_text(chapter.until, said))
    return date_text(chapter.date, said) if chapter.date else ""


def certainty_text(chapter: Chapter, said: Language) -> str:
    """How sure a step is, in words; empty where that is not told."""
    return said.say(f"story.{chapter.certainty}") if chapter.certainty else ""


def title_text(chapter: Chapter) -> str:
    """The chapter's title, or what its ranges reach where it has none."""
    return chapter.title or headline(chapter.main.reach)


def permitted_text(account: Account, said: Language) -> str:
    """How much is within range and permitted, and in which regions, the largest part first."""
    rows = account.whole.regions
    rows = rows[rows["after_km2"] > 0].sort_values("after_km2", ascending=False)
    if rows.empty:
        return said.say("story.nothing")
    names = list(rows["name"])
    is_many = len(names) > _MAX_NAMED
    totals = account.whole.totals()
    found = "permitted" if account.speaks_of == "permission" else "used"
    return said.say(
        f"story.{found}{'_many' if is_many else ''}",
        area=area_text(totals["after_km2"], said.code, totals["gained_error_km2"]),
        regions=said.say(f"regions.of_{whose(account.reach)}", len(names)),
        names=said.listed(names[:_FEW] if is_many else names),
    )


def change_text(account: Account, said: Language) -> str:
    """What an account permits more or less than the chapter before."""
    totals = account.change.totals()
    is_more, is_less = (totals[f"{each}_km2"] >= MIN_KM2 for each in ("gained", "lost"))
    key = {(True, True): "both", (True, False): "more", (False, True): "less"}.get(
        (is_more, is_less), "same"
    )
    areas = {
        each: area_apart(totals[f"{each}_km2"], said.code, totals[f"{each}_error_km2"])
        for each in ("gained", "lost")
    }
    text = said.say(f"story.{key}", **areas)
    return text[:1].upper() + text[1:]


def account_text(account: Account, said: Language) -> str:
    """Whose account it is, and where by it; empty where it has no name."""
    return said.say("story.account", by=account.by, where=account.where) if account.by else ""


def account_scenarios(account: Account) -> list[tuple[Scenario, str]]:
    """What an account permits as scenarios, each with the names of its ranges.

    One for each permission, as a scenario has one permission for all its ranges; none for ranges
    that are permitted nowhere.
    """
    asked = account.reach.scenario
    names = {each.weapon: range_name(each, asked.language) for each in account.reach.ranges}
    if not account.permits:
        return [(asked, ", ".join(names.values()))]
    groups: dict[Permission, list[str]] = {}
    for weapon, permission in account.permits.items():
        if permission is not None:
            groups.setdefault(permission, []).append(weapon)
    return [
        (
            replace(asked, weapons=tuple(weapons), permission=permission),
            ", ".join(names[weapon] for weapon in weapons),
        )
        for permission, weapons in groups.items()
    ]


def measured_text(account: Account, said: Language) -> str:
    """From where an account's ranges are measured."""
    return said.say("story.measured_from", origins=origins_text(account.reach))


def finding(chapter: Chapter, account: Account, said: Language) -> str:
    """What a chapter permits, and what changed: a paragraph."""
    parts = [account_text(account, said), account.assumes, permitted_text(account, said)]
    if chapter.number > 1:
        parts.append(change_text(account, said))
    return " ".join(part for part in parts if part)


def sentence(story: Story) -> str:
    """The last step and what it permits, in one sentence that can be quoted."""
    said, last = language_of(story.language), story.chapters[-1]
    when = when_text(last, said)
    return said.say(
        "story.found" if when else "story.found_undated",
        when=when,
        n=str(last.number),
        title=title_text(last),
        permitted=permitted_text(last.main, said),
    )


def ranges(story: Story) -> list[Range]:
    """All ranges of a story, none twice."""
    return list(
        dict.fromkeys(
            each
            for chapter in story.chapters
            for account in chapter.accounts
            for each in account.reach.ranges
        )
    )


def notes(story: Story) -> list[str]:
    """What stands under every output of a story: where from, remarks, caveat, sources."""
    said = language_of(story.language)
    reaches = [account.reach for chapter in story.chapters for account in chapter.accounts]
    where = dict.fromkeys(each for reach in reaches for each in whereabouts(reach))
    told = [*where, *remarks(*reaches, has_places=False)]
    if any(len(chapter.accounts) > 1 for chapter in story.chapters):
        told.append(said.say("story.compared"))
    used = [
        said.number(chapter.number)
        for chapter in story.chapters
        if any(account.speaks_of == "use" for account in chapter.accounts)
    ]
    if used:
        told.append(said.say("story.use", steps=said.listed(used)))
    if story.as_of:
        told.append(
            said.say("story.searched", date=date_text(story.as_of, said), note=story.note).rstrip()
        )
    return [*told, caveat_text(ranges(story), said.code), story_sources(story)]


def story_sources(story: Story) -> str:
    """The line of sources of all ranges of a story."""
    return source_line(story.chapters[0].main.reach, ranges(story))


def joint_assumption(story: Story) -> str:
    """From where and at which ranges most accounts assume a launch; empty where none is of most."""
    reaches = [account.reach for chapter in story.chapters for account in chapter.accounts]
    commonest, count = Counter(map(assumption, reaches)).most_common(1)[0]
    return commonest if 2 * count > len(reaches) else ""


def table(story: Story) -> str:
    """One line for each account of each step."""
    said = language_of(story.language)
    names = ("step", "when", "certainty", "account", "permitted", "regions", "gained", "lost")
    rows = [
        row
        for chapter in story.chapters
        for row in (
            [_unchanged_row(chapter, said)]
            if chapter.is_unchanged
            else [_row(chapter, account, said) for account in chapter.accounts]
        )
    ]
    heading = tuple(said.say(f"story.table_{name}") for name in names)
    lines = aligned([heading, *rows], right=(0, 4, 5, 6, 7))
    steps = [f"{chapter.number}. {title_text(chapter)}" for chapter in story.chapters]
    head = [story.title, ""] if story.title else []
    return "\n".join([*head, *steps, "", *lines, "", *notes(story)])


def _unchanged_row(chapter: Chapter, said: Language) -> tuple[str, ...]:
    when, sure = when_text(chapter, said), certainty_text(chapter, said)
    return (str(chapter.number), when, sure, said.say("story.as_before"), "", "", "", "")


def _row(chapter: Chapter, account: Account, said: Language) -> tuple[str, ...]:
    totals = account.change.totals()
    whole = account.whole.totals()
    mark = "*" if account.speaks_of == "use" else ""
    return (
        str(chapter.number),
        when_text(chapter, said),
        certainty_text(chapter, said),
        account.by,
        _area(whole["after_km2"], whole["gained_error_km2"], said) + mark,
        str(int((account.whole.regions["after_km2"] > 0).sum())),
        _area(totals["gained_km2"], totals["gained_error_km2"], said),
        _area(totals["lost_km2"], totals["lost_error_km2"], said),
    )


def _area(area_km2: float, error_km2: float, said: Language) -> str:
    return area_text(area_km2, said.code, error_km2) if area_km2 >= MIN_KM2 else "–"


def summary(story: Story) -> dict[str, Any]:
    """Every step with its accounts, each with its scenario, permissions, areas and regions."""
    widest = max(
        (account.reach for chapter in story.chapters for account in chapter.accounts),
        key=lambda each: len(each.ranges),
    )
    every = [account.reach for chapter in story.chapters for account in chapter.accounts]
    return {
        "title": story.title,
        "as_of": story.as_of,
        "note": story.note,
        "steps": [_chapter_record(each) for each in story.chapters],
        "sentence": sentence(story),
        **provenance(widest),
        "remarks": data_remarks(*every, has_places=False),
        **data_provenance(widest),
        "caveat": caveat_text(ranges(story)),
    }


def caveat(story: Story) -> str:
    """What stands in every row of a data file, in English: remarks, then the caveat."""
    every = [account.reach for chapter in story.chapters for account in chapter.accounts]
    return " ".join([*data_remarks(*every, has_places=False), caveat_text(ranges(story))])


def _chapter_record(chapter: Chapter) -> dict[str, Any]:
    return {
        "step": chapter.number,
        "date": chapter.date,
        "until": chapter.until,
        "certainty": chapter.certainty,
        "title": chapter.title,
        "text": chapter.text,
        "note": chapter.note,
        "permission_changed": not chapter.is_unchanged,
        "accounts": [account_record(each) for each in chapter.accounts],
        "sources": [asdict(each) for each in chapter.sources],
    }


def account_record(account: Account) -> dict[str, Any]:
    """An account as plain data: areas in km², one row for each region that is permitted."""
    totals, whole = account.change.totals(), account.whole.totals()
    rows = account.whole.regions
    rows = rows[rows["after_km2"] > 0].sort_values("after_km2", ascending=False)
    return {
        "by": account.by,
        "where": account.where,
        "assumes": account.assumes,
        "speaks_of": account.speaks_of,
        "scenario": account.reach.scenario.to_dict(),
        "permits": _permits(account.permits),
        "permitted_km2": whole["after_km2"],
        "permitted_error_km2": whole["gained_error_km2"],
        **{
            f"{what}_{unit}": totals[f"{what}_{unit}"]
            for what in ("gained", "lost")
            for unit in ("km2", "error_km2")
        },
        "regions": [
            {
                "region": row["region"],
                "name": row["name"],
                "permitted_km2": row["after_km2"],
                "permitted_error_km2": row["gained_error_km2"],
                "share": row["after_share"],
                "share_error": row["after_share_error"],
            }
            for row in rows.drop(columns="geometry").to_dict("records")
        ],
    }


def _permits(permits: Mapping[str, Permission | None]) -> dict[str, Any]:
    """By weapon: ``"all"``, ``"none"``, or the codes of the regions that are permitted."""
    return {
        weapon: "none" if given is None else list(given.only) or "all"
        for weapon, given in permits.items()
    }
