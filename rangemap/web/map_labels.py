"""Names on web maps: where they stand, which give way. static/labels.js places them by zoom."""

import math
from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
import shapely.prepared
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.reach import Reach
from rangemap.figures.layers import Layers
from rangemap.figures.palette import Style
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.origins import PointOrigin
from rangemap.web import basemap
from rangemap.web.region_facts import region_facts

Label = dict[str, Any]

_RING, _ORIGIN, _REACHED, _COUNTRY, _REGION = 0.0, 1.0, 2.0, 3.0, 5.2
_TOWN = 10.0  # less the power of ten of its people: a million ranks 4, before unreached regions
_OBLAST = {"en": " Oblast", "uk": " область", "ru": " область"}  # goes without saying on a map
_ZOOM_BY_PEOPLE = ((1_000_000, 4), (300_000, 5), (100_000, 6), (50_000, 7), (0, 8))


def map_labels(reach: Reach, drawn: Layers, box: BaseGeometry, style: Style) -> list[Label]:
    """Every label of a map whose ground ends at that box (lon, lat): see static/labels.js."""
    language = LANGUAGES.index(reach.scenario.language)
    reached = reached_labels(reach)
    number = reach.numbers
    inside = shapely.prepared.prep(box)
    made = [
        *(
            label | {"colour": style.text_ink(number[weapon])}
            for weapon, label in ring_labels(reach, drawn.rings)
        ),
        *origin_labels(reach),
    ]
    for label in ground_labels():
        if inside.contains(shapely.Point(label["lon"], label["lat"])):
            kept = {name: label[name] for name in label if name not in ("names", "region")}
            changed = reached.get(label.get("region", ""), {})
            made.append(kept | {"text": label["names"][language]} | changed)
    return made


def ground_labels() -> list[Label]:
    """Names of regions, countries and towns in every language (`names`), a region's with its code.

    Towns come from the zoom on at which they are of use, the most populous first.
    """
    ground = basemap.ground()
    return [
        *(
            _named(row.label, _region_names(row), "region", _REGION)
            | {"region": row.region, "fromZoom": 6}
            for row in ground.regions.itertuples()
        ),
        *(
            _named(row.label, _names(row), "country", _COUNTRY)
            for row in ground.countries.itertuples()
        ),
        *(
            _named(row.geometry, _names(row), "town", _town_rank(row.population))
            | {"fromZoom": next(zoom for least, zoom in _ZOOM_BY_PEOPLE if row.population >= least)}
            for row in ground.towns.itertuples()
        ),
    ]


def reached_labels(reach: Reach) -> dict[str, Label]:
    """By code what is other about the label of a region that is reached: it stands at all zooms."""
    return {
        each.region: {"kind": "reached", "rank": round(_REACHED + 0.01 * place, 2), "fromZoom": 0}
        for place, each in enumerate(region_facts(reach))
    }


def ring_labels(reach: Reach, rings: gpd.GeoDataFrame) -> Iterator[tuple[str, Label]]:
    """By weapon what its ring says, on its line: over reported regions, where it runs over any."""
    # where a weapon has both, the firm ring comes first: see layers
    first: dict[str, tuple[str, BaseGeometry]] = {}
    for weapon, text, line in zip(
        rings["weapon"], rings["label"], rings.geometry.to_numpy(), strict=True
    ):
        first.setdefault(weapon, (text, line))
    for each in reach.ranges:
        if each.weapon in first:
            text, line = first[each.weapon]
            yield (
                each.weapon,
                _at(_northernmost(line)) | {"text": text, "kind": "ring", "rank": _RING},
            )


def origin_labels(reach: Reach) -> Iterator[Label]:
    """The names of launch points, where they have one."""
    for origin in reach.scenario.origins:
        if isinstance(origin, PointOrigin) and origin.name:
            place = {"lat": origin.lat, "lon": origin.lon}
            yield place | {"text": origin.name, "kind": "origin", "rank": _ORIGIN}


def _named(point: shapely.Point, names: list[str], kind: str, rank: float) -> Label:
    return _at(point) | {"names": names, "kind": kind, "rank": rank}


def _names(row: Any) -> list[str]:
    return [getattr(row, f"name_{language}") for language in LANGUAGES]


def _region_names(row: Any) -> list[str]:
    pairs = zip(LANGUAGES, _names(row), strict=True)
    return [name.removesuffix(_OBLAST[language]) for language, name in pairs]


def _town_rank(people: int) -> float:
    return round(_TOWN - math.log10(people), 2)


def _at(point: shapely.Point) -> Label:
    return {"lat": round(point.y, 4), "lon": round(point.x, 4)}


def _northernmost(line: BaseGeometry) -> shapely.Point:
    """Where a ring runs level on the map, so that its label lies along it."""
    vertices = shapely.get_coordinates(line)
    return shapely.Point(vertices[np.argmax(vertices[:, 1])])
