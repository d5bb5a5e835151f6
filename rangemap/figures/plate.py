"""Plate: everything that a printed map shows of a reach, projected, in one place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
import shapely
from matplotlib.axes import Axes
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.reach import Reach
from rangemap.figures.ground import DETAIL_PT, Ground, ground
from rangemap.figures.layers import Layers
from rangemap.figures.own_box import AnySheet
from rangemap.figures.palette import Style, Theme
from rangemap.figures.panel import Panel
from rangemap.figures.projection import Geometries
from rangemap.figures.subject import Subject
from rangemap.figures.thinning import thinned
from rangemap.wording.language import Language, language_of


@dataclass(frozen=True, eq=False)
class Plate:
    """A reach on its panel. text: size of running text in points; least: no text is smaller.

    Shapes named `…_m` are in metres of the projection, others in points of the sheet.
    """

    subject: Subject
    panel: Panel
    figure: AnySheet
    axes: Axes
    style: Style
    text: float
    least: float = 0.0

    @property
    def reach(self) -> Reach:
        """What was measured."""
        return self.subject.reach

    @property
    def layers(self) -> Layers:
        """What is drawn."""
        return self.subject.layers

    @property
    def theme(self) -> Theme:
        """The colours of the ground."""
        return self.style.theme

    @property
    def said(self) -> Language:
        """The language of everything that is written."""
        return language_of(self.reach.scenario.language)

    @property
    def numbers(self) -> Mapping[str, int]:
        """Each range's number in the scenario, which gives its colour and dashes."""
        return self.subject.numbers

    @cached_property
    def ground(self) -> Ground:
        """What the map lies on."""
        return ground(self.reach, self.panel)

    @cached_property
    def parts_m(self) -> Geometries:
        """The layers' reach parts, in their order, without bends too small to see."""
        return self.thinned_m(self.layers.reach.geometry.to_numpy())

    @cached_property
    def rings_m(self) -> Geometries:
        """The layers' rings, in their order."""
        return self._drawn(self.layers.rings.geometry.to_numpy())

    @cached_property
    def border_m(self) -> Geometries:
        """The stretches of state border that the scenario is about."""
        return self._drawn(self.layers.border.geometry.to_numpy())

    @cached_property
    def origins_m(self) -> Geometries:
        """Where the ranges are measured from."""
        return self._drawn([thinned(each) for each in self.layers.origins.geometry])

    @cached_property
    def reached(self) -> BaseGeometry:
        """All that is reached, of any region and range."""
        return shapely.union_all(shapely.make_valid(self.panel.on_sheet(self.parts_m)))

    @cached_property
    def firm(self) -> NDArray[np.bool_]:
        """Which rings run over the reported regions."""
        return np.asarray(self.layers.rings["firm"], dtype=bool)

    def thinned_m(self, shapes: Sequence[BaseGeometry] | Geometries) -> Geometries:
        """Shapes in lon, lat as they show, without bends too small to see."""
        detail = DETAIL_PT / self.panel.points_per_metre
        return cast("Geometries", shapely.simplify(self._drawn(shapes), detail))

    def _drawn(self, shapes: Sequence[BaseGeometry] | Geometries) -> Geometries:
        return self.panel.scene.drawn(shapes)
