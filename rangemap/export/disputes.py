"""Disputed figures as a report: shares as intervals, and the ground that is disputed."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import shapely

from rangemap.analysis.disputes import COLUMNS, Disputes, published_reaches
from rangemap.analysis.ranges import numbers_of
from rangemap.analysis.reach import Reach, polygons_of
from rangemap.export.dataset import Dataset, Row, common_columns
from rangemap.export.features import Feature, origin_features, place_features
from rangemap.export.formats import data_files
from rangemap.export.reports import Report
from rangemap.export.toml import scenario_toml
from rangemap.figures.palette import hue, share_colour
from rangemap.wording.catalog import citation_text, given_text
from rangemap.wording.disputes import (
    published_text,
    publishers_text,
    sentence,
    share_span,
    summary,
    table,
)
from rangemap.wording.language import language_of
from rangemap.wording.origins import whereabouts
from rangemap.wording.places import disputed_places
from rangemap.wording.provenance import caveat_text, source_line
from rangemap.wording.remarks import data_remarks, remarks
from rangemap.world.catalog import Weapon

if TYPE_CHECKING:
    from rangemap.figures.files import Picture
    from rangemap.figures.options import FigureOptions

_ROWS = ("regions", "places")  # of a summary, that data files have as features and tables
_FIGURES = ("least", "used", "greatest")
_ENDS = ("least", "greatest")


def _dataset(disputes: Disputes) -> Dataset:
    language = disputes.scenario.language
    sources = {weapon.id: _sources(weapon) for weapon in disputes.weapons}
    names = {weapon.id: weapon.name_in(language) for weapon in disputes.weapons}
    places = disputed_places(disputes)
    told = [sentence(disputes), *whereabouts(disputes), *remarks(*disputes.reaches)]
    caveat = " ".join([*data_remarks(*disputes.reaches), caveat_text(disputes.ranges)])
    common = common_columns(disputes, disputes.ranges, caveat)
    regions: Sequence[Row] = disputes.regions.to_dict("records")
    errors = dict(zip(names, map(_errors, disputes.reaches), strict=True))
    return Dataset(
        language,
        disputes.scenario.title or "rangemap",
        " ".join([*told, caveat_text(disputes.ranges, language), source_line(disputes)]),
        {key: value for key, value in summary(disputes).items() if key not in _ROWS},
        {
            kind: [
                {
                    **row,
                    "range_name": names[row["weapon"]],
                    "range_source": sources[row["weapon"]],
                    **(errors[row["weapon"]][row["region"]] if kind == "region" else {}),
                }
                for row in rows
            ]
            for kind, rows in (("region", regions), ("place", places))
        },
        COLUMNS,
        common,
        [
            *(origin_features(disputes.reaches[0].origins) if disputes.reaches else ()),
            *place_features(places),
            *_bands(disputes),
        ],
    )


def _sources(weapon: Weapon) -> str:
    """Every figure that counts, with its publication."""
    said = language_of("en")
    return "; ".join(
        f"{figure.length}: {given_text(citation_text(figure.source, said), weapon.given_in, said)}"
        for figure in weapon.comparable
    )


def _errors(reach: Reach) -> dict[str, dict[str, float]]:
    """By region how far its least, used and greatest share may be off."""
    rows = reach.reached[["region", "weapon", "share_error"]].itertuples(index=False)
    known = {(region, figure): error for region, figure, error in rows}
    return {
        region: {f"{figure}_share_error": known.get((region, figure), 0.0) for figure in _FIGURES}
        for region in reach.outlines["region"]
    }


def _bands(disputes: Disputes) -> Iterator[Feature]:
    """Of each weapon a ring for every published figure, then what is disputed."""
    said = language_of(disputes.scenario.language)
    numbers = numbers_of(weapon.id for weapon in disputes.weapons)
    for weapon, reach in zip(disputes.weapons, disputes.reaches, strict=True):
        colour, name = hue(numbers[weapon.id]), weapon.name_in(said.code)
        ends = dict(zip((figure.range_km for figure in weapon.band), _ENDS, strict=True))
        reached = published_reaches(disputes, weapon)
        for figures, shape in zip(reached["figures"], reached.geometry, strict=True):
            text = f"{name} {published_text(figures, said.code)}"
            range_km = figures[0].range_km
            columns = {
                "weapon": weapon.id,
                "figure": ends.get(range_km, "between"),
                "range_km": range_km,
                "publishers": publishers_text(figures),
            }
            yield Feature("buffer", columns, text, colour, colour, 0.0, shape)
        rows: Sequence[Row] = disputes.regions.to_dict("records")
        shares = {row["region"]: row for row in rows if row["weapon"] == weapon.id}
        for region, shape in _disputed(reach):
            columns = {str(key): value for key, value in shares[region].items()}
            title = f"{columns['name']}: {name}, {said.say('disputes.disputed')}"
            yield Feature("band", columns, title, colour, share_colour(colour, 1), 0.7, shape)


def _disputed(reach: Reach) -> Iterator[tuple[str, shapely.Geometry]]:
    """Of each region what only greater figures than the least reach, where that is anything."""
    least = reach.union("least")
    rows = reach.reached[reach.reached["weapon"] == "greatest"]
    for region, part in zip(rows["region"], rows.geometry, strict=True):
        shape = polygons_of(shapely.difference(part, least))
        if not shape.is_empty:
            yield region, shape


def _html(disputes: Disputes) -> bytes:
    from rangemap.figures.options import FigureOptions
    from rangemap.web.picture_page import Cells, picture_page

    said = language_of(disputes.scenario.language)
    names = {weapon.id: weapon.name_in(said.code) for weapon in disputes.weapons}
    rows: Sequence[Row] = disputes.regions.to_dict("records")
    cells = [(row["name"], names[row["weapon"]], share_span(row, said)) for row in rows]
    heading = [said.say("table.region"), said.say("table.name"), said.say("disputes.ranking")]
    caveat = caveat_text(disputes.ranges, said.code)
    return picture_page(_picture(disputes, FigureOptions()), caveat, Cells(heading, cells))


def _picture(disputes: Disputes, options: "FigureOptions") -> "Picture":
    from rangemap.figures.disputes import picture

    return picture(disputes, options)


DISPUTES = Report[Disputes](
    sentence,
    table,
    summary,
    {**data_files(_dataset), ".toml": scenario_toml, ".html": _html},
    _picture,
)
