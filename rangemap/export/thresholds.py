"""Thresholds as a report: what lies within the range, at every kilometre of it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rangemap.analysis.distance_mesh import MAX_KM
from rangemap.analysis.reach import PLACE_COLUMNS
from rangemap.analysis.thresholds import COLUMNS, Thresholds, curve_errors
from rangemap.export.dataset import Dataset, Row, common_columns
from rangemap.export.features import Feature, origin_features, place_features
from rangemap.export.formats import data_files
from rangemap.export.reports import Report
from rangemap.export.toml import scenario_toml
from rangemap.figures.palette import hue, share_colour
from rangemap.wording.language import language_of
from rangemap.wording.origins import whereabouts
from rangemap.wording.places import near_places
from rangemap.wording.provenance import caveat_text, source_line
from rangemap.wording.remarks import data_remarks, remarks
from rangemap.wording.thresholds import LEVELS, distance, sentence, summary, table

if TYPE_CHECKING:
    from rangemap.figures.files import Picture
    from rangemap.figures.options import FigureOptions

_ROWS = ("thresholds", "places")  # of a summary, that data files have as features and tables
_RESERVED = {"kind", "origin", "scenario", "caveat", "total_error_km2", *COLUMNS, *PLACE_COLUMNS}
_STEPS_KM = (100, 200, 300, 400)  # to the whole of a region: the nearer, the darker


def _dataset(thresholds: Thresholds) -> Dataset:
    language = thresholds.scenario.language
    told = [sentence(thresholds), *whereabouts(thresholds), *remarks(thresholds)]
    caveat = " ".join([*data_remarks(thresholds), caveat_text(thresholds.ranges)])
    places = near_places(thresholds)
    return Dataset(
        language,
        thresholds.scenario.title or "rangemap",
        " ".join([*told, caveat_text(thresholds.ranges, language), source_line(thresholds)]),
        {key: value for key, value in summary(thresholds).items() if key not in _ROWS},
        {
            "region": thresholds.regions[list(COLUMNS)].to_dict("records"),
            "place": places,
            "range": _curve(thresholds),
        },
        COLUMNS,
        common_columns(thresholds, thresholds.ranges, caveat),
        [
            *origin_features(thresholds.origins),
            *place_features(places),
            *_regions(thresholds),
        ],
    )


def _curve(thresholds: Thresholds) -> list[Row]:
    """Areas, places and people within every kilometre of range, with the errors of the areas."""
    at = np.arange(MAX_KM + 1)
    curve, errors = thresholds.curve(at), curve_errors(thresholds)
    # a region of the user's own may be called as another column of the table is
    names = {code: f"region {code}" if code in _RESERVED else code for code in thresholds.meshes}
    curve = curve.rename(columns=names)
    areas = dict(zip(thresholds.meshes, curve.columns[1:], strict=False))
    total_km2, regions_km2 = errors.all_km2(at)
    made = {f"{name} error_km2": regions_km2[code] for code, name in areas.items()}
    made["total_error_km2"] = total_km2
    rows: list[Row] = list(curve.assign(**made).to_dict("records"))
    return rows


def _regions(thresholds: Thresholds) -> Iterator[Feature]:
    """Whole regions with the ranges that touch, half cover and wholly cover them."""
    code, colour = thresholds.scenario.language, hue(1)
    said = language_of(code)
    shapes = dict(zip(thresholds.outlines["region"], thresholds.outlines.geometry, strict=True))
    for row in thresholds.regions[list(COLUMNS)].to_dict("records"):
        told = (
            f"{said.say(f'table.{key}')} {distance(row[f'{name}_km'], code)}"
            for key, name in zip(("touched", "half", "whole"), LEVELS, strict=True)
        )
        step = 4 - sum(not row["whole_km"] <= limit for limit in _STEPS_KM)
        columns = {str(name): value for name, value in row.items()}
        title = f"{row['name']}: {', '.join(told)}"
        shape = shapes[row["region"]]
        yield Feature("region", columns, title, colour, share_colour(colour, step), 0.7, shape)


def _html(thresholds: Thresholds) -> bytes:
    from rangemap.figures.options import FigureOptions
    from rangemap.web.picture_page import Cells, picture_page

    code = thresholds.scenario.language
    said = language_of(code)
    rows: Sequence[Row] = thresholds.regions.to_dict("records")
    cells = [(row["name"], *(distance(row[f"{each}_km"], code) for each in LEVELS)) for row in rows]
    heading = [said.say(f"table.{name}") for name in ("name", "touched", "half", "whole")]
    caveat = caveat_text(thresholds.ranges, code)
    return picture_page(_picture(thresholds, FigureOptions()), caveat, Cells(heading, cells))


def _picture(thresholds: Thresholds, options: "FigureOptions") -> "Picture":
    from rangemap.figures.thresholds import picture

    return picture(thresholds, options)


THRESHOLDS = Report[Thresholds](
    sentence,
    table,
    summary,
    {**data_files(_dataset), ".toml": scenario_toml, ".html": _html},
    _picture,
)
