"""Paint: shapes and words as matplotlib artists, gathered in named layers."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Bbox, Transform
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap.figures import lettering
from rangemap.figures.own_box import AnySheet, OwnBox

HALO_SHARE = 0.28  # halo's stroke over the size of the letters
_STRAIGHT = (Path.MOVETO, Path.LINETO)


class Layer(Artist):
    """Artists drawn together; its name is the id of their group in an SVG."""

    def __init__(self, name: str, children: Sequence[Artist]) -> None:
        """Gather artists that already have their transforms, lowest first."""
        super().__init__()
        self.set_gid(name)
        self._members = list(children)

    def get_children(self) -> list[Artist]:
        """The artists of the layer."""
        return self._members

    def draw(self, renderer: RendererBase) -> None:
        """Draw the artists in their order, within one group."""
        if not self.get_visible():
            return
        renderer.open_group("layer", gid=self.get_gid())
        for child in self._members:
            child.draw(renderer)
        renderer.close_group("layer")


class CurvedWords(Layer):
    """A line of text along a curve, letter by letter: not every program draws a textPath."""

    def __init__(self, name: str, letters: Sequence[Artist], text: str) -> None:
        """Take the letters as `words` makes them, with their halos beneath."""
        super().__init__(name, letters)
        self.text = text


def layers_of(figure: Figure) -> dict[str, str]:
    """The layers of a figure by name; what those of curved words read as, else an empty text."""
    found = [*figure.artists, *(each for axes in figure.axes for each in axes.get_children())]
    layers = [each for each in found if isinstance(each, Layer)]
    words = [
        member
        for layer in layers
        for member in layer.get_children()
        if isinstance(member, CurvedWords)
    ]
    names = {str(each.get_gid()): "" for each in layers}
    return names | {str(each.get_gid()): each.text for each in words}


def add(axes: Axes, name: str, artists: Sequence[Artist], *, above: float) -> None:
    """Put a layer on a map: artists without a transform are in its metres; cut at its frame."""
    for artist in artists:
        _adopt(artist, axes)
    layer = Layer(name, artists)
    layer.set_zorder(above)
    axes.add_artist(layer)


def add_to_sheet(figure: AnySheet, name: str, artists: Sequence[Artist], *, above: float) -> None:
    """Put a layer on the sheet: artists without a transform are in its points."""
    layer = Layer(name, artists)
    layer.set_zorder(above)
    for artist in _all(artists):
        artist.set_figure(_parent(figure))
        if not artist.is_transform_set():
            artist.set_transform(points(figure))
    _parent(figure).add_artist(layer)


def add_paper(own_box: OwnBox, colour: str) -> None:
    """Put paper under a box of one's own; with it matplotlib knows how far the box reaches."""
    paper = area(shapely.box(0, 0, own_box.width, own_box.height), colour, zorder=-1)
    paper.set_transform(own_box.points)
    own_box.parent.add_artist(paper)


def points(figure: AnySheet) -> Transform:
    """From points (1/72 inch from the sheet's lower left corner) to pixels.

    They go through the figure's own transform, as axes do, so that all parts of a sheet stay
    together where matplotlib moves it (``bbox_inches``).
    """
    if isinstance(figure, OwnBox):
        return figure.points
    wide, high = figure.get_size_inches()
    return Affine2D().scale(1 / (72 * wide), 1 / (72 * high)) + figure.transFigure


def area(geometry: BaseGeometry, colour: str, **options: Any) -> PathPatch:
    """Polygons filled with a colour, without an outline."""
    settings = {"facecolor": colour, "edgecolor": "none", "linewidth": 0} | options
    return PathPatch(path_of(geometry), **settings)


def line(geometry: BaseGeometry, colour: str, width_pt: float, **options: Any) -> PathPatch:
    """Lines, or the outlines of polygons, stroked in a colour."""
    dashes = options.pop("dashes", ())
    settings = {
        "facecolor": "none",
        "edgecolor": colour,
        "linewidth": width_pt,
        "linestyle": (0, tuple(dashes)) if dashes else "solid",
        "joinstyle": "round",
        "capstyle": "butt" if dashes else "round",
    }
    return PathPatch(path_of(geometry), **(settings | options))


class Words(Text):
    """One line of text that is drawn on a screen as the outlines that were measured.

    matplotlib fits letters to pixels and so moves them; in SVG and PDF text stays text.
    """

    def __init__(self, outline: PathPatch, x: float, y: float, text: str, **options: Any) -> None:
        """Take the outline that stands for the text, and a Text's own arguments."""
        super().__init__(x, y, text, **options)
        self._outline = outline

    def draw(self, renderer: RendererBase) -> None:
        """Draw the outline as pixels, the text elsewhere."""
        if isinstance(renderer, RendererAgg):
            self._outline.draw(renderer)
        else:
            super().draw(renderer)

    def get_window_extent(
        self,
        renderer: RendererBase | None = None,  # noqa: ARG002  as matplotlib calls it
        dpi: float | None = None,
    ) -> Bbox:
        """The box around the letters' outlines, in pixels."""
        assert dpi is None, "the figure's own"
        return _box_around(self._outline.get_transform().transform_path(self._outline.get_path()))


def _box_around(path: Path) -> Bbox:
    """The box around letters' outlines: lines, and the curves of second degree of TrueType.

    What `Path.get_extents` gives, which takes forty times as long, as it goes curve by curve.
    """
    codes, ends = np.asarray(path.codes), np.asarray(path.vertices)
    if len(ends) == 0 or not np.isin(codes, (*_STRAIGHT, Path.CURVE3, Path.CLOSEPOLY)).all():
        return path.get_extents()
    on_curve = np.isin(codes, _STRAIGHT)
    handles = np.flatnonzero(codes == Path.CURVE3)[::2]
    start, handle, end = ends[handles - 1], ends[handles], ends[handles + 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        turn = np.nan_to_num((start - handle) / (start - 2 * handle + end), posinf=0, neginf=0)
    share = np.clip(turn, 0, 1)
    at = (1 - share) ** 2 * start + 2 * share * (1 - share) * handle + share**2 * end
    reached = np.concatenate([ends[on_curve], end, at])
    return Bbox([reached.min(axis=0), reached.max(axis=0)])


def words(
    figure: AnySheet,
    text: str,
    at: tuple[float, float],
    size: float,
    colour: str,
    *,
    align: str = "left",
    halo: str | None = None,
    rotation: float = 0.0,
    bold: bool = False,
    italic: bool = False,
) -> list[Artist]:
    """One line of text at a point of the sheet, on its baseline, and the halo beneath it.

    align: which end of the text the point is, ``left``, ``center`` or ``right``. The halo is a
    shape of its own, so that the text stays text in SVG and PDF.
    """
    text = lettering.drawable(text, bold=bold, italic=italic)
    style = lettering.text_style(bold=bold, italic=italic)
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
    start = -share * lettering.width(text, size, bold=bold, italic=italic)
    place = Affine2D().translate(start, 0).rotate_deg(rotation).translate(*at) + points(figure)
    path = _text_path(text, size, bold=bold, italic=italic)
    outline = PathPatch(path, facecolor=colour, edgecolor="none", linewidth=0, transform=place)
    made: list[Artist] = []
    if halo is not None and len(path):
        shade = PathPatch(
            path,
            facecolor=halo,
            edgecolor=halo,
            linewidth=size * HALO_SHARE,
            joinstyle="round",
            transform=place,
        )
        shade.set_figure(_parent(figure))
        made.append(shade)
    outline.set_figure(_parent(figure))
    line = Words(
        outline,
        *at,
        text,
        color=colour,
        fontsize=size,
        rotation=rotation,
        rotation_mode="anchor",
        ha=align,
        va="baseline",
        transform=points(figure),
        **style,
    )
    line.set_figure(_parent(figure))
    return [*made, line]


def path_of(geometry: BaseGeometry) -> Path:
    """The rings and lines of a geometry as one path; holes run against their outlines."""
    parts = shapely.get_parts(shapely.get_parts(geometry))  # a collection's parts may be multi
    areas = shapely.get_dimensions(parts) == 2  # noqa: PLR2004
    rings = shapely.get_rings(shapely.orient_polygons(parts[areas]))
    lines = [*rings, *parts[shapely.get_dimensions(parts) == 1]]
    if not lines:
        return Path(np.empty((0, 2)))
    coordinates, owner = shapely.get_coordinates(np.array(lines, dtype=object), return_index=True)
    codes = np.full(len(coordinates), Path.LINETO, dtype=np.uint8)
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    codes[starts] = Path.MOVETO
    ends = np.append(starts[1:], len(coordinates)) - 1
    codes[ends[: len(rings)]] = Path.CLOSEPOLY
    return Path(coordinates, codes)


def _text_path(text: str, size: float, *, bold: bool, italic: bool) -> Path:
    """The letters' outlines in the typeface that is set, in points."""
    vertices, codes = _letters(text, lettering.typeface(), bold=bold, italic=italic)
    if len(codes) == 0:
        return Path(np.empty((0, 2)))
    return Path(vertices * size / text_to_path.FONT_SCALE, codes)


@lru_cache(maxsize=1024)
def _letters(
    text: str, typeface: lettering.Typeface | None, *, bold: bool, italic: bool
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """The letters' vertices and codes as matplotlib has them, never read as mathematics."""
    assert typeface == lettering.typeface(), "a key of what is kept"
    properties = lettering.font(bold=bold, italic=italic)
    vertices, codes = text_to_path.get_text_path(properties, text, ismath=False)
    return np.asarray(vertices), np.asarray(codes)


def _parent(sheet: AnySheet) -> Figure | SubFigure:
    return sheet.parent if isinstance(sheet, OwnBox) else sheet


def _adopt(artist: Artist, axes: Axes) -> None:
    artist.set_figure(axes.figure)
    artist.axes = axes
    if not artist.is_transform_set():
        artist.set_transform(axes.transData)
    artist.set_clip_path(axes.patch)
    for child in artist.get_children():
        _adopt(child, axes)


def _all(artists: Sequence[Artist]) -> list[Artist]:
    return [each for artist in artists for each in (artist, *_all(artist.get_children()))]
