"""What a shell offers when Tab is pressed, by its first letters: weapons, towns, regions, forms.

Read from the bundled files with nothing heavy imported, as nobody waits at a prompt.
"""

import csv
import os
import re
from collections.abc import Iterator, Sequence

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    add_completion_class,
)

from rangemap.scenario.choices import FURNITURE, LANGUAGES

_MAX_TOWNS = 30
_COMMAS = ("only", "except_")
FORMS = (
    *("json", "csv", "xlsx", "geojson", "gpkg", "kml", "parquet", "toml", "html"),
    *("png", "svg", "pdf", "jpg", "webp"),
)
"""Files of a batch's scenarios; told here, as the module that writes them loads much."""


class Bash(BashComplete):
    """Click's, with spaces and quotes of a value escaped, unless it was begun with a quote."""

    def format_completion(self, item: CompletionItem) -> str:
        """As Click's; twice escaped, as its script reads it once."""
        words = os.environ["COMP_WORDS"].split("\n")[int(os.environ["COMP_CWORD"]) :]
        is_quoted = words and words[0].startswith(("'", '"'))
        if item.type == "plain" and not is_quoted:
            escaped = re.sub(r"([^\w,./:=-])", r"\\\\\1", item.value)
            return f"{item.type},{escaped}"
        return super().format_completion(item)


class Fish(FishComplete):
    """Click's, but for commas, at which its script cuts a value."""

    source_template = FishComplete.source_template.replace('split ","', 'split --max 1 ","')


def mend_shells() -> None:
    """Have shells complete values that hold spaces or commas."""
    add_completion_class(Bash)
    add_completion_class(Fish)


def weapons(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the catalogue, the given one's or the bundled."""
    from rangemap.world.catalog import bundled_catalog, read_catalog

    path = ctx.params.get("catalog")
    catalog = bundled_catalog() if path is None else read_catalog(path)
    return [
        CompletionItem(each.id, help=each.name)
        for each in catalog.weapons
        if each.id.startswith(incomplete.lower())
    ]


def towns(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of towns in any of the three languages, the most populous first."""
    wanted = incomplete.casefold()
    found: dict[str, str] = {}
    for row in _places():
        for language in LANGUAGES:
            name = row[f"name_{language}"]
            if name.casefold().startswith(wanted):
                found.setdefault(name, row["region"] or row["country"])
                break
        if len(found) == _MAX_TOWNS:
            break
    return [CompletionItem(name, help=where) for name, where in found.items()]


def regions(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Codes of regions; after a comma the next one's."""
    country = ctx.params.get("country") or "RU"
    codes = {row["region"] for row in _places() if country in ("all", row["country"])} - {""}
    if param.name in _COMMAS:
        return _one_more(sorted(codes), incomplete, incomplete.upper())
    return [CompletionItem(code) for code in sorted(codes) if code.startswith(incomplete.upper())]


def pieces(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What can be left out of a figure; after a comma the next one."""
    return _one_more(FURNITURE, incomplete, incomplete.lower())


def forms(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Kinds of files, but for those that are asked for already."""
    given = ctx.params.get(param.name or "") or ()
    start = incomplete.lower().removeprefix(".")
    return [CompletionItem(form) for form in FORMS if form.startswith(start) and form not in given]


def _one_more(words: Sequence[str], incomplete: str, folded: str) -> list[CompletionItem]:
    """A list parted by commas with one of those words that it has not yet.

    folded: the list in the words' own case.
    """
    before, comma, _ = incomplete.rpartition(",")
    last, given = folded.rpartition(",")[2], folded.split(",")[:-1]
    return [
        CompletionItem(before + comma + word)
        for word in words
        if word.startswith(last) and word not in given
    ]


def _places() -> Iterator[dict[str, str]]:
    """The rows of the bundled towns, the most populous first."""
    from rangemap.world.bundled import bundled_folder

    path = bundled_folder("data/boundaries") / "places.csv"
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
