"""GeoParquet with geometries as well-known binary, which is what is written today."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import CRS

from rangemap.intake.contents import Contents, Wanted, chosen_columns, texts
from rangemap.intake.limits import MAX_UNPACKED_BYTES, check_features
from rangemap.intake.phrases import Note, UnreadableError
from rangemap.intake.systems import LON_LAT, known_system
from rangemap.intake.wkb import shapes_of_wkb

_GREAT_CIRCLES = Note("great_circles")


def read_geoparquet(content: bytes, wanted: Wanted) -> Contents:
    """The main geometry column of a GeoParquet file. Raises InputError where it is damaged."""
    try:
        return _read(pq.ParquetFile(pa.BufferReader(content)), wanted)
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableError("parquet_damaged") from error


def _read(file: pq.ParquetFile, wanted: Wanted) -> Contents:
    metadata = file.metadata
    check_features(metadata.num_rows)
    size = sum(metadata.row_group(n).total_byte_size for n in range(metadata.num_row_groups))
    if size > MAX_UNPACKED_BYTES:
        raise UnreadableError("unpacks", most=round(MAX_UNPACKED_BYTES / 1e9))
    geo = json.loads((metadata.metadata or {}).get(b"geo", b"null"))
    if geo is None:
        raise UnreadableError("parquet_plain")
    main = geo["primary_column"]
    if geo["columns"][main]["encoding"] != "WKB":
        raise UnreadableError("parquet_geometry")
    counts = Counter(file.schema_arrow.names)
    names = tuple(name for name in counts if name != main)
    chosen = chosen_columns(names, wanted)
    twice = next((name for name, count in counts.items() if count > 1), None)
    if twice is not None:
        raise UnreadableError("parquet_twice", name=twice[:60])
    table = file.read(columns=[*chosen, main])

    def others() -> Iterator[tuple[str, list[str]]]:
        for field in file.schema_arrow:
            if _is_text(field.type) and field.name in names and field.name not in chosen:
                yield field.name, texts(file.read(columns=[field.name])[field.name].to_pylist())

    return Contents(
        geometries=shapes_of_wkb(np.array([*table[main].to_pylist(), None], dtype=object)[:-1]),
        columns={name: texts(table[name].to_pylist()) for name in chosen},
        names=names,
        crs=system_of(geo["columns"][main]),
        notes=(_GREAT_CIRCLES,) if geo["columns"][main].get("edges") == "spherical" else (),
        others=others,
    )


def _is_text(kind: pa.DataType) -> bool:
    """Whether a column is text, or categories of text."""
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def system_of(column: dict[str, Any]) -> CRS | None:
    """What the column names, as PROJJSON or, in files of before 2022, as well-known text.

    WGS 84 where it is silent, None where it says that none is known.
    """
    if "crs" not in column:
        return LON_LAT
    named = column["crs"]
    return None if named is None else known_system(named)
