"""The reach as features, kind by kind, with their colours: what data files hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.reach import BUFFER_COLUMNS, PLACE_COLUMNS, REGION_COLUMNS, UNION, Reach
from rangemap.figures.layers import ring_label
from rangemap.figures.palette import hue, share_class, share_colour
from rangemap.wording.language import language_of
from rangemap.wording.quantities import share_text

_INK = "#2E2C2A"


@dataclass(frozen=True, eq=False)
class Feature:
    """One feature: its kind (``origin``, ``buffer``, ``region``), columns, title and colours."""

    kind: str
    columns: dict[str, Any]
    title: str
    stroke: str
    fill: str
    fill_opacity: float
    geometry: BaseGeometry


def features(reach: Reach) -> Iterator[Feature]:
    """Origins, then buffers (each origin's, then the unions), then reached parts of regions.

    Regions come widest range first, so that a program that draws in order shows every range.
    """
    numbers = reach.numbers
    colours = {weapon: hue(number) for weapon, number in numbers.items()}
    language = reach.scenario.language
    said = language_of(language)
    labels = {each.weapon: ring_label(each, language) for each in reach.ranges}
    for label, shape in zip(reach.origins["origin"], reach.origins.geometry, strict=True):
        yield Feature("origin", {"name": label}, label, _INK, _INK, 0.5, shape)
    for row, shape in _rows(reach.buffers, BUFFER_COLUMNS):
        colour, opacity = colours[row["weapon"]], 0.08 if row["origin"] == UNION else 0.0
        where = said.say("legend.all_origins") if row["origin"] == UNION else row["origin"]
        title = said.say("legend.from", range=labels[row["weapon"]], origin=where)
        yield Feature("buffer", row, title, colour, colour, opacity, shape)
    widest_first = reach.reached.sort_values("range_km", ascending=False, kind="stable")
    errors = widest_first["share_error"]
    for (row, shape), error in zip(_rows(widest_first, REGION_COLUMNS), errors, strict=True):
        colour = colours[row["weapon"]]
        fill = share_colour(colour, share_class(row["share"]))
        title = said.say(
            "legend.within",
            name=row["name"],
            share=share_text(row["share"], language, error),
            range=labels[row["weapon"]],
        )
        yield Feature("region", row, title, colour, fill, 0.7, shape)


def layer_frames(reach: Reach) -> dict[str, gpd.GeoDataFrame]:
    """One frame per kind, named as layers of a GIS: regions, buffers, origins, places.

    Those of regions and buffers have `title`, `stroke` and `fill` beside their own columns.
    """
    by_kind: dict[str, list[Feature]] = {"region": [], "buffer": [], "origin": []}
    for feature in features(reach):
        by_kind[feature.kind].append(feature)
    frames = {f"{kind}s": _frame(listed, reach) for kind, listed in by_kind.items()}
    return frames | {"places": reach.places[[*PLACE_COLUMNS, "geometry"]]}


def _frame(listed: list[Feature], reach: Reach) -> gpd.GeoDataFrame:
    rows = pd.DataFrame(
        [
            each.columns | {"title": each.title, "stroke": each.stroke, "fill": each.fill}
            for each in listed
        ]
    )
    shapes = [each.geometry for each in listed]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=reach.regions.crs)


def _rows(
    frame: gpd.GeoDataFrame, columns: tuple[str, ...]
) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    records = frame[list(columns)].to_dict("records")
    yield from zip(records, frame.geometry, strict=True)
