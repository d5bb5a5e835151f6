"""Font files of the user's: named in a theme file, read, and fit to be drawn with."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.font_manager import get_font

from rangemap.errors import OutputError
from rangemap.figures.lettering import Typeface
from rangemap.scenario.fields import check_fields

_KINDS = ("regular", "bold", "italic")
_SUFFIXES = (".ttf", ".otf")
_POSTSCRIPT = b"OTTO"  # how an OpenType file begins whose outlines are not TrueType's
_MAX_BYTES = 30_000_000


def read_typeface(theme: Path, fonts: Mapping[str, Any]) -> Typeface:
    """The typeface of a theme's table `fonts`: `regular`, and perhaps `bold` and `italic`.

    Paths are relative to the theme file. Raises OutputError where a file cannot be used.
    """
    where = f"{theme}: fonts"
    check_fields(fonts, set(_KINDS), where, OutputError)
    if "regular" not in fonts:
        raise OutputError(f'{where}: name a font file, as in regular = "House-Regular.ttf"')
    files = {kind: _checked(theme, kind, fonts[kind]) for kind in _KINDS if kind in fonts}
    regular = files["regular"]
    return Typeface(regular, files.get("bold", regular), files.get("italic", regular))


def check_embeddable(typeface: Typeface) -> None:
    """Raise OutputError for a typeface that a PDF cannot hold."""
    for file in dict.fromkeys((typeface.regular, typeface.bold, typeface.italic)):
        with Path(file).open("rb") as opened:
            if opened.read(len(_POSTSCRIPT)) == _POSTSCRIPT:
                raise OutputError(
                    f"{file}: the font has PostScript outlines, which a .pdf of rangemap cannot "
                    "hold; give its .ttf, or write .svg or .png"
                )


def _checked(theme: Path, kind: str, name: object) -> str:
    if not isinstance(name, str) or Path(name).suffix.lower() not in _SUFFIXES:
        raise OutputError(
            f"{theme}: fonts: {kind} is {str(name)[:40]!r}; name a font file, .ttf or .otf"
        )
    path = (theme.parent / name).resolve()
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise OutputError(f"{path}: larger than any font, {_MAX_BYTES // 10**6} MB; not read")
        get_font(str(path)).get_char_index(ord("A"))
    except (OSError, RuntimeError, ValueError) as error:
        raise OutputError(f"{path}: cannot be read as a font; give a .ttf or .otf file") from error
    return str(path)
