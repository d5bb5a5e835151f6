"""Names on web maps: where they stand, which give way. static/labels.js places them by zoom."""

import math
from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.origins import PointOrigin
from rangemap.reach import Reach
from rangemap.render.layers import Layers
from rangemap.render.palette import Style, colour_numbers
from rangemap.render.web import basemap
from rangemap.render.web.region_facts import region_facts

Label = dict[str, Any]

_RING, _ORIGIN, _REACHED, _COUNTRY, _REGION = 0.0, 1.0, 2.0, 3.0, 5.2
_TOWN = 10.0  # less the power of ten of its people: a million ranks 4, before unreached regions
_OBLAST = {"en": " Oblast", "uk": " область", "ru": " область"}  # goes without saying on a map
_ZOOM_BY_PEOPLE = ((1_000_000, 4), (300_000, 5), (100_000, 6), (50_000, 7), (0, 8))


def map_labels(reach: Reach, drawn: Layers, box: BaseGeometry, style: Style) -> list[Label]:
    """Every label of a map whose ground ends at that box (lon, lat): see static/labels.js."""
    language = reach.scenario.language
    reached = {each.region: place for place, each in enumerate(region_facts(reach))}
    number = colour_numbers(each.weapon for each in reach.ranges)
    ground = basemap.ground()
    regions = ground.regions[ground.regions["label"].within(box)]
    return [
        *(
            label | {"colour": style.text_ink(number[weapon])}
            for weapon, label in ring_labels(reach, drawn.rings)
        ),
        *origin_labels(reach),
        *(
            _region(row, language, "reached", _REACHED + 0.01 * reached[row.region])
            if row.region in reached
            else _region(row, language, "region", _REGION) | {"fromZoom": 6}
            for row in regions.itertuples()
        ),
        *(
            _name(row, language, "country", _COUNTRY)
            for row in ground.countries.itertuples()
            if box.contains(row.label)
        ),
        *town_labels(ground.towns[ground.towns.within(box)], language),
    ]


def ring_labels(reach: Reach, rings: gpd.GeoDataFrame) -> Iterator[tuple[str, Label]]:
    """By weapon what its ring says, on its line: over reported regions, where it runs over any."""
    for each in reach.ranges:
        rows = rings[rings["weapon"] == each.weapon].sort_values("firm", ascending=False)
        if rows.empty:
            continue
        label = {"text": rows["label"].iloc[0], "kind": "ring", "rank": _RING}
        yield each.weapon, _at(_northernmost(rows.geometry.iloc[0])) | label


def origin_labels(reach: Reach) -> Iterator[Label]:
    """The names of launch points, where they have one."""
    for origin in reach.scenario.origins:
        if isinstance(origin, PointOrigin) and origin.name:
            place = {"lat": origin.lat, "lon": origin.lon}
            yield place | {"text": origin.name, "kind": "origin", "rank": _ORIGIN}


def town_labels(towns: gpd.GeoDataFrame, language: str) -> Iterator[Label]:
    """Towns, the most populous first, each from the zoom at which it is of use."""
    for row in towns.itertuples():
        zoom = next(zoom for people, zoom in _ZOOM_BY_PEOPLE if row.population >= people)
        yield _at(row.geometry) | {
            "text": getattr(row, f"name_{language}"),
            "kind": "town",
            "rank": round(_TOWN - math.log10(row.population), 2),
            "fromZoom": zoom,
        }


def _region(row: Any, language: str, kind: str, rank: float) -> Label:
    named = _name(row, language, kind, rank)
    return named | {"text": named["text"].removesuffix(_OBLAST[language])}


def _name(row: Any, language: str, kind: str, rank: float) -> Label:
    return _at(row.label) | {"text": getattr(row, f"name_{language}"), "kind": kind, "rank": rank}


def _at(point: shapely.Point) -> Label:
    return {"lat": round(point.y, 4), "lon": round(point.x, 4)}


def _northernmost(line: BaseGeometry) -> shapely.Point:
    """Where a ring runs level on the map, so that its label lies along it."""
    vertices = shapely.get_coordinates(line)
    return shapely.Point(vertices[np.argmax(vertices[:, 1])])
