"""Files to take away: each has an address while its visit lives, and is made when it is fetched.

Streamlit's own download buttons lose clicks: a file lies there for a few runs of whichever visits
only, and while a page is redrawn its buttons lead nowhere.
"""

import asyncio
import hashlib
import mimetypes
import uuid
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from urllib.parse import quote
from weakref import WeakValueDictionary

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from rangemap.errors import DataError, RangemapError
from rangemap.page.state import sentence
from rangemap.page.words import refusal, said
from rangemap.workers.crew import NotMeasuredError, Question, Trouble

_SHELF = "shelf"
_MAX_FILES = 60  # of a visit: those of what it shows, and of what it showed before
_TURN_S = 0.02  # how often what waits for an answer is looked at
_NOT_KEPT = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class File:
    """A file still to be made.

    name: as browsers save it. ask: asks a worker for its bytes. language: of what goes wrong.
    """

    name: str
    ask: Callable[[], AbstractContextManager[Question]]
    language: str


class _Shelf:
    """The files of one visit, the ones offered last."""

    def __init__(self) -> None:
        self.key = uuid.uuid4().hex  # nobody else can guess it
        self.files: OrderedDict[str, File] = OrderedDict()


_shelves: WeakValueDictionary[str, _Shelf] = WeakValueDictionary()  # a visit holds its own


def offered(file: File, identity: str) -> str:
    """The address of a file, from the page's own. identity: tells it from all others."""
    shelf: _Shelf = st.session_state.setdefault(_SHELF, _Shelf())
    _shelves[shelf.key] = shelf
    place = hashlib.sha256(f"{identity}\n{file.name}".encode()).hexdigest()[:32]
    shelf.files[place] = file
    shelf.files.move_to_end(place)
    while len(shelf.files) > _MAX_FILES:
        shelf.files.popitem(last=False)
    return f"./file/{shelf.key}/{place}"


async def fetched(request: Request) -> Response:
    """Send the file at an address, or why there is none; ``?told`` only asks whether it is made."""
    shelf = _shelves.get(request.path_params["shelf"])
    file = shelf and shelf.files.get(request.path_params["place"])
    if not file:
        return PlainTextResponse("There is no such file any more.\n", 404, headers=_NOT_KEPT)
    try:
        content = await _made(file, request)
    except RangemapError as error:
        return PlainTextResponse(_told(error, file.language), _status(error), headers=_NOT_KEPT)
    if "told" in request.query_params:
        return Response(status_code=204, headers=_NOT_KEPT)
    return Response(
        content,
        media_type=mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        headers=_NOT_KEPT
        | {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _told(error: RangemapError, language: str) -> str:
    """Why a file was not made, as a sentence."""
    if isinstance(error, NotMeasuredError):
        return said(language, f"notice.{error.trouble}")
    if isinstance(error, DataError):
        return said(language, "notice.damaged", file=error.file)
    return sentence(refusal(language, error))


def _status(error: RangemapError) -> int:
    """The HTTP status for an error: 503 where trying again may help."""
    if isinstance(error, NotMeasuredError):
        return 422 if error.trouble == Trouble.TOO_LARGE else 503
    return 500 if isinstance(error, DataError) else 422


async def _made(file: File, request: Request) -> bytes:
    with file.ask() as question:
        while not question.wait(0):
            if await request.is_disconnected():
                raise NotMeasuredError(Trouble.LOST)
            await asyncio.sleep(_TURN_S)
        content: bytes = question.result()
        return content
