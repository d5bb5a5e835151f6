import json

import numpy as np
import pytest
import rasterio
import shapely
from geographiclib.geodesic import Geodesic
from pyproj import Geod, Transformer

from rangemap.batch.field import Field
from rangemap.batch.grid import TILE, Grid, grid_of
from rangemap.batch.tasks import Task
from rangemap.geodesy.raster import DistanceRaster
from rangemap.world import boundaries

AT = ("--at", "51.0,34.7", "--at", "50.2,36.4", "--at", "52.1,33.6")
PLACES = [(34.7, 51.0), (36.4, 50.2), (33.6, 52.1)]
BOUNDS = ("--bounds", "30,47,41,55")


def cells_of(file, count, seed=1):
    """Random cells of a file: row, column, lon, lat."""
    rng = np.random.default_rng(seed)
    row, column = rng.integers(0, file.height, count), rng.integers(0, file.width, count)
    x, y = file.xy(row, column)
    lon, lat = Transformer.from_crs(file.crs, 4326, always_xy=True).transform(x, y)
    return row, column, lon, lat


def truth_m(lon, lat):
    """Distances to PLACES by GeographicLib, (n, 3)."""
    return np.array(
        [
            [Geodesic.WGS84.Inverse(y, x, b, a)["s12"] for a, b in PLACES]
            for x, y in zip(lon, lat, strict=True)
        ]
    )


def test_distances_are_those_of_geographiclib_at_random_cells(run):
    code, _, err = run(
        "field", "distance", *AT, *BOUNDS, "--cell", "1 km", "-o", "d.tif", "--workers", 1
    )
    assert (code, err.splitlines()[-1]) == (0, "wrote d.tif")
    with rasterio.open("d.tif") as file:
        row, column, lon, lat = cells_of(file, 3000)
        bound_m = float(file.tags()["MAX_ERROR_M"])
        assert bound_m < 20
        found = file.read(1)[row, column]
        assert np.abs(found - truth_m(lon, lat).min(axis=1)).max() < bound_m + 0.05  # float32
        assert np.abs(file.transform.a) == 1000
        assert file.profile["tiled"]
        assert file.overviews(1)
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert file.tags()["ELLIPSOID"] == "WGS 84"
        assert len(file.tags()["ORIGIN_DIGEST"]) == 64
        assert "Natural Earth" in json.loads(file.tags()["SOURCES"])[0]["title"]


def test_counts_and_ranges_say_who_reaches_a_cell(run, tmp_path):
    asked = (*AT, *BOUNDS, "--cell", "0.05", "--range", "80 km", "--range", "200 km")
    bands = {}
    for kind in ("count", "ranges", "first"):
        assert run("field", kind, *asked, "-o", f"{kind}.tif", "--workers", 1)[0] == 0
        with rasterio.open(tmp_path / f"{kind}.tif") as file:
            bands[kind] = file.read()
            row, column, lon, lat = cells_of(file, 1500)
            assert file.crs.to_epsg() == 4326
    metres = truth_m(lon, lat)
    clear = (np.abs(metres - 80e3).min(axis=1) > 20) & (np.abs(metres - 200e3).min(axis=1) > 20)
    row, column, metres = row[clear], column[clear], metres[clear]
    counts = np.stack([(metres <= each).sum(axis=1) for each in (80e3, 200e3)])
    assert (bands["count"][:, row, column] == counts).all()
    reached = (counts > 0).sum(axis=0)
    assert (bands["ranges"][0, row, column] == reached).all()
    assert (bands["first"][0, row, column] == np.choose(reached, [0, 2, 1])).all()
    assert set(reached) == {0, 1, 2}


def test_ten_thousand_cells_about_a_border_agree_with_brute_force():
    """Against the shortest of the geodesics to places every few hundred metres of a stretch."""
    stretch = boundaries.border("RU").stretch(300, 360)
    nodes = shapely.get_coordinates(shapely.segmentize(stretch, 0.004))
    geod = Geod(ellps="WGS84")
    gap_m = geod.inv(*nodes[:-1].T, *nodes[1:].T)[2].max()
    rng = np.random.default_rng(2)
    points = np.column_stack([rng.uniform(30, 42, 10_000), rng.uniform(47, 55, 10_000)])
    found, bound_m = DistanceRaster(stretch).metres(points)
    brute = np.full(len(points), np.inf)
    for node in nodes:
        brute = np.minimum(brute, geod.inv(*points.T, *np.broadcast_to(node, points.shape).T)[2])
    assert (found <= brute + bound_m).all()
    between = np.minimum(gap_m / 2, gap_m**2 / (8 * np.maximum(found, 1)))
    assert (brute - found <= bound_m + 1.01 * between).all()
    assert (found < 3000).any()


def test_no_seam_is_seen_between_tiles():
    """Cells along a seam are the same, to the bound, where another grid has no seam."""
    line = shapely.LineString([(33, 50), (36, 52)])
    grid = Grid("EPSG:4326", 30.0, 55.0, 0.01, TILE + 200, 300)
    moved = Grid("EPSG:4326", 30.0 + 200 * 0.01, 55.0, 0.01, TILE, 300)
    work, other = (Field("distance", (line,), (), each) for each in (grid, moved))
    (left, one), (right, two) = work.cells((0, 0)), work.cells((0, 1))
    whole, three = other.cells((0, 0))
    joined = np.concatenate([left, right], axis=2)[:, :, 200:]
    assert np.abs(joined - whole).max() <= 2 * max(one, two, three)
    step = np.abs(np.diff(joined[0], axis=1)).max()
    assert step < 0.01 * 111_400  # no cell is further from the next than they lie apart


def test_inside_an_area_the_distance_is_nothing():
    found, _ = DistanceRaster(shapely.box(34, 50, 35, 51)).metres(
        np.array([(34.5, 50.5), (36, 50.5)])
    )
    assert found[0] == 0
    assert found[1] == pytest.approx(Geodesic.WGS84.Inverse(50.5, 35, 50.5, 36)["s12"], rel=1e-4)


def test_a_grid_covers_its_bounds_and_its_cells_have_one_area():
    grid = grid_of("30,45,60,65", "10 km")
    tiles = [grid.centres(tile) for tile in grid.tiles]
    assert sum(map(len, tiles)) == grid.width * grid.height
    points = np.vstack(tiles)
    assert points[:, 0].min() < 30
    assert points[:, 0].max() > 60
    assert points[:, 1].min() < 45
    assert points[:, 1].max() > 65
    back = Transformer.from_crs(grid.crs, 4326, always_xy=True)
    x, y = grid.west + 5e5, grid.north - 3e5
    corners = [(x, y), (x + 1e4, y), (x + 1e4, y - 1e4), (x, y - 1e4)]
    lon, lat = back.transform(*zip(*corners, strict=True))
    area = abs(Geod(ellps="WGS84").polygon_area_perimeter(lon, lat)[0])
    assert area == pytest.approx(1e8, rel=1e-4)


def test_tiles_do_not_hang_on_the_task_they_are_measured_in():
    grid = Grid("EPSG:4326", 30.0, 55.0, 0.05, 700, 40)
    work = Field("distance", (shapely.LineString([(33, 50), (36, 52)]),), (), grid)
    together = work.outcome(Task(0, 0, grid.tiles)).rows
    apart = [work.outcome(Task(0, n, [tile])).rows for n, tile in enumerate(grid.tiles)]
    assert [each.to_pylist()[0] for each in apart] == together.to_pylist()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["distance", *AT], "-o distance.tif"),
        (["distance", "-o", "d.tif"], "no origin is given"),
        (["distance", *AT, "-o", "d.png"], ".png is no output here"),
        (["distance", *AT, "-o", "no/d.tif"], "does not exist"),
        (["distance", *AT, "--bounds", "30,45", "-o", "d.tif"], "30,45,60,65"),
        (["distance", *AT, "--bounds", "60,45,30,65", "-o", "d.tif"], "west must be less"),
        (["distance", *AT, "--bounds", "30,45,60,95", "-o", "d.tif"], "all on the Earth"),
        (["distance", *AT, "--bounds", "-190,45,60,65", "-o", "d.tif"], "all on the Earth"),
        (["distance", *AT, "--cell", "big", "-o", "d.tif"], "--cell"),
        (["distance", *AT, "--cell", "1 m", "-o", "d.tif"], "larger cells or lesser bounds"),
        (["count", *AT, "--range", "70 km..300 km", "-o", "d.tif"], "no minimum range"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(run, asked, words):
    code, out, err = run("field", *asked)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_what_exists_is_kept_and_a_missing_extra_is_one_sentence(run, tmp_path, monkeypatch):
    (tmp_path / "d.tif").write_bytes(b"mine")
    code, _, err = run("field", "distance", *AT, "-o", "d.tif")
    assert (code, "--force" in err) == (2, True)
    assert (tmp_path / "d.tif").read_bytes() == b"mine"
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    code, _, err = run("field", "distance", *AT, "-o", "e.tif")
    assert (code, "pip install 'rangemap[raster]'" in err) == (2, True)
