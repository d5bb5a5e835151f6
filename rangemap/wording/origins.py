"""Origins in words: how a sentence in each language names where ranges are measured from."""

from collections.abc import Sequence
from typing import Protocol

from rangemap.scenario.origins import BorderOrigin, Origin, PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.wording.landmarks import is_past_control, opposite, point_text
from rangemap.wording.language import Language, language_of
from rangemap.wording.quantities import length_text, position_text
from rangemap.world import boundaries

_MAX_NAMED = 3
_SHAPES = {
    "LineString": "line",
    "MultiLineString": "lines",
    "Polygon": "area",
    "MultiPolygon": "areas",
    "MultiPoint": "set",
}
_NAMED = {0: "set_named", 1: "line_named", 2: "area_named"}
_GENITIVE, _NOMINATIVE = "origins.", "named."  # the messages for after "from", and for a list


class HasScenario(Protocol):
    """Whatever was measured for a scenario."""

    @property
    def scenario(self) -> Scenario:
        """What was asked."""


def start_text(measured: HasScenario) -> str:
    """How a sentence starts that tells where from: ``From Sumy, ``, ``Суми: ``.

    Names of points are not declined: in Ukrainian and Russian they stand before a colon.
    """
    said = language_of(measured.scenario.language)
    origins = measured.scenario.origins
    has_points = any(isinstance(each, PointOrigin) for each in origins)
    if has_points and len(origins) <= _MAX_NAMED:
        return said.say("start.at", origins=origins_named(measured))
    return said.say("start.from", origins=origins_text(measured))


def origins_text(measured: HasScenario) -> str:
    """The origins as they stand after "from": by name, or by number where they are many."""
    return _listed(measured, _GENITIVE)


def origins_named(measured: HasScenario) -> str:
    """The origins as they stand in a list."""
    return _listed(measured, _NOMINATIVE)


def origins_bracketed(measured: HasScenario) -> str:
    """The origins as they stand in a list that is itself in brackets: with commas for their own."""
    return origins_named(measured).replace(" (", ", ").replace(")", "")


def whereabouts(measured: HasScenario) -> tuple[str, ...]:
    """What sentences leave out of the origins: positions, kilometres, who controls the border."""
    said = language_of(measured.scenario.language)
    origins = measured.scenario.origins
    told = [_points_told(origins, said)]
    told += [_km_told(each, said) for each in origins if isinstance(each, BorderOrigin)]
    told += control_text(measured, said)
    return tuple(dict.fromkeys(each for each in told if each))


def control_text(measured: HasScenario, said: Language) -> tuple[str, ...]:
    """That Ukraine does not control all of the border measured from; empty where it is not so."""
    borders = (each for each in measured.scenario.origins if isinstance(each, BorderOrigin))
    return (said.say("whereabouts.control"),) if any(map(_is_out_of_hand, borders)) else ()


def _listed(measured: HasScenario, case: str) -> str:
    said = language_of(measured.scenario.language)
    origins = measured.scenario.origins
    if len(origins) > _MAX_NAMED:
        return said.say(f"{case}many", len(origins))
    return said.listed([_one(each, said, case) for each in origins])


def _one(origin: Origin, said: Language, case: str) -> str:
    match origin:
        case PointOrigin():
            known = origin.name or point_text(origin.lat, origin.lon, said.code)
            return known or position_text(origin.lat, origin.lon, said.code)
        case BorderOrigin():
            return _border(origin, said, case)
        case ShapeOrigin():
            kind = _SHAPES.get(origin.geometry.geom_type, "shape")
            if not origin.name:
                return said.say(f"{case}{kind}")
            return said.say(f"{case}{_named(origin)}", name=origin.name)


def _border(origin: BorderOrigin, said: Language, case: str) -> str:
    if origin.name:
        return said.say(f"{case}border_named", name=origin.name)
    neighbour = said.say(f"neighbour.{origin.neighbour}")
    # a setback counts from the border, which then stands after "from" in any case
    inner = _GENITIVE if origin.setback and said.code == "en" else case
    text = _along(origin, said, inner, said.say(f"{inner}border", neighbour=neighbour))
    if not origin.setback:
        return text
    return said.say(f"{case}setback", border=text, setback=length_text(origin.setback, said.code))


def _along(origin: BorderOrigin, said: Language, case: str, border: str) -> str:
    """The border with where along it: from opposite one town to opposite another."""
    if origin.start_km is None:
        return border
    ends = [origin.start_km] if origin.end_km is None else [origin.start_km, origin.end_km]
    places = [opposite(origin.neighbour, km, said.code) for km in ends]
    if not all(places):
        values = {"first": _km(ends[0], said), "last": _km(ends[-1], said)}
        kind = "point_km" if len(ends) == 1 else "stretch_km"
    else:
        values = {"first": places[0], "last": places[-1]}
        kind = "point" if places[0] == places[-1] else "stretch"
    return said.say(f"{case}{kind}", border=border, **values)


def _points_told(origins: Sequence[Origin], said: Language) -> str:
    """The positions of points that have no name, where sentences tell a town instead."""
    points = [
        position_text(each.lat, each.lon, said.code)
        for each in origins
        if isinstance(each, PointOrigin) and not each.name
        if point_text(each.lat, each.lon, said.code)
    ]
    if not points or len(origins) > _MAX_NAMED:
        return ""
    if len(points) == 1:
        return _ended_once(said.say("whereabouts.point", position=points[0]))
    return _ended_once(said.say("whereabouts.points", positions="; ".join(points)))


def _ended_once(sentence: str) -> str:
    """The sentence with one full stop where an abbreviation, as "сх. д.", ends it."""
    return sentence.removesuffix("..") + "." if sentence.endswith("..") else sentence


def _km_told(origin: BorderOrigin, said: Language) -> str:
    if origin.start_km is None:
        return ""
    kind = "border_point" if origin.end_km is None else "stretch"
    if origin.neighbour != "RU":
        kind = "elsewhere_point" if origin.end_km is None else "elsewhere"
    return said.say(
        f"whereabouts.{kind}",
        first=_km(origin.start_km, said),
        last=_km(origin.end_km or origin.start_km, said),
        length=said.number(round(boundaries.border(origin.neighbour).length_km)),
    )


def _is_out_of_hand(origin: BorderOrigin) -> bool:
    """Whether it takes in stretches of the border with Russia that Ukraine does not control."""
    if origin.neighbour != "RU":
        return False
    ends = [km for km in (origin.start_km, origin.end_km) if km is not None]
    return not ends or is_past_control(max(ends))


def _km(km: float, said: Language) -> str:
    return f"{km:g}".replace(".", said.say("number.decimal"))


def _named(origin: ShapeOrigin) -> str:
    kind = origin.geometry.geom_type
    return _NAMED[2 if "Polygon" in kind else 1 if "Line" in kind else 0]
