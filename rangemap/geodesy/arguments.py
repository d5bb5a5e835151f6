"""What the public functions accept: each check returns the value or raises one sentence."""

import math
from collections.abc import Iterable
from numbers import Real
from typing import Any, Final

import numpy as np
import shapely
from shapely import Geometry, Point

from rangemap.errors import GeometryError, told

from .ellipsoid import INJECTIVITY_RADIUS, Floats
from .shapes import POLYGON, simple_parts
from .systems import geometry_column, in_wgs84, system_of

_COLLECTION: Final = 7
_MULTIPOLYGON: Final = 6
_SHARED: Final = 1e-12
"""Share of a polygon that a rounding may put over another."""
_HALF_TURN_DEG, _SAME_DEG = 180.0, 1e-6
SIDES: Final = ("left", "right")
MIN_RADIUS_M: Final = 1.0
MIN_TOLERANCE_M: Final = 1e-3
"""Least tolerance, metres: below it vertices would need more digits than they have."""
MAX_RADIUS_M: Final = 5_000_000.0
"""Largest radius round lines and areas, metres."""
MAX_POINT_RADIUS_M: Final = math.floor(INJECTIVITY_RADIUS / 1000) * 1000.0
"""Largest radius of a ring, metres: 19,970 km; past it geodesics from a point cross each other."""


def positive(value: float, name: str) -> float:
    """Return value as a float, if it is a finite number above zero."""
    value = value.item() if isinstance(value, np.generic) else value  # as it is written, if shown
    try:
        if isinstance(value, str | bytes):
            raise TypeError
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        raise GeometryError(f"{name} must be a number of metres, not {told(value)}") from None
    if not math.isfinite(number) or number <= 0:
        raise GeometryError(f"{name} must be a finite number of metres above zero, not {value!r}")
    return number


def limit(value: float, name: str) -> float:
    """Return value as a float, if it is a number to compare metres with; it may be infinite."""
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    try:
        number = float(value) if is_number else math.nan
    except OverflowError:
        number = math.nan
    if math.isnan(number):
        raise GeometryError(f"{name} is a number of metres, not {told(value)}")
    return number


def radius(radius_m: float, *, limit_m: float = MAX_RADIUS_M) -> float:
    """Return radius_m as a float, if it is positive and at most limit_m."""
    number = positive(radius_m, "the radius")
    if number > limit_m:
        raise GeometryError(
            f"a radius of {number / 1000:,.10g} km is past the {limit_m / 1000:,.10g} km "
            "that are supported here"
        )
    if number < MIN_RADIUS_M:
        raise GeometryError(f"a radius of {number} m is below the least supported, 1 m")
    return number


def radii(values: Any, *, limit_m: float = MAX_RADIUS_M) -> list[float]:
    """Return a sequence of radii as a list of floats, each checked as `radius` does."""
    if not _is_listed(values):
        raise GeometryError(f"the radii must be a list of metres, not {told(values)}")
    return [radius(value, limit_m=limit_m) for value in values]


def min_radius(min_radius_m: float | None, radius_m: float) -> float | None:
    """Return min_radius_m as a float, if given: not negative and below radius_m; None for 0."""
    if min_radius_m is None or (isinstance(min_radius_m, Real) and min_radius_m == 0):
        return None
    number = positive(min_radius_m, "the minimum radius")
    if number >= radius_m:
        raise GeometryError(
            f"the minimum radius, {number:g} m, must be less than the radius, {radius_m:g} m"
        )
    return number


def side(value: str) -> str:
    """Return value, if it is ``left`` or ``right``."""
    if not isinstance(value, str) or value not in SIDES:
        raise GeometryError(f"a side is 'left' or 'right', not {told(value)}")
    return value


def tolerance(tolerance_m: float, radius_m: float) -> float:
    """Return tolerance_m as a float, if 1 mm or more; capped at an eighth of the radius."""
    number = positive(tolerance_m, "the tolerance")
    if number < MIN_TOLERANCE_M:
        raise GeometryError(f"a tolerance of {number:g} m is below the least supported, 1 mm")
    return min(number, radius_m / 8)


def geometry(value: Any) -> Geometry:
    """Return value, a geometry or a series, frame or sequence of them, as one checked geometry."""
    if isinstance(value, Geometry):
        whole = value
        valid([whole])
    else:
        parts = [part for part in members(value) if not (part is None or part.is_empty)]
        whole = parts[0] if len(parts) == 1 else shapely.GeometryCollection(parts)
    if shapely.is_empty(whole):
        raise GeometryError("the geometry is empty; give at least one point, line or area")
    in_the_world(shapely.get_coordinates(whole))
    return whole


def geometries(values: Any) -> Any:
    """Return values as an array of checked geometries, (n,), none of them empty or invalid."""
    found = members(values)
    wrong = [value for value in found if value is None or value.is_empty]
    if wrong:
        raise GeometryError(f"expected geometries that are not empty, not {told(wrong[0])}")
    in_the_world(shapely.get_coordinates(found))
    return found


def members(values: Any) -> Any:
    """Return a series, frame or sequence of geometries as an array of them, (n,); some may be None.

    In longitude and latitude on WGS 84, whatever system they came in, and valid.
    """
    if isinstance(values, Geometry | dict) or not _is_listed(values):
        what = type(values).__name__
        raise GeometryError(f"expected geometries, in a series or list, not {what}")
    column = geometry_column(values)
    found = np.empty(0, dtype=object)
    listed = list(column)
    if listed:
        found = np.empty(len(listed), dtype=object)
        found[:] = listed
    wrong = [value for value in found if not isinstance(value, Geometry | None)]
    if wrong:
        raise GeometryError(f"expected geometries only in the series, not {told(wrong[0])}")
    moved = in_wgs84(found, system_of(column))
    valid(moved)
    return moved


def valid(shapes: Any) -> None:
    """Raise unless every polygon in an array or list of geometries is one that encloses an area.

    What is inside of an outline that crosses itself nobody can tell, and its area is not what is
    enclosed: of a bow-tie it is 0.
    """
    members = np.asarray(shapes, dtype=object)
    is_mixed = shapely.get_type_id(members) == _COLLECTION
    areas = np.append(members[~is_mixed], simple_parts(members[is_mixed])[0])
    areas = areas[np.isin(shapely.get_type_id(areas), (POLYGON, _MULTIPOLYGON))]
    wrong = areas[~shapely.is_valid(areas)]
    in_the_world(shapely.get_coordinates(wrong))
    if len(wrong):
        raise GeometryError(f"a polygon is not valid ({reason(wrong[0])}")


def reason(invalid: Geometry) -> str:
    """Why a polygon is not valid, a closing bracket, and what to do about it."""
    why = shapely.is_valid_reason(invalid)
    if shapely.is_valid(shapely.get_parts(invalid)).all():
        return (
            f"{why}): its parts overlap or share an edge; unite them with "
            "shapely.union_all(shape.geoms), as shapely.make_valid leaves a hole where they overlap"
        )
    return f"{why}); mend it with shapely.make_valid, and look whether that is what was meant"


def apart(shapes: Any) -> None:
    """Raise where polygons of one collection, in an array of geometries (n,), share ground.

    Their areas would count it twice. Parts of one MultiPolygon cannot, if it is valid.
    """
    members = np.asarray(shapes, dtype=object)
    for mixed in members[shapely.get_type_id(members) == _COLLECTION]:
        parts, _ = simple_parts([mixed])
        areas = parts[shapely.get_type_id(parts) == POLYGON]
        one, other = np.sort(shapely.STRtree(areas).query(areas, predicate="intersects"), axis=0)
        pairs = np.unique(np.column_stack([one, other])[one < other], axis=0)
        shared = shapely.area(shapely.intersection(areas[pairs[:, 0]], areas[pairs[:, 1]]))
        if (shared > _SHARED * shapely.area(areas)[pairs].min(axis=1)).any():
            raise GeometryError(
                "polygons of a collection overlap, and their ground would count twice; unite them "
                "with shapely.union_all(collection.geoms), or measure them one by one"
            )


def centers(value: Any) -> Floats:
    """Return one or many points as lon, lat in degrees (n, 2).

    Accepts a Point, a MultiPoint, a series, frame or sequence of Points, an array (n, 2), or one
    (lon, lat) pair.
    """
    if isinstance(value, Geometry):
        if value.geom_type not in {"Point", "MultiPoint"}:
            raise GeometryError(f"a center is a Point, not a {value.geom_type}; use buffer()")
        coordinates: Floats = shapely.get_coordinates(value)
    else:
        coordinates = _pairs(value)
    if len(coordinates) == 0:
        raise GeometryError("there is no center; give at least one point")
    in_the_world(coordinates)
    return coordinates


def center(value: Any) -> Floats:
    """Return the center of a ring, a Point or a (lon, lat) pair, as an array (1, 2)."""
    found = centers(value)
    if len(found) != 1:
        raise GeometryError(f"a ring has one center, not {len(found)}; use rings_union()")
    return found


def point(value: Any) -> Floats:
    """Return the one point that something is nearest to, a Point or a pair, as an array (1, 2)."""
    if isinstance(value, Geometry) and value.geom_type != "Point":
        raise GeometryError(f"one point is looked from, not a {value.geom_type}; see nearest_m()")
    found = centers(value)
    if len(found) != 1:
        raise GeometryError(f"one point is looked from, not {len(found)}; see nearest_m()")
    return found


def places(values: Any, *, most_lon: float = 180) -> Floats:
    """Return many places as an array of lon, lat in degrees, (n, 2).

    most_lon: past 180 where a triangle beside +-180 degrees may bulge over it.
    """
    try:
        found: Floats = np.asarray(values, float)
    except (TypeError, ValueError, OverflowError):
        found = np.empty(0)
    if found.ndim != 2 or found.shape[1] != 2:  # noqa: PLR2004  a pair has two
        raise GeometryError("points are pairs (lon, lat) in degrees, (n, 2)")
    in_the_world(found, most_lon=most_lon)
    return found


def wide_edge(shapes: Any) -> tuple[int, float, float] | None:
    """The first edge wider than half the Earth: the number of its shape, and its two longitudes.

    In files such an edge goes the short way round, across +-180 degrees. Whole parallels, which
    close what is as wide as the world, and edges along a pole are what they seem.
    """
    parts, owner = simple_parts(shapes)
    is_area = shapely.get_type_id(parts) == POLYGON
    rings, within = shapely.get_rings(parts[is_area], return_index=True)
    curves = np.append(rings, parts[~is_area])
    owner = np.append(owner[is_area][within], owner[~is_area])
    points, curve = shapely.get_coordinates(curves, return_index=True)
    turn, rise = np.abs(np.diff(points, axis=0)).T
    is_parallel = (turn > 2 * _HALF_TURN_DEG - _SAME_DEG) & (rise < _SAME_DEG)
    is_polar = np.abs(points[:-1] + points[1:])[:, 1] > _HALF_TURN_DEG - 2 * _SAME_DEG
    is_wide = (curve[1:] == curve[:-1]) & (turn > _HALF_TURN_DEG) & ~is_parallel & ~is_polar
    if not is_wide.any():
        return None
    edge = int(is_wide.argmax())
    start, end = points[edge : edge + 2, 0]
    return int(owner[curve[edge]]), float(start), float(end)


def in_the_world(coordinates: Floats, *, most_lon: float = 180) -> None:
    """Raise unless every lon, lat (n, 2) is finite, within -180..180 and -90..90 degrees."""
    if not np.isfinite(coordinates).all():
        raise GeometryError("the geometry has a coordinate that is not a finite number")
    for column, name, limit, hint in (
        (0, "longitude", most_lon, "cut what crosses ±180° there, or add or subtract 360"),
        (1, "latitude", 90, "are longitude and latitude swapped?"),
    ):
        wrong = np.abs(coordinates[:, column]) > limit
        if wrong.any():
            value = coordinates[wrong, column][0]
            raise GeometryError(f"{name} {value:g} is outside -{limit:g}..{limit:g}; {hint}")


def _is_listed(values: Any) -> bool:
    """Whether values can be gone through, and are no text; an array of no dimension cannot."""
    is_one = isinstance(values, str | bytes) or getattr(values, "ndim", 1) == 0
    return isinstance(values, Iterable) and not is_one


def _pairs(value: Any) -> Floats:
    value = geometry_column(value)
    listed = list(value) if _is_listed(value) else []
    if listed and all(isinstance(member, Geometry) for member in listed):
        if not all(isinstance(member, Point) for member in listed):
            raise GeometryError("centers are Points only; use buffer() for lines and areas")
        return np.asarray(shapely.get_coordinates(members(value)), float)
    try:
        pairs = np.asarray(value, float)
    except (TypeError, ValueError, OverflowError):
        pairs = np.empty(0)
    if pairs.size == 0 and not listed and not isinstance(value, str):
        return np.empty((0, 2))
    if pairs.ndim == 1 and pairs.shape == (2,):
        pairs = pairs[None, :]
    if pairs.ndim != 2 or pairs.shape[1] != 2:  # noqa: PLR2004 - a pair has two
        raise GeometryError("a center is a Point or a pair (lon, lat) in degrees")
    return pairs
