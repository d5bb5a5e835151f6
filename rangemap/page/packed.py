"""Streamlit's scripts and style sheets, compressed: 3 MB become 1 MB on the way to a browser."""

import functools
import gzip
import mimetypes

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rangemap.page import streamlit_parts


class Packed:
    """Answers for the files of Streamlit's that compress well; each is compressed once."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before the app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for such a file, hand on any other."""
        answer = await run_in_threadpool(_packed, scope["path"]) if _is_ours(scope) else self.app
        await answer(scope, receive, send)


def _is_ours(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and scope["path"] in streamlit_parts.files()
        and "gzip" in Headers(scope=scope).get("accept-encoding", "")
    )


@functools.cache
def _packed(path: str) -> Response:
    return Response(
        gzip.compress(streamlit_parts.files()[path].read_bytes(), mtime=0),
        media_type=mimetypes.guess_type(path)[0],
        headers={
            "Content-Encoding": "gzip",
            "Cache-Control": "public, immutable, max-age=31536000",
            "Vary": "Accept-Encoding",
        },
    )
