import html
import json
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from pyproj import Geod

from rangemap.analysis.origin_geometry import origin_geometry
from rangemap.analysis.reach import BUFFER_COLUMNS, PLACE_COLUMNS, REGION_COLUMNS, compute
from rangemap.analysis.towns import place_origin
from rangemap.errors import (
    BoundaryError,
    CatalogError,
    KindError,
    OriginError,
    RangemapError,
    ScenarioError,
)
from rangemap.scenario.origins import BorderOrigin, PointOrigin, ShapeOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import from_km, parse_length
from rangemap.world import boundaries
from rangemap.world.catalog import read_catalog

ORACLE = json.loads(
    Path(__file__).parents[1].joinpath("data/oracle_point_reach.json").read_text(encoding="utf-8")
)
SUMY = PointOrigin(51.0, 34.7)
WGS84 = Geodesic.WGS84


def reach_of(*origins, km=(100,), **asked):
    weapons = tuple(CustomRange(f"r{each}", from_km(each)) for each in km)
    return compute(Scenario(tuple(origins), weapons=weapons, **asked))


@pytest.mark.parametrize("case", ORACLE, ids=[case["name"] for case in ORACLE])
def test_agrees_with_the_oracle(case):
    origins = [PointOrigin(*position) for position in case["origins_lat_lon"]]
    reach = reach_of(*origins, km=[case["range_km"]], country=case["country"])
    rows = reach.reached.set_index("region")
    assert set(rows.index) == set(case["regions"])
    for code, truth in case["regions"].items():
        row = rows.loc[code]
        for column in ("area_km2", "reached_km2"):
            assert row[column] == pytest.approx(truth[column], rel=5e-4, abs=0.05), (code, column)
        assert row["nearest_km"] == pytest.approx(truth["nearest_km"], abs=0.02), code
        assert row["share"] == pytest.approx(truth["share"], rel=1e-3, abs=1e-5), code
    total = reach.totals().iloc[0]
    assert total["reached_km2"] == pytest.approx(case["reached_km2_total"], rel=5e-4)
    assert total["regions_reached"] == len(case["regions"])


def test_the_frames_have_the_columns_that_were_promised():
    reach = compute(Scenario((SUMY, PointOrigin(50.1, 36.3, "B"))))
    assert list(reach.regions.columns) == [*REGION_COLUMNS, "geometry"]
    assert len(reach.regions) == 83 * 2
    assert list(reach.buffers.columns) == [*BUFFER_COLUMNS, "geometry"]
    assert list(reach.buffers["origin"]) == ["51.000° N, 34.700° E"] * 2 + ["B"] * 2 + ["union"] * 2
    assert list(reach.places.columns) == [*PLACE_COLUMNS, "geometry"]
    for frame in (reach.regions, reach.buffers, reach.places, reach.origins):
        assert frame.crs == "EPSG:4326"
        assert frame.geometry.is_valid.all()
    assert reach.regions["permitted"].dtype == bool
    assert reach.regions["share"].between(0, 1).all()
    assert set(reach.regions.loc[reach.regions["nearest_km"] > 306, "reached_km2"]) == {0.0}


def square(lon, lat, size):
    return shapely.box(lon - size / 2, lat - size / 2, lon + size / 2, lat + size / 2)


def test_a_region_made_by_hand_has_the_answer_that_is_known():
    """On the equator a degree of longitude is the equatorial radius times pi / 180."""
    frame = gpd.GeoDataFrame(
        {"region": ["IN", "HALF", "OUT"], "name": ["in", "half", "out"]},
        geometry=[square(0.2, 0, 0.1), square(1.0, 0, 0.2), square(3, 0, 0.1)],
        crs="EPSG:4326",
    )
    degree_km = 6378.137 * np.pi / 180
    scenario = Scenario((PointOrigin(0, 0),), weapons=(CustomRange("r", from_km(degree_km)),))
    rows = compute(scenario, frame).regions.set_index("region")
    assert rows.loc["IN", "share"] == 1
    assert rows.loc["OUT", "share"] == 0
    assert rows.loc["OUT", "nearest_km"] == pytest.approx(2.95 * degree_km, abs=1e-5)
    # the circle bends away from the meridian through its top: a little less than a half
    assert 0.49 < rows.loc["HALF", "share"] < 0.5
    assert rows.loc["HALF", "nearest_km"] == pytest.approx(0.9 * degree_km, abs=1e-5)


@settings(max_examples=15, deadline=None)
@given(lat=st.floats(45, 60), lon=st.floats(25, 60), km=st.floats(30, 400), more=st.floats(1, 200))
def test_a_larger_range_never_reaches_less_and_nothing_exceeds_its_region(lat, lon, km, more):
    rows = reach_of(PointOrigin(lat, lon), km=(km, km + more), country="all").regions
    less, greater = (group for _, group in rows.groupby("weapon", sort=False))
    # the edges of the two rings are each right to 1 m: allow the sliver between them
    assert (greater["reached_km2"].to_numpy() >= less["reached_km2"].to_numpy() - 0.01).all()
    assert (rows["reached_km2"] <= rows["area_km2"]).all()
    assert ((rows["nearest_km"] <= rows["range_km"]) | (rows["reached_km2"] == 0)).all()


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.tuples(st.floats(46, 55), st.floats(30, 45)), min_size=2, max_size=4, unique=True)
)
def test_a_union_never_exceeds_the_sum_and_the_order_of_origins_does_not_matter(positions):
    origins = [PointOrigin(*position) for position in positions]
    together = reach_of(*origins).regions["reached_km2"].to_numpy()
    turned = reach_of(*reversed(origins)).regions["reached_km2"].to_numpy()
    alone = [reach_of(origin).regions["reached_km2"].to_numpy() for origin in origins]
    np.testing.assert_allclose(together, turned, rtol=1e-9, atol=1e-6)
    assert (together <= np.sum(alone, axis=0) + 1e-6).all()
    assert (together >= np.max(alone, axis=0) - 1e-6).all()


def test_a_permission_tells_regions_apart_and_changes_no_number():
    free = compute(Scenario((SUMY,)))
    limited = compute(Scenario((SUMY,), permission=Permission(only=("RU-KRS",))))
    assert (free.regions["reached_km2"] == limited.regions["reached_km2"]).all()
    assert set(limited.regions.loc[limited.regions["permitted"], "region"]) == {"RU-KRS"}
    totals = limited.totals().set_index("weapon").loc["atacms"]
    kursk = limited.reached.query("region == 'RU-KRS' and weapon == 'atacms'").iloc[0]
    assert totals["permitted_km2"] == kursk["reached_km2"]
    assert totals["regions_permitted"] == 1
    assert totals["regions_reached"] == 9


def test_a_minimum_range_leaves_a_hole_of_its_radius():
    ring = CustomRange("ring", parse_length("100 km"), parse_length("50 km"))
    frame = gpd.GeoDataFrame(
        {"region": ["A"], "name": ["a"]}, geometry=[shapely.box(20, 35, 50, 60)], crs="EPSG:4326"
    )
    origin = PointOrigin(48, 35)
    hollow = compute(Scenario((origin,), weapons=(ring,)), frame).regions["reached_km2"].iloc[0]
    full = [
        compute(Scenario((origin,), weapons=(CustomRange("c", from_km(km)),)), frame)
        for km in (100, 50)
    ]
    outer, inner = (each.regions["reached_km2"].iloc[0] for each in full)
    assert hollow == pytest.approx(outer - inner, rel=1e-4)


def test_towns_within_reach_are_within_the_range_and_none_is_missed():
    places = compute(Scenario((SUMY,), weapons=("himars",))).places
    bundled = boundaries.places()
    russian = bundled[bundled["country"] == "RU"]
    distances = {
        row.place: WGS84.Inverse(51.0, 34.7, row.geometry.y, row.geometry.x)["s12"] / 1000
        for row in russian.cx[32:38, 49:53].itertuples()
    }
    within = {place for place, distance in distances.items() if distance <= 80.4672}
    assert set(places["place"]) == within
    assert "Sudzha" in set(places["name"])
    for row in places.itertuples():
        assert row.distance_km == pytest.approx(distances[row.place], abs=1e-5)


def test_the_whole_border_reaches_every_region_that_touches_it():
    reach = compute(Scenario((BorderOrigin(),), weapons=("himars",)))
    nearest = reach.regions.set_index("region")["nearest_km"]
    touching = {"RU-BRY", "RU-KRS", "RU-BEL", "RU-VOR", "RU-ROS"}
    assert set(nearest[nearest == 0].index) == touching
    assert touching < set(reach.reached["region"])


def test_the_border_buffer_is_right_to_ten_metres():
    """Every point of its edge lies at the range from the border, by another library's geodesics."""
    reach = compute(Scenario((BorderOrigin(),), weapons=("himars",)))
    line = np.asarray(boundaries.border("RU").line.coords)
    edge = shapely.get_coordinates(reach.union("himars").boundary)
    middles = (edge[1:] + edge[:-1]) / 2
    rng = np.random.default_rng(7)
    for lon, lat in rng.choice(middles, 25, replace=False):
        assert abs(_distance_to_line(lon, lat, line) - 80_467.2) < 10


def _distance_to_line(lon, lat, line):
    """By brute force: a fine walk along the segments near the closest vertex, in pure Python."""
    flat = np.hypot((line[:, 0] - lon) * np.cos(np.radians(lat)), line[:, 1] - lat)
    best = np.inf
    for near in np.argsort(flat)[:12]:
        for start, end in ((near - 1, near), (near, near + 1)):
            if start >= 0 and end < len(line):
                for t in np.linspace(0, 1, 60):
                    x, y = line[start] * (1 - t) + line[end] * t
                    best = min(best, WGS84.Inverse(lat, lon, y, x)["s12"])
    return best


def test_a_setback_stands_inside_ukraine_at_its_distance_from_the_whole_border():
    border = boundaries.border("RU")
    for km in (100.0, 700.0, 1300.0):
        origin = BorderOrigin(start_km=km, setback=parse_length("20 km"))
        point = origin_geometry(origin)
        assert boundaries.ukraine().covers(point)
        _, offset_km = border.distance_km_at(point)
        assert offset_km == pytest.approx(20, abs=0.003)


def test_a_stretch_with_a_setback_faces_that_stretch():
    border = boundaries.border("RU")
    origin = BorderOrigin(start_km=300.0, end_km=500.0, setback=parse_length("20 km"))
    line = origin_geometry(origin)
    stretch = shapely.get_coordinates(shapely.segmentize(border.stretch(300.0, 500.0), 0.001))
    vertices = shapely.get_coordinates(line)
    for xy in vertices[:: len(vertices) // 12]:
        km, offset_km = border.distance_km_at(shapely.Point(xy))
        assert offset_km == pytest.approx(20, abs=0.003)
        # a corner may be as near to a place beyond the stretch
        ends = np.broadcast_to(xy, stretch.shape)
        to_stretch_m = Geod(ellps="WGS84").inv(*ends.T, *stretch.T)[2]
        assert 299 < km < 501 or min(to_stretch_m) == pytest.approx(20_000, abs=3)


def test_a_setback_deeper_than_the_country_is_refused():
    with pytest.raises(OriginError, match="no place in Ukraine"):
        origin_geometry(BorderOrigin(setback=parse_length("4000 km")))


@pytest.mark.parametrize(
    ("make", "kind", "hint"),
    [
        (lambda: compute(Scenario((SUMY,), weapons=("himar",))), CatalogError, "himars"),
        (
            lambda: compute(Scenario((SUMY,), permission=Permission(only=("RU-KURSK",)))),
            BoundaryError,
            "RU-K",
        ),
        (
            lambda: compute(Scenario((SUMY,), permission=Permission(only=("UA-63",)))),
            BoundaryError,
            "not among those reported",
        ),
        (
            lambda: compute(Scenario((BorderOrigin(start_km=5000.0),))),
            BoundaryError,
            "km",
        ),
        (lambda: place_origin("Khrkiv"), OriginError, "did you mean Kharkiv"),
    ],
)
def test_what_does_not_exist_is_said(make, kind, hint):
    with pytest.raises(kind, match=hint):
        make()


def test_a_town_is_found_in_each_language():
    for name in ("Kharkiv", "Харків", "Харьков", "kharkiv"):
        origin = place_origin(name)
        assert (origin.name, round(origin.lat), round(origin.lon)) == ("Kharkiv", 50, 36)


def test_a_line_and_an_area_are_origins_too():
    line = shapely.LineString([(34, 51), (35, 51.5)])
    area = shapely.box(34, 50, 35, 51)
    for shape in (line, area):
        rows = reach_of(ShapeOrigin(shape)).regions.set_index("region")
        touching = rows["nearest_km"] == 0
        assert touching["RU-KRS"] == shape.intersects(
            boundaries.regions().set_index("region").geometry["RU-KRS"]
        )


def test_a_notebook_shows_the_map_and_the_table_and_lets_one_go_on(unframed):
    reach = compute(Scenario((PointOrigin(51.0, 34.7, "<b>{{7*7}}</b>"),), weapons=("himars",)))
    shown = reach._repr_html_()
    assert shown.startswith("<iframe")
    assert "Kursk Oblast" in unframed(shown)
    assert "<b>{{" not in shown + unframed(shown)
    assert html.unescape(shown).endswith(f"{reach!r}</iframe>")  # where frames are taken out
    assert isinstance(reach.map(), folium.Map)
    assert isinstance(reach.figure(size="square"), Figure)
    assert isinstance(reach.regions, gpd.GeoDataFrame)


CODES = st.lists(
    st.sampled_from(["RU-KRS", "RU-BEL", "RU-BRY", "RU-ORL", "RU-VOR", "RU-ROS"]), unique=True
)


@settings(deadline=None, max_examples=15)
@given(CODES, st.booleans())
def test_permitted_plus_withheld_is_all(codes, excepting):
    permission = Permission((), tuple(codes)) if excepting else Permission(tuple(codes))
    limited = compute(Scenario((SUMY,), permission=permission))
    whole = compute(Scenario((SUMY,))).totals()
    totals = limited.totals()
    assert (totals["permitted_km2"] + totals["withheld_km2"]).to_numpy() == pytest.approx(
        whole["reached_km2"].to_numpy(), rel=1e-12
    )
    assert list(totals["regions_permitted"] + totals["regions_withheld"]) == list(
        whole["regions_reached"]
    )
    named = limited.reached["region"].isin(codes)
    assert (limited.reached["permitted"] == (named if codes and not excepting else ~named)).all()


def test_a_region_is_not_lost_where_an_origin_all_but_stands_on_its_corner():
    """Regions that come from a plane end a rounding beside the vertex that is the origin."""
    bundled = boundaries.regions().set_index("region", drop=False)
    three = bundled.loc[["RU-BRY", "RU-KRS", "RU-BEL"]].to_crs(32637).to_crs(4326)
    for lat, lon in [(51.125251777347614, 36.376208937292574), _corner(three, bundled)]:
        rows = compute(Scenario((PointOrigin(lat, lon),), weapons=("atacms",)), three).reached
        assert set(rows["region"]) == {"RU-BRY", "RU-KRS", "RU-BEL"}
        assert rows.set_index("region")["nearest_km"]["RU-KRS"] < 1e-6


def _corner(moved, bundled):
    """A vertex of Kursk Oblast that a way through a plane and back moved, but hardly."""
    before, after = (shapely.get_coordinates(each.geometry["RU-KRS"]) for each in (bundled, moved))
    off = np.abs(after - before).max(axis=1)
    lon, lat = before[np.argmin(np.where(off > 0, off, np.inf))]
    return float(lat), float(lon)


def test_with_all_countries_the_towns_of_all_of_them_are_found():
    """Every town of the gazetteer whose geodesic distance is within the range, whose ever it is."""
    origin = PointOrigin(51.9, 33.2)
    found = compute(Scenario((origin,), weapons=("atacms",), country="all")).places
    towns = boundaries.places()
    near = {
        row.place
        for row in towns.itertuples()
        if Geodesic.WGS84.Inverse(row.geometry.y, row.geometry.x, origin.lat, origin.lon)["s12"]
        <= 305_775.36
    }
    assert set(found["place"]) == near
    assert set(towns[towns["place"].isin(near)]["country"]) == {"RU", "UA", "BY"}


def test_a_catalogue_of_ones_own_gives_no_range_that_no_map_could_show(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(
        '[[weapon]]\nid = "far"\nname = "Far"\ndescription = "d"\n[[weapon.range]]\n'
        'value = "5001 km"\nsource = { title = "t", publisher = "p", date = "2024" }\n'
    )
    with pytest.raises(RangemapError, match="between 100 m and 5000 km"):
        compute(Scenario((PointOrigin(51.0, 34.7),), weapons=("far",)), catalog=read_catalog(file))


def test_what_a_reach_tells_of_a_weapon_it_tells_of_its_own_alone():
    reach = compute(Scenario((SUMY,), weapons=("himars",)))
    for tell in (reach.union, reach.bound_m, reach.range_error_km, reach.total, reach.narrowed):
        tell("himars")
        with pytest.raises(KindError, match="a weapon is text, as in 'himars', not None"):
            tell(None)
        with pytest.raises(ScenarioError, match=r"no weapon 'atacms'; choose from himars"):
            tell("atacms")
