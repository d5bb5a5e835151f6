"""Where the numbers come from: one record per source, for every output alike."""

from collections.abc import Sequence
from dataclasses import asdict

from rangemap import boundaries
from rangemap.ranges import Range
from rangemap.reach import Reach
from rangemap.thresholds import Thresholds


def sources(ranges: Sequence[Range], data: Sequence[boundaries.Source]) -> list[dict[str, str]]:
    """Every source behind what is measured: figures of ranges, then data: boundaries and places.

    Each record has `for` (what it stands behind) and the fields of its citation that are known:
    title, publisher, date, accessed, url, version, licence, attribution, worldview.
    """
    records = [record for each in ranges for record in _range_records(each)]
    return records + [{"for": "boundaries and places"} | _known(asdict(source)) for source in data]


def range_source(each: Range) -> str:
    """In one line, who published the range that is used: ``50 mi: title (publisher, date)``."""
    if not each.published:
        return f"{each.length}: the user's own figure, not a published one"
    return f"{each.length}: {each.published[0].source}"


def source_line(measured: Reach | Thresholds) -> str:
    """The line that stands under every picture."""
    figures: dict[str, list[str]] = {}
    for each in measured.ranges:
        figure, _, source = range_source(each).partition(": ")
        figures.setdefault(source, []).append(f"{each.label} {figure}")
    ranges = "; ".join(f"{', '.join(names)}: {source}" for source, names in figures.items())
    data = "; ".join(source.attribution for source in measured.sources)
    return f"Ranges: {ranges}. Map data: {data}."


def _range_records(each: Range) -> list[dict[str, str]]:
    if not each.published:
        return [{"for": f"{each.weapon} {each.length}", "title": "the user's own figure"}]
    records = []
    for figure in each.published:
        what = {"for": f"{each.weapon} {figure.length}", "as_printed": figure.as_printed}
        extra = {"variant": figure.variant, "note": figure.note}
        records.append(_known(what | asdict(figure.source) | extra))
    return records


def _known(record: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in record.items() if value}
