"""Reach: what lies within the ranges of a scenario, region by region."""

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from geopandas.array import GeometryArray
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap import geodesy
from rangemap.analysis import uncertainty
from rangemap.analysis.arguments import SCENARIO, known_weapons
from rangemap.analysis.origin_geometry import origin_bound_m, origin_geometry
from rangemap.analysis.ranges import Range, numbers_of, resolve_ranges
from rangemap.analysis.regions import reported_regions
from rangemap.analysis.result import MappedResult
from rangemap.errors import BoundaryError, ScenarioError
from rangemap.geodesy.indexed import indexed, meets
from rangemap.scenario.kinds import check_kind, check_text
from rangemap.scenario.scenario import Scenario
from rangemap.world import boundaries
from rangemap.world.catalog import Catalog
from rangemap.world.regions import Regions

if TYPE_CHECKING:
    from folium import Map

CRS = boundaries.CRS
_SYSTEM = pyproj.CRS(CRS)  # read once: a name is read again by every frame
UNION = "union"
REGION_COLUMNS = (
    "region",
    "name",
    "weapon",
    "range_km",
    "area_km2",
    "reached_km2",
    "share",
    "nearest_km",
    "permitted",
)
BUFFER_COLUMNS = ("weapon", "range_km", "origin", "bound_m")
PLACE_COLUMNS = (
    "place",
    "name",
    "country",
    "region",
    "population",
    "population_date",
    "part_of",
    "weapon",
    "distance_km",
)
TOLERANCE_M = 1.0  # of buffers, and of lines set back
_M2_PER_KM2 = 1e6
_Value = TypeVar("_Value")


@dataclass(frozen=True, eq=False, repr=False)
class Reach(MappedResult):
    """What lies within the ranges of a scenario. All frames are GeoDataFrames in EPSG:4326.

    Attributes
    ----------
    scenario
        What was asked.
    ranges
        In the scenario's order.
    origins
        One row per origin: `origin`, its label; `bound_m`, by how much a line set back may be off
        its setback, 0 for others; geometry: where it stands.
    buffers
        BUFFER_COLUMNS; one row per origin and weapon, and one per weapon for the union of all
        origins, whose `origin` is ``"union"``. Boundaries are within `bound_m` of the range, and no
        point is misplaced by more: TOLERANCE_M, or more where that could not be proven.
    regions
        REGION_COLUMNS; one row per reported region and weapon, reached or not, the widest range
        last within a region; geometry: the reached part, empty where nothing is reached.
    outlines
        The reported regions, whole: `region`, `name`, `area_km2`.
    places
        PLACE_COLUMNS; towns of the reported countries within reach, one row per town and weapon,
        most people first.
    sources
        Where regions, borders and places come from.
    overlaps
        Pairs of codes of regions that share ground; areas in all count it once.
    measured
        Where geometries here are thinned for display, the reach whose numbers these are.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario, compute
    >>> reach = compute(Scenario((PointOrigin(lat=51.0, lon=34.7),), weapons=("himars",)))
    >>> reach.reached[["region", "share"]].round(2).to_dict("list")
    {'region': ['RU-KRS', 'RU-BEL'], 'share': [0.21, 0.04]}

    """

    scenario: Scenario
    ranges: tuple[Range, ...]
    origins: gpd.GeoDataFrame
    buffers: gpd.GeoDataFrame
    regions: gpd.GeoDataFrame
    outlines: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    sources: tuple[boundaries.Source, ...] = field(default_factory=boundaries.sources)
    overlaps: tuple[tuple[str, str], ...] = ()
    measured: "Reach | None" = None

    @cached_property
    def reached(self) -> gpd.GeoDataFrame:
        """The rows of regions of which something is reached, the most reached area first.

        With ERROR_COLUMNS: by how much area and share may be off (see uncertainty). Worked out
        once; never change it.
        """
        if self.measured:
            return self.measured.reached.set_geometry(self.regions.geometry.array[self._order])
        return self._ordered.assign(**uncertainty.error_columns(self._ordered, self._edges))

    @cached_property
    def findings(self) -> list[dict[str, Any]]:
        """The rows of `reached` as dictionaries, without the geometries, which are slow to select.

        Worked out once; never change them.
        """
        names = [name for name in self.reached.columns if name != "geometry"]
        columns = [self.reached[name].tolist() for name in names]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

    @cached_property
    def _ordered(self) -> gpd.GeoDataFrame:
        return self.regions.iloc[self._order].reset_index(drop=True)

    @cached_property
    def _order(self) -> NDArray[np.intp]:
        """Where the rows of `reached` stand in regions."""
        if self.measured:
            return self.measured._order  # noqa: SLF001 - a Reach like this one
        chosen = np.flatnonzero(self.regions["reached_km2"].to_numpy() > 0)
        rows = self.regions.iloc[chosen]
        place = {each.weapon: n for n, each in enumerate(self.ranges)}
        keys = (
            rows["region"].to_numpy(dtype=str),
            -rows["reached_km2"].to_numpy(),
            [place[weapon] for weapon in rows["weapon"]],
        )
        return chosen[np.lexsort(keys)]

    @cached_property
    def _edges(self) -> list[uncertainty.Edges]:
        """The edges around the reached part of each row of `reached`."""
        if self.measured:
            return self.measured._edges  # noqa: SLF001 - a Reach like this one
        rows = self._ordered
        range_error_km = {each.weapon: self.range_error_km(each.weapon) for each in self.ranges}
        shapes = self.outlines.geometry.to_numpy()
        outlines = dict(zip(self.outlines["region"].tolist(), shapes, strict=True))
        known = {
            region: uncertainty.vertices([outlines[region]])
            for region in dict.fromkeys(rows["region"].tolist())
        }
        parts = zip(
            rows["region"].tolist(), rows["weapon"].tolist(), rows.geometry.to_numpy(), strict=True
        )
        return [
            uncertainty.edges_of(part, known[region], range_error_km[weapon])
            for region, weapon, part in parts
        ]

    @cached_property
    def by_range(self) -> tuple[Range, ...]:
        """The ranges from the shortest to the longest: inner bands first."""
        return tuple(sorted(self.ranges, key=lambda each: each.range_km))

    @property
    def widest(self) -> Range:
        """The longest range."""
        return self.by_range[-1]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each weapon, which gives its colour and dashes; never change it."""
        return numbers_of(each.weapon for each in self.ranges)

    def union(self, weapon: str) -> BaseGeometry:
        """The reach of that weapon from all origins together, lon, lat in EPSG:4326.

        Raises ScenarioError for a weapon that the scenario does not have, as all that take one do.
        """
        return self._of(weapon, self._unions)

    def range_error_km(self, weapon: str) -> float:
        """How far the edge of a weapon's reach may be off, km: rounding of its range, and bound."""
        rounding_km = {each.weapon: each.rounding_km for each in self.ranges}
        return self._of(weapon, rounding_km) + self.bound_m(weapon) / 1000

    def bound_m(self, weapon: str) -> float:
        """The greatest bound of that weapon's buffers, metres."""
        return self._of(weapon, self._bounds_m)

    def _of(self, weapon: str, values: Mapping[str, _Value]) -> _Value:
        """The value of that weapon; raises ScenarioError where the scenario has no such."""
        check_text(weapon, "a weapon", "himars")
        if weapon not in values:
            known = ", ".join(each.weapon for each in self.ranges)
            raise ScenarioError(
                f"the reach has no weapon {weapon[:60]!r}; choose from {known}",
                reason="not_measured",
                weapon=weapon[:60],
            )
        return values[weapon]

    @cached_property
    def _bounds_m(self) -> dict[str, float]:
        bounds_m: dict[str, float] = {}
        for weapon, bound_m in zip(self.buffers["weapon"], self.buffers["bound_m"], strict=True):
            bounds_m[weapon] = max(bound_m, bounds_m.get(weapon, 0.0))
        return bounds_m

    @cached_property
    def _unions(self) -> dict[str, BaseGeometry]:
        rows = zip(
            self.buffers["weapon"], self.buffers["origin"], self.buffers.geometry, strict=True
        )
        return {weapon: shape for weapon, origin, shape in rows if origin == UNION}

    def narrowed(self, weapon: str) -> "Reach":
        """The reach of one of its weapons alone, as if the scenario had named no other."""
        chosen = [self._of(weapon, {each.weapon: n for n, each in enumerate(self.ranges)})]
        return replace(
            self,
            scenario=replace(
                self.scenario, weapons=tuple(self.scenario.weapons[n] for n in chosen)
            ),
            ranges=tuple(self.ranges[n] for n in chosen),
            buffers=_of_weapon(self.buffers, weapon),
            regions=_of_weapon(self.regions, weapon),
            places=_of_weapon(self.places, weapon),
            measured=self.measured and self.measured.narrowed(weapon),
        )

    def map(self) -> "Map":
        """The reach as a folium map, to go on with; it needs no internet.

        Returns
        -------
        folium.Map
            With rings, regions, border and origins as layers, longest range lowest.

        Examples
        --------
        >>> from rangemap import PointOrigin, Scenario, compute
        >>> reach = compute(Scenario(origins=(PointOrigin(lat=51.0, lon=34.7),)))
        >>> reach.map().save("sumy.html")  # doctest: +SKIP

        """
        drawn: Map = _module("web.webmap").web_map(self)
        return drawn

    def _repr_html_(self) -> str:
        """What a notebook shows: the page, with its map and its table, in a frame of its own."""
        frame: str = _module("web.html").reach_frame(self, repr(self))
        return frame

    def totals(self) -> pd.DataFrame:
        """Areas and counts in all, one row per weapon, in the scenario's order.

        Returns
        -------
        pandas.DataFrame
            `weapon`, `range_km`; `reached_km2` and `regions_reached` of all reported regions;
            `permitted_km2` and `regions_permitted` of those of them that the scenario permits,
            `withheld_km2` and `regions_withheld` of the others; `…_error_km2`, by how much these
            areas may be off. Ground that regions share counts once, and as permitted where one of
            them is.

        Examples
        --------
        >>> from rangemap import PointOrigin, Scenario, compute
        >>> reach = compute(Scenario((PointOrigin(lat=51.0, lon=34.7),), weapons=("himars",)))
        >>> reach.totals()["regions_reached"].tolist()
        [2]

        """
        return pd.DataFrame(list(self._totals.values()))

    def total(self, weapon: str) -> dict[str, Any]:
        """The row of `totals` for that weapon."""
        return dict(self._of(weapon, self._totals))

    @cached_property
    def _totals(self) -> dict[str, dict[str, Any]]:
        weapon = self.reached["weapon"].to_numpy(dtype=object)
        allowed = self.reached["permitted"].to_numpy(dtype=bool)
        rows = {}
        for range_ in self.ranges:
            is_reached = weapon == range_.weapon
            parts = {
                "reached": is_reached,
                "permitted": is_reached & allowed,
                "withheld": is_reached & ~allowed,
            }
            areas = self._areas(range_, parts)
            row: dict[str, Any] = {"weapon": range_.weapon, "range_km": range_.range_km}
            for name, chosen in parts.items():
                row[f"{name}_km2"] = areas[name][0]
                row[f"regions_{name}"] = int(chosen.sum())
            for name in parts:
                row[f"{name}_error_km2"] = areas[name][1]
            rows[range_.weapon] = row
        return rows

    def _areas(
        self, range_: Range, parts: dict[str, NDArray[np.bool_]]
    ) -> dict[str, tuple[float, float]]:
        """Areas of parts of the rows of `reached`, and by how much they may be off, in km²."""
        if self.overlaps:
            return (self.measured or self)._shared_areas(range_, parts)  # noqa: SLF001
        edges = self._edges
        km2 = self.reached["reached_km2"].to_numpy()
        return {
            name: (
                float(km2[chosen].sum()),
                uncertainty.total_error_km2([edges[row] for row in np.flatnonzero(chosen)]),
            )
            for name, chosen in parts.items()
        }

    def _shared_areas(
        self, range_: Range, parts: dict[str, NDArray[np.bool_]]
    ) -> dict[str, tuple[float, float]]:
        """The same where regions share ground: of unions, and what is permitted is not withheld."""
        shapes = self.reached.geometry.to_numpy()
        grounds = {name: shapely.union_all(shapes[chosen]) for name, chosen in parts.items()}
        grounds["withheld"] = shapely.difference(grounds["withheld"], grounds["permitted"])
        known = uncertainty.vertices(self.outlines.geometry.to_numpy())
        found = {}
        for name, ground in grounds.items():
            shape = polygons_of(ground)
            edges = uncertainty.edges_of(shape, known, self.range_error_km(range_.weapon))
            found[name] = (
                float(areas_km2(np.array([shape]))[0]),
                uncertainty.total_error_km2([edges]),
            )
        return found


def _module(name: str) -> Any:
    """A module of rangemap, imported when a map is asked for: a Reach itself knows no output."""
    return importlib.import_module(f"rangemap.{name}")


def compute(
    scenario: Scenario,
    regions: Regions | gpd.GeoDataFrame | None = None,
    catalog: Catalog | None = None,
) -> Reach:
    """Measure what the ranges of a scenario reach of each region.

    Buffers are geodesic, on the WGS 84 ellipsoid; areas are ellipsoidal, at full resolution.

    Parameters
    ----------
    scenario
        What is asked: origins, ranges, permission, country, language.
    regions
        Regions of your own, as `read_regions` gives them, or their frame alone (see `Regions`).
        Ground that they share counts once in totals, and is told of. By default the bundled
        first-level regions of the scenario's country.
    catalog
        Where weapon ids are looked up; by default the bundled catalogue.

    Returns
    -------
    Reach
        One row per region and weapon in `regions`: areas in km², `share` from 0 to 1, `nearest_km`
        the least geodesic distance from any origin, 0 inside.

    Raises
    ------
    CatalogError, OriginError, ScenarioError, BoundaryError
        Where the scenario names what does not exist, or regions cannot be measured.
    GeometryError
        Where a coordinate system cannot be brought to EPSG:4326.

    Examples
    --------
    >>> from rangemap import PointOrigin, Scenario, compute
    >>> reach = compute(Scenario(origins=(PointOrigin(lat=51.0, lon=34.7),), weapons=("himars",)))
    >>> reach.reached["region"].tolist()
    ['RU-KRS', 'RU-BEL']

    """
    check_kind(scenario, Scenario, SCENARIO)
    reported = reported_regions(scenario, regions)
    outlines = reported.outlines
    check_permission(scenario, outlines)
    ranges = resolve_ranges(scenario, known_weapons(catalog))
    origins = geo_frame(
        {
            "origin": [origin.label for origin in scenario.origins],
            "bound_m": [origin_bound_m(origin) for origin in scenario.origins],
        },
        [origin_geometry(origin) for origin in scenario.origins],
    )
    source = source_of(list(origins.geometry))
    nearest_km = geodesy.nearest_m(source, reported.targets) / 1000
    reach = reach_from(scenario, ranges, origins, outlines, nearest_km)
    return replace(reach, sources=reported.sources, overlaps=reported.overlaps)


def reach_from(
    scenario: Scenario,
    ranges: tuple[Range, ...],
    origins: gpd.GeoDataFrame,
    outlines: gpd.GeoDataFrame,
    nearest_km: NDArray[np.float64],
) -> Reach:
    """The reach of ranges from origins in regions whose distances are known."""
    source = source_of(list(origins.geometry))
    reached = buffers_of(source, ranges)
    unions = {each.weapon: made.geometry for each, made in zip(ranges, reached, strict=True)}
    return Reach(
        scenario=scenario,
        ranges=ranges,
        origins=origins,
        buffers=_buffers(origins, ranges, reached),
        regions=_regions(scenario, outlines, ranges, unions, nearest_km),
        outlines=outlines,
        places=_places(scenario, ranges, unions, source),
    )


def geo_frame(columns: Mapping[str, Any], shapes: Iterable[BaseGeometry]) -> gpd.GeoDataFrame:
    """A frame in EPSG:4326, its geometry last; geopandas' own way takes two and a half times."""
    geometry = GeometryArray(np.array([*shapes], dtype=object), crs=_SYSTEM)
    return gpd.GeoDataFrame({**columns, "geometry": geometry}, geometry="geometry")


def _of_weapon(frame: gpd.GeoDataFrame, weapon: str) -> gpd.GeoDataFrame:
    return frame[frame["weapon"] == weapon].reset_index(drop=True)


def check_permission(scenario: Scenario, outlines: gpd.GeoDataFrame) -> None:
    """Raise BoundaryError where a scenario permits or withholds what is not reported."""
    known = set(outlines["region"])
    for code in scenario.permission.codes:
        if code not in known:
            boundaries.check_region_codes([code])
            raise BoundaryError(
                f"the region {code} is not among those reported; report its country, or drop it",
                reason="region_unreported",
                code=code,
            )


def source_of(geometries: Sequence[BaseGeometry]) -> BaseGeometry:
    """All origins as one geometry, for what is measured from them together."""
    if len(geometries) == 1:
        return geometries[0]
    return shapely.geometrycollections(shapely.get_parts(np.array(geometries, dtype=object)))


def _buffers(
    origins: gpd.GeoDataFrame, ranges: tuple[Range, ...], unions: list[geodesy.Buffered]
) -> gpd.GeoDataFrame:
    """Buffers of each origin, then of all together; one origin's own is its union."""
    is_single = len(origins) == 1
    own = [unions if is_single else buffers_of(each, ranges) for each in origins.geometry]
    labels = [*origins["origin"], UNION]
    columns = {
        "weapon": [each.weapon for _ in labels for each in ranges],
        "range_km": [each.range_km for _ in labels for each in ranges],
        "origin": [label for label in labels for _ in ranges],
    }
    made = [each for row in [*own, unions] for each in row]
    columns |= {"bound_m": [each.bound_m for each in made]}
    return geo_frame(columns, [each.geometry for each in made])


def buffers_of(geometry: BaseGeometry, ranges: Sequence[Range]) -> list[geodesy.Buffered]:
    """The buffer of a geometry for each of the ranges, with its bound."""
    plain = [each for each in ranges if each.minimum is None]
    radii_m = [each.length.metres for each in plain]
    results = geodesy.buffers(geometry, radii_m, TOLERANCE_M) if plain else []
    made = {each.weapon: result for each, result in zip(plain, results, strict=True)}
    for range_ in ranges:
        if range_.minimum is not None:
            made[range_.weapon] = geodesy.buffers(
                geometry, [range_.length.metres], TOLERANCE_M, range_.minimum.metres
            )[0]
    return [made[each.weapon] for each in ranges]


def _regions(
    scenario: Scenario,
    outlines: gpd.GeoDataFrame,
    ranges: tuple[Range, ...],
    unions: dict[str, BaseGeometry],
    nearest_km: NDArray[np.float64],
) -> gpd.GeoDataFrame:
    count = len(outlines)
    row = np.tile(np.arange(count), len(ranges))
    reached = [
        _reached_parts(outlines, nearest_km <= each.range_km, unions[each.weapon])
        for each in ranges
    ]
    areas = np.tile(outlines["area_km2"].to_numpy(), len(ranges))
    reached_km2 = np.concatenate([km2 for _, km2 in reached])
    permitted = [scenario.permission.allows(code) for code in outlines["region"]]
    columns = {
        "region": outlines["region"].array[row],
        "name": outlines["name"].array[row],
        "weapon": np.repeat([each.weapon for each in ranges], count),
        "range_km": np.repeat([each.range_km for each in ranges], count),
        "area_km2": areas,
        "reached_km2": reached_km2,
        "share": reached_km2 / areas,
        "nearest_km": np.tile(nearest_km, len(ranges)),
        "permitted": permitted * len(ranges),
    }
    return geo_frame(columns, np.concatenate([parts for parts, _ in reached]))


def _reached_parts(
    outlines: gpd.GeoDataFrame, near: NDArray[np.bool_], union: BaseGeometry
) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Of each region the part within the union, and its area in km²; only near ones are cut."""
    shapes, areas = outlines.geometry.to_numpy(), outlines["area_km2"].to_numpy()
    parts = np.full(len(shapes), shapely.Polygon(), dtype=object)
    reached_km2 = np.zeros(len(shapes))
    chosen = np.flatnonzero(near)
    parts[chosen], is_whole = parts_within(union, shapes[chosen])
    whole, cut = chosen[is_whole], chosen[~is_whole]
    reached_km2[whole] = areas[whole]
    reached_km2[cut] = np.minimum(areas_km2(parts[cut]), areas[cut])
    return parts, reached_km2


def parts_within(
    union: BaseGeometry, shapes: NDArray[np.object_]
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Of each shape the part within a union, and whether that is all of it, (n,)."""
    is_whole = shapely.covers(indexed(union), shapes)
    parts = shapes.copy()
    cut = shapely.intersection(shapes[~is_whole], union)
    parts[~is_whole] = all_polygons(cut)
    return parts, is_whole


def areas_km2(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Areas on the ellipsoid in km², (n,), of shapes whose edges are straight in lon, lat."""
    return geodesy.areas_m2(shapes) / _M2_PER_KM2


def all_polygons(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """The polygons of each of many intersections, as `polygons_of` one's."""
    kind = shapely.get_type_id(shapes)
    is_area = (kind == shapely.GeometryType.POLYGON) | (kind == shapely.GeometryType.MULTIPOLYGON)
    areas = np.empty(len(shapes), dtype=object)
    areas[is_area] = shapely.orient_polygons(shapes[is_area])
    areas[~is_area] = [polygons_of(shape) for shape in shapes[~is_area]]
    return areas


def polygons_of(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of an intersection, right-handed; lines and points where shapes touch go."""
    if geometry.geom_type == "GeometryCollection":
        parts = shapely.get_parts(geometry)
        polygons = shapely.get_parts(parts[shapely.get_dimensions(parts) == 2])  # noqa: PLR2004
        geometry = polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
    elif shapely.get_dimensions(geometry) < 2:  # noqa: PLR2004  two dimensions make an area
        geometry = shapely.Polygon()
    return shapely.orient_polygons(geometry)


def _places(
    scenario: Scenario,
    ranges: tuple[Range, ...],
    unions: dict[str, BaseGeometry],
    source: BaseGeometry,
) -> gpd.GeoDataFrame:
    places = boundaries.places(language=scenario.language)
    points = places.geometry.to_numpy()
    at = shapely.get_coordinates(points)
    within = np.stack([meets(indexed(unions[each.weapon]), at) for each in ranges])
    if scenario.country != "all":
        within &= (places["country"] == scenario.country).to_numpy()
    near = np.flatnonzero(within.any(axis=0))
    distance_km = np.full(len(places), np.nan)
    distance_km[near] = geodesy.nearest_m(source, points[near]) / 1000
    place, weapon = np.nonzero(within.T)  # places come with most people first
    rows = places.iloc[place].reset_index(drop=True)
    names = np.array([each.weapon for each in ranges])
    return rows.assign(weapon=names[weapon], distance_km=distance_km[place])[
        [*PLACE_COLUMNS, "geometry"]
    ]
