"""A page as the cell of a notebook has it: a frame's own document, packed.

A notebook keeps whatever its cells show, and each cell must show it by itself: cleared, copied or
opened again without the others. So nothing is shared between cells; a page travels compressed, in
a document that unpacks it.
"""

import base64
import gzip
import html

from rangemap.web import offline


def packed(page: str, sentence: str) -> str:
    """A document that becomes the page, as the value of an attribute `srcdoc`.

    sentence: plain text that stands there until then, and where nothing can be unpacked.
    """
    content = base64.b64encode(gzip.compress(page.encode(), mtime=0)).decode()
    document = (
        f'<!DOCTYPE html><meta charset="utf-8"><p>{html.escape(sentence)}</p>'
        f'<script data-page="{content}">{offline.script("frame.js")}</script>'
    )
    return html.escape(document, quote=True)
