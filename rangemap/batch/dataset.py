"""Parts of a dataset as GeoParquet 1.1: the same bytes for the same rows."""

import io
import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

GEOMETRY: Final = "geometry"
BOX: Final = "bbox"
BOX_TYPE: Final = pa.struct([(side, pa.float64()) for side in ("xmin", "ymin", "xmax", "ymax")])
_ROW_GROUP: Final = 50_000


def boxes(shapes: Any) -> pa.Array:
    """Bounding boxes of geometries, (n,), as GeoParquet's covering has them."""
    sides = shapely.bounds(shapes).reshape(-1, 4)
    return pa.StructArray.from_arrays([pa.array(side) for side in sides.T], fields=list(BOX_TYPE))


def part_bytes(rows: pa.Table, about: Mapping[str, str]) -> bytes:
    """Rows as a Parquet file; GeoParquet where they have a column of geometry (WKB, lon, lat).

    about: what the file says of itself, by name.
    """
    told = {name: value.encode() for name, value in about.items()}
    if GEOMETRY in rows.column_names:
        told["geo"] = json.dumps(_geo(rows), sort_keys=True).encode()
    file = io.BytesIO()
    pq.write_table(
        rows.replace_schema_metadata(told),
        file,
        compression="zstd",
        row_group_size=_ROW_GROUP,
    )
    return file.getvalue()


def _geo(rows: pa.Table) -> dict[str, Any]:
    shapes = shapely.from_wkb(np.unique(rows[GEOMETRY].to_numpy(zero_copy_only=False)))
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted({shape.geom_type for shape in shapes}),
    }
    if len(shapes):
        column["bbox"] = shapely.total_bounds(shapes).tolist()
    column["covering"] = {"bbox": {side: [BOX, side] for side in ("xmin", "ymin", "xmax", "ymax")}}
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
