"""Geodesic buffers of points, lines and areas."""

import warnings
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from shapely import Geometry

from rangemap.errors import GeometryError

from . import arguments
from .assembly import Area, cut_at_180, polygonal, union
from .circle import annulus
from .core import core
from .ellipsoid import Floats, earth_centred
from .proven import proven_buffers
from .shapes import simple_parts
from .side import BEND_SHARE, lines_of, one_side
from .trees import kd_tree


class UnprovenWarning(UserWarning):
    """A buffer is not proven to the tolerance asked for; the text says to what it is."""


class Buffered(NamedTuple):
    """A buffer and how good it is, as `buffers` returns it."""

    geometry: Area
    """All points within radius_m of the source: lon, lat, right-handed, cut at +-180 degrees."""
    radius_m: float
    bound_m: float
    """No boundary point is further than this from radius_m, and no point is misplaced by more."""
    tolerance_m: float
    """What was asked for, an eighth of the radius at the most."""

    @property
    def is_proven(self) -> bool:
        """Whether the bound is within the tolerance, as it is for nearly every buffer."""
        return self.bound_m <= self.tolerance_m * (1 + _ROUNDING)


_FEW_POINTS: Final = 10
"""With so few points within a radius the union of their rings is quicker than a front."""
_KEPT_RINGS: Final = 500
"""Some 5 kB each."""
_ROUNDING: Final = 1e-9


def buffer(
    geometry: Any,
    radius_m: float,
    tolerance_m: float = 1.0,
    min_radius_m: float | None = None,
    *,
    side: str | None = None,
) -> Area:
    """All points within a radius of a geometry, along WGS 84 geodesics.

    Parameters
    ----------
    geometry
        A point, line, area or collection, or a series, frame or sequence of them, which are
        buffered as one: lon, lat in degrees (EPSG:4326), edges straight in those coordinates
        (RFC 7946). A series in another system is brought there.
    radius_m
        From 1 m to 5,000 km; to 19,970 km round a single point.
    tolerance_m
        How far the boundary may be off the radius, metres: 1 mm at the least. More than an eighth
        of the radius counts as an eighth.
    min_radius_m
        With it a point is in reach only if some point of the geometry is at least that far, and at
        most radius_m: round a point, a ring between two circles; round a line or an area, all but
        its core, where even its farthest point is too near. Parts count one by one: what one part
        reaches is reached.
    side
        ``left`` or ``right``: of lines, that side alone.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        Valid, right-handed, cut at +-180 degrees and closed over the poles.

    Raises
    ------
    GeometryError
        For geometry that is empty, not finite, not valid or outside the world; for a radius,
        minimum radius or tolerance out of range; with side for anything but lines that do not
        cross themselves, with a minimum radius, and where the sides cannot be told apart.

    Warns
    -----
    UnprovenWarning
        Where the boundary could not be proven to the tolerance; `buffers` gives the bound as a
        number.

    Examples
    --------
    >>> import shapely
    >>> from rangemap import geodesy
    >>> area = geodesy.buffer(shapely.LineString([(34, 51), (36, 52)]), 80_467.2)
    >>> area.contains(shapely.Point(35, 51))
    True

    """
    return _told(buffers(geometry, [radius_m], tolerance_m, min_radius_m, side=side)[0])


def buffers(
    geometry: Any,
    radii_m: Sequence[float],
    tolerance_m: float = 1.0,
    min_radius_m: float | None = None,
    *,
    side: str | None = None,
) -> list[Buffered]:
    """Buffers of one geometry at several radii, each with its proven bound.

    Radii that are not too far apart share the work of taking the geometry apart and of finding
    where their boundaries run.

    Parameters
    ----------
    geometry, tolerance_m, min_radius_m, side
        As for `buffer`; the same for all radii.
    radii_m
        n radii in metres, in any order.

    Returns
    -------
    list of Buffered
        One for each radius, in their order. Whether a bound is within the tolerance
        `Buffered.is_proven` tells; nothing is warned of.

    Raises
    ------
    GeometryError
        As for `buffer`.

    Examples
    --------
    >>> import shapely
    >>> from rangemap import geodesy
    >>> line = shapely.LineString([(34, 51), (36, 52)])
    >>> near, far = geodesy.buffers(line, [80_467.2, 300_000.0])
    >>> near.is_proven, near.bound_m <= 1.0, far.geometry.contains(near.geometry)
    (True, True, True)

    """
    source = arguments.geometry(geometry)
    limit_m = arguments.MAX_POINT_RADIUS_M if _is_one_place(source) else arguments.MAX_RADIUS_M
    radii = arguments.radii(radii_m, limit_m=limit_m)
    inner = [arguments.min_radius(min_radius_m, radius_m) for radius_m in radii]
    tolerances = [arguments.tolerance(tolerance_m, radius_m) for radius_m in radii]
    least = inner[0] if inner else None
    if side is not None:
        if least is not None:
            raise GeometryError("a side goes with no minimum radius")
        return _sides(source, radii, tolerances, arguments.side(side))
    if least is None:
        return _wholes(source, radii, tolerances)
    return [
        _with_minimum(source, radius, allowed, least)
        for radius, allowed in zip(radii, tolerances, strict=True)
    ]


def rings_union(
    centers: Any, radius_m: float, *, tolerance_m: float = 1.0, min_radius_m: float | None = None
) -> Area:
    """Union of the rings of many centers (see `ring`): whatever is in reach of at least one.

    Parameters
    ----------
    centers
        A MultiPoint, a series or sequence of Points, or an array (n, 2) of lon, lat in degrees
        (EPSG:4326).
    radius_m
        From 1 m to 19,970 km.
    tolerance_m, min_radius_m
        As for `buffer`.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        Valid, right-handed, cut at +-180 degrees and closed over the poles.

    Raises
    ------
    GeometryError
        For no center, one that is no point, not finite or outside the world, and for a radius,
        minimum radius or tolerance out of range.

    Warns
    -----
    UnprovenWarning
        As `buffer` does.

    Examples
    --------
    >>> import shapely
    >>> from rangemap import geodesy
    >>> area = geodesy.rings_union([(34.8, 50.9), (36.2, 50.0)], 80_467.2)
    >>> area.contains(shapely.Point(35, 51))
    True

    """
    points = np.unique(arguments.centers(centers), axis=0)
    outer_m = arguments.radius(radius_m, limit_m=arguments.MAX_POINT_RADIUS_M)
    inner_m = arguments.min_radius(min_radius_m, outer_m)
    allowed_m = arguments.tolerance(tolerance_m, outer_m)
    if inner_m is None and _is_crowd(points, outer_m):
        made = proven_buffers(shapely.multipoints(points), [outer_m], [allowed_m])[0]
        return _told(Buffered(made.area, outer_m, made.bound_m, allowed_m))
    return _rings(points, outer_m, inner_m, allowed_m)


def _rings(points: Floats, outer_m: float, inner_m: float | None, tolerance_m: float) -> Area:
    """Union of the rings of points, made one by one."""
    return union([_ring(*point, outer_m, inner_m, tolerance_m) for point in points])


def _told(made: Buffered) -> Area:
    """The buffer without its bound; warns where the bound is wider than the tolerance."""
    if not made.is_proven:
        warnings.warn(
            f"the buffer at {made.radius_m:,.10g} m is proven to {made.bound_m:.3g} m, not to the "
            f"{made.tolerance_m:.3g} m asked for; buffers() gives the bound as a number",
            UnprovenWarning,
            stacklevel=3,
        )
    return made.geometry


@lru_cache(_KEPT_RINGS)
def _ring(
    lon: float, lat: float, outer_m: float, inner_m: float | None, tolerance_m: float
) -> Area:
    """Ring of a point; kept, because who adds a point asks for the others' rings again."""
    return annulus(np.array([[lon, lat]]), outer_m, inner_m, tolerance_m)


def _wholes(
    source: Geometry, radii_m: Sequence[float], tolerances_m: Sequence[float]
) -> list[Buffered]:
    """Everything within each radius; a few points need no search for the nearest, only rings."""
    if shapely.get_dimensions(source) == 0 or _is_one_place(source):
        points = np.unique(shapely.get_coordinates(source), axis=0)
        if not any(_is_crowd(points, radius_m) for radius_m in radii_m):
            return [
                Buffered(_rings(points, radius_m, None, allowed_m), radius_m, allowed_m, allowed_m)
                for radius_m, allowed_m in zip(radii_m, tolerances_m, strict=True)
            ]
    made = proven_buffers(source, radii_m, tolerances_m)
    return [
        Buffered(one.area, radius_m, one.bound_m, allowed_m)
        for one, radius_m, allowed_m in zip(made, radii_m, tolerances_m, strict=True)
    ]


def _sides(
    source: Geometry, radii_m: Sequence[float], tolerances_m: Sequence[float], side: str
) -> list[Buffered]:
    """One side of each line of a source within each radius, together."""
    lines = lines_of(source)
    wholes = [_wholes(cut_at_180(line), radii_m, tolerances_m) for line in lines]
    made = []
    for each in zip(*wholes, strict=True):
        parts = [
            one_side(line, whole.geometry, whole.radius_m, whole.tolerance_m, side)
            for line, whole in zip(lines, each, strict=True)
        ]
        bound_m = max(max(whole.bound_m, BEND_SHARE * whole.tolerance_m) for whole in each)
        made.append(each[0]._replace(geometry=union(parts), bound_m=bound_m))
    return made


def _is_one_place(source: Geometry) -> bool:
    """Whether all of a geometry is one place, as a point is, and a line that goes nowhere."""
    places = shapely.get_coordinates(source)
    return bool((places == places[0]).all())


def _is_crowd(points: Floats, radius_m: float) -> bool:
    """Whether so many rings overlap that a front round them all is quicker than their union."""
    if len(points) <= _FEW_POINTS or radius_m > arguments.MAX_RADIUS_M:
        return False
    some = earth_centred(*points[:: 1 + len(points) // 100].T)
    near = kd_tree(earth_centred(*points.T)).query_ball_point(some, radius_m, return_length=True)
    return bool(np.median(near) > _FEW_POINTS)


def _with_minimum(
    source: Geometry, radius_m: float, tolerance_m: float, min_radius_m: float
) -> Buffered:
    """Union of what each part reaches; parts without a core are buffered together."""
    allowed_m = min(tolerance_m, min_radius_m / 8)
    parts, _ = simple_parts([source])
    cores = [core(part, min_radius_m, allowed_m) for part in parts]
    plain = [part for part, hole in zip(parts, cores, strict=True) if hole.is_empty]
    made = _wholes(shapely.GeometryCollection(plain), [radius_m], [tolerance_m]) if plain else []
    for part, hole in zip(parts, cores, strict=True):
        if not hole.is_empty:
            whole = _wholes(part, [radius_m], [tolerance_m])[0]
            made.append(
                whole._replace(geometry=polygonal(shapely.difference(whole.geometry, hole)))
            )
    bound_m = max(one.bound_m for one in made)
    return Buffered(union([one.geometry for one in made]), radius_m, bound_m, tolerance_m)
