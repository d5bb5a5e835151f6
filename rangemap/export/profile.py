"""The profile of a border as a report: from where along it which region is within reach."""

from typing import TYPE_CHECKING

from rangemap.analysis.profile import Profile
from rangemap.export.csv import csv_bytes
from rangemap.export.reports import Report
from rangemap.figures.layers import ring_label
from rangemap.wording.language import language_of
from rangemap.wording.profile import cells, heading, records, sentence, summary, table
from rangemap.wording.provenance import caveat_text, range_source

if TYPE_CHECKING:
    from rangemap.figures.files import Picture
    from rangemap.figures.options import FigureOptions

_COLUMNS = (
    *("region", "name", "weapon", "range_km", "border_km", "stretches_km"),
    *("greatest_share", "greatest_at_km"),
)


def _csv(profile: Profile) -> bytes:
    """A row for each range and region within reach."""
    names = dict(zip(profile.reach.outlines["region"], profile.reach.outlines["name"], strict=True))
    caveat = caveat_text(profile.ranges)
    rows = []
    for range_ in profile.ranges:
        for record in records(profile, range_):
            stretches = " ".join(f"{start:g}:{end:g}" for start, end in record["stretches_km"])
            values = record | {"name": names[record["region"]], "stretches_km": stretches}
            told = (range_source(range_), caveat)
            rows.append((*(values[name] for name in _COLUMNS), *told))
    return csv_bytes([*_COLUMNS, "range_source", "caveat"], rows)


def _page(profile: Profile) -> bytes:
    from rangemap.figures.options import FigureOptions
    from rangemap.web.picture_page import Cells, picture_page

    said = language_of(profile.scenario.language)
    rows = [
        (row[0], ring_label(each, said.code), *row[1:])
        for each in profile.ranges
        for row in cells(profile, each)
    ]
    first, *rest = heading(said)
    return picture_page(
        _picture(profile, FigureOptions()),
        caveat_text(profile.ranges, said.code),
        Cells([first, said.say("table.name"), *rest], rows),
    )


def _picture(profile: Profile, options: "FigureOptions") -> "Picture":
    from rangemap.figures.profile import picture

    return picture(profile, options)


PROFILE = Report[Profile](sentence, table, summary, {".html": _page, ".csv": _csv}, _picture)
