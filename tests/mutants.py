"""How much the tests notice: a random sample of small faults, each against the tests nearest to it.

`make mutants` clones the last commit into `.mutants/`, draws places in `rangemap/` at random (each
place once, whatever could be broken there in several ways), breaks one at a time, and runs tests
until one fails: the file of the module's own name, then those of its storey, then others; of these
first those that name the module, the quickest first, and as many as fit into a limit. Only what
these let live meets the nearest of the slow files, up to the same limit. What was tried is kept, so
a run can be stopped and continued, and two can share a sample (`--part 1/2`, `--part 2/2`). A score
so measured is a lower bound: no browser, not every test.

Cosmic Ray has the faults, puts them in and takes them out, and keeps the session: `cr-report
--surviving-only --show-diff` and `cr-html` read it. It knows no sample, one list of tests for all
modules, and no fault in a text, an argument or a returned value: hence this file. (mutmut tries
only what stands in functions without decorators, so no constant and no property.)
"""

import argparse
import ast
import compileall
import contextlib
import functools
import importlib
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
from xml.etree import ElementTree as ET

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
    "-x",
    "--assert=plain",
    "-p",
    "no:cacheprovider",
    "--hypothesis-seed=0",
    "-m",
    "not browser",
]
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
_PATIENCE = 30
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
    return list(itertools.islice((spec for spec in drawn if is_python(mutated(spec))), count))


def seconds_a_file(tree):
    """What each test file takes, as a run of the unbroken code told; it has to pass."""
    kept = HOME / "seconds.json"
    if not kept.exists():
        report = HOME / "tests.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-m", "not browser", "-n", "2"]
        command += ["--dist", "loadfile", f"--junitxml={report}", "-o", "junit_family=xunit1"]
        subprocess.run(command, cwd=tree, check=True)
        taken = defaultdict(float)
        for case in ET.parse(report).iter("testcase"):
            taken[case.get("file")] += float(case.get("time"))
        kept.write_text(json.dumps(taken, indent=1), encoding="utf-8")
    return json.loads(kept.read_text(encoding="utf-8"))


def nearest_tests(module, seconds, limit_s, tree):
    """Test files for a module in groups, of which the next is tried if the one before is content.

    First the nearest alone, a few more, and what else is quick, then what is slow; nearest and
    quickest first, as many of either kind as fit into `limit_s`.
    """
    storey = module.parts[1] if len(module.parts) > 2 else ""
    name = module.stem if module.stem != "__init__" else module.parent.name
    dotted = re.escape(".".join(module.with_suffix("").parts).removesuffix(".__init__"))
    above, _, last = dotted.rpartition(r"\.")
    naming = re.compile(rf"{dotted}\b|from {above} import [^\n]*\b{last}\b")

    def distance(path):
        if path == f"tests/{storey}/test_{name}.py":
            return 0
        is_named = naming.search((tree / path).read_text(encoding="utf-8")) is not None
        return 2 * (not path.startswith(f"tests/{storey}/")) + (not is_named) + 1

    slow = slow_files(tree)
    files = [path for path in seconds if (tree / path).exists()]
    files.sort(key=lambda path: (distance(path), seconds[path]))
    for is_slow in (False, True):
        chosen, left = [], limit_s
        for path in files:
            if (path in slow) == is_slow and seconds[path] <= left:
                chosen.append(path)
                left -= seconds[path]
        # all files of a group are imported before the first of its tests runs
        yield from filter(None, (chosen[:1], chosen[1:4], chosen[4:]))


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


def run_tests(tests, processor_s):
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
                status = int(pytest.main([*PYTEST, *tests]))
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


def try_one(spec, seconds, limit_s, tree):
    before = spec.module_path.stat()
    with restore_contents(spec.module_path):
        spec.module_path.write_text(mutated(spec), encoding="utf-8")
        command = ["git", "diff", "-U0", "--", str(spec.module_path)]
        diff = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for tests in nearest_tests(spec.module_path, seconds, limit_s, tree):
            taken_s = sum(seconds[test] for test in tests)
            outcome, said = run_tests(tests, 60 + int(5 * taken_s))
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
    options.add_argument("--part", default="1/1", help="1/2: the first of two halves")
    asked = options.parse_args()
    HOME.mkdir(exist_ok=True)
    tree = clone(asked.part)
    os.environ |= {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True  # a fault must not be kept for the next run
    sys.path[:] = [str(tree), *sys.path[1:]]
    os.chdir(tree)
    warm()
    seconds = seconds_a_file(tree)
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
        print(f"{len(items)} places, seed {asked.seed}, part {asked.part}", flush=True)
        done = dict(database.results)
        for item in items:
            before = done.get(item.job_id)
            if before and (before.test_outcome == TestOutcome.KILLED or not asked.again):
                continue
            result = try_one(item.mutations[0], seconds, asked.limit, tree)
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
