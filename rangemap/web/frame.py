"""A page as the cell of a notebook has it: a frame's own document, packed.

A notebook keeps whatever its cells show, and each cell must show it by itself: cleared, copied or
opened again without the others. So nothing is shared between cells; a page travels compressed, in
a document that unpacks it. Its bytes stand there in base 85, a sixteenth shorter than in base 64.
"""

import base64
import gzip
import html

from rangemap.web import offline

_INERT = bytes.maketrans(b"&<>{}`", b"[]:,./")  # what HTML, Liquid or Markdown would read: replaced


def packed(page: str, sentence: str) -> str:
    """A document that becomes the page, as the value of an attribute `srcdoc`.

    sentence: plain text that stands there until then, and where nothing can be unpacked.
    """
    content = base64.b85encode(gzip.compress(page.encode(), mtime=0)).translate(_INERT).decode()
    document = (
        f'<!DOCTYPE html><meta charset="utf-8"><p>{html.escape(sentence)}</p>'
        f'<script data-page="{content}">{offline.script("frame.js")}</script>'
    )
    return html.escape(document, quote=True)
