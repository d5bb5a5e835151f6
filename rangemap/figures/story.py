"""A story as figures: one map for a step, or all steps as small multiples on one sheet."""

import math
from dataclasses import replace

import shapely
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from shapely.geometry.base import BaseGeometry

from rangemap.analysis.ranges import numbers_of
from rangemap.analysis.reach import Reach
from rangemap.analysis.story import Account, Chapter, Story
from rangemap.figures import lettering, paint
from rangemap.figures.composition import compose
from rangemap.figures.defaults import Sheet, matplotlib_defaults
from rangemap.figures.figure import (
    draw_words,
    look_of,
    map_alone,
    map_axes,
    picture_of,
    style_named,
)
from rangemap.figures.files import Picture
from rangemap.figures.key import Key, Sign, line_sign
from rangemap.figures.layers import layers, ring_label
from rangemap.figures.legend import hatching
from rangemap.figures.map_drawing import draw_map
from rangemap.figures.options import FigureOptions
from rangemap.figures.palette import TEXT_PT, Style, mixed
from rangemap.figures.panel import Panel
from rangemap.figures.plate import Plate
from rangemap.figures.ranking import Bar, Entry, Ranking
from rangemap.figures.scene import scene
from rangemap.figures.sizes import Box, size_named
from rangemap.figures.subject import Shading, Subject
from rangemap.wording.comparison import MIN_KM2
from rangemap.wording.figure import assumption
from rangemap.wording.language import Language, language_of
from rangemap.wording.origins import whereabouts
from rangemap.wording.provenance import caveat_text, source_line
from rangemap.wording.quantities import share_text
from rangemap.wording.story import (
    account_text,
    certainty_text,
    change_text,
    finding,
    joint_assumption,
    notes,
    permitted_text,
    ranges,
    sentence,
    story_sources,
    title_text,
    when_text,
)

_KEPT, _GAINED = 1, 3  # classes of the strength of a range's colour
_WIDTH_OVER_HEIGHT = 1.25  # of a panel's map, about
_HEAD_LINES, _LINE = 6.2, 1.25
_GUTTER, _SMALL = 1.3, 0.72  # over running text
_PLAIN_WIDTH = 420.0  # of a map, in points, whose lines are as wide as a figure's
_NUMBER = 1  # whose colour is what is permitted


def picture(story: Story, options: FigureOptions) -> Picture:
    """All steps on one sheet: a small map for each, with what it permits."""
    said = language_of(story.language)
    title = options.title or story.title or sentence(story)
    told = [
        f"{title_text(chapter)}. {permitted_text(chapter.main, said)}" for chapter in story.chapters
    ]
    return Picture(
        title=title,
        alternative=said.say(
            "figure.alternative",
            caption=" ".join(told),
            caveat=caveat_text(ranges(story), said.code),
        ),
        caption=sentence(story),
        source=story_sources(story),
        caveat=caveat_text(ranges(story)),
        scenario="",
        draw=lambda asked: _multiples(story, title, asked),
        language=said.code,
        warning=caveat_text(ranges(story), said.code),
    )


def step_picture(story: Story, number: int, options: FigureOptions) -> Picture:
    """One step: its map; where accounts differ, that of the first, which the next is compared with.

    Raises TimelineError where there is no such step.
    """
    chapter = story.chapter(number)
    account = chapter.main
    subject = _subject(story, account, chapter, options.subtitle)
    return picture_of(subject)


def account_map(
    story: Story, account: Account, size_in: tuple[float, float], text_pt: float, style: str
) -> Figure:
    """The map of an account alone, without words around it: what a page shows beside its text."""
    subject = replace(_subject(story, account), framed=(_widest(story),))
    return map_alone(subject, size_in, text_pt, style)


def story_key(story: Story, size: float) -> Key:
    """What lines and areas of a story's maps mean."""
    said = language_of(story.language)
    numbers = _numbers(story)
    rows: list[tuple[Sign, str]] = [
        (line_sign(numbers[each.weapon]), ring_label(each, said.code)) for each in ranges(story)
    ]
    rows.append((_gained_sign, said.say("story.gained")))
    rows.append((_kept_sign, said.say("story.kept")))
    if any(_has_lost(each.main) for each in story.chapters):
        rows.append((_lost_sign, said.say("story.lost")))
    rows.append((_withheld_sign, said.say("story.withheld")))
    return Key(rows, "", size)


@matplotlib_defaults()
def key_figure(story: Story, style: str) -> tuple[Figure, list[str]]:
    """The key alone, for a page, and the words in it."""
    key, look = story_key(story, TEXT_PT), style_named(style)
    made = Sheet(figsize=(key.width / 72, key.height / 72), facecolor=look.theme.paper)
    paint.add_to_sheet(made, "legend", key.drawn(made, (0.0, 0.0), look), above=1)
    return made, [words for _, words in key.rows]


@matplotlib_defaults()
def _multiples(story: Story, title: str, asked: FigureOptions) -> Figure:
    sheet = size_named(asked.size)
    look = look_of(asked).scaled(sheet.text_pt / TEXT_PT)
    *small, caveat, source = notes(story)
    subtitle = asked.subtitle or joint_assumption(story)
    plan = compose(
        sheet,
        "" if "title" in asked.without else title,
        "" if "subtitle" in asked.without else subtitle,
        (caveat, source, " ".join(small)),
    )
    made = Sheet(
        figsize=(sheet.width_in, sheet.height_in),
        dpi=sheet.dots_per_inch(asked.dpi, asked.width),
        facecolor=look.theme.paper,
    )
    shown = [(chapter, each) for chapter in story.chapters for each in mapped_accounts(chapter)]
    head = _HEAD_LINES * _LINE * _SMALL * sheet.text_pt
    boxes = _grid(plan.map, len(shown) + (plan.side is None), head, sheet.text_pt)
    where = scene([_widest(story)], boxes[0].width / (boxes[0].height - head))
    for (chapter, account), box in zip(shown, boxes, strict=False):
        spot = Box(box.left, box.bottom, box.width, box.height - head)
        _draw_map(made, _subject(story, account), Panel(where, spot), look)
        _draw_head(made, (chapter, account), box, _SMALL * sheet.text_pt, look)
    key = story_key(story, 0.85 * sheet.text_pt)
    place = plan.side or boxes[-1]
    artists = key.drawn(made, (place.left, place.top - key.height), look)
    paint.add_to_sheet(made, "legend", artists, above=15)
    draw_words(made, plan, look)
    return made


def mapped_accounts(chapter: Chapter) -> tuple[Account, ...]:
    """The accounts that have a map each: all, but only the first where nothing changed."""
    return chapter.accounts[:1] if chapter.is_unchanged else chapter.accounts


def _draw_map(made: Figure, subject: Subject, panel: Panel, look: Style) -> None:
    axes = map_axes(made, panel.scene, panel.box)
    fine = look.scaled(min(1.0, panel.box.width / _PLAIN_WIDTH))
    draw_map(Plate(subject, panel, made, axes, fine, _SMALL * TEXT_PT), {})


def _draw_head(
    made: Figure, told: tuple[Chapter, Account], box: Box, size: float, look: Style
) -> None:
    """When, what and how much, above a small map."""
    chapter, account = told
    said = language_of(account.reach.scenario.language)
    when = f"{chapter.number} · {when_text(chapter, said)}".rstrip(" ·")
    is_one_of_several = len(mapped_accounts(chapter)) > 1
    body = account_text(account, said) if is_one_of_several else title_text(chapter)
    amount = change_text(account, said) if chapter.number > 1 else permitted_text(account, said)
    parts = ((when, True), (certainty_text(chapter, said), False), (body, True), (amount, False))
    lines = [
        (line, bold)
        for (text, bold), most in zip(parts, (1, 1, 2, 2), strict=True)
        for line in _fitted(text, size, box.width, most)
    ]
    artists: list[Artist] = []
    for number, (text, bold) in enumerate(lines):
        base = box.top - (number + 0.9) * _LINE * size
        ink = look.theme.text if bold else look.theme.quiet_text
        artists += paint.words(made, text, (box.left, base), size, ink, bold=bold)
    paint.add_to_sheet(made, f"head-{chapter.number}-{account.by}", artists, above=15)


def _fitted(text: str, size: float, wide: float, most: int) -> list[str]:
    """The text in at most so many lines; what does not fit is cut with an ellipsis."""
    lines = lettering.wrapped(text, size, wide, bold=True)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"{lines[most - 1].rpartition(' ')[0].rstrip(' ,;.:')} …"]


def _grid(box: Box, count: int, head: float, text: float) -> list[Box]:
    """Boxes for so many panels with their heads, in rows from the top, as large as can be."""
    gutter = _GUTTER * text
    inner = Box(
        box.left + gutter, box.bottom + gutter, box.width - 2 * gutter, box.height - 2 * gutter
    )

    def size(columns: int) -> tuple[float, float]:
        rows = math.ceil(count / columns)
        wide = (inner.width - (columns - 1) * gutter) / columns
        high = (inner.height - (rows - 1) * gutter) / rows
        return wide, high

    def drawn_area(columns: int) -> float:
        wide, high = size(columns)
        left = max(high - head, 0.0)
        return min(wide, _WIDTH_OVER_HEIGHT * left) * min(left, wide / _WIDTH_OVER_HEIGHT)

    columns = max(range(1, count + 1), key=drawn_area)
    wide, high = size(columns)
    return [
        Box(
            inner.left + (n % columns) * (wide + gutter),
            inner.top - (n // columns) * (high + gutter) - high,
            wide,
            high,
        )
        for n in range(count)
    ]


def _subject(
    story: Story, account: Account, chapter: Chapter | None = None, subtitle: str | None = None
) -> Subject:
    """What the map of an account shows; with its chapter also what it says."""
    said, reach = language_of(story.language), account.reach
    numbers = _numbers(story)
    told = finding(chapter, account, said) if chapter else ""
    rows = account.whole.regions[account.whole.regions["after_km2"] > 0]
    rows = rows.sort_values(["after_share", "region"], ascending=[False, True])
    texts = {
        row["region"]: share_text(row["after_share"], said.code, row["after_share_error"])
        for row in rows.drop(columns="geometry").to_dict("records")
    }
    entries = [
        Entry(name, texts[region], Bar(0.0, share))
        for region, name, share in zip(
            rows["region"], rows["name"], rows["after_share"], strict=True
        )
    ]
    return Subject(
        reach,
        layers(reach),
        numbers,
        _heading(chapter, said) if chapter else "",
        subtitle or assumption(reach),
        told,
        said.say(
            "figure.alternative",
            caption=told,
            caveat=" ".join([*whereabouts(reach), caveat_text(reach.ranges, said.code)]),
        ),
        texts,
        Ranking(said.say("story.regions"), entries, numbers[reach.ranges[-1].weapon], said),
        lambda size: story_key(story, size),
        source_line(reach),
        shadings=_shadings(account),
    )


def _heading(chapter: Chapter, said: Language) -> str:
    when = when_text(chapter, said)
    return f"{when}: {title_text(chapter)}" if when else title_text(chapter)


def _widest(story: Story) -> Reach:
    """The reach that all maps of a story are framed for."""
    reaches = [account.reach for chapter in story.chapters for account in chapter.accounts]
    return max(reaches, key=lambda each: each.reached["reached_km2"].sum())


def _numbers(story: Story) -> dict[str, int]:
    """The number of each weapon of any step: on all maps a range has one colour."""
    return numbers_of(each.weapon for each in ranges(story))


def _has_lost(account: Account) -> bool:
    return account.change.totals()["lost_km2"] >= MIN_KM2


def _permitted(reach: Reach) -> list[BaseGeometry]:
    return list(reach.reached[reach.reached["permitted"]].geometry)


def _shadings(account: Account) -> list[Shading]:
    """What is within range, then what was permitted, what still is, and what came to be."""
    change = account.change
    layered: list[tuple[str, list[BaseGeometry], Sign]] = [
        ("withheld", list(account.reach.reached.geometry), _withheld_sign),
        ("lost", _permitted(change.before), _lost_sign),
        ("kept", _permitted(change.after), _kept_sign),
        ("gained", list(change.regions.geometry), _gained_sign),
    ]
    return [
        Shading(name, [(shape, sign) for shape in shapely.get_parts(shapes)])
        for name, shapes, sign in layered
        if name != "lost" or _has_lost(account)
    ]


def _withheld_sign(shape: BaseGeometry, style: Style) -> list[Artist]:
    return [hatching(shape, style.theme.land, mixed(style.theme.quiet_text, style.theme.land, 0.5))]


def _lost_sign(shape: BaseGeometry, style: Style) -> list[Artist]:
    theme = style.theme
    return [paint.area(shape, theme.land, hatch="....", edgecolor=theme.text, hatch_linewidth=0.9)]


def _kept_sign(shape: BaseGeometry, style: Style) -> list[Artist]:
    return [paint.area(shape, style.share_ink(_NUMBER, _KEPT))]


def _gained_sign(shape: BaseGeometry, style: Style) -> list[Artist]:
    return [paint.area(shape, style.share_ink(_NUMBER, _GAINED))]
