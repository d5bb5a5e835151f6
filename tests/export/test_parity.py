"""Every analysis in every form, each file read by a program that did not write it."""

import csv
import inspect
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import openpyxl
import pyarrow.parquet
import pyogrio
import pytest

from rangemap import PointOrigin, Scenario, compute, depth, disputes, thresholds
from rangemap.analysis.comparison import compare
from rangemap.cli import options
from rangemap.cli.commands import LOOKS
from rangemap.export.comparison import COMPARISON
from rangemap.export.depth import DEPTH
from rangemap.export.disputes import DISPUTES
from rangemap.export.lesson import LESSON
from rangemap.export.reach import REACH
from rangemap.export.thresholds import THRESHOLDS
from rangemap.scenario.pair import pair_from_toml
from rangemap.wording.lesson import handed_out
from rangemap.world import boundaries
from rangemap.world.catalog import bundled_catalog

PAGE = Path(__file__).parents[2] / "docs" / "outputs.md"
TWO = (PointOrigin(51.0, 34.7, "Sumy"), PointOrigin(50.1, 36.3, "Kharkiv"))
SCENARIO = Scenario(TWO)
COLUMNS = ("origin", "scenario", "range_source", "boundary_source", "caveat")
RESULTS = {
    "reach": (REACH, lambda: compute(SCENARIO)),
    "compare": (
        COMPARISON,
        lambda: compare(
            compute(Scenario(TWO, weapons=("atacms",))),
            compute(Scenario(TWO[:1], weapons=("himars",))),
        ),
    ),
    "thresholds": (THRESHOLDS, lambda: thresholds(SCENARIO, only=("RU-KRS", "RU-BEL"))),
    "disputes": (DISPUTES, lambda: disputes(SCENARIO)),
    "depth": (DEPTH, lambda: depth(compute(SCENARIO))),
    "lesson": (LESSON, lambda: handed_out(bundled_catalog(), lat=60.0, lon=31.0)),
}
GEOMETRIES = {
    "reach": {"origin", "place", "buffer", "region"},
    "compare": {"origin", "place", "buffer", "kept", "lost"},
    "thresholds": {"origin", "place", "region"},
    "disputes": {"origin", "place", "buffer", "band"},
    "depth": {"origin", "place", "buffer", "area"},
    "lesson": {"origin", "edge"},
}
TABLES = {
    "reach": {"region", "place"},
    "compare": {"region", "place"},
    "thresholds": {"range", "region", "place"},
    "disputes": {"region", "place"},
    "depth": {"area", "place"},
    "lesson": {"edge"},
}
ERRORS = {
    "reach": {"reached_error_km2", "share_error"},
    "compare": {"gained_error_km2", "lost_error_km2", "before_share_error", "after_share_error"},
    "thresholds": {"RU-KRS error_km2", "total_error_km2"},
    "disputes": {"least_share_error", "greatest_share_error"},
    "depth": {"error_km2"},
    "lesson": {"area_error_km2", "worst_km"},
}


@pytest.fixture(scope="module", params=RESULTS)
def written(request, tmp_path_factory):
    """A result's name and data files, by suffix; pages are read in tests/web."""
    report, measure = RESULTS[request.param]
    result, folder = measure(), tmp_path_factory.mktemp(request.param)
    files = {suffix: folder / f"result{suffix}" for suffix in report.data if suffix != ".html"}
    for suffix, path in files.items():
        path.write_bytes(report.file(result, suffix))
    return request.param, files, report.summary(result)


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


def test_csv_names_origin_scenario_errors_sources_and_caveat(written):
    name, files, _ = written
    rows = rows_of(files[".csv"])
    assert {row["kind"] for row in rows} == TABLES[name]
    assert rows[0].keys() >= ERRORS[name]
    for row in rows:
        assert row["caveat"].endswith("Not a prediction.")
        if name != "lesson":
            assert all(row[column] for column in COLUMNS)
            assert Scenario.from_query(row["scenario"]).origins in (TWO, TWO[:1])
    if name == "compare":
        assert {row["origin_before"] for row in rows} == {"Sumy and Kharkiv"}
    assert any(row.get("name") for row in rows)


def test_places_are_in_every_file_with_people_and_distance(written):
    name, files, summary = written
    if name == "lesson":
        return
    expected = [
        (each["name"], each["population"], each["distance_km"]) for each in summary["places"]
    ]
    assert len(expected) > 10
    assert all(people >= 5000 and km >= 0 for _, people, km in expected)
    from_csv = [
        (row["name"], int(row["population"]), float(row["distance_km"]))
        for row in rows_of(files[".csv"])
        if row["kind"] == "place"
    ]
    assert from_csv == expected
    sheet = openpyxl.load_workbook(files[".xlsx"])["places"]
    head, *cells = sheet.iter_rows(values_only=True)
    at = [head.index(column) for column in ("name", "population", "distance_km")]
    assert [tuple(row[each] for each in at) for row in cells] == [
        (each, people, pytest.approx(km)) for each, people, km in expected
    ]
    features = json.loads(files[".geojson"].read_bytes())["features"]
    for table in (
        [each["properties"] for each in features],
        gpd.read_parquet(files[".parquet"]).to_dict("records"),
    ):
        found = [
            (each["name"], each["population"], each["distance_km"])
            for each in table
            if each["kind"] == "place"
        ]
        assert found == expected
    for suffix, layer in ((".gpkg", "places"), (".kml", "Places within reach")):
        frame = pyogrio.read_dataframe(files[suffix], layer=layer)
        people = frame["population"].astype(int)
        names = frame["name" if suffix == ".gpkg" else "Name"]
        assert list(zip(names, people, strict=True)) == [each[:2] for each in expected]


def test_every_program_reads_the_same_shapes(written):
    name, files, _ = written
    features = gpd.read_file(files[".geojson"])
    assert set(features["kind"]) == GEOMETRIES[name]
    assert features.geometry.is_valid.all()
    parquet = gpd.read_parquet(files[".parquet"])
    assert parquet.crs == "EPSG:4326"
    about = json.loads(pyarrow.parquet.read_schema(files[".parquet"]).metadata[b"rangemap"])
    assert about["caveat"].endswith("Not a prediction.")
    layers = [layer for layer, kind in pyogrio.list_layers(files[".gpkg"]) if kind]
    assert set(layers) == {f"{kind}s" for kind in GEOMETRIES[name]}
    folders = [
        len(pyogrio.read_dataframe(files[".kml"], layer=layer))
        for layer, _ in (pyogrio.list_layers(files[".kml"]))
    ]
    for kind in GEOMETRIES[name]:
        shapes = features[features["kind"] == kind].geometry
        others = [
            parquet[parquet["kind"] == kind].geometry,
            pyogrio.read_dataframe(files[".gpkg"], layer=f"{kind}s").geometry,
        ]
        assert len(shapes) in folders
        for other in others:
            assert len(other) == len(shapes)
            areas = (sum(abs(each.area) for each in listed) for listed in (other, shapes))
            assert next(areas) == pytest.approx(next(areas), rel=1e-6, abs=1e-9)
    with closing(sqlite3.connect(files[".gpkg"])) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_workbooks_have_a_sheet_per_kind_with_numbers_as_numbers(written):
    name, files, _ = written
    book = openpyxl.load_workbook(files[".xlsx"])
    assert set(book.sheetnames) == {f"{kind}s" for kind in TABLES[name]} | {"about"}
    told = {row[0]: row[1] for row in book["about"].iter_rows(values_only=True)}
    assert told["caveat"].endswith("Not a prediction.")
    for kind in TABLES[name]:
        head, first, *_ = book[f"{kind}s"].iter_rows(values_only=True)
        numbers = {cell for cell in head if cell.endswith(("km", "km2", "share", "population"))}
        assert numbers
        for cell, value in zip(head, first, strict=True):
            assert cell not in numbers or value is None or isinstance(value, int | float), cell
    assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet for cell in row)


def test_gained_kept_and_lost_are_the_areas_of_the_comparison():
    report, measure = RESULTS["compare"]
    comparison = measure()
    document = json.loads(report.file(comparison, ".geojson"))
    frame = gpd.GeoDataFrame.from_features(document["features"], crs="EPSG:4326")
    areas = frame[frame["kind"].isin(["kept", "lost"])].to_crs("EPSG:6933")
    found = areas.geometry.area.groupby(areas["kind"]).sum() / 1e6
    totals = comparison.totals()
    assert found["lost"] == pytest.approx(totals["lost_km2"], rel=1e-3)
    assert found["kept"] == pytest.approx(totals["after_km2"], rel=1e-3)


def test_a_pair_of_scenarios_reads_back():
    report, measure = RESULTS["compare"]
    comparison = measure()
    before, after = pair_from_toml(report.file(comparison, ".toml").decode())
    assert (before, after) == (comparison.before.scenario, comparison.after.scenario)


def parity_table():
    """Which command writes what, as Markdown; from the reports and the options themselves."""
    suffixes = list(
        dict.fromkeys(each for report, _ in RESULTS.values() for each in report.suffixes)
    )
    flags = ("json", "caption", *(name.replace("_", "-") for name in LOOKS))
    commands = {name: getattr(options, name) for name in RESULTS}
    given = {
        name: {option.lstrip("-") for each in command.params for option in each.opts}
        for name, command in commands.items()
    }
    heads = ["", *(f"`{name}`" for name in RESULTS)]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for suffix in suffixes:
        marks = ["yes" if suffix in report.suffixes else "–" for report, _ in RESULTS.values()]
        lines.append(f"| `{suffix}` | " + " | ".join(marks) + " |")
    for flag in flags:
        marks = ["yes" if flag in given[name] else "–" for name in RESULTS]
        lines.append(f"| `--{flag}` | " + " | ".join(marks) + " |")
    return "\n".join(lines)


def test_the_page_of_outputs_says_what_the_reports_can():
    assert parity_table() in PAGE.read_text("utf-8"), "run python tests/export/test_parity.py"


@pytest.mark.parametrize("name", RESULTS)
def test_the_help_names_every_suffix(name):
    report, _ = RESULTS[name]
    told = inspect.getdoc(getattr(options, name).callback)
    for suffix in report.suffixes:
        assert f"{suffix} " in f"{told} ".replace("\n", " "), suffix


if __name__ == "__main__":
    text = PAGE.read_text("utf-8")
    start, end = text.index("|  |"), text.index("|\n\n") + 2
    PAGE.write_text(f"{text[:start]}{parity_table()}\n{text[end:]}", "utf-8")


def test_a_region_called_as_a_column_of_a_file_takes_no_column_s_place():
    kursk = boundaries.regions().query("region == 'RU-KRS'")
    found = thresholds(Scenario(TWO[:1]), kursk.assign(region="caveat"))
    rows = list(csv.DictReader(io.StringIO(THRESHOLDS.file(found, ".csv").decode("utf-8-sig"))))
    at = next(row for row in rows if row.get("range_km") in ("80", "80.0"))
    exact = found.curve([80.0])["caveat"].iloc[0]
    assert float(at["region caveat"]) == pytest.approx(exact)
    assert at["caveat"].endswith("Not a prediction.")
