"""What a reader must know of a reach beside its numbers: where less holds than is promised."""

import math
from collections.abc import Iterable

from rangemap.analysis.reach import TOLERANCE_M, Reach
from rangemap.wording.language import Language
from rangemap.wording.language import language as language_of
from rangemap.wording.quantities import both_units

_ROUNDING_M = 1e-6


def remarks(*reaches: Reach) -> list[str]:
    """One sentence for each thing, in the language of the scenario; nearly always none."""
    return _without_repeats(
        each for reach in reaches for each in _remarks(reach, language_of(reach.scenario.language))
    )


def remarks_besides(shown: Reach, *others: Reach) -> list[str]:
    """What is to be known of others and is not said of the one shown."""
    return [each for each in remarks(*others) if each not in remarks(shown)]


def data_remarks(*reaches: Reach) -> list[str]:
    """The same in English, as data files and JSON have them."""
    said = language_of("en")
    return _without_repeats(each for reach in reaches for each in _remarks(reach, said))


def _without_repeats(sentences: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(sentences))


def _remarks(reach: Reach, said: Language) -> list[str]:
    unproven = [
        said.say(
            "remarks.unproven",
            length=both_units(each.length, said.code),
            bound=_metres(reach.bound_m(each.weapon), said),
            tolerance=_metres(TOLERANCE_M, said),
        )
        for each in reach.ranges
        if is_wide(reach.bound_m(each.weapon))
    ]
    set_back_m = reach.origins["bound_m"].max()
    if is_wide(set_back_m):
        bounds = {"bound": _metres(set_back_m, said), "tolerance": _metres(TOLERANCE_M, said)}
        unproven.append(said.say("remarks.set_back", **bounds))
    return unproven


def is_wide(bound_m: float) -> bool:
    """Whether a bound is more than was asked for."""
    return bound_m > TOLERANCE_M + _ROUNDING_M


def _metres(bound_m: float, said: Language) -> str:
    whole = math.ceil(bound_m)
    return said.say("unit.m", whole)
