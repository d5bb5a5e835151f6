"""Names on web maps: where they stand, which give way. static/labels.js places them by zoom."""

import functools
import math
from collections.abc import Iterable, Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
import shapely.prepared
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.reach import Reach
from rangemap.figures.layers import Layers
from rangemap.figures.name_labels import short_names
from rangemap.figures.palette import Style
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.origins import PointOrigin
from rangemap.web import basemap
from rangemap.web.display import MAP_END, extent
from rangemap.web.region_facts import region_facts
from rangemap.web.seam import TURN
from rangemap.world import boundaries

Label = dict[str, Any]

_GRID, _SPOTS, _SPOTS_ALONG = 9, 7, 12
_SPOT_TOLERANCE_DEGREES = 0.02
_CLEARANCE = (
    4  # a name wants to be as far from the edge as a quarter of what it is from other places
)
_STEEPEST_DEGREES, _SLOPES_ALIKE_DEGREES = 60, 20
_DOT = -1.0
_RING, _ORIGIN, _REACHED, _COUNTRY, _REGION = 0.0, 1.0, 2.0, 3.0, 5.2
_STORY, _STORY_RANK = ("UA", "RU"), 1.5
_RIVER = 5.5
_RIVER_STEP_DEGREES, _RIVER_NAME_DEGREES, _STRAIGHT = 0.4, 0.4, 0.8  # of its line
_ZOOM_BY_RANK = ((4, 6), (7, 7), (9, 8))
_TOWN = 10.0  # less the power of ten of its people: a million ranks 4, before unreached regions
_ZOOM_BY_PEOPLE = ((1_000_000, 4), (300_000, 5), (100_000, 6), (50_000, 7), (0, 8))


def map_labels(reach: Reach, drawn: Layers, box: BaseGeometry, style: Style) -> list[Label]:
    """Every label of a map whose ground ends at that box (lon, lat): see static/labels.js.

    reach, drawn: at display resolution.
    """
    language = LANGUAGES.index(reach.scenario.language)
    reached = reached_labels(reach, drawn.reach)
    number = reach.numbers
    inside = shapely.prepared.prep(box)
    made = [
        *(
            label | {"colour": style.text_ink(number[weapon]), "of": weapon}
            for weapon, label in ring_labels(reach, drawn.rings)
        ),
        *origin_labels(reach),
        *_origin_dots(reach),
        *_story_countries(reach, drawn),
    ]
    ground = ground_labels()
    for label in (_moved(label, by) for by in (-TURN, 0, TURN) for label in ground):
        if inside.contains(shapely.Point(label["lon"], label["lat"])):
            kept = {name: label[name] for name in label if name not in ("names", "region")}
            changed = reached.get(label.get("region", ""), {})
            made.append(kept | {"text": label["names"][language]} | changed)
    return made


def label_columns(labels: Iterable[Label], decimals: int) -> list[list[Any]]:
    """Labels as they travel: those with the same keys together, keys first, then a list for each.

    decimals: of latitudes and longitudes.
    """
    alike: dict[tuple[str, ...], list[Label]] = {}
    for label in labels:
        place = {name: round(label[name], decimals) for name in ("lat", "lon")}
        alike.setdefault(tuple(label), []).append(label | place)
    return [
        [list(keys), *([label[key] for label in rows] for key in keys)]
        for keys, rows in alike.items()
    ]


@functools.cache
def ground_labels() -> tuple[Label, ...]:
    """Names of regions, countries and towns in every language (`names`), a region's with its code.

    Towns come from the zoom on at which they are of use, the most populous first.
    Never change them.
    """
    ground = basemap.ground()
    short = zip(
        *(short_names(list(ground.regions[f"name_{each}"]), each) for each in LANGUAGES),
        strict=True,
    )
    return (
        *(
            _named(row.label, list(names), "region", _REGION)
            | {"region": row.region, "fromZoom": 6, "spots": _spots(row.geometry, row.label)}
            for row, names in zip(ground.regions.itertuples(), short, strict=True)
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
    )


def river_labels() -> Iterator[Label]:
    """Names of rivers in every language, on their lines, the greater first and farther out."""
    rivers = basemap.ground().rivers
    for _, rows in rivers[rivers["name_en"] != ""].groupby("name_en"):
        first = rows.iloc[0]
        spots = _spots_on(shapely.line_merge(shapely.union_all(rows.geometry.array)))
        if spots:
            yield dict(zip(("lat", "lon"), spots[0], strict=False)) | {
                "names": _names(first),
                "kind": "river",
                "rank": round(_RIVER + first["rank"] / 10, 1),
                "fromZoom": next(zoom for most, zoom in _ZOOM_BY_RANK if first["rank"] <= most),
                "spots": spots,
            }


def reached_labels(reach: Reach, parts: gpd.GeoDataFrame) -> dict[str, Label]:
    """Changes to the labels of reached regions, by code; such labels stand at all zooms.

    Its `note` is the share that the longest range reaches; it is told only at `noted` places, in
    the part beyond all shorter ranges, as the shade there is that share's. parts: of the layers.
    """
    shapes = {(row.region, row.weapon): row.geometry for row in parts.itertuples()}
    labels = {}
    for place, each in enumerate(region_facts(reach)):
        widest = each.parts[-1]
        shape = shapes.get((each.region, widest.range.weapon))
        labels[each.region] = {
            "kind": "reached",
            "rank": round(_REACHED + 0.01 * place, 2),
            "fromZoom": 0,
            "note": widest.share_text(each.language),
            "noteOf": widest.range.weapon,
            "noted": [] if shape is None else _spots(shape),
        }
    return labels


def ring_labels(reach: Reach, rings: gpd.GeoDataFrame) -> Iterator[tuple[str, Label]]:
    """Labels of rings by weapon, on the ring: over reported regions where it crosses any."""
    # where a weapon has both, the firm ring comes first: see layers
    first: dict[str, tuple[str, BaseGeometry]] = {}
    for weapon, text, line in zip(
        rings["weapon"], rings["label"], rings.geometry.to_numpy(), strict=True
    ):
        first.setdefault(weapon, (text, line))
    for range_ in reach.ranges:
        if range_.weapon in first:
            text, line = first[range_.weapon]
            spots = _spots_along(line)
            yield (
                range_.weapon,
                dict(zip(("lat", "lon"), spots[0], strict=False))
                | {"text": text, "kind": "ring", "rank": _RING, "spots": spots},
            )


def origin_labels(shown: Reach) -> Iterator[Label]:
    """The names of launch points, where they have one. shown: a reach at display resolution."""
    for name, place in _launch_points(shown):
        if name:
            yield place | {"text": name, "kind": "origin", "rank": _ORIGIN}


def _origin_dots(shown: Reach) -> Iterator[Label]:
    """The dots of launch points, which no name may cover."""
    for _, place in _launch_points(shown):
        yield place | {"text": "", "kind": "dot", "rank": _DOT}


def _launch_points(shown: Reach) -> Iterator[tuple[str, Label]]:
    """Name and place of each launch point that is one, and on the map."""
    for origin, shape in zip(shown.scenario.origins, shown.origins.geometry, strict=True):
        if isinstance(origin, PointOrigin) and abs(origin.lat) <= MAP_END:
            yield origin.name, {"lat": origin.lat, "lon": shape.x}


def _story_countries(reach: Reach, drawn: Layers) -> Iterator[Label]:
    """Ukraine's and Russia's names, placed first and clear of what is reached."""
    ground = basemap.ground().regions
    view = extent(drawn)
    reached = shapely.union_all(drawn.reach.geometry.to_numpy())
    names = boundaries.countries(language=reach.scenario.language).set_index("country")["name"]
    for country in _STORY:
        regions = ground[ground["country"] == country].geometry.to_numpy()
        seen = shapely.union_all(shapely.clip_by_rect(regions, *view))
        free = shapely.difference(seen, reached)
        areas = [part for part in shapely.get_parts(free) if part.area]  # none where all is reached
        spots = _spots(shapely.MultiPolygon(areas)) if areas else []
        if spots:
            lat, lon = spots[0]
            name = {"lat": lat, "lon": lon, "text": names[country], "kind": "country"}
            yield name | {"rank": _STORY_RANK, "spots": spots[1:]}


def _named(point: shapely.Point, names: list[str], kind: str, rank: float) -> Label:
    return _at(point) | {"names": names, "kind": kind, "rank": rank}


def _moved(label: Label, by: float) -> Label:
    """A label so many degrees farther east."""
    if not by:
        return label
    spots = [[lat, lon + by, *rest] for lat, lon, *rest in label.get("spots", ())]
    return label | {"lon": label["lon"] + by, "spots": spots}


def _names(row: Any) -> list[str]:
    return [getattr(row, f"name_{language}") for language in LANGUAGES]


def _town_rank(people: int) -> float:
    return round(_TOWN - math.log10(people), 2)


def _at(point: shapely.Point) -> Label:
    return {"lat": round(point.y, 4), "lon": round(point.x, 4)}


def _spots(shape: BaseGeometry, first: shapely.Point | None = None) -> list[list[float]]:
    """Places inside an area for its name: far from its edge and from each other and the first.

    Each latitude, longitude in degrees.
    """
    whole = max(shapely.get_parts(shape), key=lambda part: part.area)
    largest = shapely.simplify(whole, _SPOT_TOLERANCE_DEGREES)
    west, south, east, north = largest.bounds
    lon, lat = np.meshgrid(
        np.linspace(west, east, _GRID + 2)[1:-1], np.linspace(south, north, _GRID + 2)[1:-1]
    )
    narrowing = math.cos(math.radians((south + north) / 2))
    shapely.prepare(largest)
    tried = shapely.points(lon.ravel(), lat.ravel())
    tried = tried[shapely.contains_properly(largest, tried)]
    clear = shapely.distance(tried, largest.boundary)
    flat = shapely.get_coordinates(tried) * [narrowing, 1]
    away = np.full(len(tried), 90.0)
    if first is not None:
        away = np.hypot(*(flat - [first.x * narrowing, first.y]).T)
    spots: list[list[float]] = []
    while len(spots) < min(_SPOTS, len(tried)):
        best = int(np.argmax(np.minimum(_CLEARANCE * clear, away)))
        if away[best] <= 0:
            break
        spots.append([round(float(tried[best].y), 2), round(float(tried[best].x), 2)])
        away = np.minimum(away, np.hypot(*(flat - flat[best]).T))
    return spots


def _spots_along(line: BaseGeometry) -> list[list[float]]:
    """Places on a ring for its label: latitude, longitude, and by how many degrees it slopes there.

    Where the ring runs level on the map first, of those the northernmost; none where it is steep.
    """
    spots = []
    for part in shapely.get_parts(line):
        count = round(_SPOTS_ALONG * part.length / line.length)
        marks = np.linspace(0, 1, count + 2)[1:-1]
        at = shapely.get_coordinates(shapely.line_interpolate_point(part, marks, normalized=True))
        step = shapely.get_coordinates(
            shapely.line_interpolate_point(part, np.minimum(marks + 0.01, 1), normalized=True)
        )
        slope = _slopes(at, step)
        rows = np.column_stack([at[:, 1].round(3), at[:, 0].round(3), slope.round()])
        spots += rows[np.abs(slope) <= _STEEPEST_DEGREES].tolist()
    top = _northernmost(line)
    rest = sorted(spots, key=lambda spot: (abs(spot[2]) // _SLOPES_ALIKE_DEGREES, -spot[0]))
    return [[round(top.y, 4), round(top.x, 4), 0.0], *rest[:_SPOTS_ALONG]]


def _spots_on(river: BaseGeometry) -> list[list[float]]:
    """Places on a river for its name, as _spots_along has them, where it is nearly straight."""
    spots = []
    for part in shapely.get_parts(river):
        marks = np.arange(_RIVER_STEP_DEGREES / 2, part.length, _RIVER_STEP_DEGREES)
        half = _RIVER_NAME_DEGREES / 2
        at, start, end = (
            shapely.get_coordinates(shapely.line_interpolate_point(part, marks + away))
            for away in (0, -half, half)
        )
        slope, span = _slopes(start, end), np.hypot(*(end - start).T)
        is_good = (np.abs(slope) <= _STEEPEST_DEGREES) & (span >= _STRAIGHT * _RIVER_NAME_DEGREES)
        rows = np.column_stack([at[:, 1].round(2), at[:, 0].round(2), slope.round()])
        spots += rows[is_good & (marks >= half) & (marks <= part.length - half)].tolist()
    return spots


def _slopes(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how many degrees, -90 to 90, lines from start to end go down to the right on the map.

    Both lon, lat in degrees; the map's projection is Mercator's.
    """
    start_north, end_north = (
        np.degrees(np.arcsinh(np.tan(np.radians(each[:, 1])))) for each in (start, end)
    )
    slope = np.degrees(np.arctan2(start_north - end_north, end[:, 0] - start[:, 0]))
    return np.asarray((slope + 90) % 180 - 90)


def _northernmost(line: BaseGeometry) -> shapely.Point:
    """Where a ring runs level on the map, so that its label lies along it."""
    vertices = shapely.get_coordinates(line)
    return shapely.Point(vertices[np.argmax(vertices[:, 1])])
