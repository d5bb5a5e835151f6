"""The plot of thresholds: shares of regions, and area, towns and people, against the range."""

from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from rangemap.analysis.distance_mesh import MOST_KM
from rangemap.analysis.thresholds import Thresholds
from rangemap.figures.defaults import Sheet, matplotlib_defaults
from rangemap.figures.lettering import drawable
from rangemap.figures.palette import HUES, dash, hue
from rangemap.wording.language import Language
from rangemap.wording.language import language as language_of
from rangemap.wording.origins import start_text, whereabouts
from rangemap.wording.provenance import caveat_text, source_line
from rangemap.wording.quantities import both_units, rounded

_MOST_REGIONS = len(HUES)
_TOTALS = ("total_km2", "towns", "people")
_FOOT_CHARACTERS = 170
_INK, _QUIET = "#22211F", "#5B5852"


@matplotlib_defaults({"text.parse_math": False})  # names are not mathematics, whatever is in them
def plot(measured: Thresholds) -> Figure:
    """Share of each of the nearest regions, and what lies within range in all; ranges marked."""
    said = language_of(measured.scenario.language)
    figure = Sheet(figsize=(8, 6.5), dpi=200, layout="constrained")
    grid = figure.add_gridspec(2, 1, height_ratios=(5, 2))
    _draw_shares(figure.add_subfigure(grid[0]).add_subplot(), measured, said)
    totals = figure.add_subfigure(grid[1]).subplots(1, len(_TOTALS))
    for axes, name in zip(totals, _TOTALS, strict=True):
        _draw_total(axes, measured, name, said)
    title = said.say("thresholds.title", start=start_text(measured))
    figure.suptitle(_shown(title), x=0.01, ha="left", color=_INK)
    foot = fill(
        " ".join(
            [*whereabouts(measured), caveat_text(measured.ranges, said.code), source_line(measured)]
        ),
        _FOOT_CHARACTERS,
    )
    figure.supxlabel(_shown(foot), fontsize=6, x=0.01, ha="left", color=_QUIET)
    return figure


def _draw_shares(axes: Axes, measured: Thresholds, said: Language) -> None:
    """Share of each of the nearest regions, up to where all of them lie within range."""
    drawn = measured.regions.head(_MOST_REGIONS)
    furthest = drawn["whole_km"].fillna(MOST_KM).max() if len(drawn) else MOST_KM
    at = np.arange(0, MOST_KM + 1)
    for number, row in enumerate(drawn.to_dict("records")):
        share = 100 * measured.meshes[row["region"]].reached_km2(at) / row["area_km2"]
        axes.plot(
            at, share, color=hue(number), dashes=dash(number) or (1, 0), label=_shown(row["name"])
        )
    for each in measured.ranges:
        axes.axvline(each.range_km, color=_QUIET, linewidth=0.8)
        label = f"{_shown(each.own_name)}\n{both_units(each.length, said.code)}".lstrip()
        axes.text(each.range_km, 101.5, label, ha="center", va="bottom", fontsize=8, color=_INK)
    axes.set_xlim(0, min(MOST_KM, 1.05 * furthest))
    axes.set_ylim(0, 100.5)
    axes.set_xlabel(said.say("thresholds.range_axis"))
    axes.set_ylabel(said.say("thresholds.share_axis"))
    axes.spines[["top", "right"]].set_visible(False)
    if len(drawn):
        axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5))


def _draw_total(axes: Axes, measured: Thresholds, name: str, said: Language) -> None:
    """What lies within range in all; what it is at the published ranges stands over the curve."""
    at = np.arange(0, MOST_KM + 1)
    values = measured.curve(at)[name].to_numpy()
    axes.plot(at, values, color=_INK, linewidth=1.2)
    axes.set_xlim(0, MOST_KM)
    axes.set_ylim(0, 1.1 * max(float(values[-1]), 1.0))
    written = []
    for each in measured.ranges:
        if each.range_km <= MOST_KM:
            value = float(measured.curve([each.range_km])[name].iloc[0])
            axes.vlines(each.range_km, 0, value, color=_QUIET, linewidth=0.8)
            axes.plot([each.range_km], [value], "o", color=_INK, markersize=3)
            number = rounded(value, said.code) if value >= 1 else said.number(value)
            written.append(f"{_shown(each.label)}: {number}")
    axes.text(
        *(0.03, 0.97, "\n".join(written)),
        transform=axes.transAxes,
        va="top",
        fontsize=7,
        color=_INK,
    )
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.xaxis.set_major_locator(MaxNLocator(3))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda number, _: said.number(number))
    axes.tick_params(labelsize=7)
    axes.set_title(said.say(f"thresholds.{name}"), fontsize=8, loc="left", color=_INK)
    axes.spines[["top", "right"]].set_visible(False)


def _shown(text: str) -> str:
    """Letters that the typeface has; no underscore first, which hides a line from the legend."""
    lines = [drawable(line) for line in text.split("\n")]
    return "\n".join(f" {line}" if line.startswith("_") else line for line in lines)
