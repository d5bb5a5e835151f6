"""What a release says of itself: one version everywhere, a README that an index can show."""

import importlib.util
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

import rangemap

TOP = Path(__file__).parents[1]


def hook():
    spec = importlib.util.spec_from_file_location("hatch_build", TOP / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_links_and_pictures_of_the_readme_lead_to_the_repository():
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    text = hook().absolute(readme, "https://example.org/r/blob/v1")
    assert "](docs/" not in text
    assert "(https://example.org/r/raw/v1/docs/images/readme.png)" in text
    assert "(https://example.org/r/blob/v1/docs/install.md)" in text
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert re.match(r"https?://|#", target), target
    elsewhere = re.findall(r"\]\((https?://[^)]+)\)", readme)
    assert all(f"({address})" in text for address in elsewhere)


def test_without_an_address_the_readme_stays_as_it_is(monkeypatch):
    monkeypatch.delenv("RANGEMAP_REPOSITORY", raising=False)
    metadata = {}
    hook().ReadmeHook(str(TOP), {}).update(metadata)
    assert metadata["readme"]["text"] == (TOP / "README.md").read_text(encoding="utf-8")


def test_every_place_that_names_the_version_names_this_one():
    version = re.escape(rangemap.__version__)
    for name in ("CITATION.cff", "docs/citing.md"):
        text = (TOP / name).read_text(encoding="utf-8")
        said = re.findall(r"(?<!cff-)version[:\s=]+\{?([0-9][0-9.]*[0-9])", text)
        assert said, name
        assert all(re.fullmatch(version, each) for each in said), name


def test_the_recipe_for_conda_asks_for_what_the_wheel_asks_for():
    recipe = yaml.safe_load((TOP / "packaging/conda/meta.yaml").read_text(encoding="utf-8"))
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert recipe["package"] == {"name": project["name"], "version": rangemap.__version__}
    [command] = recipe["build"]["entry_points"]
    assert project["scripts"] == dict([command.split(" = ")])
    asked = map(Requirement, [*project["dependencies"], f"python{project['requires-python']}"])
    channel = {"matplotlib": "matplotlib-base"}  # without windows of its own
    expected = {channel.get(each.name, each.name): each.specifier for each in asked}
    got = {each.name: each.specifier for each in map(Requirement, recipe["requirements"]["run"])}
    assert got == expected


@pytest.mark.skipif(sys.platform != "linux", reason="another sed than the image's")
def test_the_image_has_the_locked_versions_as_pip_takes_constraints():
    text = (TOP / "deploy/Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    [words] = re.findall(r"^RUN sed (.+?) requirements/dev.txt", text, re.MULTILINE)
    command = ["sed", *shlex.split(words), "requirements/dev.txt"]
    made = subprocess.run(command, cwd=TOP, check=True, capture_output=True, text=True).stdout
    lines = [line for line in made.splitlines() if not line.lstrip().startswith("#")]
    pinned = [Requirement(line) for line in lines if line.strip()]
    assert "streamlit" in {each.name for each in pinned}
    assert not any(each.extras for each in pinned)
    assert all(re.fullmatch(r"==[^,*]+", str(each.specifier)) for each in pinned)
