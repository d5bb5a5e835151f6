"""How many regions each size names, in each language: docs/labels.md is what this writes.

python benchmarks/labels.py
"""

from collections.abc import Iterator
from pathlib import Path

from rangemap import BorderOrigin, Permission, Scenario, compute
from rangemap.analysis.comparison import shortest_and_longest
from rangemap.figures import comparison, reach
from rangemap.figures.figure import drawn
from rangemap.figures.options import FigureOptions
from rangemap.figures.paint import Layer, Words
from rangemap.figures.subject import Subject
from rangemap.scenario.choices import FIGURE_SIZES, LANGUAGES

PAGE = Path(__file__).parents[1] / "docs/labels.md"
ONLY = Permission(only=("RU-KRS", "RU-BEL"))
INTRODUCTION = """# Labels by size and language

Of the regions that `reach --border`, `compare --border` and
`reach --border --only RU-KRS,RU-BEL` reach: how many each size names on its map with their number,
and how many rows with a number stand beside or beneath it. Regions reached wholly may be one row
("5 regions wholly"), which is not counted. Where a column stands beside the map (article, slide)
its rows are first those that the map has not; a telephone's map names none, and its table all.
Written by `python benchmarks/labels.py`.

"""


def subjects(language: str) -> Iterator[tuple[str, Subject]]:
    """The three pictures in a language."""
    border = (BorderOrigin(),)
    whole = compute(Scenario(border, language=language))
    limited = compute(Scenario(border, language=language, permission=ONLY))
    yield "reach --border", reach.subject(whole)
    yield "compare --border", comparison.subject(shortest_and_longest(whole))
    yield "permission", reach.subject(limited)


def counts(subject: Subject, size: str) -> tuple[int, int]:
    """Regions named on the map, and rows with a number."""
    made = drawn(subject, FigureOptions(size=size, dpi=30))
    layers = {each.get_gid(): each for each in made.artists if isinstance(each, Layer)}
    bold = {
        name: [
            word
            for word in layers[name].get_children()
            if isinstance(word, Words) and word.get_weight() == "bold"
        ]
        for name in ("region-names", "ranking")
        if name in layers
    }
    numbers = set(subject.labels.values())
    rows = [word for word in bold.get("ranking", []) if word.get_text() in numbers]
    return len(bold.get("region-names", [])), len(rows)


def page() -> str:
    """The page as Markdown."""
    found = {
        (name, size, language): (len(subject.ranking.entries), counts(subject, size))
        for language in LANGUAGES
        for name, subject in subjects(language)
        for size in FIGURE_SIZES
    }
    lines = []
    for name in dict.fromkeys(each for each, _, _ in found):
        reached = found[name, FIGURE_SIZES[0], "en"][0]
        lines += [f"## {name}, {reached} regions", ""]
        heads = [f"{each}: map, rows" for each in LANGUAGES]
        lines += ["| size | " + " | ".join(heads) + " |", "|---" * 4 + "|"]
        for size in FIGURE_SIZES:
            cells = ["{}, {}".format(*found[name, size, each][1]) for each in LANGUAGES]
            lines.append(f"| {size} | " + " | ".join(cells) + " |")
        lines.append("")
    return INTRODUCTION + "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
