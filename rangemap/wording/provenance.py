"""Where the numbers come from: one record per source, for every output alike."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol

from rangemap.analysis.ranges import Range, joint_standing
from rangemap.scenario.scenario import Scenario, lengths_text
from rangemap.wording.catalog import citation_text, given_text
from rangemap.wording.language import Language, language_of
from rangemap.wording.ranges import named_length
from rangemap.wording.remarks import data_remarks
from rangemap.world import boundaries

if TYPE_CHECKING:
    from rangemap.analysis.reach import Reach


class Measured(Protocol):
    """Whatever was measured for a scenario with its ranges."""

    @property
    def scenario(self) -> Scenario:
        """What was asked."""

    @property
    def ranges(self) -> tuple[Range, ...]:
        """The ranges, with the figures behind them."""

    @property
    def sources(self) -> tuple[boundaries.Source, ...]:
        """Where regions, borders and places come from."""


def sources(ranges: Sequence[Range], data: Sequence[boundaries.Source]) -> list[dict[str, str]]:
    """Every source behind what is measured: figures of ranges, then data: boundaries and places.

    Each record has `for` (what it stands behind) and the fields of its citation that are known:
    title, publisher, date, accessed, url, version, licence, attribution, worldview; of a figure
    given_in too, the catalogue file of one's own that it is from.
    """
    records = [record for each in ranges for record in _range_records(each)]
    return records + [{"for": "boundaries and places"} | _known(asdict(source)) for source in data]


def range_source(range_: Range) -> str:
    """In one line, who published the range that is used: ``50 mi: title (publisher, date)``."""
    if not range_.published:
        return f"{range_.length}: a range assumed here, not a published one"
    cited = given_text(str(range_.published[0].source), range_.given_in, language_of("en"))
    return f"{range_.length}: {cited}"


def caveat_text(ranges: Sequence[Range], language: str = "en") -> str:
    """What no output goes without: whose the ranges are, and that they are no prediction."""
    return language_of(language).say(f"caveat.{joint_standing(ranges)}")


def source_line(measured: Measured, ranges: Sequence[Range] = ()) -> str:
    """The line that stands under every picture, titles and publishers as they were printed.

    ranges: those of all that the picture shows, where it is more than what was measured.
    """
    said = language_of(measured.scenario.language)
    figures: dict[str, list[str]] = {}
    for range_ in ranges or measured.ranges:
        named = named_length(range_, said.code)
        figures.setdefault(_source(range_, said), []).append(named)
    told = "; ".join(
        f"{', '.join(names)}: {source or said.say('source.own', min(len(names), 2))}"
        for source, names in figures.items()
    )
    data = data_credit(measured).removesuffix(".")
    return said.say("source.line", ranges=told, data=data)


def data_credit(measured: Measured) -> str:
    """Whose the boundaries and places are, as their licences ask."""
    said = language_of(measured.scenario.language)
    return ". ".join(_attribution(source, said) for source in measured.sources) + "."


def data_names() -> str:
    """The bundled data by name, for print: ``Natural Earth 5.1, GeoNames``."""
    return boundaries.DATA_VERSION.partition(" (")[0]


def _attribution(source: boundaries.Source, said: Language) -> str:
    """What a source asks for, in the language; one that a caller gave regions, as it was given."""
    known = dict(zip(boundaries.sources(), ("boundaries", "places"), strict=True))
    if source in known:
        return said.say(f"source.{known[source]}")
    english = language_of("en")
    for key in ("source.regions", "source.regions_unnamed"):
        if source.attribution == english.say(key, title=source.title):
            return said.say(key, title=source.title)
    return source.attribution


def _source(range_: Range, said: Language) -> str:
    """The publication of the range that is used; empty for one that is assumed."""
    if not range_.published:
        return ""
    return given_text(citation_text(range_.published[0].source, said), range_.given_in, said)


def _range_records(range_: Range) -> list[dict[str, str]]:
    if not range_.published:
        asked = f"{range_.own_name} {lengths_text(range_.length, range_.minimum)}".lstrip()
        return [{"for": asked, "title": "a range assumed here, not a published one"}]
    records = []
    for figure in range_.published:
        what = {"for": f"{range_.weapon} {figure.length}", "as_printed": figure.as_printed}
        extra = {
            "variant": figure.variant,
            "restates": figure.restates,
            "note": figure.note,
            "given_in": range_.given_in,
        }
        records.append(_known(what | asdict(figure.source) | extra))
    return records


def _known(record: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in record.items() if value}


def provenance(reach: "Reach") -> dict[str, Any]:
    """What every machine-readable output carries beside its numbers."""
    return {
        "sources": sources(reach.ranges, reach.sources),
        "remarks": data_remarks(reach),
        **data_provenance(reach),
    }


def data_provenance(measured: Measured) -> dict[str, Any]:
    """Caveat, data version and worldview."""
    return {
        "caveat": caveat_text(measured.ranges),
        "data_version": boundaries.DATA_VERSION,
        "worldview": measured.scenario.worldview,
    }
