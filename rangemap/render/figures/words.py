"""Words around a figure and in its file; all from the scenario and the catalogue."""

from rangemap import boundaries
from rangemap.origins import BorderOrigin, PointOrigin
from rangemap.reach import CAVEAT, Reach
from rangemap.render.caption import caption, headline, listed, origins_text
from rangemap.render.layers import by_range
from rangemap.render.provenance import source_line
from rangemap.render.wording import area_text

_MOST_WITHHELD_NAMED = 3


def title_text(reach: Reach, given: str | None = None) -> str:
    """The title given, or the scenario's, or else the finding."""
    return given or reach.scenario.title or headline(reach)


def caption_line(reach: Reach) -> str:
    """One sentence to print under the picture: the finding, its extent, the caveat."""
    widest = by_range(reach)[-1]
    rows = reach.reached[(reach.reached["weapon"] == widest.weapon) & reach.reached["permitted"]]
    extent = f", about {area_text(rows['reached_km2'].sum())} in all" if len(rows) else ""
    return f"{headline(reach)}{extent}; maximum published range, not a prediction."


def alt_text(reach: Reach) -> str:
    """What somebody who cannot see the picture must know."""
    return f"Map. {caption(reach)} {CAVEAT}"


def subtitle_text(reach: Reach) -> str:
    """The assumption behind the finding, and what the scenario withholds."""
    kinds = {bool(each.published) for each in reach.ranges}
    ranges = {
        frozenset({True}): "ranges as published",
        frozenset({False}): "a range of the user's own, not a published one",
    }.get(frozenset(kinds), "ranges as published, and of the user's own")
    sentences = [f"Assumes {_launch(reach)} and {ranges}."]
    withheld = reach.reached[~reach.reached["permitted"]].drop_duplicates("region")
    if len(withheld):
        names = list(withheld["name"])
        shown = names if len(names) <= _MOST_WITHHELD_NAMED else [f"{len(names)} regions"]
        sentences.append(f"Withheld in this scenario, hatched: {listed(shown)}.")
    return " ".join(sentences)


def notes(
    reach: Reach, projection: str, *, source: str | None = None, extra: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """What stands small under every picture: the caveat first, then sources, data, projection.

    source: instead of the sources that the catalogue and the data name.
    """
    worldview = next(each.worldview for each in boundaries.sources() if each.worldview)
    data = (
        f"Data of {boundaries.DATA_VERSION}; outlines good to about 1 km. "
        f"Borders as in {worldview}. Projection: {projection}."
    )
    return (CAVEAT, source or source_line(reach), " ".join([data, *extra]))


def _launch(reach: Reach) -> str:
    origins = reach.scenario.origins
    if all(isinstance(each, BorderOrigin) for each in origins):
        points = all(each.start_km is not None and each.end_km is None for each in origins)  # type: ignore[union-attr]
        return f"a launch {'from' if points else 'from anywhere along'} {origins_text(reach)}"
    if len(origins) == 1:
        kind = "from" if isinstance(origins[0], PointOrigin) else "from anywhere in"
        return f"a launch {kind} {origins_text(reach)}"
    return f"launches from {origins_text(reach)}"
