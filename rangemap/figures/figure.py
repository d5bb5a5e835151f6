"""Maps for print, drawn by matplotlib: a subject with its ground, furniture and words."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from rangemap.errors import OutputError
from rangemap.figures import furniture, paint
from rangemap.figures import ground as figure_ground
from rangemap.figures.composition import Composition, Corner, compose, roomy
from rangemap.figures.defaults import Sheet, matplotlib_defaults
from rangemap.figures.files import Picture
from rangemap.figures.furnishing import GAP, PIECES, cards, furnish
from rangemap.figures.key import Card
from rangemap.figures.map_drawing import draw_map
from rangemap.figures.map_lettering import draw_ring_labels, letter_map, place_ring_labels
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import STYLES, TEXT_PT, Style
from rangemap.figures.panel import Panel
from rangemap.figures.plate import Plate
from rangemap.figures.scene import Scene, scene
from rangemap.figures.sizes import Box, Size, size_named
from rangemap.figures.subject import Subject
from rangemap.figures.thinning import thinned
from rangemap.wording.figure import notes
from rangemap.wording.language import language_of
from rangemap.wording.provenance import caveat_text

if TYPE_CHECKING:
    from matplotlib.artist import Artist


_LEGEND_SIZE = 0.9


def picture_of(subject: Subject) -> Picture:
    """A subject as a picture: words for its file, drawn with whatever options are given."""
    return Picture(
        title=subject.title,
        alternative=subject.alternative,
        caption=subject.caption,
        source=subject.source,
        caveat=caveat_text(subject.reach.ranges),
        scenario=subject.reach.scenario.to_toml(),
        draw=lambda options: drawn(subject, options),
    )


@matplotlib_defaults()
def drawn(
    subject: Subject,
    asked: FigureOptions,
    *,
    source: str | None = None,
    without: Collection[str] = (),
) -> Figure:
    """A subject as a map for print, in the size, style and dpi asked for: see reach.figure."""
    sheet = size_named(asked.size)
    look = style_named(asked.style).scaled(sheet.text_pt / TEXT_PT)
    _check_furniture(without)
    key = subject.legend(_LEGEND_SIZE * sheet.text_pt)
    where, corners, plan = _composed(subject, sheet, key, source, without)
    made = Sheet(
        figsize=(sheet.width_in, sheet.height_in),
        dpi=sheet.dpi if asked.dpi is None else asked.dpi,
        facecolor=look.theme.paper,
    )
    plate = Plate(
        subject,
        Panel(where, plan.map),
        made,
        map_axes(made, where, plan.map),
        look,
        sheet.text_pt,
    )
    taken = furnish(plate, plan, key, corners, without)
    labels = place_ring_labels(plate, taken)
    draw_map(plate, labels)
    draw_ring_labels(plate, labels)
    letter_map(plate, taken)
    draw_words(made, plan, look)
    return made


def _composed(
    subject: Subject, sheet: Size, key: Card, source: str | None, without: Collection[str]
) -> tuple[Scene, dict[str, Corner], Composition]:
    """Scene, the furniture's corners, and the sheet's boxes, which depend on one another.

    The notes name the projection, which depends on the map's shape only through the scene, and
    take their room from the map: two rounds settle it.
    """
    reach, shown = subject.reach, subject.layers
    title, subtitle = subject.title, subject.subtitle
    extra: tuple[str, ...] = ()
    projection, said = "", language_of(reach.scenario.language)
    for _ in range(2):
        small = notes(reach, projection, source=source or subject.source, extra=extra)
        plan = compose(sheet, title, subtitle, small)
        where = scene(reach, plan.map.width / plan.map.height)
        unhidden = where.projection.project(
            [*shown.reach.geometry, *_spots(shown.origins.geometry.to_numpy())]
        )
        gap = 2 * GAP * sheet.text_pt
        shares = {
            name: ((wide + gap) / plan.map.width, (high + gap) / plan.map.height)
            for name, (wide, high) in cards(plan, key, sheet.text_pt, without).items()
        }
        where, corners = roomy(where, list(unhidden), shares)
        panel = Panel(where, plan.map)
        projection, extra = where.projection.name(said), _remarks(panel)
    return where, corners, plan


def _spots(origins: NDArray[np.object_]) -> NDArray[np.object_]:
    """The origins with a little area each; none beyond a pole, where nothing has an image."""
    few = [thinned(each) for each in origins]
    spots = shapely.clip_by_rect(shapely.buffer(few, 1e-6), -181, -90, 181, 90)
    return np.asarray(spots, dtype=object)


def _remarks(panel: Panel) -> tuple[str, ...]:
    """What a reader must know of this map in particular: names of messages."""
    remarks = []
    if furniture.scale_bar(panel) is None:
        remarks.append("no_scale")
    if not figure_ground.is_mapped(panel):
        remarks.append("unmapped")
    return tuple(remarks)


def map_axes(made: Figure, where: Scene, box: Box) -> Axes:
    """Axes for a map of that scene in a box of the sheet, in metres of its projection."""
    wide, high = (72 * inches for inches in made.get_size_inches())
    axes = made.add_axes((box.left / wide, box.bottom / high, box.width / wide, box.height / high))
    axes.set(xlim=(where.west, where.east), ylim=(where.south, where.north), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    return axes


def draw_words(made: Figure, plan: Composition, look: Style) -> None:
    """Draw title, subtitle and notes where the composition has them."""
    theme = look.theme
    for name, blocks in (
        ("title", [plan.title]),
        ("subtitle", [plan.subtitle]),
        ("notes", plan.notes),
    ):
        artists: list[Artist] = []
        for block in blocks:
            ink = theme.text if block.bold else theme.quiet_text
            for text, base in zip(block.lines, block.baselines(), strict=True):
                artists += paint.words(
                    made, text, (block.left, base), block.size, ink, bold=block.bold
                )
        paint.add_to_sheet(made, name, artists, above=20)


def style_named(name: str) -> Style:
    """The style of that name. Raises OutputError with the choices."""
    if name not in STYLES:
        raise OutputError(f"no style is called {name[:20]!r}; choose from {', '.join(STYLES)}")
    return STYLES[name]


def _check_furniture(without: Collection[str]) -> None:
    for each in without:
        if each not in PIECES:
            raise OutputError(
                f"{each[:20]!r} is no furniture that can be left out; choose from "
                f"{', '.join(PIECES)}"
            )
