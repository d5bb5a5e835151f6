"""A story at an address of its own, `?story=3`: a page that needs nothing of Streamlit.

It is the timeline, or with `&of=` a visit's own.

What is measured and drawn for it is asked of workers, map by map, and kept for all readers.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse

from rangemap.errors import RangemapError, TimelineError
from rangemap.page import cached, early, own_stories, preview
from rangemap.page.state import sentence
from rangemap.page.words import LANGUAGE_NAMES, refusal, said
from rangemap.scenario.choices import LANGUAGES
from rangemap.web.inert import inert
from rangemap.web.picture_page import LOOKS
from rangemap.web.story import KEY, Hosting, Place, story_head
from rangemap.workers import questions
from rangemap.workers.crew import NotMeasuredError, Trouble
from rangemap.workers.questions import OwnStory
from rangemap.world.timeline import bundled_timeline, in_language

ASKED, OF, FOLDER = "story", "of", "story"
_RETRY_S = 0.25  # while too much waits
_MAX_TRIES = 240  # a minute
_FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}
_ITSELF_ONLY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)


async def page(request: Request) -> Response:
    """The story with links to the map, to its other languages, and to its file.

    Its head is sent at once, with a word on what is waited for.
    """
    language = request.query_params.get("lang", "")
    if language not in LANGUAGES:
        language = early.preferred(request.headers.get("accept-language", ""))
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
    headers |= {"Content-Security-Policy": _ITSELF_ONLY}
    key = request.query_params.get(OF, "")
    own = own_stories.held(key)
    if key and own is None:
        return HTMLResponse(_gone(language), 404, headers | {"Cache-Control": "no-store"})
    folder = _folder(own)
    embedded = request.query_params.get("embed") == "true"
    hosting = Hosting(
        maps=f"./{folder}/{language}/{{step}}-{{account}}-{{style}}.webp",
        around="" if embedded else _around(own, language),
        page="./" if own is None or own.is_linked else "",
    )
    return StreamingResponse(
        _written(_reader(request), own, language, hosting), media_type="text/html", headers=headers
    )


def _folder(own: OwnStory | None) -> str:
    """Where a story's maps and its file are, from the page's own address."""
    return FOLDER if own is None else f"{FOLDER}/{OF}/{own.key}"


def _title(own: OwnStory | None, language: str) -> str:
    if own is None:
        return in_language(bundled_timeline().title, language)
    return own.title or said(language, "story.own", len(own.maps))


def _gone(language: str) -> str:
    """The page instead of a story whose visit is over."""
    title = said(language, "story.gone")
    back = f'<a href="./?lang={language}">{inert(said(language, "story.map"))}</a>'
    return f"{story_head(language, title, title)}<p>{inert(title)}</p><p>{back}</p></body></html>\n"


async def _written(
    reader: Hashable, own: OwnStory | None, language: str, hosting: Hosting
) -> AsyncIterator[bytes]:
    """The page in two pieces: what is known before anything is measured, and the rest."""
    title = _title(own, language)
    waiting = f'<p id="wait" role="status">{inert(said(language, "story.wait"))}</p>'
    yield story_head(language, title, title, f"<body data-served>{waiting}").encode()
    try:
        made = await _answer(reader, _is_here, questions.told_body, own, language, hosting)
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
    if language not in LANGUAGES or style not in LOOKS or not _is_held(asked):
        return Response(status_code=404)
    place = (asked["step"], asked["account"])
    try:
        made = await _map(request, language, place, style)
    except RangemapError as error:
        return _refused(language, error)
    return Response(made, media_type="image/webp", headers=_FOR_AN_HOUR)


async def file(request: Request) -> Response:
    """The whole of it as one file to keep."""
    asked = request.path_params
    language = asked["language"]
    if language not in LANGUAGES or not _is_held(asked):
        return Response(status_code=404)
    own = _own(asked)
    try:
        drawn = [
            ((place, style), await _map(request, language, place, style))
            for place in _places(own)
            for style in LOOKS
        ]
        whole = await _answer(
            _reader(request),
            request.is_disconnected,
            questions.told_file,
            own,
            language,
            tuple(drawn),
            key=("told_file", own, language),
        )
    except RangemapError as error:
        return _refused(language, error)
    kind = "timeline" if own is None else "story"
    named = f'attachment; filename="rangemap-{kind}-{language}.html"'
    return HTMLResponse(whole, headers=_FOR_AN_HOUR | {"Content-Disposition": named})


async def _map(request: Request, language: str, place: Place, style: str) -> bytes:
    made: bytes = await _answer(
        _reader(request),
        request.is_disconnected,
        questions.told_map,
        _own(request.path_params),
        language,
        *place,
        style,
    )
    return made


def _own(asked: Mapping[str, Any]) -> OwnStory | None:
    return own_stories.held(asked.get("key", ""))


def _is_held(asked: Mapping[str, Any]) -> bool:
    return "key" not in asked or _own(asked) is not None


def _places(own: OwnStory | None) -> list[Place]:
    """The key and every map of a story: one for each account that is new in a step."""
    counts = own_stories.counts(bundled_timeline()) if own is None else own.maps
    return [KEY, *((n, k) for n, count in enumerate(counts, 1) for k in range(1, count + 1))]


def _around(own: OwnStory | None, language: str) -> str:
    """Links above the story: to the map, to other languages, to the file."""
    of = "" if own is None else f"&amp;{OF}={own.key}"
    others = "".join(
        f'<li><a data-step-too href="./?{ASKED}=1{of}&amp;lang={each}" lang="{each}" '
        f'hreflang="{each}">{inert(LANGUAGE_NAMES[each])}</a></li>'
        for each in LANGUAGES
        if each != language
    )
    back, take = inert(said(language, "story.map")), inert(said(language, "story.file"))
    return (
        f'<ul><li><a href="./?lang={language}">{back}</a></li>{others}'
        f'<li><a href="./{_folder(own)}/{language}.html" download>{take}</a></li></ul>'
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
