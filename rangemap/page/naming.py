"""What an origin is called on the page: by its name, else by where it stands."""

from rangemap.page.words import said
from rangemap.scenario.origins import BorderOrigin, Origin, PointOrigin
from rangemap.wording.language import language_of
from rangemap.wording.quantities import position_text


def named(origin: Origin, language: str) -> str:
    """The origin's name, or its place in few words: ``Border, km 238.6``."""
    if origin.name:
        return origin.name
    match origin:
        case PointOrigin():
            return position_text(origin.lat, origin.lon, language)
        case BorderOrigin():
            return _border(origin, language)
    return origin.label


def _border(origin: BorderOrigin, language: str) -> str:
    said_here = language_of(language)
    with_whom = said_here.say(f"neighbour.{origin.neighbour}")
    if origin.start_km is None:
        return said(language, "points.border", country=with_whom)
    ends = [origin.start_km, *([] if origin.end_km is None else [origin.end_km])]
    km = "–".join(f"{each:g}".replace(".", said_here.say("number.decimal")) for each in ends)
    if origin.neighbour == "RU":
        return said(language, "points.border_km", km=km)
    return said(language, "points.border_with_km", km=km, country=with_whom)
