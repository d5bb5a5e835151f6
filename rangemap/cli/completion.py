"""What a shell offers when Tab is pressed: weapons, towns, regions, by their first letters.

Read from the bundled files with nothing heavy imported, as nobody waits at a prompt.
"""

import csv
from collections.abc import Iterator

import click
from click.shell_completion import CompletionItem

from rangemap.scenario.choices import LANGUAGES

_MAX_TOWNS = 30
_COMMAS = ("only", "except_")


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
    before, comma, last = (
        incomplete.rpartition(",") if param.name in _COMMAS else ("", "", incomplete)
    )
    given = set(before.split(","))
    return [
        CompletionItem(before + comma + code)
        for code in sorted(codes - given)
        if code.startswith(last.upper())
    ]


def _places() -> Iterator[dict[str, str]]:
    """The rows of the bundled towns, the most populous first."""
    from rangemap.world.bundled import bundled_folder

    path = bundled_folder("data/boundaries") / "places.csv"
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
