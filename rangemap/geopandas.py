"""`series.geodesic` and `frame.geodesic`: measuring on the ellipsoid, as geopandas users expect it.

    import geopandas
    import rangemap.geopandas

    towns = geopandas.read_file("towns.gpkg")           # any geographic or projected system
    towns.geodesic.buffer(80_467.2)                     # a GeoSeries: same index, name and system
    towns.geodesic.buffer("range_m", tolerance_m=10)    # a radius for each row, from a column

Lengths and radii are metres on the ground, whatever the system's own units are; areas are square
metres. Geometry is brought to WGS 84 by `rangemap.geodesy.in_wgs84`, and results back to where it
came from; a series that names no system is refused. Rows without a geometry stay without one.
Importing this module registers the accessors.
"""

import itertools
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from rangemap import geodesy
from rangemap.errors import GeometryError, told
from rangemap.geodesy.arguments import limit, positive, wide_edge
from rangemap.geodesy.ellipsoid import distance
from rangemap.geodesy.systems import system_of

try:
    import geopandas as gpd
    import pandas as pd
except ModuleNotFoundError as error:
    raise ImportError(
        f"rangemap.geopandas needs {error.name}; install geopandas, or rangemap-geodesy[geopandas]"
    ) from error

__all__ = ["Geodesic"]
Shapes = NDArray[np.object_]


@pd.api.extensions.register_series_accessor("geodesic")
@pd.api.extensions.register_dataframe_accessor("geodesic")
class Geodesic:
    """Measurements on WGS 84 of a GeoSeries, or of a GeoDataFrame's active geometry.

    Raises AttributeError where there is no geometry.
    """

    def __init__(self, owner: Any) -> None:
        """Take the series or frame that the accessor stands on."""
        if not isinstance(owner, gpd.GeoSeries | gpd.GeoDataFrame):
            raise AttributeError(  # noqa: TRY004  what pandas expects of an accessor
                "geodesic is for a GeoSeries or GeoDataFrame; make one of it, as in "
                "geopandas.GeoSeries(…, crs=4326)"
            )
        self._owner = owner
        self._series = owner.geometry

    def __repr__(self) -> str:
        """What it stands on, and what it measures."""
        offered = ", ".join(name for name in dir(type(self)) if not name.startswith("_"))
        system = self._series.crs.name if self._series.crs else "no system: set_crs"
        return f"geodesic, {len(self._series):,} rows ({system}): {offered}"

    def buffer(
        self,
        radius: Any,
        *,
        tolerance_m: float = 1.0,
        min_radius_m: float | None = None,
        side: str | None = None,
    ) -> gpd.GeoSeries:
        """All points within a radius of each row, along geodesics.

        Parameters
        ----------
        radius
            Metres: a number, the name of a column of the frame, a Series with the same index, or
            one number for each row. A negative radius shrinks areas: what is left is farther than
            that from their edge, and nothing of lines and points.
        tolerance_m
            How far the boundary may be off the radius, metres; 1 mm at the least.
        min_radius_m
            Inner radius, metres: all but what is nearer; see `rangemap.geodesy.buffer`.
        side
            ``left`` or ``right``: of lines, that side alone; see `rangemap.geodesy.buffer`.

        Returns
        -------
        geopandas.GeoSeries
            With the index, the name and the system of the rows; missing rows are missing. Cut at
            +-180 degrees and closed over the poles.

        Raises
        ------
        GeometryError
            With the row, for geometry or a radius that is out of range; for a radius that is
            smaller than the tolerance, which is likely one in degrees.

        Examples
        --------
        >>> import geopandas, shapely
        >>> import rangemap.geopandas
        >>> sumy = geopandas.GeoSeries([shapely.Point(34.8, 50.9)], crs=4326)
        >>> float(sumy.geodesic.buffer(80_467.2).geodesic.area.iloc[0].round(-7))
        20340000000.0

        """
        return self._made(radius, tolerance_m, min_radius_m, side)[0]

    def buffer_bounds(
        self,
        radius: Any,
        *,
        tolerance_m: float = 1.0,
        min_radius_m: float | None = None,
        side: str | None = None,
    ) -> gpd.GeoDataFrame:
        """The buffers, and to what each is proven.

        Parameters
        ----------
        radius, tolerance_m, min_radius_m, side
            As for `buffer`.

        Returns
        -------
        geopandas.GeoDataFrame
            `geometry`, as `buffer` gives it, and `bound_m`: no point of the boundary is further
            than this, in metres, from the radius; within tolerance_m but for rare shapes.

        Raises
        ------
        GeometryError
            As `buffer`.

        Examples
        --------
        >>> import geopandas, shapely
        >>> import rangemap.geopandas
        >>> towns = geopandas.GeoSeries.from_xy([34.8, 36.2], [50.9, 50.0], crs=4326)
        >>> bool((towns.geodesic.buffer_bounds(80_467.2)["bound_m"] <= 1.0).all())
        True

        """
        shapes, bounds_m = self._made(radius, tolerance_m, min_radius_m, side)
        columns = {"bound_m": bounds_m}
        return gpd.GeoDataFrame(columns, index=shapes.index, geometry=shapes, crs=shapes.crs)

    def bands(self, radii: Sequence[float], *, tolerance_m: float = 1.0) -> gpd.GeoDataFrame:
        """Rings between radii round each row, from the row itself outwards: isodistances.

        Parameters
        ----------
        radii
            Metres, two or more or one, in rising order.
        tolerance_m
            As for `buffer`.

        Returns
        -------
        geopandas.GeoDataFrame
            One row for each row and radius: `from_m`, `to_m`, `bound_m` and `geometry`, which is
            farther than from_m and within to_m; the index repeats.

        Raises
        ------
        GeometryError
            As `buffer`, and for radii that do not rise.

        Examples
        --------
        >>> import geopandas, shapely
        >>> import rangemap.geopandas
        >>> towns = geopandas.GeoSeries.from_xy([34.8, 36.2], [50.9, 50.0], crs=4326)
        >>> towns.geodesic.bands([10_000, 30_000])["to_m"].tolist()
        [10000.0, 30000.0, 10000.0, 30000.0]

        """
        try:
            listed = [float(each) for each in radii] if _are_numbers(radii) else []
        except (TypeError, ValueError, OverflowError):
            listed = []
        if np.ndim(radii) != 1 or not listed:
            raise GeometryError(
                f"radii of bands are metres, as in [10_000, 20_000], not {told(radii)}"
            )
        if any(b <= a for a, b in itertools.pairwise(listed)):
            raise GeometryError(f"radii of bands must rise, as in [10_000, 20_000], not {radii!r}")
        found: list[tuple[Any, float, float, float, BaseGeometry | None]] = []
        for label, shape in zip(self._series.index, _lon_lat(self._series), strict=True):
            inner: BaseGeometry = shapely.Polygon()
            made = _row(label, _bands_of, shape, listed, tolerance_m)
            for start, end, (whole, bound_m) in zip([0.0, *listed], listed, made, strict=False):
                band = None if whole is None else shapely.difference(whole, inner)
                inner = whole or inner
                found.append((label, start, end, bound_m, band))
        shapes = np.empty(len(found), dtype=object)
        shapes[:] = [each[-1] for each in found]
        index = pd.Index([each[0] for each in found], name=self._series.index.name)
        columns = {
            name: [each[n] for each in found]
            for n, name in ((1, "from_m"), (2, "to_m"), (3, "bound_m"))
        }
        return gpd.GeoDataFrame(
            columns,
            index=index,
            geometry=geodesy.from_wgs84(shapes, self._series.crs),
            crs=self._series.crs,
        )

    @property
    def area(self) -> pd.Series:
        """Area of each row in square metres, exact on the ellipsoid; 0 for lines and points.

        Returns
        -------
        pandas.Series
            With the index and the name of the rows; NaN where a row has no geometry, 0 for an empty
            one.

        Raises
        ------
        GeometryError
            For geometry that cannot be measured, and for a collection whose polygons overlap, whose
            ground would count twice.

        Examples
        --------
        >>> import geopandas, shapely
        >>> import rangemap.geopandas
        >>> squares = geopandas.GeoSeries([shapely.box(34, 51, 35, 52)], crs=4326)
        >>> (squares.geodesic.area / 1e6).round(1).tolist()
        [7725.7]

        """
        return self._measured(geodesy.areas_m2, empty=0.0)

    @property
    def length(self) -> pd.Series:
        """Length of each row in metres, of areas that of all their rings; 0 for points.

        Returns
        -------
        pandas.Series
            With the index and the name of the rows; NaN where a row has no geometry, 0 for an empty
            one.

        Raises
        ------
        GeometryError
            For geometry that cannot be measured.

        Examples
        --------
        >>> import geopandas, shapely
        >>> import rangemap.geopandas
        >>> lines = geopandas.GeoSeries([shapely.LineString([(30, 0), (31, 0)])], crs=4326)
        >>> lines.geodesic.length.round(3).tolist()
        [111319.491]

        """
        return self._measured(geodesy.lengths_m, empty=0.0)

    def distance(self, other: Any, *, align: bool = True) -> pd.Series:
        """Least distance in metres from each row to other; 0 where they meet.

        Parameters
        ----------
        other
            A geometry in longitude and latitude, to which all rows are measured, or a series or
            frame, row by row.
        align
            Whether rows of a series go together by their index; else by their order.

        Returns
        -------
        pandas.Series
            Missing where a row has no geometry, or no partner. With align the index holds all
            labels of both, as geopandas has it.

        Raises
        ------
        GeometryError
            For geometry that cannot be measured; for series of different lengths without align.

        Examples
        --------
        >>> import geopandas, shapely
        >>> import rangemap.geopandas
        >>> towns = geopandas.GeoSeries.from_xy([34.8, 36.2], [50.9, 50.0], crs=4326)
        >>> towns.geodesic.distance(shapely.Point(35, 51)).round().tolist()
        [17925.0, 140077.0]

        """
        if isinstance(other, BaseGeometry):
            return self._measured(lambda shapes: geodesy.nearest_m(other, shapes))
        mine, theirs, index = self._paired(other, align=align)
        return pd.Series(_between(mine, theirs), index=index, name=self._series.name)

    def dwithin(self, other: Any, distance_m: float, *, align: bool = True) -> pd.Series:
        """Whether each row is within so many metres of other.

        Parameters
        ----------
        other, align
            As for `distance`.
        distance_m
            Metres; a row at just that distance is within it.

        Returns
        -------
        pandas.Series
            False where either is missing.

        Raises
        ------
        GeometryError
            As `distance`, and for a distance that is no number.

        Examples
        --------
        >>> import geopandas, shapely
        >>> import rangemap.geopandas
        >>> towns = geopandas.GeoSeries.from_xy([34.8, 36.2], [50.9, 50.0], crs=4326)
        >>> towns.geodesic.dwithin(shapely.Point(35, 51), 50_000).tolist()
        [True, False]

        """
        return self.distance(other, align=align) <= limit(distance_m, "the distance")

    def hausdorff(self, other: Any, *, align: bool = True, tolerance_m: float = 1.0) -> pd.Series:
        """Hausdorff distance in metres: how far the farthest point of either is from the other.

        Parameters
        ----------
        other, align
            As for `distance`.
        tolerance_m
            By how much the result may be too short, metres.

        Returns
        -------
        pandas.Series
            As `distance` gives it.

        Raises
        ------
        GeometryError
            As `distance`, and for a tolerance that is not positive.

        Examples
        --------
        >>> import geopandas, shapely
        >>> import rangemap.geopandas
        >>> squares = geopandas.GeoSeries([shapely.box(34, 51, 35, 52)], crs=4326)
        >>> squares.geodesic.hausdorff(shapely.Point(34.5, 51.5)).round().tolist()
        [65673.0]

        """
        if isinstance(other, BaseGeometry):
            mine, index = _lon_lat(self._series), self._series.index
            theirs = np.full(len(mine), other, dtype=object)
        else:
            mine, theirs, index = self._paired(other, align=align)
        metres = np.full(len(mine), np.nan)
        for n in np.flatnonzero(_is_there(mine) & _is_there(theirs)):
            metres[n] = max(
                _farthest_m(mine[n], theirs[n], tolerance_m),
                _farthest_m(theirs[n], mine[n], tolerance_m),
            )
        return pd.Series(metres, index=index, name=self._series.name)

    def nearest(
        self, other: gpd.GeoDataFrame, *, max_distance_m: float = np.inf, suffix: str = "right"
    ) -> gpd.GeoDataFrame:
        """Each row joined to the row of other that is nearest to it.

        Parameters
        ----------
        other
            A frame, or a series, with at least one geometry.
        max_distance_m
            Metres; rows with nothing so near are joined to nothing.
        suffix
            Added to columns of other whose names are taken.

        Returns
        -------
        geopandas.GeoDataFrame
            The rows as they are, with `index_right`, the columns of other but its geometry, and
            `distance_m`. Of several as near the first is taken.

        Raises
        ------
        GeometryError
            For geometry that cannot be measured, and where other has none; for a column
            `distance_m` of the rows, and where names are taken with the suffix too.

        Examples
        --------
        >>> import geopandas, shapely
        >>> import rangemap.geopandas
        >>> towns = geopandas.GeoSeries.from_xy([34.8, 36.2], [50.9, 50.0], crs=4326)
        >>> others = geopandas.GeoDataFrame({"name": ["Sumy"]}, geometry=towns[:1])
        >>> towns.geodesic.nearest(others)[["name", "distance_m"]].round().to_dict("list")
        {'name': ['Sumy', 'Sumy'], 'distance_m': [0.0, 141098.0]}

        """
        most_m = limit(max_distance_m, "the greatest distance")
        places = _geometry(other)
        left, right = _frame(self._owner), _frame(other)
        if "distance_m" in left.columns:
            raise GeometryError("the frame has a column 'distance_m' already; rename or drop it")
        targets_all = _lon_lat(places)
        known = np.flatnonzero(_is_there(targets_all))
        if len(known) == 0:
            raise GeometryError("there is nothing to be nearest to: other holds no geometry")
        targets = geodesy.Targets(targets_all[known])
        mine = _lon_lat(self._series)
        chosen = np.full(len(mine), -1)
        metres = np.full(len(mine), np.nan)
        for n in np.flatnonzero(_is_there(mine)):
            distances = geodesy.nearest_m(mine[n], targets)
            least = int(distances.argmin())
            if distances[least] <= most_m:
                chosen[n], metres[n] = known[least], distances[least]
        right = pd.DataFrame(right.drop(columns=right.geometry.name))
        right.insert(0, "index_right", right.index.to_flat_index(), allow_duplicates=True)
        is_new = np.arange(len(right.columns)) == 0
        names = [
            f"{name}_{suffix}"
            if name in left.columns or (name in ("index_right", "distance_m") and not new)
            else name
            for name, new in zip(right.columns, is_new, strict=True)
        ]
        right.columns = pd.Index(names)
        taken = right.columns[right.columns.duplicated() | right.columns.isin(left.columns)]
        if len(taken):
            raise GeometryError(f"two columns would be called {taken[0]!r}; give another suffix")
        found = right.iloc[np.maximum(chosen, 0)].set_axis(left.index)
        found = found.where(pd.Series(chosen >= 0, index=left.index), axis=0)
        joined = left.join(found) if left.index.is_unique else _beside(left, found)
        return joined.assign(distance_m=metres)

    def _measured(self, measure: Any, *, empty: float = np.nan) -> pd.Series:
        """What measure gives of all rows at once; NaN where there is no geometry.

        empty: what an empty geometry has.
        """
        shapes = _lon_lat(self._series)
        values = np.array([empty if _has(each) else np.nan for each in shapes], dtype=float)
        known = _is_there(shapes)
        if known.any():
            values[known] = measure(shapes[known])
        return pd.Series(values, index=self._series.index, name=self._series.name)

    def _radii(self, radius: Any) -> NDArray[np.float64]:
        """A radius in metres for each row."""
        rows = self._series.index
        if isinstance(radius, str):
            if radius not in getattr(self._owner, "columns", ()):
                raise GeometryError(
                    f"there is no column {radius!r} to take radii from; a radius that is no column "
                    "is a number of metres, as in 80_000"
                )
            radius = self._owner[radius].to_numpy()
        elif isinstance(radius, pd.Series):
            if not radius.index.equals(rows):
                radius = _of_rows(radius, rows)
            radius = radius.to_numpy()
        try:
            if not _are_numbers(radius):
                raise TypeError
            listed = np.broadcast_to(np.asarray(radius, dtype=float), len(rows))
        except (TypeError, ValueError, OverflowError) as error:
            raise GeometryError(
                f"a radius is a number of metres, or one for each of the {len(rows)} rows"
            ) from error
        return np.array(listed)

    def _made(
        self, radius: Any, tolerance_m: float, min_radius_m: float | None, side: str | None
    ) -> tuple[gpd.GeoSeries, list[float]]:
        radii_m = self._radii(radius)
        work = partial(_buffered, min_radius_m=min_radius_m, side=side)
        shapes, made = _lon_lat(self._series), []
        for label, shape, radius_m in zip(self._series.index, shapes, radii_m, strict=True):
            made.append(_row(label, work, shape, radius_m, tolerance_m))
        geometries = np.empty(len(made), dtype=object)
        geometries[:] = [geometry for geometry, _ in made]
        series = gpd.GeoSeries(
            geodesy.from_wgs84(geometries, self._series.crs),
            index=self._series.index,
            crs=self._series.crs,
            name=self._series.name,
        )
        return series, [bound_m for _, bound_m in made]

    def _paired(self, other: Any, *, align: bool) -> tuple[Shapes, Shapes, pd.Index]:
        mine, theirs = self._series, _geometry(other)
        shapes = _lon_lat(mine), _lon_lat(theirs)
        if align and not mine.index.equals(theirs.index):
            if not (mine.index.is_unique and theirs.index.is_unique):
                raise GeometryError(
                    "rows cannot be aligned by labels that repeat; give align=False"
                )
            index = mine.index.union(theirs.index)
            one, two = (
                _at(each, series.index.get_indexer(index))
                for each, series in zip(shapes, (mine, theirs), strict=True)
            )
            return one, two, index
        if len(mine) != len(theirs):
            raise GeometryError(f"{len(mine)} rows cannot be measured to {len(theirs)} one by one")
        return *shapes, mine.index


def _are_numbers(radius: Any) -> bool:
    """Whether radii are, and none is text or a truth value, which numpy takes for numbers."""
    given = np.asarray(radius)
    if given.ndim == 0 and pd.isna(given.item()):
        return False
    if given.dtype.kind == "O":
        return not any(isinstance(each, str | bool | np.bool) for each in given.flat)
    return given.dtype.kind in "iuf"


def _of_rows(radius: pd.Series, rows: pd.Index) -> pd.Series:
    """The radii in the order of the rows. Raises GeometryError where a row would have none."""
    is_told = rows.is_unique and radius.index.is_unique
    missing = rows.difference(radius.index, sort=False) if is_told else rows
    if len(missing):
        raise GeometryError(
            f"the radii are a series of another index than the {len(rows)} rows, as row "
            f"{missing[0]!r} shows; give its .to_numpy() if they go by order"
        )
    return radius.reindex(rows)


def _at(shapes: Shapes, positions: NDArray[np.intp]) -> Shapes:
    """The geometries at those positions; None where a position is -1."""
    found = np.append(shapes, [None])
    return np.asarray(found[positions], dtype=object)


def _frame(given: Any) -> gpd.GeoDataFrame:
    """A series as a frame of its geometry alone; a frame as it is."""
    return gpd.GeoDataFrame(geometry=given) if isinstance(given, gpd.GeoSeries) else given


def _geometry(given: Any) -> gpd.GeoSeries:
    """The geometries of a series or frame. Raises GeometryError for anything else."""
    if not isinstance(given, gpd.GeoSeries | gpd.GeoDataFrame):
        raise GeometryError(
            f"expected a geometry, a GeoSeries or a GeoDataFrame, not {type(given).__name__}"
        )
    return given.geometry


def _lon_lat(series: gpd.GeoSeries) -> Shapes:
    """The geometries of a series on WGS 84, (n,); None where there is none.

    Raises GeometryError for a series that does not say which system it is in, or has an edge wider
    than half the Earth, which in files goes the short way, across +-180 degrees.
    """
    shapes = np.empty(len(series), dtype=object)
    shapes[:] = [each if _has(each) else None for each in series]
    known = _is_there(shapes)
    shapes[known] = geodesy.in_wgs84(shapes[known], system_of(series[known]))
    folded = wide_edge(shapes[known])
    if folded:
        number, start, end = folded
        raise GeometryError(
            f"row {series.index[np.flatnonzero(known)[number]]!r} has an edge from longitude "
            f"{start:g} to {end:g}, wider than half the Earth; if it is meant the short way, cut "
            "it at ±180°, else put a vertex on it"
        )
    return shapes


def _has(shape: Any) -> bool:
    return isinstance(shape, BaseGeometry)


def _is_there(shapes: Iterable[Any]) -> NDArray[np.bool_]:
    return np.array([_has(each) and not each.is_empty for each in shapes], dtype=bool)


def _row(label: Any, work: Any, *arguments: Any) -> Any:
    """What work gives; what is wrong with a row is said with its label."""
    try:
        return work(*arguments)
    except GeometryError as error:
        raise GeometryError(f"row {label!r}: {error}") from error


def _buffered(
    shape: BaseGeometry | None,
    radius_m: float,
    tolerance_m: float,
    *,
    min_radius_m: float | None,
    side: str | None,
) -> tuple[BaseGeometry | None, float]:
    """A row's buffer and its bound in metres."""
    if shape is None or np.isnan(radius_m):
        return None, np.nan
    if shape.is_empty:
        return shapely.Polygon(), 0.0
    tolerance_m = positive(tolerance_m, "the tolerance")
    if abs(radius_m) < tolerance_m:
        raise GeometryError(
            f"a radius of {radius_m:g} m is smaller than the tolerance of {tolerance_m:g} m; radii "
            "are metres, not degrees"
        )
    if radius_m < 0:
        if side is not None:
            raise GeometryError("a negative radius goes with no side; give the other side")
        return _shrunk(shape, -radius_m, tolerance_m, min_radius_m)
    if shape.geom_type == "Point" and min_radius_m is None and side is None:
        return geodesy.ring(shape, radius_m, tolerance_m=tolerance_m), tolerance_m
    made = geodesy.buffers(shape, [radius_m], tolerance_m, min_radius_m, side=side)[0]
    return made.geometry, made.bound_m


def _shrunk(
    shape: BaseGeometry, by_m: float, tolerance_m: float, min_radius_m: float | None
) -> tuple[BaseGeometry, float]:
    """What of an area is farther than by_m from its edge."""
    if min_radius_m is not None:
        raise GeometryError("a negative radius goes with no minimum radius")
    areas = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    if not areas:
        return shapely.Polygon(), 0.0
    whole = shapely.union_all(areas)
    edge = geodesy.buffers(whole.boundary, [by_m], tolerance_m)[0]
    return shapely.difference(whole, edge.geometry), edge.bound_m


def _bands_of(
    shape: BaseGeometry | None, radii_m: list[float], tolerance_m: float
) -> list[tuple[BaseGeometry | None, float]]:
    if shape is None:
        return [(None, np.nan)] * len(radii_m)
    if shape.is_empty:
        return [(shapely.Polygon(), 0.0)] * len(radii_m)
    made = geodesy.buffers(shape, radii_m, tolerance_m)
    return [(each.geometry, each.bound_m) for each in made]


def _between(mine: Shapes, theirs: Shapes) -> NDArray[np.float64]:
    """Distances (n,) row by row; points to points all at once."""
    metres = np.full(len(mine), np.nan)
    known = _is_there(mine) & _is_there(theirs)
    is_point = known & (shapely.get_type_id(mine) == 0) & (shapely.get_type_id(theirs) == 0)
    ends = (shapely.get_coordinates(each[is_point]) for each in (mine, theirs))
    metres[is_point] = distance(*ends)
    for n in np.flatnonzero(known & ~is_point):
        metres[n] = geodesy.nearest_m(mine[n], [theirs[n]])[0]
    return metres


def _farthest_m(source: BaseGeometry, target: BaseGeometry, tolerance_m: float) -> float:
    """How far the farthest point of target is from source; what they share is not looked at."""
    rest = shapely.difference(target, source)
    if rest.is_empty:
        return 0.0
    return float(geodesy.farthest_m(source, [rest], tolerance_m)[0])


def _beside(left: gpd.GeoDataFrame, right: pd.DataFrame) -> gpd.GeoDataFrame:
    """Columns side by side, row by row, where labels repeat."""
    return left.assign(**{name: right[name].to_numpy() for name in right.columns})
