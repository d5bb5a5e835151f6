"""Whatever a page refuses, and whatever it remarks, it says in its own words and language."""

import ast
import string
from pathlib import Path

import pytest

import rangemap
from rangemap import errors
from rangemap.errors import InputError, RangemapError
from rangemap.intake.phrases import NOTES, REFUSALS, Note, UnreadableError
from rangemap.page import entry
from rangemap.page.words import FOLDER, refusal, remark
from rangemap.scenario.choices import LANGUAGES
from rangemap.wording.language import messages

PACKAGE = Path(rangemap.__file__).parent
KINDS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, InputError) and kind is not errors.KindError
} | {"error"}  # of a function that is told which one to raise
ROOMS = ("scenario", "intake", "analysis", "world", "page")
NEVER_ON_A_PAGE = {
    "intake/postgis.py": "a page reads no database",
    "analysis/regions.py": "frames of Python's callers; a page's come from a file that was read",
    "analysis/result.py": "options of figures, which a page chooses from",
    "analysis/many.py": "scenarios by the table, which Python and the command line take",
    "scenario/pair.py": "files of two scenarios, which the command line takes",
    "analysis/story.py": "what a page counts before it asks for a story",
    "scenario/paths.py": "names of files: a page is given their bytes",
    "world/boundaries.py": "unknown countries and languages: choices of the page's own",
    "world/timeline.py": "timelines of one's own, in a sentence of the page",
}
OF_THESE_TOO = {"no_region", "no_border", "town_empty", "no_weapon"}


def raised():
    """Where an error of the user's input is made, with its reason if it has a constant one."""
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            where = path.relative_to(PACKAGE).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                if is_call and node.func.id in KINDS:
                    yield where, node


def reason_of(call):
    return next((word.value for word in call.keywords if word.arg == "reason"), None)


def test_every_refusal_that_a_page_can_meet_has_a_reason():
    without = [
        f"{where}:{call.lineno}"
        for where, call in raised()
        if reason_of(call) is None and where not in NEVER_ON_A_PAGE
    ]
    assert without == []
    assert {where for where, _ in raised()} >= set(NEVER_ON_A_PAGE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_said_in_every_language_with_what_it_is_given(language):
    said = messages(FOLDER, language)
    met = set()
    for where, call in raised():
        reason = reason_of(call)
        if isinstance(reason, ast.Constant):
            met.add(reason.value)
            given = {word.arg for word in call.keywords} | {"names"}  # of choices
            blanks = {
                name for _, name, _, _ in string.Formatter().parse(said[f"refusal.{reason.value}"])
            }
            assert blanks - {None} <= given, (where, call.lineno)
    assert len(met) > 70
    assert met >= OF_THESE_TOO
    for key, english in REFUSALS.items():
        blanks = {name for _, name, _, _ in string.Formatter().parse(said[f"refusal.file_{key}"])}
        given = {name for _, name, _, _ in string.Formatter().parse(english)}
        assert blanks <= given | {None}, key
    remarks = {key.partition(".")[2] for key in said if key.startswith("remark.")}
    assert remarks == set(NOTES) | {"in_file"}


FILLED = {
    "count": 12_345,
    "most": 10,
    "seconds": 60,
    "times": 300,
    "feature": 3,
    "features": "1, 2",
    "line": 7,
}


def filled(template):
    blanks = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    return {name: FILLED.get(name, "x") for name in blanks}


@pytest.mark.parametrize("key", REFUSALS)
def test_a_file_that_is_refused_is_refused_in_the_language_of_the_page(key):
    error = UnreadableError(key, **filled(REFUSALS[key]))
    texts = {refusal(language, error) for language in LANGUAGES}
    assert len(texts) == 3
    assert str(error) not in texts - {refusal("en", error)}
    assert not any("12,345" in text for text in texts - {refusal("en", error)})


@pytest.mark.parametrize("key", NOTES)
def test_what_was_done_to_a_file_is_said_in_the_language_of_the_page(key):
    note = Note(key, filled(NOTES[key]), "a.json")
    texts = {remark(language, note) for language in LANGUAGES}
    assert len(texts) == 3
    assert all("a.json" in text and "{" not in text for text in texts)


@pytest.mark.parametrize(
    ("content", "ukrainian"),
    [
        (b"PK\x03\x04", "файл «a.geojson»: zip пошкоджено"),
        (b"{", "файл «a.geojson»: це не GeoJSON: текст обривається або пошкоджений (рядок 1)"),
        (b"nonsense", "файл «a.geojson»: такі файли тут не читаються; читаються GeoJSON,"),
        (
            b'{"type": "Point", "coordinates": [34, 95]}',
            (
                "файл «a.geojson»: в об’єкті 1 широта 95 поза межами від -90 до 90; "
                "можливо, довготу й широту переставлено?"
            ),
        ),
        (
            b'{"type": "FeatureCollection", "features": []}',
            "файл «a.geojson»: точок пуску немає;",
        ),
        (
            b'{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}',
            "файл «a.geojson», об’єкт 1: контур перетинає сам себе",
        ),
    ],
)
def test_a_file_of_origins_is_refused_in_ukrainian(content, ukrainian):
    with pytest.raises(RangemapError) as refused:
        entry.uploaded_origins("a.geojson", content)
    assert refusal("uk", refused.value).startswith(ukrainian)
