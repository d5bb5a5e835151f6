"""GeoJSON, read without GDAL, whose reader follows addresses that a file names."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from rangemap.intake import rings
from rangemap.intake.contents import Contents, Wanted, contents_of_rows
from rangemap.intake.limits import check_features
from rangemap.intake.phrases import UnreadableError
from rangemap.intake.systems import LON_LAT, named_system

_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    RecursionError,
    shapely.GEOSException,
)


def read_geojson(document: dict[str, Any], wanted: Wanted) -> Contents:
    """A FeatureCollection, a Feature or a bare geometry. Raises InputError with the feature."""
    features = _features(document)
    check_features(len(features))
    geometries = geometries_of([each.get("geometry") for each in features], shape_of, "GeoJSON")
    rows = [named_values(each) for each in features]
    return contents_of_rows(geometries, rows, _crs([document, *features]), wanted)


def geometries_of(
    written: Sequence[Any], shape: Callable[[dict[str, Any]], BaseGeometry], kind: str
) -> NDArray[np.object_]:
    """Shapes of geometries as written; None stays None.

    kind: the format, for messages. Raises InputError with the feature.
    """
    shapes = np.full(len(written), None, dtype=object)
    for number, geometry in enumerate(written):
        if geometry is None:
            continue
        try:
            shapes[number] = shape(geometry)
        except rings.NotFiniteError as error:
            raise UnreadableError("not_finite", feature=number + 1) from error
        except _UNREADABLE as error:
            raise UnreadableError("geometry", feature=number + 1, kind=kind) from error
    return shapes


def shape_of(geometry: dict[str, Any]) -> BaseGeometry:
    """The shape of a GeoJSON geometry; raises one of many errors where it is none."""
    kind = geometry["type"]
    if kind == "GeometryCollection":
        return shapely.GeometryCollection([shape_of(each) for each in geometry["geometries"]])
    return _SHAPES[kind](geometry["coordinates"])


def named_values(feature: dict[str, Any]) -> dict[str, Any]:
    """A feature's properties, and its id as one of them."""
    properties = feature.get("properties")
    named = properties if isinstance(properties, dict) else {}
    return {"id": feature["id"], **named} if "id" in feature else named


def _features(document: dict[str, Any]) -> list[dict[str, Any]]:
    match document["type"]:
        case "FeatureCollection":
            features = document.get("features")
            if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
                raise UnreadableError("json_features")
            if any(f.get("type") in ("FeatureCollection", "Topology") for f in features):
                raise UnreadableError("json_nested")
            return [{"geometry": f} if f.get("type") in _KINDS else f for f in features]
        case "Feature":
            return [document]
        case kind if kind in _KINDS:
            return [{"geometry": document}]
    raise UnreadableError("json_type", type=document["type"][:40])


def _crs(objects: Sequence[dict[str, Any]]) -> CRS:
    """WGS 84 (RFC 7946), or the one system that `crs` members name; never an address.

    Before RFC 7946 the document, its features and their geometries could have one, each.
    """
    geometries = (each.get("geometry") for each in objects)
    owners = [*objects, *(each for each in geometries if isinstance(each, dict))]
    members: list[Any] = []
    system = LON_LAT
    for member in (each["crs"] for each in owners if each.get("crs") is not None):
        if member in members:
            continue
        named = system_of_member(member)
        if members and not named.equals(system, ignore_axis_order=True):
            raise UnreadableError("systems")
        members.append(member)
        system = named
    return system


def system_of_member(member: Any) -> CRS:
    """What a `crs` member names, as GDAL writes it.

    Older files have `{"type": "EPSG", "properties": {"code": 4326}}`.
    """
    properties = member.get("properties") if isinstance(member, dict) else None
    named = properties if isinstance(properties, dict) else {}
    name, code = named.get("name", named.get("urn")), named.get("code")
    if isinstance(code, int | str):
        authority = name or (member.get("type") if isinstance(member, dict) else None)
        return named_system(f"{authority}:{code}")
    return named_system(name if isinstance(name, str) else "")


def _point(coordinates: Any) -> BaseGeometry:
    return shapely.Point(rings.positions_of([coordinates])[0]) if coordinates else shapely.Point()


def _polygon(written: Any) -> BaseGeometry:
    return rings.polygon([rings.positions_of(ring) for ring in written])


_SHAPES: dict[str, Callable[[Any], BaseGeometry]] = {
    "Point": _point,
    "MultiPoint": lambda points: shapely.MultiPoint(rings.positions_of(points)),
    "LineString": lambda line: rings.line(rings.positions_of(line)),
    "MultiLineString": lambda lines: rings.lines([rings.positions_of(line) for line in lines]),
    "Polygon": _polygon,
    "MultiPolygon": lambda polygons: rings.together([_polygon(each) for each in polygons]),
}
_KINDS = {*_SHAPES, "GeometryCollection"}
