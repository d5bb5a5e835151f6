"""What stands around the map: what it is, the finding, what to do while there is none, notes."""

import functools

import streamlit as st

from rangemap.analysis.ranges import Range, resolve_ranges
from rangemap.analysis.reach import Reach
from rangemap.errors import RangemapError
from rangemap.page import cached, elements, look, own_catalog, presets, session
from rangemap.page.lesson import ASKED as LESSON
from rangemap.page.session import say
from rangemap.page.state import Opened, sentence
from rangemap.page.story import ASKED as STORY
from rangemap.page.words import plain, refusal
from rangemap.scenario.origins import PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.web import offline
from rangemap.wording.lesson import spoken
from rangemap.wording.provenance import caveat_text, data_names, source_line
from rangemap.wording.typography import bound
from rangemap.workers.crew import NotMeasuredError
from rangemap.workers.questions import ReachView


def set_up() -> None:
    """Title, layout and the look of the pieces that the exported page shares."""
    st.set_page_config("rangemap", layout="wide", initial_sidebar_state="auto")
    seen, printed = (
        f":root{{{''.join(f'--rm-{name}:{each};' for name, each in colours.items())}}}"
        for colours in (look.colours(), look.paper())
    )
    rules = f"{seen}@media print{{{printed}}}{offline.text('parts.css')}{offline.text('app.css')}"
    st.html(f"<style>{rules}</style>")


def introduction() -> None:
    """One line of what this is, and the ready scenarios; neither in an embedded page."""
    if st.context.is_embedded:
        return
    st.html(f"<style>:root{{--rm-controls:'{say('intro.controls')}'}}</style>")
    st.title(say("intro.title"), anchor=False)
    st.container(key="lead").caption(say("intro.lead"))
    ready = presets.presets(session.state().language)
    row = st.container(key="ready", horizontal=True)
    for preset in ready:
        row.button(
            say(f"preset.{preset.key}"),
            key=f"preset-{preset.key}",
            width="stretch",
            on_click=session.sender(functools.partial(Opened, preset.scenario, preset.before)),
        )


def notice() -> None:
    """What there is to say of the last event, and of a scenario too long for a link."""
    if session.state().notice:
        st.info(plain(session.state().notice))
    if not session.has_link():
        st.info(say("notice.long"))


def measured(scenario: Scenario | None) -> ReachView | None:
    """The view of a scenario; None where there is none, or where the reason is told instead."""
    if scenario is None:
        return None
    try:
        return cached.view(scenario, look.style().theme.name)
    except RangemapError as error:
        unmeasured(error)
    return None


def unmeasured(error: RangemapError) -> None:
    """Say why something was not measured."""
    if isinstance(error, NotMeasuredError):
        st.error(plain(say(f"notice.{error.trouble}")))
    else:
        reason = sentence(refusal(session.state().language, error))
        st.error(plain(say("notice.failed", reason=reason)))


def finding(view: ReachView) -> None:
    """The finding as a title and as sentences to quote."""
    heading = view.reach.scenario.title or view.headline
    st.header(plain(bound(heading)), anchor=False)
    elements.quote(f"{view.caption} {_caveat(view.reach)}", key="finding")
    if session.has_link() and not st.context.is_embedded:
        elements.share(session.query(), heading)


def nothing_yet() -> None:
    """What to do while there is no launch point."""
    st.header(say("empty.heading"), anchor=False)
    st.markdown(say("empty.hint"))


def notes(view: ReachView | None) -> None:
    """Caveat, sources, worldview, data version: under everything."""
    if view is not None:
        for remark in view.remarks:
            st.caption(plain(remark))
        st.caption(plain(source_line(view.reach)))
        _catalog(view.reach)
    st.caption(
        f"{_caveat(view.reach if view else None)} {say('notes.borders', version=data_names())}"
    )


def _catalog(reach: Reach) -> None:
    """Which ranges on the map the visitor gave, with their own sources, and what a link carries."""
    names = [each.label for each in reach.ranges if each.given_in]
    held = own_catalog.current()
    if held is not None and names:
        said = say("catalog.noted", file=held.title, names=", ".join(names))
        st.caption(plain(f"{said} {say('catalog.link')}"))


def invitations() -> None:
    """The ways to the timeline and to the lesson; not in an embedded page."""
    if st.context.is_embedded:
        return
    language = session.state().language
    lesson_words = plain(spoken(language).say("page.invitation"))
    st.markdown(
        f"[{plain(say('story.invitation'))}](./?{STORY}=1&lang={language}) · "
        f"[{lesson_words}](./?{LESSON}={language})"
    )


def chosen_ranges() -> tuple[Range, ...]:
    """The ranges chosen, while there is nothing to measure from."""
    state = session.state()
    anywhere = Scenario((PointOrigin(0, 0),), weapons=state.weapons, language=state.language)
    return resolve_ranges(anywhere, own_catalog.catalog())


def _caveat(reach: Reach | None) -> str:
    return caveat_text(reach.ranges if reach else chosen_ranges(), session.state().language)
