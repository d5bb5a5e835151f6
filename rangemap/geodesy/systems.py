"""Geometry of other coordinate systems, brought to longitude, latitude on WGS 84, or refused.

What carries a `crs` is read in it: a GeoSeries, a GeoDataFrame, anything alike; nothing here knows
geopandas. One whose `crs` is None names no system, and is refused. What can carry none, a geometry,
a list or an array of them, is taken for longitude, latitude in degrees on WGS 84.

WGS 84, under whatever name, with heights or in a projection of it, is taken as it is. Every other
datum goes the way that the EPSG dataset names as the best for where the geometry lies and that this
machine has the grids for. Of ETRS89 that way is no change at all, to a metre; of Pulkovo 1942 in
Ukraine a shift of some 120 m, to 3 m. What is good to more than MAX_QUIET_M is warned of, with the
name of the way; what has no way but to take the numbers as they are ("ballpark"), or one worse than
MAX_ACCURACY_M, is refused. Vertices are brought over; edges between them are straight in longitude
and latitude from there on.
"""

import warnings
from functools import lru_cache
from typing import Any, Final

import numpy as np
import shapely
from pyproj import CRS
from pyproj.enums import TransformDirection
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import AreaOfInterest, Transformer, TransformerGroup

from rangemap.errors import GeometryError, told

from .ellipsoid import A, F, Floats, Ints

MAX_QUIET_M: Final = 1.0
"""Accuracy of a transformation, metres, that needs no warning: it is the default tolerance."""
MAX_ACCURACY_M: Final = 10.0
"""Accuracy of a transformation, metres, past which it is refused."""
_WGS84: Final = CRS.from_epsg(4326)
_HALF_TURN_DEG: Final = 180.0
_ROUNDING: Final = 1e-12
_STRAIGHT_DEG: Final = 0.25


class ShiftWarning(UserWarning):
    """Geometry came to WGS 84 in a way that is not good to a metre; the text names it."""


def geometry_column(value: Any) -> Any:
    """The geometries of a frame; anything else as it is. Raises GeometryError for one without."""
    if not hasattr(value, "columns"):
        return value
    try:
        return value.geometry
    except AttributeError:
        raise GeometryError(
            "the frame has no active geometry column; give frame.set_geometry(…), or a series of "
            "geometries"
        ) from None


def system_of(column: Any) -> Any:
    """The system that a series names; None of what can name none, whose degrees are on WGS 84.

    Raises GeometryError for a series that could, and does not.
    """
    if getattr(column, "crs", _WGS84) is None and len(column):
        raise GeometryError(
            "the series names no coordinate system; say which it is in, as in .set_crs(4326) for "
            "degrees on WGS 84"
        )
    return getattr(column, "crs", None)


def in_wgs84(shapes: Any, crs: Any) -> Any:
    """Geometries of any coordinate system as longitude, latitude on WGS 84.

    Parameters
    ----------
    shapes
        Array or sequence of n geometries; some may be None.
    crs
        Their system: whatever pyproj reads, such as ``32636`` or ``"EPSG:3857"``. None says that
        they are longitude, latitude already.

    Returns
    -------
    numpy.ndarray or as given
        n geometries, lon, lat in degrees (EPSG:4326), vertex by vertex; what is there already is
        returned as it is.

    Raises
    ------
    GeometryError
        By the system's name, where it is unknown, has no way to WGS 84 that is good to
        MAX_ACCURACY_M, or does not reach so far; where a projected series crosses ±180°.

    Warns
    -----
    ShiftWarning
        Where the way is not good to MAX_QUIET_M.

    Examples
    --------
    >>> import shapely
    >>> from rangemap import geodesy
    >>> [point] = geodesy.in_wgs84([shapely.Point(500_000, 5_000_000)], 32636)
    >>> round(point.x, 3), round(point.y, 3)
    (33.0, 45.153)

    """
    if crs is None:
        return shapes
    system = _system(crs)
    _check_shapes(shapes)
    if _is_lon_lat(system.srs):
        return shapes
    if system.is_geocentric or system.is_vertical or system.is_engineering:
        raise GeometryError(
            f"the series is in {_name(system)} ({system.type_name}), which has no longitude and "
            "latitude; bring it to EPSG:4326 first"
        )
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    if len(xy) == 0:
        return shapes
    moved = _moved(system, xy)
    if not np.isfinite(moved).all():
        raise GeometryError(f"the series reaches beyond where {_name(system)} is defined")
    if system.is_projected and _jumps(moved, owner):
        raise GeometryError(
            f"the series, in {_name(system)}, crosses longitude ±180°; cut it there, or give it in "
            "EPSG:4326 as RFC 7946 has it"
        )
    return shapely.transform(shapes, lambda _: moved)


def from_wgs84(shapes: Any, crs: Any) -> Any:
    """Geometries in longitude, latitude on WGS 84 in another coordinate system.

    The way back of `in_wgs84`.

    Parameters
    ----------
    shapes
        Array or sequence of n geometries, lon, lat in degrees (EPSG:4326); some may be None.
    crs
        The system, as for `in_wgs84`; None leaves them as they are.

    Returns
    -------
    numpy.ndarray or as given
        n geometries. Edges of more than a quarter degree get vertices between, because they are
        straight in longitude and latitude and would not be in a projection.

    Raises
    ------
    GeometryError
        As `in_wgs84` does, and where the system has no place for a vertex.

    Examples
    --------
    >>> import shapely
    >>> from rangemap import geodesy
    >>> [point] = geodesy.from_wgs84([shapely.Point(33, 45)], 32636)
    >>> round(point.x), round(point.y)
    (500000, 4982950)

    """
    if crs is None:
        return shapes
    system = _system(crs)
    _check_shapes(shapes)
    if _is_lon_lat(system.srs):
        return shapes
    dense = shapely.segmentize(shapes, _STRAIGHT_DEG)
    lon_lat = shapely.get_coordinates(dense)
    if len(lon_lat) == 0:
        return dense
    if _keeps_datum(system):
        way = _way(system)
    else:
        west, south = lon_lat.min(axis=0)
        east, north = lon_lat.max(axis=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ShiftWarning)  # told on the way in
            way = _best_way(system, AreaOfInterest(west, south, east, north))
    moved = np.column_stack(
        way.transform(lon_lat[:, 0], lon_lat[:, 1], direction=TransformDirection.INVERSE)
    )
    if not np.isfinite(moved).all():
        raise GeometryError(f"the result reaches beyond where {_name(system)} is defined")
    return shapely.transform(dense, lambda _: moved)


def is_way_known(system: CRS, lon_lat: Floats) -> bool:
    """Whether there is a way from a system to WGS 84 other than taking its degrees as they are.

    lon_lat (n, 2) are the places that matter, about.
    """
    if len(lon_lat) == 0 or _is_lon_lat(system.srs) or _keeps_datum(system):
        return True
    west, south = np.maximum(lon_lat.min(axis=0), (-180.0, -90.0))
    east, north = np.minimum(lon_lat.max(axis=0), (180.0, 90.0))
    return bool(_ways(system, AreaOfInterest(west, south, max(west, east), north)))


def _check_shapes(shapes: Any) -> None:
    members = np.asarray(shapes, dtype=object)
    if not np.all(shapely.is_geometry(members) | shapely.is_missing(members)):
        raise GeometryError("expected geometries of shapely's, in an array or list")


def _system(crs: Any) -> CRS:
    try:
        return CRS(crs)
    except (CRSError, TypeError, ValueError) as error:
        raise GeometryError(f"{told(crs)} is no coordinate system that is known") from error


def _way(system: CRS) -> Transformer:
    """From a system to WGS 84, however good. Raises GeometryError where it is of no Earth."""
    try:
        return Transformer.from_crs(system, _WGS84, always_xy=True)
    except ProjError as error:
        raise GeometryError(
            f"the series is in {_name(system)}, from which no way leads to WGS 84"
        ) from error


def _jumps(lon_lat: Floats, owner: Ints) -> bool:
    """Whether an edge of one geometry goes more than half round the world, as none does a plane."""
    step = np.abs(np.diff(lon_lat[:, 0]))
    return bool((step[owner[1:] == owner[:-1]] > _HALF_TURN_DEG).any())


def _name(system: CRS) -> str:
    """What a system calls itself, if anything."""
    return str(system.name) if system.name != "unknown" else "a system without a name"


@lru_cache(64)
def _is_lon_lat(srs: str) -> bool:
    """Whether a system is longitude, latitude in degrees on WGS 84, under whatever name."""
    system = CRS(srs).to_2d()
    return bool(system.equals(_WGS84, ignore_axis_order=True)) or srs == "OGC:CRS84"


def _moved(system: CRS, xy: Floats) -> Floats:
    """Coordinates on WGS 84, lon, lat (n, 2), of those in another system (n, 2)."""
    way = _way(system) if _keeps_datum(system) else _best_way(system, _about(system, xy))
    return np.column_stack(way.transform(xy[:, 0], xy[:, 1]))


def _keeps_datum(system: CRS) -> bool:
    """Whether a system is a projection of WGS 84, or of no datum but its ellipsoid: exact ways.

    PROJ says so of the first up to 9.7; from 9.8 on it calls their accuracy unknown.
    """
    base = system.geodetic_crs
    return _is_only_ellipsoid(system) or (
        not system.is_bound and base is not None and _is_lon_lat(base.srs)
    )


def _is_only_ellipsoid(system: CRS) -> bool:
    """Whether a system names no datum but the ellipsoid of WGS 84, as proj strings do."""
    ellipsoid, datum = system.ellipsoid, system.datum
    return (
        datum is not None
        and datum.name.lower().startswith("unknown")
        and ellipsoid is not None
        and ellipsoid.semi_major_metre == A
        and ellipsoid.inverse_flattening > 0  # which PROJ has as 0 of a sphere
        and abs(1 / ellipsoid.inverse_flattening - F) < _ROUNDING
    )


def _about(system: CRS, xy: Floats) -> AreaOfInterest:
    """Roughly where coordinates lie, in degrees: enough to choose a transformation by."""
    ways = _way(system)
    lon, lat = (values[np.isfinite(values)] for values in ways.transform(xy[:, 0], xy[:, 1]))
    if len(lon) == 0 or len(lat) == 0:
        raise GeometryError(f"the series reaches beyond where {_name(system)} is defined")
    return AreaOfInterest(lon.min(), lat.min(), lon.max(), lat.max())


def _ways(system: CRS, area: AreaOfInterest) -> list[Transformer]:
    """The transformations to WGS 84 that there are on this machine, the best first."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of grids: what is left is judged
            group = TransformerGroup(
                system, _WGS84, always_xy=True, area_of_interest=area, allow_ballpark=False
            )
    except ProjError:
        return []
    return list(group.transformers)


def _best_way(system: CRS, area: AreaOfInterest) -> Transformer:
    """The best transformation there is on this machine; refused, or warned of, if that is poor."""
    advice = "bring it to EPSG:4326 by a transformation that you trust"
    ways = _ways(system, area)
    if not ways:
        raise GeometryError(
            f"the series is in {_name(system)}, and no transformation to WGS 84 is known here for "
            f"where it lies; {advice}"
        )
    best = ways[0]
    if best.accuracy > MAX_ACCURACY_M:
        raise GeometryError(
            f"the series is in {_name(system)}, and the best transformation to WGS 84 here is good "
            f"to {best.accuracy:g} m only; {advice}"
        )
    if not 0 <= best.accuracy <= MAX_QUIET_M:
        how_good = f"good to {best.accuracy:g} m" if best.accuracy > 0 else "of unknown accuracy"
        warnings.warn(
            f"the series is in {_name(system)}; it was brought to WGS 84 by a transformation "
            f"{how_good}: {best.description}",
            ShiftWarning,
            stacklevel=2,
        )
    return best
