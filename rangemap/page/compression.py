"""What browsers are given compressed: Streamlit's files, its scripts in one piece, the ground.

By brotli where browser and machine have it, a sixth smaller than by gzip. Each is compressed once.
"""

import functools
import gzip
import mimetypes

import pyarrow as pa
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rangemap.page import streamlit_parts
from rangemap.web.ground import detail_data, ground_data

# addresses of what is in no file
GROUND, DETAILS, SCRIPTS = "/ground", "/details", "/scripts"
_BROTLI = 9  # of 11: the last two take twenty times as long for the last twelfth
_FOR_EVER = "public, immutable, max-age=31536000"  # all have their version in their address


class Compression:
    """Answers for what is large and compresses well."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before the app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for such a thing, hand on any other."""
        answer = self.app
        if scope["type"] == "http" and scope["method"] == "GET":
            coding = _coding(Headers(scope=scope).get("accept-encoding", ""))
            path = scope["path"]
            if path in (GROUND, DETAILS, SCRIPTS) or (coding and path in streamlit_parts.files()):
                answer = await run_in_threadpool(_answer, path, coding)
        await answer(scope, receive, send)


def prepare() -> None:
    """Compress what every first visit asks for."""
    for path in (GROUND, DETAILS, SCRIPTS):
        _answer(path, _coding("gzip, br"))


def _coding(accepted: str) -> str:
    """The best compression that is there and that the header Accept-Encoding takes; "" for none."""
    asked = [each.replace(" ", "").lower() for each in accepted.split(",")]
    names = {each.partition(";")[0] for each in asked if not each.endswith((";q=0", ";q=0.0"))}
    if "br" in names and pa.Codec.is_available("brotli"):
        return "br"
    return "gzip" if "gzip" in names else ""


@functools.cache
def _answer(path: str, coding: str) -> Response:
    content = _content(path)
    if coding == "br":
        content = pa.Codec("brotli", compression_level=_BROTLI).compress(content, asbytes=True)
    elif coding:
        content = gzip.compress(content, mtime=0)
    headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
    if coding:
        headers["Content-Encoding"] = coding
    kind = mimetypes.guess_type(path)[0] or "application/json"
    return Response(content, media_type=kind, headers=headers)


def _content(path: str) -> bytes:
    if path == GROUND:
        return ground_data()
    if path == DETAILS:
        return detail_data()
    if path == SCRIPTS:
        return streamlit_parts.bundle()
    return streamlit_parts.files()[path].read_bytes()
