"""A comparison as one page: before and after under a slider, one below the other without script."""

from rangemap.analysis.comparison import COLUMNS, Comparison
from rangemap.figures.comparison import half, picture
from rangemap.figures.files import photograph
from rangemap.figures.options import FigureOptions
from rangemap.web import offline
from rangemap.web.html_parts import legend, presenting
from rangemap.web.inert import inert
from rangemap.web.picture_page import LOOKS, Cells, Widths, page, shown
from rangemap.wording.comparison import caveat_of, change_texts, heading, is_of_places
from rangemap.wording.language import language_of
from rangemap.wording.quantities import share_text
from rangemap.wording.reach import headline

_WIDE, _NARROW = (10.0, 7.5), (5.0, 6.0)  # inches
_TEXT_PT = 13.0
_DPI = 144


def comparison_page(comparison: Comparison) -> bytes:
    """The page as UTF-8; it opens from disk, prints, and makes no request.

    One slider, for mouse, finger and arrow keys, moves the edge between before and after. Text is
    inert wherever it stands. Raises OutputError if the page would ask for anything.
    """
    said = language_of(comparison.after.scenario.language)
    before, after = comparison.before, comparison.after
    halves = "".join(
        f'<div class="rm-half rm-{when}"><p>{inert(_capital(heading(comparison, when)))}: '
        f"{inert(headline(reach))}</p>{_map(comparison, when)}"
        f"{legend(reach, tag='div', classes='rm-key', known=known)}</div>"
        for when, reach, known in (("before", before, None), ("after", after, before))
    )
    slider_text = said.say("versus.slider" if is_of_places(comparison) else "swipe.slider")
    slider = (
        '<input type="range" min="0" max="100" value="50" step="1" hidden '
        f'aria-label="{inert(slider_text)}">'
    )
    figure = f'<figure class="rm-swipe">{halves}{slider}</figure>'
    return page(
        picture(comparison, FigureOptions()),
        caveat_of(comparison),
        figure,
        _cells(comparison),
        presenting(offline.script("swipe.js")),
    )


def _map(comparison: Comparison, when: str) -> str:
    reach = comparison.before if when == "before" else comparison.after
    pictures = {
        style: Widths(
            *(
                photograph(half(comparison, when, size, _TEXT_PT, style), "webp", dpi=_DPI)
                for size in (_WIDE, _NARROW)
            )
        )
        for style in LOOKS
    }
    return shown(pictures, headline(reach))


def _cells(comparison: Comparison) -> Cells:
    """The table of the terminal: shares before and after, areas gained and lost."""
    code = comparison.after.scenario.language
    said = language_of(code)
    rows = []
    for row in comparison.regions[list(COLUMNS)].to_dict("records"):
        shares = [
            share_text(row[f"{when}_share"], code, row[f"{when}_share_error"])
            if row[f"{when}_km2"]
            else "–"
            for when in ("before", "after")
        ]
        rows.append([row["name"], *shares, *change_texts(row, code)])
    changes = (heading(comparison, name) for name in ("before", "after", "gained", "lost"))
    return Cells([said.say("table.name"), *changes], rows)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
