"""JSON Schemas say what readers take and commands print. To write those of outputs anew:

python tests/export/test_schemas.py
"""

import copy
import json
import re
import sys
import tempfile
import tomllib
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from itertools import chain
from pathlib import Path

import pytest
import tomli_w
from jsonschema import Draft202012Validator

from rangemap import Scenario
from rangemap.cli import main
from rangemap.errors import InputError
from rangemap.export import schemas
from rangemap.scenario.choices import SCHEMAS
from rangemap.scenario.pair import pair_from_toml
from rangemap.world.catalog import read_catalog
from rangemap.world.timeline import read_timeline

TOP = Path(__file__).parents[2]
STORED = TOP / "rangemap/export/outputs.json"
AT = ("--at", "51.0,34.7,Sumy")
# every kind of origin, one of no name and one of a file among them
KINDS = (
    "--at",
    "46,31",
    "--border-km",
    "300:310",
    "--setback",
    "20 km",
    "--origins",
    "line.geojson",
)
LINE = """{"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"name": "L"},
        "geometry": {"type": "LineString", "coordinates": [[34, 51], [35, 51.2]]}},
    {"type": "Feature", "properties": {},
        "geometry": {"type": "Point", "coordinates": [36, 50]}}]}"""
FILES = (".toml", ".geojson")
OWN = ("--range", "A=70 km..75 mi")
CATALOG = """
[[weapon]]
id = "mine"
name = "Mine"
[[weapon.range]]
value = "90 km"
source = { title = "A title", publisher = "A paper", date = "2024" }
"""
MINE = ("--catalog", "own.toml", "--weapon", "mine")
# of each command several, so that what is there always and what is not can be told apart
OUTPUTS = {
    "reach": [
        ("reach", *AT),
        ("reach", "--border-km", "300:310", "--setback", "20 km", "--range", "A=70 km..75 mi"),
        ("reach", "--at", "46,31", "--only", "RU-KRS", "--range", "9 km", "--lang", "uk"),
        ("reach", *AT, "--at", "50.3,36.9", "--except", "RU-KRS", "--title", "T"),
        ("reach", *KINDS),
        ("reach", *AT, *MINE),
    ],
    "compare": [
        ("compare", *AT),
        ("compare", *AT, "--before", "atacms", "--after", "himars", "--only", "RU-KRS"),
        ("compare", *KINDS, "--versus", "400:410", "--lang", "uk"),
        ("compare", *AT, "--catalog", "own.toml", "--after", "mine"),
    ],
    "thresholds": [
        ("thresholds", *AT, "--region", "RU-KRS"),
        ("thresholds", *AT, "--region", "RU-BEL", "--range", "9 km", "--only", "RU-BEL"),
        ("thresholds", *KINDS, *OWN, "--region", "RU-VLG", "--title", "T"),  # half of it: too far
        ("thresholds", *AT, *MINE, "--region", "RU-KRS"),
    ],
    "disputes": [
        ("disputes", *AT),
        ("disputes", *AT, "--weapon", "atacms", "--only", "RU-KRS"),
        ("disputes", *KINDS, *OWN, "--weapon", "himars", "--title", "T"),
        ("disputes", *AT, *MINE),
    ],
    "depth": [
        ("depth", *AT),
        ("depth", *AT, "--at", "50.3,36.9", "--only", "RU-KRS"),
        ("depth", *KINDS, *OWN, "--title", "T"),
        ("depth", *AT, "--at", "50.3,36.9", *MINE),
    ],
    "timeline": [("timeline", "--lang", "ru")],
    "story": [("story", "a.toml", "b.toml"), ("story", "b.toml", "a.toml", "--title", "T")],
    "lesson": [("lesson",), ("lesson", "--lat", "90"), ("lesson", "--range", "50 km")],
    "weapons": [("weapons",)],
    "regions": [("regions",), ("regions", "--country", "all", "--lang", "uk")],
    "places": [("places", "Sudzha"), ("places", "Minsk")],
    "border": [("border",), ("border", "--border-with", "PL")],
}


def printed(folder, arguments):
    """What a command prints with --json."""
    for name, weapon in (("a", "himars"), ("b", "atacms")):
        text = f'weapons = ["{weapon}"]\n[[origins]]\nlat = 51.0\nlon = 34.7\n'
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "own.toml").write_text(CATALOG, encoding="utf-8")
    (folder / "line.geojson").write_text(LINE, encoding="utf-8")
    given = [str(folder / each) if each.endswith(FILES) else each for each in arguments]
    out = StringIO()
    with redirect_stdout(out), pytest.raises(SystemExit) as ended:
        main([*given, "--json"])
    assert ended.value.code == 0
    return json.loads(out.getvalue())


def inferred(values):
    """The schema of values of one place: their types, and the fields that each of them has."""
    kinds = {
        "object": [each for each in values if isinstance(each, dict)],
        "array": [each for each in values if isinstance(each, list)],
        "string": [each for each in values if isinstance(each, str)],
        "boolean": [each for each in values if isinstance(each, bool)],
        "null": [each for each in values if each is None],
        "number": [
            each for each in values if isinstance(each, int | float) and not isinstance(each, bool)
        ],
    }
    present = [kind for kind, found in kinds.items() if found]
    schema = {"type": present[0] if len(present) == 1 else present} if present else {}
    if tables := kinds["object"]:
        names = list(dict.fromkeys(chain.from_iterable(tables)))
        if any(re.fullmatch(r"[A-Z]{2}-\w+|himars|atacms", name) for name in names):
            inner = [value for table in tables for value in table.values()]
            schema["additionalProperties"] = inferred(inner)  # keys are codes or ids
        else:
            schema["properties"] = {
                name: inferred([table[name] for table in tables if name in table]) for name in names
            }
            schema["required"] = [name for name in names if all(name in each for each in tables)]
    if kinds["array"]:
        schema["items"] = inferred(list(chain.from_iterable(kinds["array"])))
    return schema


@pytest.fixture(scope="module")
def every():
    return schemas.schemas()


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The first document of OUTPUTS of a command, as text that many may parse."""
    folder = tmp_path_factory.mktemp("first")
    return cache(lambda name: json.dumps(printed(folder, OUTPUTS[name][0])))


def test_every_schema_is_one_and_has_a_name_on_the_command_line(every):
    assert tuple(every) == SCHEMAS
    for schema in every.values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", OUTPUTS)
def test_what_a_command_prints_is_as_its_schema_says(name, every, first, tmp_path):
    validator = Draft202012Validator(every[f"{name}-output"])
    validator.validate(json.loads(first(name)))
    for arguments in OUTPUTS[name][1:]:
        validator.validate(printed(tmp_path, arguments))


@pytest.mark.parametrize("name", ["compare", "thresholds", "disputes", "depth"])
def test_what_a_command_prints_of_other_origins_is_as_its_schema_says(name, every, tmp_path):
    where = ("--border-km", "320", "--at", "51,34.7")
    near = ("--region", "RU-KRS", "--region", "RU-KOS") if name == "thresholds" else ()
    document = printed(tmp_path, (name, *where, *near, "--lang", "ru"))
    Draft202012Validator(every[f"{name}-output"]).validate(document)


@pytest.mark.parametrize("name", ["reach", "depth", "regions", "border", "weapons"])
def test_an_output_without_one_of_its_fields_is_refused(name, every, first):
    schema = every[f"{name}-output"]
    document = json.loads(first(name))
    record = document[0] if isinstance(document, list) else document
    record.pop(schema.get("items", schema)["required"][0])
    assert not Draft202012Validator(schema).is_valid(document)


def block(page):
    [text] = re.findall(r"```toml\n(.*?)```", (TOP / page).read_text("utf-8"), re.DOTALL)
    return tomllib.loads(text)


FULL = {
    "title": "T",
    "country": "RU",
    "worldview": "un",
    "language": "uk",
    "permission": {"only": ["RU-KRS"]},
    "weapons": ["himars", {"name": "N", "range": "75 mi", "minimum": "10 km"}],
    "origins": [
        {"lat": 51.0, "lon": 34.7, "name": "Sumy"},
        {"border": "RU", "from_km": 300.0, "to_km": 500.0, "setback": "20 km", "name": "b"},
        {"geojson": '{"type":"Point","coordinates":[34,51]}', "name": "g"},
    ],
}
EXAMPLES = {
    "scenario": [FULL, {"origins": [{"border": "PL"}]}],
    "pair": [{"before": FULL, "after": FULL}],
    "catalog": [
        tomllib.loads((TOP / "rangemap/world/weapons.toml").read_text("utf-8")),
        block("docs/catalogue.md"),
    ],
    "timeline": [
        tomllib.loads((TOP / "rangemap/world/timeline.toml").read_text("utf-8")),
        block("docs/timeline.md"),
    ],
}


def read(name, document, folder):
    text = tomli_w.dumps(document)
    if name == "scenario":
        return Scenario.from_toml(text)
    if name == "pair":
        return pair_from_toml(text)
    file = folder / "file.toml"
    file.write_text(text, encoding="utf-8")
    return {"catalog": read_catalog, "timeline": read_timeline}[name](file)


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_a_reader_takes_its_schema_takes(name, every, tmp_path):
    for document in EXAMPLES[name]:
        assert read(name, document, tmp_path)
        Draft202012Validator(every[name]).validate(document)


def mutants(document):
    """The document with one thing changed, everywhere."""
    for path, value in places(document):
        if len(path) > 5 and any(isinstance(step, int) and step > 1 for step in path):
            continue  # alike the first ones
        for other in ("", "x" * 2000, -1, 1e9, True, [], {}, ["x"], {"x": 1}, "\u00a0"):
            if other != value:
                yield path, changed(document, path, other)
        yield path, changed(document, path, None)
        if isinstance(value, dict):
            yield path, changed(document, (*path, "unknown"), 1)


def places(value, path=()):
    if path:
        yield path, value
    if isinstance(value, dict):
        inner = list(value.items())
    else:
        inner = list(enumerate(value))[:3] if isinstance(value, list) else []
    for key, each in inner:
        yield from places(each, (*path, key))


def changed(document, path, value):
    """A copy with that value there, or without it where it is None."""
    copied = copy.deepcopy(document)
    *before, last = path
    parent = copied
    for step in before:
        parent = parent[step]
    if value is None:
        del parent[last]
    else:
        parent[last] = value
    return copied


MUTANTS = {
    "scenario": EXAMPLES["scenario"][0],
    "catalog": EXAMPLES["catalog"][1],
    "timeline": EXAMPLES["timeline"][1],
}


@pytest.mark.parametrize("name", MUTANTS)
def test_what_a_schema_refuses_its_reader_refuses(name, every, tmp_path):
    validator = Draft202012Validator(every[name])
    refused, taken = 0, []
    for path, document in mutants(MUTANTS[name]):
        if validator.is_valid(document):
            continue
        refused += 1
        try:
            read(name, document, tmp_path)
        except InputError:
            continue
        taken.append(path)
    assert not taken
    assert refused > 100


def test_the_command_prints_a_schema(capsys, every):
    with pytest.raises(SystemExit):
        main(["schema", "scenario"])
    assert json.loads(capsys.readouterr().out) == every["scenario"]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as here:
        found = {
            name: inferred([printed(Path(here), arguments) for arguments in asked])
            for name, asked in OUTPUTS.items()
        }
    STORED.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(f"wrote {STORED}\n")
