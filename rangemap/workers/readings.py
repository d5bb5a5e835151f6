"""What visitors type or send as text, read as origins or a scenario: functions that workers run.

Text takes longer than it looks: a hundred thousand lines of degrees, minutes and seconds take half
a minute of a processor. Files of shapes are read by the processes of `intake`.
"""

from rangemap.analysis.towns import place_origin
from rangemap.errors import OriginError, ScenarioError
from rangemap.intake.limits import FROM_VISITORS
from rangemap.intake.lists import decoded, read_list
from rangemap.intake.origins import points_of
from rangemap.scenario.origins import Origin, PointOrigin
from rangemap.scenario.scenario import Scenario
from rangemap.workers.limits import MAX_ORIGINS, check_origins


def get_ready() -> None:
    """Load what lists of towns are looked up in."""
    place_origin("Kharkiv")


def pasted(text: str, where: str, language: str) -> tuple[Origin, ...]:
    """The launch points of pasted lines: positions or towns, with or without headings.

    where: what messages call the list. Raises OriginError with the line at fault.
    """
    towns = _Towns(language)
    lines = read_list(text, where, towns=towns, max_lines=FROM_VISITORS.lines)
    return _checked(points_of(lines, where))


def listed(content: bytes, name: str) -> tuple[Origin, ...]:
    """The launch points of the bytes of a list. Raises OriginError with the line at fault."""
    lines = read_list(decoded(content, name), name, max_lines=FROM_VISITORS.lines)
    return _checked(points_of(lines, name))


def scenario(content: bytes, name: str) -> Scenario:
    """The scenario of the bytes of a TOML file. Raises RangemapError where they are none."""
    try:
        found = Scenario.from_toml(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{name}: is not UTF-8 text", reason="document_no_toml") from error
    check_origins(found.origins)
    return found


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
