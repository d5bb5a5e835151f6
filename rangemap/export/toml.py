"""Scenario file: the recipe of the picture, to be run again."""

from rangemap.analysis.reach import Reach
from rangemap.errors import OutputError
from rangemap.scenario.documents import MAX_CHARACTERS


def scenario_toml(reach: Reach) -> bytes:
    """The scenario as TOML, which ``rangemap reach FILE`` reads back.

    Raises OutputError where it would be longer than what is read back.
    """
    text = reach.scenario.to_toml()
    if len(text) > MAX_CHARACTERS:
        raise OutputError(
            f"the scenario has {len(text) / 1e6:.0f} million characters, more than a scenario file "
            f"may have ({MAX_CHARACTERS / 1e6:.0f}); keep the file of its origins instead"
        )
    return text.encode()
