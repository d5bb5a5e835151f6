"""Thresholds as text, CSV and a plot: reached area as a function of the range."""

import io
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from rangemap.distance_mesh import MOST_KM
from rangemap.render.csv import csv_bytes
from rangemap.render.figures.lettering import drawable
from rangemap.render.language import language as language_of
from rangemap.render.origin_words import origins_text
from rangemap.render.palette import HUES, dash, hue
from rangemap.render.provenance import range_source, source_line, sources
from rangemap.render.summary import data_provenance
from rangemap.render.table import columns
from rangemap.render.wording import both_units, distance_text
from rangemap.thresholds import COLUMNS, Thresholds

SUFFIXES = (".csv", ".png", ".svg")
_MOST_REGIONS_DRAWN = len(HUES)
_FOOT_CHARACTERS = 170
_THRESHOLDS = ("first", "half", "whole")
_INK, _QUIET = "#22211F", "#5B5852"


def render(measured: Thresholds, suffix: str) -> bytes:
    """The whole file: the curve at every kilometre as CSV, or its plot."""
    if suffix.lower() == ".csv":
        curve = measured.curve(np.arange(MOST_KM + 1))
        return csv_bytes(list(curve.columns), curve.itertuples(index=False))
    made = io.BytesIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "rangemap"}):
        metadata = {"Date": None} if suffix.lower() == ".svg" else {"Software": None}
        plot(measured).savefig(made, format=suffix.lower()[1:], metadata=metadata)
    return made.getvalue()


def table(measured: Thresholds) -> str:
    """One line per region, nearest first, in whole kilometres, which the outlines carry."""
    code = measured.scenario.language
    said = language_of(code)
    rows = [
        (row["region"], row["name"], *(_km(row[f"{what}_km"], code) for what in _THRESHOLDS))
        for row in measured.regions.to_dict("records")
    ]
    if not rows:
        return sentence(measured)
    names = ("region", "name", "touched", "half", "whole")
    lines = columns([tuple(said.say(f"table.{name}") for name in names), *rows], right=(2, 3, 4))
    return "\n".join([sentence(measured), "", *lines, "", said.say("caveat")])


def sentence(measured: Thresholds) -> str:
    """The first region to lie wholly within range, and from where on, to be quoted."""
    code = measured.scenario.language
    said = language_of(code)
    values = {"origins": origins_text(measured), "most": distance_text(MOST_KM, code)}
    rows = measured.regions
    if rows.empty:
        return said.say("thresholds.none", **values)
    whole = rows.dropna(subset="whole_km").sort_values("whole_km", kind="stable")
    row = (rows if whole.empty else whole).iloc[0]
    if whole.empty:
        found = "nearest_not_half" if np.isnan(row["half_km"]) else "nearest"
    else:
        found = "one" if len(rows) == 1 else "first"
    distances = {what: _km(row[f"{what}_km"], code) for what in _THRESHOLDS}
    return said.say(f"thresholds.{found}", **values, **distances, name=row["name"])


def summary(measured: Thresholds) -> dict[str, Any]:
    """Scenario, thresholds unrounded (null past 1,000 km), area at the scenario's ranges."""
    records = measured.regions[list(COLUMNS)].to_dict("records")
    at = sorted(each.range_km for each in measured.ranges if each.range_km <= MOST_KM)
    return {
        "scenario": measured.scenario.to_dict(),
        "thresholds": [
            {key: None if value != value else value for key, value in record.items()}  # noqa: PLR0124
            for record in records
        ],
        "sentence": sentence(measured),
        "at_ranges": measured.curve(at).to_dict("records"),
        "ranges": [
            {"weapon": each.weapon, "range_km": each.range_km, "source": range_source(each)}
            for each in measured.ranges
        ],
        "sources": sources(measured.ranges, measured.sources),
        **data_provenance(measured.scenario),
    }


def plot(measured: Thresholds) -> Figure:
    """Share of each of the nearest regions within reach, against the range; ranges marked."""
    with rc_context({"text.parse_math": False}):  # names are not mathematics, whatever is in them
        return _plot(measured)


def _plot(measured: Thresholds) -> Figure:
    said = language_of(measured.scenario.language)
    at = np.arange(0, MOST_KM + 1, 2)
    curve = measured.curve(at)
    drawn = measured.regions.head(_MOST_REGIONS_DRAWN)
    figure = Figure(figsize=(8, 5), dpi=200, layout="constrained")
    axes = figure.add_subplot()
    for number, row in enumerate(drawn.to_dict("records")):
        share = 100 * curve[row["region"]].to_numpy() / row["area_km2"]
        axes.plot(
            at, share, color=hue(number), dashes=dash(number) or (1, 0), label=_shown(row["name"])
        )
    for each in measured.ranges:
        axes.axvline(each.range_km, color=_QUIET, linewidth=0.8)
        label = f"{_shown(each.label)}\n{both_units(each.length, said.code)}"
        axes.text(each.range_km, 101.5, label, ha="center", va="bottom", fontsize=8, color=_INK)
    furthest = drawn["whole_km"].fillna(MOST_KM).max() if len(drawn) else MOST_KM
    axes.set_xlim(0, min(MOST_KM, 1.05 * furthest))
    axes.set_ylim(0, 100.5)
    axes.set_xlabel(said.say("thresholds.range_axis"))
    axes.set_ylabel(said.say("thresholds.share_axis"))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5))
    title = said.say("thresholds.title", origins=origins_text(measured))
    figure.suptitle(_shown(title), x=0.01, ha="left", color=_INK)
    foot = fill(f"{said.say('caveat')} {source_line(measured)}", _FOOT_CHARACTERS)
    figure.supxlabel(_shown(foot), fontsize=6, x=0.01, ha="left", color=_QUIET)
    return figure


def _shown(text: str) -> str:
    """Letters that the typeface has; no underscore first, which hides a line from the legend."""
    lines = [drawable(line) for line in text.split("\n")]
    return "\n".join(f" {line}" if line.startswith("_") else line for line in lines)


def _km(distance_km: float, language: str) -> str:
    if distance_km != distance_km:  # noqa: PLR0124  NaN: past what is measured
        most = distance_text(MOST_KM, language)
        return language_of(language).say("unit.over", length=most)
    return distance_text(distance_km, language)
