"""What the page's map element draws over its ground, as plain data: the scene, each time.

The element (app/static/map.js) draws the same layers as the exported page. Shapes travel as
shapes.py has them. All text is plain text; the element never reads HTML.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.ranges import Range, numbers_of
from rangemap.analysis.reach import Reach
from rangemap.figures.bands import bands
from rangemap.figures.layers import Layers
from rangemap.figures.palette import Style, dash
from rangemap.scenario.origins import BorderOrigin, Origin, PointOrigin
from rangemap.web import scheme
from rangemap.web.display import (
    RING_TOLERANCE_DEGREES,
    at_display_resolution,
    beyond_text,
    leaflet_bounds,
    screen_layers,
)
from rangemap.web.legend import legend_data
from rangemap.web.map_labels import origin_labels, reached_labels, ring_labels
from rangemap.web.region_facts import region_facts
from rangemap.web.seam import seam_of, turned
from rangemap.web.shapes import shape_data
from rangemap.wording.reach import caption
from rangemap.world import boundaries
from rangemap.world.catalog import Catalog

SCENE_DECIMALS = 4  # about 10 m

Data = dict[str, Any]


def scene_data(reach: Reach, style: Style) -> Data:
    """The reach as the element draws it. Colours are the style's; ranges go shortest first."""
    shown = at_display_resolution(reach)
    drawn = screen_layers(shown)
    number = reach.numbers
    return {
        "decimals": SCENE_DECIMALS,
        "language": reach.scenario.language,
        "alt": caption(reach),
        "bounds": leaflet_bounds(drawn),
        "beyond": beyond_text(shown),
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
            *origin_labels(shown),
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


def outline_data(reach: Reach, seam: float) -> list[Any]:
    """The edge of all that a reach covers with any of its ranges, on a map with that seam."""
    unions = turned((reach.union(each.weapon) for each in reach.ranges), seam)
    return shape_data(_thin(shapely.union_all(unions)).boundary, SCENE_DECIMALS)


def band_data(reach: Reach, catalog: Catalog | None = None) -> list[Data]:
    """Per weapon whose published figures differ, the band between the least and the greatest.

    catalog: where these figures are; by default the bundled one.
    """
    drawn = bands(reach, catalog)
    return [
        {"weapon": weapon, "shape": shape_data(_thin(shape), SCENE_DECIMALS)}
        for weapon, shape in zip(
            drawn["weapon"], turned(drawn.geometry, seam_of(reach)), strict=True
        )
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
        "beyond": "",
        "ranges": range_data(ranges, style),
        **{name: [] for name in ("parts", "rings", "origins", "labels")},
        "borders": ["RU"],
        "reached": {},
        "tips": {},
        "ground": scheme.ground(style),
        "legend": None,
    }


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
        return {"lat": origin.lat, "lon": shape.x}
    return _position(shape) if shape.geom_type == "Point" else None


def _on_border(origin: Origin) -> Data:
    """From where to where an origin lies along the border with Russia, and how far inside."""
    if not isinstance(origin, BorderOrigin) or origin.neighbour != "RU" or origin.start_km is None:
        return {}
    setback_km = origin.setback.km if origin.setback else 0.0
    return {"along": [origin.start_km, origin.end_km], "setback_km": setback_km}


def _position(point: BaseGeometry) -> dict[str, float]:
    lon, lat = shapely.get_coordinates(point)[0]
    return {"lat": round(float(lat), 5), "lon": round(float(lon), 5)}
