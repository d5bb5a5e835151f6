import pickle
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from own_squares import frame, square

from rangemap import (
    BorderOrigin,
    CustomRange,
    Permission,
    PointOrigin,
    Scenario,
    ShapeOrigin,
    compute,
    reach_many,
)
from rangemap.analysis.many import SCHEMA, Survey
from rangemap.analysis.reach import REGION_COLUMNS
from rangemap.errors import BoundaryError, CatalogError, GeometryError, OriginError, ScenarioError
from rangemap.scenario.scenario import parse_range
from rangemap.world import boundaries

RANGES = ("himars", "atacms")
BELT = parse_range("belt=70 km..300 km")
KEY = ["weapon", "region"]


def border_points(count, seed=1):
    """Points on and about the border with Russia, as origins."""
    rng = np.random.default_rng(seed)
    border = boundaries.border("RU")
    places = [border.point(km).coords[0] for km in rng.uniform(0, border.length_km, count)]
    off = np.array(places) + rng.normal(0, 0.6, (count, 2)) * (np.arange(count) % 2)[:, None]
    return [PointOrigin(lat, lon) for lon, lat in off]


def assert_equal_to_compute(table, origins, regions=None, *, every=False, **asked):
    """Every column of every row to 1e-9, and the same rows."""
    rows = table.to_pandas()
    for number, origin in enumerate(origins):
        reach = compute(Scenario((origin,), **asked), regions)
        truth = reach.regions if every else reach.reached
        truth = pd.DataFrame(truth.drop(columns="geometry")).sort_values(KEY)
        mine = rows[rows["origin"] == number].sort_values(KEY)[list(truth.columns)]
        pd.testing.assert_frame_equal(
            mine.reset_index(drop=True),
            truth.reset_index(drop=True),
            check_dtype=False,
            rtol=1e-9,
            atol=1e-9,
        )


def test_points_have_the_rows_that_compute_gives_them():
    origins = border_points(40)
    table = reach_many(origins, RANGES).read_all()
    assert table.schema == SCHEMA
    assert table.num_rows > 250
    assert_equal_to_compute(table, origins, weapons=RANGES)


def test_lines_areas_borders_and_points_with_a_minimum_range_do_too():
    origins = [
        PointOrigin(51.0, 34.7),
        BorderOrigin("RU", 300, 500),
        ShapeOrigin(shapely.box(34, 50, 35, 51)),
        ShapeOrigin(shapely.MultiPoint([(34, 51), (36.5, 50.2)])),
        PointOrigin(52.0, 33.9),
        BorderOrigin(),
    ]
    asked = {"weapons": ("himars", BELT), "permission": Permission(except_=("RU-KRS",))}
    table = reach_many(origins, asked["weapons"], permission=asked["permission"]).read_all()
    assert_equal_to_compute(table, origins, **asked)
    assert not all(table["permitted"].to_pylist())


def test_it_holds_at_poles_and_across_the_antimeridian_and_far_inside():
    origins = [PointOrigin(lat, lon) for lat, lon in ((68, -179), (69, 179.5), (90, 0), (60, 95))]
    weapons = (CustomRange("far", parse_range("2500 km").length), "atacms")
    table = reach_many(origins, weapons, country="all", language="uk").read_all()
    assert_equal_to_compute(table, origins, weapons=weapons, country="all", language="uk")
    assert set(table["origin"].to_pylist()) >= {0, 1, 2}


def test_every_region_has_a_row_if_asked_for():
    origins = [PointOrigin(51.0, 34.7), BorderOrigin("RU", 10, 20), PointOrigin(0, -100)]
    table = reach_many(origins, RANGES, every_region=True).read_all()
    assert table.num_rows == 3 * 2 * 83
    assert_equal_to_compute(table, origins, every=True, weapons=RANGES)
    assert set(REGION_COLUMNS) < set(table.column_names)


def test_regions_of_ones_own_that_share_ground_or_go_round_the_world():
    regions = frame(square(34, 51, 1), square(34.5, 51, 1), square(39, 50, 0.2))
    world = shapely.box(-180, -90, 180, 90)
    regions = pd.concat([regions, frame(world).assign(region="W", name="world")])
    regions = gpd.GeoDataFrame(regions, crs="EPSG:4326").reset_index(drop=True)
    origins = [PointOrigin(51.2, 34.2), PointOrigin(-40, -120), PointOrigin(50.1, 39.1)]
    table = reach_many(origins, ("himars",), regions).read_all()
    assert_equal_to_compute(table, origins, regions, weapons=("himars",))
    assert set(table.filter(pa.compute.equal(table["origin"], 1))["region"].to_pylist()) == {"W"}


def test_a_row_does_not_hang_on_the_chunk_it_is_measured_in():
    origins = border_points(21, seed=4)
    whole = reach_many(origins, RANGES).read_all()
    for chunk in (1, 4):
        assert reach_many(origins, RANGES, chunk=chunk).read_all().equals(whole)


def test_origins_may_be_given_in_any_form():
    pairs = np.array([(34.7, 51.0), (36.9, 50.3)])
    table = reach_many(pairs).read_all()
    points = gpd.GeoSeries.from_xy(*pairs.T, crs="EPSG:4326")
    for same in (points, [PointOrigin(lat, lon) for lon, lat in pairs], iter(pairs.tolist())):
        assert reach_many(same).read_all().equals(table)
    assert reach_many([]).read_all().num_rows == 0


def test_batches_come_before_the_last_origin_is_known():
    def endless():
        while True:
            yield (34.7, 51.0)

    batch = reach_many(endless(), chunk=3).read_next_batch()
    assert set(batch["origin"].to_pylist()) == {0, 1, 2}


def test_threads_and_pickles_give_the_same_rows():
    survey = Survey.of(Scenario((PointOrigin(0, 0),), RANGES))
    chunks = np.array_split([shapely.Point(o.lon, o.lat) for o in border_points(24)], 6)
    alone = [survey.rows(chunk) for chunk in chunks]
    copied = pickle.loads(pickle.dumps(survey))
    with ThreadPoolExecutor(3) as threads:
        assert all(map(pa.RecordBatch.equals, threads.map(copied.rows, chunks), alone))
    assert len(pickle.dumps(survey)) < 4e6


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"ranges": ["hymars"]}, CatalogError, "hymars"),
        ({"ranges": []}, ScenarioError, "no range"),
        ({"ranges": ["himars", "himars"]}, ScenarioError, "twice"),
        ({"permission": Permission(only=("RU-XX",))}, BoundaryError, "RU-XX"),
        ({"country": "FR"}, ScenarioError, "country"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_at_once(asked, error, words):
    with pytest.raises(error, match=words):
        reach_many([(34.7, 51.0)], **asked)


@pytest.mark.parametrize(
    ("origin", "error"),
    [((34.7, 151.0), OriginError), ("Sumy", OriginError), (shapely.Point(), OriginError)],
)
def test_an_origin_that_is_none_is_told_when_it_is_read(origin, error):
    reader = reach_many([(34.7, 51.0), origin], chunk=1)
    reader.read_next_batch()
    with pytest.raises(error):
        reader.read_next_batch()


def test_a_shape_that_is_not_finite_is_refused():
    survey = Survey.of(Scenario((PointOrigin(0, 0),), RANGES))
    with pytest.raises(GeometryError):
        survey.rows([shapely.Point(np.nan, 50)])
