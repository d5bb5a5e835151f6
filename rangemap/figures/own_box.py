"""Own box: a place of a user's own figure that serves as a sheet, beside what else stands there."""

from dataclasses import dataclass
from typing import cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.transforms import Affine2D, Affine2DBase, Bbox, ScaledTranslation, Transform

from rangemap.errors import OutputError
from rangemap.figures.sizes import Box

_POINTS_PER_INCH = 72


@dataclass(frozen=True, eq=False)
class OwnBox:
    """The box of an axes, or a subfigure, of a user's figure; the map is drawn within it.

    corner: lower left, in shares of the whole figure, which it follows. width and height: in
    points, which it keeps when the figure is resized, as letters do: a stretched map would be
    wrong.
    """

    given: Axes | SubFigure
    parent: Figure | SubFigure
    root: Figure
    corner: tuple[float, float]
    width: float
    height: float

    @property
    def points(self) -> Transform:
        """From points, from the box's lower left corner, to pixels."""
        inches = Affine2D().scale(1 / _POINTS_PER_INCH) + self.root.dpi_scale_trans
        whole = cast("Affine2DBase", self.root.transFigure)
        return inches + ScaledTranslation(*self.corner, whole)

    def axes_in(self, box: Box) -> Axes:
        """The axes, standing in that part of the box wherever a layout would put it."""
        given = self.given
        axes = given.add_axes((0, 0, 1, 1)) if isinstance(given, SubFigure) else given

        def place(*_: object) -> Bbox:
            corners = [(box.left, box.bottom), (box.right, box.top)]
            pixels = self.points.transform(corners)
            return Bbox(self.parent.transSubfigure.inverted().transform(pixels))

        axes.set_in_layout(False)
        axes.set_axes_locator(place)
        axes.apply_aspect(place())
        return axes


def own_box_of(given: Axes | SubFigure) -> OwnBox:
    """The box of an empty axes, or all of a subfigure, in the figure's layout as it is now.

    Raises OutputError where a map cannot be drawn in it: another projection, axes that are shared,
    or that already hold something.
    """
    if isinstance(given, SubFigure):
        parent, root = given, given.get_figure(root=True)
        root.draw_without_rendering()  # its layout is settled only by drawing
        return _boxed(given, parent, root)
    if not isinstance(given, Axes) or given.name != "rectilinear":
        raise OutputError(
            "ax is no plain axes or subfigure of matplotlib; give one that plt.subplots() or "
            "figure.subfigures() makes"
        )
    of, whole = given.get_figure(root=False), given.get_figure(root=True)
    if of is None or whole is None:
        raise OutputError("the axes is no longer part of a figure; give one that is")
    if given.has_data():
        raise OutputError("the axes already holds something; give an empty one")
    shared = (given.get_shared_x_axes(), given.get_shared_y_axes())
    if any(len(each.get_siblings(given)) > 1 for each in shared):
        raise OutputError(
            "the axes shares its scale with others, and a map's is in metres; give one without "
            "sharex and sharey"
        )
    given.clear()
    given.set_aspect("auto")
    given.set_axis_off()  # nothing of it takes room from others
    whole.draw_without_rendering()
    given.set_axis_on()
    return _boxed(given, of, whole)


def _boxed(given: Axes | SubFigure, parent: Figure | SubFigure, root: Figure) -> OwnBox:
    box, scale = given.bbox.frozen(), _POINTS_PER_INCH / root.dpi
    left, bottom = root.transFigure.inverted().transform((box.x0, box.y0))
    return OwnBox(
        given, parent, root, (float(left), float(bottom)), box.width * scale, box.height * scale
    )


AnySheet = Figure | OwnBox
