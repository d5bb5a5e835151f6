"""The page: what is asked for, measured, and shown; or the lesson, at its own address.

What is seen first is sent first: the browser draws the map while the rest is still on its way.
"""

import streamlit as st

from rangemap.page import (
    analyses,
    installation,
    page,
    region_table,
    session,
    streamlit_parts,
    takeaway,
)
from rangemap.page import lesson as lesson_page
from rangemap.page import map as map_panel
from rangemap.page.controls import report as controls

page.set_up()
installation.check()
if lesson_page.is_asked():
    lesson_page.show()
    st.stop()
session.start()
scenario = session.state().scenario()
session.address()

page.introduction()
seen, counted = st.container(key="answer").columns([4, 3], gap="medium")
told, listed = counted.container(key="told"), counted.container(key="listed")
with told:
    page.notice()
    view = page.measured(scenario)
with seen:
    map_panel.show(view)
if view is None:
    with told:
        page.nothing_yet()
else:
    with told:
        page.finding(view)
    with listed:
        region_table.table(view.reach)
streamlit_parts.send_now()
controls.show()
if view is not None:
    takeaway.downloads(view.reach)
    if not st.context.is_embedded:
        analyses.show(view.reach, session.state().before)
page.notes(view)
page.invitations()
