"""A figure as a page: its finding, the picture for wide and narrow screens, numbers, notes."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rangemap.figures.files import Picture, picture_file
from rangemap.figures.options import FigureOptions
from rangemap.web import offline
from rangemap.web.html_parts import present_button, presenting
from rangemap.web.inert import inert
from rangemap.web.scheme import DARK_SCREEN, sheet
from rangemap.wording.language import language_of
from rangemap.wording.typography import bound

_KIND = "webp"  # a tenth of an SVG of the same map
_WORDS = ("title", "subtitle")  # the page has them as text
_NARROW = "(max-width: 600px)"
LOOKS = ("light", "dark")


class Widths(NamedTuple):
    """The files of a picture for wide and for narrow screens."""

    wide: bytes
    narrow: bytes


@dataclass(frozen=True)
class Cells:
    """A table: its heading, then rows whose first cell is a name."""

    heading: Sequence[str]
    rows: Sequence[Sequence[str]]


def picture_page(picture: Picture, caveat: str, cells: Cells) -> bytes:
    """The page as UTF-8; it opens from disk, prints, and makes no request.

    caveat: in the picture's language. Text is inert wherever it stands. Raises OutputError if the
    page would ask for anything.
    """
    drawn = {style: Widths(*_drawn(picture, style)) for style in LOOKS}
    figure = shown(drawn, picture.brief)
    return page(picture, caveat, f"<figure>{figure}</figure>", cells)


def _drawn(picture: Picture, style: str) -> Iterator[bytes]:
    for size, dpi in (("article", 150), ("phone", None)):
        options = FigureOptions(size=size, style=style, without=_WORDS, dpi=dpi)
        yield picture_file(picture, f".{_KIND}", options)


def page(
    picture: Picture, caveat: str, figure: str, cells: Cells, script: str | None = None
) -> bytes:
    """A page around a figure that is HTML already. script: at its end; presents it by default."""
    title = inert(bound(picture.title))
    style = "".join(
        map(offline.text, ("parts.css", "page.css", "map.css", "swipe.css", "present.css"))
    )
    made = "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{picture.language}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f'<meta name="description" content="{inert(picture.caption)}">',
            f"<style>{sheet()}{style}</style>",
            "</head>",
            "<body>",
            f'<header class="rm-beside"><h1>{title}</h1>',
            f"<p>{inert(bound(picture.caption))} <strong>{inert(caveat)}</strong></p>",
            present_button(language_of(picture.language)),
            "</header>",
            figure,
            f"<section>{table(cells)}</section>",
            f"<footer><p>{inert(bound(picture.notes))}</p></footer>",
            script or presenting(),
            "</body>",
            "</html>\n",
        ]
    )
    offline.check_self_contained(made)
    return made.encode()


def shown(drawn: Mapping[str, Widths], alternative: str) -> str:
    """A picture as HTML: what each kind of screen shows. drawn: by each of LOOKS."""
    light, dark = (drawn[style] for style in LOOKS)
    sources = "".join(
        f'<source media="{media}" srcset="{data_uri(content)}">'
        for media, content in (
            (f"{DARK_SCREEN} and {_NARROW}", dark.narrow),
            (DARK_SCREEN, dark.wide),
            (_NARROW, light.narrow),
        )
    )
    return (
        f'<picture>{sources}<img src="{data_uri(light.wide)}" alt="{inert(alternative)}"></picture>'
    )


def data_uri(content: bytes) -> str:
    """A picture's file as an address."""
    return f"data:image/{_KIND};base64,{base64.b64encode(content).decode()}"


def table(cells: Cells) -> str:
    """Numbers as a table."""
    heads = "".join(f"<th scope=col>{inert(text)}</th>" for text in cells.heading)
    rows = "".join(
        f"<tr><th scope=row>{inert(name)}</th>"
        + "".join(f"<td>{inert(text)}</td>" for text in rest)
        + "</tr>"
        for name, *rest in cells.rows
    )
    return (
        '<div class="scroll"><table class="numbers">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
