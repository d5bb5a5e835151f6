"""A story as one page: a step at a time, by buttons, arrow keys, swipes; whole without script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from rangemap.analysis.story import Account, Chapter, Story
from rangemap.errors import TimelineError
from rangemap.figures.files import photograph
from rangemap.figures.palette import TEXT_PT
from rangemap.figures.story import account_map, key_figure, mapped_accounts
from rangemap.web import offline
from rangemap.web.html_parts import present_button
from rangemap.web.inert import inert
from rangemap.web.picture_page import LOOKS, data_uri
from rangemap.web.scheme import DARK_SCREEN
from rangemap.wording.catalog import citation_text
from rangemap.wording.language import Language, language_of
from rangemap.wording.quantities import area_text, share_text
from rangemap.wording.story import (
    account_scenarios,
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

_SIZE_IN, _TEXT_PT = (9.6, 7.2), 12.0
_SEVERAL_IN, _SEVERAL_TEXT_PT = (6.4, 4.8), 9.5
_DPI, _KEY_DPI = 170, 200
_PX_PER_IN = 100

Place = tuple[int, int]
"""A map of a story: its step, and its account among those of the step that have one, from 1."""

Look = tuple[Place, str]
"""A map of a story in one of LOOKS."""

KEY: Place = (0, 0)
"""What the lines and areas of all maps mean."""


@dataclass(frozen=True)
class Hosting:
    """Where a story stands on a server, which is asked for its maps as they are wanted.

    maps: the address of a map, with {step}, {account} and {style} to be filled in. around: HTML
    above the story. page: the address of the page that opens scenarios; empty where none does.
    """

    maps: str
    around: str
    page: str


def story_page(story: Story, drawn: Mapping[Look, bytes] | None = None) -> bytes:
    """The page as UTF-8; it opens from disk, prints, and makes no request.

    drawn: maps that `story_map` has drawn already. Text is inert wherever it stands.
    Raises OutputError if the page would ask for anything.
    """
    said = language_of(story.language)
    title = story.title or sentence(story)
    head = story_head(said.code, title, sentence(story))
    page = f"{head}{story_body(story, drawn=drawn)}"
    offline.check_self_contained(page)
    return page.encode()


def story_head(language: str, title: str, description: str, body: str = "<body>") -> str:
    """A story's page up to the beginning of its body: what can be sent before it is measured."""
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{language}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{inert(bound(title))}</title>",
            f'<meta name="description" content="{inert(description)}">',
            f"<style>{offline.text('present.css')}{offline.text('story.css')}</style>",
            "</head>",
            body,
        ]
    )


def story_body(
    story: Story, hosting: Hosting | None = None, drawn: Mapping[Look, bytes] | None = None
) -> str:
    """The rest of the page. hosting: where it stands; drawn: as for `story_page`."""
    said = language_of(story.language)
    maps = _Maps(story, hosting, drawn or {})
    steps = "\n".join(_step(chapter, said, maps) for chapter in story.chapters)
    *told, caveat, source = notes(story)
    small = f'<p class="caveat">{inert(bound(caveat))}</p>' + "".join(
        f"<p>{inert(bound(each))}</p>" for each in (*told, source)
    )
    key = _key(story, said, maps)
    title = inert(bound(story.title or sentence(story)))
    words = inert(said.messages["story.step"])
    script = f"{offline.script('present.js')}{offline.script('story.js')}"
    return "\n".join(
        [
            f"<header>{hosting.around if hosting else ''}<h1>{title}</h1></header>",
            (
                f'<nav aria-label="{inert(said.say("story.steps"))}">'
                f'<button type="button">{inert(said.say("story.back"))}</button>'
                f'<output aria-live="polite" data-words="{words}" '
                f'title="{inert(said.say("story.keys"))}"></output>'
                f'<button type="button">{inert(said.say("story.next"))}</button>'
                f"{present_button(said)}</nav>"
            ),
            f"<main>{steps}</main>",
            f"<footer>{key}{small}</footer>",
            f'<script type="module">{script}</script>',
            "</body>",
            "</html>\n",
        ]
    )


def story_map(story: Story, step: int, account: int, style: str) -> bytes:
    """The map of a Place as WebP, in that style. Raises TimelineError where there is none."""
    if (step, account) == KEY:
        return _photograph(key_figure(story, style)[0], _KEY_DPI)
    shown = mapped_accounts(story.chapter(step))
    if not 1 <= account <= len(shown):
        raise TimelineError(f"step {step} has no map {account}; it has {len(shown)}")
    size_in, text_pt = _look_of(shown)
    return _photograph(account_map(story, shown[account - 1], size_in, text_pt, style), _DPI)


def _look_of(shown: Sequence[Account]) -> tuple[tuple[float, float], float]:
    """How large maps are that stand beside each other, in inches, and their text in points."""
    return (_SIZE_IN, _TEXT_PT) if len(shown) == 1 else (_SEVERAL_IN, _SEVERAL_TEXT_PT)


def _photograph(drawn: Figure, dpi: float) -> bytes:
    return photograph(drawn, "webp", dpi=dpi)


@dataclass(frozen=True)
class _Maps:
    """Where the maps of a page come from: the server it stands on, or its own file."""

    story: Story
    hosting: Hosting | None
    drawn: Mapping[Look, bytes]

    def image(self, place: Place, alternative: str, size_in: tuple[float, float]) -> str:
        """A map as HTML, light or dark as the browser has it."""
        wide, high = (round(_PX_PER_IN * inches) for inches in size_in)
        about = f'alt="{inert(alternative)}" width="{wide}" height="{high}"'
        light, dark = (self._address(place, style) for style in LOOKS)
        lazily = 'loading="lazy" ' if self.hosting else ""
        return (
            f'<picture><source media="{DARK_SCREEN}" srcset="{dark}">'
            f'<img src="{light}" {lazily}{about}></picture>'
        )

    def _address(self, place: Place, style: str) -> str:
        step, account = place
        if self.hosting:
            return inert(self.hosting.maps.format(step=step, account=account, style=style))
        return data_uri(self.drawn.get((place, style)) or story_map(self.story, *place, style))


def _key(story: Story, said: Language, maps: _Maps) -> str:
    """What the maps' lines and areas mean, as a picture with its words beside it."""
    drawn, words = key_figure(story, "light")
    wide, high = drawn.get_size_inches()
    ems = 72 * wide / TEXT_PT
    image = maps.image(KEY, said.listed(words), (wide, high))
    return f'<div class="key" style="--rm-ems:{ems:.1f}">{image}</div>'


def _step(chapter: Chapter, said: Language, maps: _Maps) -> str:
    shown = mapped_accounts(chapter)
    figures = "".join(_figure(chapter, account, said, maps) for account in range(1, len(shown) + 1))
    when, sure = when_text(chapter, said), certainty_text(chapter, said)
    badge = f' <span class="sure">{inert(sure)}</span>' if sure else ""
    text = "".join(
        f'<p class="told">{inert(bound(each))}</p>' for each in (chapter.text, chapter.note) if each
    )
    apart = f'<p class="told">{inert(said.say("story.accounts"))}</p>' if len(shown) > 1 else ""
    return (
        f'<section class="step{" several" if len(shown) > 1 else ""}" id="step-{chapter.number}" '
        f'aria-labelledby="h{chapter.number}">'
        f'<p class="when">{" · ".join(filter(None, (str(chapter.number), inert(when))))}{badge}</p>'
        f'<h2 id="h{chapter.number}" tabindex="-1">{inert(bound(title_text(chapter)))}</h2>'
        f'{text}{apart}<div class="maps">{figures}</div>{_sources(chapter, said)}</section>'
    )


def _figure(chapter: Chapter, number: int, said: Language, maps: _Maps) -> str:
    shown = mapped_accounts(chapter)
    account, (size_in, _) = shown[number - 1], _look_of(shown)
    found = permitted_text(account, said)
    parts = [account_text(account, said), account.assumes, found]
    if chapter.number > 1:
        parts.append(change_text(account, said))
    told = " ".join(part for part in parts if part)
    alternative = said.say("figure.alternative", caption=found, caveat="").strip()
    image = maps.image((chapter.number, number), alternative, size_in)
    return (
        f"<figure>{image}<figcaption><p>{inert(bound(told))}</p>"
        f'<p class="measured">{inert(bound(measured_text(account, said)))}</p>'
        f"{_regions(account, said)}{_scenarios(account, said, maps.hosting)}</figcaption></figure>"
    )


def _scenarios(account: Account, said: Language, hosting: Hosting | None) -> str:
    """Links that open an account on the page: one, if one scenario can hold all it permits."""
    if hosting is None or not hosting.page:
        return ""
    links = "".join(
        f'<li><a href="{inert(f"{hosting.page}?{scenario.to_query()}")}">{inert(names)}</a></li>'
        for scenario, names in account_scenarios(account)
    )
    return f"<p>{inert(said.say('story.open'))}</p><ul>{links}</ul>" if links else ""


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
