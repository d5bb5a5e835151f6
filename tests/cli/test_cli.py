import csv
import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from rangemap.analysis.reach import REGION_COLUMNS
from rangemap.analysis.uncertainty import ERROR_COLUMNS
from rangemap.cli import commands
from rangemap.cli import options as cli
from rangemap.export.reports import Report

AT = ("--at", "51.0,34.7")


def test_json_is_the_table_with_scenario_totals_sources_and_caveat(run):
    code, out, err = run("reach", *AT, "--weapon", "himars", "--weapon", "atacms", "--json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    columns = [*REGION_COLUMNS, *ERROR_COLUMNS]
    assert all(list(row) == columns for row in document["regions"])
    himars = {row["region"] for row in document["regions"] if row["weapon"] == "himars"}
    assert himars == {"RU-KRS", "RU-BEL"}
    totals = {row["weapon"]: row for row in document["totals"]}
    assert totals["atacms"]["regions_reached"] == 9
    assert totals["atacms"]["range_km"] == pytest.approx(305.77536)
    assert document["caveat"] == "Maximum published range. Not a prediction."
    assert document["scenario"]["origins"] == [{"lat": 51.0, "lon": 34.7}]
    titles = " ".join(source["title"] for source in document["sources"])
    assert "Biden for the first time OKs" in titles
    assert "Natural Earth" in titles
    assert "GeoNames" in titles


def test_the_table_rounds_to_what_the_figures_carry(run):
    _, out, _ = run("reach", *AT)
    assert "HIMARS  80 km (50 mi)  7,600 km² in 2 regions" in out
    assert "RU-KRS  Kursk Oblast" in out
    assert "under 1 %" in out
    assert "Not a prediction" in out
    assert "126,213" not in out


def test_a_range_alone_is_measured_alone_and_beside_weapons_too(run):
    _, out, _ = run("reach", *AT, "--range", "75 mi", "--json")
    assert [row["weapon"] for row in json.loads(out)["totals"]] == ["75 mi"]
    _, out, _ = run("reach", *AT, "--range", "New=75 mi", "--weapon", "himars", "--json")
    assert [row["weapon"] for row in json.loads(out)["totals"]] == ["himars", "New"]


BAD = [
    (("reach",), "no origin is given"),
    (("reach", "--at", "134,51"), "are latitude and longitude swapped"),
    (("reach", "--at", "51"), "latitude,longitude"),
    (("reach", "--at", "nan,34"), "not a number"),
    (("reach", *AT, "--weapon", "himar"), "did you mean himars"),
    (("reach", *AT, "--range", "0 km"), "greater than zero"),
    (("reach", *AT, "--range", "-5 km"), "greater than zero"),
    (("reach", *AT, "--range", "30000 km"), "between 100 m and 5000 km"),
    (("reach", *AT, "--only", "RU-KRS", "--except", "RU-BEL"), "contradict"),
    (("reach", *AT, "--only", "RU-KRK"), "RU-KRS"),
    (("reach", *AT, "--only", ""), "names no region"),
    (("reach", *AT, "--country", "FR"), "FR"),
    (("reach", "--place", "Khrkiv"), "did you mean Kharkiv"),
    (("reach", "--border-km", "500:300"), "lesser km first"),
    (("reach", "--border-km", "300:300"), "lesser km first"),
    (("reach", "--border-km", "1000:9000"), "km"),
    (("reach", *AT, "--setback", "20 km"), "--border"),
    (("reach", "--border", "--setback", "x"), "setback"),
    (("reach", "--origins", "none.csv"), "there is no such file"),
    (("reach", "--origins", "empty.csv"), "is empty"),
    (("reach", "--origins", "broken.csv"), "line 3"),
    (("reach", "--origins", "origins.xyz"), "none of the files that are read"),
    (("reach", *AT, "--regions", "none.gpkg"), "no such file"),
    (("reach", *AT, "-o", "map.bmp"), "is no output"),
    (("reach", *AT, "-o", "map"), "is no output"),
    (("reach", *AT, "-o", "no/such/folder/map.csv"), "does not exist"),
    (("reach", *AT, "-o", "old.csv"), "--force"),
    (("reach", *AT, "-o", "new.csv", "-o", "new.csv"), "named twice"),
    (("reach", "none.toml"), "No such file"),
    (("reach", "broken.toml"), "is not TOML"),
    (("reach", "good.toml", *AT), "use one"),
    (("reach", *AT, "--nonsense"), "--nonsense"),
    (("places", "Qqqqqqqqqq"), "no town"),
    (("border", "-o", "border.csv"), ".geojson"),
    (("border", "--border-with", "FR"), "FR"),
    (("weapons", "--catalog", "broken.toml"), "is not TOML"),
    (("nonsense",), "nonsense"),
]


@pytest.mark.parametrize(("arguments", "hint"), BAD, ids=[" ".join(each[0]) for each in BAD])
def test_bad_input_gets_one_sentence_and_exit_code_2(run, tmp_path, arguments, hint):
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    (tmp_path / "broken.csv").write_text("lat,lon,name\n51,34,a\n134,51,b\n", encoding="utf-8")
    (tmp_path / "origins.xyz").write_text("1 2", encoding="utf-8")
    (tmp_path / "old.csv").write_text("old", encoding="utf-8")
    (tmp_path / "broken.toml").write_text("a = [", encoding="utf-8")
    (tmp_path / "good.toml").write_text("origins = [{lat = 51.0, lon = 34.7}]", encoding="utf-8")
    code, out, err = run(*arguments)
    assert code == 2, err
    assert out == ""
    assert hint in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert (tmp_path / "old.csv").read_text(encoding="utf-8") == "old"
    assert not list(tmp_path.glob("*.part"))


def test_an_output_is_replaced_only_when_asked(run, tmp_path):
    old = tmp_path / "reach.csv"
    old.write_text("old", encoding="utf-8")
    code, _, err = run("reach", *AT, "-o", "reach.csv", "--force")
    assert code == 0
    assert "wrote reach.csv" in err
    rows = list(csv.DictReader(old.read_text(encoding="utf-8").splitlines()))
    assert rows[0]["region"] == "RU-KRS"
    assert float(rows[0]["share"]) == pytest.approx(0.211774, rel=1e-3)


def test_a_scenario_file_makes_the_same_bytes_again(run, tmp_path):
    outputs = ("scenario.toml", "first.geojson", "first.csv")
    options = [option for name in outputs for option in ("-o", name)]
    assert run("reach", *AT, "--range", "New=75 mi", "--lang", "uk", *options)[0] == 0
    assert run("reach", "scenario.toml", "-o", "second.geojson", "-o", "second.csv")[0] == 0
    for suffix in (".geojson", ".csv"):
        first, second = (tmp_path / f"{name}{suffix}" for name in ("first", "second"))
        assert first.read_bytes() == second.read_bytes()


def test_a_failed_run_leaves_old_files_and_writes_no_other(run, tmp_path, monkeypatch):

    def fail(_report, _reach, _suffixes, _looks):
        yield b"new"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Report, "files", fail)
    old = tmp_path / "a.geojson"
    old.write_text("old", encoding="utf-8")
    code, _, err = run("reach", *AT, "-o", "a.geojson", "-o", "b.csv", "--force")
    assert code == 1
    assert "No space left" in err
    assert old.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.geojson"]


def test_compare_tells_what_became_reachable(run, tmp_path):
    for name, weapons in (("before", "'himars'"), ("after", "'himars', 'atacms'")):
        scenario = f"weapons = [{weapons}]\norigins = [{{lat = 51.0, lon = 34.7}}]\n"
        (tmp_path / f"{name}.toml").write_text(scenario, encoding="utf-8")
    outputs = ("-o", "gained.csv", "-o", "gained.geojson")
    code, out, _ = run("compare", "before.toml", "after.toml", "--json", *outputs)
    assert code == 0
    document = json.loads(out)
    assert document["totals"]["regions_newly_reached"] == 7
    assert document["sentence"].startswith(
        "From a point 12 km north-west of Sumy, HIMARS and ATACMS reach about 119,000 km² more "
        "than HIMARS, and seven Russian regions out of reach before"
    )
    kursk = next(row for row in document["regions"] if row["region"] == "RU-KRS")
    assert kursk["gained_km2"] == pytest.approx(30127.0 - 6380.11, rel=1e-3)
    rows = list(csv.DictReader((tmp_path / "gained.csv").read_text("utf-8").splitlines()))
    assert sum(row["kind"] == "region" for row in rows) == 9
    features = json.loads((tmp_path / "gained.geojson").read_text("utf-8"))["features"]
    kinds = {feature["properties"]["kind"] for feature in features}
    assert kinds == {"origin", "place", "buffer", "kept", "gained"}
    _, out, _ = run("compare", "before.toml", "after.toml")
    assert "newly reached" in out
    assert run("compare", "before.toml", "after.toml", "-o", "map.docx")[0] == 2


def test_thresholds_tell_from_which_range_on(run, tmp_path):
    options = ("--region", "RU-KRS", "-o", "curve.csv", "-o", "curve.svg")
    code, out, _ = run("thresholds", *AT, *options, "--json")
    assert code == 0
    document = json.loads(out)
    (kursk,) = document["thresholds"]
    assert kursk["first_km"] == pytest.approx(18.504, abs=0.02)
    assert kursk["first_km"] < kursk["half_km"] < kursk["whole_km"] < 305
    at_himars = document["at_ranges"][0]
    assert at_himars["RU-KRS"] == pytest.approx(6380.11, abs=30)
    rows = list(csv.DictReader((tmp_path / "curve.csv").read_text("utf-8").splitlines()))
    assert (rows[0]["kind"], rows[0]["region"]) == ("region", "RU-KRS")
    curve = [row for row in rows if row["kind"] == "range"]
    assert [float(row["range_km"]) for row in curve] == list(range(1001))
    assert float(curve[300]["RU-KRS"]) == pytest.approx(30127.0, rel=1e-6)
    assert "Kursk Oblast" in (tmp_path / "curve.svg").read_text("utf-8")
    _, out, _ = run("thresholds", *AT, "--region", "RU-KRS")
    assert "RU-KRS  Kursk Oblast    19 km" in out


def test_disputes_show_shares_as_intervals_with_their_sources(run, tmp_path):
    code, out, _ = run("disputes", *AT, "--weapon", "atacms", "--json", "-o", "intervals.csv")
    assert code == 0
    rows = {row["region"]: row for row in json.loads(out)["regions"]}
    assert rows["RU-ORL"]["least_share"] < rows["RU-ORL"]["used_share"]
    assert "least_share" in (tmp_path / "intervals.csv").read_text("utf-8")
    _, out, _ = run("disputes", *AT, "--weapon", "atacms")
    assert "RU-ORL  Oryol Oblast" in out
    assert "Janes" in out


def test_depth_counts_origins(run, tmp_path):
    two = ("--at", "51.0,34.7", "--at", "50.1,36.3", "--weapon", "atacms")
    code, out, _ = run("depth", *two, "--json", "-o", "depth.csv")
    assert code == 0
    assert [row["origins"] for row in json.loads(out)["areas"]] == [1, 2]
    assert (tmp_path / "depth.csv").read_text("utf-8").startswith("weapon,origins,area_km2")
    assert "from both:" in run("depth", *two)[1]


def test_weapons_lists_every_figure_with_its_source(run):
    _, out, _ = run("weapons")
    assert "himars" in out
    assert "(POLITICO, 2022-06-23)" in out
    assert "FP-5" in out
    _, out, _ = run("weapons", "--json")
    document = json.loads(out)
    assert [each["weapon"] for each in document[:2]] == ["himars", "atacms"]
    assert document[0]["published"][0]["value"] == "50 mi"
    claimed = [each["weapon"] for each in document if each["claimed"]]
    assert claimed == ["long-neptune", "peklo", "flamingo"]


def test_regions_lists_codes_names_and_areas_in_three_languages(run):
    _, out, _ = run("regions", "--json")
    assert len(json.loads(out)) == 83
    _, out, _ = run("regions", "--country", "UA", "--lang", "uk")
    assert "Харківська область" in out
    _, out, _ = run("regions", "--country", "all", "--json")
    assert len(json.loads(out)) == 110


def test_places_finds_a_town(run):
    _, out, _ = run("places", "Sudzha", "--json")
    town = json.loads(out)[0]
    assert (town["name"], town["region"], town["exact"]) == ("Sudzha", "RU-KRS", True)
    _, out, _ = run("places", "Sudzha")
    assert "GeoNames" in out


def test_border_tells_its_length_and_writes_its_line(run, tmp_path):
    _, out, err = run("border", "--json", "-o", "border.geojson")
    assert err == "wrote border.geojson\n"
    record = json.loads(out)
    assert record["length_km"] == pytest.approx(1524, abs=5)
    assert record["official_land_km"] == 1974
    assert "generalised" in record["length_note"]
    assert "1,974 km on land" in record["length_note"]
    assert "Border Guard Service" in record["official_source"]
    line = json.loads((tmp_path / "border.geojson").read_text(encoding="utf-8"))
    feature = line["features"][0]
    assert feature["geometry"]["type"] == "LineString"
    lon, lat = feature["geometry"]["coordinates"][0]
    assert (record["start"]["lon"], record["start"]["lat"]) == pytest.approx((lon, lat), abs=1e-6)
    assert line["worldview"] == "un"
    assert feature["properties"]["length_note"] == record["length_note"]
    assert feature["properties"]["official_land_km"] == 1974
    _, out, _ = run("border")
    assert record["length_note"] in out
    assert out.startswith("Ukraine’s border with Russia: ")
    _, out, _ = run("border", "--border-with", "BY")
    assert out.startswith("Ukraine’s border with Belarus: ")
    _, out, _ = run("border", "--border-with", "PL", "--json")
    assert "official_land_km" not in json.loads(out)
    assert "official" not in json.loads(out)["length_note"]


def test_an_unexpected_error_is_one_sentence_unless_debug_is_asked(run, monkeypatch):

    def fail(*_args, **_kwargs):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(commands, "measure", fail)
    code, _, err = run("reach", *AT)
    assert (code, err) == (1, "rangemap: division by zero\n")
    code, _, err = run("--debug", "reach", *AT)
    assert "Traceback" in err


@pytest.mark.parametrize("name", list(cli.cli.commands))
def test_every_command_and_option_says_what_it_is_for(name):
    command = cli.cli.commands[name]
    assert command.help
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert options
    assert [each.opts for each in options if not each.help] == []


def test_help_waits_for_no_heavy_import():
    """The rule is an answer within 0.3 s; what costs is importing, which can be asserted."""
    script = (
        "import sys, rangemap.cli as c\n"
        "try: c.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy','shapely','geopandas','pandas','pyproj','streamlit','matplotlib'}"
        " & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[-1] == "[]"


def test_the_catalogue_is_listed_without_geometry():
    script = (
        "import sys, rangemap.cli as c\n"
        "try: c.main(['weapons'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'shapely','geopandas','pandas','pyproj','matplotlib'}"
        " & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_goes_away_is_no_traceback():
    command = f"{sys.executable} -m rangemap weapons | head -n 1"
    out = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert "Traceback" not in out.stderr


def test_a_lesson_is_a_table_or_data_and_a_sheet_to_print(run, tmp_path):
    code, out, _ = run("lesson", "--lat", "60", "-o", "sheet.pdf")
    assert code == 0
    assert "in Web Mercator " in out
    assert "Not a prediction" in out
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    code, out, _ = run("lesson", "--lat", "60", "--range", "100 km", "--json")
    ways = {way["method"]: way for way in json.loads(out)["ways"]}
    assert code == 0
    assert ways["mercator"]["worst_km"] == pytest.approx(-50, abs=1)
    code, out, _ = run("lesson", "--weapon", "himars", "--lang", "uk")
    assert "80\u00a0км (50\u00a0миль)" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--lat", "134"), "is not on the Earth"),
        (("--lat", "nan"), "is not on the Earth"),
        (("--range", "5000 km"), "from 10 km to 2,000 km"),
        (("--range", "5"), "has no unit"),
        (("--range", "75 mi", "--weapon", "atacms"), "not both"),
        (("--weapon", "excalibur"), "no weapon"),
        (("-o", "sheet.docx"), ".png, .svg, .pdf"),
    ],
)
def test_a_lesson_that_cannot_be_given_is_refused_in_a_sentence(run, arguments, said):
    code, out, err = run("lesson", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_compare_has_himars_against_atacms_ready(run):
    code, out, _ = run("compare", "--at", "51.0,34.7,Sumy", "--json")
    assert code == 0
    document = json.loads(out)
    assert document["before"]["weapons"] == ["himars"]
    assert document["after"]["weapons"] == ["atacms"]
    assert document["sentence"].startswith("From Sumy, ATACMS reaches about 119,000 km² more than")
    choice = ("--before", "atacms", "--after", "himars")
    code, out, _ = run("compare", "--at", "51.0,34.7,Sumy", *choice, "--json")
    assert (
        "reaches about 119,000 km² less than ATACMS; seven Russian regions"
        in json.loads(out)["sentence"]
    )


def test_compare_takes_ranges_of_ones_own_before_and_after(run):
    given = ("compare", "--at", "51.0,34.7,Sumy", "--before", "himars", "--before", "80km")
    code, out, _ = run(*given, "--after", "Longer=70 km..500 km", "--json")
    assert code == 0
    document = json.loads(out)
    assert document["before"]["weapons"] == ["himars", {"name": "80 km", "range": "80 km"}]
    longer = {"name": "Longer", "range": "500 km", "minimum": "70 km"}
    assert document["after"]["weapons"] == [longer]
    code, _, err = run("compare", "--at", "51.0,34.7", "--after", "Longer=500")
    assert (code, "'500' has no unit" in err) == (2, True)
    code, _, err = run("compare", "--at", "51.0,34.7", "--after", "attacms")
    assert (code, "did you mean atacms?" in err) == (2, True)
    code, _, err = run("compare", "--at", "51.0,34.7", "--versus", "Kharkiv", "--before", "500")
    assert (code, "no weapon '500'" in err) == (2, True)


def test_compare_takes_files_or_options_but_not_both(run, tmp_path):
    (tmp_path / "a.toml").write_text("origins = [{lat = 51.0, lon = 34.7}]", encoding="utf-8")
    code, _, err = run("compare", "a.toml", "a.toml", "--after", "atacms")
    assert code == 2
    assert "and so do the options for after" in err


def test_a_limit_tells_permitted_from_withheld(run):
    code, out, _ = run("reach", "--at", "51.0,34.7,Sumy", "--only", "RU-KRS")
    assert code == 0
    assert "permitted 6,400 km² in 1 region; withheld 1,200 km² in 1 region" in out
    assert "withheld 1,200 km² in 1 region (16 % of the reach)" in out
    assert "withheld 96,000 km² in 8 regions (76 % of the reach)" in out
    assert (
        "permits about 6,400 km² in Kursk Oblast and withholds about 1,200 km² in Belgorod" in out
    )


TWO_LAYERS = Path(__file__).parents[1] / "intake" / "cases" / "two_layers.gpkg"


def test_a_layer_of_a_file_of_origins_is_chosen(run):
    code, out, err = run("reach", "--origins", str(TWO_LAYERS), "--json")
    assert (code, out) == (2, "")
    assert "holds the layers 'ADM_0', 'ADM_1'; say which one (--origins-layer)" in err
    code, out, _ = run(
        *("reach", "--origins", str(TWO_LAYERS), "--origins-layer", "ADM_0", "--json")
    )
    assert code == 0
    assert json.loads(out)["scenario"]["origins"]
    code, _, err = run("reach", *AT, "--origins-layer", "ADM_0")
    assert (code, err) == (2, "rangemap: --origins-layer goes with --origins\n")


def test_what_was_assumed_of_a_file_of_origins_is_told(run, tmp_path):
    shapefile = tmp_path / "own.kml"
    shapefile.write_text(
        "<kml><NetworkLink/><Placemark><Point><coordinates>34.7,51</coordinates></Point>"
        "</Placemark></kml>",
        encoding="utf-8",
    )
    code, _, err = run("reach", "--origins", str(shapefile), "--json")
    assert code == 0
    assert err == f"rangemap: {shapefile}: 1 of its links to other files not followed\n"


@pytest.mark.parametrize("asked", [("--at", "Суми"), ("--at", "Sumy, UA"), ("--border-km", "Sumy")])
def test_a_town_where_a_place_is_typed_is_told_where_it_goes(run, asked):
    code, _, err = run("reach", *asked)
    assert code == 2
    assert err.endswith("; a town goes with --place\n")


def test_a_list_of_towns_is_told_where_they_go(run, tmp_path):
    towns = tmp_path / "towns.csv"
    towns.write_text("Суми\nХарків\n", encoding="utf-8")
    _, _, err = run("reach", "--origins", str(towns))
    assert err.endswith("; a town goes with --place\n")
    _, _, err = run("reach", "--at", "51.0")
    assert "--place" not in err


def test_two_origins_are_compared_by_one_option(run):
    code, out, _ = run("compare", "--border", "--versus", "0:805", "--json")
    assert code == 0
    told = json.loads(out)
    assert [each["origins"][0].get("to_km") for each in (told["before"], told["after"])] == [
        805.0,
        None,
    ]
    people = told["people"]
    assert 1.5 < people["after"] / people["before"] < 2.0  # 13.6 and 7.6 million
    assert "People in places of 5,000 or more within range: " in told["sentence"]
    assert told["totals"]["lost_km2"] < 1
    whole, stretch = (
        json.loads(run("reach", *origin, "--weapon", "atacms", "--json")[1])["totals"][0]
        for origin in (["--border"], ["--border-km", "0:805"])
    )
    gained = whole["reached_km2"] - stretch["reached_km2"]
    assert told["totals"]["gained_km2"] == pytest.approx(gained, rel=1e-5)
    counted = {"after": 0, "before": 0}
    for place in told["places"]:
        for when, changes in (("after", ("gained", "kept")), ("before", ("lost", "kept"))):
            counted[when] += place["population"] * (place["change"] in changes)
    assert people == pytest.approx(counted, rel=0.01)  # those of towns within cities stand twice


def test_what_versus_names_is_a_border_kilometres_a_position_or_a_town(run):
    for text, expected in (
        ("border", {"border": "RU"}),
        ("300", {"border": "RU", "from_km": 300.0}),
        ("50.1,36.3,Here", {"lat": 50.1, "lon": 36.3, "name": "Here"}),
    ):
        code, out, _ = run("compare", "--at", "51.0,34.7", "--versus", text, "--json")
        assert code == 0
        assert json.loads(out)["before"]["origins"] == [expected]
    _, out, _ = run("compare", "--at", "51.0,34.7,Sumy", "--versus", "Kharkiv", "--lang", "en")
    assert out.startswith("From Sumy, ATACMS reaches about ")
    assert "less in others than from Kharkiv" in out
    assert "before" not in out
    code, _, err = run("compare", "a.toml", "b.toml", "--versus", "Kharkiv")
    assert code == 2
    assert "--versus goes with origins given by options" in err
