"""A reach as a report: every data file, its figure, its page."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rangemap.analysis.reach import REGION_COLUMNS, Reach
from rangemap.analysis.uncertainty import ERROR_COLUMNS
from rangemap.export.dataset import Dataset, Row, common_columns
from rangemap.export.features import features
from rangemap.export.formats import data_files
from rangemap.export.reports import Report
from rangemap.export.toml import scenario_toml
from rangemap.wording.origins import whereabouts
from rangemap.wording.places import reached_places
from rangemap.wording.provenance import caveat_text, provenance, range_source, source_line
from rangemap.wording.reach import caption, summary, table
from rangemap.wording.remarks import data_remarks, remarks

if TYPE_CHECKING:
    from rangemap.figures.files import Picture
    from rangemap.figures.options import FigureOptions


def _dataset(reach: Reach) -> Dataset:
    language = reach.scenario.language
    source = {each.weapon: range_source(each) for each in reach.ranges}
    label = {each.weapon: each.label for each in reach.ranges}
    places = reached_places(reach)
    told = [caption(reach), *whereabouts(reach), *remarks(reach)]
    caveat = " ".join([*data_remarks(reach), caveat_text(reach.ranges)])
    regions = reach.reached[[*REGION_COLUMNS, *ERROR_COLUMNS]].to_dict("records")
    return Dataset(
        language,
        reach.scenario.title or "rangemap",
        " ".join([*told, caveat_text(reach.ranges, language), source_line(reach)]),
        {"scenario": reach.scenario.to_dict(), **provenance(reach)},
        {
            "region": [row | _parted(row) | _named(row, label, source) for row in regions],
            "place": [row | _named(row, label, source) for row in places],
        },
        (*REGION_COLUMNS, *ERROR_COLUMNS),
        common_columns(reach, reach.ranges, caveat),
        list(features(reach, places)),
    )


def _named(row: Row, label: Mapping[str, str], source: Mapping[str, str]) -> dict[str, str]:
    """The range of a row by its name, and who published it."""
    return {"range_name": label[row["weapon"]], "range_source": source[row["weapon"]]}


def _parted(row: Row) -> dict[str, float]:
    """The reached area as permitted or as withheld."""
    parts = (row["reached_km2"], 0.0) if row["permitted"] else (0.0, row["reached_km2"])
    return dict(zip(("permitted_km2", "withheld_km2"), parts, strict=True))


def _html(reach: Reach) -> bytes:
    from rangemap.web.html import reach_page

    return reach_page(reach)


def _picture(reach: Reach, options: "FigureOptions") -> "Picture":
    from rangemap.figures.reach import picture

    return picture(reach, options)


REACH = Report[Reach](
    caption,
    table,
    summary,
    {**data_files(_dataset), ".toml": scenario_toml, ".html": _html},
    _picture,
)
