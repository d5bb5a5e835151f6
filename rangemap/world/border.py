"""A border as a line with distance along it; where the lines come from is for `boundaries`."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely import LineString, MultiLineString, Point

from rangemap.errors import BoundaryError

_WGS84 = Geod(ellps="WGS84")

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Border:
    """Ukraine's land border with one neighbour, from the bundled outlines.

    ``line`` is lon, lat in degrees and runs clockwise round Ukraine, Ukraine on its right: with
    Russia from the point where Belarus meets them both to the Sea of Azov. Distances along it are
    geodesic, in kilometres from its start; a second part (Romania's) goes on counting where the
    first ends.
    """

    neighbour: str
    line: LineString | MultiLineString

    @property
    def length_km(self) -> float:
        """Geodesic length of all parts, in kilometres: of this outline, which smooths small bends.

        With Russia 1,524 km, where the surveyed land border has 1,974 km.
        """
        return float(self._edges.end_km[-1])

    def point(self, km: float) -> Point:
        """The point of the line at that distance along it. Raises BoundaryError beyond its ends."""
        self._check_km(km)
        edge = min(int(np.searchsorted(self._edges.end_km, km)), len(self._edges.end_km) - 1)
        return Point(self._edges.at(edge, self._edges.share(edge, km)))

    def stretch(self, start_km: float, end_km: float) -> LineString | MultiLineString:
        """The part of the line between two distances along it, in kilometres, start before end.

        A MultiLineString only if it spans the gap between two parts.
        Raises BoundaryError if the start is not before the end, or beyond the line's ends.
        """
        self._check_km(start_km)
        self._check_km(end_km)
        if not start_km < end_km:
            raise BoundaryError(
                f"a stretch of border must start before it ends, not {start_km:g}:{end_km:g}",
                reason="stretch_empty",
                text=f"{start_km:g}:{end_km:g}",
            )
        edges = self._edges
        lines = []
        for part in np.unique(edges.part):
            mine = (edges.part == part) & (edges.end_km > start_km) & (edges.start_km < end_km)
            chosen = np.flatnonzero(mine)
            if len(chosen) == 0:
                continue
            first, last = chosen[0], chosen[-1]
            lines.append(
                [
                    edges.at(first, max(edges.share(first, start_km), 0.0)),
                    *edges.end[chosen[:-1]],
                    edges.at(last, min(edges.share(last, end_km), 1.0)),
                ]
            )
        return LineString(lines[0]) if len(lines) == 1 else MultiLineString(lines)

    def distance_km_at(self, point: Point) -> tuple[float, float]:
        """Where the line comes nearest to a point (lon, lat): km along it, km away from it."""
        edges = self._edges
        from_start = edges.distance_m(point, edges.start)
        from_end = edges.distance_m(point, edges.end)
        nearest_vertex = min(from_start.min(), from_end.min())
        # no point of an edge is nearer than its nearer end less its length
        reach = np.minimum(from_start, from_end) - 1e3 * (edges.end_km - edges.start_km)
        near = np.flatnonzero(reach <= nearest_vertex)
        low, high = np.zeros(len(near)), np.ones(len(near))
        for _ in range(60):  # (2/3)^60 of an edge: micrometres
            third = (high - low) / 3
            left, right = low + third, high - third
            at_left = edges.distance_m(point, edges.at(near, left))
            at_right = edges.distance_m(point, edges.at(near, right))
            high = np.where(at_left <= at_right, right, high)
            low = np.where(at_left <= at_right, low, left)
        share = (low + high) / 2
        away = edges.distance_m(point, edges.at(near, share))
        best = int(np.argmin(away))
        start_km, end_km = edges.start_km[near[best]], edges.end_km[near[best]]
        return float(start_km + share[best] * (end_km - start_km)), float(away[best] / 1e3)

    @cached_property
    def _edges(self) -> "_Edges":
        return _Edges.of(self.line)

    def _check_km(self, km: float) -> None:
        if not 0 <= km <= self.length_km:
            raise BoundaryError(
                f"{km:,.10g} km is outside Ukraine's border with {self.neighbour}, "
                f"which is {self.length_km:,.1f} km long in these data",
                reason="km_outside",
                km=f"{km:.10g}",
                length=round(self.length_km),
            )


@dataclass(frozen=True)
class _Edges:
    """A line's edges one after another: ends in lon, lat; distances along it in km; their part."""

    start: _Floats
    end: _Floats
    start_km: _Floats
    end_km: _Floats
    part: _Ints

    @classmethod
    def of(cls, line: LineString | MultiLineString) -> "_Edges":
        parts = [shapely.get_coordinates(part) for part in shapely.get_parts(line)]
        start = np.vstack([part[:-1] for part in parts])
        end = np.vstack([part[1:] for part in parts])
        _, _, length_m = _WGS84.inv(*start.T, *end.T)
        end_km = np.cumsum(length_m) / 1e3
        number = np.repeat(np.arange(len(parts)), [len(part) - 1 for part in parts])
        return cls(start, end, np.concatenate([[0.0], end_km[:-1]]), end_km, number)

    def share(self, edge: int, km: float) -> float:
        """How far along an edge a distance lies, 0 at its start, 1 at its end."""
        return float((km - self.start_km[edge]) / (self.end_km[edge] - self.start_km[edge]))

    def at(self, edge: int | _Ints, share: float | _Floats) -> _Floats:
        """The point, lon and lat, at that share of an edge; vectorised over edges."""
        start, end = self.start[edge], self.end[edge]
        moved: _Floats = start + np.expand_dims(share, -1) * (end - start)
        return moved

    @staticmethod
    def distance_m(point: Point, lon_lat: _Floats) -> _Floats:
        lon, lat = np.full(len(lon_lat), point.x), np.full(len(lon_lat), point.y)
        away: _Floats = _WGS84.inv(lon, lat, lon_lat[:, 0], lon_lat[:, 1])[2]
        return away
