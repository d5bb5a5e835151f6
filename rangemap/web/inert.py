"""Text from outside, made inert: shown as it was typed, never run.

folium and branca render every piece of text as a Jinja template on the server, put it between
backticks in a script, and the browser then reads it as HTML. HTML escapes alone stop only the last.
"""

import html

_LIVE_IN_TEMPLATES_AND_SCRIPTS = {ord(each): f"&#{ord(each)};" for each in "\\`${}"}


def inert(text: str) -> str:
    """The text as HTML that a browser shows unchanged, safe inside Jinja, scripts and attributes.

    HTML's own characters and both quotes are escaped; backslash, backtick, dollar and braces become
    numeric character references, which neither a template nor a script understands.
    """
    escaped = html.escape(text, quote=True)
    return escaped.translate(_LIVE_IN_TEMPLATES_AND_SCRIPTS)
