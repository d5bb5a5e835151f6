"""What is typed, pasted or uploaded, read as origins or scenarios."""

from rangemap.analysis.towns import place_origin
from rangemap.errors import OriginError, ScenarioError
from rangemap.intake.limits import FROM_VISITORS
from rangemap.intake.lists import read_list
from rangemap.intake.origins import FileOrigins, origins_of_bytes, points_of
from rangemap.intake.shapes import SUFFIXES
from rangemap.page.limits import MAX_ORIGINS, check_origins
from rangemap.page.words import said
from rangemap.scenario.origin_text import parse_point
from rangemap.scenario.origins import Origin, PointOrigin
from rangemap.scenario.positions import is_like_a_position
from rangemap.scenario.scenario import Scenario

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
    towns = _Towns(language)
    return _checked(
        points_of(read_list(text, where, towns=towns, max_lines=FROM_VISITORS.lines), where)
    )


def name_of(sent: str) -> str:
    """The name of a file from that which a browser sends, quotation marks as %22."""
    return sent.replace("%22", '"')


def uploaded_origins(name: str, content: bytes, layer: str | None = None) -> FileOrigins:
    """The origins of an uploaded file, and what was done to them.

    Raises OriginError with the line or feature at fault, LayerError where a layer is to be chosen.
    """
    read = origins_of_bytes(content, name, layer, allowed=FROM_VISITORS)
    check_origins(read.origins)
    return read


def uploaded_scenario(name: str, content: bytes) -> Scenario:
    """The scenario of an uploaded TOML file. Raises RangemapError where it is none."""
    try:
        scenario = Scenario.from_toml(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{name}: is not UTF-8 text", reason="document_no_toml") from error
    check_origins(scenario.origins)
    return scenario


def _checked(origins: tuple[Origin, ...]) -> tuple[Origin, ...]:
    check_origins(origins)
    return origins


class _Towns:
    """Finds the towns of a list: no more than the page takes, as each is looked for by itself."""

    def __init__(self, language: str) -> None:
        self.language, self.count = language, 0

    def __call__(self, name: str) -> PointOrigin:
        self.count += 1
        if self.count > MAX_ORIGINS + 1:  # the first line is looked at twice
            raise OriginError(
                f"more than {MAX_ORIGINS} towns are too many for the page",
                reason="too_many_origins",
                count=f"{self.count - 1:,}",
                most=f"{MAX_ORIGINS:,}",
            )
        return place_origin(name, language=self.language)
