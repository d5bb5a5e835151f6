"""The face of the package: what is public, that it is typed alike, and that its examples run."""

import ast
import dataclasses
import doctest
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import rangemap
import rangemap.geopandas
from rangemap import geodesy
from rangemap.figures import figure, reach
from rangemap.scenario import choices

PAGE = Path(__file__).parents[1] / "docs" / "python.md"
FUNCTIONS = (
    rangemap.compute,
    rangemap.compare,
    rangemap.depth,
    rangemap.disputes,
    rangemap.lesson,
    rangemap.parse_length,
    rangemap.parse_range,
    rangemap.read_catalog,
    rangemap.read_origins,
    rangemap.read_regions,
    rangemap.read_timeline,
    rangemap.story,
    rangemap.reach_many,
    rangemap.thresholds,
    rangemap.timeline_story,
    rangemap.Reach.figure,
    rangemap.Thresholds.curve,
    rangemap.Thresholds.figure,
    rangemap.Scenario.from_toml,
    rangemap.Scenario.from_query,
    *(each for each in map(geodesy.__dict__.get, geodesy.__all__) if inspect.isfunction(each)),
)
ACCESSOR = {
    name: each.fget if isinstance(each, property) else each
    for name, each in vars(rangemap.geopandas.Geodesic).items()
    if not name.startswith("_")
}
CLASSES = (
    geodesy.Gauge,
    geodesy.Targets,
    rangemap.BorderOrigin,
    rangemap.Columns,
    rangemap.CustomRange,
    rangemap.Length,
    rangemap.Permission,
    rangemap.PointOrigin,
    rangemap.Regions,
    rangemap.Scenario,
    rangemap.ShapeOrigin,
    rangemap.Source,
)
RESULTS = (
    rangemap.Catalog,
    rangemap.Comparison,
    rangemap.Depth,
    rangemap.Disputes,
    rangemap.Lesson,
    rangemap.Reach,
    rangemap.Story,
    rangemap.Thresholds,
    rangemap.Timeline,
)


def test_every_public_name_is_listed_before_it_is_used():
    script = "import rangemap, sys; print(*dir(rangemap)); print('numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    names, heavy = run.stdout.splitlines()
    assert set(rangemap.__all__) <= set(names.split())
    assert len(names.split()) == len(set(names.split()))
    assert heavy == "False"


@pytest.mark.parametrize("name", rangemap.__all__)
def test_every_public_name_leads_somewhere_and_stands_on_the_page(name):
    assert getattr(rangemap, name) is not None
    assert name == "__version__" or re.search(rf"\b{name}\b", PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__qualname__)
def test_what_a_public_function_takes_and_gives_is_public(function):
    written = str(inspect.signature(function))
    classes = set(re.findall(r"\brangemap\.[a-z_.]+\.([A-Z]\w+)", written))
    assert classes <= {*rangemap.__all__, *geodesy.__all__}


def test_what_is_not_public_is_no_attribute():
    with pytest.raises(AttributeError, match="no attribute 'buffers'"):
        rangemap.buffers  # noqa: B018


def test_a_reach_draws_itself_with_the_options_that_a_figure_has():
    ours, theirs = (inspect.signature(each) for each in (rangemap.Reach.figure, reach.figure))
    defaults = [
        {name: each.default for name, each in signature.parameters.items() if each.kind == 3}
        for signature in (ours, theirs)
    ]
    assert defaults[0] == defaults[1]
    assert set(choices.FIGURE_SIZES) == set(figure.size_named.__globals__["SIZES"])
    assert set(choices.FIGURE_STYLES) == set(figure.STYLES)
    assert set(choices.FURNITURE) == set(figure.PIECES)


def run_example(of):
    [found] = doctest.DocTestFinder(recurse=False).find(of, of.__name__)
    assert found.examples
    assert doctest.DocTestRunner(verbose=False).run(found).failed == 0


@pytest.mark.parametrize("of", CLASSES, ids=lambda of: of.__name__)
def test_the_example_of_a_public_class_runs(of):
    run_example(of)
    assert documented(of, "Parameters") == set(inspect.signature(of).parameters)


@pytest.mark.parametrize("of", RESULTS, ids=lambda of: of.__name__)
def test_a_result_says_what_each_of_its_values_is_with_an_example(of):
    run_example(of)
    assert documented(of, "Attributes") == {each.name for each in dataclasses.fields(of)}


def documented(of, section):
    """The names that a section of the documentation of a class tells of."""
    _, _, text = inspect.getdoc(of).partition(f"\n{section}\n{'-' * len(section)}\n")
    listed = re.split(r"\n\w+\n-+\n", text)[0]
    lines = re.findall(r"^\w.*$", listed, re.MULTILINE)
    return {name for line in lines for name in line.split(", ")}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_the_example_of_a_public_function_runs(function):
    run_example(function)
    for section in ("Parameters", "Returns", "Raises", "Examples"):
        assert re.search(rf"^{section}\n-+$", inspect.getdoc(function), flags=re.MULTILINE)


@pytest.mark.parametrize("name", ACCESSOR)
def test_the_example_of_a_measurement_on_geopandas_runs(name):
    run_example(ACCESSOR[name])
    said = inspect.getdoc(ACCESSOR[name])
    sections = ["Parameters"] if len(inspect.signature(ACCESSOR[name]).parameters) > 1 else []
    for section in (*sections, "Returns", "Raises", "Examples"):
        assert re.search(rf"^{section}\n-+$", said, flags=re.MULTILINE)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__qualname__)
def test_a_public_function_tells_of_every_parameter(function):
    parameters = set(inspect.signature(function).parameters) - {"self"}
    assert documented(function, "Parameters") == parameters


def test_the_python_page_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    page = PAGE.read_text(encoding="utf-8")
    for block in re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL):
        exec(compile(block, PAGE.name, "exec"), names)
    assert (tmp_path / "sumy.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "sumy.html").stat().st_size > 1000


CHANGING = {"Question", "Ledger"}  # waits for its answer; is written to


def test_values_cannot_be_changed_once_they_are_made():
    changing = set()
    for path in Path(rangemap.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for each in node.decorator_list if isinstance(node, ast.ClassDef) else ():
                if ast.unparse(each).startswith("dataclass") and "frozen=True" not in ast.unparse(
                    each
                ):
                    changing.add(node.name)
    assert changing == CHANGING
    public = [getattr(rangemap, name) for name in dir(rangemap)]
    values = [each for each in public if isinstance(each, type) and dataclasses.is_dataclass(each)]
    assert rangemap.Reach in values
    for each in values:
        assert each.__dataclass_params__.frozen, each
