"""Many origins at once: rows of Arrow, without frames, equal to what `compute` gives for each.

Shared between origins are the outlines, their areas, edges and balls; of a chunk of points all
distances are measured in one search and all areas in one sum. Regions that a ball proves to be out
of reach are not looked at, those that one proves to be wholly covered not cut. What remains goes
through the code of `compute`: rings, cuts, areas, errors.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Final, NamedTuple, Self

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap import geodesy
from rangemap.analysis import uncertainty
from rangemap.analysis.arguments import known_weapons
from rangemap.analysis.origin_geometry import origin_geometry
from rangemap.analysis.ranges import Range, resolve_ranges
from rangemap.analysis.reach import (
    TOLERANCE_M,
    buffers_of,
    check_permission,
    parts_within,
)
from rangemap.analysis.regions import Reported, reported_regions
from rangemap.errors import KindError, OriginError, ScenarioError, told
from rangemap.geodesy.area import valid_areas_m2
from rangemap.geodesy.circle import discs
from rangemap.geodesy.pairs import chords_m, is_surely_within, longest_geodesic_m
from rangemap.scenario.choices import DEFAULT_WEAPONS
from rangemap.scenario.kinds import check_kind, several
from rangemap.scenario.origins import BorderOrigin, Origin, PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.world.boundaries import Source
from rangemap.world.catalog import Catalog
from rangemap.world.regions import Regions

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Shapes = NDArray[np.object_]

CHUNK: Final = 200  # origins looked at together: some 50 MB, and calls cost little beside them
SCHEMA: Final = pa.schema(
    [
        ("origin", pa.int64()),
        ("region", pa.string()),
        ("name", pa.string()),
        ("weapon", pa.string()),
        ("range_km", pa.float64()),
        ("area_km2", pa.float64()),
        ("reached_km2", pa.float64()),
        ("share", pa.float64()),
        ("nearest_km", pa.float64()),
        ("permitted", pa.bool_()),
        ("reached_error_km2", pa.float64()),
        ("share_error", pa.float64()),
    ]
)
_MAX_CHUNK: Final = 1_000_000
_MAX_BALL_M: Final = 3_000_000.0  # what has its edges in such a ball has its inside there too
_NOWHERE: Final = PointOrigin(0.0, 0.0)
_M2_PER_KM2: Final = 1e6
_POINT: Final = 0  # of shapely's type ids
_EMPTY: Final = shapely.Polygon()


def reach_many(
    origins: Iterable[Any],
    ranges: Sequence[str | CustomRange] = DEFAULT_WEAPONS,
    regions: Regions | gpd.GeoDataFrame | None = None,
    *,
    permission: Permission | None = None,
    country: str = "RU",
    language: str = "en",
    catalog: Catalog | None = None,
    every_region: bool = False,
    chunk: int = CHUNK,
) -> pa.RecordBatchReader:
    """Measure what ranges reach from each of many origins, each by itself.

    Parameters
    ----------
    origins
        Origins, shapely geometries in lon, lat degrees (WGS 84), or an array (n, 2) of lon, lat;
        a generator will do. Points are quickest.
    ranges
        Ids of the catalogue, and ranges of your own.
    regions, country, language, catalog
        As `compute` and Scenario have them.
    permission
        Which regions are permitted; all by default.
    every_region
        Give a row for every region, reached or not, with its distance; takes longer. Otherwise only
        rows of which something is reached.
    chunk
        How many origins are measured together, and make a batch.

    Returns
    -------
    pyarrow.RecordBatchReader
        Batches as they are measured: memory does not grow with the number of origins. ``read_all``
        gives a table. Columns as those of `Reach.reached`, numbers equal to 1e-9, led by `origin`,
        the number of the origin from 0; rows by origin, then range, then region.

    Raises
    ------
    CatalogError, ScenarioError, BoundaryError, GeometryError
        At once, for ranges and regions, as `compute` does.
    OriginError, GeometryError
        When the batch is read that holds the origin.
    KindError
        At once, for an argument of no kind that it can be.

    Examples
    --------
    >>> from rangemap import reach_many
    >>> rows = reach_many([(34.7, 51.0), (36.9, 50.3)], ["himars"]).read_all()
    >>> rows.select(["origin", "region"]).to_pylist()[:2]
    [{'origin': 0, 'region': 'RU-BEL'}, {'origin': 0, 'region': 'RU-KRS'}]

    """
    check_kind(chunk, int, "give how many origins are measured together, as in 200")
    if not 1 <= chunk <= _MAX_CHUNK:
        raise ScenarioError(
            f"from 1 to {_MAX_CHUNK:,} origins are measured together, not {told(chunk)}"
        )
    check_kind(every_region, bool, "give True or False")
    if isinstance(origins, str | bytes) or not np.iterable(origins):
        raise KindError(
            f"origins are a list, as in [(34.7, 51.0)], lon and lat, not {told(origins)}"
        )
    question = Scenario(
        (_NOWHERE,),
        several(ranges, "ranges", "'himars'"),
        Permission() if permission is None else permission,
        country,
        language=language,
    )
    survey = Survey.of(question, regions, catalog)
    return pa.RecordBatchReader.from_batches(SCHEMA, _batches(survey, origins, chunk, every_region))


def _batches(
    survey: "Survey", origins: Iterable[Any], chunk: int, every_region: bool
) -> Iterator[pa.RecordBatch]:
    first, waiting = 0, iter(origins)
    while some := list(islice(waiting, chunk)):
        yield survey.rows([geometry_of(each) for each in some], first, every_region=every_region)
        first += len(some)


def geometry_of(origin: Any) -> BaseGeometry:
    """Where an origin stands, however it is given; see `reach_many`. Raises OriginError."""
    if isinstance(origin, BaseGeometry):
        return origin_geometry(_as_origin(origin))
    if isinstance(origin, PointOrigin | BorderOrigin | ShapeOrigin):
        return origin_geometry(origin)
    try:
        lon, lat = (float(number) for number in origin)
    except (TypeError, ValueError):
        raise OriginError(
            f"{str(origin)[:60]!r} is no origin; give a PointOrigin, a geometry, or lon and lat"
        ) from None
    return origin_geometry(PointOrigin(lat, lon))


def _as_origin(geometry: BaseGeometry) -> Origin:
    if geometry.geom_type == "Point" and not geometry.is_empty:
        return PointOrigin(geometry.y, geometry.x)
    return ShapeOrigin(geometry)


class _Cuts(NamedTuple):
    """Parts of regions within reach, one of an origin, a range and a region each, all (n,)."""

    origin: Ints
    """Number of the origin in its chunk."""
    range: Ints
    region: Ints
    part: Shapes
    is_whole: Bools
    """Whether the part is all of the region."""
    nearest_km: Floats
    error_km: Floats
    """By how much the edge of the reach may be off, the range's rounding and the buffer's bound."""
    inside_m: Floats
    """A vertex nearer to the point than that is one of the outline's; 0 where nothing is known."""

    @classmethod
    def joined(cls, cuts: Sequence[Self]) -> Self:
        return cls(*(np.concatenate(values) for values in zip(*cuts, strict=True)))


@dataclass(frozen=True, eq=False)
class Survey:
    """Regions, ranges and a permission made ready, to measure from chunk after chunk of origins.

    Several threads may use one; pickled, it takes only the outlines along.
    """

    regions: Reported
    ranges: tuple[Range, ...]
    permission: Permission

    @classmethod
    def of(
        cls,
        question: Scenario,
        regions: Regions | gpd.GeoDataFrame | None = None,
        catalog: Catalog | None = None,
    ) -> Self:
        """What a scenario asks, its origins aside. Raises as `compute` does."""
        reported = reported_regions(question, regions)
        check_permission(question, reported.outlines)
        ranges = resolve_ranges(question, known_weapons(catalog))
        return cls(reported, ranges, question.permission)

    def __reduce__(self) -> tuple[Any, ...]:
        """What a pickle holds."""
        of = self.regions
        return _survey, (of.outlines, of.overlaps, of.sources, self.ranges, self.permission)

    def rows(
        self, origins: Sequence[BaseGeometry], first: int = 0, *, every_region: bool = False
    ) -> pa.RecordBatch:
        """Rows of SCHEMA for geometries in lon, lat (WGS 84), numbered from first.

        Raises GeometryError for one that is empty, not finite or outside the world.
        """
        shapes = np.empty(len(origins), dtype=object)
        shapes[:] = origins
        is_point = (shapely.get_type_id(shapes) == _POINT) & ~shapely.is_empty(shapes)
        points = np.full((len(shapes), 2), np.nan)
        points[is_point] = shapely.get_coordinates(shapes[is_point])
        cuts = self._of_points(np.flatnonzero(is_point), points, every_region)
        for number in np.flatnonzero(~is_point).tolist():
            cuts += self._of_shape(number, shapes[number], every_region)
        return self._batch(_Cuts.joined(cuts), points, first, every_region)

    def _of_points(self, numbers: Ints, points: Floats, every_region: bool) -> list[_Cuts]:
        """What is reached from the points with those numbers."""
        reach_m = max(each.length.metres for each in self.ranges)
        if every_region:
            reach_m = np.inf
        point, region, ball_m = self._pairs(points[numbers], reach_m)
        metres = geodesy.nearest_pairs_m(
            points[numbers], self.regions.targets, point, region, reach_m
        )
        ends = np.searchsorted(point, np.arange(len(numbers) + 1))
        rings = zip(*[self._rings(points[numbers], each) for each in self.ranges], strict=True)
        cuts = [_nothing()]
        for number, buffers, start, end in zip(
            numbers.tolist(), rings, ends[:-1], ends[1:], strict=True
        ):
            mine = slice(start, end)
            distances = _Distances(region[mine], metres[mine] / 1000, ball_m[mine])
            cuts += self._cuts(number, buffers, distances, every_region)
        return cuts

    def _of_shape(self, number: int, origin: BaseGeometry, every_region: bool) -> list[_Cuts]:
        """What is reached from a line, an area, or several places."""
        nearest_km = geodesy.nearest_m(origin, self.regions.targets) / 1000
        buffers = buffers_of(origin, self.ranges)
        distances = _Distances(np.arange(len(self._shapes)), nearest_km, None)
        return self._cuts(number, buffers, distances, every_region)

    def _pairs(self, points: Floats, reach_m: float) -> tuple[Ints, Ints, Floats]:
        """Points with regions perhaps within reach_m, and how far all of a region is at most."""
        middle, radius = self.regions.targets.balls
        chord = chords_m(points, middle)
        is_small = radius < _MAX_BALL_M
        point, region = np.nonzero((chord - radius <= reach_m) | ~is_small)
        far_m = longest_geodesic_m(chord[point, region] + radius[region])
        return point, region, np.where(is_small[region], far_m, np.inf)

    def _rings(self, points: Floats, range_: Range) -> list[geodesy.Buffered]:
        """The buffer of each point (n, 2) for one range."""
        if range_.minimum is not None:
            return [buffers_of(point, [range_])[0] for point in shapely.points(points)]
        if len(points) == 0:
            return []
        radius_m = range_.length.metres
        bound_m = min(TOLERANCE_M, radius_m / 8)
        return [
            geodesy.Buffered(disc, radius_m, bound_m, bound_m)
            for disc in discs(points, radius_m, bound_m)
        ]

    def _cuts(
        self,
        number: int,
        buffers: Sequence[geodesy.Buffered],
        distances: "_Distances",
        every_region: bool,
    ) -> list[_Cuts]:
        """Parts of regions within each buffer of one origin."""
        cuts = []
        for n, (each, buffer) in enumerate(zip(self.ranges, buffers, strict=True)):
            near = distances.nearest_km <= each.range_km
            chosen = distances if every_region else distances.taken(near)
            near = chosen.nearest_km <= each.range_km
            inside_m = 0.0
            is_whole = np.zeros(len(near), bool)
            if chosen.ball_m is not None and each.minimum is None:
                inside_m = buffer.radius_m - buffer.bound_m
                is_whole = chosen.ball_m < inside_m
            parts = self._shapes[chosen.region]
            parts[~near] = _EMPTY
            asked = np.flatnonzero(near & ~is_whole)
            parts[asked], is_whole[asked] = parts_within(buffer.geometry, parts[asked])
            error_km = each.rounding_km + buffer.bound_m / 1000
            cuts.append(
                _Cuts(
                    np.full(len(near), number),
                    np.full(len(near), n),
                    chosen.region,
                    parts,
                    is_whole,
                    chosen.nearest_km,
                    np.full(len(near), error_km),
                    np.full(len(near), inside_m),
                )
            )
        return cuts

    def _batch(self, cuts: _Cuts, points: Floats, first: int, every_region: bool) -> pa.RecordBatch:
        area_km2 = self._area_km2[cuts.region]
        reached_km2 = area_km2.copy()
        cut = ~cuts.is_whole
        cut_km2 = valid_areas_m2(cuts.part[cut]) / _M2_PER_KM2
        reached_km2[cut] = np.minimum(cut_km2, area_km2[cut])
        outline_km, ring_km = self._edges_km(cuts, points)
        share = reached_km2 / area_km2
        errors = uncertainty.errors(share, area_km2, outline_km, cuts.error_km * ring_km)
        texts = self._texts
        columns = [
            cuts.origin + first,
            texts["region"].take(cuts.region),
            texts["name"].take(cuts.region),
            texts["weapon"].take(cuts.range),
            np.array([each.range_km for each in self.ranges])[cuts.range],
            area_km2,
            reached_km2,
            share,
            cuts.nearest_km,
            self._is_permitted[cuts.region],
            *errors.values(),
        ]
        batch = pa.RecordBatch.from_arrays([pa.array(each) for each in columns], schema=SCHEMA)
        order = np.lexsort((cuts.region, cuts.range, cuts.origin))
        return batch.take(order if every_region else order[reached_km2[order] > 0])

    def _edges_km(self, cuts: _Cuts, points: Floats) -> tuple[Floats, Floats]:
        """Lengths of outline and of ring around each part: what `uncertainty.edges_of` tells."""
        outline_km, ring_km = self._outline_km[cuts.region], np.zeros(len(cuts.region))
        cut = np.flatnonzero(~cuts.is_whole)
        polygons, owner = shapely.get_parts(cuts.part[cut], return_index=True)
        rings, polygon = shapely.get_rings(polygons, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        part = cut[owner[polygon[ring]]]
        is_known = self._is_known(cuts, points, xy, part)
        same = ring[1:] == ring[:-1]
        length_km = uncertainty.edge_lengths_km(xy)
        is_outline = same & (is_known[1:] | is_known[:-1])
        part, count = part[:-1], len(cuts.region)
        outline_km[cut] = np.bincount(part[is_outline], length_km[is_outline], count)[cut]
        is_ring = same & ~is_outline
        ring_km[cut] = np.bincount(part[is_ring], length_km[is_ring], count)[cut]
        return outline_km, ring_km

    def _is_known(self, cuts: _Cuts, points: Floats, xy: Floats, part: Ints) -> Bools:
        """Whether vertices xy (n, 2) of those parts are vertices of their regions' outlines.

        One that is surely nearer than the ring is, and need not be looked up.
        """
        inside_m = cuts.inside_m[part]
        is_known = is_surely_within(xy, points[cuts.origin[part]], inside_m)
        asked = np.flatnonzero(~is_known)
        region = cuts.region[part[asked]]
        order = np.argsort(region, kind="stable")
        starts = np.flatnonzero(np.diff(region[order], prepend=-1))
        for some in np.split(asked[order], starts[1:]) if len(starts) else []:
            known = self._vertices(cuts.region[part[some[0]]])
            is_known[some] = uncertainty.is_among(uncertainty.as_numbers(xy[some]), known)
        return is_known

    def _vertices(self, region: int) -> NDArray[np.complex128]:
        """Positions of the vertices of a region's outline, sorted."""
        if region not in self._kept_vertices:
            xy = shapely.get_coordinates(self._shapes[region])
            self._kept_vertices[region] = np.unique(uncertainty.as_numbers(xy))
        return self._kept_vertices[region]

    @cached_property
    def _kept_vertices(self) -> dict[int, NDArray[np.complex128]]:
        return {}

    @cached_property
    def _shapes(self) -> Shapes:
        return np.asarray(self.regions.outlines.geometry.to_numpy(), dtype=object)

    @cached_property
    def _area_km2(self) -> Floats:
        return np.asarray(self.regions.outlines["area_km2"].to_numpy())

    @cached_property
    def _is_permitted(self) -> Bools:
        codes = self.regions.outlines["region"]
        return np.array([self.permission.allows(code) for code in codes])

    @cached_property
    def _outline_km(self) -> Floats:
        """Length of each region's outline."""
        polygons, owner = shapely.get_parts(self._shapes, return_index=True)
        rings, polygon = shapely.get_rings(polygons, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        length_km = uncertainty.edge_lengths_km(xy) * (ring[1:] == ring[:-1])
        region = owner[polygon[ring]][:-1]
        return np.bincount(region, length_km, len(self._shapes)).astype(float)

    @cached_property
    def _texts(self) -> dict[str, pa.Array]:
        """Texts of rows, to be taken by number."""
        texts = {
            "region": self.regions.outlines["region"].tolist(),
            "name": self.regions.outlines["name"].tolist(),
            "weapon": [each.weapon for each in self.ranges],
        }
        return {name: pa.array(values, pa.string()) for name, values in texts.items()}


def _survey(
    outlines: gpd.GeoDataFrame,
    overlaps: tuple[tuple[str, str], ...],
    sources: tuple[Source, ...],
    ranges: tuple[Range, ...],
    permission: Permission,
) -> Survey:
    """A Survey from what its pickle holds."""
    targets = geodesy.Targets(outlines.geometry)
    return Survey(Reported(outlines, targets, overlaps, sources), ranges, permission)


class _Distances(NamedTuple):
    """Regions by number, how far they are, and how far all of each is at most, if that is known."""

    region: Ints
    nearest_km: Floats
    ball_m: Floats | None

    def taken(self, chosen: Bools) -> Self:
        ball_m = None if self.ball_m is None else self.ball_m[chosen]
        return type(self)(self.region[chosen], self.nearest_km[chosen], ball_m)


def _nothing() -> _Cuts:
    """No cuts, which others can be joined to."""
    whole, real = np.zeros(0, np.int64), np.zeros(0)
    return _Cuts(whole, whole, whole, np.zeros(0, object), np.zeros(0, bool), real, real, real)
