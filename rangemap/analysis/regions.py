"""The regions that are reported; a frame of one's own is checked here, once and for all."""

import hashlib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from rangemap import geodesy
from rangemap.errors import BoundaryError
from rangemap.geodesy.arguments import reason, wide_edge
from rangemap.scenario.scenario import Scenario
from rangemap.scenario.text import checked_text
from rangemap.world import boundaries
from rangemap.world.regions import UNNAMED, Regions

_WANTED = ("region", "name")
_MAX_NAMED = 8
_KEPT_FRAMES = 4
_MIN_OVERLAP_KM2 = 0.01
_MIN_OVERLAP_SHARE = 0.01  # of the smaller region
_M2_PER_KM2 = 1e6


@dataclass(frozen=True, eq=False)
class Reported:
    """Regions that are fit to be measured, and reported.

    outlines: `region`, text that tells them apart, `name`, `area_km2`, geometry in EPSG:4326.
    targets: the same, made ready to measure distances to. overlaps: pairs of keys of regions that
    share ground: over 1 ha of it, or over a hundredth of the smaller. sources: where they come
    from, and the bundled data around them.
    """

    outlines: gpd.GeoDataFrame
    targets: geodesy.Targets
    overlaps: tuple[tuple[str, str], ...]
    sources: tuple[boundaries.Source, ...]


def reported_regions(scenario: Scenario, own: Regions | gpd.GeoDataFrame | None) -> Reported:
    """The regions that a scenario reports: one's own, or the bundled ones of its country.

    Raises as `own_regions` does.
    """
    if own is not None:
        return check_own_regions(own)
    outlines = boundaries.regions(scenario.country, language=scenario.language)
    targets = _bundled_targets(scenario.country)
    return Reported(outlines, targets, (), boundaries.sources())  # they share no ground


@cache
def _bundled_targets(country: str) -> geodesy.Targets:
    """The bundled regions made ready to measure distances to, once per process and country."""
    return geodesy.Targets(boundaries.regions(country).geometry)


def check_own_regions(own: Regions | gpd.GeoDataFrame) -> Reported:
    """Check regions of one's own: columns, keys, coordinate system, geometries; find overlaps.

    own: with a source, or the frame alone; its columns are `region` (text or whole numbers, none
    twice), `name` (where it is empty the key stands for it) and areas as its active geometry, in a
    coordinate system that `geodesy` can bring to WGS 84. Raises BoundaryError, or GeometryError for
    the coordinate system, with what to do.
    """
    source, frame = (own.source, own.frame) if isinstance(own, Regions) else (UNNAMED, own)
    _check_columns(frame)
    keys = _keys(list(frame["region"]))
    names = [_name(value, key) for value, key in zip(frame["name"], keys, strict=True)]
    examined = _examined(_Shapes.of(_areas(frame, keys)))
    if examined.fault:
        number, fault = examined.fault
        raise BoundaryError(f"the region {keys[number]!r} {fault}")
    outlines = gpd.GeoDataFrame(
        {"region": keys, "name": names},
        geometry=examined.shapes,
        crs=boundaries.CRS,
    ).assign(area_km2=examined.areas_km2)
    assert examined.targets is not None
    overlaps = tuple((keys[one], keys[other]) for one, other in examined.overlaps)
    return Reported(outlines, examined.targets, overlaps, (source, *boundaries.sources()))


def _check_columns(frame: Any) -> None:
    if not isinstance(frame, gpd.GeoDataFrame):
        raise BoundaryError(
            "regions are a GeoDataFrame with the columns region, name and a geometry, not "
            f"{type(frame).__name__}"
        )
    columns = [str(name) for name in frame.columns]
    lacking = [name for name in _WANTED if name not in columns]
    if lacking:
        raise BoundaryError(
            f"the regions lack the column {' and '.join(lacking)}; rename what stands for it: "
            f"there are {', '.join(columns[:_MAX_NAMED]) or 'none'}"
        )
    twice = [name for name in _WANTED if columns.count(name) > 1]
    if twice:
        raise BoundaryError(f"the regions have two columns {twice[0]}; drop one")
    if len(frame) == 0:
        raise BoundaryError("the frame holds no regions; give at least one")


def _keys(values: list[Any]) -> list[str]:
    keys: dict[str, int] = {}
    for row, value in enumerate(values):
        is_number = isinstance(value, int | np.integer) and not isinstance(value, bool)
        if not (isinstance(value, str) or is_number) or not str(value).strip():
            raise BoundaryError(
                f"row {row} of the regions has the key {value!r}; give each a text of its own in "
                "the column region"
            )
        key = checked_text(str(value), f"row {row} of the regions, its key", BoundaryError)
        if key in keys:
            raise BoundaryError(
                f"the key {key!r} stands twice among the regions (rows {keys[key]} and {row}); "
                "join them, as frame.dissolve('region') does, or give keys that differ"
            )
        keys[key] = row
    return list(keys)


def _name(value: Any, key: str) -> str:
    """A region's name, or its key where it has none."""
    text = "" if pd.api.types.is_scalar(value) and pd.isna(value) else str(value)
    if not text.strip():
        return key
    return checked_text(text, f"the name of the region {key!r}", BoundaryError)


def _areas(frame: gpd.GeoDataFrame, keys: list[str]) -> NDArray[np.object_]:
    """The geometries on WGS 84, flat; each of them is an area."""
    try:
        column = frame.geometry
    except AttributeError:
        raise BoundaryError(
            "the regions have no active geometry; choose a column, as in frame.set_geometry(…)"
        ) from None
    if column.crs is None:
        raise BoundaryError(
            "the regions name no coordinate system; say which they are in, as in "
            "frame.set_crs(4326) for degrees on WGS 84"
        )
    shapes = column.to_numpy()
    for key, shape in zip(keys, shapes, strict=True):
        if shape is None or shape.is_empty:
            raise BoundaryError(f"the region {key!r} has no geometry; drop it, or give its area")
        if shape.geom_type not in {"Polygon", "MultiPolygon"}:
            raise BoundaryError(
                f"the region {key!r} is a {shape.geom_type}; regions are areas, Polygon or "
                "MultiPolygon"
            )
    return np.asarray(shapely.force_2d(geodesy.in_wgs84(shapes, column.crs)), dtype=object)


@dataclass(frozen=True)
class _Shapes:
    """Areas by what they are, so that a frame asked about at every click is examined once."""

    digest: bytes
    shapes: NDArray[np.object_] = field(compare=False)

    @classmethod
    def of(cls, shapes: NDArray[np.object_]) -> "_Shapes":
        digest = hashlib.sha256()
        for content in shapely.to_wkb(shapes):
            digest.update(content)
        return cls(digest.digest(), shapes)


@dataclass(frozen=True, eq=False)
class _Examined:
    """What takes its time to find out of areas; fault: the number of one, and what is wrong."""

    shapes: NDArray[np.object_]
    areas_km2: NDArray[np.float64] | None = None
    targets: geodesy.Targets | None = None
    overlaps: tuple[tuple[int, int], ...] = ()
    fault: tuple[int, str] | None = None


@lru_cache(_KEPT_FRAMES)
def _examined(given: _Shapes) -> _Examined:
    shapes = given.shapes
    bounds = shapely.bounds(shapes)
    off = ~(np.abs(bounds) <= (180, 90, 180, 90))
    if off.any():
        number, side = np.argwhere(off)[0]
        axis = ("longitude", "latitude")[side % 2]
        fault = (
            f"reaches {axis} {bounds[number, side]:g}, which is not on the Earth; are longitude "
            "and latitude swapped, or are these metres of another coordinate system?"
        )
        return _Examined(shapes, fault=(int(number), fault))
    invalid = np.flatnonzero(~shapely.is_valid(shapes))
    if len(invalid):
        fault = f"is not valid ({reason(shapes[invalid[0]])}"
        return _Examined(shapes, fault=(int(invalid[0]), fault))
    folded = wide_edge(shapes)
    if folded:
        number, start, end = folded
        fault = (
            f"has an edge from longitude {start:g} to {end:g}, wider than half the Earth; if it is "
            "meant the short way, cut the region at ±180°, or read its file with "
            "rangemap.read_regions, which does; else put a vertex on it"
        )
        return _Examined(shapes, fault=(number, fault))
    areas_km2 = geodesy.areas_m2(shapes) / _M2_PER_KM2
    if not (areas_km2 > 0).all():
        return _Examined(shapes, fault=(int(areas_km2.argmin()), "encloses no area; drop it"))
    return _Examined(shapes, areas_km2, geodesy.Targets(shapes), _overlaps(shapes, areas_km2))


def _overlaps(
    shapes: NDArray[np.object_], areas_km2: NDArray[np.float64]
) -> tuple[tuple[int, int], ...]:
    """Pairs of areas that share ground, by number, the lesser first.

    Of any two that do one has edges that do not fit its neighbours': in a clean map there are none.
    """
    odd = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    asked, near = shapely.STRtree(shapes).query(shapes[odd], predicate="intersects")
    pairs = np.sort(np.column_stack([odd[asked], near]), axis=1)
    one, other = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0).T
    shared_km2 = geodesy.areas_m2(shapely.intersection(shapes[one], shapes[other])) / _M2_PER_KM2
    least_km2 = np.minimum(
        _MIN_OVERLAP_KM2, _MIN_OVERLAP_SHARE * np.minimum(areas_km2[one], areas_km2[other])
    )
    pairs = np.column_stack([one, other])[shared_km2 > least_km2]
    return tuple((int(first), int(second)) for first, second in pairs)
