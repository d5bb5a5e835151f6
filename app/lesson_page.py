"""The lesson: why a range is not a circle. It stands beside the map, at `?lesson`."""

import streamlit as st
from words import or_dash

from rangemap import lesson

_ASKED = "lesson"


def is_asked() -> bool:
    """Whether the address asks for the lesson rather than for the map."""
    return _ASKED in st.query_params


def invitation() -> None:
    """The way to the lesson, under the map; not in an embedded page."""
    if not st.context.is_embedded:
        st.markdown(f"[Why a range is not a circle on the map: a lesson](./?{_ASKED}=en)")


def show() -> None:
    """The whole lesson, instead of the map."""
    st.title("Why is it not a circle?", anchor=False)
    lat = st.slider("Latitude", 0, 90, 50, key="lat")
    measured = lesson.lesson(31.0, float(lat), 305.77536)
    st.table(
        {
            "way": [each.method for each in measured.drawn],
            "worst error, km": [or_dash("{:.1f}".format)(abs(e.worst_km)) for e in measured.drawn],
        }
    )
