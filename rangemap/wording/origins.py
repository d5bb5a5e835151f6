"""Origins in words: how a sentence in each language names where ranges are measured from."""

from collections.abc import Sequence
from typing import Protocol

from rangemap.scenario.origins import BorderOrigin, Origin, PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.wording.language import Language
from rangemap.wording.language import language as language_of
from rangemap.wording.quantities import length_text, position_text

_MOST_NAMED = 3
_SHAPES = {
    "LineString": "line",
    "MultiLineString": "lines",
    "Polygon": "area",
    "MultiPolygon": "areas",
    "MultiPoint": "set",
}
_NAMED = {0: "set_named", 1: "line_named", 2: "area_named"}


class Measured(Protocol):
    """Whatever was measured for a scenario."""

    @property
    def scenario(self) -> Scenario:
        """What was asked."""


def origins_text(measured: Measured) -> str:
    """The origins as they stand after "from": by name, or by number where they are many."""
    scenario = measured.scenario
    said = language_of(scenario.language)
    origins = scenario.origins
    if len(origins) > _MOST_NAMED:
        return said.say("origins.many", len(origins))
    points = [each for each in origins if isinstance(each, PointOrigin)]
    if len(points) == len(origins):
        return _points(points, said)
    return said.listed([_one(each, said) for each in origins])


def _points(points: Sequence[PointOrigin], said: Language) -> str:
    names = [each.name or position_text(each.lat, each.lon, said.code) for each in points]
    return said.say("origins.points", len(points), names=said.listed(names))


def _one(origin: Origin, said: Language) -> str:
    match origin:
        case PointOrigin():
            return _points([origin], said)
        case BorderOrigin():
            return _border(origin, said)
        case ShapeOrigin():
            kind = _SHAPES.get(origin.geometry.geom_type, "shape")
            if not origin.name:
                return said.say(f"origins.{kind}")
            return said.say(f"origins.{_named(origin)}", name=origin.name)


def _border(origin: BorderOrigin, said: Language) -> str:
    if origin.name:
        return said.say("origins.border_named", name=origin.name)
    neighbour = said.say(f"neighbour.{origin.neighbour}")
    text = said.say("origins.border", neighbour=neighbour)
    if origin.start_km is not None:
        stretch = _km(origin.start_km, said)
        if origin.end_km is not None:
            low, high = stretch, _km(origin.end_km, said)
            stretch = said.say("origins.span", low=low, high=high)
        text = said.say("origins.stretch", border=text, stretch=stretch)
    if origin.setback:
        setback = length_text(origin.setback, said.code)
        text = said.say("origins.setback", border=text, setback=setback)
    return text


def _km(km: float, said: Language) -> str:
    return f"{km:g}".replace(".", said.say("number.decimal"))


def _named(origin: ShapeOrigin) -> str:
    kind = origin.geometry.geom_type
    return _NAMED[2 if "Polygon" in kind else 1 if "Line" in kind else 0]
