"""A comparison as a report: the table of differences, the parts gained."""

import json
from typing import TYPE_CHECKING

from rangemap.analysis.comparison import COLUMNS, Comparison
from rangemap.export.csv import csv_bytes
from rangemap.export.geojson import rfc7946_geometry
from rangemap.export.reports import Report
from rangemap.wording.comparison import caveat, sentence, summary, table

if TYPE_CHECKING:
    from rangemap.figures.files import Picture
    from rangemap.figures.options import FigureOptions


def _csv(comparison: Comparison) -> bytes:
    rows = comparison.regions[list(COLUMNS)].itertuples(index=False)
    told = caveat(comparison)
    return csv_bytes([*COLUMNS, "caveat"], ((*row, told) for row in rows))


def _geojson(comparison: Comparison) -> bytes:
    frame = comparison.regions[~comparison.regions.geometry.is_empty]
    records = frame[list(COLUMNS)].to_dict("records")
    document = {
        "type": "FeatureCollection",
        **{key: value for key, value in summary(comparison).items() if key != "regions"},
        "features": [
            {
                "type": "Feature",
                "properties": {"kind": "gained", **record},
                "geometry": rfc7946_geometry(shape),
            }
            for record, shape in zip(records, frame.geometry, strict=True)
        ],
    }
    return (json.dumps(document, ensure_ascii=False) + "\n").encode()


def _picture(comparison: Comparison, options: "FigureOptions") -> "Picture":
    from rangemap.figures.comparison import picture

    return picture(comparison, options)


COMPARISON = Report[Comparison](
    sentence, table, summary, {".geojson": _geojson, ".csv": _csv}, _picture
)
