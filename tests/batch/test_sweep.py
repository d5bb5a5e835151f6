import importlib.util
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from rangemap import (
    BorderOrigin,
    PointOrigin,
    Scenario,
    __version__,
    compute,
    reach_many,
    read_origins,
)
from rangemap.batch import ledger
from rangemap.batch import origins as origins_module
from rangemap.batch.job import items_a_task
from rangemap.batch.origins import ParquetOrigins, origins_along, origins_of_file, shape_of
from rangemap.batch.sweep import Sweep
from rangemap.batch.tasks import Task
from rangemap.errors import OriginError
from rangemap.scenario.units import parse_length
from rangemap.world import boundaries

SWEEP = ("sweep", "--range", "50 mi", "--origins")
BORDER = ("sweep", "--border", "--every", "100 km", "--range", "50 mi")


def contents(folder):
    """Every file of a dataset by its name, but the journal, whose lines come as they are done."""
    names = [
        p for p in folder.rglob("*") if p.is_file() and p.name not in (".lock", ledger.JOURNAL)
    ]
    return {str(p.relative_to(folder)): p.read_bytes() for p in names}


def points(path, places, **columns):
    frame = gpd.GeoDataFrame(
        columns, geometry=gpd.points_from_xy(*zip(*places, strict=True)), crs=4326
    )
    frame.to_parquet(path)


def test_places_along_the_border_have_the_rows_that_each_alone_has(run, tmp_path):
    code, out, err = run(*BORDER, "--setback", "0 km:20 km:20 km", "-o", "sweep", "--workers", 1)
    assert code == 0
    assert "32 of 32 origins" in out
    told = [json.loads(line) for line in err.splitlines()]
    assert (told[0]["done"], told[-1]["done"]) == (0, 32)
    rows = gpd.read_parquet(tmp_path / "sweep/parts")
    assert rows.crs == "OGC:CRS84"
    for km, setback in ((300.0, None), (700.0, parse_length("20 km"))):
        origin = BorderOrigin("RU", km, None, setback)
        truth = compute(Scenario((origin,), ("himars",))).reached.set_index("region")
        inside = setback.km if setback else 0.0
        mine = rows[(rows["border_km"] == km) & (rows["setback_km"] == inside)].set_index("region")
        assert set(mine.index) == set(truth.index)
        for column in ("reached_km2", "share", "nearest_km"):
            assert mine[column].to_numpy() == pytest.approx(
                truth.loc[mine.index, column].to_numpy()
            )


def test_a_file_of_points_is_measured_point_by_point_and_bad_ones_are_set_aside(run, tmp_path):
    binaries = list(shapely.to_wkb(shapely.points([(34.7, 51.0), (36.0, 50.2), (200.0, 50.0)])))
    column = pa.array([binaries[0], b"\x01junk", binaries[1], None, binaries[2]], pa.binary())
    geo = {"version": "1.0.0", "primary_column": "geometry"}
    geo["columns"] = {"geometry": {"encoding": "WKB", "geometry_types": []}}
    table = pa.table({"geometry": column}).replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, tmp_path / "points.parquet")
    code, out, _ = run(
        "sweep", "--origins", "points.parquet", "-o", "sweep", "--workers", 1, "--chunk", 2
    )
    assert code == 0
    assert "3 could not be measured, see sweep/failed.csv" in out
    failed = pd.read_csv("sweep/failed.csv")
    assert failed["item"].tolist() == [1, 3, 4]
    assert "missing or damaged" in failed["why"][0]
    assert "longitude 200" in failed["why"][2]
    rows = gpd.read_parquet(tmp_path / "sweep/parts")
    truth = reach_many([(34.7, 51.0), (36.0, 50.2)]).read_all().to_pandas()
    assert rows["origin"].map({0: 0, 2: 1}).tolist() == truth["origin"].tolist()
    assert rows["share"].tolist() == truth["share"].tolist()


def test_lists_and_planes_and_columns_of_numbers_are_read_too(tmp_path):
    (tmp_path / "list.csv").write_text("lat,lon,name\n51.0,34.7,Sumy\nx,34.7,none\n50,36,c\n")
    listed = list(origins_of_file(tmp_path / "list.csv").items())
    assert listed[0] == (34.7, 51.0)
    assert isinstance(listed[1], OriginError)
    assert "line 3" in str(listed[1])
    pd.DataFrame({"Lat": [51.0, None], "Lon": [34.7, 3]}).to_parquet(tmp_path / "numbers.parquet")
    numbers = list(origins_of_file(tmp_path / "numbers.parquet").items())
    assert numbers[0] == (34.7, 51.0)
    assert "missing" in str(numbers[1])
    plane = gpd.GeoSeries([shapely.Point(34.7, 51.0)], crs=4326).to_crs(32636)
    plane.to_frame("geometry").to_parquet(tmp_path / "plane.parquet")
    [moved] = origins_of_file(tmp_path / "plane.parquet").items()
    assert shape_of(moved).distance(shapely.Point(34.7, 51.0)) < 1e-7
    plane.to_file(tmp_path / "plane.gpkg")
    [same] = origins_of_file(tmp_path / "plane.gpkg").items()
    assert shape_of(same).distance(shapely.Point(34.7, 51.0)) < 1e-7


def test_cells_that_are_no_numbers_and_pages_that_are_damaged_are_told_of(run, tmp_path):
    pd.DataFrame({"lat": [50.4, 51.0], "lon": ["34", "x"]}).to_parquet(tmp_path / "text.parquet")
    code, _, _ = run(*SWEEP, "text.parquet", "-o", "text", "--workers", 1)
    assert code == 0
    assert pd.read_csv("text/failed.csv")["why"].tolist() == [
        "its latitude or longitude is no number (51.0, x); write degrees"
    ]
    many = pd.DataFrame({"lat": np.tile([50.0, 51.0], 20_000), "lon": np.arange(40_000) / 1e3})
    many.to_parquet(tmp_path / "many.parquet", row_group_size=10_000)
    with pq.ParquetFile(tmp_path / "many.parquet") as file:
        page = file.metadata.row_group(2).column(1).data_page_offset
    content = bytearray((tmp_path / "many.parquet").read_bytes())
    content[page : page + 2_000] = b"\xff" * 2_000
    (tmp_path / "many.parquet").write_bytes(content)
    with pytest.raises(OriginError, match=r"many.parquet: is damaged after row 20,000 "):
        list(ParquetOrigins(tmp_path / "many.parquet"))


DATE_LINE = [(179, 65), (-179, 65), (-179, 66), (179, 66)]
ISLAND = [(36, 51), (36.1, 51), (36.1, 51.1), (36, 51.1)]
SQUARE = [(34, 51), (35, 51), (35, 52), (34, 52)]
CROSSES = "its outline crosses itself, so that its inside is not known"


@pytest.fixture
def told(monkeypatch):
    """What is told of a GeoParquet file while it is read."""
    lines = []
    log = origins_module._LOG
    monkeypatch.setattr(log, "warning", lambda text, *values: lines.append(text % values))
    return lines


@pytest.mark.parametrize("suffix", [".geojson", ".parquet"])
def test_areas_and_lines_are_read_alike_from_any_file(tmp_path, told, suffix):
    shapes = [
        shapely.Polygon(DATE_LINE),
        shapely.LineString(DATE_LINE[::2]),
        shapely.Polygon([(181, 65), (182, 65), (182, 66)]),
        shapely.Polygon(SQUARE, [ISLAND]),
        shapely.Polygon([(34, 51), (35, 52), (34, 51)]),
        shapely.Polygon([SQUARE[n] for n in (0, 2, 1, 3)]),
    ]
    frame, path = gpd.GeoDataFrame(geometry=shapes, crs=4326), tmp_path / f"drawn{suffix}"
    (frame.to_parquet if suffix == ".parquet" else frame.to_file)(path)
    origins = origins_of_file(path)
    *given, crossed = origins.items()
    read = [shape_of(each) for each in given]
    assert read[0].equals(
        shapely.union(shapely.box(179, 65, 180, 66), shapely.box(-180, 65, -179, 66))
    )
    assert read[1].length == pytest.approx(np.hypot(2, 1))
    assert read[2].equals(shapely.Polygon([(-179, 65), (-178, 65), (-178, 66)]))
    assert read[3].equals(shapely.Polygon(SQUARE))
    assert read[4].equals(shapely.LineString([(34, 51), (35, 52)]))
    with pytest.raises(OriginError, match=CROSSES):
        shape_of(crossed)
    [note] = [*origins.notes, *(line.removeprefix("rangemap: ") for line in told)]
    assert note.startswith(f"{path}: left out 1 hole outside of its polygon")
    assert note.endswith("(feature 4)")


def test_an_outline_that_crosses_itself_is_refused_on_the_date_line_too(tmp_path):
    bow = shapely.Polygon([DATE_LINE[n] for n in (0, 2, 1, 3)])
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(34, 51), bow], crs=4326)
    frame.to_file(tmp_path / "bow.geojson")
    with pytest.raises(OriginError, match=f"bow.geojson: feature 2: {CROSSES}"):
        read_origins(tmp_path / "bow.geojson")
    frame.to_parquet(tmp_path / "bow.parquet")
    _, crossed = origins_of_file(tmp_path / "bow.parquet").items()
    with pytest.raises(OriginError, match=f"^{CROSSES}"):
        shape_of(crossed)


def test_of_very_many_outlines_that_are_mended_the_first_are_told_of(tmp_path, told):
    frame = gpd.GeoDataFrame(geometry=[shapely.Polygon(SQUARE, [ISLAND])] * 7, crs=4326)
    frame.to_parquet(tmp_path / "many.parquet")
    list(origins_of_file(tmp_path / "many.parquet").items())
    assert [each.rsplit("feature ")[-1] for each in told[:5]] == [f"{n})" for n in range(1, 6)]
    assert told[5:] == [f"rangemap: {tmp_path}/many.parquet: more of its features are like that"]


def test_of_a_file_of_several_layers_one_is_chosen(run, tmp_path):
    for layer, lon in (("west", 34.7), ("east", 36.0)):
        places = gpd.GeoSeries([shapely.Point(lon, 51.0)], crs=4326)
        places.to_file(tmp_path / "two.gpkg", layer=layer)
    sweep = ("sweep", "--origins", "two.gpkg", "-o", "sweep", "--workers", 1)
    code, _, err = run(*sweep)
    assert code == 2
    assert "'west', 'east'" in err
    assert err.rstrip().endswith("(--origins-layer)")
    assert run(*sweep, "--origins-layer", "east")[0] == 0
    assert set(gpd.read_parquet(tmp_path / "sweep/parts").geometry.x) == {36.0}
    (tmp_path / "list.csv").write_text("lat,lon\n51.0,34.7\n")
    code, _, err = run("sweep", "--origins", "list.csv", "--origins-layer", "x", "-o", "other")
    assert (code, "has no layers; leave out --origins-layer" in err) == (2, True)


def test_the_places_along_a_border_are_those_asked_for():
    found = origins_along("RU", "100 km", "0 km:30 km:10 km")
    assert found.count == 16 * 4
    assert {each.setback.km if each.setback else 0.0 for each in found.items()} == {0, 10, 20, 30}
    [*once] = origins_along("RU", "1000 km", "10 km:10 km:5 km").items()
    assert [(each.start_km, each.setback.km) for each in once] == [(0, 10), (1000, 10)]
    assert max(each.start_km for each in found.items()) <= boundaries.border("RU").length_km
    for wrong in ("30 km:10 km:5 km", "1:2", "0 km:10 km:0 km", "ten"):
        with pytest.raises(OriginError, match="setback"):
            origins_along("RU", "100 km", wrong)
    with pytest.raises(OriginError, match="--every"):
        origins_along("RU", "often", "0")


def test_the_same_command_again_does_nothing_twice(run, tmp_path):
    run(*BORDER, "-o", "sweep", "--workers", 1, "--chunk", 4)
    before, journal = contents(tmp_path / "sweep"), (tmp_path / "sweep/journal.jsonl").read_bytes()
    assert run(*BORDER, "-o", "sweep", "--workers", 1, "--chunk", 4)[0] == 0
    assert contents(tmp_path / "sweep") == before
    assert (tmp_path / "sweep/journal.jsonl").read_bytes() == journal


def test_what_is_missing_damaged_or_cut_short_is_made_again(run, tmp_path):
    run(*BORDER, "-o", "sweep", "--workers", 1, "--chunk", 4)
    whole = contents(tmp_path / "sweep")
    one, other, *_ = sorted((tmp_path / "sweep/parts").iterdir())
    one.unlink()
    other.write_bytes(other.read_bytes()[:-1])
    journal = tmp_path / "sweep/journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    (tmp_path / "sweep/parts/.left.part").write_bytes(b"half")
    assert "12 of 16 items" in run("sweep", "--status", "sweep")[1]
    assert run(*BORDER, "-o", "sweep", "--workers", 1, "--chunk", 4)[0] == 0
    assert contents(tmp_path / "sweep") == whole


def test_another_question_another_run_and_another_folder_are_refused(run, tmp_path):
    run(*BORDER, "-o", "sweep", "--workers", 1)
    code, _, err = run(*BORDER[:-1], "60 mi", "-o", "sweep", "--workers", 1)
    assert (code, "another question (not the same: ranges)" in err) == (2, True)
    with ledger.open_folder(tmp_path / "held", {}, 1, {}):
        code, _, err = run(*BORDER, "-o", "held")
    assert (code, "another run is writing there" in err) == (2, True)
    (tmp_path / "full").mkdir()
    (tmp_path / "full/letter.txt").write_text("dear")
    code, _, err = run(*BORDER, "-o", "full")
    assert (code, "holds something else" in err) == (2, True)
    assert (tmp_path / "full/letter.txt").read_text() == "dear"


def test_a_run_that_could_hardly_begin_leaves_a_folder_that_may_be_used(run, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ledger, "write_whole", full)
    code, _, err = run(*BORDER, "-o", "sweep", "--workers", 1)
    assert (code, "(No space left on device); make room or give another folder" in err) == (1, True)
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sweep/.x.part").write_bytes(b"half a manifest")
    assert run(*BORDER, "-o", "sweep", "--workers", 1)[0] == 0
    assert sorted(each.name for each in (tmp_path / "sweep").iterdir()) == [
        *(".lock", "journal.jsonl", "manifest.json", "parts"),
    ]


def test_lines_of_the_journal_that_are_damaged_are_done_again(run, tmp_path):
    run(*BORDER, "-o", "sweep", "--workers", 1, "--chunk", 4)
    whole, journal = contents(tmp_path / "sweep"), tmp_path / "sweep/journal.jsonl"
    first, second, *others = journal.read_bytes().splitlines(keepends=True)
    damaged = [bytes(len(first) - 1) + b"\n", b'{"task": 1}\n', b"[3]\n", *others]
    journal.write_bytes(b"".join(damaged))
    assert "8 of 16 items" in run("sweep", "--status", "sweep")[1]
    assert run(*BORDER, "-o", "sweep", "--workers", 1, "--chunk", 4)[0] == 0
    assert contents(tmp_path / "sweep") == whole
    assert second in journal.read_bytes()


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ("", "manifest.json: is damaged, or of a rangemap that this one (VERSION) cannot read"),
        ("[1]", "is damaged, or of a rangemap"),
        ('{"version": "9.0", "format": 7}', "is damaged, or of a rangemap"),
        ('{"digest": "a", "total": "many", "question": {}}', "is damaged, or of a rangemap"),
        (
            '{"digest": "a", "total": 1, "question": {"rangemap": "9.0"}}',
            "was made by rangemap 9.0, this is VERSION, whose numbers may be others; give another",
        ),
    ],
)
def test_a_folder_of_another_version_is_refused_and_kept(run, tmp_path, manifest, words):
    (tmp_path / "sweep").mkdir()
    (tmp_path / "sweep/manifest.json").write_text(manifest)
    code, _, err = run(*BORDER, "-o", "sweep", "--workers", 1)
    words = words.replace("VERSION", __version__)
    assert (code, words in err.splitlines()[-1]) == (2, True)
    assert (tmp_path / "sweep/manifest.json").read_text() == manifest


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["-o", "s"], "--origins FILE or --border"),
        (["--border", "--origins", "p.csv", "-o", "s"], "--origins FILE or --border"),
        (["--origins", "p.csv", "--every", "1 km", "-o", "s"], "go with --border"),
        (["--origins", "p.csv", "-o", "s"], "there is no such file"),
        (["--origins", "p.parquet", "-o", "s"], "cannot be read"),
        (["--border"], "-o sweep/"),
        (["--status", "s"], "holds no manifest.json"),
        (["--border", "--scheduler", "tcp://", "-o", "s"], "no Dask scheduler answers"),
        (
            ["--border", "--scheduler", "tcp://a:1", "--workers", "2", "-o", "s"],
            "give one of them",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(run, asked, words):
    code, out, err = run("sweep", *asked)
    assert (code, out) == (2, "")
    assert words in err.splitlines()[-1]


def test_a_full_disk_is_told_and_what_is_done_is_kept(run, tmp_path, monkeypatch):
    whole = ledger.write_whole

    def full(path, content):
        if path.name.startswith("part-000002"):
            raise OSError(28, "No space left on device")
        whole(path, content)

    monkeypatch.setattr(ledger, "write_whole", full)
    code, _, err = run(*BORDER, "-o", "sweep", "--workers", 1, "--chunk", 4)
    assert code == 1
    assert "No space left on device" in err
    assert "the same command goes on from there" in err
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert ledger.status(tmp_path / "sweep").done == 8
    assert run(*BORDER, "-o", "sweep", "--workers", 1, "--chunk", 4)[0] == 0
    run(*BORDER, "-o", "other", "--workers", 1, "--chunk", 4)
    assert contents(tmp_path / "sweep") == contents(tmp_path / "other")


def test_an_origin_that_cannot_be_measured_from_does_not_stop_the_others():
    class Survey:
        def rows(self, shapes):
            if any(shape.x == 3 for shape in shapes):
                raise MemoryError("too much")
            return reach_many(shapes, ("himars",)).read_all()

    items = [(34.0 + n / 2, 50.4) for n in range(6)] + [(3.0, 50.0)] + [(37.0, 50.0)]
    outcome = Sweep(Survey()).outcome(Task(0, 100, items))
    assert [(each.item, each.why) for each in outcome.failed] == [(106, "too much")]
    truth = reach_many([each for each in items if each[0] != 3], ("himars",)).read_all()
    assert outcome.rows["share"].to_pylist() == truth["share"].to_pylist()
    assert set(outcome.rows["origin"].to_pylist()) <= {*range(100, 106), 107}


def test_without_dask_one_process_works_and_more_are_refused(run, monkeypatch):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec",
        lambda name, *package: None if name == "distributed" else find_spec(name, *package),
    )
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    asked = ("sweep", "--border", "--every", "500 km", "--range", "50 mi", "-o")
    code, out, err = run(*asked, "sweep")
    assert code == 0
    assert "4 of 4 origins" in out
    assert err.splitlines()[0].endswith("for one on each core, pip install 'rangemap[batch]'")
    _, _, err = run(*asked, "alone", "--workers", 1)
    assert "pip" not in err
    for more, words in (
        (("--workers", 2), "more than one worker needs Dask, which is not installed"),
        (("--scheduler", "tcp://127.0.0.1:1"), "a cluster needs Dask, which is not installed"),
    ):
        code, _, err = run(*asked, "more", *more)
        assert code == 2
        assert err.splitlines()[-1].startswith(f"rangemap: {words}")
        assert "pip install 'rangemap[batch]'" in err


def test_few_items_make_small_parts_and_many_large_ones():
    sizes = (200, 1000)
    totals = (0, 1, 200, 16_000, 20_000, 20_001, 64_000, 100_000, 10**9)
    assert [items_a_task(total, sizes) for total in totals] == [
        *(200, 200, 200, 200, 200),
        *(400, 800, 1000, 1000),
    ]
    assert [items_a_task(total, (1, 4)) for total in (24, 100, 101, 10**6)] == [1, 1, 2, 4]
    assert items_a_task(10**6, (50, 50)) == 50


def test_it_says_what_it_would_cost(run):
    code, out, _ = run(*BORDER, "--dry-run")
    assert code == 0
    assert out.startswith("16 origins in 1 parts: about ")


def test_parts_say_whose_numbers_they_are(run, tmp_path):
    run(*BORDER, "-o", "sweep", "--workers", 1)
    [part] = (tmp_path / "sweep/parts").iterdir()
    told = pq.read_metadata(part).metadata
    assert b"Not a prediction" in told[b"caveat"]
    geo = json.loads(told[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["geometry_types"] == ["Point"]
    rows = pq.read_table(part)
    xmin, _, xmax, _ = (
        np.array([box[side] for box in rows["bbox"].to_pylist()])
        for side in ("xmin", "ymin", "xmax", "ymax")
    )
    lon = shapely.get_x(shapely.from_wkb(rows["geometry"].to_numpy()))
    assert (xmin == lon).all()
    assert (xmax == lon).all()
    manifest = json.loads((tmp_path / "sweep/manifest.json").read_text(encoding="utf-8"))
    assert {"caveat", "sources", "worldview", "digest", "question"} <= set(manifest)
    assert compute(Scenario((PointOrigin(51, 34.7),))).sources[0].title in json.dumps(
        manifest["sources"]
    )


def test_of_what_is_no_number_sixty_characters_are_repeated(tmp_path):
    pd.DataFrame({"Lat": ["x" * 100], "Lon": ["34.7"]}).to_parquet(tmp_path / "long.parquet")
    (told,) = origins_of_file(tmp_path / "long.parquet").items()
    assert str(told).endswith(f"is no number ({'x' * 60}); write degrees")
