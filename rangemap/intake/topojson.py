"""TopoJSON, read without GDAL, whose reader follows addresses that a file names."""

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.errors import InputError
from rangemap.intake.found import Found, Wanted, chosen_columns, chosen_layer, texts
from rangemap.intake.geojson import LON_LAT, geometries_of, positions
from rangemap.intake.limits import check_features, check_vertices

if TYPE_CHECKING:
    from collections.abc import Callable


def read_topojson(document: dict[str, Any], wanted: Wanted) -> Found:
    """One object of a topology, its arcs joined. Raises InputError where it is damaged."""
    objects = document.get("objects")
    if not isinstance(objects, dict) or not isinstance(document.get("arcs"), list):
        raise InputError("is not TopoJSON; it needs objects and arcs")
    layer = objects[chosen_layer(list(objects), wanted)]
    listed = layer.get("geometries", [layer]) if isinstance(layer, dict) else None
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise InputError("is not TopoJSON; its geometries are no list of objects")
    check_features(len(listed))
    try:
        arcs = _Arcs(document)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise InputError("is not TopoJSON; its arcs are damaged") from error
    properties = [_properties(each) for each in listed]
    names = tuple(dict.fromkeys(name for row in properties for name in row))
    return Found(
        geometries=geometries_of(
            [None if each.get("type") is None else each for each in listed], arcs.shape
        ),
        columns={
            name: texts(row.get(name) for row in properties)
            for name in chosen_columns(names, wanted)
        },
        names=names,
        crs=LON_LAT,
    )


def _properties(geometry: dict[str, Any]) -> dict[str, Any]:
    properties = geometry.get("properties")
    named = properties if isinstance(properties, dict) else {}
    return {"id": geometry["id"], **named} if "id" in geometry else named


class _Arcs:
    """The arcs of a topology as lon, lat, and shapes made of them.

    Quantized arcs hold differences between positions (TopoJSON 1.0, section 2.1.2).
    """

    def __init__(self, document: dict[str, Any]) -> None:
        """Raise one of many errors where arcs or transform are damaged."""
        transform = document.get("transform")
        self.scale = np.array(transform["scale"] if transform else (1, 1), dtype=float)
        self.shift = np.array(transform["translate"] if transform else (0, 0), dtype=float)
        self.arcs = [self._placed(positions(arc), bool(transform)) for arc in document["arcs"]]
        self.used = 0

    def shape(self, geometry: dict[str, Any]) -> BaseGeometry:
        """The shape of a geometry of this topology."""
        kind = geometry["type"]
        if kind == "GeometryCollection":
            return shapely.geometrycollections(
                [self.shape(each) for each in geometry["geometries"]]
            )
        if kind in ("Point", "MultiPoint"):
            points = [geometry["coordinates"]] if kind == "Point" else geometry["coordinates"]
            placed = shapely.points(positions(points) * self.scale + self.shift)
            return placed[0] if kind == "Point" else shapely.multipoints(placed)
        made: dict[str, Callable[[Any], BaseGeometry]] = {
            "LineString": lambda arcs: shapely.LineString(self._joined(arcs)),
            "MultiLineString": lambda lines: shapely.multilinestrings(
                [shapely.LineString(self._joined(arcs)) for arcs in lines]
            ),
            "Polygon": self._polygon,
            "MultiPolygon": lambda each: shapely.multipolygons([self._polygon(p) for p in each]),
        }
        return made[kind](geometry["arcs"])

    def _placed(self, arc: NDArray[np.float64], quantized: bool) -> NDArray[np.float64]:
        return np.cumsum(arc, axis=0) * self.scale + self.shift if quantized else arc

    def _polygon(self, rings: list[list[int]]) -> BaseGeometry:
        made = [shapely.linearrings(self._joined(arcs)) for arcs in rings]
        return shapely.Polygon(made[0], made[1:]) if made else shapely.Polygon()

    def _joined(self, numbers: list[int]) -> NDArray[np.float64]:
        """Arcs end to end; ~n is arc n the other way round; where they meet stands once."""
        ends = [self.arcs[~n][::-1] if n < 0 else self.arcs[n] for n in numbers]
        self.used += sum(map(len, ends))
        check_vertices(self.used)
        return np.concatenate([ends[0], *(arc[1:] for arc in ends[1:])])
