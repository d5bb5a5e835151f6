"""Thresholds as a figure: shares of regions, and area, towns and people, against the range."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

from rangemap.analysis.distance_mesh import MAX_KM
from rangemap.analysis.ranges import Range
from rangemap.analysis.thresholds import Thresholds
from rangemap.figures.composition import compose
from rangemap.figures.defaults import Sheet, matplotlib_defaults
from rangemap.figures.figure import check_furniture, draw_words, look_of
from rangemap.figures.files import Picture
from rangemap.figures.lettering import drawable, width, wrapped
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import HUES, TEXT_PT, Style, dash
from rangemap.figures.ranking import cut_to_width
from rangemap.figures.sizes import size_named
from rangemap.wording.figure import assumption, curve_notes
from rangemap.wording.language import Language, language_of
from rangemap.wording.origins import start_text, whereabouts
from rangemap.wording.provenance import caveat_text, source_line
from rangemap.wording.quantities import area_number, both_units, rounded
from rangemap.wording.ranges import range_name
from rangemap.wording.remarks import remarks
from rangemap.wording.thresholds import sentence

_MAX_REGIONS = len(HUES)
_TOTALS = ("total_km2", "towns", "people")
_EDGE = 1.5  # margin over running text
_PLACES = 6  # decimals of the sheet's width and height
_BESIDE: dict[str, Any] = {"loc": "center left", "bbox_to_anchor": (1.0, 0.5)}
_BENEATH: dict[str, Any] = {"loc": "upper left", "borderaxespad": 0.0, "labelspacing": 0.2}
_MAX_WRITTEN = 2  # numbers over a curve on a narrow sheet, those of the longest ranges
_POINTS = 72  # to an inch
_LINE = 1.1  # from one line of small words to the next, over the size of running text
_SMALL = 0.833  # of running text: what matplotlib calls small
_CLEAR = 0.04  # between a curve and the numbers over it, of the height of its axes
_MIN_CURVE = 0.4  # of the same: what a curve keeps beneath many numbers
_LABEL_EM = 14  # room for a name, over running text


def picture(thresholds: Thresholds, options: FigureOptions) -> Picture:
    """Share of each of the nearest regions, and what lies within range in all; ranges marked."""
    said = language_of(thresholds.scenario.language)
    asked = said.say("thresholds.title", start=start_text(thresholds))
    title = options.title or thresholds.scenario.title or asked
    caption = sentence(thresholds)
    told = " ".join(
        [
            *whereabouts(thresholds),
            *remarks(thresholds),
            caveat_text(thresholds.ranges, said.code),
        ]
    )
    return Picture(
        title=title,
        alternative=said.say("thresholds.alternative", caption=caption, caveat=told),
        caption=caption,
        source=source_line(thresholds),
        caveat=caveat_text(thresholds.ranges),
        scenario=thresholds.scenario.to_toml(),
        draw=lambda options: _plot(thresholds, title, options),
        language=said.code,
        notes=" ".join(curve_notes(thresholds)[1:]),
        warning=caveat_text(thresholds.ranges, said.code),
        assumed=assumption(thresholds),
    )


def figure(thresholds: Thresholds, **asked: Any) -> Figure:
    """The picture as a figure to go on with: asked is what FigureOptions has."""
    options = FigureOptions(**asked)
    check_furniture(options.without)
    return picture(thresholds, options).draw(options)


def _plot(thresholds: Thresholds, title: str, options: FigureOptions) -> Figure:
    """The sheet: words as under every figure, the shares, and three small curves beneath them."""
    size = size_named(options.size)
    style = look_of(options).scaled(size.text_pt / TEXT_PT)
    subtitle = options.subtitle or assumption(thresholds)
    plan = compose(
        size,
        "" if "title" in options.without else title,
        "" if "subtitle" in options.without else subtitle,
        curve_notes(thresholds, options.credit, options.date, is_narrow=size.is_narrow),
    )
    box, edge = plan.map, _EDGE * size.text_pt
    rect = (
        (box.left + edge) / size.width,
        (box.bottom + edge) / size.height,
        (box.width - 2 * edge) / size.width,
        (box.height - 2 * edge) / size.height,
    )
    settings = {
        "text.parse_math": False,
        "font.size": size.text_pt,
    }  # names are not mathematics
    with matplotlib_defaults(settings):
        figure = Sheet(
            figsize=(size.width_in, size.height_in),
            dpi=size.dots_per_inch(options.dpi, options.width),
            facecolor="none" if options.is_transparent else style.theme.paper,
        )
        figure.set_layout_engine(ConstrainedLayoutEngine(rect=rect))
        if size.is_narrow:
            names = max(min(len(thresholds.regions), _MAX_REGIONS), 1)
            places: list[Any] = [["shares"], ["key"], *([name] for name in _TOTALS)]
            heights: tuple[float, ...] = (
                5.0,
                (0.8 + 0.05 * len(thresholds.ranges)) * names,
                2.0,
                2.0,
                2.0,
            )
        else:
            places, heights = [["shares"] * 3, list(_TOTALS)], (5.0, 2.0)
        rows = figure.subplot_mosaic(places, height_ratios=heights)
        for axes in rows.values():
            _set_colours(axes, style)
        said = language_of(thresholds.scenario.language)
        room = box.width - 2 * edge
        _draw_shares(rows["shares"], thresholds, style, said, room, key=rows.get("key"))
        for name in _TOTALS:
            _draw_total(rows[name], thresholds, name, style, said, is_narrow=size.is_narrow)
        draw_words(figure, plan, style)
        if not size.is_narrow:
            _break_headings(figure, [rows[name] for name in _TOTALS], size.text_pt)
        _clear_numbers(figure, [rows[name] for name in _TOTALS])
        _settle(figure)
    return figure


def _break_headings(figure: Figure, totals: Sequence[Axes], size_pt: float) -> None:
    """Break headings of curves side by side that would run into the next one's."""
    figure.draw_without_rendering()
    first, second = (axes.get_window_extent().x0 for axes in totals[:2])
    room = (second - first) / figure.dpi * _POINTS - size_pt
    for axes in totals:
        heading = axes.get_title(loc="left")
        lines = wrapped(heading, _SMALL * size_pt, room)
        axes.set_title("\n".join(lines), fontsize="small", loc="left")


def _clear_numbers(figure: Figure, totals: Sequence[Axes]) -> None:
    """Lower curves that rise early beneath the numbers written over them."""
    figure.draw_without_rendering()
    for axes in totals:
        numbers = axes.texts[0].get_window_extent().transformed(axes.transAxes.inverted())
        least, most = axes.get_xlim()
        ranges_km, values = axes.lines[0].get_data()
        beneath = np.asarray(ranges_km) <= least + numbers.x1 * (most - least)
        highest = np.asarray(values)[beneath].max()
        room = max(numbers.y0 - _CLEAR, _MIN_CURVE)
        axes.set_ylim(top=max(axes.get_ylim()[1], highest / room))


def _settle(figure: Figure) -> None:
    """Place the axes for good: the layout's last digits differ from one time to the next."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        axes.set_position(np.round(axes.get_position().bounds, _PLACES))


def _set_colours(axes: Axes, style: Style) -> None:
    theme = style.theme
    axes.set_facecolor(theme.paper)
    axes.tick_params(colors=theme.quiet_text, labelsize="small")
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(theme.quiet_text)


def _draw_shares(
    axes: Axes,
    thresholds: Thresholds,
    style: Style,
    said: Language,
    room: float,
    *,
    key: Axes | None,
) -> None:
    """Share of each of the nearest regions, up to where all of them lie within range.

    room: the width of the axes with all that stands beside them. key: where the names of regions
    stand on a narrow sheet; beside the curves by default.
    """
    theme, size_pt = style.theme, rcParams["font.size"]
    drawn = thresholds.regions.head(_MAX_REGIONS)
    furthest = drawn["whole_km"].fillna(MAX_KM).max() if len(drawn) else MAX_KM
    at = np.arange(0, MAX_KM + 1)
    for number, row in enumerate(drawn.to_dict("records")):
        share = 100 * thresholds.meshes[row["region"]].reached_km2(at) / row["area_km2"]
        axes.plot(
            at,
            share,
            color=style.ink(number),
            dashes=dash(number) or (1, 0),
            linewidth=style.ring_pt,
            label=_shown(row["name"], _LABEL_EM * size_pt, size_pt),
        )
    end_km = min(MAX_KM, 1.05 * furthest)
    axes.set_xlim(0, end_km)
    axes.set_ylim(0, 100.5)
    axes.set_xlabel(said.say("thresholds.range_axis"), color=theme.text)
    # a label beyond the end would leave the curves no room
    ranges = [each for each in thresholds.ranges if each.range_km <= end_km]
    if key is None:
        axes.set_ylabel(said.say("thresholds.share_axis"), color=theme.text)
        labels = [
            f"{_shown(range_.own_name, _LABEL_EM * size_pt, size_pt)}\n"
            f"{both_units(range_.length, said.code)}".lstrip()
            for range_ in ranges
        ]
        names = [str(line.get_label()) for line in axes.get_lines()]
        if _are_apart(ranges, labels, end_km, room - _beside(names, size_pt)):
            for range_, label in zip(ranges, labels, strict=True):
                axes.axvline(range_.range_km, color=theme.quiet_text, linewidth=0.8)
                at_top = (range_.range_km, 101.5, label)
                axes.text(*at_top, ha="center", va="bottom", fontsize="small", color=theme.text)
        else:
            _mark_one_by_one(axes, ranges, end_km, style, said)
    else:
        key.set_axis_off()
        _mark_one_by_one(axes, ranges, end_km, style, said)
        axes.annotate(
            said.say("thresholds.share_axis"),
            (0, 1),
            (0, size_pt + len(ranges) * _LINE * size_pt),
            xycoords="axes fraction",
            textcoords="offset points",
            va="bottom",
            fontsize="small",
            color=theme.text,
        )
    if len(drawn):
        lines = axes.get_legend_handles_labels()
        (axes if key is None else key).legend(
            *lines,
            frameon=False,
            fontsize="small",
            handlelength=4,  # long enough to tell dashes apart
            labelcolor=theme.text,
            **_BESIDE if key is None else _BENEATH,
        )


def _beside(names: Sequence[str], size_pt: float) -> float:
    """About how wide the names of curves beside them are, with what stands at the axes' left."""
    key_em = 11  # samples of lines, numbers and words at the axis
    return key_em * size_pt + max((width(name, _SMALL * size_pt) for name in names), default=0.0)


def _are_apart(
    ranges: Sequence[Range], labels: Sequence[str], end_km: float, across: float
) -> bool:
    """Whether labels over their ranges, on axes about so wide, leave each other room."""
    size_pt = rcParams["font.size"]
    placed = sorted(
        (each.range_km / end_km * across, max(width(line, _SMALL * size_pt) for line in lines))
        for each, lines in zip(ranges, map(str.splitlines, labels), strict=True)
    )
    return all(
        after - before > (one + other + size_pt) / 2
        for (before, one), (after, other) in itertools.pairwise(placed)
    )


def _mark_one_by_one(
    axes: Axes, ranges: Sequence[Range], end_km: float, style: Style, said: Language
) -> None:
    """Where the ranges end, in lines of their own above the curves."""
    theme, size_pt = style.theme, rcParams["font.size"]
    line = _LINE * size_pt
    right, left = (
        [each for each in ranges if (each.range_km < end_km / 2) == is_left]
        for is_left in (False, True)
    )
    # words stand towards the middle: in this order no line to a label runs through one beneath it
    rising = sorted(right, key=lambda each: each.range_km)
    falling = sorted(left, key=lambda each: -each.range_km)
    for level, each in enumerate([*rising, *falling]):
        is_left = level >= len(right)
        name = _shown(each.own_name, _LABEL_EM * size_pt, size_pt)
        axes.axvline(each.range_km, color=theme.quiet_text, linewidth=0.8)
        axes.annotate(
            f"{name} {both_units(each.length, said.code)}".lstrip(),
            (each.range_km, 100.5),
            (2 if is_left else -2, 0.8 * size_pt + level * line),
            textcoords="offset points",
            ha="left" if is_left else "right",
            va="bottom",
            fontsize="small",
            color=theme.text,
            arrowprops={
                "arrowstyle": "-",
                "color": theme.quiet_text,
                "linewidth": 0.8,
                "relpos": (0 if is_left else 1, 0),
            },
        )


def _draw_total(
    axes: Axes, thresholds: Thresholds, name: str, style: Style, said: Language, *, is_narrow: bool
) -> None:
    """What lies within range in all; what it is at the published ranges stands over the curve."""
    theme, size_pt = style.theme, rcParams["font.size"]
    at = np.arange(0, MAX_KM + 1)
    values = thresholds.curve(at)[name].to_numpy()
    axes.plot(at, values, color=theme.text, linewidth=1.2)
    axes.set_xlim(0, MAX_KM)
    axes.set_ylim(0, 1.1 * max(float(values[-1]), 1.0))
    written = []
    within = [each for each in thresholds.ranges if each.range_km <= MAX_KM]
    longest = sorted(within, key=lambda each: -each.range_km)[: _MAX_WRITTEN if is_narrow else None]
    for each in within:
        if each in longest:
            value = thresholds.curve([each.range_km])[name].iloc[0]
            axes.vlines(each.range_km, 0, value, color=theme.quiet_text, linewidth=0.8)
            axes.plot([each.range_km], [value], "o", color=theme.text, markersize=3)
            name_shown = _shown(range_name(each, said.code), _LABEL_EM * size_pt, size_pt)
            written.append(f"{name_shown}: {_number(thresholds, each, name, value, said)}")
    axes.text(
        *(0.03, 0.97, "\n".join(written)),
        transform=axes.transAxes,
        va="top",
        fontsize="small",
        color=theme.text,
    )
    axes.yaxis.set_major_locator(MaxNLocator(2 if is_narrow else 3, integer=True))
    axes.xaxis.set_major_locator(MaxNLocator(3))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda number, _: said.number(number))
    axes.set_title(said.say(f"thresholds.{name}"), fontsize="small", loc="left", color=theme.text)


def _number(thresholds: Thresholds, range_: Range, name: str, value: float, said: Language) -> str:
    """What lies within a range, in the digits in which reach tells it."""
    if name == "total_km2" and value:
        error_km2 = thresholds.at_ranges.total(range_.weapon)["reached_error_km2"]
        return area_number(value, said.code, error_km2)
    if name == "people" and value:
        return rounded(value, said.code)
    return said.number(value)


def _shown(text: str, most: float, size: float) -> str:
    """What fits the room; no underscore first, which hides a line from the legend."""
    text = cut_to_width(drawable(text), size, most)
    return f" {text}" if text.startswith("_") else text
