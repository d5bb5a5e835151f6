"""Whether what comes with rangemap is whole; where it is not, the page says so and ends there."""

import functools

import streamlit as st

from rangemap.errors import DataError
from rangemap.page import session
from rangemap.page.words import plain, said
from rangemap.terminal import say
from rangemap.world import boundaries
from rangemap.world.catalog import bundled_catalog


def check() -> None:
    """Go on where all bundled data are whole; else name the file, to a visitor without its path.

    Whoever runs the page finds the whole sentence in its log. Tried again at every visit, so that
    a repair needs no restart.
    """
    try:
        _load()
    except DataError as error:
        say(f"rangemap: {error}", err=True)
        st.error(plain(said(session.browser_language(), "notice.damaged", file=error.file)))
        st.stop()


@functools.cache
def _load() -> None:
    bundled_catalog()
    boundaries.regions("all")
    boundaries.countries()
    boundaries.land()
    boundaries.border("RU")
    boundaries.places()
