"""The timeline at an address of its own, `?story=3`: a page that needs nothing of Streamlit.

What is measured and drawn for it is asked of workers, map by map, and kept for all readers.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse

from rangemap.errors import RangemapError, TimelineError
from rangemap.page import cached, early, preview
from rangemap.page.state import sentence
from rangemap.page.words import LANGUAGE_NAMES, refusal, said
from rangemap.scenario.choices import LANGUAGES
from rangemap.web.inert import inert
from rangemap.web.story import KEY, Hosting, Place, story_head
from rangemap.workers import questions
from rangemap.workers.crew import NotMeasuredError, Trouble
from rangemap.world.timeline import bundled_timeline, in_language

ASKED, FOLDER = "story", "story"
_STYLES = ("light", "dark")
_RETRY_S = 0.25  # while too much waits
_MAX_TRIES = 240  # a minute
_FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}
_ITSELF_ONLY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)


async def page(request: Request) -> Response:
    """The timeline with links to the map, to its other languages, and to its file.

    Its head is sent at once, with a word on what is waited for.
    """
    language = request.query_params.get("lang", "")
    if language not in LANGUAGES:
        language = early.preferred(request.headers.get("accept-language", ""))
    embedded = request.query_params.get("embed") == "true"
    hosting = Hosting(
        maps=f"./{FOLDER}/{language}/{{step}}-{{account}}-{{style}}.webp",
        around="" if embedded else _around(language),
        page="./",
    )
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
    return StreamingResponse(
        _written(_reader(request), language, hosting),
        media_type="text/html",
        headers=headers | {"Content-Security-Policy": _ITSELF_ONLY},
    )


async def _written(reader: Hashable, language: str, hosting: Hosting) -> AsyncIterator[bytes]:
    """The page in two pieces: what is known before anything is measured, and the rest."""
    title = in_language(bundled_timeline().title, language)
    waiting = f'<p id="wait" role="status">{inert(said(language, "story.wait"))}</p>'
    yield story_head(language, title, title, f"<body data-served>{waiting}").encode()
    try:
        made = await _answer(reader, _is_here, questions.timeline_body, language, hosting)
    except RangemapError as error:
        yield f"<p>{inert(_words(language, error))}</p></body></html>\n".encode()
    else:
        yield b"<style>#wait{display:none}</style>"
        yield made


async def _is_here() -> bool:
    return False  # whoever leaves a page that is being written ends the writing


async def picture(request: Request) -> Response:
    """One of its maps, as WebP."""
    asked = request.path_params
    language, style = asked["language"], asked["style"]
    if language not in LANGUAGES or style not in _STYLES:
        return Response(status_code=404)
    place = (asked["step"], asked["account"])
    try:
        made = await _map(request, language, place, style)
    except RangemapError as error:
        return _refused(language, error)
    return Response(made, media_type="image/webp", headers=_FOR_AN_HOUR)


async def file(request: Request) -> Response:
    """The whole of it as one file to keep."""
    language = request.path_params["language"]
    if language not in LANGUAGES:
        return Response(status_code=404)
    try:
        drawn = [(place, await _map(request, language, place, "light")) for place in _places()]
        whole = await _answer(
            _reader(request),
            request.is_disconnected,
            questions.timeline_file,
            language,
            tuple(drawn),
            key=("timeline_file", language),
        )
    except RangemapError as error:
        return _refused(language, error)
    named = f'attachment; filename="rangemap-timeline-{language}.html"'
    return HTMLResponse(whole, headers=_FOR_AN_HOUR | {"Content-Disposition": named})


async def _map(request: Request, language: str, place: Place, style: str) -> bytes:
    made: bytes = await _answer(
        _reader(request),
        request.is_disconnected,
        questions.timeline_map,
        language,
        *place,
        style,
    )
    return made


def _places() -> list[Place]:
    """The key and every map of the timeline: one for each account that is new in a step."""
    steps = enumerate(bundled_timeline().steps, 1)
    return [KEY, *((n, k) for n, step in steps for k in range(1, max(len(step.readings), 1) + 1))]


def _around(language: str) -> str:
    """Links above the story: to the map, to other languages, to the file."""
    others = "".join(
        f'<li><a data-step-too href="./?{ASKED}=1&amp;lang={each}" lang="{each}" '
        f'hreflang="{each}">{inert(LANGUAGE_NAMES[each])}</a></li>'
        for each in LANGUAGES
        if each != language
    )
    back, take = inert(said(language, "story.map")), inert(said(language, "story.file"))
    return (
        f'<ul><li><a href="./?lang={language}">{back}</a></li>{others}'
        f'<li><a href="./{FOLDER}/{language}.html" download>{take}</a></li></ul>'
    )


async def _answer(
    reader: Hashable,
    is_gone: preview.Gone,
    function: Callable[..., Any],
    *arguments: Any,
    key: Hashable = None,
) -> Any:
    """What a worker makes for a reader; where too much waits, it is asked again for a minute.

    Raises RangemapError where it is not made, or nobody waits for it any more.
    """
    for _ in range(_MAX_TRIES):
        try:
            with cached.asked_as(reader, function, *arguments, key=key) as question:
                made = await preview.answer(question, is_gone)
        except NotMeasuredError as error:
            if error.trouble is not Trouble.BUSY:
                raise
            await asyncio.sleep(_RETRY_S)
        else:
            if made is None:
                raise NotMeasuredError(Trouble.LOST)
            return made
    raise NotMeasuredError(Trouble.BUSY)


def _reader(request: Request) -> Hashable:
    """Tells who asks from others."""
    return ("reader", request.client and request.client.host)


def _words(language: str, error: RangemapError) -> str:
    if isinstance(error, NotMeasuredError):
        return said(language, f"notice.{error.trouble}")
    return sentence(refusal(language, error))


def _refused(language: str, error: RangemapError) -> Response:
    status = 404 if isinstance(error, TimelineError) else 503
    headers = {"Cache-Control": "no-store"}
    return PlainTextResponse(f"{_words(language, error)}\n", status, headers)
