"""A story as a report: its page, its numbers, the permitted parts, its figures."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from rangemap.analysis.story import Account, Chapter, Story
from rangemap.export.csv import csv_bytes
from rangemap.export.geojson import rfc7946_geometry
from rangemap.export.reports import Report
from rangemap.wording.story import account_record, caveat, sentence, summary, table

if TYPE_CHECKING:
    from rangemap.figures.files import Picture
    from rangemap.figures.options import FigureOptions

_STEP_COLUMNS = ("step", "date", "until", "certainty", "title", "by", "where", "assumes")
_REGION_COLUMNS = (
    "region",
    "name",
    "permitted_km2",
    "permitted_error_km2",
    "share",
    "share_error",
)


def step_report(number: int) -> Report[Story]:
    """The report whose figures show one step of the story; its data are of the whole."""

    def picture(story: Story, options: "FigureOptions") -> "Picture":
        from rangemap.figures.story import step_picture

        return step_picture(story, number, options)

    return replace(STORY, picture=picture)


def _told(chapter: Chapter, account: Account) -> tuple[object, ...]:
    return (
        chapter.number,
        chapter.date,
        chapter.until,
        chapter.certainty,
        chapter.title,
        account.by,
        account.where,
        account.assumes,
    )


def _csv(story: Story) -> bytes:
    """One row for each account of each step and region that it permits; none permitted is a row."""
    said = caveat(story)
    rows: list[tuple[object, ...]] = []
    for chapter in story.chapters:
        sources = "; ".join(map(str, chapter.sources))
        for account in chapter.accounts:
            found = account_record(account)["regions"] or [dict.fromkeys(_REGION_COLUMNS, "")]
            origins = "; ".join(each.label for each in account.reach.scenario.origins)
            rows += [
                (
                    *_told(chapter, account),
                    origins,
                    *(region[name] for name in _REGION_COLUMNS),
                    sources,
                    said,
                )
                for region in found
            ]
    return csv_bytes([*_STEP_COLUMNS, "origins", *_REGION_COLUMNS, "sources", "caveat"], rows)


def _geojson(story: Story) -> bytes:
    """A feature for each permitted part of a region, for each account of each step."""
    document = {
        "type": "FeatureCollection",
        **summary(story),
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "kind": "permitted",
                    **dict(zip(_STEP_COLUMNS, _told(chapter, account), strict=True)),
                    **{
                        name: region[name]
                        for name in ("region", "name", "after_km2", "after_share")
                    },
                },
                "geometry": rfc7946_geometry(region["geometry"]),
            }
            for chapter in story.chapters
            for account in chapter.accounts
            for region in account.whole.regions.to_dict("records")
            if not region["geometry"].is_empty
        ],
    }
    return (json.dumps(document, ensure_ascii=False) + "\n").encode()


def _page(story: Story) -> bytes:
    from rangemap.web.story import story_page

    return story_page(story)


def _picture(story: Story, options: "FigureOptions") -> "Picture":
    from rangemap.figures.story import picture

    return picture(story, options)


STORY = Report[Story](
    sentence, table, summary, {".html": _page, ".csv": _csv, ".geojson": _geojson}, _picture
)
