"""Pairs: two scenarios in one file, to be compared again."""

import tomli_w

from rangemap.errors import ScenarioError
from rangemap.scenario.documents import read_toml
from rangemap.scenario.fields import check_fields
from rangemap.scenario.scenario import Scenario

_PARTS = ("before", "after")


def pair_to_toml(before: Scenario, after: Scenario) -> str:
    """Two scenarios as one TOML document, which pair_from_toml reads back."""
    return tomli_w.dumps({"before": before.to_dict(), "after": after.to_dict()})


def pair_from_toml(text: str) -> tuple[Scenario, Scenario]:
    """Read what pair_to_toml wrote. Raises ScenarioError with the field at fault."""
    document = read_toml(text, "the pair of scenarios", ScenarioError)
    check_fields(document, set(_PARTS), "the pair of scenarios")
    for part in _PARTS:
        if part not in document:
            raise ScenarioError(
                f"the pair of scenarios has no table [{part}]; one that compare wrote has "
                "[before] and [after], or give two scenario files"
            )
    before, after = (Scenario.from_dict(document[part]) for part in _PARTS)
    return before, after
