"""The tutorials run, and their notebooks and pictures are what their pages say.

To write notebooks and pictures anew: python tests/test_tutorials.py
"""

import contextlib
import io
import json
import os
import re
import sys
import tempfile
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

FOLDER = Path(__file__).parents[1] / "docs/tutorials"
PAGES = sorted(FOLDER.glob("*.md"))
PICTURES = {"first-map": "sumy.png", "article-figures": "article.png", "sweep": "sweep.png"}
_CODE = re.compile(r"^```python\n(.*?)^```\n", re.DOTALL | re.MULTILINE)


def notebook(page):
    """The page as a Jupyter notebook: a cell for each block and for what stands between."""
    text = re.sub(r" \[As a notebook\]\(.*?\)\.", "", page.read_text(encoding="utf-8"))
    cells, end = [], 0
    for block in _CODE.finditer(text):
        cells += [("markdown", text[end : block.start()]), ("code", block[1])]
        end = block.end()
    cells.append(("markdown", text[end:]))
    kept = [(kind, source.strip()) for kind, source in cells if source.strip()]
    document = {
        "cells": [
            {
                "cell_type": kind,
                "id": f"{page.stem}-{number}",
                "metadata": {},
                "source": source.splitlines(keepends=True),
                **({"execution_count": None, "outputs": []} if kind == "code" else {}),
            }
            for number, (kind, source) in enumerate(kept)
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def run(page):
    """Run every code cell of the page's notebook, in order, in the folder that is current."""
    names = {}
    for cell in json.loads(notebook(page))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), f"{page.stem}.ipynb", "exec"), names)
    plt.close("all")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_tutorial_runs(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with mpl.rc_context({"backend": "agg"}):
        run(page)
    assert capsys.readouterr().out
    if page.stem in PICTURES:
        assert (tmp_path / PICTURES[page.stem]).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_notebook_is_the_page(page):
    stored = page.with_suffix(".ipynb").read_text(encoding="utf-8")
    assert stored == notebook(page)


if __name__ == "__main__":
    mpl.use("agg")
    with tempfile.TemporaryDirectory() as here:
        os.chdir(here)
        for each in PAGES:
            each.with_suffix(".ipynb").write_text(notebook(each), encoding="utf-8")
            with contextlib.redirect_stdout(io.StringIO()) as out:
                run(each)
            sys.stdout.write(f"## {each.stem}\n{out.getvalue()}\n")
        for name, picture in PICTURES.items():
            target = FOLDER / f"images/{name}.png"
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(Path(picture).read_bytes())
