"""The colours of the page, light or dark as the browser has it."""

import streamlit as st

from rangemap.figures.palette import STYLES, Style
from rangemap.web.scheme import ground


def style() -> Style:
    """The style in which maps are drawn now."""
    return STYLES["dark" if st.context.theme.type == "dark" else "light"]


def colours() -> dict[str, str]:
    """The colours of the ground, by the names of the custom properties in static/map.css."""
    return ground(style())


def paper() -> dict[str, str]:
    """The same for what stands around the map on paper, which is white."""
    return ground(STYLES["light"])
