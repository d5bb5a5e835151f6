"""The ground of the page's map as plain data: what a first view needs, and the rest of it.

Each is the same bytes for every visit, in all languages. A first view has land, regions, borders
and the larger towns; lakes, rivers, land far away and the smaller towns come after it.
"""

import functools
import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.reach import polygons_of
from rangemap.scenario.choices import LANGUAGES
from rangemap.web import basemap
from rangemap.web.arcs import Arc, Outline, arc_numbers, arcs
from rangemap.web.map_labels import ground_labels, river_labels
from rangemap.web.seam import OCEAN, TURN, Box, recurring
from rangemap.web.shapes import shape_data, steps
from rangemap.world import boundaries
from rangemap.world.border import Border

DECIMALS = 3  # about 100 m
# of land beyond the countries, to be thinned by so many degrees: it is good to a tenth of one
_BEYOND = (
    ((OCEAN, -5.0, 220.0, 84.0), 0.1),  # where most maps are moved
    ((220.0, -5.0, OCEAN + TURN, 84.0), 0.3),
    ((OCEAN, -60.0, OCEAN + TURN, -5.0), 0.3),
)
_SLIVER_DEGREES = 0.06  # half the width of what is left along a coast that is drawn twice
_OVERLAP_DEGREES = 0.15  # under neighbours, whose borders are drawn better
_ALONG_KM = 2  # between positions along a border: off from it by less than the outlines are
_CLOSE_ZOOM = 7  # from here on names are shown that no first view needs

Data = dict[str, Any]


@functools.cache
def ground_data() -> bytes:
    """What a first view needs, as JSON. Outlines are lists of arcs: see arcs.py."""
    lines, document, edges, _ = _outlines(lambda shape: shape)
    document = _arc_data(lines) | document
    document |= {
        "languages": LANGUAGES,
        "borders": {
            neighbour: sorted(edges["UA"] & edges[neighbour])
            for neighbour in basemap.ground().borders
        },
        "labels": [label for label in ground_labels() if not _is_close(label)],
        "along": _along(boundaries.border("RU")),
    }
    return _json(document)


def land_within(box: BaseGeometry) -> Data:
    """The land of the ground within a box (lon, lat), for static/ground.js: no names, no water."""
    lines, land, _ = land_under([], box, 10**DECIMALS)
    return _arc_data(lines) | land


def land_under(
    drawn: Sequence[BaseGeometry], box: BaseGeometry, units: int
) -> tuple[list[Arc], Data, list[Outline]]:
    """The land within a box and shapes that are drawn over it, by the arcs that both are made of.

    units: to the degree, in which arcs are given.
    """

    def clip(shape: BaseGeometry) -> BaseGeometry:
        """In the ground's units first, as what is drawn over it: else gaps would open."""
        inside = recurring(shape, box.bounds)
        return shapely.transform(inside, lambda lon_lat: lon_lat.round(DECIMALS))

    lines, land, _, outlines = _outlines(clip, drawn, units)
    beyond = _beyond(box.bounds, _BEYOND[0][1])
    if not beyond.is_empty:
        shapes = [shape_data(part, DECIMALS) for part in shapely.get_parts(beyond)]
        land |= {"decimals": DECIMALS, "beyond": shapes}
    return lines, land, outlines


def _arc_data(lines: list[Arc]) -> Data:
    return {"decimals": DECIMALS, "arcs": [steps(line) for line in lines]}


def _outlines(
    clip: Callable[[BaseGeometry], BaseGeometry],
    drawn: Sequence[BaseGeometry] = (),
    units: int = 10**DECIMALS,
) -> tuple[list[Arc], Data, dict[str, set[int]], list[Outline]]:
    """All arcs; regions and countries by arcs, and by country its edge; what is drawn by arcs."""
    ground = basemap.ground()
    rows = [*ground.regions.itertuples(), *ground.countries.itertuples()]
    lines, outlines = arcs([*(clip(row.geometry) for row in rows), *drawn], units)
    codes = [*ground.regions["region"], *(None for _ in ground.countries.index)]
    lands = [
        {"country": row.country, "shape": outline} | ({"region": code} if code else {})
        for row, outline, code in zip(rows, outlines[: len(rows)], codes, strict=True)
        if outline
    ]
    uses: dict[str, Counter[int]] = {}
    for land in lands:
        uses.setdefault(land["country"], Counter()).update(arc_numbers(land["shape"]))
    # between two regions of one country an arc is used twice
    edges = {
        country: {number for number, times in counter.items() if times == 1}
        for country, counter in uses.items()
    }
    document = {
        "regions": [land for land in lands if "region" in land],
        "countries": [land for land in lands if "region" not in land],
        "lines": {country: sorted(edges.get(country, ())) for country in ("RU", "UA")},
    }
    return lines, document, edges, outlines[len(rows) :]


@functools.cache
def detail_data() -> bytes:
    """The rest of the ground, as JSON: water, land beyond the countries, more names."""
    rivers = basemap.ground().rivers
    document = {
        "decimals": DECIMALS,
        "beyond": shape_data(shapely.union_all([_beyond(*part) for part in _BEYOND]), DECIMALS),
        "lakes": [shape_data(each, DECIMALS) for each in boundaries.lakes().geometry],
        "rivers": [
            {"rank": rank, "shape": shape_data(shapely.union_all(rows.geometry.array), DECIMALS)}
            for rank, rows in rivers.groupby("rank")
        ],
        "labels": [*(label for label in ground_labels() if _is_close(label)), *river_labels()],
    }
    return _json(document)


def _is_close(label: Data) -> bool:
    return bool(label.get("fromZoom", 0) >= _CLOSE_ZOOM)


def _beyond(box: Box, tolerance: float) -> BaseGeometry:
    """The land in a box of which there are no outlines of regions or countries, thinned."""
    mapped, regions = _mapped()
    if mapped.covers(shapely.box(*box)):
        return shapely.Polygon()
    land = recurring(boundaries.land(), box)
    # one after the other: to unite what is mapped first takes longer than both
    others = shapely.difference(shapely.difference(land, mapped), recurring(regions, box))
    core = shapely.buffer(others, -_SLIVER_DEGREES, quad_segs=1)
    near = shapely.buffer(core, _SLIVER_DEGREES + _OVERLAP_DEGREES, quad_segs=1)
    shown = shapely.difference(shapely.intersection(land, near), mapped)
    return shapely.simplify(polygons_of(shown), tolerance)


@functools.cache
def _mapped() -> tuple[shapely.Polygon, BaseGeometry]:
    """The box of which there are all countries, and the regions that lie outside of it too."""
    box = shapely.box(*boundaries.countries().total_bounds)
    regions = basemap.ground().regions.geometry.to_numpy()
    return box, shapely.coverage_union_all(regions[~shapely.covers(box, regions)])


def _along(border: Border) -> Data:
    """A border as positions at every so many kilometres along it, the last at its end."""
    kms = [*range(0, int(border.length_km), _ALONG_KM), border.length_km]
    line = shapely.LineString([border.point(km) for km in kms])
    return {
        "step_km": _ALONG_KM,
        "length_km": border.length_km,
        "shape": shape_data(line, DECIMALS),
    }


def _json(document: Data) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
