"""GeoJSON (RFC 7946): origins, buffers and reached parts of regions in one FeatureCollection."""

import json
from collections.abc import Iterator
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.reach import BUFFER_COLUMNS, REGION_COLUMNS, Reach, polygons_of
from rangemap.render.summary import provenance

_DEGREES_PRECISION = 1e-7  # about a centimetre


def render(reach: Reach, _suffix: str = ".geojson") -> bytes:
    """The reach as UTF-8 GeoJSON: right-handed, cut at ±180°, at most 7 decimals.

    Features have `kind`: ``origin``, ``buffer`` or ``region``; scenario, sources, caveat, data
    version and worldview stand in top-level members, which RFC 7946 (section 6.1) allows.
    """
    document = {
        "type": "FeatureCollection",
        "scenario": reach.scenario.to_dict(),
        **provenance(reach),
        "features": list(_features(reach)),
    }
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _features(reach: Reach) -> Iterator[dict[str, Any]]:
    for label, shape in zip(reach.origins["origin"], reach.origins.geometry, strict=True):
        yield _feature({"kind": "origin", "name": label}, shape)
    for row, shape in zip(
        reach.buffers[list(BUFFER_COLUMNS)].to_dict("records"), reach.buffers.geometry, strict=True
    ):
        yield _feature({"kind": "buffer", **row}, shape)
    reached = reach.reached
    for row, shape in zip(
        reached[list(REGION_COLUMNS)].to_dict("records"), reached.geometry, strict=True
    ):
        yield _feature({"kind": "region", **row}, shape)


def _feature(properties: dict[str, Any], shape: BaseGeometry) -> dict[str, Any]:
    rounded = shapely.set_precision(shape, _DEGREES_PRECISION)
    if shapely.get_dimensions(rounded) == 2:  # noqa: PLR2004  areas alone have a handedness
        rounded = polygons_of(rounded)
    geometry = json.loads(shapely.to_geojson(rounded))
    geometry["coordinates"] = _rounded(geometry["coordinates"])
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, list):
        return [_rounded(each) for each in coordinates]
    return round(coordinates, 7)
