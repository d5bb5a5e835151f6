"""A comparison as a report: what is gained, kept and lost, region by region and place by place."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import shapely

from rangemap.analysis.comparison import COLUMNS, Comparison, reached_shapes
from rangemap.analysis.reach import Reach, polygons_of
from rangemap.export.dataset import Dataset, common_columns
from rangemap.export.features import Feature, buffer_features, origin_features, place_features
from rangemap.export.formats import data_files
from rangemap.export.reports import Report
from rangemap.export.toml import pair_toml
from rangemap.figures.layers import ring_label
from rangemap.figures.palette import hue, share_colour
from rangemap.wording.comparison import (
    caveat,
    sentence,
    summary,
    table,
    whereabouts_of_both,
    words,
)
from rangemap.wording.places import changed_places
from rangemap.wording.provenance import source_line

if TYPE_CHECKING:
    from rangemap.figures.files import Picture
    from rangemap.figures.options import FigureOptions

_ROWS = ("regions", "places")  # of a summary, that data files have as features and tables
_LOST, _KEPT = "#5B5852", "#B4B2AC"


def _dataset(comparison: Comparison) -> Dataset:
    before, after = comparison.before, comparison.after
    told = [sentence(comparison), *whereabouts_of_both(comparison)]
    places = changed_places(comparison)
    about = {key: value for key, value in summary(comparison).items() if key not in _ROWS}
    ranges = tuple(dict.fromkeys((*before.ranges, *after.ranges)))
    return Dataset(
        after.scenario.language,
        after.scenario.title or "rangemap",
        " ".join([*told, caveat(comparison), source_line(before), source_line(after)]),
        about,
        {"region": comparison.regions[list(COLUMNS)].to_dict("records"), "place": places},
        COLUMNS,
        common_columns(after, ranges, caveat(comparison), before),
        [
            *origin_features(after.origins),
            *place_features(places),
            *_rings(before, "before"),
            *_rings(after, "after"),
            *_changes(comparison),
        ],
    )


def _rings(reach: Reach, when: str) -> Iterator[Feature]:
    """The buffers of one of the two, with the column `when`."""
    numbers = reach.numbers
    labels = {each.weapon: ring_label(each, reach.scenario.language) for each in reach.ranges}
    colours = {weapon: hue(number) for weapon, number in numbers.items()}
    return buffer_features(reach, labels, colours, {"when": when})


def _changes(comparison: Comparison) -> Iterator[Feature]:
    """Of each region what is reached before and after, before only, and after only."""
    before, after = comparison.before, comparison.after
    first, second = reached_shapes(before), reached_shapes(after)
    widest = after.widest.weapon
    ink = hue(after.numbers[widest])
    place = {code: number for number, code in enumerate(after.outlines["region"])}
    rows = comparison.regions
    gained = dict(zip(rows["region"], rows.geometry, strict=True))
    for kind, colour in (("kept", _KEPT), ("lost", _LOST), ("gained", ink)):
        for row in rows[list(COLUMNS)].to_dict("records"):
            number = place[row["region"]]
            shape = gained[row["region"]]
            if kind == "kept":
                shape = polygons_of(shapely.intersection(first[number], second[number]))
            elif kind == "lost":
                shape = polygons_of(shapely.difference(first[number], second[number]))
            if not shape.is_empty and (kind == "kept" or row[f"{kind}_km2"] > 0):
                title = f"{row['name']}: {words(comparison, kind)}"
                fill = share_colour(colour, 3)
                columns = {str(name): value for name, value in row.items()}
                yield Feature(kind, columns, title, colour, fill, 0.7, shape)


def _html(comparison: Comparison) -> bytes:
    from rangemap.web.comparison import comparison_page

    return comparison_page(comparison)


def _picture(comparison: Comparison, options: "FigureOptions") -> "Picture":
    from rangemap.figures.comparison import picture

    return picture(comparison, options)


COMPARISON = Report[Comparison](
    sentence,
    table,
    summary,
    {**data_files(_dataset), ".toml": pair_toml, ".html": _html},
    _picture,
)
