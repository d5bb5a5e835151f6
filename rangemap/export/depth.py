"""Depth as a report: areas and places by how many origins reach them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rangemap.analysis.depth import COLUMNS, Depth
from rangemap.export.dataset import Dataset, common_columns
from rangemap.export.features import (
    Feature,
    buffer_features,
    origin_features,
    place_features,
    rows_of,
)
from rangemap.export.formats import data_files
from rangemap.export.reports import Report
from rangemap.export.toml import scenario_toml
from rangemap.figures.layers import ring_label
from rangemap.figures.palette import hue, share_colour
from rangemap.wording.depth import count_class, sentence, summary, table
from rangemap.wording.language import language_of
from rangemap.wording.origins import whereabouts
from rangemap.wording.places import counted_places
from rangemap.wording.provenance import caveat_text, provenance, range_source, source_line
from rangemap.wording.quantities import area_text
from rangemap.wording.remarks import data_remarks, remarks

if TYPE_CHECKING:
    from rangemap.figures.files import Picture
    from rangemap.figures.options import FigureOptions


def _dataset(depth: Depth) -> Dataset:
    reach = depth.reach
    language = reach.scenario.language
    source = {each.weapon: range_source(each) for each in reach.ranges}
    label = {each.weapon: each.label for each in reach.ranges}
    places = counted_places(depth)
    told = [sentence(depth), *whereabouts(reach), *remarks(reach)]
    caveat = " ".join([*data_remarks(reach), caveat_text(reach.ranges)])
    numbers = reach.numbers
    colours = {weapon: hue(number) for weapon, number in numbers.items()}
    labels = {each.weapon: ring_label(each, language) for each in reach.ranges}
    return Dataset(
        language,
        reach.scenario.title or "rangemap",
        " ".join([*told, caveat_text(reach.ranges, language), source_line(reach)]),
        {"scenario": reach.scenario.to_dict(), **provenance(reach)},
        {
            kind: [
                row | {"range_name": label[row["weapon"]], "range_source": source[row["weapon"]]}
                for row in rows
            ]
            for kind, rows in (
                ("area", depth.areas[list(COLUMNS)].to_dict("records")),
                ("place", places),
            )
        },
        COLUMNS,
        common_columns(reach, reach.ranges, caveat),
        [
            *origin_features(reach.origins),
            *place_features(places),
            *buffer_features(reach, labels, colours),
            *_areas(depth, labels, colours),
        ],
    )


def _areas(depth: Depth, labels: dict[str, str], colours: dict[str, str]) -> Iterator[Feature]:
    """What exactly so many origins reach, range by range, the longest first."""
    said = language_of(depth.reach.scenario.language)
    for range_ in sorted(depth.reach.ranges, key=lambda each: -each.range_km):
        areas = depth.areas[depth.areas["weapon"] == range_.weapon]
        for row, shape in rows_of(areas, COLUMNS):
            if not shape.is_empty:
                count = said.say("depth.count", row["origins"])
                colour = colours[range_.weapon]
                fill = share_colour(colour, count_class(row["origins"], len(areas)))
                title = f"{labels[range_.weapon]}: {count}"
                yield Feature("area", row, title, colour, fill, 0.7, shape)


def _html(depth: Depth) -> bytes:
    from rangemap.figures.options import FigureOptions
    from rangemap.web.picture_page import Cells, picture_page

    language = depth.reach.scenario.language
    said = language_of(language)
    labels = {each.weapon: ring_label(each, language) for each in depth.reach.ranges}
    cells = [
        (
            labels[row["weapon"]],
            str(row["origins"]),
            area_text(row["area_km2"], language, row["error_km2"]) if row["area_km2"] else "–",
        )
        for row in depth.areas[list(COLUMNS)].to_dict("records")
    ]
    heading = [said.say(f"table.{name}") for name in ("name", "origins", "area")]
    caveat = caveat_text(depth.reach.ranges, language)
    return picture_page(_picture(depth, FigureOptions()), caveat, Cells(heading, cells))


def _picture(depth: Depth, options: "FigureOptions") -> "Picture":
    from rangemap.figures.depth import picture

    return picture(depth, options)


DEPTH = Report[Depth](
    sentence,
    table,
    summary,
    {
        **data_files(_dataset),
        ".toml": lambda depth: scenario_toml(depth.reach),
        ".html": _html,
    },
    _picture,
)
