"""JSON Schemas (draft 2020-12) of the files that rangemap reads and of what ``--json`` prints.

Those of files are made of the readers' own fields, choices and bounds, and refuse nothing that a
reader takes; what no schema can say (that a region exists, that a step's date comes after another)
only the reader refuses. Those of outputs tell which fields there always are and of what type.
"""

import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from rangemap.scenario.choices import COUNTRIES, LANGUAGES, NEIGHBOURS, WORLDVIEWS
from rangemap.scenario.scenario import MAX_ORIGINS, MAX_WEAPONS
from rangemap.world import catalog, timeline

Schema = dict[str, Any]
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_OUTPUTS = Path(__file__).with_name("outputs.json")
_MAX_TEXT, _MAX_LONG_TEXT, _MAX_URL = 200, 1000, 500


def _text(most: int = _MAX_TEXT, about: str = "", **more: Any) -> Schema:
    told = {"description": about} if about else {}
    return {"type": "string", "maxLength": most, **told, **more}


def _filled(most: int = _MAX_TEXT, about: str = "") -> Schema:
    return _text(most, about, pattern=r"\S")


def _table(properties: Mapping[str, Any], required: Collection[str] = (), **more: Any) -> Schema:
    """A table of those fields and no other."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": sorted(required),
        "additionalProperties": False,
        **more,
    }


def _list(items: Schema, least: int = 0, most: int | None = None) -> Schema:
    limit = {} if most is None else {"maxItems": most}
    return {"type": "array", "items": items, "minItems": least, **limit}


_LENGTH = _text(40, 'A number and a unit: "75 mi", "120 km", "40 nmi", "500 m".', pattern="[0-9]")
_DAY = _text(about="A day or a month: 2024-11-17.", pattern=r"^([0-9]{4}-[0-9]{2}(-[0-9]{2})?)?$")
_BY_LANGUAGE = _table(dict.fromkeys(LANGUAGES, _filled(_MAX_LONG_TEXT)))
_TEXTS = {"anyOf": [_filled(_MAX_LONG_TEXT), _BY_LANGUAGE | {"minProperties": 1}]}
_NAMES = {"anyOf": [_filled(), _table(dict.fromkeys(LANGUAGES, _filled()), minProperties=1)]}
_TEXTS_OR_NONE = {"anyOf": [_text(_MAX_LONG_TEXT), _BY_LANGUAGE]}
_CODES = _list({"type": "string"})


def _latitude_and_longitude() -> Schema:
    return {
        "lat": {"type": "number", "minimum": -90, "maximum": 90, "description": "Degrees north."},
        "lon": {"type": "number", "minimum": -180, "maximum": 180, "description": "Degrees east."},
    }


def _origin() -> Schema:
    name = {"name": _text(about="As it is to stand on maps.")}
    border = {
        "border": {"enum": list(NEIGHBOURS), "description": "Ukraine's border with."},
        "from_km": {"type": "number", "minimum": 0, "description": "Along the border."},
        "to_km": {"type": "number", "minimum": 0},
        "setback": {"type": "string", "description": "How far inside Ukraine: 20 km."},
    }
    geojson = {"geojson": {"type": "string", "description": "A geometry as GeoJSON text."}}
    return {
        "oneOf": [
            _table({**_latitude_and_longitude(), **name}, ("lat", "lon"), title="a point"),
            _table({**border, **name}, ("border",), title="a stretch of border"),
            _table({**geojson, **name}, ("geojson",), title="a line or an area"),
        ]
    }


def scenario_schema() -> Schema:
    """Of a scenario file (TOML)."""
    weapon = _table(
        {"name": _text(), "range": _LENGTH, "minimum": _LENGTH},
        ("range",),
        title="a range of yours",
    )
    weapons = {"anyOf": [{"type": "string", "description": "An id in the catalogue."}, weapon]}
    return _table(
        {
            "title": _text(about="Of pictures and pages."),
            "country": {"enum": list(COUNTRIES), "description": "Whose regions are reported."},
            "worldview": {"enum": list(WORLDVIEWS), "description": "Whose borders are drawn."},
            "language": {"enum": list(LANGUAGES), "description": "Of names and sentences."},
            "permission": _table(
                {"only": _CODES, "except": _CODES},
                description="Which regions are permitted: only these, or all except these.",
            ),
            "weapons": _list(weapons, 1, MAX_WEAPONS),
            "origins": _list(_origin(), 1, MAX_ORIGINS),
        },
        ("origins",),
    )


def pair_schema() -> Schema:
    """Of two scenarios in one file (TOML)."""
    return _table({"before": scenario_schema(), "after": scenario_schema()}, ("before", "after"))


def _source() -> Schema:
    day = _text(about="A year, a month or a day.", pattern=r"^([0-9]{4}(-[0-9]{2}){0,2})?$")
    given = {"type": "string", "minLength": 1}
    return _table(
        {
            "title": _filled(),
            "publisher": _filled(),
            "citing": _text(about="Whose report the publisher passes on."),
            "via": _text(about="Who reprints the publisher."),
            "date": day,
            "accessed": day,
            "url": _text(_MAX_URL, pattern=r"^(https?://[^\s\"'<>]+)?$"),
        },
        ("title", "publisher"),
        anyOf=[{"required": [key], "properties": {key: given}} for key in ("date", "accessed")],
    )


def catalog_schema() -> Schema:
    """Of a catalogue of one's own (TOML)."""
    figure = _table(
        {
            "value": _LENGTH,
            "as_printed": _text(about="The literal figure."),
            "source": _source(),
            "note": _text(_MAX_LONG_TEXT),
            "variant": _text(about="Another version than the first figure's."),
            "variants": _BY_LANGUAGE,
            "restates": _text(about="The figure that this one rounds, converts or bounds."),
        },
        ("value", "source"),
    )
    weapon = _table(
        {
            "id": {"type": "string", "pattern": f"^{catalog.ID.pattern}$"},
            "name": _filled(about="The label on maps."),
            "names": _BY_LANGUAGE,
            "description": _text(_MAX_LONG_TEXT),
            "descriptions": _BY_LANGUAGE,
            "claimed": {"type": "boolean", "description": "Stated by officials or makers alone."},
            "range": _list(figure, 1),
            "minimum": _list(figure),
        },
        ("id", "name", "range"),
    )
    return {"type": "object", "properties": {"weapon": _list(weapon, 1)}, "required": ["weapon"]}


def timeline_schema() -> Schema:
    """Of a timeline of one's own (TOML)."""
    permitted = {"anyOf": [{"enum": ["all", "none"]}, _list({"type": "string"}, 1)]}
    reading = _table(
        {
            "by": _NAMES | {"description": "Whose account."},
            "speaks_of": {"enum": ["", *timeline.SUBJECTS]},
            "where": _TEXTS,
            "assumes": _TEXTS_OR_NONE,
            "origins": _list(_origin()),
            "permits": {
                "type": "object",
                "additionalProperties": permitted,
                "minProperties": 1,
                "description": "By weapon: all, none, or codes of regions.",
            },
        },
        ("by", "where", "permits"),
    )
    step = _table(
        {
            "date": _DAY,
            "until": _DAY,
            "certainty": {"enum": list(timeline.CERTAINTIES)},
            "title": _TEXTS,
            "text": _TEXTS,
            "note": _TEXTS_OR_NONE,
            "sources": _list(_source(), 1),
            "reading": _list(reading, 0, timeline.MAX_READINGS),
        },
        ("certainty", "title", "text", "sources"),
        anyOf=[{"required": ["date"]}, {"required": ["until"]}],
    )
    return _table(
        {
            "title": _TEXTS,
            "as_of": _DAY,
            "note": _TEXTS_OR_NONE,
            "step": _list(step, 1, timeline.MAX_STEPS),
        },
        ("title", "step"),
    )


FILES: Mapping[str, Callable[[], Schema]] = {
    "scenario": scenario_schema,
    "pair": pair_schema,
    "catalog": catalog_schema,
    "timeline": timeline_schema,
}


def schemas() -> dict[str, Schema]:
    """Every schema by its name: of files, and as ``reach-output`` of what commands print."""
    outputs = json.loads(_OUTPUTS.read_text(encoding="utf-8"))
    found = {name: (f"A {name} file of rangemap", make()) for name, make in FILES.items()}
    found |= {
        f"{name}-output": (f"What rangemap {name} --json prints", each)
        for name, each in outputs.items()
    }
    return {
        name: {"$schema": _DRAFT, "title": title, **schema}
        for name, (title, schema) in found.items()
    }
