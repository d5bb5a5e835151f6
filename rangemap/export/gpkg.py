"""GeoPackage: one layer per kind, with QGIS styles inside, so that it opens coloured."""

import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from rangemap.errors import RangemapError
from rangemap.export.dataset import Dataset
from rangemap.export.features import layer_frames
from rangemap.export.qgis_style import line_style, point_style, polygon_style

# GDAL stamps the time of writing; a fixed one makes the same reach the same bytes
_FIXED_TIME = "2000-01-01T00:00:00.000Z"
_LINES, _POINTS, _AREAS = line_style(), point_style(), polygon_style(opacity=0.7)
# QGIS applies the style of origins where all of them are points, and only there
_STYLES = {"buffers": _LINES, "edges": _LINES, "origins": _POINTS, "places": _POINTS}


def dataset_gpkg(dataset: Dataset) -> bytes:
    """The dataset as a GeoPackage with a layer for each kind of feature.

    Scenario, sources, remarks, caveat and data version are in the file's metadata
    (gpkg_metadata). Raises RangemapError where the folder for temporary files has no room.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            return _made(Path(folder) / "rangemap.gpkg", dataset)
    except (OSError, sqlite3.Error, DataSourceError, DataLayerError) as error:
        raise RangemapError(
            f"a GeoPackage could not be made in {tempfile.gettempdir()} ({error}); make room there"
        ) from error


def _made(file: Path, dataset: Dataset) -> bytes:
    options = {"OGR_CURRENT_DATE": _FIXED_TIME}
    previous = {name: pyogrio.get_gdal_config_option(name) for name in options}
    pyogrio.set_gdal_config_options(options)
    try:
        for layer, frame in _layers(dataset).items():
            _write(file, layer, frame, dataset)
    finally:
        pyogrio.set_gdal_config_options(previous)
    _add_styles(file)
    return file.read_bytes()


def _layers(dataset: Dataset) -> dict[str, gpd.GeoDataFrame]:
    frames = layer_frames(dataset.features)
    for frame in frames.values():
        types = set(frame.geom_type)
        if types & {"Polygon", "MultiPolygon"} and len(types) > 1:
            frame.geometry = [_as_multi(shape) for shape in frame.geometry]
    return {layer: frame for layer, frame in frames.items() if len(frame)}


def _as_multi(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.multipolygons([shape]) if shape.geom_type == "Polygon" else shape


def _write(file: Path, layer: str, frame: gpd.GeoDataFrame, dataset: Dataset) -> None:
    pyogrio.write_dataframe(
        frame,
        file,
        layer=layer,
        driver="GPKG",
        append=file.exists(),
        layer_metadata={
            "DESCRIPTION": dataset.notes,
            "RANGEMAP": json.dumps(dataset.about, ensure_ascii=False),
        },
    )


def _add_styles(file: Path) -> None:
    """Fill the table that QGIS reads default styles from."""
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(
            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, "
            "f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256), "
            "f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, "
            "useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
            "update_time DATETIME)"
        )
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', ?)",
            [_FIXED_TIME],
        )
        layers = {name for (name,) in database.execute("SELECT table_name FROM gpkg_contents")}
        database.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, useAsDefault, update_time) "
            "VALUES ('', '', ?, 'geom', 'rangemap', ?, 1, ?)",
            [
                (layer, _STYLES.get(layer, _AREAS), _FIXED_TIME)
                for layer in sorted(layers - {"layer_styles"})
            ],
        )
