"""The lesson as a report: its sheet to print, its table, its numbers, the edges as drawn."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import shapely

from rangemap.export.dataset import Dataset
from rangemap.export.features import INK, Feature
from rangemap.export.formats import data_files
from rangemap.export.reports import Report
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import hue
from rangemap.wording.lesson import Handout, summary, table

if TYPE_CHECKING:
    from rangemap.figures.files import Picture


def _dataset(handout: Handout) -> Dataset:
    told = summary(handout)
    ways = told["ways"]
    columns = dict.fromkeys(name for way in ways for name in way)
    rows = [
        {name: way.get(name) for name in columns} | {"name": handout.name(way["method"])}
        for way in ways
    ]
    return Dataset(
        handout.language,
        handout.title,
        f"{handout.finding()} {handout.caveat()} {handout.source_text()}",
        {key: value for key, value in told.items() if key != "ways"},
        {"edge": rows},
        tuple(columns),
        {
            "origin": handout.place_text,
            "range_km": told["range_km"],
            "true_area_km2": told["true_area_km2"],
            "range_source": told["source"],
            "caveat": told["caveat"],
        },
        list(_edges(handout)),
    )


def _edges(handout: Handout) -> Iterator[Feature]:
    """The place, then the range in every way in which it can be drawn, the true one last."""
    lesson = handout.lesson
    place = shapely.Point(lesson.lon, lesson.lat)
    yield Feature("origin", {"name": handout.place_text}, handout.place_text, INK, INK, 0.5, place)
    for number, way in reversed(list(enumerate(lesson.drawn))):
        name = handout.name(way.method)
        columns = {
            "method": way.method,
            "name": name,
            "range_km": lesson.range_km,
            "worst_km": way.worst_km,
            "worst_azimuth_deg": way.worst_azimuth_deg,
            "area_km2": way.area_km2,
            "area_error_km2": way.area_error_km2,
            "area_error": way.area_error,
        }
        colour = hue(number)
        yield Feature("edge", columns, name, colour, colour, 0.0, way.shape)


def _picture(handout: Handout, options: FigureOptions) -> "Picture":
    from rangemap.figures.lesson.sheet import picture

    return picture(handout, options)


def _page(handout: Handout) -> bytes:
    from rangemap.web.lesson import lesson_page

    return lesson_page(handout)


LESSON = Report[Handout](
    Handout.caption, table, summary, {**data_files(_dataset), ".html": _page}, _picture, "a4"
)
