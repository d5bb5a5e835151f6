"""What a file holds, made ready for measuring: lon, lat on WGS 84, areas valid, all of it told."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from rangemap.intake import antimeridian
from rangemap.intake.contents import Contents
from rangemap.intake.limits import check_vertices
from rangemap.intake.overlaps import overlapping
from rangemap.intake.phrases import Note, UnreadableError, counted, feature_numbers
from rangemap.intake.rings import (
    InsideOutError,
    single_parts,
    valid_area,
    with_empty_parts,
    without_collapsed,
    without_empty_parts,
    without_stray_holes,
)
from rangemap.intake.systems import is_way_known, stepped, system_note, to_lon_lat

SUFFIXES = (
    ".geojson", ".json", ".geojsonl", ".topojson", ".gpkg", ".zip", ".fgb", ".parquet", ".kml",
    ".kmz", ".gpx",
)  # fmt: skip
_STEP_DEGREES = 0.25  # an edge straight in lon, lat bends on a map; drawn, it needs vertices
_AREA = 2
_COLLECTION = shapely.GeometryType.GEOMETRYCOLLECTION


@dataclass(frozen=True, eq=False)
class Shapes:
    """Shapes in lon, lat degrees (WGS 84), None where a feature has none, and what was done.

    columns: those asked for that the file has, as text, and that of `key`. names: of all its
    columns. crs: the coordinate system of the file. notes: what was assumed, mended or left out, a
    phrase each. key: the one column of text that tells all areas apart, where none of those asked
    for does.
    """

    geometries: NDArray[np.object_]
    columns: dict[str, list[str]]
    names: tuple[str, ...]
    crs: str
    notes: tuple[Note, ...]
    key: str | None = None


def ready(found: Contents, *, areas: bool, find_key: bool = False) -> Shapes:
    """What was found, in lon, lat; where areas are wanted, None for what is none.

    find_key: look for a column that tells all areas apart. Raises InputError for what has no place
    on the Earth.
    """
    shapes = shapely.force_2d(found.geometries)
    check_vertices(int(shapely.get_num_coordinates(shapes).sum()))
    _check_finite(shapes)
    for number in with_empty_parts(shapes):
        shapes[number] = without_empty_parts(shapes[number])
    notes = [*found.notes, *([Note("assumed")] if found.crs is None else [])]
    shapes = to_lon_lat(shapes, found.crs)
    if found.crs is not None and not is_way_known(found.crs, shapely.get_coordinates(shapes)):
        notes.append(Note("unshifted", {"system": system_note(found.crs)[:80]}))
    was_area = (shapely.get_dimensions(shapes) == _AREA) & ~shapely.is_empty(shapes)
    shapes, dropped = _without_collapsed(shapes, areas=areas)
    shapes, strays = _without_stray_holes(shapes)
    cut = antimeridian.cut(shapes)
    shapes = cut.shapes
    if cut.mended.any() and not areas:  # as origins they are refused where they cross no meridian
        raise UnreadableError("crosses", feature=int(cut.mended.argmax()) + 1)
    notes += counted(cut.short, "short")
    notes += _dropped(strays + cut.strays, "stray", "strays")
    if areas:
        shapes, told = _areas(shapes, was_area, cut.mended)
        if cut.crossing.any():
            notes.append(Note("cut", {"count": int(cut.crossing.sum())}))
        if cut.around.any():
            notes.append(Note("closed", {"count": int(cut.around.sum())}))
        notes += told
        dropped = np.where(shapely.is_missing(shapes), 0, dropped + cut.dropped)
        notes += _dropped(dropped, "ring", "rings")
        notes += counted(overlapping(shapes), "overlap")
    columns, key = dict(found.columns), None
    if find_key:
        more = _key(found, ~shapely.is_missing(shapes))
        columns, key = columns | more, next(iter(more), None)
    return Shapes(shapes, columns, found.names, system_note(found.crs), tuple(notes), key)


def tells_apart(cells: Sequence[str]) -> bool:
    """Whether no cell is empty and none stands twice."""
    return all(cells) and len(set(cells)) == len(cells)


def _check_finite(shapes: NDArray[np.object_]) -> None:
    coordinates, feature = shapely.get_coordinates(shapes, return_index=True)
    wrong = ~np.isfinite(coordinates).all(axis=1)
    if wrong.any():
        raise UnreadableError("not_finite", feature=int(feature[wrong.argmax()]) + 1)


def _key(found: Contents, kept: NDArray[np.bool_]) -> dict[str, list[str]]:
    """The one column of text that tells those kept apart, where no column asked for does."""

    def is_key(cells: list[str]) -> bool:
        return tells_apart([cells[n] for n in np.flatnonzero(kept)])

    if any(map(is_key, found.columns.values())):
        return {}
    apart = {name: cells for name, cells in found.others() if is_key(cells)}
    return apart if len(apart) == 1 else {}


def _without_collapsed(
    shapes: NDArray[np.object_], *, areas: bool
) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Shapes without rings that enclose nothing, and how many were dropped of each."""
    is_area = shapely.get_dimensions(shapes) == _AREA
    kept, dropped = shapes.copy(), np.zeros(len(shapes), dtype=int)
    for number in np.flatnonzero(is_area & ~shapely.is_valid(shapes)):
        kept[number], dropped[number] = without_collapsed(shapes[number], areas=areas)
    return kept, dropped


def _without_stray_holes(
    shapes: NDArray[np.object_],
) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Shapes without holes that lie outside of their polygons, and how many those are of each."""
    is_area = shapely.get_dimensions(shapes) == _AREA
    kept, strays = shapes.copy(), np.zeros(len(shapes), dtype=int)
    for number in np.flatnonzero(is_area & ~shapely.is_valid(shapes)):
        try:
            kept[number], strays[number] = without_stray_holes(shapes[number])
        except InsideOutError as error:
            raise UnreadableError("inside_out", feature=int(number) + 1) from error
    return kept, strays


def _areas(
    shapes: NDArray[np.object_], was_area: NDArray[np.bool_], mended: NDArray[np.bool_]
) -> tuple[NDArray[np.object_], list[Note]]:
    """Areas that do not cross themselves; None for what is no area; what was done.

    was_area: those that were to be areas. mended: those of which that was done before.
    """
    missing = ~was_area & (shapely.is_missing(shapes) | shapely.is_empty(shapes))
    flat = ~missing & ~was_area
    is_area = was_area & ~shapely.is_empty(shapes)
    broken = mended | (is_area & ~shapely.is_valid(shapes))
    united = broken & ~mended
    for number in np.flatnonzero(united):
        united[number] = shapely.is_valid(shapely.get_parts(shapes[number])).all()
    areas = np.full(len(shapes), None, dtype=object)
    for number in np.flatnonzero(is_area):
        areas[number] = valid_area(shapes[number])
    nothing = was_area & shapely.is_missing(areas)
    beside = is_area & ~nothing & (shapely.get_type_id(shapes) == _COLLECTION)
    for number in np.flatnonzero(beside):
        beside[number] = any(part.geom_type != "Polygon" for part in single_parts(shapes[number]))
    notes = [
        *counted(broken & ~nothing & ~united, "mended"),
        *counted(united & ~nothing, "united"),
        *counted(flat, "flat"),
        *counted(beside, "beside"),
        *counted(missing, "empty"),
        *counted(nothing, "nothing"),
    ]
    return stepped(areas, _STEP_DEGREES), notes


def _dropped(rings: NDArray[np.intp], one: str, several: str) -> list[Note]:
    count = int(rings.sum())
    if not count:
        return []
    told = {"count": count, "features": feature_numbers(rings > 0)}
    return [Note(one if count == 1 else several, told)]
