"""The page: what is asked for, measured, and shown; or the lesson, at its own address.

What is seen first is sent first: the browser draws the map while the rest is still on its way.
"""

import controls
import lesson_page
import mapview
import page
import session
import streamlit as st

page.set_up()
if lesson_page.is_asked():
    lesson_page.show()
    st.stop()
session.start()
mapview.ground()
scenario = session.state().scenario()
session.address()

page.introduction()
seen, counted = st.columns([3, 2], gap="medium")
with counted.container():
    page.notice()
    reach = page.measured(scenario)
with seen:
    page.map(reach)
with counted:
    if reach is None:
        page.nothing_yet()
    else:
        page.finding(reach)
        page.table(reach)
controls.show()
if reach is not None:
    page.downloads(reach)
    page.comparison(reach)
page.notes(reach)
lesson_page.invitation()
