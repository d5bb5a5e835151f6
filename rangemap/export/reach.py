"""A reach as a report: every data file, its figure, its page."""

from typing import TYPE_CHECKING

from rangemap.analysis.reach import Reach
from rangemap.export.csv import reach_csv
from rangemap.export.reports import Report
from rangemap.export.toml import scenario_toml
from rangemap.wording.reach import caption, summary, table

if TYPE_CHECKING:
    from rangemap.figures.files import Picture
    from rangemap.figures.options import FigureOptions


def _geojson(reach: Reach) -> bytes:
    from rangemap.export.geojson import reach_geojson

    return reach_geojson(reach)


def _gpkg(reach: Reach) -> bytes:
    from rangemap.export.gpkg import reach_gpkg

    return reach_gpkg(reach)


def _kml(reach: Reach) -> bytes:
    from rangemap.export.kml import reach_kml

    return reach_kml(reach)


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
    {
        ".geojson": _geojson,
        ".gpkg": _gpkg,
        ".csv": reach_csv,
        ".kml": _kml,
        ".toml": scenario_toml,
        ".html": _html,
    },
    _picture,
)
