"""Scene: which part of the Earth a picture shows, and in which projection."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.reach import Reach
from rangemap.figures.projection import Geometries, Projection, equidistant, fitted

_CONTEXT = 0.07  # of the subject's size, left around it on every side
_MIN_SIZE_M = 20_000.0
_MARGIN = 0.02  # of the frame's size, drawn beyond it so that no line ends at the edge
_HALF_TURN, _FULL_TURN = 180.0, 360.0
_SAMPLES = 41


@dataclass(frozen=True)
class Scene:
    """A frame on the projected plane: its west, south, east and north ends in metres.

    margin: how much is drawn beyond it, over its size.
    """

    projection: Projection
    west: float
    south: float
    east: float
    north: float
    margin: float = _MARGIN

    @property
    def width(self) -> float:
        """From west to east, in metres on the map."""
        return self.east - self.west

    @property
    def height(self) -> float:
        """From south to north, in metres on the map."""
        return self.north - self.south

    def moved(self, east: float, north: float) -> "Scene":
        """The scene shifted by shares of its width and height."""
        by_x, by_y = east * self.width, north * self.height
        return replace(
            self,
            west=self.west + by_x,
            east=self.east + by_x,
            south=self.south + by_y,
            north=self.north + by_y,
        )

    def grown(self, factor: float) -> "Scene":
        """The scene that many times as wide and high about its middle."""
        by_x, by_y = (factor - 1) / 2 * self.width, (factor - 1) / 2 * self.height
        return replace(
            self,
            west=self.west - by_x,
            east=self.east + by_x,
            south=self.south - by_y,
            north=self.north + by_y,
        )

    def lon_lat(self) -> NDArray[np.float64]:
        """Positions all over the frame, a grid of them in lon, lat degrees, one row each."""
        x, y = np.meshgrid(
            np.linspace(self.west, self.east, _SAMPLES),
            np.linspace(self.south, self.north, _SAMPLES),
        )
        found = self.projection.inverse(x.ravel(), y.ravel())
        return found[np.isfinite(found).all(axis=1)]

    def has(self, lon: float, lat: float) -> bool:
        """Whether a position lies in the frame."""
        x, y = self.projection.point(lon, lat)
        return self.west <= x <= self.east and self.south <= y <= self.north

    def near(self, geometries: Sequence[BaseGeometry] | Geometries) -> NDArray[np.bool_]:
        """Which geometries, in lon, lat, may show in the frame, by their bounds."""
        bounds = shapely.bounds(np.asarray(geometries, dtype=object))
        west, south, east, north = self._bounds
        lower, upper = bounds[:, 1] <= north, bounds[:, 3] >= south
        turns = [bounds[:, [0, 2]] + turn for turn in (-_FULL_TURN, 0, _FULL_TURN)]
        across = [(turn[:, 0] <= east) & (turn[:, 1] >= west) for turn in turns]
        return cast("NDArray[np.bool_]", lower & upper & np.logical_or.reduce(across))

    def drawn(self, geometries: Sequence[BaseGeometry] | Geometries) -> Geometries:
        """Geometries in lon, lat as they show: projected, cut a little outside the frame.

        Where the antimeridian crosses the frame, halves that it cuts are joined.
        """
        array = np.asarray(geometries, dtype=object)
        drawn = np.full(len(array), shapely.Point(), dtype=object)
        near = self.near(array) if len(array) else np.zeros(0, dtype=bool)
        drawn[near] = self._clipped(self.projection.project(array[near]))
        if self.crosses_antimeridian:
            areas = near & (shapely.get_dimensions(drawn) == 2)  # noqa: PLR2004  areas
            drawn[areas] = shapely.buffer(drawn[areas], self.width / 1e4, join_style="mitre")
        return drawn

    @property
    def crosses_antimeridian(self) -> bool:
        """Whether longitude 180° runs through the frame."""
        west, _, east, _ = self._bounds
        return west < -_HALF_TURN or east > _HALF_TURN

    def _clipped(self, projected: Geometries) -> Geometries:
        by_x, by_y = self.margin * self.width, self.margin * self.height
        box = (self.west - by_x, self.south - by_y, self.east + by_x, self.north + by_y)
        finite = np.isfinite(shapely.bounds(projected)).all(axis=1)
        projected[~finite] = shapely.Point()
        return cast("Geometries", shapely.clip_by_rect(projected, *box))

    @cached_property
    def _bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north in degrees; west or east may lie beyond ±180°."""
        lon, lat = self.lon_lat().T
        for pole in (90.0, -90.0):
            if self.has(0, pole):
                return (
                    (-_FULL_TURN, float(lat.min()), _FULL_TURN, pole)
                    if pole > 0
                    else (-_FULL_TURN, pole, _FULL_TURN, float(lat.max()))
                )
        middle = self.projection.inverse(
            np.array([(self.west + self.east) / 2]), np.array([(self.south + self.north) / 2])
        )[0, 0]
        turned = (lon - middle + _HALF_TURN) % _FULL_TURN - _HALF_TURN + middle
        return float(turned.min()), float(lat.min()), float(turned.max()), float(lat.max())


def scene(reaches: Sequence[Reach], aspect: float) -> Scene:
    """The scene of one reach, or of several, in a frame of that width over height.

    It holds what is reached of the reported regions, and the origins, with some context; where
    nothing is reached, the whole of the widest range; where all of the regions are, so much of the
    widest ring that it shows. Slack goes to the side of the rings' middle.
    """
    subject = [shape for reach in reaches for shape in _subject(reach)]
    projection = _projection(reaches, subject)
    west, south, east, north = _extent(projection, subject)
    pad = _CONTEXT * max(east - west, north - south, _MIN_SIZE_M)
    width = max(east - west + 2 * pad, (north - south + 2 * pad) * aspect)
    height = width / aspect
    ring = _extent(projection, [_widest(reach) for reach in reaches])
    x = _slid(west - pad, east + pad, width, (ring[0] + ring[2]) / 2)
    y = _slid(south - pad, north + pad, height, (ring[1] + ring[3]) / 2)
    return Scene(projection, x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _subject(reach: Reach) -> list[BaseGeometry]:
    reached = list(reach.reached.geometry)
    subject = reached or [_widest(reach)]
    shown = [*subject, *reach.origins.geometry]
    box = shapely.box(*shapely.total_bounds(np.array(shown, dtype=object)))
    if reached and not shapely.intersects(_widest(reach).boundary, box):
        shown.append(_nearest_edge(reach, box))
    return shown


def _widest(reach: Reach) -> BaseGeometry:
    return reach.union(reach.widest.weapon)


def _nearest_edge(reach: Reach, box: BaseGeometry) -> BaseGeometry:
    """Where the widest ring comes nearest to what is shown."""
    return shapely.get_point(shapely.shortest_line(_widest(reach).boundary, box), 0)


def _projection(reaches: Sequence[Reach], subject: list[BaseGeometry]) -> Projection:
    origins = [shape for reach in reaches for shape in reach.origins.geometry]
    if len({shape.wkb for shape in origins}) == 1 and origins[0].geom_type == "Point":
        return equidistant(origins[0].x, origins[0].y)
    return fitted(_unwrapped(shapely.get_coordinates(subject)))


def _unwrapped(lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes counted on past 180° where that makes their span the smaller."""
    lon = lon_lat[:, 0]
    east = np.where(lon < 0, lon + _FULL_TURN, lon)
    return np.column_stack([east, lon_lat[:, 1]]) if np.ptp(east) < np.ptp(lon) else lon_lat


def _extent(
    projection: Projection, geometries: Sequence[BaseGeometry]
) -> tuple[float, float, float, float]:
    points = shapely.get_coordinates(projection.project(geometries))
    points = points[np.isfinite(points).all(axis=1)]
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _slid(low: float, high: float, size: float, wanted: float) -> float:
    """The middle nearest to the wanted one of a frame of that size that holds low to high."""
    return min(max(wanted, high - size / 2), low + size / 2)
