"""Scenario files: the recipe of a result, to be run again."""

from typing import TYPE_CHECKING

from rangemap.errors import OutputError
from rangemap.scenario.documents import MAX_CHARACTERS
from rangemap.scenario.pair import pair_to_toml
from rangemap.wording.origins import HasScenario

if TYPE_CHECKING:
    from rangemap.analysis.comparison import Comparison


def scenario_toml(measured: HasScenario) -> bytes:
    """The scenario as TOML, which ``rangemap reach FILE`` reads back, as the other commands do.

    Raises OutputError where it would be longer than what is read back.
    """
    return _checked(measured.scenario.to_toml())


def pair_toml(comparison: "Comparison") -> bytes:
    """Both scenarios as TOML, which ``rangemap compare FILE`` reads back. Raises as above."""
    return _checked(pair_to_toml(comparison.before.scenario, comparison.after.scenario))


def _checked(text: str) -> bytes:
    if len(text) > MAX_CHARACTERS:
        raise OutputError(
            f"the scenario has {len(text) / 1e6:.0f} million characters, more than a scenario file "
            f"may have ({MAX_CHARACTERS / 1e6:.0f}); keep the file of its origins instead"
        )
    return text.encode()
