"""A figure as a page: its finding, the picture for wide and narrow screens, numbers, notes."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from rangemap.figures.files import Picture, picture_file
from rangemap.figures.options import FigureOptions
from rangemap.web import offline
from rangemap.web.html_parts import present_button, presenting
from rangemap.web.inert import inert
from rangemap.wording.language import language_of
from rangemap.wording.typography import bound

_KIND = "webp"  # a tenth of an SVG of the same map
_WORDS = ("title", "subtitle")  # the page has them as text
_NARROW = "(max-width: 600px)"


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
    wide, narrow = (
        data_uri(
            picture_file(picture, f".{_KIND}", FigureOptions(size=size, without=_WORDS, dpi=dpi))
        )
        for size, dpi in (("article", 150), ("phone", None))
    )
    figure = shown(wide, narrow, picture.brief)
    return page(picture, caveat, f"<figure>{figure}</figure>", cells)


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
            f"<style>{style}</style>",
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


def shown(wide: str, narrow: str, alternative: str) -> str:
    """A picture as HTML. wide, narrow: addresses of what each kind of screen shows."""
    return (
        f'<picture><source media="{_NARROW}" srcset="{narrow}">'
        f'<img src="{wide}" alt="{inert(alternative)}"></picture>'
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
