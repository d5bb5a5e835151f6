"""Where an origin stands: its geometry, with stretches of the border and setbacks resolved."""

import functools
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap import geodesy
from rangemap.errors import OriginError
from rangemap.scenario.origins import BorderOrigin, Origin, PointOrigin, ShapeOrigin
from rangemap.world import boundaries

_SETBACK_STEP_DEGREES = 0.002  # about 200 m: how finely a setback line is cut into stretches
_SETBACK_SLACK_M = 4.0  # for the chords of the setback line, beside its own bound


def origin_geometry(origin: Origin) -> BaseGeometry:
    """The origin's point, line or area in lon, lat degrees (WGS 84).

    Raises OriginError where a setback leaves no place inside Ukraine, and BoundaryError for a
    stretch past the border's end.
    """
    match origin:
        case PointOrigin():
            return shapely.Point(origin.lon, origin.lat)
        case BorderOrigin():
            return _border_geometry(origin)
        case ShapeOrigin():
            return origin.geometry


def origin_bound_m(origin: Origin) -> float:
    """By how many metres an origin may stand off its setback at most; 0 for one without.

    Raises OriginError as `origin_geometry` does.
    """
    if isinstance(origin, BorderOrigin) and origin.setback is not None:
        return _setback_line(origin.neighbour, origin.setback.metres).bound_m
    return 0.0


def _border_geometry(origin: BorderOrigin) -> BaseGeometry:
    border = boundaries.border(origin.neighbour)
    part = border.line
    if origin.start_km is not None:
        point = origin.end_km is None
        part = (
            border.point(origin.start_km)
            if origin.end_km is None
            else border.stretch(origin.start_km, origin.end_km)
        )
    if origin.setback is None:
        return part
    setback = _setback_line(origin.neighbour, origin.setback.metres)
    if origin.start_km is None:
        return setback.line
    return _nearest_on(setback.line, part) if point else _facing(setback, part, origin)


class _Setback(NamedTuple):
    """A line at a distance from the border, and by how much it may be off that, metres."""

    line: BaseGeometry
    bound_m: float


@functools.lru_cache(maxsize=32)
def _setback_line(neighbour: str, setback_m: float) -> _Setback:
    """The line inside Ukraine whose every point is setback_m from the border with that neighbour.

    It is the part of the boundary of the border's geodesic buffer that lies in Ukraine: right to
    1 m where that can be proven. Raises OriginError where no such place exists.
    """
    around = geodesy.buffers(boundaries.border(neighbour).line, [setback_m], tolerance_m=1.0)[0]
    line = shapely.intersection(around.geometry.boundary, boundaries.ukraine())
    if line.is_empty:
        raise OriginError(
            f"no place in Ukraine is {setback_m / 1000:g} km from its border with {neighbour}; "
            "give a smaller setback",
            reason="setback_far",
            km=f"{setback_m / 1000:g}",
        )
    return _Setback(shapely.line_merge(line), around.bound_m)


def _nearest_on(line: BaseGeometry, point: shapely.Point) -> shapely.Point:
    """The point of the setback line nearest to a point of the border."""
    lon, lat, _ = geodesy.nearest_point(line, point)
    return shapely.Point(lon, lat)


def _facing(setback: _Setback, stretch: BaseGeometry, origin: BorderOrigin) -> BaseGeometry:
    """The parts of the setback line whose nearest point of the border lies in the stretch."""
    assert origin.setback is not None
    within_m = origin.setback.metres + setback.bound_m + _SETBACK_SLACK_M
    runs: list[shapely.LineString] = []
    for part in shapely.get_parts(shapely.segmentize(setback.line, _SETBACK_STEP_DEGREES)):
        vertices = shapely.get_coordinates(part)
        near = geodesy.nearest_m(stretch, shapely.points(vertices)) <= within_m
        runs += [
            shapely.LineString(run)
            for run in np.split(vertices, np.flatnonzero(np.diff(near)) + 1)[not near[0] :: 2]
            if len(run) > 1
        ]
    if not runs:
        raise OriginError(
            f"no place {origin.setback} inside Ukraine faces km {origin.start_km:g} to "
            f"{origin.end_km:g} of the border; widen the stretch or lessen the setback",
            reason="setback_hidden",
            setback=str(origin.setback),
            start=f"{origin.start_km:g}",
            end=f"{origin.end_km:g}",
        )
    return shapely.MultiLineString(runs) if len(runs) > 1 else runs[0]
