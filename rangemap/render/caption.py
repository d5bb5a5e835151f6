"""Sentences that can be quoted: what the picture shows, right in number, no digit too many."""

from collections.abc import Sequence

from rangemap.ranges import Range
from rangemap.reach import Reach
from rangemap.render.wording import area_text, share_text
from rangemap.thresholds import Thresholds

_MOST_ORIGINS_NAMED = 3
_MOST_REGIONS_NAMED = 3
ADJECTIVES = {"RU": "Russian ", "UA": "Ukrainian ", "all": ""}


def caption(reach: Reach) -> str:
    """One sentence per range, the shortest first; also the picture's alternative text."""
    ranges = sorted(reach.ranges, key=lambda each: each.range_km)
    return " ".join(finding(reach, each) for each in ranges)


def headline(reach: Reach) -> str:
    """The finding as a title: ``ATACMS range from Sumy reaches into 9 Russian regions``.

    Where the scenario withholds regions, only permitted ones count.
    """
    widest = max(reach.ranges, key=lambda each: each.range_km)
    rows = reach.reached[(reach.reached["weapon"] == widest.weapon) & reach.reached["permitted"]]
    limit = "permitted " if reach.scenario.permission.codes else ""
    kind = f"{limit}{_adjective(reach)}region"
    regions = {0: f"no {kind}", 1: f"1 {kind}"}.get(len(rows), f"{len(rows)} {kind}s")
    return f"{widest.label} range from {origins_text(reach)} reaches into {regions}"


def finding(reach: Reach, each: Range) -> str:
    """What one range reaches: ``From Sumy, ATACMS at its published 190 mi reaches about …``."""
    rows = reach.reached[reach.reached["weapon"] == each.weapon]
    kind = f"its published {each.length}" if each.published else f"a range of {each.length}"
    start = f"From {origins_text(reach)}, {each.label} at {kind}"
    if rows.empty:
        return f"{start} reaches no {_adjective(reach)}region."
    count = len(rows)
    adjective = _adjective(reach)
    regions = f"1 {adjective}region" if count == 1 else f"{count} {adjective}regions"
    area = area_text(rows["reached_km2"].sum())
    about = area if area.startswith("under") else f"about {area}"
    most = rows.sort_values("share", ascending=False).head(_MOST_REGIONS_NAMED)
    parts = [
        _share_of(row.share, row.name_)
        for row in most.rename(columns={"name": "name_"}).itertuples()
    ]
    among = "" if count <= _MOST_REGIONS_NAMED else "among them "
    return f"{start} reaches {about} of {regions}: {among}{listed(parts)}."


def origins_text(measured: Reach | Thresholds) -> str:
    """The origins by name, or by number where they are many."""
    labels = [origin.label for origin in measured.scenario.origins]
    if len(labels) > _MOST_ORIGINS_NAMED:
        return f"{len(labels)} origins"
    return listed(labels)


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _adjective(reach: Reach) -> str:
    """Whose the regions are; nobody's in particular where they are the user's own."""
    return "" if reach.has_own_regions else ADJECTIVES[reach.scenario.country]


def _share_of(share: float, name: str) -> str:
    text = share_text(share)
    return f"{text} of {name}"
