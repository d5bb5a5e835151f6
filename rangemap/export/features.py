"""Features: what data files hold with a geometry, kind by kind, with titles and colours."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.reach import BUFFER_COLUMNS, CRS, REGION_COLUMNS, UNION, Reach
from rangemap.analysis.uncertainty import ERROR_COLUMNS
from rangemap.figures.layers import ring_label
from rangemap.figures.palette import hue, share_class, share_colour
from rangemap.wording.language import language_of
from rangemap.wording.quantities import share_text

INK = "#2E2C2A"
_QUIET = "#8F8B84"


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


def features(reach: Reach, places: Sequence[Mapping[str, Any]] = ()) -> Iterator[Feature]:
    """Origins, places, buffers (each origin's, then the unions), then reached parts of regions.

    Regions come widest range first, so that a program that draws in order shows every range.
    """
    yield from origin_features(reach.origins)
    yield from place_features(places)
    numbers = reach.numbers
    colours = {weapon: hue(number) for weapon, number in numbers.items()}
    language = reach.scenario.language
    said = language_of(language)
    labels = {each.weapon: ring_label(each, language) for each in reach.ranges}
    yield from buffer_features(reach, labels, colours)
    widest_first = reach.reached.sort_values("range_km", ascending=False, kind="stable")
    for row, shape in rows_of(widest_first, (*REGION_COLUMNS, *ERROR_COLUMNS)):
        colour = colours[row["weapon"]]
        fill = share_colour(colour, share_class(row["share"]))
        title = said.say(
            "legend.within",
            name=row["name"],
            share=share_text(row["share"], language, row["share_error"]),
            range=labels[row["weapon"]],
        )
        yield Feature("region", row, title, colour, fill, 0.7, shape)


def origin_features(origins: gpd.GeoDataFrame) -> Iterator[Feature]:
    """Where is measured from. origins: `origin`."""
    for label, shape in zip(origins["origin"], origins.geometry, strict=True):
        yield Feature("origin", {"name": label}, label, INK, INK, 0.5, shape)


def place_features(places: Iterable[Mapping[str, Any]]) -> Iterator[Feature]:
    """Places as points. places: `name`, `lon`, `lat`, and what else is known of them."""
    for place in places:
        columns = {name: value for name, value in place.items() if name not in ("lon", "lat")}
        spot = shapely.Point(place["lon"], place["lat"])
        yield Feature("place", columns, str(place["name"]), _QUIET, _QUIET, 0.8, spot)


def buffer_features(
    reach: Reach,
    labels: Mapping[str, str],
    colours: Mapping[str, str],
    extra: Mapping[str, Any] | None = None,
) -> Iterator[Feature]:
    """Each origin's buffers, then the unions. extra: columns that all of them have besides."""
    said = language_of(reach.scenario.language)
    for row, shape in rows_of(reach.buffers, BUFFER_COLUMNS):
        colour, opacity = colours[row["weapon"]], 0.08 if row["origin"] == UNION else 0.0
        where = said.say("legend.all_origins") if row["origin"] == UNION else row["origin"]
        title = said.say("legend.from", range=labels[row["weapon"]], origin=where)
        yield Feature("buffer", row | dict(extra or {}), title, colour, colour, opacity, shape)


def layer_frames(listed: Iterable[Feature]) -> dict[str, gpd.GeoDataFrame]:
    """One frame per kind, named as the layer of a GIS, such as ``places``.

    Each has `title`, `stroke` and `fill` beside its own columns. The last drawn comes first.
    """
    by_kind: dict[str, list[Feature]] = {}
    for feature in listed:
        by_kind.setdefault(feature.kind, []).append(feature)
    return {f"{kind}s": _frame(by_kind[kind]) for kind in reversed(by_kind)}


def all_in_one(listed: Iterable[Feature]) -> gpd.GeoDataFrame:
    """All features in one frame, `kind` first; a column that a kind has not is empty there."""
    frames = [
        frame.assign(kind=layer.removesuffix("s"))
        for layer, frame in layer_frames(listed).items()
        if len(frame)
    ]
    joined = pd.concat(frames, ignore_index=True)
    rest = [name for name in joined.columns if name not in ("kind", "geometry")]
    return gpd.GeoDataFrame(joined[["kind", *rest, "geometry"]], geometry="geometry", crs=CRS)


def rows_of(
    frame: gpd.GeoDataFrame, columns: Sequence[str]
) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    """Rows as dictionaries, each with its geometry."""
    records = frame[list(columns)].to_dict("records")
    yield from zip(records, frame.geometry, strict=True)


def _frame(listed: Sequence[Feature]) -> gpd.GeoDataFrame:
    rows = pd.DataFrame(
        [
            each.columns | {"title": each.title, "stroke": each.stroke, "fill": each.fill}
            for each in listed
        ]
    )
    return gpd.GeoDataFrame(rows, geometry=[each.geometry for each in listed], crs=CRS)
