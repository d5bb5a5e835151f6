"""Quantities in words: no more digits than the figures behind them carry.

Every function takes the code of a language, ``en`` by default.
"""

import math

from rangemap.scenario.units import METRES_PER_UNIT, Length
from rangemap.wording.language import language as language_of

_DIGITS = 3  # boundaries are good to about a kilometre: three digits of a region's area
_SMALL_SHARE, _NEARLY_ALL = 0.01, 0.995
_WIDE_ERROR = 0.5  # of an area
_WIDE_SHARE_ERROR = 0.05
_WHOLE_FROM = 10.0  # converted lengths carry a decimal below this


def area_text(area_km2: float, language: str = "en", error_km2: float = 0.0) -> str:
    """An area: ``126,000 km²``, ``71 km²``, ``30 to 110 km²``, ``under 1 km²``.

    Three significant digits at most, and none finer than the first digit of its error (GUM, section
    7.2.6); an interval where the error is over half of it.
    """
    said = language_of(language)
    if area_km2 + error_km2 < 1:
        return said.say("number.under", what=said.say("unit.km2", 1))
    if error_km2 <= _WIDE_ERROR * area_km2:
        return said.say("unit.km2", n=rounded(area_km2, language, error_km2))
    step = 10.0 ** math.floor(math.log10(error_km2))
    low = step * max(0, math.floor((area_km2 - error_km2) / step))
    high = said.number(step * math.ceil((area_km2 + error_km2) / step))
    if low < 1:
        return said.say("number.under", what=said.say("unit.km2", n=high))
    return said.say("unit.km2", n=said.say("number.span", low=said.number(low), high=high))


def about_area(area_km2: float, language: str = "en", error_km2: float = 0.0) -> str:
    """An area as a sentence has it: ``about 126,000 km²``, ``under 1 km²``."""
    area = area_text(area_km2, language, error_km2)
    if area_km2 < 1 or error_km2 > _WIDE_ERROR * area_km2:
        return area
    return language_of(language).say("number.about", what=area)


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


def share_of(share: float, name: str, language: str = "en", error: float = 0.0) -> str:
    """A region's share in a list: ``91 % of Kursk Oblast``, ``all of Kursk Oblast``."""
    said = language_of(language)
    if share >= 1 - 1e-9:
        return said.say("share.of_all", name=name)
    return said.say("share.of", share=share_text(share, language, error), name=name)


def share_classes(language: str = "en") -> tuple[str, ...]:
    """The names of the five classes of share, as a legend has them."""
    return tuple(language_of(language).messages["share.classes"])


def distance_text(distance_km: float, language: str = "en") -> str:
    """A distance to the kilometre: ``254 km``, ``under 1 km``, ``0 km`` inside."""
    said = language_of(language)
    if 0 < distance_km < 1:
        return said.say("number.under", what=said.say("unit.km", 1))
    return said.say("unit.km", distance_km)


def length_text(length: Length, language: str = "en") -> str:
    """A length as it was written, the unit in the language: ``190 mi``, ``190 миль``."""
    said = language_of(language)
    digits = f"{length.value.normalize():f}"
    written = digits.replace(".", said.say("number.decimal"))
    return said.say(f"unit.{length.unit}", float(length.value), n=written)


def as_published(length: Length, language: str = "en") -> str:
    """A length as it was written, then in kilometres where it was not: ``190 mi (306 km)``."""
    written = length_text(length, language)
    return written if length.unit == "km" else f"{written} ({_in_unit(length, 'km', language)})"


def both_units(length: Length, language: str = "en") -> str:
    """A range as maps print it: kilometres first, miles in brackets, ``306 km (190 mi)``.

    The unit the figure was published in is given as written; the other is rounded to whole units
    (to one decimal under 10), which is what a figure of two or three digits carries.
    """
    return f"{_in_unit(length, 'km', language)} ({_in_unit(length, 'mi', language)})"


def length_span(least: Length, greatest: Length, language: str = "en") -> str:
    """Two lengths as one interval, the unit once: ``70 to 84 km``, ``290 to 306 km``.

    Kilometres to whole units.
    """
    said = language_of(language)
    low, high = (said.number(round(length.km)) for length in (least, greatest))
    return said.say("unit.km", n=said.say("number.span", low=low, high=high))


def _in_unit(length: Length, unit: str, language: str) -> str:
    if length.unit == unit:
        return length_text(length, language)
    number = length.metres / float(METRES_PER_UNIT[unit])
    decimals = 0
    if number < _WHOLE_FROM:
        number = float(f"{number:.2g}")
        decimals = max(0, -math.floor(math.log10(number)) + 1) if number != round(number) else 0
    else:
        number = round(number)
    said = language_of(language)
    return said.say(f"unit.{unit}", number, n=said.number(number, decimals))


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
