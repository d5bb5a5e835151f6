"""GeoJSON (RFC 7946): origins, buffers and reached parts of regions in one FeatureCollection."""

import json
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.reach import Reach, polygons_of
from rangemap.export.features import Feature, features
from rangemap.wording.provenance import provenance

_DEGREES_PRECISION = 1e-7  # about a centimetre


def reach_geojson(reach: Reach) -> bytes:
    """The reach as UTF-8 GeoJSON: right-handed, cut at ±180°, at most 7 decimals.

    Features have `kind` (``origin``, ``buffer``, ``region``), their columns, and colours as
    simplestyle 1.1.0 properties. Scenario, sources, remarks, caveat, data version and worldview
    stand in top-level members, which RFC 7946 (section 6.1) allows.
    """
    document = {
        "type": "FeatureCollection",
        "scenario": reach.scenario.to_dict(),
        **provenance(reach),
        "features": [_feature(each) for each in features(reach)],
    }
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def rfc7946_geometry(shape: BaseGeometry) -> dict[str, Any]:
    """A geometry as GeoJSON holds it: rounded to 7 decimals and valid still, right-handed."""
    rounded = shapely.set_precision(shape, _DEGREES_PRECISION)
    if shapely.get_dimensions(rounded) == 2:  # noqa: PLR2004  areas alone have a handedness
        rounded = polygons_of(rounded)
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    if "coordinates" in geometry:
        geometry["coordinates"] = _rounded(geometry["coordinates"])
    return geometry


def _feature(each: Feature) -> dict[str, Any]:
    properties = {"kind": each.kind, **each.columns, **_simplestyle(each)}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": rfc7946_geometry(each.geometry),
    }


def _simplestyle(each: Feature) -> dict[str, Any]:
    style: dict[str, Any] = {"title": each.title, "stroke": each.stroke, "stroke-width": 2}
    if each.kind == "origin":
        return style | {"marker-color": each.fill, "marker-size": "small"}
    return style | {"fill": each.fill, "fill-opacity": each.fill_opacity}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, list):
        return [_rounded(each) for each in coordinates]
    return round(coordinates, 7)
