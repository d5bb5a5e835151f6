"""The lesson: why a range is not a circle. It stands beside the map, at `?lesson`."""

import functools
import html
import math
from collections.abc import Callable
from typing import Any

import streamlit as st

from rangemap.analysis.lesson import KM_PER_DEGREE
from rangemap.errors import RangemapError
from rangemap.export.lesson import LESSON
from rangemap.figures.lesson import pictures
from rangemap.page import elements
from rangemap.page.words import LANGUAGE_NAMES, plain
from rangemap.scenario.choices import LANGUAGES
from rangemap.wording.lesson import Handout, handed_out
from rangemap.world.catalog import bundled_catalog

ASKED, _LAT, _RANGE = "lesson", "lat", "range"
_USUAL = "atacms"
_OTHERS = ("100 km", "1000 km")
_FIRST_LAT, _LON = 50, 31.0
_INSTRUMENT_PX = 900
_MAX_PICTURES = 400  # of about 100 kB


def is_asked() -> bool:
    """Whether the address asks for the lesson rather than for the map."""
    return ASKED in st.query_params


def show() -> None:
    """The whole lesson, instead of the map."""
    _remember()
    handout = _asked_for()
    elements.look(key="lesson-look")
    if handout is not None:
        _instrument(handout)
        _pictures(handout)
        _explained(handout)
        _taken_away(handout)


def _remember() -> None:
    """On a first visit, what the address says, as far as it makes sense."""
    asked = st.query_params
    lat = int(asked.get(_LAT, "")) if asked.get(_LAT, "").isdecimal() else _FIRST_LAT
    known = {
        ASKED: asked[ASKED] if asked[ASKED] in LANGUAGES else LANGUAGES[0],
        _LAT: min(lat, 90),
        _RANGE: asked.get(_RANGE, _USUAL),
    }
    for key, value in known.items():
        st.session_state.setdefault(f"{ASKED}-{key}", value)


def _asked_for() -> Handout | None:
    """Title and controls; the lesson that they ask for, or None where the reason is told."""
    language = st.session_state[f"{ASKED}-{ASKED}"]
    words = _handout(_FIRST_LAT, _USUAL, language)
    st.title(words.title, anchor=False)
    told = st.empty()
    left, middle, right = st.columns([3, 2, 2], gap="large")
    lat = left.slider(words.say("page.lat"), 0, 90, key=f"{ASKED}-{_LAT}", format="%d°")
    range_text = middle.selectbox(
        words.say("page.range"),
        _ranges(),
        key=f"{ASKED}-{_RANGE}",
        format_func=functools.partial(_range_name, language),
        accept_new_options=True,
    )
    right.segmented_control(
        words.say("page.language"),
        LANGUAGES,
        key=f"{ASKED}-{ASKED}",
        format_func=LANGUAGE_NAMES.__getitem__,
        required=True,
    )
    st.query_params.from_dict({ASKED: language, _LAT: str(lat), _RANGE: range_text})
    try:
        handout = _handout(lat, range_text, language)
    except RangemapError as error:
        st.error(plain(f"{error}."))
        return None
    told.caption(plain(f"{handout.subtitle}. {handout.say('page.move')}"))
    return handout


def _ranges() -> list[str]:
    """The catalogue's weapons, round ranges, and what the address or the reader has named."""
    published = (each for each in bundled_catalog().weapons if not each.is_claimed)
    known = [*(weapon.id for weapon in published), *_OTHERS]
    asked = st.session_state[f"{ASKED}-{_RANGE}"]
    return known if asked in known else [*known, asked]


def _range_name(language: str, text: str) -> str:
    names = {weapon.id: weapon.name_in(language) for weapon in bundled_catalog().weapons}
    return names.get(text, text)


def _handout(lat: int, range_text: str, language: str) -> Handout:
    catalog = bundled_catalog()
    is_weapon = any(weapon.id == range_text for weapon in catalog.weapons)
    asked = {"weapon" if is_weapon else "range_": range_text}
    return handed_out(catalog, lat=float(lat), lon=_LON, lang=language, **asked)


def _instrument(handout: Handout) -> None:
    """The ring to drag, for who asks for it: it draws and measures in the browser alone."""
    if st.toggle(handout.say("page.try"), key=f"{ASKED}-try"):
        st.iframe(
            LESSON.file(handout, ".html").decode(),
            height=_INSTRUMENT_PX,
            alt=handout.say("live.title"),
        )


def _pictures(handout: Handout) -> None:
    style = "dark" if st.context.theme.type == "dark" else "light"

    def image(name: str) -> None:
        drawn = _picture(name, handout, style)
        st.image(drawn, width="stretch", alt=pictures.alternative(handout, name))

    st.markdown(f"**{plain(handout.say('views.title'))}**")
    for column, name in zip(
        st.columns(2, gap="small"), (pictures.FLAT, pictures.ROUND), strict=True
    ):
        with column:
            image(name)
    left, right = st.columns([43, 30], gap="medium")
    with left:
        image(pictures.OUTLINES)
    with right:
        image(pictures.CURVE)


_KEYS: dict[str | type[Any], Callable[[Any], Any]] = {
    Handout: lambda each: (
        each.lesson.lon,
        each.lesson.lat,
        str(each.length),
        each.source,
        each.language,
    )
}


@st.cache_data(max_entries=_MAX_PICTURES, show_spinner=False, hash_funcs=_KEYS)
def _picture(name: str, handout: Handout, style: str) -> str:
    return pictures.picture(handout, name, style).decode()


def _explained(handout: Handout) -> None:
    """The table, the words, the questions and their answers."""
    st.html(_table(handout))
    values = {"range": handout.range_text, "finding": handout.finding()}
    for column, part in zip(st.columns(3, gap="medium"), ("rule", "true", "short"), strict=True):
        column.markdown(f"**{plain(handout.say(f'lesson.{part}_head'))}**")
        column.markdown(plain(handout.say(f"lesson.{part}", **values)))
    st.markdown(f"**{plain(handout.say('lesson.ask_head'))}**")
    km = handout.km(KM_PER_DEGREE * math.cos(math.radians(handout.lesson.lat)))
    for question in ("mercator", "degrees"):
        st.markdown(plain(handout.say(f"lesson.ask_{question}", lat=handout.latitude_text)))
    with st.expander(handout.say("page.answers")):
        for question in ("mercator", "degrees"):
            said = handout.say(f"page.answer_{question}", lat=handout.latitude_text, km=km)
            st.markdown(plain(said))


def _table(handout: Handout) -> str:
    head = "".join(f'<th scope="col">{html.escape(each)}</th>' for each in handout.heading())
    rows = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th>'
        + "".join(f"<td>{html.escape(each)}</td>" for each in rest)
        + "</tr>"
        for name, *rest in handout.rows()
    )
    return f'<table class="numbers"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _taken_away(handout: Handout) -> None:
    """The sheet to print, the way back, caveat and sources."""
    *places, right = st.columns([1, 1, 1], vertical_alignment="center")
    for place, key, suffix in zip(
        places, ("download", "instrument"), (".pdf", ".html"), strict=True
    ):
        place.download_button(
            handout.say(f"page.{key}"),
            data=functools.partial(LESSON.file, handout, suffix),
            file_name=f"rangemap-lesson-{handout.lesson.lat:.0f}-{handout.language}{suffix}",
            on_click="ignore",
            width="stretch",
        )
    right.markdown(f"[{plain(handout.say('page.back'))}](./)")
    st.caption(plain(f"{handout.caveat()} {handout.source_text()}"))
