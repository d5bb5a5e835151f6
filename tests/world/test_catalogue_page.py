"""docs/catalogue.md says what the catalogue holds. To write its tables anew:

python tests/test_catalogue_page.py
"""

import re
from pathlib import Path

import pytest

from rangemap.scenario.units import parse_length
from rangemap.wording.quantities import both_units, length_span
from rangemap.world.catalog import bundled_catalog

PAGE = Path(__file__).parents[2] / "docs/catalogue.md"


def who(source):
    via = f", via {source.via}" if source.via else ""
    return f"{source.publisher}{via}{f', citing {source.citing}' if source.citing else ''}"


def figures():
    yield "| id | value | as printed | version | restates | source | date |"
    yield "|---|---|---|---|---|---|---|"
    for weapon in bundled_catalog().weapons:
        claimed = " (claimed)" if weapon.is_claimed else ""
        for n, figure in enumerate(weapon.ranges):
            value = str(figure.length)
            source = figure.source
            yield " | ".join(
                [
                    f"| {'' if n else f'**{weapon.id}**{claimed}'}",
                    value if n else f"**{value}**",
                    figure.as_printed,
                    figure.variant,
                    figure.restates,
                    f"[{source.title}]({source.url}), {who(source)}",
                    f"{source.date} |",
                ]
            )


def bands():
    yield "| id | map uses | figures |"
    yield "|---|---|---|"
    for weapon in bundled_catalog().weapons:
        least, greatest = (figure.length for figure in weapon.band)
        count = len(weapon.comparable)
        span = length_span(least, greatest)
        if weapon.is_disputed:
            what = f"differ: {span}"
        elif least.metres != greatest.metres:
            what = f"one figure rounded, converted or bounded: {span}"
        else:
            what = f"the {count} sources cited here agree" if count > 1 else "one source"
        yield f"| {weapon.id} | {both_units(weapon.range.length)} | {what} |"


TABLES = {"figures": figures, "bands": bands}


def table(name):
    return "\n".join(TABLES[name]())


@pytest.mark.parametrize("name", list(TABLES))
def test_the_page_has_the_tables_of_the_catalogue(name):
    page = PAGE.read_text(encoding="utf-8")
    assert f"<!-- {name} -->\n{table(name)}\n<!-- /{name} -->" in page


def test_every_figure_can_be_looked_up():
    for weapon in bundled_catalog().weapons:
        for figure in weapon.ranges:
            assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", figure.source.date), weapon.id
            assert figure.source.url.startswith("http"), weapon.id
            assert figure.as_printed, weapon.id


def test_a_figure_that_restates_another_is_near_it():
    """Rounding and conversion change a figure by a few per cent, not more."""
    restated = [
        (figure, parse_length(figure.restates))
        for weapon in bundled_catalog().weapons
        for figure in weapon.ranges
        if figure.restates
    ]
    assert restated
    for figure, other in restated:
        assert figure.length.metres == pytest.approx(other.metres, rel=0.035), figure


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    for name in TABLES:
        page = re.sub(
            f"<!-- {name} -->.*<!-- /{name} -->",
            lambda _, name=name: f"<!-- {name} -->\n{table(name)}\n<!-- /{name} -->",
            page,
            flags=re.DOTALL,
        )
    PAGE.write_text(page, encoding="utf-8")
