"""A map as the cell of a notebook has it: every line once, as text, no finer than a cell can show.

The exported page keeps GeoJSON and the ground's lists of numbers, which others can read.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.web import offline
from rangemap.web.arcs import Arc, Outline
from rangemap.web.ground import DECIMALS, Data, land_under

_STEPS = 8_000  # over the ground's height: at most one to a pixel, three steps of zoom in
_TOLERANCE = 0.5  # of such a step
_FIRST, _SURROGATES, _SURROGATES_COUNT = ord("#"), 0xD800, 0x800
_POLYGONS, _LINES = ("Polygon", "MultiPolygon"), ("LineString", "MultiLineString")


@dataclass(frozen=True, eq=False)
class Cell:
    """What a cell draws: see static/cell.js.

    units: to the degree. text: all lines. land: as land_within has it, without lines of its own.
    collections: what is drawn over it, FeatureCollections whose geometries name lines by number.
    """

    units: int
    text: str
    land: Data
    collections: list[Data]


def cell(collections: Sequence[Data], box: BaseGeometry, name: str) -> Cell:
    """The land within a box (lon, lat) and collections of GeoJSON as a cell draws them.

    name: of the map that they belong to.
    """
    _, south, _, north = box.bounds
    units = min(10**DECIMALS, round(_STEPS / (north - south)))
    features = [each for collection in collections for each in collection["features"]]
    by_lines = [each for each in features if each["geometry"]["type"] in (*_POLYGONS, *_LINES)]
    shapes = shapely.from_geojson([json.dumps(each["geometry"]) for each in by_lines])
    arcs, land, outlines = land_under(list(shapes), box, units)
    drawn = {
        id(feature): feature | {"geometry": _geometry(feature["geometry"]["type"], outline)}
        for feature, outline in zip(by_lines, outlines, strict=True)
    }
    return Cell(
        units,
        line_text(map(_thinned, arcs)),
        land,
        [
            collection
            | {
                "lines": f"{name}_lines",
                "features": [drawn.get(id(each), each) for each in collection["features"]],
            }
            for collection in collections
        ],
    )


def cell_script(made: Cell, name: str) -> tuple[str, str]:
    """Two pieces of JavaScript: what stands before folium's script, and land for static/ground.js.

    name: as for cell.
    """
    lines = f"{name}_lines"
    text = json.dumps(made.text, ensure_ascii=False).replace("</", r"<\/").replace("<!", r"<\!")
    script = f"{offline.script('cell.js')}\nvar {lines} = linesOf({text}, {made.units});"
    land = json.dumps(made.land, separators=(",", ":"))
    return f"<script>{script}</script>", f"{{...{land}, arcs: {lines}}}"


def line_text(lines: Iterable[Sequence[tuple[int, int]]]) -> str:
    """Lines of whole numbers as text: how many there are, of how many positions each, then steps.

    Steps go on from the end of one line to the start of the next. A number n is a character: 2n or,
    below zero, -2n - 1, counted from # on, without those that no text can hold.
    """
    arrays = [np.asarray(line) for line in lines]
    moves = np.diff(np.concatenate([[(0, 0)], *arrays]), axis=0).ravel()
    numbers = np.concatenate([[len(arrays)], [len(each) for each in arrays], moves]).astype(int)
    codes = _FIRST + np.where(numbers < 0, -2 * numbers - 1, 2 * numbers)
    codes[codes >= _SURROGATES] += _SURROGATES_COUNT
    return "".join(map(chr, codes.tolist()))


def _thinned(arc: Arc) -> Any:
    """An arc without corners that no cell shows; its ends stay."""
    return shapely.get_coordinates(shapely.simplify(shapely.LineString(arc), _TOLERANCE)).astype(
        int
    )


def _geometry(kind: str, outline: Outline) -> Data:
    """A geometry as TopoJSON has it. Outlines have each part of a line as a polygon's only ring."""
    if kind in _LINES:
        return {"type": "MultiLineString", "arcs": [line for [line] in outline]}
    return {"type": "MultiPolygon", "arcs": outline}
