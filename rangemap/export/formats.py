"""Formats: the suffixes that every dataset can be written as, and what writes each."""

from collections.abc import Callable
from typing import TypeVar

from rangemap.export.dataset import Dataset

T = TypeVar("T")
_PLAIN = (".csv", ".xlsx")


def data_files(
    gather: Callable[[T], Dataset], *, has_geometry: bool = True
) -> dict[str, Callable[[T], bytes]]:
    """By suffix what makes the file of a result. has_geometry: whether it has features."""
    suffixes = [*_WRITERS] if has_geometry else [*_PLAIN]
    return {suffix: _file(gather, suffix) for suffix in suffixes}


def _file(gather: Callable[[T], Dataset], suffix: str) -> Callable[[T], bytes]:
    return lambda result: _WRITERS[suffix](gather(result))


def _geojson(dataset: Dataset) -> bytes:
    from rangemap.export.geojson import dataset_geojson

    return dataset_geojson(dataset)


def _gpkg(dataset: Dataset) -> bytes:
    from rangemap.export.gpkg import dataset_gpkg

    return dataset_gpkg(dataset)


def _csv(dataset: Dataset) -> bytes:
    from rangemap.export.csv import dataset_csv

    return dataset_csv(dataset)


def _kml(dataset: Dataset) -> bytes:
    from rangemap.export.kml import dataset_kml

    return dataset_kml(dataset)


def _xlsx(dataset: Dataset) -> bytes:
    from rangemap.export.xlsx import dataset_xlsx

    return dataset_xlsx(dataset)


def _parquet(dataset: Dataset) -> bytes:
    from rangemap.export.parquet import dataset_parquet

    return dataset_parquet(dataset)


_WRITERS: dict[str, Callable[[Dataset], bytes]] = {
    ".geojson": _geojson,
    ".gpkg": _gpkg,
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".parquet": _parquet,
    ".kml": _kml,
}
