"""Numbers in words: no more digits than the figures behind them carry."""

import math

_DIGITS = 3  # boundaries are good to about a kilometre: three digits of a region's area
_SMALL_SHARE, _NEARLY_ALL = 0.01, 0.995


def area_text(area_km2: float) -> str:
    """An area to three significant digits: ``126,000 km²``, ``71 km²``, ``under 1 km²``."""
    if area_km2 < 1:
        return "under 1 km²"
    return f"{rounded(area_km2)} km²"


def rounded(number: float) -> str:
    """A number of 1 or more to three significant digits, no decimals: ``126,000``, ``71``."""
    digits = _DIGITS - 1 - math.floor(math.log10(number))
    return f"{round(number, min(0, digits)):,.0f}"


def share_text(share: float) -> str:
    """A share: ``all``, ``nearly all``, ``91 %``, ``under 1 %``."""
    if share >= 1 - 1e-9:
        return "all"
    if share >= _NEARLY_ALL:
        return "nearly all"
    return "under 1 %" if share < _SMALL_SHARE else f"{share:.0%}".replace("%", " %")


def distance_text(distance_km: float) -> str:
    """A distance to the kilometre: ``254 km``, ``under 1 km``, ``0 km`` inside."""
    return "under 1 km" if 0 < distance_km < 1 else f"{distance_km:,.0f} km"
