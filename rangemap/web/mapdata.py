"""What the page's map element draws, as plain data: the ground once a visit, the scene each time.

The element (app/static/map.js) draws the same layers as the exported page. Shapes travel as nested
lists that end in flat rings of whole numbers: a position in units of 10^-decimals degrees, lon
before lat, then steps from one to the next. All text is plain text; the element never reads HTML.
"""

import functools
import gzip
import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.ranges import Range, numbers_of
from rangemap.analysis.reach import Reach
from rangemap.figures.bands import bands
from rangemap.figures.layers import Layers, layers
from rangemap.figures.palette import Style, dash
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.origins import BorderOrigin, Origin, PointOrigin
from rangemap.web import basemap, scheme
from rangemap.web.display import RING_TOLERANCE_DEGREES, at_display_resolution
from rangemap.web.legend import legend_data
from rangemap.web.map_labels import ground_labels, origin_labels, reached_labels, ring_labels
from rangemap.web.region_facts import region_facts
from rangemap.web.webmap import leaflet_bounds
from rangemap.wording.reach import caption
from rangemap.world import boundaries
from rangemap.world.border import Border
from rangemap.world.catalog import Catalog

GROUND_DECIMALS, SCENE_DECIMALS = 3, 4  # about 100 m and 10 m
_SEEN = (-32.0, -5.0, 180.0, 84.0)  # as far as a map can be moved: west, south, east, north
_BEYOND_TOLERANCE_DEGREES = 0.1  # of land that is thinned to 11 km anyway
_ALONG_KM = 2  # between positions along a border: off from it by less than the outlines are
_POINT, _POLYGON, _MULTI = 0, 3, 4  # shapely's type numbers: from 4 on, collections

Data = dict[str, Any]


@functools.cache
def ground_data() -> bytes:
    """The ground in all languages as gzipped JSON; the same bytes for every visit."""
    ground = basemap.ground()
    document = {
        "decimals": GROUND_DECIMALS,
        "languages": LANGUAGES,
        "regions": [_land(row) | {"region": row.region} for row in ground.regions.itertuples()],
        "countries": [_land(row) for row in ground.countries.itertuples()],
        "beyond": shape_data(_beyond(), GROUND_DECIMALS),
        "lakes": [shape_data(each, GROUND_DECIMALS) for each in boundaries.lakes().geometry],
        "labels": ground_labels(),
        "lines": {
            row.country: shape_data(row.geometry, GROUND_DECIMALS)
            for row in ground.lines.itertuples()
            if row.country in ("RU", "UA")
        },
        "borders": {
            neighbour: shape_data(line, GROUND_DECIMALS)
            for neighbour, line in ground.borders.items()
        },
        "along": _along(boundaries.border("RU")),
    }
    return gzip.compress(_json(document), mtime=0)


def scene_data(reach: Reach, style: Style) -> Data:
    """The reach as the element draws it. Colours are the style's; ranges go shortest first."""
    drawn = layers(at_display_resolution(reach))
    number = reach.numbers
    return {
        "decimals": SCENE_DECIMALS,
        "language": reach.scenario.language,
        "alt": caption(reach),
        "bounds": leaflet_bounds(drawn.rings),
        "ranges": range_data(reach.ranges, style),
        "parts": [
            {
                "region": row.region,
                "weapon": row.weapon,
                "fill": style.share_ink(number[row.weapon], row.step) if row.permitted else None,
                "shape": shape_data(row.geometry, SCENE_DECIMALS),
            }
            for row in drawn.reach.itertuples()
        ],
        "rings": [
            {
                "weapon": row.weapon,
                "firm": row.firm,
                "shape": shape_data(row.geometry, SCENE_DECIMALS),
            }
            for row in drawn.rings.itertuples()
        ],
        "borders": list(drawn.border["neighbour"]),
        "origins": list(_origins(reach, drawn)),
        "labels": [
            *(
                label | {"colour": style.text_ink(number[weapon])}
                for weapon, label in ring_labels(reach, drawn.rings)
            ),
            *origin_labels(reach),
        ],
        "reached": reached_labels(reach, drawn.reach),
        "tips": {each.region: each.lines for each in region_facts(reach)},
        "ground": scheme.ground(style),
        "legend": legend_data(reach, style),
    }


def range_data(ranges: Sequence[Range], style: Style) -> list[Data]:
    """Lengths and looks of the ranges, the shortest first."""
    number = numbers_of(each.weapon for each in ranges)
    return [
        {
            "weapon": each.weapon,
            "metres": each.length.metres,
            "minimum": each.minimum.metres if each.minimum else None,
            "ink": style.ink(number[each.weapon]),
            "dash": " ".join(f"{2 * length:g}" for length in dash(number[each.weapon])),
        }
        for each in sorted(ranges, key=lambda each: each.length.metres)
    ]


def outline_data(reach: Reach) -> list[Any]:
    """The edge of everything that a reach covers with any of its ranges."""
    unions = [reach.union(each.weapon) for each in reach.ranges]
    return shape_data(_thin(shapely.union_all(unions)).boundary, SCENE_DECIMALS)


def band_data(reach: Reach, catalog: Catalog | None = None) -> list[Data]:
    """Per weapon whose published figures differ, the band between the least and the greatest.

    catalog: where these figures are; by default the bundled one.
    """
    return [
        {"weapon": row.weapon, "shape": shape_data(_thin(row.geometry), SCENE_DECIMALS)}
        for row in bands(reach, catalog).itertuples()
    ]


def empty_scene(language: str, style: Style, ranges: Sequence[Range]) -> Data:
    """What the element draws while there is nothing to measure: Ukraine and its border.

    ranges: what the first launch point will have.
    """
    west, south, east, north = (float(each) for each in boundaries.ukraine().bounds)
    return {
        "decimals": SCENE_DECIMALS,
        "language": language,
        "alt": "No launch point is chosen.",
        "bounds": [[south, west], [north, east]],
        "ranges": range_data(ranges, style),
        **{name: [] for name in ("parts", "rings", "origins", "labels")},
        "borders": ["RU"],
        "reached": {},
        "tips": {},
        "ground": scheme.ground(style),
        "legend": None,
    }


def shape_data(shape: BaseGeometry, decimals: int) -> list[Any]:
    """A shape as nested lists ending in flat rings: first position, then steps, lon before lat."""
    kind = int(shapely.get_type_id(shape))
    if kind >= _MULTI:
        return [shape_data(part, decimals) for part in shapely.get_parts(shape)]
    if kind == _POLYGON:
        return [shape_data(ring, decimals) for ring in shapely.get_rings(shape)]
    grid = np.rint(shapely.get_coordinates(shape) * 10**decimals).astype(int)
    steps = np.vstack([grid[:1], np.diff(grid, axis=0)])
    moved: list[int] = steps[np.r_[True, steps[1:].any(axis=1)]].ravel().tolist()
    # a point is a line to itself: browsers draw a dot of that, and nothing of a lone position
    return moved if kind != _POINT else [*moved, 0, 0]


def _thin(shape: BaseGeometry) -> BaseGeometry:
    return shapely.simplify(shape, RING_TOLERANCE_DEGREES)


def _origins(reach: Reach, drawn: Layers) -> Iterator[Data]:
    for origin, shape, label in zip(
        reach.scenario.origins, drawn.origins.geometry, drawn.origins["origin"], strict=True
    ):
        where = _spot(origin, shape)
        place = where or {"shape": shape_data(shape, SCENE_DECIMALS), "kind": shape.geom_type}
        yield {"label": label, **place, **_on_border(origin)}


def _spot(origin: Origin, shape: BaseGeometry) -> Data | None:
    """Where an origin that is one point stands, and whether it may be dragged anywhere."""
    if isinstance(origin, PointOrigin):
        return {"lat": origin.lat, "lon": origin.lon}
    return _position(shape) if shape.geom_type == "Point" else None


def _on_border(origin: Origin) -> Data:
    """From where to where an origin lies along the border with Russia, and how far inside."""
    if not isinstance(origin, BorderOrigin) or origin.neighbour != "RU" or origin.start_km is None:
        return {}
    setback_km = origin.setback.km if origin.setback else 0.0
    return {"along": [origin.start_km, origin.end_km], "setback_km": setback_km}


def _land(row: Any) -> Data:
    return {"country": row.country, "shape": shape_data(row.geometry, GROUND_DECIMALS)}


def _beyond() -> BaseGeometry:
    """The land of other countries where the countries' outlines end: all but the far south."""
    mapped = shapely.box(*boundaries.countries().total_bounds)
    west, south, east, north = _SEEN
    seen = shapely.clip_by_rect(boundaries.land(), west, south, east, north)
    return shapely.simplify(seen.difference(mapped), _BEYOND_TOLERANCE_DEGREES)


def _along(border: Border) -> Data:
    """A border as positions at every so many kilometres along it, the last at its end."""
    kms = [*range(0, int(border.length_km), _ALONG_KM), border.length_km]
    line = shapely.LineString([border.point(km) for km in kms])
    return {
        "step_km": _ALONG_KM,
        "length_km": border.length_km,
        "shape": shape_data(line, GROUND_DECIMALS),
    }


def _position(point: BaseGeometry) -> dict[str, float]:
    lon, lat = shapely.get_coordinates(point)[0]
    return {"lat": round(float(lat), 5), "lon": round(float(lon), 5)}


def _json(document: Data) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
