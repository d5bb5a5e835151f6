"""TopoJSON, read without GDAL, whose reader follows addresses that a file names."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from rangemap.intake import rings
from rangemap.intake.contents import Contents, Wanted, chosen_layer, contents_of_rows
from rangemap.intake.geojson import geometries_of, named_values, system_of_member
from rangemap.intake.limits import check_features, check_vertices
from rangemap.intake.phrases import UnreadableError
from rangemap.intake.systems import LON_LAT

if TYPE_CHECKING:
    from collections.abc import Callable


_SAME = 1e-6  # of degrees or of a coordinate's size: ends of arcs that are nearer are one


def read_topojson(document: dict[str, Any], wanted: Wanted) -> Contents:
    """One object of a topology, its arcs joined. Raises InputError where it is damaged."""
    objects = document.get("objects")
    if not isinstance(objects, dict) or not isinstance(document.get("arcs"), list):
        raise UnreadableError("topojson_objects")
    layer = objects[chosen_layer(list(objects), wanted)]
    listed = layer.get("geometries", [layer]) if isinstance(layer, dict) else None
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise UnreadableError("topojson_geometries")
    check_features(len(listed))
    try:
        arcs = _Arcs(document)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise UnreadableError("topojson_arcs") from error
    written = [None if each.get("type") is None else each for each in listed]
    geometries = geometries_of(written, arcs.shape, "TopoJSON")
    rows = [named_values(each) for each in listed]
    return contents_of_rows(geometries, rows, _crs(document), wanted)


def _crs(document: dict[str, Any]) -> CRS:
    """WGS 84, or what a `crs` member names, which older topologies have; never an address."""
    member = document.get("crs")
    return LON_LAT if member is None else system_of_member(member)


class _Arcs:
    """The arcs of a topology as lon, lat, and shapes made of them.

    Quantized arcs hold differences between positions (TopoJSON 1.0, section 2.1.2).
    """

    def __init__(self, document: dict[str, Any]) -> None:
        """Raise one of many errors where arcs or transform are damaged."""
        transform = document.get("transform")
        self.scale = np.array(transform["scale"] if transform else (1, 1), dtype=float)
        self.shift = np.array(transform["translate"] if transform else (0, 0), dtype=float)
        self.arcs = [
            self._placed(rings.positions_of(arc), bool(transform)) for arc in document["arcs"]
        ]
        self.used = 0

    def shape(self, geometry: dict[str, Any]) -> BaseGeometry:
        """The shape of a geometry of this topology."""
        kind = geometry["type"]
        if kind == "GeometryCollection":
            return shapely.GeometryCollection([self.shape(each) for each in geometry["geometries"]])
        if kind in ("Point", "MultiPoint"):
            points = [geometry["coordinates"]] if kind == "Point" else geometry["coordinates"]
            placed = rings.positions_of(points) * self.scale + self.shift
            return shapely.Point(placed[0]) if kind == "Point" else shapely.MultiPoint(placed)
        shapes: dict[str, Callable[[Any], BaseGeometry]] = {
            "LineString": lambda arcs: rings.line(self._joined(arcs)),
            "MultiLineString": lambda lines: rings.lines([self._joined(arcs) for arcs in lines]),
            "Polygon": self._polygon,
            "MultiPolygon": lambda each: rings.together([self._polygon(p) for p in each]),
        }
        return shapes[kind](geometry["arcs"])

    def _placed(self, arc: NDArray[np.float64], quantized: bool) -> NDArray[np.float64]:
        return np.cumsum(arc, axis=0) * self.scale + self.shift if quantized else arc

    def _polygon(self, written: list[list[int]]) -> BaseGeometry:
        return rings.polygon([self._joined(arcs) for arcs in written])

    def _joined(self, numbers: list[int]) -> NDArray[np.float64]:
        """Arcs end to end; ~n is arc n the other way round; where they meet stands once.

        Raises ValueError for arcs that do not meet, of which a corner would be lost.
        """
        if not numbers:
            return np.empty((0, 2))
        ends = [self.arcs[~n][::-1] if n < 0 else self.arcs[n] for n in numbers]
        self.used += sum(map(len, ends))
        check_vertices(self.used)
        for before, after in pairwise(ends):
            if not np.allclose(before[-1], after[0], rtol=_SAME, atol=_SAME):
                raise ValueError("arcs that do not meet")
        return np.concatenate([ends[0], *(arc[1:] for arc in ends[1:])])
