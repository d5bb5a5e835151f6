"""Quantities in words: no more digits than the figures behind them carry.

Every function takes the code of a language, ``en`` by default.
"""

import math
from collections.abc import Sequence

from rangemap.scenario.units import METRES_PER_UNIT, Length
from rangemap.wording.language import Language, language_of

_DIGITS = 3  # boundaries are good to about a kilometre: three digits of a region's area
_SMALL_SHARE, _NEARLY_ALL = 0.01, 0.995
_WIDE_ERROR = 0.5  # of an area
_WIDE_SHARE_ERROR = 0.05
_MILLION = 1_000_000
_WHOLE_FROM = 10.0  # converted lengths carry a decimal below this


def area_text(area_km2: float, language: str = "en", error_km2: float = 0.0) -> str:
    """An area: ``126,000 km²``, ``71 km²``, ``30 to 110 km²``, ``under 1 km²``.

    Three significant digits at most, and none finer than the first digit of its error (GUM, section
    7.2.6); an interval where the error is over half of it.
    """
    said = language_of(language)
    low, high = _bounds(area_km2, error_km2, said)
    if not low:
        return said.say("number.under", what=said.say("unit.km2", n=high))
    return said.say("unit.km2", n=_spanned(low, high, "span", said))


def area_number(area_km2: float, language: str = "en", error_km2: float = 0.0) -> str:
    """The same without its unit, where a heading has it: ``126,000``, ``under 1``."""
    said = language_of(language)
    low, high = _bounds(area_km2, error_km2, said)
    return _spanned(low, high, "span", said) if low else said.say("number.under", what=high)


def signed_area(area_km2: float, sign: str, language: str = "en", error_km2: float = 0.0) -> str:
    """An area gained (``+``) or lost (``−``), with its sign in every form.

    ``+126,000 km²``, ``+30 to +110 km²``, ``up to −20 km²``.
    """
    said = language_of(language)
    low, high = _bounds(area_km2, error_km2, said)
    if not low:
        return said.say("number.up_to", what=said.say("unit.km2", n=sign + high))
    return said.say("unit.km2", n=_spanned(sign + low, sign + high, "signed_span", said))


def area_apart(area_km2: float, language: str = "en", error_km2: float = 0.0) -> str:
    """By how much area something is more or less: ``about 126,000 km²``, ``under 20 km²``.

    What follows is "more" or "less" («приблизно на 126 000 км²», «менш ніж на 20 км²»).
    """
    said = language_of(language)
    low, high = _bounds(area_km2, error_km2, said)
    form = "under" if not low else "about" if low == high else "span"
    return said.say("unit.km2", n=said.say(f"apart.{form}", low=low, high=high))


def _bounds(area_km2: float, error_km2: float, said: Language) -> tuple[str, str]:
    """The least and the greatest that an area may be, in digits; no least where it may be none."""
    if area_km2 + error_km2 < 1:
        return "", said.number(1)
    if error_km2 <= _WIDE_ERROR * area_km2:
        return (rounded(area_km2, said.code, error_km2),) * 2
    step = 10.0 ** math.floor(math.log10(error_km2))
    low = step * max(0, math.floor((area_km2 - error_km2) / step))
    high = said.number(step * math.ceil((area_km2 + error_km2) / step))
    return (said.number(low) if low >= 1 else ""), high


def _spanned(low: str, high: str, key: str, said: Language) -> str:
    return low if low == high else said.say(f"number.{key}", low=low, high=high)


def about_area(area_km2: float, language: str = "en", error_km2: float = 0.0) -> str:
    """An area as a sentence has it: ``about 126,000 km²``, ``under 1 km²``."""
    area = area_text(area_km2, language, error_km2)
    if area_km2 < 1 or error_km2 > _WIDE_ERROR * area_km2:
        return area
    return language_of(language).say("number.about", what=area)


def area_span(low: tuple[float, float], high: tuple[float, float], language: str = "en") -> str:
    """Two areas with their errors as one interval, the unit once: ``58,000 to 69,000 km²``."""
    said = language_of(language)
    texts = [area_text(area_km2, language, error_km2) for area_km2, error_km2 in (low, high)]
    if texts[0] == texts[1]:
        return texts[0]
    is_plain = all(area >= 1 and error <= _WIDE_ERROR * area for area, error in (low, high))
    if not is_plain:
        return said.say("number.span", low=texts[0], high=texts[1])
    first, last = (rounded(area_km2, language, error_km2) for area_km2, error_km2 in (low, high))
    return said.say("unit.km2", n=said.say("number.span", low=first, high=last))


def people_text(count: float, language: str = "en") -> str:
    """People to three digits: ``23,500``, ``13.8 million``."""
    said = language_of(language)
    if count < _MILLION:
        return rounded(count, language) if count >= 1 else said.number(0)
    millions = float(f"{count:.3g}") / _MILLION
    decimals = max(0, _DIGITS - len(f"{millions:.0f}"))
    digits = said.number(millions, decimals)
    mark = said.say("number.decimal")
    shown = digits.rstrip("0").rstrip(mark) if mark in digits else digits
    return said.say("number.million", n=shown)


def rounded(number: float, language: str = "en", error: float = 0.0) -> str:
    """A number of 1 or more to three significant digits, no decimals: ``126,000``, ``71``.

    To fewer where its error asks for it.
    """
    place = math.floor(math.log10(number)) - _DIGITS + 1
    if error > 0:
        place = max(place, math.floor(math.log10(error)))
    return language_of(language).number(round(number, min(0, -place)))


def share_text(share: float, language: str = "en", error: float = 0.0) -> str:
    """A share: ``all``, ``nearly all``, ``91 %``, ``37 to 50 %``, ``under 1 %``.

    Whole per cents at most; an interval where the error is over five of them.
    """
    said = language_of(language)
    if share >= 1 - 1e-9:
        return said.say("share.all")
    if share + error < _SMALL_SHARE:
        return said.say("number.under", what=said.say("share.percent", 1))
    if error > _WIDE_SHARE_ERROR:
        low = said.number(max(0, math.floor(100 * (share - error) + 1e-9)))
        high = said.number(min(100, math.ceil(100 * (share + error) - 1e-9)))
        return said.say("share.percent", n=said.say("number.span", low=low, high=high))
    if share >= _NEARLY_ALL:
        return said.say("share.nearly_all")
    return said.say("share.percent", n=said.number(max(1, round(100 * share))))


def running_name(name: str, language: str = "en") -> str:
    """A region's name as a sentence has it: English puts an article before republics and okrugs."""
    needs_article = language == "en" and ("Republic" in name or "Okrug" in name)
    return f"the {name}" if needs_article else name


def names_together(names: Sequence[str], language: str = "en") -> str:
    """Names in a list, what they share said once: ``Bryansk and Kursk oblasts and Krasnodar Krai``.

    Those of one kind stand together, where its first one stood.
    """
    said = language_of(language)
    kinds = list(zip(said.messages["names.kinds"], said.messages["names.shared"], strict=True))
    groups: dict[str, list[str]] = {}
    for name in names:
        kind = next((kind for kind, _ in kinds if name.endswith(kind)), name)
        groups.setdefault(kind, []).append(name)
    shared = dict(kinds)
    parts = []
    for kind, group in groups.items():
        if kind not in shared or len(group) == 1:  # of no known kind: alike, if at all, by chance
            parts += [running_name(name, language) for name in group]
            continue
        together = said.listed([name.removesuffix(kind) for name in group]) + shared[kind]
        parts.append(running_name(f"{together}{kind}", language).removesuffix(kind))
    return said.listed(parts)


def share_classes(language: str = "en") -> tuple[str, ...]:
    """The names of the five classes of share, as a legend has them."""
    return tuple(language_of(language).messages["share.classes"])


def distance_text(distance_km: float, language: str = "en") -> str:
    """A distance to the kilometre: ``254 km``, ``under 1 km``, ``0 km`` inside."""
    said = language_of(language)
    if 0 < distance_km < 1:
        return said.say("number.under", what=said.say("unit.km", 1))
    return said.say("unit.km", distance_km)


def length_text(length: Length, language: str = "en", *, case: str = "unit") -> str:
    """A length as it was written, the unit in the language: ``190 mi``, ``190 миль``.

    case: ``unit`` for the nominative, ``genitive`` after a word that rules it, as «за дальності».
    """
    said = language_of(language)
    return said.say(_unit_key(length.unit, case), float(length.value), n=_digits(length, said))


def metric_text(length: Length, language: str = "en", *, case: str = "unit") -> str:
    """A length for running text: ``50 km``, ``306 km (190 mi)`` where it was written in miles."""
    if length.unit in ("km", "m"):
        return length_text(length, language)
    written = length_text(length, language, case=case)
    return f"{_in_unit(length, 'km', language, case)} ({written})"


def between_text(low: Length, high: Length, language: str = "en") -> str:
    """The lengths from a minimum to a range for running text: ``between 70 and 300 km``."""
    said = language_of(language)
    first, last = (_in_unit(length, "km", language, "genitive") for length in (low, high))
    start = first.removesuffix(said.say("unit.km", n=""))
    text = said.say("reach.between", low=start, high=last)
    if {low.unit, high.unit} <= {"km", "m"}:
        return text
    return f"{text} ({_dashed(low, high, 'mi', said, 'genitive')})"


def interval_text(low: Length, high: Length, language: str = "en") -> str:
    """The same for a heading, in both units: ``70–300 km (43–186 mi)``."""
    said = language_of(language)
    km, miles = (_dashed(low, high, unit, said) for unit in ("km", "mi"))
    return f"{km} ({miles})"


def both_units(length: Length, language: str = "en", *, case: str = "unit") -> str:
    """A range as maps print it: kilometres first, miles in brackets, ``306 km (190 mi)``.

    The unit the figure was published in is given as written; the other is rounded to whole units
    (to one decimal under 10), which is what a figure of two or three digits carries.
    """
    km, miles = (_in_unit(length, unit, language, case) for unit in ("km", "mi"))
    return f"{km} ({miles})"


def length_span(least: Length, greatest: Length, language: str = "en") -> str:
    """Two lengths as one interval, the unit once: ``70 to 84 km``, ``290 to 306 km``.

    Kilometres to whole units.
    """
    said = language_of(language)
    low, high = (said.number(round(length.km)) for length in (least, greatest))
    return said.say("unit.km", n=said.say("number.span", low=low, high=high))


def written_span(low: Length, high: Length, language: str = "en") -> str:
    """The same as they were written: ``70 to 300 km``, ``40 to 50 mi``, ``500 m to 2 km``."""
    said = language_of(language)
    if low.unit == high.unit:
        span = said.say("number.span", low=_digits(low, said), high=_digits(high, said))
        return said.say(_unit_key(high.unit, "genitive"), float(high.value), n=span)
    ends = (length_text(each, language, case="genitive") for each in (low, high))
    return said.say("number.span", **dict(zip(("low", "high"), ends, strict=True)))


def _dashed(low: Length, high: Length, unit: str, said: Language, case: str = "unit") -> str:
    (_, first), (count, last) = (_number_in(length, unit, said) for length in (low, high))
    return said.say(_unit_key(unit, case), count, n=f"{first}–{last}")


def _in_unit(length: Length, unit: str, language: str, case: str = "unit") -> str:
    said = language_of(language)
    count, digits = _number_in(length, unit, said)
    return said.say(_unit_key(unit, case), count, n=digits)


def _number_in(length: Length, unit: str, said: Language) -> tuple[float, str]:
    """How many of a unit a length is, and its digits: as written where that is its unit."""
    if length.unit == unit:
        return float(length.value), _digits(length, said)
    number = length.metres / float(METRES_PER_UNIT[unit])
    decimals = 0
    if number < _WHOLE_FROM:
        number = float(f"{number:.2g}")
        decimals = max(0, -math.floor(math.log10(number)) + 1) if number != round(number) else 0
    else:
        number = round(number)
    return number, said.number(number, decimals)


def _unit_key(unit: str, case: str) -> str:
    """The message of a unit; only miles have cases."""
    return f"genitive.{unit}" if case == "genitive" and unit in ("mi", "nmi") else f"unit.{unit}"


def _digits(length: Length, said: Language) -> str:
    """The number as it was written, thousands apart as the language has them."""
    whole, point, rest = f"{length.value.normalize():f}".partition(".")
    return said.number(int(whole)) + (said.say("number.decimal") + rest if point else "")


def position_text(lat: float, lon: float, language: str = "en") -> str:
    """A position as maps print it, to three decimals: ``51.000° N, 34.700° E``."""
    said = language_of(language)
    return said.say(
        "position.text",
        lat=said.number(abs(lat), 3),
        north=said.say("position.N" if lat >= 0 else "position.S"),
        lon=said.number(abs(lon), 3),
        east=said.say("position.E" if lon >= 0 else "position.W"),
    )
