"""Colours by name: a page says which it wants, its style sheet what they are, light or dark."""

import dataclasses
from dataclasses import dataclass

from rangemap.figures.palette import SHARE_STRENGTHS, STYLES, Style

DARK_SCREEN = "screen and (prefers-color-scheme: dark)"  # paper stays light
_GROUND = {
    "paper": "paper",
    "water": "water",
    "river": "water_text",
    "land": "land",
    "home": "home",
    "line": "region_line",
    "country": "country_line",
    "border": "border",
    "text": "text",
    "quiet": "quiet_text",
    "halo": "halo",
}


def ground(style: Style) -> dict[str, str]:
    """The colours of the ground, by the names of the custom properties in static/map.css."""
    return {name: getattr(style.theme, field) for name, field in _GROUND.items()}


@dataclass(frozen=True)
class Named(Style):
    """A style whose colours are custom properties of CSS, which `sheet` sets."""

    def ink(self, index: int) -> str:
        """As in Style."""
        return f"var(--rm-ink-{index % len(self.inks)})"

    def share_ink(self, index: int, step: int) -> str:
        """As in Style."""
        return f"var(--rm-share-{index % len(self.inks)}-{step})"

    def text_ink(self, index: int) -> str:
        """As in Style."""
        return f"var(--rm-words-{index % len(self.inks)})"


NAMED = Named(
    dataclasses.replace(
        STYLES["light"].theme, **{field: f"var(--rm-{name})" for name, field in _GROUND.items()}
    )
)


def sheet() -> str:
    """The style sheet that sets the colours: light, and dark for readers who prefer that."""
    light, dark = (f":root{{{_properties(STYLES[each])}}}" for each in ("light", "dark"))
    return f":root{{color-scheme:light dark}}{light}@media {DARK_SCREEN}{{{dark}}}"


def _properties(style: Style) -> str:
    named = ground(style)
    for number in range(len(style.inks)):
        named |= {f"ink-{number}": style.ink(number), f"words-{number}": style.text_ink(number)}
        for step in range(len(SHARE_STRENGTHS)):
            named[f"share-{number}-{step}"] = style.share_ink(number, step)
    return "".join(f"--rm-{name}:{colour};" for name, colour in named.items())
