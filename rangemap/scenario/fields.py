"""Fields of tables read from TOML: present, of the right type, none unknown."""

import difflib
from collections.abc import Sequence
from typing import Any

from rangemap.errors import InputError, ScenarioError


def check_fields(
    table: Any, known: set[str], what: str, error: type[InputError] = ScenarioError
) -> None:
    """Raise error unless table is a table whose fields are all known; near names are suggested."""
    of = "field" if error is ScenarioError else "entry"  # of a scenario, or of another file
    if not isinstance(table, dict):
        raise error(f"{what}: must be a table of fields", reason=f"{of}_table", where=what)
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(known))}"
            raise error(
                f"{what}: unknown field {key[:40]!r}; {hint}",
                reason=f"{of}_unknown",
                where=what,
                field=key[:40],
            )


def text_field(table: dict[str, Any], key: str) -> str:
    """The text of that field. Raises ScenarioError where it is missing or no text."""
    value = table.get(key)
    if not isinstance(value, str):
        raise ScenarioError(f"{key} must be text in quotes", reason="field_text", field=key)
    return value


def number_field(table: dict[str, Any], key: str) -> float:
    """The number of that field. Raises ScenarioError where it is missing or no number."""
    value = table.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ScenarioError(f"{key} must be a number", reason="field_number", field=key)
    return float(value)


def list_field(table: dict[str, Any], key: str, default: Sequence[Any] = ()) -> list[Any]:
    """The list of that field, or the default. Raises ScenarioError where it is no list."""
    value = table.get(key, default)
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ScenarioError(f"{key} must be a list", reason="field_list", field=key)
    return list(value)
