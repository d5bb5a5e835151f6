"""Coordinate systems: what files call them, and the way from them to longitude and latitude."""

import re
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from rangemap.intake.limits import check_vertices
from rangemap.intake.phrases import UnreadableError

LON_LAT = CRS("OGC:CRS84")
_STEP_M = 5000.0  # an edge straight in the file's projection is bent by less than 1 m in between
_MAX_LONGITUDE, _MAX_LATITUDE = 720.0, 90.0  # two turns: some files count on past 360°
_FOOT_M = 0.3
_SLACK = 1e-6  # degrees past a pole, of rounding
# a grid that a coordinate system names is a file, or an address, that PROJ would open; so may be
# what a projection "by PROJ" names, whose steps stand in its name
_GRID = re.compile(
    r"PARAMETERFILE|PROJ-based operation|(?:nad|geoid)grids=(?!@null)", re.IGNORECASE
)
# EPSG:4326, urn:ogc:def:crs:EPSG::4326, urn:ogc:def:crs:OGC:1.3:CRS84,
# http://www.opengis.net/def/crs/OGC/1.3/CRS84, http://www.opengis.net/gml/srs/epsg.xml#4326
_NAMES = (
    r"(?:urn:(?:x-)?ogc:def:crs:)?(EPSG|OGC|CRS|ESRI|IAU_\d+):(?:[\w.]*:)?(\w+)",
    r"https?://(?:www\.)?opengis\.net/def/crs/(EPSG|OGC|ESRI|IAU_\d+)/[\w.]+/(\w+)/?",
    r"https?://(?:www\.)?opengis\.net/gml/srs/(epsg)\.xml#(\w+)",
)
_PLAIN_LON_LAT = {"wgs84", "crs84", "lonlat", "longlat", "gcswgs1984", "wgs1984", "84"}


def named_system(name: str) -> CRS:
    """The coordinate system of a name, which is an identifier even where it looks an address.

    Raises InputError where the name is unknown.
    """
    for pattern in _NAMES:
        match = re.fullmatch(pattern, name.strip(), re.IGNORECASE)
        if match is None:
            continue
        authority, code = match[1].upper(), match[2].upper()
        if authority in ("OGC", "CRS") and code in ("CRS84", "84", "CRS84H"):
            return LON_LAT
        return known_system(f"{authority}:{code}")
    if re.sub(r"[\W_]", "", name).casefold() in _PLAIN_LON_LAT:
        return LON_LAT
    raise UnreadableError("system_unnamed")


def known_system(text: str | dict[str, Any]) -> CRS:
    """The coordinate system of a code, well-known text or PROJJSON. Raises InputError."""
    try:
        return CRS.from_json_dict(text) if isinstance(text, dict) else CRS.from_user_input(text)
    except (CRSError, ValueError, TypeError) as error:
        raise UnreadableError("system_unknown") from error


def system_note(crs: CRS | None) -> str:
    """What the record says of a file's coordinate system."""
    if crs is None:
        return "not named, taken as WGS 84"
    if crs.equals(LON_LAT, ignore_axis_order=True):
        return "WGS 84"
    authority = crs.to_authority()
    return f"{crs.name} ({':'.join(authority)})" if authority else crs.name


def to_lon_lat(shapes: NDArray[np.object_], crs: CRS | None) -> NDArray[np.object_]:
    """Shapes in lon, lat (WGS 84), edges as straight as they were in their own system.

    Those of a projection get vertices every 5 km. Longitudes may pass ±180. Raises InputError
    where coordinates are not of the system, or the system has no place on the Earth.
    """
    if crs is None or crs.equals(LON_LAT, ignore_axis_order=True):
        return _in_degrees(shapes, is_named=crs is not None)
    text = f"{crs.to_wkt()} {crs.srs}"
    if _GRID.search(text):
        raise UnreadableError("system_grid")
    if not (crs.is_geographic or crs.is_projected):
        raise UnreadableError("system_no_map", system=system_note(crs)[:80])
    _refuse_degrees(shapes, crs)
    try:
        transformer = Transformer.from_crs(crs, LON_LAT, always_xy=True)
        moved: NDArray[np.object_] = shapely.transform(
            _with_steps(shapes, crs),
            lambda x, y: transformer.transform(x, y, errcheck=False),
            interleaved=False,
        )
    except ProjError as error:
        raise UnreadableError("system_nowhere", system=crs.name[:60]) from error
    coordinates, feature = shapely.get_coordinates(moved, return_index=True)
    outside = ~np.isfinite(coordinates).all(axis=1)
    if outside.any():
        raise UnreadableError(
            "outside_system",
            feature=int(feature[outside.argmax()]) + 1,
            system=crs.name[:60],
        )
    if crs.is_projected and _is_swapped(shapely.get_coordinates(shapes), coordinates, crs):
        raise UnreadableError("axes_swapped", system=crs.name[:60])
    return moved


def is_way_known(crs: CRS, lon_lat: NDArray[np.float64]) -> bool:
    """Whether there is a way from a system to WGS 84, as `geodesy.systems` has it."""
    if crs.equals(LON_LAT, ignore_axis_order=True):
        return True
    from rangemap.geodesy import systems  # noqa: PLC0415  most files need not wait for it

    return systems.is_way_known(crs, lon_lat)


def _is_swapped(xy: NDArray[np.float64], lon_lat: NDArray[np.float64], crs: CRS) -> bool:
    """Whether nothing lies where a system is made for, and all would with its axes swapped."""
    area = crs.area_of_use
    if area is None or area.west > area.east or not len(xy):
        return False

    def is_inside(places: NDArray[np.float64]) -> NDArray[np.bool_]:
        lon, lat = places.T
        inside: NDArray[np.bool_] = (area.west <= lon) & (lon <= area.east)
        inside &= (area.south <= lat) & (lat <= area.north)
        return inside

    if is_inside(lon_lat).any():
        return False
    transformer = Transformer.from_crs(crs, LON_LAT, always_xy=True)
    swapped = transformer.transform(xy[:, 1], xy[:, 0], errcheck=False)
    return bool(is_inside(np.column_stack(swapped)).all())


def _refuse_degrees(shapes: NDArray[np.object_], crs: CRS) -> None:
    """Raise InputError for degrees that a file says to be metres, as of Mercator's projection.

    A known system in metres, or feet, has no map within metres of its origin.
    """
    metres = crs.axis_info[0].unit_conversion_factor if crs.axis_info else 0.0
    if not crs.is_projected or not _FOOT_M <= metres <= 1.0 or crs.to_authority() is None:
        return
    xy = shapely.get_coordinates(shapes)
    x, y = np.abs(xy).T
    if len(xy) and xy.any() and (x <= _MAX_LONGITUDE).all() and (y <= _MAX_LATITUDE).all():
        raise UnreadableError(
            "system_degrees", system=crs.name[:60], x=f"{xy[0, 0]:.10g}", y=f"{xy[0, 1]:.10g}"
        )


def stepped(shapes: NDArray[np.object_], step: float) -> NDArray[np.object_]:
    """Shapes with a vertex at least every step, in their own units."""
    check_vertices(int(np.nan_to_num(shapely.length(shapes)).sum() / step))
    fine: NDArray[np.object_] = shapely.segmentize(shapes, step)
    return fine


def _in_degrees(shapes: NDArray[np.object_], *, is_named: bool) -> NDArray[np.object_]:
    """The shapes, none past a pole by rounding. Raises InputError for one in no degrees."""
    coordinates, feature = shapely.get_coordinates(shapes, return_index=True)
    x, y = np.abs(coordinates).T
    wrong = (x > _MAX_LONGITUDE) | (y > _MAX_LATITUDE + _SLACK)
    if not wrong.any():
        if (y > _MAX_LATITUDE).any():
            shapes = shapely.transform(shapes, _to_poles)
        return shapes
    at = int(wrong.argmax())
    x, y = coordinates[at].tolist()
    number = int(feature[at]) + 1
    if max(abs(x), abs(y)) <= 2 * _MAX_LATITUDE:
        why = "swapped" if abs(x) <= _MAX_LATITUDE else "latitude"
        raise UnreadableError(why, feature=number, latitude=f"{y:g}")
    why = "no_degrees" if is_named else "no_system"
    raise UnreadableError(why, feature=number, x=f"{x:.10g}", y=f"{y:.10g}")


def _to_poles(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([xy[:, 0], np.clip(xy[:, 1], -_MAX_LATITUDE, _MAX_LATITUDE)])


def _with_steps(shapes: NDArray[np.object_], crs: CRS) -> NDArray[np.object_]:
    if not crs.is_projected:
        return shapes
    return stepped(shapes, _STEP_M / crs.axis_info[0].unit_conversion_factor)
