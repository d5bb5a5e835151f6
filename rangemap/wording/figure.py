"""Words around a figure and in its file; all from the scenario and the catalogue."""

from collections.abc import Sequence

from rangemap.analysis.ranges import Range
from rangemap.analysis.reach import Reach
from rangemap.analysis.thresholds import Thresholds
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.wording.language import Language, language_of
from rangemap.wording.origins import origins_named, origins_text, whereabouts
from rangemap.wording.people import population_note
from rangemap.wording.provenance import (
    Measured,
    caveat_text,
    data_credit,
    data_names,
    source_line,
)
from rangemap.wording.ranges import standing_text
from rangemap.wording.reach import caption, headline
from rangemap.wording.remarks import remarks

MIN_ALTERNATIVE, MAX_ALTERNATIVE = 125, 250  # characters that editors ask for
_MAX_WITHHELD_NAMED = 3


def title_text(reach: Reach, given: str | None = None) -> str:
    """The title given, or the scenario's, or else the finding."""
    return given or reach.scenario.title or headline(reach)


def alt_text(
    reach: Reach,
    sentences: str | None = None,
    *,
    has_places: bool = False,
    ranges: Sequence[Range] = (),
) -> str:
    """What somebody who cannot see the picture must know.

    sentences: the finding, by default what each range reaches. has_places: whether it counts places
    or the people in them. ranges: those that it tells of, where they are more than the reach's.
    """
    said = language_of(reach.scenario.language)
    small = remarks(reach, has_places=has_places)
    told = " ".join([*whereabouts(reach), *small, caveat_text(ranges or reach.ranges, said.code)])
    return said.say("figure.alternative", caption=sentences or caption(reach), caveat=told)


def brief_alternative(kind: str, title: str, details: Sequence[str], caveat: str) -> str:
    """Alternative text of at most MAX_ALTERNATIVE characters: what it is, its finding, the caveat.

    kind: ``Map.`` details: sentences that are added, in their order, as long as the text has less
    than MIN_ALTERNATIVE; one that is too long ends where there is no more room.
    """
    text = f"{kind} {title}" if title.endswith("?") else f"{kind} {title.rstrip('.')}."
    for detail in details:
        if detail and len(text) + len(caveat) + 1 < MIN_ALTERNATIVE:
            text = f"{text} {detail}"
    room = MAX_ALTERNATIVE - len(caveat) - 1
    if len(text) > room:
        text = text[: room - 1].rsplit(" ", 1)[0].rstrip(" ,;:.—–") + "…"
    return f"{text} {caveat}"


def subtitle_text(reach: Reach, withheld_is: str = "figure.withheld", assumed: str = "") -> str:
    """The assumption behind the finding, and what the scenario withholds.

    withheld_is: the message that tells how the figure shows that; by default hatched. assumed: the
    assumption, where it is more than that of one reach.
    """
    said = language_of(reach.scenario.language)
    sentences = [assumed or assumption(reach)]
    withheld = reach.reached[~reach.reached["permitted"]].drop_duplicates("region")
    if len(withheld):
        names = list(withheld["name"])
        few = len(names) <= _MAX_WITHHELD_NAMED
        shown = said.listed(names) if few else said.say("figure.withheld_count", len(names))
        sentences.append(said.say(withheld_is, names=shown))
    return " ".join(sentences)


def assumption(measured: Measured) -> str:
    """Where a launch is assumed, and which ranges: published ones, or others."""
    said = language_of(measured.scenario.language)
    ranges = standing_text(measured.ranges, said)
    return said.say("figure.subtitle", launch=_launch(measured, said), ranges=ranges)


def curve_notes(
    thresholds: Thresholds, credit: str = "", date: str = "", *, is_narrow: bool = False
) -> tuple[str, ...]:
    """What stands small under a figure without a map: caveat, then sources, then data.

    is_narrow: on a telephone only whose data it is made of, and the rest in the caption.
    """
    said = language_of(thresholds.scenario.language)
    told = [*_as_of(date, said), *remarks(thresholds)]
    caveat = " ".join([caveat_text(thresholds.ranges, said.code), *told])
    if is_narrow:
        return (caveat, " ".join([data_credit(thresholds), *_ended(credit)]))
    populations = population_note(thresholds.towns, said.code)
    worldview = said.say("figure.worldview")
    data = said.say("figure.data_alone", data=data_names(), worldview=worldview)
    below = filter(None, [*whereabouts(thresholds), populations, data])
    small = " ".join(below).replace("..", ".")  # names may end in a stop
    return (caveat, " ".join([source_line(thresholds), *_ended(credit)]), small)


def notes(
    reach: Reach,
    projection: str,
    *,
    ranges: Sequence[Range] = (),
    source: str | None = None,
    extra: tuple[str, ...] = (),
    credit: str = "",
    date: str = "",
) -> tuple[str, ...]:
    """What stands small under every picture: caveat and remarks, then sources, data, projection.

    projection: its name, empty where there is none yet. source: instead of the sources that the
    catalogue and the data name. credit, date: whose the picture is, and as of when.
    """
    said = language_of(reach.scenario.language)
    data = said.say(
        "figure.data",
        data=data_names(),
        worldview=said.say("figure.worldview"),
        projection=projection,
    )
    more = (said.say(f"figure.{each}") for each in extra)
    small = " ".join([*whereabouts(reach), data, *more]).replace(
        "..", "."
    )  # names may end in a stop
    caveat = " ".join(
        [
            caveat_text(ranges or reach.ranges, said.code),
            *_as_of(date, said),
            *remarks(reach, has_places=False),
        ]
    )
    sources = " ".join([source or source_line(reach), *_ended(credit)])
    return (caveat, sources, small)


def plain_notes(reach: Reach) -> str:
    """The small print under a picture but sources and projection, for its caption."""
    said = language_of(reach.scenario.language)
    worldview = said.say("figure.worldview")
    data = said.say("figure.data_alone", data=data_names(), worldview=worldview)
    return " ".join([*whereabouts(reach), data]).replace("..", ".")  # names may end in a stop


def short_notes(
    reach: Reach, credit: str = "", date: str = "", ranges: Sequence[Range] = ()
) -> tuple[str, ...]:
    """What stands under a picture for a telephone: caveat, and whose data it is made of.

    The rest is for the caption beside it.
    """
    said = language_of(reach.scenario.language)
    caveat = " ".join(
        [
            caveat_text(ranges or reach.ranges, said.code),
            *_as_of(date, said),
            *remarks(reach, has_places=False),
        ]
    )
    return (caveat, " ".join([data_credit(reach), *_ended(credit)]))


def _as_of(date: str, said: Language) -> list[str]:
    return [said.say("figure.as_of", date=date)] if date else []


def _ended(credit: str) -> list[str]:
    """The credit with a full stop."""
    return [f"{credit.rstrip('.')}."] if credit else []


def _launch(measured: Measured, said: Language) -> str:
    origins, named = measured.scenario.origins, origins_named(measured)
    if all(isinstance(each, BorderOrigin) for each in origins):
        points = all(each.start_km is not None and each.end_km is None for each in origins)  # type: ignore[union-attr]
        along = origins_text(measured)
        return said.say(f"figure.launch_border{'_point' if points else ''}", origins=along)
    if len(origins) == 1 and isinstance(origins[0], PointOrigin):
        return said.say("figure.launch_point", origins=named)
    if len(origins) == 1:
        return said.say("figure.launch_area", origins=origins_text(measured))
    return said.say("figure.launches", origins=named)
