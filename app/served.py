"""What browsers are served: the page, and before it the little that shows a map at once.

Streamlit's own scripts take a second or more to start. Until then the browser has a page of plain
HTML (early.py) whose map is the very one that the page goes on with.
"""

import gc
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_OFTEN = gc.get_threshold()
gc.set_threshold(50_000)  # until all is loaded and ready, none of which is garbage

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from streamlit.starlette import App

from rangemap.page import cached, early, files, preview, story, streamlit_parts
from rangemap.page.compression import Compression
from rangemap.page.hosts import KnownHosts
from rangemap.page.serve import end_with_starter
from rangemap.web import offline

_FOR_AN_HOUR = "public, max-age=3600"
_NOT_KEPT = "no-cache"


@asynccontextmanager
async def _warm(_app: App) -> AsyncIterator[None]:
    """Get ready what every first view needs, while the server already answers."""
    threading.Thread(target=_get_ready, daemon=True).start()
    yield
    cached.CREW.close()


def _get_ready() -> None:
    """In a thread: all of that, and look for garbage as ever from then on."""
    try:
        early.get_ready()
    finally:
        gc.set_threshold(*_OFTEN)


async def _index(request: Request) -> Response:
    if story.ASKED in request.query_params:
        return await story.page(request)
    accepted = request.headers.get("accept-language", "")
    base = str(request.base_url)
    page = await run_in_threadpool(
        early.page, request.query_params, request.url.query, accepted, base
    )
    return HTMLResponse(page, headers={"Cache-Control": _NOT_KEPT, "Vary": "Accept-Language"})


async def _first(request: Request) -> Response:
    view = await early.view(
        request.query_params.multi_items(),
        request.headers.get("accept-language", ""),
        request.path_params["style"],
        ("newcomer", request.client and request.client.host),
        request.is_disconnected,
    )
    return JSONResponse(view, headers={"Cache-Control": _NOT_KEPT, "Vary": "Accept-Language"})


async def _picture(request: Request) -> Response:
    picture = await early.picture(
        request.query_params.multi_items(),
        request.headers.get("accept-language", ""),
        ("previewer", request.client and request.client.host),
        request.is_disconnected,
    )
    if picture is None:
        return Response(status_code=404)
    headers = {"Cache-Control": _FOR_AN_HOUR, "Vary": "Accept-Language"}
    return Response(picture, media_type="image/png", headers=headers)


def _icon(_request: Request) -> Response:
    return Response(
        offline.text("icon.svg"),
        media_type="image/svg+xml",
        headers={"Cache-Control": _FOR_AN_HOUR},
    )


end_with_starter()
streamlit_parts.take_events_whole()

app = App(
    "main.py",
    lifespan=_warm,
    routes=[
        Route("/", _index),
        Route("/first/{style:str}", _first),
        Route(f"/{preview.PICTURE}", _picture),
        Route("/favicon.png", _icon),  # what Streamlit's page asks for
        Route(
            f"/{story.FOLDER}/{{language}}/{{step:int}}-{{account:int}}-{{style}}.webp",
            story.picture,
        ),
        Route(f"/{story.FOLDER}/{{language}}.html", story.file),
        Route(
            f"/{story.FOLDER}/{story.OF}/{{key}}/{{language}}/"
            "{step:int}-{account:int}-{style}.webp",
            story.picture,
        ),
        Route(f"/{story.FOLDER}/{story.OF}/{{key}}/{{language}}.html", story.file),
        Route("/file/{shelf}/{place}", files.fetched),
    ],
    middleware=[Middleware(KnownHosts), Middleware(Compression)],
)
