"""What is known of each reached region, over all ranges: a row of a table, a popup of a map."""

from dataclasses import dataclass

from rangemap.analysis.ranges import Range
from rangemap.analysis.reach import Reach
from rangemap.wording.language import language_of
from rangemap.wording.quantities import area_text, distance_text, share_text
from rangemap.wording.ranges import range_name

_KNOWN = ("region", "name", "area_km2", "nearest_km", "permitted")
_MEASURED = ("reached_km2", "share", "reached_error_km2", "share_error")


@dataclass(frozen=True)
class Part:
    """What one range reaches of a region: the range, square kilometres, and share, 0 to 1.

    …_error: by how much they may be off (see uncertainty).
    """

    range: Range
    reached_km2: float = 0.0
    share: float = 0.0
    reached_error_km2: float = 0.0
    share_error: float = 0.0

    def share_text(self, language: str = "en") -> str:
        """The share in words, or a dash where nothing is reached."""
        return share_text(self.share, language, self.share_error) if self.reached_km2 > 0 else "–"

    def area_text(self, language: str = "en") -> str:
        """The area in words, or a dash where nothing is reached."""
        if self.reached_km2 <= 0:
            return "–"
        return area_text(self.reached_km2, language, self.reached_error_km2)

    def text(self, language: str = "en") -> str:
        """In words: ``91 %, 32,100 km²``, or a dash where nothing is reached."""
        if self.reached_km2 <= 0:
            return "–"
        return f"{self.share_text(language)}, {self.area_text(language)}"


@dataclass(frozen=True)
class RegionFacts:
    """A region of which something is reached. area_km2 and nearest_km as in Reach; parts by range.

    language: of the name and of all words.
    """

    region: str
    name: str
    area_km2: float
    nearest_km: float
    permitted: bool
    parts: tuple[Part, ...]
    language: str = "en"

    @property
    def first(self) -> Range:
        """The shortest range that reaches something of the region."""
        return next(part.range for part in self.parts if part.reached_km2 > 0)

    @property
    def lines(self) -> list[str]:
        """The facts as short lines, for a popup, the name first."""
        lines = [f"{self.name} ({self.region})"]
        lines += [
            f"{range_name(part.range, self.language)}: {part.text(self.language)}"
            for part in self.parts
        ]
        said = language_of(self.language)
        lines.append(
            said.say("web.nearest", distance=distance_text(self.nearest_km, self.language))
        )
        return lines if self.permitted else [*lines, said.say("web.withheld")]


def region_facts(reach: Reach) -> list[RegionFacts]:
    """Every region of which something is reached, the most reached area first."""
    ranges = reach.by_range
    language = reach.scenario.language
    known, parts = {}, {}
    for row in reach.findings:
        known[row["region"]] = {name: row[name] for name in _KNOWN}
        parts[row["region"], row["weapon"]] = {name: row[name] for name in _MEASURED}
    facts = [
        RegionFacts(
            **each,
            parts=tuple(Part(one, **parts.get((region, one.weapon), {})) for one in ranges),
            language=language,
        )
        for region, each in known.items()
    ]
    return sorted(facts, key=lambda each: (-max(p.reached_km2 for p in each.parts), each.region))
