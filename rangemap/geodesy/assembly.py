"""From closed curves on the ellipsoid to a valid polygon in longitude and latitude.

A curve is an array (n, 2) of lon, lat in degrees, open (its last vertex joins its first), with
edges that are straight in lon, lat and cross +-180 degrees the short way. Curves do not cross
each other, so the region they bound is known by parity: it changes at every curve. One point
known to be inside settles which side is which, even where a curve goes round a pole.
"""

import math
from collections.abc import Sequence
from contextlib import suppress
from functools import reduce
from typing import Final, TypeAlias, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, MultiPolygon, Polygon

from .ellipsoid import Floats

Area: TypeAlias = Polygon | MultiPolygon

_GRID: Final = 2.0**42
_WORLD: Final = (-180.0, -90.0, 180.0, 90.0)
_MIN_LOOP: Final = 1e-12
"""Share of a face under which a loop taken off it is a rounding, not an area."""


def region(curves: Sequence[Floats], inside: tuple[float, float]) -> Area:
    """Region bounded by curves that holds the point inside (lon, lat): polygon or multipolygon.

    Right-handed (shells counter-clockwise), cut at +-180 degrees, closed over poles. Without
    curves it is the whole world.
    """
    cap = _cap(curves[0]) if len(curves) == 1 else None
    made = map(_valid, [cap] if cap else map(_face, curves))
    faces = [face for face in made if not face.is_empty]
    if len(faces) == 1 and _is_plain(faces[0]) and shapely.intersects_xy(faces[0], *inside):
        return cast("Area", shapely.orient_polygons(faces[0]))
    plain = [face for face in faces if _is_plain(face)]
    cut = [cut_at_180(face) for face in faces if not _is_plain(face)]
    return _by_parity(cut + ([_nested(plain)] if plain else []), inside)


def plain_faces(vertices: Floats, lengths: NDArray[np.int64]) -> NDArray[np.object_]:
    """What curves enclose, one after another in vertices (n, 2), as planar polygons.

    lengths: of each. Empty for one that crosses +-180 degrees or goes round a pole.
    """
    owner = np.repeat(np.arange(len(lengths)), lengths)
    rounded = np.column_stack([np.round(vertices[:, 0] * _GRID) / _GRID, vertices[:, 1]])
    first = np.cumsum(lengths) - lengths
    following = np.roll(rounded[:, 0], -1)
    following[first + lengths - 1] = rounded[first, 0]
    is_cut = np.abs(following - rounded[:, 0]) > 180.0  # noqa: PLR2004  half a turn
    made = shapely.polygons(shapely.linearrings(rounded, indices=owner))
    made[np.unique(owner[is_cut])] = Polygon()
    return np.asarray(made)


def unwrapped(curve: Floats) -> Floats:
    """Return the curve closed, with longitudes that run on past +-180 degrees without a jump.

    The last row repeats the first, 360 degrees further when the curve goes round a pole.
    Longitudes are rounded to 2**-42 degrees, 25 nanometres, so that whole turns add exactly.
    """
    closed = np.vstack([curve, curve[:1]])
    closed[:, 0] = np.round(closed[:, 0] * _GRID) / _GRID
    closed[1:, 0] -= 360.0 * np.cumsum(np.round(np.diff(closed[:, 0]) / 360.0))
    return closed


def union(areas: Sequence[Area]) -> Area:
    """Union of areas, right-handed."""
    return polygonal(shapely.union_all(np.asarray(areas, object)))


def polygonal(geometry: Geometry) -> Area:
    """Return the polygons of a geometry, without the lines and points an overlay may leave."""
    if geometry.geom_type not in {"Polygon", "MultiPolygon"}:
        parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
        geometry = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    return cast("Area", shapely.orient_polygons(geometry))


def _face(curve: Floats) -> Polygon:
    """One side of a curve as a planar polygon: what it encloses, or all between it and a pole.

    The way to the pole is free from the vertex that is nearest to it.
    """
    closed = unwrapped(curve)
    if closed[-1, 0] == closed[0, 0]:
        return Polygon(closed)
    pole = math.copysign(90.0, float(curve[:, 1].mean()))
    closed = unwrapped(np.roll(curve, -int(np.abs(pole - curve[:, 1]).argmin()), axis=0))
    over_the_pole = [(closed[-1, 0], pole), (closed[0, 0], pole)]
    return Polygon(np.vstack([closed, over_the_pole]))


def _cap(curve: Floats) -> Polygon | None:
    """The plain face over a pole of a curve that crosses +-180 degrees just once; else None.

    It starts and ends where the curve crosses, so it needs no cut; two such faces share a border.
    """
    if np.ptp(curve[:, 0]) <= 180:  # noqa: PLR2004 - half a turn
        return None
    step = np.roll(curve[:, 0], -1) - curve[:, 0]
    crossings = np.flatnonzero(np.abs(step) > 180)  # noqa: PLR2004 - half a turn
    if len(crossings) != 1:
        return None
    ahead = np.roll(curve, -int(crossings[0]) - 1, axis=0)
    (lon, lat), (end_lon, end_lat) = ahead[[0, -1]]
    west_to_east = math.copysign(1.0, end_lon)
    share = (180.0 - abs(end_lon)) / (360.0 - abs(end_lon) - abs(lon) or 1.0)
    crossing_lat = end_lat + share * (lat - end_lat)
    pole = math.copysign(90.0, float(curve[:, 1].mean()))
    start, end = -180.0 * west_to_east, 180.0 * west_to_east
    corners = [(end, crossing_lat), (end, pole), (start, pole), (start, crossing_lat)]
    return Polygon(np.vstack([ahead, corners]))


def _valid(face: Polygon) -> Area:
    """The same face; where its curve crosses itself by a rounding, the loops are taken apart.

    Loops without width are dropped: they touch what is left at both ends, which no hole may. So a
    curve that goes there and back is an empty face. Of dozens of loops in a row make_valid may
    leave some that cross by a rounding; their union does not.
    """
    if shapely.is_valid(face):
        return face
    parts = shapely.get_parts(shapely.make_valid(face, method="structure", keep_collapsed=False))
    sizes = shapely.area(parts)
    return union(parts[sizes > _MIN_LOOP * sizes.sum()])


def _is_plain(face: Geometry) -> bool:
    """Whether the face lies between -180 and 180 degrees and needs no cut."""
    west, _, east, _ = face.bounds
    return bool(west >= -180 and east <= 180)  # noqa: PLR2004 - the antimeridian


def cut_at_180(face: Geometry) -> Geometry:
    """Bring a face, or lines, back between -180 and 180 degrees, whole turns at a time."""
    if _is_plain(face):
        return face
    west, _, east, _ = face.bounds
    turns = range(math.floor((west + 180) / 360), math.ceil((east - 180) / 360) + 1)
    moved = [shapely.transform(face, lambda c, t=turn: c - [360.0 * t, 0.0]) for turn in turns]
    return shapely.union_all([shapely.intersection(part, shapely.box(*_WORLD)) for part in moved])


def _nested(faces: Sequence[Area]) -> Area:
    """Shells with their holes, where no face needs a cut; by overlay if faces cross by a hair."""
    outlines = shapely.GeometryCollection([face.boundary for face in faces])
    with suppress(shapely.errors.GEOSException), np.errstate(invalid="ignore"):
        built = shapely.build_area(outlines)
        if shapely.is_valid(built):
            return polygonal(built)
    return polygonal(reduce(shapely.symmetric_difference, faces))


def _by_parity(faces: Sequence[Geometry], inside: tuple[float, float]) -> Area:
    """Combine faces: each turns what it covers inside out, on the world or on nothing."""
    covers = sum(bool(shapely.intersects_xy(face, *inside)) for face in faces)
    is_world_inside = covers % 2 == 0
    if len(faces) == 1 and not is_world_inside:
        return polygonal(faces[0])
    whole: Geometry = shapely.box(*_WORLD) if is_world_inside else Polygon()
    for face in faces:
        whole = shapely.symmetric_difference(whole, face)
    return polygonal(whole)
