"""Colours: one hue per weapon, five steps of share, safe for colour-blind eyes and for greyscale.

Hues are those of Okabe and Ito, "Color Universal Design" (2008). Steps are mixed with white in
linear light, so that lightness falls evenly and survives a photocopier.
"""

from dataclasses import dataclass

HUES = ("#D55E00", "#0072B2", "#009E73", "#AA4499", "#8A6D00", "#56B4E9")
DASHES: tuple[tuple[float, ...], ...] = ((), (6, 3), (1.5, 2), (8, 2, 1.5, 2), (3, 2), (10, 3))
SHARE_BREAKS = (0.25, 0.5, 0.75, 1 - 1e-9)
SHARE_CLASSES = ("under ¼", "¼ to ½", "½ to ¾", "over ¾", "all")
_SHARE_STRENGTHS = (0.16, 0.28, 0.42, 0.58, 0.76)


@dataclass(frozen=True)
class Theme:
    """The ground a map is drawn on: colours of everything that is not reach."""

    name: str
    water: str
    land: str
    home: str  # Ukraine, set apart by a faint tint
    region_line: str
    country_line: str
    border: str
    text: str
    quiet_text: str
    halo: str


LIGHT = Theme(
    name="light",
    water="#DCE5EC",
    land="#FAF9F6",
    home="#F1EBDA",
    region_line="#C4C0B8",
    country_line="#8F8B84",
    border="#2E2C2A",
    text="#22211F",
    quiet_text="#5B5852",
    halo="#FFFFFF",
)
DARK = Theme(
    name="dark",
    water="#161B21",
    land="#23282F",
    home="#2E2C26",
    region_line="#4A5058",
    country_line="#7C838C",
    border="#E8E4DC",
    text="#F1EFEA",
    quiet_text="#B4B2AC",
    halo="#14171B",
)


def hue(index: int) -> str:
    """The colour of the index-th range of a scenario."""
    return HUES[index % len(HUES)]


def dash(index: int) -> tuple[float, ...]:
    """The line pattern of the index-th range, in points on and off; empty for a solid line."""
    return DASHES[index % len(DASHES)]


def share_class(share: float) -> int:
    """Which of SHARE_CLASSES a share above 0 falls into, 0 to 4."""
    return sum(share >= limit for limit in SHARE_BREAKS)


def share_colour(colour: str, step: int, ground: str = "#FFFFFF") -> str:
    """That colour at the strength of a share class, mixed with the ground in linear light."""
    strength = _SHARE_STRENGTHS[step]
    mixed = [
        strength * front + (1 - strength) * back
        for front, back in zip(_linear(colour), _linear(ground), strict=True)
    ]
    return "#" + "".join(f"{round(255 * _encoded(value)):02X}" for value in mixed)


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> tuple[float, ...]:
    channels = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)  # noqa: PLR2004  IEC 61966-2-1


def _encoded(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055  # noqa: PLR2004  IEC 61966-2-1
