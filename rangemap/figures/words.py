"""Words around a figure and in its file; all from the scenario and the catalogue."""

from rangemap.analysis.reach import Reach
from rangemap.figures.layers import by_range
from rangemap.figures.projection import Projection
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.wording.language import Language
from rangemap.wording.language import language as language_of
from rangemap.wording.origins import origins_text
from rangemap.wording.provenance import source_line
from rangemap.wording.quantities import about_area
from rangemap.wording.reach import caption, headline
from rangemap.wording.remarks import remarks
from rangemap.world import boundaries

_MOST_WITHHELD_NAMED = 3


def title_text(reach: Reach, given: str | None = None) -> str:
    """The title given, or the scenario's, or else the finding."""
    return given or reach.scenario.title or headline(reach)


def caption_line(reach: Reach) -> str:
    """One sentence to print under the picture: the finding, its extent, the caveat."""
    said = language_of(reach.scenario.language)
    widest = by_range(reach)[-1]
    total = reach.total(widest.weapon)
    if not total["regions_permitted"]:
        return said.say("figure.caption", headline=headline(reach))
    area = about_area(total["permitted_km2"], said.code, total["permitted_error_km2"])
    return said.say("figure.caption_extent", headline=headline(reach), area=area)


def alt_text(reach: Reach) -> str:
    """What somebody who cannot see the picture must know."""
    said = language_of(reach.scenario.language)
    return said.say("figure.alternative", caption=caption(reach), caveat=said.say("caveat"))


def subtitle_text(reach: Reach, withheld_is: str = "figure.withheld") -> str:
    """The assumption behind the finding, and what the scenario withholds.

    withheld_is: the message that tells how the figure shows that; by default hatched.
    """
    said = language_of(reach.scenario.language)
    kinds = {bool(each.published) for each in reach.ranges}
    ranges = {
        frozenset({True}): "figure.ranges_published",
        frozenset({False}): "figure.ranges_own",
    }.get(frozenset(kinds), "figure.ranges_mixed")
    sentences = [said.say("figure.subtitle", launch=_launch(reach, said), ranges=said.say(ranges))]
    withheld = reach.reached[~reach.reached["permitted"]].drop_duplicates("region")
    if len(withheld):
        names = list(withheld["name"])
        few = len(names) <= _MOST_WITHHELD_NAMED
        shown = said.listed(names) if few else said.say("figure.withheld_count", len(names))
        sentences.append(said.say(withheld_is, names=shown))
    return " ".join(sentences)


def notes(
    reach: Reach,
    projection: Projection | None,
    *,
    source: str | None = None,
    extra: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """What stands small under every picture: caveat and remarks, then sources, data, projection.

    source: instead of the sources that the catalogue and the data name.
    """
    said = language_of(reach.scenario.language)
    data = said.say(
        "figure.data",
        data=boundaries.DATA_VERSION,
        worldview=said.say("worldview"),
        projection=projection.name(said) if projection else "",
    )
    more = (said.say(f"figure.{each}") for each in extra)
    small = " ".join([data, *more]).replace("..", ".")  # a name may end in an abbreviation
    return (" ".join([said.say("caveat"), *remarks(reach)]), source or source_line(reach), small)


def _launch(reach: Reach, said: Language) -> str:
    origins, named = reach.scenario.origins, origins_text(reach)
    if all(isinstance(each, BorderOrigin) for each in origins):
        points = all(each.start_km is not None and each.end_km is None for each in origins)  # type: ignore[union-attr]
        return said.say(f"figure.launch_border{'_point' if points else ''}", origins=named)
    if len(origins) == 1:
        kind = "point" if isinstance(origins[0], PointOrigin) else "area"
        return said.say(f"figure.launch_{kind}", origins=named)
    return said.say("figure.launches", origins=named)
