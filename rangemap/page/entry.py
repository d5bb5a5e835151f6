"""What is typed, pasted or uploaded, read as origins or scenarios; text is read by workers."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from rangemap.analysis.towns import place_origin
from rangemap.errors import OriginError
from rangemap.intake.limits import FROM_VISITORS
from rangemap.intake.origins import LISTS, FileOrigins, origins_of_bytes
from rangemap.intake.phrases import UnreadableError, in_file
from rangemap.intake.shapes import SUFFIXES
from rangemap.page import cached
from rangemap.page.words import said
from rangemap.scenario.origin_text import parse_point
from rangemap.scenario.origins import Origin, PointOrigin
from rangemap.scenario.positions import is_like_a_position
from rangemap.scenario.scenario import Scenario
from rangemap.workers import readings
from rangemap.workers.crew import NotMeasuredError, Trouble
from rangemap.workers.limits import check_origins
from rangemap.world.catalog import Catalog

_Read = TypeVar("_Read")

UPLOADS = ("csv", "tsv", "txt", *(suffix[1:] for suffix in SUFFIXES), "toml")


def typed_origin(text: str, language: str) -> PointOrigin:
    """A position (``51.0, 34.7``, latitude first) or a town's name as a launch point.

    Raises OriginError, with near names or the choices, where it is neither.
    """
    if is_like_a_position(text):
        return parse_point(text)
    return place_origin(text, language=language)


def pasted_origins(text: str, language: str) -> tuple[Origin, ...]:
    """Lines of positions or towns, with or without headings, as launch points."""
    where = said(language, "refusal.the_list")
    return _read(where, readings.pasted, text, where, language)


def name_of(sent: str) -> str:
    """The name of a file from that which a browser sends, quotation marks as %22."""
    return sent.replace("%22", '"')


def uploaded_origins(name: str, content: bytes, layer: str | None = None) -> FileOrigins:
    """The origins of an uploaded file, and what was done to them.

    Raises OriginError with the line or feature at fault, LayerError where a layer is to be chosen.
    """
    if Path(name).suffix.lower() in LISTS:
        return FileOrigins(_read(name, readings.listed, content, name))
    read = origins_of_bytes(content, name, layer, allowed=FROM_VISITORS)
    check_origins(read.origins)
    return read


def uploaded_scenario(name: str, content: bytes) -> Scenario:
    """The scenario of an uploaded TOML file. Raises RangemapError where it is none."""
    return _read(name, readings.scenario, content, name)


def uploaded_catalog(name: str, content: bytes) -> Catalog:
    """The catalogue of an uploaded TOML file. Raises CatalogError where it is none."""
    return _read(name, readings.catalog, content, name)


def _read(where: str, function: Callable[..., _Read], *arguments: str | bytes) -> _Read:
    """What a worker reads. Raises OriginError in the words for a file where it gives up."""
    try:
        read: _Read = cached.read(function, *arguments)
    except NotMeasuredError as error:
        if error.trouble == Trouble.BUSY:
            raise
        raise in_file(UnreadableError("broke"), where, OriginError) from error
    return read
