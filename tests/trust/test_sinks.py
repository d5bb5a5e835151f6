"""Text from outside through every place where it enters and every output there is."""

import contextlib
import csv
import functools
import html
import io
import json
import re
import tomllib
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import click
import payloads
import pyogrio
import pypdf
import pytest
import tomli_w
from PIL import Image

from rangemap import compute
from rangemap.cli import options as cli
from rangemap.errors import RangemapError
from rangemap.export.comparison import COMPARISON
from rangemap.export.depth import DEPTH
from rangemap.export.disputes import DISPUTES
from rangemap.export.lesson import LESSON
from rangemap.export.reach import REACH
from rangemap.export.story import STORY
from rangemap.export.thresholds import THRESHOLDS
from rangemap.figures import files as figure_files
from rangemap.intake.origins import origins_of_bytes
from rangemap.intake.regions import read_regions
from rangemap.scenario.origins import BorderOrigin, PointOrigin
from rangemap.scenario.scenario import CustomRange, Permission, Scenario
from rangemap.scenario.units import parse_length
from rangemap.web import picture_page
from rangemap.web import story as story_page
from rangemap.world.catalog import read_catalog

PAGES = ("reach", "story", "timeline")  # whose structure is compared
PARSED = {".kml", ".svg"}  # and that of all files with these
CALM = tuple(re.sub(r"\W", "x", each) for each in payloads.INERT)
COMMANDS = {
    "reach": REACH.suffixes,
    "compare": COMPARISON.suffixes,
    "thresholds": THRESHOLDS.suffixes,
    "disputes": DISPUTES.suffixes,
    "depth": DEPTH.suffixes,
    "lesson": LESSON.suffixes,
    "story": STORY.suffixes,
    "timeline": STORY.suffixes,
    "border": (),  # takes no text from outside
}

IN_FOLDERS = ("batch", "sweep", "field")  # tests/batch/test_hostile_texts.py tries them


def test_every_command_that_writes_is_tried_here():
    writing = {
        name
        for name, command in cli.cli.commands.items()
        if any(isinstance(each, click.Option) and each.name == "output" for each in command.params)
    }
    assert writing == {*COMMANDS, *IN_FOLDERS}


def arguments(folder, texts):
    """Options of ``rangemap reach`` with those texts wherever one can be given."""
    given = []
    for number, text in enumerate(texts[:8]):
        given += ["--at", f"51.{number},34.{number},{text}"]
        given += ["--range", f"{text.replace('=', '＝')}={50 + number} km"]
    return [
        *given,
        *("--weapon", "evil"),
        *("--catalog", payloads.catalog_file(folder / "catalog.toml", texts[8])),
        *("--regions", payloads.regions_file(folder / "regions.geojson", texts)),
    ]


@pytest.fixture(scope="module", autouse=True)
def in_few_dots():
    """Pictures made of dots, those of pages too, are drawn as ever and saved in few dots.

    The dark pictures of pages are their light ones here: the same words in other colours.
    """
    saved = figure_files.saved
    picture_file = functools.cache(picture_page.picture_file)
    story_map = functools.cache(story_page.story_map)

    def saved_so(figure, kind, metadata, **options):
        few = {"dpi": 30} if kind in ("png", "jpg", "webp") else {}
        return saved(figure, kind, metadata, **options | few)

    def light_file(picture, suffix, options):
        return picture_file(picture, suffix, replace(options, style="light"))

    def light_map(story, step, account, _style):
        return story_map(story, step, account, "light")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figure_files, "saved", saved_so)
        patch.setattr(picture_page, "picture_file", light_file)
        patch.setattr(story_page, "story_map", light_map)
        yield


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Every file that every command makes of hostile texts, some of calm ones, what it prints."""
    made = {}
    for kind, texts in (("hostile", payloads.INERT), ("calm", CALM)):
        folder = tmp_path_factory.mktemp(kind)
        asked = [str(each) for each in arguments(folder, texts)]
        asked += ["--title", texts[2]]
        subtitled = ["--subtitle", texts[3]]
        change = [scenario_file(folder / "scenario.toml", texts, f"{km} km") for km in (99, 120)]
        evil = ["--weapon", "evil", "--catalog", str(folder / "catalog.toml")]
        for name, words in (
            ("reach", [*asked, *subtitled, "--caption"]),
            ("thresholds", asked),
            ("disputes", [*asked, *subtitled]),
            ("depth", [*asked, *subtitled]),
            ("compare", [*change, *subtitled]),
            ("lesson", evil),
            ("story", [*change, *subtitled, "--title", texts[2]]),
            (
                "timeline",
                ["--timeline", timeline_file(folder / "timeline.toml", texts), *subtitled],
            ),
        ):
            compared = PARSED | ({".html"} if name in PAGES else set())
            suffixes = COMMANDS[name] if kind == "hostile" else compared & {*COMMANDS[name]}
            files = outputs(folder / name, sorted(suffixes))
            made |= run(kind, name, folder, [name, *words, *files])
    folder = tmp_path_factory.mktemp("more")
    asked = [str(each) for each in arguments(folder, payloads.INERT)]
    catalog = ["--catalog", str(folder / "catalog.toml")]
    made |= run("hostile", "weapons", folder, ["weapons", *catalog])
    for words in (["reach", *asked], ["thresholds", *asked], ["weapons", *catalog]):
        made |= run("hostile", f"{words[0]} --json", folder, [*words, "--json"])
    return made


def timeline_file(path, texts):
    """A timeline of two steps with those texts wherever one can be given."""
    words = dict(zip(("title", "text", "note"), texts[2:5], strict=True))
    source = dict(zip(("title", "publisher", "citing", "via"), texts[5:9], strict=True))
    reading = {
        "by": texts[9],
        "where": texts[10],
        "assumes": texts[11],
        "origins": [{"lat": 51.0, "lon": 34.7, "name": texts[1]}],
    }
    steps = [
        {
            "date": f"2024-0{number}-17",
            "certainty": "reported",
            **words,
            "sources": [source | {"date": "2024"}],
            "reading": [reading | {"permits": {weapon: "all"}}],
        }
        for number, weapon in ((1, "himars"), (2, "atacms"))
    ]
    document = {"title": texts[2], "note": texts[3], "as_of": "2024-12", "step": steps}
    path.write_text(tomli_w.dumps(document), encoding="utf-8")
    return str(path)


def scenario_file(path, texts, length):
    named = Scenario(
        (PointOrigin(51.0, 34.7, texts[1]),),
        weapons=("himars", CustomRange(texts[0], parse_length(length))),
        title=texts[2],
    )
    path = path.with_stem(f"{path.stem} {length}")
    path.write_text(named.to_toml(), encoding="utf-8")
    return str(path)


def outputs(path, suffixes):
    return [each for suffix in suffixes for each in ("-o", str(path.with_suffix(suffix)))]


def run(kind, name, folder, words):
    """What a command prints, and the files it makes, by kind, name and suffix."""
    said = io.StringIO()
    before = set(folder.iterdir())
    with contextlib.redirect_stdout(said), pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 0, (name, said.getvalue())
    files = {
        (kind, name, path.suffix): path.read_bytes() for path in set(folder.iterdir()) - before
    }
    return files | {(kind, name, ""): said.getvalue().encode()}


def of(written, *suffixes, kind="hostile"):
    found = {key: content for key, content in written.items() if key[0] == kind}
    return {key[1:]: content for key, content in found.items() if key[2] in suffixes}


def test_terminals_are_told_nothing_but_text(written):
    printed = of(written, "")
    assert len(printed) == 12
    for content in printed.values():
        text = content.decode()
        assert {each for each in text if unicodedata.category(each) == "Cc"} <= {"\n"}


def test_json_holds_texts_as_typed(written):
    documents = of(written, ".geojson")
    documents |= {key: said for key, said in of(written, "").items() if key[0].endswith("--json")}
    assert len(documents) == 11
    for (name, _), content in documents.items():
        assert name == "lesson" or set(payloads.INERT) & strings(json.loads(content))


def strings(document):
    if isinstance(document, dict):
        return {each for value in document.values() for each in strings(value)}
    if isinstance(document, list):
        return {each for value in document for each in strings(value)}
    return {document} if isinstance(document, str) else set()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_of_a_table_is_a_formula_however_it_is_parted(written, delimiter):
    tables = of(written, ".csv")
    assert len(tables) == 8
    for content in tables.values():
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter)
        for cell in (cell.lstrip(' "\t') for row in rows for cell in row):
            if cell.startswith(tuple("=+-@＝＋－＠")):
                float(cell)  # a number, or it fails


@pytest.mark.parametrize("suffix", [".kml", ".svg"])
def test_xml_has_the_same_tags_for_hostile_as_for_calm_text(written, suffix):
    for (name, _), content in of(written, suffix).items():
        hostile, calm = ET.fromstring(content), ET.fromstring(written["calm", name, suffix])
        assert tags(hostile) == tags(calm), name
        assert payloads.INERT[3 if suffix == ".svg" else 2] in "".join(hostile.itertext()) or (
            name in ("thresholds", "lesson")  # their pictures name no place
        )


def tags(root):
    return {(each.tag, *sorted(each.attrib)) for each in root.iter()}


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.seen, self.text = set(), []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.add((tag, *sorted(name for name, _ in attrs)))

    def handle_data(self, data):
        self.text.append(data)


def test_pages_have_the_same_tags_for_hostile_as_for_calm_text(written):
    for name in PAGES:
        hostile, calm = (
            Tags(written[kind, name, ".html"].decode()) for kind in ("hostile", "calm")
        )
        assert hostile.seen == calm.seen, name
        assert payloads.INERT[2] in [each.replace("\u00a0", " ") for each in hostile.text], name
        assert {"script", "iframe", "object"} & {tag for tag, *_ in hostile.seen} == {"script"}


def test_a_notebook_shows_the_same_page_in_a_frame(hostile_reach, unframed):
    shown = hostile_reach._repr_html_()
    assert shown.count("<") == 2  # the frame's own tags
    outer = Tags(html.unescape(re.search(r'srcdoc="([^"]*)"', shown)[1]))
    assert [tag for tag, *_ in sorted(outer.seen)] == ["meta", "p", "script"]
    inner, page = Tags(unframed(shown)), Tags(REACH.file(hostile_reach, ".html").decode())
    assert {tag for tag, *_ in page.seen - inner.seen} == {"button"}  # it is not presented
    assert inner.seen < page.seen
    drawn = Tags(hostile_reach.map().get_root().render())
    assert not {"img", "iframe", "object"} & {tag for tag, *_ in drawn.seen}


def test_databases_and_their_styles_hold_texts_as_typed(written, tmp_path):
    path = tmp_path / "reach.gpkg"
    path.write_bytes(written["hostile", "reach", ".gpkg"])
    frame = pyogrio.read_dataframe(path, layer="regions")
    # a byte order mark about a file's cell belongs to no name
    assert set(frame["name"]) <= {each.strip("\ufeff") for each in payloads.INERT}
    assert set(pyogrio.read_dataframe(path, layer="origins")["name"]) == set(payloads.INERT[:8])
    for style in pyogrio.read_dataframe(path, layer="layer_styles")["styleQML"]:
        assert ET.fromstring(style.partition("\n")[2]).tag == "qgis"


def test_a_scenario_reads_back_as_typed(written):
    text = written["hostile", "reach", ".toml"].decode()
    scenario = Scenario.from_toml(text)
    assert [each.name for each in scenario.origins] == [each.strip() for each in payloads.INERT[:8]]
    assert tomllib.loads(text)["title"] == payloads.INERT[2]
    assert Scenario.from_query(scenario.to_query()) == scenario


def test_pictures_hold_texts_as_typed_and_nothing_that_runs(written):
    picture = Image.open(io.BytesIO(written["hostile", "reach", ".png"]))
    assert picture.text["Title"] == payloads.INERT[2]
    document = pypdf.PdfReader(io.BytesIO(written["hostile", "reach", ".pdf"]))
    assert document.metadata.title == payloads.INERT[2]
    assert not {"/OpenAction", "/AA", "/Names"} & set(document.trailer["/Root"])
    for content in of(written, ".pdf").values():
        assert b"/JavaScript" not in content


ENTRIES = {
    "the name of a point": lambda text, _: PointOrigin(51.0, 34.0, text),
    "the name of a stretch": lambda text, _: BorderOrigin("RU", 300.0, name=text),
    "the name of a range": lambda text, _: CustomRange(text, parse_length("75 mi")),
    "the title": lambda text, _: Scenario((PointOrigin(51.0, 34.0),), title=text),
    "a code": lambda text, _: Permission(only=(text,)),
    "a key of regions": lambda text, folder: read_regions(
        payloads.regions_file(folder / "a.geojson", [text], key="region")
    ),
    "a table of origins": lambda text, _: (
        origins_of_bytes(
            f'lat,lon,name\n51,34,"x{text}"\n'.encode(errors="surrogatepass"), "a.csv"
        ).origins
    ),
    "a catalogue": lambda text, folder: read_catalog(
        payloads.catalog_file(folder / "a.toml", text)
    ),
}


# cells of people's tables have them; in the one line that a key is they are spaces
LINE_BREAKS = ("tab", "carriage return", "line", "paragraph")


@pytest.mark.parametrize("text", payloads.REFUSED)
@pytest.mark.parametrize("entry", ENTRIES)
def test_what_no_output_can_show_is_not_let_in(entry, text, tmp_path):
    if text == "half a character" and entry == "a catalogue":
        pytest.skip("no file holds it")
    if text in LINE_BREAKS and entry == "a key of regions":
        (key,) = ENTRIES[entry](payloads.REFUSED[text], tmp_path).frame["region"]
        assert key == re.sub(r"\s", " ", payloads.REFUSED[text].strip())
        return
    if text in ("carriage return", "line") and entry == "a table of origins":
        (origin,) = ENTRIES[entry](payloads.REFUSED[text], tmp_path)
        assert origin.name == re.sub(r"\s+", " ", f"x{payloads.REFUSED[text]}".strip())
        return
    with pytest.raises(RangemapError) as refused:
        ENTRIES[entry](payloads.REFUSED[text], tmp_path)
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize("text", [each for each in payloads.REFUSED if each != "nothing"])
def test_complaints_about_files_command_no_terminal(text, tmp_path, capsys):
    named = str(tmp_path / payloads.REFUSED[text][:100])
    for words in (["reach", named], ["reach", "--origins", named], ["weapons", "--catalog", named]):
        with pytest.raises(SystemExit):
            cli.main(words)
        said = capsys.readouterr().err
        assert said.startswith("rangemap: ")
        assert not [
            each for each in said.rstrip("\n") if unicodedata.category(each) in ("Cc", "Cs")
        ]
        assert "\u202e" not in said


@pytest.fixture(scope="module")
def hostile_reach():
    origins = [PointOrigin(51 + n / 10, 34.0, text) for n, text in enumerate(payloads.INERT)]
    ranges = [CustomRange(text, parse_length("90 km")) for text in payloads.INERT[:6]]
    return compute(Scenario(tuple(origins), weapons=tuple(ranges), title=payloads.INERT[2]))
