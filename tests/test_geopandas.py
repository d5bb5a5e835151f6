"""The accessor against brute force, closed forms and the usual recipe, in several systems."""

import contextlib
import doctest

import dask_geopandas
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import CRS, Geod, Transformer

import rangemap.geopandas
from rangemap import geodesy
from rangemap.errors import GeometryError

GEOD = Geod(ellps="WGS84")
PLACES = gpd.GeoSeries(
    [shapely.Point(34.8, 50.9), None, shapely.Point(36.2, 50.0), shapely.Point()],
    index=["Sumy", "none", "Kharkiv", "empty"],
    crs=4326,
    name="places",
)


def edge_m(area, center):
    """Distances in metres of all vertices of an area in lon, lat to a point."""
    lon, lat = shapely.get_coordinates(area.boundary).T
    return np.array(GEOD.inv(lon, lat, np.full(len(lon), center.x), np.full(len(lon), center.y))[2])


@pytest.mark.parametrize(
    "crs", [4326, 32636, 3857, 4284, "ESRI:102025", "+proj=longlat +R=6378137"][:5]
)
def test_buffers_are_row_by_row_in_the_system_of_the_rows(crs):
    with pytest.warns(geodesy.ShiftWarning) if crs == 4284 else contextlib.nullcontext():
        made = PLACES.to_crs(crs).geodesic.buffer([80_467.2, 1e4, 1e4, 1e4])
    assert made.crs == CRS(crs)
    assert list(made.index) == list(PLACES.index)
    assert made.name == "places"
    assert made["none"] is None
    assert made["empty"].is_empty
    back = made.dropna().to_crs(4326)
    slack_m = 5 if crs == 4284 else 0.01  # pyproj's way back is another one
    for name, radius_m in (("Sumy", 80_467.2), ("Kharkiv", 1e4)):
        off_m = np.abs(edge_m(back[name], PLACES[name]) - radius_m)
        assert off_m.max() <= 1 + slack_m


def test_a_radius_comes_from_a_column_a_series_or_a_number():
    frame = gpd.GeoDataFrame(
        {"range_m": [1e4, 2e4, np.nan, 3e4]}, index=PLACES.index, geometry=PLACES
    )
    by_column = frame.geodesic.buffer("range_m")
    by_series = PLACES.geodesic.buffer(frame["range_m"].iloc[::-1])
    for name in ("Sumy", "empty"):
        assert by_column[name].equals(by_series[name])
    assert by_column["Kharkiv"] is None
    same = PLACES.geodesic.buffer(1e4)["Sumy"]
    assert same.equals(by_column["Sumy"])
    assert same.equals(geodesy.buffer(PLACES["Sumy"], 1e4))


def test_the_bound_stands_beside_and_inner_radii_cut_rings():
    made = PLACES.geodesic.buffer_bounds(5e4, tolerance_m=10, min_radius_m=1e4)
    ring = made.geometry["Sumy"]
    assert len(ring.interiors) == 1
    assert made["bound_m"]["Sumy"] <= 10
    assert np.isnan(made["bound_m"]["none"])
    inner = edge_m(shapely.Polygon(ring.interiors[0]), PLACES["Sumy"])
    assert np.abs(inner - 1e4).max() <= 10


def test_a_negative_radius_leaves_what_is_farther_from_the_edge():
    square = shapely.box(34, 50, 36, 52)
    left = gpd.GeoSeries([square, shapely.Point(1, 1)], crs=4326).geodesic.buffer(-20_000)
    inside = left.iloc[0]
    assert left.iloc[1].is_empty
    corners = shapely.points(shapely.get_coordinates(inside))
    assert np.abs(geodesy.nearest_m(square.boundary, corners) - 20_000).max() < 1.01
    assert not gpd.GeoSeries([square], crs=4326).geodesic.buffer(-200_000).iloc[0].area


def test_bands_part_what_is_within_the_widest():
    made = PLACES.geodesic.bands([1e4, 3e4, 8e4])
    mine = made.loc["Sumy"]
    assert list(mine["from_m"]) == [0, 1e4, 3e4]
    assert list(mine["to_m"]) == [1e4, 3e4, 8e4]
    whole = PLACES.geodesic.buffer(8e4)["Sumy"]
    assert mine.geodesic.area.sum() == pytest.approx(geodesy.area_m2(whole), rel=1e-9)
    assert made.loc["none"].geometry.isna().all()
    with pytest.raises(GeometryError, match="must rise"):
        PLACES.geodesic.bands([2e4, 1e4])


def test_areas_and_lengths_against_closed_forms():
    half_turn = gpd.GeoSeries([shapely.LineString([(0, 60), (90, 60)])], crs=4326)
    e2 = 0.00669437999014
    across = 6_378_137 / np.sqrt(1 - e2 * np.sin(np.radians(60)) ** 2) * np.cos(np.radians(60))
    assert half_turn.geodesic.length.iloc[0] == pytest.approx(across * np.pi / 2, abs=1e-4)
    meridian = gpd.GeoSeries([shapely.LineString([(7, 0), (7, 90)])], crs=4326)
    assert meridian.geodesic.length.iloc[0] == pytest.approx(10_001_965.729, abs=1e-3)
    short = gpd.GeoSeries([shapely.LineString([(30, 50), (30.01, 50.01), (30.02, 50)])], crs=4326)
    assert short.geodesic.length.iloc[0] == pytest.approx(
        GEOD.geometry_length(short.iloc[0]), abs=1e-4
    )
    box = gpd.GeoSeries([shapely.box(30, 50, 30.01, 50.01)], crs=4326)
    assert box.geodesic.area.iloc[0] == pytest.approx(
        abs(GEOD.geometry_area_perimeter(box.iloc[0])[0]), rel=1e-4
    )
    assert box.geodesic.length.iloc[0] == pytest.approx(
        GEOD.geometry_length(box.iloc[0].exterior), rel=1e-6
    )
    mixed = shapely.GeometryCollection([short.iloc[0], shapely.MultiPolygon([box.iloc[0]])])
    both = gpd.GeoSeries([mixed, shapely.Point(1, 1), None], crs=4326).geodesic.length
    assert both.iloc[0] == pytest.approx(
        short.geodesic.length.iloc[0] + box.geodesic.length.iloc[0]
    )
    assert both.iloc[1] == 0
    assert np.isnan(both.iloc[2])


def test_distances_row_by_row_by_label_and_to_one_geometry():
    other = gpd.GeoSeries(
        [shapely.Point(36.2, 50.0), shapely.box(36, 51, 37, 52)], index=["Sumy", "box"], crs=4326
    )
    aligned = PLACES.geodesic.distance(other)
    assert set(aligned.index) == {*PLACES.index, "box"}
    assert aligned["Sumy"] == pytest.approx(GEOD.inv(34.8, 50.9, 36.2, 50.0)[2], abs=1e-6)
    assert aligned.drop("Sumy").isna().all()
    in_order = PLACES.iloc[[0, 2]].geodesic.distance(other, align=False)
    expected = geodesy.nearest_m(PLACES["Kharkiv"], [other["box"]])[0]
    assert in_order["Kharkiv"] == pytest.approx(expected)
    to_one = PLACES.to_crs(32636).geodesic.distance(other["box"])
    assert to_one["Kharkiv"] == pytest.approx(expected, abs=0.01)
    within = PLACES.geodesic.dwithin(other["box"], expected + 1)
    assert within.to_dict() == {"Sumy": True, "none": False, "Kharkiv": True, "empty": False}
    with pytest.raises(GeometryError, match="4 rows cannot be measured to 2"):
        PLACES.geodesic.distance(other, align=False)
    with pytest.raises(GeometryError, match="labels that repeat"):
        PLACES.iloc[[0, 0]].geodesic.distance(other)


def test_nearest_joins_the_nearest_of_all():
    random = np.random.default_rng(7)
    xy = np.column_stack([random.uniform(20, 40, 60), random.uniform(45, 60, 60)])
    towns = gpd.GeoDataFrame(
        {"name": [f"t{n}" for n in range(40)]}, geometry=gpd.points_from_xy(*xy[:40].T), crs=4326
    )
    rows = gpd.GeoDataFrame({"name": range(20)}, geometry=gpd.points_from_xy(*xy[40:].T), crs=4326)
    rows.loc[3, "geometry"] = None
    found = rows.to_crs(3857).geodesic.nearest(towns, max_distance_m=150_000)
    assert list(found.columns) == ["name", "geometry", "index_right", "name_right", "distance_m"]
    for n, row in found.iterrows():
        if n == 3:
            assert np.isnan(row["distance_m"])
            continue
        all_m = np.array(GEOD.inv(*np.repeat(xy[[40 + n]], 40, 0).T, *xy[:40].T)[2])
        if all_m.min() > 150_000:
            assert pd.isna(row["index_right"])
        else:
            assert row["index_right"] == all_m.argmin()
            assert row["name_right"] == f"t{all_m.argmin()}"
            assert row["distance_m"] == pytest.approx(all_m.min(), abs=0.01)
    assert found["index_right"].isna().any()
    with pytest.raises(GeometryError, match="nothing to be nearest to"):
        rows.geodesic.nearest(towns.iloc[:0])


def test_the_accessor_says_what_it_offers():
    assert repr(PLACES.to_crs(32636).geodesic) == (
        "geodesic, 4 rows (WGS 84 / UTM zone 36N): area, bands, buffer, buffer_bounds, distance, "
        "dwithin, hausdorff, length, nearest"
    )
    assert repr(PLACES.iloc[:1].set_crs(None, allow_override=True).geodesic).startswith(
        "geodesic, 1 rows (no system: set_crs): area"
    )


@pytest.mark.parametrize(
    "measured",
    [
        lambda bare: bare.geodesic.area,
        lambda bare: bare.geodesic.buffer(1e3),
        lambda bare: bare.geodesic.bands([1e3]),
        lambda bare: bare.geodesic.distance(PLACES),
        PLACES.geodesic.distance,
        PLACES.geodesic.hausdorff,
        gpd.GeoDataFrame(geometry=PLACES).geodesic.nearest,
    ],
)
def test_a_series_that_names_no_system_is_refused_as_regions_are(measured):
    bare = gpd.GeoSeries(PLACES.to_crs(4284).to_numpy(), index=PLACES.index)
    with pytest.raises(GeometryError, match=r"names no coordinate system; .*set_crs\(4326\)"):
        measured(bare)
    nothing = gpd.GeoSeries([None, shapely.Polygon()]).geodesic.area
    assert nothing.fillna(0).eq(0).all()


def test_nearest_loses_no_column():
    index = pd.MultiIndex.from_tuples([("x", 1), ("y", 2)])
    towns = gpd.GeoDataFrame(
        {"index_right": [5, 6], "distance_m": [7, 8]},
        geometry=[shapely.Point(30, 50), shapely.Point(0, 0)],
        index=index,
        crs=4326,
    )
    rows = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(31, 50)], crs=4326)
    found = rows.geodesic.nearest(towns).iloc[0]
    assert found["index_right"] == ("x", 1)
    assert (found["index_right_right"], found["distance_m_right"]) == (5, 7)
    assert found["distance_m"] == pytest.approx(GEOD.inv(30, 50, 31, 50)[2], abs=0.01)
    again = rows.geodesic.nearest(towns.geometry)
    assert list(again.columns) == ["a", "geometry", "index_right", "distance_m"]
    with pytest.raises(GeometryError, match="has a column 'distance_m' already"):
        again.geodesic.nearest(towns)
    with pytest.raises(GeometryError, match="two columns would be called 'index_right_right'"):
        rows.assign(index_right=1).geodesic.nearest(towns)


@pytest.mark.parametrize("metres", ["5", np.nan, True, [1, 2], None])
def test_distances_to_compare_with_are_numbers(metres):
    with pytest.raises(GeometryError, match="is a number of metres, not"):
        PLACES.geodesic.dwithin(shapely.Point(30, 50), metres)
    with pytest.raises(GeometryError, match="is a number of metres, not"):
        PLACES.geodesic.nearest(PLACES, max_distance_m=metres)


@pytest.mark.parametrize("radii", ["12", 1_000, ["1", "2"], [[1, 2]], None])
def test_radii_of_bands_are_a_list_of_numbers(radii):
    with pytest.raises(GeometryError, match="radii of bands are metres"):
        PLACES.geodesic.bands(radii)


def test_hausdorff_is_the_farthest_of_either():
    one = shapely.LineString([(30, 50), (31, 50)])
    two = shapely.LineString([(30, 50), (31, 50), (31, 50.5)])
    metres = gpd.GeoSeries([one], crs=4326).geodesic.hausdorff(two).iloc[0]
    assert metres == pytest.approx(GEOD.inv(31, 50, 31, 50.5)[2], abs=1)


@pytest.mark.parametrize(
    ("series", "radius", "said"),
    [
        (PLACES, 0.7, "row 'Sumy': a radius of 0.7 m is smaller than the tolerance"),
        (PLACES, "range", "no column 'range' to take radii from; a radius that is no column is a"),
        (PLACES, np.array([np.inf] * 4), "row 'Sumy': .* above zero, not inf"),
        (PLACES, [1.0, 2.0], "one for each of the 4 rows"),
        (PLACES, 9e7, "row 'Sumy': "),
        (gpd.GeoSeries([shapely.Point(4e5, 5e6)], crs=4326), 1e3, "row 0: "),
        (
            gpd.GeoSeries([shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])], crs=4326),
            1e3,
            "row 0: a polygon is not valid",
        ),
        (gpd.GeoSeries([shapely.Point(1, 1)], crs="EPSG:4978"), 1e3, "Geocentric CRS"),
    ],
)
def test_what_cannot_be_buffered_is_refused_with_its_row(series, radius, said):
    with pytest.raises(GeometryError, match=said):
        series.geodesic.buffer(radius)


@pytest.mark.parametrize(
    ("radius", "said"),
    [
        (pd.Series([1e4] * 4), "another index than the 4 rows, as row 'Sumy' shows"),
        (pd.Series([1e4] * 3, index=["Sumy", "none", "empty"]), "as row 'Kharkiv' shows"),
        (pd.Series([1e4] * 2, index=["Sumy", "Sumy"]), "another index"),
        (["10000"] * 4, "a radius is a number of metres"),
        (np.array(["10000"] * 4), "a radius is a number of metres"),
        (True, "a radius is a number of metres"),
        (np.array([True, 1e4, 1e4, 1e4], dtype=object), "a radius is a number of metres"),
        (np.array([5] * 4, dtype="timedelta64[s]"), "a radius is a number of metres"),
        (1 + 0j, "a radius is a number of metres"),
        (None, "a radius is a number of metres"),
        (np.nan, "a radius is a number of metres"),
    ],
)
def test_radii_that_are_not_of_the_rows_lose_none_of_them(radius, said):
    with pytest.raises(GeometryError, match=said):
        PLACES.geodesic.buffer(radius)
    with pytest.raises(GeometryError, match="the tolerance must be a number of metres"):
        PLACES.geodesic.buffer(1e4, tolerance_m="1")


def test_it_is_for_geometries_alone():
    with pytest.raises(AttributeError, match="for a GeoSeries or GeoDataFrame"):
        pd.Series([1, 2]).geodesic  # noqa: B018
    with pytest.raises(GeometryError, match="not str"):
        PLACES.geodesic.distance("Sumy")


def test_it_agrees_with_the_usual_recipe_to_what_that_is_good_for():
    """A plane of its own for each row: what geopandas users write."""
    center = PLACES["Sumy"]
    plane = CRS.from_proj4(f"+proj=aeqd +lat_0={center.y} +lon_0={center.x} +ellps=WGS84")
    disc = shapely.Point(0, 0).buffer(80_467.2, quad_segs=200)
    back = Transformer.from_crs(plane, 4326, always_xy=True).transform
    usual = shapely.transform(disc, lambda xy: np.column_stack(back(*xy.T)))
    ours = PLACES.geodesic.buffer(80_467.2)["Sumy"]
    apart = shapely.symmetric_difference(usual, ours)
    assert geodesy.area_m2(apart) < 2 * 2 * np.pi * 80_467.2


def test_the_examples_run():
    assert doctest.testmod(rangemap.geopandas).failed == 0


def test_partitions_of_dask_geopandas_are_buffered_as_the_whole_is():
    points = shapely.points([(30, 50), (31, 50), (32, 51), (33, 52)])
    frame = gpd.GeoDataFrame({"r": [1e3, 2e3, 3e3, 4e3]}, geometry=points, crs=4326)
    frame = frame.to_crs(32636).set_index(pd.Index(["a", "b", "c", "d"]))
    parts = dask_geopandas.from_geopandas(frame, npartitions=2)
    empty = gpd.GeoSeries([], crs=frame.crs)
    found = parts.map_partitions(lambda part: part.geodesic.buffer("r"), meta=empty)
    together = found.compute(scheduler="synchronous")
    whole = frame.geodesic.buffer("r")
    assert together.crs == frame.crs
    assert together.index.tolist() == ["a", "b", "c", "d"]
    assert shapely.equals(together.to_numpy(), whole.to_numpy()).all()


def test_a_side_of_lines_is_row_by_row_too():
    line = shapely.LineString([(34, 51), (35, 51.3), (36, 51)])
    rows = gpd.GeoSeries([line, None, line.reverse()], crs=4326).to_crs(32636)
    left = rows.geodesic.buffer(5_000, side="left")
    right = rows.geodesic.buffer_bounds(5_000, side="right")
    assert left[1] is None
    assert left.crs == right.crs == rows.crs
    apart = shapely.symmetric_difference(left[0], right.geometry[2])
    assert apart.area < 1e-6 * left[0].area  # the same side, drawn from either end
    assert (right["bound_m"].dropna() <= 1).all()


@pytest.mark.parametrize(
    ("shape", "radius", "said"),
    [
        (shapely.Point(34, 51), 5_000, "row 0: only lines"),
        (shapely.LineString([(34, 51), (35, 51)]), -5_000, "row 0: a negative radius"),
    ],
)
def test_a_side_that_cannot_be_had_is_refused_with_its_row(shape, radius, said):
    with pytest.raises(GeometryError, match=said):
        gpd.GeoSeries([shape], crs=4326).geodesic.buffer(radius, side="left")


@pytest.mark.parametrize(
    ("shape", "way"),
    [
        (shapely.LineString([(179, 60), (-179, 60)]), "179 to -179"),
        (shapely.MultiLineString([[(0, 0), (1, 1)], [(-179, 60), (179, 60)]]), "-179 to 179"),
        (shapely.Polygon([(179, 60), (-179, 60), (-179, 61), (179, 61)]), "179 to -179"),
        (
            shapely.GeometryCollection([shapely.Point(0, 0), shapely.box(-170, 0, 170, 9)]),
            "170 to -170",
        ),
    ],
)
def test_an_edge_wider_than_half_the_earth_is_refused(shape, way):
    series = gpd.GeoSeries([None, shapely.Point(1, 1), shape], index=["a", "b", "c"], crs=4326)
    for measure in (
        lambda: series.geodesic.length,
        lambda: series.geodesic.area,
        lambda: series.geodesic.buffer(1000),
        lambda: series.geodesic.distance(shapely.Point(0, 0)),
    ):
        with pytest.raises(GeometryError, match=f"row 'c' has an edge from longitude {way}, wider"):
            measure()


def test_what_is_as_wide_as_the_world_or_half_is_measured():
    wide, half, quarter = shapely.box([-180, -90, 0], [80, 0, 0], [180, 90, 90], [90, 9, 9])
    apart = shapely.MultiPoint([(-179, 0), (179, 0)])
    whole, halved, fourth, none = gpd.GeoSeries(
        [wide, half, quarter, apart], crs=4326
    ).geodesic.area
    assert (whole, none) == (pytest.approx(3_908_572_761_000, rel=1e-6), 0)
    assert halved == pytest.approx(2 * fourth)


def test_what_is_empty_has_no_area_and_what_is_missing_has_none_that_is_known():
    series = gpd.GeoSeries([shapely.Polygon(), None, shapely.box(34, 51, 35, 52)], crs=4326)
    plain = series.set_crs(3857, allow_override=True).area
    for measured in (series.geodesic.area, series.geodesic.length):
        assert measured.isna().tolist() == plain.isna().tolist() == [False, True, False]
        assert measured.iloc[0] == plain.iloc[0] == 0
        assert measured.iloc[2] > 1e5
    assert np.isnan(series.geodesic.distance(shapely.Point(34, 50)).iloc[0])
