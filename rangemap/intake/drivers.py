"""Formats that only GDAL reads: FlatGeobuf, GeoPackage, Shapefile; each by its driver alone.

pyogrio cannot be told which drivers may open a file, and GDAL asks all of them: a GeoPackage whose
first kilobyte holds ``<OGRVRTDataSource`` would be opened as that. So all others are switched off
by GDAL_SKIP, which works only in a process that has not loaded GDAL yet.
"""

import sys
from typing import Any

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from rangemap.errors import InputError
from rangemap.intake.found import Found, Wanted, chosen_columns, texts
from rangemap.intake.geopackage import layer_of_geopackage
from rangemap.intake.limits import check_features
from rangemap.intake.shapefile import parts_of_shapefile, plain_zip
from rangemap.intake.wkb import shapes_of_wkb

DRIVERS = ("FlatGeobuf", "GPKG", "ESRI Shapefile")


def read_flatgeobuf(content: bytes, wanted: Wanted) -> Found:
    """The layer of a FlatGeobuf file. Raises InputError where it is damaged."""
    return _read(content, wanted, "FlatGeobuf")


def read_geopackage(content: bytes, wanted: Wanted) -> Found:
    """A layer of a GeoPackage. Raises InputError where it is damaged or more than tables."""
    return _read(content, wanted, "GPKG", layer=layer_of_geopackage(content, wanted))


def read_shapefile(content: bytes, wanted: Wanted) -> Found:
    """The Shapefile in a zip. Raises InputError where it is damaged or packed too well."""
    parts = parts_of_shapefile(content, wanted)
    found = _read(plain_zip(parts), wanted, "ESRI Shapefile")
    if ".cpg" in parts or all(cell.isascii() for cells in found.columns.values() for cell in cells):
        return found
    note = "its .cpg, which says how letters are encoded, is missing; check the names"
    return Found(found.geometries, found.columns, found.names, found.crs, (note,))


def _read(content: bytes, wanted: Wanted, driver: str, layer: str | None = None) -> Found:
    pyogrio = _gdal()
    if not set(pyogrio.list_drivers()) <= set(DRIVERS):
        raise InputError("cannot be read safely here; save it as GeoJSON")
    try:
        info = pyogrio.read_info(content, layer=layer, force_feature_count=True)
        if info["driver"] != driver:
            raise InputError(f"is not what it looks like, but {info['driver']}")
        check_features(info["features"])
        chosen = chosen_columns(info["fields"], wanted)
        meta, _, binaries, columns = pyogrio.raw.read(
            content, layer=layer, columns=chosen, force_2d=True
        )
    except (RuntimeError, ValueError, IndexError, OSError) as error:
        raise InputError("is damaged, or not what its name says") from error
    if binaries is None:
        raise InputError("holds no geometry")
    named = dict(zip(meta["fields"], columns, strict=True))
    return Found(
        geometries=shapes_of_wkb(binaries),
        columns={name: texts(np.asarray(values).tolist()) for name, values in named.items()},
        names=tuple(info["fields"]),
        crs=_crs(meta["crs"]),
    )


def _gdal() -> Any:
    """GDAL, without GeoPandas and pandas, which take three quarters of its time to load."""
    for name in ("geopandas", "pandas"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    import pyogrio.raw  # noqa: PLC0415  after its companions are hidden

    return pyogrio


def _crs(name: str | None) -> CRS | None:
    try:
        return CRS(name) if name else None
    except CRSError as error:
        raise InputError("names a coordinate system that is unknown") from error
