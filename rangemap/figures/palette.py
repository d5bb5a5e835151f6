"""Colours: one hue per weapon, five steps of share, safe for colour-blind eyes and for greyscale.

Hues are those of Okabe and Ito, "Color Universal Design" (2008); the last is Paul Tol's wine
("Colour Schemes", 2021). Steps are mixed with the ground in encoded sRGB, which is close to even in
perceived lightness, so that they keep their hue where they are pale and survive a photocopier.
"""

from dataclasses import dataclass, replace

HUES = ("#D55E00", "#0072B2", "#009E73", "#AA4499", "#8A6D00", "#56B4E9", "#882255")
DASHES: tuple[tuple[float, ...], ...] = (
    (),
    (6, 3),
    (1.5, 2),
    (8, 2, 1.5, 2),
    (3, 2),
    (10, 3),
    (5, 2, 1.5, 2, 1.5, 2),
)
SHARE_BREAKS = (0.25, 0.5, 0.75, 1 - 1e-9)
SHARE_STRENGTHS = (0.2, 0.32, 0.45, 0.58, 0.72)  # dark text stays legible on the strongest
TEXT_PT = 12.5
MIN_CONTRAST = 4.5  # of text: WCAG 2.2, success criterion 1.4.3


@dataclass(frozen=True)
class Theme:
    """The ground a map is drawn on: colours of everything that is not reach."""

    name: str
    paper: str  # around the map, and under legend and notes
    water: str
    unmapped: str  # where the data do not tell land from water
    land: str
    home: str  # Ukraine, set apart by a faint tint
    home_strong: str  # the same in the locator, where it is small
    graticule: str
    coast: str
    region_line: str
    country_line: str
    border: str
    text: str
    quiet_text: str
    water_text: str
    halo: str


@dataclass(frozen=True)
class Style:
    """How a printed figure looks: its ground, its ranges' colours, its lines' widths in points.

    Widths are those beside text of TEXT_PT.
    """

    theme: Theme
    inks: tuple[str, ...] = HUES
    strengths: tuple[float, ...] = SHARE_STRENGTHS
    ring_pt: float = 2.0
    thin_ring_pt: float = 1.1
    faint_ring_pt: float = 0.8
    border_pt: float = 1.5
    origin_pt: float = 2.8

    def scaled(self, times: float) -> "Style":
        """The style with lines so many times as wide, for a sheet with larger or smaller text."""
        return replace(
            self,
            ring_pt=times * self.ring_pt,
            thin_ring_pt=times * self.thin_ring_pt,
            faint_ring_pt=times * self.faint_ring_pt,
            border_pt=times * self.border_pt,
            origin_pt=times * self.origin_pt,
        )

    def ink(self, index: int) -> str:
        """The colour of the index-th range of a scenario."""
        return self.inks[index % len(self.inks)]

    def share_ink(self, index: int, step: int) -> str:
        """The fill of the index-th range for a share class, 0 to 4."""
        return mixed(self.ink(index), self.theme.land, self.strengths[step])

    def faint_ink(self, index: int) -> str:
        """Where the index-th range's ring runs outside the reported regions."""
        return mixed(self.ink(index), self.theme.land, 0.55)

    def text_ink(self, index: int) -> str:
        """The index-th range's colour for words: as it is, or nearer to the text's."""
        return legible(self.ink(index), self.theme.text, self.theme.halo)


LIGHT = Theme(
    name="light",
    paper="#FFFFFF",
    water="#E1E7EC",
    unmapped="#ECECE9",
    land="#FAF9F6",
    home="#F1EBDA",
    home_strong="#D9CBA0",
    graticule="#CBD3D9",
    coast="#A9B6C0",
    region_line="#C4C0B8",
    country_line="#8F8B84",
    border="#2E2C2A",
    text="#22211F",
    quiet_text="#5B5852",
    water_text="#4F6577",
    halo="#FFFFFF",
)
DARK = Theme(
    name="dark",
    paper="#14171B",
    water="#161B21",
    unmapped="#1B1E22",
    land="#23282F",
    home="#2E2C26",
    home_strong="#6B6346",
    graticule="#2E353D",
    coast="#3E4954",
    region_line="#4A5058",
    country_line="#7C838C",
    border="#E8E4DC",
    text="#F1EFEA",
    quiet_text="#B4B2AC",
    water_text="#8FA5B8",
    halo="#14171B",
)


GREYSCALE = Theme(
    name="greyscale",
    paper="#FFFFFF",
    water="#E4E4E4",
    unmapped="#F4F4F4",
    land="#FAFAFA",
    home="#F0F0F0",
    home_strong="#BDBDBD",
    graticule="#CFCFCF",
    coast="#ABABAB",
    region_line="#BEBEBE",
    country_line="#878787",
    border="#222222",
    text="#1C1C1C",
    quiet_text="#555555",
    water_text="#5A5A5A",
    halo="#FFFFFF",
)
STYLES = {
    "light": Style(LIGHT),
    "dark": Style(
        DARK,
        inks=("#F08A52", "#56A8DE", "#2CC295", "#D987CC", "#C9A646", "#8CCBF0", "#E0709B"),
        strengths=(0.16, 0.25, 0.35, 0.45, 0.55),
    ),
    "greyscale": Style(GREYSCALE, inks=("#3D3D3D",), strengths=(0.12, 0.22, 0.33, 0.44, 0.55)),
}


def hue(index: int) -> str:
    """The colour of the index-th range of a scenario."""
    return HUES[index % len(HUES)]


def dash(index: int) -> tuple[float, ...]:
    """The line pattern of the index-th range, in points on and off; empty for a solid line."""
    return DASHES[index % len(DASHES)]


def share_class(share: float) -> int:
    """The class of a share above 0: the number of SHARE_BREAKS that it reaches, 0 to 4."""
    return sum(share >= limit for limit in SHARE_BREAKS)


def share_colour(colour: str, step: int, ground: str = "#FFFFFF") -> str:
    """That colour at the strength of a share class, mixed with the ground."""
    return mixed(colour, ground, SHARE_STRENGTHS[step])


def mixed(colour: str, ground: str, strength: float) -> str:
    """A colour over a ground, strength 0 to 1, in encoded sRGB."""
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return "#" + "".join(
        f"{round(strength * front + (1 - strength) * back):02X}" for front, back in pairs
    )


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two sRGB colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def legible(colour: str, text: str, ground: str) -> str:
    """The colour, moved towards the text's just far enough for MIN_CONTRAST on the ground."""
    steps = (mixed(text, colour, share / 20) for share in range(20))
    return next((each for each in steps if contrast(each, ground) >= MIN_CONTRAST), text)


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))


def _linear(colour: str) -> tuple[float, ...]:
    channels = (channel / 255 for channel in _channels(colour))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)  # noqa: PLR2004  IEC 61966-2-1
