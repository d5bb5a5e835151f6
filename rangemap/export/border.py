"""The border line as a file."""

import json

from rangemap.export.geojson import rfc7946_geometry
from rangemap.wording.listings import border_record
from rangemap.world import boundaries


def border_geojson(neighbour: str) -> bytes:
    """The border line as a GeoJSON feature collection."""
    record = border_record(neighbour)
    told = ("border_with", "length_km", "length_note", "official_land_km", "official_source")
    feature = {
        "type": "Feature",
        "properties": {"kind": "border", **{key: record[key] for key in told if key in record}},
        "geometry": rfc7946_geometry(boundaries.border(neighbour).line),
    }
    document = {
        "type": "FeatureCollection",
        "sources": record["sources"],
        "worldview": record["worldview"],
        "data_version": boundaries.DATA_VERSION,
        "features": [feature],
    }
    return (json.dumps(document, ensure_ascii=False) + "\n").encode()
