"""Figure files: PNG, SVG and PDF whose bytes repeat, with their provenance in their metadata."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from matplotlib.figure import Figure

from rangemap import __version__
from rangemap.figures.defaults import matplotlib_defaults
from rangemap.figures.lettering import FAMILY, HAIR_SPACE, width
from rangemap.figures.options import FigureOptions
from rangemap.world import boundaries

PROGRAM = f"rangemap {__version__}"
SUBSTITUTES = "Verdana, sans-serif"  # Verdana's letters are as wide
_SPACED_TEXT = re.compile(f'<text style="([^"]*)"([^>]*)>([^<]*{HAIR_SPACE}[^<]*)</text>')


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure that is still to be drawn, and what its file says of it.

    alternative: for those who cannot see it. caveat: in English. scenario: as TOML; empty where
    none stands behind it.
    """

    title: str
    alternative: str
    caption: str
    source: str
    caveat: str
    scenario: str
    draw: Callable[[FigureOptions], Figure]


def picture_file(picture: Picture, suffix: str, options: FigureOptions) -> bytes:
    """The picture as a PNG, SVG or PDF file, the same bytes for the same picture and options.

    Each holds title, alternative text, caption, scenario (TOML), sources, data version and licence.
    In SVG text is text, and every layer is a group with a name. Raises OutputError as `draw` does.
    """
    facts = _facts(picture)
    kind = suffix.removeprefix(".")
    metadata = {"png": _png, "svg": _svg, "pdf": _pdf}[kind](facts)
    content = saved(picture.draw(options), kind, metadata)
    return _finished_svg(content, facts) if kind == "svg" else content


def saved(
    figure: Figure, kind: str, metadata: Mapping[str, str | None], *, letters: str = "none"
) -> bytes:
    """A figure's file, the same bytes for the same figure: the one place where one is written.

    letters: whether an SVG's text is text (``none``) or drawn (``path``).
    """
    settings = {"svg.fonttype": letters, "svg.hashsalt": "rangemap", "pdf.fonttype": 42}
    file = io.BytesIO()
    with matplotlib_defaults(settings):
        figure.savefig(file, format=kind, metadata=dict(metadata))
    if kind != "svg":
        return file.getvalue()
    return file.getvalue().replace(f"'{FAMILY}'".encode(), f"'{FAMILY}', {SUBSTITUTES}".encode())


def _facts(picture: Picture) -> dict[str, str]:
    sources = boundaries.sources()
    facts = {
        "Title": picture.title,
        "Description": picture.alternative,
        "Caption": picture.caption,
        "Source": picture.source,
        "Copyright": "; ".join(f"{each.attribution} ({each.licence})" for each in sources),
        "Disclaimer": picture.caveat,
        "Data": boundaries.DATA_VERSION,
        "Scenario": picture.scenario,
    }
    return {name: text for name, text in facts.items() if text}


def _png(facts: dict[str, str]) -> dict[str, str | None]:
    return {**facts, "Software": PROGRAM}


def _pdf(facts: dict[str, str]) -> dict[str, str | None]:
    rest = [f"{name}: {facts[name]}" for name in ("Caption", "Source", "Copyright", "Data")]
    scenario = [f"Scenario:\n{facts['Scenario']}"] if "Scenario" in facts else []
    return {
        "Title": facts["Title"],
        "Subject": facts["Description"],
        "Keywords": "\n".join([*rest, *scenario]),
        "Creator": PROGRAM,
        "Producer": "matplotlib",
        "CreationDate": None,
    }


def _svg(facts: dict[str, str]) -> dict[str, str | None]:
    return {
        "Title": facts["Title"],
        "Description": facts["Caption"],
        "Source": facts["Source"],
        "Rights": facts["Copyright"],
        "Relation": facts["Data"],
        "Creator": PROGRAM,
        "Date": None,
    }


def _finished_svg(content: bytes, facts: dict[str, str]) -> bytes:
    """With alternative text and scenario, and letter spacing as spacing, not as spaces."""
    text = _SPACED_TEXT.sub(_letter_spaced, content.decode())
    if "Scenario" in facts:
        scenario = f'<scenario xmlns="urn:rangemap">{escape(facts["Scenario"])}</scenario>'
        text = text.replace("</metadata>", f"{scenario}</metadata>", 1)
    description = f" <desc>{escape(facts['Description'])}</desc>\n <metadata>"
    text = text.replace(" <metadata>", description, 1)
    return text.replace("<svg ", '<svg role="img" ', 1).encode()


def _letter_spaced(match: re.Match[str]) -> str:
    style, rest, text = match.groups()
    letters = text.replace(HAIR_SPACE, "")
    hairs = (len(text) - len(letters)) / max(len(letters) - 1, 1)
    spacing = f"letter-spacing: {hairs * width(HAIR_SPACE, 1):.3f}em"
    return f'<text style="{style}; {spacing}"{rest}>{letters}</text>'
