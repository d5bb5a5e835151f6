"""How much the tests notice: a random sample of small faults, each against the tests nearest to it.

`make mutants` clones the last commit into `.mutants/`, draws places in `rangemap/` at random (each
place once, whatever could be broken there in several ways), and has all tests run once, without a
fault, to note which of them come by which place. Then it breaks one at a time, and runs tests that
come by until one fails: those in the file of the module's own name, then those of its storey, then
others; of these first those of files that name the module, the quickest first, and as many as fit
into a limit. Only what these let live meets tests of slow files, up to the same limit. What was
tried is kept, so a run can be stopped and continued, and two can share a sample (`--part 1/2`,
`--part 2/2`). A score so measured is a lower bound: no browser, not every test, and none that reads
the source instead of running it. No fault is put into a function that ends processes or removes
folders: `os.killpg(1, …)` ends whatever runs on the machine.

Cosmic Ray has the faults, puts them in and takes them out, and keeps the session: `cr-report
--surviving-only --show-diff` and `cr-html` read it. It knows no sample, one list of tests for all
modules, and no fault in a text, an argument or a returned value: hence this file. (mutmut tries
only what stands in functions without decorators, so no constant and no property.)
"""

import argparse
import ast
import builtins
import compileall
import contextlib
import functools
import gc
import hashlib
import importlib
import importlib.machinery
import itertools
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from pathlib import Path

import parso
import pytest
from cosmic_ray import plugins
from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.util import read_python_source, restore_contents
from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome, WorkItem, WorkResult

ROOT = Path(__file__).parents[1]
HOME = ROOT / ".mutants"
PYTEST = [
    "-q",
    "--assert=plain",
    "-p",
    "no:cacheprovider",
    "--hypothesis-seed=0",
    "-m",
    "not browser",
]
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
_PATIENCE = 30
_MAX_FILES = 8  # for one fault: importing more takes longer than what they hold
WARM = [
    "click",
    "folium",
    "geographiclib.geodesic",
    "geopandas",
    "hypothesis",
    "hypothesis.strategies",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_pdf",
    "matplotlib.backends.backend_svg",
    "numpy",
    "pandas",
    "PIL.Image",
    "playwright.sync_api",
    "psycopg",
    "pyarrow.parquet",
    "pyogrio",
    "pypdf",
    "pyproj",
    "scipy",
    "scipy.optimize",
    "scipy.spatial",
    "shapely",
    "starlette.applications",
    "streamlit.testing.v1",
    "tomli_w",
]


class _Whole(Operator):
    """A fault that puts another text in a whole node's place."""

    text = ""

    def instead(self, _node):
        return self.text

    def mutation_positions(self, node):
        if self.fits(node):
            yield (node.start_pos, node.end_pos)

    def mutate(self, node, index):
        assert index == 0
        prefix = node.get_first_leaf().prefix
        return parso.python.tree.Name(self.instead(node), node.start_pos, prefix)

    @classmethod
    def examples(cls):
        return ()


class ReturnNone(_Whole):
    def fits(self, node):
        return node.type == "return_stmt" and node.children[1].get_code().strip() != "None"

    text = "return None"


class DropCall(_Whole):
    """A call for its effect, forgotten."""

    def fits(self, node):
        return (
            node.type == "atom_expr"
            and node.parent.type == "simple_stmt"
            and getattr(node.children[-1], "children", [""])[0] == "("
        )

    text = "None"


class DropKeyword(_Whole):
    """An argument given by name, forgotten."""

    def fits(self, node):
        return (
            node.type == "argument"
            and len(node.children) == 3
            and node.children[1] == "="
            and node.parent.type in {"arglist", "trailer"}
        )

    text = "**{}"


class ChangeText(_Whole):
    def fits(self, node):
        return (
            node.type == "string"
            and node.parent.type not in {"simple_stmt", "strings"}
            and node.value not in {'""', "''"}
        )

    def instead(self, node):
        quote = re.match(r"\w*(\"\"\"|'''|\"|')", node.value)[0]
        return f"{quote}XX{node.value[len(quote) :]}"


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
OWN = {kind.__name__: kind for kind in (ReturnNone, DropCall, DropKeyword, ChangeText)}


# Cosmic Ray also shifts floats, compares numbers by identity and waits for exceptions of its own:
# faults that nobody makes, most of which fail at once and would flatter the score
_STRANGE = re.compile(
    r"BinaryOperator_((Add|Sub|Mul|Div|FloorDiv|Mod|Pow)_(RShift|LShift|Bit\w+)"
    r"|(RShift|LShift|Bit\w+)_(Add|Sub|Mul|Div|FloorDiv|Mod|Pow))$"
    r"|ComparisonOperator_(?!Is)\w+_Is(Not)?$|ComparisonOperator_Is(Not)?_(?!Is)\w+$"
    r"|ExceptionReplacer$"
)


def operators():
    """Every kind of fault by its name."""
    for name in sorted(plugins.operator_names()):
        kind = plugins.get_operator(name)
        if not kind.arguments() and not _STRANGE.search(name):
            yield name, kind
    yield from OWN.items()


def mutated(spec):
    """The module's text with the fault in it."""
    kind = OWN.get(spec.operator_name) or plugins.get_operator(spec.operator_name)
    return mutate_code(read_python_source(spec.module_path), kind(), spec.occurrence)


def is_python(text):
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def is_annotation(node):
    """Whether a node stands in a type, where a fault is one for mypy."""
    while node.parent is not None:
        above = node.parent
        if above.type in {"annassign", "tfpdef"} and node is not above.children[0]:
            return above.type == "tfpdef" or node is above.children[1]
        if above.type == "funcdef" and node is above.annotation:
            return True
        if above.type == "import_from":
            return True
        node = above
    return False


_HARMFUL = {"kill", "killpg", "rmdir", "rmtree", "removedirs"}


@functools.cache
def harmful_lines(module):
    """Lines of a module's functions that end other processes or remove folders.

    A fault there can end or remove what is no test's: `os.killpg(1, …)` ends all on the machine.
    """
    lines = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, FUNCTIONS):
            called = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
            if any(isinstance(each, ast.Attribute) and each.attr in _HARMFUL for each in called):
                lines.update(range(node.lineno, node.end_lineno + 1))
    return lines


def places(modules):
    """For each place in the modules the faults it could have: (module, operator, occurrence)."""
    found = defaultdict(list)
    for module in modules:
        nodes = list(ast_nodes(get_ast_from_path(module)))
        signs = [node for node in nodes if node.type == "operator"]
        for name, kind in operators():
            operator = kind()
            positions = (
                (node, *position)
                for node in (signs if "/ReplaceBinaryOperator" in name else nodes)
                for position in operator.mutation_positions(node)
            )
            for occurrence, (node, start, end) in enumerate(positions):
                if not is_annotation(node):
                    spec = MutationSpec(module, name, occurrence, start, end)
                    found[str(module), start, end].append(spec)
    return found


def sample(modules, count, seed):
    """The first `count` of all places in an order given by `seed`, and a fault for each."""
    found = places(modules)
    chance = random.Random(seed)
    order = sorted(found)
    chance.shuffle(order)
    drawn = (chance.choice(found[place]) for place in order)
    fit = (
        spec
        for spec in drawn
        if is_python(mutated(spec)) and spec.start_pos[0] not in harmful_lines(spec.module_path)
    )
    return list(itertools.islice(fit, count))


class Marked:
    """Modules with a call before each statement that holds a fault: a run tells who comes by.

    By what stands in no function (a constant, a default) comes whoever runs a function of its
    module.
    """

    def __init__(self, specs):
        self.lines = defaultdict(lambda: defaultdict(list))  # by file and line the faults' numbers
        for number, spec in enumerate(specs):
            self.lines[str(Path(spec.module_path).resolve())][spec.start_pos[0]].append(number)
        self.reached = set()

    def import_marked(self):
        """From now on modules are imported with marks, and never from a cache."""
        builtins.mutants_reached = self.reached.update
        loader = importlib.machinery.SourceFileLoader
        as_it_is = loader.get_code

        def get_code(of, name):
            path = str(Path(of.path).resolve())
            if path not in self.lines:
                return as_it_is(of, name)
            module = ast.parse(of.get_data(path))
            left = dict(self.lines[path])
            mark(module.body, left, is_run=False)
            elsewhere = sorted(number for each in left.values() for number in each)
            for node in ast.walk(module) if elsewhere else ():
                if isinstance(node, FUNCTIONS):
                    after = ast.get_docstring(node, clean=False) is not None
                    node.body.insert(after, mark_at(node.body[0], elsewhere))
            return compile(ast.fix_missing_locations(module), of.path, "exec", dont_inherit=True)

        loader.get_code = get_code


def mark(block, left, *, is_run):
    """Put marks into a list of statements for the lines left, and take those lines from them."""
    for index, statement in reversed(list(enumerate(block))):
        parts = [statement, *getattr(statement, "handlers", ()), *getattr(statement, "cases", ())]
        for part in parts:
            for inner in ("body", "orelse", "finalbody"):
                is_run_there = is_run or isinstance(statement, FUNCTIONS)
                mark(getattr(part, inner, []), left, is_run=is_run_there)
        if is_run:
            own = range(statement.lineno, statement.end_lineno + 1)
            here = [number for line in own for number in left.pop(line, ())]
            if here:
                block.insert(index, mark_at(statement, here))


def mark_at(statement, numbers):
    marks = ast.Tuple([ast.Constant(number) for number in numbers], ast.Load())
    call = ast.Call(ast.Name("mutants_reached", ast.Load()), [marks], [])
    return ast.copy_location(ast.Expr(call), statement)


class Noted:
    """Writes a line for each test that passes: its name, its seconds, the faults it comes by."""

    def __init__(self, marked, path):
        self.marked, self.path = marked, path

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item):
        self.marked.reached.clear()
        self.passed = True
        begun = time.process_time()
        yield
        taken_s = round(time.process_time() - begun, 3)
        if self.passed:
            noted = [item.nodeid, taken_s, sorted(self.marked.reached)]
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(noted) + "\n")

    def pytest_runtest_logreport(self, report):
        self.passed = self.passed and not report.failed


class Only:
    """Runs those tests and no others of their files."""

    def __init__(self, tests):
        self.tests = set(tests)

    def pytest_collection_modifyitems(self, items):
        items[:] = [item for item in items if item.nodeid in self.tests]


def who_reaches(specs, kept, tree, *, is_quick):
    """What each test takes and which faults it comes by, as a run of the unbroken code tells.

    Kept in a file, with which a run that was stopped goes on; test files that changed run anew.
    """
    slow = slow_files(tree)
    files = sorted(str(path) for path in Path("tests").rglob("test_*.py"))
    groups = [
        [path for path in files if path not in slow and str(Path(path).parent) == folder]
        for folder in dict.fromkeys(str(Path(path).parent) for path in files)
    ]
    groups += [] if is_quick else [[path] for path in files if path in slow]
    digests = {path: hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12] for path in files}
    done = kept.with_suffix(".files")
    known = done.read_text(encoding="utf-8").splitlines() if done.exists() else []
    for group in groups:
        if left := [path for path in group if f"{digests[path]} {path}" not in known]:
            marked = Marked(specs)
            run_tests(left, 3600, [Noted(marked, kept)], before=marked.import_marked)
            with done.open("a", encoding="utf-8") as file:
                file.write("".join(f"{digests[path]} {path}\n" for path in left))
    return read_notes(kept)


def read_notes(kept):
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else ()
    notes = {test: (test, taken_s, by) for test, taken_s, by in map(json.loads, lines)}
    return list(notes.values())


def nearest_tests(number, module, notes, limit_s, tree):
    """Tests that come by a fault, in groups, of which the next is tried if the one before passes.

    The quick ones, then those of slow files; of either kind those of the nearest files first, and
    as many as fit into `limit_s`.
    """
    distance = functools.cache(functools.partial(how_far, module, tree))
    by_file = defaultdict(list)
    for test, taken_s, by in notes:
        if number in by:
            by_file[test.partition("::")[0]].append((taken_s, test))
    if not by_file:  # by a module without functions comes whoever names it
        for test, taken_s, _ in notes:
            if distance(path := test.partition("::")[0]) in {0, 1, 3}:
                by_file[path].append((taken_s, test))
    slow = slow_files(tree)
    files = sorted(by_file, key=lambda path: (distance(path), min(by_file[path])))
    for is_slow in (False, True):
        chosen, left = [], limit_s
        for path in (each for each in files if (each in slow) == is_slow):
            tests, left = _that_fit(sorted(by_file[path]), left)
            chosen += [tests] if tests else []
        # all files of a group are imported before the first of its tests runs
        for group in filter(None, (chosen[:1], chosen[1:4], chosen[4:_MAX_FILES])):
            tests = [each for tests in group for each in tests]
            yield sum(taken_s for taken_s, _ in tests), [test for _, test in tests]


def _that_fit(tests, left):
    """The first tests that take no longer than that, one by one half of it; and what is left."""
    fit = []
    for taken_s, test in tests:
        if taken_s <= left / 2:
            fit.append((taken_s, test))
            left -= taken_s
    return fit, left


def how_far(module, tree, path):
    """From 0 for the test file of a module's name to 4 for one of elsewhere that never names it."""
    storey = module.parts[1] if len(module.parts) > 2 else ""
    name = module.stem if module.stem != "__init__" else module.parent.name
    if path == f"tests/{storey}/test_{name}.py":
        return 0
    dotted = re.escape(".".join(module.with_suffix("").parts).removesuffix(".__init__"))
    above, _, last = dotted.rpartition(r"\.")
    naming = re.compile(rf"{dotted}\b|from {above} import [^\n]*\b{last}\b")
    is_named = naming.search((tree / path).read_text(encoding="utf-8")) is not None
    return 2 * (not path.startswith(f"tests/{storey}/")) + (not is_named) + 1


@functools.cache
def slow_files(tree):
    """The list of tests/conftest.py."""
    for node in ast.parse((tree / "tests/conftest.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "SLOW":
            return {f"tests/{path}" for path in ast.literal_eval(node.value)}
    raise LookupError("tests/conftest.py lists no SLOW files")


def warm():
    """Import what tests import and no fault changes, once for all: most of a short run's time."""
    for name in WARM:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    assert not any(name.partition(".")[0] == "rangemap" for name in sys.modules)
    gc.freeze()


def run_tests(paths, processor_s, plugins=(), before=lambda: None):
    """What pytest says of those test files in a fork of this process, and prints.

    What takes more of a processor than that hangs; a busy machine is given much longer by the
    clock, lest it pass for a test that noticed.
    """
    with tempfile.TemporaryFile() as printed:
        child = os.fork()
        if child == 0:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CPU, (processor_s, processor_s))
            os.dup2(printed.fileno(), 1)
            os.dup2(printed.fileno(), 2)
            status = 1
            try:
                before()
                status = int(pytest.main([*PYTEST, *paths], list(plugins)))
            except BaseException:  # noqa: BLE001  whatever it was is to be read
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        end = time.monotonic() + _PATIENCE * processor_s
        while not (done := os.waitpid(child, os.WNOHANG))[0] and time.monotonic() < end:
            time.sleep(0.05)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(done[1] if done[0] else os.waitpid(child, 0)[1])
        printed.seek(0)
        said = printed.read().decode(errors="replace")
    return TestOutcome.SURVIVED if status == 0 else TestOutcome.KILLED, said


def try_one(number, spec, notes, limit_s, tree):
    before = spec.module_path.stat()
    with restore_contents(spec.module_path):
        spec.module_path.write_text(mutated(spec), encoding="utf-8")
        command = ["git", "diff", "-U0", "--", str(spec.module_path)]
        diff = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        outcome, said = TestOutcome.SURVIVED, "no test comes by"
        for taken_s, tests in nearest_tests(number, spec.module_path, notes, limit_s, tree):
            files = dict.fromkeys(test.partition("::")[0] for test in tests)
            outcome, said = run_tests(["-x", *files], 15 + int(5 * taken_s), [Only(tests)])
            if outcome != TestOutcome.SURVIVED:
                break
    os.utime(spec.module_path, ns=(before.st_atime_ns, before.st_mtime_ns))  # as it was compiled
    if (failed := _FAILED.search(said)) and not passes(failed[1]):
        outcome = TestOutcome.INCOMPETENT
    return WorkResult(WorkerOutcome.NORMAL, said, outcome, diff)


@functools.cache
def passes(test):
    """Whether a test that noticed a fault is content without one."""
    return run_tests([test], 600)[0] == TestOutcome.SURVIVED


def clone(part):
    """The last commit, with the tests as they are now."""
    command = ["git", "rev-parse", "HEAD:rangemap"]
    version = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    tree = HOME / f"{version[:12]}-{part.replace('/', 'of')}"
    if not tree.exists():
        subprocess.run(["git", "clone", "--quiet", "--shared", str(ROOT), str(tree)], check=True)
    # a run that was killed leaves its fault
    subprocess.run(["git", "checkout", "--quiet", "--", "rangemap"], cwd=tree, check=True)
    shutil.copytree(ROOT / "tests", tree / "tests", dirs_exist_ok=True)
    compileall.compile_dir(tree / "rangemap", quiet=1)
    return tree


def main():
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("count", type=int, nargs="?", default=200)
    options.add_argument("seed", type=int, nargs="?", default=1)
    limits = "seconds of quick tests, and of slow ones, for a fault"
    options.add_argument("--limit", type=float, default=30, help=limits)
    options.add_argument("--again", action="store_true", help="try those anew that lived")
    options.add_argument("--quick", action="store_true", help="without slow files")
    options.add_argument("--part", default="1/1", help="1/2: the first of two halves")
    asked = options.parse_args()
    HOME.mkdir(exist_ok=True)
    tree = clone(asked.part)
    os.environ |= {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True  # a fault must not be kept for the next run
    sys.path[:] = [str(tree), *sys.path[1:]]
    os.chdir(tree)
    warm()
    session = HOME / f"{tree.name}-{asked.seed}.sqlite"
    with use_db(session) as database:
        if database.num_work_items < asked.count:  # nothing, or a smaller sample
            known = {item.job_id for item in database.work_items}
            specs = sample(sorted(Path("rangemap").rglob("*.py")), asked.count, asked.seed)
            items = [WorkItem.single(f"{i:05}", spec) for i, spec in enumerate(specs)]
            database.add_work_items(item for item in items if item.job_id not in known)
        part, parts = (int(word) for word in asked.part.split("/"))
        items = sorted(database.work_items, key=lambda item: item.job_id)[: asked.count][
            part - 1 :: parts
        ]
        specs = [
            item.mutations[0]
            for item in sorted(database.work_items, key=lambda item: item.job_id)[: asked.count]
        ]
        kept = session.with_suffix(f".{asked.count}.notes")
        notes = who_reaches(specs, kept, tree, is_quick=asked.quick)
        print(f"{len(items)} places, seed {asked.seed}, part {asked.part}", flush=True)
        done = dict(database.results)
        for item in items:
            before = done.get(item.job_id)
            if before and (before.test_outcome == TestOutcome.KILLED or not asked.again):
                continue
            result = try_one(int(item.job_id), item.mutations[0], notes, asked.limit, tree)
            database.set_result(item.job_id, result)
            done[item.job_id] = result
            if result.test_outcome != TestOutcome.KILLED:
                print(f"{item.job_id} {result.test_outcome.value}\n{result.diff}", flush=True)
    outcomes = Counter(done[item.job_id].test_outcome for item in items)
    print(
        f"{outcomes[TestOutcome.KILLED]} of {len(items)} were noticed, "
        f"{outcomes[TestOutcome.SURVIVED]} were not, {outcomes[TestOutcome.INCOMPETENT]} failed "
        f"tests that fail by themselves; see cr-report --surviving-only --show-diff {session}"
    )


if __name__ == "__main__":
    main()
