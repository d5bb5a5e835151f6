"""Regions of one's own, from a file, instead of the bundled ones."""

from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from rangemap.errors import BoundaryError
from rangemap.text import checked_text

SUFFIXES = (".geojson", ".json", ".gpkg", ".fgb")
KEY_COLUMNS = ("region", "iso_3166_2", "iso3166-2", "shapeiso", "code", "id")
NAME_COLUMNS = ("name", "shapename", "name_en", "title")


def read_regions(path: Path) -> gpd.GeoDataFrame:
    """Read polygons with a key and a name: columns `region`, `name`, geometry in EPSG:4326.

    The key is in a column called region, iso_3166_2, ISO3166-2, shapeISO, code or id, the name in
    name, shapeName, name_en or title; one may stand for the other. Raises BoundaryError with what
    is missing.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise BoundaryError(f"{path}: regions are read from {', '.join(SUFFIXES)}")
    if not path.is_file():
        raise BoundaryError(f"{path}: there is no such file")
    try:
        frame = pyogrio.read_dataframe(path, on_invalid="fix")
    except (DataSourceError, DataLayerError, shapely.GEOSException, ValueError) as error:
        raise BoundaryError(f"{path}: cannot be read as regions ({error})") from error
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        raise BoundaryError(f"{path}: holds no regions; give polygons")
    if frame.crs is not None:
        frame = frame.to_crs("EPSG:4326")
    key = _column(frame, KEY_COLUMNS) or _column(frame, NAME_COLUMNS)
    if key is None:
        raise BoundaryError(f"{path}: needs a column named {', '.join(KEY_COLUMNS)}")
    shapes = shapely.make_valid(shapely.force_2d(frame.geometry.to_numpy()))
    for number, shape in enumerate(shapes, 1):
        if shape is None or shapely.get_dimensions(shape) != 2:  # noqa: PLR2004  areas only
            raise BoundaryError(f"{path}, feature {number}: is not a polygon; regions are areas")
    codes = _texts(frame[key].tolist(), path)
    if len(set(codes)) < len(codes):
        twin = next(code for code in codes if codes.count(code) > 1)
        raise BoundaryError(
            f"{path}: the key {twin!r} stands twice in column {key}; keys must differ"
        )
    names = _texts(frame[_column(frame, NAME_COLUMNS) or key].tolist(), path)
    return gpd.GeoDataFrame({"region": codes, "name": names}, geometry=shapes, crs="EPSG:4326")


def _column(frame: gpd.GeoDataFrame, names: tuple[str, ...]) -> str | None:
    by_folded = {str(column).casefold(): column for column in frame.columns}
    return next((by_folded[name] for name in names if name in by_folded), None)


def _texts(values: list[object], path: Path) -> list[str]:
    return [
        checked_text(str(value), f"{path}, feature {number}: its key or name", BoundaryError)
        for number, value in enumerate(values, 1)
    ]
