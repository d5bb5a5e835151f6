"""What a file holds, made ready for measuring: lon, lat on WGS 84, areas valid, all of it told."""

import re
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from shapely.geometry.base import BaseGeometry

from rangemap.errors import InputError
from rangemap.intake import antimeridian
from rangemap.intake.found import Found
from rangemap.intake.geojson import LON_LAT
from rangemap.intake.limits import check_vertices

SUFFIXES = (".geojson", ".json", ".topojson", ".gpkg", ".zip", ".fgb", ".parquet")
_STEP_M = 5000.0  # an edge straight in the file's projection is bent by less than 1 m in between
_STEP_DEGREES = 0.25  # an edge straight in lon, lat bends on a map; drawn, it needs vertices
_AREA = 2
_MOST_NUMBERS = 5
# a grid that a coordinate system names is a file, or an address, that PROJ would open; so may be
# what a projection "by PROJ" names, whose steps stand in its name
_GRID = re.compile(
    r"PARAMETERFILE|PROJ-based operation|(?:nad|geoid)grids=(?!@null)", re.IGNORECASE
)


@dataclass(frozen=True, eq=False)
class Shapes:
    """Shapes in lon, lat degrees (WGS 84), None where a feature has none, and what was done.

    columns: those asked for that the file has, as text. names: of all its columns. crs: the
    coordinate system of the file. notes: what was assumed, mended or left out, a phrase each.
    """

    geometries: NDArray[np.object_]
    columns: dict[str, list[str]]
    names: tuple[str, ...]
    crs: str
    notes: tuple[str, ...]


def ready(found: Found, *, areas: bool) -> Shapes:
    """What was found, in lon, lat; where areas are wanted, None for what is none.

    Edges are straight in the file's own coordinate system, so those of a projection get vertices
    every 5 km. Raises InputError for what has no place on the Earth.
    """
    shapes = shapely.force_2d(found.geometries)
    check_vertices(int(shapely.get_num_coordinates(shapes).sum()))
    if not np.isfinite(shapely.get_coordinates(shapes)).all():
        raise InputError("holds coordinates that are not finite numbers")
    notes = list(found.notes)
    shapes, crs, assumed = _to_lon_lat(shapes, found.crs)
    notes += assumed
    shapes, crossing = antimeridian.cut(shapes)
    if crossing:
        notes.append(f"{crossing:,} cut at ±180°, which they cross")
    if areas:
        shapes, mended = _areas(shapes)
        notes += mended
    return Shapes(shapes, found.columns, found.names, crs, tuple(notes))


def _to_lon_lat(
    shapes: NDArray[np.object_], crs: CRS | None
) -> tuple[NDArray[np.object_], str, list[str]]:
    if crs is None:
        x, y = np.abs(shapely.get_coordinates(shapes)).max(axis=0, initial=0.0)
        if x > 360 or y > 90:  # noqa: PLR2004  degrees
            raise InputError(
                "names no coordinate system, and its coordinates are no degrees; "
                "save it with its coordinate system, or in longitude and latitude"
            )
        assumed = ["no coordinate system named; its coordinates taken as longitude and latitude"]
        return shapes, "not named, taken as WGS 84", assumed
    if crs.equals(LON_LAT, ignore_axis_order=True):
        return shapes, "WGS 84", []
    if _GRID.search(f"{crs.to_wkt()} {crs.srs}"):
        raise InputError("has a coordinate system that needs a file; save it in WGS 84")
    try:
        transformer = Transformer.from_crs(crs, LON_LAT, always_xy=True)
        moved = shapely.transform(
            _with_steps(shapes, crs),
            lambda x, y: transformer.transform(x, y, errcheck=False),
            interleaved=False,
        )
    except ProjError as error:
        raise InputError(
            f"has the coordinate system {crs.name[:60]!r}, which has no place on the Earth"
        ) from error
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise InputError(f"holds coordinates outside of its coordinate system, {crs.name[:60]}")
    return moved, _crs_name(crs), []


def _with_steps(shapes: NDArray[np.object_], crs: CRS) -> NDArray[np.object_]:
    if not crs.is_projected:
        return shapes
    step = _STEP_M / crs.axis_info[0].unit_conversion_factor
    return _stepped(shapes, step)


def _stepped(shapes: NDArray[np.object_], step: float) -> NDArray[np.object_]:
    check_vertices(int(np.nan_to_num(shapely.length(shapes)).sum() / step))
    stepped: NDArray[np.object_] = shapely.segmentize(shapes, step)
    return stepped


def _crs_name(crs: CRS) -> str:
    authority = crs.to_authority()
    return f"{crs.name} ({':'.join(authority)})" if authority else crs.name


def _areas(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], list[str]]:
    """Areas that do not cross themselves; None for what is no area; what was done."""
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    flat = ~missing & (shapely.get_dimensions(shapes) < _AREA)
    broken = ~missing & ~flat & ~shapely.is_valid(shapes)
    made = shapes.copy()
    made[missing | flat] = None
    for number in np.flatnonzero(~missing & ~flat):
        made[number] = _area(made[number])
    nothing = shapely.is_missing(made) & ~missing & ~flat
    notes = [
        f"{which.sum():,} {done} (feature {_numbers(which)})"
        for which, done in (
            (broken & ~nothing, "mended, as outlines crossed themselves"),
            (flat, "left out as lines or points"),
            (missing, "left out as empty"),
            (nothing, "left out as enclosing nothing"),
        )
        if which.any()
    ]
    return _stepped(made, _STEP_DEGREES), notes


def _area(shape: BaseGeometry) -> BaseGeometry | None:
    """The polygons of a shape, made valid, or None where nothing encloses an area."""
    mended = shape if shape.is_valid else shapely.make_valid(shape)
    if mended.geom_type in ("Polygon", "MultiPolygon"):
        return mended
    parts = shapely.get_parts(shapely.get_parts(mended))
    polygons = parts[shapely.get_dimensions(parts) == _AREA]
    return shapely.union_all(polygons) if len(polygons) else None


def _numbers(which: NDArray[np.bool_]) -> str:
    listed = [str(each + 1) for each in np.flatnonzero(which)]
    shown = ", ".join(listed[:_MOST_NUMBERS])
    return shown + (" and others" if len(listed) > _MOST_NUMBERS else "")
