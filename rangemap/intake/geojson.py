"""GeoJSON, read without GDAL, whose reader follows addresses that a file names."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from rangemap.errors import InputError
from rangemap.intake.found import Found, Wanted, chosen_columns, texts
from rangemap.intake.limits import check_features

LON_LAT = CRS("OGC:CRS84")
_CRS_NAME = re.compile(r"(?:urn:ogc:def:crs:)?(EPSG|OGC|ESRI):(?:[\w.]*:)?(\w+)", re.IGNORECASE)
_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    RecursionError,
    shapely.GEOSException,
)


def read_document(content: bytes) -> dict[str, Any]:
    """The JSON object that bytes hold. Raises InputError where they hold none."""
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text; save it as UTF-8") from error
    except RecursionError as error:
        raise InputError("is nested too deeply to be a map") from error
    except ValueError as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(f"is not GeoJSON: its text breaks off or is damaged{place}") from error
    if not isinstance(document, dict) or not isinstance(document.get("type"), str):
        raise InputError("is not GeoJSON; it has no type")
    return document


def read_geojson(document: dict[str, Any], wanted: Wanted) -> Found:
    """A FeatureCollection, a Feature or a bare geometry. Raises InputError with the feature."""
    features = _features(document)
    check_features(len(features))
    properties = [_properties(each) for each in features]
    names = tuple(dict.fromkeys(name for row in properties for name in row))
    return Found(
        geometries=geometries_of([each.get("geometry") for each in features], shape_of),
        columns={
            name: texts(row.get(name) for row in properties)
            for name in chosen_columns(names, wanted)
        },
        names=names,
        crs=_crs(document),
    )


def geometries_of(
    written: Sequence[Any], shape: Callable[[dict[str, Any]], BaseGeometry]
) -> NDArray[np.object_]:
    """Shapes of geometries as written; None stays None. Raises InputError with the feature."""
    made = np.full(len(written), None, dtype=object)
    for number, geometry in enumerate(written):
        if geometry is None:
            continue
        try:
            made[number] = shape(geometry)
        except _UNREADABLE as error:
            raise InputError(
                f"feature {number + 1}: its geometry is not as GeoJSON has it"
            ) from error
    return made


def shape_of(geometry: dict[str, Any]) -> BaseGeometry:
    """The shape of a GeoJSON geometry; raises one of many errors where it is none."""
    kind = geometry["type"]
    if kind == "GeometryCollection":
        return shapely.geometrycollections([shape_of(each) for each in geometry["geometries"]])
    return _MADE[kind](geometry["coordinates"])


def positions(coordinates: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Positions as lon, lat or x, y, (n, 2); heights are dropped."""
    return np.array([each[:2] for each in coordinates], dtype=float).reshape(-1, 2)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _features(document: dict[str, Any]) -> list[dict[str, Any]]:
    match document["type"]:
        case "FeatureCollection":
            features = document.get("features")
            if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
                raise InputError("is not GeoJSON; its features are no list of objects")
            return features
        case "Feature":
            return [document]
        case kind if kind in _MADE or kind == "GeometryCollection":
            return [{"geometry": document}]
    raise InputError(f"is not GeoJSON; the type {document['type'][:40]!r} is unknown")


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    named = properties if isinstance(properties, dict) else {}
    return {"id": feature["id"], **named} if "id" in feature else named


def _crs(document: dict[str, Any]) -> CRS:
    """WGS 84 (RFC 7946), or what a `crs` member names, as GDAL writes it; never an address."""
    member = document.get("crs")
    if member is None:
        return LON_LAT
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    named = _CRS_NAME.fullmatch(name) if isinstance(name, str) else None
    try:
        if named is None:
            raise CRSError("no name")
        return CRS(f"{named[1]}:{named[2]}")
    except CRSError as error:
        raise InputError(
            "its coordinate system is not given by a name such as EPSG:32636; "
            "save it in longitude and latitude"
        ) from error


def _point(coordinates: Any) -> BaseGeometry:
    return shapely.Point(positions([coordinates])[0]) if coordinates else shapely.Point()


def _polygon(rings: Any) -> BaseGeometry:
    made = [shapely.linearrings(positions(ring)) for ring in rings]
    return shapely.Polygon(made[0], made[1:]) if made else shapely.Polygon()


_MADE: dict[str, Callable[[Any], BaseGeometry]] = {
    "Point": _point,
    "MultiPoint": lambda points: shapely.multipoints(positions(points)),
    "LineString": lambda line: shapely.LineString(positions(line)),
    "MultiLineString": lambda lines: shapely.multilinestrings(
        [shapely.LineString(positions(line)) for line in lines]
    ),
    "Polygon": _polygon,
    "MultiPolygon": lambda polygons: shapely.multipolygons([_polygon(each) for each in polygons]),
}
