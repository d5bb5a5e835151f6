"""GeoParquet: all features in one table, scenario and sources in the file's metadata."""

import io
import json

import pyarrow.parquet

from rangemap.export.dataset import Dataset
from rangemap.export.features import all_in_one


def dataset_parquet(dataset: Dataset) -> bytes:
    """The features as GeoParquet 1.0; what is true of all is `rangemap` in the metadata."""
    plain, file = io.BytesIO(), io.BytesIO()
    all_in_one(dataset.features).to_parquet(plain)
    table = pyarrow.parquet.read_table(plain)
    about = json.dumps({**dataset.about, "notes": dataset.notes}, ensure_ascii=False).encode()
    told = {**(table.schema.metadata or {}), b"rangemap": about}
    pyarrow.parquet.write_table(table.replace_schema_metadata(told), file)
    return file.getvalue()
