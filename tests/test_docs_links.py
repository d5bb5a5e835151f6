"""What the pages say can be followed: links, headings, pictures, public names."""

import re
from functools import cache
from pathlib import Path

import pytest

import rangemap
from rangemap import geodesy

TOP = Path(__file__).parents[1]
PAGES = sorted(
    path
    for folder in (".", "docs", "docs/tutorials", "data", "data/boundaries", "packaging/geodesy")
    for path in (TOP / folder).glob("*.md")
)
_FENCED = re.compile(r"^(`{3,}|:{3,}).*?^\1", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(?<!\\)\]\(<?([^()\s>]+(?:\([^()\s]*\))?)>?\)")


@cache
def prose(path):
    """A page without its code."""
    return _FENCED.sub("", path.read_text(encoding="utf-8"))


@cache
def anchors(path):
    """The anchors of a page's headings, as GitHub and MyST make them."""
    found = []
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", prose(path), re.MULTILINE):
        plain = re.sub(r"\[(.*?)\]\(.*?\)|[`*]", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        count = sum(
            each == slug or re.fullmatch(rf"{re.escape(slug)}-\d+", each) is not None
            for each in found
        )
        found.append(f"{slug}-{count}" if slug in found else slug)
    return set(found)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(TOP).as_posix())
def test_every_link_leads_to_a_file_and_a_heading(page):
    for target in _LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        led_to = (page.parent / name).resolve() if name else page
        assert led_to.exists(), target
        if anchor:
            assert anchor in anchors(led_to), target


def test_every_page_of_docs_is_in_the_sites_table():
    index = (TOP / "docs/index.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([\w./-]+)$", index, re.MULTILINE))
    for page in (TOP / "docs").rglob("*.md"):
        name = page.relative_to(TOP / "docs").with_suffix("").as_posix()
        assert name in listed | {"index"} or name.startswith("_build/"), name


def test_every_public_name_stands_in_the_reference():
    page = (TOP / "docs/api.md").read_text(encoding="utf-8")
    for name in set(rangemap.__all__) - {"geodesy", "__version__"}:
        assert re.search(rf"^\.\. auto\w+:: rangemap\.{name}$", page, re.MULTILINE), name
    assert ".. automodule:: rangemap.geodesy\n" in page  # with every name of its __all__
    assert ".. automodule:: rangemap.geopandas\n" in page
    assert all(getattr(geodesy, name).__doc__ for name in geodesy.__all__)
