"""The ready scenarios: what a first visit can show with one click."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rangemap.page.words import said
from rangemap.scenario.choices import LANGUAGES
from rangemap.scenario.origins import BorderOrigin, Origin, PointOrigin
from rangemap.scenario.scenario import Scenario


@dataclass(frozen=True)
class Preset:
    """A scenario, the key of the words on its button; before, if it is a comparison."""

    key: str
    scenario: Scenario
    before: Scenario | None = None


_NAMES = ("preset.kharkiv_name", "preset.sumy_name")
# km along the border with Russia where the oblasts of Sumy and Kharkiv begin and end
_SUMY, _KHARKIV = (152.0, 573.0), (573.0, 805.0)


def first(language: str) -> Scenario:
    """What a first visit sees."""
    return Scenario((PointOrigin(51.0, 34.7),), language=language)


def asked_for(parts: Mapping[str, Sequence[str]], language: str) -> Scenario | None:
    """What a link that holds no scenario opens, in the link's language or else the one given.

    parts: of the link, as rangemap reads them. None where it holds more than a language.
    """
    if not parts:
        return first(language)
    [*named] = parts.get("lang", ())
    if len(parts) == len(named) == 1 and named[0] in LANGUAGES:
        return first(named[0])
    return None


def presets(language: str) -> tuple[Preset, ...]:
    """The ready scenarios in a language."""
    kharkiv = BorderOrigin("RU", *_KHARKIV, name=said(language, "preset.kharkiv_name"))
    sumy = BorderOrigin("RU", *_SUMY, name=said(language, "preset.sumy_name"))
    whole = Scenario((BorderOrigin("RU"),), weapons=("himars", "atacms"), language=language)
    return (
        Preset("kharkiv", Scenario((kharkiv,), weapons=("himars",), language=language)),
        Preset("sumy", Scenario((sumy,), weapons=("atacms",), language=language)),
        Preset("whole", whole, before=replace(whole, weapons=("himars",))),
    )


def is_name(name: str) -> bool:
    """Whether a ready scenario gives that name, in any language."""
    return name in {said(each, key) for each in LANGUAGES for key in _NAMES}


def renamed(origins: tuple[Origin, ...], language: str) -> tuple[Origin, ...]:
    """The origins, with the names that ready scenarios gave them in that language."""
    names = {said(each, key): said(language, key) for each in LANGUAGES for key in _NAMES}
    return tuple(replace(each, name=names.get(each.name, each.name)) for each in origins)
