"""What a visit has switched on: the toggles that other rooms of the page read, too."""

from collections.abc import Callable
from dataclasses import dataclass, fields

import streamlit as st

from rangemap.page import session


@dataclass(frozen=True)
class Switches:
    """Each toggle, on or off, beside the state: no link carries them.

    snap: clicks near the border move onto it. band: the map shows the band between published
    figures. tiles: the map stands on online tiles. depth_shown: the map shades places by how many
    launch points reach them.
    """

    snap: bool = True
    band: bool = False
    tiles: bool = False
    depth_shown: bool = False


_DEFAULTS = Switches()


def now() -> Switches:
    """The switches of this visit; one that was never shown is as it would be at first."""
    return Switches(**{each.name: _is_on(each.name) for each in fields(Switches)})


def toggle(name: str, label: str, on_change: Callable[[], None] = session.touch) -> None:
    """Show the switch of that name."""
    st.toggle(label, value=getattr(_DEFAULTS, name), key=_key(name), on_change=on_change)


def _is_on(name: str) -> bool:
    return bool(st.session_state.get(_key(name), getattr(_DEFAULTS, name)))


def _key(name: str) -> str:
    return name.replace("_", "-")
