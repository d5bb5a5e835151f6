"""The page's own elements: small scripts of app/static, told what to draw as plain data.

Each is a few lines that fetch the static script, so that an event costs its data and no more.
Streamlit's own table and code block would do for some, but weigh two megabytes before the first
map can be seen.
"""

import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from rangemap.page.preview import PICTURE
from rangemap.page.session import say, state
from rangemap.web.ground import detail_data, ground_data
from rangemap.wording.typography import bound
from rangemap.world.bundled import bundled_folder

_STATIC = bundled_folder("app/static")
_SCRIPT = """
const load = () => import(new URL("app/static/{script}?v={version}", document.baseURI));
export default function ({{ data: [data], parentElement, setTriggerValue }}) {{
  load().then((script) => {call}).finally(() => (parentElement.dataset.came = ""));
  return () => load().then((script) => script.remove?.(parentElement));
}}
"""

TableCell = tuple[str, float | str] | tuple[str, float | str, str, float]


def element(
    name: str,
    script: str,
    data: Mapping[str, Any],
    *,
    key: str,
    call: str = "script.draw(parentElement, data)",
    **on_change: Callable[[], None],
) -> None:
    """Show the element of that name with its data; ``call`` is run on the script.

    on_change: by ``on_…_change``, what is called when the element tells something.
    """
    mount: Callable[..., object] = st.components.v2.component(
        f"rangemap_{name}",
        js=_SCRIPT.format(script=script, version=script_version(), call=call),
        isolate_styles=False,
    )
    # in a list Streamlit looks for no tables: in a dictionary it tries what each value may be
    mount(key=key, data=[data], height="content", **on_change)


def look(*, key: str) -> None:
    """Have the page drawn anew once the reader's colours are others, where no map asks for that."""
    call = 'script.draw(parentElement, data, () => setTriggerValue("told", {}))'
    element("look", "look.js", {}, key=key, call=call, on_told_change=lambda: None)


def quote(sentence: str, *, key: str) -> None:
    """A sentence to be quoted, with a button that copies it."""
    data = {
        "text": bound(sentence),
        "copy": say("quote.copy"),
        "copied": say("quote.copied"),
        "lang": state().language,
    }
    element("quote", "quote.js", data, key=key)


def share(query: str, title: str) -> None:
    """A button that opens ways to share the page: its link, code for an article, its picture.

    query: of the scenario. title: what an embedded page is called.
    """
    names = ("heading", "link", "embed", "embed_hint", "picture", "copy", "copied")
    words = {name: say(f"share.{name}") for name in names}
    data = {"query": query, "picture": PICTURE, "title": title, "words": words}
    element("share", "share.js", data, key="share")


def table(
    columns: list[tuple[str, list[str]]],
    rows: list[list[TableCell]],
    *,
    key: str,
    caption: str,
    foot: Sequence[list[TableCell]] = (),
) -> None:
    """A table that sorts: see static/table.js for what columns and cells may hold."""
    data = {
        "columns": [{"name": name, "sorts": sorts} for name, sorts in columns],
        "rows": rows,
        "foot": list(foot),
        "caption": caption,
        "lang": state().language,
    }
    element("table", "table.js", data, key=key)


@functools.cache
def script_version() -> str:
    """A fingerprint of scripts and ground, so that browsers fetch them anew after an upgrade."""
    scripts = b"".join(path.read_bytes() for path in sorted(_STATIC.glob("*.*")))
    return hashlib.sha256(scripts + ground_data() + detail_data()).hexdigest()[:12]
