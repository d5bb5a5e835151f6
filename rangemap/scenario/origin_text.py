"""Origins as text: what a command line, a scenario file and a link say of them."""

import re
from typing import Any

import shapely

from rangemap.errors import LengthError, OriginError, ScenarioError
from rangemap.scenario.documents import read_geometry
from rangemap.scenario.fields import check_fields, number_field, text_field
from rangemap.scenario.origins import BorderOrigin, Origin, PointOrigin, ShapeOrigin
from rangemap.scenario.positions import read_position, town_hint
from rangemap.scenario.units import Length, parse_length

_NUMBER = re.compile(r"[-+−]?([0-9]{1,4}(\.[0-9]{0,20})?|\.[0-9]{1,20})(e[-+]?[0-9]{1,3})?")
# as repr writes a float: with a point, an exponent or both, so that no comma can be a decimal one
_FLOAT = r"-?[0-9]{1,3}(?:\.[0-9]{1,17}(?:e-[0-9]{1,3})?|e-[0-9]{1,3})"
_WRITTEN = re.compile(rf"{_FLOAT},{_FLOAT},")


def parse_point(text: str) -> PointOrigin:
    """Read a position and its name: ``"51.0,34.7,Sumy"``, latitude first; see `positions`.

    Raises OriginError where it is no position or off the Earth, and where it may be two.
    """
    read = read_position(text)
    return PointOrigin(read.lat, read.lon, read.name)


def parse_stretch(text: str, *, neighbour: str = "RU", setback: str = "") -> BorderOrigin:
    """Read ``A`` or ``A:B``, km along the border; setback is a length or empty."""
    start, colon, end = text.partition(":")
    if colon and not end.strip():
        raise OriginError(
            f"{text[:60]!r}: write both ends of the stretch, as in 300:500",
            reason="stretch_end",
            text=text[:60],
        )
    return BorderOrigin(
        neighbour,
        _parse_km(start, text),
        _parse_km(end, text) if colon else None,
        parse_setback(setback),
    )


def parse_setback(text: str) -> Length | None:
    """Read a setback; none where text is empty or zero."""
    if re.fullmatch(r"(0+(\.0*)?(\s*(km|mi|nmi|m))?)?", text.strip()):
        return None
    try:
        return parse_length(text)
    except LengthError as error:
        raise OriginError(f"setback {error}", reason="setback", cause=error) from error


def origin_table(origin: Origin) -> dict[str, Any]:
    """An origin as the table of fields that read_origin reads back."""
    named = {"name": origin.name} if origin.name else {}
    match origin:
        case PointOrigin():
            return {"lat": origin.lat, "lon": origin.lon} | named
        case BorderOrigin():
            table: dict[str, Any] = {"border": origin.neighbour}
            if origin.start_km is not None:
                table["from_km"] = origin.start_km
            if origin.end_km is not None:
                table["to_km"] = origin.end_km
            if origin.setback:
                table["setback"] = str(origin.setback)
            return table | named
        case ShapeOrigin():
            return {"geojson": shapely.to_geojson(origin.geometry)} | named


_ORIGIN_FIELDS = {
    "lat": {"lat", "lon", "name"},
    "border": {"border", "from_km", "to_km", "setback", "name"},
    "geojson": {"geojson", "name"},
}
"""What an origin of a scenario file may say, by the field that tells its kind."""


def read_origin(entry: Any) -> Origin:
    """Read an origin of a scenario file. Raises ScenarioError or OriginError at a wrong field."""
    check_fields(entry, set().union(*_ORIGIN_FIELDS.values()), "an origin")
    name = text_field(entry, "name") if "name" in entry else ""
    kinds = [key for key in _ORIGIN_FIELDS if key in entry]
    if len(kinds) == 1:
        check_fields(entry, _ORIGIN_FIELDS[kinds[0]], f"an origin by {kinds[0]}")
    match kinds:
        case ["lat"]:
            return PointOrigin(number_field(entry, "lat"), number_field(entry, "lon"), name)
        case ["border"]:
            start, end = (
                number_field(entry, key) if key in entry else None for key in ("from_km", "to_km")
            )
            setback = parse_setback(text_field(entry, "setback")) if "setback" in entry else None
            return BorderOrigin(text_field(entry, "border"), start, end, setback, name)
        case ["geojson"]:
            return ShapeOrigin(read_geometry(text_field(entry, "geojson")), name)
    raise ScenarioError(
        "an origin is given by one of: lat and lon, border, geojson", reason="origin_kind"
    )


def origin_text(origin: Origin) -> str:
    """An origin as one value of a query, which parse_origin reads back.

    ``point:LAT,LON,NAME``, ``border:RU,A:B,SETBACK,NAME`` or ``geojson:GEOMETRY;NAME``.
    """
    match origin:
        case PointOrigin():
            return f"point:{origin.lat!r},{origin.lon!r},{origin.name}"
        case BorderOrigin():
            ends = [repr(km) for km in (origin.start_km, origin.end_km) if km is not None]
            setback = str(origin.setback) if origin.setback else ""
            return f"border:{origin.neighbour},{':'.join(ends)},{setback},{origin.name}"
        case ShapeOrigin():
            return f"geojson:{shapely.to_geojson(origin.geometry)};{origin.name}"


def parse_origin(text: str) -> Origin:
    """Read one value of a query. Raises ScenarioError or OriginError for anything else."""
    kind, _, rest = text.partition(":")
    match kind:
        case "point":
            return _linked_point(rest)
        case "border":
            neighbour, stretch, setback, name = (*rest.split(",", 3), "", "", "")[:4]
            if stretch:
                part = parse_stretch(stretch, neighbour=neighbour, setback=setback)
                return BorderOrigin(neighbour, part.start_km, part.end_km, part.setback, name)
            return BorderOrigin(neighbour, setback=parse_setback(setback), name=name)
        case "geojson":
            geometry, _, name = rest.partition("};")
            return ShapeOrigin(read_geometry(geometry + "}"), name)
    raise ScenarioError(
        f"the link has an origin of an unknown kind {kind[:40]!r}",
        reason="link_origin",
        kind=kind[:40],
    )


def _linked_point(text: str) -> PointOrigin:
    """A point as origin_text writes it, whose numbers are never whole; or as a person does."""
    if not _WRITTEN.match(text):
        return parse_point(text)
    lat, lon, name = text.split(",", 2)
    return PointOrigin(float(lat), float(lon), name)


def _parse_km(text: str, whole: str) -> float:
    if not _NUMBER.fullmatch(text.strip()):
        raise OriginError(
            f"{whole[:60]!r} is not a stretch of border; write km, as in 300 or 300:500"
            + town_hint(whole),
            reason="stretch_none",
            text=whole[:60],
        )
    return float(text.strip().replace("−", "-"))
