"""The catalogue in words: weapons, their published figures, and who published them."""

from dataclasses import asdict
from typing import Any

from rangemap.wording.language import Language, language_of
from rangemap.wording.quantities import both_units, length_span, length_text
from rangemap.world.catalog import Catalog, PublishedRange, Weapon
from rangemap.world.citations import Citation

Record = dict[str, Any]


def weapon_records(catalog: Catalog) -> list[Record]:
    """Every weapon with all its figures and their sources; range_km is the one maps use."""
    return [
        {
            "weapon": weapon.id,
            "name": weapon.name,
            "names": dict(weapon.names),
            "claimed": weapon.is_claimed,
            "description": weapon.description,
            "range_km": weapon.range.range_km,
            "minimum_km": weapon.minimum.range_km if weapon.minimum else None,
            "published": [_figure_record(figure) for figure in weapon.ranges],
            "minimums": [_figure_record(figure) for figure in weapon.minimums],
        }
        for weapon in catalog.weapons
    ]


def weapon_lines(catalog: Catalog) -> str:
    """The catalogue as text: one block per weapon, one line per figure."""
    return "\n\n".join(_weapon_block(weapon) for weapon in catalog.weapons)


def citation_text(cited: Citation, said: Language) -> str:
    """Title, publisher, who reprints whom, and date, in one line; names as they were printed."""
    publisher = cited.publisher
    if cited.via:
        publisher = said.say("source.via", publisher=publisher, via=cited.via)
    if cited.citing:
        publisher = said.say("source.citing", publisher=publisher, citing=cited.citing)
    when = cited.date or said.say("source.undated", accessed=cited.accessed)
    return f"{cited.title} ({publisher}, {when})"


def given_text(cited: str, file: str, said: Language) -> str:
    """A source as it is cited, and the catalogue file of one's own that it is from, if any."""
    return said.say("source.given", source=cited, file=file) if file else cited


def _figure_record(figure: PublishedRange) -> Record:
    return {
        "range_km": figure.range_km,
        "value": str(figure.length),
        "as_printed": figure.as_printed,
        "variant": figure.variant,
        "restates": figure.restates,
        "note": figure.note,
        "source": asdict(figure.source),
    }


def weapon_heading(weapon: Weapon, language: str = "en") -> str:
    """Id, name, range, and the band of figures: whether publications disagree or only round."""
    said = language_of(language)
    least, greatest = (figure.length for figure in weapon.band)
    heading = (
        f"{weapon.id}  {weapon.name_in(language)}  {both_units(weapon.range.length, language)}"
    )
    if least.metres == greatest.metres:
        return heading
    kind = "differ" if weapon.is_disputed else "rounded"
    span = length_span(least, greatest, language)
    return f"{heading}, {said.say(f'catalog.{kind}', span=span)}"


def figure_lines(weapon: Weapon, language: str = "en") -> list[str]:
    """Every published figure with its source, the one that maps use first."""
    said = language_of(language)
    lines = []
    for figure in (*weapon.ranges, *weapon.minimums):
        length = length_text(figure.length, language)
        if figure in weapon.minimums:
            length = said.say("catalog.minimum", length=length)
        variant = f" [{figure.variant_in(language)}]" if figure.variant else ""
        cited = given_text(citation_text(figure.source, said), weapon.given_in, said)
        lines.append(f"  {length}{variant}: {cited}")
        lines += [f"      {figure.source.url}"] if figure.source.url else []
    return lines


def _weapon_block(weapon: Weapon) -> str:
    claimed = f"  ({language_of('en').say('catalog.claimed')})" if weapon.is_claimed else ""
    described = [f"  {weapon.description}"] if weapon.description else []
    return "\n".join([weapon_heading(weapon) + claimed, *described, *figure_lines(weapon)])
