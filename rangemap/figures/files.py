"""Figure files: PNG, SVG and PDF whose bytes repeat, with their provenance in their metadata."""

import io
import re
from xml.sax.saxutils import escape

from rangemap import __version__
from rangemap.analysis.reach import Reach
from rangemap.figures.defaults import matplotlib_defaults
from rangemap.figures.figure import drawn
from rangemap.figures.lettering import FAMILY, HAIR_SPACE, width
from rangemap.figures.options import FigureOptions
from rangemap.figures.subject import Subject, reach_subject
from rangemap.wording.provenance import caveat_text
from rangemap.world import boundaries

PROGRAM = f"rangemap {__version__}"
SUBSTITUTES = "Verdana, sans-serif"  # Verdana's letters are as wide
_SPACED_TEXT = re.compile(f'<text style="([^"]*)"([^>]*)>([^<]*{HAIR_SPACE}[^<]*)</text>')


def render(reach: Reach, suffix: str, options: FigureOptions | None = None) -> bytes:
    """The figure as a PNG, SVG or PDF file, the same bytes for the same reach and options.

    Each holds title, alternative text, caption, scenario (TOML), sources, data version and licence.
    In SVG text is text, and every layer is a group with a name. Raises OutputError as figure does.
    """
    asked = options or FigureOptions()
    return render_subject(reach_subject(reach, asked.title, asked.subtitle), suffix, asked)


def render_subject(subject: Subject, suffix: str, asked: FigureOptions) -> bytes:
    """A subject's figure as a file: see render."""
    facts = _facts(subject)
    kind = suffix.removeprefix(".")
    metadata = {"png": _png, "svg": _svg, "pdf": _pdf}[kind](facts)
    file = io.BytesIO()
    settings = {"svg.fonttype": "none", "svg.hashsalt": "rangemap", "pdf.fonttype": 42}
    with matplotlib_defaults(settings):
        drawn(subject, asked).savefig(file, format=kind, metadata=metadata)
    return _finished_svg(file.getvalue(), facts) if kind == "svg" else file.getvalue()


def _facts(subject: Subject) -> dict[str, str]:
    reach = subject.reach
    sources = boundaries.sources()
    return {
        "Title": subject.title,
        "Description": subject.alternative,
        "Caption": subject.caption,
        "Source": subject.source,
        "Copyright": "; ".join(f"{each.attribution} ({each.licence})" for each in sources),
        "Disclaimer": caveat_text(reach.ranges),
        "Data": boundaries.DATA_VERSION,
        "Scenario": reach.scenario.to_toml(),
    }


def _png(facts: dict[str, str]) -> dict[str, str | None]:
    return {**facts, "Software": PROGRAM}


def _pdf(facts: dict[str, str]) -> dict[str, str | None]:
    rest = [f"{name}: {facts[name]}" for name in ("Caption", "Source", "Copyright", "Data")]
    return {
        "Title": facts["Title"],
        "Subject": facts["Description"],
        "Keywords": "\n".join([*rest, f"Scenario:\n{facts['Scenario']}"]),
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
    scenario = f'<scenario xmlns="urn:rangemap">{escape(facts["Scenario"])}</scenario>'
    text = text.replace("</metadata>", f"{scenario}</metadata>", 1)
    description = f" <desc>{escape(facts['Description'])}</desc>\n <metadata>"
    text = text.replace(" <metadata>", description, 1)
    text = text.replace(f"'{FAMILY}'", f"'{FAMILY}', {SUBSTITUTES}")
    return text.replace("<svg ", '<svg role="img" ', 1).encode()


def _letter_spaced(match: re.Match[str]) -> str:
    style, rest, text = match.groups()
    letters = text.replace(HAIR_SPACE, "")
    hairs = (len(text) - len(letters)) / max(len(letters) - 1, 1)
    spacing = f"letter-spacing: {hairs * width(HAIR_SPACE, 1):.3f}em"
    return f'<text style="{style}; {spacing}"{rest}>{letters}</text>'
