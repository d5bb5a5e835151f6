"""Handout: a lesson with its range as written and its language, and what it says of them."""

import re
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from rangemap.analysis.lesson import GEODESIC, Drawn, Lesson, Undrawn, lesson
from rangemap.errors import ScenarioError
from rangemap.scenario.units import Length, parse_length
from rangemap.wording.catalog import citation_text, given_text
from rangemap.wording.language import Language, language_of, messages
from rangemap.wording.quantities import both_units
from rangemap.wording.table import aligned
from rangemap.world.catalog import Catalog

_FOLDER = Path(__file__).parent / "messages" / "lesson"
_WHOLE_FROM, _TENTHS_FROM = 10, 1
_METRES_UNDER_KM = 0.0995
_USUAL = "atacms"
_NO_BREAK = "\u00a0"
_MINUS, _PLUS = "−", "+"
_THREE_DIGITS = 3


@dataclass(frozen=True)
class Handout:
    """A lesson to hand out. length: the range as written. source: who published it, or empty."""

    lesson: Lesson
    length: Length
    source: str = ""
    language: str = "en"

    @property
    def said(self) -> Language:
        """The words of the lesson and of everything else, in its language."""
        return spoken(self.language)

    def say(self, key: str, **values: str) -> str:
        """The lesson's words of that key."""
        return self.said.say(key, **values)

    @property
    def title(self) -> str:
        """What the lesson asks."""
        return self.say("lesson.title")

    @property
    def subtitle(self) -> str:
        """The range and the place."""
        return self.say("lesson.subtitle", range=self.range_text, place=self.place_text)

    @property
    def range_text(self) -> str:
        """The range in both units: ``306 km (190 mi)``."""
        return re.sub(r"(?<=\d) ", _NO_BREAK, both_units(self.length, self.language))

    @property
    def place_text(self) -> str:
        """Where the origin is: ``50° N, 31° E``; a pole has no longitude."""
        lat, lon = self.lesson.lat, self.lesson.lon
        if abs(lat) == 90:  # noqa: PLR2004  a pole
            return self.latitude_text
        return self.say(
            "position.text",
            lat=self._degrees(lat),
            north=self.say("position.N" if lat >= 0 else "position.S"),
            lon=self._degrees(lon),
            east=self.say("position.E" if lon >= 0 else "position.W"),
        )

    @property
    def latitude_text(self) -> str:
        """The origin's latitude: ``50° N``; the equator's is ``0°``."""
        return self.latitude_of(self.lesson.lat)

    def latitude_of(self, lat: float) -> str:
        """A latitude in words of the language."""
        side = {True: "position.N", False: "position.S"}[lat >= 0]
        return f"{self._degrees(lat)}°" + (f"\u00a0{self.say(side)}" if lat else "")

    def finding(self) -> str:
        """Which of the ways is worst here, and by how much."""
        worst = max(abs(way.worst_km) for way in self.lesson.drawn)
        share = self.said.say("share.percent", n=self._digits(100 * worst / self.lesson.range_km))
        return self.say("lesson.finding", error=self.km(worst), share=share)

    def caption(self) -> str:
        """The range and the place with what was found, to be printed under a picture."""
        return f"{self.subtitle}. {self.finding()}"

    def km(self, km: float) -> str:
        """A length without sign: whole km from 10, then tenths, hundredths; metres under 0.1."""
        if km < _METRES_UNDER_KM:
            return self.said.say("unit.m", n=self.said.number(1000 * km))
        return self.said.say("unit.km", n=self._digits(km))

    def worst(self, way: Drawn | Undrawn) -> str:
        """A way's worst error in words: ``113 km too near``."""
        if isinstance(way, Undrawn):
            return self.say(f"error.{way.reason}")
        if way.method == GEODESIC:
            return self.say("error.none")
        return self.say(
            f"error.{'far' if way.worst_km > 0 else 'near'}", km=self.km(abs(way.worst_km))
        )

    def signed(self, way: Drawn | Undrawn) -> str:
        """The same as short as can be: ``−113 km``."""
        if isinstance(way, Undrawn):
            return self.say(f"error.short_{way.reason}")
        return self._sign(way.worst_km) + self.km(abs(way.worst_km))

    def area(self, way: Drawn | Undrawn) -> str:
        """How much area a way adds or loses: ``−172,000 km²``; the true one's whole area."""
        if isinstance(way, Undrawn):
            return ""
        if way.method == GEODESIC:
            return self._km2(way.area_km2)
        return self._sign(way.area_error_km2) + self._km2(abs(way.area_error_km2))

    def share(self, way: Drawn | Undrawn) -> str:
        """The same as a share of the true area: ``−58.6 %``."""
        if isinstance(way, Undrawn):
            return ""
        if way.method == GEODESIC:
            return self.said.say("share.percent", n="100")
        percent = abs(100 * way.area_error)
        text = self.said.say("share.percent", n=self.said.number(percent, 1 if percent >= 1 else 2))
        return self._sign(way.area_error) + text

    def name(self, method: str) -> str:
        """What a way is called."""
        return self.say(f"way.{method}")

    def rows(self) -> list[tuple[str, str, str, str]]:
        """The table: every way, its worst error, its area too much or too little, the same in %."""
        return [
            (self.name(way.method), self.worst(way), self.area(way), self.share(way))
            for way in self.lesson.ways
        ]

    def heading(self) -> tuple[str, str, str, str]:
        """The heading of the table."""
        way, edge, area, share = (
            self.say(f"columns.{key}") for key in ("way", "edge", "area", "share")
        )
        return way, edge, area, share

    def errors_text(self) -> str:
        """All errors in one line, for those who cannot see the pictures."""
        others = [way for way in self.lesson.ways if way.method != GEODESIC]
        return "; ".join(
            self.say("sheet.error_of", way=self.name(way.method), error=self.worst(way))
            for way in others
        )

    def alternative(self) -> str:
        """What somebody who cannot see the sheet must know."""
        return self.say(
            "sheet.alternative",
            title=self.title,
            subtitle=self.subtitle,
            errors=self.errors_text(),
        )

    def caveat(self) -> str:
        """Whose the range is, and that it is no prediction."""
        return self.say(f"caveat.{'published' if self.source else 'own'}")

    def notes(
        self, credit: str = "", date: str = "", *, is_narrow: bool = False
    ) -> tuple[str, ...]:
        """The small print: the caveat with as of when, the sources with whose the picture is.

        is_narrow: on a telephone, which leaves the sources to the caption.
        """
        as_of = self.say("figure.as_of", date=date) if date else ""
        whose = f"{credit.rstrip('.')}." if credit else ""
        sources = "" if is_narrow else self.source_text()
        told = (f"{self.caveat()} {as_of}".strip(), f"{sources} {whose}".strip())
        return tuple(filter(None, told))

    def source_text(self) -> str:
        """The small line under everything."""
        own = self.say("sheet.own", length=self.range_text)
        source = f"{self.range_text}, {self.source}" if self.source else own
        return self.say("sheet.source", source=source)

    def _degrees(self, degrees: float) -> str:
        text = self.said.number(abs(degrees), _THREE_DIGITS)
        return text.rstrip("0").rstrip(",.")

    def _digits(self, number: float) -> str:
        decimals = 0 if number >= _WHOLE_FROM else 1 if number >= _TENTHS_FROM else 2
        return self.said.number(number, decimals)

    def _km2(self, area_km2: float) -> str:
        digits = len(f"{area_km2:.0f}") - _THREE_DIGITS
        rounded = (
            self.said.number(round(area_km2, -digits)) if digits > 0 else self._digits(area_km2)
        )
        return self.said.say("unit.km2", n=rounded)

    def _sign(self, number: float) -> str:
        return _PLUS if number > 0 else _MINUS if number < 0 else ""


def handed_out(
    catalog: Catalog,
    *,
    lat: float,
    lon: float,
    weapon: str | None = None,
    range_: str | None = None,
    lang: str = "en",
) -> Handout:
    """The lesson about lat, lon for a weapon's published range (ATACMS) or one as written.

    Raises ScenarioError where both are given, and as `lesson`, `parse_length` and the catalogue do.
    """
    if weapon and range_:
        raise ScenarioError("a lesson has one range; give --weapon or --range, not both")
    if range_:
        length, source = parse_length(range_), ""
    else:
        chosen, said = catalog[weapon or _USUAL], language_of(lang)
        length = chosen.range.length
        source = given_text(citation_text(chosen.range.source, said), chosen.given_in, said)
    return Handout(lesson(lon, lat, length.km), length, source, lang)


@cache
def spoken(code: str) -> Language:
    """A language with the lesson's words, and those of all outputs."""
    base = language_of(code)
    whole = {
        key: text.replace(" ", _NO_BREAK) if isinstance(text, str) else text
        for key, text in base.messages.items()
        if key.startswith(("unit.", "share.percent"))
    }
    return replace(base, messages={**base.messages, **whole, **messages(_FOLDER, code)})


def table(handout: Handout) -> str:
    """What the sheet's table says, with title, caveat and sources."""
    rows = aligned([handout.heading(), *handout.rows()], right=(2, 3))
    head = f"{handout.title}\n{handout.subtitle}"
    return "\n".join([head, "", *rows, "", handout.caveat(), handout.source_text()])


def summary(handout: Handout) -> dict[str, Any]:
    """Origin, range and every way with its errors, unrounded; why, where there is nothing drawn."""
    asked = handout.lesson
    ways = []
    for way in asked.ways:
        record = asdict(way)
        record.pop("shape", None)
        ways.append(record | {"drawn": not isinstance(way, Undrawn)})
    return {
        "origin": {"lat": asked.lat, "lon": asked.lon},
        "range_km": asked.range_km,
        "true_area_km2": asked.truth.area_km2,
        "ways": ways,
        "source": handout.source or "a range assumed here, not a published one",
        "caveat": replace(handout, language="en").caveat(),
    }
