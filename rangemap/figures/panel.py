"""Panel: a scene in its box on the sheet, and the way between metres and points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.figures.projection import Geometries
from rangemap.figures.scene import Scene
from rangemap.figures.sizes import Box


@dataclass(frozen=True)
class Panel:
    """A scene drawn in a box of the same shape."""

    scene: Scene
    box: Box

    @property
    def points_per_metre(self) -> float:
        """Points on the sheet per metre of the map."""
        return self.box.width / self.scene.width

    def on_sheet(self, drawn: Sequence[BaseGeometry] | Geometries) -> Geometries:
        """Projected geometries, in metres, in points of the sheet."""
        array = np.asarray(drawn, dtype=object)
        corner = np.array([self.scene.west, self.scene.south])
        shift = np.array([self.box.left, self.box.bottom])
        moved = shapely.transform(array, lambda xy: (xy - corner) * self.points_per_metre + shift)
        return cast("Geometries", moved)

    def off_sheet(self, placed: Sequence[BaseGeometry] | Geometries) -> Geometries:
        """Geometries in points of the sheet back in metres of the projection."""
        corner = np.array([self.scene.west, self.scene.south])
        shift = np.array([self.box.left, self.box.bottom])
        moved = shapely.transform(
            np.asarray(placed, dtype=object),
            lambda xy: (xy - shift) / self.points_per_metre + corner,
        )
        return cast("Geometries", moved)

    def places(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where positions in degrees come to lie on the sheet, in points, one row each."""
        points = shapely.get_coordinates(self.scene.projection.project(shapely.points(lon, lat)))
        corner = np.array([self.scene.west, self.scene.south])
        shift = np.array([self.box.left, self.box.bottom])
        return np.asarray((points - corner) * self.points_per_metre + shift)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a position in degrees comes to lie on the sheet, in points."""
        x, y = self.places(np.array([lon]), np.array([lat]))[0]
        return float(x), float(y)
