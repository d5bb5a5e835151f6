"""A story as one page: a step at a time, by buttons, arrow keys, swipes; whole without script."""

import base64

from rangemap.analysis.story import Account, Chapter, Story
from rangemap.figures.files import saved
from rangemap.figures.story import account_map, key_figure, told_apart
from rangemap.web import offline
from rangemap.web.inert import inert
from rangemap.wording.catalog import citation_text
from rangemap.wording.language import Language, language_of
from rangemap.wording.quantities import area_text, share_text
from rangemap.wording.story import (
    account_text,
    certainty_text,
    change_text,
    measured_text,
    notes,
    permitted_text,
    sentence,
    title_text,
    when_text,
)
from rangemap.wording.typography import bound

_WIDTH_IN, _HEIGHT_IN = 9.0, 6.0
_SEVERAL_IN = 5.5


def story_page(story: Story) -> bytes:
    """The page as UTF-8; it opens from disk, prints, and makes no request.

    Text is inert wherever it stands. Raises OutputError if the page would ask for anything.
    """
    said = language_of(story.language)
    title = inert(bound(story.title or sentence(story)))
    steps = "\n".join(_step(story, chapter, said) for chapter in story.chapters)
    told = "".join(f"<p>{inert(bound(each))}</p>" for each in notes(story))
    words = inert(said.messages["story.step"])
    page = "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{said.code}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f'<meta name="description" content="{inert(sentence(story))}">',
            f"<style>{offline.text('story.css')}</style>",
            "</head>",
            "<body>",
            f"<header><h1>{title}</h1></header>",
            (
                f'<nav aria-label="{inert(said.say("story.steps"))}">'
                f'<button type="button">{inert(said.say("story.back"))}</button>'
                f'<output aria-live="polite" data-words="{words}" '
                f'title="{inert(said.say("story.keys"))}"></output>'
                f'<button type="button">{inert(said.say("story.next"))}</button></nav>'
            ),
            f"<main>{steps}</main>",
            f"<footer>{_key(story, said)}{told}</footer>",
            f"<script>{offline.script('story.js')}</script>",
            "</body>",
            "</html>\n",
        ]
    )
    offline.check_self_contained(page)
    return page.encode()


def _key(story: Story, said: Language) -> str:
    """What the maps' lines and areas mean, as a picture with its words beside it."""
    drawn, words = key_figure(story)
    wide, high = (round(100 * inches) for inches in drawn.get_size_inches())
    return _image(saved(drawn, "png", {}), said.listed(words), wide, high)


def _image(png: bytes, alternative: str, wide: int, high: int) -> str:
    data = base64.b64encode(png).decode()
    return (
        f'<img src="data:image/png;base64,{data}" alt="{inert(alternative)}" '
        f'width="{wide}" height="{high}">'
    )


def _step(story: Story, chapter: Chapter, said: Language) -> str:
    shown = told_apart(chapter)
    maps = "".join(_figure(story, chapter, each, said) for each in shown)
    when, sure = when_text(chapter, said), certainty_text(chapter, said)
    badge = f' <span class="sure">{inert(sure)}</span>' if sure else ""
    text = "".join(f"<p>{inert(bound(each))}</p>" for each in (chapter.text, chapter.note) if each)
    apart = f"<p>{inert(said.say('story.accounts'))}</p>" if len(shown) > 1 else ""
    return (
        f'<section class="step" id="step-{chapter.number}" aria-labelledby="h{chapter.number}">'
        f'<p class="when">{chapter.number} · {inert(when)}{badge}</p>'
        f'<h2 id="h{chapter.number}" tabindex="-1">{inert(bound(title_text(chapter)))}</h2>'
        f'{text}{apart}<div class="maps">{maps}</div>{_sources(chapter, said)}</section>'
    )


def _figure(story: Story, chapter: Chapter, account: Account, said: Language) -> str:
    is_one = len(told_apart(chapter)) == 1
    wide = _WIDTH_IN if is_one else _SEVERAL_IN
    drawn = account_map(story, account, width_in=wide, height_in=wide * _HEIGHT_IN / _WIDTH_IN)
    found = permitted_text(account, said)
    parts = [account_text(account, said), account.assumes, found]
    if chapter.number > 1:
        parts.append(change_text(account, said))
    parts.append(measured_text(account, said))
    told = " ".join(part for part in parts if part)
    alternative = said.say("figure.alternative", caption=found, caveat="").strip()
    image = _image(
        saved(drawn, "png", {}),
        alternative,
        round(100 * wide),
        round(100 * wide * _HEIGHT_IN / _WIDTH_IN),
    )
    return (
        f"<figure>{image}"
        f"<figcaption>{inert(bound(told))}{_regions(account, said)}</figcaption></figure>"
    )


def _regions(account: Account, said: Language) -> str:
    """Every region that is permitted, with its share and area, behind a heading."""
    rows = account.whole.regions
    rows = rows[rows["after_km2"] > 0].sort_values("after_km2", ascending=False)
    if rows.empty:
        return ""
    lines = "".join(
        f"<tr><th scope=row>{inert(row['name'])}</th>"
        f"<td>{inert(share_text(row['after_share'], said.code, row['after_share_error']))}</td>"
        f"<td>{inert(area_text(row['after_km2'], said.code, row['gained_error_km2']))}</td></tr>"
        for row in rows.drop(columns="geometry").to_dict("records")
    )
    heads = "".join(
        f"<th scope=col>{inert(said.say(f'story.{each}'))}</th>"
        for each in ("region", "share", "area")
    )
    return (
        f"<details><summary>{inert(said.say('story.regions'))}</summary>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></details>"
    )


def _sources(chapter: Chapter, said: Language) -> str:
    if not chapter.sources:
        return ""
    listed = "".join(
        f'<li><a href="{inert(each.url)}">{inert(citation_text(each, said))}</a></li>'
        if each.url
        else f"<li>{inert(citation_text(each, said))}</li>"
        for each in chapter.sources
    )
    return f"<h3>{inert(said.say('story.sources'))}</h3><ul>{listed}</ul>"
