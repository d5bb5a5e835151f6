"""Towns in words: told apart by the names of their regions, not by codes."""

from collections import Counter
from collections.abc import Sequence
from functools import cache

from rangemap.analysis.towns import Town
from rangemap.wording.quantities import position_text
from rangemap.world import boundaries


def town_texts(towns: Sequence[Town], language: str) -> list[str]:
    """Each town with its region: ``Oleksandrivka, Odesa Oblast``; with its place if two are alike.

    Towns of Belarus have its name, as their regions are not known.
    """
    areas = _areas(language)
    texts = []
    for town in towns:
        area = areas.get(town.region or town.country, "")
        texts.append(town.name if area in ("", town.name) else f"{town.name}, {area}")
    counts = Counter(texts)
    return [
        text if counts[text] == 1 else f"{text} ({position_text(town.lat, town.lon, language)})"
        for text, town in zip(texts, towns, strict=True)
    ]


@cache
def _areas(language: str) -> dict[str, str]:
    """Names of regions and countries by code."""
    regions = boundaries.regions("all", language=language)
    countries = boundaries.countries(language=language)
    return dict(zip(countries["country"], countries["name"], strict=True)) | dict(
        zip(regions["region"], regions["name"], strict=True)
    )
