"""Lines and polygons of positions as files write them, with rings too short to enclose anything."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Positions = NDArray[np.float64]

_AXES = 2
_MIN_RING = 3  # positions; shapely closes a ring itself
_HALF_EARTH = 180.0  # degrees
_MULTI = {
    "Point": shapely.MultiPoint,
    "LineString": shapely.MultiLineString,
    "Polygon": shapely.MultiPolygon,
}
_THIN = 1e-12  # area over length squared: below, a ring is looked at for enclosing nothing


class NotFiniteError(ValueError):
    """A coordinate is infinite or no number."""


class InsideOutError(ValueError):
    """A hole encloses the whole polygon that it is in."""


def positions_of(cells: Sequence[Sequence[Any]]) -> Positions:
    """Positions as lon, lat or x, y, (n, 2), of numbers or their text; heights are dropped.

    Raises NotFiniteError, or ValueError or TypeError where they are no pairs of numbers.
    """
    if not len(cells):
        return np.empty((0, _AXES))
    positions = np.array([cell[:_AXES] for cell in cells], dtype=float)
    if bool in set(map(type, chain.from_iterable(cells))):  # NumPy takes true for 1
        raise TypeError("a position has two numbers")
    if positions.ndim != _AXES or positions.shape[1] != _AXES:
        raise ValueError("a position has two numbers")
    if not np.isfinite(positions).all():
        raise NotFiniteError
    return positions


def line(positions: Positions) -> BaseGeometry:
    """A line; a point where it has one position."""
    if len(positions) == 1:
        return shapely.Point(positions[0])
    return shapely.LineString(positions)


def lines(written: Sequence[Positions]) -> BaseGeometry:
    """Several lines, those of one position as points among them; empty ones count for nothing."""
    return together([line(positions) for positions in written])


def polygon(rings: Sequence[Positions]) -> BaseGeometry:
    """A polygon of its outer ring and its holes.

    A ring of fewer than three positions is filled up with its last, so that it is kept, enclosing
    nothing, until `without_collapsed` counts it. Without an outer ring there is no polygon.
    """
    if not len(rings) or not len(rings[0]):
        return shapely.Polygon()
    outer, *holes = (shapely.linearrings(_filled(ring)) for ring in rings if len(ring))
    return shapely.Polygon(outer, holes)


def together(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """Parts as one shape: a multi-geometry where they are of one kind, else a collection."""
    kept = [part for part in parts if not part.is_empty]
    kinds = {part.geom_type for part in kept}
    multi = _MULTI.get(kinds.pop()) if len(kinds) == 1 else None
    return (multi or shapely.GeometryCollection)(kept)


def all_parts(
    shapes: NDArray[np.object_],
) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """The points, lines and polygons of shapes, and the place of the shape that each is of."""
    parts, owner = shapes, np.arange(len(shapes))
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts, within = shapely.get_parts(parts, return_index=True)
        owner = owner[within]
    return parts, owner


def single_parts(shape: BaseGeometry) -> list[BaseGeometry]:
    """The points, lines and polygons of a shape, out of however many collections."""
    parts, _ = all_parts(np.array([shape], dtype=object))
    return [part for part in parts if not part.is_empty]


def with_empty_parts(shapes: NDArray[np.object_]) -> NDArray[np.intp]:
    """The places of shapes that have an empty part or ring, on some of which GEOS breaks."""
    parts, owner = all_parts(shapes)
    outlines, within = shapely.get_rings(parts, return_index=True)
    is_whole = shapely.get_type_id(shapes[owner]) < shapely.GeometryType.MULTIPOINT
    empty_parts = owner[shapely.is_empty(parts) & ~is_whole]
    return np.unique(np.concatenate([empty_parts, owner[within[shapely.is_empty(outlines)]]]))


def without_empty_parts(shape: BaseGeometry) -> BaseGeometry:
    """A shape of what is not empty in it."""
    parts = [
        polygon([shapely.get_coordinates(ring) for ring in (part.exterior, *part.interiors)])
        if part.geom_type == "Polygon"
        else part
        for part in single_parts(shape)
    ]
    return parts[0] if len(parts) == 1 else together(parts)


def without_collapsed(shape: BaseGeometry, *, areas: bool) -> tuple[BaseGeometry, int]:
    """A shape without the rings that enclose nothing, and how many they were.

    Where no areas are wanted, what an outer ring shrank to, a line or a point, stays in its place.
    A ring over more than half the Earth is left alone: it may enclose a pole, or the world.
    """
    kept: list[BaseGeometry] = []
    dropped = 0
    parts = single_parts(shape)
    for part in parts:
        if part.geom_type != "Polygon":
            kept.append(part)
            continue
        rings = [part.exterior, *part.interiors]
        fallen = [_is_collapsed(ring) for ring in rings]
        dropped += sum(fallen)
        if fallen[0]:
            if not areas:
                kept += single_parts(shapely.make_valid(shapely.Polygon(part.exterior)))
        else:
            holes = [ring for ring, is_flat in zip(rings, fallen, strict=True) if not is_flat]
            kept.append(shapely.Polygon(holes[0], holes[1:]))
    if not dropped:
        return shape, 0
    return (kept[0] if len(kept) == 1 else together(kept)), dropped


def without_stray_holes(shape: BaseGeometry) -> tuple[BaseGeometry, int]:
    """A shape without the holes that lie outside of their polygons, and how many they were.

    What passes ±180° is left alone: there outside is not what it seems. Raises InsideOutError.
    """
    kept: list[BaseGeometry] = []
    strays = 0
    for part in single_parts(shape):
        west, _, east, _ = part.bounds
        is_over = max(-west, east) > _HALF_EARTH or east - west > _HALF_EARTH
        if part.geom_type != "Polygon" or not part.interiors or is_over:
            kept.append(part)
            continue
        shell = shapely.make_valid(shapely.Polygon(part.exterior))
        holes = []
        for ring in part.interiors:
            hole = shapely.make_valid(shapely.Polygon(ring))
            if hole.covers(shell) and hole.area > shell.area:
                raise InsideOutError
            is_stray = hole.disjoint(shell) or hole.touches(shell)
            strays += is_stray
            holes += [] if is_stray else [ring]
        kept.append(shapely.Polygon(part.exterior, holes))
    if not strays:
        return shape, 0
    return (kept[0] if len(kept) == 1 else together(kept)), strays


def rewound(shape: BaseGeometry) -> BaseGeometry | None:
    """Outlines and holes told apart by which lies within which, where they turn the wrong way.

    A Shapefile has its outlines clockwise and its holes not, in any order, and readers go by that;
    some programs write them as other formats have them. None where outlines turn as they should,
    or nothing else does.
    """
    rings = shapely.get_rings(shapely.get_parts(shape))
    areas = shapely.polygons(rings)
    if len(rings) < 2 or not shapely.is_valid(areas).all():  # noqa: PLR2004
        return None
    inner, outer = shapely.STRtree(areas).query(areas, predicate="within")
    is_within = np.zeros(len(rings), dtype=bool)
    is_within[inner[inner != outer]] = True
    is_ccw = shapely.is_ccw(rings)
    if not is_ccw[~is_within].all() or is_ccw[is_within].all():
        return None
    return shapely.build_area(shapely.multilinestrings(rings))


def valid_area(shape: BaseGeometry) -> BaseGeometry | None:
    """The polygons of a shape, none crossing itself or another; None where nothing is enclosed.

    Where parts of one shape overlap they are united, and a hole is a hole in its own polygon.
    """
    if not shape.is_valid:
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return None if shape.is_empty else shape
    polygons = [part for part in single_parts(shape) if part.geom_type == "Polygon"]
    return shapely.union_all(polygons) if polygons else None


def _filled(ring: Positions) -> Positions:
    missing = max(0, _MIN_RING - len(ring))
    return np.concatenate([ring, np.repeat(ring[-1:], missing, axis=0)])


def _is_collapsed(ring: BaseGeometry) -> bool:
    west, _, east, _ = ring.bounds
    if east - west > _HALF_EARTH:
        return False
    flat = shapely.Polygon(ring)
    if flat.area > _THIN * ring.length**2:
        return False
    if flat.is_valid:
        return False
    return bool(shapely.make_valid(flat, method="structure", keep_collapsed=False).is_empty)
