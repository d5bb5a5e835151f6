"""Maps for print, drawn by matplotlib: a subject with its ground, furniture and words."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict, Unpack

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from numpy.typing import NDArray

from rangemap.errors import OutputError
from rangemap.figures import furniture, paint
from rangemap.figures import ground as figure_ground
from rangemap.figures.composition import Composition, Corner, compose, inner_width, roomy
from rangemap.figures.defaults import Sheet, matplotlib_defaults
from rangemap.figures.files import Picture
from rangemap.figures.furnishing import (
    GAP,
    PIECES,
    TABLE,
    cards,
    draw_key,
    draw_numbers,
    furnish,
    least_ranking,
    ranking_room,
)
from rangemap.figures.key import Card
from rangemap.figures.map_drawing import draw_map
from rangemap.figures.map_lettering import (
    draw_ring_labels,
    letter_map,
    place_origins,
    place_ring_labels,
)
from rangemap.figures.options import FigureOptions
from rangemap.figures.own_box import AnySheet, OwnBox, own_box_of
from rangemap.figures.palette import STYLES, TEXT_PT, Style
from rangemap.figures.panel import Panel
from rangemap.figures.placing import Taken
from rangemap.figures.plate import Plate
from rangemap.figures.ranking import table_height
from rangemap.figures.scene import Scene, scene
from rangemap.figures.sizes import Box, Size, size_named, sizes_of
from rangemap.figures.subject import Subject
from rangemap.figures.thinning import thinned
from rangemap.wording.figure import notes, plain_notes, short_notes
from rangemap.wording.language import language_of
from rangemap.wording.provenance import caveat_text

if TYPE_CHECKING:
    from matplotlib.artist import Artist


_LEGEND_SIZE = 0.9
_MIN_MAP_SHARE = 0.4  # of the height of an axes that is given
_MIN_MAP_PT = 110.0
_MAX_CARD = 0.55  # of the map's width


def picture_of(subject: Subject) -> Picture:
    """A subject as a picture: words for its file, drawn with whatever options are given."""
    return Picture(
        title=subject.title,
        alternative=subject.alternative,
        caption=subject.caption,
        source=subject.source,
        caveat=caveat_text(subject.ranges or subject.reach.ranges),
        scenario=subject.reach.scenario.to_toml(),
        draw=lambda options: drawn(subject, options),
        language=subject.reach.scenario.language,
        notes=f"{subject.source} {plain_notes(subject.reach)}",
        warning=caveat_text(
            subject.ranges or subject.reach.ranges, subject.reach.scenario.language
        ),
        assumed=subject.subtitle,
    )


class Asked(TypedDict, total=False):
    """Arguments of a result's `figure`."""

    size: str
    style: str
    dpi: float | None
    title: str | None
    subtitle: str | None
    source: str | None
    without: Collection[str]
    ax: Axes | SubFigure | None


def figure_of(subject: Subject, **asked: Unpack[Asked]) -> Figure:
    """A subject, which has its subtitle, as a figure to go on with."""
    size, dpi, ax = asked.get("size", "article"), asked.get("dpi"), asked.get("ax")
    if ax is not None and (dpi is not None or size != "article"):
        raise OutputError("ax has a size and dots of its own; give it without size and dpi")
    named = replace(subject, title=asked.get("title") or subject.title)
    return drawn(
        named,
        FigureOptions(size=size, style=asked.get("style", "light"), dpi=dpi),
        source=asked.get("source"),
        without=asked.get("without", ()),
        onto=ax,
    )


@matplotlib_defaults()
def drawn(
    subject: Subject,
    asked: FigureOptions,
    *,
    source: str | None = None,
    without: Collection[str] = (),
    onto: Axes | SubFigure | None = None,
) -> Figure:
    """A subject as a map for print, in the size, style and dpi asked for: see reach.figure.

    onto: an axes or subfigure that is there, to draw into instead of making a sheet.
    """
    check_furniture(left_out := {*without, *asked.without})
    words = _Words(
        "" if "title" in left_out else subject.title,
        "" if "subtitle" in left_out else subject.subtitle,
        source or subject.source,
        asked,
    )
    if onto is None:
        sheet = size_named(asked.size)
        made = Sheet(
            figsize=(sheet.width_in, sheet.height_in),
            dpi=sheet.dots_per_inch(asked.dpi, asked.width),
            facecolor="none" if asked.is_transparent else look_of(asked).theme.paper,
        )
        _draw_on(made, sheet, subject, words, left_out)
        return made
    paper = look_of(asked).theme.paper
    own_box = own_box_of(onto)
    sheet = _fitting(own_box, subject, words, left_out)
    paint.add_paper(own_box, paper)
    _draw_on(own_box, sheet, subject, words, left_out)
    return own_box.root


def _fitting(own_box: OwnBox, subject: Subject, words: "_Words", left_out: Collection[str]) -> Size:
    """The sheet for a box of one's own: laid out as a large sheet if that leaves the map enough.

    Raises OutputError where even short notes and small letters leave too little.
    """
    for sheet in sizes_of(own_box.width, own_box.height):
        key = subject.legend(_LEGEND_SIZE * sheet.text_pt).legible(sheet.least_pt)
        notes = words.notes(subject, "", (), is_narrow=sheet.is_narrow)
        beneath = _height_beneath(subject, sheet, key, left_out)
        plan = compose(sheet, words.title, words.subtitle, notes, table=beneath)
        least = max(_MIN_MAP_SHARE * own_box.height, _MIN_MAP_PT)
        standing = cards(plan, key, sheet, left_out).values()
        heights = sorted((high for _, high in standing), reverse=True)[:2]  # one over the other
        has_room = sum(heights) + 3 * GAP * sheet.text_pt <= plan.map.height
        is_narrow_enough = all(wide <= _MAX_CARD * plan.map.width for wide, _ in standing)
        has_side = plan.side is None or plan.side.height >= 0
        if plan.map.height >= least and has_room and is_narrow_enough and has_side:
            return sheet
    raise OutputError(
        f"the axes is {own_box.width / 72:.1f} by {own_box.height / 72:.1f} inches, too small for "
        "a map with its words; make it larger, or leave out more, as in "
        "without=('title', 'subtitle', 'legend', 'ranking')"
    )


def _draw_on(
    made: AnySheet, sheet: Size, subject: Subject, words: "_Words", left_out: Collection[str]
) -> None:
    """Compose and draw everything on a sheet of that size."""
    look = look_of(words.asked).scaled(sheet.text_pt / TEXT_PT)
    key = subject.legend(_LEGEND_SIZE * sheet.text_pt).legible(sheet.least_pt)
    where, corners, plan = _composed(subject, sheet, key, words, left_out)
    beyond = words.asked.bleed_pt / min(plan.map.width, plan.map.height)
    where = replace(where, margin=where.margin + beyond)
    plate = Plate(
        subject,
        Panel(where, plan.map),
        made,
        map_axes(made, where, plan.map),
        look,
        sheet.text_pt,
        sheet.least_pt,
    )
    taken = furnish(plate, plan, key, corners, left_out)
    origins = place_origins(plate, taken)
    labels = place_ring_labels(plate, taken)
    draw_map(plate, labels)
    draw_ring_labels(plate, labels)
    named = letter_map(plate, taken, origins)
    draw_key(plate, plan, key if named else key.without_numbers(), corners, left_out)
    room = None if plan.side is None else ranking_room(plate, plan.side, named, left_out)
    draw_numbers(plate, plan, room, named, left_out)
    draw_words(made, plan, look)


@matplotlib_defaults()
def map_alone(
    subject: Subject, size_in: tuple[float, float], text_pt: float, style: str = "light"
) -> Figure:
    """The map of a subject without words and furniture, for a page that has them as text."""
    wide, high = (72 * inches for inches in size_in)
    look = style_named(style).scaled(text_pt / TEXT_PT)
    where = scene(subject.framed or (subject.reach,), wide / high)
    box = Box(0, 0, wide, high)
    made = Sheet(figsize=size_in, facecolor=look.theme.paper)
    panel = Panel(where, box)
    plate = Plate(subject, panel, made, map_axes(made, where, box), look, text_pt)
    edge = 0.4 * text_pt
    taken = Taken(Box(edge, edge, wide - 2 * edge, high - 2 * edge))
    origins = place_origins(plate, taken)
    labels = place_ring_labels(plate, taken)
    draw_map(plate, labels)
    draw_ring_labels(plate, labels)
    letter_map(plate, taken, origins)
    return made


@dataclass(frozen=True)
class _Words:
    """What stands above and beneath a map, as it was asked for."""

    title: str
    subtitle: str
    source: str
    asked: FigureOptions

    def notes(
        self,
        subject: Subject,
        projection: str,
        extra: tuple[str, ...],
        *,
        is_narrow: bool,
    ) -> tuple[str, ...]:
        """The small print, with whose the picture is and as of when."""
        if is_narrow:
            return short_notes(subject.reach, self.asked.credit, self.asked.date, subject.ranges)
        return notes(
            subject.reach,
            projection,
            ranges=subject.ranges,
            source=self.source,
            extra=extra,
            credit=self.asked.credit,
            date=self.asked.date,
        )


def _composed(
    subject: Subject, sheet: Size, key: Card, words: _Words, without: Collection[str]
) -> tuple[Scene, dict[str, Corner], Composition]:
    """Scene, the furniture's corners, and the sheet's boxes, which depend on one another.

    The notes name the projection, which depends on the map's shape only through the scene, and
    take their room from the map: two rounds settle it, or one where the notes keep their height.
    """
    box: Box | None = None
    reach, shown = subject.reach, subject.layers
    extra: tuple[str, ...] = ()
    projection, said = "", language_of(reach.scenario.language)
    beneath = _height_beneath(subject, sheet, key, without)
    beside = least_ranking(subject.ranking, sheet) if "ranking" not in without else 0.0
    for _ in range(2):
        small = words.notes(subject, projection, extra, is_narrow=sheet.is_narrow)
        plan = compose(sheet, words.title, words.subtitle, small, table=beneath, beside=beside)
        if plan.map == box:
            break
        box = plan.map
        where = scene(subject.framed or (reach,), box.width / box.height)
        unhidden = where.projection.project(
            [*shown.reach.geometry, *_spots(shown.origins.geometry.to_numpy())]
        )
        gap = 2 * GAP * sheet.text_pt
        shares = {
            name: ((wide + gap) / box.width, (high + gap) / box.height)
            for name, (wide, high) in cards(plan, key, sheet, without).items()
        }
        where, corners = roomy(where, list(unhidden), shares)
        panel = Panel(where, box)
        projection, extra = where.projection.name(said), _remarks(panel)
    return where, corners, plan


def _height_beneath(subject: Subject, sheet: Size, key: Card, without: Collection[str]) -> float:
    """What legend and numbers take between map and notes, in points."""
    if sheet.has_column:
        return 0.0
    size = TABLE * sheet.text_pt
    has_table = "ranking" not in without
    table = table_height(subject.ranking, size, inner_width(sheet)) if has_table else 0.0
    return table + (key.height if sheet.is_narrow and "legend" not in without else 0.0)


def _spots(origins: NDArray[np.object_]) -> NDArray[np.object_]:
    """Small areas around the origins; none for those that the projection cannot show."""
    few = [thinned(each) for each in origins]
    spots = shapely.clip_by_rect(shapely.buffer(few, 1e-6), -181, -90, 181, 90)
    return np.asarray(spots, dtype=object)


def _remarks(panel: Panel) -> tuple[str, ...]:
    """Names of the messages that tell what is special about this map."""
    remarks = []
    if furniture.scale_bar(panel) is None:
        remarks.append("no_scale")
    if not figure_ground.is_mapped(panel):
        remarks.append("unmapped")
    return tuple(remarks)


def map_axes(made: AnySheet, where: Scene, box: Box) -> Axes:
    """Axes for a map of that scene in a box of the sheet, in metres of its projection."""
    if isinstance(made, OwnBox):
        axes = made.axes_in(box)
    else:
        wide, high = (72 * inches for inches in made.get_size_inches())
        axes = made.add_axes(
            (box.left / wide, box.bottom / high, box.width / wide, box.height / high)
        )
    axes.set(xlim=(where.west, where.east), ylim=(where.south, where.north), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    return axes


def draw_words(made: AnySheet, plan: Composition, look: Style) -> None:
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


def look_of(asked: FigureOptions) -> Style:
    """The style that is asked for, in colours of one's own where there are any.

    Raises OutputError where words could not be read in them.
    """
    style = style_named(asked.style)
    return style if asked.colours is None else asked.colours.over(style)


def style_named(name: str) -> Style:
    """The style of that name. Raises OutputError with the choices."""
    if name not in STYLES:
        raise OutputError(f"no style is called {name[:20]!r}; choose from {', '.join(STYLES)}")
    return STYLES[name]


def check_furniture(without: Collection[str]) -> None:
    """Raise OutputError with the choices where something else is to be left out."""
    for piece in without:
        if piece not in PIECES:
            raise OutputError(
                f"{piece[:20]!r} is no furniture that can be left out; choose from "
                f"{', '.join(PIECES)}"
            )
