"""What others show of a link: its title and description as tags of the page, and its picture.

Title and description are written from the scenario alone, so that no page waits for them; the
picture is measured and drawn by the workers when somebody asks for it, and kept for a while.
"""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Iterable
from typing import Any

from rangemap.analysis.ranges import resolve_ranges
from rangemap.errors import RangemapError
from rangemap.page import cached, links, presets
from rangemap.page.naming import named
from rangemap.page.words import said
from rangemap.scenario.scenario import Scenario
from rangemap.web.inert import inert
from rangemap.wording.ranges import named_length
from rangemap.workers import questions
from rangemap.workers.crew import Question
from rangemap.world.catalog import bundled_catalog

PICTURE = "picture.png"  # its address, with the query of the page
_MAX_KEPT = 32  # pictures of less than 1 MB
_MAX_NAMED = 2
_TURN_S = 0.02  # how often what waits for an answer is looked at

Gone = Callable[[], Awaitable[bool]]


class _Pictures:
    """The pictures asked for last, by the identity of their scenarios; safe for threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: str, picture: bytes) -> None:
        with self._lock:
            self._kept[key] = picture
            while len(self._kept) > _MAX_KEPT:
                self._kept.popitem(last=False)


_PICTURES = _Pictures()


def title(scenario: Scenario) -> str:
    """The scenario's own title, or its ranges and launch points: nothing that is measured."""
    if scenario.title:
        return scenario.title
    language = scenario.language
    ranges = ", ".join(
        named_length(each, language) for each in resolve_ranges(scenario, bundled_catalog())
    )
    names = [named(each, language) for each in scenario.origins]
    more = "…" if len(names) > _MAX_NAMED else ""
    return said(language, "share.title", ranges=ranges, places=", ".join(names[:_MAX_NAMED]) + more)


def tags(scenario: Scenario, base: str, query: str) -> str:
    """Tags of HTML by which others show a link. base: the page's address, with its last slash."""
    description = said(scenario.language, "share.description")
    values = {
        "og:type": "website",
        "og:title": title(scenario),
        "og:description": description,
        "og:url": f"{base}?{query}" if query else base,
        "og:image": f"{base}{PICTURE}?{query}" if query else f"{base}{PICTURE}",
        "twitter:card": "summary_large_image",
    }
    made = "".join(
        f'<meta property="{name}" content="{inert(value)}">' for name, value in values.items()
    )
    return f'<meta name="description" content="{inert(description)}">{made}'


async def picture(
    pairs: Iterable[tuple[str, str]], language: str, visitor: Hashable, is_gone: Gone
) -> bytes | None:
    """The scenario of a link as a PNG; of one that names none, what it opens in that language.

    None where it cannot be read or measured, or nobody waits for it any more. visitor: tells
    whoever asks from others.
    """
    asked: links.Pairs = {}
    for name, value in pairs:
        asked.setdefault(name, []).append(value)
    parts, _ = links.own(asked)
    try:
        scenario = presets.asked_for(parts, language) or links.read(parts)[0]
        key = links.identity(scenario)
        kept = _PICTURES.get(key)
        if kept is not None:
            return kept
        with cached.asked(visitor, None, questions.file, scenario, ".png") as question:
            made: bytes | None = await answer(question, is_gone)
    except RangemapError:
        return None
    if made is not None:
        _PICTURES.put(key, made)
    return made


async def answer(question: Question, is_gone: Gone) -> Any:
    """The answer to a question; None where nobody waits for it any more.

    Raises RangemapError where it could not be measured.
    """
    while not question.wait(0):
        if await is_gone():
            return None
        await asyncio.sleep(_TURN_S)
    return question.result()
