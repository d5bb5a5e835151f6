"""The tree that docs/design.md prints is the tree that is; no imports run in a circle."""

import dataclasses
import graphlib
import re
from pathlib import Path

import grimp

from rangemap.figures.subject import Subject

TOP = Path(__file__).parents[1]
[TREE] = re.findall(
    r"^```\n(app/ .*?)^```$",
    (TOP / "docs/design.md").read_text(encoding="utf-8"),
    flags=re.DOTALL | re.MULTILINE,
)


def listed():
    """Each folder of the tree with the names that stand beside it."""
    folders, last = {}, ""
    for line in TREE.splitlines():
        line = re.sub(r"\(.*?\)", "", line)  # noqa: PLW2901  what is said of a name
        indent, folder, names = re.fullmatch(r"( *)(?:([a-z]+/):?(?= ))?(.*)", line).groups()
        if folder:
            parents = {0: "", 2: "rangemap/"}
            last_is = last if len(indent) > 2 else parents[len(indent)]
            here = last_is + folder
            if len(indent) <= 2:
                last = here
        else:
            here = last
        found = [name.strip() for name in re.split("[,;]", names)]
        folders.setdefault(here, []).extend(name for name in found if name not in ("", "…"))
    return folders


def test_every_folder_and_name_of_the_tree_is_there():
    folders = listed()
    assert folders.pop("tests/") == ["the same folders"]
    for folder, names in folders.items():
        for name in names:
            path = TOP / folder / (name if name[-1] == "/" or "." in name else f"{name}.py")
            assert path.exists(), path


def test_every_storey_stands_in_the_tree_and_has_its_tests():
    storeys = {f"rangemap/{path.parent.name}/" for path in TOP.glob("rangemap/*/__init__.py")}
    assert storeys == {folder for folder in listed() if re.fullmatch("rangemap/[a-z]+/", folder)}
    assert all((TOP / "tests" / Path(storey).name).is_dir() for storey in storeys)
    hall = {path.stem for path in TOP.glob("rangemap/*.py")}
    assert hall == set(listed()["rangemap/"])


def test_no_imports_run_in_a_circle():
    graph = grimp.build_graph("rangemap", "app", cache_dir=None)
    below = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert "rangemap.cli.commands" in below["rangemap.cli.options"]
    graphlib.TopologicalSorter(below).prepare()


def test_what_a_new_analysis_is_told_to_write_is_there():
    text = (TOP / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [arguments] = re.findall(r"`replace\(subject\(reach\), (.*?)\)`", text)
    fields = {each.name for each in dataclasses.fields(Subject)}
    assert set(re.findall(r"(\w+)=", arguments)) <= fields
