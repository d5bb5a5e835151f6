"""What a release says of itself: one version everywhere, a README that an index can show."""

import importlib.util
import re
from pathlib import Path

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


def test_what_was_not_built_says_so():
    assert "NOT BUILT" in (TOP / "deploy/Containerfile").read_text(encoding="utf-8")
