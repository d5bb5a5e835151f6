"""Figure files, whose bytes repeat, with their provenance in their metadata."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from matplotlib.figure import Figure
from PIL import ExifTags, Image

from rangemap import __version__
from rangemap.figures import lettering
from rangemap.figures.bleed import extend_maps
from rangemap.figures.defaults import matplotlib_defaults
from rangemap.figures.options import FigureOptions
from rangemap.figures.paint import layers_of
from rangemap.figures.pdf_tags import tagged
from rangemap.figures.typeface_files import check_embeddable
from rangemap.wording.figure import brief_alternative
from rangemap.world import boundaries

PROGRAM = f"rangemap {__version__}"
SUBSTITUTES = "Verdana, sans-serif"  # Verdana's letters are as wide
_INKSCAPE = "http://www.inkscape.org/namespaces/inkscape"
_AROUND = re.compile(r"(figure|axes)_\d+")  # groups that matplotlib puts around the layers
_QUALITY = 92  # of JPEG and WebP, of 100
_HAIR = lettering.HAIR_SPACE
_SPACED_TEXT = re.compile(f'<text style="([^"]*)"([^>]*)>([^<]*{_HAIR}[^<]*)</text>')


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure that is still to be drawn, and what its file says of it.

    alternative: the long description for those who cannot see it. caveat: in English; warning: the
    same in the picture's language. assumed: what the finding rests on. scenario: as TOML; empty
    where none stands behind it. language: of its words. notes: small print that a narrow picture
    has not.
    """

    title: str
    alternative: str
    caption: str
    source: str
    caveat: str
    scenario: str
    draw: Callable[[FigureOptions], Figure]
    language: str
    notes: str = ""
    warning: str = ""
    assumed: str = ""

    @property
    def brief(self) -> str:
        """The alternative text: at most 250 characters; the long description tells the rest."""
        kind = self.alternative.partition(". ")[0] + "."
        return brief_alternative(
            kind, self.title, (self.assumed, self.caption), self.warning or self.caveat
        )


def picture_file(picture: Picture, suffix: str, options: FigureOptions) -> bytes:
    """The picture as a file of that suffix: see PictureFiles."""
    return PictureFiles(picture, options).file(suffix)


class PictureFiles:
    """A picture's files, the same bytes for the same picture and options.

    It is laid out once, when the first file is asked for. PNG, SVG and PDF hold title, alternative
    text, caption, scenario (TOML), sources, data version and licence; JPEG and WebP hold title,
    alternative text and licence. In SVG text is text unless outlines are asked for, every layer is
    one in Inkscape and Illustrator, and regions' parts are named by their codes. PDF is tagged.
    """

    def __init__(self, picture: Picture, options: FigureOptions) -> None:
        """Take what is to be drawn, and how it is to look."""
        self._picture, self._options, self._facts = picture, options, _facts(picture)

    def file(self, suffix: str) -> bytes:
        """The picture as a file of that suffix.

        Raises OutputError as `draw` does, and where a typeface of the user's lacks a letter or
        must not be embedded.
        """
        typeface, kind = self._options.typeface, suffix.removeprefix(".")
        with lettering.set_in(typeface):
            if kind == "pdf" and typeface:
                check_embeddable(typeface)
            return self._file(kind)

    @cached_property
    def _figure(self) -> Figure:
        figure = self._picture.draw(self._options)
        lettering.set_rest(figure)
        if self._options.bleed_pt:
            extend_maps(figure, self._options.bleed_pt)
        return figure

    def _file(self, kind: str) -> bytes:
        facts, bleed_pt, language = self._facts, self._options.bleed_pt, self._picture.language
        if kind == "png":
            return saved(self._figure, kind, _png(facts), bleed_pt=bleed_pt)
        if kind == "pdf":
            content = saved(self._figure, kind, _pdf(facts), bleed_pt=bleed_pt)
            alternative = facts["Description"]
            return tagged(content, language=language, alternative=alternative, bleed_pt=bleed_pt)
        if kind == "svg":
            letters = "path" if self._options.text == "outlines" else "none"
            content = saved(self._figure, kind, _svg(facts), letters=letters, bleed_pt=bleed_pt)
            return _finished_svg(content, facts, layers_of(self._figure), language)
        return photograph(self._figure, kind, facts, bleed_pt=bleed_pt)


def photograph(
    figure: Figure,
    kind: str,
    facts: Mapping[str, str] | None = None,
    *,
    dpi: float | None = None,
    bleed_pt: float = 0.0,
) -> bytes:
    """A figure as JPEG, which has no transparency, or WebP; with what EXIF has fields for."""
    exif = Image.Exif()
    exif[ExifTags.Base.Software] = PROGRAM
    if facts is not None:
        exif[ExifTags.Base.ImageDescription] = f"{facts['Title']}. {facts['Description']}"
        exif[ExifTags.Base.Copyright] = f"{facts['Copyright']}. {facts['Disclaimer']}"
    packing = {"quality": _QUALITY, "subsampling": 0, "exif": exif}
    return saved(figure, kind, None, dpi=dpi, bleed_pt=bleed_pt, packing=packing)


def saved(
    figure: Figure,
    kind: str,
    metadata: Mapping[str, str | None] | None,
    *,
    letters: str = "none",
    dpi: float | None = None,
    bleed_pt: float = 0.0,
    packing: Mapping[str, Any] | None = None,
) -> bytes:
    """A figure's file, the same bytes for the same figure: the one place where one is written.

    letters: whether an SVG's text is text (``none``) or drawn (``path``). dpi: the figure's own.
    bleed_pt: the file goes so far beyond the sheet. packing: of pixels, by Pillow's names.
    """
    settings = {"svg.fonttype": letters, "svg.hashsalt": "rangemap", "pdf.fonttype": 42}
    file, sheet = io.BytesIO(), None
    pixels: dict[str, Any] = {"pil_kwargs": dict(packing)} if packing else {}
    if bleed_pt:
        sheet = figure.bbox_inches.padded(bleed_pt / 72)
    with matplotlib_defaults(settings):
        figure.savefig(
            file,
            format=kind,
            metadata=metadata and dict(metadata),
            dpi=dpi or "figure",
            bbox_inches=sheet,
            **pixels,
        )
    if kind != "svg":
        return file.getvalue()
    own = lettering.typeface()
    family = lettering.FAMILY if own is None else own.family
    substitutes = SUBSTITUTES if own is None else "sans-serif"
    return file.getvalue().replace(f"'{family}'".encode(), f"'{family}', {substitutes}".encode())


def _facts(picture: Picture) -> dict[str, str]:
    sources = boundaries.sources()
    facts = {
        "Title": picture.title,
        "Description": picture.alternative,
        "Alternative": picture.brief,
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


def _finished_svg(
    content: bytes, facts: dict[str, str], layers: Mapping[str, str], language: str
) -> bytes:
    """Add alternative text and scenario to an SVG; mark its layers; write letter spacing as CSS.

    layers: by name, the text that a layer reads as, where it differs from what is drawn.
    """
    text = _SPACED_TEXT.sub(_letter_spaced, content.decode())
    if "Scenario" in facts:
        scenario = f'<scenario xmlns="urn:rangemap">{escape(facts["Scenario"])}</scenario>'
        text = text.replace("</metadata>", f"{scenario}</metadata>", 1)
    description = f" <desc>{escape(facts['Description'])}</desc>\n <metadata>"
    text = text.replace(" <metadata>", description, 1)

    def layered(match: re.Match[str]) -> str:
        name = match[1]
        if layers.get(name):
            label = quoteattr(layers[name])
            return f'<g id="{name}" role="img" aria-label={label}>'
        if name in layers or _AROUND.fullmatch(name):
            return f'<g id="{name}" inkscape:groupmode="layer" inkscape:label="{name}">'
        return match[0]

    text = re.sub(r'<g id="([^"]*)">', layered, text)
    start = f'<svg role="img" xml:lang="{language}" xmlns:inkscape="{_INKSCAPE}" '
    return text.replace("<svg ", start, 1).encode()


def _letter_spaced(match: re.Match[str]) -> str:
    style, rest, text = match.groups()
    letters = text.replace(_HAIR, "")
    hairs = (len(text) - len(letters)) / max(len(letters) - 1, 1)
    spacing = f"letter-spacing: {hairs * lettering.width(_HAIR, 1):.3f}em"
    return f'<text style="{style}; {spacing}"{rest}>{letters}</text>'
