"""What is typed, pasted or uploaded, read as origins or scenarios."""

import functools

import shapely

from rangemap.analysis.origin_geometry import place_origin
from rangemap.errors import OriginError, ScenarioError
from rangemap.intake.limits import FROM_VISITORS
from rangemap.intake.lists import read_list
from rangemap.intake.origins import origins_of_bytes, points_of
from rangemap.intake.shapes import SUFFIXES
from rangemap.page.words import said
from rangemap.scenario.origin_text import parse_point
from rangemap.scenario.origins import Origin, PointOrigin, ShapeOrigin
from rangemap.scenario.positions import is_like_a_position
from rangemap.scenario.scenario import Scenario

# more are for the command line, which has no clock running
_MOST_ORIGINS, _MOST_VERTICES = 500, 100_000

UPLOADS = ("csv", *(suffix[1:] for suffix in SUFFIXES), "toml")


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
    towns = functools.partial(place_origin, language=language)
    return _few(
        points_of(read_list(text, where, towns=towns, max_lines=FROM_VISITORS.lines), where)
    )


def name_of(sent: str) -> str:
    """The name of a file from that which a browser sends, quotation marks as %22."""
    return sent.replace("%22", '"')


def uploaded_origins(name: str, content: bytes) -> tuple[Origin, ...]:
    """The origins of an uploaded file. Raises OriginError with the line or feature at fault."""
    return _few(origins_of_bytes(content, name, allowed=FROM_VISITORS))


def uploaded_scenario(name: str, content: bytes) -> Scenario:
    """The scenario of an uploaded TOML file. Raises RangemapError where it is none."""
    try:
        return Scenario.from_toml(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{name}: is not UTF-8 text") from error


def _few(origins: tuple[Origin, ...]) -> tuple[Origin, ...]:
    if len(origins) > _MOST_ORIGINS:
        raise OriginError(
            f"{len(origins):,} origins are too many for the page; "
            "use rangemap reach --origins for more"
        )
    shapes = [each.geometry for each in origins if isinstance(each, ShapeOrigin)]
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    if vertices > _MOST_VERTICES:
        raise OriginError(
            f"{vertices:,} vertices are too many for the page; "
            "use rangemap reach --origins for more"
        )
    return origins
