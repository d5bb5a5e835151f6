"""What browsers are served: the page, and before it the little that shows a map at once.

Streamlit's own scripts take a second or more to start. Until then the browser has a page of plain
HTML (early.py) whose map is the very one that the page goes on with.
"""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from streamlit.starlette import App

from rangemap.page import cached, early
from rangemap.page.hosts import KnownHosts
from rangemap.page.packed import Packed
from rangemap.page.serve import end_with_starter
from rangemap.web.mapdata import ground_data

_FOR_EVER = "public, max-age=31536000, immutable"  # for what has its version in its address
_NOT_KEPT = "no-cache"


@asynccontextmanager
async def _warm(_app: App) -> AsyncIterator[None]:
    """Get ready what every first view needs, while the server already answers."""
    threading.Thread(target=early.get_ready, daemon=True).start()
    yield
    cached.CREW.close()


def _index(request: Request) -> Response:
    accepted = request.headers.get("accept-language", "")
    page = early.page(request.query_params, request.url.query, accepted)
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


def _ground(_request: Request) -> Response:
    return Response(
        ground_data(),
        media_type="application/json",
        headers={"Content-Encoding": "gzip", "Cache-Control": _FOR_EVER},
    )


end_with_starter()

app = App(
    "main.py",
    lifespan=_warm,
    routes=[
        Route("/", _index),
        Route("/first/{style:str}", _first),
        Route("/ground", _ground),
    ],
    middleware=[Middleware(KnownHosts), Middleware(Packed)],
)
