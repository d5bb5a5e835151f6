import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import rangemap

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel of this checkout, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("rangemap-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The wheel alone in a folder of its own; its dependencies come from this environment."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_carries_data_catalogue_page_and_licences(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "rangemap/world/weapons.toml",
        "rangemap/data/boundaries/regions.fgb",
        "rangemap/data/boundaries/SHA256SUMS",
        "rangemap/data/boundaries/lakes.fgb",
        "rangemap/data/boundaries/rivers.fgb",
        "rangemap/data/boundaries/land.fgb",
        "rangemap/wording/messages/lesson/uk.toml",
        "rangemap/app/served.py",
        "rangemap/app/main.py",
    ):
        assert needed in names
    assert any(re.search(r"rangemap/app/static/.*leaflet.*\.js$", name) for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any("LICENSES.md" in name for name in names)
    assert not any(name.startswith(("tests", "data/", "app/", "benchmarks")) for name in names)


def run_installed(installed, tmp_path, *arguments):
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    return subprocess.run(
        [sys.executable, "-m", "rangemap", *arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_installed_package_works_from_any_folder(installed, tmp_path):
    where = run_installed(installed, tmp_path, "regions", "--json")
    assert where.returncode == 0, where.stderr
    assert where.stdout.count('"region"') == 83
    made = run_installed(
        installed, tmp_path, "reach", "--at", "51.0,34.7", "-o", "a.geojson", "-o", "a.html"
    )
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "a.geojson").stat().st_size > 1000
    assert (tmp_path / "a.html").stat().st_size > 1000


def test_the_installed_app_finds_its_page(installed):
    code = "from rangemap.page.serve import app_script; print(app_script())"
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    out = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == str(installed / "rangemap/app/served.py")


def readme_blocks(language):
    text = README.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def test_the_commands_of_the_readme_run(tmp_path):
    """Every rangemap command, verbatim, in one folder; those that serve or set up are left out."""
    lines = [line for block in readme_blocks("sh") for line in block.splitlines()]
    commands = [line for line in lines if line.startswith("rangemap ") and line != "rangemap app"]
    assert len(commands) >= 3
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in commands:
        done = subprocess.run(
            command,
            shell=True,
            cwd=tmp_path,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stderr)


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = readme_blocks("python")
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})


def test_what_the_readme_points_at_exists():
    text = README.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target:
            assert (ROOT / target).exists(), target


def test_no_package_registry_is_named_in_what_is_committed():
    hosts = ("registry.npmjs" + ".org", "pypi" + ".org", "pythonhosted" + ".org")
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in filter(None, files):
        content = (ROOT / name).read_bytes()
        for host in hosts:
            assert host.encode() not in content, name


CORE = {"numpy", "pyproj", "certifi", "scipy", "shapely"}
ALONE = """
import sys

class Only:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        known = top in sys.stdlib_module_names or top.startswith("_")
        if not known and top not in allowed:
            raise ModuleNotFoundError(f"No module named {top!r}", name=top)

allowed = {"rangemap", *sys.argv[1].split(",")}
sys.meta_path.insert(0, Only())
import shapely
import rangemap
from rangemap import geodesy
area = geodesy.buffer(shapely.LineString([(34, 51), (36, 52)]), 80_467.2)
print(area.contains(shapely.Point(35, 51)), rangemap.__version__)
for attempt in ("rangemap.compute", "__import__('rangemap.geopandas')"):
    try:
        eval(attempt)
    except ImportError as error:
        print(error)
"""


@pytest.fixture(scope="module")
def core(tmp_path_factory):
    """The wheel of the core alone, unpacked."""
    folder = tmp_path_factory.mktemp("core")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder]
    subprocess.run([*command, ROOT / "packaging" / "geodesy"], check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("rangemap_geodesy-*.whl"))) as archive:
        archive.extractall(folder)
    return folder


def test_the_core_alone_works_with_nothing_but_what_it_names(core):
    environment = os.environ | {"PYTHONPATH": str(core), "PYTHONSAFEPATH": "1"}
    run = subprocess.run(
        [sys.executable, "-c", ALONE, ",".join(CORE)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not run.stderr
    found, refused, missing = run.stdout.splitlines()
    assert found == f"True {rangemap.__version__}"
    assert refused.endswith("install rangemap instead")
    assert "needs geopandas; install geopandas" in missing


def test_the_core_is_the_wholes_and_names_what_it_needs(core):
    inside = [path for path in core.rglob("*.py") if "rangemap" in path.parts]
    assert len(inside) > 20
    for path in inside:
        whole = ROOT / path.relative_to(core)
        assert path.read_bytes() == whole.read_bytes()
    (facts,) = core.glob("*.dist-info/METADATA")
    text = facts.read_text(encoding="utf-8")
    needs = re.findall(r"^Requires-Dist: ([a-z]+)[^;\n]*$", text, re.MULTILINE)
    assert set(needs) == CORE - {"certifi"}
    assert f"Version: {rangemap.__version__}" in text
