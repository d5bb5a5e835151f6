"""GeoJSON (RFC 7946): every feature of a dataset in one FeatureCollection."""

import json
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.reach import polygons_of
from rangemap.export.csv import is_missing
from rangemap.export.dataset import Dataset
from rangemap.export.features import Feature

_DEGREES_PRECISION = 1e-7  # about a centimetre


def dataset_geojson(dataset: Dataset) -> bytes:
    """The dataset as UTF-8 GeoJSON: right-handed, cut at ±180°, at most 7 decimals.

    Features have `kind` (``origin``, ``buffer``, ``region``, …), their columns, and colours as
    simplestyle 1.1.0 properties. Scenario, sources, remarks, caveat, data version and worldview
    stand in top-level members, which RFC 7946 (section 6.1) allows.
    """
    document = {
        "type": "FeatureCollection",
        **dataset.about,
        "features": [_feature(each) for each in dataset.features],
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


def _feature(feature: Feature) -> dict[str, Any]:
    columns = {
        name: None if is_missing(value) else value for name, value in feature.columns.items()
    }
    properties = {"kind": feature.kind, **columns, **_simplestyle(feature)}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": rfc7946_geometry(feature.geometry),
    }


def _simplestyle(feature: Feature) -> dict[str, Any]:
    style: dict[str, Any] = {"title": feature.title, "stroke": feature.stroke, "stroke-width": 2}
    if feature.kind in ("origin", "place"):
        return style | {"marker-color": feature.fill, "marker-size": "small"}
    return style | {"fill": feature.fill, "fill-opacity": feature.fill_opacity}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, list):
        return [_rounded(each) for each in coordinates]
    return round(coordinates, 7)
