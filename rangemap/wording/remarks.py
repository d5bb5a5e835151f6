"""What a reader must know beside the numbers: where less holds than is promised."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rangemap.analysis.reach import TOLERANCE_M, Reach
from rangemap.wording.language import Language, language_of
from rangemap.wording.origins import control_text
from rangemap.wording.quantities import both_units
from rangemap.world import boundaries

if TYPE_CHECKING:
    from rangemap.analysis.thresholds import Thresholds

_ROUNDING_M = 1e-6
_MAX_PAIRS = 3


def remarks(*measured: "Reach | Thresholds", has_places: bool = True) -> list[str]:
    """One sentence for each thing, in the language of the scenario; nearly always none.

    has_places: whether places, or the people in them, are counted where the remarks stand.
    """
    return _without_repeats(
        each
        for one in measured
        for each in _remarks(one, language_of(one.scenario.language), has_places=has_places)
    )


def remarks_besides(shown: Reach, *others: Reach) -> list[str]:
    """What is to be known on a map of others and is not said of the one shown."""
    known = remarks(shown, has_places=False)
    return [each for each in remarks(*others, has_places=False) if each not in known]


def data_remarks(*measured: "Reach | Thresholds", has_places: bool = True) -> list[str]:
    """The same in English, as data files and JSON have them, and who controls the border."""
    said = language_of("en")
    return _without_repeats(
        each
        for one in measured
        for each in (*control_text(one, said), *_remarks(one, said, has_places=has_places))
    )


def _without_repeats(sentences: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(sentences))


def _remarks(measured: "Reach | Thresholds", said: Language, *, has_places: bool) -> list[str]:
    places = _places(measured, said) if has_places else []
    if not isinstance(measured, Reach):
        names = dict(zip(measured.regions["region"], measured.regions["name"], strict=True))
        pairs = [pair for pair in measured.overlaps if set(pair) <= set(names)]
        return [
            *_set_back(measured.origin_bound_m, said),
            *_minimum(measured, said),
            *_shared("remarks.shared_each", pairs, names, said),
            *places,
        ]
    names = dict(zip(measured.outlines["region"], measured.outlines["name"], strict=True))
    return [
        *_unproven(measured, said),
        *_set_back(float(measured.origins["bound_m"].max()), said),
        *_shared("remarks.shared_once", measured.overlaps, names, said),
        *places,
    ]


def _unproven(reach: Reach, said: Language) -> list[str]:
    return [
        said.say(
            "remarks.unproven",
            length=both_units(each.length, said.code),
            bound=_metres(reach.bound_m(each.weapon), said),
            tolerance=_metres(TOLERANCE_M, said),
        )
        for each in reach.ranges
        if is_wide(reach.bound_m(each.weapon))
    ]


def _set_back(bound_m: float, said: Language) -> list[str]:
    bounds = {"bound": _metres(bound_m, said), "tolerance": _metres(TOLERANCE_M, said)}
    return [said.say("remarks.set_back", **bounds)] if is_wide(bound_m) else []


def _minimum(measured: "Thresholds", said: Language) -> list[str]:
    return [said.say("remarks.minimum")] if any(each.minimum for each in measured.ranges) else []


def _shared(
    key: str, pairs: Sequence[tuple[str, str]], names: Mapping[str, str], said: Language
) -> list[str]:
    """Which regions share ground, and how totals count it."""
    told = [f"{names[one]} – {names[other]}" for one, other in pairs[:_MAX_PAIRS]]
    more = ["…"] if len(pairs) > _MAX_PAIRS else []
    return [said.say(key, names="; ".join([*told, *more]))] if pairs else []


def _places(measured: "Reach | Thresholds", said: Language) -> list[str]:
    """Where places are counted, if that is not just where one would think."""
    if isinstance(measured, Reach):
        return _places_beyond(measured, said)
    return _places_here(measured, said)


def _places_beyond(reach: Reach, said: Language) -> list[str]:
    """That places are counted by country, where some may lie in no region that is told."""
    country, told = reach.scenario.country, set(reach.outlines["region"])
    is_own = not told <= set(boundaries.regions("all")["region"])
    is_beyond = is_own or not set(reach.places["region"]) <= told
    return [said.say(f"remarks.places_{country}")] if is_beyond else []


def _places_here(measured: "Thresholds", said: Language) -> list[str]:
    """That places are counted in the measured regions alone, where `reach` counts others too."""
    places, country = boundaries.places(), measured.scenario.country
    counted = places if country == "all" else places[places["country"] == country]
    is_part = not counted["place"].isin(measured.towns["place"]).all()
    return [said.say("remarks.places_here")] if is_part else []


def is_wide(bound_m: float) -> bool:
    """Whether a bound is more than was asked for."""
    return bound_m > TOLERANCE_M + _ROUNDING_M


def _metres(bound_m: float, said: Language) -> str:
    whole = math.ceil(bound_m)
    return said.say("unit.m", whole)
